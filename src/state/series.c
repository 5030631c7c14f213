/* series.c: reads the sums of a dyad's pairs, makes one entry for every day with reports. */
#include "state/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "state/level.h"

/* Events told up to so long after they happened are news, earlier ones background. */
#define NEWS_DAYS 31

int dti_state_day(const char *date, int last, int32_t otherwise, int32_t *out, dt_error *err) {
    dti_date d;
    *out = otherwise;
    if (!date || !*date) return DT_OK;
    if (dti_date_read(dti_str(date), &d) != DT_OK)
        return dti_fail(err, "%s is no date; write YYYY-MM-DD, YYYY-MM or YYYY", date);
    *out = last ? dti_date_last_day(&d) : dti_date_first_day(&d);
    return DT_OK;
}

/* Room for one more; NULL when out of memory. */
static void *push(void *items, size_t *n, size_t *cap, size_t size) {
    void **at = items;
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 256;
        void *p = realloc(*at, more * size);
        if (!p) return NULL;
        *at = p;
        *cap = more;
    }
    return (char *)*at + (*n)++ * size;
}

static int add_told(dti_series *series, const void *bytes, size_t len) {
    const unsigned char *p = bytes, *end = p + len;
    while (p < end) {
        dti_told *t = push(&series->told, &series->n_told, &series->cap_told, sizeof *t);
        if (!t) return DT_FAILED;
        uint64_t story = dti_read_varint(&p, end);
        t->story = (int64_t)(story >> 1) ^ -(int64_t)(story & 1);
        t->source = (int64_t)dti_read_varint(&p, end);
    }
    return DT_OK;
}

/* What is dated later than it was told (an announced visit, "this year") belongs to the
 * telling.
 */
static int32_t day_told(int32_t day, int32_t last_pub) {
    return last_pub > INT32_MIN + 1 && day > last_pub ? last_pub : day;
}

static int read_pair(dt_store *s, dti_series *series, int64_t pair, dt_error *err) {
    int rc = DT_FAILED, step;
    sqlite3_stmt *q =
        dti_borrow(s,
                   "SELECT day, n_events, n_happenings, n_stories, n_sources, q0, q1,"
                   " q2, q3, q4, weight, goldstein, score, score_up, score_down,"
                   " conflict, tone, last_pub, first_pub, settled, told FROM pair_day"
                   " WHERE pair=?1 ORDER BY day",
                   "cannot read the days of a dyad", err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, pair);
    while ((step = sqlite3_step(q)) == SQLITE_ROW) {
        dti_day d = {.day = sqlite3_column_int(q, 0), .told = series->n_told};
        dti_day_sums *m = &d.sums;
        m->last_pub = sqlite3_column_int(q, 17);
        m->first_pub = sqlite3_column_int(q, 18);
        m->settled = sqlite3_column_int(q, 19);
        int known = 1, made = 0;
        if (dti_day_sums_then(s, pair, d.day, series->as_of, m, &known, &made, err) != DT_OK)
            goto done;
        if (!known) continue;
        const void *told = s->told.ptr;
        size_t told_len = s->told.len;
        if (!made) {
            size_t *counts[] = {&m->n_events,  &m->n_happenings, &m->n_stories,
                                &m->n_sources, &m->quad[0],      &m->quad[1],
                                &m->quad[2],   &m->quad[3],      &m->quad[4]};
            for (int i = 0; i < 9; i++) *counts[i] = (size_t)sqlite3_column_int64(q, i + 1);
            double *sums[] = {&m->weight,     &m->goldstein, &m->score, &m->score_up,
                              &m->score_down, &m->conflict,  &m->tone};
            for (int i = 0; i < 7; i++) *sums[i] = sqlite3_column_double(q, i + 10);
            told = sqlite3_column_blob(q, 20);
            told_len = (size_t)sqlite3_column_bytes(q, 20);
        }
        if (add_told(series, told, told_len) != DT_OK) goto no_memory;
        d.n_told = series->n_told - d.told;
        d.day = day_told(d.day, m->last_pub);
        dti_day *to = push(&series->days, &series->n_days, &series->cap_days, sizeof *to);
        if (!to) goto no_memory;
        *to = d;
    }
    rc = step == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read the days of a dyad", err);
    goto done;
no_memory:
    dti_fail(err, "out of memory");
done:
    dti_give_back(s, q);
    return rc;
}

