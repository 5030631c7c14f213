/* match.c: lays frames on a tree: which triggers meet what their frames ask for. */
#include "code/match.h"

#include "base/slice.h"
#include "base/utf8.h"
#include "code/drop.h"
#include "code/fill.h"
#include "code/standing.h"

static int has_lexeme(const dti_constraint *c, dti_lexeme l) {
    uint32_t lo = 0, hi = c->n_lemmas;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (c->lemmas[mid] == l) return 1;
        if (c->lemmas[mid] < l)
            lo = mid + 1;
        else
            hi = mid;
    }
    return 0;
}

/* "hundreds of *drones*", "the last of their *weapons*": what a word of quantity measures, or
 * DTI_NONE. */
static uint32_t measured(const dti_tree *t, uint32_t w) {
    if (!(dti_frames_traits(t->frames, dti_lex(t, w)) & DTI_TRAIT_QUANTITY)) return DTI_NONE;
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c))
        if (dti_at(t, c)->deprel == DTI_R_NMOD && c > w) return c;
    return DTI_NONE;
}

/* The word that meets the constraint, or DTI_NONE. */
static uint32_t meets(const dti_tree *t, uint32_t trigger, char pos, const dti_constraint *c,
                      const dti_proposal *p) {
    dti_word_list words = {.n = 0};
    dti_words_of_slot(t, trigger, pos, c->slot, p, &words);
    if (c->slot.kind == DTI_SLOT_ANY) return trigger;
    for (uint32_t i = 0; i < words.n; i++)
        if (c->n_lemmas == 0 || has_lexeme(c, dti_lex(t, words.words[i])))
            return words.words[i];
    if (c->slot.kind != DTI_SLOT_OBJ && c->slot.kind != DTI_SLOT_PREP &&
        c->slot.kind != DTI_SLOT_SUBJ)
        return DTI_NONE;
    for (uint32_t i = 0; i < words.n; i++) {
        uint32_t w = measured(t, words.words[i]);
        if (w != DTI_NONE && has_lexeme(c, dti_lex(t, w))) return w;
    }
    return DTI_NONE;
}

static int fits(const dti_tree *t, const dti_frame *f, uint32_t trigger, dti_proposal *p) {
    p->light = p->oblique = p->particle = p->below = p->adverb = DTI_NONE;
    for (uint32_t i = 0; i < f->n_constraints; i++) {
        const dti_constraint *c = &f->constraints[i];
        uint32_t w = meets(t, trigger, f->pos, c, p);
        if ((w != DTI_NONE) == c->negated) return 0;
        if (c->negated) continue;
        if (c->slot.kind == DTI_SLOT_OBJ && c->n_lemmas) p->light = w;
        if (c->slot.kind == DTI_SLOT_PREP || (c->slot.kind == DTI_SLOT_SUBJ && c->n_lemmas))
            p->oblique = w;
        if (c->slot.kind == DTI_SLOT_XCOMP || c->slot.kind == DTI_SLOT_INF) p->below = w;
        if (c->slot.kind == DTI_SLOT_ADVMOD) p->adverb = w;
        if (c->slot.kind == DTI_SLOT_PRT && c->n_lemmas) p->particle = w;
    }
    return 1;
}

static char pos_of(const dti_tok *k) {
    switch (k->upos) {
    case DTI_VERB:
    case DTI_AUX: return 'v';
    case DTI_NOUN:
    case DTI_PROPN: return 'n';
    case DTI_ADJ:
    case DTI_ADV: return 'a';
    default: return 0;
    }
}

