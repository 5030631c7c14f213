/* fuzz_import.c: any bytes are read as a dictionary; what comes out is a table without errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "kb/import_petrarch.h"
#include "kb/kb.h"
#include "kb/table_check.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_import: %s\n", what);
    abort();
}

static dti_facts facts;

static void open_once(void) {
    static int opened;
    dt_error err = {{0}};
    if (opened) return;
    dti_image *image = dti_image_open(getenv("DETENTE_KB"), &err);
    check(image && dti_facts_open(image, &facts, &err) == DT_OK, err.message);
    opened = 1;
}

static size_t n_told;
static void tell(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx, (void)path;
    n_told++;
    check(line > 0 && message[0], "a refusal without line or words");
}

static void tell_fault(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx, (void)path;
    fprintf(stderr, "fuzz_import: row %u: %s\n", (unsigned)line, message);
    abort();
}

/* Rows that were written form a table in which no cell is wrong. */
static void read_back(const char *name, const char *header, dti_buf *rows) {
    dt_error err = {{0}};
    dti_arena a;
    dti_text_table t;
    dti_buf all;
    if (!rows->len) return;
    check(dti_import_finish(rows, &err) == DT_OK, err.message);
    dti_arena_init(&a, 0);
    dti_buf_init(&all);
    dti_buf_str(&all, header);
    dti_buf_add(&all, rows->ptr, rows->len);
    dti_table_parse(&a, dti_str(name), "out.tsv", (dt_slice){all.ptr, all.len}, &t, tell_fault,
                    NULL);
    dti_checked_table checked = {&t, "out.tsv", 1};
    dti_tables_check(&checked, 1, tell_fault, NULL);
    dti_buf_release(&all);
    dti_arena_release(&a);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    dt_error err = {{0}};
    dti_buf actors, roles;
    dti_import_counts n = {0};
    open_once();
    char *copy = malloc(len ? len : 1);
    if (!copy) abort();
    memcpy(copy, data, len);
    dti_buf_init(&actors);
    dti_buf_init(&roles);
    n_told = 0;
    check(dti_import_petrarch(&facts, "fuzz.txt", (dt_slice){copy, len}, &actors, &roles, &n, tell,
                              NULL, &err) == DT_OK,
          err.message);
    check(n.n_failed == n_told, "refusals are not counted as told");
    read_back("world/organisations/user000", DTI_IMPORT_ACTORS_HEADER, &actors);
    read_back("en/roles/user000", DTI_IMPORT_ROLES_HEADER, &roles);
    dti_buf_release(&actors);
    dti_buf_release(&roles);
    free(copy);
    return 0;
}
