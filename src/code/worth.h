/* worth.h: which proposals are no events although a frame fits and somebody can be coded. */
#ifndef DTI_WORTH_H
#define DTI_WORTH_H

#include "code/match.h"

/* Why the proposal, coded as `e`, is no event, in words; NULL when it is one. */
const char *dti_not_worth(const dti_tree *t, const dti_proposal *p, const dt_event *e);

/* Does the sentence speak of sport (class `sport` of en/classes)? */
int dti_is_sport(const dti_tree *t);

#endif
