/* test_model.c: the shipped reading model: opening, refusing, trees, same answers everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/slice.h"
#include "doc.h"
#include "parse/model_file.h"
#include "parse/relations.h"

#define MODEL TEST_SOURCE_ROOT "/models/en.model"

static dti_model *model;

static int open_model(void **state) {
    dt_error err;
    (void)state;
    return dti_model_open(MODEL, &model, &err);
}

static int close_model(void **state) {
    (void)state;
    dti_model_close(model);
    return 0;
}

static uint32_t next_random(uint32_t *s) {
    *s = *s * 1664525u + 1013904223u;
    return *s >> 8;
}

static void assert_one_tree(const dti_tok_out *out, size_t n) {
    size_t roots = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i].head <= n && out[i].head != i + 1);
        assert_true(out[i].upos < DTI_N_UPOS && out[i].deprel < DTI_R_COUNT);
        assert_int_equal(out[i].head == 0, out[i].deprel == DTI_R_ROOT);
        roots += out[i].head == 0;
        size_t steps = 0;
        for (size_t x = i + 1; x; x = out[x - 1].head) assert_true(++steps <= n);
    }
    assert_int_equal(roots, n > 0);
}

static size_t split(const char *text, dt_slice *forms, size_t cap) {
    size_t n = 0;
    for (dt_slice rest = dti_str(text); rest.ptr && n < cap;) forms[n++] = dti_slice_cut(&rest, ' ');
    return n;
}

static void test_reads_news(void **state) {
    (void)state;
    dt_slice forms[32];
    dti_tok_out out[32];
    dti_parse_ws *ws = dti_parse_ws_new(model);
    size_t n = split("Israeli troops were attacked by Hamas militants in Gaza on Tuesday .", forms, 32);
    assert_int_equal(dti_model_parse(model, ws, forms, n, out), DT_OK);
    assert_one_tree(out, n);
    assert_int_equal(out[1].deprel, DTI_R_NSUBJ_PASS);
    assert_int_equal(out[1].head, 4);
    assert_int_equal(out[3].upos, DTI_VERB);
    assert_true(out[3].feats & DTI_F_PASS);
    assert_int_equal(out[6].deprel, DTI_R_OBL_AGENT);
    dti_parse_ws_free(ws);
}

/* Words as they come, among them bytes that are no text. */
static dt_slice odd_form(uint32_t *seed, char *room) {
    size_t len = next_random(seed) % 12;
    for (size_t i = 0; i < len; i++) {
        uint32_t r = next_random(seed);
        room[i] = (char)(r % 4 ? 'a' + r / 4 % 26 : r / 4 % 256);
    }
    return (dt_slice){room, len};
}

static void test_odd_sentences_are_trees_on_every_kernel(void **state) {
    (void)state;
    enum { SENTS = 40, MOST = 60 };
    static char room[SENTS * MOST][12];
    static dt_slice forms[SENTS * MOST];
    static dti_tok_out out[5][SENTS * MOST];
    static const char *const kernels[] = {"plain", "ssse3", "avx2", "vnni"};
    dti_sent_job jobs[SENTS];
    uint32_t seed = 5;
    size_t at = 0;
    for (size_t s = 0; s < SENTS; s++) {
        size_t n = s < 3 ? s : next_random(&seed) % MOST;
        for (size_t i = 0; i < n; i++) forms[at + i] = odd_form(&seed, room[at + i]);
        jobs[s] = (dti_sent_job){forms + at, n, out[0] + at};
        at += n;
    }
    dti_parse_ws *ws = dti_parse_ws_new(model);
    assert_int_equal(dti_model_parse_batch(model, ws, jobs, SENTS), DT_OK);
    for (size_t s = 0; s < SENTS; s++) assert_one_tree(jobs[s].out, jobs[s].n);
    for (size_t k = 0; k < 4; k++) {
        if (dti_parse_ws_use(ws, kernels[k]) != DT_OK) continue;
        for (size_t s = 0; s < SENTS; s++) { /* one by one: the company makes no difference */
            size_t from = (size_t)(jobs[s].forms - forms);
            assert_int_equal(
                dti_model_parse(model, ws, jobs[s].forms, jobs[s].n, out[1 + k] + from), DT_OK);
        }
        for (size_t i = 0; i < at; i++)
            assert_memory_equal(&out[0][i], &out[1 + k][i], offsetof(dti_tok_out, upos) + 1);
    }
    dti_parse_ws_free(ws);
}

static void test_endless_sentence_is_one_tree(void **state) {
    (void)state;
    size_t n = 4 * DTI_MAX_SENT_TOKENS + 7;
    dt_slice *forms = calloc(n, sizeof *forms);
    dti_tok_out *out = calloc(n, sizeof *out);
    dti_parse_ws *ws = dti_parse_ws_new(model);
    for (size_t i = 0; i < n; i++) forms[i] = dti_str(i % 3 ? "bomb" : "the");
    assert_int_equal(dti_model_parse(model, ws, forms, n, out), DT_OK);
    assert_one_tree(out, n);
    dti_parse_ws_free(ws);
    free(forms);
    free(out);
}

static void test_refuses_what_is_not_whole(void **state) {
    (void)state;
    dt_error err;
    dti_mapping map;
    dti_model *m;
    assert_int_equal(dti_model_open("no/such.model", &m, &err), DT_FAILED);
    assert_int_equal(dti_map_file(MODEL, &map, &err), DT_OK);
    char *copy = malloc(map.len);
    for (size_t cut = 0; cut < map.len; cut += cut < 700 ? 13 : 300007) {
        assert_int_equal(dti_model_open_bytes("cut", map.ptr, cut, &m, &err), DT_FAILED);
        assert_null(m);
    }
    uint32_t seed = 3;
    for (int round = 0; round < 60; round++) {
        memcpy(copy, map.ptr, map.len);
        size_t at = round < 40 ? (size_t)round : next_random(&seed) % map.len;
        copy[at] = (char)(copy[at] ^ 0x10);
        assert_int_equal(dti_model_open_bytes("bad", copy, map.len, &m, &err), DT_FAILED);
    }
    /* sizes and places that lie, under a checksum that fits */
    for (size_t at = 32; at < 32 + 14 * 4 + 40 * 16; at += 3) {
        memcpy(copy, map.ptr, map.len);
        copy[at] = (char)(copy[at] ^ 0x41);
        uint64_t sum = dti_model_checksum(copy + 32, map.len - 32);
        memcpy(copy + 24, &sum, sizeof sum);
        if (dti_model_open_bytes("lie", copy, map.len, &m, &err) == DT_OK) dti_model_close(m);
    }
    free(copy);
    dti_unmap(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_news),
        cmocka_unit_test(test_odd_sentences_are_trees_on_every_kernel),
        cmocka_unit_test(test_endless_sentence_is_one_tree),
        cmocka_unit_test(test_refuses_what_is_not_whole),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
