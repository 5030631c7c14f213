/* jobs.c: reads what is asked, has it answered by a thread with a store, keeps the answers. */
#include "serve/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/slice.h"
#include "store/store.h"

#define N_BUCKETS 4096
/* An answer that took t is good for 10 t, though the store has moved on: a store that is being
 * written to all the time would else be ranked anew for every look.  Not longer than this. */
#define OLD_FACTOR 10
#define MAX_OLD_SECONDS 10.0
#define CHEAP_SECONDS 0.02

typedef struct kept {
    struct kept *next_in_bucket, *newer, *older;
    char *target;
    dti_reply *reply;
    int64_t generation;
    double made, cost; /* seconds */
    size_t bytes;
} kept;

struct dti_job {
    dti_job *next; /* in the queue, then in the list of those that run */
    char *target;
    const dti_route *route;
    char tail[256];
    dti_params params;
    struct {
        void (*wake)(void *);
        void *who;
    } * waiters;
    size_t n_waiters, cap_waiters;
    dti_reply *reply;
    int is_heavy;
    int refs; /* waiters that have not fetched it, and the queue */
};

typedef struct worker {
    dti_jobs *jobs;
    pthread_t thread;
    dt_store *store;
    uint64_t epoch;
    double deadline;
} worker;

struct dti_jobs {
    pthread_mutex_t lock;
    pthread_cond_t work;
    dti_watch *watch;
    const dti_sayings *words;
    dti_rankings *rankings;
    dti_strips *strips;
    dti_dater *dater;
    dti_respond_fn *respond;
    kept *buckets[N_BUCKETS], *newest, *oldest;
    size_t bytes;
    dti_job *queue, **queue_end, *running;
    size_t n_waiting, n_heavy; /* heavy ones that run */
    int stopping;
    atomic_int give_up; /* the same, for those who hold no lock */
    worker *workers;
    size_t n_workers;
};

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void dti_etag_of(int64_t generation, const char *target, char out[48]) {
    uint64_t h = XXH3_64bits_withSeed(target, strlen(target), (uint64_t)generation);
    snprintf(out, 48, "\"%s-%016llx\"", dt_version(), (unsigned long long)h);
}

/* ------------------------------------------------------------------ kept answers */

static void reply_unref(dti_reply *r) {
    if (!r || --r->refs > 0) return;
    MHD_destroy_response(r->response);
    free(r);
}

static void unlink_kept(dti_jobs *j, kept *k) {
    if (k->newer)
        k->newer->older = k->older;
    else
        j->newest = k->older;
    if (k->older)
        k->older->newer = k->newer;
    else
        j->oldest = k->newer;
    k->newer = k->older = NULL;
}

static void link_newest(dti_jobs *j, kept *k) {
    k->older = j->newest;
    k->newer = NULL;
    if (j->newest) j->newest->newer = k;
    j->newest = k;
    if (!j->oldest) j->oldest = k;
}

static kept **bucket_of(dti_jobs *j, const char *target) {
    return &j->buckets[XXH3_64bits(target, strlen(target)) % N_BUCKETS];
}

static void forget(dti_jobs *j, kept *k) {
    kept **at = bucket_of(j, k->target);
    while (*at != k) at = &(*at)->next_in_bucket;
    *at = k->next_in_bucket;
    unlink_kept(j, k);
    j->bytes -= k->bytes;
    reply_unref(k->reply);
    free(k->target);
    free(k);
}

static kept *find(dti_jobs *j, const char *target) {
    kept *k = *bucket_of(j, target);
    while (k && strcmp(k->target, target) != 0) k = k->next_in_bucket;
    return k;
}

static int is_good(const kept *k, int64_t generation) {
    if (k->generation == generation) return 1;
    double good = k->cost * OLD_FACTOR;
    if (good > MAX_OLD_SECONDS) good = MAX_OLD_SECONDS;
    return k->cost > CHEAP_SECONDS && now_seconds() - k->made < good;
}

