/* model_kernels_sse2.c: the kernels for every x86-64. */
#if defined(__x86_64__)
#include <emmintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline __attribute__((always_inline)) void gemm_block(const int16_t *a, size_t lda,
                                                             size_t mr, const int16_t *w,
                                                             size_t k, size_t np, int32_t *out,
                                                             size_t ldo) {
    for (size_t p = 0; p < np; p++) {
        __m128i acc[4][2];
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) acc[i][0] = acc[i][1] = _mm_setzero_si128();
        const int16_t *panel = w + p * k * 8;
        for (size_t t = 0; t < k; t += 2, panel += 16) {
            __m128i b0 = _mm_loadu_si128((const __m128i *)(const void *)panel);
            __m128i b1 = _mm_loadu_si128((const __m128i *)(const void *)(panel + 8));
#pragma GCC unroll 4
            for (size_t i = 0; i < mr; i++) {
                int32_t two;
                memcpy(&two, a + i * lda + t, sizeof two);
                __m128i x = _mm_set1_epi32(two);
                acc[i][0] = _mm_add_epi32(acc[i][0], _mm_madd_epi16(x, b0));
                acc[i][1] = _mm_add_epi32(acc[i][1], _mm_madd_epi16(x, b1));
            }
        }
#pragma GCC unroll 4
        for (size_t i = 0; i < mr; i++) {
            int32_t *o = out + i * ldo + p * 8;
            _mm_storeu_si128((__m128i *)(void *)o, acc[i][0]);
            _mm_storeu_si128((__m128i *)(void *)(o + 4), acc[i][1]);
        }
    }
}

#define LANES 4
#define GEMM 1
#define KERNELS dti_kernels_sse2
#define NAME "sse2"
#include "parse/model_kernels_body.h"
#else
typedef int dti_no_sse2;
#endif
