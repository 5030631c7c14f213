/* export.c: events in, lines of a named format out; keeps the facts that formats ask for. */
#include "store/export.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"

/* One row a format: its names, how it is written, and whether it can say aspect. */
static const struct format_row {
    const char *name;
    dt_format format;
    const char *header;
    void (*row)(dt_exporter *x, const dt_event_row *row);
    int has_aspect;
} FORMATS[] = {
    {"jsonl", DT_FORMAT_JSONL, NULL, NULL, 1},
    {"csv", DT_FORMAT_CSV, dti_csv_header, dti_csv_row, 1},
    {"gdelt", DT_FORMAT_GDELT2, NULL, dti_gdelt_row, 0},
    {"gdelt2", DT_FORMAT_GDELT2, NULL, dti_gdelt_row, 0},
    {"gdelt1", DT_FORMAT_GDELT1, NULL, dti_gdelt_row, 0},
    {"gdelt-mentions", DT_FORMAT_GDELT2_MENTIONS, NULL, dti_gdelt_mention_row, 0},
    {"icews", DT_FORMAT_ICEWS, dti_icews_header, dti_icews_row, 0},
    {"polecat", DT_FORMAT_POLECAT, dti_polecat_header, dti_polecat_row, 0},
    {"phoenix", DT_FORMAT_PHOENIX, NULL, dti_phoenix_row, 0},
    {"petrarch2", DT_FORMAT_PETRARCH2, NULL, dti_petrarch_row, 0},
};
#define N_FORMATS (sizeof FORMATS / sizeof *FORMATS)

static const struct format_row *row_of(dt_format format) {
    for (size_t i = 0; i < N_FORMATS; i++)
        if (FORMATS[i].format == format) return &FORMATS[i];
    return NULL;
}

int dt_format_of(const char *name, dt_format *out, dt_error *err) {
    char names[160];
    size_t at = 0;
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (name && strcmp(name, FORMATS[i].name) == 0) {
            *out = FORMATS[i].format;
            return DT_OK;
        }
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "",
                               FORMATS[i].name);
    }
    return dti_fail(err, "%s is no format; one of %s", name ? name : "(none)", names);
}

dt_exporter *dt_exporter_new(dt_format format, dt_write_fn *write, void *ctx, dt_error *err) {
    if (!row_of(format)) {
        dti_fail(err, "%d is no format", (int)format);
        return NULL;
    }
    dt_exporter *x = calloc(1, sizeof *x);
    if (!x) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    x->format = format;
    x->write = write;
    x->ctx = ctx;
    dti_arena_init(&x->arena, 0);
    dti_buf_init(&x->line);
    return x;
}

/* ------------------------------------------------------------------ facts */

static dt_slice keep(dt_exporter *x, dt_slice s) {
    char *p = dti_arena_copy(&x->arena, s.len ? s.ptr : "", s.len);
    return dti_slice(p ? p : "", p ? s.len : 0);
}

static int kept(dt_exporter *x, const void *slot, dt_error *err) {
    x->facts.sorted = 0;
    return slot && !x->arena.failed ? DT_OK : dti_fail(err, "out of memory");
}

int dt_exporter_country(dt_exporter *x, dt_slice iso3, dt_slice name, dt_slice fips,
                        dt_slice cow, dt_error *err) {
    dti_export_facts *f = &x->facts;
    dti_country_fact *c =
        dti_arena_push(&x->arena, &f->countries, &f->n_countries, &f->cap_countries, sizeof *c);
    if (c) *c = (dti_country_fact){keep(x, iso3), keep(x, name), keep(x, fips), keep(x, cow)};
    return kept(x, c, err);
}

int dt_exporter_code(dt_exporter *x, const dt_code_facts *facts, dt_error *err) {
    dti_export_facts *f = &x->facts;
    dt_code_facts *c =
        dti_arena_push(&x->arena, &f->codes, &f->n_codes, &f->cap_codes, sizeof *c);
    if (c) {
        *c = *facts;
        c->code = keep(x, facts->code);
        c->name = keep(x, facts->name);
    }
    return kept(x, c, err);
}

int dt_exporter_type(dt_exporter *x, dt_slice type, dt_slice mode, double score, int quad,
                     int speaks_ahead, dt_error *err) {
    dti_export_facts *f = &x->facts;
    dti_type_fact *t =
        dti_arena_push(&x->arena, &f->types, &f->n_types, &f->cap_types, sizeof *t);
    if (t) *t = (dti_type_fact){keep(x, type), keep(x, mode), score, quad, speaks_ahead};
    return kept(x, t, err);
}

int dt_exporter_sector(dt_exporter *x, dt_slice sector, dt_slice cameo, dt_slice icews,
                       dt_error *err) {
    dti_export_facts *f = &x->facts;
    dti_sector_fact *s =
        dti_arena_push(&x->arena, &f->sectors, &f->n_sectors, &f->cap_sectors, sizeof *s);
    if (s) *s = (dti_sector_fact){keep(x, sector), keep(x, cameo), keep(x, icews)};
    return kept(x, s, err);
}

