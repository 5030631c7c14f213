/* model_kernels_ssse3.c: the kernels for x86-64 with SSSE3; called only where the machine has it. */
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("ssse3"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("ssse3")
#endif
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Four activations against 4 columns x 4 rows of weights: pairs in 16 bits, then in 32. */
static inline __attribute__((always_inline)) void
gemm_block(const uint8_t *a, size_t lda, size_t mr, const int8_t *w, size_t k, size_t np,
           const int32_t *start, int32_t *out, size_t ldo) {
    const __m128i one = _mm_set1_epi16(1);
    for (size_t p = 0; p < 4 * np; p++) {
        const int8_t *panel = w + p / 4 * k * 16 + p % 4 * 16;
        __m128i acc[4], first = _mm_loadu_si128((const __m128i *)(const void *)(start + 4 * p));
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) acc[i] = first;
        for (size_t t = 0; t < k; t += 4, panel += 64) {
            __m128i b = _mm_loadu_si128((const __m128i *)(const void *)panel);
#pragma GCC unroll 4
            for (size_t i = 0; i < mr; i++) {
                int32_t four;
                memcpy(&four, a + i * lda + t, sizeof four);
                __m128i x = _mm_maddubs_epi16(_mm_set1_epi32(four), b);
                acc[i] = _mm_add_epi32(acc[i], _mm_madd_epi16(x, one));
            }
        }
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++)
            _mm_storeu_si128((__m128i *)(void *)(out + i * ldo + 4 * p), acc[i]);
    }
}

#define LANES 4
#define MIN_OF(a, b) ((vf)_mm_min_ps((__m128)(a), (__m128)(b)))
#define MAX_OF(a, b) ((vf)_mm_max_ps((__m128)(a), (__m128)(b)))
#define GEMM 1
#define ROWS_AT_ONCE 4
#define PANELS_AT_ONCE 1
#define KERNELS dti_kernels_ssse3
#define NAME "ssse3"
#include "parse/model_kernels_body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#else
typedef int dti_no_ssse3;
#endif
