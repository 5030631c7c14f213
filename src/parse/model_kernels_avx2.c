/* model_kernels_avx2.c: the kernels for x86-64 with AVX2; called only where the machine has it. */
#if defined(__x86_64__)
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

/* Four activations against 8 columns x 4 rows of weights: pairs in 16 bits, then in 32. */
static inline __attribute__((always_inline)) void
gemm_block(const uint8_t *a, size_t lda, size_t mr, const int8_t *w, size_t k, size_t np,
           const int32_t *start, int32_t *out, size_t ldo) {
    const __m256i one = _mm256_set1_epi16(1);
    __m256i acc[4][2];
    (void)np; /* one panel: two vectors wide */
#pragma GCC unroll 2
    for (size_t p = 0; p < 2; p++) {
        __m256i first = _mm256_loadu_si256((const __m256i *)(const void *)(start + 8 * p));
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) acc[i][p] = first;
    }
    for (size_t t = 0; t < k; t += 4, w += 64) {
        __m256i b0 = _mm256_loadu_si256((const __m256i *)(const void *)w);
        __m256i b1 = _mm256_loadu_si256((const __m256i *)(const void *)(w + 32));
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) {
            int32_t four;
            memcpy(&four, a + i * lda + t, sizeof four);
            __m256i x = _mm256_set1_epi32(four);
            __m256i y0 = _mm256_madd_epi16(_mm256_maddubs_epi16(x, b0), one);
            __m256i y1 = _mm256_madd_epi16(_mm256_maddubs_epi16(x, b1), one);
            acc[i][0] = _mm256_add_epi32(acc[i][0], y0);
            acc[i][1] = _mm256_add_epi32(acc[i][1], y1);
        }
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < mr; i++) {
        _mm256_storeu_si256((__m256i *)(void *)(out + i * ldo), acc[i][0]);
        _mm256_storeu_si256((__m256i *)(void *)(out + i * ldo + 8), acc[i][1]);
    }
}

#define LANES 8
#define MIN_OF(a, b) ((vf)_mm256_min_ps((__m256)(a), (__m256)(b)))
#define MAX_OF(a, b) ((vf)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define GEMM 1
#define ROWS_AT_ONCE 4
#define PANELS_AT_ONCE 1
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
