/* test_state.c: level, indices, turning points, ranking of the state of relations. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up.h"
#include "store_case.h"
#include "state/level.h"
#include "state/pelt.h"
#include "store/store.h"

static char path[256];

static int set_up(void **state) {
    (void)state;
    scratch_path(path, sizeof path, "state");
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    remove_store(path);
    return 0;
}

static dt_store *open_store(void) { return open_at(path, DT_STORE_WRITE); }

static int told; /* documents so far; numbers the next */

/* One document with one event; text that resembles no other, so every document is a story. */
static void tell(dt_store *s, const char *published, const char *date, const char *a,
                 const char *b, double score, dt_aspect aspect) {
    char id[32];
    made m;
    dt_error err = {{0}};
    snprintf(id, sizeof id, "doc%d", ++told);
    make_up(&m, id, published, a, b, score);
    if (told % 2) m.record.source = dti_str("Other");
    m.event.date = dti_str(date);
    m.event.aspect = aspect;
    if (dt_store_put_record(s, &m.record, NULL, &err) != DT_OK) fail_msg("%s", err.message);
}

static void tell_on(dt_store *s, const char *date, const char *a, const char *b, double score) {
    tell(s, date, date, a, b, score, DT_ASPECT_ACTUAL);
}

static dt_state *compute(dt_store *s, dt_state_query q) {
    dt_error err = {{0}};
    dt_state *st = NULL;
    if (dt_store_commit(s, &err) != DT_OK) fail_msg("%s", err.message);
    if (dt_state_compute(s, &q, &st, &err) != DT_OK) fail_msg("%s", err.message);
    return st;
}

static int32_t day_number(int y, int m, int d) { return dti_day_number(y, m, d); }

/* ------------------------------------------------------------------ the level */

/*
 * One report of score -3 and weight 1: tone -sqrt(3) = -1.732051.  Prior variance 1 + 1, noise
 * 1.3^2 (1 + 0.1) = 1.859, gain 2 / 3.859; mean -1.732051 * 2 / 3.859 = -0.897668, level
 * 50 + 15.811388 * 0.897668 = 64.193380.  Variance 2 - 2^2 / 3.859 = 0.963462, sd 0.981561,
 * band 1.281552 * 0.981561 * 15.811388 = 19.889443 on either side.
 */
static void test_level_by_hand(void **state) {
    (void)state;
    dti_level l;
    dti_level_begin(&l, 100);
    dti_level_value v = dti_level_read(&l);
    assert_near(v.level, 50, 1e-9);
    assert_near(v.high - v.low, 2 * 15.811388 * 1.2815515655 * sqrt(2), 1e-4);
    assert_near(dti_tone(-3), -1.7320508, 1e-6);
    assert_near(dti_tone(4), 2, 1e-9);
    assert_near(dti_tone(0), 0, 0);
    dti_level_see(&l, dti_tone(-3), 1);
    v = dti_level_read(&l);
    assert_near(v.level, 64.193380, 1e-4);
    assert_near(v.low, 64.193380 - 19.889443, 1e-4);
    assert_near(v.high, 64.193380 + 19.889443, 1e-4);
    /* 90 days later each half of the mean, 0.448834, has faded: the lasting one by
     * exp(-90/1826.25) = 0.951913, the present one by exp(-1) = 0.367879; 0.592367 is left */
    dti_level_pass(&l, 190);
    v = dti_level_read(&l);
    assert_near(v.level, 50 + 15.811388 * 0.592367, 1e-3);
    assert_true(v.high - v.low > 2 * 19.889443);
    /* a hundred reports of one day weigh at most as ten apart */
    assert_near(dti_level_noise(100), 1.69 * 0.11, 1e-9);
    assert_near(dti_level_of_tone(dti_tone(10)), 0, 1e-9);
    assert_near(dti_level_of_tone(dti_tone(-10)), 100, 1e-9);
    assert_near(dti_level_of_tone(dti_tone(-12)), 100, 1e-9);
}

