/* fill.c: who stands in the slots of a frame: mentions in the words there and inside their phrases, the nearest actor. */
#include "code/fill.h"

#include "base/slice.h"

#define MAX_DEPTH 4

static void append(dti_word_list *l, const dti_word_list *more) {
    for (uint32_t i = 0; i < more->n; i++) {
        uint32_t k = 0;
        while (k < l->n && l->words[k] != more->words[i]) k++;
        if (k == l->n && l->n < DTI_TREE_MAX) l->words[l->n++] = more->words[i];
    }
}

void dti_words_of_slot(const dti_tree *t, uint32_t trigger, char pos, dti_slot slot,
                       const dti_proposal *p, dti_word_list *words) {
    dti_slot_words(t, trigger, pos, slot, p->light, words);
    int of_noun = slot.kind == DTI_SLOT_AMOD || slot.kind == DTI_SLOT_COMPOUND ||
                  slot.kind == DTI_SLOT_POSS;
    int of_clause = slot.kind == DTI_SLOT_XCOMP || slot.kind == DTI_SLOT_INF ||
                    slot.kind == DTI_SLOT_COMP || slot.kind == DTI_SLOT_COMP_OBJ;
    dti_word_list more;
    if (slot.kind == DTI_SLOT_OBJ && words->n == 0 && p->particle != DTI_NONE) {
        uint32_t noun = dti_particle_object(t, trigger, p->particle);
        if (noun != DTI_NONE) words->words[words->n++] = noun;
    }
    const uint32_t nouns[] = {p->light, p->oblique};
    for (size_t i = 0; i < 2; i++) {
        /* "passed a *resolution* condemning Iran", "its *threat* to leave" */
        if (nouns[i] == DTI_NONE || !(of_noun || (of_clause && words->n == 0) ||
                                      (i == 1 && slot.kind == DTI_SLOT_PREP)))
            continue;
        dti_slot_words(t, nouns[i], 'n', slot, DTI_NONE, &more);
        append(words, &more);
    }
    /* "refused to apologise *to Turkey*" */
    if (slot.kind == DTI_SLOT_PREP && words->n == 0 && p->below != DTI_NONE) {
        dti_slot_words(t, p->below, 'v', slot, DTI_NONE, &more);
        append(words, &more);
    }
}

/* ------------------------------------------------------------------ who stands there */

static void add_mention(dti_side *side, uint32_t m) {
    for (uint32_t i = 0; i < side->n; i++)
        if (side->mentions[i] == m) return;
    if (side->n < DTI_MAX_SLOT_ACTORS) side->mentions[side->n++] = m;
}

/* Does the mention name an actor (and not only a place or nothing)? */
static int is_actor(const dt_doc *d, uint32_t m) {
    const dti_mention *k = &d->mentions[m];
    return k->n_refs > 0 || k->kind == DTI_M_UNKNOWN;
}

static int known(const dt_doc *d, uint32_t m) { return d->mentions[m].n_refs > 0; }

int dti_side_shares(const dt_doc *d, const dti_side *a, uint32_t m) {
    const dti_mention *k = &d->mentions[m];
    for (uint32_t i = 0; i < a->n; i++) {
        const dti_mention *o = &d->mentions[a->mentions[i]];
        if (a->mentions[i] == m || k->antecedent == a->mentions[i] || o->antecedent == m)
            return 1;
        if (k->antecedent != DTI_NONE && k->antecedent == o->antecedent) return 1;
        if (!k->n_refs || k->n_refs != o->n_refs) continue;
        const dti_ref *x = &k->refs[0], *y = &o->refs[0];
        if (dti_slice_eq(x->country, y->country) && dti_slice_eq(x->name, y->name) &&
            dti_slice_eq(x->sector, y->sector) && (x->country.len || x->name.len))
            return 1;
    }
    return 0;
}

/* "efforts in Mexico", "trust in the army": who stands in a phrase of what acts, but not as its
 * part or owner, does not act himself. */
static int is_owner(const dti_tree *t, uint32_t w) {
    dti_lexeme l = dti_case_of(t, w);
    return !l || (dti_frames_traits(t->frames, l) & DTI_TRAIT_OWNING);
}

