/* triggers.c: reads the triggers of the frame tables, makes the words that the gate looks for. */
#include "kb/triggers.h"

#include <stdlib.h>

#include "base/slice.h"

typedef struct head_word {
    dt_slice name; /* "hold:v" */
    uint32_t number;
    int is_free; /* some frame asks for no other word */
} head_word;

typedef struct reading {
    const dti_image *tables;
    const dti_inflect *inflect;
    dti_arena *arena;
    dti_trigger_add *add;
    void *ctx;
    head_word *heads;
    size_t n, cap;
} reading;

static head_word *head_of(reading *r, dt_slice name) {
    for (size_t i = 0; i < r->n; i++)
        if (dti_slice_eq(r->heads[i].name, name)) return &r->heads[i];
    head_word *h = dti_arena_push(r->arena, &r->heads, &r->n, &r->cap, sizeof *h);
    if (h) *h = (head_word){name, (uint32_t)r->n - 1, r->n > DTI_GATE_HEADS};
    return h;
}

static int each_of_class(reading *r, dt_slice name, const dti_phrase_hit *hit, size_t *n);

static int add_forms(reading *r, dt_slice lemma, const char *pos, dti_phrase_hit hit) {
    dt_slice forms[DTI_MAX_INFLECTED];
    size_t n = dti_inflect_forms(r->inflect, r->arena, lemma, dti_str(pos), forms);
    for (size_t i = 0; i < n; i++)
        if (r->add(r->ctx, forms[i], hit) != DT_OK) return DT_FAILED;
    return DT_OK;
}

/* A word that stands in some slot may be of any part of speech. */
static int add_mate(reading *r, dt_slice lemma, dti_phrase_hit hit) {
    if (r->add(r->ctx, lemma, hit) != DT_OK) return DT_FAILED;
    return add_forms(r, lemma, "v", hit) == DT_OK && add_forms(r, lemma, "n", hit) == DT_OK &&
                   add_forms(r, lemma, "a", hit) == DT_OK
               ? DT_OK
               : DT_FAILED;
}

/* The lemmas of "talk|meeting|@visit": counted, and given to add when there is a hit. */
static int each_lemma(reading *r, dt_slice list, const dti_phrase_hit *hit, size_t *n) {
    while (list.len) {
        dt_slice one = dti_slice_cut(&list, '|');
        if (one.len == 0) continue;
        if (one.ptr[0] == '@') {
            if (each_of_class(r, (dt_slice){one.ptr + 1, one.len - 1}, hit, n) != DT_OK)
                return DT_FAILED;
            continue;
        }
        ++*n;
        if (hit && add_mate(r, one, *hit) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

static int each_of_class(reading *r, dt_slice name, const dti_phrase_hit *hit, size_t *n) {
    for (size_t i = 0; i < dti_image_n_tables(r->tables); i++) {
        const dti_table *t = dti_image_table_at(r->tables, i);
        if (!dti_slice_starts(dti_table_name(t), "en/classes")) continue;
        int class = dti_table_col(t, "class"), lemma = dti_table_col(t, "lemma");
        if (class < 0 || lemma < 0) continue;
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            if (!dti_slice_eq(dti_table_cell(t, row, class), name)) continue;
            ++*n;
            if (hit && add_mate(r, dti_table_cell(t, row, lemma), *hit) != DT_OK)
                return DT_FAILED;
        }
    }
    return DT_OK;
}

/* Of what a trigger asks for beside its head, the list with the fewest words; empty: nothing. */
static dt_slice rarest_list(reading *r, dt_slice constraints) {
    dt_slice best = {NULL, 0};
    size_t fewest = SIZE_MAX;
    while (constraints.len) {
        dt_slice value = dti_slice_cut(&constraints, ' ');
        if (value.len == 0 || value.ptr[0] == '!') continue;
        dti_slice_cut(&value, '=');
        size_t n = 0;
        if (value.len == 0 || each_lemma(r, value, NULL, &n) != DT_OK) continue;
        if (n && n < fewest) fewest = n, best = value;
    }
    return best;
}

static int each_trigger(reading *r, int emit) {
    for (size_t i = 0; i < dti_image_n_tables(r->tables); i++) {
        const dti_table *t = dti_image_table_at(r->tables, i);
        if (!dti_slice_starts(dti_table_name(t), "en/frames/")) continue;
        int col = dti_table_col(t, "trigger");
        for (size_t row = 0; col >= 0 && row < dti_table_n_rows(t); row++) {
            dt_slice rest = dti_table_cell(t, row, col), name = dti_slice_cut(&rest, ' ');
            dt_slice list = rarest_list(r, rest), pos = name, lemma;
            head_word *h = head_of(r, name);
            if (!h) return DT_FAILED;
            if (!emit) {
                h->is_free |= list.len == 0;
                continue;
            }
            lemma = dti_slice_cut(&pos, ':');
            dt_slice forms[DTI_MAX_INFLECTED];
            dti_phrase_hit hit = {(uint16_t)i, DTI_PH_TRIGGER, 0, (uint32_t)row};
            if (!h->is_free) hit = (dti_phrase_hit){0, DTI_PH_HALF, 0, h->number};
            size_t n = dti_inflect_forms(r->inflect, r->arena, lemma, pos, forms), n_mates = 0;
            for (size_t k = 0; k < n; k++)
                if (r->add(r->ctx, forms[k], hit) != DT_OK) return DT_FAILED;
            hit.kind = DTI_PH_MATE;
            if (!h->is_free && each_lemma(r, list, &hit, &n_mates) != DT_OK) return DT_FAILED;
        }
    }
    return DT_OK;
}

int dti_triggers_each(const dti_image *tables, const dti_inflect *inflect, dti_arena *arena,
                      dti_trigger_add *add, void *ctx) {
    reading r = {tables, inflect, arena, add, ctx, NULL, 0, 0};
    if (each_trigger(&r, 0) != DT_OK) return DT_FAILED;
    return each_trigger(&r, 1);
}
