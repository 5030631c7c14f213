/* query_lists.c: reads documents, stories, dyads, actors, things ahead, runs and changes. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/* Prepares; NULL and err on failure. */
static sqlite3_stmt *prepare(dt_store *s, const char *sql, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK) {
        dti_store_fail(s, "cannot look", err);
        return NULL;
    }
    return q;
}

static int finish(dt_store *s, sqlite3_stmt *q, int rc, dt_error *err) {
    int result =
        rc == SQLITE_DONE || rc == SQLITE_ROW ? DT_OK : dti_store_fail(s, "cannot read", err);
    sqlite3_finalize(q);
    return result;
}

static void bind_given(sqlite3_stmt *q, int i, const char *text) {
    if (text && *text)
        sqlite3_bind_text(q, i, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(q, i);
}

static int64_t limit_of(size_t limit) { return limit ? (int64_t)limit : -1; }

static int add_pair(int64_t **out, size_t *n, size_t *cap, int64_t pair) {
    for (size_t i = 0; i < *n; i++)
        if ((*out)[i] == pair) return DT_OK;
    if (*n == *cap) {
        *cap = *cap ? *cap * 2 : 16;
        int64_t *more = realloc(*out, *cap * sizeof *more);
        if (!more) return DT_FAILED;
        *out = more;
    }
    (*out)[(*n)++] = pair;
    return DT_OK;
}

int dti_pairs_of(dt_store *s, const char *a, const char *b, int directed, int64_t **out,
                 size_t *n, dt_error *err) {
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    sqlite3_stmt *q = dti_borrow(s,
                                 "SELECT p.id FROM pair p JOIN unit ua ON ua.id=p.a"
                                 " LEFT JOIN unit ub ON ub.id=p.b"
                                 " WHERE ua.name=?1 AND p.kind=?3"
                                 " AND (p.kind=2 OR ub.name=?2)",
                                 "cannot look", err);
    if (!q) return DT_FAILED;
    int rc = DT_OK;
    dt_slice rest_a = dti_str(a);
    while (rc == DT_OK && rest_a.ptr) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest_a, ','));
        dt_slice rest_b = b ? dti_str(b) : (dt_slice){"", 0};
        do {
            dt_slice two = dti_slice_trim(dti_slice_cut(&rest_b, ','));
            dt_slice x = one, y = two;
            if (b && !directed && dti_slice_cmp(x, y) > 0) {
                x = two;
                y = one;
            }
            sqlite3_reset(q);
            dti_bind_slice(q, 1, x);
            dti_bind_slice(q, 2, y);
            sqlite3_bind_int(q, 3,
                             !b         ? DTI_PAIR_UNIT
                             : directed ? DTI_PAIR_DIRECTED
                                        : DTI_PAIR_JOINT);
            while (rc == DT_OK && sqlite3_step(q) == SQLITE_ROW)
                if (add_pair(out, n, &cap, sqlite3_column_int64(q, 0)) != DT_OK)
                    rc = dti_fail(err, "out of memory");
        } while (rc == DT_OK && rest_b.ptr);
    }
    dti_give_back(s, q);
    return rc;
}

