/* conllu.c: writes documents as CoNLL-U, reads them back. */
#include "parse/conllu.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "parse/relations.h"

/* ---------------------------------------------------------------- writing */

/* A form holds blanks only where the text has odd ones; tabs and line ends would break a line.
 */
static void write_form(dti_buf *out, dt_slice s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        dti_buf_char(out, c < 0x20 ? ' ' : s.ptr[i]);
    }
    if (s.len == 0) dti_buf_char(out, '_');
}

static void write_feats(dti_buf *out, uint32_t feats) {
    uint32_t bit;
    const char *name, *parted = "";
    for (size_t i = 0; (name = dti_feat_name(i, &bit)); i++) {
        if (!(feats & bit)) continue;
        dti_buf_str(out, parted);
        dti_buf_str(out, name);
        parted = "|";
    }
    if (!*parted) dti_buf_char(out, '_');
}

static void write_misc(dti_buf *out, int space_after) {
    dti_buf_str(out, space_after ? "\t_\n" : "\tSpaceAfter=No\n");
}

static void write_token(dti_buf *out, const dt_doc *doc, const dti_sent *s, uint32_t i) {
    const dti_tok *t = &doc->toks[s->first + i];
    int last = i + 1 == s->n_toks, inside = t->joined || (!last && t[1].joined);
    if (!t->joined && inside) {
        uint32_t n = 1;
        while (i + n < s->n_toks && t[n].joined) n++;
        dti_buf_printf(out, "%u-%u\t", i + 1, i + n);
        write_form(out, (dt_slice){doc->text.ptr + t->start, t[n - 1].end - t->start});
        dti_buf_str(out, "\t_\t_\t_\t_\t_\t_\t_");
        write_misc(out, t[n - 1].space_after);
    }
    dti_buf_printf(out, "%u\t", i + 1);
    write_form(out, dti_tok_text(doc, t));
    if (s->parsed) {
        uint32_t head = t->head == DTI_NONE ? 0 : t->head - s->first + 1;
        dti_buf_char(out, '\t');
        write_form(out, t->lemma_text);
        dti_buf_printf(out, "\t%s\t_\t", dti_upos_name(t->upos));
        write_feats(out, t->feats);
        dti_buf_printf(out, "\t%u\t%s\t_", head, dti_rel_name(t->deprel));
    } else {
        dti_buf_str(out, "\t_\t_\t_\t_\t_\t_\t_");
    }
    /* Inside a multiword token the line of the whole says what follows it. */
    write_misc(out, inside || t->space_after);
}

void dti_conllu_write(const dt_doc *doc, dti_buf *out) {
    for (size_t k = 0; k < doc->n_sents; k++) {
        const dti_sent *s = &doc->sents[k];
        if (k == 0) {
            dti_buf_str(out, "# newdoc");
            if (doc->id.len) {
                dti_buf_str(out, " id = ");
                write_form(out, doc->id);
            }
            dti_buf_char(out, '\n');
        }
        if (k == 0 || doc->sents[k - 1].paragraph != s->paragraph)
            dti_buf_str(out, "# newpar\n");
        dti_buf_printf(out, "# sent_id = %zu\n# text = ", k + 1);
        for (uint32_t i = 0; i < s->n_toks; i++) { /* white space as single blanks */
            const dti_tok *t = &doc->toks[s->first + i];
            write_form(out, dti_tok_text(doc, t));
            if (t->space_after && i + 1 < s->n_toks) dti_buf_char(out, ' ');
        }
        dti_buf_char(out, '\n');
        for (uint32_t i = 0; i < s->n_toks; i++) write_token(out, doc, s, i);
        dti_buf_char(out, '\n');
    }
}

/* ---------------------------------------------------------------- reading */

typedef struct reader {
    dt_doc *doc;
    dti_buf text;
    size_t line;      /* number of the line in hand, from 1 */
    size_t sent_line; /* of the first token of the sentence */
    uint32_t paragraph;
    int open;               /* a sentence is begun */
    int new_paragraph;      /* the next sentence begins one */
    int tagged;             /* every token so far has tag and head */
    uint32_t mwt_left;      /* words still to come of a multiword token */
    size_t mwt_at, mwt_end; /* bytes of text that they share */
    int mwt_space;
    int space_due; /* white space stands before the next token */
    int first_of_mwt;
} reader;

static void odd_line(reader *r, const char *what, size_t from, size_t to) {
    dti_diag(r->doc, DT_WARNING, "conllu-line", what, from, to);
}

static int read_number(dt_slice s, uint32_t *out) {
    uint64_t v = 0;
    if (s.len == 0 || s.len > 9) return 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return 0;
        v = v * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    *out = (uint32_t)v;
    return 1;
}

static int has_space_after(dt_slice misc) {
    while (misc.len)
        if (dti_slice_is(dti_slice_cut(&misc, '|'), "SpaceAfter=No")) return 0;
    return 1;
}

