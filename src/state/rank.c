/* rank.c: reads a year or two of all dyads in one pass, makes their levels and the ranking. */
#include "state/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "state/drivers.h"
#include "state/level.h"

typedef struct slot {
    dti_standing out;
    dti_level level;
    int begun, has_4w, has_52w;
    dti_enough enough;
} slot;

typedef struct slots {
    slot *all;
    size_t n, cap;
    uint32_t *of_pair; /* slot + 1; 0: no dyad */
    int64_t n_pairs;
} slots;

static int read_pairs(dt_store *s, slots *t, dt_error *err) {
    sqlite3_stmt *q = NULL;
    int step, rc = DT_FAILED;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT id, a, b, (SELECT max(id) FROM pair) FROM pair WHERE kind=1"
                           " AND n_events>0 ORDER BY id",
                           -1, &q, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot read the dyads", err);
    while ((step = sqlite3_step(q)) == SQLITE_ROW) {
        if (!t->of_pair) {
            t->n_pairs = sqlite3_column_int64(q, 3) + 1;
            if (t->n_pairs > INT32_MAX ||
                !(t->of_pair = calloc((size_t)t->n_pairs, sizeof *t->of_pair)))
                goto no_memory;
        }
        if (t->n == t->cap) {
            t->cap = t->cap ? t->cap * 2 : 1024;
            slot *more = realloc(t->all, t->cap * sizeof *more);
            if (!more) goto no_memory;
            t->all = more;
        }
        slot *k = &t->all[t->n++];
        memset(k, 0, sizeof *k);
        k->out = (dti_standing){.pair = sqlite3_column_int64(q, 0),
                                .a = sqlite3_column_int64(q, 1),
                                .b = sqlite3_column_int64(q, 2),
                                .level_4w = NAN,
                                .level_52w = NAN};
        t->of_pair[k->out.pair] = (uint32_t)t->n;
    }
    rc = step == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read the dyads", err);
    sqlite3_finalize(q);
    return rc;
no_memory:
    sqlite3_finalize(q);
    return dti_fail(err, "out of memory");
}

static double level_then(const slot *k, int32_t day) {
    dti_level l = k->level;
    dti_level_pass(&l, day);
    return dti_level_read(&l).level;
}

/* Keeps what stood on an earlier day once reports from after it arrive. */
static void note_past(slot *k, int32_t day, int32_t now) {
    if (!k->has_52w && day > now - 364) {
        k->has_52w = 1;
        if (k->begun) k->out.level_52w = level_then(k, now - 364);
    }
    if (!k->has_4w && day > now - 28) {
        k->has_4w = 1;
        if (k->begun) k->out.level_4w = level_then(k, now - 28);
    }
}

/* ------------------------------------------------------------------ the days of a dyad */

typedef struct dyad_day {
    int32_t day;
    size_t n_events, n_happenings;
    double weight, tone;
    int64_t story; /* 0: several */
} dyad_day;

typedef struct days {
    dyad_day *all;
    size_t n, cap;
    int moved; /* something was announced: not in order */
} days;

/* The columns of both statements below, in this order. */
#define DAY_COLUMNS                                                                            \
    "SELECT d.pair, d.day, d.weight, d.tone, d.n_events, d.n_happenings,"                       \
    " d.last_pub, d.first_pub, d.settled, d.story FROM "
#define DAY_TABLE(index)                                                                       \
    "pair p CROSS JOIN pair_day d INDEXED BY " index " ON d.pair=p.id AND d.kind=1"

/* Adds what was known of a day to the list. */
static int add_day(dt_store *s, sqlite3_stmt *q, int32_t as_of, int32_t now, days *out,
                   dt_error *err) {
    int64_t pair = sqlite3_column_int64(q, 0);
    int32_t day = sqlite3_column_int(q, 1);
    dti_day_sums m = {.n_events = (size_t)sqlite3_column_int64(q, 4),
                      .n_happenings = (size_t)sqlite3_column_int64(q, 5),
                      .weight = sqlite3_column_double(q, 2),
                      .tone = sqlite3_column_double(q, 3),
                      .last_pub = sqlite3_column_int(q, 6),
                      .first_pub = sqlite3_column_int(q, 7),
                      .settled = sqlite3_column_int(q, 8),
                      .story = sqlite3_column_int64(q, 9)};
    int known = 1, made;
    if (dti_day_sums_then(s, pair, day, as_of, &m, &known, &made, err) != DT_OK)
        return DT_FAILED;
    if (!known || !(m.weight > 0)) return DT_OK;
    int32_t counts = m.last_pub > DTI_ALWAYS && day > m.last_pub ? m.last_pub : day;
    if (counts > now) return DT_OK;
    if (out->n == out->cap) {
        out->cap = out->cap ? out->cap * 2 : 1024;
        dyad_day *more = realloc(out->all, out->cap * sizeof *more);
        if (!more) return dti_fail(err, "out of memory");
        out->all = more;
    }
    out->moved |= out->n && counts < out->all[out->n - 1].day;
    out->all[out->n++] = (dyad_day){.day = counts,
                                    .n_events = m.n_events,
                                    .n_happenings = m.n_happenings,
                                    .story = m.story,
                                    .weight = m.weight,
                                    .tone = m.tone};
    return DT_OK;
}

