/* image.c: packs tables and sections into one image, opens and checks it. */
#include "kb/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/slice.h"

#define MAGIC "DETENTE\1"
#define FORMAT_VERSION 1u
#define MAX_TABLES 4096u

typedef struct header {
    char magic[8];
    uint32_t format, n_tables, n_sections, pad;
    uint64_t size, checksum, tables_at, sections_at;
} header;

typedef struct span {
    uint32_t at, len;
} span;

typedef struct table_entry {
    span name;
    uint32_t n_cols, n_rows;
    uint32_t header_at, lines_at; /* span[n_cols]; uint32_t[n_rows] */
    uint64_t cells_at;            /* span[n_rows * n_cols] */
} table_entry;

typedef struct section_entry {
    span name;
    uint64_t at, len;
} section_entry;

struct dti_table {
    const char *base;
    const table_entry *entry;
    const span *header, *cells;
    const uint32_t *lines;
};

struct dti_image {
    dti_mapping mapping; /* ptr NULL when the bytes are the caller's */
    const char *base;
    size_t len;
    const header *head;
    const section_entry *sections;
    dti_table *tables;
    char version[8];
};

size_t dti_table_n_rows(const dti_table *t) { return t->entry->n_rows; }
size_t dti_table_n_cols(const dti_table *t) { return t->entry->n_cols; }
static dt_slice slice_of(const char *base, span s) { return (dt_slice){base + s.at, s.len}; }
dt_slice dti_table_name(const dti_table *t) { return slice_of(t->base, t->entry->name); }

int dti_table_col(const dti_table *t, const char *name) {
    for (uint32_t c = 0; c < t->entry->n_cols; c++)
        if (dti_slice_is(slice_of(t->base, t->header[c]), name)) return (int)c;
    return -1;
}

dt_slice dti_table_header(const dti_table *t, size_t col) {
    return col < t->entry->n_cols ? slice_of(t->base, t->header[col]) : (dt_slice){"", 0};
}

dt_slice dti_table_cell(const dti_table *t, size_t row, int col) {
    if (col < 0 || row >= t->entry->n_rows || (uint32_t)col >= t->entry->n_cols)
        return (dt_slice){"", 0};
    return slice_of(t->base, t->cells[row * t->entry->n_cols + (size_t)col]);
}

uint32_t dti_table_line(const dti_table *t, size_t row) {
    return row < t->entry->n_rows ? t->lines[row] : 0;
}

const dti_table *dti_image_table_at(const dti_image *image, size_t i) {
    return i < image->head->n_tables ? &image->tables[i] : NULL;
}

size_t dti_image_n_tables(const dti_image *image) { return image->head->n_tables; }
const char *dti_image_version(const dti_image *image) { return image->version; }

