/* strips.c: keeps strips of dyads, gives them to those who ask next. */
#include "serve/strips.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kept {
    char name[80];
    int64_t generation;
    uint64_t used; /* rises; 0: free */
    dti_strip strip;
} kept;

struct dti_strips {
    pthread_mutex_t lock;
    pthread_cond_t made;
    dti_strip_making *makings;
    uint64_t clock;
    kept all[DTI_MAX_STRIPS];
};

dti_strips *dti_strips_new(void) {
    dti_strips *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->made, NULL);
    return m;
}

void dti_strips_free(dti_strips *m) {
    if (!m) return;
    for (size_t i = 0; i < DTI_MAX_STRIPS; i++) dti_buf_release(&m->all[i].strip.json);
    pthread_cond_destroy(&m->made);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

static kept *find(dti_strips *m, const char *name) {
    for (size_t i = 0; i < DTI_MAX_STRIPS; i++)
        if (m->all[i].used && strcmp(m->all[i].name, name) == 0) return &m->all[i];
    return NULL;
}

static int is_being_made(const dti_strips *m, const char *name) {
    for (const dti_strip_making *k = m->makings; k; k = k->next)
        if (strcmp(k->name, name) == 0) return 1;
    return 0;
}

/* Under the lock; NULL: none, or one of an older state. */
static kept *find_good(dti_strips *m, const char *name, int64_t generation) {
    kept *k = find(m, name);
    return k && k->generation == generation ? k : NULL;
}

int dti_strips_get(dti_strips *m, const char *name, int64_t generation,
                   dti_strip_making *mine, dti_strip *out) {
    kept *k;
    pthread_mutex_lock(&m->lock);
    while (!(k = find_good(m, name, generation)) && is_being_made(m, name))
        pthread_cond_wait(&m->made, &m->lock);
    int is_good = k != NULL;
    if (!is_good) {
        *mine = (dti_strip_making){name, m->makings};
        m->makings = mine;
    } else {
        k->used = ++m->clock;
        out->first_day = k->strip.first_day;
        out->last_day = k->strip.last_day;
        dti_buf_add(&out->json, k->strip.json.ptr, k->strip.json.len);
    }
    pthread_mutex_unlock(&m->lock);
    return is_good;
}

/* Under the lock. */
static void keep(dti_strips *m, const char *name, int64_t generation, const dti_strip *strip) {
    if (strip->json.failed || strlen(name) >= sizeof m->all[0].name) return;
    kept *k = find(m, name);
    for (size_t i = 0; !k && i < DTI_MAX_STRIPS; i++)
        if (!m->all[i].used) k = &m->all[i];
    if (!k) {
        k = &m->all[0];
        for (size_t i = 1; i < DTI_MAX_STRIPS; i++)
            if (m->all[i].used < k->used) k = &m->all[i];
    }
    snprintf(k->name, sizeof k->name, "%s", name);
    k->generation = generation;
    k->used = ++m->clock;
    k->strip.first_day = strip->first_day;
    k->strip.last_day = strip->last_day;
    dti_buf_clear(&k->strip.json);
    dti_buf_add(&k->strip.json, strip->json.ptr, strip->json.len);
    if (k->strip.json.failed) { /* out of memory: not kept */
        dti_buf_release(&k->strip.json);
        k->used = 0;
    }
}

void dti_strips_made(dti_strips *m, dti_strip_making *mine, int64_t generation,
                     const dti_strip *strip) {
    pthread_mutex_lock(&m->lock);
    dti_strip_making **at = &m->makings;
    while (*at != mine) at = &(*at)->next;
    *at = mine->next;
    if (strip) keep(m, mine->name, generation, strip);
    pthread_cond_broadcast(&m->made);
    pthread_mutex_unlock(&m->lock);
}