/* "a *sniper* attack", "a *police* operation": a role of no state before the noun of an act tells its kind. */
static int is_kind(const dt_doc *d, uint32_t m) {
    const dti_mention *k = &d->mentions[m];
    return k->n_refs && !k->refs[0].country.len && !k->refs[0].name.len;
}

/* "slander against the *army*", "its dialogue with the *union*", "a school in *Kherson*"; but "cocaine for
 * the *cartel*", "a rise in *crime*": who stands in a phrase of what suffers the act. */
static int is_reached(const dti_tree *t, uint32_t w) {
    uint32_t m = dti_at(t, w)->mention;
    dti_lexeme l = dti_case_of(t, w);
    return !l || (dti_frames_traits(t->frames, l) & (DTI_TRAIT_OWNING | DTI_TRAIT_TOWARD)) ||
           (m != DTI_NONE && (t->doc->mentions[m].is_place_only || t->doc->mentions[m].kind == DTI_M_COUNTRY));
}

static void inside(const dti_tree *t, uint32_t word, int depth, const dti_side *other,
                   dti_side *side) {
    if (dti_frames_traits(t->frames, dti_lex(t, word)) & DTI_TRAIT_WARE) return;
    /* nearest first: modifiers and possessors, then phrases with "of" and the like */
    for (int pass = 0; pass < 2 && side->n == 0; pass++)
        for (uint32_t c = dti_child(t, word); c != DTI_NONE; c = dti_next(t, c)) {
            const dti_tok *k = dti_at(t, c);
            unsigned r = k->deprel;
            int near = r == DTI_R_NMOD_POSS || r == DTI_R_AMOD || r == DTI_R_COMPOUND ||
                       r == DTI_R_FLAT || r == DTI_R_NMOD_DESC || r == DTI_R_APPOS ||
                       r == DTI_R_NUMMOD;
            int far = r == DTI_R_NMOD || r == DTI_R_CONJ || r == DTI_R_OBL_AGENT;
            if (side->near_only && (pass || r == DTI_R_APPOS)) continue;
            if (side->of_act && (r == DTI_R_COMPOUND || r == DTI_R_AMOD) && k->mention != DTI_NONE &&
                is_kind(t->doc, k->mention))
                continue;
            if (r == DTI_R_ACL && pass == 1 && depth == 0 && dti_is_passive(t, c)) {
                inside(t, c, MAX_DEPTH - 1, other, side); /* "the proposal made *by Barco*" */
                continue;
            }
            if (t->doc->toks[word].upos == DTI_VERB && r != DTI_R_OBL_AGENT) continue;
            if (pass == 0 ? !near : !far) continue;
            if (k->mention != DTI_NONE && far && t->doc->mentions[k->mention].is_place_only &&
                side->no_places)
                continue;
            if (far && r == DTI_R_NMOD && !(side->no_places ? is_owner(t, c) : is_reached(t, c)))
                continue;
            if (r == DTI_R_NMOD && depth > 1) continue;
            if (k->mention != DTI_NONE && known(t->doc, k->mention) && dti_only_describes(t, c))
                continue;
            if (k->mention != DTI_NONE && known(t->doc, k->mention) &&
                !dti_side_shares(t->doc, other, k->mention))
                add_mention(side, k->mention);
            else if (depth < MAX_DEPTH)
                inside(t, c, depth + 1, other, side);
        }
}