static int try_trigger(const dti_tree *t, uint32_t w, dti_lexeme lexeme, char pos, dti_proposal *p) {
    size_t n;
    const dti_frame *const *frames = dti_frames_of(t->frames, lexeme, pos, &n);
    dt_slice sense = {"", 0}; /* "struck a deal": what the words beside the trigger make of it */
    for (size_t i = 0; i < n; i++) {
        *p = (dti_proposal){.frame = frames[i], .trigger = w};
        if (sense.len && frames[i]->n_constraints == 0 && !dti_slice_eq(frames[i]->type, sense))
            continue;
        if (!fits(t, frames[i], w, p)) continue;
        dti_side nobody = {.n = 0, .phrase = DTI_NONE};
        dti_fill_side(t, p, frames[i]->source, frames[i]->n_source, &nobody, &p->source);
        if (pos == 'n') dti_drop_places(t->doc, &p->source);
        if (pos == 'n') dti_drop_around(t->doc, w, &p->source);
        if (pos == 'v') dti_drop_towns(t, &p->source);
        dti_drop_dateline(t, &p->source);
        /* "the Israeli ambassador was expelled": he is no doer, as "Russian" is in "a Russian
         * raid was launched" */
        if (p->source.n == 1 && p->light != DTI_NONE && frames[i]->n_target &&
            frames[i]->target[0].kind == DTI_SLOT_OBJ && dti_is_passive(t, w) &&
            t->doc->mentions[p->source.mentions[0]].head == p->light) {
            p->source = nobody;
            /* "UN inspectors were expelled *from Eritrea*" */
            if (frames[i]->n_source > 1)
                dti_fill_side(t, p, frames[i]->source + 1, frames[i]->n_source - 1, &nobody, &p->source);
        }
        dti_fill_side(t, p, frames[i]->target, frames[i]->n_target, &p->source, &p->target);
        /* a journey within one's own country is no visit */
        int is_visit = dti_slice_is(frames[i]->mode, "visit");
        if (dti_drop_home(t, &p->source, is_visit, &p->target) && is_visit) continue;
        if (dti_lacks_party(t, p)) {
            if (!sense.len && p->light != DTI_NONE &&
                !dti_slots_demand(frames[i]->target, frames[i]->n_target, DTI_SLOT_MUST))
                sense = frames[i]->type;
            continue;
        }
        if (p->below == DTI_NONE) {
            dti_word_list clauses;
            dti_slot_words(t, w, pos, (dti_slot){DTI_SLOT_XCOMP, 0}, DTI_NONE, &clauses);
            if (clauses.n && (frames[i]->n_constraints == 0 || frames[i]->holds_clause))
                p->below = clauses.words[0];
        }
        return 1;
    }
    return 0;
}

/* "is *prepared* to lift": a participle that says how somebody is, read as the verb. */
static int try_participle(const dti_tree *t, uint32_t w, dti_proposal *p) {
    const dti_tok *k = dti_at(t, w);
    char form[64];
    if (k->upos != DTI_VERB || !(k->feats & DTI_F_PART) || k->end - k->start >= sizeof form) return 0;
    if (k->deprel != DTI_R_XCOMP && dti_child_by(t, w, DTI_R_COP) == DTI_NONE &&
        dti_child_by(t, w, DTI_R_AUX_PASS) == DTI_NONE)
        return 0;
    dt_slice text = dti_tok_text(t->doc, k);
    size_t n = dti_fold(text.ptr, text.len, form, sizeof form);
    return try_trigger(t, w, dti_frames_lexeme(t->frames, (dt_slice){form, n}), 'a', p);
}

size_t dti_match_frames(const dti_tree *t, dti_proposal *out, size_t cap, size_t *n_idioms,
                        int *dropped) {
    size_t n = 0, n_all = 0;
    *dropped = 0;
    for (uint32_t w = t->first; w < t->end; w++) {
        dti_proposal p;
        char pos = pos_of(dti_at(t, w));
        if (!pos || !dti_lex(t, w) ||
            (!try_trigger(t, w, dti_lex(t, w), pos, &p) && !try_participle(t, w, &p)))
            continue;
        if (n_all == cap) {
            *dropped = 1;
            break;
        }
        out[n_all++] = p;
        if (p.frame->type.len) { /* acts to the front, in their order */
            out[n_all - 1] = out[n];
            out[n++] = p;
        }
    }
    *n_idioms = n_all - n;
    return n;
}
