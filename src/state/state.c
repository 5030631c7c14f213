/* state.c: reads a dyad's days, makes its series, level, turning points and what drove them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "state/drivers.h"
#include "state/level.h"
#include "state/pelt.h"
#include "state/rank.h"
#include "state/series.h"
#include "state/words.h"

#define TRAILING_DAYS 1095     /* own history that percentile and z compare with */
#define MIN_TRAILING_DAYS 90   /* days with a level below which there is no comparison */
#define MIN_OTHERS 5           /* dyads below which there is no comparison with them */
#define HEAVIEST_DAYS (26 * 7) /* window of the heaviest events */
#define DRIVER_DAYS 28         /* after a turn, in which its drivers lie */
/* With fewer weeks of reports than this a part of the penalty is asked of a turn, and what does
 * not reach the whole is called tentative: a dozen stories cannot prove, but can suggest. */
#define FEW_WEEKS 60
#define TENTATIVE 0.6
/* Points of a series: a century of days. */
#define MAX_POINTS 36600

/* ------------------------------------------------------------------ periods */

static dt_step step_for(dt_step step, int32_t from, int32_t to) {
    int64_t days = (int64_t)to - from;
    if (step != DT_STEP_AUTO) return step;
    return days <= 123 ? DT_STEP_DAY : days <= 1100 ? DT_STEP_WEEK : DT_STEP_MONTH;
}

/* First day of the period that holds the day; and of the one after it. */
static int32_t period_of(dt_step step, int32_t day) {
    int y, m, d;
    if (step == DT_STEP_DAY) return day;
    if (step == DT_STEP_WEEK) return day - dti_weekday(day);
    dti_day_parts(day, &y, &m, &d);
    return dti_day_number(y, m, 1);
}

static int32_t period_after(dt_step step, int32_t day) {
    return period_of(step, day + (step == DT_STEP_DAY ? 1 : step == DT_STEP_WEEK ? 7 : 31));
}

/* ------------------------------------------------------------------ the level on a day */

/* A level that walks forward over the series. */
typedef struct walk {
    const dti_series *series;
    dti_level level;
    size_t next; /* first entry not seen */
} walk;

static void walk_begin(walk *w, const dti_series *series) {
    *w = (walk){.series = series};
    dti_level_begin(&w->level, series->n_days ? series->days[0].day : 0);
}

static dti_level_value walk_to(walk *w, int32_t day) {
    for (; w->next < w->series->n_days && w->series->days[w->next].day <= day; w->next++) {
        const dti_day *d = &w->series->days[w->next];
        dti_level_pass(&w->level, d->day);
        if (d->sums.weight > 0)
            dti_level_see(&w->level, d->sums.tone / d->sums.weight, d->sums.weight);
    }
    dti_level_pass(&w->level, day);
    return dti_level_read(&w->level);
}

/* Level on an earlier day; NAN when there were too few reports. */
static double level_then(const dti_series *series, int32_t day) {
    walk w;
    if (!dti_series_enough(series, day)) return NAN;
    walk_begin(&w, series);
    return walk_to(&w, day).level;
}

static void compare_with_past(const dti_series *series, dt_state *st) {
    walk w;
    walk_begin(&w, series);
    double sum = 0, squares = 0;
    size_t n = 0, below = 0, same = 0;
    int32_t from = st->to_day - TRAILING_DAYS;
    if (from < series->first_day) from = series->first_day;
    for (int32_t day = from; day < st->to_day; day++) {
        double level = walk_to(&w, day).level;
        if (!dti_series_enough(series, day)) continue;
        n++;
        sum += level;
        squares += level * level;
        below += level < st->level;
        same += level == st->level;
    }
    st->percentile = st->z = NAN;
    if (n < MIN_TRAILING_DAYS || !st->enough) return;
    st->percentile = 100 * ((double)below + (double)same / 2) / (double)n;
    double mean = sum / (double)n, variance = squares / (double)n - mean * mean;
    if (variance > 1e-9) st->z = (st->level - mean) / sqrt(variance);
}

/* ------------------------------------------------------------------ points */

static void add_day(dt_point *p, const dti_day_sums *d) {
    p->n_events += d->n_events;
    p->n_happenings += d->n_happenings;
    for (int k = 0; k < 5; k++) p->quad[k] += d->quad[k];
    p->weight += d->weight;
    p->goldstein_sum += d->goldstein;
    p->score_mean += d->score; /* a sum until finish_point */
    p->cooperation += d->score_up;
    p->conflict += d->score_down;
    p->conflict_share += d->conflict;
}