/* With many reports the level is their mean and the band is narrow; without, it comes back. */
static void test_level_limits(void **state) {
    (void)state;
    dti_level l;
    dti_level_begin(&l, 0);
    for (int32_t day = 1; day < 400; day++) {
        dti_level_pass(&l, day);
        dti_level_see(&l, -2, 20);
    }
    dti_level_value v = dti_level_read(&l);
    assert_near(v.level, 50 + 2 * 15.811388, 1);
    assert_true(v.high - v.low < 15);
    double last = v.level;
    for (int32_t day = 400; day < 20000; day += 100) {
        dti_level_pass(&l, day);
        v = dti_level_read(&l);
        assert_true(v.level <= last);
        last = v.level;
    }
    assert_near(v.level, 50, 0.2);
}

/* ------------------------------------------------------------------ indices */

static void test_indices_by_hand(void **state) {
    (void)state;
    dt_store *s = open_store();
    /* January 2023: a meeting (+2.5) told by two stories, weight 1 + ln 2; an accusation (-3)
     */
    tell_on(s, "2023-01-10", "USA", "CHN", 2.5);
    tell_on(s, "2023-01-10", "USA", "CHN", 2.5);
    tell_on(s, "2023-01-20", "CHN", "USA", -3);
    /* background of 2022 told in January: a quarter of -9 on its own day */
    tell(s, "2023-01-20", "2022-08-03", "CHN", "USA", -9, DT_ASPECT_HISTORICAL);
    /* supposed and denied acts: nothing; announced ones: half, on the day they are told */
    tell(s, "2023-01-21", "2023-01-21", "CHN", "USA", -9, DT_ASPECT_HYPOTHETICAL);
    tell(s, "2023-01-21", "2023-01-21", "CHN", "USA", -9, DT_ASPECT_NEGATED);
    tell(s, "2023-01-21", "2023-03-15", "USA", "CHN", 2.5, DT_ASPECT_FUTURE);
    /* others' news of the same month, for the newspaper share */
    for (int i = 0; i < 13; i++) tell_on(s, "2023-01-05", "FRA", "DEU", 2.5);
    /* February: one attack */
    tell_on(s, "2023-02-04", "USA", "CHN", -9);
    dt_state *st = compute(s, (dt_state_query){.a = "CHN", .b = "USA", .step = DT_STEP_MONTH});
    assert_int_equal(st->n_points, 2); /* August 2022 is background, no part of the span */
    assert_int_equal(st->from_day, day_number(2023, 1, 10));
    assert_int_equal(st->to_day, day_number(2023, 2, 4));
    const dt_point *p = &st->points[0];
    double twice = 1 + log(2);
    assert_int_equal(p->n_events, 4);
    assert_int_equal(p->n_happenings, 3);
    assert_int_equal(p->n_stories, 4);
    assert_int_equal(p->n_sources, 2);
    assert_int_equal(p->quad[1], 2);
    assert_int_equal(p->quad[3], 1);
    assert_near(p->weight, twice + 1 + 0.5, 1e-9);
    assert_near(p->goldstein_sum, 2.5 * twice - 3 + 1.25, 1e-9);
    assert_near(p->goldstein_mean, (2.5 * twice - 3 + 1.25) / (twice + 1.5), 1e-9);
    assert_near(p->cooperation, 2.5 * twice + 1.25, 1e-9);
    assert_near(p->conflict, 3, 1e-9);
    assert_near(p->conflict_share, 1 / (twice + 1.5), 1e-9);
    /* 20 documents in January; conflict told in one as actual; in February 1 of 1 */
    assert_near(p->news_share, 1 / 20.0, 1e-9);
    assert_near(p->news_index, 100 * 0.05 / 0.525, 1e-6);
    assert_near(st->points[1].news_index, 100 / 0.525, 1e-6);
    assert_int_equal(st->points[1].quad[4], 1);
    dt_state_free(st);
    /* directed: what China did; the background attack and the accusation */
    st = compute(
        s, (dt_state_query){.a = "CHN", .b = "USA", .directed = 1, .step = DT_STEP_MONTH});
    assert_int_equal(st->n_points, 1);
    assert_int_equal(st->n_events, 1);
    assert_near(st->points[0].goldstein_sum, -3, 1e-9);
    dt_state_free(st);
    /* against everybody, and a set */
    st = compute(s, (dt_state_query){.a = "USA", .step = DT_STEP_MONTH});
    assert_int_equal(st->n_events, 5);
    dt_state_free(st);
    st = compute(s, (dt_state_query){.a = "USA,FRA", .b = "CHN,DEU", .step = DT_STEP_MONTH});
    assert_int_equal(st->n_events, 5 + 13);
    assert_int_equal(st->n_stories, 5 + 13);
    dt_state_free(st);
    st = compute(s, (dt_state_query){.a = "XXX", .b = "CHN"});
    assert_int_equal(st->n_points, 0);
    assert_int_equal(st->enough, 0);
    assert_non_null(strstr(st->sentence, "no events"));
    dt_state_free(st);
    dt_error err;
    dt_state_query bad = {.a = "USA", .b = "CHN", .from = "soon"};
    assert_int_equal(dt_state_compute(s, &bad, &st, &err), DT_FAILED);
    assert_non_null(strstr(err.message, "soon"));
    dt_store_close(s);
}

