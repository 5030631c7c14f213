/* test_who.c: whom phrases mean: the cases of tests/cases/who.tsv and coref.tsv, bad input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/slice.h"
#include "doc.h"

static dt_kb *kb;
static dt_coder *coder;

static int open_all(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    options.gate = 0;
    kb = dt_kb_open(NULL, NULL, &err);
    coder = kb ? dt_coder_new(kb, &options, &err) : NULL;
    if (!coder) fprintf(stderr, "%s\n", err.message);
    return coder ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    dt_coder_free(coder);
    dt_kb_close(kb);
    return 0;
}

/* Answers as "USAMIL,KORMIL", and the first name. */
typedef struct got {
    char codes[256], name[128];
} got;

static void add_code(got *g, dt_slice country, dt_slice sector) {
    size_t n = strlen(g->codes);
    if (dti_slice_eq(country, sector)) sector.len = 0;
    snprintf(g->codes + n, sizeof g->codes - n, "%s%.*s%.*s", n ? "," : "", (int)country.len,
             country.ptr, (int)sector.len, sector.ptr);
}

static void set_name(got *g, dt_slice name) {
    if (!g->name[0]) snprintf(g->name, sizeof g->name, "%.*s", (int)name.len, name.ptr);
}

static void ask_alone(dt_slice phrase, dt_slice date, got *g) {
    dt_doc *doc;
    dt_error err = {{0}};
    dt_who_query q = {phrase, date, {"", 0}};
    memset(g, 0, sizeof *g);
    assert_int_equal(dt_who_ask(coder, &q, &doc, &err), DT_OK);
    for (size_t i = 0; i < dt_doc_n_who(doc) && dt_doc_who(doc, i)->is_choice; i++) {
        add_code(g, dt_doc_who(doc, i)->country, dt_doc_who(doc, i)->sector);
        set_name(g, dt_doc_who(doc, i)->name);
    }
    dt_doc_free(doc);
}

/* The mention on the last place of the words in the text; the longest that overlaps it. */
static void ask_in_text(dt_slice words, dt_slice date, dt_slice text, got *g) {
    dt_doc *doc;
    dt_error err = {{0}};
    dt_input in = {.id = dti_str("case"), .body = text, .published = date, .lang = dti_str("en")};
    memset(g, 0, sizeof *g);
    assert_int_equal(dt_code(coder, &in, &doc, &err), DT_OK);
    size_t at = text.len;
    for (size_t i = 0; i + words.len <= doc->text.len; i++)
        if (memcmp(doc->text.ptr + i, words.ptr, words.len) == 0) at = i;
    assert_true(at < text.len);
    const dti_mention *best = NULL;
    for (size_t i = 0; i < doc->n_mentions; i++) {
        const dti_mention *m = &doc->mentions[i];
        if (m->start >= at + words.len || m->end <= at || !m->n_refs) continue;
        if (!best || m->end - m->start > best->end - best->start) best = m;
    }
    for (uint32_t r = 0; best && r < best->n_refs; r++) {
        add_code(g, best->refs[r].country, best->refs[r].sector);
        set_name(g, best->refs[r].name);
    }
    dt_doc_free(doc);
}

/* Is got one of "USAGOV|USA"; "-" asks for nothing, "~" for anything. */
static int is_one_of(dt_slice want, const char *have) {
    if (dti_slice_is(want, "~")) return 1;
    if (dti_slice_is(want, "-")) return !*have;
    while (want.len)
        if (dti_slice_is(dti_slice_cut(&want, '|'), have)) return 1;
    return 0;
}

static int name_fits(dt_slice want, const char *have) {
    return !want.len || (dti_slice_is(want, "-") ? !*have : dti_slice_is(want, have));
}

