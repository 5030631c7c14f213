/* tree.c: who does what at a word, with passives, participles, relatives, control and
 * conjunction undone. */
#include "code/tree.h"

#include "base/slice.h"
#include "base/utf8.h"

#define MAX_STEPS 6
#define MAX_NESTED 4

/* "cease-*fire*", "re-*appoint*": the word that tables write whole or with its hyphen; 0. */
static dti_lexeme hyphened(const dt_doc *d, const dti_frames *frames, uint32_t first, uint32_t w) {
    char word[64];
    const dti_tok *k = &d->toks[w];
    if (w < first + 2 || k->upos == DTI_PUNCT || d->toks[w - 1].end - d->toks[w - 1].start != 1 ||
        d->text.ptr[d->toks[w - 1].start] != '-' || d->toks[w - 1].space_after ||
        d->toks[w - 2].space_after || d->toks[w - 2].upos == DTI_PROPN)
        return 0;
    dt_slice left = dti_tok_text(d, &d->toks[w - 2]);
    if (left.len + k->lemma_text.len + 1 >= sizeof word) return 0;
    size_t n = dti_fold(left.ptr, left.len, word, sizeof word - k->lemma_text.len - 1);
    memcpy(word + n, k->lemma_text.ptr, k->lemma_text.len);
    dti_lexeme whole = dti_frames_lexeme(frames, (dt_slice){word, n + k->lemma_text.len});
    if (whole) return whole;
    word[n] = '-';
    memcpy(word + n + 1, k->lemma_text.ptr, k->lemma_text.len);
    return dti_frames_lexeme(frames, (dt_slice){word, n + 1 + k->lemma_text.len});
}

int dti_tree_open(dti_tree *t, dt_doc *doc, const dti_frames *frames, uint32_t sent) {
    const dti_sent *s = &doc->sents[sent];
    uint32_t *child = dti_arena_array(&doc->arena, s->n_toks + 1, sizeof *child);
    uint32_t *next = dti_arena_array(&doc->arena, s->n_toks + 1, sizeof *next);
    dti_lexeme *lexeme = dti_arena_array(&doc->arena, s->n_toks + 1, sizeof *lexeme);
    if (!child || !next || !lexeme) return DT_FAILED;
    *t = (dti_tree){doc, frames, s->first, s->first + s->n_toks, child, next, lexeme};
    for (uint32_t i = 0; i < s->n_toks; i++) child[i] = next[i] = DTI_NONE;
    for (uint32_t i = s->n_toks; i-- > 0;) {
        const dti_tok *k = &doc->toks[s->first + i];
        lexeme[i] = dti_frames_lexeme(frames, k->lemma_text);
        dti_lexeme joined = i >= 2 ? hyphened(doc, frames, t->first, s->first + i) : 0;
        if (joined) lexeme[i] = joined;
        if (!lexeme[i] && k->upos == DTI_PROPN && k->lemma_text.len < 64) {
            /* "Clashes between": a noun that only begins the sentence */
            char folded[64];
            size_t n = dti_fold(k->lemma_text.ptr, k->lemma_text.len, folded, sizeof folded);
            lexeme[i] = dti_frames_lexeme(frames, (dt_slice){folded, n});
        }
        if (k->head == DTI_NONE || k->head < t->first || k->head >= t->end) continue;
        next[i] = child[k->head - t->first];
        child[k->head - t->first] = s->first + i;
    }
    return DT_OK;
}

uint32_t dti_child_by(const dti_tree *t, uint32_t tok, dti_rel rel) {
    for (uint32_t c = dti_child(t, tok); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == rel) return c;
    return DTI_NONE;
}

dti_lexeme dti_case_of(const dti_tree *t, uint32_t noun) {
    uint32_t c = dti_child_by(t, noun, DTI_R_CASE);
    return c == DTI_NONE ? 0 : dti_lex(t, c);
}