int dt_store_documents(dt_store *s, const char *doc_id, const char *story_id, size_t offset,
                       size_t limit, dt_doc_fn *fn, void *ctx, dt_error *err) {
    sqlite3_stmt *q = prepare(
        s,
        doc_id && *doc_id
            ? "SELECT d.doc_id, d.url, d.title, s.name, d.lang, d.published,"
              " coalesce(st.story_id, d.doc_id), d.text, r.version, d.n_events"
              " FROM document d JOIN source s ON s.id=d.source JOIN run r ON r.id=d.run"
              " LEFT JOIN story st ON st.id=d.story WHERE d.doc_id=?1 AND (?2 IS NULL OR 1)"
              " LIMIT ?3 OFFSET ?4"
        : story_id && *story_id
            ? "SELECT d.doc_id, d.url, d.title, s.name, d.lang, d.published, ?2, NULL,"
              " r.version, d.n_events FROM document d JOIN source s ON s.id=d.source"
              " JOIN run r ON r.id=d.run WHERE ?1 IS NULL AND (d.story IN"
              " (SELECT id FROM story WHERE story_id=?2) OR d.doc_id=?2)"
              " ORDER BY d.pub_day, d.doc_id LIMIT ?3 OFFSET ?4"
            : "SELECT d.doc_id, d.url, d.title, s.name, d.lang, d.published,"
              " coalesce(st.story_id, d.doc_id), NULL, r.version, d.n_events"
              " FROM document d JOIN source s ON s.id=d.source JOIN run r ON r.id=d.run"
              " LEFT JOIN story st ON st.id=d.story WHERE ?1 IS NULL AND ?2 IS NULL"
              " ORDER BY d.pub_day DESC, d.id DESC LIMIT ?3 OFFSET ?4",
        err);
    if (!q) return DT_FAILED;
    bind_given(q, 1, doc_id);
    bind_given(q, 2, story_id);
    sqlite3_bind_int64(q, 3, limit_of(limit));
    sqlite3_bind_int64(q, 4, (int64_t)offset);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_doc_row row = {0};
        dt_slice *texts[] = {&row.id,        &row.url,      &row.title, &row.source, &row.lang,
                             &row.published, &row.story_id, &row.text,  &row.version};
        for (int i = 0; i < 9; i++) *texts[i] = dti_column_slice(q, i);
        row.n_events = (size_t)sqlite3_column_int64(q, 9);
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

static int day_or(const char *date, int last, int32_t otherwise, int32_t *out, dt_error *err) {
    dti_date d;
    *out = otherwise;
    if (!date || !*date) return DT_OK;
    if (dti_date_read(dti_str(date), &d) != DT_OK)
        return dti_fail(err, "%s is no date; write YYYY-MM-DD, YYYY-MM or YYYY", date);
    *out = last ? dti_date_last_day(&d) : dti_date_first_day(&d);
    return DT_OK;
}

int dt_store_stories(dt_store *s, const char *from, const char *to, size_t min_documents,
                     size_t offset, size_t limit, dt_story_fn *fn, void *ctx, dt_error *err) {
    int32_t first, last;
    if (day_or(from, 0, INT32_MIN, &first, err) != DT_OK ||
        day_or(to, 1, INT32_MAX, &last, err) != DT_OK)
        return DT_FAILED;
    /* A story of one document has no row of its own. */
    const char *sql =
        min_documents > 1
            ? "SELECT st.story_id, (SELECT title FROM document WHERE doc_id=st.story_id),"
              " min(d.published), max(d.published), group_concat(DISTINCT s.name), count(*),"
              " count(DISTINCT d.source), sum(d.n_events), max(d.pub_day) AS newest"
              " FROM story st JOIN document d ON d.story=st.id JOIN source s ON s.id=d.source"
              " GROUP BY st.id HAVING count(*)>=?3 AND coalesce(max(d.pub_day),0)>=?1"
              " AND coalesce(min(d.pub_day),0)<=?2 ORDER BY newest DESC, st.story_id"
              " LIMIT ?4 OFFSET ?5"
            : "SELECT coalesce(st.story_id, d.doc_id) AS sid, min(d.title),"
              " min(d.published), max(d.published), group_concat(DISTINCT s.name), count(*),"
              " count(DISTINCT d.source), sum(d.n_events), max(d.pub_day) AS newest"
              " FROM document d JOIN source s ON s.id=d.source LEFT JOIN story st ON "
              "st.id=d.story"
              " GROUP BY sid HAVING count(*)>=?3 AND coalesce(max(d.pub_day),0)>=?1"
              " AND coalesce(min(d.pub_day),0)<=?2 ORDER BY newest DESC, sid LIMIT ?4 OFFSET "
              "?5";
    sqlite3_stmt *q = prepare(s, sql, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int(q, 1, first);
    sqlite3_bind_int(q, 2, last);
    sqlite3_bind_int64(q, 3, (int64_t)(min_documents ? min_documents : 1));
    sqlite3_bind_int64(q, 4, limit_of(limit));
    sqlite3_bind_int64(q, 5, (int64_t)offset);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_story_row row = {0};
        dt_slice *texts[] = {&row.id, &row.title, &row.first_published, &row.last_published,
                             &row.sources};
        for (int i = 0; i < 5; i++) *texts[i] = dti_column_slice(q, i);
        row.n_documents = (size_t)sqlite3_column_int64(q, 5);
        row.n_sources = (size_t)sqlite3_column_int64(q, 6);
        row.n_events = (size_t)sqlite3_column_int64(q, 7);
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

int dt_store_dyads(dt_store *s, const char *unit, size_t min_events, size_t limit,
                   dt_dyad_fn *fn, void *ctx, dt_error *err) {
    sqlite3_stmt *q = prepare(
        s,
        "SELECT ua.name, ub.name, p.n_events, p.first_day, p.last_day FROM pair p"
        " JOIN unit ua ON ua.id=p.a JOIN unit ub ON ub.id=p.b"
        " WHERE p.kind=1 AND p.n_events>=?2 AND (?1 IS NULL OR ua.name=?1 OR ub.name=?1)"
        " ORDER BY p.n_events DESC, ua.name, ub.name LIMIT ?3",
        err);
    if (!q) return DT_FAILED;
    bind_given(q, 1, unit);
    sqlite3_bind_int64(q, 2, (int64_t)(min_events ? min_events : 1));
    sqlite3_bind_int64(q, 3, limit_of(limit));
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_dyad_row row = {dti_column_slice(q, 0), dti_column_slice(q, 1),
                           (size_t)sqlite3_column_int64(q, 2), sqlite3_column_int(q, 3),
                           sqlite3_column_int(q, 4)};
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

int dt_store_actors(dt_store *s, const char *words, const char *unit, size_t limit,
                    dt_actor_fn *fn, void *ctx, dt_error *err) {
    sqlite3_stmt *q = prepare(
        s,
        "SELECT name, code, country, sector, n_events FROM actor WHERE n_events>0"
        " AND (?1 IS NULL OR instr(lower(name),lower(?1))>0 OR instr(lower(code),lower(?1))>0)"
        " AND (?2 IS NULL OR country=?2 OR code=?2)"
        " ORDER BY n_events DESC, code, name, country, sector LIMIT ?3",
        err);
    if (!q) return DT_FAILED;
    bind_given(q, 1, words);
    bind_given(q, 2, unit);
    sqlite3_bind_int64(q, 3, limit_of(limit));
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_actor_row row = {dti_column_slice(q, 0), dti_column_slice(q, 1),
                            dti_column_slice(q, 2), dti_column_slice(q, 3),
                            (size_t)sqlite3_column_int64(q, 4)};
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

int dt_store_ahead(dt_store *s, const char *units, const char *from, const char *as_of,
                   size_t limit, dt_ahead_fn *fn, void *ctx, dt_error *err) {
    int32_t first, known;
    if (day_or(from, 0, INT32_MIN, &first, err) != DT_OK) return DT_FAILED;
    int32_t from_last = first;
    if (from && *from && day_or(from, 1, INT32_MAX, &from_last, err) != DT_OK) return DT_FAILED;
    if (day_or(as_of, 1, from && *from ? from_last : INT32_MAX, &known, err) != DT_OK)
        return DT_FAILED;
    dti_buf sql;
    dti_buf_init(&sql);
    /* min(d.id): SQLite then takes the other columns from that, the earliest, document. */
    dti_buf_str(
        &sql, "SELECT a.date, a.kind, a.country, a.evidence, a.sentence, a.start, a.end,"
              " a.first_day, a.last_day, d.doc_id, d.url, d.title, s.name, d.published,"
              " count(DISTINCT a.doc), min(d.doc_id) FROM ahead a CROSS JOIN document d ON d.id=a.doc"
              " JOIN source s ON s.id=d.source WHERE a.last_day>=?1"
              " AND (d.pub_day IS NULL OR d.pub_day<=?2)");
    size_t n_units = 0;
    dt_slice list[16];
    dt_slice rest = dti_str(units);
    while (units && *units && rest.ptr && n_units < 16) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ','));
        if (one.len) list[n_units++] = one;
    }
    for (size_t i = 0; i < n_units; i++)
        dti_buf_printf(&sql, "%s?%zu%s", i ? "," : " AND a.country IN (", i + 4,
                       i + 1 == n_units ? ")" : "");
    dti_buf_str(&sql, " GROUP BY a.first_day, a.last_day, a.kind, a.country"
                      " ORDER BY a.last_day, a.first_day, a.kind, a.country LIMIT ?3");
    sqlite3_stmt *q = sql.failed ? NULL : prepare(s, sql.ptr, err);
    dti_buf_release(&sql);
    if (!q) return DT_FAILED;
    sqlite3_bind_int(q, 1, first);
    sqlite3_bind_int(q, 2, known);
    sqlite3_bind_int64(q, 3, limit_of(limit));
    for (size_t i = 0; i < n_units; i++) dti_bind_slice(q, (int)i + 4, list[i]);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_ahead_row row = {0};
        row.ahead.date = dti_column_slice(q, 0);
        row.ahead.kind = dti_column_slice(q, 1);
        row.ahead.country = dti_column_slice(q, 2);
        row.ahead.evidence = dti_column_slice(q, 3);
        row.ahead.sentence = (size_t)sqlite3_column_int64(q, 4);
        row.ahead.start = (size_t)sqlite3_column_int64(q, 5);
        row.ahead.end = (size_t)sqlite3_column_int64(q, 6);
        row.first_day = sqlite3_column_int(q, 7);
        row.last_day = sqlite3_column_int(q, 8);
        row.doc_id = dti_column_slice(q, 9);
        row.url = dti_column_slice(q, 10);
        row.title = dti_column_slice(q, 11);
        row.publisher = dti_column_slice(q, 12);
        row.published = dti_column_slice(q, 13);
        row.n_documents = (size_t)sqlite3_column_int64(q, 14);
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

int dt_store_runs(dt_store *s, dt_run_fn *fn, void *ctx, dt_error *err) {
    sqlite3_stmt *q = prepare(s,
                              "SELECT r.id, r.version, r.options, r.started, count(d.id),"
                              " coalesce(sum(d.n_events),0) FROM run r"
                              " LEFT JOIN document d ON d.run=r.id GROUP BY r.id ORDER BY r.id",
                              err);
    if (!q) return DT_FAILED;
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_run_row row = {sqlite3_column_int64(q, 0),
                          dti_column_slice(q, 1),
                          dti_column_slice(q, 2),
                          dti_column_slice(q, 3),
                          (size_t)sqlite3_column_int64(q, 4),
                          (size_t)sqlite3_column_int64(q, 5)};
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

int dt_store_diff(dt_store *s, int64_t old_run, int64_t new_run, dt_change_fn *fn, void *ctx,
                  dt_error *err) {
    sqlite3_stmt *q = prepare(s,
                              "SELECT kind, doc_id, event_id, before, after FROM change"
                              " WHERE run>?1 AND run<=?2 ORDER BY doc_id, place, id",
                              err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, old_run);
    sqlite3_bind_int64(q, 2, new_run);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dt_slice kind = dti_column_slice(q, 0);
        dt_change_row row = {kind.len ? kind.ptr[0] : '?', dti_column_slice(q, 1),
                             dti_column_slice(q, 2), dti_column_slice(q, 3),
                             dti_column_slice(q, 4)};
        if (fn(ctx, &row)) break;
    }
    return finish(s, q, rc, err);
}

static int one_number(dt_store *s, const char *sql, int64_t *out, int64_t otherwise,
                      dt_error *err) {
    sqlite3_stmt *q = prepare(s, sql, err);
    if (!q) return DT_FAILED;
    int rc = sqlite3_step(q);
    *out = rc == SQLITE_ROW && sqlite3_column_type(q, 0) != SQLITE_NULL
               ? sqlite3_column_int64(q, 0)
               : otherwise;
    return finish(s, q, rc, err);
}

int dt_store_count_all(dt_store *s, dt_store_totals *out, dt_error *err) {
    memset(out, 0, sizeof *out);
    int64_t days[4];
    const struct {
        const char *sql;
        int64_t *to;
        int64_t otherwise;
    } all[] = {
        {"SELECT (SELECT count(*) FROM story) + (SELECT count(*) FROM document WHERE story IS "
         "NULL)",
         &out->stories, 0},
        {"SELECT count(*) FROM pair WHERE kind=1 AND n_events>0", &out->dyads, 0},
        {"SELECT count(*) FROM actor WHERE n_events>0", &out->actors, 0},
        {"SELECT count(*) FROM source", &out->sources, 0},
        {"SELECT count(*) FROM ahead", &out->ahead, 0},
        {"SELECT count(*) FROM run", &out->runs, 0},
        {"SELECT min(day) FROM event", &days[0], INT32_MIN},
        {"SELECT max(day) FROM event", &days[1], INT32_MIN},
        {"SELECT min(pub_day) FROM document", &days[2], INT32_MIN},
        {"SELECT max(pub_day) FROM document", &days[3], INT32_MIN},
    };
    /* max(id) less what is gone would be quicker and wrong; n_events is kept per document */
    sqlite3_stmt *q = prepare(s, "SELECT count(*), sum(n_events) FROM document", err);
    if (!q) return DT_FAILED;
    int rc = sqlite3_step(q);
    out->documents = sqlite3_column_int64(q, 0);
    out->events = sqlite3_column_int64(q, 1);
    if (finish(s, q, rc, err) != DT_OK) return DT_FAILED;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (one_number(s, all[i].sql, all[i].to, all[i].otherwise, err) != DT_OK)
            return DT_FAILED;
    out->first_day = (int32_t)days[0];
    out->last_day = (int32_t)days[1];
    out->first_published = (int32_t)days[2];
    out->last_published = (int32_t)days[3];
    return DT_OK;
}

int dt_store_last_day(dt_store *s, int32_t *day, dt_error *err) {
    int64_t v;
    *day = INT32_MIN;
    if (one_number(s,
                   "SELECT coalesce((SELECT max(pub_day) FROM news_day WHERE n_documents>0),"
                   " (SELECT max(last_day) FROM pair))",
                   &v, INT32_MIN, err) != DT_OK)
        return DT_FAILED;
    *day = (int32_t)v;
    return DT_OK;
}
