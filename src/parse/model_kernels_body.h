/*
 * model_kernels_body.h: the kernels, to be included with
 *   LANES   cells in a vector of floats (4 or 8)
 *   GEMM    1: gemm_block is defined by the includer; 0: plain C here
 *   KERNELS the name of the table, NAME its string
 */
#include <string.h>

#include "parse/model_kernels.h"

typedef float vf __attribute__((vector_size(LANES * 4)));
typedef int32_t vi __attribute__((vector_size(LANES * 4)));
typedef int16_t vs __attribute__((vector_size(LANES * 2)));

#define INLINE static inline __attribute__((always_inline))
/* Vectors are passed by address: by value they would change the calling convention. */
#define LOADF(p) ({ vf v_; memcpy(&v_, (p), sizeof v_); v_; })
#define LOADI(p) ({ vi v_; memcpy(&v_, (p), sizeof v_); v_; })
#define PICK(mask, a, b) ((vf)(((mask) & (vi)(a)) | (~(mask) & (vi)(b))))
#define CLAMP(x, lim)                                                                           \
    do {                                                                                        \
        vf hi_ = (vf){0} + (lim), lo_ = (vf){0} - (lim);                                        \
        (x) = PICK((x) > hi_, hi_, x);                                                          \
        (x) = PICK((x) < lo_, lo_, x);                                                          \
    } while (0)

/*
 * tanh by Lambert's continued fraction, seventh order over sixth; the two meet 1 near 4.97, where
 * the argument is clamped.  Error under 2e-4; the trainer uses the true function.
 */
INLINE void tanh_of(vf *x_io) {
    vf x = *x_io;
    CLAMP(x, 4.97f);
    vf s = x * x;
    vf p = x * (135135.0f + s * (17325.0f + s * (378.0f + s)));
    vf q = 135135.0f + s * (62370.0f + s * (3150.0f + s * 28.0f));
    vf t = p / q;
    CLAMP(t, 1.0f);
    *x_io = t;
}

INLINE void sigmoid_of(vf *x) {
    *x = *x * 0.5f;
    tanh_of(x);
    *x = *x * 0.5f + 0.5f;
}

/* Rounds to nearest even by the bits of 1.5 * 2^23 + x, which every machine has in common. */
INLINE void store_rounded(const vf *y, int16_t *q) {
    vf x = *y;
    CLAMP(x, (float)DTI_A_MAX);
    x = x + 12582912.0f;
    vi n = (vi)x - 0x4B400000;
    vs r = __builtin_convertvector(n, vs);
    memcpy(q, &r, sizeof r);
}

static void lstm(const int32_t *gx, const float *sx, const float *bx, const int32_t *gh,
                 const float *sh, float *c, int16_t *out, size_t h) {
    for (size_t j = 0; j < h; j += LANES) {
        vf g[4];
        for (size_t k = 0; k < 4; k++) {
            size_t at = k * h + j;
            vf x = __builtin_convertvector(LOADI(gx + at), vf) * LOADF(sx + at) + LOADF(bx + at);
            g[k] = x + __builtin_convertvector(LOADI(gh + at), vf) * LOADF(sh + at);
        }
        sigmoid_of(&g[0]);
        sigmoid_of(&g[1]);
        sigmoid_of(&g[2]);
        tanh_of(&g[3]);
        vf cell = g[1] * LOADF(c + j) + g[0] * g[3];
        memcpy(c + j, &cell, sizeof cell);
        tanh_of(&cell);
        vf state = g[2] * cell * (float)DTI_A_MAX;
        store_rounded(&state, out + j);
    }
}

static void affine(const int32_t *acc, const float *step, const float *bias, float *y, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = __builtin_convertvector(LOADI(acc + j), vf) * LOADF(step + j) + LOADF(bias + j);
        memcpy(y + j, &x, sizeof x);
    }
}

static void leaky(float *y, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = LOADF(y + j);
        vf low = x * 0.1f;
        x = PICK(x > (vf){0}, x, low);
        memcpy(y + j, &x, sizeof x);
    }
}

static void quantise(const float *y, float scale, int16_t *q, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = LOADF(y + j) * scale;
        store_rounded(&x, q + j);
    }
}

static void pair(const float *a, const float *b, float s1, float s2, int16_t *z, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        vf x = LOADF(a + j), y = LOADF(b + j);
        vf sum = x + y;
        sum = PICK(sum > (vf){0}, sum, (vf){0}) * s1;
        vf product = x * y * s2;
        store_rounded(&sum, z + j);
        store_rounded(&product, z + n + j);
    }
}

static void gather(const int8_t *word, size_t d_word, const int8_t *const *rows, size_t n_rows,
                   size_t d_affix, int16_t *x) {
    for (size_t j = 0; j < d_word; j++) x[j] = word[j];
    x += d_word;
    for (size_t j = 0; j < d_affix; j++) x[j] = rows[0][j];
    for (size_t r = 1; r < n_rows; r++)
        for (size_t j = 0; j < d_affix; j++) x[j] = (int16_t)(x[j] + rows[r][j]);
}

#if !GEMM
INLINE void gemm_block(const int16_t *a, size_t lda, size_t mr, const int16_t *w, size_t k,
                       size_t np, int32_t *out, size_t ldo) {
    for (size_t i = 0; i < mr; i++) {
        for (size_t p = 0; p < np; p++) {
            int32_t acc[8] = {0};
            const int16_t *panel = w + p * k * 8;
            for (size_t t = 0; t < k; t += 2, panel += 16) {
                int32_t a0 = a[i * lda + t], a1 = a[i * lda + t + 1];
                for (size_t j = 0; j < 8; j++)
                    acc[j] += a0 * panel[2 * j] + a1 * panel[2 * j + 1];
            }
            memcpy(out + i * ldo + p * 8, acc, sizeof acc);
        }
    }
}
#endif

/* mr rows against all panels; the counts are constants where it matters */
#define ROWS(mr, wide)                                                                          \
    do {                                                                                        \
        size_t p_ = 0;                                                                          \
        for (; p_ + (wide) <= np; p_ += (wide))                                                 \
            gemm_block(a, lda, (mr), w + p_ * k * 8, k, (wide), out + p_ * 8, ldo);             \
        for (; p_ < np; p_++) gemm_block(a, lda, (mr), w + p_ * k * 8, k, 1, out + p_ * 8, ldo); \
    } while (0)

static void gemm(const int16_t *a, size_t lda, size_t m, const int16_t *w, size_t k, size_t n,
                 int32_t *out, size_t ldo) {
    size_t np = n / 8, p = 0, m4 = m / 4 * 4;
    /* Two panels stay in the first cache while all rows pass by them. */
    for (; p + 2 <= np; p += 2)
        for (size_t i = 0; i < m4; i += 4)
            gemm_block(a + i * lda, lda, 4, w + p * k * 8, k, 2, out + i * ldo + p * 8, ldo);
    for (; p < np; p++)
        for (size_t i = 0; i < m4; i += 4)
            gemm_block(a + i * lda, lda, 4, w + p * k * 8, k, 1, out + i * ldo + p * 8, ldo);
    a += m4 * lda;
    out += m4 * ldo;
    m -= m4;
    if (m == 3) ROWS(3, 2);
    if (m == 2) ROWS(2, 4);
    if (m == 1) ROWS(1, 8);
}

const dti_kernels KERNELS = {NAME, gemm, lstm, affine, leaky, quantise, pair, gather};
