/* test_store.c: writing, replacing, correcting and reading a store. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>

#include <cmocka.h>

#include "made_up.h"
#include "store_case.h"
#include "store/store.h"

static char path[256];

static int set_up(void **state) {
    (void)state;
    scratch_path(path, sizeof path, "store");
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    remove_store(path);
    return 0;
}

static dt_store *open_store(dt_store_mode mode) { return open_at(path, mode); }

static void put(dt_store *s, const made *m, dt_put_state wanted) {
    dt_error err = {{0}};
    dt_put_result r;
    if (dt_store_put_record(s, &m->record, &r, &err) != DT_OK) fail_msg("%s", err.message);
    assert_int_equal(r.state, wanted);
}

static double real(dt_store *s, const char *sql) {
    sqlite3_stmt *q;
    assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    double v = sqlite3_column_double(q, 0);
    sqlite3_finalize(q);
    return v;
}

static int count_rows(void *ctx, const dt_event_row *row) {
    (void)row;
    ++*(int *)ctx;
    return 0;
}

static int events_of(dt_store *s, dt_filter f) {
    int n = 0;
    dt_error err = {{0}};
    if (dt_store_events(s, &f, count_rows, &n, &err) != DT_OK) fail_msg("%s", err.message);
    size_t counted = 0;
    assert_int_equal(dt_store_count(s, &f, &counted, &err), DT_OK);
    if (!f.limit && !f.offset) assert_int_equal(counted, n);
    return n;
}

static void test_put_and_filter(void **state) {
    (void)state;
    dt_store *s = open_store(DT_STORE_WRITE);
    dt_error err;
    assert_int_equal(dt_store_run(s, "v1", "", &err), DT_OK);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    put(s, &m, DT_PUT_NEW);
    make_up(&m, "d2", "2023-06-18", "USA", "CHN", 2.5);
    put(s, &m, DT_PUT_NEW);
    make_up(&m, "d3", "2023-06-19", "CHN", "USA", 2.5);
    put(s, &m, DT_PUT_NEW);
    make_up(&m, "d4", "2023-06-20", "IRN", "SAU", 5);
    put(s, &m, DT_PUT_NEW);
    commit(s);
    assert_int_equal(events_of(s, (dt_filter){0}), 4);
    assert_int_equal(events_of(s, (dt_filter){.a = "USA", .b = "CHN"}), 3);
    assert_int_equal(events_of(s, (dt_filter){.a = "CHN", .b = "USA"}), 3);
    assert_int_equal(events_of(s, (dt_filter){.a = "CHN", .b = "USA", .directed = 1}), 1);
    assert_int_equal(events_of(s, (dt_filter){.a = "USA"}), 3);
    assert_int_equal(events_of(s, (dt_filter){.a = "USA,IRN", .b = "CHN,SAU"}), 4);
    assert_int_equal(events_of(s, (dt_filter){.a = "FRA"}), 0);
    assert_int_equal(events_of(s, (dt_filter){.from = "2023-06", .to = "2023-06"}), 3);
    assert_int_equal(events_of(s, (dt_filter){.as_of = "2023-06-18"}), 2);
    assert_int_equal(events_of(s, (dt_filter){.type = "CONSULT,ACCUSE"}), 3);
    assert_int_equal(events_of(s, (dt_filter){.quads = "2"}), 1);
    assert_int_equal(events_of(s, (dt_filter){.cameo = "04"}), 2);
    assert_int_equal(events_of(s, (dt_filter){.aspects = "historical"}), 0);
    assert_int_equal(events_of(s, (dt_filter){.text = "something"}), 4);
    assert_int_equal(events_of(s, (dt_filter){.text = "d4"}), 1);
    assert_int_equal(events_of(s, (dt_filter){.text = "\"unbalanced AND ("}), 0);
    assert_int_equal(events_of(s, (dt_filter){.source = "Agency"}), 4);
    assert_int_equal(events_of(s, (dt_filter){.doc_id = "d3"}), 1);
    assert_int_equal(events_of(s, (dt_filter){.story_id = "d3"}), 1);
    assert_int_equal(events_of(s, (dt_filter){.limit = 2, .offset = 3}), 1);
    dt_filter bad = {.from = "yesterday"};
    int n = 0;
    assert_int_equal(dt_store_events(s, &bad, count_rows, &n, &err), DT_FAILED);
    dt_store_totals totals;
    assert_int_equal(dt_store_count_all(s, &totals, &err), DT_OK);
    assert_int_equal(totals.documents, 4);
    assert_int_equal(totals.events, 4);
    assert_int_equal(totals.dyads, 2);
    assert_int_equal(number(s, "SELECT count(*) FROM dyad_day WHERE direction='joint'"), 4);
    assert_int_equal(number(s, "SELECT count(*) FROM event_flat"), 4);
    dt_store_close(s);
}

static void test_same_again_changes_nothing(void **state) {
    (void)state;
    dt_error err;
    made m;
    int64_t changes[2];
    for (int round = 0; round < 2; round++) {
        dt_store *s = open_store(DT_STORE_WRITE);
        assert_int_equal(dt_store_run(s, "v1", "", &err), DT_OK);
        make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
        assert_int_equal(dt_store_seen(s, 77, &err), round);
        m.record.input_hash = 77;
        put(s, &m, round ? DT_PUT_UNCHANGED : DT_PUT_NEW);
        commit(s);
        changes[round] = number(s, "SELECT count(*) FROM run");
        assert_int_equal(number(s, "SELECT count(*) FROM event"), 1);
        dt_store_close(s);
    }
    assert_int_equal(changes[0], changes[1]);
}

typedef struct diff_counts {
    int gained, lost, changed;
} diff_counts;

static int count_change(void *ctx, const dt_change_row *row) {
    diff_counts *c = ctx;
    c->gained += row->kind == '+';
    c->lost += row->kind == '-';
    c->changed += row->kind == '~';
    if (row->kind == '~') assert_non_null(strstr(row->after.ptr, "\"plover\":\"REJECT\""));
    return 0;
}

static void test_newer_tables_replace(void **state) {
    (void)state;
    dt_error err;
    dt_put_result r;
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    dt_event events[3] = {m.event, m.event, m.event};
    events[1].trigger_start = 20, events[1].trigger_end = 22;
    events[2].trigger_start = 30, events[2].trigger_end = 33;
    m.record.events = events;
    m.record.n_events = 2;
    dt_store *s = open_store(DT_STORE_WRITE);
    assert_int_equal(dt_store_run(s, "v1", "", &err), DT_OK);
    put(s, &m, DT_PUT_NEW);
    commit(s);
    double before = real(s, "SELECT sum(weight) FROM pair_day");
    assert_int_equal(dt_store_run(s, "v2", "", &err), DT_OK);
    /* the first event changes its type, the second goes, a third comes */
    events[0].plover = dti_str("REJECT");
    events[1] = events[2];
    assert_int_equal(dt_store_put_record(s, &m.record, &r, &err), DT_OK);
    assert_int_equal(r.state, DT_PUT_REPLACED);
    assert_int_equal(r.gained, 1);
    assert_int_equal(r.lost, 1);
    assert_int_equal(r.changed, 1);
    commit(s);
    diff_counts c = {0};
    assert_int_equal(dt_store_diff(s, 1, 2, count_change, &c, &err), DT_OK);
    assert_int_equal(c.gained, 1);
    assert_int_equal(c.lost, 1);
    assert_int_equal(c.changed, 1);
    assert_int_equal(number(s, "SELECT count(*) FROM event"), 2);
    assert_int_equal(number(s, "SELECT n_events FROM pair WHERE kind=1"), 2);
    assert_true(real(s, "SELECT sum(weight) FROM pair_day") > before);
    /* back again: all as it was, the evidence found once */
    events[0].plover = dti_str("ACCUSE");
    events[1].trigger_start = 20, events[1].trigger_end = 22;
    assert_int_equal(dt_store_run(s, "v3", "", &err), DT_OK);
    put(s, &m, DT_PUT_REPLACED);
    commit(s);
    assert_true(fabs(real(s, "SELECT sum(weight) FROM pair_day") - before) < 1e-9);
    assert_int_equal(
        number(s, "SELECT count(*) FROM sentence_text WHERE sentence_text MATCH 'something'"),
        1);
    assert_int_equal(number(s, "SELECT sum(n_documents) FROM news_day"), 1);
    assert_int_equal(number(s, "SELECT max(n_documents) FROM pair_news"), 1);
    dt_store_close(s);
}

