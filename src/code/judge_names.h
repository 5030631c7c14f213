/* judge_names.h: names of the judge's features while they are written; for judge_feats.c and judge_roles.c alone. */
#ifndef DETENTE_CODE_JUDGE_NAMES_H
#define DETENTE_CODE_JUDGE_NAMES_H

#include "base/slice.h"
#include "code/judge_feats.h"

#define DTI_NAME_BYTES 160
#define DTI_JUDGE_WORDS 160 /* tokens of a sentence that are looked at */

/* One feature's name; what does not fit is cut. */
typedef struct name {
    char text[DTI_NAME_BYTES];
    size_t len;
} name;

/* The pair that is looked at and where its features go. */
typedef struct feats {
    const dti_tree *t;
    const dti_judge_actor *source, *target;
    const dti_judge_sink *sink;
    uint32_t does, below, over; /* tokens of the places, or DTI_NONE */
} feats;

static inline void add(name *n, const char *ptr, size_t len) {
    if (len > DTI_NAME_BYTES - n->len) len = DTI_NAME_BYTES - n->len;
    memcpy(n->text + n->len, ptr, len);
    n->len += len;
}

static inline void add_str(name *n, const char *s) { add(n, s, strlen(s)); }
static inline void add_slice(name *n, dt_slice s) { add(n, s.ptr, s.len); }

/* Capitals of a lemma are those of a name or a headline: both are read in small letters. */
static inline void add_lower(name *n, dt_slice s) {
    for (size_t i = 0; i < s.len && n->len < DTI_NAME_BYTES; i++) {
        char c = s.ptr[i];
        n->text[n->len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
}

static inline void give(const feats *f, const name *n) {
    f->sink->feature(f->sink->ctx, n->text, n->len);
}

static inline name start(const char *kind) {
    name n = {.len = 0};
    add_str(&n, kind);
    return n;
}

static inline int inside(const dti_judge_actor *a, uint32_t w) {
    return w >= a->first && w < a->first + a->n_toks;
}

/* The word as features call it: a name or number by its kind, all else by its lemma. */
static inline void add_word(name *n, const dti_tree *t, uint32_t w) {
    const dti_tok *k = dti_at(t, w);
    if (k->upos == DTI_NUM)
        add_str(n, "@num");
    else if (k->upos == DTI_PROPN && !dti_lex(t, w))
        add_str(n, k->mention != DTI_NONE ? "@actor" : "@name");
    else if (k->mention != DTI_NONE && t->doc->mentions[k->mention].n_refs &&
             (k->upos == DTI_PROPN || k->upos == DTI_ADJ))
        add_str(n, "@actor");
    else
        add_lower(n, k->lemma_text);
}

static inline void give_word(const feats *f, dti_judge_place place, uint32_t w) {
    const dti_tok *k = dti_at(f->t, w);
    name n = {.len = 0};
    if (k->upos == DTI_NUM || k->upos == DTI_PUNCT || k->upos == DTI_PROPN) return;
    add_lower(&n, k->lemma_text);
    f->sink->word(f->sink->ctx, place, n.text, n.len);
}

#endif
