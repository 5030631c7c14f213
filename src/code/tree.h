/*
 * tree.h: one parsed sentence as the matcher asks for it: children, and who does what at a
 * word, with passives, participles, relative clauses, control and coordination undone.
 */
#ifndef DTI_TREE_H
#define DTI_TREE_H

#include "code/code.h"
#include "kb/frames.h"

#define DTI_TREE_MAX 32 /* words that one slot of one trigger can hold */

typedef struct dti_tree {
    const dt_doc *doc;
    const dti_frames *frames;
    uint32_t first, end; /* tokens of the sentence */
    const uint32_t *child,
        *next;                /* first child and next sibling, by token minus first; DTI_NONE */
    const dti_lexeme *lexeme; /* by token minus first */
} dti_tree;

typedef struct dti_word_list {
    uint32_t words[DTI_TREE_MAX];
    uint32_t n;
} dti_word_list;

int dti_tree_open(dti_tree *t, dt_doc *doc, const dti_frames *frames, uint32_t sent);

static inline uint32_t dti_child(const dti_tree *t, uint32_t tok) {
    return t->child[tok - t->first];
}
static inline uint32_t dti_next(const dti_tree *t, uint32_t tok) {
    return t->next[tok - t->first];
}
static inline const dti_tok *dti_at(const dti_tree *t, uint32_t tok) {
    return &t->doc->toks[tok];
}
static inline dti_lexeme dti_lex(const dti_tree *t, uint32_t tok) {
    return t->lexeme[tok - t->first];
}
/* First child with a relation; DTI_NONE. */
uint32_t dti_child_by(const dti_tree *t, uint32_t tok, dti_rel rel);
/* The case word (preposition) of a noun as lexeme; 0. */
dti_lexeme dti_case_of(const dti_tree *t, uint32_t noun);
int dti_is_passive(const dti_tree *t, uint32_t verb);
/* Is `tok` under `top` (or equal)? */
int dti_is_under(const dti_tree *t, uint32_t tok, uint32_t top);

/* Is the word part of an expression of time?  "hit the port on Friday" has no target Friday. */
int dti_is_in_time(const dt_doc *d, uint32_t tok);

/* Does a word with a mention only tell of what kind a thing is, not whose: "a *military* assault",
 * "*humanitarian* aid", "a *criminal* investigation"? */
int dti_only_describes(const dti_tree *t, uint32_t w);

/* The noun that the reader hung behind a verb's particle as if that were a preposition. */
uint32_t dti_particle_object(const dti_tree *t, uint32_t verb, uint32_t particle);

/*
 * The words that fill a slot of a trigger, coordinated ones included.  pos is the frame's 'v'
 * 'n' 'a'. `light`: the object noun of a light verb whose own phrases count too, or DTI_NONE.
 */
void dti_slot_words(const dti_tree *t, uint32_t trigger, char pos, dti_slot slot,
                    uint32_t light, dti_word_list *out);

#endif
