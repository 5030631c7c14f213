/* test_base.c: arena, buffer and JSON, dates, UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/slice.h"
#include "base/utf8.h"

static void arena_refuses_past_its_ceiling(void **state) {
    (void)state;
    dti_arena a;
    dti_arena_init(&a, 1000);
    assert_non_null(dti_arena_alloc(&a, 900));
    assert_null(dti_arena_alloc(&a, 900));
    assert_true(a.failed);
    assert_null(dti_arena_array(&a, SIZE_MAX / 2, 16));
    dti_arena_release(&a);
}

static void json_strings_are_valid_whatever_the_bytes(void **state) {
    (void)state;
    dti_buf b;
    dti_buf_init(&b);
    dti_json_string(&b, dti_slice("a\"\\\n\x01\xff\xc3\xa9", 8));
    assert_string_equal(b.ptr, "\"a\\\"\\\\\\n\\u0001\xEF\xBF\xBD\xc3\xa9\"");
    dti_buf_clear(&b);
    dti_json_number(&b, -2.25, 3);
    dti_buf_char(&b, ' ');
    dti_json_number(&b, 0.1 + 0.2, 6);
    dti_buf_char(&b, ' ');
    dti_json_number(&b, -0.0000001, 3);
    assert_string_equal(b.ptr, "-2.25 0.3 0");
    dti_buf_release(&b);
}

static void days_go_to_dates_and_back(void **state) {
    (void)state;
    assert_int_equal(dti_day_number(1970, 1, 1), 0);
    assert_int_equal(dti_day_number(2000, 3, 1), 11017);
    for (int32_t d = -200000; d < 200000; d += 17) {
        int y, m, day;
        dti_day_parts(d, &y, &m, &day);
        assert_int_equal(dti_day_number(y, m, day), d);
    }
    assert_int_equal(dti_weekday(dti_day_number(2023, 6, 18)), 6); /* a Sunday */
}

static void dates_are_read_with_their_precision(void **state) {
    (void)state;
    dti_date d;
    char out[16];
    assert_int_equal(dti_date_read(dti_str("2022-11"), &d), DT_OK);
    assert_int_equal(d.precision, DTI_P_MONTH);
    dti_date_write(&d, out);
    assert_string_equal(out, "2022-11");
    assert_int_equal(dti_date_last_day(&d), dti_day_number(2022, 11, 30));
    assert_int_equal(dti_date_read(dti_str("2023-02-29"), &d), DT_FAILED);
    assert_int_equal(dti_date_read(dti_str("2024-02-29T10:00:00Z"), &d), DT_OK);
    assert_int_equal(dti_date_read(dti_str("23-02-01"), &d), DT_FAILED);
    assert_int_equal(dti_date_read(dti_str(""), &d), DT_FAILED);
}

static void folding_takes_case_and_accents_off(void **state) {
    (void)state;
    char out[64];
    const char *in = "J\xc3\xbcri \xc5\x81ukasz \xc3\x98rsted \xc3\x9f \xe2\x80\x99";
    size_t n = dti_fold(in, strlen(in), out, sizeof out);
    assert_memory_equal(out, "juri lukasz orsted ss '", n);
    assert_int_equal(n, strlen("juri lukasz orsted ss '"));
}

static void broken_utf8_is_found_at_its_byte(void **state) {
    (void)state;
    assert_int_equal(dti_utf8_check("ab\xc3(", 4), 2);
    assert_int_equal(dti_utf8_check("\xed\xa0\x80", 3), 0); /* a surrogate */
    assert_int_equal(dti_utf8_check("\xc0\xaf", 2), 0);     /* overlong */
    assert_int_equal(dti_utf8_check("\xf0\x9f\x95\x8a", 4), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_refuses_past_its_ceiling),
        cmocka_unit_test(json_strings_are_valid_whatever_the_bytes),
        cmocka_unit_test(days_go_to_dates_and_back),
        cmocka_unit_test(dates_are_read_with_their_precision),
        cmocka_unit_test(folding_takes_case_and_accents_off),
        cmocka_unit_test(broken_utf8_is_found_at_its_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
