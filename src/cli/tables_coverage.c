/* tables_coverage.c: reads the frames and what their own sentences code as, prints what they reach. */
#include "cli/tables_coverage.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/rows_check.h"
#include "kb/kb.h"

#define MAX_TYPES 32

/* How a frame is triggered: columns of the table. */
enum { VERB, PARTICLE, LIGHT, NOUN, ADJECTIVE, N_KINDS };
static const char *const kind_names[N_KINDS] = {"verb", "particle", "light", "noun", "adj"};

typedef struct coverage {
    const dti_image *image;
    dt_slice types[MAX_TYPES];
    size_t n_types;
    size_t kinds[MAX_TYPES][N_KINDS], right[MAX_TYPES];
} coverage;

static int has_constraint(dt_slice trigger, const char *name) {
    while (trigger.len) {
        dt_slice word = dti_slice_cut(&trigger, ' ');
        if (word.len > strlen(name) && dti_slice_starts(word, name)) return 1;
    }
    return 0;
}

/* "hold:v obj=talk" is a light verb with its noun; "war:n case=at cop" is told by a copula. */
static int kind_of(dt_slice trigger) {
    dt_slice rest = trigger, head = dti_slice_cut(&rest, ' ');
    char pos = head.len ? head.ptr[head.len - 1] : 0;
    if (pos == 'n') return NOUN;
    if (pos == 'a') return ADJECTIVE;
    if (has_constraint(rest, "prt=")) return PARTICLE;
    return has_constraint(rest, "obj=") ? LIGHT : VERB;
}

static void count_row(void *ctx, dt_slice trigger, dt_slice type, int verdict) {
    coverage *c = ctx;
    size_t i = 0;
    while (i < c->n_types && !dti_slice_eq(c->types[i], type)) i++;
    if (i == c->n_types) {
        if (c->n_types == MAX_TYPES) return;
        c->types[c->n_types++] = type;
    }
    c->kinds[i][kind_of(trigger)]++;
    c->right[i] += verdict == 2;
}

/* Does a frame give the code in this column, with this type when it is not empty? */
static int is_reached(const dti_image *image, dt_slice type, const char *column, dt_slice code) {
    for (size_t i = 0; i < dti_image_n_tables(image); i++) {
        const dti_table *t = dti_image_table_at(image, i);
        if (!dti_slice_starts(dti_table_name(t), "en/frames/")) continue;
        int of_type = dti_table_col(t, "type"), of_code = dti_table_col(t, column);
        for (size_t row = 0; row < dti_table_n_rows(t); row++)
            if (dti_slice_eq(dti_table_cell(t, row, of_code), code) &&
                (!type.len || dti_slice_eq(dti_table_cell(t, row, of_type), type)))
                return 1;
    }
    return 0;
}

static void print_unreached(const dti_image *image, const char *table, const char *column,
                            const char *as) {
    const dti_table *t = dti_image_table(image, table);
    size_t n = 0, all = 0;
    if (!t) return;
    int code = dti_table_col(t, column);
    int type = strcmp(as, "mode") == 0 ? dti_table_col(t, "type") : -1;
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        dt_slice of = type < 0 ? (dt_slice){"", 0} : dti_table_cell(t, row, type);
        dt_slice c = dti_table_cell(t, row, code);
        if (c.len < 3) continue; /* CAMEO's roots are headings */
        all++;
        if (is_reached(image, of, as, c)) continue;
        printf("%s", n++ ? " " : "  ");
        printf("%.*s%s%.*s", (int)of.len, of.ptr, of.len ? "/" : "", (int)c.len, c.ptr);
    }
    printf("%s  %zu of %zu %ss are in no frame\n", n ? "\n" : "", n, all, as);
}

int dti_tables_coverage(const dt_kb *kb, dt_error *err) {
    coverage c = {.image = kb->image};
    dti_rows_result r;
    if (dti_rows_check(kb, NULL, count_row, &c, &r, err) != DT_OK) return DT_FAILED;
    printf("%-10s %6s", "type", "frames");
    for (int k = 0; k < N_KINDS; k++) printf(" %8s", kind_names[k]);
    printf("  own sentence right\n");
    for (size_t i = 0; i < c.n_types; i++) {
        size_t n = 0;
        for (int k = 0; k < N_KINDS; k++) n += c.kinds[i][k];
        printf("%-10.*s %6zu", (int)c.types[i].len, c.types[i].ptr, n);
        for (int k = 0; k < N_KINDS; k++) printf(" %8zu", c.kinds[i][k]);
        printf("  %zu\n", c.right[i]);
    }
    size_t sums[N_KINDS] = {0};
    for (size_t i = 0; i < c.n_types; i++)
        for (int k = 0; k < N_KINDS; k++) sums[k] += c.kinds[i][k];
    printf("%-10s %6zu", "all", r.n_rows);
    for (int k = 0; k < N_KINDS; k++) printf(" %8zu", sums[k]);
    printf("  %zu\n\nModes\n", r.n_right);
    print_unreached(kb->image, "world/ontology/modes", "mode", "mode");
    printf("\nCAMEO\n");
    print_unreached(kb->image, "world/ontology/cameo", "code", "cameo");
    return DT_OK;
}
