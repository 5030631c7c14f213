/* coref_pronouns.c: links pronouns and "there" to earlier mentions; an unsure link is left out. */
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/coref.h"

static int is_thing(const dti_mention *m) {
    return m->kind == DTI_M_COUNTRY || m->kind == DTI_M_METONYM || m->kind == DTI_M_ORG ||
           m->kind == DTI_M_ROLE;
}

static int is_subject(unsigned rel) {
    return rel == DTI_R_NSUBJ || rel == DTI_R_NSUBJ_PASS || rel == DTI_R_NSUBJ_OUTER;
}

/* The mention at the end of a chain of links. */
static uint32_t root_of(const dt_doc *d, uint32_t m) {
    for (int i = 0; i < 16 && d->mentions[m].antecedent != DTI_NONE; i++)
        m = d->mentions[m].antecedent;
    return m;
}

/* Was the same actor called by a pronoun of the other sex before? */
static int other_sex(const dt_doc *d, uint32_t candidate, uint32_t feats) {
    uint32_t root = root_of(d, candidate), other = 0;
    if (feats & DTI_F_MASC) other = DTI_F_FEM;
    if (feats & DTI_F_FEM) other = DTI_F_MASC;
    for (size_t i = d->n_mentions; other && i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->kind == DTI_M_PRONOUN && (d->toks[a->head].feats & other) &&
            root_of(d, (uint32_t)i) == root)
            return 1;
    }
    return 0;
}

/* Is the mention joined by "and" with others, so that "they" means them all? */
static uint32_t joined(const dt_doc *d, uint32_t number, uint32_t found[8]) {
    const dti_mention *a = &d->mentions[number];
    uint32_t n = 0;
    for (uint32_t i = number; i < d->n_mentions && n < 8; i++) {
        const dti_mention *b = &d->mentions[i];
        if (b->sent != a->sent) break;
        if (b->n_refs && b->kind != DTI_M_PRONOUN && d->toks[b->head].deprel == DTI_R_CONJ &&
            d->toks[b->head].head == a->head)
            found[n++] = i;
    }
    return n;
}

/* Subjects before objects, near before far. */
static uint32_t antecedent(const dti_coding *c, uint32_t tok, uint32_t sent) {
    const dt_doc *d = c->doc;
    const dti_tok *pron = &d->toks[tok];
    int wants_person = (pron->feats & (DTI_F_MASC | DTI_F_FEM)) != 0;
    int wants_thing = (pron->feats & DTI_F_NEUT) != 0;
    uint32_t best = DTI_NONE, found[8];
    int best_points = 0;
    for (uint32_t i = (uint32_t)d->n_mentions; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + DTI_COREF_REACH < sent) break;
        if (a->first >= tok || a->kind == DTI_M_PRONOUN) continue;
        if (a->is_place_only || (!a->n_refs && a->kind != DTI_M_UNKNOWN)) continue;
        int unknown = a->kind == DTI_M_UNKNOWN, many = a->is_plural || a->n_refs > 1;
        /* what possesses or names the pronoun's own noun is not it: "Blinken and his counterpart" */
        if (wants_person && !dti_coref_is_person(a) && !unknown &&
            !(a->kind == DTI_M_ROLE && !many && a->refs[0].office.len))
            continue;
        if (wants_thing && (many || (!is_thing(a) && !unknown))) continue;
        if (!wants_person && !wants_thing) many |= joined(d, i, found) > 0;
        if (!wants_person && !wants_thing && !many && !is_thing(a)) continue;
        if (wants_person && other_sex(d, i, pron->feats)) continue;
        unsigned rel = d->toks[a->head].deprel;
        int points = 10 - 3 * (int)(sent - a->sent);
        if (is_subject(rel))
            points += 6;
        else if (rel == DTI_R_OBJ || rel == DTI_R_OBL_AGENT)
            points += 2;
        else if (rel == DTI_R_NMOD_POSS || rel == DTI_R_AMOD || rel == DTI_R_COMPOUND)
            points -= 3;
        if (a->kind == DTI_M_NATIONALITY) points -= 6;
        if (a->kind == DTI_M_ROLE && wants_person) points -= 2;
        if (!wants_person && !wants_thing && !many) points -= 5;
        if (points > best_points) best = i, best_points = points;
    }
    return best;
}

/*
 * "But it was canceled": when the clause before has a subject that is no actor ("the visit"), "it"
 * may be that one; the link is left out.  tok: the pronoun; a: the actor it would mean.
 */
