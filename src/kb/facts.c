/* facts.c: quick access to the cells of the tables about actors, roles and places. */
#include "kb/facts.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"

static const char *const col_names[DTI_N_COLS] = {
    "name",       "aliases", "country", "sector", "office",  "org",   "from", "to",
    "kind",       "code",    "form",    "phrase", "title",   "alone", "lat",  "lon",
    "population", "class",   "size",    "of",     "context", "word",  "value", "note",
    "remark",     "admin1"};

static int by_country(const void *pa, const void *pb) {
    const dti_person_row *a = pa, *b = pb;
    int order = memcmp(a->country, b->country, sizeof a->country);
    if (order) return order;
    if (a->hit.table != b->hit.table) return a->hit.table < b->hit.table ? -1 : 1;
    return (a->hit.row > b->hit.row) - (a->hit.row < b->hit.row);
}

static void set_country(char out[8], dt_slice country) {
    memset(out, 0, 8);
    if (country.len) memcpy(out, country.ptr, country.len < 8 ? country.len : 8);
}

static int by_code(const void *pa, const void *pb) {
    const dti_state_row *a = pa, *b = pb;
    int order = memcmp(a->code, b->code, sizeof a->code);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* States by code; blocs and bodies are no states and lie nowhere. */
static int index_states(dti_facts *f) {
    const dti_table *t = dti_image_table(f->image, "world/countries");
    size_t n = t ? dti_table_n_rows(t) : 0;
    f->states = calloc(n + 1, sizeof *f->states);
    if (!f->states) return DT_FAILED;
    for (size_t row = 0; row < n; row++) {
        if (dti_slice_is(dti_table_cell(t, row, dti_table_col(t, "kind")), "bloc")) continue;
        dti_state_row *s = &f->states[f->n_states++];
        s->row = (uint32_t)row;
        set_country(s->code, dti_table_cell(t, row, dti_table_col(t, "code")));
    }
    qsort(f->states, f->n_states, sizeof *f->states, by_code);
    return DT_OK;
}

/* The first of n rows, stride bytes each and sorted by the eight bytes at their offset, not before key. */
static size_t first_not_before(const void *rows, size_t n, size_t stride, size_t offset, const char key[8]) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (memcmp((const char *)rows + mid * stride + offset, key, 8) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

int dti_fact_state(const dti_facts *f, dt_slice code, uint32_t *row) {
    char key[8];
    set_country(key, code);
    size_t i = first_not_before(f->states, f->n_states, sizeof *f->states, offsetof(dti_state_row, code), key);
    if (!code.len || i == f->n_states || memcmp(f->states[i].code, key, 8) != 0) return 0;
    *row = f->states[i].row;
    return 1;
}

static int index_persons(dti_facts *f) {
    size_t n = dti_image_n_tables(f->image), n_rows = 0;
    for (size_t i = 0; i < n; i++)
        if (dti_slice_starts(dti_table_name(dti_image_table_at(f->image, i)), "world/persons"))
            n_rows += dti_table_n_rows(dti_image_table_at(f->image, i));
    f->persons = calloc(n_rows + 1, sizeof *f->persons);
    if (!f->persons) return DT_FAILED;
    for (size_t i = 0; i < n; i++) {
        const dti_table *t = dti_image_table_at(f->image, i);
        if (!dti_slice_starts(dti_table_name(t), "world/persons")) continue;
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            dti_person_row *p = &f->persons[f->n_persons++];
            p->hit = (dti_phrase_hit){
                .table = (uint16_t)i, .kind = DTI_PH_PERSON, .row = (uint32_t)row};
            set_country(p->country, dti_table_cell(t, row, f->cols[i][DTI_COL_COUNTRY]));
        }
    }
    qsort(f->persons, f->n_persons, sizeof *f->persons, by_country);
    return DT_OK;
}

const dti_person_row *dti_fact_persons_of(const dti_facts *f, dt_slice country, size_t *n) {
    char key[8];
    *n = f->n_persons;
    if (!country.len) return f->persons;
    set_country(key, country);
    size_t lo = first_not_before(f->persons, f->n_persons, sizeof *f->persons, offsetof(dti_person_row, country), key);
    for (*n = 0; lo + *n < f->n_persons && memcmp(f->persons[lo + *n].country, key, 8) == 0;)
        ++*n;
    return f->persons + lo;
}

int dti_facts_open(const dti_image *image, dti_facts *out, dt_error *err) {
    size_t n = dti_image_n_tables(image);
    *out = (dti_facts){.image = image};
    if (dti_phrases_open(image, "phrases", &out->phrases, err) != DT_OK ||
        dti_phrases_open(image, "towns", &out->towns, err) != DT_OK)
        return DT_FAILED;
    out->cols = calloc(n + 1, sizeof *out->cols);
    if (!out->cols) return dti_fail(err, "out of memory");
    for (size_t i = 0; i < n; i++)
        for (int c = 0; c < DTI_N_COLS; c++)
            out->cols[i][c] =
                (int16_t)dti_table_col(dti_image_table_at(image, i), col_names[c]);
    if (index_persons(out) != DT_OK || index_states(out) != DT_OK)
        return dti_fail(err, "out of memory");
    return DT_OK;
}

void dti_facts_close(dti_facts *facts) {
    free(facts->cols);
    free(facts->persons);
    free(facts->states);
}

dt_slice dti_fact(const dti_facts *f, const dti_phrase_hit *hit, dti_col col) {
    const dti_table *t = dti_image_table_at(f->image, hit->table);
    return t ? dti_table_cell(t, hit->row, f->cols[hit->table][col]) : (dt_slice){"", 0};
}

#define SHORT_ATOMS (1 << 16) /* bytes at the most for the atoms of a short phrase */

/* What the tables know under the whole of a short phrase, not its beginning; how many, none where it is too long. */
static size_t match_whole(const dti_facts *f, dt_slice phrase, dti_phrase_match matches[DTI_MAX_NAME_TOKENS]) {
    dti_arena arena;
    dti_atom *atoms;
    size_t n = 0, n_matches = 0, whole = 0;
    if (phrase.len >= 512) return 0;
    dti_arena_init(&arena, SHORT_ATOMS);
    if (dti_atoms_cut(&arena, phrase, &atoms, &n) == DT_OK && n && n <= DTI_MAX_NAME_TOKENS)
        n_matches = dti_phrases_match(&f->phrases, atoms, n, 0, matches, DTI_MAX_NAME_TOKENS);
    dti_arena_release(&arena);
    for (size_t i = 0; i < n_matches; i++)
        if (matches[i].n_atoms == n) matches[whole++] = matches[i];
    return whole;
}

size_t dti_fact_person_rows(const dti_facts *f, const dti_phrase_hit *hit, dti_phrase_hit *out,
                            size_t cap) {
    dti_phrase_match matches[DTI_MAX_NAME_TOKENS];
    dt_slice name = dti_fact(f, hit, DTI_COL_NAME);
    size_t n_matches = match_whole(f, name, matches), found = 0;
    for (size_t i = 0; i < n_matches; i++) {
        for (uint32_t h = 0; h < matches[i].n_hits && found < cap; h++) {
            const dti_phrase_hit *other = &matches[i].hits[h];
            if (other->kind == DTI_PH_PERSON &&
                !(other->flags & (DTI_PHF_ALIAS | DTI_PHF_SURNAME)) &&
                dti_slice_eq(dti_fact(f, other, DTI_COL_NAME), name))
                out[found++] = *other;
        }
    }
    if (found == 0 && cap) out[found++] = *hit;
    return found;
}

const dti_phrase_hit *dti_fact_find(const dti_facts *f, dt_slice phrase, dti_phrase_kind kind) {
    dti_phrase_match matches[DTI_MAX_NAME_TOKENS];
    size_t n_matches = match_whole(f, phrase, matches);
    for (size_t i = 0; i < n_matches; i++)
        for (uint32_t h = 0; h < matches[i].n_hits; h++)
            if (matches[i].hits[h].kind == kind) return &matches[i].hits[h];
    return NULL;
}

int dti_is_name_word(const dti_facts *f, dt_slice word, const char *class_name) {
    dti_phrase_match matches[DTI_MAX_NAME_TOKENS];
    size_t n_matches = match_whole(f, word, matches);
    for (size_t i = 0; i < n_matches; i++)
        for (uint32_t h = 0; h < matches[i].n_hits; h++)
            if (matches[i].hits[h].kind == DTI_PH_NAME_WORD &&
                dti_slice_is(dti_fact(f, &matches[i].hits[h], DTI_COL_CLASS), class_name))
                return 1;
    return 0;
}
