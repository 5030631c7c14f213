/* model_kernels_plain.c: the kernels in C alone, and the choice among all of them. */
#define LANES 4
#define GEMM 0
#define ROWS_AT_ONCE 4
#define PANELS_AT_ONCE 1
#define KERNELS dti_kernels_plain
#define NAME "plain"
#include "parse/model_kernels_body.h"

const dti_kernels *dti_kernels_named(const char *name) {
    if (strcmp(name, "plain") == 0) return &dti_kernels_plain;
#if defined(__x86_64__)
    if (strcmp(name, "ssse3") == 0 && __builtin_cpu_supports("ssse3")) return &dti_kernels_ssse3;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2")) return &dti_kernels_avx2;
    if (strcmp(name, "vnni") == 0 && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return &dti_kernels_vnni;
#endif
    return NULL;
}

const dti_kernels *dti_kernels_best(void) {
    static const char *const fastest_first[] = {"vnni", "avx2", "ssse3"};
    for (size_t i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++) {
        const dti_kernels *k = dti_kernels_named(fastest_first[i]);
        if (k) return k;
    }
    return &dti_kernels_plain;
}
