/* phrase.c: reads the tree around an actor, makes the words he is shown by. */
#include "code/phrase.h"

#define MAX_PHRASE 14 /* words that describe an actor; more are a sentence */

/* "*the US*", "*the U.N.*": an abbreviation is shown with its article, as it is said. */
void dti_take_article(const dt_doc *d, const dti_mention *m, dt_actor *a) {
    uint32_t letters = 0;
    for (uint32_t i = m->start; i < m->end; i++) letters += d->text.ptr[i] != '.';
    if (letters > 2 || m->first <= d->sents[m->sent].first) return;
    const dti_tok *k = &d->toks[m->first - 1];
    if (k->upos != DTI_DET || k->head < m->first || k->head >= m->first + m->n_toks ||
        d->text.ptr[m->start] < 'A' || d->text.ptr[m->start] > 'Z')
        return;
    a->start = k->start;
    a->text = (dt_slice){d->text.ptr + k->start, m->end - k->start};
}

/* Bytes of a noun phrase without its clauses and what follows a comma: what describes an actor.
 * With the participles: "people now *living* in camps", but for those of a clause with a verb of
 * its own. */
static void range_of(const dti_tree *t, uint32_t head, int participles, uint32_t *start, uint32_t *end) {
    uint32_t first = head, last = head;
    for (uint32_t w = t->first; w < t->end; w++) {
        uint32_t k = w;
        int inside = 0;
        for (int step = 0; step < 6 && k != DTI_NONE; step++) {
            if (k == head) {
                inside = 1;
                break;
            }
            unsigned r = dti_at(t, k)->deprel;
            if (dti_is_in_time(t->doc, k)) break;
            if (participles && (r == DTI_R_ACL || r == DTI_R_OBL || r == DTI_R_ADVMOD ||
                                r == DTI_R_CONJ || r == DTI_R_CC || r == DTI_R_PUNCT)) {
                k = dti_at(t, k)->head;
                continue;
            }
            if (r != DTI_R_AMOD && r != DTI_R_COMPOUND && r != DTI_R_NMOD_POSS &&
                r != DTI_R_CASE && r != DTI_R_FLAT && r != DTI_R_NUMMOD && r != DTI_R_NMOD &&
                r != DTI_R_NMOD_DESC && r != DTI_R_DET)
                break;
            k = dti_at(t, k)->head;
        }
        if (!inside) continue;
        if (dti_at(t, w)->deprel == DTI_R_CASE && dti_at(t, w)->head == head) continue;
        if (w < first) first = w;
        if (w > last) last = w;
    }
    *start = dti_at(t, first)->start;
    *end = dti_at(t, last)->end;
}

void dti_phrase_range(const dti_tree *t, uint32_t head, uint32_t *start, uint32_t *end) {
    range_of(t, head, 0, start, end);
}

/* Its participle, when one describes the noun. */
static int has_participle(const dti_tree *t, uint32_t noun) {
    uint32_t c = dti_child_by(t, noun, DTI_R_ACL);
    return c != DTI_NONE && c > noun && dti_at(t, c)->upos == DTI_VERB && !(dti_at(t, c)->feats & DTI_F_INF);
}

/*
 * "*people* in Buner district": whom only a noun describes is shown with what describes him,
 * without the article; so is "the *church*" of "condemned the attack on a church" with the
 * attack.
 */
void dti_show_described(const dti_tree *t, const dti_side *side, dt_actor *a) {
    const dti_mention *m = &t->doc->mentions[side->mentions[0]];
    int here = m->head >= t->first && m->head < t->end && m->first >= t->first;
    if (!here || a->name.len || a->start != m->start || !a->sector.len) return;
    uint32_t start, end, first = t->first, n = MAX_PHRASE + 1;
    uint32_t noun = side->is_inside ? side->within : m->head;
    for (int participles = has_participle(t, noun); participles >= 0 && n > MAX_PHRASE; participles--) {
        range_of(t, noun, participles, &start, &end);
        if (m->start < start) start = m->start;
        if (m->end > end) end = m->end;
        n = 0;
        for (uint32_t w = t->first; w < t->end; w++) {
            if (dti_at(t, w)->start < start || dti_at(t, w)->end > end) continue;
            if (n++ == 0) first = w;
        }
    }
    if (n > MAX_PHRASE) return;
    while (dti_at(t, first)->upos == DTI_DET && dti_at(t, first)->end < m->start) first++;
    a->start = dti_at(t, first)->start;
    a->end = end;
    a->text = (dt_slice){t->doc->text.ptr + a->start, end - a->start};
}
