/* parse.c: cleaned text in, sentences, tokens, tags and trees out. */
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "kb/kb.h"
#include "parse/chars.h"
#include "parse/lemmas.h"
#include "parse/model.h"
#include "parse/repair.h"
#include "parse/sentences.h"
#include "parse/tokens.h"

/* Sentences given to the model at once; it works best on some hundred tokens. */
#define BATCH 16

struct dti_parser {
    const dt_kb *kb;
    dti_pieces pieces; /* of one paragraph */
    dti_parse_ws *ws;  /* NULL until the first sentence is parsed */
    dt_slice *forms;   /* (cap) of one batch */
    dti_tok_out *out;  /* (cap) */
    size_t cap;
};

dti_parser *dti_parser_new(const dt_kb *kb, dt_error *err) {
    dti_parser *p = calloc(1, sizeof *p);
    if (!p) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    p->kb = kb;
    return p;
}

void dti_parser_free(dti_parser *p) {
    if (!p) return;
    dti_pieces_release(&p->pieces);
    dti_parse_ws_free(p->ws);
    free(p->forms);
    free(p->out);
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

/* Latin and its extensions; the other letters are of scripts that the model never saw. */
static int is_latin(uint32_t cp) {
    return cp < 0x250 || (cp >= 0x300 && cp < 0x370) || (cp >= 0x1E00 && cp < 0x1F00);
}

/* Notes what no English prose has much of; the text is read all the same. */
static void note_oddities(dt_doc *doc) {
    size_t n_latin = 0, n_other = 0, control = SIZE_MAX;
    const char *p = doc->text.ptr;
    for (size_t at = 0, step = 1; at < doc->text.len; at += step) {
        unsigned char b = (unsigned char)p[at];
        step = 1;
        if (b < 0x80) {
            n_latin += (unsigned)((b | 32) - 'a') < 26;
            if ((b < 32 && (b < '\t' || b > '\r')) || b == 127)
                if (control == SIZE_MAX) control = at;
            continue;
        }
        uint32_t cp;
        step = dti_utf8_next(p + at, doc->text.len - at, &cp);
        if (cp == DTI_UTF8_BAD || !dti_char_is_letter(dti_char_high(cp))) continue;
        if (is_latin(cp)) n_latin++;
        else n_other++;
    }
    if (control != SIZE_MAX)
        note(doc, "control-characters", "the text holds control characters", control,
             control + 1);
    if (n_other > n_latin)
        note(doc, "other-script", "most letters are of a script that the model cannot read", 0,
             doc->text.len);
    else if (!n_latin && !n_other && dti_slice_trim(doc->text).len)
        note(doc, "no-words", "the text holds no letters", 0, doc->text.len);
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
    dti_case usual_case = dti_text_case(doc->text, DTI_CASE_MIXED);
    size_t at = 0, from, to;
    uint32_t paragraph = 0;
    note_oddities(doc);
    p->pieces.n = 0;
    p->pieces.failed = 0;
    doc->n_sents = doc->n_toks = 0;
    while (dti_paragraph_next(doc->text, &at, &from, &to)) {
        size_t first = p->pieces.n, need;
        dt_slice para = {doc->text.ptr + from, to - from};
        dti_case letter_case = dti_text_case(para, usual_case);
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
        int is_title = doc->title.len && dti_slice_eq(para, dti_slice_trim(doc->title));
        if (take_paragraph(p, doc, first, paragraph++, is_title) != DT_OK)
            return dti_fail(err, "the document has more sentences than memory");
        p->pieces.n = 0;
    }
    return DT_OK;
}

/* ---------------------------------------------------------------- tags and trees */

static int make_room(dti_parser *p, size_t n) {
    if (n <= p->cap) return DT_OK;
    dt_slice *forms = realloc(p->forms, n * sizeof *forms);
    if (forms) p->forms = forms;
    dti_tok_out *out = realloc(p->out, n * sizeof *out);
    if (out) p->out = out;
    if (!forms || !out) return DT_FAILED;
    p->cap = n;
    return DT_OK;
}

static void take_answers(dti_parser *p, dt_doc *doc, uint32_t sent, const dti_tok_out *out) {
    const dti_sent *s = &doc->sents[sent];
    for (uint32_t i = 0; i < s->n_toks; i++) {
        dti_tok *t = &doc->toks[s->first + i];
        t->upos = out[i].upos;
        t->feats = out[i].feats;
        t->deprel = out[i].deprel;
        t->head = out[i].head ? s->first + out[i].head - 1 : DTI_NONE;
    }
    dti_repair_tree(doc, sent);
    for (uint32_t i = 0; i < s->n_toks; i++) {
        dti_tok *t = &doc->toks[s->first + i];
        t->lemma_text = dti_lemma(p->kb, &doc->arena, dti_tok_text(doc, t), t->upos, t->feats);
    }
}

int dti_parse_sentences(dti_parser *p, dt_doc *doc, const uint32_t *sents, size_t n,
                        dt_error *err) {
    if (!p->kb->model) return dti_fail(err, "no reading model is open");
    if (!p->ws && !(p->ws = dti_parse_ws_new(p->kb->model)))
        return dti_fail(err, "out of memory");
    for (size_t i = 0; i < n;) {
        dti_sent_job jobs[BATCH];
        uint32_t numbers[BATCH];
        size_t n_jobs = 0, n_toks = 0, from = i, at = 0;
        while (i < n && i - from < BATCH) n_toks += doc->sents[sents[i++]].n_toks;
        if (make_room(p, n_toks) != DT_OK) return dti_fail(err, "out of memory");
        for (size_t k = from; k < i; k++) {
            const dti_sent *s = &doc->sents[sents[k]];
            if (s->parsed) continue;
            for (uint32_t t = 0; t < s->n_toks; t++)
                p->forms[at + t] = dti_tok_text(doc, &doc->toks[s->first + t]);
            jobs[n_jobs] = (dti_sent_job){p->forms + at, s->n_toks, p->out + at};
            numbers[n_jobs++] = sents[k];
            at += s->n_toks;
        }
        if (dti_model_parse_batch(p->kb->model, p->ws, jobs, n_jobs) != DT_OK)
            return dti_fail(err, "out of memory for the parser");
        for (size_t k = 0; k < n_jobs; k++) {
            take_answers(p, doc, numbers[k], jobs[k].out);
            doc->sents[numbers[k]].parsed = 1;
        }
    }
    return DT_OK;
}

int dti_parse_all(dti_parser *p, dt_doc *doc, dt_error *err) {
    uint32_t numbers[BATCH];
    for (size_t i = 0; i < doc->n_sents;) {
        size_t n = 0;
        while (n < BATCH && i < doc->n_sents) numbers[n++] = (uint32_t)i++;
        if (dti_parse_sentences(p, doc, numbers, n, err) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}