void dti_mentions_of_word(const dti_tree *t, uint32_t word, const dti_side *other,
                          dti_side *side) {
    static const dti_side nobody = {.n = 0, .phrase = DTI_NONE};
    if (!other) other = &nobody;
    const dti_tok *k = dti_at(t, word);
    if (k->mention != DTI_NONE && known(t->doc, k->mention) &&
        !dti_side_shares(t->doc, other, k->mention)) {
        add_mention(side, k->mention);
        return;
    }
    if (k->mention != DTI_NONE && is_actor(t->doc, k->mention) && !known(t->doc, k->mention) &&
        t->doc->mentions[k->mention].head == word) {
        add_mention(side, k->mention);
        return;
    }
    dti_side found = {.n = 0, .phrase = DTI_NONE, .no_places = side->no_places};
    inside(t, word, 0, other, &found);
    /* "met *his* counterpart, the Italian president": he is there already */
    uint32_t n_new = 0;
    for (uint32_t i = 0; i < found.n; i++)
        n_new += !dti_side_shares(t->doc, side, found.mentions[i]);
    if (found.n && !n_new) return;
    for (uint32_t i = 0; i < found.n; i++) add_mention(side, found.mentions[i]);
    if (found.n) {
        side->is_inside = 1;
        side->within = word;
        /* "an attack on a school in Kherson": the phrase is shown, the place says whose it is
         */
        if (side->phrase == DTI_NONE && t->doc->mentions[found.mentions[0]].is_place_only &&
            k->upos == DTI_NOUN)
            side->phrase = word;
        return;
    }
    if (k->mention != DTI_NONE && is_actor(t->doc, k->mention))
        add_mention(side, k->mention);
    else if (side->phrase == DTI_NONE &&
             (k->upos == DTI_NOUN || k->upos == DTI_PROPN || k->upos == DTI_PRON ||
              k->upos == DTI_SYM)) /* "$3 million" */
        side->phrase = word;
}

static int same_country(const dt_doc *d, const dti_side *a, uint32_t m) {
    for (uint32_t i = 0; i < a->n; i++) {
        const dti_mention *o = &d->mentions[a->mentions[i]];
        for (uint32_t r = 0; r < o->n_refs; r++)
            if (!o->refs[r].country.len ||
                dti_slice_eq(o->refs[r].country, d->mentions[m].refs[0].country))
                return 1;
    }
    return a->n == 0;
}

/* "The *President* Omer al-Bashir": another word for the one who acts. */
static int is_beside(const dti_tree *t, uint32_t w, const dti_side *actors) {
    for (uint32_t i = 0; i < actors->n; i++) {
        uint32_t head = t->doc->mentions[actors->mentions[i]].head;
        const dti_tok *a = dti_at(t, w), *b = dti_at(t, head);
        const dti_tok *low = a->head == head ? a : b->head == w ? b : NULL;
        if (low && (low->deprel == DTI_R_APPOS || low->deprel == DTI_R_FLAT ||
                    low->deprel == DTI_R_NMOD_DESC || low->deprel == DTI_R_COMPOUND))
            return 1;
    }
    return 0;
}

/*
 * Does the word hang below the trigger without a clause of its own between: "carried out by X
 * and was directed by Y" says nothing of Y.  What the frame swallows is part of it.
 */
static int is_in_clause(const dti_tree *t, uint32_t w, const dti_proposal *p) {
    for (uint32_t step = t->first; step < t->end && w != DTI_NONE; step++) {
        if (w == p->trigger || w == p->below || w == p->light) return 1;
        unsigned r = dti_at(t, w)->deprel;
        if (r == DTI_R_ACL_RELCL || r == DTI_R_PARATAXIS ||
            (r == DTI_R_ACL && dti_child_by(t, w, DTI_R_NSUBJ) != DTI_NONE) ||
            (r == DTI_R_ADVCL && (dti_at(t, w)->feats & DTI_F_GER)) ||
            (r == DTI_R_CONJ && dti_at(t, w)->upos == DTI_VERB))
            return 0;
        w = dti_at(t, w)->head;
    }
    return 0;
}

/* "*according to* La Repubblica": who tells of the act has no part in it. */
static int is_beside_clause(const dti_tree *t, uint32_t w) {
    uint32_t c = dti_child_by(t, w, DTI_R_CASE);
    return c != DTI_NONE && dti_at(t, c)->upos == DTI_VERB;
}

/* "the Egyptian affiliate *of the Islamic State* attacked": part of what the doer is called. */
static int is_of_source(const dti_tree *t, uint32_t w, const dti_proposal *p, const dti_side *source) {
    if (dti_at(t, w)->deprel == DTI_R_CONJ) return 0;
    return p->frame->pos == 'v' && source->n == 1 && source->is_inside &&
           source->within != p->trigger && !dti_is_under(t, p->trigger, source->within) &&
           dti_is_under(t, w, source->within);
}

/*
 * The nearest other actor under the trigger (or under the clause it swallows); where there is
 * none, the nearest place in another state than the doer's: "shelled positions in Poonch".
 */
