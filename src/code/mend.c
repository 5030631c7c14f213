/* mend.c: gives verbs that were read as adjectives or nouns their objects back. */
#include "code/mend.h"

#include "base/slice.h"
#include "parse/lemmas.h"
#include "parse/repair.h"

static int holds(const dti_constraint *c, dti_lexeme l) {
    for (uint32_t i = 0; i < c->n_lemmas; i++)
        if (c->lemmas[i] == l) return 1;
    return 0;
}

/* Does a frame of the verb ask for this noun as its object? */
static int takes_object(const dti_frames *frames, dti_lexeme verb, dti_lexeme noun) {
    size_t n;
    const dti_frame *const *all = dti_frames_of(frames, verb, 'v', &n);
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < all[i]->n_constraints; k++) {
            const dti_constraint *c = &all[i]->constraints[k];
            if (c->slot.kind == DTI_SLOT_OBJ && !c->negated && holds(c, noun)) return 1;
        }
    return 0;
}

/* Does a frame take the verb, or the verb with the particle behind it, with an object of any kind: "slams", "boots out"? */
static int takes_anybody(const dti_frames *frames, dti_lexeme verb, dti_lexeme behind) {
    size_t n;
    const dti_frame *const *all = dti_frames_of(frames, verb, 'v', &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t asked = 0;
        for (uint32_t k = 0; k < all[i]->n_constraints; k++) {
            const dti_constraint *c = &all[i]->constraints[k];
            if (c->slot.kind == DTI_SLOT_PRT && !c->negated && behind && holds(c, behind)) continue;
            asked += c->slot.kind != DTI_SLOT_OBJ || c->n_lemmas;
        }
        if (!asked) return 1;
    }
    return 0;
}

/* Does a frame ask for an infinitive below the verb: "pledges to meet"? */
static int takes_clause(const dti_frames *frames, dti_lexeme verb) {
    size_t n;
    const dti_frame *const *all = dti_frames_of(frames, verb, 'v', &n);
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < all[i]->n_constraints; k++)
            if ((all[i]->constraints[k].slot.kind == DTI_SLOT_XCOMP ||
                 all[i]->constraints[k].slot.kind == DTI_SLOT_INF) &&
                !all[i]->constraints[k].negated)
                return 1;
    return 0;
}

/* Between a preposition and the gerund nothing else of the noun may stand. */
static int opens_phrase(const dt_doc *d, const dti_sent *s, uint32_t w) {
    if (w == s->first) return 0;
    const dti_tok *before = &d->toks[w - 1];
    return before->head == d->toks[w].head && before->deprel == DTI_R_CASE;
}

static int is_owned(const dt_doc *d, const dti_sent *s, uint32_t noun) {
    for (uint32_t w = s->first; w < noun; w++)
        if (d->toks[w].head == noun &&
            (d->toks[w].deprel == DTI_R_DET || d->toks[w].deprel == DTI_R_NMOD_POSS))
            return 1;
    return 0;
}

static void make_verb(dt_doc *d, const dti_sent *s, uint32_t w, dt_slice lemma) {
    uint32_t noun = d->toks[w].head;
    dti_tok *verb = &d->toks[w];
    verb->upos = DTI_VERB;
    verb->lemma_text = lemma;
    verb->feats = DTI_F_GER;
    verb->head = d->toks[noun].head;
    verb->deprel = verb->head == DTI_NONE ? DTI_R_ROOT : DTI_R_ADVCL;
    for (uint32_t k = s->first; k < s->first + s->n_toks; k++) {
        dti_tok *t = &d->toks[k];
        if (t->head != noun || k == w) continue;
        /* the preposition opens the clause; clauses behind the noun say what the act is for */
        if (k < w || t->deprel == DTI_R_ACL) t->head = w;
        if (k < w && t->deprel == DTI_R_CASE) t->deprel = DTI_R_MARK;
        if (k > w && t->deprel == DTI_R_ACL) t->deprel = DTI_R_ADVCL;
    }
    d->toks[noun].head = w;
    d->toks[noun].deprel = DTI_R_OBJ;
}

