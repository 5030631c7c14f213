/* rollup.c: sums the events of a pair and day, so that series need not read events again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/*
 * How much an event counts by its aspect.
 *   actual        1
 *   historical    a quarter, on its own date: background was mostly counted when it was news
 *   future        a half: announcing is an act (the coding rules make AGREE of a visit to come
 *                 and THREATEN of sanctions to come), and what is announced is mostly told once
 *                 more when it comes
 *   hypothetical  nothing: a supposition is nobody's act
 *   negated       nothing: what did not happen; refusing is an event of its own, REJECT
 */
static const double ASPECT_WEIGHT[] = {1, 0.25, 0.5, 0, 0};
/* By precision of the date (none, year, month, day): mid-period is a guess at the day. */
static const double PRECISION_WEIGHT[] = {0.1, 0.1, 0.5, 1};

/*
 * What a level is made of.  The root keeps the order of the scores but brings the extremes in:
 * whether two quarrel or agree says more of how they stand than how loudly, and one attack that
 * was none does not outweigh three meetings.
 */
double dti_tone(double score) { return score < 0 ? -sqrt(-score) : sqrt(score); }

double dti_event_weight(int aspect, int precision, double confidence) {
    if (aspect < 0 || aspect > DT_ASPECT_NEGATED) return 0;
    return ASPECT_WEIGHT[aspect] * PRECISION_WEIGHT[precision & 3] * confidence;
}

/* By happening, then story, so that both can be counted in one pass; all fields, so no ties. */
static int by_happening(const void *pa, const void *pb) {
    const dti_day_event *a = pa, *b = pb;
    if (a->happening != b->happening) return a->happening < b->happening ? -1 : 1;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    if (a->score != b->score) return a->score < b->score ? -1 : 1;
    if (a->goldstein != b->goldstein) return a->goldstein < b->goldstein ? -1 : 1;
    return a->quad - b->quad;
}

static int compare_int64(const void *pa, const void *pb) {
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

static size_t count_distinct(int64_t *v, size_t n) {
    if (!n) return 0;
    qsort(v, n, sizeof *v, compare_int64);
    size_t k = 1;
    for (size_t i = 1; i < n; i++) k += v[i] != v[i - 1];
    return k;
}

static int by_told(const void *pa, const void *pb) {
    const dti_day_event *a = pa, *b = pb;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    return (a->source > b->source) - (a->source < b->source);
}

/* The distinct (story, source) of a day, so that longer spans can count them exactly. */
static void write_told(dti_buf *out, dti_day_event *e, size_t n) {
    qsort(e, n, sizeof *e, by_told);
    for (size_t i = 0; i < n; i++) {
        if (i && by_told(&e[i], &e[i - 1]) == 0) continue;
        dti_add_varint(out, (uint64_t)e[i].story << 1 ^ (uint64_t)(e[i].story >> 63));
        dti_add_varint(out, (uint64_t)e[i].source);
    }
}

static void add_happening(const dti_day_event *e, size_t n, dti_day_sums *out) {
    size_t stories = 0;
    double base = 0, goldstein = 0, score = 0;
    int quad = e[0].quad;
    for (size_t i = 0; i < n; i++) {
        stories += i == 0 || e[i].story != e[i - 1].story;
        if (e[i].weight > base) {
            base = e[i].weight;
            quad = e[i].quad;
        }
        goldstein += e[i].goldstein;
        score += e[i].score;
    }
    /* The second telling says less than the first: 1, 1.7, 2.1, 2.4 ... for 1, 2, 3, 4 stories.
     */
    double w = base * (1 + log((double)stories));
    goldstein /= (double)n;
    score /= (double)n;
    out->n_happenings++;
    out->quad[quad >= 1 && quad <= 4 ? quad : 0]++;
    out->weight += w;
    out->goldstein += w * goldstein;
    out->score += w * score;
    out->tone += w * dti_tone(score);
    if (score > 0)
        out->score_up += w * score;
    else
        out->score_down -= w * score;
    if (quad >= 3) out->conflict += w;
}

int dti_day_sums_of(dt_store *s, dti_day_events *list, dti_day_sums *out, dt_error *err) {
    memset(out, 0, sizeof *out);
    dti_buf_clear(&s->told);
    out->first_pub = INT32_MAX;
    out->last_pub = out->settled = DTI_ALWAYS;
    size_t n = list->n;
    if (!n) return DT_OK;
    if (list->cap_ids < n) {
        int64_t *more = realloc(list->ids, list->cap * sizeof *more);
        if (!more) return dti_fail(err, "out of memory");
        list->ids = more;
        list->cap_ids = list->cap;
    }
    for (size_t i = 0; i < n; i++) {
        const dti_day_event *e = &list->all[i];
        if (e->pub_day < out->first_pub) out->first_pub = e->pub_day;
        if (e->pub_day > out->last_pub) out->last_pub = e->pub_day;
        list->ids[i] = e->story;
    }
    out->settled = out->last_pub;
    for (size_t i = 0; i < list->n_then; i++)
        if (list->then[i].last_day >= out->settled) out->settled = list->then[i].last_day + 1;
    out->n_events = n;
    out->n_stories = count_distinct(list->ids, n);
    for (size_t i = 0; i < n; i++) list->ids[i] = list->all[i].source;
    out->n_sources = count_distinct(list->ids, n);
    out->story = out->n_stories == 1 ? list->all[0].story : 0;
    write_told(&s->told, list->all, n);
    if (s->told.failed) return dti_fail(err, "out of memory");
    qsort(list->all, n, sizeof *list->all, by_happening);
    if (dti_join_happenings(list->all, n, sizeof *list->all))
        qsort(list->all, n, sizeof *list->all, by_happening);
    for (size_t i = 0, from = 0; i <= n; i++)
        if (i == n || list->all[i].happening != list->all[from].happening) {
            add_happening(list->all + from, i - from, out);
            from = i;
        }
    return DT_OK;
}

/* To which stories the document of the latest event belonged earlier. */
static int read_then(dt_store *s, int64_t doc, dti_day_events *list, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DOC_STORY_THEN, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, doc);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dti_story_then *t = dti_day_events_then(list);
        if (!t) {
            sqlite3_reset(q);
            return dti_fail(err, "out of memory");
        }
        *t = (dti_story_then){sqlite3_column_int(q, 0), sqlite3_column_int64(q, 1)};
        list->all[list->n - 1].n_then++;
    }
    sqlite3_reset(q);
    return rc == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read stories", err);
}