static int is_within(const dti_tree *t, uint32_t w, const dti_side *actors) {
    for (uint32_t i = 0; i < actors->n; i++) {
        uint32_t head = t->doc->mentions[actors->mentions[i]].head;
        if (head >= t->first && head < t->end && dti_is_under(t, w, head)) return 1;
    }
    return 0;
}

/*
 * Does the word stand in the act's own clause, no part of another noun's phrase, of a clause's
 * subject or of a clause that is no part of the act?  "fired in the air to quell *the mob*",
 * "kidnapped 15 in an attack on *a garrison*".
 */
static int is_at_hand(const dti_tree *t, uint32_t w, const dti_proposal *p) {
    for (uint32_t step = t->first; step < t->end && w != DTI_NONE; step++) {
        if (w == p->trigger || w == p->below || w == p->light) return 1;
        unsigned r = dti_at(t, w)->deprel;
        if (r == DTI_R_ACL && dti_at(t, w)->head == p->light) return 1; /* "the limits set for *it*" */
        if (r == DTI_R_CCOMP || r == DTI_R_XCOMP || r == DTI_R_NMOD ||
            (r == DTI_R_NSUBJ && dti_at(t, w)->head != p->trigger) ||
            (!p->frame->holds_clause && (r == DTI_R_ADVCL || r == DTI_R_ACL)))
            return 0;
        w = dti_at(t, w)->head;
    }
    return 1;
}

/* Of no state or of the doer's own: among people at home the nearest is seldom the one meant. */
static int is_home(const dti_tree *t, const dti_side *a, uint32_t m) {
    const dti_mention *k = &t->doc->mentions[m];
    if (!k->refs[0].country.len) return 1;
    for (uint32_t i = 0; i < a->n; i++) {
        const dti_mention *o = &t->doc->mentions[a->mentions[i]];
        if (o->n_refs && dti_slice_eq(o->refs[0].country, k->refs[0].country)) return 1;
    }
    return 0;
}

static void nearest_actor(const dti_tree *t, const dti_proposal *p, const dti_side *not_these,
                          dti_side *side) {
    const dt_doc *d = t->doc;
    for (int places = 0; places < 2 - p->frame->is_verbal && side->n == 0; places++) {
        uint32_t best = DTI_NONE, best_distance = UINT32_MAX;
        for (uint32_t w = t->first; w < t->end; w++) {
            uint32_t m = dti_at(t, w)->mention;
            if (m == DTI_NONE || !known(d, m) || d->mentions[m].head != w) continue;
            if (d->mentions[m].is_place_only != places || dti_side_shares(d, not_these, m))
                continue;
            if (!is_in_clause(t, w, p) || dti_only_describes(t, w)) continue;
            if (w == p->light || w == p->oblique || is_beside(t, w, not_these)) continue;
            if (is_beside_clause(t, w) || is_of_source(t, w, p, not_these)) continue;
            if (is_within(t, w, not_these)) continue;
            if (!is_at_hand(t, w, p) && is_home(t, not_these, m)) continue;
            if (places && same_country(d, not_these, m)) continue;
            uint32_t distance = w > p->trigger ? w - p->trigger : 2 * (p->trigger - w) + 4;
            if (distance < best_distance) best = m, best_distance = distance;
        }
        if (best != DTI_NONE) add_mention(side, best);
    }
}

/*
 * "China carried out drills there after the visit of the speaker": the destination that the
 * noun does not name is the nearest place of the sentence, else a state, not the doer's own.
 */
static void nearest_place(const dti_tree *t, const dti_proposal *p, const dti_side *not_these,
                          dti_side *side) {
    const dt_doc *d = t->doc;
    for (int states = 0; states < 2 && side->n == 0; states++) {
        uint32_t best = DTI_NONE, best_distance = UINT32_MAX;
        for (uint32_t w = t->first; w < t->end; w++) {
            uint32_t m = dti_at(t, w)->mention;
            if (m == DTI_NONE || !known(d, m) || d->mentions[m].head != w) continue;
            int is_place =
                d->mentions[m].is_place_only ||
                (d->mentions[m].kind == DTI_M_PRONOUN && dti_at(t, w)->upos == DTI_ADV);
            int is_state = d->mentions[m].kind == DTI_M_COUNTRY;
            if ((states ? !is_state : !is_place) || dti_side_shares(d, not_these, m)) continue;
            if (same_country(d, not_these, m) || dti_is_under(t, w, p->trigger)) continue;
            uint32_t distance = w > p->trigger ? w - p->trigger : p->trigger - w;
            if (distance < best_distance) best = m, best_distance = distance;
        }
        if (best != DTI_NONE) add_mention(side, best);
    }
}

