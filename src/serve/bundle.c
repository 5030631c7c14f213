/* bundle.c: reads the record of an event, makes the ZIP that a file or a reviewer gets. */
#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/slice.h"
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

static const char *text_of(const json_t *o, const char *key) {
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

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
        dti_buf_printf(b, "%s%s, %s, %s\n", i ? "\n" : "", text_of(one, "published"),
                       text_of(one, "publisher"), text_of(one, "title"));
        dti_buf_printf(b, "    %s\n", text_of(one, "evidence"));
    }
}

/* ------------------------------------------------------------------ the page to print */

static void esc(dti_buf *b, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) switch (s[i]) {
        case '<': dti_buf_str(b, "&lt;"); break;
        case '>': dti_buf_str(b, "&gt;"); break;
        case '&': dti_buf_str(b, "&amp;"); break;
        case '"': dti_buf_str(b, "&quot;"); break;
        case '\'': dti_buf_str(b, "&#39;"); break;
        default: dti_buf_char(b, s[i]);
        }
}

static void esc_str(dti_buf *b, const char *s) { esc(b, s, strlen(s)); }

static void fact(dti_buf *b, const char *name, const char *value) {
    if (!*value) return;
    dti_buf_printf(b, "<dt>%s</dt><dd>", name);
    esc_str(b, value);
    dti_buf_str(b, "</dd>\n");
}

/* A link for what is one; "javascript:" and the like stay text. */
static void link_to(dti_buf *b, const char *url) {
    int is_link = strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0;
    if (is_link) {
        dti_buf_str(b, "<a href=\"");
        esc_str(b, url);
        dti_buf_str(b, "\">");
    }
    esc_str(b, url);
    if (is_link) dti_buf_str(b, "</a>");
}

static void marked(dti_buf *b, const json_t *event) {
    const char *s = text_of(event, "evidence");
    size_t len = strlen(s), at = 0, i;
    json_t *m;
    json_array_foreach(json_object_get(event, "marks"), i, m) {
        size_t start = (size_t)json_integer_value(json_object_get(m, "start"));
        size_t end = (size_t)json_integer_value(json_object_get(m, "end"));
        if (start < at || end > len || end <= start) continue;
        esc(b, s + at, start - at);
        dti_buf_printf(b, "<mark class=\"%s\">", text_of(m, "kind"));
        esc(b, s + start, end - start);
        dti_buf_printf(b, "<sub>%s</sub></mark>", text_of(m, "kind"));
        at = end;
    }
    esc(b, s + at, len - at);
}

static void parties(dti_buf *b, const char *name, const json_t *event, const char *key) {
    const json_t *words = json_object_get(json_object_get(event, "words"), key);
    const json_t *list = json_object_get(event, key);
    size_t i;
    json_t *one;
    if (!json_array_size(list)) return;
    dti_buf_printf(b, "<dt>%s</dt><dd>", name);
    json_array_foreach(list, i, one) {
        const char *said = json_string_value(json_array_get(words, i));
        if (i) dti_buf_str(b, "; ");
        esc_str(b, text_of(one, "text"));
        dti_buf_str(b, " (");
        esc_str(b, said ? said : "");
        dti_buf_str(b, *text_of(one, "code") ? ", " : "");
        esc_str(b, text_of(one, "code"));
        dti_buf_str(b, ")");
    }
    dti_buf_str(b, "</dd>\n");
}

static void number_fact(dti_buf *b, const char *name, const json_t *event, const char *key) {
    char text[40];
    const json_t *v = json_object_get(event, key);
    if (!json_is_number(v)) return;
    snprintf(text, sizeof text, "%.4g", json_number_value(v));
    fact(b, name, text);
}

