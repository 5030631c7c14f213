/* story_then.c: reads the documents of a story, makes what was known of it on earlier days. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/*
 * A story is a connected part of the graph "tells the same", so of what was published by a day
 * it is the parts of the graph of those documents: two texts that only a later one shows to be
 * the same were two stories until then.  Kept is, for each document of such a story, to which
 * part it belonged up to which day; a story that was one from its first day has no rows.
 */

/* Every two of them are compared: stories of more documents keep what they had. */
#define MAX_DOCUMENTS 256
#define NOT_YET UINT16_MAX

typedef struct telling {
    int64_t doc;
    int32_t pub_day;
    dti_sketch sketch;
} telling;

static int by_day(const void *pa, const void *pb) {
    const telling *a = pa, *b = pb;
    if (a->pub_day != b->pub_day) return a->pub_day < b->pub_day ? -1 : 1;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

static int load(dt_store *s, const dti_member *m, size_t n, telling *out, dt_error *err) {
    for (size_t i = 0; i < n; i++) {
        out[i].doc = m[i].doc;
        if (dti_sketch_load(s, m[i].doc, &out[i].sketch, &out[i].pub_day, err) != DT_OK)
            return DT_FAILED;
    }
    qsort(out, n, sizeof *out, by_day);
    return DT_OK;
}

/* part[i] and part[k] become one, called after the document of the smallest row. */
static void unite(const telling *t, uint16_t *part, size_t n, size_t i, size_t k) {
    uint16_t a = part[i], b = part[k];
    if (a == b) return;
    if (t[b].doc < t[a].doc) {
        uint16_t c = a;
        a = b;
        b = c;
    }
    for (size_t j = 0; j < n; j++)
        if (part[j] == b) part[j] = a;
}

static int add_row(dt_store *s, int64_t doc, int32_t last_day, int64_t story, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_STORY_THEN, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, doc);
    sqlite3_bind_int(q, 2, last_day);
    sqlite3_bind_int64(q, 3, story);
    return dti_step(s, q, err);
}

/*
 * The parts after each day on which something was published.
 *   part (n_days, n)  index of the document the part is called after, or NOT_YET
 *   last (n_days)     the last day on which the row holds
 * Returns how many of the rows are needed: the last with more than one part is the last.
 */
static size_t find_parts(const telling *t, size_t n, uint16_t *part, int32_t *last) {
    size_t n_days = 0, needed = 0;
    for (size_t from = 0, to; from < n; from = to) {
        to = from + 1;
        while (to < n && t[to].pub_day == t[from].pub_day) to++;
        uint16_t *now = part + n_days * n;
        if (n_days)
            memcpy(now, now - n, n * sizeof *now);
        else
            memset(now, 0xff, n * sizeof *now);
        for (size_t i = from; i < to; i++) {
            now[i] = (uint16_t)i;
            for (size_t k = 0; k < i; k++)
                if (now[k] != now[i] &&
                    dti_sketch_linked(&t[i].sketch, t[i].pub_day, &t[k].sketch, t[k].pub_day))
                    unite(t, now, n, i, k);
        }
        n_days++;
        last[n_days - 1] = to < n ? t[to].pub_day - 1 : INT32_MAX;
        if (to == n) break; /* what the story is now */
        for (size_t i = 1; i < to; i++)
            if (now[i] != now[0]) needed = n_days;
    }
    return needed;
}

int dti_story_then_drop(dt_store *s, int64_t doc, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DROP_STORY_THEN, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, doc);
    return dti_step(s, q, err);
}

int dti_story_has_then(dt_store *s, int64_t story, dt_error *err) {
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_STORY_HAS_THEN, err);
    if (!q) return -1;
    sqlite3_bind_int64(q, 1, story);
    int has = (int)dti_step_int(s, q, &failed, err);
    return failed ? -1 : has;
}

int dti_story_then_make(dt_store *s, int64_t story, dt_error *err) {
    dti_member *m;
    size_t n;
    if (dti_story_members(s, story, &m, &n, err) != DT_OK) return DT_FAILED;
    int rc = DT_OK, had = 0;
    telling *t = NULL;
    uint16_t *part = NULL;
    int32_t *last = NULL;
    if (n < 2 || n > MAX_DOCUMENTS) goto done;
    t = malloc(n * sizeof *t);
    part = malloc(n * n * sizeof *part);
    last = malloc(n * sizeof *last);
    if (!t || !part || !last) {
        rc = dti_fail(err, "out of memory");
        goto done;
    }
    had = dti_story_has_then(s, story, err);
    rc = had < 0 ? DT_FAILED : load(s, m, n, t, err);
    if (rc != DT_OK) goto done;
    size_t n_rows = find_parts(t, n, part, last);
    if (!had && !n_rows) goto done;
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        rc = dti_story_then_drop(s, t[i].doc, err);
        for (size_t k = 0; k < n_rows && rc == DT_OK; k++) {
            uint16_t of = part[k * n + i];
            if (of == NOT_YET || (k + 1 < n_rows && part[(k + 1) * n + i] == of)) continue;
            rc = add_row(s, t[i].doc, last[k], -t[of].doc, err);
        }
        if (rc == DT_OK) rc = dti_mark_document(s, t[i].doc, err);
    }
done:
    dti_members_free(m, n);
    free(t);
    free(part);
    free(last);
    return rc;
}

int dti_story_then_make_all(dt_store *s, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT id FROM story ORDER BY id", -1, &q, NULL) !=
        SQLITE_OK)
        return dti_store_fail(s, "cannot read the stories", err);
    int rc = DT_OK, step = SQLITE_DONE;
    while (rc == DT_OK && (step = sqlite3_step(q)) == SQLITE_ROW)
        rc = dti_story_then_make(s, sqlite3_column_int64(q, 0), err);
    if (rc == DT_OK && step != SQLITE_DONE)
        rc = dti_store_fail(s, "cannot read the stories", err);
    sqlite3_finalize(q);
    return rc;
}