static int has_rival(const dt_doc *d, uint32_t tok, uint32_t sent, uint32_t a) {
    const dti_mention *m = &d->mentions[a];
    int actor_is_subject = is_subject(d->toks[m->head].deprel);
    for (uint32_t t = tok; t-- > d->sents[m->sent].first;) {
        const dti_tok *k = &d->toks[t];
        if (!is_subject(k->deprel) || k->upos != DTI_NOUN || k->mention != DTI_NONE ||
            (k->feats & DTI_F_PLUR))
            continue;
        if (!actor_is_subject) return 1;
        if (t > m->head && k->head != DTI_NONE && d->toks[k->head].deprel == DTI_R_ROOT) return 1;
    }
    (void)sent;
    return 0;
}

static dti_mention *add(dti_coding *c, uint32_t sent, uint32_t t) {
    dt_doc *d = c->doc;
    dti_mention *m = dti_arena_push(&d->arena, &d->mentions, &d->n_mentions, &d->cap_mentions,
                                    sizeof *m);
    if (!m) return NULL;
    *m = (dti_mention){.sent = sent,
                       .first = t,
                       .n_toks = 1,
                       .head = t,
                       .start = d->toks[t].start,
                       .end = d->toks[t].end,
                       .kind = DTI_M_PRONOUN,
                       .antecedent = DTI_NONE,
                       .why = ""};
    d->toks[t].mention = (uint32_t)(d->n_mentions - 1);
    return m;
}

/* "they" after "China and the United States": all that are joined. */
static int take_joined(dti_coding *c, dti_mention *m, uint32_t a) {
    dt_doc *d = c->doc;
    uint32_t found[8], n = joined(d, a, found), total = d->mentions[a].n_refs;
    if (!n) return DT_OK;
    for (uint32_t i = 0; i < n; i++) total += d->mentions[found[i]].n_refs;
    if (total > DTI_MAX_SLOT_ACTORS) return DT_OK;
    dti_ref *refs = dti_arena_array(&d->arena, total, sizeof *refs);
    if (!refs) return DT_FAILED;
    memcpy(refs, d->mentions[a].refs, d->mentions[a].n_refs * sizeof *refs);
    uint32_t at = d->mentions[a].n_refs;
    for (uint32_t i = 0; i < n; i++) {
        const dti_mention *b = &d->mentions[found[i]];
        memcpy(refs + at, b->refs, b->n_refs * sizeof *refs);
        at += b->n_refs;
    }
    m->refs = refs;
    m->n_refs = total;
    m->is_plural = 1;
    return DT_OK;
}

/* "Beijing carried out maneuvers there": the last place or country that did not do it itself. */
static int link_there(dti_coding *c, uint32_t sent, uint32_t t) {
    dt_doc *d = c->doc;
    uint32_t subject = DTI_NONE, verb = d->toks[t].head;
    for (uint32_t k = d->sents[sent].first; k < t; k++)
        if (d->toks[k].head == verb && is_subject(d->toks[k].deprel)) subject = d->toks[k].mention;
    for (uint32_t i = (uint32_t)d->n_mentions; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + 1 < sent) break;
        if (a->first >= t || a->n_refs != 1 || a->refs[0].country.len != 3 || i == subject)
            continue;
        if (a->kind != DTI_M_COUNTRY && a->kind != DTI_M_METONYM) continue;
        if (subject != DTI_NONE && d->mentions[subject].n_refs &&
            dti_slice_eq(d->mentions[subject].refs[0].country, a->refs[0].country))
            continue;
        dti_mention *m = add(c, sent, t);
        if (!m) return DT_FAILED;
        dti_coref_take(c, m, i, "the place named before", 0.8f);
        m->is_place_only = 1;
        return DT_OK;
    }
    return DT_OK;
}

static int is_there(const dti_coding *c, uint32_t t) {
    const dti_tok *k = &c->doc->toks[t];
    return k->upos == DTI_ADV && k->deprel == DTI_R_ADVMOD && k->mention == DTI_NONE &&
           dti_is_name_word(c->facts, dti_tok_text(c->doc, k), "there");
}

int dti_coref_pronouns(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        const dti_tok *k = &d->toks[t];
        if (is_there(c, t)) {
            if (link_there(c, sent, t) != DT_OK) return DT_FAILED;
            continue;
        }
        if (k->upos != DTI_PRON || !(k->feats & DTI_F_PRS) || !(k->feats & DTI_F_P3) ||
            k->mention != DTI_NONE || k->deprel == DTI_R_EXPL)
            continue;
        uint32_t a = antecedent(c, t, sent);
        if (a == DTI_NONE) continue;
        if ((k->feats & DTI_F_NEUT) && !(k->feats & DTI_F_POSS) && has_rival(d, t, sent, a))
            continue;
        dti_mention *m = add(c, sent, t);
        if (!m) return DT_FAILED;
        dti_coref_take(c, m, a, "pronoun", 0.8f);
        if (!(k->feats & (DTI_F_MASC | DTI_F_FEM | DTI_F_NEUT)) &&
            take_joined(c, m, a) != DT_OK)
            return DT_FAILED;
    }
    return DT_OK;
}
