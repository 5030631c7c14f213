/* test_actors.c: the tables of actors: a slow oracle for the trie, invariants, a user's tables,
 * imported dictionaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "kb/import_petrarch.h"
#include "kb/kb.h"
#include "kb/table_check.h"
#include "kb/user_tables.h"

static dti_image *image;
static dti_facts facts;

static int open_image(void **state) {
    (void)state;
    dt_error err = {{0}};
    image = dti_image_open(getenv("DETENTE_KB"), &err);
    if (!image || dti_facts_open(image, &facts, &err) != DT_OK) {
        fprintf(stderr, "%s\n", err.message);
        return -1;
    }
    return 0;
}

static int close_image(void **state) {
    (void)state;
    dti_facts_close(&facts);
    dti_image_close(image);
    return 0;
}

/* ------------------------------------------------------------------ oracle */

/* A name as the oracle keeps it: folded words with a blank between. */
typedef struct plain_name {
    char *key;
    size_t len;
    uint16_t table;
    uint32_t row;
} plain_name;

static plain_name *names;
static size_t n_names, cap_names;

/* Folded letters and digits, everything else a blank; not the code under test. */
static size_t plain_key(dt_slice s, char *out, size_t cap) {
    char folded[1024];
    size_t n = dti_fold(s.ptr, s.len, folded, sizeof folded), at = 0, k = 0;
    while (k < n) {
        uint32_t cp;
        size_t step = dti_utf8_next(folded + k, n - k, &cp);
        if (dti_cp_is_letter(cp) || dti_cp_is_digit(cp)) {
            if (at + step >= cap) return 0;
            memcpy(out + at, folded + k, step);
            at += step;
        } else if (at && out[at - 1] != ' ') {
            out[at++] = ' ';
        }
        k += step;
    }
    while (at && out[at - 1] == ' ') at--;
    return at;
}

static void keep_name(dt_slice cell, uint16_t table, uint32_t row) {
    char key[1024];
    size_t n = plain_key(cell, key, sizeof key), words = 1;
    for (size_t i = 0; i < n; i++) words += key[i] == ' ';
    if (!n || words > 12) return;
    if (n_names == cap_names) {
        cap_names = cap_names ? cap_names * 2 : 4096;
        names = realloc(names, cap_names * sizeof *names);
        assert_non_null(names);
    }
    char *copy = malloc(n + 1);
    assert_non_null(copy);
    memcpy(copy, key, n);
    copy[n] = 0;
    names[n_names++] = (plain_name){copy, n, table, row};
}

static void keep_all_names(void) {
    for (size_t i = 0; i < dti_image_n_tables(image); i++) {
        const dti_table *t = dti_image_table_at(image, i);
        dt_slice name = dti_table_name(t);
        int forms = dti_slice_is(name, "en/country_names");
        int actors = dti_slice_starts(name, "world/persons") ||
                     dti_slice_is(name, "world/organisations") ||
                     dti_slice_is(name, "world/groups") || dti_slice_is(name, "world/media");
        if (!forms && !actors) continue;
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            keep_name(dti_table_cell(t, row, dti_table_col(t, forms ? "form" : "name")),
                      (uint16_t)i, (uint32_t)row);
            dt_slice rest = forms ? (dt_slice){"", 0}
                                  : dti_table_cell(t, row, dti_table_col(t, "aliases"));
            while (rest.len) {
                dt_slice one = dti_slice_trim(dti_slice_cut(&rest, '|'));
                if (!dti_slice_is(one, "-")) keep_name(one, (uint16_t)i, (uint32_t)row);
            }
        }
    }
}

static const char *const texts[] = {
    "The Turkish foreign minister met Kofi Annan in New York; Hamas and the Palestinian Liberation "
    "Organization were not asked, said Al Jazeera.",
    "United States and South Korean forces (and the U.S. Navy) sailed on. \"Kim Jong-un\", wrote "
    "the Korean Central News Agency, \"is watching\".",
    "People's Republic of China, People's Liberation Army, Ko\xc5\x9bovo, C\xc3\xb4te d'Ivoire, "
    "Sao Tome and Principe, Bosnia-Herzegovina, Congo / Brazzaville.",
    "united arab emirates IRAN iran Nigeria niger Guinea Guinea-Bissau Papua New Guinea",
    "A B C D E F G H I J K L M N O P. --- !!! \xe2\x80\x9cRussia\xe2\x80\x9d's FSB, GRU & SVR",
};