static int by_day(const void *pa, const void *pb) {
    const dyad_day *a = pa, *b = pb;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    if (a->weight != b->weight) return a->weight < b->weight ? -1 : 1;
    return (a->tone > b->tone) - (a->tone < b->tone);
}

/* The level and what the ranking asks, from the days of a dyad; as series.c: one entry a day.
 */
static void pass_dyad(slot *k, days *list, int32_t now) {
    if (list->moved) qsort(list->all, list->n, sizeof *list->all, by_day);
    for (size_t i = 0, to; i < list->n; i = to) {
        dyad_day d = list->all[i];
        for (to = i + 1; to < list->n && list->all[to].day == d.day; to++) {
            const dyad_day *more = &list->all[to];
            d.weight += more->weight;
            d.tone += more->tone;
            d.n_events += more->n_events;
        }
        note_past(k, d.day, now);
        if (!k->begun) {
            dti_level_begin(&k->level, d.day);
            k->begun = 1;
        }
        dti_level_pass(&k->level, d.day);
        dti_level_see(&k->level, d.tone / d.weight, d.weight);
        if (d.day > now - 365) k->out.n_events += d.n_events;
        for (; d.day > now - DTI_ENOUGH_DAYS && i < to; i++) {
            dti_enough_day(&k->enough, list->all[i].n_happenings, list->all[i].weight);
            dti_enough_story(&k->enough, list->all[i].story);
        }
    }
}

/*
 * Both statements go through the dyads in order and step together: the days up to now, and
 * those to come of which something was told before.  The latter have an index of their own, so
 * that as of a past day nothing later need be passed over.
 */
static int pass_days(dt_store *s, slots *t, int32_t now, int32_t n_days, int32_t as_of,
                     dt_error *err) {
    static const char past[] =
        DAY_COLUMNS DAY_TABLE("pair_day_of_dyads") " AND d.day>?1 AND d.day<=?2 WHERE p.kind=1 "
                                                   "AND p.n_events>0 ORDER BY p.id, d.day";
    static const char ahead[] = DAY_COLUMNS DAY_TABLE(
        "pair_day_announced") " AND d.first_pub<d.day AND d.day>?2 AND d.first_pub<=?1"
                              " WHERE p.kind=1 AND p.n_events>0 ORDER BY p.id, d.day";
    sqlite3_stmt *q[2] = {NULL, NULL};
    int step[2], rc = DT_FAILED;
    days list = {0};
    if (sqlite3_prepare_v2(s->db, past, -1, &q[0], NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(s->db, ahead, -1, &q[1], NULL) != SQLITE_OK) {
        dti_store_fail(s, "cannot read the days of the dyads", err);
        goto done;
    }
    sqlite3_bind_int(q[0], 1, now - n_days);
    sqlite3_bind_int(q[0], 2, now);
    sqlite3_bind_int(q[1], 1, as_of);
    sqlite3_bind_int(q[1], 2, now);
    for (int i = 0; i < 2; i++) step[i] = sqlite3_step(q[i]);
    while (step[0] == SQLITE_ROW || step[1] == SQLITE_ROW) {
        int64_t pair = INT64_MAX;
        list.n = 0;
        list.moved = 0;
        for (int i = 0; i < 2; i++)
            if (step[i] == SQLITE_ROW && sqlite3_column_int64(q[i], 0) < pair)
                pair = sqlite3_column_int64(q[i], 0);
        for (int i = 0; i < 2; i++)
            while (step[i] == SQLITE_ROW && sqlite3_column_int64(q[i], 0) == pair) {
                if (add_day(s, q[i], as_of, now, &list, err) != DT_OK) goto done;
                step[i] = sqlite3_step(q[i]);
            }
        if (pair < t->n_pairs && t->of_pair[pair])
            pass_dyad(&t->all[t->of_pair[pair] - 1], &list, now);
    }
    rc = step[0] == SQLITE_DONE && step[1] == SQLITE_DONE
             ? DT_OK
             : dti_store_fail(s, "cannot read the days of the dyads", err);
done:
    for (int i = 0; i < 2; i++) sqlite3_finalize(q[i]);
    free(list.all);
    return rc;
}

int dti_standings(dt_store *s, int32_t day, int32_t n_days, int32_t as_of, dti_standing **out,
                  size_t *n, dt_error *err) {
    slots t = {0};
    *out = NULL;
    *n = 0;
    int rc = read_pairs(s, &t, err);
    if (rc == DT_OK && t.n) rc = pass_days(s, &t, day, n_days, as_of, err);
    if (rc != DT_OK) goto done;
    *out = malloc((t.n + 1) * sizeof **out);
    if (!*out) {
        rc = dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < t.n; i++) {
        slot *k = &t.all[i];
        if (!k->begun) continue;
        note_past(k, day + 1, day);
        dti_level_pass(&k->level, day);
        dti_level_value v = dti_level_read(&k->level);
        k->out.level = v.level;
        k->out.low = v.low;
        k->out.high = v.high;
        k->out.enough = dti_enough_met(&k->enough);
        (*out)[(*n)++] = k->out;
    }
done:
    free(t.all);
    free(t.of_pair);
    return rc;
}

/* ------------------------------------------------------------------ the ranking */

static double size_of_change(const dti_standing *d) {
    double c = fabs(d->level - d->level_4w);
    return isnan(c) ? -1 : c;
}

static int by_change(const void *pa, const void *pb) {
    const dti_standing *a = pa, *b = pb;
    if (a->enough != b->enough) return b->enough - a->enough;
    if (a->enough) {
        double x = size_of_change(a), y = size_of_change(b);
        if (x != y) return x > y ? -1 : 1;
    }
    if (a->n_events != b->n_events) return a->n_events > b->n_events ? -1 : 1;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

void dti_standings_sort(dti_standing *all, size_t n) { qsort(all, n, sizeof *all, by_change); }

int dti_standing_names(dt_store *s, const dti_standing *all, size_t n,
                       char (*names)[2][DTI_UNIT_NAME_BYTES], dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT name FROM unit WHERE id=?1", -1, &q, NULL) !=
        SQLITE_OK)
        return dti_store_fail(s, "cannot read the names of units", err);
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 2; k++) {
            dt_slice name = {"", 0};
            sqlite3_reset(q);
            sqlite3_bind_int64(q, 1, k ? all[i].b : all[i].a);
            if (sqlite3_step(q) == SQLITE_ROW) name = dti_column_slice(q, 0);
            snprintf(names[i][k], sizeof names[i][k], "%.*s", (int)name.len, name.ptr);
        }
    sqlite3_finalize(q);
    return DT_OK;
}

