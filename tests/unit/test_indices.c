/* test_indices.c: every index of docs/tension.md against numbers worked by hand or from the
 * definition, another way than the code goes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "made_up.h"
#include "store_case.h"

static char path[256];

static int set_up(void **state) {
    (void)state;
    scratch_path(path, sizeof path, "indices");
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    remove_store(path);
    return 0;
}

static dt_store *open_store(void) { return open_at(path, DT_STORE_WRITE); }

static int told;

/* A document with one event; the Goldstein value is not the score. */
static void tell(dt_store *s, const char *published, const char *date, const char *a,
                 const char *b, double score, double goldstein, int quad, double confidence) {
    made m;
    dt_error err = {{0}};
    char id[32];
    snprintf(id, sizeof id, "i%d", ++told);
    make_up(&m, id, published, a, b, score);
    m.event.date = dti_str(date);
    m.event.goldstein = goldstein;
    m.event.quad = quad;
    m.event.confidence = confidence;
    if (dt_store_put_record(s, &m.record, NULL, &err) != DT_OK) fail_msg("%s", err.message);
}

static dt_state *compute(dt_store *s, dt_state_query q) {
    dt_error err = {{0}};
    dt_state *st = NULL;
    if (dt_store_commit(s, &err) != DT_OK) fail_msg("%s", err.message);
    if (dt_state_compute(s, &q, &st, &err) != DT_OK) fail_msg("%s", err.message);
    return st;
}

/*
 * May 2023:  aid         score 10, Goldstein 7,  class 2, confidence 0.8          w 0.8
 *            accusation  score -3, Goldstein -2, class 3, confidence 0.5          w 0.5
 *            attack      score -9, Goldstein -10, class 4, "in May", 0.6 x 0.5    w 0.3
 *            meeting     score 2.5, Goldstein 1, class 1, "this year", 1 x 0.1    w 0.1
 * "In May" is the 16th, "this year" July 2, and so the day of its telling, May 30.
 */
static void test_net_values_and_shares(void **state) {
    (void)state;
    dt_store *s = open_store();
    tell(s, "2023-05-10", "2023-05-10", "USA", "CHN", 10, 7, 2, 0.8);
    tell(s, "2023-05-20", "2023-05-20", "USA", "CHN", -3, -2, 3, 0.5);
    tell(s, "2023-05-29", "2023-05", "USA", "CHN", -9, -10, 4, 0.6);
    tell(s, "2023-05-30", "2023", "CHN", "USA", 2.5, 1, 1, 1);
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_MONTH});
    assert_int_equal(st->n_points, 1);
    const dt_point *p = &st->points[0];
    assert_int_equal(p->n_events, 4);
    for (int quad = 1; quad <= 4; quad++) assert_int_equal(p->quad[quad], 1);
    assert_near(p->weight, 1.7, 1e-12);
    /* 0.8 x 7 - 0.5 x 2 - 0.3 x 10 + 0.1 x 1 = 5.6 - 1 - 3 + 0.1 */
    assert_near(p->goldstein_sum, 1.7, 1e-12);
    assert_near(p->goldstein_mean, 1, 1e-12);
    /* (0.8 x 10 - 0.5 x 3 - 0.3 x 9 + 0.1 x 2.5) / 1.7 = (8 - 1.5 - 2.7 + 0.25) / 1.7 */
    assert_near(p->score_mean, 4.05 / 1.7, 1e-12);
    assert_near(p->cooperation, 8.25, 1e-12);
    assert_near(p->conflict, 4.2, 1e-12);
    assert_near(p->conflict_share, 0.8 / 1.7, 1e-12);
    dt_state_free(st);
    dt_store_close(s);
}

/*
 * 2 of 4 documents in January speak of conflict between the two, 1 of 5 in February, none of 1
 * in March, and in April none was published: shares 0.5, 0.2, 0 and none; their mean is 0.7 /
 * 3, the index 214.2857, 85.7143, 0 and none.  What is dated earlier counts when it is
 * published.
 */