dti_reply *dti_jobs_kept(dti_jobs *j, const char *target, int64_t generation) {
    dti_reply *r = NULL;
    pthread_mutex_lock(&j->lock);
    kept *k = find(j, target);
    if (k && is_good(k, generation)) {
        unlink_kept(j, k);
        link_newest(j, k);
        r = k->reply;
        r->refs++;
    }
    pthread_mutex_unlock(&j->lock);
    return r;
}

void dti_reply_done(dti_jobs *j, dti_reply *r) {
    pthread_mutex_lock(&j->lock);
    reply_unref(r);
    pthread_mutex_unlock(&j->lock);
}

/* Under the lock. */
static void keep(dti_jobs *j, const char *target, dti_reply *r, int64_t generation, double cost,
                 size_t body_bytes) {
    size_t bytes = body_bytes + strlen(target) + 1024;
    kept *old = find(j, target);
    if (old) forget(j, old);
    if (bytes > DTI_KEPT_BYTES / 4) return;
    while (j->oldest && j->bytes + bytes > DTI_KEPT_BYTES) forget(j, j->oldest);
    kept *k = calloc(1, sizeof *k);
    if (!k || !(k->target = strdup(target))) {
        free(k);
        return;
    }
    k->reply = r;
    r->refs++;
    k->generation = generation;
    k->made = now_seconds();
    k->cost = cost;
    k->bytes = bytes;
    j->bytes += bytes;
    kept **at = bucket_of(j, target);
    k->next_in_bucket = *at;
    *at = k;
    link_newest(j, k);
}

/* ------------------------------------------------------------------ answering */

static int out_of_time(void *ctx) {
    worker *w = ctx;
    return atomic_load(&w->jobs->give_up) || now_seconds() > w->deadline;
}

static int have_store(worker *w, const dti_watched *now, dt_error *err) {
    if (w->store && w->epoch != now->epoch) {
        dt_store_close(w->store);
        w->store = NULL;
    }
    if (!now->ok) {
        *err = now->why;
        return 0;
    }
    if (w->store) return 1;
    if (!(w->store = dti_serve_open(dti_watch_path(w->jobs->watch), err))) return 0;
    w->epoch = now->epoch;
    sqlite3_progress_handler(w->store->db, 20000, out_of_time, w);
    return 1;
}

static void answer(worker *w, const dti_job *job, const dti_watched *now, dti_answer *a) {
    dt_error err = {{0}};
    if (!have_store(w, now, &err)) {
        dti_problem(a, 503, "The store cannot be read", err.message);
        return;
    }
    dti_ask ask = {.store = w->store,
                   .words = w->jobs->words,
                   .rankings = w->jobs->rankings,
                   .strips = w->jobs->strips,
                   .dater = w->jobs->dater,
                   .tail = job->tail,
                   .params = &job->params,
                   .generation = now->generation,
                   .target = job->target};
    /* one state of the store for the whole answer, and one lock for its many small queries */
    int rc = dti_store_look(w->store, &err);
    if (rc == DT_OK) rc = job->route->answer(&ask, a, &err);
    dti_store_look_end(w->store);
    if (rc != DT_OK) {
        int late = out_of_time(w);
        dti_problem(a, 503, late ? "This takes too long" : "The store cannot be read",
                    late ? "given up after 30 seconds; ask for a shorter span or fewer events"
                         : err.message);
        dt_store_close(w->store);
        w->store = NULL;
        if (!late) dti_watch_doubt(w->jobs->watch);
    } else if (a->body.failed) {
        dti_problem(a, 503, "Out of memory", "ask for less, or come again");
    } else if (a->body.len > DTI_MAX_ANSWER_BYTES) {
        dti_problem(a, 413, "The answer is too large", "ask for fewer events or a longer step");
    }
}

static dti_reply *reply_of(dti_jobs *j, dti_answer *a, int64_t generation, const char *target) {
    dti_reply *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->refs = 1;
    r->status = (unsigned)a->status;
    if (a->status == 200 && a->fd < 0) dti_etag_of(generation, target, r->etag);
    r->response = j->respond(a, r->etag);
    if (r->response) return r;
    free(r);
    return NULL;
}

