/* api_lists.c: reads the store, answers status, dyads, strips, actors, things ahead, search. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"
#include "serve/answer.h"
#include "state/state_json.h"

static void day_or_null(dti_buf *b, const char *key, int32_t day) {
    if (day != INT32_MIN) {
        dti_json_day(b, key, day);
        return;
    }
    dti_json_key(b, key);
    dti_buf_str(b, "null");
}

int dti_get_status(const dti_ask *ask, dti_answer *out, dt_error *err) {
    dti_buf *b = &out->body;
    dt_store_totals t;
    if (dt_store_count_all(ask->store, &t, err) != DT_OK) return DT_FAILED;
    const struct {
        const char *key;
        int64_t n;
    } counts[] = {{"documents", t.documents}, {"stories", t.stories}, {"events", t.events},
                  {"dyads", t.dyads},         {"actors", t.actors},   {"sources", t.sources},
                  {"ahead", t.ahead},         {"runs", t.runs}};
    dti_buf_char(b, '{');
    dti_json_kv(b, "version", dti_str(dt_version()));
    dti_json_kn(b, "schema", dt_store_schema_version(), 0);
    dti_json_kn(b, "generation", (double)ask->generation, 0);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        dti_json_kn(b, counts[i].key, (double)counts[i].n, 0);
    day_or_null(b, "first_day", t.first_day);
    day_or_null(b, "last_day", t.last_day);
    day_or_null(b, "first_published", t.first_published);
    day_or_null(b, "last_published", t.last_published);
    dti_buf_str(b, "}\n");
    return DT_OK;
}

int dti_get_codes(const dti_ask *ask, dti_answer *out, dt_error *err) {
    (void)err;
    dti_say_json(ask->words, &out->body);
    return DT_OK;
}

/* ------------------------------------------------------------------ dyads */

static void why_line(dti_buf *b, const dti_ranked *d, int has_driver) {
    char text[160];
    if (!d->now->enough)
        snprintf(text, sizeof text, "Too few reports of late for a level to be said.");
    else if (isnan(d->change_4w))
        snprintf(text, sizeof text, "Nothing was reported four weeks ago to compare with.");
    else if (fabs(d->change_4w) < 0.5)
        snprintf(text, sizeof text, "As four weeks ago.");
    else
        /* nothing of these weeks pulls that way: the level goes back to the middle as what was
         * told before grows old */
        snprintf(text, sizeof text, "%s by %.0f%s", d->change_4w > 0 ? "Tenser" : "Calmer",
                 fabs(d->change_4w),
                 has_driver ? " in four weeks; this weighs most."
                            : ": earlier reports grow old.");
    dti_json_kv(b, "why", dti_str(text));
}

typedef struct one_event {
    const dti_ask *ask;
    dti_buf *out;
} one_event;

static int put_driver(void *ctx, const dt_event_row *row) {
    one_event *o = ctx;
    dti_brief_json(o->ask->words, o->out, row);
    return 1;
}

/* The members that name a pair. */
static void pair_members(const dti_ask *ask, const char *a, const char *b_unit, dti_buf *b) {
    dti_json_kv(b, "a", dti_str(a));
    dti_json_kv(b, "b", dti_str(b_unit));
    dti_json_key(b, "a_name");
    dti_say_unit_json(ask->words, dti_str(a), b);
    dti_json_key(b, "b_name");
    dti_say_unit_json(ask->words, dti_str(b_unit), b);
}

static int dyad_json(const dti_ask *ask, const dti_ranking *k, size_t at, dti_buf *b,
                     dt_error *err) {
    const dti_ranked d = dti_ranking_row(k, at);
    const dti_standing *now = d.now;
    int64_t driver = 0;
    if (dti_standing_driver(ask->store, now, k->day, k->known, &driver, err) != DT_OK)
        return DT_FAILED;
    dti_buf_char(b, '{');
    pair_members(ask, d.a, d.b, b);
    dti_json_level(b, now->enough, now->level, now->low, now->high);
    dti_json_real(b, "change_4w", now->enough ? d.change_4w : NAN, 2);
    dti_json_real(b, "change_52w", now->enough ? d.change_52w : NAN, 2);
    dti_json_kn(b, "events", (double)now->n_events, 0);
    dti_json_key(b, "driver");
    size_t before = b->len;
    one_event one = {ask, b};
    if (driver && dt_store_event_at(ask->store, driver, put_driver, &one, err) != DT_OK)
        return DT_FAILED;
    int has_driver = b->len > before;
    if (!has_driver) dti_buf_str(b, "null");
    why_line(b, &d, has_driver);
    dti_buf_char(b, '}');
    return DT_OK;
}

