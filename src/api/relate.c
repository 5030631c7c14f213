/* relate.c: reads a sentence with two marked actors, makes the relation between them. */
#include "api/relate.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code_doc.h"
#include "code/mend.h"
#include "code/places.h"
#include "code/times.h"
#include "kb/kb.h"
#include "kb/ontology.h"

const char *dti_mark_trouble(dt_slice text, const dti_mark *m) {
    if (m->implicit) return NULL;
    if (m->start >= m->end) return "\"start\" is not before \"end\"";
    if (m->end > text.len) return "\"end\" lies behind the end of the text";
    const size_t at[] = {m->start, m->end};
    for (int i = 0; i < 2; i++)
        if (at[i] < text.len && ((unsigned char)text.ptr[at[i]] & 0xC0) == 0x80)
            return "an offset lies inside a character; offsets count bytes of UTF-8";
    return NULL;
}

static dti_judge_actor actor_at(const dt_doc *d, const dti_mark *m) {
    dti_judge_actor a = {0, 0, DTI_NONE};
    if (m->implicit) return a;
    for (uint32_t w = 0; w < d->n_toks; w++) {
        if (d->toks[w].end <= m->start || d->toks[w].start >= m->end) continue;
        if (!a.n_toks) a.first = w;
        a.n_toks = w + 1 - a.first;
    }
    return a;
}

static uint32_t sentence_of(const dt_doc *d, uint32_t tok) {
    uint32_t s = 0;
    while (s + 1 < d->n_sents && tok >= d->sents[s].first + d->sents[s].n_toks) s++;
    return s;
}

/*
 * A text may be cut into several sentences; those from one actor to the other are joined to
 * one, since whoever marked the pair read them so.  Returns its number.
 */
static uint32_t join_sentences(dt_doc *d, const dti_judge_actor *a, const dti_judge_actor *b) {
    uint32_t lo = d->n_sents, hi = 0;
    const dti_judge_actor *both[] = {a, b};
    for (int i = 0; i < 2; i++) {
        if (!both[i]->n_toks) continue;
        uint32_t s = sentence_of(d, both[i]->first);
        uint32_t e = sentence_of(d, both[i]->first + both[i]->n_toks - 1);
        if (s < lo) lo = s;
        if (e > hi) hi = e;
    }
    if (lo == d->n_sents) return 0;
    d->sents[lo].end = d->sents[hi].end;
    d->sents[lo].n_toks = d->sents[hi].first + d->sents[hi].n_toks - d->sents[lo].first;
    if (d->sents[lo].n_toks > DTI_MAX_SENT_TOKENS) d->sents[lo].n_toks = DTI_MAX_SENT_TOKENS;
    for (uint32_t s = hi + 1; s < d->n_sents; s++) d->sents[lo + s - hi] = d->sents[s];
    d->n_sents -= hi - lo;
    return lo;
}

static void keep_inside(const dt_doc *d, uint32_t sent, dti_judge_actor *a) {
    const dti_sent *s = &d->sents[sent];
    if (!a->n_toks) return;
    if (a->first < s->first || a->first >= s->first + s->n_toks) {
        *a = (dti_judge_actor){s->first, 0, DTI_NONE};
        return;
    }
    if (a->first + a->n_toks > s->first + s->n_toks)
        a->n_toks = s->first + s->n_toks - a->first;
    a->head = dti_judge_head(d, a->first, a->n_toks);
}

static dt_aspect aspect_of(dti_effect e) {
    switch (e) {
    case DTI_E_NEGATED: return DT_ASPECT_NEGATED;
    case DTI_E_HYPOTHETICAL: return DT_ASPECT_HYPOTHETICAL;
    case DTI_E_FUTURE:
    case DTI_E_WISH: return DT_ASPECT_FUTURE;
    case DTI_E_HISTORICAL: return DT_ASPECT_HISTORICAL;
    default: return DT_ASPECT_ACTUAL;
    }
}

