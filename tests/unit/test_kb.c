/* test_kb.c: tables, the packed image, the trie of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "kb/kb.h"
#include "kb/phrases.h"
#include "kb/table_check.h"

static int n_reports;
static uint32_t last_line;
static void count_report(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx, (void)path, (void)message;
    n_reports++;
    last_line = line;
}

static void a_table_names_its_bad_lines(void **state) {
    (void)state;
    dti_arena a;
    dti_arena_init(&a, 0);
    dti_text_table t;
    n_reports = 0;
    size_t n = dti_table_parse(&a, dti_str("x"), "x.tsv",
                               dti_str("# c\ncode\tname\nA\tb\nA\tb\tc\n\xff\tx\nB\n"), &t,
                               count_report, NULL);
    assert_int_equal(n, 2);
    assert_int_equal(n_reports, 2);
    assert_int_equal(last_line, 5);
    assert_int_equal(t.n_rows, 2);
    assert_int_equal(t.lines[1], 6);
    assert_int_equal(t.cells[3].len, 0);
    dti_arena_release(&a);
}

/* A context that the ontology does not list is named with its line; "-" says that a phrase tells none. */
static void a_context_is_one_of_the_ontology(void **state) {
    (void)state;
    dti_arena a;
    dti_arena_init(&a, 0);
    dti_text_table known, words;
    n_reports = 0;
    assert_int_equal(dti_table_parse(&a, dti_str("world/ontology/contexts"), "k.tsv",
                                     dti_str("context\tname\ncyber\tattacks on computers\n"),
                                     &known, count_report, NULL),
                     0);
    assert_int_equal(
        dti_table_parse(&a, dti_str("en/contexts"), "w.tsv",
                        dti_str("word\tcontext\nhacker\tcyber\nlife hack\t-\nworm\tcybre\n"),
                        &words, count_report, NULL),
        0);
    const dti_checked_table both[] = {{&known, "k.tsv", 1}, {&words, "w.tsv", 1}};
    assert_int_equal(dti_tables_check(both, 2, count_report, NULL), 1);
    assert_int_equal(n_reports, 1);
    assert_int_equal(last_line, 4);
    dti_arena_release(&a);
}

static dti_image *open_real(void) {
    dt_error err;
    const char *path = getenv("DETENTE_KB");
    dti_image *im = dti_image_open(path ? path : "build/detente.kb", &err);
    if (!im) fail_msg("%s", err.message);
    return im;
}

static void a_damaged_image_is_refused(void **state) {
    (void)state;
    dt_error err;
    dti_mapping m;
    const char *path = getenv("DETENTE_KB");
    assert_int_equal(dti_map_file(path ? path : "build/detente.kb", &m, &err), DT_OK);
    char *copy = malloc(m.len);
    memcpy(copy, m.ptr, m.len);
    for (size_t cut = 0; cut < m.len; cut += m.len / 13 + 1)
        assert_null(dti_image_from_bytes("cut", copy, cut, &err));
    for (size_t at = 0; at < m.len; at += m.len / 29 + 1) {
        copy[at] ^= 0x10;
        assert_null(dti_image_from_bytes("bent", copy, m.len, &err));
        copy[at] ^= 0x10;
    }
    dti_image *im = dti_image_from_bytes("whole", copy, m.len, &err);
    assert_non_null(im);
    dti_image_close(im);
    free(copy);
    dti_unmap(&m);
}

/* The oracle: every name of every table is found at its own atoms by the trie. */
static void every_name_is_found_by_the_trie(void **state) {
    (void)state;
    dt_error err;
    dti_image *im = open_real();
    dti_phrases p;
    assert_int_equal(dti_phrases_open(im, "phrases", &p, &err), DT_OK);
    dti_arena a;
    dti_arena_init(&a, 0);
    size_t n_checked = 0;
    for (size_t i = 0; i < dti_image_n_tables(im); i++) {
        const dti_table *t = dti_image_table_at(im, i);
        if (!dti_slice_starts(dti_table_name(t), "world/")) continue;
        int col = dti_table_col(t, "name"), alias = dti_table_col(t, "aliases");
        if (col < 0 || alias < 0) continue;
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            dti_atom *atoms;
            size_t n;
            dti_arena_reset(&a);
            assert_int_equal(dti_atoms_cut(&a, dti_table_cell(t, row, col), &atoms, &n), DT_OK);
            if (n == 0 || n > 12) continue;
            dti_phrase_match out[16];
            size_t found = dti_phrases_match(&p, atoms, n, 0, out, 16);
            int hit = 0;
            for (size_t k = 0; k < found; k++)
                for (uint32_t h = 0; out[k].n_atoms == n && h < out[k].n_hits; h++)
                    hit |= out[k].hits[h].table == i && out[k].hits[h].row == row;
            dt_slice cell = dti_table_cell(t, row, col);
            int has_break = 0;
            for (size_t k = 1; k < n; k++) has_break |= (atoms[k].flags & DTI_ATOM_BREAK) != 0;
            if (!hit && !has_break) fail_msg("%.*s is not found", (int)cell.len, cell.ptr);
            n_checked++;
        }
    }
    print_message("%zu names looked up\n", n_checked);
    dti_arena_release(&a);
    dti_image_close(im);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_names_its_bad_lines),
        cmocka_unit_test(a_context_is_one_of_the_ontology),
        cmocka_unit_test(a_damaged_image_is_refused),
        cmocka_unit_test(every_name_is_found_by_the_trie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
