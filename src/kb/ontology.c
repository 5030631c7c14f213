/* ontology.c: scores, quad classes and coding rules of PLOVER and CAMEO, from the tables. */
#include "kb/ontology.h"

#include <stdlib.h>

#include "base/slice.h"

/* Row where both columns have these values (the second may be NULL); -1. */
static long find_row(const dti_table *t, const char *a, dt_slice av, const char *b,
                     dt_slice bv) {
    if (!t) return -1;
    int ca = dti_table_col(t, a), cb = b ? dti_table_col(t, b) : -1;
    for (size_t row = 0; row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, ca), av) &&
            (!b || dti_slice_eq(dti_table_cell(t, row, cb), bv)))
            return (long)row;
    return -1;
}

static dt_slice cell_at(const dti_table *t, long row, const char *col) {
    return row < 0 ? (dt_slice){"", 0} : dti_table_cell(t, (size_t)row, dti_table_col(t, col));
}

static const dti_table *types(const dti_image *im) {
    return dti_image_table(im, "world/ontology/types");
}
static const dti_table *modes(const dti_image *im) {
    return dti_image_table(im, "world/ontology/modes");
}
static const dti_table *cameo(const dti_image *im) {
    return dti_image_table(im, "world/ontology/cameo");
}

int dti_plover_knows(const dti_image *im, dt_slice type, dt_slice mode) {
    if (!mode.len) return find_row(types(im), "type", type, NULL, mode) >= 0;
    return find_row(modes(im), "type", type, "mode", mode) >= 0;
}

double dti_plover_score(const dti_image *im, dt_slice type, dt_slice mode) {
    dt_slice s =
        mode.len ? cell_at(modes(im), find_row(modes(im), "type", type, "mode", mode), "score")
                 : mode;
    if (!s.len) s = cell_at(types(im), find_row(types(im), "type", type, NULL, type), "score");
    return dti_slice_number(s);
}

double dti_goldstein(const dti_image *im, dt_slice code, const char *column) {
    /* a code that a list lacks has the value of its parent */
    for (size_t n = code.len; n >= 2; n--) {
        long row = find_row(cameo(im), "code", (dt_slice){code.ptr, n}, NULL, code);
        dt_slice s = cell_at(cameo(im), row, column);
        if (s.len) return dti_slice_number(s);
    }
    return 0;
}

int dti_quad(const dti_image *im, const char *map, dt_slice type, dt_slice code) {
    const dti_table *t = dti_image_table(im, "world/ontology/quads");
    long row = find_row(t, "map", dti_str(map), "key", type);
    if (row < 0 && code.len >= 2)
        row = find_row(t, "map", dti_str(map), "key", (dt_slice){code.ptr, 2});
    dt_slice s = cell_at(t, row, "quad");
    if (s.len == 1 && s.ptr[0] >= '0' && s.ptr[0] <= '4') return s.ptr[0] - '0';
    return 0;
}

int dti_penta(const dti_image *im, dt_slice type) {
    dt_slice s = cell_at(types(im), find_row(types(im), "type", type, NULL, type), "penta");
    return s.len == 1 && s.ptr[0] >= '1' && s.ptr[0] <= '4' ? s.ptr[0] - '0' : 0;
}

dt_slice dti_cameo_of(const dti_image *im, dt_slice type, dt_slice mode) {
    dt_slice s =
        mode.len ? cell_at(modes(im), find_row(modes(im), "type", type, "mode", mode), "cameo")
                 : mode;
    if (!s.len) s = cell_at(types(im), find_row(types(im), "type", type, NULL, type), "cameo");
    return s;
}

unsigned dti_type_rules(const dti_image *im, dt_slice type) {
    static const struct {
        const char *name;
        unsigned rule;
    } rules[] = {{"soft", DTI_RULE_SOFT},       {"together", DTI_RULE_TOGETHER},
                 {"purpose", DTI_RULE_PURPOSE}, {"meets", DTI_RULE_MEETS},
                 {"asks", DTI_RULE_ASKS},       {"refuses", DTI_RULE_REFUSES},
                 {"force", DTI_RULE_FORCE},     {"threat", DTI_RULE_THREAT},
                 {"there", DTI_RULE_THERE},     {"host", DTI_RULE_HOST},
                 {"home", DTI_RULE_HOME}};
    unsigned found = 0;
    dt_slice rest = cell_at(types(im), find_row(types(im), "type", type, NULL, type), "rules");
    while (rest.len) {
        dt_slice word = dti_slice_cut(&rest, '|');
        for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
            if (dti_slice_is(word, rules[i].name)) found |= rules[i].rule;
    }
    return found;
}

double dti_floor(const dti_image *im, const char *name) {
    const dti_table *t = dti_image_table(im, "world/ontology/floors");
    return dti_slice_number(cell_at(t, find_row(t, "floor", dti_str(name), NULL, dti_str(name)), "value"));
}

dt_slice dti_type_name(const dti_image *im, dt_slice type) {
    return cell_at(types(im), find_row(types(im), "type", type, NULL, type), "name");
}

dt_slice dti_cameo_name(const dti_image *im, dt_slice code) {
    return cell_at(cameo(im), find_row(cameo(im), "code", code, NULL, code), "name");
}

int dti_aspect_rule(const dti_image *im, dt_slice type, dt_slice aspect, dt_slice *becomes,
                    dt_slice *mode) {
    const dti_table *t = dti_image_table(im, "world/ontology/aspect_rules");
    long row = find_row(t, "type", type, "aspect", aspect);
    if (row < 0) return 0;
    *becomes = cell_at(t, row, "becomes");
    *mode = cell_at(t, row, "mode");
    return becomes->len > 0;
}
