/* open.c: opens and closes a store, runs its transactions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "store/pairs.h"
#include "store/store.h"

/* A writer waits so long for another's batch; batches last a second at most. */
#define BUSY_MS 30000

int dti_store_fail(dt_store *s, const char *doing, dt_error *err) {
    int code = sqlite3_errcode(s->db) & 0xff;
    const char *todo = "";
    if (code == SQLITE_FULL || code == SQLITE_IOERR)
        todo = "; make room on the disk and run again, what was committed is safe";
    else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        todo = "; another program is writing to it, run again when it is done";
    else if (code == SQLITE_READONLY)
        todo = "; the file or its folder may not be written, see their permissions";
    else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        todo = "; the file is damaged, restore it from a copy";
    return dti_fail(err, "%s: %s: %s%s", s->path, doing, sqlite3_errmsg(s->db), todo);
}

sqlite3_stmt *dti_prepare(dt_store *s, dti_sql which, dt_error *err) {
    if (!s->sql[which] &&
        sqlite3_prepare_v3(s->db, dti_sql_text[which], -1, SQLITE_PREPARE_PERSISTENT,
                           &s->sql[which], NULL) != SQLITE_OK) {
        dti_store_fail(s, "cannot prepare a query", err);
        return NULL;
    }
    sqlite3_reset(s->sql[which]);
    return s->sql[which];
}

int dti_step(dt_store *s, sqlite3_stmt *q, dt_error *err) {
    int rc = sqlite3_step(q);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
        dti_store_fail(s, "cannot write", err);
        sqlite3_reset(q);
        return DT_FAILED;
    }
    sqlite3_reset(q);
    return DT_OK;
}

int64_t dti_step_int(dt_store *s, sqlite3_stmt *q, int *failed, dt_error *err) {
    int rc = sqlite3_step(q);
    int64_t v = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        dti_store_fail(s, "cannot read", err);
        *failed = 1;
    }
    sqlite3_reset(q);
    return v;
}

void dti_bind_slice(sqlite3_stmt *q, int i, dt_slice text) {
    /* NULs end a text in too many tools: what follows one is not stored. */
    const char *nul = text.len ? memchr(text.ptr, 0, text.len) : NULL;
    size_t len = nul ? (size_t)(nul - text.ptr) : text.len;
    sqlite3_bind_text(q, i, len ? text.ptr : "", (int)len, SQLITE_STATIC);
}

dt_slice dti_column_slice(sqlite3_stmt *q, int i) {
    const char *p = (const char *)sqlite3_column_text(q, i);
    return dti_slice(p ? p : "", p ? (size_t)sqlite3_column_bytes(q, i) : 0);
}

int dti_must_write(dt_store *s, dt_error *err) {
    return s->writing ? DT_OK : dti_fail(err, "%s was opened to read only", s->path);
}

int dti_begin(dt_store *s, dt_error *err) {
    if (s->in_transaction) return DT_OK;
    if (dti_must_write(s, err) != DT_OK) return DT_FAILED;
    if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot begin to write", err);
    s->in_transaction = 1;
    s->begun_ms = dti_now_ms();
    /* Another writer may have given a document another text. */
    int64_t generation = dt_store_generation(s);
    if (generation != s->generation) dti_sketch_memory_release(s);
    s->generation = generation;
    if (dti_pending_begin(s, err) == DT_OK) return DT_OK;
    dti_rollback(s);
    return DT_FAILED;
}

void dti_rollback(dt_store *s) {
    for (int i = 0; i < DTI_N_SQL; i++)
        if (s->sql[i]) sqlite3_reset(s->sql[i]);
    for (int i = 0; i < DTI_N_ROWS; i++)
        for (size_t n = 1; n <= DTI_MAX_ROWS; n++)
            if (s->rows[i][n]) sqlite3_reset(s->rows[i][n]);
    if (s->in_transaction) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    s->in_transaction = 0;
    s->pending_documents = 0;
    dti_pending_drop(s);
    dti_sketch_memory_release(s);
    s->run_id = 0;
    dti_intern *all[] = {&s->actors, &s->frames, &s->places, &s->units, &s->pairs, &s->sources,
                         &s->kinds};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) dti_intern_clear(all[i]);
}

int dt_store_commit(dt_store *s, dt_error *err) {
    if (!s->in_transaction) return DT_OK;
    if (dti_pending_write(s, err) != DT_OK || dti_rollup(s, err) != DT_OK) goto fail;
    if (sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        dti_store_fail(s, "cannot commit", err);
        goto fail;
    }
    s->in_transaction = 0;
    s->pending_documents = 0;
    return DT_OK;
fail:
    dti_rollback(s);
    return DT_FAILED;
}

void dti_now(char out[24]) {
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

int64_t dti_now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int pragma_int(sqlite3 *db, const char *sql, int *out) {
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) *out = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    return rc;
}

