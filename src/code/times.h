/* times.h: expressions of time in a sentence, resolved against the day of publication. */
#ifndef DTI_TIMES_H
#define DTI_TIMES_H

#include "code/code.h"

/*
 * Appends the time expressions of a sentence to doc->times: TIMEX3 type and value (ISO 8601 as
 * in TimeML 1.2.1) and, where it can date an event, an ISO date of reduced precision.
 *   looks_ahead  the sentence speaks of things to come ("will"): decides "on Friday", "in
 * August"
 */
int dti_find_times(dti_coding *c, uint32_t sent, int looks_ahead);

#endif