/* Hangs subject and object (or DTI_NONE) on the verb of a headline that was read as one long noun. */
static void make_clause(dt_doc *d, const dti_sent *s, uint32_t w, uint32_t subject, uint32_t object,
                        dt_slice lemma) {
    dti_tok *verb = &d->toks[w];
    uint32_t up = verb->head;
    while (up != DTI_NONE && (up == subject || up == object)) up = d->toks[up].head;
    verb->upos = DTI_VERB;
    verb->lemma_text = lemma;
    verb->feats = DTI_F_PRES | DTI_F_FIN | DTI_F_P3 | DTI_F_SING;
    verb->deprel = up == DTI_NONE ? DTI_R_ROOT : DTI_R_PARATAXIS;
    verb->head = up;
    for (uint32_t k = s->first; k < s->first + s->n_toks; k++) {
        dti_tok *t = &d->toks[k];
        if (k == w || k == subject || k == object) continue;
        if (k < w && (t->head == object || t->head == w) && t->deprel != DTI_R_PUNCT) {
            t->head = subject;
            /* "*Iran*, Oman ink pact" */
            if (dti_is_noun(t) && k < subject && d->toks[k + 1].upos == DTI_PUNCT) t->deprel = DTI_R_CONJ;
        }
        /* "hands *back* bronzes" */
        if (k == w + 1 && t->head == object && t->deprel == DTI_R_ADVMOD) t->head = w, t->deprel = DTI_R_COMPOUND_PRT;
        if (k > w && (t->head == subject || (t->head == object && t->deprel == DTI_R_PUNCT))) t->head = w;
    }
    d->toks[subject].head = w;
    d->toks[subject].deprel = DTI_R_NSUBJ;
    if (object == DTI_NONE) return;
    d->toks[object].head = w;
    d->toks[object].deprel = DTI_R_OBJ;
}

static int is_plural(const dt_doc *d, const dti_sent *s, uint32_t noun) {
    for (uint32_t k = noun + 1; k < s->first + s->n_toks; k++)
        if (d->toks[k].head == noun && d->toks[k].deprel == DTI_R_CONJ) return 1;
    uint32_t k = noun;
    while (k > s->first && d->toks[k - 1].head == noun && d->toks[k - 1].upos != DTI_PUNCT) k--;
    if (k > s->first + 1 && d->toks[k - 1].upos == DTI_PUNCT && dti_is_noun(&d->toks[k - 2]) &&
        d->text.ptr[d->toks[k - 1].start] == ',')
        return 1; /* a comma of headlines stands for "and" */
    return (d->toks[noun].feats & DTI_F_PLUR) != 0;
}

/* The noun left of a word that could be its subject: what it stands in is that of the word or the object. */
static uint32_t subject_before(const dt_doc *d, const dti_sent *s, uint32_t w, uint32_t object) {
    if (w == s->first || !dti_is_noun(&d->toks[w - 1])) return DTI_NONE;
    uint32_t top = w - 1, head = d->toks[top].head;
    while (head != DTI_NONE && head != w && head != object && head < w) top = head, head = d->toks[top].head;
    for (uint32_t k = top; k < w; k++)
        if (d->toks[k].deprel == DTI_R_CASE) return DTI_NONE;
    return head == w || head == object || d->toks[w].head == top ? top : DTI_NONE;
}

/* Is there a verb that stands as one?  A subject of a noun without a copula is none: "Hezbollah rains *rockets*". */
static int has_verb(const dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        unsigned r = d->toks[t].deprel;
        if (r == DTI_R_AUX || r == DTI_R_AUX_PASS || r == DTI_R_COP) return 1;
        if ((r == DTI_R_NSUBJ || r == DTI_R_NSUBJ_PASS) && d->toks[t].head != DTI_NONE &&
            !dti_is_noun(&d->toks[d->toks[t].head]))
            return 1;
    }
    return 0;
}

