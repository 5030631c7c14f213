/* event_out.c: writes events to standard output; tells exporters what the tables know. */
#include "cli/event_out.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/slice.h"
#include "kb/ontology.h"

dti_image *dti_shipped_image(const char *path, dt_error *err) {
    char found[4096];
    if (!path) {
        if (dti_find_shipped("DETENTE_KB", "detente.kb", found, sizeof found, err) != DT_OK)
            return NULL;
        path = found;
    }
    return dti_image_open(path, err);
}

static dt_slice cell(const dti_table *t, size_t row, const char *column) {
    return dti_table_cell(t, row, dti_table_col(t, column));
}

static int tell_countries(dt_exporter *x, const dti_image *image, dt_error *err) {
    const dti_table *t = dti_image_table(image, "world/countries");
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++)
        if (dt_exporter_country(x, cell(t, i, "code"), cell(t, i, "name"), cell(t, i, "fips"),
                                cell(t, i, "cow"), err) != DT_OK)
            return DT_FAILED;
    return DT_OK;
}

static int tell_codes(dt_exporter *x, const dti_image *image, dt_error *err) {
    const dti_table *t = dti_image_table(image, "world/ontology/cameo");
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++) {
        dt_code_facts f = {.code = cell(t, i, "code"), .name = cell(t, i, "name")};
        dt_slice none = {"", 0};
        f.goldstein_icews = dti_goldstein(image, f.code, "goldstein_icews");
        f.goldstein_gdelt = dti_goldstein(image, f.code, "goldstein_gdelt");
        f.quad_gdelt = dti_quad(image, "gdelt", none, f.code);
        f.quad_phoenix = dti_quad(image, "phoenix", none, f.code);
        if (dt_exporter_code(x, &f, err) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

/* A type that coding rules make out of what is to come speaks of it itself. */
static int speaks_ahead(const dti_image *image, dt_slice type) {
    const dti_table *t = dti_image_table(image, "world/ontology/aspect_rules");
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++)
        if (dti_slice_eq(cell(t, i, "becomes"), type)) return 1;
    return 0;
}

static int tell_types(dt_exporter *x, const dti_image *image, dt_error *err) {
    const char *const names[] = {"world/ontology/types", "world/ontology/modes"};
    for (int k = 0; k < 2; k++) {
        const dti_table *t = dti_image_table(image, names[k]);
        for (size_t i = 0; t && i < dti_table_n_rows(t); i++) {
            dt_slice type = cell(t, i, "type"), mode = cell(t, i, "mode");
            if (dt_exporter_type(x, type, mode, dti_plover_score(image, type, mode),
                                 dti_quad(image, "plover", type, (dt_slice){"", 0}),
                                 speaks_ahead(image, type), err) != DT_OK)
                return DT_FAILED;
        }
    }
    return DT_OK;
}

static int tell_sectors(dt_exporter *x, const dti_image *image, dt_error *err) {
    const dti_table *t = dti_image_table(image, "world/ontology/sector_forms");
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++)
        if (dt_exporter_sector(x, cell(t, i, "sector"), cell(t, i, "cameo"),
                               cell(t, i, "icews"), err) != DT_OK)
            return DT_FAILED;
    return DT_OK;
}

static int write_out(void *ctx, const char *bytes, size_t len) {
    (void)ctx;
    return fwrite(bytes, 1, len, stdout) == len ? 0 : -1;
}

int dti_event_out_open(dti_event_out *o, const char *to, const dti_image *image,
                       dt_error *err) {
    memset(o, 0, sizeof *o);
    if (!to) to = isatty(STDOUT_FILENO) ? "table" : "jsonl";
    o->to = to;
    if (strcmp(to, "table") == 0) {
        dti_table_begin(&o->table);
        return DT_OK;
    }
    dt_format format;
    if (dt_format_of(to, &format, err) != DT_OK) return DT_FAILED;
    o->exporter = dt_exporter_new(format, write_out, NULL, err);
    if (!o->exporter) return DT_FAILED;
    if (format == DT_FORMAT_JSONL || format == DT_FORMAT_CSV) return DT_OK;
    if (tell_countries(o->exporter, image, err) != DT_OK ||
        tell_codes(o->exporter, image, err) != DT_OK ||
        tell_types(o->exporter, image, err) != DT_OK)
        return DT_FAILED;
    /* POLECAT's sectors are PLOVER's own */
    return format == DT_FORMAT_POLECAT ? DT_OK : tell_sectors(o->exporter, image, err);
}

static int fail_out(dt_error *err) {
    if (err) snprintf(err->message, sizeof err->message, "standard output: %s", strerror(errno));
    return DT_FAILED;
}

int dti_event_out_row(dti_event_out *o, const dt_event_row *row, dt_error *err) {
    o->n_events++;
    if (!o->exporter) {
        dti_table_event(&o->table, row);
        return ferror(stdout) ? fail_out(err) : DT_OK;
    }
    if (dt_exporter_row(o->exporter, row, err) == DT_OK) return DT_OK;
    return ferror(stdout) ? fail_out(err) : DT_FAILED;
}

int dti_event_out_close(dti_event_out *o, const char *command, dt_error *err) {
    if (!o->exporter) return DT_OK;
    size_t skipped = dt_exporter_skipped(o->exporter);
    int rc = dt_exporter_end(o->exporter, err);
    o->exporter = NULL;
    if (rc != DT_OK) return ferror(stdout) ? fail_out(err) : rc;
    if (skipped)
        fprintf(stderr,
                "detente %s: %zu event%s denied, supposed or to come left out: %s has no column "
                "for aspect; csv and jsonl have\n",
                command, skipped, skipped == 1 ? "" : "s", o->to);
    return DT_OK;
}
