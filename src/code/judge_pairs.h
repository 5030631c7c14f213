/*
 * judge_pairs.h: what the judge adds to the frames of a sentence: the party that a frame did not
 * find, and acts between two actors that no frame joins.
 */
#ifndef DTI_JUDGE_PAIRS_H
#define DTI_JUDGE_PAIRS_H

#include "code/judge_event.h"

#define DTI_MAX_JUDGED 8 /* acts that the judge may propose in one sentence */

/* An act that no frame proposes.  p.frame points into the act itself: do not copy it. */
typedef struct dti_judged {
    dti_frame frame;
    dti_proposal p;
    uint32_t type;     /* number of the type */
    double confidence; /* that an act stands there, times that the type is right */
    char words[192];   /* what speaks for it */
} dti_judged;

/*
 * Names the target of a proposal whose frame found none that is known, when the sentence has an
 * actor of whom the judge is sure.  Returns the mention, or DTI_NONE; why (cap bytes) says what was
 * done.
 */
uint32_t dti_judge_fill(dti_judging *j, dti_proposal *p, char *why, size_t cap);

/*
 * Acts between actors that no proposal joins; returns their number, at most DTI_MAX_JUDGED.
 * Bounded: looks at so many actors of a sentence and no more.
 */
size_t dti_judge_propose(dti_judging *j, dti_judged out[DTI_MAX_JUDGED]);

#endif
