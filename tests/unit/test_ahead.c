/* test_ahead.c: things to come in sentences (tests/cases/ahead.tsv), kept in and read from a
 * store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_up.h"

static dt_kb *kb;
static dt_coder *coder;

static int open_all(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    kb = dt_kb_open(NULL, NULL, &err);
    if (!kb) {
        fprintf(stderr, "%s\n", err.message);
        return -1;
    }
    coder = dt_coder_new(kb, &options, &err);
    return coder ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    dt_coder_free(coder);
    dt_kb_close(kb);
    return 0;
}

static dt_doc *code(dt_slice published, dt_slice text) {
    dt_error err = {{0}};
    dt_doc *doc = NULL;
    dt_input in = {.published = published, .body = text};
    if (dt_code(coder, &in, &doc, &err) != DT_OK) fail_msg("%s", err.message);
    return doc;
}

static int compare_texts(const void *a, const void *b) { return strcmp(a, b); }

/* "ACTOR DATE KIND; ..." in alphabetic order. */
static void in_order(char *text, size_t cap) {
    char parts[32][96];
    size_t n = 0;
    dt_slice rest = dti_str(text);
    while (rest.ptr && rest.len && n < 32) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ';'));
        if (one.len) snprintf(parts[n++], sizeof parts[0], "%.*s", (int)one.len, one.ptr);
    }
    qsort(parts, n, sizeof parts[0], compare_texts);
    char out[1024] = "";
    for (size_t i = 0; i < n; i++) {
        size_t at = strlen(out);
        snprintf(out + at, sizeof out - at, "%s%s", i ? "; " : "", parts[i]);
    }
    snprintf(text, cap, "%s", n ? out : "-");
}

static void found(const dt_doc *doc, char *out, size_t cap) {
    out[0] = 0;
    for (size_t i = 0; i < dt_doc_n_ahead(doc); i++) {
        const dt_ahead *a = dt_doc_ahead(doc, i);
        size_t at = strlen(out);
        snprintf(out + at, cap - at, "%.*s %.*s %.*s;", (int)a->country.len, a->country.ptr,
                 (int)a->date.len, a->date.ptr, (int)a->kind.len, a->kind.ptr);
    }
    in_order(out, cap);
}

static void test_cases(void **state) {
    (void)state;
    FILE *f = fopen(TEST_SOURCE_ROOT "/tests/cases/ahead.tsv", "r");
    assert_non_null(f);
    char line[2048];
    int n = 0, wrong = 0, number = 0;
    while (fgets(line, sizeof line, f)) {
        number++;
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#' || !line[0] || strncmp(line, "published", 9) == 0) continue;
        int known_wrong = line[0] == '?';
        dt_slice rest = dti_str(line + known_wrong), published = dti_slice_cut(&rest, '\t'),
                 text = dti_slice_cut(&rest, '\t');
        assert_non_null(rest.ptr);
        char wanted[1024], got[1024];
        snprintf(wanted, sizeof wanted, "%.*s", (int)rest.len, rest.ptr);
        if (strcmp(wanted, "-") != 0) in_order(wanted, sizeof wanted);
        dt_doc *doc = code(published, text);
        found(doc, got, sizeof got);
        dt_doc_free(doc);
        n++;
        if ((strcmp(got, wanted) != 0) != known_wrong) {
            wrong++;
            print_message("ahead.tsv:%d: %.*s\n  wanted %s\n  found  %s\n", number,
                          (int)text.len, text.ptr, wanted, got);
        }
    }
    fclose(f);
    assert_in_range(n, 20, 1000);
    assert_int_equal(wrong, 0);
}

static int note_row(void *ctx, const dt_ahead_row *row) {
    char *out = ctx;
    size_t at = strlen(out);
    snprintf(out + at, 1024 - at, "%.*s %.*s %.*s %zu;", (int)row->ahead.country.len,
             row->ahead.country.ptr, (int)row->ahead.date.len, row->ahead.date.ptr,
             (int)row->ahead.kind.len, row->ahead.kind.ptr, row->n_documents);
    return 0;
}

/* Coded, kept, asked for: by actor, by day, as known then; the same in two stories is one row.
 */
static void test_store(void **state) {
    (void)state;
    char path[256], rows[1024];
    dt_error err = {{0}};
    scratch_path(path, sizeof path, "ahead");
    dt_store *s = dt_store_open(path, DT_STORE_WRITE, &err);
    assert_non_null(s);
    static const char *const texts[][2] = {
        {"2023-05-03", "Presidential elections will be held in France in April 2027."},
        {"2024-02-01", "France will hold a presidential election in April 2027."},
        {"2023-06-01", "Russia and Belarus will hold joint exercises in September."},
    };
    for (size_t i = 0; i < 3; i++) {
        dt_doc *doc = code(dti_str(texts[i][0]), dti_str(texts[i][1]));
        assert_int_equal(dt_store_put(s, doc, i + 1, 0, NULL, &err), DT_OK);
        dt_doc_free(doc);
    }
    assert_int_equal(dt_store_commit(s, &err), DT_OK);
    static const struct {
        const char *units, *from, *as_of, *wanted;
    } all[] = {
        {NULL, NULL, NULL,
         "BLR 2023-09 military 1;RUS 2023-09 military 1;FRA 2027-04 election 2;"},
        {"FRA", "2024-03-01", NULL, "FRA 2027-04 election 2;"},
        {"FRA", "2023-07-01", NULL, "FRA 2027-04 election 1;"}, /* the second is not out yet */
        {"RUS,FRA", "2023-05-04", NULL, "FRA 2027-04 election 1;"},
        {"RUS", "2023-05-04", "2023-06-01", "RUS 2023-09 military 1;"},
        {"RUS", "2023-09-30", NULL, "RUS 2023-09 military 1;"},
        {"RUS", "2023-10-01", NULL, ""},
        {"DEU", NULL, NULL, ""},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        rows[0] = 0;
        assert_int_equal(
            dt_store_ahead(s, all[i].units, all[i].from, all[i].as_of, 0, note_row, rows, &err),
            DT_OK);
        assert_string_equal(rows, all[i].wanted);
    }
    int32_t day;
    assert_int_equal(dt_store_last_day(s, &day, &err), DT_OK);
    assert_int_equal(day, 19754); /* 2024-02-01 */
    dt_store_close(s);
    remove_store(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_store),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