int dti_is_passive(const dti_tree *t, uint32_t verb) {
    const dti_tok *k = dti_at(t, verb);
    if (dti_child_by(t, verb, DTI_R_AUX_PASS) != DTI_NONE ||
        dti_child_by(t, verb, DTI_R_OBL_AGENT) != DTI_NONE)
        return 1;
    /* A passive subject of a finite verb without auxiliary is a slip of the reader. */
    if (dti_child_by(t, verb, DTI_R_NSUBJ_PASS) != DTI_NONE)
        return !(k->feats & DTI_F_FIN) && dti_child_by(t, verb, DTI_R_OBJ) == DTI_NONE;
    if (k->deprel == DTI_R_CONJ && k->head != DTI_NONE && (k->feats & DTI_F_PART) &&
        dti_child_by(t, verb, DTI_R_NSUBJ) == DTI_NONE)
        return dti_child_by(t, k->head, DTI_R_AUX_PASS) != DTI_NONE &&
               dti_child_by(t, verb, DTI_R_AUX) == DTI_NONE && (k->feats & DTI_F_PASS);
    /* "soldiers killed in the raid": a past participle after its noun */
    return (k->deprel == DTI_R_ACL || k->deprel == DTI_R_ADVCL) && (k->feats & DTI_F_PART) &&
           ((k->feats & DTI_F_PAST) || (k->feats & DTI_F_PASS)) && !(k->feats & DTI_F_GER) &&
           !(k->feats & DTI_F_PRES) && dti_child_by(t, verb, DTI_R_OBJ) == DTI_NONE;
}

int dti_is_in_time(const dt_doc *d, uint32_t tok) {
    for (size_t i = 0; i < d->n_times; i++)
        if (tok >= d->times[i].first && tok < d->times[i].first + d->times[i].n_toks) return 1;
    return 0;
}

int dti_is_under(const dti_tree *t, uint32_t tok, uint32_t top) {
    for (uint32_t step = t->first; step < t->end && tok != DTI_NONE; step++) {
        if (tok == top) return 1;
        tok = dti_at(t, tok)->head;
    }
    return 0;
}

static void add(dti_word_list *l, uint32_t w) {
    for (uint32_t i = 0; i < l->n; i++)
        if (l->words[i] == w) return;
    if (l->n < DTI_TREE_MAX) l->words[l->n++] = w;
}

/* The word, and what is coordinated with it. */
static void add_all(const dti_tree *t, dti_word_list *l, uint32_t w) {
    add(l, w);
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == DTI_R_CONJ && dti_at(t, c)->upos != DTI_VERB) add(l, c);
}

/* "who", "which", "that" as the subject of a relative clause stand for its noun. */
static uint32_t unrelative(const dti_tree *t, uint32_t w, uint32_t verb) {
    const dti_tok *k = dti_at(t, w);
    if ((k->feats & DTI_F_REL) ||
        (k->upos == DTI_PRON && dti_at(t, verb)->deprel == DTI_R_ACL_RELCL &&
         !(k->feats & DTI_F_PRS)))
        if (dti_at(t, verb)->deprel == DTI_R_ACL_RELCL && dti_at(t, verb)->head != DTI_NONE)
            return dti_at(t, verb)->head;
    return w;
}

static void grammatical_subject(const dti_tree *t, uint32_t verb, int depth,
                                dti_word_list *out);

static void own_children(const dti_tree *t, uint32_t verb, dti_rel rel, dti_word_list *out) {
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == rel) add_all(t, out, unrelative(t, c, verb));
}

/* "pulled *out of* talks": the first word of a preposition of two, read as the verb's particle. */
static int is_first_half(const dti_tree *t, uint32_t verb, uint32_t noun, dti_lexeme prep) {
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == DTI_R_COMPOUND_PRT && dti_lex(t, c) == prep &&
            c + 1 < t->end && dti_at(t, c + 1)->deprel == DTI_R_CASE &&
            dti_at(t, c + 1)->head == noun)
            return 1;
    return 0;
}

static void prep_children(const dti_tree *t, uint32_t tok, dti_lexeme prep,
                          dti_word_list *out) {
    for (uint32_t c = dti_child(t, tok); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        if ((r == DTI_R_OBL || r == DTI_R_OBL_AGENT || r == DTI_R_NMOD || r == DTI_R_ADVCL ||
             r == DTI_R_ACL || r == DTI_R_OBJ) &&
            (dti_case_of(t, c) == prep || is_first_half(t, tok, c, prep)))
            add_all(t, out, c);
        /* "against": a mark before a gerund clause has no actor; left out */
    }
}

