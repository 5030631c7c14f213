/* test_known.c: what was known on an earlier day of days, of stories and of all dyads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up.h"
#include "store_case.h"
#include "store/store.h"

static char path[256];

static int set_up(void **state) {
    (void)state;
    scratch_path(path, sizeof path, "known");
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    remove_store(path);
    return 0;
}

static dt_store *open_store(void) { return open_at(path, DT_STORE_WRITE); }

/* Fifty words of their own for every byte of `blocks`: "ab" tells all that "a" tells. */
static void write_text(made *m, const char *blocks) {
    size_t at = 0;
    for (const char *b = blocks; *b; b++)
        for (int i = 0; i < 50; i++)
            at += (size_t)snprintf(m->text + at, sizeof m->text - at, "w%02x%c%c ",
                                   (unsigned)*b, 'a' + i % 7, 'a' + i / 7);
    m->record.text = dti_slice(m->text, at);
}

static void put_at(dt_store *s, const char *id, const char *published, const char *date,
                   const char *a, const char *b, double score, const char *blocks,
                   const char *where) {
    made m;
    dt_error err = {{0}};
    make_up(&m, id, published, a, b, score);
    m.event.date = dti_str(date);
    m.event.place.name = m.event.place.text = m.event.place.country = dti_str(where);
    write_text(&m, blocks);
    if (dt_store_put_record(s, &m.record, NULL, &err) != DT_OK) fail_msg("%s", err.message);
}

static void put(dt_store *s, const char *id, const char *published, const char *date,
                const char *a, const char *b, double score, const char *blocks) {
    put_at(s, id, published, date, a, b, score, blocks, "");
}