static size_t hits_of_trie(const dti_atom *atoms, size_t n, size_t at, uint16_t table,
                           uint32_t row, size_t n_atoms) {
    dti_phrase_match m[16];
    size_t found = dti_phrases_match(&facts.phrases, atoms, n, at, m, 16), hits = 0;
    for (size_t i = 0; i < found; i++)
        for (uint32_t h = 0; m[i].n_atoms == n_atoms && h < m[i].n_hits; h++)
            hits += m[i].hits[h].table == table && m[i].hits[h].row == row &&
                    !(m[i].hits[h].flags & DTI_PHF_SURNAME);
    return hits;
}

/* At every word of every text: what a linear search finds, the trie finds, and nothing else. */
static void the_trie_finds_what_a_linear_search_finds(void **state) {
    (void)state;
    size_t n_found = 0;
    keep_all_names();
    assert_true(n_names > 10000);
    for (size_t x = 0; x < sizeof texts / sizeof *texts; x++) {
        dt_slice text = dti_str(texts[x]);
        dti_arena a;
        dti_atom *atoms;
        size_t n;
        dti_arena_init(&a, 0);
        assert_int_equal(dti_atoms_cut(&a, text, &atoms, &n), DT_OK);
        for (size_t at = 0; at < n; at++) {
            size_t by_search = 0, by_trie = 0;
            for (size_t k = 1; k <= 12 && at + k <= n; k++) {
                char key[1024];
                if (k > 1 && (atoms[at + k - 1].flags & DTI_ATOM_BREAK)) break;
                dt_slice words = {text.ptr + atoms[at].start,
                                  atoms[at + k - 1].end - atoms[at].start};
                size_t len = plain_key(words, key, sizeof key);
                for (size_t i = 0; i < n_names; i++) {
                    if (names[i].len != len || memcmp(names[i].key, key, len) != 0) continue;
                    by_search++;
                    if (!hits_of_trie(atoms, n, at, names[i].table, names[i].row, k))
                        fail_msg("\"%s\" is in a table and not in the trie", names[i].key);
                }
            }
            dti_phrase_match m[16];
            size_t found = dti_phrases_match(&facts.phrases, atoms, n, at, m, 16);
            for (size_t i = 0; i < found; i++)
                for (uint32_t h = 0; h < m[i].n_hits; h++) {
                    const dti_phrase_hit *hit = &m[i].hits[h];
                    for (size_t k = 0; k < n_names; k++)
                        if (names[k].table == hit->table && names[k].row == hit->row &&
                            !(hit->flags & DTI_PHF_SURNAME)) {
                            by_trie++;
                            break;
                        }
                }
            /* an alias may stand twice in a row's list: the trie keeps one */
            if (by_trie > by_search) fail_msg("the trie finds %zu more at a word", by_trie);
            n_found += by_search;
        }
        dti_arena_release(&a);
    }
    assert_true(n_found > 40);
    for (size_t i = 0; i < n_names; i++) free(names[i].key);
    free(names);
    names = NULL;
}

/* ------------------------------------------------------------------ invariants */

static size_t count_rows(const char *prefix, const char *column, const char *words) {
    size_t n = 0;
    for (size_t i = 0; i < dti_image_n_tables(image); i++) {
        const dti_table *t = dti_image_table_at(image, i);
        if (!dti_slice_starts(dti_table_name(t), prefix)) continue;
        int col = column ? dti_table_col(t, column) : -1;
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            dt_slice rest = dti_str(words), cell = dti_table_cell(t, row, col);
            if (!column) n++;
            while (column && rest.len) n += dti_slice_eq(dti_slice_cut(&rest, '|'), cell);
        }
    }
    return n;
}

static void the_tables_are_as_large_as_promised(void **state) {
    (void)state;
    assert_int_equal(count_rows("world/countries", "kind", "un"), 193);
    assert_true(count_rows("world/persons", NULL, NULL) >= 4000);
    assert_true(count_rows("world/organisations", "kind", "igo|court|bank|alliance") >= 500);
    assert_true(count_rows("world/organisations", "kind", "ngo|union|religious|university") >= 300);
    assert_true(count_rows("world/groups", NULL, NULL) >= 800);
    assert_true(count_rows("world/companies", NULL, NULL) >= 300);
    assert_true(count_rows("world/media", NULL, NULL) >= 300);
    assert_true(count_rows("en/roles", NULL, NULL) >= 1500);
}

