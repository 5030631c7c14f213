/* slice.h: small helpers on dt_slice; no ownership changes hands here. */
#ifndef DTI_SLICE_H
#define DTI_SLICE_H

#include <string.h>

#include "detente.h"

static inline dt_slice dti_slice(const char *ptr, size_t len) { return (dt_slice){ptr, len}; }
/* Of a NUL-terminated string; NULL gives the empty slice. */
static inline dt_slice dti_str(const char *s) { return (dt_slice){s, s ? strlen(s) : 0}; }
static inline int dti_slice_eq(dt_slice a, dt_slice b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline int dti_slice_is(dt_slice a, const char *s) {
    return dti_slice_eq(a, dti_str(s));
}
/* Order by bytes, then length: <0, 0, >0. */
static inline int dti_slice_cmp(dt_slice a, dt_slice b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}
static inline int dti_slice_starts(dt_slice a, const char *s) {
    size_t n = strlen(s);
    return a.len >= n && memcmp(a.ptr, s, n) == 0;
}
static inline int dti_slice_ends(dt_slice a, const char *s) {
    size_t n = strlen(s);
    return a.len >= n && memcmp(a.ptr + a.len - n, s, n) == 0;
}
static inline char dti_ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
/* The same with capitals A to Z taken for small letters, on both sides. */
static inline int dti_slice_starts_nocase(dt_slice a, const char *s) {
    size_t n = strlen(s);
    if (a.len < n) return 0;
    for (size_t i = 0; i < n; i++)
        if (dti_ascii_lower(a.ptr[i]) != dti_ascii_lower(s[i])) return 0;
    return 1;
}
static inline int dti_slice_is_nocase(dt_slice a, const char *s) {
    return a.len == strlen(s) && dti_slice_starts_nocase(a, s);
}
/* Words as `wc -w` counts them: runs of bytes that are no white space. */
static inline size_t dti_slice_words(dt_slice a) {
    size_t n = 0;
    int in_word = 0;
    for (size_t i = 0; i < a.len; i++) {
        int space = a.ptr[i] == ' ' || (a.ptr[i] >= '\t' && a.ptr[i] <= '\r');
        n += !space && !in_word;
        in_word = !space;
    }
    return n;
}
/* Without ASCII white space at both ends. */
static inline dt_slice dti_slice_trim(dt_slice a) {
    while (a.len && strchr(" \t\r\n\f\v", a.ptr[0]) && a.ptr[0]) a.ptr++, a.len--;
    while (a.len && a.ptr[a.len - 1] && strchr(" \t\r\n\f\v", a.ptr[a.len - 1])) a.len--;
    return a;
}
/* Takes the bytes up to sep off *rest and returns them; *rest becomes empty with ptr NULL at
 * the end. */
static inline dt_slice dti_slice_cut(dt_slice *rest, char sep) {
    dt_slice r = *rest;
    const char *p = r.len ? memchr(r.ptr, sep, r.len) : NULL;
    if (!p) {
        *rest = (dt_slice){NULL, 0};
        return r;
    }
    *rest = (dt_slice){p + 1, r.len - (size_t)(p - r.ptr) - 1};
    return (dt_slice){r.ptr, (size_t)(p - r.ptr)};
}

/* A decimal number as the tables write it, without locale: "-3.5", "48.14"; 0 when empty. */
static inline double dti_slice_number(dt_slice a) {
    double v = 0, scale = 0;
    int negative = a.len && a.ptr[0] == '-';
    for (size_t i = (size_t)negative; i < a.len; i++) {
        if (a.ptr[i] == '.')
            scale = 1;
        else if (a.ptr[i] >= '0' && a.ptr[i] <= '9') {
            v = v * 10 + (a.ptr[i] - '0');
            scale *= 10;
        }
    }
    if (scale > 1) v /= scale;
    return negative ? -v : v;
}

#endif
