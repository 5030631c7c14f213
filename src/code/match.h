/* match.h: frames against a sentence: proposals of events with their actors. */
#ifndef DTI_MATCH_H
#define DTI_MATCH_H

#include "base/limits.h"
#include "code/tree.h"

/* One side of a proposal: mentions, or a phrase that only describes. */
typedef struct dti_side {
    uint32_t mentions[DTI_MAX_SLOT_ACTORS];
    uint32_t n;
    uint32_t phrase; /* head of a noun phrase that names no actor, or DTI_NONE */
    int is_inside;   /* the actors stand inside the phrase: "rejected the *Iranian* proposal" */
    uint32_t within; /* then the head of that phrase */
    int is_people;   /* a place that stands for its people: 1 who act, "thousands protested in *Baghdad*", 2 who suffer */
    int near_only;   /* only what stands close to the head of the phrase: "the *Iranian* plan for Syria" */
    int of_act;      /* the phrase is that of an act: roles of no state before its head tell its kind */
    int no_places;   /* places inside a phrase do nothing: "protesters in Paris" */
} dti_side;

typedef struct dti_proposal {
    const dti_frame *frame;
    uint32_t trigger; /* token */
    uint32_t light;   /* object noun of a light verb, or DTI_NONE */
    uint32_t oblique; /* noun that a constraint asked for under a preposition or as subject ("go
                         on *strike*", "*talks* collapsed"), or DTI_NONE */
    uint32_t particle; /* particle that the frame asks for, or DTI_NONE */
    uint32_t below;    /* head of the clause that the frame swallows, or DTI_NONE */
    uint32_t adverb;   /* adverb that the frame asks for ("not"), or DTI_NONE */
    dti_side source, target;
} dti_proposal;

/*
 * All frames that fit the sentence, one a trigger (the most specific), in text order; at most
 * cap. Sets *dropped when there were more.  Behind the n that are returned stand *n_idioms whose
 * row says that they are no act ("struck a chord"; type "-").
 */
size_t dti_match_frames(const dti_tree *t, dti_proposal *out, size_t cap, size_t *n_idioms,
                        int *dropped);

/* Is the mention one of the side, or another word for one of it ("its" after "Israel")? */
int dti_side_shares(const dt_doc *d, const dti_side *side, uint32_t mention);

/*
 * Mentions that a word of a slot stands for: its own, or those inside its phrase.  Those that
 * are (or mean) one of `other` are passed over; other may be NULL.
 */
void dti_mentions_of_word(const dti_tree *t, uint32_t word, const dti_side *other,
                          dti_side *side);

/* Do those on both sides, or two on one, act in public affairs? */
int dti_parties_are_public(const dti_tree *t, const dti_proposal *p);

#endif