static int by_day(const void *pa, const void *pb) {
    const dti_day *a = pa, *b = pb;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->told > b->told) - (a->told < b->told);
}

/* One entry a day: the sums of several pairs, and of what day_told moved, are added. */
static int merge_days(dti_series *series) {
    if (!series->n_days) return DT_OK;
    qsort(series->days, series->n_days, sizeof *series->days, by_day);
    dti_told *told = malloc((series->n_told + 1) * sizeof *told);
    if (!told) return DT_FAILED;
    size_t n = 0, n_told = 0;
    for (size_t i = 0; i < series->n_days; i++) {
        dti_day d = series->days[i];
        memcpy(told + n_told, series->told + d.told, d.n_told * sizeof *told);
        d.told = n_told;
        n_told += d.n_told;
        dti_day *to = n ? &series->days[n - 1] : NULL;
        if (!to || to->day != d.day) {
            series->days[n++] = d;
            continue;
        }
        to->n_told += d.n_told;
        dti_day_sums *a = &to->sums, *b = &d.sums;
        a->n_events += b->n_events;
        a->n_happenings += b->n_happenings;
        a->n_stories += b->n_stories;
        a->n_sources += b->n_sources;
        for (int k = 0; k < 5; k++) a->quad[k] += b->quad[k];
        a->weight += b->weight;
        a->goldstein += b->goldstein;
        a->score += b->score;
        a->score_up += b->score_up;
        a->score_down += b->score_down;
        a->conflict += b->conflict;
        a->tone += b->tone;
        if (b->last_pub > a->last_pub) a->last_pub = b->last_pub;
    }
    free(series->told);
    series->told = told;
    series->n_told = n_told;
    series->n_days = n;
    return DT_OK;
}

static int read_news(dt_store *s, dti_series *series, dt_error *err) {
    static const char doing[] = "cannot read the days of the news";
    sqlite3_stmt *one = NULL,
                 *all = dti_borrow(s,
                                   "SELECT pub_day, n_documents FROM news_day WHERE pub_day<=?1"
                                   " ORDER BY pub_day",
                                   doing, err);
    int rc = DT_FAILED, step;
    if (all)
        one = dti_borrow(s,
                         "SELECT pub_day, n_documents, n_conflict FROM pair_news"
                         " WHERE pair=?1 AND pub_day<=?2 ORDER BY pub_day",
                         doing, err);
    if (!all || !one) goto done;
    sqlite3_bind_int(all, 1, series->as_of);
    while ((step = sqlite3_step(all)) == SQLITE_ROW) {
        dti_news *d = push(&series->news, &series->n_news, &series->cap_news, sizeof *d);
        if (!d) goto done;
        *d = (dti_news){sqlite3_column_int(all, 0), 0, 0, (size_t)sqlite3_column_int64(all, 1)};
    }
    int32_t first_pub = INT32_MAX;
    for (size_t p = 0; p < series->n_pairs; p++) {
        sqlite3_reset(one);
        sqlite3_bind_int64(one, 1, series->pairs[p]);
        sqlite3_bind_int(one, 2, series->as_of);
        size_t at = 0;
        while ((step = sqlite3_step(one)) == SQLITE_ROW) {
            int32_t day = sqlite3_column_int(one, 0);
            size_t n = (size_t)sqlite3_column_int64(one, 1);
            while (at < series->n_news && series->news[at].day < day) at++;
            if (!n || at == series->n_news || series->news[at].day != day) continue;
            series->news[at].n_documents += n;
            series->news[at].n_conflict += (size_t)sqlite3_column_int64(one, 2);
            if (day < first_pub) first_pub = day;
        }
    }
    series->first_day = series->n_days ? series->days[0].day : INT32_MAX;
    if (first_pub != INT32_MAX && series->n_days) {
        size_t i = dti_series_find(series, first_pub - NEWS_DAYS);
        if (i < series->n_days) series->first_day = series->days[i].day;
    }
    rc = DT_OK;
done:
    if (rc != DT_OK && err && !err->message[0]) dti_fail(err, "out of memory");
    dti_give_back(s, all);
    dti_give_back(s, one);
    return rc;
}