/* One root, all heads inside, no circle: walks up from each token, marking the path. */
static int is_tree(const dt_doc *doc, const dti_sent *s) {
    uint8_t seen[DTI_MAX_SENT_TOKENS] = {0}; /* 0 new, 1 on this path, 2 known good */
    uint32_t roots = 0;
    for (uint32_t i = 0; i < s->n_toks; i++) roots += doc->toks[s->first + i].head == DTI_NONE;
    if (roots != 1) return 0;
    for (uint32_t i = 0; i < s->n_toks; i++) {
        uint32_t k = i;
        while (seen[k] == 0) {
            seen[k] = 1;
            uint32_t head = doc->toks[s->first + k].head;
            if (head == DTI_NONE) break;
            if (head < s->first || head - s->first >= s->n_toks) return 0;
            k = head - s->first;
            if (seen[k] == 1) return 0;
        }
        for (k = i; seen[k] == 1;) {
            seen[k] = 2;
            uint32_t head = doc->toks[s->first + k].head;
            if (head == DTI_NONE) break;
            k = head - s->first;
        }
    }
    return 1;
}

static int begin_sentence(reader *r) {
    dt_doc *doc = r->doc;
    if (r->new_paragraph && doc->n_sents) {
        dti_buf_str(&r->text, "\n\n");
        r->paragraph++;
        r->space_due = 0;
    }
    r->new_paragraph = 0;
    dti_sent *s =
        dti_arena_push(&doc->arena, &doc->sents, &doc->n_sents, &doc->cap_sents, sizeof *s);
    if (!s) return DT_FAILED;
    *s = (dti_sent){.first = (uint32_t)doc->n_toks, .paragraph = r->paragraph};
    r->open = 1;
    r->tagged = 1;
    r->mwt_left = 0;
    r->sent_line = r->line;
    return DT_OK;
}

static void end_sentence(reader *r) {
    if (!r->open) return;
    dt_doc *doc = r->doc;
    dti_sent *s = &doc->sents[doc->n_sents - 1];
    r->open = 0;
    if (s->n_toks == 0) {
        doc->n_sents--;
        return;
    }
    s->start = doc->toks[s->first].start;
    s->end = doc->toks[s->first + s->n_toks - 1].end;
    /* Heads were read as numbers in the sentence, 0 for its root. */
    for (uint32_t i = 0; i < s->n_toks; i++) {
        dti_tok *t = &doc->toks[s->first + i];
        t->head = t->head == 0 || t->head > s->n_toks ? DTI_NONE : s->first + t->head - 1;
    }
    s->parsed = r->tagged && is_tree(doc, s);
    for (uint32_t i = 0; !s->parsed && i < s->n_toks; i++) {
        dti_tok *t = &doc->toks[s->first + i];
        t->head = DTI_NONE;
        t->upos = DTI_X;
        t->feats = 0;
        t->deprel = 0;
        t->lemma_text = (dt_slice){NULL, 0};
    }
}

static size_t add_form(reader *r, dt_slice form) {
    if (r->space_due) dti_buf_char(&r->text, ' ');
    r->space_due = 0;
    size_t at = r->text.len;
    dti_buf_slice(&r->text, form);
    return at;
}

/* Bytes of the multiword token that its next word takes: its own form when that stands there,
 * else an even share ("del" = "de" + "el"); the last word takes the rest. */
static size_t share_of_mwt(const reader *r, dt_slice form) {
    size_t left = r->mwt_end - r->mwt_at;
    if (r->mwt_left == 1) return left;
    if (form.len < left && memcmp(r->text.ptr + r->mwt_at, form.ptr, form.len) == 0)
        return form.len;
    size_t n = left / r->mwt_left;
    while (n < left && ((unsigned char)r->text.ptr[r->mwt_at + n] & 0xC0) == 0x80) n++;
    return n;
}

static void read_tags(reader *r, const dt_slice col[10], dti_tok *t) {
    dt_slice feats = col[5];
    int upos = dti_upos_of(col[3]);
    uint32_t head;
    if (upos < 0 || !read_number(col[6], &head)) {
        r->tagged = 0;
        return;
    }
    t->upos = (uint8_t)upos;
    t->head = head;
    t->deprel = (uint16_t)dti_rel_of(col[7]);
    while (feats.len) t->feats |= dti_feat_of(dti_slice_cut(&feats, '|'));
    dt_slice lemma = col[2];
    if (lemma.len == 1 && lemma.ptr[0] == '_' && !dti_slice_is(col[1], "_")) lemma = col[1];
    t->lemma_text = (dt_slice){dti_arena_copy(&r->doc->arena, lemma.ptr, lemma.len), lemma.len};
}