static void test_as_of(void **state) {
    (void)state;
    dt_store *s = open_store();
    tell_on(s, "2023-01-10", "USA", "CHN", 2.5);
    tell_on(s, "2023-01-20", "USA", "CHN", 2.5);
    tell_on(s, "2023-01-25", "USA", "CHN", 5);
    dt_state *then =
        compute(s, (dt_state_query){.a = "USA", .b = "CHN", .as_of = "2023-01-31"});
    /* told a month later of the same day, and later events: not known at the time */
    tell(s, "2023-03-01", "2023-01-20", "USA", "CHN", -9, DT_ASPECT_ACTUAL);
    tell_on(s, "2023-02-15", "USA", "CHN", -9);
    tell_on(s, "2023-02-20", "CHN", "USA", -9);
    dt_state *now = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    dt_state *again =
        compute(s, (dt_state_query){.a = "USA", .b = "CHN", .as_of = "2023-01-31"});
    assert_near(again->level, then->level, 1e-12);
    assert_near(again->high, then->high, 1e-12);
    assert_int_equal(again->n_points, then->n_points);
    assert_int_equal(again->n_events, 3);
    assert_int_equal(again->n_stories, then->n_stories);
    assert_string_equal(again->sentence, then->sentence);
    for (size_t i = 0; i < then->n_points; i++) {
        assert_near(again->points[i].level, then->points[i].level, 1e-12);
        assert_int_equal(again->points[i].n_sources, then->points[i].n_sources);
        if (isnan(then->points[i].news_share))
            assert_true(isnan(again->points[i].news_share));
        else
            assert_near(again->points[i].news_share, then->points[i].news_share, 1e-12);
    }
    assert_int_equal(now->n_events, 6);
    assert_true(now->level > then->level + 10);
    dt_state_free(then);
    dt_state_free(now);
    dt_state_free(again);
    dt_store_close(s);
}

static uint64_t drawn = 20240229;
static uint64_t draw(uint64_t below) {
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return (drawn >> 16) % below;
}

/* As of any day: what a store says that only ever saw what was published until then.  Two
 * hundred reports drawn at random, late ones, announcements and background among them. */
