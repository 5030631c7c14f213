/* model_kernels_avx2.c: the kernels for x86-64 with AVX2; called only where the machine has it. */
#if defined(__x86_64__)
#include "parse/model_kernels.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A broadcast pair of activations against 8 columns x 2 rows of weights: 16 products at once. */
static inline __attribute__((always_inline)) void gemm_block(const int16_t *a, size_t lda,
                                                             size_t mr, const int16_t *w,
                                                             size_t k, size_t np, int32_t *out,
                                                             size_t ldo) {
    __m256i acc[4][8];
#pragma GCC unroll 8
    for (size_t i = 0; i < mr; i++)
#pragma GCC unroll 8
        for (size_t p = 0; p < np; p++) acc[i][p] = _mm256_setzero_si256();
    for (size_t t = 0; t < k; t += 2) {
        __m256i b[8];
#pragma GCC unroll 8
        for (size_t p = 0; p < np; p++)
            b[p] = _mm256_loadu_si256((const __m256i *)(const void *)(w + p * k * 8 + t * 8));
#pragma GCC unroll 8
        for (size_t i = 0; i < mr; i++) {
            int32_t two;
            memcpy(&two, a + i * lda + t, sizeof two);
            __m256i x = _mm256_set1_epi32(two);
#pragma GCC unroll 8
            for (size_t p = 0; p < np; p++)
                acc[i][p] = _mm256_add_epi32(acc[i][p], _mm256_madd_epi16(x, b[p]));
        }
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < mr; i++)
#pragma GCC unroll 8
        for (size_t p = 0; p < np; p++)
            _mm256_storeu_si256((__m256i *)(void *)(out + i * ldo + p * 8), acc[i][p]);
}

#define LANES 8
#define GEMM 1
#define KERNELS dti_kernels_avx2
#define NAME "avx2"
#include "parse/model_kernels_body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#else
typedef int dti_no_avx2;
#endif
