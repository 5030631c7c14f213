/* table_check.c: reads the cells of the tables, names those that cannot be right. */
#include "kb/table_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"

typedef enum domain {
    IN_CODES,  /* code of world/countries */
    IN_SECTORS,/* code of world/sectors */
    IN_TYPES,  /* type of world/ontology/types */
    IN_CONTEXTS, /* context of world/ontology/contexts, or - */
    IN_WORDS,  /* one of the words in `words` */
    ALL_WORDS, /* any of them, parted by | */
    A_DATE,
    LATITUDE,
    LONGITUDE,
    A_NUMBER,
    NOT_EMPTY
} domain;

#define NEEDS "agent|named|known|public" /* what a type asks of a party */

/* Which column of which tables holds what; an empty cell passes all but NOT_EMPTY. */
static const struct {
    const char *prefix, *column;
    domain domain;
    const char *words;
} rules[] = {
    {"world/persons", "name", NOT_EMPTY, NULL},
    {"world/persons", "country", NOT_EMPTY, NULL},
    {"world/persons", "country", IN_CODES, NULL},
    {"world/persons", "sector", IN_SECTORS, NULL},
    {"world/organisations", "name", NOT_EMPTY, NULL},
    {"world/organisations", "country", IN_CODES, NULL},
    {"world/organisations", "sector", IN_SECTORS, NULL},
    {"world/organisations", "kind", IN_WORDS,
     "igo|court|bank|alliance|ngo|union|religious|university|imported|armed|militia|party|movement|"
     "criminal|government|legislature|military|police|intelligence|company|media|agency"},
    {"world/groups", "name", NOT_EMPTY, NULL},
    {"world/groups", "country", IN_CODES, NULL},
    {"world/groups", "sector", IN_SECTORS, NULL},
    {"world/groups", "kind", IN_WORDS, "armed|militia|party|movement|criminal"},
    {"world/institutions", "name", NOT_EMPTY, NULL},
    {"world/institutions", "country", IN_CODES, NULL},
    {"world/institutions", "sector", IN_SECTORS, NULL},
    {"world/institutions", "kind", IN_WORDS,
     "government|legislature|court|military|police|intelligence"},
    {"world/companies", "name", NOT_EMPTY, NULL},
    {"world/companies", "country", IN_CODES, NULL},
    {"world/companies", "sector", IN_SECTORS, NULL},
    {"world/media", "name", NOT_EMPTY, NULL},
    {"world/media", "country", IN_CODES, NULL},
    {"world/media", "sector", IN_SECTORS, NULL},
    {"world/members", "country", IN_CODES, NULL},
    {"world/places", "name", NOT_EMPTY, NULL},
    {"world/places", "country", IN_CODES, NULL},
    {"world/places", "lat", LATITUDE, NULL},
    {"world/places", "lon", LONGITUDE, NULL},
    {"world/places", "population", A_NUMBER, NULL},
    {"world/places", "kind", IN_WORDS, "capital|city|admin1|region|water|site"},
    {"world/towns", "name", NOT_EMPTY, NULL},
    {"world/towns", "country", IN_CODES, NULL},
    {"world/towns", "lat", LATITUDE, NULL},
    {"world/towns", "lon", LONGITUDE, NULL},
    {"world/towns", "population", A_NUMBER, NULL},
    {"world/towns", "kind", IN_WORDS, "town|admin1|admin2|short"},
    {"world/countries", "code", NOT_EMPTY, NULL},
    {"world/countries", "parent", IN_CODES, NULL},
    {"world/countries", "lat", LATITUDE, NULL},
    {"world/countries", "lon", LONGITUDE, NULL},
    {"world/countries", "kind", IN_WORDS, "un|observer|disputed|former|territory|bloc"},
    {"en/country_names", "form", NOT_EMPTY, NULL},
    {"en/country_names", "code", NOT_EMPTY, NULL},
    {"en/country_names", "code", IN_CODES, NULL},
    {"en/country_names", "sector", IN_SECTORS, NULL},
    {"en/country_names", "kind", IN_WORDS,
     "name|adjective|demonym|demonyms|capital|metonym|abbreviation|prefix|short"},
    {"en/contexts", "word", NOT_EMPTY, NULL},
    {"en/contexts", "context", NOT_EMPTY, NULL},
    {"en/contexts", "context", IN_CONTEXTS, NULL},
    {"en/named_acts", "noun", NOT_EMPTY, NULL},
    {"en/named_acts", "types", NOT_EMPTY, NULL},
    {"en/roles", "phrase", NOT_EMPTY, NULL},
    {"en/roles", "sector", IN_SECTORS, NULL},
    {"en/roles", "kind", IN_WORDS, "person|group|institution"},
    {"en/roles", "title", IN_WORDS, "yes|no"},
    {"en/roles", "alone", IN_WORDS, "yes|no"},
    {"en/frames/", "type", IN_TYPES, NULL},
    {"world/ontology/types", "rules", ALL_WORDS, "soft|together|purpose|meets|asks|refuses|force|threat|there|host|home"},
    {"world/ontology/types", "source", IN_WORDS, NEEDS},
    {"world/ontology/types", "target", IN_WORDS, NEEDS},
    {"world/ontology/types", "either", IN_WORDS, NEEDS},
    {"world/ontology/floors", "floor", IN_WORDS, "unsure|unsure_small|soft|nobody|history_days"},
    {"world/ontology/floors", "value", NOT_EMPTY, NULL},
    {"world/ontology/floors", "value", A_NUMBER, NULL},
    {"world/", "from", A_DATE, NULL},
    {"world/", "to", A_DATE, NULL},
};