static void test_as_of_is_a_store_of_then(void **state) {
    (void)state;
    enum { REPORTS = 200, SPAN = 300 };
    static const char *const who[] = {"USA", "CHN", "RUS", "FRA"};
    static const double scores[] = {2.5, 4, 5, 10, -2, -3, -6, -9};
    struct {
        int32_t published, day;
        int a, b, score, aspect;
    } reports[REPORTS];
    const int32_t first = dti_day_number(2023, 1, 1);
    for (int i = 0; i < REPORTS; i++) {
        int32_t published = first + (int32_t)draw(SPAN);
        int how = (int)draw(10);
        reports[i].published = published;
        reports[i].day = how < 6    ? published
                         : how == 6 ? published + 1 + (int32_t)draw(60)
                                    : published - (int32_t)draw(120);
        reports[i].aspect = how == 6   ? DT_ASPECT_FUTURE
                            : how == 9 ? DT_ASPECT_HISTORICAL
                                       : DT_ASPECT_ACTUAL;
        reports[i].a = (int)draw(4);
        reports[i].b = (reports[i].a + 1 + (int)draw(3)) % 4;
        reports[i].score = (int)draw(8);
    }
    static const int32_t then[] = {40, 111, 180, 260};
    char days[4][16];
    dt_state *known[4][3];
    for (size_t k = 0; k < 4; k++) {
        remove_store(path);
        dt_store *s = open_store();
        dti_date d = dti_date_of_day(first + then[k]);
        dti_date_write(&d, days[k]);
        for (int i = 0; i < REPORTS; i++) {
            char published[16], date[16];
            if (reports[i].published > first + then[k]) continue;
            told = 1000 + i;
            d = dti_date_of_day(reports[i].published);
            dti_date_write(&d, published);
            d = dti_date_of_day(reports[i].day);
            dti_date_write(&d, date);
            tell(s, published, date, who[reports[i].a], who[reports[i].b],
                 scores[reports[i].score], (dt_aspect)reports[i].aspect);
        }
        for (int q = 0; q < 3; q++)
            known[k][q] = compute(s, (dt_state_query){.a = q == 1 ? "USA,RUS" : "USA",
                                                      .b = q == 2   ? NULL
                                                           : q == 1 ? "CHN,FRA"
                                                                    : "CHN",
                                                      .step = DT_STEP_WEEK,
                                                      .to = days[k]});
        dt_store_close(s);
    }
    remove_store(path);
    dt_store *s = open_store();
    for (int i = 0; i < REPORTS; i++) {
        char published[16], date[16];
        told = 1000 + i;
        dti_date d = dti_date_of_day(reports[i].published);
        dti_date_write(&d, published);
        d = dti_date_of_day(reports[i].day);
        dti_date_write(&d, date);
        tell(s, published, date, who[reports[i].a], who[reports[i].b], scores[reports[i].score],
             (dt_aspect)reports[i].aspect);
    }
    size_t compared = 0, turns = 0;
    /* the store of everything is asked as of those days */
    for (size_t k = 0; k < 4; k++)
        for (int q = 0; q < 3; q++) {
            dt_state *was = known[k][q],
                     *is = compute(s, (dt_state_query){.a = q == 1 ? "USA,RUS" : "USA",
                                                       .b = q == 2   ? NULL
                                                            : q == 1 ? "CHN,FRA"
                                                                     : "CHN",
                                                       .step = DT_STEP_WEEK,
                                                       .to = days[k],
                                                       .as_of = days[k]});
            assert_int_equal(is->from_day, was->from_day);
            assert_int_equal(is->n_points, was->n_points);
            assert_int_equal(is->n_events, was->n_events);
            assert_int_equal(is->n_stories, was->n_stories);
            assert_int_equal(is->n_sources, was->n_sources);
            assert_int_equal(is->enough, was->enough);
            for (size_t i = 0; i < is->n_points; i++) {
                const dt_point *x = &is->points[i], *y = &was->points[i];
                assert_int_equal(x->n_events, y->n_events);
                assert_int_equal(x->n_happenings, y->n_happenings);
                assert_near(x->level, y->level, 1e-9);
                assert_near(x->low, y->low, 1e-9);
                assert_near(x->weight, y->weight, 1e-9);
                assert_near(x->goldstein_sum, y->goldstein_sum, 1e-9);
                assert_near(x->conflict, y->conflict, 1e-9);
                assert_int_equal(isnan(x->news_share), isnan(y->news_share));
                if (!isnan(x->news_share)) assert_near(x->news_share, y->news_share, 1e-12);
                compared += x->n_events;
            }
            assert_int_equal(is->n_turns, was->n_turns);
            for (size_t i = 0; i < is->n_turns; i++) {
                assert_int_equal(is->turns[i].day, was->turns[i].day);
                assert_near(is->turns[i].after, was->turns[i].after, 1e-9);
                assert_int_equal(is->turns[i].n_stories, was->turns[i].n_stories);
                turns++;
            }
            assert_string_equal(is->sentence, was->sentence);
            dt_state_free(is);
            dt_state_free(was);
        }
    assert_true(compared > 300);
    printf("compared %zu events in as-of series, %zu turns\n", compared, turns);
    dt_store_close(s);
}