static void finish_point(dt_point *p) {
    double none = p->weight > 0 ? 0 : NAN;
    p->goldstein_mean = none + (p->weight > 0 ? p->goldstein_sum / p->weight : 0);
    p->score_mean = none + (p->weight > 0 ? p->score_mean / p->weight : 0);
    p->conflict_share = none + (p->weight > 0 ? p->conflict_share / p->weight : 0);
}

static void add_news(const dti_series *series, dt_state *st) {
    double sum = 0;
    size_t n = 0, at = 0;
    for (size_t i = 0; i < st->n_points; i++) {
        dt_point *p = &st->points[i];
        size_t all = 0, conflict = 0;
        while (at < series->n_news && series->news[at].day < p->day) at++;
        for (; at < series->n_news && series->news[at].day < p->end_day; at++) {
            all += series->news[at].n_all;
            conflict += series->news[at].n_conflict;
        }
        p->news_share = p->news_index = NAN;
        if (!all) continue;
        /* Between sets a document may count for several dyads. */
        p->news_share = conflict < all ? (double)conflict / (double)all : 1;
        sum += p->news_share;
        n++;
    }
    for (size_t i = 0; i < st->n_points; i++)
        if (sum > 0 && !isnan(st->points[i].news_share))
            st->points[i].news_index = 100 * st->points[i].news_share / (sum / (double)n);
}

static int make_points(const dti_series *series, dt_state *st, dt_error *err) {
    size_t n = 0;
    for (int32_t day = period_of(st->step, st->from_day); day <= st->to_day;
         day = period_after(st->step, day))
        if (++n > MAX_POINTS)
            return dti_fail(err, "more than %d periods; ask for a shorter span or longer steps",
                            MAX_POINTS);
    st->points = calloc(n + 1, sizeof *st->points);
    if (!st->points) return dti_fail(err, "out of memory");
    walk w;
    walk_begin(&w, series);
    int32_t day = period_of(st->step, st->from_day);
    for (size_t i = 0; i < n; i++, day = period_after(st->step, day)) {
        dt_point *p = &st->points[i];
        p->day = day;
        p->end_day = period_after(st->step, day);
        int32_t first = day < st->from_day ? st->from_day : day;
        int32_t end = p->end_day > st->to_day ? st->to_day + 1 : p->end_day;
        size_t from = dti_series_find(series, first), to = dti_series_find(series, end);
        for (size_t k = from; k < to; k++) add_day(p, &series->days[k].sums);
        finish_point(p);
        if (dti_series_count(series, from, to, &p->n_stories, &p->n_sources) != DT_OK)
            return dti_fail(err, "out of memory");
        dti_level_value v = walk_to(&w, end - 1);
        p->level = v.level;
        p->low = v.low;
        p->high = v.high;
        p->enough = dti_series_enough(series, end - 1);
        st->n_events += p->n_events;
        st->n_happenings += p->n_happenings;
    }
    st->n_points = n;
    add_news(series, st);
    if (dti_series_count(series, dti_series_find(series, st->from_day),
                         dti_series_find(series, st->to_day + 1), &st->n_stories,
                         &st->n_sources) != DT_OK)
        return dti_fail(err, "out of memory");
    return DT_OK;
}

/* ------------------------------------------------------------------ turning points */

/* Weeks with reports in [from, to) of the days; first[k]: entry with which week k begins. */
static size_t make_weeks(const dti_series *series, size_t from, size_t to, dti_pelt_obs *obs,
                         size_t *first) {
    size_t n = 0;
    double tone = 0;
    int32_t week = 0;
    for (size_t i = from; i < to; i++) {
        const dti_day *d = &series->days[i];
        if (!(d->sums.weight > 0)) continue;
        int32_t monday = d->day - dti_weekday(d->day);
        if (!n || monday != week) {
            week = monday;
            tone = 0;
            first[n] = i;
            obs[n++] = (dti_pelt_obs){0};
        }
        dti_pelt_obs *o = &obs[n - 1];
        o->weight += d->sums.weight;
        tone += d->sums.tone;
        o->mean = tone / o->weight;
        o->variance = dti_level_noise(o->weight);
        o->n_happenings += d->sums.n_happenings;
    }
    first[n] = to;
    return n;
}

/* A story that tells of several weeks is evidence for the last of them: its news. */
static void count_stories(const dti_series *series, const size_t *first, size_t n,
                          dti_id_set *seen, dti_pelt_obs *obs) {
    for (size_t week = n; week-- > 0;)
        for (size_t i = first[week]; i < first[week + 1]; i++)
            for (size_t k = 0; k < series->days[i].n_told; k++)
                obs[week].n_stories +=
                    (size_t)dti_id_set_add(seen, series->told[series->days[i].told + k].story);
}

