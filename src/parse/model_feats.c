/* model_feats.c: reads a word form, makes the keys that the reading model looks up. */
#include "parse/model_feats.h"

#include "base/limits.h"

/* 64-bit FNV-1a, continued from state h. */
static uint64_t hash_add(uint64_t h, const unsigned char *p, size_t len) {
    for (size_t i = 0; i < len; i++) h = (h ^ p[i]) * 0x100000001B3u;
    return h;
}

/* Mixes the high bits down, so that low bits can serve as bucket numbers. */
static uint64_t hash_end(uint64_t h) {
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ (h >> 32);
}

#define HASH_BEGIN 0xCBF29CE484222325u

uint64_t dti_model_hash(const void *bytes, size_t len) {
    return hash_end(hash_add(HASH_BEGIN, bytes, len));
}

/* A-Z and Latin-1 capitals become small, digits '0', curly quotes and dashes ASCII. */
static size_t normalise(const unsigned char *s, size_t n, unsigned char *out) {
    size_t o = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char b = s[i];
        if (b >= 'A' && b <= 'Z') {
            out[o++] = (unsigned char)(b + 32);
        } else if (b >= '0' && b <= '9') {
            out[o++] = '0';
        } else if (b == 0xC3 && i + 1 < n && s[i + 1] >= 0x80 && s[i + 1] <= 0x9E &&
                   s[i + 1] != 0x97) {
            out[o++] = b;
            out[o++] = (unsigned char)(s[++i] + 32);
        } else if (b == 0xE2 && i + 2 < n && s[i + 1] == 0x80 && s[i + 2] >= 0x90 &&
                   s[i + 2] <= 0x9F) {
            unsigned char c = s[i + 2];
            out[o++] = c <= 0x95 ? '-' : c <= 0x9B ? '\'' : '"';
            i += 2;
        } else {
            out[o++] = b;
        }
    }
    return o;
}

/* At most ten of X, x, d or the byte itself, never three of a kind in a row. */
static size_t shape_of(const unsigned char *s, size_t n, unsigned char *out) {
    size_t o = 0;
    for (size_t i = 0; i < n && o < 10; i++) {
        unsigned char b = s[i], c = b;
        if (b >= 'A' && b <= 'Z') c = 'X';
        else if ((b >= 'a' && b <= 'z') || b >= 0x80) c = 'x';
        else if (b >= '0' && b <= '9') c = 'd';
        if (o >= 2 && out[o - 1] == c && out[o - 2] == c) continue;
        out[o++] = c;
    }
    return o;
}

static uint64_t key(char kind, const unsigned char *p, size_t len) {
    unsigned char k = (unsigned char)kind;
    return hash_end(hash_add(hash_add(HASH_BEGIN, &k, 1), p, len));
}

void dti_form_keys_of(dt_slice form, dti_form_keys *out) {
    unsigned char w[DTI_MAX_TOKEN_BYTES], sh[10];
    const unsigned char *s = (const unsigned char *)form.ptr;
    size_t len = form.len < DTI_MAX_TOKEN_BYTES ? form.len : DTI_MAX_TOKEN_BYTES;
    size_t n = normalise(s, len, w), n_shape = shape_of(s, len, sh);
    out->word = dti_model_hash(w, n);
    out->affix[0] = key('S', sh, n_shape);
    for (size_t k = 1; k <= 3; k++) out->affix[k] = key((char)('0' + k), w, k < n ? k : n);
    for (size_t k = 1; k <= 4; k++) {
        size_t take = k < n ? k : n;
        out->affix[3 + k] = key((char)('a' + k - 1), w + n - take, take);
    }
    unsigned char t[5];
    size_t o = 0, tail = n < 2 ? n : 2;
    for (size_t i = 0; i < n_shape && i < 2; i++) t[o++] = sh[i];
    t[o++] = '/';
    for (size_t i = n - tail; i < n; i++) t[o++] = w[i];
    out->affix[8] = key('T', t, o);
}
