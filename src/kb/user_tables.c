/* user_tables.c: reads a user's own tables, packs them beside ours. */
#include "kb/user_tables.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/slice.h"
#include "kb/kb.h"
#include "kb/table_check.h"

#define MAX_USER_FILES 64

/* Tables by the columns that tell them; `must` parts the columns without which none is known. */
static const struct {
    const char *name; /* of the table in the image; a number is put behind */
    const char *columns, *must;
} families[] = {
    {"world/persons/user", "name|aliases|country|sector|office|org|from|to", "name|country|office"},
    {"world/organisations/user", "name|aliases|kind|country|sector|from|to", "name|kind|country|sector"},
    {"world/places/user", "name|aliases|country|kind|lat|lon|population|admin1", "name|country|lat|lon"},
    {"en/country_names/user", "code|form|kind|sector|remark", "code|form|kind"},
    {"en/roles/user", "phrase|plural|sector|kind|title|alone|note", "phrase|sector"},
};
#define N_FAMILIES (sizeof families / sizeof *families)

static size_t split(const char *text, dt_slice *out, size_t cap) {
    dt_slice rest = dti_str(text);
    size_t n = 0;
    while (rest.len && n < cap) out[n++] = dti_slice_cut(&rest, '|');
    return n;
}

static int has(const dt_slice *words, size_t n, dt_slice word) {
    for (size_t i = 0; i < n; i++)
        if (dti_slice_eq(words[i], word)) return 1;
    return 0;
}

/* Which family has all its musts among the columns; -1: none. */
static int family_of(const dti_text_table *t) {
    for (size_t f = 0; f < N_FAMILIES; f++) {
        dt_slice must[8];
        size_t n = split(families[f].must, must, 8), found = 0;
        for (size_t i = 0; i < n; i++) found += (size_t)has(t->header, t->n_cols, must[i]);
        if (found == n) return (int)f;
    }
    return -1;
}

static size_t check_columns(const dti_text_table *t, int family, const char *path,
                            dti_table_report *report, void *ctx) {
    dt_slice known[8];
    char message[256];
    size_t n = split(families[family].columns, known, 8), n_errors = 0;
    for (size_t i = 0; i < t->n_cols; i++) {
        if (has(known, n, t->header[i])) continue;
        dt_slice near = dti_nearest_word(t->header[i], known, n);
        snprintf(message, sizeof message, "column \"%.*s\" is not known here%s%.*s%s",
                 (int)(t->header[i].len < 40 ? t->header[i].len : 40), t->header[i].ptr,
                 near.len ? "; did you mean " : "", (int)near.len, near.ptr, near.len ? "?" : "");
        report(ctx, path, 0, message);
        n_errors++;
    }
    return n_errors;
}

/* The tables of an image as text tables again; slices of the image. */
static int unpack(const dti_image *base, dti_arena *arena, dti_text_table *out) {
    for (size_t i = 0; i < dti_image_n_tables(base); i++) {
        const dti_table *t = dti_image_table_at(base, i);
        size_t rows = dti_table_n_rows(t), cols = dti_table_n_cols(t);
        dti_text_table *x = &out[i];
        *x = (dti_text_table){.name = dti_table_name(t), .n_cols = cols, .n_rows = rows};
        x->header = dti_arena_array(arena, cols + 1, sizeof *x->header);
        x->cells = dti_arena_array(arena, rows * cols + 1, sizeof *x->cells);
        x->lines = dti_arena_array(arena, rows + 1, sizeof *x->lines);
        if (!x->header || !x->cells || !x->lines) return DT_FAILED;
        for (size_t c = 0; c < cols; c++) x->header[c] = dti_table_header(t, c);
        for (size_t r = 0; r < rows; r++) {
            x->lines[r] = dti_table_line(t, r);
            for (size_t c = 0; c < cols; c++)
                x->cells[r * cols + c] = dti_table_cell(t, r, (int)c);
        }
    }
    return DT_OK;
}

static int by_name(const void *a, const void *b) {
    return dti_slice_cmp(((const dti_text_table *)a)->name, ((const dti_text_table *)b)->name);
}

typedef struct user_file {
    const char *path;
    dt_slice text;
} user_file;