/* Does the word tell where the act is: below the trigger or before it ("*Baghdad* protests"), or at the verb whose
 * subject or object it is ("protests erupted in *Baghdad*")? */
static int is_where(const dti_tree *t, uint32_t w, const dti_proposal *p) {
    unsigned r = dti_at(t, p->trigger)->deprel;
    uint32_t verb = r == DTI_R_NSUBJ || r == DTI_R_NSUBJ_PASS || r == DTI_R_OBJ ? dti_at(t, p->trigger)->head : DTI_NONE;
    for (int step = 0; step < MAX_DEPTH && w != DTI_NONE; step++) {
        if (w == p->trigger || w == p->light || w == p->oblique) return 1;
        unsigned rel = dti_at(t, w)->deprel;
        if (rel == DTI_R_ACL || rel == DTI_R_ACL_RELCL || rel == DTI_R_ADVCL || rel == DTI_R_CCOMP) return 0;
        w = dti_at(t, w)->head;
        if (w == verb && rel == DTI_R_OBL) return 1;
    }
    return 0;
}

/* "*Nepal*: four killed": a name before a colon at the head of the sentence. */
static int is_label(const dti_tree *t, uint32_t m) {
    uint32_t after = t->doc->mentions[m].first + t->doc->mentions[m].n_toks;
    return t->doc->mentions[m].first == t->first && after < t->end && t->doc->text.ptr[dti_at(t, after)->start] == ':' &&
           (t->doc->mentions[m].kind == DTI_M_COUNTRY || t->doc->mentions[m].kind == DTI_M_METONYM);
}

/* "Thousands protested in *Baghdad*", "*Kabul* blast": the people of the place where it happens, unless a state
 * acts or suffers there. */
static void people_of_place(const dti_tree *t, const dti_proposal *p, const dti_side *not_these, dti_side *side) {
    const dt_doc *d = t->doc;
    /* "an inquiry into the riots in Gujarat" tells of the inquiry */
    if (p->frame->pos == 'n' && dti_child_by(t, p->trigger, DTI_R_CASE) != DTI_NONE) return;
    for (uint32_t w = t->first; w < t->end; w++) {
        uint32_t m = dti_at(t, w)->mention;
        if (m == DTI_NONE || !known(d, m) || d->mentions[m].head != w || dti_side_shares(d, not_these, m)) continue;
        unsigned r = dti_at(t, w)->deprel;
        int before = r == DTI_R_COMPOUND && w < dti_at(t, w)->head &&
                     (d->mentions[m].kind == DTI_M_METONYM || d->mentions[m].kind == DTI_M_COUNTRY);
        if (!is_label(t, m) && ((!d->mentions[m].is_place_only && !before) || !is_where(t, w, p))) continue;
        add_mention(side, m);
        side->is_people = side == &p->source ? 1 : 2;
        return;
    }
}

/* "carried out drills *there*": an adverb that stands for a place named before. */
static uint32_t place_adverb(const dti_tree *t, uint32_t trigger) {
    for (uint32_t c = dti_child(t, trigger); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == DTI_R_ADVMOD && dti_at(t, c)->mention != DTI_NONE &&
            t->doc->mentions[dti_at(t, c)->mention].kind == DTI_M_PRONOUN)
            return c;
    return DTI_NONE;
}

/* "released prisoners": the noun that the frame asks for is the actor itself. */
static int names_actor(const dti_tree *t, uint32_t w) {
    uint32_t m = dti_at(t, w)->mention;
    return m != DTI_NONE && known(t->doc, m);
}

static void drop_shared(const dt_doc *d, dti_side *side, const dti_side *other) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < side->n; i++)
        if (!dti_side_shares(d, other, side->mentions[i]))
            side->mentions[n++] = side->mentions[i];
    side->n = n;
}

