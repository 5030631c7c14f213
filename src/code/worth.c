/* worth.c: turns down what a frame fits and no coder would take: weather, sport, habits, scraps. */
#include "code/worth.h"

#include "base/slice.h"

/*
 * "Prosecutors say …", "reports of migrant kidnapping": one actor known by role alone, no state, no
 * name, nobody on the other side, and no place to tell whose they are.
 */
static int is_thin(const dt_event *e) {
    size_t n = 0;
    for (int side = 0; side < 2; side++) {
        const dt_actor *a = side ? e->targets : e->sources;
        size_t k = side ? e->n_targets : e->n_sources;
        for (size_t i = 0; i < k; i++) {
            if (!a[i].code.len) continue;
            if (a[i].name.len || !dti_slice_eq(a[i].code, a[i].sector)) return 0;
            n |= (size_t)1 << side;
        }
    }
    return n != 3 && e->n_sources + e->n_targets < 2 && (e->n_sources == 0 || e->n_targets == 0) && !e->place.country.len;
}

/*
 * "Cartels intimidate the local population": the plain present about roles of no state tells of a
 * habit, not of an event.  Titles speak of events in the present.
 */
static int is_habit(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    const dti_tok *k = dti_at(t, p->trigger);
    if (t->doc->sents[e->sentence].is_title || p->frame->pos != 'v') return 0;
    int present = (k->feats & DTI_F_PRES) && (k->feats & DTI_F_FIN);
    for (uint32_t c = dti_child(t, p->trigger); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        if (r == DTI_R_AUX) return 0; /* "are fighting", "have fought" */
        if (r == DTI_R_AUX_PASS) present = (dti_at(t, c)->feats & DTI_F_PRES) != 0;
    }
    for (size_t i = 0; present && i < e->n_sources + e->n_targets; i++) {
        const dt_actor *a = i < e->n_sources ? &e->sources[i] : &e->targets[i - e->n_sources];
        if (a->name.len || !dti_slice_eq(a->code, a->sector)) return 0;
    }
    return present;
}

/* "Heavy rain hit southern China": nobody acts. */
static int is_nature(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    for (size_t i = 0; i < e->n_sources; i++)
        if (e->sources[i].code.len) return 0;
    uint32_t w = p->source.phrase;
    if (p->source.n == 1) w = t->doc->mentions[p->source.mentions[0]].head;
    if (w == DTI_NONE || w < t->first || w >= t->end) return 0;
    if (dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_NATURE) return 1;
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) /* "a *heat* wave" */
        if (dti_at(t, c)->deprel == DTI_R_COMPOUND &&
            (dti_frames_traits(t->frames, dti_lex(t, c)) & DTI_TRAIT_NATURE))
            return 1;
    return 0;
}

int dti_is_sport(const dti_tree *t) {
    for (uint32_t w = t->first; w < t->end; w++)
        if (dti_lex(t, w) && dti_at(t, w)->upos != DTI_VERB &&
            (dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_SPORT))
            return 1;
    return 0;
}

const char *dti_not_worth(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    if (is_nature(t, p, e)) return "a force of nature does nothing to anybody";
    if (is_habit(t, p, e)) return "told as a habit of people of no state";
    if (is_thin(e)) return "too little is said: a role of no state, nobody else, nowhere";
    return NULL;
}