/* The key is the first member of every kind of fact. */
static int by_key(const void *a, const void *b) {
    return dti_slice_cmp(*(const dt_slice *)a, *(const dt_slice *)b);
}

static int by_type(const void *pa, const void *pb) {
    const dti_type_fact *a = pa, *b = pb;
    int c = dti_slice_cmp(a->type, b->type);
    return c ? c : dti_slice_cmp(a->mode, b->mode);
}

static void sort(void *all, size_t n, size_t size, int (*cmp)(const void *, const void *)) {
    if (n) qsort(all, n, size, cmp);
}

static const void *find(const void *key, const void *all, size_t n, size_t size,
                        int (*cmp)(const void *, const void *)) {
    return n ? bsearch(key, all, n, size, cmp) : NULL;
}

static void sort_facts(dti_export_facts *f) {
    if (f->sorted) return;
    sort(f->countries, f->n_countries, sizeof *f->countries, by_key);
    sort(f->codes, f->n_codes, sizeof *f->codes, by_key);
    sort(f->sectors, f->n_sectors, sizeof *f->sectors, by_key);
    sort(f->types, f->n_types, sizeof *f->types, by_type);
    f->sorted = 1;
}

const dti_country_fact *dti_country_fact_of(const dt_exporter *x, dt_slice iso3) {
    const dti_export_facts *f = &x->facts;
    return find(&iso3, f->countries, f->n_countries, sizeof *f->countries, by_key);
}

const dt_code_facts *dti_code_fact_of(const dt_exporter *x, dt_slice cameo) {
    const dti_export_facts *f = &x->facts;
    for (; cameo.len >= 2; cameo.len--) {
        const dt_code_facts *c = find(&cameo, f->codes, f->n_codes, sizeof *f->codes, by_key);
        if (c) return c;
    }
    return NULL;
}

const dti_sector_fact *dti_sector_fact_of(const dt_exporter *x, dt_slice sector) {
    const dti_export_facts *f = &x->facts;
    return find(&sector, f->sectors, f->n_sectors, sizeof *f->sectors, by_key);
}

const dti_type_fact *dti_type_fact_of(const dt_exporter *x, dt_slice type, dt_slice mode) {
    const dti_export_facts *f = &x->facts;
    dti_type_fact key = {.type = type, .mode = mode};
    const dti_type_fact *t = find(&key, f->types, f->n_types, sizeof *f->types, by_type);
    key.mode = (dt_slice){"", 0};
    return t ? t : find(&key, f->types, f->n_types, sizeof *f->types, by_type);
}

/* ------------------------------------------------------------------ who against whom */

static uint64_t number_of(const dt_event *e, const dt_actor *s, const dt_actor *t, size_t k) {
    uint64_t parts[4] = {XXH3_64bits(e->id.len ? e->id.ptr : "", e->id.len), s ? s->start : 0,
                         t ? t->start : 0, k};
    /* 53 bits: R, JavaScript and spreadsheets read integers as doubles. */
    uint64_t h = XXH3_64bits(parts, sizeof parts) >> 11;
    return h ? h : 1;
}

size_t dti_export_dyads(const dt_event *e, dti_export_dyad out[DTI_MAX_EXPORT_DYADS]) {
    size_t n = 0;
    int reciprocal = e->n_targets == 0 && e->n_sources > 1;
    const dt_actor *targets = reciprocal ? e->sources : e->targets;
    size_t n_targets = reciprocal ? e->n_sources : e->n_targets;
    if (n_targets == 0 && e->n_sources) {
        out[0] = (dti_export_dyad){&e->sources[0], NULL,
                                   number_of(e, &e->sources[0], NULL, 0)};
        return 1;
    }
    if (e->n_sources == 0)
        for (size_t j = 0; j < n_targets && n < DTI_MAX_EXPORT_DYADS; j++, n++)
            out[n] = (dti_export_dyad){NULL, &targets[j], number_of(e, NULL, &targets[j], j)};
    for (size_t i = 0; i < e->n_sources; i++)
        for (size_t j = 0; j < n_targets && n < DTI_MAX_EXPORT_DYADS; j++) {
            const dt_actor *s = &e->sources[i], *t = &targets[j];
            /* two of one delegation do not meet each other */
            if (reciprocal &&
                (i == j || (s->code.len && dti_slice_eq(s->code, t->code))))
                continue;
            out[n++] = (dti_export_dyad){s, t, number_of(e, s, t, i * n_targets + j)};
        }
    if (n == 0 && e->n_sources) {
        out[0] = (dti_export_dyad){&e->sources[0], NULL,
                                   number_of(e, &e->sources[0], NULL, 0)};
        n = 1;
    }
    return n;
}

int32_t dti_export_day(const dt_event_row *row) {
    int precision;
    const dt_event *e = &row->event;
    int ahead = e->aspect == DT_ASPECT_FUTURE || e->aspect == DT_ASPECT_HYPOTHETICAL;
    int32_t published = dti_event_day(row->published, &precision);
    if (ahead && published != DTI_NO_DAY) return published;
    int32_t day = dti_event_day(e->date, &precision);
    return day != DTI_NO_DAY ? day : published;
}

