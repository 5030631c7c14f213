/*
 * words.h: the words that splitting, tokenising and lemmatising look at, in two hashes that
 * are built from en/abbreviations, en/contractions, en/splitting and en/lemmas when the tables
 * are compiled.
 */
#ifndef DTI_WORDS_H
#define DTI_WORDS_H

#include "kb/image.h"

/* What a word is for; a word may stand under several kinds. */
typedef enum dti_word_kind {
    /* en/abbreviations */
    DTI_W_TITLE,
    DTI_W_NAME,
    DTI_W_TIME,
    DTI_W_DAY,
    DTI_W_MONTH,
    DTI_W_MEASURE,
    DTI_W_PLACE,
    DTI_W_ORG,
    DTI_W_NUMBER,
    DTI_W_OTHER,
    /* en/contractions */
    DTI_W_CLITIC,
    DTI_W_WORD,
    DTI_W_ELISION,
    /* en/splitting */
    DTI_W_PREFIX,
    DTI_W_KEEP,
    DTI_W_UNIT,
    DTI_W_CURRENCY,
    DTI_W_STARTER,
    DTI_W_STARTER_CAPITAL,
    DTI_W_TIME_FOLLOW,
    DTI_W_SPEECH,
    DTI_W_BANG,
    DTI_W_EMOTICON,
    DTI_W_N_KINDS
} dti_word_kind;

#define DTI_W_IS(kind) (1u << (kind))
#define DTI_W_ABBREVIATIONS (DTI_W_IS(DTI_W_OTHER + 1) - 1)

/* The longest word that is looked up; a longer one is in no table. */
#define DTI_MAX_WORD_BYTES 48

typedef struct dti_word {
    uint32_t hash; /* of the folded form; 0: free slot */
    uint32_t at;   /* form in the pool */
    uint16_t len;
    uint8_t kind;
    uint8_t ends;   /* abbreviations: 1: may end a sentence */
    uint8_t cut[3]; /* DTI_W_WORD: bytes of the parts but the last; 0: no more */
    uint8_t pad;
} dti_word;

typedef struct dti_lemma_slot {
    uint32_t hash; /* of the form; 0: free slot */
    uint32_t form_at, lemma_at;
    uint16_t form_len, lemma_len;
    uint8_t upos;
    uint8_t pad[7];
} dti_lemma_slot;

/* Both hashes as they lie in the image. */
typedef struct dti_words {
    const dti_word *words;
    const dti_lemma_slot *lemmas;
    const char *word_pool, *lemma_pool;
    uint32_t word_mask, lemma_mask;
} dti_words;

/* Builders of the sections "words" and "lemmas".  A missing table gives an empty hash. */
int dti_words_build(const dti_image *tables, dti_buf *out, dt_error *err);
int dti_lemmas_build(const dti_image *tables, dti_buf *out, dt_error *err);

/* Looks at the sections; DT_FAILED when they are not there or odd. */
int dti_words_open(const dti_image *image, dti_words *out, dt_error *err);

/*
 * Kinds of a word as bits DTI_W_IS(kind); 0: in no table.  Capitals do not matter here, curly
 * apostrophes count as straight.
 */
uint32_t dti_words_kinds(const dti_words *w, const char *ptr, size_t len);
/* Next row of this word after `after` (NULL: the first); NULL: no more. */
const dti_word *dti_words_next(const dti_words *w, const char *ptr, size_t len,
                               const dti_word *after);
/* The form of the row as its table has it. */
dt_slice dti_word_form(const dti_words *w, const dti_word *word);

/* Irregular lemma of a form in small letters as this part of speech; empty: none. */
dt_slice dti_words_lemma(const dti_words *w, const char *ptr, size_t len, int upos);

#endif
