/* ranking.h: where all dyads stand on a day, made once for many answers. */
#ifndef DTI_SERVE_RANKING_H
#define DTI_SERVE_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "state/rank.h"

/* A row of a ranking; valid as long as the ranking. */
typedef struct dti_ranked {
    const dti_standing *now;
    const char *a, *b;
    double change_4w, change_52w; /* NAN: not known */
} dti_ranked;

typedef struct dti_ranking {
    int32_t day;     /* that the levels are of; INT32_MIN: the store holds nothing */
    int32_t known;   /* only what was published by then; INT32_MAX: all */
    dti_standing *all; /* largest change over four weeks first, too few reports last */
    char (*names)[2][DTI_UNIT_NAME_BYTES];
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

dti_ranked dti_ranking_row(const dti_ranking *ranking, size_t i);

#endif
