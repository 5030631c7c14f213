/* parse.c: cleaned text in, sentences, tokens, tags and trees out. */
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

#include "parse/lemmas.h"
#include "parse/model.h"
#include "parse/repair.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "kb/kb.h"
#include "parse/sentences.h"
#include "parse/tokens.h"

struct dti_parser {
    const dt_kb *kb;
    dti_pieces pieces; /* of the whole document */
    dti_parse_ws *ws;  /* of the model; NULL when the kb has none */
};

dti_parser *dti_parser_new(const dt_kb *kb, dt_error *err) {
    dti_parser *p = calloc(1, sizeof *p);
    if (!p) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    p->kb = kb;
    if (kb->model && !(p->ws = dti_parse_ws_new(kb->model))) {
        dti_fail(err, "out of memory");
        free(p);
        return NULL;
    }
    return p;
}

void dti_parser_free(dti_parser *p) {
    if (!p) return;
    dti_pieces_release(&p->pieces);
    dti_parse_ws_free(p->ws);
    free(p);
}

/* Byte of raw that text[at] came from. */
static size_t raw_offset(const dt_doc *doc, size_t at) {
    size_t lo = 0, hi = doc->n_map;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (doc->map[mid].at <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? doc->map[lo - 1].raw_at + (at - doc->map[lo - 1].at) : at;
}

static void note(dt_doc *doc, const char *name, const char *text, size_t from, size_t to) {
    dti_diag(doc, DT_WARNING, name, text, raw_offset(doc, from), raw_offset(doc, to));
}

static int push_sentence(dt_doc *doc, uint32_t paragraph, int is_title, int is_quote) {
    dti_sent *s =
        dti_arena_push(&doc->arena, &doc->sents, &doc->n_sents, &doc->cap_sents, sizeof *s);
    if (!s) return DT_FAILED;
    *s = (dti_sent){.first = (uint32_t)doc->n_toks,
                    .paragraph = paragraph,
                    .is_title = (uint8_t)is_title,
                    .is_quote = (uint8_t)is_quote};
    return DT_OK;
}

/* Copies the marked pieces of one paragraph, from `first` on, into the document. */
static int take_paragraph(dti_parser *p, dt_doc *doc, size_t first, uint32_t paragraph,
                          int is_title) {
    int in_quote = 0;
    for (size_t i = first; i < p->pieces.n; i++) {
        const dti_piece *piece = &p->pieces.items[i];
        dti_sent *s = doc->n_sents ? &doc->sents[doc->n_sents - 1] : NULL;
        int full = s && i > first && s->n_toks == DTI_MAX_SENT_TOKENS;
        if ((piece->flags & DTI_P_FIRST) || full) {
            if (full && !(piece->flags & DTI_P_FIRST))
                note(doc, "sentence-cut", "a sentence of more tokens than can be parsed",
                     s->start, piece->start);
            if (push_sentence(doc, paragraph, is_title, in_quote) != DT_OK) return DT_FAILED;
            s = &doc->sents[doc->n_sents - 1];
            s->start = piece->start;
        }
        if ((piece->flags & DTI_P_CUT) && (i == first || !(piece[-1].flags & DTI_P_CUT)))
            note(doc, "token-cut", "a run of characters too long for a word", piece->start,
                 piece->end);
        if (piece->flags & DTI_P_QUOTE) in_quote = (piece->flags & DTI_P_OPEN) != 0;
        dti_tok *t = &doc->toks[doc->n_toks++];
        *t = (dti_tok){.start = piece->start,
                       .end = piece->end,
                       .head = DTI_NONE,
                       .upos = DTI_X,
                       .space_after = piece->space_after,
                       .lemma = DTI_NONE,
                       .mention = DTI_NONE,
                       .joined = piece->joined};
        s->end = piece->end;
        s->n_toks++;
    }
    return DT_OK;
}

int dti_parse_split(dti_parser *p, dt_doc *doc, dt_error *err) {
    const dti_words *words = &p->kb->words;
    dti_case letter_case = dti_text_case(doc->text);
    size_t at = 0, from, to;
    uint32_t paragraph = 0;
    p->pieces.n = 0;
    p->pieces.failed = 0;
    doc->n_sents = doc->n_toks = 0;
    while (dti_paragraph_next(doc->text, &at, &from, &to)) {
        size_t first = p->pieces.n, need;
        if (dti_tokens_cut(words, doc->text, from, to, letter_case, &p->pieces) != DT_OK)
            return dti_fail(err, "out of memory for the tokens of a document");
        dti_sentences_mark(words, doc->text, letter_case, &p->pieces, first);
        need = p->pieces.n - first;
        if (doc->n_toks + need > doc->cap_toks) {
            size_t cap = doc->cap_toks ? doc->cap_toks : 256;
            while (cap < doc->n_toks + need) cap *= 2;
            dti_tok *more = dti_arena_array(&doc->arena, cap, sizeof *more);
            if (!more) return dti_fail(err, "the document has more tokens than memory");
            if (doc->n_toks) memcpy(more, doc->toks, doc->n_toks * sizeof *more);
            doc->toks = more;
            doc->cap_toks = cap;
        }
        dt_slice para = {doc->text.ptr + from, to - from};
        int is_title = doc->title.len && dti_slice_eq(para, dti_slice_trim(doc->title));
        if (take_paragraph(p, doc, first, paragraph++, is_title) != DT_OK)
            return dti_fail(err, "the document has more sentences than memory");
        p->pieces.n = 0;
    }
    return DT_OK;
}

int dti_parse_sentence(dti_parser *p, dt_doc *doc, uint32_t sent, dt_error *err) {
    dti_sent *s = &doc->sents[sent];
    if (!p->ws) return dti_fail(err, "the knowledge was opened without a reading model");
    dt_slice *forms = dti_arena_array(&doc->arena, s->n_toks + 1, sizeof *forms);
    dti_tok_out *out = dti_arena_array(&doc->arena, s->n_toks + 1, sizeof *out);
    if (!forms || !out) return dti_fail(err, "the document has more tokens than memory");
    for (uint32_t i = 0; i < s->n_toks; i++)
        forms[i] = dti_tok_text(doc, &doc->toks[s->first + i]);
    if (dti_model_parse(p->kb->model, p->ws, forms, s->n_toks, out) != DT_OK)
        return dti_fail(err, "out of memory for the tree of a sentence");
    for (uint32_t i = 0; i < s->n_toks; i++) {
        dti_tok *k = &doc->toks[s->first + i];
        k->upos = out[i].upos;
        k->feats = out[i].feats;
        k->head = out[i].head ? s->first + out[i].head - 1 : DTI_NONE;
        k->deprel = out[i].deprel;
    }
    dti_repair_tree(doc, sent);
    for (uint32_t i = 0; i < s->n_toks; i++) {
        dti_tok *k = &doc->toks[s->first + i];
        k->lemma_text = dti_lemma(p->kb, &doc->arena, forms[i], k->upos, k->feats);
    }
    s->parsed = 1;
    return DT_OK;
}
