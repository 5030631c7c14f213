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
} dti_driver_query;

/* Rows of event, heaviest first. */
typedef struct dti_driver_list {
    int64_t events[DTI_MAX_DRIVERS];
    size_t n;
} dti_driver_list;

/*
 * One event for every happening, one of a type a day: up, what raises tension (tones below
 * against), down, what lowers it.  One that is NULL is not asked for; both cost one reading.
 */
DT_CHECK int dti_drivers(dt_store *s, const dti_driver_query *query, dti_driver_list *up,
                         dti_driver_list *down, dt_error *err);

#endif
