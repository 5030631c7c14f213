/* test_model_tree.c: the tree search against a search through all trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse/model_tree.h"

#define MOST 6

static uint32_t next_random(uint32_t *s) {
    *s = *s * 1664525u + 1013904223u;
    return *s >> 8;
}

static int is_tree(const uint32_t *head, size_t n) {
    size_t roots = 0;
    for (size_t d = 1; d <= n; d++) {
        if (head[d] > n || head[d] == d) return 0;
        roots += head[d] == 0;
        size_t steps = 0;
        for (size_t x = d; x; x = head[x])
            if (++steps > n) return 0;
    }
    return roots == 1;
}

static int64_t gain(const int32_t *score, size_t ld, const uint32_t *head, size_t n) {
    int64_t sum = 0;
    for (size_t d = 1; d <= n; d++) sum += score[d * ld + head[d]];
    return sum;
}

static int64_t best_by_trying(const int32_t *score, size_t ld, size_t n) {
    uint32_t head[MOST + 1] = {0};
    int64_t best = INT64_MIN;
    for (;;) {
        if (is_tree(head, n)) {
            int64_t g = gain(score, ld, head, n);
            if (g > best) best = g;
        }
        size_t d = 1;
        while (d <= n && head[d] == n) head[d++] = 0;
        if (d > n) return best;
        head[d]++;
    }
}

static void test_best_of_all_trees(void **state) {
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 1500; round++) {
        size_t n = 1 + (size_t)round % (MOST - 1), ld = 8;
        int32_t score[(MOST + 1) * 8], range = round % 3 ? 2000000000 : 6;
        uint32_t head[MOST + 1];
        for (size_t i = 0; i < sizeof score / sizeof *score; i++)
            score[i] = (int32_t)(next_random(&seed) % 16777216u * 128u % (uint32_t)range) -
                       range / 2;
        void *work = malloc(dti_tree_work_bytes(n));
        dti_best_tree(score, ld, n, head, work);
        assert_true(is_tree(head, n));
        assert_int_equal(gain(score, ld, head, n), best_by_trying(score, ld, n));
        free(work);
    }
}

static void test_long_sentences_are_trees(void **state) {
    (void)state;
    uint32_t seed = 11;
    for (size_t n = 1; n <= 200; n += 13) {
        size_t ld = n + 1;
        int32_t *score = malloc((n + 1) * ld * sizeof *score);
        uint32_t *head = malloc((n + 1) * sizeof *head);
        void *work = malloc(dti_tree_work_bytes(n));
        for (size_t i = 0; i < (n + 1) * ld; i++) score[i] = (int32_t)(next_random(&seed) % 64);
        dti_best_tree(score, ld, n, head, work);
        assert_true(is_tree(head, n));
        free(score);
        free(head);
        free(work);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_of_all_trees),
        cmocka_unit_test(test_long_sentences_are_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
