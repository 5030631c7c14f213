/* lemmas.c: the dictionary form of a tagged word, by exceptions first and rules then. */
#include "parse/lemmas.h"

#include <string.h>

#include "base/tags.h"
#include "base/utf8.h"

/* A longer word is no inflected one. */
#define MAX_FORM 64

/* Small letters; curly apostrophes straight.  Returns the length, 0 when it does not fit. */
static size_t lower_form(dt_slice form, char out[MAX_FORM + 4], int *changed) {
    size_t n = 0;
    *changed = 0;
    for (size_t i = 0; i < form.len;) {
        unsigned char c = (unsigned char)form.ptr[i];
        if (n >= MAX_FORM) return 0;
        if (c < 0x80) {
            out[n] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
            *changed |= out[n] != (char)c;
            n++, i++;
            continue;
        }
        uint32_t cp;
        size_t step = dti_utf8_next(form.ptr + i, form.len - i, &cp);
        uint32_t low = cp == DTI_UTF8_BAD ? cp : cp == 0x2019 ? '\'' : dti_cp_lower(cp);
        if (cp == DTI_UTF8_BAD) {
            out[n++] = form.ptr[i];
        } else {
            size_t k = dti_utf8_put(low, out + n);
            *changed |= low != cp;
            n += k;
        }
        i += step;
    }
    return n;
}

dt_slice dti_lemma(const dt_kb *kb, dti_arena *arena, dt_slice form, int upos, uint32_t feats) {
    char low[MAX_FORM + 4];
    int changed, proper = upos == DTI_PROPN;
    size_t len = form.len <= MAX_FORM ? lower_form(form, low, &changed) : 0;
    if (len == 0) return form;
    dt_slice found = dti_words_lemma(&kb->words, low, len, upos);
    if (found.len && !proper) return found;
    size_t keep = len;
    dt_slice add = {NULL, 0};
    if (found.len == 0) dti_endings_undo(&kb->endings, low, len, upos, feats, &keep, &add);
    if (proper) {
        /* A name keeps its capitals: the rule is applied to the form as it stands. */
        if (found.len || (keep == len && add.len == 0)) return found.len ? found : form;
        if (form.len != len) return form;
        if (add.len == 0) return (dt_slice){form.ptr, keep};
        memcpy(low, form.ptr, len);
    } else if (!changed && add.len == 0) {
        return (dt_slice){form.ptr, keep};
    }
    char *p = dti_arena_alloc(arena, keep + add.len);
    if (!p) return form;
    memcpy(p, low, keep);
    if (add.len) memcpy(p + keep, add.ptr, add.len);
    return (dt_slice){p, keep + add.len};
}
