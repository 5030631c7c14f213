/* api_events.c: reads events by a filter, answers pages of them, downloads and one in full. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "serve/answer.h"
#include "serve/event_page.h"
#include "store/store.h"

static const struct {
    const char *name;
    dt_order order;
} ORDERS[] = {{"-date", DT_BY_DATE_DESC},       {"date", DT_BY_DATE},
              {"confidence", DT_BY_CONFIDENCE}, {"score", DT_BY_SCORE},
              {"-score", DT_BY_SCORE_DESC},     {"-published", DT_BY_PUBLISHED_DESC}};

static dt_filter filter_of(const dti_params *p) {
    const char *order = dti_param_text(p, "order");
    dt_filter f = {.a = dti_param_text(p, "a"),
                   .b = dti_param_text(p, "b"),
                   .directed = (int)dti_param_int(p, "directed", 0),
                   .type = dti_param_text(p, "type"),
                   .mode = dti_param_text(p, "mode"),
                   .cameo = dti_param_text(p, "cameo"),
                   .quads = dti_param_text(p, "quad"),
                   .aspects = dti_param_text(p, "aspect"),
                   .place = dti_param_text(p, "place"),
                   .from = dti_param_text(p, "from"),
                   .to = dti_param_text(p, "to"),
                   .as_of = dti_param_text(p, "as_of"),
                   .text = dti_param_text(p, "text"),
                   .source = dti_param_text(p, "source"),
                   .doc_id = dti_param_text(p, "doc"),
                   .story_id = dti_param_text(p, "story"),
                   .min_confidence = dti_param_real(p, "min_confidence", 0)};
    for (size_t i = 0; order && i < sizeof ORDERS / sizeof *ORDERS; i++)
        if (strcmp(order, ORDERS[i].name) == 0) f.order = ORDERS[i].order;
    return f;
}

/* ------------------------------------------------------------------ downloads */

typedef struct download {
    dt_exporter *exporter;
    FILE *file;
    uint64_t bytes;
    int too_large;
    dt_error *err;
    int failed;
} download;

static int write_file(void *ctx, const char *bytes, size_t len) {
    download *d = ctx;
    d->bytes += len;
    if (d->bytes > DTI_MAX_DOWNLOAD_BYTES) d->too_large = 1;
    return d->too_large || fwrite(bytes, 1, len, d->file) != len ? -1 : 0;
}

static int put_row(void *ctx, const dt_event_row *row) {
    download *d = ctx;
    d->failed = dt_exporter_row(d->exporter, row, d->err) != DT_OK;
    return d->failed;
}

/*
 * The whole download lies in a file without a name before the first byte is sent: a slow client
 * then holds neither the store nor memory, and an error on the way is a problem, not a torn
 * file.
 */
static int send_file(const dti_ask *ask, const dt_filter *f, const char *format,
                     dti_answer *out, dt_error *err) {
    download d = {.err = err};
    int is_csv = strcmp(format, "csv") == 0, rc = DT_FAILED;
    if (!(d.file = tmpfile())) return dti_fail(err, "no room for a download in $TMPDIR");
    d.exporter = dt_exporter_new(is_csv ? DT_FORMAT_CSV : DT_FORMAT_JSONL, write_file, &d, err);
    if (d.exporter) {
        rc = dt_store_events(ask->store, f, put_row, &d, err);
        if (dt_exporter_end(d.exporter, rc == DT_OK ? err : NULL) != DT_OK) rc = DT_FAILED;
    }
    if (d.failed || fflush(d.file) != 0) rc = DT_FAILED;
    if (d.too_large) {
        dti_problem(out, 413, "The download is too large",
                    "more than 4 GiB; ask for fewer events, or use detente export");
        rc = DT_OK;
    } else if (rc == DT_OK) {
        out->type = is_csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        out->fd = dup(fileno(d.file));
        out->file_bytes = d.bytes;
        snprintf(out->filename, sizeof out->filename, "detente-events.%s", format);
        if (out->fd < 0) rc = dti_fail(err, "too many open files");
    }
    fclose(d.file);
    return rc;
}

int dti_get_events(const dti_ask *ask, dti_answer *out, dt_error *err) {
    const dti_params *p = ask->params;
    const char *format = dti_param_text(p, "format");
    dt_filter f = filter_of(p);
    if (f.directed && (!f.a || !f.b)) {
        dti_problem(out, 400, "A parameter is missing",
                    "directed is between two: a and b are needed");
        return DT_OK;
    }
    if (f.b && !f.a) {
        f.a = f.b;
        f.b = NULL;
    }
    if (format && strcmp(format, "json") != 0) {
        f.offset = (size_t)dti_param_int(p, "offset", 0);
        f.limit = (size_t)dti_param_int(p, "limit", 0);
        return send_file(ask, &f, format, out, err);
    }
    size_t total = 0;
    dti_briefs l = {ask->words, &out->body, ask->store, 0};
    dti_page_of(ask, &f.offset, &f.limit);
    dti_buf_str(&out->body, "{\"items\":[");
    if (dt_store_events(ask->store, &f, dti_briefs_add, &l, err) != DT_OK) return DT_FAILED;
    int known = l.n < f.limit && (l.n || !f.offset);
    size_t ceiling = f.text ? DTI_COUNT_WORDS_CEILING : DTI_COUNT_CEILING;
    if (ceiling < f.offset + l.n + 1) ceiling = f.offset + l.n + 1;
    if (known)
        total = f.offset + l.n;
    else if (dti_count_events(ask->store, &f, ceiling, &total, err) != DT_OK)
        return DT_FAILED;
    int more = total > f.offset + l.n && l.n == f.limit;
    dti_page_end(ask, &out->body, total, !known && total >= ceiling, more);
    return DT_OK;
}

/* ------------------------------------------------------------------ one event */

static int no_event(const dti_ask *ask, dti_answer *out) {
    char text[200];
    snprintf(text, sizeof text, "this store holds no event %.64s", ask->tail);
    dti_problem(out, 404, "No such event", text);
    return DT_OK;
}

int dti_get_event(const dti_ask *ask, dti_answer *out, dt_error *err) {
    int found = 0;
    if (dti_event_page_json(ask, ask->tail, &out->body, &found, err) != DT_OK) return DT_FAILED;
    return found ? DT_OK : no_event(ask, out);
}

int dti_get_evidence(const dti_ask *ask, dti_answer *out, dt_error *err) {
    int found = 0;
    if (dti_event_bundle(ask, ask->tail, &out->body, &found, err) != DT_OK) return DT_FAILED;
    if (!found) return no_event(ask, out);
    out->type = "application/zip";
    snprintf(out->filename, sizeof out->filename, "detente-%.40s.zip", ask->tail);
    return DT_OK;
}
