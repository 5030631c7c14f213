/* test_tokens.c: how text is cut into sentences and tokens: cases, properties, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/slice.h"
#include "kb/kb.h"
#include "parse/parse.h"
#include "parse/tokens.h"

static dt_kb *kb;
static dti_parser *parser;

static dt_doc *split(dt_slice text) {
    dt_error err = {{0}};
    dt_doc *doc = dti_doc_new(kb);
    assert_non_null(doc);
    doc->raw = doc->text = text;
    assert_int_equal(dti_parse_split(parser, doc, &err), DT_OK);
    return doc;
}

/* The tokens in the writing of tests/cases/tokens.tsv. */
static void print_tokens(const dt_doc *doc, dti_buf *out) {
    dti_buf_clear(out);
    for (size_t s = 0; s < doc->n_sents; s++) {
        if (s) dti_buf_str(out, " ||");
        for (uint32_t i = 0; i < doc->sents[s].n_toks; i++) {
            const dti_tok *t = &doc->toks[doc->sents[s].first + i];
            if (s || i) dti_buf_char(out, ' ');
            if (t->joined) dti_buf_char(out, '~');
            dti_buf_slice(out, dti_tok_text(doc, t));
        }
    }
    dti_buf_char(out, 0);
}

/* Every byte in one token or white space; tokens and sentences in order; nothing empty. */
static void check_properties(const dt_doc *doc) {
    size_t at = 0, n = 0;
    for (size_t s = 0; s < doc->n_sents; s++) {
        const dti_sent *sent = &doc->sents[s];
        assert_int_equal(sent->first, n);
        assert_in_range(sent->n_toks, 1, DTI_MAX_SENT_TOKENS);
        assert_int_equal(sent->start, doc->toks[sent->first].start);
        assert_int_equal(sent->end, doc->toks[sent->first + sent->n_toks - 1].end);
        if (s) assert_true(sent->paragraph >= doc->sents[s - 1].paragraph);
        n += sent->n_toks;
    }
    assert_int_equal(n, doc->n_toks);
    for (size_t i = 0; i < doc->n_toks; i++) {
        const dti_tok *t = &doc->toks[i];
        size_t space, from = at;
        while (at < t->start) {
            space = dti_text_space(doc->text, at);
            assert_true(space > 0);
            at += space;
        }
        assert_int_equal(at, t->start);
        assert_in_range(t->end - t->start, 1, DTI_MAX_TOKEN_BYTES);
        if (i) assert_int_equal(doc->toks[i - 1].space_after, at > from);
        if (t->joined) assert_int_equal(at, from);
        assert_int_equal(dti_text_space(doc->text, t->start), 0);
        at = t->end;
    }
    while (at < doc->text.len) {
        size_t space = dti_text_space(doc->text, at);
        assert_true(space > 0);
        at += space;
    }
}

static size_t unescape(dt_slice s, char *out) {
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\' && i + 1 < s.len && (s.ptr[i + 1] == 'n' || s.ptr[i + 1] == 't'))
            out[n++] = s.ptr[++i] == 'n' ? '\n' : '\t';
        else
            out[n++] = s.ptr[i];
    }
    return n;
}

static void cases_are_cut_as_written(void **state) {
    (void)state;
    dti_mapping file;
    dt_error err = {{0}};
    dti_buf got;
    dti_buf_init(&got);
    assert_int_equal(dti_map_file(TEST_SOURCE_ROOT "/tests/cases/tokens.tsv", &file, &err),
                     DT_OK);
    dt_slice rest = {file.ptr, file.len};
    int n = 0, n_wrong = 0, number = 0;
    while (rest.len) {
        dt_slice line = dti_slice_cut(&rest, '\n');
        char text[4096];
        number++;
        if (line.len == 0 || line.len >= sizeof text || line.ptr[0] == '#') continue;
        dt_slice input = dti_slice_cut(&line, '\t');
        if (dti_slice_is(input, "text")) continue;
        dt_slice raw = {text, unescape(input, text)};
        dt_doc *doc = split(raw);
        check_properties(doc);
        print_tokens(doc, &got);
        if (!dti_slice_eq(dti_str(got.ptr), line)) {
            fprintf(stderr, "tests/cases/tokens.tsv:%d:\n  want %.*s\n  got  %s\n", number,
                    (int)line.len, line.ptr, got.ptr);
            n_wrong++;
        }
        n++;
        dt_doc_free(doc);
    }
    assert_int_equal(n_wrong, 0);
    assert_true(n >= 150);
    dti_buf_release(&got);
    dti_unmap(&file);
}

