/* model_tree.h: scores of arcs in, the best single-rooted tree out. */
#ifndef DTI_MODEL_TREE_H
#define DTI_MODEL_TREE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Heads of the tree over tokens 1..n with the largest sum of scores, exactly one token on root 0.
 *   score  rows of dependents, n + 1 of them (row 0 unused), rows ld apart: score[d * ld + h]
 *   head   (n + 1) out; head[0] is 0
 *   work   dti_tree_work_bytes(n) bytes, aligned for int64_t
 * Equal scores: the lower head wins where heads are picked one by one.
 */
void dti_best_tree(const int32_t *score, size_t ld, size_t n, uint32_t *head, void *work);
size_t dti_tree_work_bytes(size_t n);
/* Whether these heads (n + 1, head[0] unused) are such a tree; work as above. */
int dti_is_one_tree(const uint32_t *head, size_t n, void *work);

#endif
