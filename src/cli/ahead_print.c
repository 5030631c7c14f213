/* ahead_print.c: gathers things to come, prints each with its words and who told them. */
#include "cli/ahead_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

#define ACTOR_COLUMNS 12
#define KIND_COLUMNS 12

static void copy(char *out, size_t cap, dt_slice s) {
    if (s.len >= cap) s.len = cap - 1;
    snprintf(out, cap, "%.*s", (int)s.len, s.ptr);
}

static void write_told(const dt_ahead_row *row, char *out, size_t cap) {
    int p = (int)(row->publisher.len > 24 ? 24 : row->publisher.len),
        d = (int)(row->published.len > 10 ? 10 : row->published.len);
    int n = snprintf(out, cap, " (%.*s%s%.*s", p, row->publisher.ptr, p && d ? ", " : "", d,
                     row->published.ptr);
    if (row->n_documents > 1)
        n += snprintf(out + n, cap - (size_t)n, "; %zu reports", row->n_documents);
    snprintf(out + n, cap - (size_t)n, ")");
}

int dti_ahead_lines_add(void *ctx, const dt_ahead_row *row) {
    dti_ahead_lines *lines = ctx;
    const dt_ahead *a = &row->ahead;
    for (size_t i = lines->n; i-- > 0 && i + 16 > lines->n;) {
        dti_ahead_line *one = &lines->all[i];
        if (!dti_slice_is(a->date, one->date) || !dti_slice_is(a->kind, one->kind) ||
            strncmp(one->evidence, a->evidence.ptr,
                    a->evidence.len < sizeof one->evidence ? a->evidence.len
                                                           : sizeof one->evidence - 1) != 0)
            continue;
        size_t at = strlen(one->actors);
        snprintf(one->actors + at, sizeof one->actors - at, ",%.*s", (int)a->country.len,
                 a->country.ptr);
        return 0;
    }
    if (lines->n == lines->cap) {
        size_t cap = lines->cap ? lines->cap * 2 : 16;
        dti_ahead_line *more = realloc(lines->all, cap * sizeof *more);
        if (!more) return lines->failed = 1;
        lines->all = more;
        lines->cap = cap;
    }
    dti_ahead_line *line = &lines->all[lines->n++];
    copy(line->date, sizeof line->date, a->date);
    copy(line->kind, sizeof line->kind, a->kind);
    copy(line->actors, sizeof line->actors, a->country);
    copy(line->evidence, sizeof line->evidence, a->evidence);
    write_told(row, line->told, sizeof line->told);
    return 0;
}

void dti_ahead_lines_print(const dti_ahead_lines *lines, const dti_look *look, dti_buf *out,
                           size_t max, int indent) {
    for (size_t i = 0; i < lines->n && (!max || i < max); i++) {
        const dti_ahead_line *line = &lines->all[i];
        size_t tail = strlen(line->told);
        size_t room = (size_t)(look->width - indent) - 11 - ACTOR_COLUMNS - KIND_COLUMNS - 2;
        int two_lines = room < tail + 24;
        if (!two_lines) room -= tail;
        dti_buf_printf(out, "%*s", indent, "");
        dti_look_cut(look, out, dti_str(line->date), 10, 1);
        dti_buf_char(out, ' ');
        dti_look_cut(look, out, dti_str(line->actors), ACTOR_COLUMNS, 1);
        dti_buf_char(out, ' ');
        dti_look_cut(look, out, dti_str(line->kind), KIND_COLUMNS, 1);
        dti_buf_char(out, ' ');
        dti_look_cut(look, out, dti_str(line->evidence), room, !two_lines);
        if (two_lines) dti_buf_printf(out, "\n%*s", indent + 10, "");
        if (look->colour) dti_buf_str(out, "\033[2m");
        dti_look_cut(look, out, dti_str(line->told), tail, 0);
        dti_buf_str(out, look->colour ? "\033[0m\n" : "\n");
    }
}

void dti_ahead_lines_release(dti_ahead_lines *lines) { free(lines->all); }