/* Unknown goes last, whatever is sorted by. */
static double key_of(const dti_ranked *d, const char *sort) {
    double v = strcmp(sort, "events") == 0       ? (double)d->now->n_events
               : !d->now->enough                 ? NAN
               : strcmp(sort, "level") == 0      ? d->now->level
               : strcmp(sort, "break") == 0      ? d->change_4w
               : strcmp(sort, "thaw") == 0       ? -d->change_4w
               : strcmp(sort, "change_52w") == 0 ? fabs(d->change_52w)
                                                 : fabs(d->change_4w);
    return isnan(v) ? -INFINITY : v;
}

typedef struct sorted {
    double key;
    size_t at; /* place in the ranking: ties keep its order */
} sorted;

static int by_key(const void *pa, const void *pb) {
    const sorted *a = pa, *b = pb;
    if (a->key != b->key) return a->key > b->key ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static int has_unit(const dti_ranked *d, const char *list) {
    dt_slice rest = dti_str(list);
    while (rest.ptr) {
        dt_slice one = dti_slice_cut(&rest, ',');
        if (dti_slice_is(one, d->a) || dti_slice_is(one, d->b)) return 1;
    }
    return 0;
}

/* Rows of the ranking that fit, sorted; free(). */
static sorted *choose(const dti_ranking *k, const char *unit, size_t min_events,
                      const char *sort, size_t *n, dt_error *err) {
    sorted *all = malloc((k->n + 1) * sizeof *all);
    *n = 0;
    if (!all) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < k->n; i++) {
        const dti_ranked d = dti_ranking_row(k, i);
        if (d.now->n_events < min_events || (unit && !has_unit(&d, unit))) continue;
        all[(*n)++] = (sorted){key_of(&d, sort), i};
    }
    qsort(all, *n, sizeof *all, by_key);
    return all;
}

int dti_get_dyads(const dti_ask *ask, dti_answer *out, dt_error *err) {
    size_t offset, limit, n = 0;
    const char *sort = dti_param_text(ask->params, "sort");
    dti_ranking *k = NULL;
    dti_page_of(ask, &offset, &limit);
    if (dti_ranking_of(ask->rankings, ask->store, ask->generation,
                       dti_param_text(ask->params, "as_of"), &k, err) != DT_OK)
        return DT_FAILED;
    sorted *all = choose(k, dti_param_text(ask->params, "unit"),
                         (size_t)dti_param_int(ask->params, "min_events", 0),
                         sort ? sort : "change_4w", &n, err);
    int rc = all ? DT_OK : DT_FAILED;
    dti_buf_str(&out->body, "{\"items\":[");
    for (size_t i = offset; rc == DT_OK && i < n && i - offset < limit; i++) {
        if (i > offset) dti_buf_char(&out->body, ',');
        rc = dyad_json(ask, k, all[i].at, &out->body, err);
    }
    dti_page_end(ask, &out->body, n, 0, dti_page_more(offset, limit, n));
    free(all);
    dti_ranking_done(ask->rankings, k);
    return rc;
}

/* 1: between the two, or with other NULL with the unit at all. */
static int is_between(const dti_ranked *d, const char *unit, const char *other) {
    return !other || (strcmp(d->a, unit) == 0 && strcmp(d->b, other) == 0) ||
           (strcmp(d->b, unit) == 0 && strcmp(d->a, other) == 0);
}

static int some_dyads(const dti_ask *ask, const char *unit, const char *other,
                      const char *as_of, size_t most, dti_buf *b, dt_error *err) {
    size_t n = 0, shown = 0;
    dti_ranking *k = NULL;
    if (dti_ranking_of(ask->rankings, ask->store, ask->generation, as_of, &k, err) != DT_OK)
        return DT_FAILED;
    sorted *all = choose(k, unit, 0, "events", &n, err);
    int rc = all ? DT_OK : DT_FAILED;
    dti_buf_char(b, '[');
    for (size_t i = 0; rc == DT_OK && i < n && shown < most; i++) {
        const dti_ranked d = dti_ranking_row(k, all[i].at);
        if (!is_between(&d, unit, other)) continue;
        if (shown++) dti_buf_char(b, ',');
        rc = dyad_json(ask, k, all[i].at, b, err);
    }
    dti_buf_char(b, ']');
    free(all);
    dti_ranking_done(ask->rankings, k);
    return rc;
}

int dti_dyads_of_unit(const dti_ask *ask, const char *unit, const char *as_of, size_t most,
                      dti_buf *b, dt_error *err) {
    return some_dyads(ask, unit, NULL, as_of, most, b, err);
}

int dti_dyads_between(const dti_ask *ask, const char *unit, const char *other, size_t most,
                      dti_buf *b, dt_error *err) {
    return some_dyads(ask, unit, other, NULL, most, b, err);
}