/* Is the noun of a light verb an actor itself: "summoned the *ambassador*"? */
static int is_known_head(const dti_tree *t, uint32_t word) {
    uint32_t m = dti_at(t, word)->mention;
    return m != DTI_NONE && known(t->doc, m) && t->doc->mentions[m].head == word;
}

/* Slots that are no place to look: "must", "known", "public". */
static int is_demand(dti_slot_kind kind) {
    return kind == DTI_SLOT_MUST || kind == DTI_SLOT_KNOWN || kind == DTI_SLOT_OWN ||
           kind == DTI_SLOT_PUBLIC;
}

/* "withdraw *its troops* from the zone": what the doer does it with suffers nothing. */
static int is_own_force(const dti_tree *t, uint32_t w, const dti_side *source) {
    uint32_t m = dti_at(t, w)->mention, whose = dti_child_by(t, w, DTI_R_NMOD_POSS);
    if (m == DTI_NONE || whose == DTI_NONE || dti_at(t, whose)->upos != DTI_PRON || !source->n) return 0;
    const dti_mention *k = &t->doc->mentions[m], *s = &t->doc->mentions[source->mentions[0]];
    return k->n_refs && s->n_refs && dti_slice_is(k->refs[0].sector, "MIL") &&
           dti_slice_eq(k->refs[0].country, s->refs[0].country);
}

/* Does the frame ask for certain nouns under a preposition: "killed in a *raid*"? */
static int names_phrase(const dti_frame *f) {
    for (uint32_t i = 0; i < f->n_constraints; i++)
        if (f->constraints[i].slot.kind == DTI_SLOT_PREP && f->constraints[i].n_lemmas && !f->constraints[i].negated)
            return 1;
    return 0;
}

/* Of phrases with prepositions those at the act go before those deep below: "deployed to" before "with an
 * eye *to*".  The slot that a run of them begins with, or a later one of the run;
 * *is_near tells whether it is of those at the act. */
static uint32_t nearest_slot(const dti_tree *t, const dti_proposal *p, const dti_slot *slots, uint32_t n,
                             uint32_t i, const dti_side *other, int *is_near) {
    *is_near = 1;
    for (uint32_t k = i; k < n && slots[k].kind == DTI_SLOT_PREP; k++) {
        dti_word_list words;
        dti_words_of_slot(t, p->trigger, p->frame->pos, slots[k], p, &words);
        for (uint32_t w = 0; w < words.n; w++) {
            uint32_t up = dti_at(t, words.words[w])->head;
            dti_side found = {.n = 0, .phrase = DTI_NONE};
            if ((up != p->trigger && up != p->light) || dti_is_in_time(t->doc, words.words[w])) continue;
            dti_mentions_of_word(t, words.words[w], other, &found);
            if (found.n && known(t->doc, found.mentions[0])) return k;
        }
    }
    *is_near = 0;
    return i;
}

/* "summoned the Dutch ambassador *Monday*": the day behind a name, read as the head of it.  The name, or the word itself. */
static uint32_t not_the_day(const dti_tree *t, uint32_t w) {
    uint32_t name = dti_child_by(t, w, DTI_R_COMPOUND);
    return dti_is_in_time(t->doc, w) && name != DTI_NONE && !dti_is_in_time(t->doc, name) ? name : w;
}

static int has_slot(const dti_slot *slots, uint32_t from, uint32_t to, dti_slot_kind kind) {
    for (uint32_t i = from; i < to; i++)
        if (slots[i].kind == kind) return 1;
    return 0;
}

/* The noun of a light verb is no actor, but its phrase may hold one: near, "an *Armenian* proposal", or anywhere. */
static void fill_from_light(const dti_tree *t, const dti_proposal *p, int near_only, const dti_side *other,
                            dti_side *side) {
    dti_side found = {.n = 0, .phrase = DTI_NONE, .near_only = near_only, .of_act = 1};
    inside(t, p->light, 1, other, &found);
    for (uint32_t k = 0; k < found.n; k++) add_mention(side, found.mentions[k]);
    drop_shared(t->doc, side, other);
}