static int count_tellings(void *ctx, const dt_event_row *row) {
    (void)row;
    ++*(size_t *)ctx;
    return 0;
}

/* Two strikes on one day, one in Somalia and one in Yemen, and a story that does not say where:
 * two happenings, in whatever order the stories come. */
static void test_place_parts_happenings(void **state) {
    (void)state;
    static const struct {
        const char *country;
        int from_dateline;
    } at[] = {{"SOM", 0}, {"YEM", 0}, {"", 0}, {"SOM", 0}, {"KEN", 1}};
    static const int orders[][5] = {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 4, 1, 0, 3}};
    for (size_t o = 0; o < 3; o++) {
        remove_store(path);
        dt_store *s = open_store(DT_STORE_WRITE);
        dt_error err;
        for (size_t i = 0; i < 5; i++) {
            int k = orders[o][i];
            made m;
            char id[8];
            snprintf(id, sizeof id, "p%d", k);
            make_up(&m, id, "2023-02-04", "USA", "CHN", -9);
            m.event.place.country = dti_str(at[k].country);
            m.event.place.from_dateline = at[k].from_dateline;
            put(s, &m, DT_PUT_NEW);
            commit(s);
        }
        assert_int_equal(
            number(s, "SELECT n_happenings FROM dyad_day WHERE direction='joint'"), 2);
        assert_int_equal(number(s, "SELECT n_events FROM dyad_day WHERE direction='joint'"), 5);
        /* those in Somalia and the two that name no state; those in Yemen and the same two */
        static const size_t told[] = {4, 3, 5, 4, 5};
        for (int k = 0; k < 5; k++) {
            char sql[160];
            snprintf(sql, sizeof sql,
                     "SELECT e.happening FROM event e JOIN document d ON d.id=e.doc"
                     " WHERE d.doc_id='p%d'",
                     k);
            size_t n = 0;
            if (dt_store_happening(s, number(s, sql), count_tellings, &n, &err) != DT_OK)
                fail_msg("%s", err.message);
            assert_int_equal(n, told[k]);
        }
        dt_store_close(s);
    }
}

typedef struct seen_row {
    int64_t number;
    char publisher[16], type[16], date[16];
} seen_row;

typedef struct seen {
    dt_store *store;
    seen_row all[128];
    size_t n;
    int nested; /* asks for more while it reads */
} seen;

static int see(void *ctx, const dt_event_row *row) {
    seen *to = ctx;
    assert_true(to->n < 128);
    seen_row *one = &to->all[to->n++];
    one->number = row->number;
    snprintf(one->publisher, 16, "%.*s", (int)row->publisher.len, row->publisher.ptr);
    snprintf(one->type, 16, "%.*s", (int)row->event.plover.len, row->event.plover.ptr);
    snprintf(one->date, 16, "%.*s", (int)row->event.date.len, row->event.date.ptr);
    if (to->nested) {
        static seen inner;
        dt_error err = {{0}};
        inner = (seen){.store = to->store};
        assert_int_equal(dt_store_event_at(to->store, row->number, see, &inner, &err), DT_OK);
        assert_int_equal(inner.n, 1);
        assert_int_equal(inner.all[0].number, row->number);
    }
    return 0;
}

static int has(const char *wanted, const char *value) {
    return !wanted || strcmp(wanted, value) == 0;
}

/* Pair, publisher, type and day each drive some filters: what is found, its order and its number
 * are those of looking through all. */