/* Tables lie sorted by name. */
const dti_table *dti_image_table(const dti_image *image, const char *name) {
    size_t lo = 0, hi = image->head->n_tables;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = dti_slice_cmp(dti_table_name(&image->tables[mid]), dti_str(name));
        if (c == 0) return &image->tables[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

dt_slice dti_image_section(const dti_image *image, const char *name) {
    for (uint32_t i = 0; i < image->head->n_sections; i++) {
        const section_entry *s = &image->sections[i];
        if (dti_slice_is(slice_of(image->base, s->name), name))
            return (dt_slice){image->base + s->at, (size_t)s->len};
    }
    return (dt_slice){NULL, 0};
}

/* Is [at, at + n * size) inside the file, aligned to `align`? */
static int inside(const dti_image *im, uint64_t at, uint64_t n, uint64_t size, uint64_t align) {
    return at % align == 0 && at <= im->len && n <= im->len && n * size <= im->len - at;
}

static int check_spans(const dti_image *im, const span *s, uint64_t n) {
    for (uint64_t i = 0; i < n; i++)
        if (!inside(im, s[i].at, s[i].len, 1, 1)) return 0;
    return 1;
}

static int open_tables(dti_image *im) {
    const header *h = im->head;
    if (h->n_tables > MAX_TABLES || h->n_sections > MAX_TABLES) return 0;
    if (!inside(im, h->tables_at, h->n_tables, sizeof(table_entry), 8)) return 0;
    if (!inside(im, h->sections_at, h->n_sections, sizeof(section_entry), 8)) return 0;
    const table_entry *entries = (const table_entry *)(im->base + h->tables_at);
    im->sections = (const section_entry *)(im->base + h->sections_at);
    im->tables = calloc(h->n_tables + 1, sizeof *im->tables);
    if (!im->tables) return 0;
    for (uint32_t i = 0; i < h->n_tables; i++) {
        const table_entry *e = &entries[i];
        uint64_t n_cells = (uint64_t)e->n_rows * e->n_cols;
        if (!check_spans(im, &e->name, 1) ||
            !inside(im, e->header_at, e->n_cols, sizeof(span), 4) ||
            !inside(im, e->lines_at, e->n_rows, 4, 4) ||
            !inside(im, e->cells_at, n_cells, sizeof(span), 4))
            return 0;
        dti_table *t = &im->tables[i];
        t->base = im->base;
        t->entry = e;
        t->header = (const span *)(im->base + e->header_at);
        t->lines = (const uint32_t *)(im->base + e->lines_at);
        t->cells = (const span *)(im->base + e->cells_at);
        if (!check_spans(im, t->header, e->n_cols) || !check_spans(im, t->cells, n_cells))
            return 0;
    }
    for (uint32_t i = 0; i < h->n_sections; i++)
        if (!check_spans(im, &im->sections[i].name, 1) ||
            !inside(im, im->sections[i].at, im->sections[i].len, 1, 8))
            return 0;
    return 1;
}

dti_image *dti_image_from_bytes(const char *what, const char *ptr, size_t len, dt_error *err) {
    dti_image *im = calloc(1, sizeof *im);
    if (!im) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    im->base = ptr;
    im->len = len;
    im->head = (const header *)ptr;
    if (len < sizeof(header) || memcmp(ptr, MAGIC, 8) != 0) {
        dti_fail(err, "%s: not a knowledge image; make one with `detente tables compile`",
                 what);
        goto failed;
    }
    if (im->head->format != FORMAT_VERSION) {
        dti_fail(err, "%s: image format %u, this program reads %u; compile the tables again",
                 what, im->head->format, FORMAT_VERSION);
        goto failed;
    }
    if (im->head->size != len) {
        dti_fail(err, "%s: %zu bytes long, should be %llu: the file is cut or damaged", what,
                 len, (unsigned long long)im->head->size);
        goto failed;
    }
    uint64_t sum = XXH64(ptr + sizeof(header), len - sizeof(header), 0);
    if (sum != im->head->checksum || !open_tables(im)) {
        dti_fail(err, "%s: the checksum is wrong: the file is damaged", what);
        goto failed;
    }
    snprintf(im->version, sizeof im->version, "%04x", (unsigned)(sum & 0xffff));
    return im;
failed:
    free(im->tables);
    free(im);
    return NULL;
}

dti_image *dti_image_open(const char *path, dt_error *err) {
    dti_mapping m;
    if (dti_map_file(path, &m, err) != DT_OK) return NULL;
    dti_image *im = dti_image_from_bytes(path, m.ptr, m.len, err);
    if (im)
        im->mapping = m;
    else
        dti_unmap(&m);
    return im;
}

void dti_image_close(dti_image *image) {
    if (!image) return;
    dti_unmap(&image->mapping);
    free(image->tables);
    free(image);
}

/* ---------------------------------------------------------------- packing */

static void pad_to(dti_buf *b, size_t align) {
    while (b->len % align) dti_buf_char(b, 0);
}

static span add_bytes(dti_buf *b, dt_slice s) {
    span r = {(uint32_t)b->len, (uint32_t)s.len};
    dti_buf_slice(b, s);
    return r;
}

static void seal(dti_buf *out, uint32_t n_tables, uint32_t n_sections, uint64_t tables_at,
                 uint64_t sections_at) {
    header h = {.format = FORMAT_VERSION,
                .n_tables = n_tables,
                .n_sections = n_sections,
                .size = out->len,
                .tables_at = tables_at,
                .sections_at = sections_at};
    memcpy(h.magic, MAGIC, 8);
    h.checksum = XXH64(out->ptr + sizeof h, out->len - sizeof h, 0);
    memcpy(out->ptr, &h, sizeof h);
}

/* Writes one table's strings, then its arrays; fills e. */
static void pack_table(dti_buf *out, const dti_text_table *t, table_entry *e, span *spans) {
    size_t n_cells = t->n_rows * t->n_cols;
    e->name = add_bytes(out, t->name);
    e->n_cols = (uint32_t)t->n_cols;
    e->n_rows = (uint32_t)t->n_rows;
    for (size_t i = 0; i < t->n_cols; i++) spans[i] = add_bytes(out, t->header[i]);
    for (size_t i = 0; i < n_cells; i++) spans[t->n_cols + i] = add_bytes(out, t->cells[i]);
    pad_to(out, 8);
    e->header_at = (uint32_t)out->len;
    dti_buf_add(out, (const char *)spans, t->n_cols * sizeof *spans);
    e->cells_at = out->len;
    dti_buf_add(out, (const char *)(spans + t->n_cols), n_cells * sizeof *spans);
    e->lines_at = (uint32_t)out->len;
    dti_buf_add(out, (const char *)t->lines, t->n_rows * sizeof *t->lines);
    pad_to(out, 8);
}

int dti_image_pack(const dti_text_table *tables, size_t n_tables,
                   const dti_section_def *sections, size_t n_sections, dti_buf *out,
                   dt_error *err) {
    int status = DT_FAILED;
    dti_buf built = {0};
    header empty = {0};
    table_entry *entries = calloc(n_tables + 1, sizeof *entries);
    section_entry *places = calloc(n_sections + 1, sizeof *places);
    size_t most = 1;
    for (size_t i = 0; i < n_tables; i++) {
        size_t n = (tables[i].n_rows + 1) * tables[i].n_cols;
        if (n > most) most = n;
    }
    span *spans = calloc(most, sizeof *spans);
    if (!entries || !places || !spans) {
        dti_fail(err, "out of memory");
        goto done;
    }
    dti_buf_clear(out);
    dti_buf_add(out, (const char *)&empty, sizeof empty);
    for (size_t i = 0; i < n_tables; i++) pack_table(out, &tables[i], &entries[i], spans);
    for (size_t done_sections = 0;; done_sections++) {
        /* Seal what stands, so that the next builder reads it as an image. */
        size_t body = out->len;
        uint64_t tables_at = out->len;
        dti_buf_add(out, (const char *)entries, n_tables * sizeof *entries);
        pad_to(out, 8);
        uint64_t sections_at = out->len;
        dti_buf_add(out, (const char *)places, done_sections * sizeof *places);
        if (out->failed || out->len > UINT32_MAX) {
            dti_fail(err, "the image does not fit in memory or in 4 GiB");
            goto done;
        }
        seal(out, (uint32_t)n_tables, (uint32_t)done_sections, tables_at, sections_at);
        if (done_sections == n_sections) break;
        dti_image *image = dti_image_from_bytes("tables", out->ptr, out->len, err);
        if (!image) goto done;
        dti_buf_clear(&built);
        int built_ok = sections[done_sections].build(image, &built, err);
        dti_image_close(image);
        if (built_ok != DT_OK || built.failed) {
            if (built.failed) dti_fail(err, "out of memory");
            goto done;
        }
        out->len = body;
        places[done_sections].name = add_bytes(out, dti_str(sections[done_sections].name));
        pad_to(out, 8);
        places[done_sections].at = out->len;
        places[done_sections].len = built.len;
        dti_buf_add(out, built.ptr, built.len);
        pad_to(out, 8);
    }
    status = DT_OK;
done:
    dti_buf_release(&built);
    free(entries);
    free(places);
    free(spans);
    return status;
}
