/* pelt.c: reads weekly means with their variances, makes the change points (PELT). */
#include "state/pelt.h"

#include <math.h>
#include <stdlib.h>

/*
 * Penalty of a change for n observations.  Set by simulation on series without a change so that
 * about one in twenty shows one, for n from 8 to 500 (tests/unit/test_state.c repeats it).
 */
#define PENALTY(n) (4.0 + 1.15 * log((double)(n)))
/* A course rests on at least so much; one story is never a turning point. */
#define MIN_HAPPENINGS 3
#define MIN_STORIES 2
#define MIN_WEIGHT 1.0
/* Fewer observations than this say nothing of their own scatter. */
#define MIN_FOR_SCALE 12

/* Sums over observations [0, i), so that every segment's cost is three subtractions. */
typedef struct sums {
    double precision, py, pyy, weight;
    size_t n_happenings, n_stories;
} sums;

static double cost(const sums *s, size_t from, size_t to) {
    double p = s[to].precision - s[from].precision, y = s[to].py - s[from].py;
    double c = s[to].pyy - s[from].pyy - y * y / p;
    return c > 0 ? c : 0;
}

static double mean(const sums *s, size_t from, size_t to) {
    return (s[to].py - s[from].py) / (s[to].precision - s[from].precision);
}

static int is_course(const sums *s, size_t from, size_t to) {
    return s[to].n_happenings - s[from].n_happenings >= MIN_HAPPENINGS &&
           s[to].n_stories - s[from].n_stories >= MIN_STORIES &&
           s[to].weight - s[from].weight >= MIN_WEIGHT;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/*
 * Variance of the scatter from week to week, in units of the stated variances: at least 1.
 * From differences of neighbours, which a change of course touches only once, and by the
 * median, so that the changes looked for do not hide themselves.
 */
static double scatter(const dti_pelt_obs *obs, size_t n) {
    if (n < MIN_FOR_SCALE) return 1;
    double *d = malloc((n - 1) * sizeof *d);
    if (!d) return 1;
    for (size_t i = 0; i + 1 < n; i++)
        d[i] =
            fabs(obs[i + 1].mean - obs[i].mean) / sqrt(obs[i].variance + obs[i + 1].variance);
    qsort(d, n - 1, sizeof *d, by_size);
    double sd = 1.4826 * d[(n - 1) / 2];
    free(d);
    return sd > 1 ? sd * sd : 1;
}

size_t dti_pelt(const dti_pelt_obs *obs, size_t n, double share, dti_pelt_turn *turns) {
    if (n < 2) return 0;
    sums *s = calloc(n + 1, sizeof *s);
    double *best = malloc((n + 1) * sizeof *best); /* least cost of [0, i), one penalty less */
    size_t *last = calloc(n + 1, sizeof *last), *open = malloc((n + 1) * sizeof *open);
    size_t *beaten_at = calloc(n + 1, sizeof *beaten_at);
    size_t found = (size_t)-1, n_open = 0;
    if (!s || !best || !last || !open || !beaten_at) goto done;
    double scale = scatter(obs, n), whole = PENALTY(n), penalty = share * whole;
    for (size_t i = 0; i < n; i++) {
        double p = 1 / (obs[i].variance * scale);
        s[i + 1] = (sums){s[i].precision + p,
                          s[i].py + p * obs[i].mean,
                          s[i].pyy + p * obs[i].mean * obs[i].mean,
                          s[i].weight + obs[i].weight,
                          s[i].n_happenings + obs[i].n_happenings,
                          s[i].n_stories + obs[i].n_stories};
    }
    best[0] = -penalty;
    open[n_open++] = 0;
    for (size_t to = 1; to <= n; to++) {
        best[to] = INFINITY;
        for (size_t k = 0; k < n_open; k++) {
            size_t from = open[k];
            /* The whole series is a course whatever it rests on. */
            if (from && !is_course(s, from, to)) continue;
            double c = best[from] + cost(s, from, to) + penalty;
            if (c < best[to]) {
                best[to] = c;
                last[to] = from;
            }
        }
        /*
         * A start that costs more at `to` than changing there can never catch up; it goes once
         * [to, now) is long enough to be a course, so that changing at `to` is allowed.
         */
        size_t kept = 0;
        for (size_t k = 0; k < n_open; k++) {
            size_t from = open[k];
            if (!beaten_at[from] && best[from] + cost(s, from, to) > best[to])
                beaten_at[from] = to;
            if (!beaten_at[from] || !is_course(s, beaten_at[from], to)) open[kept++] = from;
        }
        n_open = kept;
        if (is_course(s, 0, to) && best[to] < INFINITY) open[n_open++] = to;
    }
    found = 0;
    for (size_t at = last[n]; at; at = last[at]) found++;
    size_t to = n, k = found;
    for (size_t at = last[n]; at; to = at, at = last[at]) turns[--k].at = at;
    for (k = 0; k < found; k++) {
        size_t from = k ? turns[k - 1].at : 0;
        to = k + 1 < found ? turns[k + 1].at : n;
        turns[k].before = mean(s, from, turns[k].at);
        turns[k].after = mean(s, turns[k].at, to);
        turns[k].strength =
            (cost(s, from, to) - cost(s, from, turns[k].at) - cost(s, turns[k].at, to)) / whole;
    }
done:
    free(s);
    free(best);
    free(last);
    free(open);
    free(beaten_at);
    return found;
}
