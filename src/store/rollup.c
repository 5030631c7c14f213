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

typedef struct day_event {
    int64_t happening, story, source;
    double weight, goldstein, score;
    int quad;
    int32_t pub_day;
} day_event;

/* By happening, then story, so that both can be counted in one pass; all fields, so no ties. */
static int by_happening(const void *pa, const void *pb) {
    const day_event *a = pa, *b = pb;
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

static void add_varint(dti_buf *b, uint64_t v) {
    for (; v >= 128; v >>= 7) dti_buf_char(b, (char)(v | 128));
    dti_buf_char(b, (char)v);
}

static int by_told(const void *pa, const void *pb) {
    const day_event *a = pa, *b = pb;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    return (a->source > b->source) - (a->source < b->source);
}

/* The distinct (story, source) of a day, so that longer spans can count them exactly. */
static void write_told(dti_buf *out, day_event *e, size_t n) {
    qsort(e, n, sizeof *e, by_told);
    for (size_t i = 0; i < n; i++) {
        if (i && by_told(&e[i], &e[i - 1]) == 0) continue;
        add_varint(out, (uint64_t)e[i].story << 1 ^ (uint64_t)(e[i].story >> 63));
        add_varint(out, (uint64_t)e[i].source);
    }
}

static void add_happening(const day_event *e, size_t n, dti_day_sums *out) {
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

int dti_day_sums_make(dt_store *s, int64_t pair, int32_t day, int32_t as_of, dti_day_sums *out,
                      dt_error *err) {
    memset(out, 0, sizeof *out);
    dti_buf_clear(&s->told);
    out->last_pub = INT32_MIN + 1;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_PAIR_DAY_EVENTS, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, pair);
    sqlite3_bind_int(q, 2, day);
    day_event *events = NULL;
    int64_t *ids = NULL;
    size_t n = 0, cap = 0;
    int rc, result = DT_FAILED;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        int aspect = sqlite3_column_int(q, 4);
        int32_t pub = sqlite3_column_int(q, 10);
        if (pub > as_of || aspect < 0 || aspect > DT_ASPECT_FUTURE) continue;
        if (!sqlite3_column_int(q, 7)) continue; /* one party alone: no relation */
        if (n == cap) {
            cap = cap ? cap * 2 : 64;
            day_event *more = realloc(events, cap * sizeof *more);
            if (!more) {
                dti_fail(err, "out of memory");
                goto done;
            }
            events = more;
        }
        day_event *e = &events[n++];
        e->happening = sqlite3_column_int64(q, 0);
        e->quad = sqlite3_column_int(q, 1);
        e->goldstein = sqlite3_column_double(q, 2);
        e->score = sqlite3_column_double(q, 3);
        e->weight =
            dti_event_weight(aspect, sqlite3_column_int(q, 5), sqlite3_column_double(q, 6));
        e->story = sqlite3_column_int64(q, 8);
        e->source = sqlite3_column_int64(q, 9);
        e->pub_day = pub;
        if (pub > out->last_pub) out->last_pub = pub;
    }
    if (rc != SQLITE_DONE) {
        dti_store_fail(s, "cannot read events", err);
        goto done;
    }
    out->n_events = n;
    result = DT_OK;
    if (!n) goto done;
    ids = malloc(n * sizeof *ids);
    if (!ids) {
        result = dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < n; i++) ids[i] = events[i].story;
    out->n_stories = count_distinct(ids, n);
    for (size_t i = 0; i < n; i++) ids[i] = events[i].source;
    out->n_sources = count_distinct(ids, n);
    write_told(&s->told, events, n);
    if (s->told.failed) {
        result = dti_fail(err, "out of memory");
        goto done;
    }
    qsort(events, n, sizeof *events, by_happening);
    if (dti_join_happenings(events, n, sizeof *events))
        qsort(events, n, sizeof *events, by_happening);
    for (size_t i = 0, from = 0; i <= n; i++)
        if (i == n || events[i].happening != events[from].happening) {
            add_happening(events + from, i - from, out);
            from = i;
        }
done:
    sqlite3_reset(q);
    free(events);
    free(ids);
    return result;
}

static int roll_day(dt_store *s, dti_tally_row k, int64_t *gained, dt_error *err) {
    dti_day_sums d;
    int failed = 0;
    if (dti_day_sums_make(s, k.id, k.day, INT32_MAX, &d, err) != DT_OK) return DT_FAILED;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_OLD_PAIR_DAY, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, k.id);
    sqlite3_bind_int(q, 2, k.day);
    int64_t old = dti_step_int(s, q, &failed, err);
    if (failed) return DT_FAILED;
    *gained += (int64_t)d.n_events - old;
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
    sqlite3_bind_double(q, 20, d.tone);
    sqlite3_bind_blob(q, 19, s->told.ptr, (int)s->told.len, SQLITE_STATIC);
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
