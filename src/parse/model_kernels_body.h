/*
 * model_kernels_body.h: the kernels written once; each model_kernels_*.c includes it with
 *
 *   LANES   cells in a vector of floats (4, 8 or 16)
 *   MIN_OF, MAX_OF  of two vectors of floats; left out: plain C here
 *   GEMM    1: gemm_block is defined by the includer; 0: plain C here
 *   ROWS_AT_ONCE, PANELS_AT_ONCE  what gemm_block keeps in registers
 *   KERNELS the name of the table, NAME its string
 */
#include <string.h>

#include "parse/model_kernels.h"

typedef float vf __attribute__((vector_size(LANES * 4)));
typedef int32_t vi __attribute__((vector_size(LANES * 4)));
typedef uint8_t vb __attribute__((vector_size(LANES)));
typedef int8_t v16b __attribute__((vector_size(16)));
typedef uint8_t v16u __attribute__((vector_size(16)));
typedef int16_t v16s __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))
/* Vectors are passed by address: by value they would change the calling convention. */
#define LOADF(p) ({ vf v_; memcpy(&v_, (p), sizeof v_); v_; })
#define LOADI(p) ({ vi v_; memcpy(&v_, (p), sizeof v_); v_; })
#define PICK(mask, a, b) ((vf)(((mask) & (vi)(a)) | (~(mask) & (vi)(b))))
#ifndef MIN_OF
#define MIN_OF(a, b) PICK((a) < (b), a, b)
#define MAX_OF(a, b) PICK((a) > (b), a, b)
#endif
#define ALL(x) ((vf){0} + (x))
#define CLAMP(x, lim) MAX_OF(MIN_OF((x), ALL(lim)), ALL(-(lim)))
#define AFFINE(acc, step, bias)                                                                 \
    (__builtin_convertvector(LOADI(acc), vf) * LOADF(step) + LOADF(bias))

/*
 * tanh is p / q by Lambert's continued fraction, fifth order over fourth; the two meet 1 near
 * 3.64, where the argument is clamped.  Error under 1.5e-3, an activation's step is 8e-3; the
 * trainer uses the true function.  Divisions are put off, so that one serves several.
 */
#define TANH(x_in, p, q)                                                                        \
    do {                                                                                        \
        vf x_ = CLAMP(x_in, 3.64f);                                                             \
        vf s_ = x_ * x_;                                                                        \
        (p) = x_ * (945.0f + s_ * (105.0f + s_));                                               \
        (q) = 945.0f + s_ * (420.0f + s_ * 15.0f);                                              \
    } while (0)

/* Rounds to nearest even by the bits of 1.5 * 2^23 + x, which every machine has in common. */
INLINE void store_rounded(const vf *y, float top, uint8_t *q) {
    vf x = CLAMP(*y, top) + (12582912.0f + DTI_A_ZERO);
    vi n = (vi)x & 255;
    vb r = __builtin_convertvector(n, vb);
    memcpy(q, &r, sizeof r);
}

/* sigmoid(x) = (q + p) / 2q for tanh(x / 2) = p / q */
static void lstm(const int32_t *gx, const float *sx, const float *bx, const int32_t *gh,
                 const float *sh, float *c, uint8_t *out, size_t h) {
    for (size_t j = 0; j < h; j += LANES) {
        vf p[4], q[4], pc, qc;
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; k++) {
            size_t at = k * h + j;
            vf x = AFFINE(gx + at, sx + at, bx + at);
            x = x + __builtin_convertvector(LOADI(gh + at), vf) * LOADF(sh + at);
            if (k < 3) x = x * 0.5f;
            TANH(x, p[k], q[k]);
        }
        vf old = (q[1] + p[1]) * LOADF(c + j) * (q[0] * q[3]);
        vf new = (q[0] + p[0]) * p[3] * q[1];
        vf cell = 0.5f * (old + new) / (q[0] * q[3] * q[1]);
        memcpy(c + j, &cell, sizeof cell);
        TANH(cell, pc, qc);
        vf state = (0.5f * DTI_A_MAX) * ((q[2] + p[2]) * pc) / (q[2] * qc);
        store_rounded(&state, DTI_A_MAX, out + j);
    }
}

