/* contexts.c: reads the words of an event's sentence, tells PLOVER's contexts by en/contexts. */
#include "code/contexts.h"

#include <string.h>

#include "base/limits.h"
#include "base/slice.h"

/* The longest phrase that begins here and tells a context; how many atoms it takes, or 0. */
static uint32_t context_at(dti_coding *c, size_t at, dt_slice *found, size_t *n) {
    dti_phrase_match m[DTI_MAX_NAME_TOKENS];
    size_t k = dti_phrases_match(&c->facts->phrases, c->atoms, c->n_atoms, at, m,
                                 DTI_MAX_NAME_TOKENS);
    while (k--) {
        uint32_t taken = 0;
        for (uint32_t h = 0; h < m[k].n_hits; h++) {
            const dti_phrase_hit *hit = &m[k].hits[h];
            if (hit->kind != DTI_PH_CONTEXT ||
                !dti_phrase_case_fits(hit, c->atoms + at, m[k].n_atoms, c->loose_case))
                continue;
            taken = m[k].n_atoms;
            dt_slice context = dti_fact(c->facts, hit, DTI_COL_CONTEXT);
            int have = dti_slice_is(context, "-"); /* "think tank": no tank, and none else */
            for (size_t q = 0; q < *n; q++) have |= dti_slice_eq(found[q], context);
            if (!have && *n < DTI_MAX_CONTEXTS) found[(*n)++] = context;
        }
        if (taken) return taken;
    }
    return 0;
}

/*
 * PLOVER leaves open whether the sentence or the document is looked at.  The sentence: in a
 * story about an election every act told would else become electoral.
 */
int dti_contexts_of(dti_coding *c, uint32_t sent, dt_event *e) {
    dt_slice found[DTI_MAX_CONTEXTS];
    size_t n = 0;
    const dti_sent *s = &c->doc->sents[sent];
    size_t lo = dti_first_atom(c, s->start);
    while (lo < c->n_atoms && c->atoms[lo].start < s->end) {
        uint32_t taken = context_at(c, lo, found, &n);
        lo += taken ? taken : 1;
    }
    dt_slice *kept = dti_arena_array(&c->doc->arena, n + 1, sizeof *kept);
    if (!kept) return DT_FAILED;
    memcpy(kept, found, n * sizeof *kept);
    e->contexts = kept;
    e->n_contexts = n;
    return DT_OK;
}
