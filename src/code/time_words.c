/* time_words.c: reads a word of the text as the grammar of times sees it. */
#include "base/limits.h"
#include "code/time_scan.h"

static const char *const class_names[DTI_N_TIME_CLASSES] = {
#define X(name) #name,
    DTI_TIME_CLASSES(X)
#undef X
};

/* Is it a word of en/time_words with this class, by itself or behind digits? */
static int is_word(const dti_coding *c, dt_slice text, const char *class_name) {
    const dti_phrase_hit *hit = dti_fact_find(c->facts, text, DTI_PH_TIME);
    return hit && dti_slice_is(dti_fact(c->facts, hit, DTI_COL_CLASS), class_name);
}

size_t dti_time_read(const dti_coding *c, size_t a, size_t end, dti_time_item *it) {
    dti_phrase_match m[DTI_MAX_NAME_TOKENS];
    const dti_atom *atoms = c->atoms;
    memset(it, 0, sizeof *it);
    it->start = atoms[a].start;
    it->end = atoms[a].end;
    size_t taken = 1;
    size_t n = dti_phrases_match(&c->facts->phrases, atoms, end, a, m, DTI_MAX_NAME_TOKENS);
    for (size_t i = n; i-- > 0 && !it->classes;)
        for (uint32_t h = 0; h < m[i].n_hits; h++) {
            const dti_phrase_hit *hit = &m[i].hits[h];
            if (hit->kind != DTI_PH_TIME ||
                !dti_phrase_case_fits(hit, atoms + a, m[i].n_atoms, c->loose_case))
                continue;
            dt_slice name = dti_fact(c->facts, hit, DTI_COL_CLASS);
            for (int k = 0; k < DTI_N_TIME_CLASSES; k++)
                if (dti_slice_is(name, class_names[k]) && it->n_values < DTI_MAX_TIME_VALUES) {
                    it->classes |= (uint64_t)1 << k;
                    it->class_of[it->n_values] = (uint8_t)k;
                    it->value[it->n_values++] = dti_fact(c->facts, hit, DTI_COL_VALUE);
                }
            taken = m[i].n_atoms;
        }
    if (taken > 1) it->end = atoms[a + taken - 1].end;
    if (DTI_IS(it, number)) it->number = dti_time_int(dti_time_value(it, DTI_TC_number));
    if (atoms[a].flags & DTI_ATOM_DIGITS) {
        const char *p = c->doc->text.ptr + it->start;
        uint32_t len = it->end - it->start, k = 0;
        while (k < len && p[k] >= '0' && p[k] <= '9' && k < 8)
            it->number = it->number * 10 + (p[k++] - '0');
        dt_slice rest = {p + k, len - k};
        if (k == len)
            it->digits = (int)k;
        else if (k <= 2 && is_word(c, rest, "ordinal_suffix"))
            it->digits = (int)k; /* 1st, 22nd; not "15bn" */
        else if ((k == 4 || k == 2) && it->number % 10 == 0 && is_word(c, rest, "decade_suffix"))
            it->decade = (k == 4 ? it->number : 1900 + it->number) / 10; /* 1990s, 70s */
        else
            it->number = 0;
    }
    it->after = it->end < c->doc->text.len ? c->doc->text.ptr[it->end] : 0;
    return taken;
}