/* 1: some row of persons of the country, in the government, is in force on the day. */
static int is_governed(dt_slice country, int32_t day) {
    size_t n;
    const dti_person_row *rows = dti_fact_persons_of(&facts, country, &n);
    for (size_t i = 0; i < n; i++) {
        dti_date from, to;
        dt_slice a = dti_fact(&facts, &rows[i].hit, DTI_COL_FROM),
                 b = dti_fact(&facts, &rows[i].hit, DTI_COL_TO),
                 sector = dti_fact(&facts, &rows[i].hit, DTI_COL_SECTOR);
        if (a.len && a.ptr[0] == '~') a.ptr++, a.len--;
        if (b.len && b.ptr[0] == '~') b.ptr++, b.len--;
        if (!dti_slice_is(sector, "GOV") && !dti_slice_is(sector, "MIL")) continue;
        if (a.len && dti_date_read(a, &from) == DT_OK && dti_date_first_day(&from) > day) continue;
        if (b.len && dti_date_read(b, &to) == DT_OK && dti_date_last_day(&to) < day) continue;
        return 1;
    }
    return 0;
}

static void every_state_has_names_and_somebody_who_governs(void **state) {
    (void)state;
    const dti_table *t = dti_image_table(image, "world/countries");
    static const int years[] = {1992, 1998, 2004, 2010, 2016, 2022};
    size_t n_open = 0;
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        dt_slice code = dti_table_cell(t, row, dti_table_col(t, "code"));
        dt_slice kind = dti_table_cell(t, row, dti_table_col(t, "kind"));
        dt_slice from = dti_table_cell(t, row, dti_table_col(t, "from"));
        dt_slice name = dti_table_cell(t, row, dti_table_col(t, "name"));
        if (!dti_slice_is(kind, "un")) continue;
        if (!dti_fact_find(&facts, name, DTI_PH_COUNTRY))
            fail_msg("%.*s has no form in country_names", (int)name.len, name.ptr);
        for (size_t y = 0; y < sizeof years / sizeof *years; y++) {
            dti_date begin;
            int32_t day = dti_day_number(years[y], 6, 15);
            if (from.len && dti_date_read(from, &begin) == DT_OK &&
                dti_date_first_day(&begin) > day)
                continue;
            n_open += !is_governed(code, day);
        }
    }
    /* San Marino has captains for half a year each; Somalia had no government in 1998 */
    assert_true(n_open <= 12);
}

static void members_are_of_bodies_that_stand_in_the_table(void **state) {
    (void)state;
    const dti_table *t = dti_image_table(image, "world/members");
    const dti_table *bodies = dti_image_table(image, "world/organisations");
    int org = dti_table_col(t, "org"), key = dti_table_col(bodies, "name");
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        dt_slice name = dti_table_cell(t, row, org);
        int stands = 0;
        for (size_t k = 0; !stands && k < dti_table_n_rows(bodies); k++)
            stands = dti_slice_eq(dti_table_cell(bodies, k, key), name);
        if (!stands)
            fail_msg("line %u: %.*s is no body of ours", dti_table_line(t, row), (int)name.len,
                     name.ptr);
    }
}

/* ------------------------------------------------------------------ a user's tables */

static char told[4096];
static void tell(void *ctx, const char *path, uint32_t line, const char *message) {
    size_t n = strlen(told);
    (void)ctx;
    snprintf(told + n, sizeof told - n, "%s:%u: %s\n", path, (unsigned)line, message);
}

static int pack(const char *text, dti_buf *out) {
    dt_error err = {{0}};
    told[0] = 0;
    dti_buf_init(out);
    return dti_user_text_pack(image, "mine.tsv", dti_str(text), out, tell, NULL, &err);
}