static void test_whatever_drives(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_store *s = open_store(DT_STORE_WRITE);
    made m;
    for (int i = 0; i < 90; i++) {
        char id[8], day[16];
        snprintf(id, sizeof id, "d%d", i);
        snprintf(day, sizeof day, "2023-%02d-%02d", 1 + i * 7 % 12, 1 + i * 11 % 28);
        make_up(&m, id, day, "USA", "CHN", i % 4 == 0 ? 2.5 : i % 4 == 1 ? -9 : -3);
        snprintf(m.publisher, sizeof m.publisher, "P%d", i % 3);
        m.record.source = dti_str(m.publisher);
        put(s, &m, DT_PUT_NEW);
    }
    commit(s);
    dt_verdict v = {.quad = -1, .penta = -1, .score = NAN, .goldstein = NAN, .not_an_event = 1};
    if (dt_store_correct(s, dti_str("d4#0"), &v, &err) != DT_OK) fail_msg("%s", err.message);
    commit(s);
    dt_store_close(s);
    s = open_store(DT_STORE_READ);
    static seen all, found;
    all = (seen){.store = s, .nested = 1};
    assert_int_equal(dt_store_events(s, &(dt_filter){0}, see, &all, &err), DT_OK);
    assert_int_equal(all.n, 89);
    for (int which = 0; which < 64; which++) {
        dt_filter f = {.a = which & 1 ? "USA" : NULL,
                       .b = which & 1 ? "CHN" : NULL,
                       .source = which & 2 ? "P1" : NULL,
                       .type = which & 4 ? "CONSULT" : NULL,
                       .from = which & 8 ? "2023-03-01" : NULL,
                       .to = which & 16 ? "2023-09-30" : NULL,
                       .order = which & 32 ? DT_BY_DATE : DT_BY_DATE_DESC};
        found = (seen){.store = s, .nested = which & 1};
        assert_int_equal(dt_store_events(s, &f, see, &found, &err), DT_OK);
        size_t n = 0;
        for (size_t i = 0; i < all.n; i++) {
            const seen_row *one = &all.all[f.order == DT_BY_DATE ? all.n - 1 - i : i];
            if (!has(f.source, one->publisher) || !has(f.type, one->type) ||
                (f.from && strcmp(one->date, f.from) < 0) ||
                (f.to && strcmp(one->date, f.to) > 0))
                continue;
            assert_true(n < found.n);
            assert_int_equal(found.all[n++].number, one->number);
        }
        assert_int_equal(found.n, n);
        size_t counted = 0;
        assert_int_equal(dt_store_count(s, &f, &counted, &err), DT_OK);
        assert_int_equal(counted, n);
        assert_int_equal(dti_count_events(s, &f, 5, &counted, &err), DT_OK);
        assert_int_equal(counted, n < 5 ? n : 5);
    }
    dt_store_close(s);
}

/* Weights worked by hand: docs/tension.md, "What one event weighs". */
static void test_weights_by_hand(void **state) {
    (void)state;
    dt_store *s = open_store(DT_STORE_WRITE);
    made m;
    /* same happening in three stories of two publishers: 1 + ln 3 */
    for (int i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "d%d", i);
        make_up(&m, id, "2023-02-04", "USA", "CHN", -3);
        if (i == 2) snprintf(m.publisher, sizeof m.publisher, "Other");
        m.record.source = dti_str(m.publisher);
        put(s, &m, DT_PUT_NEW);
    }
    commit(s);
    double w = 1 + log(3);
    assert_true(fabs(real(s, "SELECT weight FROM dyad_day WHERE direction='joint'") - w) <
                1e-9);
    assert_true(fabs(real(s, "SELECT goldstein_sum FROM dyad_day WHERE direction='joint'") +
                     3 * w) < 1e-9);
    assert_int_equal(number(s, "SELECT n_happenings FROM dyad_day WHERE direction='joint'"), 1);
    assert_int_equal(number(s, "SELECT n_stories FROM dyad_day WHERE direction='joint'"), 3);
    assert_int_equal(number(s, "SELECT n_sources FROM dyad_day WHERE direction='joint'"), 2);
    /* background on another day a quarter, by month half of that, by confidence */
    make_up(&m, "h", "2023-03-01", "USA", "CHN", -3);
    m.event.aspect = DT_ASPECT_HISTORICAL;
    m.event.date = dti_str("2022-11");
    m.event.confidence = 0.8;
    put(s, &m, DT_PUT_NEW);
    /* what is denied or supposed counts nothing */
    make_up(&m, "n", "2023-03-01", "USA", "CHN", -9);
    m.event.aspect = DT_ASPECT_NEGATED;
    put(s, &m, DT_PUT_NEW);
    commit(s);
    assert_true(
        fabs(real(s,
                  "SELECT weight FROM dyad_day WHERE direction='joint' AND date='2022-11-15'") -
             0.1) < 1e-9);
    assert_int_equal(number(s, "SELECT count(*) FROM dyad_day WHERE direction='joint'"), 2);
    dt_store_close(s);
}

/* What stands beside the events of a pair is what the events say. */
static void traits_are_right(dt_store *s) {
    assert_int_equal(
        number(s, "SELECT count(*) FROM event_pair x JOIN event e ON e.id=x.event"
                  " LEFT JOIN event_kind k ON k.id=x.kind WHERE k.id IS NULL"
                  " OR (k.plover, k.mode, k.cameo, k.quad, k.aspect)"
                  " <> (e.plover, e.mode, e.cameo, e.quad, e.aspect)"
                  " OR x.sure > e.confidence*100 OR x.sure+1 <= e.confidence*100"),
        0);
    assert_int_equal(number(s, "SELECT count(*) FROM pair_day WHERE (story=0) <> (n_stories>1)"),
                     0);
}

static void test_correct_survives_recoding(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_store *s = open_store(DT_STORE_WRITE);
    assert_int_equal(dt_store_run(s, "v1", "", &err), DT_OK);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -9);
    put(s, &m, DT_PUT_NEW);
    make_up(&m, "d2", "2023-02-05", "USA", "CHN", -9);
    put(s, &m, DT_PUT_NEW);
    commit(s);
    dt_verdict v = {.quad = -1, .penta = -1, .score = NAN, .goldstein = NAN};
    v.not_an_event = 1;
    if (dt_store_correct(s, dti_str("d1#0"), &v, &err) != DT_OK) fail_msg("%s", err.message);
    v.not_an_event = 0;
    v.plover = dti_str("CONSULT");
    v.quad = 1;
    v.score = 2.5;
    v.targets = dti_str("RUSGOV");
    if (dt_store_correct(s, dti_str("d2#0"), &v, &err) != DT_OK) fail_msg("%s", err.message);
    assert_int_equal(dt_store_correct(s, dti_str("nothing"), &v, &err), DT_FAILED);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(events_of(s, (dt_filter){.a = "USA", .b = "CHN"}), 0);
        assert_int_equal(events_of(s, (dt_filter){.a = "USA", .b = "RUS", .type = "CONSULT"}),
                         1);
        assert_int_equal(events_of(s, (dt_filter){.with_retracted = 1}), 2);
        assert_int_equal(number(s, "SELECT count(*) FROM dyad_day WHERE direction='joint'"), 1);
        assert_int_equal(number(s, "SELECT coalesce(sum(n_conflict),0) FROM pair_news"), 0);
        if (round) break;
        assert_int_equal(dt_store_run(s, "v2", "", &err), DT_OK);
        make_up(&m, "d1", "2023-02-04", "USA", "CHN", -9);
        put(s, &m, DT_PUT_REPLACED);
        make_up(&m, "d2", "2023-02-05", "USA", "CHN", -9);
        put(s, &m, DT_PUT_REPLACED);
        commit(s);
    }
    v.undo = 1;
    assert_int_equal(dt_store_correct(s, dti_str("d1#0"), &v, &err), DT_OK);
    assert_int_equal(events_of(s, (dt_filter){.a = "USA", .b = "CHN"}), 1);
    traits_are_right(s);
    dt_store_close(s);
}

