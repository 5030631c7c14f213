/* coref.c: links pronouns, surnames and short forms to earlier mentions; an unsure link is left
 * out. */
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code.h"

/* How many sentences back an antecedent may lie. */
#define REACH 3

static int has_person(const dti_mention *m) {
    return m->kind == DTI_M_NAME && m->n_refs == 1 &&
           m->refs[0].office.len + m->refs[0].name.len > 0;
}

static int is_thing(const dti_mention *m) {
    return m->kind == DTI_M_COUNTRY || m->kind == DTI_M_METONYM || m->kind == DTI_M_ORG;
}

static void copy_ref(dti_coding *c, dti_mention *m, uint32_t from, const char *why,
                     float confidence) {
    const dti_mention *a = &c->doc->mentions[from];
    m->refs = a->refs;
    m->n_refs = a->n_refs;
    m->antecedent = from;
    m->why = why;
    m->confidence = a->confidence * confidence;
}

/* An unknown name whose last word ends an earlier, resolved person's name. */
static int link_surname(dti_coding *c, dti_mention *m, uint32_t number) {
    const dt_doc *d = c->doc;
    dt_slice word = dti_tok_text(d, &d->toks[m->first + m->n_toks - 1]);
    for (uint32_t i = number; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (!a->n_refs || a->kind != DTI_M_NAME || a->n_toks < 2) continue;
        for (uint32_t t = a->first; t < a->first + a->n_toks; t++)
            if (d->toks[t].upos == DTI_PROPN &&
                dti_slice_eq(dti_tok_text(d, &d->toks[t]), word)) {
                copy_ref(c, m, i, "surname of a person named before", 0.95f);
                m->kind = DTI_M_NAME;
                return 1;
            }
    }
    return 0;
}

/* Subjects before objects, near before far; the pronoun's own clause mates are no antecedents.
 */
static uint32_t antecedent(const dti_coding *c, const dti_tok *pron, uint32_t tok,
                           uint32_t sent, uint32_t number) {
    const dt_doc *d = c->doc;
    int wants_person = (pron->feats & (DTI_F_MASC | DTI_F_FEM)) != 0;
    int wants_thing = (pron->feats & DTI_F_NEUT) != 0;
    uint32_t best = DTI_NONE;
    int best_points = 0;
    for (uint32_t i = number; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + REACH < sent || a->first >= tok) {
            if (a->first >= tok) continue;
            break;
        }
        if (a->is_place_only || (!a->n_refs && a->kind != DTI_M_UNKNOWN)) continue;
        int unknown = a->kind == DTI_M_UNKNOWN;
        if (wants_person && !has_person(a) && !unknown) continue;
        if (wants_thing && !is_thing(a) && !unknown && a->kind != DTI_M_ROLE) continue;
        if (!wants_person && !wants_thing && !(a->is_plural || a->n_refs > 1 || is_thing(a)))
            continue;
        unsigned rel = d->toks[a->head].deprel;
        int points = 10 - 3 * (int)(sent - a->sent);
        if (rel == DTI_R_NSUBJ || rel == DTI_R_NSUBJ_PASS)
            points += 6;
        else if (rel == DTI_R_OBJ || rel == DTI_R_OBL_AGENT)
            points += 2;
        else if (rel == DTI_R_NMOD_POSS || rel == DTI_R_AMOD || rel == DTI_R_COMPOUND)
            points -= 3;
        if (a->kind == DTI_M_NATIONALITY) points -= 6;
        if (!wants_person && !wants_thing && !a->is_plural && a->n_refs < 2) points -= 5;
        if (points > best_points) best = i, best_points = points;
    }
    return best;
}

static int link_pronouns(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->upos != DTI_PRON || !(k->feats & DTI_F_PRS) || !(k->feats & DTI_F_P3) ||
            k->mention != DTI_NONE)
            continue;
        if (k->deprel == DTI_R_EXPL) continue;
        uint32_t a = antecedent(c, k, t, sent, (uint32_t)d->n_mentions);
        if (a == DTI_NONE) continue;
        dti_mention *m = dti_arena_push(&d->arena, &d->mentions, &d->n_mentions,
                                        &d->cap_mentions, sizeof *m);
        if (!m) return DT_FAILED;
        *m = (dti_mention){.sent = sent,
                           .first = t,
                           .n_toks = 1,
                           .head = t,
                           .start = k->start,
                           .end = k->end,
                           .kind = DTI_M_PRONOUN,
                           .antecedent = DTI_NONE,
                           .why = ""};
        copy_ref(c, m, a, "pronoun", 0.8f);
        d->toks[t].mention = (uint32_t)(d->n_mentions - 1);
    }
    return DT_OK;
}