static void every_error_of_a_users_table_is_told_with_its_line(void **state) {
    (void)state;
    dti_buf out;
    assert_int_equal(pack("name\taliases\tcountry\tsector\toffice\torg\tfrom\tto\n"
                          "Karl Hentzau\t\tRUR\tGOV\tminister\t\t1999-02-30\t\n"
                          "# a comment\n"
                          "Fritz Tarlenheim\t\tUSA\tGOVT\tking\t\t2001\t1999\n"
                          "Rudolf\t\tUSA\tGOV\tking\t\t1990\t\n"
                          "Rudolf\t\tUSA\tGOV\tking\t\t1995\t2000\n"
                          "too\tmany\tcells\tin\tthis\tone\trow\tby\tfar\n"
                          "\xff\xfe\t\tUSA\n"
                          "Osra\t\tUSA\tGOV\tprincess\t\t\t\n"
                          "Osra\t\tUSA\tGOV\tprincess\t\t\t\n",
                          &out),
                     DT_FAILED);
    assert_int_equal(out.len, 0); /* nothing half loaded */
    assert_non_null(strstr(told, "mine.tsv:2: country \"RUR\" is not in countries.tsv; did you mean RUS?"));
    assert_non_null(strstr(told, "mine.tsv:2: from \"1999-02-30\" is no date"));
    assert_non_null(strstr(told, "mine.tsv:4: sector \"GOVT\" is not in sectors.tsv; did you mean GOV?"));
    assert_non_null(strstr(told, "mine.tsv:4: it ends (1999) before it begins (2001)"));
    assert_non_null(strstr(told, "mine.tsv:6: Rudolf is \"king\" twice at a time"));
    assert_non_null(strstr(told, "mine.tsv:7: 9 cells where the header has 8"));
    assert_non_null(strstr(told, "mine.tsv:8: byte 1 of the line is no UTF-8"));
    assert_non_null(strstr(told, "mine.tsv:10: the same row stands in line 9"));
    dti_buf_release(&out);
    assert_int_equal(pack("name\tcuntry\n", &out), DT_FAILED);
    assert_non_null(strstr(told, "the columns are those of no table of actors"));
    dti_buf_release(&out);
    assert_int_equal(pack("name\tcountry\toffice\tsectr\n", &out), DT_FAILED);
    assert_non_null(strstr(told, "column \"sectr\" is not known here; did you mean sector?"));
    dti_buf_release(&out);
    assert_int_equal(pack("", &out), DT_FAILED);
    dti_buf_release(&out);
}

static void a_users_rows_are_found_before_ours(void **state) {
    (void)state;
    dti_buf out;
    dt_error err = {{0}};
    dti_facts both;
    assert_int_equal(pack("name\taliases\tkind\tcountry\tsector\tfrom\tto\n"
                          "Hamas\tBlack Elphberg Guard\tarmed\tAUT\tPRM\t\t\n",
                          &out),
                     DT_OK);
    dti_image *im = dti_image_from_bytes("user", out.ptr, out.len, &err);
    assert_non_null(im);
    assert_int_equal(dti_facts_open(im, &both, &err), DT_OK);
    const dti_phrase_hit *h = dti_fact_find(&both, dti_str("Hamas"), DTI_PH_ORG);
    assert_non_null(h);
    assert_true(h->flags & DTI_PHF_USER);
    assert_true(dti_slice_is(dti_fact(&both, h, DTI_COL_COUNTRY), "AUT"));
    assert_non_null(dti_fact_find(&both, dti_str("black elphberg guard"), DTI_PH_ORG));
    assert_non_null(dti_fact_find(&both, dti_str("Hezbollah"), DTI_PH_ORG)); /* ours stay */
    dti_facts_close(&both);
    dti_image_close(im);
    dti_buf_release(&out);
}

static void the_nearest_word_is_near(void **state) {
    (void)state;
    dt_slice words[] = {dti_str("GOV"), dti_str("MIL"), dti_str("country")};
    assert_true(dti_slice_is(dti_nearest_word(dti_str("GVO"), words, 3), "GOV"));
    assert_true(dti_slice_is(dti_nearest_word(dti_str("cuntry"), words, 3), "country"));
    assert_int_equal(dti_nearest_word(dti_str("parliament"), words, 3).len, 0);
    assert_int_equal(dti_nearest_word(dti_str(""), words, 0).len, 0);
}

/* ------------------------------------------------------------------ imported dictionaries */