/* The day of the week on which the new course shows first. */
static int32_t day_of_turn(const dti_series *series, size_t from, size_t to,
                           const dti_pelt_turn *t) {
    double middle = (t->before + t->after) / 2, weight = 0;
    for (size_t i = from; i < to; i++) weight += series->days[i].sums.weight;
    for (size_t i = from; i < to; i++) {
        const dti_day_sums *d = &series->days[i].sums;
        /* not the day that some background is dated to */
        if (d->weight > 0 && d->weight * 4 >= weight &&
            (d->tone / d->weight > middle) == (t->after > middle))
            return series->days[i].day;
    }
    return series->days[from].day;
}

static int add_turn(dt_store *s, const dti_series *series, dt_state *st, const dti_pelt_turn *t,
                    int32_t day, int32_t next_day, dt_error *err) {
    dt_turn *out = &st->turns[st->n_turns++];
    *out = (dt_turn){.day = day,
                     .is_break = t->after < t->before,
                     .before = dti_level_of_tone(t->before),
                     .after = dti_level_of_tone(t->after),
                     .strength = t->strength,
                     .is_tentative = t->strength < 1};
    size_t first = dti_series_find(series, day),
           end = dti_series_find(series, next_day <= st->to_day ? next_day : st->to_day + 1);
    for (size_t i = first; i < end; i++) out->n_events += series->days[i].sums.n_events;
    if (dti_series_count(series, first, end, &out->n_stories, &out->n_sources) != DT_OK)
        return dti_fail(err, "out of memory");
    int32_t to = day + DRIVER_DAYS - 1;
    dti_driver_query q = {.pairs = series->pairs,
                          .n_pairs = series->n_pairs,
                          .from = day,
                          .to = to < next_day ? to : next_day - 1,
                          .as_of = series->as_of,
                          .against = (t->before + t->after) / 2};
    dti_driver_list drivers;
    if (dti_drivers(s, &q, out->is_break ? &drivers : NULL, out->is_break ? NULL : &drivers,
                    err) != DT_OK)
        return DT_FAILED;
    memcpy(out->drivers, drivers.events, drivers.n * sizeof *drivers.events);
    out->n_drivers = drivers.n;
    return DT_OK;
}

static int find_turns(dt_store *s, const dti_series *series, dt_state *st, dt_error *err) {
    size_t from = dti_series_find(series, series->first_day),
           to = dti_series_find(series, st->to_day + 1), n = to > from ? to - from : 0;
    dti_pelt_obs *obs = malloc((n + 1) * sizeof *obs);
    dti_pelt_turn *turns = malloc((n + 1) * sizeof *turns);
    size_t *first = malloc((n + 2) * sizeof *first);
    dti_id_set seen;
    int has_set = dti_id_set_begin(&seen, series->n_told) == DT_OK;
    int32_t *days = malloc((n + 2) * sizeof *days);
    int rc = DT_FAILED;
    if (!obs || !turns || !first || !has_set || !days) {
        dti_fail(err, "out of memory");
        goto done;
    }
    size_t n_weeks = make_weeks(series, from, to, obs, first);
    count_stories(series, first, n_weeks, &seen, obs);
    size_t n_turns = dti_pelt(obs, n_weeks, n_weeks < FEW_WEEKS ? TENTATIVE : 1, turns);
    st->turns = calloc(n_turns == (size_t)-1 ? 1 : n_turns + 1, sizeof *st->turns);
    if (n_turns == (size_t)-1 || !st->turns) {
        dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < n_turns; i++)
        days[i] = day_of_turn(series, first[turns[i].at], first[turns[i].at + 1], &turns[i]);
    days[n_turns] = INT32_MAX;
    rc = DT_OK;
    for (size_t i = 0; i < n_turns && rc == DT_OK; i++)
        if (days[i] >= st->from_day && days[i] <= st->to_day)
            rc = add_turn(s, series, st, &turns[i], days[i], days[i + 1], err);
done:
    free(obs);
    free(turns);
    free(first);
    dti_id_set_end(&seen);
    free(days);
    return rc;
}

/* ------------------------------------------------------------------ all of it */