static void test_newspaper_index(void **state) {
    (void)state;
    dt_store *s = open_store();
    tell(s, "2023-01-03", "2023-01-03", "USA", "CHN", -3, -2, 3, 1);
    tell(s, "2023-01-04", "2023-01-04", "CHN", "USA", -9, -10, 4, 1);
    tell(s, "2023-01-05", "2023-01-05", "USA", "CHN", 2.5, 1, 1, 1); /* no conflict */
    tell(s, "2023-01-06", "2023-01-06", "USA", "FRA", -3, -2, 3, 1); /* not between the two */
    tell(s, "2023-02-01", "2023-01-31", "USA", "CHN", -3, -2, 3, 1);
    for (int i = 0; i < 4; i++) tell(s, "2023-02-02", "2023-02-02", "FRA", "GBR", -3, -2, 3, 1);
    tell(s, "2023-03-01", "2023-03-01", "FRA", "GBR", -3, -2, 3, 1);
    tell(s, "2023-05-01", "2023-04-30", "USA", "CHN", 2.5, 1, 1, 1);
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_MONTH});
    static const double shares[] = {0.5, 0.2, 0}, indices[] = {214.285714, 85.714286, 0};
    assert_int_equal(st->n_points, 4);
    for (int i = 0; i < 3; i++) {
        assert_near(st->points[i].news_share, shares[i], 1e-12);
        assert_near(st->points[i].news_index, indices[i], 1e-5);
    }
    assert_true(isnan(st->points[3].news_share) && isnan(st->points[3].news_index));
    dt_state_free(st);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ the level */

enum { MOST = 16 };

/* Solves a x = b by elimination; a is positive definite. */
static void solve(double a[MOST][MOST], double *b, int n) {
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++) {
            double f = a[k][i] / a[i][i];
            for (int j = i; j < n; j++) a[k][j] -= f * a[i][j];
            b[k] -= f * b[i];
        }
    for (int i = n; i-- > 0;) {
        for (int j = i + 1; j < n; j++) b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
}

static double covariance(double days) {
    days = fabs(days);
    return exp(-days / (5 * 365.25)) + exp(-days / 90);
}

/*
 * The formula of docs/tension.md without a filter: two Gaussian processes, their sum seen with
 * noise; the mean of its posterior on day t is k' (K + R)^-1 y, its variance 2 - k' (K + R)^-1
 * k.
 */
static void level_by_matrix(const int *days, const double *tones, const double *weights, int n,
                            int t, double *level, double *half) {
    double a[MOST][MOST] = {{0}}, again[MOST][MOST], y[MOST], k[MOST], z[MOST], mean = 0,
           variance = 2;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) a[i][j] = covariance(days[i] - days[j]);
        a[i][i] += 1.69 * (1 / weights[i] + 0.1);
        y[i] = tones[i];
        k[i] = z[i] = covariance(t - days[i]);
    }
    memcpy(again, a, sizeof a);
    solve(a, y, n);
    solve(again, z, n);
    for (int i = 0; i < n; i++) {
        mean += k[i] * y[i];
        variance -= k[i] * z[i];
    }
    *level = 50 - 50 / sqrt(10) * mean;
    *half = 1.2815515655 * sqrt(variance) * 50 / sqrt(10);
}