/* Runs a file of cases; phrase, date, code, name, text. */
static void run_cases(const char *path, int least) {
    dti_mapping file;
    dt_error err = {{0}};
    int number = 0, n_cases = 0, n_wrong = 0, seen_header = 0;
    assert_int_equal(dti_map_file(path, &file, &err), DT_OK);
    dt_slice rest = {file.ptr, file.len};
    while (rest.len) {
        dt_slice line = dti_slice_cut(&rest, '\n'), cells[5] = {{"", 0}};
        number++;
        if (!line.len || line.ptr[0] == '#') continue;
        if (!seen_header) {
            seen_header = 1;
            continue;
        }
        int known_wrong = line.ptr[0] == '!';
        if (known_wrong) line.ptr++, line.len--;
        for (int c = 0; c < 5; c++) cells[c] = dti_slice_trim(dti_slice_cut(&line, '\t'));
        got g;
        if (cells[4].len)
            ask_in_text(cells[0], cells[1], cells[4], &g);
        else
            ask_alone(cells[0], cells[1], &g);
        int right = is_one_of(cells[2], g.codes) && name_fits(cells[3], g.name);
        n_cases++;
        if (right == !known_wrong) continue;
        n_wrong++;
        fprintf(stderr, "%s:%d: %.*s: want %.*s %.*s, got %s %s%s\n", path, number,
                (int)cells[0].len, cells[0].ptr, (int)cells[2].len, cells[2].ptr,
                (int)cells[3].len, cells[3].ptr, g.codes, g.name,
                known_wrong ? " (right now: take the ! away)" : "");
    }
    dti_unmap(&file);
    assert_true(n_cases >= least);
    assert_int_equal(n_wrong, 0);
}

static void hard_cases_are_who_they_are(void **state) {
    (void)state;
    run_cases(TEST_SOURCE_ROOT "/tests/cases/who.tsv", 200);
}

static void later_words_mean_whom_they_mean(void **state) {
    (void)state;
    run_cases(TEST_SOURCE_ROOT "/tests/cases/coref.tsv", 40);
}

static void bad_questions_are_told(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_doc *doc;
    dt_who_query bad_date = {dti_str("Iran"), dti_str("yesterday"), {"", 0}};
    dt_who_query bad_text = {dti_slice("\xff\xfe", 2), {"", 0}, {"", 0}};
    dt_who_query empty = {{"", 0}, {"", 0}, {"", 0}};
    assert_int_equal(dt_who_ask(coder, &bad_date, &doc, &err), DT_FAILED);
    assert_non_null(strstr(err.message, "yesterday"));
    assert_null(doc);
    assert_int_equal(dt_who_ask(coder, &bad_text, &doc, &err), DT_FAILED);
    assert_int_equal(dt_who_ask(coder, &empty, &doc, &err), DT_OK);
    assert_int_equal(dt_doc_n_who(doc), 0);
    assert_null(dt_doc_who(doc, 0));
    dt_doc_free(doc);
}

static void alternatives_are_shown_with_their_reason(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_doc *doc;
    dt_who_query q = {dti_str("President Bush"), dti_str("2003-03-19"), {"", 0}};
    int father = 0;
    assert_int_equal(dt_who_ask(coder, &q, &doc, &err), DT_OK);
    assert_true(dt_doc_who(doc, 0)->is_choice);
    assert_true(dti_slice_is(dt_doc_who(doc, 0)->name, "George W. Bush"));
    assert_true(dti_slice_is(dt_doc_who(doc, 0)->from, "2001-01-20"));
    for (size_t i = 1; i < dt_doc_n_who(doc); i++) {
        const dt_who *w = dt_doc_who(doc, i);
        assert_false(w->is_choice);
        assert_true(w->why.len > 0);
        father |= dti_slice_is(w->name, "George H. W. Bush");
    }
    assert_true(father);
    dt_doc_free(doc);
}

static void context_decides(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_doc *doc;
    dt_who_query q = {dti_str("The minister"), dti_str("2010-06-01"),
                      dti_str("Turkish Foreign Minister Ahmet Davutoglu flew to Cairo.")};
    assert_int_equal(dt_who_ask(coder, &q, &doc, &err), DT_OK);
    assert_true(dt_doc_n_who(doc) >= 1);
    assert_true(dti_slice_is(dt_doc_who(doc, 0)->country, "TUR"));
    dt_doc_free(doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_cases_are_who_they_are),
        cmocka_unit_test(later_words_mean_whom_they_mean),
        cmocka_unit_test(bad_questions_are_told),
        cmocka_unit_test(alternatives_are_shown_with_their_reason),
        cmocka_unit_test(context_decides),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
