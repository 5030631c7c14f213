/* fuzz_tables.c: any bytes are read as a table or refused; every error is told with its line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "kb/table_check.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_tables: %s\n", what);
    abort();
}

typedef struct told {
    size_t n, n_lines;
} told;

static void tell(void *ctx, const char *path, uint32_t line, const char *message) {
    told *t = ctx;
    t->n++;
    check(path != NULL && message[0], "an error without words");
    check(line <= t->n_lines, "an error on a line that is not there");
}

static void parse(dti_arena *a, const char *name, dt_slice text, dti_text_table *t, told *ctx) {
    size_t before = ctx->n;
    size_t n = dti_table_parse(a, dti_str(name), "fuzz.tsv", text, t, tell, ctx);
    check(n == ctx->n - before, "errors are not counted as told");
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static const char *const kinds[] = {"world/persons/user000", "world/organisations/user000",
                                        "en/country_names/user000", "en/roles/user000",
                                        "world/places/user000"};
    char *copy = malloc(len ? len : 1);
    if (!copy) abort();
    memcpy(copy, data, len);
    told t = {0, 1};
    for (size_t i = 0; i < len; i++) t.n_lines += data[i] == '\n';
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        dti_arena a;
        dti_text_table tables[3];
        told none = {0, 8};
        dti_arena_init(&a, 0);
        parse(&a, "world/countries", dti_str("code\nUSA\nFRA\nIGO\n"), &tables[0], &none);
        parse(&a, "world/sectors", dti_str("code\nGOV\nMIL\n"), &tables[1], &none);
        parse(&a, kinds[k], (dt_slice){copy, len}, &tables[2], &t);
        if (tables[2].header) {
            dti_checked_table checked[3] = {
                {&tables[0], "c", 0}, {&tables[1], "s", 0}, {&tables[2], "fuzz.tsv", 1}};
            size_t before = t.n, n = dti_tables_check(checked, 3, tell, &t);
            check(n == t.n - before, "errors of cells are not counted as told");
            for (size_t r = 0; r < tables[2].n_rows; r++)
                check(tables[2].lines[r] > 0 && tables[2].lines[r] <= t.n_lines, "a row of no line");
        }
        dti_arena_release(&a);
    }
    free(copy);
    return 0;
}
