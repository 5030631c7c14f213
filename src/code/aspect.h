/* aspect.h: is an act real, told as background, to come, only thought of, or denied; and who
 * says so. */
#ifndef DTI_ASPECT_H
#define DTI_ASPECT_H

#include "code/match.h"

/* What the words around an act make of it (en/aspect). */
typedef enum dti_effect {
    DTI_E_NONE,
    DTI_E_NEGATED,
    DTI_E_HYPOTHETICAL,
    DTI_E_FUTURE,
    DTI_E_WISH,
    DTI_E_HISTORICAL,
    DTI_E_NOTHING, /* the text says neither that it is nor that it is not: "hopes to avoid a raid" */
    DTI_E_FACT /* what stands above says nothing of the act: "following the raid" */
} dti_effect;

typedef struct dti_view {
    dti_effect effect;
    uint32_t speaker; /* token whose phrase names who says it, or DTI_NONE */
    uint32_t cue;     /* token that decided, or DTI_NONE */
    int refused;      /* negated by the doer's own will: "*will not* lift the ban" */
} dti_view;

/* Reads the auxiliaries, negations, marks and governing words around a proposal's trigger. */
dti_view dti_aspect_at(const dti_tree *t, const dti_proposal *p);

/*
 * Does what a time expression at the token dates lie ahead: the nearest verb above it is to come
 * ("will meet on Friday", "plans to meet on Friday")?  planned: behind "for", as in "talks
 * scheduled for Friday".
 */
int dti_looks_ahead_at(const dti_tree *t, uint32_t tok, int planned);

/* Does a finite verb of the sentence speak of the future ("will", "is to")? */
int dti_looks_ahead(const dti_tree *t);

#endif