/*
 * Can a format without aspect say it?  Not what is denied.  Of what is to come or supposed only
 * types that say so themselves: "will visit" was coded as the promise, an AGREE, and that was
 * made; "may strike" as the threat.
 */
static int sayable(const dt_exporter *x, const dt_event *e) {
    if (e->aspect == DT_ASPECT_ACTUAL || e->aspect == DT_ASPECT_HISTORICAL) return 1;
    if (e->aspect == DT_ASPECT_NEGATED) return 0;
    const dti_type_fact *t = dti_type_fact_of(x, e->plover, e->mode);
    return t && t->speaks_ahead;
}

/* ------------------------------------------------------------------ cells */

/*
 * No cell of these formats is quoted, but pandas and R take one that begins with a double quote
 * for a quoted one, and swallow tabs and lines up to the next: they become single ones.
 */
void dti_tsv_cell(dti_buf *b, dt_slice s) {
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        while (i < s.len && (unsigned char)s.ptr[i] >= 0x20 && s.ptr[i] != 0x7f &&
               s.ptr[i] != '"')
            i++;
        dti_buf_add(b, s.ptr + from, i - from);
        if (i < s.len) {
            dti_buf_char(b, s.ptr[i] == '"' ? '\'' : ' ');
            i++;
        }
    }
}

void dti_tsv_next(dti_buf *b, dt_slice s) {
    dti_buf_char(b, '\t');
    dti_tsv_cell(b, s);
}

dt_slice dti_actor_sector(const dt_actor *a, size_t i) {
    dt_slice all = a->sector;
    if (a->country.len && a->code.len > a->country.len &&
        memcmp(a->code.ptr, a->country.ptr, a->country.len) == 0)
        all = dti_slice(a->code.ptr + a->country.len, a->code.len - a->country.len);
    else if (!a->country.len && a->code.len)
        all = a->code;
    size_t at = i * 3;
    if (at >= all.len) return (dt_slice){"", 0};
    return dti_slice(all.ptr + at, all.len - at < 3 ? all.len - at : 3);
}

dt_slice dti_cameo_sector(const dt_exporter *x, const dt_actor *a, size_t i) {
    for (size_t k = 0;; k++) {
        dt_slice s = dti_actor_sector(a, k);
        if (!s.len) return s;
        const dti_sector_fact *f = dti_sector_fact_of(x, s);
        if (f) s = f->cameo;
        if (!s.len) continue; /* a sector that CAMEO has no word for */
        if (i-- == 0) return s;
    }
}

void dti_cameo_actor(const dt_exporter *x, const dt_actor *a, dti_buf *out) {
    if (!a) return;
    dti_tsv_cell(out, a->country);
    for (size_t i = 0; i < 3; i++) dti_tsv_cell(out, dti_cameo_sector(x, a, i));
}

/* ------------------------------------------------------------------ rows */

static int flush(dt_exporter *x, dt_error *err) {
    if (x->line.failed) return dti_fail(err, "out of memory");
    if (x->line.len && x->write(x->ctx, x->line.ptr, x->line.len) != 0) x->failed = 1;
    dti_buf_clear(&x->line);
    return x->failed ? dti_fail(err, "cannot write the output") : DT_OK;
}

static void begin(dt_exporter *x) {
    const struct format_row *f = row_of(x->format);
    if (!x->begun && f->header) {
        dti_buf_str(&x->line, f->header);
        dti_buf_char(&x->line, '\n');
    }
    x->begun = 1;
    sort_facts(&x->facts);
}

int dt_exporter_row(dt_exporter *x, const dt_event_row *row, dt_error *err) {
    const struct format_row *f = row_of(x->format);
    begin(x);
    if (!f->has_aspect && !sayable(x, &row->event)) {
        x->skipped++;
        return flush(x, err);
    }
    if (f->row) {
        f->row(x, row);
    } else {
        dti_event_json(&x->line, row);
        dti_buf_char(&x->line, '\n');
    }
    return flush(x, err);
}

size_t dt_exporter_skipped(const dt_exporter *x) { return x->skipped; }

int dt_exporter_end(dt_exporter *x, dt_error *err) {
    if (!x) return DT_OK;
    begin(x);
    int rc = flush(x, err);
    dti_buf_release(&x->line);
    dti_arena_release(&x->arena);
    free(x);
    return rc;
}

int dt_doc_rows(const dt_doc *doc, const char *version, dt_event_fn *fn, void *ctx) {
    int precision;
    for (size_t i = 0; i < dt_doc_n_events(doc); i++) {
        dt_event_row row = {.event = *dt_doc_event(doc, i),
                            .doc_id = dt_doc_id(doc),
                            .url = dt_doc_url(doc),
                            .title = dt_doc_title(doc),
                            .publisher = dt_doc_source(doc),
                            .lang = dt_doc_lang(doc),
                            .published = dt_doc_published(doc),
                            .version = dti_str(version),
                            .n_stories = 1,
                            .n_publishers = 1};
        row.day = dti_event_day(row.event.date.len ? row.event.date : row.published, &precision);
        if (fn(ctx, &row)) return DT_FAILED;
    }
    return DT_OK;
}