static void refuse(const char *file, dt_store_mode mode, const char *words) {
    dt_error err = {{0}};
    dt_store *s = dt_store_open(file, mode, &err);
    assert_null(s);
    if (!strstr(err.message, words)) fail_msg("\"%s\" lacks \"%s\"", err.message, words);
}

static void test_bad_files(void **state) {
    (void)state;
    refuse("/nonexistent/x.db", DT_STORE_READ, "No such file");
    refuse("/nonexistent/x.db", DT_STORE_WRITE, "unable to open");
    refuse("/tmp", DT_STORE_READ, "is no file");
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 50; i++) fputs("this is a letter to a friend\n", f);
    fclose(f);
    refuse(path, DT_STORE_READ, "no store");
    refuse(path, DT_STORE_WRITE, "no store");
    unlink(path);
    sqlite3 *db;
    sqlite3_open(path, &db);
    sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL);
    sqlite3_close(db);
    refuse(path, DT_STORE_WRITE, "no store of");
    unlink(path);
    dt_store_close(open_store(DT_STORE_WRITE));
    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA user_version=999", NULL, NULL, NULL);
    sqlite3_close(db);
    refuse(path, DT_STORE_WRITE, "newer");
    refuse(path, DT_STORE_READ, "newer");
}

static void test_migrations(void **state) {
    (void)state;
    dt_error err = {{0}};
    for (int from = 1; from < dt_store_schema_version(); from++) {
        remove_store(path);
        sqlite3 *db;
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(dti_schema_migrate(db, from, &err), DT_OK);
        assert_int_equal(
            sqlite3_exec(db, "INSERT INTO source(name) VALUES('kept')", NULL, NULL, NULL),
            SQLITE_OK);
        sqlite3_close(db);
        refuse(path, DT_STORE_READ, "older");
        dt_store *s = open_store(DT_STORE_WRITE);
        assert_int_equal(number(s, "SELECT count(*) FROM source WHERE name='kept'"), 1);
        assert_int_equal(number(s, "PRAGMA user_version"), dt_store_schema_version());
        made m;
        make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
        put(s, &m, DT_PUT_NEW);
        assert_int_equal(dt_store_run(s, "v", "o", &err), DT_OK);
        assert_int_equal(dt_store_set_fetched(s, "http://a/", "\"1\"", "", 200, &err), DT_OK);
        commit(s);
        char tag[8], day[8];
        assert_int_equal(dt_store_fetched(s, "http://a/", tag, 8, day, 8, &err), 1);
        assert_string_equal(tag, "\"1\"");
        dt_store_close(s);
    }
}

static void long_text(made *m, const char *seed, int n) {
    size_t at = 0;
    unsigned x = 7;
    for (const char *p = seed; *p; p++) x = x * 31 + (unsigned char)*p;
    for (int i = 0; i < n && at + 12 < sizeof m->text; i++) {
        x = x * 1103515245u + 12345u;
        at += (size_t)snprintf(m->text + at, sizeof m->text - at, "w%u ", (x >> 8) % 5000);
    }
    m->record.text = dti_str(m->text);
}

/* Three copies, one cut to 60 %, one with its halves exchanged, and strangers: any order. */
static void test_stories_any_order(void **state) {
    (void)state;
    static const int orders[][6] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {2, 5, 0, 4, 1, 3}};
    for (size_t o = 0; o < 3; o++) {
        remove_store(path);
        dt_store *s = open_store(DT_STORE_WRITE);
        for (int k = 0; k < 6; k++) {
            int i = orders[o][k];
            char id[8];
            snprintf(id, sizeof id, "d%d", i);
            made m;
            make_up(&m, id, "2023-02-04", "USA", "CHN", -3);
            long_text(&m, i < 4 ? "same" : id, i == 1 ? 240 : 400);
            if (i == 2) {
                char half[4096];
                size_t n = strlen(m.text) / 2;
                snprintf(half, sizeof half, "%s %.*s", m.text + n, (int)n, m.text);
                memcpy(m.text, half, strlen(half) + 1);
                m.record.text = dti_str(m.text);
            }
            put(s, &m, DT_PUT_NEW);
        }
        commit(s);
        assert_int_equal(number(s, "SELECT count(*) FROM story"), 1);
        assert_int_equal(number(s, "SELECT count(*) FROM document WHERE story IS NOT NULL"), 4);
        assert_int_equal(number(s, "SELECT story_id='d0' FROM story"), 1);
        /* stories: {0,1,2,3}, {4}, {5} */
        assert_int_equal(number(s, "SELECT n_stories FROM dyad_day WHERE direction='joint'"),
                         3);
        assert_int_equal(events_of(s, (dt_filter){.story_id = "d0"}), 4);
        dt_store_close(s);
    }
}

static void test_kill_while_writing(void **state) {
    (void)state;
    for (int round = 0; round < 12; round++) {
        pid_t child = fork();
        if (child == 0) {
            dt_store *s = dt_store_open(path, DT_STORE_WRITE, NULL);
            for (int i = 0; s && i < 100000; i++) {
                made m;
                char id[32];
                snprintf(id, sizeof id, "r%d-%d", round, i);
                make_up(&m, id, "2023-02-04", "USA", "CHN", -3);
                if (dt_store_put_record(s, &m.record, NULL, NULL) != DT_OK) _exit(1);
                if (i % 20 == 19 && dt_store_commit(s, NULL) != DT_OK) _exit(1);
            }
            _exit(0);
        }
        usleep(8000 + 7000 * (unsigned)round);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        dt_store *s = open_store(DT_STORE_WRITE);
        assert_int_equal(
            number(s, "SELECT (SELECT count(*) FROM document) - (SELECT count(*) FROM event)"),
            0);
        assert_int_equal(number(s, "SELECT count(*) FROM event") % 20, 0);
        assert_int_equal(number(s, "SELECT coalesce(sum(n_events),0) FROM pair WHERE kind=1"),
                         number(s, "SELECT count(*) FROM event"));
        sqlite3_stmt *q;
        sqlite3_prepare_v2(s->db, "PRAGMA integrity_check", -1, &q, NULL);
        sqlite3_step(q);
        assert_string_equal(sqlite3_column_text(q, 0), "ok");
        sqlite3_finalize(q);
        dt_store_close(s);
    }
}