static void do_job(worker *w, dti_job *job) {
    dti_jobs *j = w->jobs;
    dti_answer a;
    dti_watched now;
    double began = now_seconds();
    dti_answer_init(&a);
    dti_watch_look(j->watch, &now);
    pthread_mutex_lock(&j->lock);
    int stopping = j->stopping;
    pthread_mutex_unlock(&j->lock);
    w->deadline = began + DTI_MAX_QUERY_SECONDS;
    if (stopping)
        dti_problem(&a, 503, "The server stops", "come again when it runs");
    else
        answer(w, job, &now, &a);
    int is_kept = (a.status == 200 || a.status == 404) && a.fd < 0;
    size_t bytes = a.body.len;
    dti_reply *r = reply_of(j, &a, now.generation, job->target);
    dti_answer_release(&a);
    pthread_mutex_lock(&j->lock);
    job->reply = r;
    if (r && is_kept) keep(j, job->target, r, now.generation, now_seconds() - began, bytes);
    dti_job **at = &j->running;
    while (*at != job) at = &(*at)->next;
    *at = job->next;
    size_t n = job->n_waiters;
    j->n_waiting -= n;
    pthread_mutex_unlock(&j->lock);
    /* nobody joins a job that is in no list; waiters keep it alive until the last has fetched
     * the reply, and the job's own reference until all are woken */
    for (size_t i = 0; i < n; i++) job->waiters[i].wake(job->waiters[i].who);
    dti_reply_done(j, dti_job_reply(j, job));
}

/*
 * The next job, off the queue; NULL: none may run now.  Half of the threads never do what takes
 * seconds, so that what takes milliseconds need not wait for it.
 */
static dti_job *take(dti_jobs *j) {
    size_t most = j->n_workers > 1 ? j->n_workers / 2 : 1;
    for (dti_job **at = &j->queue; *at; at = &(*at)->next) {
        dti_job *job = *at;
        if (job->is_heavy && j->n_heavy >= most && !j->stopping) continue;
        *at = job->next;
        if (!job->next) j->queue_end = at;
        return job;
    }
    return NULL;
}

static void *work(void *ctx) {
    worker *w = ctx;
    dti_jobs *j = w->jobs;
    pthread_mutex_lock(&j->lock);
    for (;;) {
        dti_job *job = take(j);
        if (!job && j->stopping && !j->queue) break;
        if (!job) {
            pthread_cond_wait(&j->work, &j->lock);
            continue;
        }
        int is_heavy = job->is_heavy;
        j->n_heavy += (size_t)is_heavy;
        job->next = j->running;
        j->running = job;
        pthread_mutex_unlock(&j->lock);
        do_job(w, job);
        pthread_mutex_lock(&j->lock);
        if (is_heavy) {
            j->n_heavy--;
            pthread_cond_signal(&j->work); /* another of them may run now */
        }
    }
    pthread_mutex_unlock(&j->lock);
    dt_store_close(w->store);
    return NULL;
}

/* ------------------------------------------------------------------ asking */

static void job_unref(dti_job *job) {
    if (--job->refs > 0) return;
    reply_unref(job->reply);
    free(job->waiters);
    free(job->target);
    free(job);
}

static dti_job *find_job(dti_jobs *j, const char *target) {
    for (dti_job *k = j->queue; k; k = k->next)
        if (strcmp(k->target, target) == 0) return k;
    /* one that runs may have begun before the latest commit, by less than it takes to answer */
    for (dti_job *k = j->running; k; k = k->next)
        if (strcmp(k->target, target) == 0) return k;
    return NULL;
}

static dti_job *new_job(dti_jobs *j, const char *target, const dti_route *route,
                        const char *tail, const dti_params *params) {
    dti_job *job = calloc(1, sizeof *job);
    if (!job || !(job->target = strdup(target))) {
        free(job);
        return NULL;
    }
    job->route = route;
    snprintf(job->tail, sizeof job->tail, "%s", tail);
    job->params = *params;
    for (size_t i = 0; i < params->n; i++) /* values point into the copy */
        if (params->values[i])
            job->params.values[i] = job->params.bytes + (params->values[i] - params->bytes);
    job->refs = 1;
    job->is_heavy = dti_is_heavy(route, params);
    *j->queue_end = job;
    j->queue_end = &job->next;
    pthread_cond_signal(&j->work);
    return job;
}