/* The events between two on a day that count, whatever came when. */
static int read_day(dt_store *s, int64_t pair, int32_t day, dti_day_events *out,
                    dt_error *err) {
    int failed = 0, rc;
    out->n = out->n_then = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_HAS_STORY_THEN, err);
    if (!q) return DT_FAILED;
    int has_then = (int)dti_step_int(s, q, &failed, err);
    if (failed || !(q = dti_prepare(s, DTI_Q_PAIR_DAY_EVENTS, err))) return DT_FAILED;
    sqlite3_bind_int64(q, 1, pair);
    sqlite3_bind_int(q, 2, day);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        int aspect = sqlite3_column_int(q, 4), quad = sqlite3_column_int(q, 1);
        if (aspect < 0 || aspect > DT_ASPECT_FUTURE) continue;
        if (!sqlite3_column_int(q, 7)) continue; /* one party alone: no relation */
        dti_day_event *e = dti_day_events_add(out);
        if (!e) {
            sqlite3_reset(q);
            return dti_fail(err, "out of memory");
        }
        e->happening = e->as_told = sqlite3_column_int64(q, 0);
        e->quad = quad >= 1 && quad <= 4 ? quad : 0;
        e->goldstein = sqlite3_column_double(q, 2);
        e->score = sqlite3_column_double(q, 3);
        e->weight =
            dti_event_weight(aspect, sqlite3_column_int(q, 5), sqlite3_column_double(q, 6));
        e->story = sqlite3_column_int64(q, 8);
        e->source = sqlite3_column_int64(q, 9);
        e->pub_day = sqlite3_column_int(q, 10);
        if (has_then && e->story > 0 &&
            read_then(s, sqlite3_column_int64(q, 11), out, err) != DT_OK) {
            sqlite3_reset(q);
            return DT_FAILED;
        }
    }
    sqlite3_reset(q);
    return rc == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read events", err);
}

int dti_day_sums_make(dt_store *s, int64_t pair, int32_t day, int32_t as_of, dti_day_sums *out,
                      dt_error *err) {
    if (read_day(s, pair, day, &s->day, err) != DT_OK) return DT_FAILED;
    if (as_of == INT32_MAX) return dti_day_sums_of(s, &s->day, out, err);
    if (dti_day_events_known(&s->day, as_of, &s->day_then) != DT_OK)
        return dti_fail(err, "out of memory");
    return dti_day_sums_of(s, &s->day_then, out, err);
}

int dti_day_sums_then(dt_store *s, int64_t pair, int32_t day, int32_t as_of, dti_day_sums *sums,
                      int *known, int *made, dt_error *err) {
    *made = 0;
    *known = sums->first_pub <= as_of;
    if (!*known || sums->settled <= as_of) return DT_OK;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_PAIR_THEN, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, pair);
    sqlite3_bind_int(q, 2, day);
    int rc = sqlite3_step(q), result = DT_OK;
    if (rc == SQLITE_ROW &&
        (dti_day_events_unpack(sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0),
                               day, &s->day) != DT_OK ||
         dti_day_events_known(&s->day, as_of, &s->day_then) != DT_OK))
        result = dti_fail(err, "out of memory");
    else if (rc == SQLITE_DONE)
        result = dti_fail(err,
                          "%s: what was known of a day is missing; code the documents"
                          " again into a new store",
                          s->path);
    else if (rc != SQLITE_ROW)
        result = dti_store_fail(s, "cannot read what was known of a day", err);
    sqlite3_reset(q);
    if (result == DT_OK) result = dti_day_sums_of(s, &s->day_then, sums, err);
    *made = 1;
    *known = sums->n_events > 0;
    return result;
}