typedef struct checker {
    dt_slice *codes, *sectors, *types, *contexts;
    size_t n_codes, n_sectors, n_types, n_contexts;
    dti_table_report *report;
    void *ctx;
    size_t n_errors;
} checker;

static int col_of(const dti_text_table *t, const char *name) {
    for (size_t i = 0; i < t->n_cols; i++)
        if (dti_slice_is(t->header[i], name)) return (int)i;
    return -1;
}

static dt_slice cell(const dti_text_table *t, size_t row, int col) {
    return col < 0 ? (dt_slice){"", 0} : t->cells[row * t->n_cols + (size_t)col];
}

static int edits(dt_slice a, dt_slice b) {
    int row[2][40];
    if (a.len > 38 || b.len > 38) return 99;
    for (size_t j = 0; j <= b.len; j++) row[0][j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        int *cur = row[i & 1], *old = row[(i - 1) & 1];
        cur[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.ptr[i - 1], y = b.ptr[j - 1];
            int best = old[j - 1] + ((x | 32) != (y | 32));
            if (old[j] + 1 < best) best = old[j] + 1;
            if (cur[j - 1] + 1 < best) best = cur[j - 1] + 1;
            cur[j] = best;
        }
    }
    return row[a.len & 1][b.len];
}

dt_slice dti_nearest_word(dt_slice word, const dt_slice *words, size_t n) {
    int best = 3;
    dt_slice nearest = {"", 0};
    for (size_t i = 0; i < n; i++) {
        int d = edits(word, words[i]);
        if (d < best && (size_t)d < words[i].len) best = d, nearest = words[i];
    }
    return nearest;
}

static void fail(checker *k, const dti_checked_table *t, size_t row, const char *message) {
    k->report(k->ctx, t->path, t->table->lines[row], message);
    k->n_errors++;
}

static void fail_word(checker *k, const dti_checked_table *t, size_t row, const char *column,
                      dt_slice word, const char *where, const dt_slice *words, size_t n) {
    char message[256];
    dt_slice near = dti_nearest_word(word, words, n);
    snprintf(message, sizeof message, "%s \"%.*s\" is not in %s%s%.*s%s", column,
             (int)(word.len < 60 ? word.len : 60), word.ptr, where,
             near.len ? "; did you mean " : "", (int)near.len, near.ptr, near.len ? "?" : "");
    fail(k, t, row, message);
}

static int has(dt_slice word, const dt_slice *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (dti_slice_eq(word, words[i])) return 1;
    return 0;
}

static int read_date(dt_slice s, dti_date *out) {
    if (s.len && s.ptr[0] == '~') s.ptr++, s.len--;
    return dti_date_read(s, out);
}

static int read_real(dt_slice s, double *out) {
    char text[40], *end;
    if (s.len >= sizeof text) return DT_FAILED;
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    *out = strtod(text, &end);
    return *end || end == text ? DT_FAILED : DT_OK;
}