static void test_too_few_reports(void **state) {
    (void)state;
    dt_store *s = open_store();
    tell_on(s, "2023-01-10", "USA", "CHN", -9);
    tell_on(s, "2023-01-11", "USA", "CHN", -9);
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    assert_int_equal(st->enough, 0);
    assert_true(isnan(st->change_4w) && isnan(st->percentile) && isnan(st->z));
    assert_int_equal(st->n_turns, 0);
    assert_non_null(strstr(st->sentence, "Too few reports"));
    dt_state_free(st);
    tell_on(s, "2023-01-12", "USA", "CHN", -9);
    st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    assert_int_equal(st->enough, 1);
    dt_state_free(st);
    /* half a year later there is nothing to go by */
    st = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .to = "2023-08-01"});
    assert_int_equal(st->enough, 0);
    dt_state_free(st);
    dt_store_close(s);
}

/* Three events in one story are one witness: no level. */
static void test_one_story_is_too_few(void **state) {
    (void)state;
    dt_store *s = open_store();
    made m;
    dt_error err = {{0}};
    make_up(&m, "d1", "2023-01-10", "USA", "CHN", -3);
    dt_event all[4];
    static const char *const types[] = {"ACCUSE", "REJECT", "THREATEN", "SANCTION"};
    for (int i = 0; i < 4; i++) {
        all[i] = m.event;
        all[i].plover = dti_str(types[i]);
    }
    m.record.events = all;
    m.record.n_events = 4;
    assert_int_equal(dt_store_put_record(s, &m.record, NULL, &err), DT_OK);
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    assert_int_equal(st->n_happenings, 4);
    assert_int_equal(st->n_stories, 1);
    assert_int_equal(st->enough, 0);
    dt_state_free(st);
    dt_store_close(s);
}

static int n_enough(void *ctx, const dt_rank_row *row) {
    *(int *)ctx += row->enough;
    return 0;
}

/* One story that tells of several days is one witness too, for the dyad and in the ranking. */
static void test_one_story_of_several_days_is_too_few(void **state) {
    (void)state;
    dt_store *s = open_store();
    dt_error err = {{0}};
    made m;
    make_up(&m, "d1", "2023-01-14", "USA", "CHN", -3);
    dt_event all[4];
    static const char *const days[] = {"2023-01-10", "2023-01-11", "2023-01-12", "2023-01-13"};
    for (int i = 0; i < 4; i++) {
        all[i] = m.event;
        all[i].date = dti_str(days[i]);
    }
    m.record.events = all;
    m.record.n_events = 4;
    assert_int_equal(dt_store_put_record(s, &m.record, NULL, &err), DT_OK);
    for (int told = 1; told <= 2; told++) {
        assert_int_equal(dt_store_commit(s, &err), DT_OK);
        const char *as_of[] = {NULL, "2023-01-14"};
        for (int i = 0; i < 2; i++) {
            int ranked = 0, wanted = told == 2 && i == 0;
            dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .as_of = as_of[i]});
            assert_int_equal(st->n_happenings, wanted ? 5 : 4);
            assert_int_equal(st->enough, wanted);
            dt_state_free(st);
            assert_int_equal(dt_state_rank(s, as_of[i], 0, n_enough, &ranked, &err), DT_OK);
            assert_int_equal(ranked, wanted);
        }
        if (told == 1) tell_on(s, "2023-01-16", "USA", "CHN", -3); /* a second witness */
    }
    dt_store_close(s);
}

/* ------------------------------------------------------------------ turning points */

static uint64_t seed;
static double uniform(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}
static double normal(void) { return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform()); }

/* n weeks of 1 to 6 reports with noise as the model has it. */
static void fill(dti_pelt_obs *obs, size_t n, double (*mean)(size_t i, size_t n)) {
    for (size_t i = 0; i < n; i++) {
        double w = floor(1 + 6 * uniform());
        obs[i] = (dti_pelt_obs){.variance = dti_level_noise(w),
                                .weight = w,
                                .n_happenings = (size_t)w,
                                .n_stories = 1 + (size_t)w / 3};
        obs[i].mean = mean(i, n) + sqrt(obs[i].variance) * normal();
    }
}