static void test_level_is_the_posterior(void **state) {
    (void)state;
    static const struct {
        int day;
        double score, confidence;
    } reports[] = {{0, -3, 1},   {2, -9, 0.9},   {30, 2.5, 0.5},  {31, 5, 0.8},
                   {100, -6, 1}, {101, -2, 0.7}, {300, 2.5, 0.9}, {420, 10, 0.6}};
    enum { N = sizeof reports / sizeof *reports };
    const int32_t first = dti_day_number(2022, 3, 1);
    int days[N];
    double tones[N], weights[N];
    dt_store *s = open_store();
    for (int i = 0; i < N; i++) {
        char date[16];
        dti_date d = dti_date_of_day(first + reports[i].day);
        dti_date_write(&d, date);
        tell(s, date, date, "USA", "CHN", reports[i].score, 0, 1, reports[i].confidence);
        days[i] = reports[i].day;
        weights[i] = reports[i].confidence;
        tones[i] = (reports[i].score < 0 ? -1 : 1) * sqrt(fabs(reports[i].score));
    }
    dt_state *st = compute(s, (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_DAY});
    assert_int_equal(st->n_points, 421);
    for (size_t i = 0; i < st->n_points; i++) {
        int n = 0;
        double level, half;
        while (n < N && days[n] <= (int)i) n++;
        level_by_matrix(days, tones, weights, n, (int)i, &level, &half);
        assert_near(st->points[i].level, level, 1e-6);
        assert_near(st->points[i].high, level + half < 100 ? level + half : 100, 1e-6);
        assert_near(st->points[i].low, level - half > 0 ? level - half : 0, 1e-6);
    }
    /* the first day by hand: test_state.c */
    assert_near(st->points[0].level, 64.193380, 1e-4);
    dt_state_free(st);
    dt_store_close(s);
}

/* ------------------------------------------------------------------ compared */

static int note_rank(void *ctx, const dt_rank_row *row) {
    double *sums = ctx;
    if (!row->enough ||
        (dti_slice_eq(row->a, dti_str("CHN")) && dti_slice_eq(row->b, dti_str("USA"))))
        return 0;
    sums[0]++;
    sums[1] += row->level;
    sums[2] += row->level * row->level;
    sums[3] += row->level < sums[4];
    return 0;
}

/* Percentile, z and changes from the days' levels as the series prints them; the others' from
 * the ranking. */
static void test_compared_by_definition(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_store *s = open_store();
    const int32_t first = dti_day_number(2019, 1, 7);
    for (int i = 0; i < 150;
         i++) { /* five years: the first two are too old to be compared with */
        char date[16];
        dti_date d = dti_date_of_day(first + i * 12);
        dti_date_write(&d, date);
        tell(s, date, date, "USA", "CHN", i < 40 ? -9 : i % 7 ? 2.5 : -6, 1, 1, 1);
        static const char *const others[] = {"AUT", "BEL", "BGR", "CYP", "CZE", "DNK"};
        for (int k = i % 3; i >= 125 && k < 6; k += 3)
            tell(s, date, date, "POL", others[k], k < 2 ? -9 : 2.5 + k, 1, 1, 1);
    }
    dt_state *st = compute(
        s, (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_DAY, .with_dyad_rank = 1});
    size_t last = st->n_points - 1, n = 0;
    double sum = 0, squares = 0, below = 0;
    for (size_t i = last - 1095; i < last; i++) {
        const dt_point *p = &st->points[i];
        if (!p->enough) continue;
        n++;
        sum += p->level;
        squares += p->level * p->level;
        below += p->level < st->level ? 1 : p->level == st->level ? 0.5 : 0;
    }
    assert_true(n > 1000);
    double mean = sum / (double)n;
    assert_near(st->percentile, 100 * below / (double)n, 1e-9);
    assert_near(st->z, (st->level - mean) / sqrt(squares / (double)n - mean * mean), 1e-6);
    assert_near(st->change_4w, st->level - st->points[last - 28].level, 1e-9);
    assert_near(st->change_52w, st->level - st->points[last - 364].level, 1e-9);
    double sums[5] = {0, 0, 0, 0, st->level};
    assert_int_equal(dt_state_rank(s, NULL, 0, note_rank, sums, &err), DT_OK);
    assert_int_equal((int)sums[0], 6);
    assert_int_equal(st->n_dyads, 6);
    mean = sums[1] / 6;
    assert_near(st->dyad_percentile, 100 * sums[3] / 6, 1e-9);
    assert_near(st->dyad_z, (st->level - mean) / sqrt(sums[2] / 6 - mean * mean), 1e-6);
    dt_state_free(st);
    dt_store_close(s);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_net_values_and_shares),
        T(test_newspaper_index),
        T(test_level_is_the_posterior),
        T(test_compared_by_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