/* URI of a path, with what is special in one escaped. */
static void path_uri(dti_buf *b, const char *path, const char *query) {
    dti_buf_str(b, "file:");
    for (const char *p = path; *p; p++)
        if (*p == '%' || *p == '?' || *p == '#')
            dti_buf_printf(b, "%%%02X", (unsigned char)*p);
        else
            dti_buf_char(b, *p);
    dti_buf_str(b, query);
}

/*
 * Looks at a file before anything is opened for writing.  *version is its user_version, or -1
 * for a file that is empty.
 */
static int inspect(const char *path, int *version, dt_error *err) {
    *version = -1;
    struct stat st;
    if (stat(path, &st) != 0)
        return dti_fail(err, "%s: %s; make a store with: detente code --db %s FILES", path,
                        strerror(errno), path);
    if (!S_ISREG(st.st_mode)) return dti_fail(err, "%s is no file, a store is one file", path);
    if (st.st_size == 0) return DT_OK;
    unsigned char head[72] = {0};
    FILE *f = fopen(path, "rb");
    if (!f) return dti_fail(err, "%s: %s", path, strerror(errno));
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    if (n < sizeof head || memcmp(head, "SQLite format 3", 16) != 0)
        return dti_fail(err,
                        "%s is no store of détente (not an SQLite file); give another name "
                        "to --db",
                        path);
    uint32_t id = (uint32_t)head[68] << 24 | (uint32_t)head[69] << 16 |
                  (uint32_t)head[70] << 8 | head[71];
    *version = (int)((uint32_t)head[60] << 24 | (uint32_t)head[61] << 16 |
                     (uint32_t)head[62] << 8 | head[63]);
    /* The header may still lie in the write-ahead log of a store that is being made. */
    char wal[4096];
    snprintf(wal, sizeof wal, "%s-wal", path);
    int has_wal = stat(wal, &st) == 0 && st.st_size > 0;
    /* A file of one page holds no table: left by a program stopped while making it. */
    int is_begun = head[28] == 0 && head[29] == 0 && head[30] == 0 && head[31] <= 1;
    if (id != DTI_APPLICATION_ID && !(id == 0 && *version == 0 && (has_wal || is_begun)))
        return dti_fail(err,
                        "%s is an SQLite file but no store of détente; give another name "
                        "to --db",
                        path);
    if (*version > dt_store_schema_version())
        return dti_fail(err,
                        "%s was written by a newer détente (schema %d, this one knows %d); "
                        "use the newer program",
                        path, *version, dt_store_schema_version());
    return DT_OK;
}

static int open_to_read(dt_store *s, int version, dt_error *err) {
    dti_buf uri;
    dti_buf_init(&uri);
    path_uri(&uri, s->path, "?mode=ro");
    int rc = sqlite3_open_v2(
        uri.ptr, &s->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    int dummy = 0;
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(s->db, BUSY_MS);
        rc = pragma_int(s->db, "SELECT count(*) FROM sqlite_master", &dummy);
    }
    int code = rc & 0xff;
    if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) {
        /* A folder that may not be written has no room for the log's index.  Without a log
         * nobody can be writing, and the file can be taken as it lies. */
        char wal[4096];
        struct stat st;
        snprintf(wal, sizeof wal, "%s-wal", s->path);
        if (stat(wal, &st) != 0 || st.st_size == 0) {
            sqlite3_close(s->db);
            s->db = NULL;
            dti_buf_clear(&uri);
            path_uri(&uri, s->path, "?mode=ro&immutable=1");
            rc = sqlite3_open_v2(uri.ptr, &s->db,
                                 SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                                 NULL);
            if (rc == SQLITE_OK)
                rc = pragma_int(s->db, "SELECT count(*) FROM sqlite_master", &dummy);
        }
    }
    dti_buf_release(&uri);
    if (rc != SQLITE_ROW) return dti_store_fail(s, "cannot open", err);
    pragma_int(s->db, "PRAGMA user_version", &version);
    /* the file's head may be older than what lies in the write-ahead log */
    if (version > dt_store_schema_version())
        return dti_fail(err,
                        "%s was written by a newer détente (schema %d, this one knows %d); "
                        "use the newer program",
                        s->path, version, dt_store_schema_version());
    if (version < dt_store_schema_version())
        return dti_fail(err,
                        "%s has schema %d, older than this program's %d; any command that "
                        "writes to it brings it up to date: detente code --db %s FILES",
                        s->path, version, dt_store_schema_version(), s->path);
    sqlite3_exec(s->db,
                 "PRAGMA query_only=1; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824;"
                 "PRAGMA temp_store=2",
                 NULL, NULL, NULL);
    return DT_OK;
}

/* Were days left without what was known of them when? */
static int has_unsettled(dt_store *s) {
    int found = 0;
    pragma_int(s->db, "SELECT EXISTS(SELECT 1 FROM pair_day WHERE settled IS NULL)", &found);
    return found;
}

