/*
 * test_tension.c: the screen of detente tension on a small made store, compared with
 * tests/golden/tension-*.txt.  RENEW_GOLDEN=1 writes them anew; then read the difference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/tension_data.h"
#include "state/state_json.h"
#include "cli/tension_screen.h"
#include "made_up.h"

static char path[256];
static dt_store *store;

static void tell(const char *date, const char *a, const char *b, double score,
                 const char *words) {
    static int number;
    char id[32];
    made m;
    dt_error err = {{0}};
    snprintf(id, sizeof id, "story-%02d", ++number);
    make_up(&m, id, date, a, b, score);
    snprintf(m.evidence, sizeof m.evidence, "%s", words);
    m.event.evidence = dti_str(m.evidence);
    m.event.trigger_start = m.event.trigger_end = 0;
    m.event.trigger = dti_str("");
    m.record.source = dti_str(number % 3 ? "Harbour Post" : "Global Desk");
    dt_ahead ahead = {.date = dti_str("2024-11-05"),
                      .kind = dti_str("election"),
                      .country = dti_str("USA"),
                      .evidence = dti_str("The United States votes on November 5, 2024.")};
    m.record.ahead = &ahead;
    m.record.n_ahead = number % 5 == 0;
    if (dt_store_put_record(store, &m.record, NULL, &err) != DT_OK) fail_msg("%s", err.message);
}

static int open_store(void **state) {
    (void)state;
    dt_error err = {{0}};
    scratch_path(path, sizeof path, "tension");
    store = dt_store_open(path, DT_STORE_WRITE, &err);
    if (!store) return -1;
    static const struct {
        const char *date;
        double score;
        const char *words;
    } all[] = {
        {"2022-08-05", -6, "China broke off talks with the United States on climate."},
        {"2022-08-16", -3, "China accused the United States of bad faith."},
        {"2022-10-08", -3, "China condemned American limits on the sale of chips."},
        {"2022-11-14", 2.5, "The presidents of the United States and China met in Bali."},
        {"2022-11-22", 2.5,
         "The ministers of defence met in Siem Reap and talked for more than an "
         "hour about how to keep their armed forces apart in the air and at sea, "
         "“a first step”, both said."},
        {"2023-01-18", 5, "The Treasury Secretary thanked China's vice premier."},
        {"2023-02-04", -9, "The United States shot down a Chinese balloon."},
        {"2023-02-10", -6, "The United States put six Chinese firms on a blacklist."},
        {"2023-02-18", -3.5, "The United States warned China not to arm Russia."},
        {"2023-04-08", -5.5,
         "Chinese ships circled the island while an American destroyer passed."},
        {"2023-06-18", 4, "The Secretary of State arrived in Beijing."},
        {"2023-07-08", 2.5, "The Treasury Secretary met the premier in Beijing."},
        {"2023-08-28", 2.5, "The ministers of commerce agreed to set up a working group."},
        {"2023-11-15", 5, "The presidents met near San Francisco."},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int k = 0; k < 2; k++)
            tell(all[i].date, k ? "CHN" : "USA", k ? "USA" : "CHN", all[i].score, all[i].words);
    tell("2023-09-01", "FRA", "DEU", 2.5, "The ministers met in Paris.");
    tell("2023-09-02", "FRA", "DEU", 2.5, "The ministers met in Bonn.");
    tell("2023-09-03", "FRA", "DEU", 5, "France thanked Germany.");
    return dt_store_commit(store, &err) == DT_OK ? 0 : -1;
}

static int close_store(void **state) {
    (void)state;
    dt_store_close(store);
    remove_store(path);
    return 0;
}

static void compare(const char *name, const dti_buf *got) {
    char file[512];
    snprintf(file, sizeof file, "%s/tests/golden/%s", TEST_SOURCE_ROOT, name);
    assert_false(got->failed);
    if (getenv("RENEW_GOLDEN")) {
        FILE *f = fopen(file, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got->ptr, 1, got->len, f), got->len);
        fclose(f);
    }
    FILE *f = fopen(file, "rb");
    if (!f) fail_msg("%s is missing", file);
    static char wanted[1 << 16];
    size_t n = fread(wanted, 1, sizeof wanted - 1, f);
    fclose(f);
    wanted[n] = 0;
    if (n != got->len || memcmp(wanted, got->ptr, n) != 0)
        fail_msg("%s is not what is printed now:\n%s", name, got->ptr);
}

static void screen(const char *name, dti_look look, dt_state_query q) {
    dt_error err = {{0}};
    dt_state *st;
    dti_buf out;
    dti_buf_init(&out);
    if (dt_state_compute(store, &q, &st, &err) != DT_OK) fail_msg("%s", err.message);
    if (dti_tension_screen(&look, &out, store, &q, st, &err) != DT_OK)
        fail_msg("%s", err.message);
    compare(name, &out);
    /* what is called plain is ASCII without escapes, and no line is wider than asked */
    int columns = 0;
    for (size_t i = 0; i < out.len; i++) {
        unsigned char c = (unsigned char)out.ptr[i];
        if (!look.unicode) assert_true(c == '\n' || (c >= 32 && c < 127));
        columns = c == '\n' ? 0 : columns + ((c & 0xc0) != 0x80);
        if (!look.colour) assert_true(columns <= look.width);
    }
    dti_buf_release(&out);
    dt_state_free(st);
}

