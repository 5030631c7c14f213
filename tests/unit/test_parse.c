/* test_parse.c: raw text to trees: golden parses of news, round trip, odd texts in bounds. */
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
#include "parse/conllu.h"
#include "parse/parse.h"

#define GOLDEN TEST_SOURCE_ROOT "/tests/golden/parse/"

static dt_kb *kb;
static dti_parser *parser;

static dt_doc *parse(dt_slice text) {
    dt_error err = {{0}};
    dt_doc *doc = dti_doc_new(kb);
    assert_non_null(doc);
    doc->raw = doc->text = text;
    assert_int_equal(dti_parse_split(parser, doc, &err), DT_OK);
    assert_int_equal(dti_parse_all(parser, doc, &err), DT_OK);
    return doc;
}

static void assert_trees(const dt_doc *doc) {
    for (size_t s = 0; s < doc->n_sents; s++) {
        const dti_sent *sent = &doc->sents[s];
        uint32_t from = sent->first, to = sent->first + sent->n_toks, n_roots = 0;
        for (uint32_t t = from; t < to; t++) {
            uint32_t steps = 0;
            n_roots += doc->toks[t].head == DTI_NONE;
            for (uint32_t x = t; doc->toks[x].head != DTI_NONE; x = doc->toks[x].head) {
                assert_in_range(doc->toks[x].head, from, to - 1);
                assert_true(++steps < sent->n_toks);
            }
        }
        assert_int_equal(n_roots, 1);
    }
}

/* ---------------------------------------------------------------- golden parses */

/* 1 when the sentence has the tokens, tags, heads and relations of gold, punctuation's apart. */
static int agrees(const dt_doc *doc, const dt_doc *gold, uint32_t gold_sent, dti_buf *why) {
    const dti_sent *s = &gold->sents[gold_sent];
    int same = 1;
    dti_buf_clear(why);
    if (doc->n_sents != 1 || doc->n_toks != s->n_toks) {
        dti_buf_str(why, " other tokens or sentences");
        return 0;
    }
    for (uint32_t i = 0; i < s->n_toks; i++) {
        const dti_tok *g = &gold->toks[s->first + i], *t = &doc->toks[i];
        uint32_t head = g->head == DTI_NONE ? DTI_NONE : g->head - s->first;
        if (g->upos == DTI_PUNCT && t->upos == DTI_PUNCT) continue;
        if (t->upos == g->upos && t->head == head && t->deprel == g->deprel &&
            dti_slice_eq(dti_tok_text(doc, t), dti_tok_text(gold, g)))
            continue;
        dti_buf_char(why, ' ');
        dti_buf_slice(why, dti_tok_text(doc, t));
        same = 0;
    }
    return same;
}

static int is_listed(dt_slice list, uint32_t number) {
    while (list.len) {
        dt_slice line = dti_slice_cut(&list, '\n');
        if (line.len && line.ptr[0] != '#' && (uint32_t)atoi(line.ptr) == number) return 1;
    }
    return 0;
}

static void golden_parses_are_right_but_for_the_known_wrong(void **state) {
    (void)state;
    dti_mapping file, wrong;
    dt_error err = {{0}};
    dti_buf why;
    size_t at = 0, line = 0;
    int n_bad = 0;
    dti_buf_init(&why);
    assert_int_equal(dti_map_file(GOLDEN "news.conllu", &file, &err), DT_OK);
    assert_int_equal(dti_map_file(GOLDEN "known_wrong.txt", &wrong, &err), DT_OK);
    dt_doc *gold = dti_doc_new(kb);
    assert_int_equal(
        dti_conllu_read(gold, (dt_slice){file.ptr, file.len}, &at, &line, &err), DT_OK);
    assert_int_equal(dt_doc_n_diagnostics(gold), 0);
    assert_true(gold->n_sents >= 60);
    assert_trees(gold);
    for (uint32_t i = 0; i < gold->n_sents; i++) {
        const dti_sent *s = &gold->sents[i];
        dt_doc *doc = parse((dt_slice){gold->text.ptr + s->start, s->end - s->start});
        int same = agrees(doc, gold, i, &why);
        int known = is_listed((dt_slice){wrong.ptr, wrong.len}, i + 1);
        dti_buf_char(&why, 0);
        if (same == known) {
            fprintf(stderr, "tests/golden/parse: sentence %u %s:%s\n", i + 1,
                    same ? "is right now, take it out of known_wrong.txt" : "is wrong", why.ptr);
            n_bad++;
        }
        dt_doc_free(doc);
    }
    assert_int_equal(n_bad, 0);
    dt_doc_free(gold);
    dti_unmap(&file);
    dti_unmap(&wrong);
    dti_buf_release(&why);
}

