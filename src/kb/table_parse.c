/* table_parse.c: reads a table of text (TSV), names every error with its line. */
#include <stdio.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "kb/table.h"

static size_t count_cells(dt_slice line) {
    size_t n = 1;
    for (size_t i = 0; i < line.len; i++) n += line.ptr[i] == '\t';
    return n;
}

size_t dti_table_parse(dti_arena *arena, dt_slice name, const char *path, dt_slice text,
                       dti_text_table *out, dti_table_report *report, void *ctx) {
    char message[256];
    size_t n_errors = 0, cap_rows = 0;
    *out = (dti_text_table){.name = name};
    if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0) text.ptr += 3, text.len -= 3;
    for (size_t i = 0; i < text.len; i++) cap_rows += text.ptr[i] == '\n';
    cap_rows++;
    uint32_t number = 0;
    dt_slice rest = text;
    while (rest.len) {
        dt_slice line = dti_slice_cut(&rest, '\n');
        number++;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (line.len == 0 || line.ptr[0] == '#') continue;
        size_t bad = dti_utf8_check(line.ptr, line.len);
        if (bad < line.len) {
            snprintf(message, sizeof message, "byte %zu of the line is no UTF-8", bad + 1);
            report(ctx, path, number, message);
            n_errors++;
            continue;
        }
        size_t n = count_cells(line);
        if (!out->header) {
            out->n_cols = n;
            out->header = dti_arena_array(arena, n, sizeof *out->header);
            out->cells = dti_arena_array(arena, cap_rows * n, sizeof *out->cells);
            out->lines = dti_arena_array(arena, cap_rows, sizeof *out->lines);
            if (!out->header || !out->cells || !out->lines) {
                report(ctx, path, number, "out of memory");
                return n_errors + 1;
            }
            for (size_t c = 0; c < n; c++)
                out->header[c] = dti_slice_trim(dti_slice_cut(&line, '\t'));
            continue;
        }
        if (n > out->n_cols) {
            snprintf(message, sizeof message, "%zu cells where the header has %zu", n,
                     out->n_cols);
            report(ctx, path, number, message);
            n_errors++;
            continue;
        }
        /* Trailing empty cells may be left away: editors strip tabs at line ends. */
        dt_slice *cells = out->cells + out->n_rows * out->n_cols;
        for (size_t c = 0; c < out->n_cols; c++)
            cells[c] = c < n ? dti_slice_trim(dti_slice_cut(&line, '\t')) : (dt_slice){NULL, 0};
        out->lines[out->n_rows++] = number;
    }
    if (!out->header) {
        report(ctx, path, 0, "the table has no header line");
        n_errors++;
    }
    return n_errors;
}
