/* judge_pairs.c: asks the judge about pairs of actors of a sentence, makes missing parties and acts. */
#include "code/judge_pairs.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "code/judge_file.h"
#include "kb/kb.h"
#include "kb/ontology.h"

#define MAX_ACTORS 12 /* of a sentence, the first so many */
#define MAX_STEPS 6   /* from an actor up to the word where both ways meet */

/* ------------------------------------------------------------------ actors of a sentence */

static size_t find_actors(const dti_tree *t, uint32_t *out) {
    const dt_doc *d = t->doc;
    size_t n = 0;
    for (uint32_t w = t->first; w < t->end && n < MAX_ACTORS; w++) {
        uint32_t m = dti_at(t, w)->mention;
        if (m == DTI_NONE || d->mentions[m].head != w || !d->mentions[m].n_refs) continue;
        const dti_mention *k = &d->mentions[m];
        if (k->first < t->first || k->first + k->n_toks > t->end || dti_only_describes(t, w)) continue;
        out[n++] = m;
    }
    return n;
}

/* Has the side somebody of whom more is known than that there are some: a state or a name? */
static int is_known(const dt_doc *d, const dti_side *side) {
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        for (uint32_t r = 0; r < m->n_refs; r++)
            if (m->refs[r].country.len || m->refs[r].name.len) return 1;
    }
    return 0;
}

/* ------------------------------------------------------------------ the missing party */

/* "Joaquim Fadista": whom no table knows is named all the same. */
static int is_named(const dti_tree *t, const dti_side *side) {
    for (uint32_t i = 0; i < side->n; i++)
        if (dti_at(t, t->doc->mentions[side->mentions[i]].head)->upos == DTI_PROPN) return 1;
    return side->phrase != DTI_NONE && dti_at(t, side->phrase)->upos == DTI_PROPN;
}

static double stands(dti_judging *j, uint32_t source, uint32_t target, dti_verdict *v) {
    const dt_doc *d = j->tree->doc;
    dti_judge_actor s = dti_judge_actor_of(&d->mentions[source]), t = dti_judge_actor_of(&d->mentions[target]);
    if (!dti_judge_near(j->judge, j->tree, &s, &t)) return 0;
    dti_judging_prepare(j);
    dti_judge_pair(j->judge, j->tree, j->frames, j->n, &s, &t, NULL, v);
    return v->stands;
}

static size_t climb(const dti_tree *t, uint32_t w, uint32_t *path) {
    size_t n = 0;
    while (w != DTI_NONE && n < MAX_STEPS && w >= t->first && w < t->end) {
        path[n++] = w;
        w = dti_at(t, w)->head;
    }
    return n;
}

/*
 * The word at which two actors meet, when the first stands there as one who acts: as its subject,
 * its agent, or as owner of the act.  DTI_NONE: no act of the first can join them.
 */
static uint32_t meeting_word(const dti_tree *t, const dti_mention *a, const dti_mention *b) {
    uint32_t up[MAX_STEPS], down[MAX_STEPS];
    size_t n_up = climb(t, a->head, up), n_down = climb(t, b->head, down), i = 0, k = 0;
    for (i = 0; i < n_up; i++) {
        for (k = 0; k < n_down && down[k] != up[i]; k++) {}
        if (k < n_down) break;
    }
    if (i == n_up || i == 0 || k == 0) return DTI_NONE;
    const dti_tok *top = dti_at(t, up[i]);
    unsigned r = dti_at(t, up[i - 1])->deprel;
    if (top->mention != DTI_NONE && t->doc->mentions[top->mention].n_refs) return DTI_NONE;
    if (top->upos == DTI_VERB || top->upos == DTI_ADJ)
        return r == DTI_R_NSUBJ || r == DTI_R_OBL_AGENT || r == DTI_R_NSUBJ_PASS ? up[i] : DTI_NONE;
    if (top->upos != DTI_NOUN) return DTI_NONE;
    return r == DTI_R_NSUBJ || r == DTI_R_NMOD_POSS ? up[i] : DTI_NONE;
}

/* Does a proposal join the two, or tell already what the first does at the word? */
static int joined(const dti_judging *j, uint32_t a, uint32_t b, uint32_t word) {
    const dt_doc *d = j->tree->doc;
    for (size_t i = j->n; i < j->n + j->n_idioms; i++) /* "laid siege to the line": no act */
        if (j->proposals[i].trigger == word) return 1;
    for (size_t i = 0; i < j->n; i++) {
        const dti_proposal *p = &j->proposals[i];
        int s = dti_side_shares(d, &p->source, a), t = dti_side_shares(d, &p->target, b);
        int s2 = dti_side_shares(d, &p->source, b), t2 = dti_side_shares(d, &p->target, a);
        if (s && p->trigger == word) return 1;
        t |= j->filled[i] == b;
        t2 |= j->filled[i] == a;
        if ((s && t) || (s2 && t2) || (s && s2)) return 1;
    }
    return 0;
}