static void dictionaries_become_tables(void **state) {
    (void)state;
    dt_error err = {{0}};
    dti_buf actors, roles;
    dti_import_counts n = {0};
    dti_buf_init(&actors);
    dti_buf_init(&roles);
    told[0] = 0;
    assert_int_equal(
        dti_import_petrarch(&facts, "d.txt",
                            dti_str("# comment\n"
                                    "RUDOLF_RASSENDYLL_ [AUTGOVMIL 990101-20041231] # note\n"
                                    "\t[AUTELI >041231]\n"
                                    "+KING_RUDOLF_\n"
                                    "RED_ELPHBERG_BAND_\n"
                                    "+REB_\n"
                                    "\t[AUTREB]\n"
                                    "FRANCE_ [FRA]\n"
                                    "NOBODY_\n"
                                    "BAD_ONE_ [QQQGOV]\n"
                                    "BAD_DATES_ [AUTGOV 991301-000101]\n"
                                    "UNICLOSED_ [AUTGOV\n"
                                    "!PERSON! = MAN, WOMAN\n"
                                    "WOODS!PERSON! [~AGR]\n"
                                    "PRESS_CORPS {} [~MED]\n"
                                    "GOOSE {GEESE} [~CVL]\n"
                                    "ODD!SET! [~AGR]\n"
                                    "ODD [~QQQ]\n"),
                            &actors, &roles, &n, tell, NULL, &err),
        DT_OK);
    assert_int_equal(n.n_actors, 2);
    assert_int_equal(n.n_rows, 3);
    assert_int_equal(n.n_roles, 4);
    assert_int_equal(n.n_known, 1); /* France */
    assert_int_equal(n.n_failed, 6);
    assert_string_equal(
        actors.ptr,
        "Rudolf Rassendyll\tKing Rudolf\timported\tAUT\tGOV\t1999-01-01\t2004-12-31\n"
        "Rudolf Rassendyll\tKing Rudolf\timported\tAUT\tELI\t2005-01-01\t\n"
        "Red Elphberg Band\tREB\timported\tAUT\tREB\t\t\n");
    assert_string_equal(roles.ptr, "woodsman\t-\tAGR\tperson\tno\tyes\t\n"
                                   "woodswoman\t-\tAGR\tperson\tno\tyes\t\n"
                                   "press corps\t-\tJRN\tperson\tno\tyes\t\n"
                                   "goose\tgeese\tCVL\tperson\tno\tyes\t\n");
    assert_non_null(strstr(told, "d.txt:9: not taken: no code for \"NOBODY\""));
    assert_non_null(strstr(told, "d.txt:10: not taken: no country"));
    assert_non_null(strstr(told, "d.txt:11: not taken: no span of dates"));
    assert_non_null(strstr(told, "d.txt:12: not taken: a bracket that does not close"));
    assert_non_null(strstr(told, "d.txt:17: not taken: a set that the file does not define"));
    assert_non_null(strstr(told, "d.txt:18: not taken: no sector of ours"));

    /* what was imported is a table that --actors takes */
    dti_buf table, packed;
    dti_buf_init(&table);
    dti_buf_init(&packed);
    assert_int_equal(dti_import_finish(&actors, &err), DT_OK);
    dti_buf_str(&table, DTI_IMPORT_ACTORS_HEADER);
    dti_buf_add(&table, actors.ptr, actors.len);
    assert_int_equal(dti_user_text_pack(image, "d.tsv", dti_slice(table.ptr, table.len), &packed,
                                        tell, NULL, &err),
                     DT_OK);
    dti_buf_release(&table);
    dti_buf_release(&packed);
    dti_buf_release(&actors);
    dti_buf_release(&roles);
}

static void imported_rows_stand_once(void **state) {
    (void)state;
    dt_error err = {{0}};
    dti_buf rows;
    dti_buf_init(&rows);
    dti_buf_str(&rows, "b\tx\na\ty\nb\tx\n");
    assert_int_equal(dti_import_finish(&rows, &err), DT_OK);
    assert_string_equal(rows.ptr, "a\ty\nb\tx\n");
    dti_buf_release(&rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trie_finds_what_a_linear_search_finds),
        cmocka_unit_test(the_tables_are_as_large_as_promised),
        cmocka_unit_test(every_state_has_names_and_somebody_who_governs),
        cmocka_unit_test(members_are_of_bodies_that_stand_in_the_table),
        cmocka_unit_test(every_error_of_a_users_table_is_told_with_its_line),
        cmocka_unit_test(a_users_rows_are_found_before_ours),
        cmocka_unit_test(the_nearest_word_is_near),
        cmocka_unit_test(dictionaries_become_tables),
        cmocka_unit_test(imported_rows_stand_once),
    };
    return cmocka_run_group_tests(tests, open_image, close_image);
}