static void test_plain(void **state) {
    (void)state;
    screen("tension-plain.txt", (dti_look){.width = 100},
           (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_AUTO, .with_dyad_rank = 1});
}

static void test_narrow_unicode(void **state) {
    (void)state;
    screen("tension-narrow.txt", (dti_look){.width = 72, .unicode = 1},
           (dt_state_query){.a = "USA", .b = "CHN", .step = DT_STEP_AUTO});
}

static void test_colours_change_no_text(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_state *st;
    dt_state_query q = {.a = "USA", .b = "CHN", .step = DT_STEP_AUTO};
    dti_look plain = {.width = 90, .unicode = 1},
             coloured = {.width = 90, .unicode = 1, .colour = 1};
    dti_buf a, b;
    dti_buf_init(&a);
    dti_buf_init(&b);
    assert_int_equal(dt_state_compute(store, &q, &st, &err), DT_OK);
    assert_int_equal(dti_tension_screen(&plain, &a, store, &q, st, &err), DT_OK);
    assert_int_equal(dti_tension_screen(&coloured, &b, store, &q, st, &err), DT_OK);
    size_t n = 0, escapes = 0;
    for (size_t i = 0; i < b.len; i++) {
        if (b.ptr[i] == 27) {
            while (b.ptr[i] != 'm') i++;
            escapes++;
        } else {
            b.ptr[n++] = b.ptr[i];
        }
    }
    assert_true(escapes > 50);
    assert_int_equal(n, a.len);
    assert_memory_equal(a.ptr, b.ptr, n);
    dti_buf_release(&a);
    dti_buf_release(&b);
    dt_state_free(st);
}

static void test_too_few(void **state) {
    (void)state;
    screen("tension-too-few.txt", (dti_look){.width = 80},
           (dt_state_query){.a = "FRA", .b = "DEU", .step = DT_STEP_AUTO, .to = "2024-06-30"});
    screen("tension-none.txt", (dti_look){.width = 80},
           (dt_state_query){.a = "FRA", .b = "CHN"});
}

static void test_data(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_state *st;
    dt_state_query q = {.a = "USA", .b = "CHN", .step = DT_STEP_MONTH};
    dti_buf b;
    dti_buf_init(&b);
    assert_int_equal(dt_state_compute(store, &q, &st, &err), DT_OK);
    dti_tension_csv(&b, st);
    compare("tension-month.csv", &b);
    dti_buf_clear(&b);
    assert_int_equal(dti_state_json(&b, store, &q, st, NULL, &err), DT_OK);
    assert_non_null(strstr(b.ptr, "\"kind\":\"break\""));
    assert_non_null(strstr(b.ptr, "\"date\":\"2023-02-04\""));
    compare("tension-month.json", &b);
    dti_buf_release(&b);
    dt_state_free(st);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_narrow_unicode),
        cmocka_unit_test(test_colours_change_no_text),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_data),
    };
    return cmocka_run_group_tests(tests, open_store, close_store);
}
