/* named_act.c: reads a noun that names an act told before, gives those who did it. */
#include "code/named_act.h"

#include "base/slice.h"
#include "kb/ontology.h"
#include "kb/kb.h"
#include "kb/table.h"

/* Sentences back in which the act may stand. */
#define REACH 3
/* ... where the mode is the noun's own: the accusation of the first sentence may be rejected in the last. */
#define REACH_BY_MODE 8

/* Types of the acts that the noun can name; empty: it names none. */
static dt_slice types_of(const dti_coding *c, dt_slice lemma) {
    const dti_table *t = dti_kb_table(c->doc->kb, "en/named_acts");
    int noun = t ? dti_table_col(t, "noun") : -1, types = t ? dti_table_col(t, "types") : -1;
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, noun), lemma))
            return dti_table_cell(t, row, types);
    return (dt_slice){"", 0};
}

/* Can the noun name this act?  "condemnation" is ACCUSE/disapprove: `by_mode` asks for the mode too where the table
 * names one. */
static int holds(dt_slice types, const dt_event *act, int by_mode) {
    if (dti_slice_is(types, "*")) return !by_mode;
    while (types.len) {
        dt_slice mode = dti_slice_cut(&types, '|'), type = dti_slice_cut(&mode, '/');
        if (dti_slice_eq(type, act->plover) && (!by_mode || (mode.len && dti_slice_eq(mode, act->mode))))
            return 1;
    }
    return 0;
}

/* "the accusation", not "an accusation", "Israel's accusation" or "the accusation of fraud". */
static int is_named_again(const dti_tree *t, uint32_t noun) {
    int is_definite = 0;
    if (dti_at(t, noun)->upos != DTI_NOUN) return 0;
    for (uint32_t k = dti_child(t, noun); k != DTI_NONE; k = dti_next(t, k)) {
        unsigned r = dti_at(t, k)->deprel;
        if (r == DTI_R_NMOD || r == DTI_R_NMOD_POSS || r == DTI_R_ACL || r == DTI_R_ACL_RELCL ||
            r == DTI_R_AMOD || r == DTI_R_COMPOUND || r == DTI_R_NUMMOD)
            return 0;
        is_definite |= r == DTI_R_DET && (dti_at(t, k)->feats & DTI_F_DEF);
    }
    return is_definite;
}

/* Is one of the actors of a state, or of the body, of somebody of the side? */
static int shares_state(const dt_doc *d, const dti_side *side, const dt_actor *actors,
                        size_t n) {
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        for (uint32_t r = 0; r < m->n_refs; r++)
            for (size_t k = 0; k < n; k++)
                if (m->refs[r].country.len &&
                    dti_slice_eq(m->refs[r].country, actors[k].country))
                    return 1;
    }
    return 0;
}

static int all_of_states(const dt_actor *a, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!a[i].country.len) return 0;
    return n > 0;
}

/* The last act of such types that somebody else did not long before. */
static const dt_event *last_act(const dti_coding *c, uint32_t sent, const dti_proposal *p, dt_slice types, int by_mode) {
    const dt_doc *d = c->doc;
    int refuses = (p->frame->rules & DTI_RULE_REFUSES) != 0;
    for (size_t i = types.len ? d->n_events : 0; i-- > 0;) {
        const dt_event *k = &d->events[i];
        if (k->sentence + (by_mode ? REACH_BY_MODE : REACH) < sent) break;
        if (!holds(types, k, by_mode) || !all_of_states(k->sources, k->n_sources) ||
            (k->aspect != DT_ASPECT_ACTUAL && k->aspect != DT_ASPECT_HISTORICAL) ||
            shares_state(d, &p->source, k->sources, k->n_sources))
            continue;
        /* what one refuses was said to oneself */
        if (refuses && all_of_states(k->targets, k->n_targets) &&
            !shares_state(d, &p->source, k->targets, k->n_targets))
            continue;
        return k;
    }
    return NULL;
}

const dt_event *dti_named_act(const dti_coding *c, const dti_tree *t, uint32_t sent,
                              const dti_proposal *p) {
    /* "rejected the accusation": of a frame that asks for the noun itself it is no slot */
    uint32_t noun = p->target.phrase != DTI_NONE ? p->target.phrase : p->light;
    if (noun == DTI_NONE || p->target.n || !p->source.n || !is_named_again(t, noun))
        return NULL;
    dt_slice types = types_of(c, dti_at(t, noun)->lemma_text);
    const dt_event *act = last_act(c, sent, p, types, 1);
    return act ? act : last_act(c, sent, p, types, 0);
}