/* Is the form that of a verb of now: "lifts", or "lift" behind a plural? */
static int agrees(const dt_doc *d, const dti_sent *s, uint32_t w, uint32_t subject, dt_slice lemma) {
    return lemma.len < d->toks[w].end - d->toks[w].start || is_plural(d, s, subject);
}

/* "Seoul, Tokyo *spar* over islands": no frame knows it as a noun, one knows the verb without an object.
 * "Hundreds *rally* in Dhaka": what stands before a noun is seldom in the plural. */
static int stands_alone(const dt_doc *d, const dti_sent *s, const dti_frames *frames, uint32_t w, dti_lexeme verb) {
    size_t n_verbs, n_nouns;
    const dti_frame *const *all = dti_frames_of(frames, verb, 'v', &n_verbs);
    dti_frames_of(frames, verb, 'n', &n_nouns);
    const dti_tok *before = &d->toks[w - 1];
    int behind_plural = before->upos == DTI_NOUN && (before->feats & DTI_F_PLUR) &&
                        (before->head == w || (d->toks[w].head == w - 1 && before->head == DTI_NONE));
    if ((n_nouns && !behind_plural) || (d->toks[w].head != DTI_NONE && !behind_plural) ||
        w + 1 >= s->first + s->n_toks || d->toks[w + 1].deprel != DTI_R_CASE)
        return 0;
    for (size_t i = 0; i < n_verbs; i++) {
        int asks = 0;
        for (uint32_t k = 0; k < all[i]->n_constraints; k++)
            asks |= all[i]->constraints[k].slot.kind == DTI_SLOT_OBJ && !all[i]->constraints[k].negated;
        if (!asks) return 1;
    }
    return 0;
}

/* "*India*, Pakistan exchange fire": the noun below changes places with the one it was beside. */
static void lift_apposed(dt_doc *d, uint32_t noun) {
    uint32_t first = d->toks[noun].head;
    if (d->toks[first].head != DTI_NONE) return;
    d->toks[noun].head = DTI_NONE;
    d->toks[noun].deprel = DTI_R_ROOT;
    d->toks[first].head = noun;
    d->toks[first].deprel = DTI_R_COMPOUND;
}

/*
 * "The U.S. *lifts* travel ban to Lebanon", "Chile and Peru *resume* relations", "Russia *shells* Kharkiv":
 * no verb was read in the whole sentence.  The object is the noun that the word is hung on or that is hung
 * on it, without a preposition.
 */