/*
 * "The torture of monks by soldiers", "an attack by rebels on the town": the reader often hangs
 * the last phrase on the noun before it.  Looks down the phrases under a word for one with the
 * preposition.
 */
static void prep_deep(const dti_tree *t, uint32_t tok, dti_lexeme prep, int depth,
                      dti_word_list *out) {
    for (uint32_t c = dti_child(t, tok); c != DTI_NONE && depth < MAX_NESTED;
         c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        /* "a report *critical* of": an adjective behind its noun */
        if (c < tok || (r != DTI_R_NMOD && r != DTI_R_OBL && r != DTI_R_OBJ && r != DTI_R_AMOD &&
                        (r != DTI_R_CONJ || dti_at(t, c)->upos != DTI_NOUN)))
            continue;
        prep_children(t, c, prep, out);
        if (out->n == 0) prep_deep(t, c, prep, depth + 1, out);
        if (out->n) return;
    }
}

/*
 * Does a frame of the verb ask for this particle, none for the preposition ("called on"), and has the
 * verb no other object?  "handed *over* a suspect"
 */
static int asks_particle(const dti_tree *t, uint32_t verb, dti_lexeme particle) {
    size_t n;
    int asks = 0;
    const dti_frame *const *all = dti_frames_of(t->frames, dti_lex(t, verb), 'v', &n);
    if (!particle || dti_child_by(t, verb, DTI_R_OBJ) != DTI_NONE) return 0;
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < all[i]->n_constraints; k++) {
            const dti_constraint *c = &all[i]->constraints[k];
            if (c->slot.kind == DTI_SLOT_PREP && c->slot.prep == particle) return 0;
            for (uint32_t l = 0; c->slot.kind == DTI_SLOT_PRT && !c->negated && l < c->n_lemmas; l++)
                asks |= c->lemmas[l] == particle;
        }
    return asks;
}

/*
 * "called *off* the meeting": the reader takes the particle for a preposition of the object,
 * or even of a phrase of its own.
 */
static uint32_t misread_particle(const dti_tree *t, uint32_t verb, uint32_t *noun) {
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        uint32_t k = dti_child_by(t, c, DTI_R_CASE);
        if (k != verb + 1) continue;
        if (r != DTI_R_OBJ &&
            (r != DTI_R_OBL || !(dti_frames_is_particle(t->frames, dti_lex(t, k)) ||
                                 asks_particle(t, verb, dti_lex(t, k)))))
            continue;
        *noun = c;
        return k;
    }
    return DTI_NONE;
}

uint32_t dti_particle_object(const dti_tree *t, uint32_t verb, uint32_t particle) {
    uint32_t noun = DTI_NONE;
    return misread_particle(t, verb, &noun) == particle ? noun : DTI_NONE;
}

/* The object the words of which undergo the act. */
static void patient(const dti_tree *t, uint32_t verb, int depth, dti_word_list *out) {
    const dti_tok *k = dti_at(t, verb);
    if (dti_is_passive(t, verb)) {
        own_children(t, verb, DTI_R_NSUBJ_PASS, out);
        if (out->n == 0) own_children(t, verb, DTI_R_NSUBJ, out);
        if (out->n == 0 && (k->deprel == DTI_R_ACL || k->deprel == DTI_R_ACL_RELCL) &&
            k->head != DTI_NONE)
            add_all(t, out, k->head);
        if (out->n == 0 && depth < MAX_STEPS) grammatical_subject(t, verb, depth + 1, out);
        return;
    }
    own_children(t, verb, DTI_R_OBJ, out);
    if (out->n) return;
    /* "has taken in half a million refugees": an oblique without a preposition is none */
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c))
        if (c > verb && dti_at(t, c)->deprel == DTI_R_OBL && dti_at(t, c)->upos == DTI_NOUN &&
            dti_child_by(t, c, DTI_R_CASE) == DTI_NONE && dti_child_by(t, c, DTI_R_MARK) == DTI_NONE)
            add_all(t, out, c);
    if (out->n) return;
    /* "the town that rebels shelled": the noun of a relative clause without object of its own
     */
    if (k->deprel == DTI_R_ACL_RELCL && k->head != DTI_NONE) {
        uint32_t subj = dti_child_by(t, verb, DTI_R_NSUBJ);
        if (subj != DTI_NONE && unrelative(t, subj, verb) == subj) add_all(t, out, k->head);
    }
    /* "attacked and killed two soldiers": the object of the last verb of a chain */
    if (out->n == 0)
        for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c))
            if (dti_at(t, c)->deprel == DTI_R_CONJ && dti_at(t, c)->upos == DTI_VERB &&
                dti_child_by(t, c, DTI_R_NSUBJ) == DTI_NONE && c == verb + 2)
                own_children(t, c, DTI_R_OBJ, out);
}