/* The sums of USA and CHN on 5 February 2023, as of a day of that month. */
static dti_day_sums sums_as_of(dt_store *s, int day) {
    dti_day_sums m = {0};
    dt_error err = {{0}};
    sqlite3_stmt *q;
    int known, made;
    commit(s);
    int64_t pair = number(s, "SELECT p.id FROM pair p JOIN unit u ON u.id=p.a JOIN unit v"
                             " ON v.id=p.b WHERE u.name='CHN' AND v.name='USA' AND p.kind=1");
    assert_int_equal(sqlite3_prepare_v2(s->db,
                                        "SELECT first_pub, last_pub, settled, weight, n_stories"
                                        " FROM pair_day WHERE pair=?1 AND day=?2",
                                        -1, &q, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(q, 1, pair);
    sqlite3_bind_int(q, 2, dti_day_number(2023, 2, 5));
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    m.first_pub = sqlite3_column_int(q, 0);
    m.last_pub = sqlite3_column_int(q, 1);
    m.settled = sqlite3_column_int(q, 2);
    m.weight = sqlite3_column_double(q, 3);
    m.n_stories = (size_t)sqlite3_column_int64(q, 4);
    sqlite3_finalize(q);
    if (dti_day_sums_then(s, pair, dti_day_number(2023, 2, 5), dti_day_number(2023, 2, day), &m,
                          &known, &made, &err) != DT_OK)
        fail_msg("%s", err.message);
    if (!known) m.n_stories = 0;
    return m;
}

static void assert_story_course(dt_store *s) {
    assert_int_equal(sums_as_of(s, 4).n_stories, 0); /* nothing was known */
    assert_int_equal(sums_as_of(s, 5).n_stories, 1);
    assert_near(sums_as_of(s, 5).weight, 1, 0);
    for (int day = 6; day <= 8; day++) {
        /* told by two stories: 1 + ln 2 */
        assert_int_equal(sums_as_of(s, day).n_stories, 2);
        assert_near(sums_as_of(s, day).weight, 1.6931471805599453, 1e-15);
    }
    /* a third document tells what both told: it was one story all along */
    assert_int_equal(sums_as_of(s, 9).n_stories, 1);
    assert_near(sums_as_of(s, 9).weight, 1, 0);
    assert_int_equal(sums_as_of(s, 28).n_stories, 1);
}

/*
 * Two papers tell one act on the 5th and 6th in different words; a weekly prints both texts on
 * the 9th.  Until the 8th they were two stories.
 */
static void test_stories_joined_later(void **state) {
    (void)state;
    static const struct {
        const char *id, *published, *blocks;
    } docs[] = {
        {"p", "2023-02-05", "ab"}, {"q", "2023-02-06", "cd"}, {"r", "2023-02-09", "abcd"}};
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int o = 0; o < 6; o++) {
        remove_store(path);
        dt_store *s = open_store();
        for (int i = 0; i < 3; i++) {
            int d = orders[o][i];
            put(s, docs[d].id, docs[d].published, "2023-02-05", "USA", "CHN", -3,
                docs[d].blocks);
            if (o % 2) commit(s);
        }
        assert_story_course(s);
        /* the weekly takes its text back: they are three stories, and two before the 9th */
        put(s, "r", "2023-02-09", "2023-02-05", "USA", "CHN", -3, "x");
        assert_int_equal(sums_as_of(s, 8).n_stories, 2);
        assert_int_equal(sums_as_of(s, 9).n_stories, 3);
        assert_int_equal(number(s, "SELECT count(*) FROM story_then"), 0);
        put(s, "r", "2023-02-09", "2023-02-05", "USA", "CHN", -3, "abcd");
        assert_story_course(s);
        dt_store_close(s);
    }
}

/* Joined by a document that tells of no event of the day, and of none at all. */
static void test_joined_by_another_day(void **state) {
    (void)state;
    dt_store *s = open_store();
    put(s, "p", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "ab");
    put(s, "q", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "cd");
    /* told on one day, and settled */
    assert_int_equal(number(s, "SELECT count(*) FROM pair_then"), 0);
    assert_int_equal(sums_as_of(s, 5).n_stories, 2);
    put(s, "r", "2023-02-09", "2023-02-09", "FRA", "GBR", 5, "abcd");
    assert_int_equal(sums_as_of(s, 5).n_stories, 2);
    assert_int_equal(sums_as_of(s, 8).n_stories, 2);
    assert_int_equal(sums_as_of(s, 9).n_stories, 1);
    assert_int_equal(sums_as_of(s, 9).last_pub, dti_day_number(2023, 2, 5));
    dt_store_close(s);
}

/* A state is of the day it is asked of: counts, level and ranking know no later join. */
static void test_tension_before_a_join(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_state *st;
    dt_store *s = open_store();
    put(s, "p", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "ab");
    put(s, "q", "2023-02-06", "2023-02-05", "USA", "CHN", -3, "cd");
    put(s, "t", "2023-02-06", "2023-02-06", "USA", "CHN", -6, "cd");
    put(s, "u", "2023-02-07", "2023-02-07", "USA", "CHN", -2, "cd");
    commit(s);
    dt_state_query then = {.a = "USA", .b = "CHN", .as_of = "2023-02-08"};
    assert_int_equal(dt_state_compute(s, &then, &st, &err), DT_OK);
    double level = st->level;
    assert_int_equal(st->n_stories, 2);
    assert_int_equal(st->enough, 1);
    dt_state_free(st);
    put(s, "r", "2023-02-09", "2023-02-05", "USA", "CHN", -3, "abcd");
    commit(s);
    assert_int_equal(dt_state_compute(s, &then, &st, &err), DT_OK);
    assert_int_equal(st->n_stories, 2);
    assert_int_equal(st->enough, 1);
    assert_near(st->level, level, 0);
    dt_state_free(st);
    /* it is one story now, too few for a level */
    assert_int_equal(dt_state_compute(s, &(dt_state_query){.a = "USA", .b = "CHN"}, &st, &err),
                     DT_OK);
    assert_int_equal(st->n_stories, 1);
    assert_int_equal(st->enough, 0);
    dt_state_free(st);
    dt_store_close(s);
}

/* One text of a story is taken back: the others stay together, 1 and 3, 3 and 4, 4 and 2
 * telling the same; 1 and 2, placed first, find but their neighbours. */
static void test_story_stays_together(void **state) {
    (void)state;
    dt_store *s = open_store();
    put(s, "1", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "a");
    put(s, "2", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "c");
    put(s, "3", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "abe");
    put(s, "4", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "bec");
    put(s, "5", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "a");
    assert_int_equal(sums_as_of(s, 5).n_stories, 1);
    put(s, "5", "2023-02-05", "2023-02-05", "USA", "CHN", -3, "z");
    assert_int_equal(sums_as_of(s, 5).n_stories, 2);
    assert_int_equal(number(s, "SELECT count(*) FROM document d JOIN story t ON t.id=d.story"
                               " WHERE t.story_id='1'"),
                     4);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ drawn at random */

static uint64_t drawn = 20240229;
static uint64_t draw(uint64_t below) {
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return (drawn >> 16) % below;
}

enum { REPORTS = 260, SPAN = 40, MOST_DYADS = 16 };
typedef struct report {
    char published[16], date[16], blocks[8], id[8], where[4];
    int a, b, score;
    int32_t pub_day;
} report;

static void draw_reports(report *all) {
    const int32_t first = dti_day_number(2023, 1, 1);
    for (int i = 0; i < REPORTS; i++) {
        report *r = &all[i];
        r->pub_day = first + (int32_t)draw(SPAN);
        dti_date d = dti_date_of_day(r->pub_day);
        dti_date_write(&d, r->published);
        /* a quarter announced, the others told up to five days late */
        d = dti_date_of_day(r->pub_day + (draw(4) ? -(int32_t)draw(6) : (int32_t)draw(20)));
        dti_date_write(&d, r->date);
        snprintf(r->id, sizeof r->id, "d%d", i);
        int n = draw(3) ? 1 : 2 + (int)draw(2);
        for (int k = 0; k < n; k++) r->blocks[k] = (char)('!' + draw(94));
        r->blocks[n] = 0;
        /* half name a state as the place, so that what is one happening depends on the rest */
        snprintf(r->where, sizeof r->where, "%s", draw(2) ? "" : draw(2) ? "EGY" : "CHE");
        r->a = (int)draw(4);
        r->b = (r->a + 1 + (int)draw(3)) % 4;
        r->score = (int)draw(4);
    }
}

static void put_report(dt_store *s, const report *r) {
    static const char *const who[] = {"USA", "CHN", "RUS", "FRA"};
    static const double scores[] = {2.5, 5, -3, -9};
    put_at(s, r->id, r->published, r->date, who[r->a], who[r->b], scores[r->score], r->blocks,
           r->where);
}

typedef struct ranks {
    struct {
        char a[8], b[8];
        double level, low, change;
        int enough;
        size_t n_events;
    } all[MOST_DYADS];
    size_t n;
} ranks;

static int keep_rank(void *ctx, const dt_rank_row *row) {
    ranks *r = ctx;
    assert_true(r->n < MOST_DYADS);
    snprintf(r->all[r->n].a, 8, "%.*s", (int)row->a.len, row->a.ptr);
    snprintf(r->all[r->n].b, 8, "%.*s", (int)row->b.len, row->b.ptr);
    r->all[r->n].level = row->level;
    r->all[r->n].low = row->low;
    r->all[r->n].change = row->change_4w;
    r->all[r->n].enough = row->enough;
    r->all[r->n++].n_events = row->n_events;
    return 0;
}

static int by_name(const void *pa, const void *pb) { return memcmp(pa, pb, 16); }

static ranks rank_as_of(dt_store *s, const char *day) {
    ranks r = {0};
    dt_error err = {{0}};
    if (dt_state_rank(s, day, 0, keep_rank, &r, &err) != DT_OK) fail_msg("%s", err.message);
    qsort(r.all, r.n, sizeof *r.all, by_name);
    return r;
}

/* As of any day: what a store says that only ever saw what was published until then; whatever
 * order documents came in, whether stories were joined later, whether some were coded twice. */
static void test_as_of_is_a_store_of_then(void **state) {
    (void)state;
    static report reports[REPORTS];
    static const int32_t then[] = {6, 13, 21, 30};
    dt_state *known[4][3];
    ranks ranked[4];
    char days[4][16];
    dt_error err = {{0}};
    draw_reports(reports);
    for (int k = 0; k < 4; k++) {
        int32_t day = dti_day_number(2023, 1, 1) + then[k];
        dti_date d = dti_date_of_day(day);
        dti_date_write(&d, days[k]);
        remove_store(path);
        dt_store *s = open_store();
        for (int i = 0; i < REPORTS; i++)
            if (reports[i].pub_day <= day) put_report(s, &reports[i]);
        commit(s);
        for (int q = 0; q < 3; q++) {
            dt_state_query query = {.a = "USA",
                                    .b = q == 2 ? NULL : "CHN",
                                    .directed = q == 1,
                                    .step = DT_STEP_DAY,
                                    .to = days[k]};
            if (dt_state_compute(s, &query, &known[k][q], &err) != DT_OK)
                fail_msg("%s", err.message);
        }
        ranked[k] = rank_as_of(s, days[k]);
        dt_store_close(s);
    }
    remove_store(path);
    dt_store *s = open_store();
    for (int i = 0; i < REPORTS; i++) {
        const report *r = &reports[(i * 97) % REPORTS]; /* 97 and REPORTS have no common part */
        if (i % 9 == 0) {                               /* it told something else at first */
            report other = *r;
            snprintf(other.blocks, sizeof other.blocks, "%c%c", '!' + i % 94, '!' + i % 53);
            put_report(s, &other);
        }
        if (i % 50 == 0) commit(s);
        put_report(s, r);
    }
    commit(s);
    /* the test has teeth only where much came later */
    assert_true(number(s, "SELECT count(*) FROM pair_then") > 100);
    assert_true(number(s, "SELECT count(*) FROM story_then") > 50);
    size_t compared = 0;
    for (int k = 0; k < 4; k++) {
        for (int q = 0; q < 3; q++) {
            dt_state_query query = {.a = "USA",
                                    .b = q == 2 ? NULL : "CHN",
                                    .directed = q == 1,
                                    .step = DT_STEP_DAY,
                                    .to = days[k],
                                    .as_of = days[k]};
            dt_state *is, *was = known[k][q];
            if (dt_state_compute(s, &query, &is, &err) != DT_OK) fail_msg("%s", err.message);
            assert_int_equal(is->n_events, was->n_events);
            assert_int_equal(is->n_stories, was->n_stories);
            assert_int_equal(is->n_sources, was->n_sources);
            assert_int_equal(is->n_points, was->n_points);
            for (size_t i = 0; i < is->n_points; i++) {
                const dt_point *x = &is->points[i], *y = &was->points[i];
                assert_int_equal(x->n_events, y->n_events);
                assert_int_equal(x->n_stories, y->n_stories);
                assert_int_equal(x->n_happenings, y->n_happenings);
                assert_near(x->weight, y->weight, 1e-9);
                assert_near(x->level, y->level, 1e-9);
                assert_near(x->high, y->high, 1e-9);
                assert_near(x->goldstein_sum, y->goldstein_sum, 1e-9);
                compared += x->n_events;
            }
            assert_int_equal(is->n_turns, was->n_turns);
            for (size_t i = 0; i < is->n_turns; i++) {
                assert_int_equal(is->turns[i].n_stories, was->turns[i].n_stories);
                assert_int_equal(is->turns[i].n_drivers, was->turns[i].n_drivers);
            }
            assert_int_equal(is->n_up, was->n_up);
            assert_int_equal(is->n_down, was->n_down);
            dt_state_free(is);
            dt_state_free(was);
        }
        ranks now = rank_as_of(s, days[k]);
        assert_int_equal(now.n, ranked[k].n);
        assert_true(now.n > 3);
        for (size_t i = 0; i < now.n; i++) {
            assert_string_equal(now.all[i].a, ranked[k].all[i].a);
            assert_string_equal(now.all[i].b, ranked[k].all[i].b);
            assert_int_equal(now.all[i].enough, ranked[k].all[i].enough);
            assert_int_equal(now.all[i].n_events, ranked[k].all[i].n_events);
            assert_near(now.all[i].level, ranked[k].all[i].level, 1e-9);
            assert_near(now.all[i].low, ranked[k].all[i].low, 1e-9);
            if (isnan(ranked[k].all[i].change))
                assert_true(isnan(now.all[i].change));
            else
                assert_near(now.all[i].change, ranked[k].all[i].change, 1e-9);
        }
    }
    assert_true(compared > 150);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ packed */

static void test_packed_days_come_back(void **state) {
    (void)state;
    static const double numbers[] = {
        0, 1, -9, 2.5, 0.215, 0.1, 1e-9, 0.86123456789, -3.5, 1e12, 0.333333333333};
    dti_day_events list = {0}, back = {0};
    dti_buf b;
    dti_buf_init(&b);
    for (int i = 0; i < 400; i++) {
        dti_day_event *e = dti_day_events_add(&list);
        assert_non_null(e);
        e->as_told =
            (int64_t)(i / 5 - 40) * (DTI_WHERE_MASK + 1) + (draw(2) ? (int64_t)draw(19683) : 0);
        e->quad = (int)draw(5);
        e->story = draw(2) ? -(int64_t)draw(1u << 30) - 1 : (int64_t)draw(1u << 30) + 1;
        e->source = (int64_t)draw(70000);
        e->pub_day = draw(9) ? 19393 + (int32_t)draw(2000) - 300 : DTI_ALWAYS;
        e->weight = numbers[draw(11)];
        e->score = numbers[draw(11)];
        e->goldstein = numbers[draw(11)];
        for (uint64_t k = draw(5) ? 0 : 1 + draw(3); k > 0; k--) {
            dti_story_then *t = dti_day_events_then(&list);
            assert_non_null(t);
            *t = (dti_story_then){19400 + (int32_t)draw(100), -(int64_t)draw(1000) - 1};
            list.all[list.n - 1].n_then++;
        }
    }
    dti_day_events_pack(&list, 19393, &b);
    assert_int_equal(dti_day_events_unpack(b.ptr, b.len, 19393, &back), DT_OK);
    assert_int_equal(back.n, list.n);
    assert_int_equal(back.n_then, list.n_then);
    for (size_t i = 0; i < list.n; i++) {
        dti_day_event *x = &list.all[i], *y = &back.all[i];
        assert_int_equal(x->quad, y->quad);
        assert_int_equal(x->story, y->story);
        assert_int_equal(x->source, y->source);
        assert_int_equal(x->pub_day, y->pub_day);
        assert_true(x->weight == y->weight && x->score == y->score);
        assert_true(x->goldstein == y->goldstein);
        assert_int_equal(x->then, y->then);
        assert_int_equal(x->n_then, y->n_then);
        /* which happening it is does not matter, that it is another does */
        if (i)
            assert_int_equal(x->as_told >> DTI_WHERE_BITS == x[-1].as_told >> DTI_WHERE_BITS,
                             y->as_told >> DTI_WHERE_BITS == y[-1].as_told >> DTI_WHERE_BITS);
        assert_int_equal(x->as_told & DTI_WHERE_MASK, y->as_told & DTI_WHERE_MASK);
        assert_int_equal(y->happening, y->as_told);
    }
    for (size_t i = 0; i < list.n_then; i++) {
        assert_int_equal(list.then[i].last_day, back.then[i].last_day);
        assert_int_equal(list.then[i].story, back.then[i].story);
    }
    /* cut or overwritten bytes give other events, never a read past the end */
    for (size_t cut = 0; cut < b.len; cut += 7) {
        char *part = malloc(cut + 1);
        assert_non_null(part);
        memcpy(part, b.ptr, cut);
        if (cut > 20) part[draw(cut)] = (char)draw(256);
        assert_int_equal(dti_day_events_unpack(part, cut, 19393, &back), DT_OK);
        free(part);
    }
    dti_day_events_release(&list);
    dti_day_events_release(&back);
    dti_buf_release(&b);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_stories_joined_later),     T(test_joined_by_another_day),
        T(test_tension_before_a_join),    T(test_story_stays_together),
        T(test_as_of_is_a_store_of_then), T(test_packed_days_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