static double flat(size_t i, size_t n) {
    (void)i;
    (void)n;
    return 0.25;
}
/* a break of three points of tone in the middle third, then back */
static double episode(size_t i, size_t n) { return i >= n / 3 && i < 2 * n / 3 ? -1.5 : 1.5; }

static void test_false_alarms(void **state) {
    (void)state;
    static const size_t lengths[] = {8, 16, 52, 150, 500};
    dti_pelt_obs obs[500];
    dti_pelt_turn turns[500];
    seed = 20230204;
    int runs = 600, most = 0, least = runs;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        int alarms = 0, tentative = 0;
        for (int r = 0; r < runs; r++) {
            fill(obs, lengths[k], flat);
            alarms += dti_pelt(obs, lengths[k], 1, turns) > 0;
            tentative += lengths[k] < 60 && dti_pelt(obs, lengths[k], 0.6, turns) > 0;
        }
        print_message("%zu weeks without a change: %.1f %% of series show one, %.1f %% a "
                      "tentative one\n",
                      lengths[k], 100.0 * alarms / runs, 100.0 * tentative / runs);
        most = alarms > most ? alarms : most;
        least = alarms < least ? alarms : least;
    }
    /* not more than one in twelve; and not so strict that nothing could be found */
    assert_true(most * 12 <= runs);
    assert_true(least > 0);
}

static void test_planted_changes(void **state) {
    (void)state;
    static const struct {
        size_t n, slack;
        double recall;
    } all[] = {{12, 1, 0.5}, {24, 2, 0.9}, {52, 3, 0.95}, {156, 4, 0.97}};
    dti_pelt_obs obs[200];
    dti_pelt_turn turns[200];
    seed = 20231115;
    int missed = 0;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        size_t found = 0, extra = 0, runs = 300, n = all[k].n, planted[] = {n / 3, 2 * n / 3};
        for (size_t r = 0; r < runs; r++) {
            fill(obs, n, episode);
            size_t n_turns = dti_pelt(obs, n, 1, turns), hit = 0;
            for (int p = 0; p < 2; p++)
                for (size_t t = 0; t < n_turns; t++) {
                    size_t off = turns[t].at > planted[p] ? turns[t].at - planted[p]
                                                          : planted[p] - turns[t].at;
                    if (off <= all[k].slack && (turns[t].after < turns[t].before) == (p == 0)) {
                        hit++;
                        break;
                    }
                }
            found += hit;
            extra += n_turns - hit;
        }
        double recall = (double)found / (double)(2 * runs);
        print_message(
            "%zu weeks, two changes of three points of tone: recall %.2f, %.2f others a "
            "series\n",
            n, recall, (double)extra / (double)runs);
        missed += recall < all[k].recall || (double)extra / (double)runs > 0.2;
    }
    assert_int_equal(missed, 0);
}

/* Total cost of a segmentation given as a bit mask of change points, as pelt.c defines it. */
static double total_cost(const dti_pelt_obs *o, size_t n, unsigned mask) {
    double sum = 0, penalty = 4 + 1.15 * log((double)n);
    for (size_t from = 0, to = 1; to <= n; to++) {
        if (to < n && !(mask >> to & 1)) continue;
        double p = 0, py = 0, w = 0, c = 0;
        size_t h = 0, st = 0;
        for (size_t i = from; i < to; i++) {
            p += 1 / o[i].variance;
            py += o[i].mean / o[i].variance;
            w += o[i].weight;
            h += o[i].n_happenings;
            st += o[i].n_stories;
        }
        if (mask && (w < 1 || h < 3 || st < 2)) return INFINITY;
        for (size_t i = from; i < to; i++)
            c += (o[i].mean - py / p) * (o[i].mean - py / p) / o[i].variance;
        sum += c + (from ? penalty : 0);
        from = to;
    }
    return sum;
}

/* Against every one of the 2^10 segmentations; n is too small for the scatter to be measured.
 */
