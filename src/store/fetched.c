/* fetched.c: what is remembered of fetched addresses, so that unchanged ones are not read
 * again. */
#include <string.h>

#include "base/error.h"
#include "store/store.h"

static sqlite3_stmt *prepare(dt_store *s, const char *sql, const char *url, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK) {
        dti_store_fail(s, "cannot read what was fetched", err);
        return NULL;
    }
    dti_bind_slice(q, 1, dti_str(url));
    return q;
}

static void copy(char *out, size_t size, dt_slice text) {
    /* one that does not fit is as good as unknown: cut short it would match nothing */
    size_t n = text.len < size ? text.len : 0;
    memcpy(out, text.ptr, n);
    out[n] = 0;
}

int dt_store_fetched(dt_store *s, const char *url, char *etag, size_t etag_size, char *modified,
                     size_t modified_size, dt_error *err) {
    etag[0] = modified[0] = 0;
    sqlite3_stmt *q =
        prepare(s,
                "SELECT etag, last_modified FROM fetch WHERE url=?1 AND version=?2"
                " AND options=?3",
                url, err);
    if (!q) return -1;
    dti_bind_slice(q, 2, dti_str(s->run_version ? s->run_version : ""));
    dti_bind_slice(q, 3, dti_str(s->run_options ? s->run_options : ""));
    int rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        copy(etag, etag_size, dti_column_slice(q, 0));
        copy(modified, modified_size, dti_column_slice(q, 1));
    } else if (rc != SQLITE_DONE) {
        dti_store_fail(s, "cannot read what was fetched", err);
    }
    sqlite3_finalize(q);
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : -1;
}

int dt_store_set_fetched(dt_store *s, const char *url, const char *etag, const char *modified,
                         int status, dt_error *err) {
    char now[24];
    if (dti_begin(s, err) != DT_OK) return DT_FAILED;
    sqlite3_stmt *q = prepare(
        s,
        status == 200
            ? "INSERT INTO fetch(url, etag, last_modified, checked, status, version, options)"
              " VALUES(?1, ?4, ?5, ?2, ?3, ?6, ?7) ON CONFLICT(url) DO UPDATE SET etag=?4,"
              " last_modified=?5, checked=?2, status=?3, version=?6, options=?7"
            : "INSERT INTO fetch(url, etag, last_modified, checked, status, version, options)"
              " VALUES(?1, '', '', ?2, ?3, ?6, ?7) ON CONFLICT(url) DO UPDATE SET"
              " checked=?2, status=?3",
        url, err);
    if (!q) return DT_FAILED;
    dti_now(now);
    dti_bind_slice(q, 2, dti_str(now));
    sqlite3_bind_int(q, 3, status);
    if (status == 200) {
        dti_bind_slice(q, 4, dti_str(etag));
        dti_bind_slice(q, 5, dti_str(modified));
    }
    dti_bind_slice(q, 6, dti_str(s->run_version ? s->run_version : ""));
    dti_bind_slice(q, 7, dti_str(s->run_options ? s->run_options : ""));
    int status_of = dti_step(s, q, err);
    sqlite3_finalize(q);
    return status_of;
}