static int find_heaviest(dt_store *s, const dti_series *series, dt_state *st, dt_error *err) {
    dti_driver_query q = {.pairs = series->pairs,
                          .n_pairs = series->n_pairs,
                          .from = st->to_day - HEAVIEST_DAYS + 1,
                          .to = st->to_day,
                          .as_of = series->as_of,
                          .announced = 1};
    dti_driver_list up, down;
    if (q.from < st->from_day) q.from = st->from_day;
    if (dti_drivers(s, &q, &up, &down, err) != DT_OK) return DT_FAILED;
    memcpy(st->heaviest_up, up.events, up.n * sizeof *up.events);
    memcpy(st->heaviest_down, down.events, down.n * sizeof *down.events);
    st->n_up = up.n;
    st->n_down = down.n;
    return DT_OK;
}

static int compare_with_dyads(dt_store *s, const dti_series *series, dt_state *st,
                              dt_error *err) {
    dti_standing *all;
    size_t n, below = 0;
    double sum = 0, squares = 0;
    if (dti_standings(s, st->to_day, DTI_RANK_YEAR, series->as_of, &all, &n, err) != DT_OK)
        return DT_FAILED;
    for (size_t i = 0; i < n; i++) {
        if (!all[i].enough) continue;
        if (series->n_pairs == 1 && all[i].pair == series->pairs[0]) continue;
        st->n_dyads++;
        below += all[i].level < st->level;
        sum += all[i].level;
        squares += all[i].level * all[i].level;
    }
    free(all);
    double others = (double)st->n_dyads;
    if (others < MIN_OTHERS || !st->enough) return DT_OK;
    st->dyad_percentile = 100 * (double)below / others;
    double mean = sum / others, variance = squares / others - mean * mean;
    if (variance > 1e-9) st->dyad_z = (st->level - mean) / sqrt(variance);
    return DT_OK;
}

static int find_span(const dti_series *series, const dt_state_query *query, dt_state *st,
                     dt_error *err) {
    if (dti_state_day(query->from, 0, INT32_MIN, &st->from_day, err) != DT_OK ||
        dti_state_day(query->to, 1, INT32_MAX, &st->to_day, err) != DT_OK)
        return DT_FAILED;
    if (st->from_day == INT32_MIN)
        st->from_day = series->n_days ? series->first_day : st->to_day;
    if (st->to_day > series->as_of) st->to_day = series->as_of;
    if (st->to_day == INT32_MAX && series->n_days)
        st->to_day = series->days[series->n_days - 1].day;
    return DT_OK;
}

static int compute(dt_store *s, const dt_state_query *query, const dti_series *series,
                   dt_state *st, dt_error *err) {
    st->change_4w = st->change_52w = st->percentile = st->z = st->dyad_percentile = st->dyad_z =
        NAN;
    if (find_span(series, query, st, err) != DT_OK) return DT_FAILED;
    if (!series->n_days || st->from_day > st->to_day) return dti_state_words(s, query, st, err);
    st->step = step_for(query->step, st->from_day, st->to_day);
    if (make_points(series, st, err) != DT_OK) return DT_FAILED;
    const dt_point *now = &st->points[st->n_points - 1];
    st->level = now->level;
    st->low = now->low;
    st->high = now->high;
    st->enough = now->enough;
    if (st->enough) {
        st->change_4w = st->level - level_then(series, st->to_day - 28);
        st->change_52w = st->level - level_then(series, st->to_day - 364);
    }
    if (query->brief) return dti_state_words(s, query, st, err);
    compare_with_past(series, st);
    if (find_turns(s, series, st, err) != DT_OK || find_heaviest(s, series, st, err) != DT_OK)
        return DT_FAILED;
    if (query->with_dyad_rank && compare_with_dyads(s, series, st, err) != DT_OK)
        return DT_FAILED;
    return dti_state_words(s, query, st, err);
}

int dt_state_compute(dt_store *s, const dt_state_query *query, dt_state **out, dt_error *err) {
    dti_series series;
    dt_state *st = calloc(1, sizeof *st);
    *out = NULL;
    if (!st) return dti_fail(err, "out of memory");
    int rc = !query->a || !*query->a ? dti_fail(err, "no unit to look at")
                                     : dti_series_read(s, query, &series, err);
    if (query->a && *query->a) {
        if (rc == DT_OK) rc = compute(s, query, &series, st, err);
        dti_series_release(&series);
    }
    if (rc != DT_OK) {
        dt_state_free(st);
        return DT_FAILED;
    }
    *out = st;
    return DT_OK;
}

void dt_state_free(dt_state *st) {
    if (!st) return;
    free(st->points);
    free(st->turns);
    free(st);
}
