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

#endif
