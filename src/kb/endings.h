/*
 * endings.h: the rules that undo regular inflection, "strategies" -> "strategy".
 *
 *   en/lemma_suffixes  upos, feats, suffix, class: which words lose which ending, and which
 *                      rules then mend the stem; feats: one of these must be there (a|b)
 *   en/lemma_rules     class, ending, strip, add: the first rule of the class whose ending fits
 *                      the stem is taken
 * An ending is letters and sets of letters, "[^eo]at"; "<" is the beginning of the word, "0"
 * anything but the letters a to z.
 */
#ifndef DTI_ENDINGS_H
#define DTI_ENDINGS_H

#include "kb/image.h"

#define DTI_MAX_ENDING 10

typedef struct dti_suffix_row {
    uint32_t feats;
    uint16_t first_rule, n_rules;
    uint8_t upos, len;
    char suffix[6];
} dti_suffix_row;

typedef struct dti_rule_row {
    uint32_t mask[DTI_MAX_ENDING]; /* letters a..z as bits, from the last backwards; bit 26:
                                      others */
    uint8_t n, at_start, strip, add_len;
    char add[8];
} dti_rule_row;

typedef struct dti_endings {
    const dti_suffix_row *suffixes;
    const dti_rule_row *rules;
    uint32_t n_suffixes, n_rules;
    uint32_t upos_first[33]; /* suffixes of upos u are [upos_first[u], upos_first[u + 1]) */
} dti_endings;

/* Builder of the section "endings".  Missing tables give no rules. */
int dti_endings_build(const dti_image *tables, dti_buf *out, dt_error *err);
/* Looks at the section; DT_FAILED when it is not there or odd. */
int dti_endings_open(const dti_image *image, dti_endings *out, dt_error *err);

/*
 * Takes the inflection off a word in small letters.  *keep is how many of its bytes stay, *add
 * what is put behind them.  Returns 0 when no rule speaks about it.
 */
int dti_endings_undo(const dti_endings *e, const char *ptr, size_t len, int upos,
                     uint32_t feats, size_t *keep, dt_slice *add);

#endif
