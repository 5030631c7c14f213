/*
 * tokens.h: cuts a paragraph into pieces, the tokens before they have tags, and says which of
 * them may end a sentence.  The cuts are those of the UD English treebanks: "can't" ca|n't,
 * "US-led" US|-|led, "$5m" $|5|m, "U.S.", "a.m." and URLs whole.
 */
#ifndef DTI_TOKENS_H
#define DTI_TOKENS_H

#include "kb/words.h"

enum {
    DTI_P_STOP = 1,     /* a run of . ? ! or an ellipsis that stands for itself */
    DTI_P_SOFT = 2,     /* STOP of ? or !, which may lie inside a sentence ("Yahoo! said") */
    DTI_P_DOTS = 4,     /* STOP of dots only, two or more */
    DTI_P_ENDS = 8,     /* an abbreviation behind which a sentence ends */
    DTI_P_OPEN = 16,    /* opening quote or bracket */
    DTI_P_CLOSE = 32,   /* closing quote or bracket */
    DTI_P_QUOTE = 64,   /* of OPEN and CLOSE: a double quote */
    DTI_P_WORD = 128,   /* begins with a letter or digit */
    DTI_P_UPPER = 256,  /* WORD with a capital in front */
    DTI_P_LOWER = 512,  /* WORD with a small letter in front */
    DTI_P_DIGIT = 1024, /* WORD with a digit in front */
    DTI_P_CUT = 2048,   /* piece of something longer than DTI_MAX_TOKEN_BYTES */
    DTI_P_FIRST = 4096  /* first of its sentence (dti_sentences_mark) */
};

typedef struct dti_piece {
    uint32_t start, end; /* in text */
    uint16_t flags;      /* DTI_P_* */
    uint8_t space_after; /* white space, or the text's end, follows */
    uint8_t joined;      /* one written word with the piece before: n't of "can't" */
} dti_piece;

/* How capitals are used in a text; decides what case may say. */
typedef enum dti_case { DTI_CASE_MIXED, DTI_CASE_LOWER, DTI_CASE_UPPER } dti_case;
/* Of a text with too few letters to tell: otherwise. */
dti_case dti_text_case(dt_slice text, dti_case otherwise);

/* A growing array on the heap, reused from paragraph to paragraph; starts as {0}. */
typedef struct dti_pieces {
    dti_piece *items;
    size_t n, cap;
    int failed; /* out of memory */
} dti_pieces;
void dti_pieces_release(dti_pieces *p);

/*
 * Appends the pieces of text[from, to) to out.  Every byte lies in a piece or is white space in
 * the sense of dti_text_space; pieces are ordered, do not overlap and are never empty.  Bytes
 * that are no UTF-8 become pieces too.  Returns DT_OK, or DT_FAILED when out of memory.
 */
int dti_tokens_cut(const dti_words *words, dt_slice text, size_t from, size_t to,
                   dti_case letter_case, dti_pieces *out);

/*
 * Length of the white space at text[at], 0 when none begins there: blanks, line ends, control
 * characters, no-break and other Unicode spaces, zero-width space, byte order mark.
 */
size_t dti_text_space(dt_slice text, size_t at);

#endif
