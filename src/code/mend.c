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

/* Hangs subject and object on the verb of a headline that was read as one long noun. */
static void make_clause(dt_doc *d, const dti_sent *s, uint32_t w, uint32_t subject,
                        dt_slice lemma) {
    uint32_t object = d->toks[w].head;
    dti_tok *verb = &d->toks[w];
    verb->upos = DTI_VERB;
    verb->lemma_text = lemma;
    verb->feats = DTI_F_PRES | DTI_F_FIN | DTI_F_P3 | DTI_F_SING;
    verb->head = DTI_NONE;
    verb->deprel = DTI_R_ROOT;
    for (uint32_t k = s->first; k < s->first + s->n_toks; k++) {
        dti_tok *t = &d->toks[k];
        if (k < w && k != subject && (t->head == object || t->head == w)) t->head = subject;
        if (k > w && t->head == object && t->deprel == DTI_R_PUNCT) t->head = w;
    }
    d->toks[subject].head = w;
    d->toks[subject].deprel = DTI_R_NSUBJ;
    d->toks[object].head = w;
    d->toks[object].deprel = DTI_R_OBJ;
}

/* "The U.S. *lifts* travel ban to Lebanon": no verb was read in the whole sentence. */
static size_t mend_headline(dt_doc *d, const dt_kb *kb, const dti_frames *frames,
                            const dti_sent *s) {
    if (dti_has_clause(d, s, DTI_NONE)) return 0;
    for (uint32_t w = s->first + 1; w < s->first + s->n_toks; w++) {
        const dti_tok *k = &d->toks[w];
        if ((!dti_is_noun(k) && k->upos != DTI_VERB) || k->head == DTI_NONE || k->head <= w ||
            d->toks[k->head].head != DTI_NONE)
            continue;
        dt_slice form = dti_tok_text(d, k);
        dt_slice lemma = dti_lemma(kb, &d->arena, form, DTI_VERB, DTI_F_PRES | DTI_F_FIN);
        if (dti_slice_eq(lemma, form)) continue;
        dti_lexeme verb = dti_frames_lexeme(frames, lemma);
        dti_lexeme noun = dti_frames_lexeme(frames, d->toks[k->head].lemma_text);
        if (!verb || !noun || !takes_object(frames, verb, noun)) continue;
        for (uint32_t subject = w; subject-- > s->first;) {
            const dti_tok *t = &d->toks[subject];
            if (!dti_is_noun(t) || (t->head != k->head && t->head != w)) continue;
            make_clause(d, s, w, subject, lemma);
            return 1;
        }
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

size_t dti_mend_reading(dt_doc *d, const dt_kb *kb, const dti_frames *frames, uint32_t sent) {
    const dti_sent *s = &d->sents[sent];
    size_t n = mend_headline(d, kb, frames, s);
    mend_receiver(d, frames, s);
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
