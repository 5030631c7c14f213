/* drop.c: takes off a side who stands there and has no part in the act. */
#include "code/drop.h"

#include "base/slice.h"

void dti_drop_towns(const dti_tree *t, dti_side *side) {
    const dt_doc *d = t->doc;
    uint32_t n = 0;
    if (side->is_people) return; /* "thousands protested in *Baghdad*" */
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        uint32_t w = m->head;
        while (d->toks[w].deprel == DTI_R_CONJ && d->toks[w].head != DTI_NONE) w = d->toks[w].head;
        int in = dti_frames_traits(t->frames, dti_case_of(t, w)) & DTI_TRAIT_INSIDE;
        int is_state = m->kind == DTI_M_COUNTRY && m->n_refs && !m->refs[0].name.len; /* a place has a name */
        if (!in || d->toks[w].deprel != DTI_R_OBL || is_state || (!m->is_place_only && m->kind != DTI_M_METONYM))
            side->mentions[n++] = side->mentions[i];
    }
    side->n = n;
}

/* Does nobody of the source belong to another state than this one, and somebody to it or to a body that every
 * state has at home (an army, a ministry)? */
static int is_at_home(const dti_tree *t, const dti_side *source, dt_slice country, int is_place) {
    int home = 0;
    for (uint32_t i = 0; i < source->n; i++) {
        const dti_mention *m = &t->doc->mentions[source->mentions[i]];
        for (uint32_t r = 0; r < m->n_refs; r++) {
            if (m->refs[r].country.len && !dti_slice_eq(m->refs[r].country, country)) return 0;
            if (!is_place && !m->refs[r].country.len) return 0;
            home |= m->refs[r].sector.len ? dti_frames_is_of_state(t->frames, m->refs[r].sector) : 1;
        }
    }
    return home;
}

int dti_drop_home(const dti_tree *t, const dti_side *source, int is_visit, dti_side *side) {
    const dt_doc *d = t->doc;
    uint32_t n = 0, had = side->n;
    if (!side->is_inside && !is_visit) return 0;
    for (uint32_t i = 0; i < had; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        int place = m->is_place_only || m->kind == DTI_M_METONYM;
        if ((!place && m->kind != DTI_M_COUNTRY && m->kind != DTI_M_NATIONALITY) || m->n_refs != 1 ||
            m->refs[0].sector.len || !is_at_home(t, source, m->refs[0].country, place))
            side->mentions[n++] = side->mentions[i];
    }
    side->n = n;
    if (n || !had) return 0;
    if (side->is_inside && side->phrase == DTI_NONE && d->toks[side->within].upos == DTI_NOUN)
        side->phrase = side->within;
    return 1;
}

void dti_drop_around(const dt_doc *d, uint32_t trigger, dti_side *side) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        if (m->head == trigger || trigger < m->head || trigger >= m->first + m->n_toks)
            side->mentions[n++] = side->mentions[i];
    }
    side->n = n;
}