static void test_disk_full(void **state) {
    (void)state;
    dt_store *s = open_store(DT_STORE_WRITE);
    made m;
    make_up(&m, "before", "2023-02-04", "USA", "CHN", -3);
    put(s, &m, DT_PUT_NEW);
    dt_store_close(s);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {600000, 600000};
        setrlimit(RLIMIT_FSIZE, &limit);
        dt_error err = {{0}};
        s = dt_store_open(path, DT_STORE_WRITE, &err);
        int rc = DT_OK;
        for (int i = 0; s && i < 20000 && rc == DT_OK; i++) {
            char id[32];
            snprintf(id, sizeof id, "x%d", i);
            make_up(&m, id, "2023-02-04", "USA", "CHN", -3);
            rc = dt_store_put_record(s, &m.record, NULL, &err);
        }
        dt_store_close(s);
        _exit(rc == DT_FAILED && strstr(err.message, "make room") ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    s = open_store(DT_STORE_WRITE);
    assert_int_equal(number(s, "SELECT count(*) FROM document WHERE doc_id='before'"), 1);
    assert_int_equal(
        number(s, "SELECT (SELECT count(*) FROM document) - (SELECT count(*) FROM event)"), 0);
    dt_store_close(s);
}

static void write_many(int who) {
    dt_store *s = dt_store_open(path, DT_STORE_WRITE, NULL);
    if (!s) _exit(3);
    for (int i = 0; i < 200; i++) {
        made m;
        char id[32];
        snprintf(id, sizeof id, "w%d-%d", who, i);
        make_up(&m, id, "2023-02-04", "USA", i % 2 ? "CHN" : "RUS", -3);
        if (dt_store_put_record(s, &m.record, NULL, NULL) != DT_OK) _exit(4);
        if (i % 10 == 9 && dt_store_commit(s, NULL) != DT_OK) _exit(5);
    }
    dt_store_close(s);
    _exit(0);
}

static void test_two_writers_and_a_reader(void **state) {
    (void)state;
    dt_store_close(open_store(DT_STORE_WRITE));
    pid_t children[2];
    for (int i = 0; i < 2; i++)
        if ((children[i] = fork()) == 0) write_many(i);
    int last = 0;
    for (int i = 0; i < 20; i++) {
        dt_store *s = open_store(DT_STORE_READ);
        int n = 0;
        dt_filter usa = {.a = "USA"};
        assert_int_equal(dt_store_events(s, &usa, count_rows, &n, NULL), DT_OK);
        assert_true(n >= last);
        assert_int_equal(n % 10, 0);
        last = n;
        dt_store_close(s);
        usleep(2000);
    }
    for (int i = 0; i < 2; i++) {
        int status;
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    dt_store *s = open_store(DT_STORE_READ);
    assert_int_equal(events_of(s, (dt_filter){.a = "USA"}), 400);
    assert_int_equal(number(s, "SELECT n_events FROM pair p JOIN unit u ON u.id=p.a WHERE "
                               "kind=2 AND u.name='USA'"),
                     400);
    assert_int_equal(dt_store_run(s, "x", "", NULL), DT_FAILED);
    dt_store_close(s);
}

static int save_json(void *ctx, const dt_event_row *row) {
    dti_event_json(ctx, row);
    return 0;
}

static void test_record_as_designed(void **state) {
    (void)state;
    dt_store *s = open_store(DT_STORE_WRITE);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    dt_slice contexts[] = {dti_str("diplomatic"), dti_str("economic")};
    m.event.contexts = contexts;
    m.event.n_contexts = 2;
    m.event.place = (dt_place){.text = dti_str("Bali"),
                               .name = dti_str("Bali"),
                               .country = dti_str("IDN"),
                               .lat = -8.5,
                               .lon = 115.25,
                               .has_coordinates = 1};
    m.event.speaker = &m.target;
    put(s, &m, DT_PUT_NEW);
    commit(s);
    dti_buf b;
    dti_buf_init(&b);
    assert_int_equal(dt_store_event(s, dti_str("d1#0"), save_json, &b, NULL), DT_OK);
    assert_non_null(b.ptr);
    assert_string_equal(
        b.ptr,
        "{\"event_id\":\"d1#0\",\"doc_id\":\"d1\",\"story_id\":\"d1\",\"url\":\"http://"
        "example.org/x\","
        "\"sentence\":0,\"published\":\"2023-02-04\",\"date\":\"2023-02-04\",\"aspect\":"
        "\"actual\","
        "\"source\":[{\"text\":\"USA\",\"start\":0,\"end\":3,\"name\":\"\",\"code\":\"USAGOV\","
        "\"country\":\"USA\",\"sector\":\"GOV\"}],"
        "\"target\":[{\"text\":\"USA\",\"start\":0,\"end\":3,\"name\":\"\",\"code\":\"CHNGOV\","
        "\"country\":\"CHN\",\"sector\":\"GOV\"}],"
        "\"plover\":\"ACCUSE\",\"mode\":\"\",\"context\":[\"diplomatic\",\"economic\"],"
        "\"cameo\":\"112\",\"quad\":3,\"penta\":3,\"score\":-3,\"goldstein\":-3,"
        "\"trigger\":{\"text\":\"did\",\"start\":4,\"end\":7},"
        "\"place\":{\"text\":\"Bali\",\"name\":\"Bali\",\"country\":\"IDN\",\"lat\":-8.5,"
        "\"lon\":115.25},"
        "\"speaker\":{\"text\":\"USA\",\"start\":0,\"end\":3,\"name\":\"\",\"code\":\"CHNGOV\","
        "\"country\":\"CHN\",\"sector\":\"GOV\"},"
        "\"confidence\":1,\"frame\":\"do/to\",\"evidence\":\"USA did something to CHN, says "
        "d1.\","
        "\"mentions\":1,\"scores\":\"\",\"quads\":\"\",\"version\":\"\"}");
    dti_buf_release(&b);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ older stores, as written
 */

static char *read_whole(const char *file, size_t *len) {
    FILE *f = fopen(file, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    char *p = calloc(1, *len + 1);
    assert_int_equal(fread(p, 1, *len, f), *len);
    fclose(f);
    return p;
}

static void load_fixture(const char *name) {
    char file[512];
    size_t len;
    snprintf(file, sizeof file, "%s/tests/fixtures/%s", TEST_SOURCE_ROOT, name);
    char *sql = read_whole(file, &len), *why = NULL;
    if (!sql) fail_msg("%s is missing", file);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", file, why);
    sqlite3_close(db);
    free(sql);
}

/* A store of schema 2 with documents, changes and all: nothing is lost, the sums are right. */
static void test_fixture_migrates(void **state) {
    (void)state;
    dt_error err = {{0}};
    load_fixture("store-2.sql");
    refuse(path, DT_STORE_READ, "older");
    dt_store *s = open_store(DT_STORE_WRITE);
    assert_int_equal(number(s, "PRAGMA user_version"), dt_store_schema_version());
    assert_int_equal(events_of(s, (dt_filter){0}), 3);
    assert_int_equal(events_of(s, (dt_filter){.a = "FRA", .b = "RUS"}), 1);
    assert_int_equal(events_of(s, (dt_filter){.text = "condemned"}), 2);
    diff_counts c = {0};
    assert_int_equal(number(s, "SELECT count(*) FROM change WHERE kind='+'"), 1);
    assert_int_equal(number(s, "SELECT count(*) FROM run"), 2);
    assert_int_equal(dt_store_diff(s, 2, 9, count_change, &c, &err), DT_OK);
    assert_int_equal(c.gained + c.lost + c.changed, 0);
    /* the sums as the events say: weight is confidence for one telling on a day */
    assert_true(
        fabs(real(s, "SELECT weight FROM dyad_day WHERE direction='joint' AND a='FRA'") -
             real(s, "SELECT confidence FROM event_flat WHERE source='FRA'")) < 1e-9);
    assert_int_equal(number(s, "SELECT count(*) FROM pair_day WHERE tone IS NULL"), 0);
    /* and it is written to as any other */
    made m;
    make_up(&m, "c", "2023-02-07", "FRA", "RUS", -3);
    put(s, &m, DT_PUT_NEW);
    make_up(&m, "b", "2023-02-06", "FRA", "RUS", -3);
    put(s, &m, DT_PUT_REPLACED);
    commit(s);
    assert_int_equal(events_of(s, (dt_filter){.a = "FRA", .b = "RUS"}), 2);
    dt_store_close(s);
    dt_store_close(open_store(DT_STORE_READ));
}

static char *all_text(dt_store *s, const char *sql) {
    sqlite3_stmt *q;
    dti_buf b;
    dti_buf_init(&b);
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(s->db));
    while (sqlite3_step(q) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(q); i++) {
            const char *t = (const char *)sqlite3_column_text(q, i);
            dti_buf_str(&b, t ? t : "NULL");
            dti_buf_char(&b, i + 1 < sqlite3_column_count(q) ? '|' : '\n');
        }
    sqlite3_finalize(q);
    dti_buf_char(&b, 0);
    return b.ptr;
}

/* The events of a dyad by all that can be asked of their kind and confidence, counted and told,
 * are those that the plain table has. */
static void test_filters_of_a_dyad(void **state) {
    (void)state;
    static const char *const modes[] = {"", "visit", "assist"};
    static const struct {
        dt_filter filter;
        const char *sql;
    } asked[] = {
        {{.type = "CONSULT"}, "plover='CONSULT'"},
        {{.type = "CONSULT,ASSAULT"}, "plover IN ('CONSULT','ASSAULT')"},
        {{.type = "ACCUSE", .mode = "visit"}, "plover='ACCUSE' AND mode='visit'"},
        {{.aspects = "historical,future"}, "aspect IN ('historical','future')"},
        {{.quads = "3,4"}, "quad IN (3,4)"},
        {{.cameo = "0"}, "substr(cameo,1,1)='0'"},
        {{.min_confidence = 0.5}, "confidence>=0.5"},
        {{.min_confidence = 0.505}, "confidence>=0.505"},
        {{.min_confidence = 1}, "confidence>=1"},
        {{.type = "ACCUSE", .aspects = "actual", .min_confidence = 0.29, .from = "2023-02",
          .to = "2023-04"},
         "plover='ACCUSE' AND aspect='actual' AND confidence>=0.29 AND date BETWEEN"
         " '2023-02-01' AND '2023-04-30'"},
        {{.type = "RESOLVE"}, "plover='RESOLVE'"},
    };
    static const double scores[] = {-9, -3, 2.5, 5};
    dt_store *s = open_store(DT_STORE_WRITE);
    for (int i = 0; i < 300; i++) {
        char id[16], day[16];
        made m;
        snprintf(id, sizeof id, "d%d", i);
        snprintf(day, sizeof day, "2023-%02d-%02d", 1 + i % 6, 1 + i % 28);
        make_up(&m, id, day, i % 7 ? "USA" : "CHN", i % 7 ? (i % 5 ? "CHN" : "IRN") : "USA",
                scores[i % 4]);
        m.event.mode = dti_str(modes[i / 4 % 3]);
        m.event.aspect = (dt_aspect)(i / 12 % 5);
        m.event.confidence = i % 50 == 49 ? 1 : (double)(i % 49) * 0.0205;
        put(s, &m, DT_PUT_NEW);
    }
    commit(s);
    traits_are_right(s);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        for (int way = 0; way < 4; way++) {
            /* both ways, one way, a list (several pairs), one country alone */
            static const char *const sides[] = {
                ("((source LIKE 'USA%' AND target LIKE 'CHN%')"
                 " OR (source LIKE 'CHN%' AND target LIKE 'USA%'))"),
                "source LIKE 'CHN%' AND target LIKE 'USA%'", "source IS NOT NULL",
                "(source LIKE 'CHN%' OR target LIKE 'CHN%')"};
            dt_filter f = asked[i].filter;
            f.a = way == 2 ? "USA" : "CHN";
            f.b = way == 2 ? "CHN,IRN" : way == 3 ? NULL : "USA";
            f.directed = way == 1;
            char sql[512];
            snprintf(sql, sizeof sql, "SELECT count(*) FROM event_flat WHERE %s AND %s",
                     asked[i].sql, sides[way]);
            int wanted = (int)number(s, sql);
            if (events_of(s, f) != wanted) fail_msg("%s", sql);
            size_t n = 0;
            dt_error err = {{0}};
            assert_int_equal(dt_store_count(s, &f, &n, &err), DT_OK);
            assert_int_equal(n, wanted);
        }
    assert_true(events_of(s, (dt_filter){.a = "USA", .b = "CHN", .type = "ACCUSE"}) > 20);
    dt_store_close(s);
}

/* Stores written in part before the place was part of a happening's number: an act that an older
 * and a newer version read counts once, and acts in two states, one number before, are two. */
static void test_old_happenings_are_numbered_anew(void **state) {
    (void)state;
    static const char sums[] =
        "SELECT d.n_events, d.n_happenings FROM pair_day d JOIN pair p ON p.id=d.pair"
        " JOIN unit u ON u.id=p.a WHERE p.kind=1 AND u.name IN ('KEN','LBY') ORDER BY u.name";
    load_fixture("store-10.sql");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    dt_store raw = {.db = db};
    char *before = all_text(&raw, sums);
    assert_string_equal(before, "2|2\n3|2\n");
    sqlite3_close(db);
    dt_store *s = open_store(DT_STORE_WRITE);
    char *after = all_text(s, sums);
    assert_string_equal(after, "2|1\n3|3\n");
    /* what is read anew finds the renewed: the same words from a third paper, with the place */
    made m;
    make_up(&m, "s9", "2023-03-09", "KEN", "SDN", -9);
    m.event.date = dti_str("2023-03-06");
    m.event.plover = dti_str("SANCTION");
    m.source.code = dti_str("KEN");
    m.source.sector = dti_str("");
    m.event.place = (dt_place){.country = dti_str("KEN"), .name = dti_str("Mombasa")};
    put(s, &m, DT_PUT_NEW);
    commit(s);
    char *third = all_text(s, sums);
    assert_string_equal(third, "3|1\n3|3\n");
    dt_store_close(s);
    free(before);
    free(after);
    free(third);
}

/* Every schema that a version wrote: brought up to date it is as a store made anew, and holds
 * what it held. */
static void test_every_schema_migrates(void **state) {
    (void)state;
    static const char schema[] = "SELECT type, name, tbl_name, sql FROM sqlite_master"
                                 " WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    static const char sums[] =
        "SELECT pair, day, n_events, n_happenings, n_stories, n_sources, q0, q1, q2, q3, q4,"
        " weight, goldstein, score, score_up, score_down, conflict, last_pub, hex(told), tone,"
        " kind, first_pub, settled, story, (SELECT hex(events) FROM pair_then t WHERE t.pair=d.pair"
        " AND t.day=d.day) FROM pair_day d ORDER BY pair, day";
    static const char stories[] = "SELECT doc, last_day, story FROM story_then ORDER BY 1, 2";
    dt_error err = {{0}};
    dt_store *s = open_store(DT_STORE_WRITE);
    char *fresh = all_text(s, schema);
    dt_store_close(s);
    for (int version = 2; version < dt_store_schema_version(); version++) {
        char name[32];
        remove_store(path);
        snprintf(name, sizeof name, "store-%d.sql", version);
        load_fixture(name);
        refuse(path, DT_STORE_READ, "older");
        sqlite3 *db;
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        dt_store raw = {.db = db};
        assert_int_equal(number(&raw, "PRAGMA user_version"), version);
        static const char events[] =
            "SELECT e.id, e.event_id, e.date, e.plover, e.score, e.confidence, d.doc_id,"
            " d.story, t.text FROM event e JOIN document d ON d.id=e.doc"
            " JOIN sentence t ON t.id=e.sentence ORDER BY e.id";
        char *before = all_text(&raw, events);
        sqlite3_close(db);
        s = open_store(DT_STORE_WRITE);
        char *after = all_text(s, events), *now = all_text(s, schema);
        assert_string_equal(before, after);
        assert_string_equal(fresh, now);
        char *migrated = all_text(s, sums), *joined = all_text(s, stories);
        assert_int_equal(dti_begin(s, &err), DT_OK);
        assert_int_equal(sqlite3_exec(s->db, "DELETE FROM story_then; DELETE FROM pair_then",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        assert_int_equal(dti_story_then_make_all(s, &err), DT_OK);
        assert_int_equal(dti_rollup_all(s, &err), DT_OK);
        commit(s);
        traits_are_right(s);
        char *again = all_text(s, sums);
        assert_string_equal(migrated, again);
        char *joined_again = all_text(s, stories);
        assert_string_equal(joined, joined_again);
        /* of version 7 on: p and q were two stories until r came on the 9th (day 19397) */
        assert_string_equal(joined, version >= 7 ? "3|19396|-3\n4|19396|-4\n" : "");
        if (version >= 7)
            assert_int_equal(number(s, "SELECT settled FROM pair_day d JOIN pair p ON"
                                       " p.id=d.pair JOIN unit u ON u.id=p.a WHERE p.kind=1"
                                       " AND u.name='SWE' AND d.day=19393"),
                             19397);
        assert_int_equal(number(s, "SELECT count(*) FROM pair_day d JOIN pair p ON p.id=d.pair"
                                   " WHERE d.kind<>p.kind"),
                         0);
        assert_true(events_of(s, (dt_filter){.text = "condemned"}) >= 2);
        char *sound = all_text(s, "PRAGMA integrity_check");
        assert_string_equal(sound, "ok\n");
        assert_int_equal(sqlite3_exec(s->db,
                                      "INSERT INTO sentence_text(sentence_text, rank)"
                                      " VALUES('integrity-check', 1)",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        dt_store_close(s);
        char *all[] = {before, after, now, migrated, again, sound, joined, joined_again};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    }
    free(fresh);
}

/* A document put, replaced and put again within one transaction: words, counts and news are
 * those of a store that only ever saw the last of it. */
static void test_replaced_before_the_commit(void **state) {
    (void)state;
    static const char *const asked[] = {
        "SELECT name, code, n_events FROM actor WHERE n_events>0 ORDER BY code, name",
        "SELECT u.name, p.kind, n.pub_day, n.n_documents, n.n_conflict FROM pair_news n"
        " JOIN pair p ON p.id=n.pair JOIN unit u ON u.id=p.a WHERE n.n_documents>0"
        " ORDER BY 1, 2, 3",
        "SELECT * FROM news_day ORDER BY 1",
        "SELECT a, b, direction, date, n_events, weight FROM dyad_day ORDER BY 1, 2, 3, 4",
    };
    char *kept[4];
    for (int round = 0; round < 2; round++) {
        remove_store(path);
        dt_store *s = open_store(DT_STORE_WRITE);
        made m;
        make_up(&m, "d0", "2023-02-03", "IRN", "SAU", 2);
        put(s, &m, DT_PUT_NEW);
        if (round == 0) {
            make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
            put(s, &m, DT_PUT_NEW);
            make_up(&m, "d2", "2023-02-04", "USA", "FRA", 2);
            put(s, &m, DT_PUT_NEW);
            make_up(&m, "d2", "2023-02-04", "USA", "RUS", -6);
            put(s, &m, DT_PUT_REPLACED);
            make_up(&m, "d1", "2023-02-05", "USA", "GBR", 5);
            put(s, &m, DT_PUT_REPLACED);
        } else {
            make_up(&m, "d1", "2023-02-05", "USA", "GBR", 5);
            put(s, &m, DT_PUT_NEW);
            make_up(&m, "d2", "2023-02-04", "USA", "RUS", -6);
            put(s, &m, DT_PUT_NEW);
        }
        commit(s);
        assert_int_equal(events_of(s, (dt_filter){.text = "CHN"}), 0);
        assert_int_equal(events_of(s, (dt_filter){.text = "GBR"}), 1);
        assert_int_equal(events_of(s, (dt_filter){.text = "something"}), 3);
        assert_int_equal(sqlite3_exec(s->db,
                                      "INSERT INTO sentence_text(sentence_text, rank)"
                                      " VALUES('integrity-check', 1)",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        for (int i = 0; i < 4; i++) {
            char *is = all_text(s, asked[i]);
            if (round == 0) {
                kept[i] = is;
                continue;
            }
            assert_string_equal(kept[i], is);
            free(kept[i]);
            free(is);
        }
        dt_store_close(s);
    }
}

/* ------------------------------------------------------------------ refused, and untouched */

static void refuse_untouched(dt_store_mode mode, const char *words, const char *todo) {
    size_t n, k;
    char *before = read_whole(path, &n);
    refuse(path, mode, words);
    refuse(path, mode, todo);
    char *after = read_whole(path, &k);
    assert_int_equal(n, k);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

static void test_refused_files_untouched(void **state) {
    (void)state;
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 50; i++) fputs("this is a letter to a friend\n", f);
    fclose(f);
    refuse_untouched(DT_STORE_WRITE, "no store", "give another name");
    unlink(path);
    sqlite3 *db;
    sqlite3_open(path, &db);
    sqlite3_exec(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1)", NULL, NULL, NULL);
    sqlite3_close(db);
    refuse_untouched(DT_STORE_WRITE, "no store of", "give another name");
    refuse_untouched(DT_STORE_READ, "no store of", "give another name");
    remove_store(path);
    dt_store_close(open_store(DT_STORE_WRITE));
    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA user_version=999; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL,
                 NULL);
    sqlite3_close(db);
    refuse_untouched(DT_STORE_WRITE, "newer", "use the newer program");
    refuse_untouched(DT_STORE_READ, "newer", "use the newer program");
}

/* Another program holds the store: said with what to do; waiting is cut short for the test. */
static void test_locked(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_store_close(open_store(DT_STORE_WRITE));
    sqlite3 *db;
    sqlite3_open(path, &db);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    dt_store *s = open_store(DT_STORE_WRITE);
    sqlite3_busy_timeout(s->db, 20);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    assert_int_equal(dt_store_put_record(s, &m.record, NULL, &err), DT_FAILED);
    assert_non_null(strstr(err.message, "another program is writing"));
    assert_non_null(strstr(err.message, "run again"));
    /* readers go on meanwhile */
    dt_store *r = open_store(DT_STORE_READ);
    assert_int_equal(events_of(r, (dt_filter){0}), 0);
    dt_store_close(r);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(db);
    put(s, &m, DT_PUT_NEW);
    dt_store_close(s);
}

/* A folder that may not be written: reading goes on, writing is refused.  Root may write
 * anywhere, so the child gives its rights up. */
static void test_read_only_folder(void **state) {
    (void)state;
    char folder[280], inner[300];
    snprintf(folder, sizeof folder, "%s.d", path);
    snprintf(inner, sizeof inner, "%s/s.db", folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    dt_store *s = dt_store_open(inner, DT_STORE_WRITE, NULL);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    put(s, &m, DT_PUT_NEW);
    dt_store_close(s);
    chmod(inner, 0444);
    chmod(folder, 0555);
    pid_t child = fork();
    if (child == 0) {
        dt_error err = {{0}};
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(9);
        s = dt_store_open(inner, DT_STORE_WRITE, &err);
        if (s || !strstr(err.message, "may not be written")) _exit(1);
        char fresh[320];
        snprintf(fresh, sizeof fresh, "%s/new.db", folder);
        s = dt_store_open(fresh, DT_STORE_WRITE, &err);
        if (s || !strstr(err.message, "unable to open")) _exit(2);
        s = dt_store_open(inner, DT_STORE_READ, &err);
        if (!s) _exit(3);
        int n = 0;
        dt_filter all = {0};
        if (dt_store_events(s, &all, count_rows, &n, &err) != DT_OK || n != 1) _exit(4);
        dt_store_close(s);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    chmod(folder, 0755);
    remove_store(inner);
    rmdir(folder);
    assert_int_equal(status, 0);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_put_and_filter),
        T(test_same_again_changes_nothing),
        T(test_newer_tables_replace),
        T(test_whatever_drives),
        T(test_weights_by_hand),
        T(test_place_parts_happenings),
        T(test_correct_survives_recoding),
        T(test_bad_files),
        T(test_migrations),
        T(test_fixture_migrates),
        T(test_filters_of_a_dyad),
        T(test_old_happenings_are_numbered_anew),
        T(test_every_schema_migrates),
        T(test_replaced_before_the_commit),
        T(test_refused_files_untouched),
        T(test_locked),
        T(test_read_only_folder),
        T(test_stories_any_order),
        T(test_kill_while_writing),
        T(test_disk_full),
        T(test_two_writers_and_a_reader),
        T(test_record_as_designed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
