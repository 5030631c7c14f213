/* ranking.h: where all dyads stand on a day, made once for many answers. */
#ifndef DTI_SERVE_RANKING_H
#define DTI_SERVE_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "detente_store.h"

typedef struct dti_ranked {
    char a[24], b[24];
    int64_t pair;
    double level, low, high, change_4w, change_52w; /* NAN: not known */
    int enough;
    size_t n_events; /* in the trailing year */
} dti_ranked;

typedef struct dti_ranking {
    int32_t day;     /* that the levels are of; INT32_MIN: the store holds nothing */
    int32_t known;   /* only what was published by then; INT32_MAX: all */
    dti_ranked *all; /* largest change over four weeks first, too few reports last */
    size_t n;
    int64_t generation;
    char as_of[16];
    int refs;
} dti_ranking;

/* A few rankings, the latest used; any thread may ask. */
typedef struct dti_rankings dti_rankings;
dti_rankings *dti_rankings_new(void);
void dti_rankings_free(dti_rankings *r);

/* as_of NULL: all that is in the store.  Give back with dti_ranking_done. */
DT_CHECK int dti_ranking_of(dti_rankings *r, dt_store *store, int64_t generation,
                            const char *as_of, dti_ranking **out, dt_error *err);
void dti_ranking_done(dti_rankings *r, dti_ranking *one);

/* The event that weighs most in the direction of the change of four weeks; 0: none. */
DT_CHECK int dti_ranked_driver(dt_store *store, const dti_ranking *ranking,
                               const dti_ranked *row, int64_t *event, dt_error *err);

#endif
