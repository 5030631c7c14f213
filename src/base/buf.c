/* buf.c: a growing byte buffer, and JSON written into it. */
#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

void dti_buf_init(dti_buf *b) { memset(b, 0, sizeof *b); }

void dti_buf_release(dti_buf *b) {
    free(b->ptr);
    dti_buf_init(b);
}

void dti_buf_clear(dti_buf *b) {
    b->len = 0;
    b->failed = 0;
    if (b->ptr) b->ptr[0] = 0;
}

static int make_room(dti_buf *b, size_t more) {
    if (b->failed) return 0;
    if (more >= SIZE_MAX / 4 || b->len >= SIZE_MAX / 4) {
        b->failed = 1;
        return 0;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap) return 1;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap < need) cap *= 2;
    char *p = realloc(b->ptr, cap);
    if (!p) {
        b->failed = 1;
        return 0;
    }
    b->ptr = p;
    b->cap = cap;
    return 1;
}

void dti_buf_add(dti_buf *b, const char *ptr, size_t len) {
    if (!make_room(b, len)) return;
    if (len) memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = 0;
}

void dti_buf_slice(dti_buf *b, dt_slice s) { dti_buf_add(b, s.ptr, s.len); }
void dti_buf_str(dti_buf *b, const char *s) { dti_buf_add(b, s, strlen(s)); }
void dti_buf_char(dti_buf *b, char c) { dti_buf_add(b, &c, 1); }

void dti_buf_printf(dti_buf *b, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0) b->failed = 1;
    else if (make_room(b, (size_t)n)) {
        vsnprintf(b->ptr + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void dti_json_string(dti_buf *b, dt_slice s) {
    dti_buf_char(b, '"');
    size_t i = 0;
    while (i < s.len) {
        size_t from = i;
        while (i < s.len && (unsigned char)s.ptr[i] >= 0x20 && (unsigned char)s.ptr[i] < 0x80 &&
               s.ptr[i] != '"' && s.ptr[i] != '\\' && s.ptr[i] != 0x7f)
            i++;
        dti_buf_add(b, s.ptr + from, i - from);
        if (i >= s.len) break;
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80) {
            uint32_t cp;
            size_t n = dti_utf8_next(s.ptr + i, s.len - i, &cp);
            if (cp == DTI_UTF8_BAD) dti_buf_add(b, "\xEF\xBF\xBD", 3);
            else dti_buf_add(b, s.ptr + i, n);
            i += n;
            continue;
        }
        switch (c) {
        case '"': dti_buf_add(b, "\\\"", 2); break;
        case '\\': dti_buf_add(b, "\\\\", 2); break;
        case '\n': dti_buf_add(b, "\\n", 2); break;
        case '\r': dti_buf_add(b, "\\r", 2); break;
        case '\t': dti_buf_add(b, "\\t", 2); break;
        default: dti_buf_printf(b, "\\u%04x", c);
        }
        i++;
    }
    dti_buf_char(b, '"');
}

void dti_json_number(dti_buf *b, double value, int decimals) {
    if (!isfinite(value)) {
        dti_buf_str(b, "null");
        return;
    }
    if (decimals < 0) decimals = 0;
    if (decimals > 12) decimals = 12;
    /* By integers, so that the locale's decimal comma can never get in. */
    double scale = pow(10, decimals);
    double scaled = nearbyint(fabs(value) * scale);
    if (scaled >= 9e18) {
        dti_buf_printf(b, "%s%.0f", value < 0 ? "-" : "", fabs(value));
        return;
    }
    uint64_t all = (uint64_t)scaled, unit = (uint64_t)scale;
    if (value < 0 && all) dti_buf_char(b, '-');
    dti_buf_printf(b, "%llu", (unsigned long long)(all / unit));
    uint64_t part = all % unit;
    if (!part) return;
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%0*llu", decimals, (unsigned long long)part);
    while (n > 0 && digits[n - 1] == '0') n--;
    dti_buf_char(b, '.');
    dti_buf_add(b, digits, (size_t)n);
}

void dti_json_key(dti_buf *b, const char *key) {
    char last = b->len ? b->ptr[b->len - 1] : '{';
    if (last != '{' && last != '[' && last != '\n') dti_buf_char(b, ',');
    dti_json_string(b, dti_str(key));
    dti_buf_char(b, ':');
}

void dti_json_kv(dti_buf *b, const char *key, dt_slice value) {
    dti_json_key(b, key);
    dti_json_string(b, value);
}

void dti_json_kn(dti_buf *b, const char *key, double value, int decimals) {
    dti_json_key(b, key);
    dti_json_number(b, value, decimals);
}
