/* model_kernels_plain.c: the kernels in C alone, and the choice among all of them. */
#define LANES 4
#define GEMM 0
#define KERNELS dti_kernels_plain
#define NAME "plain"
#include "parse/model_kernels_body.h"

const dti_kernels *dti_kernels_named(const char *name) {
    if (strcmp(name, "plain") == 0) return &dti_kernels_plain;
#if defined(__x86_64__)
    if (strcmp(name, "sse2") == 0) return &dti_kernels_sse2;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2")) return &dti_kernels_avx2;
#endif
    return NULL;
}

const dti_kernels *dti_kernels_best(void) {
    const dti_kernels *k = dti_kernels_named("avx2");
    if (!k) k = dti_kernels_named("sse2");
    return k ? k : &dti_kernels_plain;
}