/* "*Tokyo* vows support", "the *police* beat demonstrators": read as a compound; "*Putin*, Erdogan meet": as a call. */
static void misread_subjects(const dti_tree *t, uint32_t verb, dti_word_list *out) {
    if (dti_at(t, verb)->upos != DTI_VERB) return;
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE && c < verb; c = dti_next(t, c)) {
        const dti_tok *k = dti_at(t, c);
        if (k->upos != DTI_NOUN && k->upos != DTI_PROPN) continue;
        if ((k->deprel == DTI_R_COMPOUND && out->n == 0) ||
            (k->deprel == DTI_R_VOCATIVE && k->mention != DTI_NONE))
            add_all(t, out, c);
    }
}

/*
 * "Police … forced him out, *sources* said": the subject behind a clause that comes before its verb is who tells
 * it, where the clause has, or is to have, another.
 */
static int is_who_says(const dti_tree *t, uint32_t verb, uint32_t subject, const dti_word_list *all) {
    const dti_tok *k = dti_at(t, verb);
    if (verb > k->head || subject < verb) return 0;
    if (k->deprel == DTI_R_CCOMP) return (k->feats & DTI_F_FIN) != 0;
    for (uint32_t i = 0; i < all->n; i++)
        if (all->words[i] < verb) return 1;
    return 0;
}

/* The subject as grammar has it, inherited where it is not said again. */
static void grammatical_subject(const dti_tree *t, uint32_t verb, int depth,
                                dti_word_list *out) {
    const dti_tok *k = dti_at(t, verb);
    own_children(t, verb, DTI_R_NSUBJ, out);
    if (out->n == 0) own_children(t, verb, DTI_R_NSUBJ_PASS, out);
    if (out->n == 0) own_children(t, verb, DTI_R_NSUBJ_OUTER, out);
    misread_subjects(t, verb, out);
    if (out->n || k->head == DTI_NONE || depth >= MAX_STEPS) return;
    uint32_t up = k->head;
    switch (k->deprel) {
    case DTI_R_CONJ:
    case DTI_R_PARATAXIS:
        if (dti_at(t, up)->upos == DTI_VERB || dti_at(t, up)->upos == DTI_AUX ||
            dti_at(t, up)->upos == DTI_ADJ)
            grammatical_subject(t, up, depth + 1, out);
        break;
    case DTI_R_XCOMP: {
        /* "urged Iran to stop": the object controls; "agreed to stop": the subject does */
        dti_word_list objects = {.n = 0};
        patient(t, up, depth + 1, &objects);
        if (objects.n && !dti_is_passive(t, up))
            for (uint32_t i = 0; i < objects.n; i++) add(out, objects.words[i]);
        else
            grammatical_subject(t, up, depth + 1, out);
        break;
    }
    case DTI_R_ADVCL:
    case DTI_R_CCOMP:
        /* "was the largest donor, *contributing* millions": the noun of a copula has a subject too */
        if (dti_at(t, up)->upos == DTI_VERB || dti_at(t, up)->upos == DTI_ADJ ||
            dti_at(t, up)->upos == DTI_AUX || dti_child_by(t, up, DTI_R_COP) != DTI_NONE) {
            dti_word_list found = {.n = 0};
            grammatical_subject(t, up, depth + 1, &found);
            for (uint32_t i = 0; i < found.n; i++)
                if (!is_who_says(t, verb, found.words[i], &found)) add(out, found.words[i]);
        }
        break;
    case DTI_R_ACL:
    case DTI_R_ACL_RELCL:
        if (k->feats & DTI_F_INF) {
            /* "its decision to withdraw": the doer of the noun */
            dti_slot subj = {DTI_SLOT_SUBJ, 0};
            dti_slot_words(t, up, 'n', subj, DTI_NONE, out);
        } else if (dti_at(t, up)->mention == DTI_NONE && dti_at(t, up)->deprel == DTI_R_OBJ &&
                   dti_at(t, up)->head != DTI_NONE && k->deprel == DTI_R_ACL) {
            /* "passed a resolution condemning": who passed it condemns */
            grammatical_subject(t, dti_at(t, up)->head, depth + 1, out);
        } else {
            add_all(t, out, up);
        }
        break;
    default: break;
    }
}