/* Deep below the act only somebody known by name or state is meant: not the "charge" of "an appeal by a priest on the *charge*". */
static int is_deep(const dti_tree *t, const dti_proposal *p, uint32_t w) {
    for (int step = 0; step < 2 && w != DTI_NONE; step++) { /* of the word, then of what it hangs on: "sympathy and solidarity *with*" */
        while (dti_at(t, w)->deprel == DTI_R_CONJ && dti_at(t, w)->head != DTI_NONE) w = dti_at(t, w)->head;
        if (!step) w = dti_at(t, w)->head;
    }
    if (w == DTI_NONE) return 1;
    unsigned r = dti_at(t, w)->deprel;
    if (w != p->trigger && w != p->light && (r == DTI_R_OBJ || r == DTI_R_NSUBJ_PASS)) w = dti_at(t, w)->head;
    return w != p->trigger && w != p->light && w != p->below && w != p->oblique;
}

void dti_fill_side(const dti_tree *t, const dti_proposal *p, const dti_slot *slots, uint32_t n_slots,
                   const dti_side *other, dti_side *side) {
    side->n = 0;
    side->is_inside = side->is_people = 0;
    side->phrase = DTI_NONE;
    side->no_places = side == &p->source;
    /* a frame whose target is a place: "carried out drills there in response to a visit" */
    if (side == &p->target && n_slots && slots[0].kind == DTI_SLOT_PREP &&
        !p->frame->is_verbal) {
        uint32_t there = place_adverb(t, p->trigger);
        if (there != DTI_NONE) dti_mentions_of_word(t, there, other, side);
        if (side->n) return;
    }
    for (uint32_t i = 0; i < n_slots; i++) {
        int joins_next = i + 1 < n_slots && slots[i + 1].kind == DTI_SLOT_AND;
        if (slots[i].kind == DTI_SLOT_AND) continue;
        if (slots[i].kind == DTI_SLOT_NONE) return;
        if (is_demand(slots[i].kind)) continue;
        if (slots[i].kind == DTI_SLOT_PEOPLE) {
            people_of_place(t, p, other, side);
        } else if (slots[i].kind == DTI_SLOT_PLACE) {
            nearest_place(t, p, other, side);
        } else if (slots[i].kind == DTI_SLOT_ANY) {
            if (p->light != DTI_NONE && has_slot(slots, 0, i, DTI_SLOT_OBJ)) fill_from_light(t, p, 0, other, side);
            if (side->n) return;
            uint32_t there = side == &p->target ? place_adverb(t, p->trigger) : DTI_NONE;
            if (there == DTI_NONE && side == &p->target && p->light != DTI_NONE)
                there = place_adverb(t, p->light);
            if (there != DTI_NONE) dti_mentions_of_word(t, there, other, side);
            if (side->n) return;
            /* a phrase that names nobody stands, unless the type asks for somebody known */
            if (side->phrase == DTI_NONE || side == &p->source ||
                p->frame->target_need >= DTI_NEED_KNOWN)
                nearest_actor(t, p, other, side);
        } else {
            dti_word_list words;
            dti_slot slot = slots[i];
            int is_near = 1;
            if (side == &p->target && slot.kind == DTI_SLOT_PREP && !joins_next)
                slot = slots[nearest_slot(t, p, slots, n_slots, i, other, &is_near)];
            if (!is_near && p->light != DTI_NONE && has_slot(slots, i, n_slots, DTI_SLOT_OBJ)) {
                fill_from_light(t, p, 1, other, side);
                if (side->n) return;
            }
            dti_words_of_slot(t, p->trigger, p->frame->pos, slot, p, &words);
            /* "killed in an airstrike in Syria": who acts stands in the phrase that the frame asks for */
            int in_phrase = side == &p->source && slot.kind == DTI_SLOT_PREP && p->frame->pos == 'v' &&
                            p->oblique != DTI_NONE && names_phrase(p->frame);
            for (uint32_t k = 0; k < words.n && in_phrase; k++)
                if (words.words[k] == p->oblique) words.words[0] = p->oblique, words.n = 1;
            for (uint32_t k = 0; k < words.n; k++) words.words[k] = not_the_day(t, words.words[k]);
            for (uint32_t k = 0; k < words.n; k++)
                if (words.words[k] != p->trigger &&
                    !(slot.kind == DTI_SLOT_COMP_OBJ && is_own_force(t, words.words[k], other)) && !dti_is_in_time(t->doc, words.words[k]) &&
                    (words.words[k] != p->light || names_actor(t, p->light))) {
                    uint32_t phrase = side->phrase;
                    dti_mentions_of_word(t, words.words[k], other, side);
                    if (slot.kind == DTI_SLOT_PREP && side == &p->target && is_deep(t, p, words.words[k])) {
                        side->phrase = phrase;
                        while (side->n && slot.prep == dti_frames_prep(t->frames, DTI_PREP_PART) &&
                               is_kind(t->doc, side->mentions[side->n - 1])) side->n--;
                    }
                }
            if (p->light != DTI_NONE && slots[i].kind == DTI_SLOT_OBJ)
                fill_from_light(t, p, has_slot(slots, i, n_slots, DTI_SLOT_PREP), other, side);
            drop_shared(t->doc, side, other);
            /* "killed in a *Kabul* blast": where, not who */
            if (side == &p->source && (p->frame->pos == 'n' || (side->is_inside && side->within == p->oblique)))
                dti_drop_places(t->doc, side);
            /* "attacked *them* in Soyapango": somebody, whoever it is, and not the town */
            if (slots[i].kind == DTI_SLOT_OBJ && side == &p->target && !side->n &&
                words.n == 1 && p->frame->pos == 'v' &&
                dti_at(t, words.words[0])->upos == DTI_PRON)
                return;
        }
        if (side->n && !joins_next && !(i + 2 < n_slots && slots[i + 1].kind == DTI_SLOT_AND))
            return;
        if (side->n && joins_next) continue;
    }
    if (p->light != DTI_NONE && side->n == 0 && has_slot(slots, 0, n_slots, DTI_SLOT_OBJ))
        fill_from_light(t, p, 0, other, side);
    /* "rejected the *referendum*": what suffers the act is at least named, unless the noun is
     * an act itself ("held *talks*") */
    for (uint32_t i = 0; i < n_slots && side->n == 0 && side->phrase == DTI_NONE; i++)
        if (slots[i].kind == DTI_SLOT_OBJ && p->light != DTI_NONE && side == &p->target) {
            size_t n_frames;
            dti_frames_of(t->frames, dti_lex(t, p->light), 'n', &n_frames);
            if (!n_frames && !is_known_head(t, p->light)) side->phrase = p->light;
        }
    /* "dissolved *parliament*": the noun that the frame asks for is the actor, if nobody else
     */
    for (uint32_t i = 0; i < n_slots && side->n == 0; i++)
        if (slots[i].kind == DTI_SLOT_OBJ && p->light != DTI_NONE &&
            is_known_head(t, p->light)) {
            add_mention(side, dti_at(t, p->light)->mention);
            drop_shared(t->doc, side, other);
        }
}

