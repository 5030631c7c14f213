/* model_kernels_vnni.c: the kernels for x86-64 with AVX-512 VNNI; called only where it is. */
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")
#endif
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Four activations against 16 columns x 4 rows of weights, summed in 32 bits: one step. */
static inline __attribute__((always_inline)) void
gemm_block(const uint8_t *a, size_t lda, size_t mr, const int8_t *w, size_t k, size_t np,
           const int32_t *start, int32_t *out, size_t ldo) {
    __m512i acc[6][4];
#pragma GCC unroll 4
    for (size_t p = 0; p < np; p++) {
        __m512i first = _mm512_loadu_si512(start + p * 16);
#pragma GCC unroll 6
        for (size_t i = 0; i < mr; i++) acc[i][p] = first;
    }
    for (size_t t = 0; t < k; t += 4) {
        __m512i b[4];
#pragma GCC unroll 4
        for (size_t p = 0; p < np; p++) b[p] = _mm512_loadu_si512(w + p * k * 16 + t * 16);
#pragma GCC unroll 6
        for (size_t i = 0; i < mr; i++) {
            int32_t four;
            memcpy(&four, a + i * lda + t, sizeof four);
            __m512i x = _mm512_set1_epi32(four);
#pragma GCC unroll 4
            for (size_t p = 0; p < np; p++) acc[i][p] = _mm512_dpbusd_epi32(acc[i][p], x, b[p]);
        }
    }
#pragma GCC unroll 6
    for (size_t i = 0; i < mr; i++)
#pragma GCC unroll 4
        for (size_t p = 0; p < np; p++) _mm512_storeu_si512(out + i * ldo + p * 16, acc[i][p]);
}

#define LANES 16
#define MIN_OF(a, b) ((vf)_mm512_min_ps((__m512)(a), (__m512)(b)))
#define MAX_OF(a, b) ((vf)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define GEMM 1
#define ROWS_AT_ONCE 6
#define PANELS_AT_ONCE 4
#define KERNELS dti_kernels_vnni
#define NAME "vnni"
#include "parse/model_kernels_body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#else
typedef int dti_no_vnni;
#endif