/* ... but "hurt in attacks *by rebels*" tells who attacks, "according to a note *by X*" who writes. */
static void agent_below(const dti_tree *t, uint32_t w, dti_lexeme by, int depth, dti_word_list *out) {
    for (uint32_t c = dti_child(t, w); c != DTI_NONE && depth < 2 && out->n == 0; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        uint32_t prep = dti_child_by(t, c, DTI_R_CASE);
        size_t n_acts;
        dti_frames_of(t->frames, dti_lex(t, c), 'n', &n_acts);
        if (c < w || (r != DTI_R_NMOD && r != DTI_R_OBL) || n_acts || prep == DTI_NONE ||
            dti_at(t, prep)->upos == DTI_VERB)
            continue;
        prep_children(t, c, by, out);
        if (out->n == 0) agent_below(t, c, by, depth + 1, out);
    }
}

static void doer_of_verb(const dti_tree *t, uint32_t verb, dti_word_list *out) {
    if (!dti_is_passive(t, verb)) {
        grammatical_subject(t, verb, 0, out);
        return;
    }
    own_children(t, verb, DTI_R_OBL_AGENT, out);
    /* "released from captivity *by rebels*": hung on the noun before it */
    dti_lexeme by = dti_frames_prep(t->frames, DTI_PREP_AGENT);
    if (by) agent_below(t, verb, by, 0, out);
    /* No doer named: nobody.  The grammatical subject suffers the act. */
}

int dti_only_describes(const dti_tree *t, uint32_t w) {
    const dti_tok *k = dti_at(t, w);
    const dti_mention *m = &t->doc->mentions[k->mention];
    if (m->kind != DTI_M_ROLE || (k->deprel != DTI_R_AMOD && k->deprel != DTI_R_COMPOUND))
        return 0;
    for (uint32_t r = 0; r < m->n_refs; r++)
        if (m->refs[r].country.len || m->refs[r].name.len) return 0;
    return k->upos == DTI_ADJ || k->deprel == DTI_R_AMOD;
}

static int is_modifier(unsigned rel) {
    return rel == DTI_R_AMOD || rel == DTI_R_COMPOUND || rel == DTI_R_NMOD_DESC ||
           rel == DTI_R_NMOD_UNMARKED || rel == DTI_R_FLAT;
}

static void nationality(const dti_tree *t, uint32_t noun, dti_word_list *out) {
    for (uint32_t c = dti_child(t, noun); c != DTI_NONE; c = dti_next(t, c))
        if (is_modifier(dti_at(t, c)->deprel) && dti_at(t, c)->mention != DTI_NONE &&
            !dti_only_describes(t, c))
            add_all(t, out, c);
}

/*
 * Is the verb an act by itself ("condemned", "discussed")?  The doer of such a verb is not the
 * doer of the noun below it: who condemns an invasion does not invade.
 */
static int is_act(const dti_tree *t, uint32_t verb) {
    size_t n;
    const dti_frame *const *frames = dti_frames_of(t->frames, dti_lex(t, verb), 'v', &n);
    for (size_t i = 0; i < n; i++) {
        int asks = 0;
        for (uint32_t k = 0; k < frames[i]->n_constraints; k++) {
            const dti_constraint *c = &frames[i]->constraints[k];
            asks |= !c->negated && (c->n_lemmas || c->slot.kind != DTI_SLOT_OBJ);
        }
        if (!asks) return 1;
    }
    return 0;
}

/* "Seoul called the demolition *an act* without precedent": who says what a thing is. */
static int names_it(const dti_tree *t, uint32_t verb) {
    uint32_t what = dti_child_by(t, verb, DTI_R_XCOMP), n_objects = 0;
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c))
        n_objects += dti_at(t, c)->deprel == DTI_R_OBJ;
    if (n_objects > 1) return 1;
    return what != DTI_NONE &&
           (dti_at(t, what)->upos == DTI_NOUN || dti_at(t, what)->upos == DTI_ADJ);
}

