/* utf8.c: UTF-8 stepping, checking and repair; letter classes and folding through utf8proc. */
#include "base/utf8.h"

#include <utf8proc.h>

size_t dti_utf8_next(const char *ptr, size_t len, uint32_t *cp) {
    const unsigned char *s = (const unsigned char *)ptr;
    unsigned char c = s[0];
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    size_t n = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (n == 0 || n > len) goto bad;
    uint32_t v = c & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) goto bad;
        v = v << 6 | (s[i] & 0x3F);
    }
    if ((n == 3 && v < 0x800) || (n == 4 && (v < 0x10000 || v > 0x10FFFF))) goto bad;
    if (v >= 0xD800 && v <= 0xDFFF) goto bad;
    *cp = v;
    return n;
bad:
    *cp = DTI_UTF8_BAD;
    return 1;
}

size_t dti_utf8_put(uint32_t cp, char out[4]) {
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return 0;
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

size_t dti_utf8_check(const char *ptr, size_t len) {
    size_t i = 0;
    while (i < len) {
        if ((unsigned char)ptr[i] < 0x80) {
            i++;
            continue;
        }
        uint32_t cp;
        size_t n = dti_utf8_next(ptr + i, len - i, &cp);
        if (cp == DTI_UTF8_BAD) return i;
        i += n;
    }
    return len;
}

static utf8proc_category_t category(uint32_t cp) {
    return cp > 0x10FFFF ? UTF8PROC_CATEGORY_CN : utf8proc_category((utf8proc_int32_t)cp);
}

int dti_cp_is_letter(uint32_t cp) {
    if (cp < 0x80) return (cp | 32) >= 'a' && (cp | 32) <= 'z';
    utf8proc_category_t c = category(cp);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_MN;
}

int dti_cp_is_upper(uint32_t cp) {
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z';
    utf8proc_category_t c = category(cp);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

int dti_cp_is_lower(uint32_t cp) {
    if (cp < 0x80) return cp >= 'a' && cp <= 'z';
    return category(cp) == UTF8PROC_CATEGORY_LL;
}

int dti_cp_is_digit(uint32_t cp) {
    if (cp < 0x80) return cp >= '0' && cp <= '9';
    return category(cp) == UTF8PROC_CATEGORY_ND;
}

int dti_cp_is_space(uint32_t cp) {
    if (cp < 0x80) return cp == ' ' || (cp >= 9 && cp <= 13);
    return cp == 0x85 || cp == 0xFEFF || cp == 0x200B || category(cp) == UTF8PROC_CATEGORY_ZS ||
           cp == 0x2028 || cp == 0x2029;
}

int dti_cp_is_punct(uint32_t cp) {
    if (cp < 0x80)
        return (cp >= 33 && cp <= 47) || (cp >= 58 && cp <= 64) || (cp >= 91 && cp <= 96) ||
               (cp >= 123 && cp <= 126);
    utf8proc_category_t c = category(cp);
    return c >= UTF8PROC_CATEGORY_PC && c <= UTF8PROC_CATEGORY_SO;
}

uint32_t dti_cp_lower(uint32_t cp) {
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    return cp > 0x10FFFF ? cp : (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

size_t dti_fold(const char *ptr, size_t len, char *out, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)ptr[i];
        if (c < 0x80) {
            if (n >= cap) break;
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            i++;
            continue;
        }
        uint32_t cp;
        i += dti_utf8_next(ptr + i, len - i, &cp);
        if (cp == DTI_UTF8_BAD) continue;
        if (cp == 0x2018 || cp == 0x2019 || cp == 0x02BC || cp == 0x02BB) cp = '\'';
        if (cp == 0x2010 || cp == 0x2011 || cp == 0x2013) cp = '-';
        if (cp == 0xDF) { /* sharp s has no accent to lose */
            if (n + 2 > cap) break;
            out[n++] = 's', out[n++] = 's';
            continue;
        }
        if (cp == 0x131) cp = 'i';                      /* dotless i */
        if (cp == 0x142 || cp == 0x141) cp = 'l';       /* l with stroke does not decompose */
        if (cp == 0xF8 || cp == 0xD8) cp = 'o';         /* nor o with stroke */
        if (cp == 0x111 || cp == 0x110) cp = 'd';       /* nor d with stroke */
        utf8proc_int32_t parts[8];
        int last = 0;
        utf8proc_ssize_t k = utf8proc_decompose_char(
            (utf8proc_int32_t)cp, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD, &last);
        if (k < 0 || k > 8) continue;
        for (utf8proc_ssize_t j = 0; j < k; j++) {
            char enc[4];
            size_t m = dti_utf8_put((uint32_t)parts[j], enc);
            if (n + m > cap) return n;
            for (size_t q = 0; q < m; q++) out[n++] = enc[q];
        }
    }
    return n;
}
