/* chars.h: classes of characters as the tokeniser sees them; private to parse/. */
#ifndef DTI_CHARS_H
#define DTI_CHARS_H

#include "base/utf8.h"
#include "detente.h"

typedef enum dti_char {
    DTI_C_SPACE,
    DTI_C_LOWER,
    DTI_C_UPPER,
    DTI_C_DIGIT,
    DTI_C_LETTER, /* of a script without case, marks, joiners */
    DTI_C_STOP,   /* . ? ! and their kin */
    DTI_C_HYPHEN,
    DTI_C_DASH,
    DTI_C_APOS,  /* ' and the curly one */
    DTI_C_QUOTE, /* straight double quote */
    DTI_C_OPEN,
    DTI_C_CLOSE, /* brackets */
    DTI_C_LQUOTE,
    DTI_C_RQUOTE,  /* curly and angle double quotes */
    DTI_C_LSINGLE, /* curly opening single quote */
    DTI_C_PUNCT,   /* all other punctuation and symbols, bad bytes */
    DTI_C_HIGH     /* only in the byte table: look at the code point */
} dti_char;

extern const unsigned char dti_byte_class[256];

/* Class of code point >= 0x80. */
dti_char dti_char_high(uint32_t cp);

/* Class of the character at ptr (len >= 1 bytes there); *step: its bytes. */
static inline dti_char dti_char_at(const char *ptr, size_t len, size_t *step) {
    dti_char c = (dti_char)dti_byte_class[(unsigned char)*ptr];
    *step = 1;
    if (c != DTI_C_HIGH) return c;
    uint32_t cp;
    *step = dti_utf8_next(ptr, len, &cp);
    return cp == DTI_UTF8_BAD ? DTI_C_PUNCT : dti_char_high(cp);
}

static inline int dti_char_is_letter(dti_char c) {
    return c == DTI_C_LOWER || c == DTI_C_UPPER || c == DTI_C_LETTER;
}
static inline int dti_char_is_word(dti_char c) {
    return dti_char_is_letter(c) || c == DTI_C_DIGIT;
}

#endif