static void doer_of_noun(const dti_tree *t, uint32_t noun, dti_word_list *out) {
    dti_lexeme by = dti_frames_prep(t->frames, DTI_PREP_AGENT);
    own_children(t, noun, DTI_R_NMOD_POSS, out);
    if (by) prep_children(t, noun, by, out);
    /* "Sweden is an international donor": who it is said of, before what it is called */
    uint32_t who = dti_child_by(t, noun, DTI_R_COP) == DTI_NONE
                       ? DTI_NONE
                       : dti_child_by(t, noun, DTI_R_NSUBJ);
    if (out->n == 0 && who != DTI_NONE && dti_at(t, who)->upos != DTI_PRON &&
        dti_at(t, who)->mention != DTI_NONE &&
        t->doc->mentions[dti_at(t, who)->mention].n_refs)
        add_all(t, out, who);
    if (out->n == 0) nationality(t, noun, out);
    if (out->n) return;
    const dti_tok *k = dti_at(t, noun);
    uint32_t up = k->head;
    /* copula: "Russia is at war with": the subject of the noun */
    /* ... but "the worst was an attack on" has no doer */
    if (dti_child_by(t, noun, DTI_R_CASE) != DTI_NONE) own_children(t, noun, DTI_R_NSUBJ, out);
    if (out->n || up == DTI_NONE) return;
    /* "paid a visit", "agreed on a truce": the doer of the verb that the noun hangs on */
    /* under a preposition only "responded *with* a strike": who is wanted for murder did none
     */
    int with = k->deprel == DTI_R_OBL &&
               dti_case_of(t, noun) == dti_frames_prep(t->frames, DTI_PREP_COMPANY);
    if ((k->deprel == DTI_R_OBJ || with || k->deprel == DTI_R_XCOMP) &&
        dti_at(t, up)->upos == DTI_VERB && !is_act(t, up) && !names_it(t, up) &&
        !(dti_frames_traits(t->frames, dti_lex(t, up)) & DTI_TRAIT_UNDERGO))
        doer_of_verb(t, up, out);
    else if (k->deprel == DTI_R_CONJ)
        doer_of_noun(t, up, out);
}

static int is_infinitive_mark(const dti_tree *t, uint32_t verb) {
    uint32_t mark = dti_child_by(t, verb, DTI_R_MARK);
    return mark != DTI_NONE && dti_lex(t, mark) && dti_lex(t, mark) == dti_frames_prep(t->frames, DTI_PREP_GOAL);
}

/* "accused of spying", "barred from running": a gerund clause that is a complement. */
/* The reading model calls "selling" in "barred from selling" a gerund or a participle of now. */
static int is_asked_gerund(const dti_tree *t, uint32_t verb) {
    uint32_t f = dti_at(t, verb)->feats, mark = dti_child_by(t, verb, DTI_R_MARK);
    int is_gerund = (f & DTI_F_GER) || ((f & DTI_F_PART) && (f & DTI_F_PRES));
    return is_gerund && mark != DTI_NONE &&
           (dti_frames_traits(t->frames, dti_lex(t, mark)) & DTI_TRAIT_GERUND);
}

static void add_clause(const dti_tree *t, dti_word_list *clauses, uint32_t clause) {
    add(clauses, clause);
    for (uint32_t d = dti_child(t, clause); d != DTI_NONE; d = dti_next(t, d))
        if (dti_at(t, d)->deprel == DTI_R_CONJ) add(clauses, d);
}

/* "urged the rebels to lay down arms", "announced plans to withdraw": often hung on the object.
 */
static void below_object(const dti_tree *t, uint32_t verb, dti_word_list *clauses) {
    for (uint32_t c = dti_child(t, verb); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        if (r != DTI_R_OBJ && r != DTI_R_IOBJ) continue;
        for (uint32_t d = dti_child(t, c); d != DTI_NONE; d = dti_next(t, d))
            if (dti_at(t, d)->deprel == DTI_R_ACL && is_infinitive_mark(t, d))
                add_clause(t, clauses, d);
    }
}