static void check_cell(checker *k, const dti_checked_table *t, size_t row, size_t rule,
                       dt_slice value) {
    char message[256];
    const char *column = rules[rule].column;
    double x = 0;
    dti_date d;
    dt_slice words[32], rest = dti_str(rules[rule].words);
    size_t n = 0;
    if (!value.len && rules[rule].domain != NOT_EMPTY) return;
    switch (rules[rule].domain) {
    case NOT_EMPTY:
        if (value.len) return;
        snprintf(message, sizeof message, "%s is empty", column);
        fail(k, t, row, message);
        return;
    case IN_CODES:
        if (k->n_codes && !has(value, k->codes, k->n_codes))
            fail_word(k, t, row, column, value, "countries.tsv", k->codes, k->n_codes);
        return;
    case IN_SECTORS:
        if (k->n_sectors && !has(value, k->sectors, k->n_sectors))
            fail_word(k, t, row, column, value, "sectors.tsv", k->sectors, k->n_sectors);
        return;
    case IN_TYPES:
        if (dti_slice_is(value, "-")) return; /* a row that says: no act */
        if (k->n_types && !has(value, k->types, k->n_types))
            fail_word(k, t, row, column, value, "types.tsv", k->types, k->n_types);
        return;
    case IN_CONTEXTS:
        if (dti_slice_is(value, "-")) return; /* the phrase tells none */
        if (k->n_contexts && !has(value, k->contexts, k->n_contexts))
            fail_word(k, t, row, column, value, "contexts.tsv", k->contexts, k->n_contexts);
        return;
    case IN_WORDS:
    case ALL_WORDS:
        while (rest.len && n < 32) words[n++] = dti_slice_cut(&rest, '|');
        while (value.len) {
            dt_slice one = value;
            if (rules[rule].domain == ALL_WORDS) one = dti_slice_cut(&value, '|');
            else value.len = 0;
            if (!has(one, words, n))
                fail_word(k, t, row, column, one, "the kinds that the column knows", words, n);
        }
        return;
    case A_DATE:
        if (read_date(value, &d) == DT_OK) return;
        snprintf(message, sizeof message, "%s \"%.*s\" is no date YYYY, YYYY-MM or YYYY-MM-DD",
                 column, (int)(value.len < 40 ? value.len : 40), value.ptr);
        fail(k, t, row, message);
        return;
    case LATITUDE:
    case LONGITUDE:
    case A_NUMBER: {
        double most = rules[rule].domain == LATITUDE    ? 90
                      : rules[rule].domain == LONGITUDE ? 180
                                                        : 1e11;
        if (read_real(value, &x) == DT_OK && x >= (rules[rule].domain == A_NUMBER ? 0 : -most) &&
            x <= most)
            return;
        snprintf(message, sizeof message, "%s \"%.*s\" is no number in range", column,
                 (int)(value.len < 40 ? value.len : 40), value.ptr);
        fail(k, t, row, message);
        return;
    }
    }
}

static void check_order(checker *k, const dti_checked_table *t, int from, int to) {
    char message[160];
    dti_date a, b;
    for (size_t row = 0; row < t->table->n_rows; row++) {
        dt_slice x = cell(t->table, row, from), y = cell(t->table, row, to);
        if (read_date(x, &a) != DT_OK || read_date(y, &b) != DT_OK) continue;
        if (dti_date_first_day(&a) <= dti_date_last_day(&b)) continue;
        snprintf(message, sizeof message, "it ends (%.*s) before it begins (%.*s)", (int)y.len,
                 y.ptr, (int)x.len, x.ptr);
        fail(k, t, row, message);
    }
}

/* ------------------------------------------------------------------ rows against each other */

typedef struct sorted_row {
    const dti_checked_table *table;
    size_t row;
    dt_slice name, country, office, org;
    int32_t from, to;
} sorted_row;

