/* ranking.c: reads where all dyads stand, keeps it for those who ask next. */
#include "serve/ranking.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "state/drivers.h"
#include "state/rank.h"
#include "state/series.h"
#include "store/store.h"

/* The present, the "as of" days of a few people who replay the past. */
#define KEPT 8

struct dti_rankings {
    pthread_mutex_t lock;
    dti_ranking *kept[KEPT]; /* latest used first */
};

dti_rankings *dti_rankings_new(void) {
    dti_rankings *r = calloc(1, sizeof *r);
    if (r) pthread_mutex_init(&r->lock, NULL);
    return r;
}

static void unref(dti_ranking *one) {
    if (!one || --one->refs > 0) return;
    free(one->all);
    free(one);
}

void dti_rankings_free(dti_rankings *r) {
    if (!r) return;
    for (int i = 0; i < KEPT; i++) unref(r->kept[i]);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

void dti_ranking_done(dti_rankings *r, dti_ranking *one) {
    pthread_mutex_lock(&r->lock);
    unref(one);
    pthread_mutex_unlock(&r->lock);
}

static int by_change(const void *pa, const void *pb) {
    const dti_ranked *a = pa, *b = pb;
    if (a->enough != b->enough) return b->enough - a->enough;
    if (a->enough) {
        double x = isnan(a->change_4w) ? -1 : fabs(a->change_4w);
        double y = isnan(b->change_4w) ? -1 : fabs(b->change_4w);
        if (x != y) return x > y ? -1 : 1;
    }
    if (a->n_events != b->n_events) return a->n_events > b->n_events ? -1 : 1;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

static int read_names(dt_store *s, dti_ranking *k, const dti_standing *all, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT name FROM unit WHERE id=?1", -1, &q, NULL) !=
        SQLITE_OK)
        return dti_store_fail(s, "cannot read the names of units", err);
    for (size_t i = 0; i < k->n; i++) {
        const dti_standing *d = &all[i];
        dti_ranked *row = &k->all[i];
        *row = (dti_ranked){.pair = d->pair,
                            .level = d->level,
                            .low = d->low,
                            .high = d->high,
                            .change_4w = d->level - d->level_4w,
                            .change_52w = d->level - d->level_52w,
                            .enough = d->enough,
                            .n_events = d->n_events};
        for (int side = 0; side < 2; side++) {
            dt_slice name = {"", 0};
            sqlite3_reset(q);
            sqlite3_bind_int64(q, 1, side ? d->b : d->a);
            if (sqlite3_step(q) == SQLITE_ROW) name = dti_column_slice(q, 0);
            snprintf(side ? row->b : row->a, sizeof row->a, "%.*s", (int)name.len, name.ptr);
        }
    }
    sqlite3_finalize(q);
    return DT_OK;
}

static dti_ranking *make(dt_store *s, const char *as_of, dt_error *err) {
    dti_standing *all = NULL;
    size_t n = 0;
    dti_ranking *k = calloc(1, sizeof *k);
    if (!k) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    k->refs = 1;
    int rc = dti_state_day(as_of, 1, INT32_MAX, &k->known, err);
    if (rc == DT_OK) rc = dt_store_last_day(s, &k->day, err);
    if (rc == DT_OK && k->known < INT32_MAX) k->day = k->known;
    if (rc == DT_OK && k->day != INT32_MIN) {
        rc = dti_standings(s, k->day, DTI_RANK_YEARS, k->known, &all, &n, err);
        if (rc == DT_OK && !(k->all = calloc(n + 1, sizeof *k->all)))
            rc = dti_fail(err, "out of memory");
        k->n = rc == DT_OK ? n : 0;
        if (rc == DT_OK) rc = read_names(s, k, all, err);
        if (rc == DT_OK) qsort(k->all, k->n, sizeof *k->all, by_change);
    }
    free(all);
    if (rc == DT_OK) return k;
    unref(k);
    return NULL;
}

int dti_ranking_of(dti_rankings *r, dt_store *s, int64_t generation, const char *as_of,
                   dti_ranking **out, dt_error *err) {
    pthread_mutex_lock(&r->lock);
    for (int i = 0; i < KEPT; i++) {
        dti_ranking *k = r->kept[i];
        if (!k || k->generation != generation || strcmp(k->as_of, as_of ? as_of : "") != 0)
            continue;
        memmove(r->kept + 1, r->kept, (size_t)i * sizeof *r->kept);
        r->kept[0] = k;
        k->refs++;
        pthread_mutex_unlock(&r->lock);
        *out = k;
        return DT_OK;
    }
    pthread_mutex_unlock(&r->lock);
    /* two who ask at once both make it; that is rare and harmless */
    dti_ranking *k = make(s, as_of, err);
    if (!k) return DT_FAILED;
    k->generation = generation;
    snprintf(k->as_of, sizeof k->as_of, "%s", as_of ? as_of : "");
    pthread_mutex_lock(&r->lock);
    unref(r->kept[KEPT - 1]);
    memmove(r->kept + 1, r->kept, (KEPT - 1) * sizeof *r->kept);
    r->kept[0] = k;
    k->refs++;
    pthread_mutex_unlock(&r->lock);
    *out = k;
    return DT_OK;
}

int dti_ranked_driver(dt_store *s, const dti_ranking *k, const dti_ranked *row, int64_t *event,
                      dt_error *err) {
    *event = 0;
    if (!row->enough || isnan(row->change_4w) || row->change_4w == 0) return DT_OK;
    int64_t drivers[DTI_MAX_DRIVERS];
    size_t n = 0;
    dti_driver_query q = {.pairs = &row->pair,
                          .n_pairs = 1,
                          .from = k->day - 27,
                          .to = k->day,
                          .as_of = k->known,
                          .announced = 1,
                          .upwards = row->change_4w > 0};
    if (dti_drivers(s, &q, drivers, &n, err) != DT_OK) return DT_FAILED;
    if (n) *event = drivers[0];
    return DT_OK;
}