/* Children of the clause below that have a relation, in the verb and what it governs. */
static void below(const dti_tree *t, uint32_t trigger, int only_infinitives,
                  dti_word_list *clauses) {
    for (uint32_t c = dti_child(t, trigger); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        /* "told him that he could *leave*" asks for nothing */
        int bare = dti_child_by(t, c, DTI_R_AUX) == DTI_NONE || is_infinitive_mark(t, c);
        int infinitive = ((dti_at(t, c)->feats & DTI_F_INF) != 0 && (bare || !only_infinitives)) ||
                         is_asked_gerund(t, c);
        if (only_infinitives && !infinitive && !is_infinitive_mark(t, c)) continue;
        if (r == DTI_R_XCOMP || r == DTI_R_CCOMP ||
            ((r == DTI_R_ADVCL || r == DTI_R_ACL) && infinitive))
            add_clause(t, clauses, c);
    }
    if (clauses->n == 0) below_object(t, trigger, clauses);
}

/* "Washington accused it of spying, while Beijing *insisted* …": the verb that a clause with a
 * subject of its own stands against. */
static uint32_t answered(const dti_tree *t, uint32_t verb) {
    const dti_tok *k = dti_at(t, verb);
    if (k->head == DTI_NONE || dti_child_by(t, verb, DTI_R_NSUBJ) == DTI_NONE) return DTI_NONE;
    if (k->deprel != DTI_R_ADVCL && k->deprel != DTI_R_CONJ && k->deprel != DTI_R_PARATAXIS)
        return DTI_NONE;
    return dti_at(t, k->head)->upos == DTI_VERB ? k->head : DTI_NONE;
}