static size_t mend_headline(dt_doc *d, const dt_kb *kb, const dti_frames *frames,
                            const dti_sent *s) {
    if (has_verb(d, s)) return 0;
    uint32_t end = s->first + s->n_toks;
    for (uint32_t w = s->first + 1; w < end; w++) {
        const dti_tok *k = &d->toks[w];
        if (!dti_is_noun(k) && k->upos != DTI_VERB) continue;
        if (k->upos == DTI_VERB && (k->head == DTI_NONE || k->head <= w)) continue;
        dt_slice lemma = dti_lemma(kb, &d->arena, dti_tok_text(d, k), DTI_VERB, DTI_F_PRES | DTI_F_FIN);
        dti_lexeme verb = dti_frames_lexeme(frames, lemma);
        if (!verb) continue;
        uint32_t object = k->head != DTI_NONE && k->head > w ? k->head : DTI_NONE;
        int is_given = 0; /* the reader itself calls it an object */
        for (uint32_t t = w + 1; t < end && object == DTI_NONE; t++) {
            unsigned r = d->toks[t].deprel;
            /* of the word, or of the noun before it: "Oslo eyes ties" */
            if ((d->toks[t].head != w && (d->toks[t].head == DTI_NONE || d->toks[t].head != k->head)) || !(dti_is_noun(&d->toks[t]) || d->toks[t].upos == DTI_NUM)) continue;
            if (r == DTI_R_OBJ || r == DTI_R_FLAT || r == DTI_R_COMPOUND || r == DTI_R_APPOS) object = t;
            is_given = r == DTI_R_OBJ;
        }
        if (object == DTI_NONE && !stands_alone(d, s, frames, w, verb)) continue;
        if (object != DTI_NONE && d->toks[object].deprel == DTI_R_APPOS && d->toks[object].head < w)
            lift_apposed(d, object);
        if (object != DTI_NONE && d->toks[object].head != w && d->toks[object].head != DTI_NONE) continue;
        uint32_t subject = subject_before(d, s, w, object);
        size_t n_nouns;
        dti_frames_of(frames, verb, 'n', &n_nouns);
        if (subject == DTI_NONE || (!agrees(d, s, w, subject, lemma) && (n_nouns || !s->is_title))) continue;
        dti_lexeme noun = object == DTI_NONE ? 0 : dti_frames_lexeme(frames, d->toks[object].lemma_text);
        int is_free = k->head != object || (s->is_title && !n_nouns);
        if (object != DTI_NONE && !is_given && !(noun && takes_object(frames, verb, noun)) &&
            !(is_free && takes_anybody(frames, verb, dti_frames_lexeme(frames, d->toks[w + 1].lemma_text))))
            continue;
        make_clause(d, s, w, subject, object, lemma);
        return 1;
    }
    return 0;
}

/* "Norway and Chad *pledge* to meet": a noun read as the subject of an infinitive, which a frame knows as
 * the verb above it. */
static size_t mend_promise(dt_doc *d, const dt_kb *kb, const dti_frames *frames, const dti_sent *s) {
    for (uint32_t w = s->first + 1; w + 2 < s->first + s->n_toks; w++) {
        uint32_t act = d->toks[w].head;
        if (!dti_is_noun(&d->toks[w]) || d->toks[w].deprel != DTI_R_NSUBJ || act == DTI_NONE || act < w ||
            d->toks[w + 1].head != act || d->toks[w + 1].deprel != DTI_R_MARK ||
            !(d->toks[act].feats & DTI_F_INF))
            continue;
        dt_slice lemma = dti_lemma(kb, &d->arena, dti_tok_text(d, &d->toks[w]), DTI_VERB, DTI_F_PRES | DTI_F_FIN);
        dti_lexeme verb = dti_frames_lexeme(frames, lemma);
        uint32_t subject = subject_before(d, s, w, DTI_NONE);
        if (!verb || subject == DTI_NONE || !agrees(d, s, w, subject, lemma) || !takes_clause(frames, verb))
            continue;
        uint32_t up = d->toks[act].head;
        unsigned rel = d->toks[act].deprel;
        for (uint32_t k = s->first; k < s->first + s->n_toks; k++)
            if (d->toks[k].head == act && (k < w || d->toks[k].deprel == DTI_R_PUNCT)) d->toks[k].head = w;
        make_clause(d, s, w, subject, DTI_NONE, lemma);
        d->toks[w].head = up;
        d->toks[w].deprel = (uint16_t)rel;
        d->toks[act].head = w;
        d->toks[act].deprel = DTI_R_XCOMP;
        return 1;
    }
    return 0;
}

/* Does a frame of the verb know it with somebody to whom the noun is given, or with any noun? */
static int gives(const dti_frames *frames, dti_lexeme verb, dti_lexeme noun) {
    size_t n;
    const dti_frame *const *all = dti_frames_of(frames, verb, 'v', &n);
    for (size_t i = 0; i < n; i++) {
        int to = 0, fits = 1;
        for (uint32_t k = 0; k < all[i]->n_constraints; k++) {
            const dti_constraint *c = &all[i]->constraints[k];
            to |= c->slot.kind == DTI_SLOT_IOBJ && !c->negated;
            if (c->slot.kind == DTI_SLOT_OBJ && c->n_lemmas) fits = holds(c, noun) != c->negated;
        }
        if (to && fits) return 1;
    }
    return 0;
}