/* ------------------------------------------------------------------ strips */

typedef struct strip_list {
    const char *as_of;
    size_t limit, n;
    char pairs[100][2][24];
} strip_list;

static int within(dt_slice part, dt_slice whole) {
    return part.len >= whole.len && memcmp(part.ptr, whole.ptr, whole.len) == 0;
}

static int keep_pair(void *ctx, const dt_dyad_row *row) {
    strip_list *l = ctx;
    if (within(row->a, row->b) || within(row->b, row->a)) return 0;
    if (row->a.len > 23 || row->b.len > 23) return 0;
    snprintf(l->pairs[l->n][0], 24, "%.*s", (int)row->a.len, row->a.ptr);
    snprintf(l->pairs[l->n][1], 24, "%.*s", (int)row->b.len, row->b.ptr);
    return ++l->n >= l->limit;
}

static int brief_of_style(void *ctx, dti_buf *b, const dt_event_row *row) {
    dti_brief_json(ctx, b, row);
    return 0;
}

static void strip_point(dti_buf *b, const dt_point *p) {
    dti_buf_char(b, '{');
    dti_json_day(b, "day", p->day);
    dti_json_day(b, "end_day", p->end_day);
    dti_json_level(b, p->enough, p->level, p->low, p->high);
    dti_json_kn(b, "events", (double)p->n_events, 0);
    dti_json_kn(b, "stories", (double)p->n_stories, 0);
    dti_buf_char(b, '}');
}

static int strip_make(const dti_ask *ask, const char *a, const char *b_unit, const char *as_of,
                      dti_strip *out, dt_error *err) {
    dti_buf *b = &out->json;
    dt_state_query q = {.a = a, .b = b_unit, .step = DT_STEP_MONTH, .as_of = as_of};
    dti_state_style style = {brief_of_style, (void *)ask->words};
    dt_state *st = NULL;
    if (dt_state_compute(ask->store, &q, &st, err) != DT_OK) return DT_FAILED;
    dti_buf_char(b, '{');
    pair_members(ask, a, b_unit, b);
    dti_json_kn(b, "events", (double)st->n_events, 0);
    dti_json_kn(b, "stories", (double)st->n_stories, 0);
    dti_json_kn(b, "sources", (double)st->n_sources, 0);
    int rc = dti_state_json_turns(b, ask->store, st, &style, err);
    dti_json_key(b, "points");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < st->n_points; i++) {
        if (i) dti_buf_char(b, ',');
        strip_point(b, &st->points[i]);
    }
    dti_buf_str(b, "]}");
    if (st->n_points) {
        out->first_day = st->from_day;
        out->last_day = st->to_day;
    }
    dt_state_free(st);
    return rc;
}

/* From what is kept, else made and kept. */
static int strip_of(const dti_ask *ask, const char *a, const char *b, const char *as_of,
                    dti_strip *out, dt_error *err) {
    char name[80];
    snprintf(name, sizeof name, "%s %s %s", a, b, as_of ? as_of : "");
    dti_strip_making mine;
    if (dti_strips_get(ask->strips, name, ask->generation, &mine, out)) return DT_OK;
    int rc = strip_make(ask, a, b, as_of, out, err);
    dti_strips_made(ask->strips, &mine, ask->generation, rc == DT_OK ? out : NULL);
    return rc;
}

int dti_get_strips(const dti_ask *ask, dti_answer *out, dt_error *err) {
    dti_buf *b = &out->body;
    int32_t first = INT32_MIN, last = INT32_MIN;
    int rc = DT_OK;
    strip_list l = {.as_of = dti_param_text(ask->params, "as_of"),
                    .limit = (size_t)dti_param_int(ask->params, "limit", 16)};
    if (dt_store_dyads(ask->store, dti_param_text(ask->params, "unit"), 1, 0, keep_pair, &l,
                       err) != DT_OK)
        return DT_FAILED;
    dti_buf_str(b, "{\"items\":[");
    for (size_t i = 0; rc == DT_OK && i < l.n; i++) {
        if (i) dti_buf_char(b, ',');
        dti_strip one = {.first_day = INT32_MIN, .last_day = INT32_MIN};
        dti_buf_init(&one.json);
        rc = strip_of(ask, l.pairs[i][0], l.pairs[i][1], l.as_of, &one, err);
        dti_buf_add(b, one.json.ptr, one.json.len);
        b->failed |= one.json.failed;
        dti_buf_release(&one.json);
        if (one.first_day == INT32_MIN) continue;
        if (first == INT32_MIN || one.first_day < first) first = one.first_day;
        if (last == INT32_MIN || one.last_day > last) last = one.last_day;
    }
    if (rc != DT_OK) return DT_FAILED;
    dti_buf_char(b, ']');
    day_or_null(b, "first_day", first);
    day_or_null(b, "last_day", last);
    dti_buf_str(b, "}\n");
    return DT_OK;
}

