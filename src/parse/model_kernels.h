/*
 * model_kernels.h: the arithmetic of the reading model, once per kind of machine.
 *
 * Every kernel gives the same bits on every machine: sums are of whole numbers and cannot
 * overflow (the exporter sees to it), fractions are computed cell by cell without fused steps.
 */
#ifndef DTI_MODEL_KERNELS_H
#define DTI_MODEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#define DTI_A_MAX 4095 /* largest activation in whole numbers */

typedef struct dti_kernels {
    const char *name;
    /*
     * out[i][j] = sum over k of a[i][k] * w[k][j].
     *   a    (m, k)   rows lda apart, k even
     *   w    (k, n)   panels of 8 columns; in a panel, for each two rows, 8 columns x 2 rows
     *   out  (m, n)   rows ldo apart; n is a multiple of 8
     */
    void (*gemm)(const int16_t *a, size_t lda, size_t m, const int16_t *w, size_t k, size_t n,
                 int32_t *out, size_t ldo);
    /*
     * One step of one direction for one token.  gx, gh (4h): what input and last state say of the
     * gates i, f, o and the cell's news u; sx, bx, sh: steps and bias (4h); c (h) the cell, in and
     * out; out (h): the new state times DTI_A_MAX.
     */
    void (*lstm)(const int32_t *gx, const float *sx, const float *bx, const int32_t *gh,
                 const float *sh, float *c, int16_t *out, size_t h);
    /* y = acc * step + bias, n cells; n a multiple of 8 */
    void (*affine)(const int32_t *acc, const float *step, const float *bias, float *y, size_t n);
    /* y = y > 0 ? y : 0.1 y */
    void (*leaky)(float *y, size_t n);
    /* q = y * scale, rounded, within +-DTI_A_MAX */
    void (*quantise)(const float *y, float scale, int16_t *q, size_t n);
    /* z[0..n) from max(a + b, 0) * s1, z[n..2n) from a * b * s2, rounded, within +-DTI_A_MAX */
    void (*pair)(const float *a, const float *b, float s1, float s2, int16_t *z, size_t n);
    /* x = the word's row, then the sum of the affix rows (n_rows) */
    void (*gather)(const int8_t *word, size_t d_word, const int8_t *const *rows, size_t n_rows,
                   size_t d_affix, int16_t *x);
} dti_kernels;

extern const dti_kernels dti_kernels_plain;
#if defined(__x86_64__)
extern const dti_kernels dti_kernels_sse2;
extern const dti_kernels dti_kernels_avx2;
#endif

/* The fastest that this machine can run. */
const dti_kernels *dti_kernels_best(void);
/* By name; NULL when this machine cannot run it. */
const dti_kernels *dti_kernels_named(const char *name);

#endif