static int write_then(dt_store *s, dti_tally_row k, const dti_day_sums *d, int had,
                      dt_error *err) {
    int needed = d->n_events && d->first_pub < d->settled;
    if (!needed && !had) return DT_OK;
    sqlite3_stmt *q = dti_prepare(s, needed ? DTI_Q_SET_PAIR_THEN : DTI_Q_DROP_PAIR_THEN, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, k.id);
    sqlite3_bind_int(q, 2, k.day);
    if (needed) {
        dti_buf_clear(&s->packed);
        dti_day_events_pack(&s->day, k.day, &s->packed);
        if (s->packed.failed) return dti_fail(err, "out of memory");
        sqlite3_bind_blob(q, 3, s->packed.ptr, (int)s->packed.len, SQLITE_STATIC);
    }
    return dti_step(s, q, err);
}

static int roll_day(dt_store *s, dti_tally_row k, int64_t *gained, dt_error *err) {
    dti_day_sums d;
    if (dti_day_sums_make(s, k.id, k.day, INT32_MAX, &d, err) != DT_OK) return DT_FAILED;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_OLD_PAIR_DAY, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, k.id);
    sqlite3_bind_int(q, 2, k.day);
    int step = sqlite3_step(q);
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        sqlite3_reset(q);
        return dti_store_fail(s, "cannot read", err);
    }
    int64_t old = step == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    int had_then = step == SQLITE_ROW && sqlite3_column_int(q, 1);
    sqlite3_reset(q);
    *gained += (int64_t)d.n_events - old;
    if (write_then(s, k, &d, had_then, err) != DT_OK) return DT_FAILED;
    if (!d.n_events) {
        if (!old) return DT_OK;
        if (!(q = dti_prepare(s, DTI_Q_DROP_PAIR_DAY, err))) return DT_FAILED;
        sqlite3_bind_int64(q, 1, k.id);
        sqlite3_bind_int(q, 2, k.day);
        return dti_step(s, q, err);
    }
    if (!(q = dti_prepare(s, DTI_Q_SET_PAIR_DAY, err))) return DT_FAILED;
    sqlite3_bind_int64(q, 1, k.id);
    sqlite3_bind_int(q, 2, k.day);
    const size_t counts[] = {d.n_events, d.n_happenings, d.n_stories, d.n_sources, d.quad[0],
                             d.quad[1],  d.quad[2],      d.quad[3],   d.quad[4]};
    for (int i = 0; i < 9; i++) sqlite3_bind_int64(q, 3 + i, (int64_t)counts[i]);
    const double sums[] = {d.weight,   d.goldstein,  d.score,
                           d.score_up, d.score_down, d.conflict};
    for (int i = 0; i < 6; i++) sqlite3_bind_double(q, 12 + i, sums[i]);
    sqlite3_bind_int(q, 18, d.last_pub);
    sqlite3_bind_blob(q, 19, s->told.ptr, (int)s->told.len, SQLITE_STATIC);
    sqlite3_bind_double(q, 20, d.tone);
    sqlite3_bind_int(q, 21, d.first_pub);
    sqlite3_bind_int(q, 22, d.settled);
    sqlite3_bind_int64(q, 23, d.story);
    return dti_step(s, q, err);
}

int dti_rollup(dt_store *s, dt_error *err) {
    dti_tally_row *keys;
    size_t n;
    if (!s->dirty.n) return DT_OK;
    if (dti_tally_take(&s->dirty, &keys, &n) != DT_OK) return dti_fail(err, "out of memory");
    int result = DT_OK;
    int64_t gained = 0;
    for (size_t i = 0; i < n && result == DT_OK; i++) {
        result = roll_day(s, keys[i], &gained, err);
        if (result == DT_OK && (i + 1 == n || keys[i + 1].id != keys[i].id)) {
            sqlite3_stmt *q = dti_prepare(s, DTI_Q_SET_PAIR_TOTAL, err);
            if (!q)
                result = DT_FAILED;
            else {
                sqlite3_bind_int64(q, 1, keys[i].id);
                sqlite3_bind_int64(q, 2, gained);
                result = dti_step(s, q, err);
            }
            gained = 0;
        }
    }
    free(keys);
    return result;
}

int dti_rollup_all(dt_store *s, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT DISTINCT pair, day FROM event_pair", -1, &q, NULL) !=
        SQLITE_OK)
        return dti_store_fail(s, "cannot read the pairs", err);
    int rc = DT_OK, step;
    while ((step = sqlite3_step(q)) == SQLITE_ROW)
        if (dti_tally_add(&s->dirty, sqlite3_column_int64(q, 0), sqlite3_column_int(q, 1), 0,
                          0) != DT_OK)
            rc = dti_fail(err, "out of memory");
    sqlite3_finalize(q);
    if (rc == DT_OK && step != SQLITE_DONE)
        rc = dti_store_fail(s, "cannot read the pairs", err);
    return rc == DT_OK ? dti_rollup(s, err) : rc;
}
