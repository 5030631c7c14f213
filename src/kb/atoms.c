/* atoms.c: cuts text into folded words and hashes them. */
#include "kb/atoms.h"

#include "base/limits.h"
#include "base/utf8.h"

/* 0 other, 1 letter or digit; bytes >= 0x80 are decided by code point. */
static inline int is_ascii_word(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static inline uint64_t hash_byte(uint64_t h, unsigned char c) {
    return (h ^ c) * 0x100000001B3u;
}

static inline uint64_t finish(uint64_t h) {
    h ^= h >> 32;
    h *= 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
    return h ? h : 1;
}

/* May these bytes between two atoms stand inside a name?  " " "-" "'" "." "&" "/" and their
 * kin. */
static int joins(const char *p, size_t len) {
    size_t i = 0;
    int blanks = 0;
    while (i < len) {
        unsigned char c = (unsigned char)p[i];
        if (c == ' ' || c == '\n') {
            if (++blanks > 2 || (c == '\n' && i + 1 < len && p[i + 1] == '\n')) return 0;
            i++;
        } else if (c == '-' || c == '\'' || c == '.' || c == '&' || c == '/') {
            i++;
        } else if (c < 0x80) {
            return 0;
        } else {
            uint32_t cp;
            i += dti_utf8_next(p + i, len - i, &cp);
            if (cp != 0xA0 && cp != 0x2019 && cp != 0x2018 && cp != 0x2010 && cp != 0x2011 &&
                cp != 0x2013 && cp != 0x2BC)
                return 0;
        }
    }
    return len > 0;
}

int dti_atoms_cut(dti_arena *arena, dt_slice text, dti_atom **atoms, size_t *n) {
    size_t cap = text.len / 4 + 16, at = 0, last_end = 0;
    *n = 0;
    dti_atom *out = dti_arena_array(arena, cap, sizeof *out);
    if (!out) return DT_FAILED;
    while (at < text.len) {
        unsigned char c = (unsigned char)text.ptr[at];
        uint32_t cp = c;
        size_t step = 1;
        if (c >= 0x80) step = dti_utf8_next(text.ptr + at, text.len - at, &cp);
        if (!(c < 0x80 ? is_ascii_word(c)
                       : cp != DTI_UTF8_BAD && (dti_cp_is_letter(cp) || dti_cp_is_digit(cp)))) {
            at += step;
            continue;
        }
        size_t start = at;
        uint64_t h = 0xCBF29CE484222325u;
        int n_upper = 0, n_lower = 0;
        int first_upper = c < 0x80 ? c >= 'A' && c <= 'Z' : dti_cp_is_upper(cp);
        while (at < text.len) {
            c = (unsigned char)text.ptr[at];
            if (c < 0x80) {
                if (!is_ascii_word(c)) break;
                n_upper += c >= 'A' && c <= 'Z';
                n_lower += c >= 'a' && c <= 'z';
                h = hash_byte(h, c >= 'A' && c <= 'Z' ? c + 32 : c);
                at++;
                continue;
            }
            step = dti_utf8_next(text.ptr + at, text.len - at, &cp);
            if (cp == DTI_UTF8_BAD || !(dti_cp_is_letter(cp) || dti_cp_is_digit(cp))) break;
            char folded[32];
            size_t k = dti_fold(text.ptr + at, step, folded, sizeof folded);
            for (size_t i = 0; i < k; i++) h = hash_byte(h, (unsigned char)folded[i]);
            n_upper += dti_cp_is_upper(cp);
            n_lower += dti_cp_is_lower(cp);
            at += step;
        }
        if (*n == cap) {
            dti_atom *more = dti_arena_array(arena, cap * 2, sizeof *more);
            if (!more) return DT_FAILED;
            for (size_t i = 0; i < cap; i++) more[i] = out[i];
            out = more;
            cap *= 2;
        }
        uint32_t flags = 0;
        if (first_upper) flags |= DTI_ATOM_CAPITAL;
        if (n_upper >= 2 && n_lower == 0) flags |= DTI_ATOM_CAPS;
        if (text.ptr[start] >= '0' && text.ptr[start] <= '9') flags |= DTI_ATOM_DIGITS;
        if (*n == 0 || !joins(text.ptr + last_end, start - last_end)) flags |= DTI_ATOM_BREAK;
        out[(*n)++] = (dti_atom){finish(h), (uint32_t)start, (uint32_t)at, flags, 0};
        last_end = at;
    }
    *atoms = out;
    return DT_OK;
}
