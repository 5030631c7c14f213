/* rows_check.h: does every frame code the sentence that stands in its row? */
#ifndef DTI_ROWS_CHECK_H
#define DTI_ROWS_CHECK_H

#include "detente.h"

typedef struct dti_rows_result {
    size_t n_rows, n_right;
    size_t n_type; /* right type, an actor wrong or missing */
} dti_rows_result;

/*
 * Codes the sentence of every row of en/frames.  A row is right when some event has its type
 * and mode, each [S ...] among its sources and each [T ...] among its targets (they share a
 * word).  say is called for each row that is not: the row's place, what is wrong, the sentence;
 * judged for every row: its trigger, its type, 2 right, 1 the type alone, 0 or less neither.  Both may be NULL.
 */
int dti_rows_check(const dt_kb *kb, void (*say)(void *ctx, const char *line),
                   void (*judged)(void *ctx, dt_slice trigger, dt_slice type, int verdict), void *ctx,
                   dti_rows_result *out, dt_error *err);

#endif
