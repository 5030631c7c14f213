/* passage.c: carries the date of a passage of background to the sentences that go on in it. */
#include "code/passage.h"

#include "base/date.h"
#include "base/slice.h"

/* Words and marks of a sentence that does no more than go on. */
#define SHORT_SENTENCE 12

/* Is the verb told in the plain past ("was canceled", "accused"), not "has accused"? */
static int is_past(const dti_tree *t, uint32_t w) {
    int past = (dti_at(t, w)->feats & DTI_F_PAST) && !(dti_at(t, w)->feats & DTI_F_PASS);
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        const dti_tok *k = dti_at(t, c);
        if (k->deprel != DTI_R_AUX && k->deprel != DTI_R_AUX_PASS && k->deprel != DTI_R_COP)
            continue;
        if (k->feats & DTI_F_PRES) return 0;
        if (k->feats & DTI_F_PAST) past = 1;
    }
    return past && !(dti_at(t, w)->feats & DTI_F_INF);
}

/* The verb that a word belongs to; DTI_NONE. */
static uint32_t verb_of(const dti_tree *t, uint32_t w) {
    for (int step = 0; step < 6 && w != DTI_NONE; step++) {
        const dti_tok *k = dti_at(t, w);
        if (k->upos == DTI_VERB || k->upos == DTI_AUX ||
            dti_child_by(t, w, DTI_R_COP) != DTI_NONE)
            return w;
        w = k->head;
    }
    return DTI_NONE;
}

static int is_speech(const dti_tree *t, uint32_t w) {
    return dti_lex(t, w) && dti_frames_speech(t->frames, dti_lex(t, w), 'v').len > 0;
}

/* Begins with a conjunction or has a pronoun for its subject: it goes on from before. */
static int goes_on(const dti_tree *t, uint32_t root) {
    uint32_t w = t->first;
    if (w < t->end && dti_at(t, w)->upos == DTI_CCONJ) return 1;
    uint32_t subject = dti_child_by(t, root, DTI_R_NSUBJ);
    if (subject == DTI_NONE) subject = dti_child_by(t, root, DTI_R_NSUBJ_PASS);
    return subject != DTI_NONE && dti_at(t, subject)->upos == DTI_PRON &&
           (dti_at(t, subject)->feats & DTI_F_NEUT);
}

void dti_passage_move(dti_passage *p, const dti_coding *c, const dti_tree *t, uint32_t sent,
                      int32_t background_days) {
    const dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    int has_date = 0, near = 0;
    dt_slice found = {"", 0};
    for (size_t i = 0; i < d->n_times; i++) {
        const dti_time *k = &d->times[i];
        dti_date date;
        if (k->sent != sent || !k->date.len || k->names_noun || dti_date_read(k->date, &date) != DT_OK) continue;
        has_date = 1;
        if (c->published_day == INT32_MIN ||
            dti_date_last_day(&date) >= c->published_day - background_days) {
            near = 1;
            continue;
        }
        uint32_t verb = verb_of(t, k->first);
        /* "blockaded the ports after it *invaded* in February": an aside opens no passage */
        if (!found.len && verb != DTI_NONE && is_past(t, verb) &&
            dti_at(t, verb)->deprel != DTI_R_ADVCL)
            found = k->date;
    }
    if (found.len && !near) {
        *p = (dti_passage){found, sent, s->paragraph, sent};
        return;
    }
    uint32_t root = t->first;
    while (root < t->end && dti_at(t, root)->head != DTI_NONE) root++;
    int follows = p->date.len && p->sent + 1 == sent && root < t->end &&
                  (s->paragraph == p->paragraph ||
                   (s->paragraph == p->paragraph + 1 && goes_on(t, root)));
    if (has_date || !follows || is_speech(t, root)) {
        p->date.len = 0;
        return;
    }
    p->sent = sent;
    p->paragraph = s->paragraph;
}

void dti_passage_skip(dti_passage *p, const dt_doc *d, uint32_t sent) {
    const dti_sent *s = &d->sents[sent];
    if (!p->date.len || p->sent + 1 != sent) return;
    if (s->n_toks > SHORT_SENTENCE || s->paragraph > p->paragraph + 1) {
        p->date.len = 0;
        return;
    }
    p->sent = sent;
    p->paragraph = s->paragraph;
}

dt_slice dti_passage_date(const dti_passage *p, const dti_tree *t, uint32_t sent,
                          uint32_t trigger) {
    if (!p->date.len || p->sent != sent || p->from == sent) return (dt_slice){"", 0};
    uint32_t verb = verb_of(t, trigger);
    return verb != DTI_NONE && is_past(t, verb) ? p->date : (dt_slice){"", 0};
}