static void leaky(const int32_t *acc, const float *step, const float *bias, float *y, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = AFFINE(acc + j, step + j, bias + j);
        vf low = x * 0.1f;
        x = MAX_OF(x, low);
        memcpy(y + j, &x, sizeof x);
    }
}

static void quantise(const float *y, float scale, float top, uint8_t *q, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = LOADF(y + j) * scale;
        store_rounded(&x, top, q + j);
    }
}

static void requantise(const int32_t *acc, const float *step, const float *bias, float scale,
                       uint8_t *q, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = AFFINE(acc + j, step + j, bias + j) * scale;
        store_rounded(&x, DTI_A_MAX, q + j);
    }
}

static void pair(const float *a, const float *b, float s1, float s2, uint8_t *z, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = LOADF(a + j), y = LOADF(b + j);
        vf sum = x + y;
        sum = MAX_OF(sum, ALL(0.0f)) * s1;
        vf product = x * y * s2;
        store_rounded(&sum, DTI_A_MAX, z + j);
        store_rounded(&product, DTI_A_MAX, z + n + j);
    }
}

static void gather(const int8_t *word, size_t d_word, const int8_t *const *rows, size_t n_rows,
                   size_t d_affix, uint8_t *x) {
    for (size_t j = 0; j < d_word; j++) x[j] = (uint8_t)word[j] ^ DTI_A_ZERO;
    x += d_word;
    for (size_t j = 0; j < d_affix; j += 16) {
        v16s sum = {0};
        for (size_t r = 0; r < n_rows; r++) {
            v16b b;
            memcpy(&b, rows[r] + j, sizeof b);
            sum += __builtin_convertvector(b, v16s);
        }
        sum = (sum + (1 << (DTI_AFFIX_SHIFT - 1))) >> DTI_AFFIX_SHIFT;
        v16s over = sum > DTI_A_MAX, under = sum < -DTI_A_MAX;
        sum = (over & DTI_A_MAX) | (~over & sum);
        sum = (under & -DTI_A_MAX) | (~under & sum);
        v16u q = __builtin_convertvector((sum + DTI_A_ZERO) & 255, v16u);
        memcpy(x + j, &q, sizeof q);
    }
}

static size_t best(const int32_t *acc, const float *step, const float *bias, size_t n) {
    vf top = AFFINE(acc, step, bias);
    vi at = {0};
    for (size_t j = LANES; j < n; j += LANES) {
        vf x = AFFINE(acc + j, step + j, bias + j);
        vi more = x > top;
        top = MAX_OF(x, top);
        at = (more & (int32_t)j) | (~more & at);
    }
    size_t b = 0;
    for (size_t l = 1; l < LANES; l++)
        if (top[l] > top[b] || (top[l] == top[b] && at[l] + (int)l < at[b] + (int)b)) b = l;
    return (size_t)at[b] + b;
}

static size_t top_of(const int32_t *score, size_t n, size_t skip) {
    int32_t top[LANES], where[LANES];
    size_t full = n / LANES * LANES, b = SIZE_MAX;
    if (full) {
        vi best_yet = (vi){0} + INT32_MIN, at = {0}, lane;
        for (size_t l = 0; l < LANES; l++) lane[l] = (int32_t)l;
        for (size_t j = 0; j < full; j += LANES) {
            vi x = LOADI(score + j), here = lane + (int32_t)j;
            vi more = (x > best_yet) & (here != (int32_t)skip);
            best_yet = (more & x) | (~more & best_yet);
            at = (more & here) | (~more & at);
        }
        memcpy(top, &best_yet, sizeof top);
        memcpy(where, &at, sizeof where);
        b = (size_t)where[0];
        int32_t v = top[0];
        for (size_t l = 1; l < LANES; l++)
            if (top[l] > v || (top[l] == v && (size_t)where[l] < b)) {
                v = top[l];
                b = (size_t)where[l];
            }
    }
    for (size_t j = full; j < n; j++)
        if (j != skip && (b == SIZE_MAX || b == skip || score[j] > score[b])) b = j;
    return b == SIZE_MAX ? 0 : b;
}