/* All in one transaction: a store is of its old schema or wholly of the new one. */
static int migrate(dt_store *s, dt_error *err) {
    int from;
    if (sqlite3_exec(s->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot be brought to a newer form", err);
    s->in_transaction = 1;
    if (dti_schema_steps(s->db, dt_store_schema_version(), &from, err) != DT_OK ||
        dti_pending_begin(s, err) != DT_OK)
        goto fail;
    if (from > 0) {
        if (from < DTI_SCHEMA_PLACES && dti_happenings_renew(s, err) != DT_OK) goto fail;
        if ((from < DTI_SCHEMA_SUMS || has_unsettled(s)) &&
            (dti_story_then_make_all(s, err) != DT_OK || dti_rollup_all(s, err) != DT_OK))
            goto fail;
    }
    return dt_store_commit(s, err);
fail:
    dti_rollback(s);
    return DT_FAILED;
}

static int open_to_write(dt_store *s, dt_error *err) {
    int rc =
        sqlite3_open_v2(s->path, &s->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) return dti_store_fail(s, "cannot open to write", err);
    if (sqlite3_db_readonly(s->db, "main") == 1)
        return dti_fail(err, "%s may not be written; see its permissions", s->path);
    sqlite3_busy_timeout(s->db, BUSY_MS);
    int version = 0;
    rc = pragma_int(s->db, "PRAGMA user_version", &version);
    if (rc != SQLITE_ROW) return dti_store_fail(s, "cannot open", err);
    /* NORMAL: a commit survives kill -9; a power cut may take the last ones, never the file. */
    if (sqlite3_exec(s->db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                     "PRAGMA cache_size=-262144; PRAGMA temp_store=2;"
                     "PRAGMA wal_autocheckpoint=8000",
                     NULL, NULL, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot open to write", err);
    if (version >= dt_store_schema_version()) return DT_OK;
    return migrate(s, err);
}

dt_store *dt_store_open(const char *path, dt_store_mode mode, dt_error *err) {
    dt_store *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        free(s);
        dti_fail(err, "out of memory");
        return NULL;
    }
    dti_arena_init(&s->scratch, 0);
    dti_buf_init(&s->told);
    dti_buf_init(&s->packed);
    s->writing = mode == DT_STORE_WRITE;
    int version = -1, ok;
    struct stat st;
    if (s->writing && stat(path, &st) != 0 && errno == ENOENT)
        ok = 1;
    else
        ok = inspect(path, &version, err) == DT_OK;
    if (ok && !s->writing && version < 0) {
        dti_fail(err, "%s is empty; make a store with: detente code --db %s FILES", path, path);
        ok = 0;
    }
    if (ok) ok = (s->writing ? open_to_write(s, err) : open_to_read(s, version, err)) == DT_OK;
    if (ok && dti_sentences_register(s) != SQLITE_OK)
        ok = dti_store_fail(s, "cannot open", err) == DT_OK;
    if (!ok) {
        sqlite3_close(s->db);
        free(s->path);
        free(s);
        return NULL;
    }
    return s;
}

void dt_store_close(dt_store *s) {
    if (!s) return;
    if (s->in_transaction && dt_store_commit(s, NULL) != DT_OK) dti_rollback(s);
    for (int i = 0; i < DTI_N_SQL; i++) sqlite3_finalize(s->sql[i]);
    dti_idle_release(s);
    dti_intern *all[] = {&s->actors, &s->frames, &s->places, &s->units, &s->pairs, &s->sources,
                         &s->kinds};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) dti_intern_release(all[i]);
    for (int i = 0; i < DTI_N_ROWS; i++)
        for (size_t n = 1; n <= DTI_MAX_ROWS; n++) sqlite3_finalize(s->rows[i][n]);
    dti_tally_release(&s->dirty);
    dti_tally_release(&s->actor_counts);
    dti_tally_release(&s->news);
    dti_sketch_memory_release(s);
    if (s->writing) sqlite3_exec(s->db, "PRAGMA optimize", NULL, NULL, NULL);
    sqlite3_close(s->db);
    dti_arena_release(&s->scratch);
    dti_buf_release(&s->told);
    dti_buf_release(&s->packed);
    dti_day_events_release(&s->day);
    dti_day_events_release(&s->day_then);
    free(s->run_version);
    free(s->run_options);
    free(s->path);
    free(s);
}

int dt_store_run(dt_store *s, const char *version, const char *options, dt_error *err) {
    if (dti_must_write(s, err) != DT_OK) return DT_FAILED;
    char *v = strdup(version ? version : ""), *o = strdup(options ? options : "");
    if (!v || !o) {
        free(v);
        free(o);
        return dti_fail(err, "out of memory");
    }
    free(s->run_version);
    free(s->run_options);
    s->run_version = v;
    s->run_options = o;
    s->run_id = 0;
    return DT_OK;
}

int64_t dt_store_generation(dt_store *s) {
    int version = 0;
    pragma_int(s->db, "PRAGMA data_version", &version);
    return version;
}