static int by_office(const void *pa, const void *pb) {
    const sorted_row *a = pa, *b = pb;
    int c;
    if ((c = dti_slice_cmp(a->name, b->name))) return c;
    if ((c = dti_slice_cmp(a->country, b->country))) return c;
    if ((c = dti_slice_cmp(a->office, b->office))) return c;
    if ((c = dti_slice_cmp(a->org, b->org))) return c;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* One person in the same office twice at a time: a day of change may stand in both rows. */
static void check_overlaps(checker *k, const dti_checked_table *tables, size_t n) {
    size_t n_rows = 0, at = 0;
    char message[256];
    dti_date d;
    for (size_t i = 0; i < n; i++)
        if (dti_slice_starts(tables[i].table->name, "world/persons"))
            n_rows += tables[i].table->n_rows;
    sorted_row *rows = calloc(n_rows + 1, sizeof *rows);
    for (size_t i = 0; rows && i < n; i++) {
        const dti_text_table *t = tables[i].table;
        if (!dti_slice_starts(t->name, "world/persons")) continue;
        int from = col_of(t, "from"), to = col_of(t, "to");
        for (size_t row = 0; row < t->n_rows; row++) {
            sorted_row *r = &rows[at++];
            *r = (sorted_row){&tables[i],
                              row,
                              cell(t, row, col_of(t, "name")),
                              cell(t, row, col_of(t, "country")),
                              cell(t, row, col_of(t, "office")),
                              cell(t, row, col_of(t, "org")),
                              INT32_MIN,
                              INT32_MAX};
            if (read_date(cell(t, row, from), &d) == DT_OK) r->from = dti_date_first_day(&d);
            if (read_date(cell(t, row, to), &d) == DT_OK) r->to = dti_date_first_day(&d);
        }
    }
    if (rows) qsort(rows, at, sizeof *rows, by_office);
    for (size_t i = 1; rows && i < at; i++) {
        const sorted_row *a = &rows[i - 1], *b = &rows[i];
        if (!dti_slice_eq(a->name, b->name) || !dti_slice_eq(a->country, b->country) ||
            !dti_slice_eq(a->office, b->office) || !dti_slice_eq(a->org, b->org) ||
            a->to <= b->from || (!a->table->is_new && !b->table->is_new))
            continue;
        const sorted_row *newer = b->table->is_new ? b : a, *older = newer == b ? a : b;
        snprintf(message, sizeof message,
                 "%.*s is \"%.*s\" twice at a time: the row overlaps line %u of %s",
                 (int)(b->name.len < 60 ? b->name.len : 60), b->name.ptr,
                 (int)(b->office.len < 60 ? b->office.len : 60), b->office.ptr,
                 older->table->table->lines[older->row], older->table->path);
        fail(k, newer->table, newer->row, message);
    }
    free(rows);
}

typedef struct whole_row {
    const dti_text_table *t;
    size_t row;
} whole_row;

static int by_cells(const void *pa, const void *pb) {
    const whole_row *a = pa, *b = pb;
    for (size_t c = 0; c < a->t->n_cols; c++) {
        int order = dti_slice_cmp(cell(a->t, a->row, (int)c), cell(b->t, b->row, (int)c));
        if (order) return order;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static void check_twice(checker *k, const dti_checked_table *t) {
    char message[80];
    const dti_text_table *x = t->table;
    whole_row *rows = calloc(x->n_rows + 1, sizeof *rows);
    for (size_t i = 0; rows && i < x->n_rows; i++) rows[i] = (whole_row){x, i};
    if (rows) qsort(rows, x->n_rows, sizeof *rows, by_cells);
    for (size_t i = 1; rows && i < x->n_rows; i++) {
        int same = 1;
        for (size_t c = 0; c < x->n_cols; c++)
            same &= dti_slice_eq(cell(x, rows[i - 1].row, (int)c), cell(x, rows[i].row, (int)c));
        if (!same) continue;
        snprintf(message, sizeof message, "the same row stands in line %u",
                 x->lines[rows[i - 1].row]);
        fail(k, t, rows[i].row, message);
    }
    free(rows);
}

static dt_slice *list_of(const dti_checked_table *tables, size_t n, const char *name,
                         const char *column, size_t *n_out) {
    *n_out = 0;
    for (size_t i = 0; i < n; i++) {
        const dti_text_table *t = tables[i].table;
        if (!dti_slice_is(t->name, name)) continue;
        dt_slice *words = calloc(t->n_rows + 1, sizeof *words);
        int col = col_of(t, column);
        for (size_t row = 0; words && row < t->n_rows; row++) words[(*n_out)++] = cell(t, row, col);
        return words;
    }
    return NULL;
}

size_t dti_tables_check(const dti_checked_table *tables, size_t n, dti_table_report *report,
                        void *ctx) {
    checker k = {.report = report, .ctx = ctx};
    k.codes = list_of(tables, n, "world/countries", "code", &k.n_codes);
    k.sectors = list_of(tables, n, "world/sectors", "code", &k.n_sectors);
    k.types = list_of(tables, n, "world/ontology/types", "type", &k.n_types);
    k.contexts = list_of(tables, n, "world/ontology/contexts", "context", &k.n_contexts);
    for (size_t i = 0; i < n; i++) {
        const dti_text_table *t = tables[i].table;
        if (!tables[i].is_new) continue;
        for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++) {
            int col = col_of(t, rules[rule].column);
            if (col < 0 || !dti_slice_starts(t->name, rules[rule].prefix)) continue;
            for (size_t row = 0; row < t->n_rows; row++)
                check_cell(&k, &tables[i], row, rule, cell(t, row, col));
        }
        int from = col_of(t, "from"), to = col_of(t, "to");
        if (from >= 0 && to >= 0 && dti_slice_starts(t->name, "world/"))
            check_order(&k, &tables[i], from, to);
        if (dti_slice_starts(t->name, "world/")) check_twice(&k, &tables[i]);
    }
    check_overlaps(&k, tables, n);
    free(k.codes);
    free(k.sectors);
    free(k.types);
    free(k.contexts);
    return k.n_errors;
}