#if !GEMM
typedef int16_t v8s __attribute__((vector_size(16)));
typedef int32_t v4i __attribute__((vector_size(16)));

/* Two products in 16 bits, which cannot overflow, then both halves of a column in 32. */
INLINE void gemm_block(const uint8_t *a, size_t lda, size_t mr, const int8_t *w, size_t k,
                       size_t np, const int32_t *start, int32_t *out, size_t ldo) {
    (void)np; /* one panel */
    for (size_t j = 0; j < 4; j++) {
        v4i acc[4];
        const int8_t *panel = w + 16 * j;
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) memcpy(&acc[i], start + 4 * j, sizeof acc[i]);
        for (size_t t = 0; t < k; t += 4, panel += 4 * DTI_PANEL) {
            v8s b;
            memcpy(&b, panel, sizeof b);
            v8s even = (b << 8) >> 8, odd = b >> 8;
#pragma GCC unroll 4
            for (size_t i = 0; i < mr; i++) {
                uint32_t four;
                memcpy(&four, a + i * lda + t, sizeof four);
                v4i x = (v4i){0} + (int32_t)(four & 0xFF00FFu);
                v4i y = (v4i){0} + (int32_t)(four >> 8 & 0xFF00FFu);
                v4i two = (v4i)(even * (v8s)x + odd * (v8s)y);
                acc[i] += ((two << 16) >> 16) + (two >> 16);
            }
        }
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) memcpy(out + i * ldo + 4 * j, &acc[i], sizeof acc[i]);
    }
}
#endif

/* All rows against np panels, a constant. */
#define PASS(np)                                                                                \
    do {                                                                                        \
        const int8_t *w_ = w + p * k * DTI_PANEL;                                               \
        const int32_t *s_ = start + p * DTI_PANEL;                                              \
        int32_t *o_ = out + p * DTI_PANEL;                                                      \
        size_t i = 0;                                                                           \
        for (; i + ROWS_AT_ONCE <= m; i += ROWS_AT_ONCE)                                        \
            gemm_block(a + i * lda, lda, ROWS_AT_ONCE, w_, k, (np), s_, o_ + i * ldo, ldo);     \
        if (ROWS_AT_ONCE > 4 && i + 4 <= m) {                                                   \
            gemm_block(a + i * lda, lda, 4, w_, k, (np), s_, o_ + i * ldo, ldo);                \
            i += 4;                                                                             \
        }                                                                                       \
        if (ROWS_AT_ONCE > 2 && i + 2 <= m) {                                                   \
            gemm_block(a + i * lda, lda, 2, w_, k, (np), s_, o_ + i * ldo, ldo);                \
            i += 2;                                                                             \
        }                                                                                       \
        if (i < m) gemm_block(a + i * lda, lda, 1, w_, k, (np), s_, o_ + i * ldo, ldo);         \
    } while (0)

static void gemm(const uint8_t *a, size_t lda, size_t m, const int8_t *w, size_t k, size_t n,
                 const int32_t *start, int32_t *out, size_t ldo) {
    size_t np = n / DTI_PANEL, p = 0;
    /* A few panels stay in the first cache while all rows pass by them. */
    for (; p + PANELS_AT_ONCE <= np; p += PANELS_AT_ONCE) PASS(PANELS_AT_ONCE);
    for (; p < np; p++) PASS(1);
}

const dti_kernels KERNELS = {NAME, gemm, lstm, leaky, quantise, requantise,
                             pair, gather, best, top_of};