/* A sentence that stands alone is cut as it is beside others. */
static void a_sentence_added_at_the_end_changes_nothing_before_it(void **state) {
    (void)state;
    const char *more = "\n\nThe unrelated committee adjourned at noon.";
    dti_mapping file;
    dt_error err = {{0}};
    dti_buf before, after;
    dti_buf_init(&before);
    dti_buf_init(&after);
    assert_int_equal(dti_map_file(TEST_SOURCE_ROOT "/tests/cases/tokens.tsv", &file, &err),
                     DT_OK);
    dt_slice rest = {file.ptr, file.len};
    while (rest.len) {
        dt_slice line = dti_slice_cut(&rest, '\n'), text = dti_slice_cut(&line, '\t');
        if (text.len < 60 || text.ptr[0] == '#') continue;
        dti_buf longer;
        dti_buf_init(&longer);
        dti_buf_slice(&longer, text);
        dti_buf_str(&longer, more);
        dt_doc *a = split(text), *b = split((dt_slice){longer.ptr, longer.len});
        print_tokens(a, &before);
        print_tokens(b, &after);
        assert_memory_equal(before.ptr, after.ptr, strlen(before.ptr));
        dt_doc_free(a);
        dt_doc_free(b);
        dti_buf_release(&longer);
    }
    dti_buf_release(&before);
    dti_buf_release(&after);
    dti_unmap(&file);
}

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Strings of pieces that meet badly; bytes that are no UTF-8 too. */
static void any_bytes_keep_the_properties(void **state) {
    (void)state;
    static const char *const parts[] = {"a",
                                        "U.S.",
                                        "Mr.",
                                        " ",
                                        "  ",
                                        "\n",
                                        "\n\n",
                                        ".",
                                        "...",
                                        "?",
                                        "!",
                                        "\"",
                                        "'",
                                        "''",
                                        "``",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        ",",
                                        "-",
                                        "--",
                                        "n't",
                                        "'s",
                                        "s'",
                                        "5",
                                        "10",
                                        "km",
                                        "%",
                                        "$",
                                        "US$",
                                        "/",
                                        "@",
                                        "#",
                                        "http://",
                                        "www.",
                                        "x.y",
                                        "a@b",
                                        "\xE2\x80\x99",
                                        "\xE2\x80\x9C",
                                        "\xE2\x80\x9D",
                                        "\xE2\x80\xA6",
                                        "\xE2\x80\xA2 ",
                                        "\xC3\xA9",
                                        "\xFF",
                                        "\xE2\x80",
                                        "\xC2\xA0",
                                        "\x01",
                                        "Z",
                                        "The ",
                                        "said ",
                                        "cannot",
                                        ":)",
                                        "_",
                                        "&",
                                        "*",
                                        "~",
                                        "\t",
                                        "1,000",
                                        "7:30",
                                        "p.m."};
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[512];
        size_t n = 0, want = 1 + next_random(&seed) % 24;
        for (size_t k = 0; k < want; k++) {
            const char *part = parts[next_random(&seed) % (sizeof parts / sizeof *parts)];
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        /* an exact copy on the heap, so that a read behind its end is seen */
        char *copy = malloc(n);
        memcpy(copy, text, n);
        dt_doc *doc = split((dt_slice){copy, n});
        check_properties(doc);
        dt_doc_free(doc);
        free(copy);
    }
}

static dt_doc *split_repeated(const char *unit, size_t times, char **bytes) {
    size_t len = strlen(unit);
    *bytes = malloc(len * times);
    assert_non_null(*bytes);
    for (size_t i = 0; i < times; i++) memcpy(*bytes + i * len, unit, len);
    dt_doc *doc = split((dt_slice){*bytes, len * times});
    check_properties(doc);
    return doc;
}

static int has_diagnostic(const dt_doc *doc, const char *name) {
    for (size_t i = 0; i < dt_doc_n_diagnostics(doc); i++)
        if (strcmp(dt_doc_diagnostic(doc, i)->name, name) == 0) return 1;
    return 0;
}

static void monsters_are_cut_and_noted(void **state) {
    (void)state;
    char *bytes;
    dt_doc *doc = split_repeated("word ", 100000, &bytes);
    assert_int_equal(doc->n_toks, 100000);
    assert_int_equal(doc->n_sents, (100000 + DTI_MAX_SENT_TOKENS - 1) / DTI_MAX_SENT_TOKENS);
    assert_true(has_diagnostic(doc, "sentence-cut"));
    dt_doc_free(doc);
    free(bytes);
    static const char *const units[] = {
        "x",   ".",  "-",   "'",       "\"",        "\xE4\xB8\xAD", "a-", "1,",
        "a.",  "a'", "(",   "@",       "/",         "\xFF",         "1/", "1-",
        "n't", "U.", "[1]", "http://", "\xD8\xB9 ", "\x02",         "s' "};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        doc = split_repeated(units[i], 200000, &bytes);
        dt_doc_free(doc);
        free(bytes);
    }
    doc = split_repeated("x", 200000, &bytes);
    assert_true(has_diagnostic(doc, "token-cut"));
    dt_doc_free(doc);
    free(bytes);
    doc = split((dt_slice){NULL, 0});
    assert_int_equal(doc->n_sents, 0);
    dt_doc_free(doc);
}

static void titles_and_quotes_are_marked(void **state) {
    (void)state;
    dt_slice text =
        dti_str("Talks fail\n\nHe said: \"We tried. We failed.\" He left.\n\n\"It is over.\"");
    dt_error err = {{0}};
    dt_doc *doc = dti_doc_new(kb);
    doc->text = text;
    doc->title = dti_str("Talks fail ");
    assert_int_equal(dti_parse_split(parser, doc, &err), DT_OK);
    assert_int_equal(doc->n_sents, 5);
    static const struct {
        int title, quote;
        uint32_t paragraph;
    } want[] = {{1, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 0, 1}, {0, 0, 2}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(doc->sents[i].is_title, want[i].title);
        assert_int_equal(doc->sents[i].is_quote, want[i].quote);
        assert_int_equal(doc->sents[i].paragraph, want[i].paragraph);
    }
    dt_doc_free(doc);
}

static int open_all(void **state) {
    (void)state;
    dt_error err = {{0}};
    kb = dt_kb_open(NULL, NULL, &err);
    if (!kb) fprintf(stderr, "%s\n", err.message);
    parser = kb ? dti_parser_new(kb, &err) : NULL;
    return parser ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    dti_parser_free(parser);
    dt_kb_close(kb);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_cut_as_written),
        cmocka_unit_test(a_sentence_added_at_the_end_changes_nothing_before_it),
        cmocka_unit_test(any_bytes_keep_the_properties),
        cmocka_unit_test(monsters_are_cut_and_noted),
        cmocka_unit_test(titles_and_quotes_are_marked),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
