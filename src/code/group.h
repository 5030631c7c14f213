/*
 * group.h: the parts of one mention before it is known whom they mean; between mentions.c,
 * which gathers them, and refer.c, which resolves them.
 */
#ifndef DTI_GROUP_H
#define DTI_GROUP_H

#include "code/code.h"

#define DTI_HAS(span, kind) ((span)->kinds >> (kind)&1)
#define DTI_MAX_PARTS 24

typedef struct dti_group {
    uint32_t parts[DTI_MAX_PARTS]; /* span numbers */
    uint32_t n_parts;
    uint32_t first, last; /* tokens, inclusive */
    uint32_t head;
    uint32_t name_first, name_n;   /* tokens of a name that no table knows */
    uint32_t given_first, given_n; /* unknown tokens before a family name: "Anthony | Blinken" */
} dti_group;

static inline int dti_span_is_country(const dti_span *s) {
    return DTI_HAS(s, DTI_PH_COUNTRY);
}
static inline int dti_span_is_role(const dti_span *s) {
    return DTI_HAS(s, DTI_PH_ROLE) || DTI_HAS(s, DTI_PH_ROLES);
}

/* Is the noun behind a preposition of this class of en/prepositions? */
int dti_is_behind(const dti_coding *c, uint32_t sent, uint32_t noun, const char *class_name);
/* Fills kind, refs, confidence and why of m from the parts.  DT_FAILED: the arena is full. */
int dti_refer(dti_coding *c, const dti_group *g, dti_mention *m);

#endif