/* Mode, code and aspect of the type that was chosen: from a frame that tells it, if any. */
static void settle(const dt_kb *kb, const dti_tree *t, const dti_judge_frame *frames, size_t n,
                   const dti_judge_actor *source, dti_relation *r) {
    const dti_image *image = kb->image;
    r->type = kb->judge ? dti_judge_type(kb->judge, r->verdict.best) : dti_str("CONSULT");
    r->aspect = DT_ASPECT_ACTUAL;
    int best = -1;
    for (size_t i = 0; i < n; i++) {
        const dti_frame *f = frames[i].proposal->frame;
        dt_slice type = f->type, mode = f->mode, cameo = f->cameo, becomes, new_mode;
        dt_aspect aspect = aspect_of(frames[i].effect);
        if (dti_aspect_rule(image, type, dti_str(dt_aspect_name(aspect)), &becomes, &new_mode)) {
            type = becomes;
            mode = new_mode;
            cameo = dti_cameo_of(image, type, mode);
        }
        if (!dti_slice_eq(type, r->type)) continue;
        int fit = (int)f->n_constraints + 8 * dti_judge_fits(t, frames[i].proposal, source);
        if (fit <= best) continue;
        best = fit;
        r->mode = mode;
        r->cameo = cameo;
        r->aspect = aspect;
        r->frame = f->id;
    }
    if (!r->cameo.len) r->cameo = dti_cameo_of(image, r->type, r->mode);
    r->penta = dti_penta(image, r->type);
    r->quad = dti_quad(image, "plover", r->type, r->cameo);
}

static int read_sentence(const dt_kb *kb, dti_parser *parser, const dti_relate_input *in,
                         dt_doc *doc, const dti_judge_sink *features, dti_relation *relation,
                         dt_error *err) {
    dti_coding coding;
    dti_tree tree;
    char *text = dti_arena_copy(&doc->arena, in->text.ptr, in->text.len);
    char *date = dti_arena_copy(&doc->arena, in->date.ptr ? in->date.ptr : "", in->date.len);
    if (!text || !date) return dti_fail(err, "out of memory");
    doc->raw = doc->text = (dt_slice){text, in->text.len};
    doc->published = (dt_slice){date, in->date.len};
    if (dti_parse_split(parser, doc, err) != DT_OK) return DT_FAILED;
    if (!doc->n_sents) return dti_fail(err, "the text holds no word");
    dti_judge_actor source = actor_at(doc, &in->source), target = actor_at(doc, &in->target);
    uint32_t sent = join_sentences(doc, &source, &target);
    if (dti_coding_open(&coding, doc, &kb->facts) != DT_OK) return dti_fail(err, "out of memory");
    if (dti_parse_sentences(parser, doc, &sent, 1, err) != DT_OK) return DT_FAILED;
    dti_mend_reading(doc, kb, kb->frames, sent);
    if (dti_find_spans(&coding, sent) != DT_OK || dti_find_places(&coding) != DT_OK ||
        dti_tree_open(&tree, doc, kb->frames, sent) != DT_OK ||
        dti_find_times(&coding, sent, &tree) != DT_OK ||
        dti_find_mentions(&coding, sent) != DT_OK || dti_link_mentions(&coding, sent) != DT_OK)
        return dti_fail(err, "out of memory");
    dti_mark_locations(&coding, sent);
    keep_inside(doc, sent, &source);
    keep_inside(doc, sent, &target);
    dti_proposal proposals[DTI_MAX_SENT_EVENTS];
    dti_judge_frame frames[DTI_MAX_SENT_EVENTS];
    int dropped;
    size_t n_idioms;
    size_t n = dti_match_frames(&tree, proposals, DTI_MAX_SENT_EVENTS, &n_idioms, &dropped);
    for (size_t i = 0; i < n; i++)
        frames[i] = (dti_judge_frame){&proposals[i], dti_aspect_at(&tree, &proposals[i]).effect};
    *relation = (dti_relation){.penta = 0};
    if (kb->judge)
        dti_judge_pair(kb->judge, &tree, frames, n, &source, &target, features,
                       &relation->verdict);
    else if (features)
        dti_judge_features(&tree, frames, n, &source, &target, features);
    settle(kb, &tree, frames, n, &source, relation);
    return DT_OK;
}

int dti_relate(const dt_kb *kb, dti_parser *parser, const dti_relate_input *in,
               const dti_judge_sink *features, dt_doc **out, dti_relation *relation,
               dt_error *err) {
    *out = NULL;
    dt_doc *doc = dti_doc_new(kb);
    if (!doc) return dti_fail(err, "out of memory");
    if (read_sentence(kb, parser, in, doc, features, relation, err) != DT_OK) {
        dt_doc_free(doc);
        return DT_FAILED;
    }
    *out = doc;
    return DT_OK;
}
