/* bundle.c: reads the record of an event, makes the ZIP that a file or a reviewer gets. */
#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "serve/bundle_page.h"
#include "serve/event_page.h"

#define DUMP (JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6))

/* ------------------------------------------------------------------ the archive */

typedef struct zip {
    struct archive *a;
    dti_buf *out;
    int failed;
} zip;

static la_ssize_t zip_write(struct archive *a, void *ctx, const void *bytes, size_t n) {
    (void)a;
    dti_buf_add(ctx, bytes, n);
    return (la_ssize_t)n;
}

/* No time is set: the archive then holds the least it can, whatever clock and zone there are.
 */
static void zip_add(zip *z, const char *name, const char *bytes, size_t n) {
    struct archive_entry *e = archive_entry_new();
    if (!e) {
        z->failed = 1;
        return;
    }
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, (la_int64_t)n);
    if (archive_write_header(z->a, e) != ARCHIVE_OK ||
        archive_write_data(z->a, bytes, n) != (la_ssize_t)n)
        z->failed = 1;
    archive_entry_free(e);
}

static void zip_add_json(zip *z, const char *name, const json_t *v) {
    char *text = v ? json_dumps(v, DUMP) : NULL;
    dti_buf b;
    dti_buf_init(&b);
    if (text) dti_buf_str(&b, text);
    dti_buf_char(&b, '\n');
    if (!text || b.failed)
        z->failed = 1;
    else
        zip_add(z, name, b.ptr, b.len);
    dti_buf_release(&b);
    free(text);
}

/* ------------------------------------------------------------------ the parts */

static json_t *some_of(const json_t *from, const char *const *keys, size_t n) {
    json_t *to = json_object();
    for (size_t i = 0; to && i < n; i++) {
        json_t *v = json_object_get(from, keys[i]);
        if (v) json_object_set(to, keys[i], v);
    }
    return to;
}

static json_t *sources_of(const json_t *event) {
    static const char *const keys[] = {"event_id", "date", "publisher", "published",
                                       "title",    "url",  "evidence",  "confidence"};
    json_t *list = json_array(), *one;
    size_t i;
    json_array_foreach(json_object_get(event, "happening"), i, one)
        json_array_append_new(list, some_of(one, keys, sizeof keys / sizeof *keys));
    return list;
}

static json_t *codes_of(const json_t *event) {
    static const char *const keys[] = {"plover", "mode",   "context", "cameo",
                                       "quad",   "penta",  "score",   "goldstein",
                                       "aspect", "scores", "quads",   "words"};
    return some_of(event, keys, sizeof keys / sizeof *keys);
}

static json_t *versions_of(const json_t *event) {
    json_t *v = json_object();
    json_object_set_new(v, "program", json_string(dt_version()));
    json_object_set_new(v, "schema", json_integer(dt_store_schema_version()));
    json_object_set(v, "coded_by", json_object_get(event, "version"));
    json_object_set(v, "run", json_object_get(event, "run"));
    return v;
}

static void sentences_of(const json_t *event, dti_buf *b) {
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(event, "happening"), i, one) {
        dti_buf_printf(b, "%s%s, %s, %s\n", i ? "\n" : "", dti_text_of(one, "published"),
                       dti_text_of(one, "publisher"), dti_text_of(one, "title"));
        dti_buf_printf(b, "    %s\n", dti_text_of(one, "evidence"));
    }
}

/* ------------------------------------------------------------------ all of it */

static void fill(zip *z, const json_t *event) {
    dti_buf b;
    json_t *part;
    zip_add_json(z, "event.json", event);
    dti_buf_init(&b);
    sentences_of(event, &b);
    zip_add(z, "sentences.txt", b.ptr ? b.ptr : "", b.len);
    z->failed |= b.failed;
    zip_add_json(z, "sources.json", part = sources_of(event));
    json_decref(part);
    zip_add_json(z, "codes.json", part = codes_of(event));
    json_decref(part);
    zip_add_json(z, "versions.json", part = versions_of(event));
    dti_buf_clear(&b);
    dti_bundle_page(&b, event, part);
    json_decref(part);
    zip_add(z, "evidence.html", b.ptr ? b.ptr : "", b.len);
    z->failed |= b.failed;
    dti_buf_release(&b);
}

int dti_event_bundle(const dti_ask *ask, const char *id, dti_buf *out, int *found,
                     dt_error *err) {
    dti_buf record;
    dti_buf_init(&record);
    json_t *event = NULL;
    zip z = {.out = out};
    int rc = dti_event_page_json(ask, id, &record, found, err);
    if (rc != DT_OK || !*found) goto done;
    event = record.failed ? NULL : json_loadb(record.ptr, record.len, JSON_ALLOW_NUL, NULL);
    z.a = archive_write_new();
    if (!event || !z.a || archive_write_set_format_zip(z.a) != ARCHIVE_OK ||
        archive_write_set_options(z.a, "zip:compression=deflate") != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(z.a, 1) != ARCHIVE_OK ||
        archive_write_open2(z.a, out, NULL, zip_write, NULL, NULL) != ARCHIVE_OK) {
        rc = dti_fail(err, "the bundle cannot be made");
        goto done;
    }
    fill(&z, event);
    if (archive_write_close(z.a) != ARCHIVE_OK || z.failed)
        rc = dti_fail(err, "the bundle cannot be made");
done:
    if (z.a) archive_write_free(z.a);
    json_decref(event);
    dti_buf_release(&record);
    return rc;
}
