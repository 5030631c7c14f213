/* watch.c: reads the state of the store file, says when answers are old and handles useless. */
#include "serve/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/error.h"
#include "store/store.h"

#define LOOK_MS 10   /* between two looks at a store that is there */
#define RETRY_MS 200 /* at one that is not */

struct dti_watch {
    pthread_mutex_t lock;
    char *path;
    dt_store *store; /* NULL: not to be had */
    dev_t device;
    ino_t inode;
    int64_t data_version;
    int64_t looked_ms;
    dti_watched now;
};

dt_store *dti_serve_open(const char *path, dt_error *err) {
    dt_store *s = dt_store_open(path, DT_STORE_READ, err);
    if (s)
        sqlite3_exec(s->db, "PRAGMA mmap_size=0; PRAGMA cache_size=-65536", NULL, NULL, NULL);
    return s;
}

dti_watch *dti_watch_new(const char *path) {
    dti_watch *w = calloc(1, sizeof *w);
    if (!w || !(w->path = strdup(path))) {
        free(w);
        return NULL;
    }
    pthread_mutex_init(&w->lock, NULL);
    /* Tags of an earlier server must not fit: numbers go on from the clock, and stay below the
     * 2^53 that JSON readers keep whole. */
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    w->now.generation = ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000) << 10;
    w->looked_ms = INT64_MIN / 2;
    return w;
}

void dti_watch_free(dti_watch *w) {
    if (!w) return;
    dt_store_close(w->store);
    pthread_mutex_destroy(&w->lock);
    free(w->path);
    free(w);
}

const char *dti_watch_path(const dti_watch *w) { return w->path; }

static void drop(dti_watch *w) {
    dt_store_close(w->store);
    w->store = NULL;
    w->now.ok = 0;
    w->now.epoch++;
    w->now.generation++;
}

static int schema_of(dt_store *s) {
    sqlite3_stmt *q = NULL;
    int version = -1;
    if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        version = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    return version;
}

static void look(dti_watch *w) {
    struct stat st;
    int there = stat(w->path, &st) == 0;
    if (w->store && (!there || st.st_dev != w->device || st.st_ino != w->inode)) drop(w);
    if (w->store) {
        int64_t version = dt_store_generation(w->store);
        if (version == w->data_version) return;
        w->data_version = version;
        w->now.generation++;
        if (version > 0 && schema_of(w->store) == dt_store_schema_version()) return;
        drop(w);
    }
    if (!there) {
        dti_fail(&w->now.why, "%s: %s; make it with: detente code --db %s FILES", w->path,
                 strerror(errno), w->path);
        return;
    }
    w->now.why.message[0] = 0;
    w->store = dti_serve_open(w->path, &w->now.why);
    if (!w->store) return;
    w->device = st.st_dev;
    w->inode = st.st_ino;
    w->data_version = dt_store_generation(w->store);
    w->now.ok = 1;
    w->now.epoch++;
    w->now.generation++;
}

void dti_watch_look(dti_watch *w, dti_watched *out) {
    pthread_mutex_lock(&w->lock);
    int64_t now = dti_now_ms();
    if (now - w->looked_ms >= (w->now.ok ? LOOK_MS : RETRY_MS)) {
        look(w);
        w->looked_ms = now;
    }
    *out = w->now;
    pthread_mutex_unlock(&w->lock);
}

void dti_watch_doubt(dti_watch *w) {
    pthread_mutex_lock(&w->lock);
    if (w->store) drop(w);
    look(w);
    w->looked_ms = dti_now_ms();
    pthread_mutex_unlock(&w->lock);
}