int dti_series_read(dt_store *s, const dt_state_query *query, dti_series *out, dt_error *err) {
    *out = (dti_series){0};
    if (err) err->message[0] = 0;
    if (dti_state_day(query->as_of, 1, INT32_MAX, &out->as_of, err) != DT_OK ||
        dti_pairs_of(s, query->a, query->b, query->directed, &out->pairs, &out->n_pairs, err) !=
            DT_OK)
        return DT_FAILED;
    for (size_t i = 0; i < out->n_pairs; i++)
        if (read_pair(s, out, out->pairs[i], err) != DT_OK) return DT_FAILED;
    if (merge_days(out) != DT_OK) return dti_fail(err, "out of memory");
    return read_news(s, out, err);
}

void dti_series_release(dti_series *series) {
    free(series->pairs);
    free(series->days);
    free(series->told);
    free(series->news);
    *series = (dti_series){0};
}

size_t dti_series_find(const dti_series *series, int32_t day) {
    size_t lo = 0, hi = series->n_days;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (series->days[mid].day < day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

#define NO_ID INT64_MIN

int dti_id_set_begin(dti_id_set *set, size_t n) {
    size_t cap = 16;
    while (cap < n * 2) cap *= 2;
    set->mask = cap - 1;
    set->slots = malloc(cap * sizeof *set->slots);
    if (!set->slots) return DT_FAILED;
    for (size_t i = 0; i < cap; i++) set->slots[i] = NO_ID;
    return DT_OK;
}

int dti_id_set_add(dti_id_set *set, int64_t id) {
    size_t i = (size_t)(((uint64_t)id * 0x9E3779B97F4A7C15u) >> 20) & set->mask;
    for (; set->slots[i] != NO_ID; i = (i + 1) & set->mask)
        if (set->slots[i] == id) return 0;
    set->slots[i] = id;
    return 1;
}

void dti_id_set_end(dti_id_set *set) { free(set->slots); }

int dti_series_count(const dti_series *series, size_t from, size_t to, size_t *n_stories,
                     size_t *n_sources) {
    *n_stories = *n_sources = 0;
    if (from >= to) return DT_OK;
    size_t first = series->days[from].told,
           n = series->days[to - 1].told + series->days[to - 1].n_told - first;
    dti_id_set stories, sources = {0};
    int rc = dti_id_set_begin(&stories, n);
    if (rc == DT_OK) rc = dti_id_set_begin(&sources, n);
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        *n_stories += (size_t)dti_id_set_add(&stories, series->told[first + i].story);
        *n_sources += (size_t)dti_id_set_add(&sources, series->told[first + i].source);
    }
    dti_id_set_end(&stories);
    dti_id_set_end(&sources);
    return rc;
}

int dti_series_enough(const dti_series *series, int32_t day) {
    dti_enough enough = {0};
    for (size_t i = dti_series_find(series, day + 1); i-- > 0;) {
        const dti_day *d = &series->days[i];
        if (d->day <= day - DTI_ENOUGH_DAYS) break;
        dti_enough_day(&enough, d->sums.n_happenings, d->sums.weight);
        for (size_t k = 0; k < d->n_told && d->sums.weight > 0; k++)
            dti_enough_story(&enough, series->told[d->told + k].story);
        if (dti_enough_met(&enough)) return 1;
    }
    return 0;
}
