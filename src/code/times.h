/* times.h: expressions of time in a sentence, resolved against the day of publication. */
#ifndef DTI_TIMES_H
#define DTI_TIMES_H

#include "code/tree.h"

/*
 * Appends the time expressions of a sentence to doc->times: TIMEX3 type and value (ISO 8601 as
 * in TimeML 1.2.1) and, where it can date an event, an ISO date of reduced precision.
 *   tree  of the sentence, or NULL: decides whether "on Friday", "in August" lie ahead
 */
int dti_find_times(dti_coding *c, uint32_t sent, const dti_tree *tree);

#endif
