/* pending.c: gathers what many documents of a transaction change in the same rows, and writes
 * it before the commit. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/pairs.h"
#include "store/store.h"

/* ------------------------------------------------------------------ the tally */

static size_t slot_of(const dti_tally *t, int64_t id, int32_t day) {
    uint64_t h =
        ((uint64_t)id * 0x9E3779B97F4A7C15u) ^ ((uint64_t)(uint32_t)day * 0xC2B2AE3D27D4EB4Fu);
    size_t i = (size_t)(h >> 20) & (t->cap - 1);
    while (t->all[i].id && (t->all[i].id != id || t->all[i].day != day))
        i = (i + 1) & (t->cap - 1);
    return i;
}

int dti_tally_add(dti_tally *t, int64_t id, int32_t day, int32_t x, int32_t y) {
    if (t->n * 2 >= t->cap) {
        dti_tally wider = {.cap = t->cap ? t->cap * 2 : 4096};
        wider.all = calloc(wider.cap, sizeof *wider.all);
        if (!wider.all) return DT_FAILED;
        for (size_t i = 0; i < t->cap; i++)
            if (t->all[i].id)
                wider.all[slot_of(&wider, t->all[i].id, t->all[i].day)] = t->all[i];
        wider.n = t->n;
        free(t->all);
        *t = wider;
    }
    dti_tally_row *row = &t->all[slot_of(t, id, day)];
    if (!row->id) {
        t->n++;
        row->id = id;
        row->day = day;
    }
    row->x += x;
    row->y += y;
    return DT_OK;
}

static int by_id_day(const void *pa, const void *pb) {
    const dti_tally_row *a = pa, *b = pb;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

int dti_tally_take(dti_tally *t, dti_tally_row **out, size_t *n) {
    *n = 0;
    *out = malloc((t->n + 1) * sizeof **out);
    if (!*out) return DT_FAILED;
    for (size_t i = 0; i < t->cap; i++)
        if (t->all[i].id) (*out)[(*n)++] = t->all[i];
    qsort(*out, *n, sizeof **out, by_id_day);
    dti_tally_clear(t);
    return DT_OK;
}

void dti_tally_clear(dti_tally *t) {
    if (t->n) memset(t->all, 0, t->cap * sizeof *t->all);
    t->n = 0;
}

void dti_tally_release(dti_tally *t) {
    free(t->all);
    *t = (dti_tally){0};
}

/* ------------------------------------------------------------------ what waits */

static int write_counts(dt_store *s, dti_tally *t, dti_sql which, dti_sql of_all, int with_day,
                        dt_error *err) {
    dti_tally_row *rows;
    size_t n;
    if (!t->n) return DT_OK;
    if (dti_tally_take(t, &rows, &n) != DT_OK) return dti_fail(err, "out of memory");
    int rc = DT_OK;
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        const dti_tally_row *r = &rows[i];
        if (!r->x && !r->y) continue;
        int all = r->id == DTI_ALL_PAIRS, k = 1;
        sqlite3_stmt *q = dti_prepare(s, all ? of_all : which, err);
        if (!q) {
            rc = DT_FAILED;
            break;
        }
        if (!all) sqlite3_bind_int64(q, k++, r->id);
        if (with_day) sqlite3_bind_int(q, k++, r->day);
        sqlite3_bind_int(q, k++, r->x);
        if (with_day && !all) sqlite3_bind_int(q, k, r->y);
        rc = dti_step(s, q, err);
    }
    free(rows);
    return rc;
}

static int64_t last_sentence(dt_store *s, dt_error *err) {
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_LAST_SENTENCE, err);
    if (!q) return -1;
    int64_t id = dti_step_int(s, q, &failed, err);
    return failed ? -1 : id;
}

int dti_pending_begin(dt_store *s, dt_error *err) {
    s->n_indexed = last_sentence(s, err);
    return s->n_indexed < 0 ? DT_FAILED : DT_OK;
}

int dti_pending_sentences_gone(dt_store *s, dt_error *err) {
    /* The numbers past the last that is left are given out again. */
    int64_t last = last_sentence(s, err);
    if (last < 0) return DT_FAILED;
    if (last < s->n_indexed) s->n_indexed = last;
    return DT_OK;
}

int dti_pending_write(dt_store *s, dt_error *err) {
    if (write_counts(s, &s->actor_counts, DTI_Q_COUNT_ACTOR, DTI_Q_COUNT_ACTOR, 0, err) !=
            DT_OK ||
        write_counts(s, &s->news, DTI_Q_ADD_PAIR_NEWS, DTI_Q_ADD_NEWS_DAY, 1, err) != DT_OK)
        return DT_FAILED;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_FTS, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, s->n_indexed);
    if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    return dti_pending_begin(s, err);
}

void dti_pending_drop(dt_store *s) {
    dti_tally_clear(&s->dirty);
    dti_tally_clear(&s->actor_counts);
    dti_tally_clear(&s->news);
}

/* ------------------------------------------------------------------ several rows at once */

/* OR FAIL and OR IGNORE need no journal of the statement; a failure ends the transaction. */
static const struct {
    const char *sql;
    int columns;
} ROWS[DTI_N_ROWS] = {
    [DTI_ROWS_EVENT_ACTOR] = {"INSERT OR FAIL INTO event_actor(event, role, ord, actor, text,"
                              " start, end) VALUES",
                              7},
    [DTI_ROWS_EVENT_PAIR] = {"INSERT OR IGNORE INTO event_pair(pair, day, event, kind, sure)"
                             " VALUES",
                             DTI_EVENT_PAIR_COLUMNS},
    [DTI_ROWS_SHINGLE] = {"INSERT OR IGNORE INTO shingle(key, doc) VALUES", 2},
};

sqlite3_stmt *dti_prepare_rows(dt_store *s, dti_rows which, size_t n, dt_error *err) {
    sqlite3_stmt **q = &s->rows[which][n];
    if (!*q) {
        dti_buf sql;
        dti_buf_init(&sql);
        dti_buf_str(&sql, ROWS[which].sql);
        for (size_t i = 0; i < n; i++) {
            dti_buf_str(&sql, i ? ",(?" : "(?");
            for (int k = 1; k < ROWS[which].columns; k++) dti_buf_str(&sql, ",?");
            dti_buf_char(&sql, ')');
        }
        int ok =
            !sql.failed && sqlite3_prepare_v3(s->db, sql.ptr, (int)sql.len,
                                              SQLITE_PREPARE_PERSISTENT, q, NULL) == SQLITE_OK;
        dti_buf_release(&sql);
        if (!ok) {
            dti_store_fail(s, "cannot prepare a query", err);
            return NULL;
        }
    }
    sqlite3_reset(*q);
    return *q;
}
