/* worth.c: turns down what a frame fits and no coder would take: weather, sport, habits, scraps. */
#include "code/worth.h"

#include "base/slice.h"
#include "kb/kb.h"
#include "kb/ontology.h"

/* The sources, then the targets, as one list. */
static size_t n_parties(const dt_event *e) { return e->n_sources + e->n_targets; }
static const dt_actor *party(const dt_event *e, size_t i) {
    return i < e->n_sources ? &e->sources[i] : &e->targets[i - e->n_sources];
}

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
    return n != 3 && n_parties(e) < 2 && (e->n_sources == 0 || e->n_targets == 0) && !e->place.country.len;
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
    for (size_t i = 0; present && i < n_parties(e); i++) {
        const dt_actor *a = party(e, i);
        if (a->name.len || !dti_slice_eq(a->code, a->sector)) return 0;
    }
    return present;
}

static int is_force(const dti_tree *t, uint32_t w) {
    if (dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_NATURE) return 1;
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel; /* "a *heat* wave", "a surge of *dengue*" */
        if ((r == DTI_R_COMPOUND || r == DTI_R_NMOD) &&
            (dti_frames_traits(t->frames, dti_lex(t, c)) & DTI_TRAIT_NATURE))
            return 1;
    }
    return 0;
}

/* "The typhoon pounded Manila before *it* struck China": the subject of the clause above. */
static uint32_t subject_above(const dti_tree *t, uint32_t verb) {
    for (int step = 0; step < 4 && dti_at(t, verb)->head != DTI_NONE; step++) {
        verb = dti_at(t, verb)->head;
        uint32_t s = dti_child_by(t, verb, DTI_R_NSUBJ);
        if (s != DTI_NONE) return s;
    }
    return DTI_NONE;
}

/*
 * "Boeing delivered a jet to an airline": business between firms is no politics (the manual leaves
 * news solely about companies out of its economic context too).
 */
static int is_business(const dt_event *e) {
    unsigned sides = 0;
    for (size_t i = 0; i < n_parties(e); i++) {
        const dt_actor *a = party(e, i);
        if (a->code.len && !dti_slice_is(a->sector, "BUS")) return 0;
        if (a->code.len) sides |= i < e->n_sources ? 1 : 2;
    }
    return sides == 3 || (sides == 1 && e->n_sources > 1);
}

/* "The code punishes *those* who insult the king": whoever it may be. */
static int is_anyone(const dti_tree *t, const dti_proposal *p) {
    uint32_t w = p->source.phrase;
    return p->source.n == 0 && w != DTI_NONE && dti_at(t, w)->upos == DTI_PRON &&
           (dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_ANYONE);
}

static unsigned rules_of(const dti_tree *t, dt_slice type) {
    return dti_type_rules(t->doc->kb->image, type);
}

/* "Heavy rain hit southern China": nobody acts; "doctors fight malaria": against nobody. */
static int is_nature(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    if (p->target.n == 0 && p->target.phrase != DTI_NONE && is_force(t, p->target.phrase) &&
        (rules_of(t, e->plover) & DTI_RULE_FORCE))
        return 1;
    for (size_t i = 0; i < e->n_sources; i++)
        if (e->sources[i].code.len) return 0;
    uint32_t w = p->source.phrase;
    if (p->source.n == 1) w = t->doc->mentions[p->source.mentions[0]].head;
    if (w == DTI_NONE || w < t->first || w >= t->end) return 0;
    if (dti_at(t, w)->upos == DTI_PRON && (w = subject_above(t, p->trigger)) == DTI_NONE) return 0;
    return is_force(t, w);
}

int dti_is_sport(const dti_tree *t) {
    for (uint32_t w = t->first; w < t->end; w++)
        if (dti_lex(t, w) && dti_at(t, w)->upos != DTI_VERB &&
            (dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_SPORT))
            return 1;
    return 0;
}

/* "Speaking to reporters": who talks to the press meets nobody. */
static int is_press_talk(const dti_tree *t, const dt_event *e) {
    unsigned rules = rules_of(t, e->plover);
    int asks = (rules & DTI_RULE_ASKS) != 0; /* "told the paper that …" */
    if (!asks && !(rules & DTI_RULE_MEETS)) return 0;
    size_t n_public = 0;
    for (size_t i = 0; i < n_parties(e); i++) {
        const dt_actor *a = party(e, i);
        n_public += dti_frames_is_public(t->frames, a->country, a->sector) != 0;
    }
    /* a minister who meets shoppers meets no party */
    if (!asks && n_parties(e) > 1 && n_public < 2) return 1;
    for (size_t i = asks ? e->n_sources : 0; i < n_parties(e); i++) {
        const dt_actor *a = party(e, i);
        if (dti_slice_is(a->sector, "JRN")) return 1;
    }
    return 0;
}

/* "The right to fight", "going to hit", "will station soldiers on buses": an act of force only
 * thought of or planned is a threat to somebody. */
static int is_empty_threat(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    if (!(rules_of(t, e->plover) & DTI_RULE_THREAT) || (p->frame->rules & DTI_RULE_THREAT)) return 0;
    int source = 0, target = 0;
    for (size_t i = 0; i < e->n_sources; i++) source |= e->sources[i].code.len > 0;
    for (size_t i = 0; i < e->n_targets; i++) target |= e->targets[i].code.len > 0;
    if ((p->frame->rules & DTI_RULE_FORCE) || p->frame->pos == 'n') return !source || !target;
    return !source;
}

const char *dti_not_worth(const dti_tree *t, const dti_proposal *p, const dt_event *e) {
    if (is_nature(t, p, e)) return "a force of nature does nothing to anybody";
    if (is_business(e)) return "business between firms";
    if (is_anyone(t, p)) return "told of anybody who might";
    if (is_press_talk(t, e)) return "said to the press or to the public: no meeting";
    if (is_empty_threat(t, p, e)) return "an attack only thought of, by or on nobody";
    if (is_habit(t, p, e)) return "told as a habit of people of no state";
    if (is_thin(e)) return "too little is said: a role of no state, nobody else, nowhere";
    return NULL;
}