/* Do the two have a state or a name in common? */
static int same_party(const dti_mention *a, const dti_mention *b) {
    if (!a->n_refs || !b->n_refs) return 0;
    const dti_ref *x = &a->refs[0], *y = &b->refs[0];
    return (x->country.len && dti_slice_eq(x->country, y->country)) || (x->name.len && dti_slice_eq(x->name, y->name));
}

static int has_party(const dti_tree *t, const dti_side *side, uint32_t m) {
    if (dti_side_shares(t->doc, side, m)) return 1;
    for (uint32_t i = 0; i < side->n; i++)
        if (same_party(&t->doc->mentions[side->mentions[i]], &t->doc->mentions[m])) return 1;
    return side->phrase != DTI_NONE && side->phrase == t->doc->mentions[m].head;
}

/*
 * "China's visit is part of talks with Peru": a frame tells an act of this type already in which one of
 * the two takes part; that the other does too is the frame's to say.
 */
static int is_told_already(const dti_judging *j, dt_slice type, uint32_t a, uint32_t b) {
    for (size_t i = 0; i < j->n; i++) {
        const dti_proposal *p = &j->proposals[i];
        if (!dti_slice_eq(p->frame->type, type)) continue;
        if (has_party(j->tree, &p->source, a) || has_party(j->tree, &p->source, b) || has_party(j->tree, &p->target, a) ||
            has_party(j->tree, &p->target, b))
            return 1;
    }
    return 0;
}

/* A place does no talking: only acts that are done, not said, fall on places. */
static int may_suffer(const dti_proposal *p, const dti_mention *m) {
    return !m->is_place_only || !p->frame->is_verbal;
}

/* Is it the state, or a place in it, whose army, party or government the other one is? */
static int is_own_land(const dti_tree *t, const dti_mention *who, const dti_mention *land) {
    if (!who->n_refs || !land->n_refs || land->refs[0].sector.len) return 0;
    dt_slice sector = who->refs[0].sector;
    return dti_slice_eq(who->refs[0].country, land->refs[0].country) &&
           (!sector.len || dti_frames_is_of_state(t->frames, sector));
}

/* The party that the frame did not find: the likeliest of the sentence, when likely enough. */
static uint32_t missing_party(dti_judging *j, const dti_proposal *p, double *sure) {
    uint32_t actors[MAX_ACTORS], best = DTI_NONE, source = p->source.mentions[0];
    const dt_doc *d = j->tree->doc;
    dti_verdict v;
    size_t n = find_actors(j->tree, actors);
    *sure = j->judge->scale->fill;
    for (uint32_t i = 0; i < p->target.n; i++) /* a role of no state: somebody surer must come */
        if (d->mentions[p->target.mentions[i]].n_refs) {
            double now = stands(j, source, p->target.mentions[i], &v);
            if (now > *sure) *sure = now;
        }
    for (size_t i = 0; i < n; i++) {
        if (dti_side_shares(d, &p->source, actors[i]) || dti_side_shares(d, &p->target, actors[i])) continue;
        const dti_mention *m = &d->mentions[actors[i]];
        if (m->head == p->trigger || !may_suffer(p, m) ||
            (!m->refs[0].country.len && !m->refs[0].name.len))
            continue;
        /* what the frames found in the phrase and turned down: "nine tons of *Bolivian* cocaine"; one's own state */
        if (p->target.phrase != DTI_NONE && dti_is_under(j->tree, m->head, p->target.phrase)) continue;
        if (is_own_land(j->tree, &d->mentions[source], m)) continue;
        double now = stands(j, source, actors[i], &v);
        if (now < *sure) continue;
        now *= dti_judge_confidence(j->judge, &v, v.best);
        if (now >= *sure) best = actors[i], *sure = now;
    }
    return best;
}

