/* ranking.c: reads where all dyads stand, keeps it for those who ask next. */
#include "serve/ranking.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* The present, the "as of" days of a few people who replay the past. */
#define KEPT 8

/* One that a thread is making; it lies on its stack. */
typedef struct making {
    const char *as_of;
    struct making *next;
} making;

struct dti_rankings {
    pthread_mutex_t lock;
    pthread_cond_t made;
    dti_ranking *kept[KEPT]; /* latest used first */
    making *makings; /* who asks for one of these waits for it */
};

dti_rankings *dti_rankings_new(void) {
    dti_rankings *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->made, NULL);
    return r;
}

static void unref(dti_ranking *one) {
    if (!one || --one->refs > 0) return;
    free(one->all);
    free(one->names);
    free(one);
}

void dti_rankings_free(dti_rankings *r) {
    if (!r) return;
    for (int i = 0; i < KEPT; i++) unref(r->kept[i]);
    pthread_cond_destroy(&r->made);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

void dti_ranking_done(dti_rankings *r, dti_ranking *one) {
    pthread_mutex_lock(&r->lock);
    unref(one);
    pthread_mutex_unlock(&r->lock);
}

dti_ranked dti_ranking_row(const dti_ranking *k, size_t i) {
    const dti_standing *now = &k->all[i];
    return (dti_ranked){.now = now,
                        .a = k->names[i][0],
                        .b = k->names[i][1],
                        .change_4w = now->level - now->level_4w,
                        .change_52w = now->level - now->level_52w};
}

static dti_ranking *make(dt_store *s, const char *as_of, dt_error *err) {
    dti_ranking *k = calloc(1, sizeof *k);
    if (!k) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    k->refs = 1;
    int rc = dti_rank_day(s, as_of, &k->day, &k->known, err);
    if (rc == DT_OK && k->day != INT32_MIN) {
        rc = dti_standings(s, k->day, DTI_RANK_YEARS, k->known, &k->all, &k->n, err);
        if (rc == DT_OK && !(k->names = malloc((k->n + 1) * sizeof *k->names)))
            rc = dti_fail(err, "out of memory");
        if (rc == DT_OK) {
            dti_standings_sort(k->all, k->n);
            rc = dti_standing_names(s, k->all, k->n, k->names, err);
        }
    }
    if (rc == DT_OK) return k;
    unref(k);
    return NULL;
}

static int is_being_made(const dti_rankings *r, const char *as_of) {
    for (const making *m = r->makings; m; m = m->next)
        if (strcmp(m->as_of, as_of) == 0) return 1;
    return 0;
}

/* Under the lock; the one found is the latest used then. */
static dti_ranking *find(dti_rankings *r, int64_t generation, const char *as_of) {
    for (int i = 0; i < KEPT; i++) {
        dti_ranking *k = r->kept[i];
        if (!k || k->generation != generation || strcmp(k->as_of, as_of) != 0) continue;
        memmove(r->kept + 1, r->kept, (size_t)i * sizeof *r->kept);
        r->kept[0] = k;
        k->refs++;
        return k;
    }
    return NULL;
}

int dti_ranking_of(dti_rankings *r, dt_store *s, int64_t generation, const char *as_of,
                   dti_ranking **out, dt_error *err) {
    const char *day = as_of ? as_of : "";
    pthread_mutex_lock(&r->lock);
    making mine = {.as_of = day};
    while (!(*out = find(r, generation, day)) && is_being_made(r, day))
        pthread_cond_wait(&r->made, &r->lock);
    if (!*out) {
        mine.next = r->makings;
        r->makings = &mine;
    }
    pthread_mutex_unlock(&r->lock);
    if (*out) return DT_OK;
    dti_ranking *k = make(s, as_of, err);
    if (k) {
        k->generation = generation;
        snprintf(k->as_of, sizeof k->as_of, "%s", day);
    }
    pthread_mutex_lock(&r->lock);
    making **at = &r->makings;
    while (*at != &mine) at = &(*at)->next;
    *at = mine.next;
    pthread_cond_broadcast(&r->made);
    if (k) {
        unref(r->kept[KEPT - 1]);
        memmove(r->kept + 1, r->kept, (KEPT - 1) * sizeof *r->kept);
        r->kept[0] = k;
        k->refs++;
    }
    pthread_mutex_unlock(&r->lock);
    *out = k;
    return k ? DT_OK : DT_FAILED;
}