static int pack(const dti_image *base, const user_file *files, size_t n_files, dti_buf *out,
                dti_table_report *report, void *ctx, dt_error *err) {
    int status = DT_FAILED;
    size_t n_base = dti_image_n_tables(base), n = n_base, n_errors = 0;
    dti_arena arena;
    dti_arena_init(&arena, 0);
    dti_text_table *tables = calloc(n_base + n_files + 1, sizeof *tables);
    dti_checked_table *checked = calloc(n_base + n_files + 1, sizeof *checked);
    if (!tables || !checked || unpack(base, &arena, tables) != DT_OK) {
        dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < n_files; i++) {
        const char *path = files[i].path;
        dti_text_table *t = &tables[n];
        n_errors += dti_table_parse(&arena, (dt_slice){"", 0}, path, files[i].text, t, report, ctx);
        if (!t->header) continue;
        int family = family_of(t);
        if (family < 0) {
            report(ctx, path, 0,
                   "the columns are those of no table of actors (docs/formats/tables.md)");
            n_errors++;
            continue;
        }
        n_errors += check_columns(t, family, path, report, ctx);
        char name[64];
        int len = snprintf(name, sizeof name, "%s%03zu", families[family].name, i);
        t->name = (dt_slice){dti_arena_copy(&arena, name, (size_t)len), (size_t)len};
        if (!t->name.ptr) goto done;
        n++;
    }
    for (size_t i = 0; i < n; i++)
        checked[i] = (dti_checked_table){&tables[i], i < n_base ? "the built-in tables" : files[0].path,
                                         i >= n_base};
    for (size_t i = n_base, f = 0; i < n; i++, f++) {
        char tail[4] = {0}; /* the number in the name leads back to the file */
        memcpy(tail, tables[i].name.ptr + tables[i].name.len - 3, 3);
        checked[i].path = files[atoi(tail)].path;
    }
    n_errors += dti_tables_check(checked, n, report, ctx);
    if (n_errors) {
        dti_fail(err, "%zu error%s in the user's tables; nothing of them was taken", n_errors,
                 n_errors == 1 ? "" : "s");
        goto done;
    }
    qsort(tables, n, sizeof *tables, by_name);
    status = dti_image_pack(tables, n, dti_kb_sections, dti_n_kb_sections, out, err);
done:
    free(tables);
    free(checked);
    dti_arena_release(&arena);
    return status;
}

int dti_user_text_pack(const dti_image *base, const char *name, dt_slice text, dti_buf *out,
                       dti_table_report *report, void *ctx, dt_error *err) {
    user_file file = {name, text};
    return pack(base, &file, 1, out, report, ctx, err);
}

static int by_path(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The file itself, or the tables of a folder in the order of their names. */
static size_t list_files(const char *path, char *paths[MAX_USER_FILES], dt_error *err) {
    struct stat st;
    size_t n = 0;
    if (stat(path, &st) != 0) {
        dti_fail(err, "%s: %s", path, strerror(errno));
        return 0;
    }
    if (!S_ISDIR(st.st_mode)) {
        paths[0] = strdup(path);
        return paths[0] ? 1 : 0;
    }
    DIR *dir = opendir(path);
    struct dirent *e;
    while (dir && (e = readdir(dir)) && n < MAX_USER_FILES) {
        size_t len = strlen(e->d_name), cap = strlen(path) + len + 2;
        if (len < 5 || strcmp(e->d_name + len - 4, ".tsv") != 0) continue;
        paths[n] = malloc(cap);
        if (!paths[n]) break;
        snprintf(paths[n++], cap, "%s/%s", path, e->d_name);
    }
    if (dir) closedir(dir);
    if (!n) dti_fail(err, "%s: no tables (*.tsv) in this folder", path);
    qsort(paths, n, sizeof *paths, by_path);
    return n;
}

int dti_user_tables_pack(const dti_image *base, const char *path, dti_buf *out,
                         dti_table_report *report, void *ctx, dt_error *err) {
    char *paths[MAX_USER_FILES];
    dti_mapping maps[MAX_USER_FILES];
    user_file files[MAX_USER_FILES];
    size_t n = list_files(path, paths, err), n_mapped = 0;
    int status = DT_FAILED;
    for (; n_mapped < n; n_mapped++) {
        if (dti_map_file(paths[n_mapped], &maps[n_mapped], err) != DT_OK) break;
        files[n_mapped] =
            (user_file){paths[n_mapped], {maps[n_mapped].ptr, maps[n_mapped].len}};
    }
    if (n && n_mapped == n) status = pack(base, files, n, out, report, ctx, err);
    for (size_t i = 0; i < n_mapped; i++) dti_unmap(&maps[i]);
    for (size_t i = 0; i < n; i++) free(paths[i]);
    return status;
}