/* ------------------------------------------------------------------ one relation */

int dti_get_series(const dti_ask *ask, dti_answer *out, dt_error *err) {
    const dti_params *p = ask->params;
    const char *by = dti_param_text(p, "by"), *as_of = dti_param_text(p, "as_of");
    dt_state_query q = {.a = dti_param_text(p, "a"),
                        .b = dti_param_text(p, "b"),
                        .directed = (int)dti_param_int(p, "directed", 0),
                        .step = !by || strcmp(by, "auto") == 0 ? DT_STEP_AUTO
                                : strcmp(by, "day") == 0       ? DT_STEP_DAY
                                : strcmp(by, "week") == 0      ? DT_STEP_WEEK
                                                               : DT_STEP_MONTH,
                        .from = dti_param_text(p, "from"),
                        .to = dti_param_text(p, "to"),
                        .as_of = as_of};
    if (!q.a) {
        dti_problem(out, 400, "A parameter is missing", "a is needed: a code such as USA");
        return DT_OK;
    }
    if (q.directed && !q.b) {
        dti_problem(out, 400, "A parameter is missing", "directed is between two: b is needed");
        return DT_OK;
    }
    dt_state *st = NULL;
    dti_state_style style = {brief_of_style, (void *)ask->words};
    if (dt_state_compute(ask->store, &q, &st, err) != DT_OK) return DT_FAILED;
    int rc = dti_state_json(&out->body, ask->store, &q, st, &style, err);
    dt_state_free(st);
    return rc;
}

/* ------------------------------------------------------------------ things ahead */

typedef struct ahead_list {
    const dti_ask *ask;
    dti_buf *out;
    size_t offset, limit, n;
} ahead_list;

static int put_ahead(void *ctx, const dt_ahead_row *row) {
    ahead_list *l = ctx;
    const dt_ahead *a = &row->ahead;
    dti_buf *b = l->out;
    size_t i = l->n++;
    if (i < l->offset || i - l->offset >= l->limit) return 0;
    if (i > l->offset) dti_buf_char(b, ',');
    dti_buf_char(b, '{');
    dti_json_kv(b, "date", a->date);
    dti_json_kv(b, "precision",
                dti_str(a->date.len >= 10  ? "day"
                        : a->date.len >= 7 ? "month"
                                           : "year"));
    dti_json_kv(b, "what", a->kind);
    dti_json_kv(b, "kind", a->kind);
    dti_json_key(b, "units");
    dti_buf_char(b, '[');
    if (a->country.len) dti_json_string(b, a->country);
    dti_buf_char(b, ']');
    dti_json_key(b, "unit_names");
    dti_buf_char(b, '[');
    if (a->country.len) dti_say_unit_json(l->ask->words, a->country, b);
    dti_buf_char(b, ']');
    dti_json_kv(b, "evidence", a->evidence);
    dti_json_kv(b, "title", row->title);
    dti_json_kv(b, "publisher", row->publisher);
    dti_json_kv(b, "published", row->published);
    dti_json_kv(b, "url", row->url);
    dti_json_kv(b, "doc_id", row->doc_id);
    dti_json_kn(b, "documents", (double)row->n_documents, 0);
    dti_buf_char(b, '}');
    return b->len > DTI_MAX_ANSWER_BYTES;
}

int dti_get_ahead(const dti_ask *ask, dti_answer *out, dt_error *err) {
    const dti_params *p = ask->params;
    ahead_list l = {.ask = ask, .out = &out->body};
    const char *from = dti_param_text(p, "from"), *as_of = dti_param_text(p, "as_of");
    char last[16] = "";
    dti_page_of(ask, &l.offset, &l.limit);
    /* ahead of the day the page shows; of the last day reported where none is given */
    if (!from) from = as_of;
    if (!from) {
        int32_t day;
        if (dt_store_last_day(ask->store, &day, err) != DT_OK) return DT_FAILED;
        dti_date d = dti_date_of_day(day);
        if (day != INT32_MIN && dti_date_write(&d, last)) from = last;
    }
    dti_buf_str(&out->body, "{\"items\":[");
    if (dt_store_ahead(ask->store, dti_param_text(p, "unit"), from, as_of, 0, put_ahead, &l,
                       err) != DT_OK)
        return DT_FAILED;
    dti_page_end(ask, &out->body, l.n, 0, dti_page_more(l.offset, l.limit, l.n));
    return DT_OK;
}