/* "granted *Greece* permission": a name right behind the verb and before the thing given, read as the
 * first half of a compound. */
static void mend_receiver(dt_doc *d, const dti_frames *frames, const dti_sent *s) {
    for (uint32_t w = s->first + 1; w < s->first + s->n_toks; w++) {
        const dti_tok *k = &d->toks[w], *verb = &d->toks[w - 1];
        if (k->upos != DTI_PROPN || k->deprel != DTI_R_COMPOUND || verb->upos != DTI_VERB ||
            k->head == DTI_NONE || k->head < w)
            continue;
        const dti_tok *given = &d->toks[k->head];
        if (given->upos != DTI_NOUN || given->deprel != DTI_R_OBJ || given->head != w - 1) continue;
        dti_lexeme v = dti_frames_lexeme(frames, verb->lemma_text);
        if (!v || !gives(frames, v, dti_frames_lexeme(frames, given->lemma_text))) continue;
        d->toks[w].head = w - 1;
        d->toks[w].deprel = DTI_R_IOBJ;
    }
}

/* "cooperation *between* Peru and *Chile* on trade": the second of a pair, hung on the noun before the preposition. */
static void mend_pair(dt_doc *d, const dti_frames *frames, const dti_sent *s) {
    for (uint32_t w = s->first + 1; w < s->first + s->n_toks; w++) {
        uint32_t noun = d->toks[w].head, first = DTI_NONE;
        if (d->toks[w].deprel != DTI_R_CONJ || noun == DTI_NONE || noun > w || !dti_is_noun(&d->toks[w]))
            continue;
        int paired = 0, joined = 0;
        for (uint32_t k = noun + 1; k < w; k++) {
            const dti_tok *t = &d->toks[k];
            if (t->deprel == DTI_R_NMOD && t->head == noun) first = k, joined = paired = 0;
            joined |= first != DTI_NONE && t->deprel == DTI_R_CONJ && t->head == first;
        }
        for (uint32_t k = noun + 1; first != DTI_NONE && k < first; k++)
            paired |= d->toks[k].deprel == DTI_R_CASE && d->toks[k].head == first &&
                      dti_frames_lexeme(frames, d->toks[k].lemma_text) == dti_frames_prep(frames, DTI_PREP_PAIR);
        if (paired && !joined) d->toks[w].head = first;
    }
}

size_t dti_mend_reading(dt_doc *d, const dt_kb *kb, const dti_frames *frames, uint32_t sent) {
    const dti_sent *s = &d->sents[sent];
    size_t n = mend_headline(d, kb, frames, s);
    if (!n) n = mend_promise(d, kb, frames, s);
    mend_receiver(d, frames, s);
    mend_pair(d, frames, s);
    for (uint32_t w = s->first; w < s->first + s->n_toks; w++) {
        const dti_tok *k = &d->toks[w];
        if (k->deprel != DTI_R_AMOD || k->head == DTI_NONE || k->head <= w) continue;
        if ((k->upos != DTI_ADJ && k->upos != DTI_VERB) || !opens_phrase(d, s, w) ||
            is_owned(d, s, k->head))
            continue;
        /* whose form is that of a gerund: the lemmatiser takes something off */
        dt_slice form = dti_tok_text(d, k);
        dt_slice lemma = dti_lemma(kb, &d->arena, form, DTI_VERB, DTI_F_GER);
        if (dti_slice_eq(lemma, form)) continue;
        dti_lexeme verb = dti_frames_lexeme(frames, lemma);
        dti_lexeme noun = dti_frames_lexeme(frames, d->toks[k->head].lemma_text);
        if (!verb || !noun || !takes_object(frames, verb, noun)) continue;
        make_verb(d, s, w, lemma);
        n++;
    }
    return n;
}
