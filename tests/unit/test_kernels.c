/* test_kernels.c: every kernel against sums done one by one, and against the plain ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse/model_kernels.h"

static const char *const names[] = {"plain", "ssse3", "avx2", "vnni"};
#define N_KERNELS (sizeof names / sizeof *names)

static uint32_t seed = 11;

static uint32_t next_random(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

/* Byte of row r, column c in panels of 16 columns by 4 rows. */
static size_t place(size_t r, size_t c, size_t k) {
    return c / DTI_PANEL * k * DTI_PANEL + r / 4 * 4 * DTI_PANEL + c % DTI_PANEL * 4 + r % 4;
}

static void product_is_the_sum_of_its_products(void **state) {
    (void)state;
    enum { M = 29, K = 192, N = 112 };
    static uint8_t a[M * K];
    static int8_t w[K * N];
    static int32_t start[N], want[M * N], got[M * N];
    for (size_t round = 0; round < 40; round++) {
        size_t m = 1 + round % M, k = 4 * (1 + next_random() % (K / 4)),
               n = DTI_PANEL * (1 + next_random() % (N / DTI_PANEL));
        int extreme = round % 3 == 0; /* what would saturate if it could */
        for (size_t i = 0; i < m * k; i++)
            a[i] = (uint8_t)(extreme ? 255 : 1 + next_random() % 255);
        for (size_t i = 0; i < k * n; i++) {
            int x = (int)(next_random() % (2 * DTI_W_MAX + 1)) - DTI_W_MAX;
            w[i] = (int8_t)(extreme ? (round & 1 ? DTI_W_MAX : -DTI_W_MAX) : x);
        }
        for (size_t c = 0; c < n; c++) start[c] = (int32_t)next_random() - (1 << 23);
        for (size_t r = 0; r < m; r++)
            for (size_t c = 0; c < n; c++) {
                int32_t sum = start[c];
                for (size_t t = 0; t < k; t++) sum += a[r * k + t] * w[place(t, c, k)];
                want[r * n + c] = sum;
            }
        for (size_t i = 0; i < N_KERNELS; i++) {
            const dti_kernels *kern = dti_kernels_named(names[i]);
            if (!kern) continue; /* not on this machine */
            memset(got, 0, sizeof got);
            kern->gemm(a, k, m, w, k, n, start, got, n);
            assert_memory_equal(got, want, m * n * sizeof *got);
        }
    }
}

static void fill(float *x, size_t n, float most) {
    for (size_t i = 0; i < n; i++)
        x[i] = most * ((float)(next_random() % 20001) / 10000.0f - 1.0f);
}

/* All that the fractional kernels make, one after the other. */
typedef struct results {
    uint8_t state[96], q[96], r[96], pair[192], gathered[160];
    float cell[96], leaky[96];
    size_t best, top[20];
} results;

static void fractions_have_the_same_bits_everywhere(void **state) {
    (void)state;
    static int32_t acc[384], rec[384];
    static float step[384], step2[384], bias[384], x[96], y[96], cell[96];
    static int8_t rows[10][96];
    const int8_t *affixes[9];
    for (size_t round = 0; round < 50; round++) {
        float reach = round % 5 == 4 ? 1e4f : 1e-5f;
        for (size_t i = 0; i < 384; i++) {
            acc[i] = (int32_t)next_random() - (1 << 23);
            rec[i] = (int32_t)next_random() - (1 << 23);
            if (round % 7 == 0) acc[i] = acc[i] / (1 << 22); /* many alike */
        }
        fill(step, 384, reach);
        fill(step2, 384, reach);
        fill(bias, 384, 3);
        fill(x, 96, 9);
        fill(y, 96, 9);
        fill(cell, 96, 4);
        for (size_t r = 0; r < 10; r++)
            for (size_t i = 0; i < 96; i++)
                rows[r][i] = (int8_t)(round % 4 ? (int)(next_random() % 255) - 127 : 127);
        for (size_t r = 0; r < 9; r++) affixes[r] = rows[r + 1];
        results first, other;
        for (size_t i = 0; i < N_KERNELS; i++) {
            const dti_kernels *kern = dti_kernels_named(names[i]);
            results *o = i ? &other : &first;
            if (!kern) continue;
            memset(o, 0, sizeof *o);
            memcpy(o->cell, cell, sizeof cell);
            kern->lstm(acc, step, bias, rec, step2, o->cell, o->state, 96);
            kern->leaky(acc, step, bias, o->leaky, 96);
            kern->quantise(x, 11.5f, DTI_W_MAX, o->q, 96);
            kern->requantise(acc, step, bias, 40.0f, o->r, 96);
            kern->pair(x, y, 5.0f, 0.7f, o->pair, 96);
            kern->gather(rows[0], 96, affixes, 9, 64, o->gathered);
            o->best = kern->best(acc, step, bias, 96);
            for (size_t k = 0; k < 20; k++) o->top[k] = kern->top(acc, 2 + 3 * k, k);
            if (i) assert_memory_equal(&first, &other, sizeof first);
        }
        for (size_t k = 0; k < 96; k++) {
            assert_true(first.q[k] >= DTI_A_ZERO - DTI_W_MAX && first.q[k] <= DTI_A_ZERO + DTI_W_MAX);
            assert_true(first.state[k] >= 1 && first.r[k] >= 1);
        }
        /* the first of the largest, the skipped one left out */
        for (size_t k = 0; k < 20; k++) {
            size_t b = SIZE_MAX;
            for (size_t i = 0; i < 2 + 3 * k; i++)
                if (i != k && (b == SIZE_MAX || acc[i] > acc[b])) b = i;
            assert_int_equal(first.top[k], b);
        }
        size_t b = 0;
        for (size_t i = 1; i < 96; i++) {
            float u = (float)acc[i] * step[i], v = (float)acc[b] * step[b];
            if (u + bias[i] > v + bias[b]) b = i;
        }
        assert_int_equal(first.best, b);
    }
}

static void the_best_kernels_are_among_the_named(void **state) {
    (void)state;
    assert_ptr_equal(dti_kernels_best(), dti_kernels_named(dti_kernels_best()->name));
    assert_non_null(dti_kernels_named("plain"));
    assert_null(dti_kernels_named("abacus"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(product_is_the_sum_of_its_products),
        cmocka_unit_test(fractions_have_the_same_bits_everywhere),
        cmocka_unit_test(the_best_kernels_are_among_the_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