static void test_pelt_is_exact(void **state) {
    (void)state;
    dti_pelt_obs obs[11];
    dti_pelt_turn turns[11];
    seed = 7;
    int with_turns = 0;
    for (int r = 0; r < 60; r++) {
        size_t n = 11;
        fill(obs, n, episode);
        for (size_t i = 0; i < n; i++) obs[i].mean *= 1 + r % 3;
        double best = INFINITY;
        for (unsigned mask = 0; mask < 1u << n; mask += 2) {
            double c = total_cost(obs, n, mask);
            if (c < best) best = c;
        }
        unsigned mine = 0;
        size_t k = dti_pelt(obs, n, 1, turns);
        for (size_t t = 0; t < k; t++) mine |= 1u << turns[t].at;
        assert_near(total_cost(obs, n, mine), best, 1e-9);
        with_turns += k > 0;
        for (size_t t = 0; t < k; t++) assert_true(turns[t].strength > 0);
    }
    assert_in_range(with_turns, 20, 60);
}

/* A dozen stories over sixteen months: the break, and the thaw, with what drove them. */
static void test_course_of_few_stories(void **state) {
    (void)state;
    dt_store *s = open_store();
    const char *calm[] = {"2022-08-10", "2022-10-02", "2022-11-14", "2022-12-20"};
    const char *tense[] = {"2023-02-04", "2023-02-20", "2023-03-21", "2023-05-02"};
    const char *after[] = {"2023-06-18", "2023-07-08", "2023-08-30", "2023-11-15"};
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 2; k++) {
            tell_on(s, calm[i], k ? "USA" : "CHN", k ? "CHN" : "USA", 2.5);
            tell_on(s, tense[i], k ? "USA" : "CHN", k ? "CHN" : "USA", k ? -6 : -3);
            tell_on(s, after[i], k ? "USA" : "CHN", k ? "CHN" : "USA", k ? 5 : 2.5);
        }
    }
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    assert_int_equal(st->n_turns, 2);
    assert_int_equal(st->turns[0].is_break, 1);
    assert_int_equal(st->turns[0].day, day_number(2023, 2, 4));
    assert_true(st->turns[0].after > st->turns[0].before);
    assert_int_equal(st->turns[1].is_break, 0);
    assert_int_equal(st->turns[1].day, day_number(2023, 6, 18));
    assert_true(st->turns[0].strength > 1 && st->turns[1].strength > 1);
    /* the heaviest driver of the break is the -6 of February 4 or 20 */
    assert_true(st->turns[0].n_drivers >= 2);
    assert_non_null(strstr(st->sentence, "thaw on 2023-06-18"));
    assert_int_equal(st->n_down, 5);
    /* a narrower view shows the turns inside it, at the same place */
    dt_state *part = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .from = "2023-05-01"});
    assert_int_equal(part->n_turns, 1);
    assert_int_equal(part->turns[0].day, st->turns[1].day);
    assert_near(part->level, st->level, 1e-12);
    dt_state_free(part);
    dt_state_free(st);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ ranking */

typedef struct ranking {
    char pairs[16][16];
    double change[16];
    int enough[16];
    int64_t driver[16];
    int n;
} ranking;

static int note_rank(void *ctx, const dt_rank_row *row) {
    ranking *r = ctx;
    snprintf(r->pairs[r->n], sizeof r->pairs[0], "%.*s %.*s", (int)row->a.len, row->a.ptr,
             (int)row->b.len, row->b.ptr);
    r->change[r->n] = row->change_4w;
    r->enough[r->n] = row->enough;
    r->driver[r->n++] = row->driver;
    return 0;
}