/* ---------------------------------------------------------------- round trip */

static void what_is_written_is_read_back(void **state) {
    (void)state;
    dt_slice text = dti_str(
        "Talks fail\n\nHe can't stay, the U.S. envoy said.  \"We're done -- for now.\"\n\n"
        "- One: 5% of 1,000.\n- Two (see http://example.org/a_b?c=d).\tEnd \xE2\x80\x94 caf\xC3\xA9");
    dt_error err = {{0}};
    dti_buf once, twice;
    size_t at = 0, line = 0;
    dti_buf_init(&once);
    dti_buf_init(&twice);
    dt_doc *doc = parse(text), *back = dti_doc_new(kb);
    assert_trees(doc);
    dti_conllu_write(doc, &once);
    assert_int_equal(dti_conllu_read(back, (dt_slice){once.ptr, once.len}, &at, &line, &err),
                     DT_OK);
    assert_int_equal(at, once.len);
    assert_int_equal(back->n_toks, doc->n_toks);
    assert_int_equal(back->n_sents, doc->n_sents);
    for (size_t i = 0; i < doc->n_toks; i++) {
        const dti_tok *a = &doc->toks[i], *b = &back->toks[i];
        assert_true(dti_slice_eq(dti_tok_text(doc, a), dti_tok_text(back, b)));
        assert_int_equal(a->upos, b->upos);
        assert_int_equal(a->head, b->head);
        assert_int_equal(a->deprel, b->deprel);
        assert_int_equal(a->feats, b->feats);
    }
    dti_conllu_write(back, &twice);
    assert_int_equal(once.len, twice.len);
    assert_memory_equal(once.ptr, twice.ptr, once.len);
    dt_doc_free(doc);
    dt_doc_free(back);
    dti_buf_release(&once);
    dti_buf_release(&twice);
}

/* ---------------------------------------------------------------- odd texts */

static int has_diagnostic(const dt_doc *doc, const char *name) {
    for (size_t i = 0; i < dt_doc_n_diagnostics(doc); i++)
        if (strcmp(dt_doc_diagnostic(doc, i)->name, name) == 0) return 1;
    return 0;
}

static void odd_texts_are_trees_and_noted(void **state) {
    (void)state;
    static const struct {
        const char *unit;
        size_t times;
        const char *diagnostic;
    } odd[] = {
        {"bomb ", 100000, "sentence-cut"},
        {"x", 60000, "token-cut"},
        {"?!... ", 3000, "no-words"},
        {"...", 9000, "no-words"},
        {"1,000 ", 3000, "no-words"},
        {"\xD0\xBC\xD0\xB8\xD1\x80 ", 3000, "other-script"},           /* Cyrillic */
        {"\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 ", 3000, "other-script"},   /* Arabic */
        {"\xE5\x92\x8C\xE5\xB9\xB3\xE3\x80\x82", 3000, "other-script"}, /* Chinese */
        {"war\x01 ", 1000, "control-characters"},
        {"war\x00peace ", 1000, "control-characters"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        size_t len = i == 9 ? 10 : strlen(odd[i].unit);
        char *bytes = malloc(len * odd[i].times);
        assert_non_null(bytes);
        for (size_t k = 0; k < odd[i].times; k++) memcpy(bytes + k * len, odd[i].unit, len);
        dt_doc *doc = parse((dt_slice){bytes, len * odd[i].times});
        assert_trees(doc);
        if (!has_diagnostic(doc, odd[i].diagnostic)) fail_msg("no %s", odd[i].diagnostic);
        dt_doc_free(doc);
        free(bytes);
    }
}

static void plain_news_is_not_noted(void **state) {
    (void)state;
    static const char *const fine[] = {
        "The army shelled Kherson.\r\n\tMore follows.", "", " \n ",
        "President Recep Tayyip Erdo\xC4\x9F" "an met Andrzej Duda in \xC5\x81\xC3\xB3" "d\xC5\xBA.",
        "China (\xE4\xB8\xAD\xE5\x9B\xBD) and Russia signed the treaty."};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        dt_doc *doc = parse(dti_str(fine[i]));
        assert_int_equal(dt_doc_n_diagnostics(doc), 0);
        dt_doc_free(doc);
    }
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
        cmocka_unit_test(golden_parses_are_right_but_for_the_known_wrong),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(odd_texts_are_trees_and_noted),
        cmocka_unit_test(plain_news_is_not_noted),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