static void codes_html(dti_buf *b, const json_t *event) {
    const json_t *words = json_object_get(event, "words");
    char text[400];
    dti_buf_str(b, "<h2>What was coded</h2>\n<dl>\n");
    parties(b, "Who", event, "source");
    parties(b, "Whom", event, "target");
    snprintf(text, sizeof text, "%s: %s", text_of(event, "plover"), text_of(words, "plover"));
    fact(b, "Act", text);
    if (*text_of(event, "mode")) {
        snprintf(text, sizeof text, "%s: %s", text_of(event, "mode"), text_of(words, "mode"));
        fact(b, "Mode", text);
    }
    snprintf(text, sizeof text, "%s: %s", text_of(event, "cameo"), text_of(words, "cameo"));
    fact(b, "CAMEO", text);
    fact(b, "Class", text_of(words, "quad"));
    snprintf(text, sizeof text, "%s: %s", text_of(event, "aspect"), text_of(words, "aspect"));
    fact(b, "Aspect", text);
    fact(b, "Date", text_of(event, "date"));
    fact(b, "Published", text_of(event, "published"));
    fact(b, "Place", text_of(json_object_get(event, "place"), "name"));
    fact(b, "Said by", text_of(json_object_get(event, "speaker"), "text"));
    number_fact(b, "Score, -10 to 10", event, "score");
    number_fact(b, "Goldstein", event, "goldstein");
    number_fact(b, "Confidence, 0 to 1", event, "confidence");
    dti_buf_str(b, "</dl>\n");
}

static void why_html(dti_buf *b, const json_t *event) {
    const json_t *why = json_object_get(event, "why");
    size_t i;
    json_t *one;
    dti_buf_str(b, "<h2>Why</h2>\n<dl>\n");
    fact(b, "Frame", text_of(why, "frame"));
    fact(b, "In", text_of(why, "file"));
    fact(b, "Made for", text_of(why, "sentence"));
    dti_buf_str(b, "</dl>\n<ol>\n");
    json_array_foreach(json_object_get(why, "reasons"), i, one) {
        dti_buf_str(b, "<li>");
        esc_str(b, json_string_value(one));
        dti_buf_str(b, "</li>\n");
    }
    dti_buf_str(b, "</ol>\n");
}

static void sources_html(dti_buf *b, const json_t *event) {
    size_t i;
    json_t *one;
    dti_buf_str(b, "<h2>Told by</h2>\n<ol>\n");
    json_array_foreach(json_object_get(event, "happening"), i, one) {
        dti_buf_str(b, "<li>");
        esc_str(b, text_of(one, "published"));
        dti_buf_str(b, *text_of(one, "publisher") ? ", " : "");
        esc_str(b, text_of(one, "publisher"));
        dti_buf_str(b, ": <cite>");
        esc_str(b, text_of(one, "title"));
        dti_buf_str(b, "</cite> ");
        link_to(b, text_of(one, "url"));
        dti_buf_str(b, "<br>");
        esc_str(b, text_of(one, "evidence"));
        dti_buf_str(b, "</li>\n");
    }
    dti_buf_str(b, "</ol>\n");
}

static void page_html(dti_buf *b, const json_t *event) {
    dti_buf_str(b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'unsafe-inline'\">\n<title>Event ");
    esc_str(b, text_of(event, "event_id"));
    dti_buf_str(
        b, "</title>\n<style>\n"
           "body{font:11pt/1.45 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em;"
           "color:#111;background:#fff}\n"
           "h1{font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em}\n"
           "blockquote{margin:1em 0;padding:.2em 1em;border-left:3px solid #777}\n"
           "mark{background:none;border-bottom:2px solid #555;font-weight:bold}\n"
           "mark sub{font:normal 7pt sans-serif;margin-left:.2em;color:#444}\n"
           "dl{display:grid;grid-template-columns:11em 1fr;gap:.2em 1em}dt{color:#444}"
           "dd{margin:0}\n"
           "@media print{body{margin:0;max-width:none}a{color:inherit}}\n"
           "</style></head><body>\n<h1>");
    esc_str(b, text_of(json_object_get(event, "document"), "title"));
    dti_buf_str(b, "</h1>\n<blockquote>");
    marked(b, event);
    dti_buf_str(b, "</blockquote>\n");
    codes_html(b, event);
    why_html(b, event);
    if (*text_of(event, "context_text")) {
        dti_buf_str(b, "<h2>The sentences around it</h2>\n<p>");
        esc_str(b, text_of(event, "context_text"));
        dti_buf_str(b, "</p>\n");
    }
    sources_html(b, event);
    dti_buf_str(b, "<h2>To cite</h2>\n<p>");
    esc_str(b, text_of(event, "citation"));
    dti_buf_str(b, "</p>\n</body></html>\n");
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
    json_decref(part);
    dti_buf_clear(&b);
    page_html(&b, event);
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