void dti_drop_dateline(const dti_tree *t, dti_side *side) {
    uint32_t n = 0;
    if (side->is_people) return;
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &t->doc->mentions[side->mentions[i]];
        uint32_t after = m->first + m->n_toks;
        int label = m->first == t->first + 1 &&
                    t->doc->text.ptr[dti_at(t, t->first)->start] == '(' && after < t->end &&
                    t->doc->text.ptr[dti_at(t, after)->start] == ')';
        if (label) continue;
        if (m->first > t->first + 1 || after >= t->end ||
            t->doc->text.ptr[dti_at(t, after)->start] != ':' ||
            (m->kind != DTI_M_METONYM && !m->is_place_only && m->kind != DTI_M_UNKNOWN))
            side->mentions[n++] = side->mentions[i];
    }
    side->n = n;
}

void dti_drop_places(const dt_doc *d, dti_side *side) {
    uint32_t n = 0;
    if (side->is_people) return;
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        unsigned r = d->toks[m->head].deprel;
        int where = m->is_place_only ||
                    (m->kind == DTI_M_METONYM && (r == DTI_R_COMPOUND || r == DTI_R_AMOD));
        if (!where) side->mentions[n++] = side->mentions[i];
    }
    side->n = n;
    if (!n) side->is_inside = 0;
}
