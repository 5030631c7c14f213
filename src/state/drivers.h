/* drivers.h: the events that weigh most. */
#ifndef DTI_DRIVERS_H
#define DTI_DRIVERS_H

#include "state/series.h"

#define DTI_MAX_DRIVERS 5

typedef struct dti_driver_query {
    const int64_t *pairs;
    size_t n_pairs;
    int32_t from, to; /* days, inclusive */
    int32_t as_of;
    int announced;  /* 1: also what was announced in these days for later */
    double against; /* tone (dti_tone) that pulls neither way */
    int upwards;    /* 1: what raises tension (tones below against); 0: what lowers it */
} dti_driver_query;

/* One event for every happening, one of a type a day, heaviest first; out has room for
 * DTI_MAX_DRIVERS. */
int dti_drivers(dt_store *s, const dti_driver_query *query, int64_t *out, size_t *n,
                dt_error *err);

#endif
