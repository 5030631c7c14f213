/* sentences.c: reads which sentences hold the words looked for, makes a set that SQL can ask.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/*
 * A common word stands in a tenth of all sentences.  As a list in SQL ("IN (SELECT ...)") these
 * are sorted into a tree first; as bits they cost no more than reading them.
 */
typedef struct sentence_set {
    int64_t n_bits;
    uint8_t bits[];
} sentence_set;

#define POINTER_TYPE "detente_sentences"

static void is_among(sqlite3_context *ctx, int n, sqlite3_value **args) {
    (void)n;
    const sentence_set *set = sqlite3_value_pointer(args[0], POINTER_TYPE);
    int64_t id = sqlite3_value_int64(args[1]);
    sqlite3_result_int(ctx, set && id >= 0 && id < set->n_bits &&
                                (set->bits[id / 8] >> (id % 8) & 1));
}

int dti_sentences_register(dt_store *s) {
    return sqlite3_create_function_v2(s->db, "dti_is_among", 2,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                      NULL, is_among, NULL, NULL, NULL);
}

int dti_sentences_count(dt_store *s, const char *text, int64_t most) {
    sqlite3_stmt *q = NULL;
    int n = -1;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT count(*) FROM (SELECT 1 FROM sentence_text"
                           " WHERE sentence_text MATCH ?1 LIMIT ?2)",
                           -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_text(q, 1, text, -1, SQLITE_STATIC);
        sqlite3_bind_int64(q, 2, most);
        if (sqlite3_step(q) == SQLITE_ROW) n = sqlite3_column_int(q, 0);
    }
    sqlite3_finalize(q);
    return n;
}

int dti_sentences_bind(dt_store *s, sqlite3_stmt *to, int i, dt_slice text, dt_error *err) {
    sqlite3_stmt *q = NULL;
    sentence_set *set = NULL;
    int64_t n_bits = 0;
    int step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(s->db, "SELECT max(id) FROM sentence", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        n_bits = sqlite3_column_int64(q, 0) + 1;
    sqlite3_finalize(q);
    q = NULL;
    if (n_bits > 0) set = calloc(1, sizeof *set + (size_t)n_bits / 8 + 1);
    if (!set) return dti_fail(err, "out of memory");
    set->n_bits = n_bits;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT rowid FROM sentence_text WHERE sentence_text MATCH ?1", -1,
                           &q, NULL) == SQLITE_OK) {
        dti_bind_slice(q, 1, text);
        while ((step = sqlite3_step(q)) == SQLITE_ROW) {
            int64_t id = sqlite3_column_int64(q, 0);
            if (id >= 0 && id < n_bits) set->bits[id / 8] |= (uint8_t)(1u << (id % 8));
        }
    }
    sqlite3_finalize(q);
    if (step != SQLITE_DONE) {
        free(set);
        return dti_store_fail(s, "cannot look for words", err);
    }
    /* the statement owns it now, also when binding fails */
    return sqlite3_bind_pointer(to, i, set, POINTER_TYPE, free) == SQLITE_OK
               ? DT_OK
               : dti_store_fail(s, "cannot look for words", err);
}
