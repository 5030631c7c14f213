/* ahead_print.h: things to come as lines that people read. */
#ifndef DTI_AHEAD_PRINT_H
#define DTI_AHEAD_PRINT_H

#include "cli/look.h"
#include "detente_store.h"

/* What one sentence says of several actors is one line. */
typedef struct dti_ahead_line {
    char date[16], kind[24], actors[48], evidence[600], told[160];
} dti_ahead_line;

typedef struct dti_ahead_lines {
    dti_ahead_line *all;
    size_t n, cap;
    int failed;
} dti_ahead_lines;

/* A dt_ahead_fn; ctx is the lines, zeroed at first. */
int dti_ahead_lines_add(void *lines, const dt_ahead_row *row);
/* At most max lines (0: all), each begun with the indent. */
void dti_ahead_lines_print(const dti_ahead_lines *lines, const dti_look *look, dti_buf *out,
                           size_t max, int indent);
void dti_ahead_lines_release(dti_ahead_lines *lines);

#endif
