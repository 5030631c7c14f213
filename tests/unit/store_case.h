/* store_case.h: what the tests of a store share: opening, committing, one number by SQL, nearness. */
#ifndef STORE_CASE_H
#define STORE_CASE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

static inline void assert_near(double value, double wanted, double within) {
    if (!(fabs(value - wanted) <= within)) fail_msg("%.17g, wanted %.17g", value, wanted);
}

static inline dt_store *open_at(const char *path, dt_store_mode mode) {
    dt_error err = {{0}};
    dt_store *s = dt_store_open(path, mode, &err);
    if (!s) fail_msg("%s", err.message);
    return s;
}

static inline void commit(dt_store *s) {
    dt_error err = {{0}};
    if (dt_store_commit(s, &err) != DT_OK) fail_msg("%s", err.message);
}

static inline int64_t number(dt_store *s, const char *sql) {
    sqlite3_stmt *q;
    assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t v = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return v;
}

#endif
