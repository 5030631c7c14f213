/*
 * timing.h: how long the stages of a coder took; for `detente bench`.  Processor time of the thread, not time
 * on the wall: other work on the machine does not change it much.
 */
#ifndef DTI_TIMING_H
#define DTI_TIMING_H

#include <time.h>

#include "detente.h"

typedef enum dti_stage {
    DTI_STAGE_CLEAN,
    DTI_STAGE_SPLIT,
    DTI_STAGE_GATE,
    DTI_STAGE_PARSE,
    DTI_STAGE_CODE,
    DTI_N_STAGES
} dti_stage;

typedef struct dti_stage_times {
    double seconds[DTI_N_STAGES];
    struct timespec since; /* end of the last lap */
} dti_stage_times;

/* From now on dt_code adds the time of its stages to *times, which stays the caller's; NULL: no more. */
void dti_coder_time(dt_coder *coder, dti_stage_times *times);

/* Begins a lap; adds the time since the last one to a stage and begins the next.  NULL does nothing. */
static inline void dti_lap_begin(dti_stage_times *t) {
    if (t) clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t->since);
}

static inline void dti_lap(dti_stage_times *t, dti_stage stage) {
    if (!t) return;
    struct timespec was = t->since;
    dti_lap_begin(t);
    t->seconds[stage] += (double)(t->since.tv_sec - was.tv_sec) +
                         1e-9 * (double)(t->since.tv_nsec - was.tv_nsec);
}

#endif