uint32_t dti_judge_fill(dti_judging *j, dti_proposal *p, char *why, size_t cap) {
    const dt_doc *d = j->tree->doc;
    double sure;
    why[0] = 0;
    if (!j->judge || !is_known(d, &p->source) || is_known(d, &p->target) ||
        is_named(j->tree, &p->target))
        return DTI_NONE;
    /* several parties of a meeting are whole: "US and Taliban envoys met in Doha" */
    if (p->source.n > 1 || d->mentions[p->source.mentions[0]].n_refs > 1) return DTI_NONE;
    uint32_t m = missing_party(j, p, &sure);
    if (m == DTI_NONE) return DTI_NONE;
    uint32_t head = d->mentions[m].head, up = dti_at(j->tree, head)->head;
    if (dti_at(j->tree, head)->deprel == DTI_R_CONJ && up != DTI_NONE &&
        dti_at(j->tree, up)->mention == p->source.mentions[0]) { /* they do it together */
        p->source.mentions[p->source.n++] = m;
        snprintf(why, cap, "a further source named by the judge (%.2f)", sure);
        return m;
    }
    p->target.n = 1;
    p->target.mentions[0] = m;
    p->target.phrase = DTI_NONE;
    snprintf(why, cap, "target named by the judge (%.2f)", sure);
    return m;
}

/* ------------------------------------------------------------------ acts of no frame */

/* What is denied, wished for or only feared is no act of the judge's. */
static int is_told(const dti_tree *t, const dti_proposal *p) {
    dti_effect e = dti_aspect_at(t, p).effect;
    return e != DTI_E_NEGATED && e != DTI_E_WISH && e != DTI_E_NOTHING;
}

static void add(dti_side *side, uint32_t m) {
    if (side->n < DTI_MAX_SLOT_ACTORS) side->mentions[side->n++] = m;
}

/* "X and Y ... A and B": one act of several parties is one proposal. */
static int joins(const dti_tree *t, dti_judged *all, size_t n, uint32_t word, uint32_t type,
                 uint32_t source, uint32_t target, double confidence) {
    for (size_t i = 0; i < n; i++) {
        dti_judged *k = &all[i];
        if (k->p.trigger != word || k->type != type) continue;
        int s = dti_side_shares(t->doc, &k->p.source, source), o = dti_side_shares(t->doc, &k->p.target, target);
        if (!s && !o) continue;
        if (dti_side_shares(t->doc, &k->p.source, target) || dti_side_shares(t->doc, &k->p.target, source)) return 1;
        if (!s) add(&k->p.source, source);
        if (!o) add(&k->p.target, target);
        if (confidence < k->confidence) k->confidence = confidence;
        return 1;
    }
    return 0;
}

size_t dti_judge_propose(dti_judging *j, dti_judged out[DTI_MAX_JUDGED]) {
    const dti_tree *t = j->tree;
    const dt_doc *d = t->doc;
    uint32_t actors[MAX_ACTORS];
    size_t n_out = 0;
    if (!j->judge) return 0;
    size_t n = find_actors(t, actors);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && n_out < DTI_MAX_JUDGED; k++) {
            const dti_mention *a = &d->mentions[actors[i]], *b = &d->mentions[actors[k]];
            dti_side one = {.n = 1, .mentions = {actors[i]}, .phrase = DTI_NONE};
            if (i == k || a->is_place_only || dti_side_shares(d, &one, actors[k])) continue;
            if (b->is_place_only && is_own_land(t, a, b)) continue;
            uint32_t word = meeting_word(t, a, b);
            if (word == DTI_NONE) continue;
            if (joined(j, actors[i], actors[k], word)) continue;
            double floor = j->judge->scale->propose;
            dti_verdict v;
            double p = stands(j, actors[i], actors[k], &v);
            if (p < floor) continue;
            p *= dti_judge_confidence(j->judge, &v, v.best);
            if (p < floor || is_told_already(j, dti_judge_type(j->judge, v.best), actors[i], actors[k])) continue;
            if (joins(t, out, n_out, word, v.best, actors[i], actors[k], p)) continue;
            dti_judged *made = &out[n_out];
            *made = (dti_judged){.type = v.best, .confidence = p};
            made->p = (dti_proposal){.trigger = word,
                                     .light = DTI_NONE,
                                     .oblique = DTI_NONE,
                                     .particle = DTI_NONE,
                                     .below = DTI_NONE,
                                     .adverb = DTI_NONE};
            made->p.source = one;
            made->p.target = (dti_side){.n = 1, .mentions = {actors[k]}, .phrase = DTI_NONE};
            made->frame = (dti_frame){.pos = dti_at(t, word)->upos == DTI_VERB ? 'v' : 'n',
                                      .type = dti_judge_type(j->judge, v.best),
                                      .id = dti_str("judge")};
            made->p.frame = &made->frame;
            if (!is_told(t, &made->p)) continue;
            dti_reasons_in_words(&v, made->words, sizeof made->words);
            n_out++;
        }
    return n_out;
}