void dti_slot_words(const dti_tree *t, uint32_t trigger, char pos, dti_slot slot,
                    uint32_t light, dti_word_list *out) {
    out->n = 0;
    switch (slot.kind) {
    case DTI_SLOT_SUBJ:
        if (pos == 'n')
            doer_of_noun(t, trigger, out);
        else if (pos == 'v')
            doer_of_verb(t, trigger, out);
        else
            grammatical_subject(t, trigger, 0, out);
        if (out->n == 0 && pos == 'v' && light != DTI_NONE) {
            own_children(t, light, DTI_R_NMOD_POSS, out);
            if (out->n == 0) nationality(t, light, out);
        }
        break;
    case DTI_SLOT_OBJ:
        if (pos == 'n') {
            dti_lexeme of = dti_frames_prep(t->frames, DTI_PREP_PART);
            if (of) prep_children(t, trigger, of, out);
            if (out->n == 0) own_children(t, trigger, DTI_R_OBJ, out);
        } else {
            patient(t, trigger, 0, out);
            /* "warned China not to arm Russia": read as an indirect object, but it stands alone */
            if (out->n == 0 && pos == 'v') own_children(t, trigger, DTI_R_IOBJ, out);
        }
        break;
    case DTI_SLOT_IOBJ: own_children(t, trigger, DTI_R_IOBJ, out); break;
    case DTI_SLOT_XCOMP: below(t, trigger, 0, out); break;
    case DTI_SLOT_INF: below(t, trigger, 1, out); break;
    case DTI_SLOT_PRT: {
        uint32_t noun, particle = misread_particle(t, trigger, &noun);
        own_children(t, trigger, DTI_R_COMPOUND_PRT, out);
        own_children(t, trigger, DTI_R_ADVMOD, out);
        /* "handed over guns": the particle is often hung on the object */
        if (trigger + 1 < t->end && dti_at(t, trigger + 1)->upos == DTI_ADP &&
            dti_at(t, trigger + 1)->head != DTI_NONE &&
            dti_at(t, dti_at(t, trigger + 1)->head)->deprel == DTI_R_OBJ)
            add(out, trigger + 1);
        if (particle != DTI_NONE) add(out, particle);
        /* "handed *over* more than four tons of rice": hung on the words of quantity */
        if (trigger + 1 < t->end && dti_at(t, trigger + 1)->deprel == DTI_R_ADVMOD &&
            dti_at(t, trigger + 1)->head != DTI_NONE && dti_at(t, trigger + 1)->head > trigger + 1 &&
            dti_frames_is_particle(t->frames, dti_lex(t, trigger + 1)))
            add(out, trigger + 1);
        break;
    }
    case DTI_SLOT_COP:
        own_children(t, trigger, DTI_R_COP, out);
        own_children(t, trigger, DTI_R_AUX_PASS, out);
        break;
    case DTI_SLOT_REPLY:
    case DTI_SLOT_REPLY_SUBJ: {
        uint32_t verb = answered(t, trigger);
        if (verb != DTI_NONE && slot.kind == DTI_SLOT_REPLY) add(out, verb);
        if (verb != DTI_NONE && slot.kind == DTI_SLOT_REPLY_SUBJ) doer_of_verb(t, verb, out);
        break;
    }
    case DTI_SLOT_PLACE:
    case DTI_SLOT_PEOPLE:
    case DTI_SLOT_KNOWN:
    case DTI_SLOT_OWN:
    case DTI_SLOT_PUBLIC:
    case DTI_SLOT_MUST: break; /* the matcher sees to these */
    case DTI_SLOT_CASE: own_children(t, trigger, DTI_R_CASE, out); break;
    case DTI_SLOT_AMOD:
        own_children(t, trigger, DTI_R_AMOD, out);
        own_children(t, trigger, DTI_R_COMPOUND, out);
        break;
    case DTI_SLOT_COMPOUND:
        own_children(t, trigger, DTI_R_COMPOUND, out);
        own_children(t, trigger, DTI_R_AMOD, out);
        break;
    case DTI_SLOT_POSS: own_children(t, trigger, DTI_R_NMOD_POSS, out); break;
    case DTI_SLOT_NAT: nationality(t, trigger, out); break;
    case DTI_SLOT_MARK: own_children(t, trigger, DTI_R_MARK, out); break;
    case DTI_SLOT_ADVMOD: own_children(t, trigger, DTI_R_ADVMOD, out); break;
    case DTI_SLOT_PREP:
        prep_children(t, trigger, slot.prep, out);
        if (light != DTI_NONE) prep_children(t, light, slot.prep, out);
        if (out->n == 0 && dti_at(t, trigger)->deprel == DTI_R_CONJ &&
            dti_at(t, trigger)->head != DTI_NONE && pos == 'n')
            prep_children(t, dti_at(t, trigger)->head, slot.prep, out);
        if (out->n == 0 && pos == 'v') prep_deep(t, trigger, slot.prep, 1, out);
        if (out->n == 0 && pos == 'n' &&
            slot.prep != dti_frames_prep(t->frames, DTI_PREP_PART))
            prep_deep(t, trigger, slot.prep, 0, out);
        break;
    case DTI_SLOT_COMP: {
        dti_word_list clauses = {.n = 0};
        below(t, trigger, 0, &clauses);
        for (uint32_t i = 0; i < clauses.n; i++) {
            own_children(t, clauses.words[i], DTI_R_NSUBJ, out);
            own_children(t, clauses.words[i], DTI_R_NSUBJ_PASS, out);
        }
        break;
    }
    case DTI_SLOT_COMP_AUX:
    case DTI_SLOT_COMP_MARK: {
        dti_word_list clauses = {.n = 0};
        below(t, trigger, 0, &clauses);
        for (uint32_t i = 0; i < clauses.n; i++)
            own_children(t, clauses.words[i],
                         slot.kind == DTI_SLOT_COMP_AUX ? DTI_R_AUX : DTI_R_MARK, out);
        break;
    }
    case DTI_SLOT_COMP_OBJ: {
        dti_word_list clauses = {.n = 0};
        below(t, trigger, 0, &clauses);
        for (uint32_t i = 0; i < clauses.n; i++) {
            dti_word_list objects = {.n = 0};
            patient(t, clauses.words[i], 1, &objects);
            for (uint32_t k = 0; k < objects.n; k++) add(out, objects.words[k]);
            for (uint32_t c = dti_child(t, clauses.words[i]); c != DTI_NONE; c = dti_next(t, c))
                if (dti_at(t, c)->deprel == DTI_R_OBL) add_all(t, out, c);
        }
        break;
    }
    case DTI_SLOT_NONE:
    case DTI_SLOT_ANY:
    case DTI_SLOT_AND: break;
    }
}
