/* rank.h: how all dyads stand on one day. */
#ifndef DTI_RANK_H
#define DTI_RANK_H

#include "state/series.h"

typedef struct dti_standing {
    int64_t pair, a, b;                           /* rows of pair and unit */
    double level, low, high, level_4w, level_52w; /* NAN: had not begun then */
    int enough;
    size_t n_events; /* in the trailing year */
} dti_standing;

/*
 * Every dyad that has reports in so many days up to the day; *out: free().  DTI_RANK_YEAR moves
 * a level as far as reports do, DTI_RANK_YEARS gives level_52w too.
 */
#define DTI_RANK_YEAR 365
#define DTI_RANK_YEARS 731
int dti_standings(dt_store *s, int32_t day, int32_t n_days, int32_t as_of, dti_standing **out,
                  size_t *n, dt_error *err);

/* Largest absolute change over four weeks first, those with too few reports last. */
void dti_standings_sort(dti_standing *all, size_t n);

#define DTI_UNIT_NAME_BYTES 64
/* The names of the two units of so many standings, in their order: names[i][0] is a's, [1] b's;
 * cut to what fits. */
DT_CHECK int dti_standing_names(dt_store *s, const dti_standing *all, size_t n,
                                char (*names)[2][DTI_UNIT_NAME_BYTES], dt_error *err);

/*
 * The event that weighs most in the direction of the change over the four weeks up to the day,
 * of what was published by as_of; 0: no change, or none.
 */
DT_CHECK int dti_standing_driver(dt_store *s, const dti_standing *one, int32_t day,
                                 int32_t as_of, int64_t *event, dt_error *err);

/* The day that a ranking is of, and what was known then (INT32_MAX: all): as_of NULL is the last
 * day of the store.  *day INT32_MIN: the store holds nothing. */
DT_CHECK int dti_rank_day(dt_store *s, const char *as_of, int32_t *day, int32_t *known,
                          dt_error *err);

#endif