int dti_standing_driver(dt_store *s, const dti_standing *one, int32_t day, int32_t as_of,
                        int64_t *event, dt_error *err) {
    double change = one->level - one->level_4w;
    dti_driver_list drivers;
    *event = 0;
    if (!one->enough || isnan(change) || change == 0) return DT_OK;
    dti_driver_query q = {.pairs = &one->pair,
                          .n_pairs = 1,
                          .from = day - 27,
                          .to = day,
                          .as_of = as_of,
                          .announced = 1};
    int up = change > 0;
    if (dti_drivers(s, &q, up ? &drivers : NULL, up ? NULL : &drivers, err) != DT_OK)
        return DT_FAILED;
    if (drivers.n) *event = drivers.events[0];
    return DT_OK;
}

int dti_rank_day(dt_store *s, const char *as_of, int32_t *day, int32_t *known, dt_error *err) {
    if (dti_state_day(as_of, 1, INT32_MAX, known, err) != DT_OK ||
        dt_store_last_day(s, day, err) != DT_OK)
        return DT_FAILED;
    if (*known < INT32_MAX) *day = *known;
    return DT_OK;
}

int dt_state_rank(dt_store *s, const char *as_of, size_t limit, dt_rank_fn *fn, void *ctx,
                  dt_error *err) {
    int32_t known, day = 0;
    dti_standing *all = NULL;
    char(*names)[2][DTI_UNIT_NAME_BYTES] = NULL;
    size_t n = 0;
    if (dti_rank_day(s, as_of, &day, &known, err) != DT_OK) return DT_FAILED;
    if (day == INT32_MIN) return DT_OK;
    int rc = dti_standings(s, day, DTI_RANK_YEARS, known, &all, &n, err);
    if (rc == DT_OK) dti_standings_sort(all, n);
    if (limit && limit < n) n = limit;
    if (rc == DT_OK && !(names = malloc((n + 1) * sizeof *names)))
        rc = dti_fail(err, "out of memory");
    if (rc == DT_OK) rc = dti_standing_names(s, all, n, names, err);
    for (size_t i = 0; rc == DT_OK && i < n; i++) {
        const dti_standing *d = &all[i];
        dt_rank_row row = {.a = dti_str(names[i][0]),
                           .b = dti_str(names[i][1]),
                           .level = d->level,
                           .low = d->low,
                           .high = d->high,
                           .change_4w = d->level - d->level_4w,
                           .change_52w = d->level - d->level_52w,
                           .enough = d->enough,
                           .n_events = d->n_events};
        rc = dti_standing_driver(s, d, day, known, &row.driver, err);
        if (rc != DT_OK || fn(ctx, &row)) break;
    }
    free(names);
    free(all);
    return rc;
}
