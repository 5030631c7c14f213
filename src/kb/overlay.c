/* overlay.c: packs the tables of an image anew with one table changed or added. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "kb/kb.h"

/* The image's table as it was when it was text. */
static int as_text(dti_arena *arena, const dti_table *t, dti_text_table *out) {
    size_t n_rows = dti_table_n_rows(t), n_cols = dti_table_n_cols(t);
    *out = (dti_text_table){.name = dti_table_name(t), .n_cols = n_cols, .n_rows = n_rows};
    out->header = dti_arena_array(arena, n_cols + 1, sizeof *out->header);
    out->cells = dti_arena_array(arena, n_rows * n_cols + 1, sizeof *out->cells);
    out->lines = dti_arena_array(arena, n_rows + 1, sizeof *out->lines);
    if (!out->header || !out->cells || !out->lines) return DT_FAILED;
    for (size_t c = 0; c < n_cols; c++) out->header[c] = dti_table_header(t, c);
    for (size_t r = 0; r < n_rows; r++) {
        out->lines[r] = dti_table_line(t, r);
        for (size_t c = 0; c < n_cols; c++)
            out->cells[r * n_cols + c] = dti_table_cell(t, r, (int)c);
    }
    return DT_OK;
}

static int same_header(const dti_table *t, const dti_text_table *text) {
    if (dti_table_n_cols(t) != text->n_cols) return 0;
    for (size_t c = 0; c < text->n_cols; c++)
        if (!dti_slice_eq(dti_table_header(t, c), text->header[c])) return 0;
    return 1;
}

static dt_slice folder_of(dt_slice name) {
    while (name.len && name.ptr[name.len - 1] != '/') name.len--;
    return name;
}

/* Does path (without .tsv) end in this table's whole name? */
static int ends_in(dt_slice path, dt_slice name) {
    return path.len >= name.len &&
           memcmp(path.ptr + path.len - name.len, name.ptr, name.len) == 0 &&
           (path.len == name.len || path.ptr[path.len - name.len - 1] == '/');
}

/*
 * Number of the table that the file stands for; n_tables when it is a new one, whose name then
 * stands in *name.
 */
static int place_of(const dti_image *image, const char *path, const dti_text_table *text,
                    dti_arena *arena, size_t *at, dt_slice *name, dt_error *err) {
    size_t n = dti_image_n_tables(image), same = n, n_same = 0;
    dt_slice whole = dti_str(path), folder = {NULL, 0};
    if (dti_slice_ends(whole, ".tsv")) whole.len -= 4;
    dt_slice base = whole;
    for (size_t i = whole.len; i-- > 0;)
        if (whole.ptr[i] == '/') {
            base = dti_slice(whole.ptr + i + 1, whole.len - i - 1);
            break;
        }
    for (size_t i = 0; i < n; i++) {
        const dti_table *t = dti_image_table_at(image, i);
        dt_slice its = dti_table_name(t);
        if (ends_in(whole, its)) {
            *at = i;
            *name = its;
            return DT_OK;
        }
        if (!same_header(t, text)) continue;
        dt_slice its_folder = folder_of(its);
        if (!folder.ptr) folder = its_folder;
        if (!dti_slice_is(dti_slice(its.ptr + its_folder.len, its.len - its_folder.len), "") &&
            ends_in(its, base)) {
            same = i;
            n_same++;
        }
    }
    if (n_same == 1) {
        *at = same;
        *name = dti_table_name(dti_image_table_at(image, same));
        return DT_OK;
    }
    if (!folder.ptr)
        return dti_fail(err,
                        "%s: no table has these columns; keep the header of the table that it "
                        "changes (docs/formats/tables.md)",
                        path);
    char *p = dti_arena_alloc(arena, folder.len + base.len + 1);
    if (!p) return dti_fail(err, "out of memory");
    memcpy(p, folder.ptr, folder.len);
    memcpy(p + folder.len, base.ptr, base.len);
    *at = n;
    *name = dti_slice(p, folder.len + base.len);
    return DT_OK;
}

static int by_name(const void *a, const void *b) {
    return dti_slice_cmp(((const dti_text_table *)a)->name, ((const dti_text_table *)b)->name);
}

int dti_kb_overlay(const dti_image *image, const char *path, dti_buf *out, int *replaced,
                   dti_table_report *report, void *ctx, dt_error *err) {
    int rc = DT_FAILED;
    size_t n = dti_image_n_tables(image), at = 0;
    dti_mapping map = {NULL, 0};
    dti_arena arena;
    dti_arena_init(&arena, 0);
    dti_text_table changed, *tables = calloc(n + 1, sizeof *tables);
    if (!tables) {
        dti_fail(err, "out of memory");
        goto done;
    }
    if (dti_map_file(path, &map, err) != DT_OK) goto done;
    size_t errors = dti_table_parse(&arena, dti_str(path), path, (dt_slice){map.ptr, map.len},
                                    &changed, report, ctx);
    if (errors) {
        dti_fail(err, "%s: %zu error%s in the table", path, errors, errors == 1 ? "" : "s");
        goto done;
    }
    if (place_of(image, path, &changed, &arena, &at, &changed.name, err) != DT_OK) goto done;
    for (size_t i = 0; i < n; i++)
        if (as_text(&arena, dti_image_table_at(image, i), &tables[i]) != DT_OK) {
            dti_fail(err, "out of memory");
            goto done;
        }
    *replaced = at < n;
    tables[at] = changed;
    if (!*replaced) n++;
    qsort(tables, n, sizeof *tables, by_name);
    rc = dti_image_pack(tables, n, dti_kb_sections, dti_n_kb_sections, out, err);
done:
    dti_unmap(&map);
    free(tables);
    dti_arena_release(&arena);
    return rc;
}
