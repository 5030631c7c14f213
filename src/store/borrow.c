/* borrow.c: reads of one state of the store, by statements kept prepared for who asks next. */
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/*
 * Preparing costs more than stepping where a row or two is asked for: the page of an actor asks
 * for the drivers of a hundred dyads by four statements each.  dti_prepare has one statement of
 * a kind; here two who read at once, a list and what its callback looks up, get one each.
 */
sqlite3_stmt *dti_borrow(dt_store *s, const char *sql, const char *doing, dt_error *err) {
    for (size_t i = s->n_idle; i-- > 0;) {
        sqlite3_stmt *q = s->idle[i];
        if (strcmp(sqlite3_sql(q), sql) != 0) continue;
        s->n_idle--;
        memmove(&s->idle[i], &s->idle[i + 1], (s->n_idle - i) * sizeof *s->idle);
        return q;
    }
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q, NULL) == SQLITE_OK)
        return q;
    dti_store_fail(s, doing, err);
    return NULL;
}

void dti_give_back(dt_store *s, sqlite3_stmt *q) {
    if (!q) return;
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    if (s->n_idle == DTI_MAX_IDLE) { /* the longest unused goes */
        sqlite3_finalize(s->idle[0]);
        s->n_idle--;
        memmove(&s->idle[0], &s->idle[1], s->n_idle * sizeof *s->idle);
    }
    s->idle[s->n_idle++] = q;
}

int dti_store_look(dt_store *s, dt_error *err) {
    if (sqlite3_exec(s->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK) return DT_OK;
    return dti_store_fail(s, "cannot read", err);
}

void dti_store_look_end(dt_store *s) {
    if (!sqlite3_get_autocommit(s->db)) sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
}

void dti_idle_release(dt_store *s) {
    for (size_t i = 0; i < s->n_idle; i++) sqlite3_finalize(s->idle[i]);
    s->n_idle = 0;
}
