/*
 * model_kernels.h: the arithmetic of the reading model, once per kind of machine.
 *
 * Every kernel gives the same bits on every machine: sums are of whole numbers and can neither
 * overflow nor saturate, fractions are computed cell by cell without fused steps.
 *
 * An activation is a whole number within +-DTI_A_MAX, kept as an unsigned byte with
 * DTI_A_ZERO added; a weight is a signed byte within +-DTI_W_MAX.  255 * 63 * 2 = 32130 fits in
 * 16 bits, so that instructions that add two products in 16 bits do not saturate.
 */
#ifndef DTI_MODEL_KERNELS_H
#define DTI_MODEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#define DTI_A_MAX 127
#define DTI_A_ZERO 128
#define DTI_W_MAX 63
#define DTI_PANEL 16     /* columns of a panel of weights */
#define DTI_AFFIX_SHIFT 2 /* sums of affix rows are divided by 4, rounded */
#define DTI_BARRED (-3e38f)

typedef struct dti_kernels {
    const char *name;
    /*
     * out[i][j] = start[j] + sum over k of a[i][k] * w[k][j].
     *   a     (m, k)   rows lda apart, k a multiple of 4
     *   w     (k, n)   panels of 16 columns; in a panel, for each four rows, 16 columns x 4 rows
     *   start (n)      takes DTI_A_ZERO out again: -DTI_A_ZERO * sum over k of w[k][j]
     *   out   (m, n)   rows ldo apart; n is a multiple of 16
     */
    void (*gemm)(const uint8_t *a, size_t lda, size_t m, const int8_t *w, size_t k, size_t n,
                 const int32_t *start, int32_t *out, size_t ldo);
    /*
     * One step of one direction for one token.  gx, gh (4h): what input and last state say of the
     * gates i, f, o and the cell's news u; sx, bx, sh: steps and bias (4h); c (h) the cell, in and
     * out; out (h): the new state times DTI_A_MAX.  h is a multiple of 16.
     */
    void (*lstm)(const int32_t *gx, const float *sx, const float *bx, const int32_t *gh,
                 const float *sh, float *c, uint8_t *out, size_t h);
    /* y = x > 0 ? x : 0.1 x for x = acc * step + bias, n cells; n a multiple of 16 */
    void (*leaky)(const int32_t *acc, const float *step, const float *bias, float *y, size_t n);
    /* q = y * scale, rounded, within +-top */
    void (*quantise)(const float *y, float scale, float top, uint8_t *q, size_t n);
    /* the same for y = acc * step + bias */
    void (*requantise)(const int32_t *acc, const float *step, const float *bias, float scale,
                       uint8_t *q, size_t n);
    /* z[0..n) from max(a + b, 0) * s1, z[n..2n) from a * b * s2, rounded */
    void (*pair)(const float *a, const float *b, float s1, float s2, uint8_t *z, size_t n);
    /* x = the word's row, then the sum of the affix rows (n_rows) by 4 */
    void (*gather)(const int8_t *word, size_t d_word, const int8_t *const *rows, size_t n_rows,
                   size_t d_affix, uint8_t *x);
    /* First place of the largest acc * step + bias; n a multiple of 16. */
    size_t (*best)(const int32_t *acc, const float *step, const float *bias, size_t n);
    /* First place of the largest of n whole numbers, n > 0, skip left out (n: none). */
    size_t (*top)(const int32_t *score, size_t n, size_t skip);
} dti_kernels;

extern const dti_kernels dti_kernels_plain;
#if defined(__x86_64__)
extern const dti_kernels dti_kernels_ssse3;
extern const dti_kernels dti_kernels_avx2;
extern const dti_kernels dti_kernels_vnni;
#endif

/* The fastest that this machine can run. */
const dti_kernels *dti_kernels_best(void);
/* By name; NULL when this machine cannot run it. */
const dti_kernels *dti_kernels_named(const char *name);

#endif