/* "both sides", "the two countries": the last so many different states named before. */
static int link_groups(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    for (size_t i = 0; i < c->n_spans; i++) {
        dti_span *s = &c->spans[i];
        if (s->sent != sent || s->mention != DTI_NONE || !(s->kinds >> DTI_PH_GROUP_WORD & 1))
            continue;
        const dti_phrase_hit *hit = dti_span_hit(s, DTI_PH_GROUP_WORD);
        dt_slice size = dti_fact(c->facts, hit, DTI_COL_SIZE);
        uint32_t wanted = size.len && size.ptr[0] >= '2' && size.ptr[0] <= '9'
                              ? (uint32_t)(size.ptr[0] - '0')
                              : 2;
        dti_ref members[9];
        uint32_t n = 0;
        for (size_t k = d->n_mentions; k-- > 0 && n < wanted;) {
            const dti_mention *a = &d->mentions[k];
            if (a->start >= s->start || a->is_place_only) continue;
            for (uint32_t r = 0; r < a->n_refs && n < wanted; r++) {
                int known = a->refs[r].country.len == 0;
                for (uint32_t q = 0; q < n; q++)
                    known |= dti_slice_eq(members[q].country, a->refs[r].country);
                if (!known) members[n++] = a->refs[r];
            }
        }
        if (n < wanted) continue;
        dti_mention *m = dti_arena_push(&d->arena, &d->mentions, &d->n_mentions,
                                        &d->cap_mentions, sizeof *m);
        dti_ref *refs = dti_arena_array(&d->arena, n, sizeof *refs);
        if (!m || !refs) return DT_FAILED;
        for (uint32_t q = 0; q < n; q++) refs[q] = members[n - 1 - q];
        *m = (dti_mention){.sent = sent,
                           .first = s->first,
                           .n_toks = s->n_toks,
                           .head = s->head,
                           .start = s->start,
                           .end = s->end,
                           .kind = DTI_M_GROUP,
                           .is_plural = 1,
                           .antecedent = DTI_NONE,
                           .refs = refs,
                           .n_refs = n,
                           .confidence = 0.7f,
                           .why = "the states named before"};
        s->mention = (uint32_t)(d->n_mentions - 1);
        for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
            d->toks[t].mention = s->mention;
    }
    return DT_OK;
}

/* A bare role ("the minister", "the group") takes country and name of the last one with that
 * role. */
static void link_role(dti_coding *c, dti_mention *m, uint32_t number) {
    const dt_doc *d = c->doc;
    dti_ref *own = &m->refs[0];
    for (uint32_t i = number; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + REACH < m->sent) break;
        if (a->n_refs != 1 || !a->refs[0].country.len ||
            !dti_slice_eq(a->refs[0].sector, own->sector))
            continue;
        if (!own->office.len || !dti_slice_ends(a->refs[0].office, "")) continue;
        dt_slice head = dti_tok_text(d, &d->toks[m->head]);
        int same_word = 0;
        for (uint32_t t = a->first; t < a->first + a->n_toks; t++)
            same_word |= dti_slice_eq(d->toks[t].lemma_text, d->toks[m->head].lemma_text) ||
                         dti_slice_eq(dti_tok_text(d, &d->toks[t]), head);
        if (!same_word) continue;
        copy_ref(c, m, i, "the same role before", 0.85f);
        return;
    }
}

int dti_link_mentions(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    for (uint32_t i = 0; i < d->n_mentions; i++) {
        dti_mention *m = &d->mentions[i];
        if (m->sent != sent) continue;
        if (m->kind == DTI_M_UNKNOWN)
            link_surname(c, m, i);
        else if (m->kind == DTI_M_ROLE && m->n_refs == 1 && !m->refs[0].country.len)
            link_role(c, m, i);
    }
    if (link_groups(c, sent) != DT_OK) return DT_FAILED;
    return link_pronouns(c, sent);
}