static void test_ranking(void **state) {
    (void)state;
    dt_store *s = open_store();
    dt_error err = {{0}};
    const char *days[] = {"2023-01-01", "2023-02-01", "2023-03-01",
                          "2023-04-01", "2023-05-01", "2023-06-01"};
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 3; k++) {
            tell_on(s, days[i], "USA", "CHN", i < 5 ? 2.5 : -9); /* turns in June */
            tell_on(s, days[i], "FRA", "DEU", 2.5);              /* stays */
        }
    tell_on(s, "2023-06-10", "IRN", "SAU", -9); /* one report */
    assert_int_equal(dt_store_commit(s, &err), DT_OK);
    ranking r = {.n = 0};
    assert_int_equal(dt_state_rank(s, NULL, 0, note_rank, &r, &err), DT_OK);
    assert_int_equal(r.n, 3);
    assert_string_equal(r.pairs[0], "CHN USA");
    assert_true(r.change[0] > 5);
    assert_true(r.driver[0] > 0);
    assert_string_equal(r.pairs[1], "DEU FRA");
    assert_true(r.enough[1] && fabs(r.change[1]) < 3);
    assert_string_equal(r.pairs[2], "IRN SAU");
    assert_int_equal(r.enough[2], 0);
    r.n = 0;
    assert_int_equal(dt_state_rank(s, "2023-05-20", 0, note_rank, &r, &err), DT_OK);
    assert_int_equal(r.n, 2);
    assert_true(fabs(r.change[0]) < 3);
    r.n = 0;
    assert_int_equal(dt_state_rank(s, NULL, 1, note_rank, &r, &err), DT_OK);
    assert_int_equal(r.n, 1);
    /* the same level as the series of one dyad gives, and the dyad among the others */
    dt_state *st = compute(
        s, (dt_state_query){.a = "USA", .b = "CHN", .to = "2023-06-10", .with_dyad_rank = 1});
    assert_near(st->change_4w, r.change[0], 1e-6);
    assert_true(st->percentile > 85); /* highest just after the attacks of June 1 */
    assert_true(st->z > 2);
    /* one other dyad is none to be compared with */
    assert_int_equal(st->n_dyads, 1);
    assert_true(isnan(st->dyad_percentile) && isnan(st->dyad_z));
    dt_state_free(st);
    /* five more: one in a quarrel, four in talks */
    const char *others[] = {"AUT", "BEL", "BGR", "CYP", "CZE"};
    for (int i = 0; i < 5; i++)
        for (int k = 3; k < 6; k++) tell_on(s, days[k], "POL", others[i], i ? 2.5 : -3);
    st = compute(
        s, (dt_state_query){.a = "USA", .b = "CHN", .to = "2023-06-10", .with_dyad_rank = 1});
    assert_int_equal(st->n_dyads, 6);
    assert_near(st->dyad_percentile, 100 * 5 / 6.0, 1e-9); /* POL AUT stands higher */
    assert_true(st->dyad_z > 0 && st->dyad_z < 5);
    dt_state_free(st);
    dt_store_close(s);
}

/* Sums that are gone or wrong are made again from the events, as migrations do. */
static void test_sums_made_again(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_store *s = open_store();
    for (int i = 0; i < 4; i++) tell_on(s, "2023-01-10", "USA", "CHN", -3 + i % 2);
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    size_t n_stories = st->n_stories, n_sources = st->n_sources;
    double level = st->level;
    dt_state_free(st);
    assert_int_equal(n_stories, 4);
    assert_int_equal(n_sources, 2);
    assert_int_equal(sqlite3_exec(s->db,
                                  "UPDATE pair_day SET told=NULL, tone=NULL, n_stories=9,"
                                  " weight=7, n_events=n_events",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(dti_begin(s, &err), DT_OK);
    assert_int_equal(dti_rollup_all(s, &err), DT_OK);
    assert_int_equal(dt_store_commit(s, &err), DT_OK);
    st = compute(s, (dt_state_query){.a = "USA", .b = "CHN"});
    assert_int_equal(st->n_stories, n_stories);
    assert_int_equal(st->n_sources, n_sources);
    assert_near(st->level, level, 1e-12);
    dt_state_free(st);
    dt_store_close(s);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_level_by_hand),
        T(test_level_limits),
        T(test_indices_by_hand),
        T(test_as_of),
        T(test_as_of_is_a_store_of_then),
        T(test_too_few_reports),
        T(test_one_story_is_too_few),
        T(test_one_story_of_several_days_is_too_few),
        T(test_false_alarms),
        T(test_planted_changes),
        T(test_pelt_is_exact),
        T(test_course_of_few_stories),
        T(test_ranking),
        T(test_sums_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
