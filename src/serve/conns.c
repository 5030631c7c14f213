/* conns.c: reads the clock, cuts connections that idle or send too slowly. */
#include "serve/conns.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct dti_conn {
    dti_conn *before, *after; /* by `since`, oldest first; idle and busy apart */
    int fd, is_busy, is_cut;
    time_t since;
};

typedef struct line {
    dti_conn *first, *last;
} line;

struct dti_conns {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    line idle, busy;
    size_t n, most;
    int idle_seconds, stopping;
};

static time_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static void leave(line *l, dti_conn *one) {
    if (one->before)
        one->before->after = one->after;
    else
        l->first = one->after;
    if (one->after)
        one->after->before = one->before;
    else
        l->last = one->before;
}

static void queue(line *l, dti_conn *one) {
    one->after = NULL;
    one->before = l->last;
    if (l->last)
        l->last->after = one;
    else
        l->first = one;
    l->last = one;
    one->since = now();
}

/* The thread that polls it sees the end of the stream and closes it. */
static void cut(dti_conn *one) {
    if (!one->is_cut) shutdown(one->fd, SHUT_RDWR);
    one->is_cut = 1;
}

static void *sweep(void *ctx) {
    dti_conns *c = ctx;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        t.tv_sec += 1;
        pthread_cond_timedwait(&c->stop, &c->lock, &t);
        time_t at = now();
        for (dti_conn *k = c->idle.first; k && at - k->since >= c->idle_seconds; k = k->after)
            cut(k);
        for (dti_conn *k = c->busy.first; k && at - k->since >= DTI_MAX_SEND_SECONDS;
             k = k->after)
            cut(k);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

dti_conns *dti_conns_new(size_t most, int idle_seconds) {
    dti_conns *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->stop, NULL);
    c->most = most;
    c->idle_seconds = idle_seconds;
    if (pthread_create(&c->thread, NULL, sweep, c) == 0) return c;
    free(c);
    return NULL;
}

void dti_conns_free(dti_conns *c) {
    if (!c) return;
    pthread_mutex_lock(&c->lock);
    c->stopping = 1;
    pthread_cond_signal(&c->stop);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->stop);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

dti_conn *dti_conns_add(dti_conns *c, int fd) {
    dti_conn *one = calloc(1, sizeof *one);
    if (!one) return NULL;
    one->fd = fd;
    pthread_mutex_lock(&c->lock);
    if (++c->n > c->most) {
        dti_conn *k = c->idle.first;
        while (k && k->is_cut) k = k->after; /* on their way out */
        if (k) cut(k);
    }
    queue(&c->idle, one);
    pthread_mutex_unlock(&c->lock);
    return one;
}

void dti_conns_remove(dti_conns *c, dti_conn *one) {
    if (!one) return;
    pthread_mutex_lock(&c->lock);
    leave(one->is_busy ? &c->busy : &c->idle, one);
    c->n--;
    pthread_mutex_unlock(&c->lock);
    free(one);
}

static void move(dti_conns *c, dti_conn *one, int is_busy) {
    if (!one) return;
    pthread_mutex_lock(&c->lock);
    leave(one->is_busy ? &c->busy : &c->idle, one);
    one->is_busy = is_busy;
    queue(is_busy ? &c->busy : &c->idle, one);
    pthread_mutex_unlock(&c->lock);
}

void dti_conns_busy(dti_conns *c, dti_conn *one) { move(c, one, 1); }
void dti_conns_idle(dti_conns *c, dti_conn *one) { move(c, one, 0); }