dti_job *dti_jobs_ask(dti_jobs *j, const char *target, const dti_route *route, const char *tail,
                      const dti_params *params, void (*before_wait)(void *who),
                      void (*wake)(void *who), void *who) {
    dti_job *job = NULL;
    pthread_mutex_lock(&j->lock);
    if (j->stopping || j->n_waiting >= DTI_MAX_WAITING) goto done;
    job = find_job(j, target);
    if (!job && !(job = new_job(j, target, route, tail, params))) goto done;
    if (job->n_waiters == job->cap_waiters) {
        size_t cap = job->cap_waiters ? job->cap_waiters * 2 : 4;
        void *more = realloc(job->waiters, cap * sizeof *job->waiters);
        if (!more) {
            job = NULL; /* it is answered for those who wait already, or for nobody */
            goto done;
        }
        job->waiters = more;
        job->cap_waiters = cap;
    }
    before_wait(who);
    job->waiters[job->n_waiters].wake = wake;
    job->waiters[job->n_waiters++].who = who;
    job->refs++;
    j->n_waiting++;
done:
    pthread_mutex_unlock(&j->lock);
    return job;
}

dti_reply *dti_job_reply(dti_jobs *j, dti_job *job) {
    pthread_mutex_lock(&j->lock);
    dti_reply *r = job->reply;
    if (r) r->refs++;
    job_unref(job);
    pthread_mutex_unlock(&j->lock);
    return r;
}

/*
 * What the first page asks for is made before anybody asks, as jobs that nobody waits for: the
 * ranking and the strips stay where they are kept, for all that is made of them.
 */
static void make_ready(dti_jobs *j) {
    static const char *const first[] = {"/api/v1/status", "/api/v1/dyads", "/api/v1/strips"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        char tail[8];
        dt_error err;
        dti_params none;
        const dti_route *route = dti_route_of(first[i], tail, sizeof tail);
        if (dti_params_read(dti_str(""), route->rows, route->n_rows, &none, &err) == DT_OK)
            new_job(j, first[i], route, tail, &none);
    }
}

dti_jobs *dti_jobs_new(dti_watch *watch, const dti_sayings *words, dti_dater *dater, size_t n,
                       dti_respond_fn *respond) {
    dti_jobs *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->work, NULL);
    j->watch = watch;
    j->words = words;
    j->dater = dater;
    j->respond = respond;
    j->queue_end = &j->queue;
    j->rankings = dti_rankings_new();
    j->strips = dti_strips_new();
    j->workers = calloc(n, sizeof *j->workers);
    if (!j->rankings || !j->strips || !j->workers) goto fail;
    pthread_mutex_lock(&j->lock); /* those begun first wait until all are there */
    for (size_t i = 0; i < n; i++) {
        j->workers[i].jobs = j;
        if (pthread_create(&j->workers[i].thread, NULL, work, &j->workers[i]) != 0) break;
        j->n_workers++;
    }
    if (j->n_workers) make_ready(j);
    pthread_mutex_unlock(&j->lock);
    if (j->n_workers) return j;
fail:
    dti_jobs_free(j);
    return NULL;
}

void dti_jobs_stop(dti_jobs *j) {
    pthread_mutex_lock(&j->lock);
    j->stopping = 1;
    atomic_store(&j->give_up, 1);
    pthread_cond_broadcast(&j->work);
    pthread_mutex_unlock(&j->lock);
    for (size_t i = 0; i < j->n_workers; i++) pthread_join(j->workers[i].thread, NULL);
    j->n_workers = 0;
}

void dti_jobs_free(dti_jobs *j) {
    if (!j) return;
    dti_jobs_stop(j);
    while (j->oldest) forget(j, j->oldest);
    dti_rankings_free(j->rankings);
    dti_strips_free(j->strips);
    free(j->workers);
    pthread_cond_destroy(&j->work);
    pthread_mutex_destroy(&j->lock);
    free(j);
}
