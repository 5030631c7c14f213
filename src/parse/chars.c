/* chars.c: classes of characters as the tokeniser sees them. */
#include "parse/chars.h"

/* clang-format off */
#define S DTI_C_SPACE
#define L DTI_C_LOWER
#define U DTI_C_UPPER
#define D DTI_C_DIGIT
#define P DTI_C_PUNCT
#define H DTI_C_HIGH
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
const unsigned char dti_byte_class[256] = {
    /* control characters part words as blanks do: nothing of them can be read */
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    /*   !           "            #  $  %  &  '           ( */
    S, DTI_C_STOP, DTI_C_QUOTE, P, P, P, P, DTI_C_APOS, DTI_C_OPEN,
    /* )          *  +  ,  -             .           /  */
    DTI_C_CLOSE, P, P, P, DTI_C_HYPHEN, DTI_C_STOP, P,
    D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, DTI_C_STOP,
    P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    /* [         \  ]            ^  _  ` */
    DTI_C_OPEN, P, DTI_C_CLOSE, P, P, P,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    DTI_C_OPEN, P, DTI_C_CLOSE, P, S,
    H16, H16, H16, H16, H16, H16, H16, H16
};
/* clang-format on */

dti_char dti_char_high(uint32_t cp) {
    /* The Latin letters first: they are most of what is not ASCII in English news. */
    if (cp >= 0xC0 && cp < 0x250 && cp != 0xD7 && cp != 0xF7)
        return dti_cp_is_upper(cp) ? DTI_C_UPPER : DTI_C_LOWER;
    switch (cp) {
    case 0x2019:
    case 0x02BC:
    case 0xFF07: return DTI_C_APOS;
    case 0x2018:
    case 0x201B:
    case 0x201A: return DTI_C_LSINGLE;
    case 0x201C:
    case 0x201E:
    case 0x201F:
    case 0xAB:
    case 0x300C:
    case 0x300E: return DTI_C_LQUOTE;
    case 0x201D:
    case 0xBB:
    case 0x300D:
    case 0x300F: return DTI_C_RQUOTE;
    case 0x2010:
    case 0x2011:
    case 0xFE63:
    case 0xFF0D: return DTI_C_HYPHEN;
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2E3A:
    case 0x2E3B: return DTI_C_DASH;
    case 0x2026:
    case 0x3002:
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
    case 0x1362: return DTI_C_STOP;
    case 0x300A:
    case 0x3010:
    case 0xFF08:
    case 0x3014: return DTI_C_OPEN;
    case 0x300B:
    case 0x3011:
    case 0xFF09:
    case 0x3015: return DTI_C_CLOSE;
    case 0xAD:
    case 0x200C:
    case 0x200D:
    case 0x2060: return DTI_C_LETTER; /* inside words */
    default: break;
    }
    if (dti_cp_is_space(cp) || (cp >= 0x80 && cp < 0xA0) || (cp >= 0x200E && cp <= 0x200F) ||
        (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069))
        return DTI_C_SPACE;
    if (dti_cp_is_upper(cp)) return DTI_C_UPPER;
    if (dti_cp_is_lower(cp)) return DTI_C_LOWER;
    if (dti_cp_is_digit(cp)) return DTI_C_DIGIT;
    if (dti_cp_is_letter(cp)) return DTI_C_LETTER;
    if (cp >= 0x300 && cp < 0x370) return DTI_C_LETTER; /* combining marks */
    return DTI_C_PUNCT;
}
