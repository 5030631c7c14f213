/* compile.c: reads the folder of tables, makes the packed image. */
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

#define MAX_FILES 1024
#define MAX_DEPTH 8

typedef struct file_list {
    char *paths[MAX_FILES];
    size_t n;
} file_list;

static int list_tables(file_list *list, const char *folder, int depth, dt_error *err) {
    DIR *dir = opendir(folder);
    if (!dir) return dti_fail(err, "%s: %s", folder, strerror(errno));
    int status = DT_OK;
    struct dirent *e;
    while (status == DT_OK && (e = readdir(dir))) {
        char path[4096];
        struct stat st;
        if (e->d_name[0] == '.') continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path)
            continue;
        if (stat(path, &st) != 0) continue;
        size_t len = strlen(path);
        if (S_ISDIR(st.st_mode)) {
            if (depth < MAX_DEPTH) status = list_tables(list, path, depth + 1, err);
        } else if (len > 4 && strcmp(path + len - 4, ".tsv") == 0) {
            if (list->n == MAX_FILES)
                status = dti_fail(err, "%s: more than %d tables", folder, MAX_FILES);
            else if (!(list->paths[list->n] = strdup(path)))
                status = dti_fail(err, "out of memory");
            else
                list->n++;
        }
    }
    closedir(dir);
    return status;
}

static int by_path(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_name(const void *a, const void *b) {
    return dti_slice_cmp(((const dti_text_table *)a)->name, ((const dti_text_table *)b)->name);
}

int dti_kb_compile(const char *folder, dti_buf *out, dti_table_report *report, void *ctx,
                   dt_error *err) {
    int status = DT_FAILED;
    size_t n_errors = 0, n_mapped = 0;
    dti_arena arena;
    dti_arena_init(&arena, 0);
    file_list *list = calloc(1, sizeof *list);
    dti_mapping *maps = calloc(MAX_FILES, sizeof *maps);
    dti_text_table *tables = calloc(MAX_FILES, sizeof *tables);
    if (!list || !maps || !tables) {
        dti_fail(err, "out of memory");
        goto done;
    }
    if (list_tables(list, folder, 0, err) != DT_OK) goto done;
    if (list->n == 0) {
        dti_fail(err, "%s: no tables (*.tsv) under this folder", folder);
        goto done;
    }
    qsort(list->paths, list->n, sizeof *list->paths, by_path);
    size_t skip = strlen(folder) + 1;
    for (size_t i = 0; i < list->n; i++) {
        const char *path = list->paths[i];
        if (dti_map_file(path, &maps[i], err) != DT_OK) goto done;
        n_mapped = i + 1;
        dt_slice name = {path + skip, strlen(path) - skip - 4};
        n_errors += dti_table_parse(&arena, name, path, (dt_slice){maps[i].ptr, maps[i].len},
                                    &tables[i], report, ctx);
    }
    dti_checked_table *checked = dti_arena_array(&arena, list->n, sizeof *checked);
    if (!checked) {
        dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < list->n; i++)
        checked[i] = (dti_checked_table){&tables[i], list->paths[i], 1};
    n_errors += dti_tables_check(checked, list->n, report, ctx);
    if (n_errors) {
        dti_fail(err, "%s: %zu error%s in the tables", folder, n_errors,
                 n_errors == 1 ? "" : "s");
        goto done;
    }
    qsort(tables, list->n, sizeof *tables, by_name);
    status = dti_image_pack(tables, list->n, dti_kb_sections, dti_n_kb_sections, out, err);
done:
    if (maps)
        for (size_t i = 0; i < n_mapped; i++) dti_unmap(&maps[i]);
    if (list)
        for (size_t i = 0; i < list->n; i++) free(list->paths[i]);
    free(list);
    free(maps);
    free(tables);
    dti_arena_release(&arena);
    return status;
}

const dti_table *dti_kb_table(const dt_kb *kb, const char *name) {
    return dti_image_table(kb->image, name);
}