static int read_token(reader *r, const dt_slice col[10], size_t from, size_t to) {
    dt_doc *doc = r->doc;
    uint32_t id, last;
    dt_slice first = col[0], rest = col[0];
    if (memchr(col[0].ptr, '.', col[0].len)) return DT_OK; /* empty node */
    if (!r->open && begin_sentence(r) != DT_OK) return DT_FAILED;
    first = dti_slice_cut(&rest, '-');
    if (!read_number(first, &id) || (rest.ptr && !read_number(rest, &last))) {
        odd_line(r, "the first column is no number", from, to);
        return DT_OK;
    }
    if (col[1].len == 0) {
        odd_line(r, "the token has no form", from, to);
        return DT_OK;
    }
    if (rest.ptr) {
        uint32_t n = last >= id ? last - id + 1 : 1;
        if (n < 2 || n > col[1].len) { /* more words than bytes: read its words on their own */
            odd_line(r, "the multiword token has no room for its words", from, to);
            return DT_OK;
        }
        r->mwt_at = add_form(r, col[1]);
        r->mwt_end = r->text.len;
        r->mwt_left = n;
        r->mwt_space = has_space_after(col[9]);
        r->first_of_mwt = 1;
        return DT_OK;
    }
    dti_sent *s = &doc->sents[doc->n_sents - 1];
    if (s->n_toks == DTI_MAX_SENT_TOKENS) {
        dti_diag(doc, DT_WARNING, "sentence-cut",
                 "a sentence of more tokens than can be parsed", from, to);
        r->tagged = 0; /* its heads point across the cut */
        uint32_t left = r->mwt_left;
        end_sentence(r);
        if (begin_sentence(r) != DT_OK) return DT_FAILED;
        r->mwt_left = left;
        r->tagged = 0;
        s = &doc->sents[doc->n_sents - 1];
    }
    dti_tok *t =
        dti_arena_push(&doc->arena, &doc->toks, &doc->n_toks, &doc->cap_toks, sizeof *t);
    if (!t) return DT_FAILED;
    *t = (dti_tok){.head = DTI_NONE, .upos = DTI_X, .lemma = DTI_NONE, .mention = DTI_NONE};
    if (r->mwt_left) {
        t->start = (uint32_t)r->mwt_at;
        r->mwt_at += share_of_mwt(r, col[1]);
        t->end = (uint32_t)r->mwt_at;
        t->joined = !r->first_of_mwt;
        r->first_of_mwt = 0;
        if (--r->mwt_left == 0) t->space_after = (uint8_t)(r->space_due = r->mwt_space);
    } else {
        t->start = (uint32_t)add_form(r, col[1]);
        t->end = (uint32_t)r->text.len;
        t->space_after = (uint8_t)(r->space_due = has_space_after(col[9]));
    }
    s->n_toks++;
    read_tags(r, col, t);
    return DT_OK;
}

static int read_line(reader *r, dt_slice text, size_t from, dt_error *err) {
    dt_slice col[10];
    size_t n = 0;
    if (text.len == 0) {
        end_sentence(r);
        return DT_OK;
    }
    if (text.ptr[0] == '#') {
        if (dti_slice_starts(text, "# newpar")) {
            end_sentence(r);
            r->new_paragraph = 1;
        }
        return DT_OK;
    }
    dt_slice line = text;
    while (n < 10 && line.ptr) col[n++] = dti_slice_cut(&line, '\t');
    if (n < 2) {
        dti_fail(err, "line %zu: a token line has no tab; is this CoNLL-U?", r->line);
        return DT_FAILED;
    }
    if (n < 10 || line.ptr)
        odd_line(r, "a token line has not ten columns", from, from + text.len);
    while (n < 10) col[n++] = (dt_slice){"_", 1};
    if (read_token(r, col, from, from + text.len) == DT_OK) return DT_OK;
    dti_fail(err, "line %zu: out of memory", r->line);
    return DT_FAILED;
}

int dti_conllu_read(dt_doc *doc, dt_slice input, size_t *at, size_t *line, dt_error *err) {
    reader r = {.doc = doc, .line = *line, .new_paragraph = 1};
    int status = DT_OK;
    dti_buf_init(&r.text);
    while (*at < input.len) {
        dt_slice rest = {input.ptr + *at, input.len - *at};
        dt_slice text = dti_slice_cut(&rest, '\n');
        size_t next = *at + text.len + 1;
        if (text.len && text.ptr[text.len - 1] == '\r') text.len--;
        if (dti_slice_starts(text, "# newdoc")) {
            if (doc->n_sents) break; /* the next document's */
            dt_slice id = text;
            dti_slice_cut(&id, '=');
            id = dti_slice_trim(id);
            if (id.len)
                doc->id = (dt_slice){dti_arena_copy(&doc->arena, id.ptr, id.len), id.len};
        }
        r.line = ++*line;
        status = read_line(&r, text, *at, err);
        *at = next < input.len ? next : input.len;
        if (status != DT_OK) break;
        if (r.text.len > DTI_MAX_DOC_BYTES) {
            status = dti_fail(err, "line %zu: the document is longer than %zu bytes", r.line,
                              DTI_MAX_DOC_BYTES);
            break;
        }
    }
    end_sentence(&r);
    if (status == DT_OK && r.text.failed) status = dti_fail(err, "out of memory");
    if (status == DT_OK && r.text.len) {
        doc->text.ptr = dti_arena_copy(&doc->arena, r.text.ptr, r.text.len);
        doc->text.len = r.text.len;
        if (!doc->text.ptr) status = dti_fail(err, "out of memory");
    }
    dti_buf_release(&r.text);
    return status;
}
