/* table.h: one table of text as rows of cells; reading it from TSV. */
#ifndef DTI_TABLE_H
#define DTI_TABLE_H

#include "base/arena.h"
#include "detente.h"

/* A table in the image: cells are slices of the image's string pool. */
typedef struct dti_table dti_table;

size_t dti_table_n_rows(const dti_table *t);
size_t dti_table_n_cols(const dti_table *t);
/* "en/frames/consult" */
dt_slice dti_table_name(const dti_table *t);
/* Column number, or -1. */
int dti_table_col(const dti_table *t, const char *name);
/* Name of a column. */
dt_slice dti_table_header(const dti_table *t, size_t col);
/* Cell; empty for a row or column that is not there (col -1 included). */
dt_slice dti_table_cell(const dti_table *t, size_t row, int col);
/* Line of the row in its text file, from 1. */
uint32_t dti_table_line(const dti_table *t, size_t row);

/* A table as read from text, before it is packed.  Slices point into the caller's bytes. */
typedef struct dti_text_table {
    dt_slice name;
    dt_slice *header;
    size_t n_cols;
    dt_slice *cells; /* (n_rows, n_cols) row-major */
    uint32_t *lines; /* (n_rows) */
    size_t n_rows;
} dti_text_table;

/* Called for every error in a table: path, line (0: the whole file), message. */
typedef void dti_table_report(void *ctx, const char *path, uint32_t line, const char *message);

/*
 * Reads TSV (docs/formats/tables.md) from `text`, which must stay alive as long as out is used.
 * Errors go to report and are counted; a row with an error is left out.  Returns the count.
 */
size_t dti_table_parse(dti_arena *arena, dt_slice name, const char *path, dt_slice text,
                       dti_text_table *out, dti_table_report *report, void *ctx);

#endif
