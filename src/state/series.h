/* series.h: what the store holds of a dyad, day by day. */
#ifndef DTI_SERIES_H
#define DTI_SERIES_H

#include "store/store.h"

/* A story told by a source: what counts of stories and sources are made from. */
typedef struct dti_told {
    int64_t story, source;
} dti_told;

typedef struct dti_day {
    int32_t day;
    dti_day_sums sums;
    size_t told, n_told; /* series.told[told .. told + n_told) */
} dti_day;

typedef struct dti_news {
    int32_t day;
    size_t n_documents, n_conflict, n_all;
} dti_news;

typedef struct dti_series {
    int64_t *pairs;
    size_t n_pairs;
    int32_t as_of; /* INT32_MAX: all */
    dti_day *days; /* ascending, one entry a day */
    size_t n_days, cap_days;
    dti_told *told;
    size_t n_told, cap_told;
    dti_news *news; /* by day of publication, every day of the store's news */
    size_t n_news, cap_news;
    int32_t first_day; /* of what was news: background before it is no part of the span */
} dti_series;

/* Reads everything the pairs of a query have.  Release it also after a failure. */
int dti_series_read(dt_store *s, const dt_state_query *query, dti_series *out, dt_error *err);
void dti_series_release(dti_series *series);
/* First entry on or after the day. */
size_t dti_series_find(const dti_series *series, int32_t day);
/* Distinct stories and sources of the days [from, to) (entries, not dates). */
int dti_series_count(const dti_series *series, size_t from, size_t to, size_t *n_stories,
                     size_t *n_sources);
/* Do the entries up to the day, within the trailing window, say enough for a level? */
int dti_series_enough(const dti_series *series, int32_t day);

/* Set of row numbers that takes at most the n it was begun with. */
typedef struct dti_id_set {
    int64_t *slots;
    size_t mask;
} dti_id_set;
int dti_id_set_begin(dti_id_set *set, size_t n); /* DT_FAILED: out of memory */
int dti_id_set_add(dti_id_set *set, int64_t id); /* 1: it is new */
void dti_id_set_end(dti_id_set *set);

/* NULL or "": otherwise.  last: the last day a reduced date can mean. */
int dti_state_day(const char *date, int last, int32_t otherwise, int32_t *out, dt_error *err);

#endif
