/* inflect.c: regular forms of a lemma by the rules of data/<language>/inflections.tsv. */
#include "kb/inflect.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

int dti_inflect_open(const dti_image *tables, dti_inflect *out, dt_error *err) {
    out->rules = dti_image_table(tables, "en/inflections");
    out->lemmas = dti_image_table(tables, "en/lemmas");
    if (!out->rules) return dti_fail(err, "data/en/inflections.tsv is missing");
    return DT_OK;
}

static int ends_with(dt_slice word, dt_slice ending) {
    return word.len > ending.len &&
           memcmp(word.ptr + word.len - ending.len, ending.ptr, ending.len) == 0;
}

static int ending_fits(dt_slice word, dt_slice endings) {
    if (endings.len == 0) return 1;
    while (endings.len)
        if (ends_with(word, dti_slice_cut(&endings, '|'))) return 1;
    return 0;
}

static dt_slice join(dti_arena *arena, dt_slice a, size_t strip, dt_slice b, dt_slice rest) {
    size_t keep = a.len > strip ? a.len - strip : 0;
    char *p = dti_arena_alloc(arena, keep + b.len + rest.len + 1);
    if (!p) return (dt_slice){NULL, 0};
    memcpy(p, a.ptr, keep);
    if (b.len) memcpy(p + keep, b.ptr, b.len);
    if (rest.len) memcpy(p + keep + b.len, rest.ptr, rest.len);
    return (dt_slice){p, keep + b.len + rest.len};
}

static size_t strip_of(dt_slice cell) {
    return cell.len && cell.ptr[0] > '0' ? (size_t)(cell.ptr[0] - '0') : 0;
}

dt_slice dti_inflect_plural(const dti_inflect *r, dti_arena *arena, dt_slice phrase) {
    const dti_table *t = r->rules;
    int cls = dti_table_col(t, "class"), ending = dti_table_col(t, "ending");
    int strip = dti_table_col(t, "strip"), add = dti_table_col(t, "add");
    dt_slice head = phrase, rest = {NULL, 0};
    /* Rows of class "head_before" name words after which nothing is inflected: "minister of".
     */
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        if (!dti_slice_is(dti_table_cell(t, row, cls), "head_before")) continue;
        dt_slice words = dti_table_cell(t, row, ending);
        while (words.len) {
            dt_slice w = dti_slice_cut(&words, '|');
            for (size_t i = 1; i + w.len < phrase.len; i++) {
                int at_word = phrase.ptr[i] == ' ' &&
                              memcmp(phrase.ptr + i + 1, w.ptr, w.len) == 0 &&
                              (i + 1 + w.len == phrase.len || phrase.ptr[i + 1 + w.len] == ' ');
                if (at_word && i < head.len) {
                    head.len = i;
                    rest = (dt_slice){phrase.ptr + i, phrase.len - i};
                }
            }
        }
    }
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        if (!dti_slice_is(dti_table_cell(t, row, cls), "plural")) continue;
        if (!ending_fits(head, dti_table_cell(t, row, ending))) continue;
        return join(arena, head, strip_of(dti_table_cell(t, row, strip)),
                    dti_table_cell(t, row, add), rest);
    }
    return (dt_slice){NULL, 0};
}

size_t dti_inflect_forms(const dti_inflect *r, dti_arena *arena, dt_slice lemma, dt_slice pos,
                         dt_slice out[DTI_MAX_INFLECTED]) {
    const dti_table *t = r->rules;
    int cls = dti_table_col(t, "class"), ending = dti_table_col(t, "ending");
    int strip = dti_table_col(t, "strip"), add = dti_table_col(t, "add");
    size_t n = 0;
    out[n++] = lemma;
    const char *classes = dti_slice_is(pos, "v")   ? "verb"
                          : dti_slice_is(pos, "n") ? "plural"
                                                   : "";
    /* A verb has several endings at once; of the rows with the same strip and first match all
     * apply. */
    for (size_t row = 0; *classes && row < dti_table_n_rows(t) && n < DTI_MAX_INFLECTED;
         row++) {
        if (!dti_slice_is(dti_table_cell(t, row, cls), classes)) continue;
        if (!ending_fits(lemma, dti_table_cell(t, row, ending))) continue;
        out[n++] = join(arena, lemma, strip_of(dti_table_cell(t, row, strip)),
                        dti_table_cell(t, row, add), (dt_slice){NULL, 0});
        if (dti_slice_is(pos, "n")) break;
    }
    if (r->lemmas) {
        int form = dti_table_col(r->lemmas, "form"), lem = dti_table_col(r->lemmas, "lemma");
        for (size_t row = 0; row < dti_table_n_rows(r->lemmas) && n < DTI_MAX_INFLECTED; row++)
            if (dti_slice_eq(dti_table_cell(r->lemmas, row, lem), lemma))
                out[n++] = dti_table_cell(r->lemmas, row, form);
    }
    return n;
}
