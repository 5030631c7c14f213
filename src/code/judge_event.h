/* judge_event.h: how sure the judge is of the type of an event that a frame proposes, and why. */
#ifndef DTI_JUDGE_EVENT_H
#define DTI_JUDGE_EVENT_H

#include "code/judge.h"

/* All proposals of a sentence with their aspect; made once a sentence, at the first event. */
typedef struct dti_judging {
    const dti_judge *judge; /* NULL: there are no weights */
    const dti_tree *tree;
    const dti_proposal *proposals;
    dti_judge_frame frames[DTI_MAX_SENT_EVENTS];
    size_t n;
    int is_ready;
} dti_judging;

void dti_judging_init(dti_judging *j, const dti_tree *t, const dti_proposal *proposals, size_t n);

/*
 * Probability that the type is right if the actors are.  words (cap bytes) is filled with what
 * speaks for it most: "both at \"attack\""; empty when nothing does, or without weights.
 */
double dti_judge_event(dti_judging *j, const dti_proposal *p, dt_slice type, char *words,
                       size_t cap);

/* A feature in words: "rr:attack" -> both at "attack". */
void dti_feature_in_words(const char *name, char *out, size_t cap);

#endif
