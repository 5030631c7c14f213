/* warc.c: reads WARC, makes a record of each page that was fetched with success. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "read/layers.h"

/* Header blocks larger than this are none. */
#define MAX_HEAD_BYTES 65536
/* Beside the page: the answer's own header, and chunk sizes. */
#define MAX_EXTRA_BYTES 65536

typedef struct warc {
    dti_buf url, charset; /* of the record given last */
} warc;

/* The value of a header field, without blanks; fields end with \n, names know no case. */
static dt_slice field(dt_slice head, const char *name) {
    size_t len = strlen(name);
    while (head.len) {
        dt_slice line = dti_slice_cut(&head, '\n');
        if (line.len > len && line.ptr[len] == ':' && strncasecmp(line.ptr, name, len) == 0)
            return dti_slice_trim(dti_slice(line.ptr + len + 1, line.len - len - 1));
    }
    return dti_slice(NULL, 0);
}

static int is_word(dt_slice s, const char *word) {
    return s.len == strlen(word) && strncasecmp(s.ptr, word, s.len) == 0;
}

static int begins(dt_slice s, const char *word) {
    size_t n = strlen(word);
    return s.len >= n && strncasecmp(s.ptr, word, n) == 0;
}

/* Length of a header block with the empty line that ends it; 0: none within. */
static size_t head_length(dt_slice s) {
    for (size_t i = 0; i < s.len && i < MAX_HEAD_BYTES; i++) {
        if (s.ptr[i] != '\n') continue;
        if (i + 1 < s.len && s.ptr[i + 1] == '\n') return i + 2;
        if (i + 2 < s.len && s.ptr[i + 1] == '\r' && s.ptr[i + 2] == '\n') return i + 3;
    }
    return 0;
}

/* Moves to the next "WARC/" at the beginning of a line; 0 at the end. */
static int find_record(dti_source *s) {
    for (;;) {
        dt_slice have = dti_source_peek(s, DTI_SOURCE_BYTES);
        for (size_t i = 0; i + 6 <= have.len; i++)
            if ((i == 0 || have.ptr[i - 1] == '\n') && memcmp(have.ptr + i, "WARC/", 5) == 0) {
                dti_source_take(s, i);
                return 1;
            }
        if (have.len < 6 || s->ended) {
            dti_source_take(s, have.len);
            return 0;
        }
        dti_source_take(s, have.len - 5);
    }
}

/* "4\r\nwiki\r\n0\r\n\r\n" -> "wiki"; what is cut off gives what there is. */
static void unchunk(dti_buf *out, dt_slice s) {
    while (s.len) {
        dt_slice line = dti_slice_cut(&s, '\n');
        size_t n = 0, digits = 0;
        for (; digits < line.len && digits < 8; digits++) {
            char c = line.ptr[digits];
            int v = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
            if (v < 0) break;
            n = n * 16 + (size_t)v;
        }
        if (!digits || !n) return;
        if (n > s.len) n = s.len;
        dti_buf_add(out, s.ptr, n);
        s = dti_slice(s.ptr + n, s.len - n);
        if (s.len && s.ptr[0] == '\r') s = dti_slice(s.ptr + 1, s.len - 1);
        if (s.len && s.ptr[0] == '\n') s = dti_slice(s.ptr + 1, s.len - 1);
    }
}

/* Unpacks gzip or zlib; 0: damaged or larger than the ceiling. */
static int unpack(dti_buf *out, dt_slice s, size_t ceiling) {
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)s.ptr, .avail_in = (unsigned)s.len};
    char part[32768];
    int rc = inflateInit2(&z, 15 + 32);
    if (rc != Z_OK) return 0;
    do {
        z.next_out = (unsigned char *)part;
        z.avail_out = sizeof part;
        rc = inflate(&z, Z_NO_FLUSH);
        dti_buf_add(out, part, sizeof part - z.avail_out);
    } while (rc == Z_OK && out->len <= ceiling);
    inflateEnd(&z);
    return rc == Z_STREAM_END && out->len <= ceiling;
}

/* "text/html; charset=utf-8" -> is it a page (1), text (0) or nothing for us (-1)? */
static int kind_of(dt_slice type, dt_slice body, dti_buf *charset) {
    const char *end = type.ptr ? type.ptr + type.len : NULL;
    for (const char *p = type.ptr; p && p + 8 < end; p++)
        if (strncasecmp(p, "charset=", 8) == 0) {
            dt_slice name = dti_slice(p + 8, (size_t)(end - p - 8));
            name = dti_slice_trim(dti_slice_cut(&name, ';'));
            if (name.len > 2 && name.ptr[0] == '"') name = dti_slice(name.ptr + 1, name.len - 2);
            dti_buf_slice(charset, name);
            break;
        }
    if (begins(type, "text/html") || begins(type, "application/xhtml")) return 1;
    if (begins(type, "text/plain")) return 0;
    body = dti_slice_trim(body);
    return !type.len && body.len && body.ptr[0] == '<' ? 1 : -1;
}

/*
 * The payload of a record in r->scratch -> the page in r->body.  1: a page, 0: text, -1: nothing for us (a
 * redirect, a picture); -2: broken, *why says how.
 */
static int take_page(dti_reader *r, warc *w, dt_slice type, const char **why) {
    dt_slice s = dti_slice(r->scratch.ptr, r->scratch.len);
    dti_buf_clear(&r->body);
    dti_buf_clear(&w->charset);
    if (!begins(type, "application/http")) {
        dti_buf_slice(&r->body, s);
        return kind_of(type, s, &w->charset);
    }
    size_t n = head_length(s);
    *why = "an answer without a header";
    if (!n) return -2;
    dt_slice head = dti_slice(s.ptr, n), body = dti_slice(s.ptr + n, s.len - n);
    dt_slice rest = head, status = dti_slice_cut(&rest, '\n');
    const char *space = memchr(status.ptr, ' ', status.len);
    if (!space || status.ptr + status.len - space < 4 || memcmp(space + 1, "200", 3) != 0) return -1;
    dti_buf_slice(&r->body, body);
    if (begins(field(head, "Transfer-Encoding"), "chunked")) {
        dti_buf_clear(&r->body);
        unchunk(&r->body, body);
    }
    dt_slice coding = field(head, "Content-Encoding");
    if (is_word(coding, "gzip") || is_word(coding, "x-gzip") || is_word(coding, "deflate")) {
        dti_buf plain;
        dti_buf_init(&plain);
        int ok = unpack(&plain, dti_slice(r->body.ptr, r->body.len), dti_read_ceiling(r));
        dti_buf_clear(&r->body);
        dti_buf_add(&r->body, plain.ptr, plain.len);
        dti_buf_release(&plain);
        *why = "its gzip is damaged or too large";
        if (!ok) return -2;
    } else if (coding.len && !is_word(coding, "identity")) {
        *why = "packed in a way that is not read";
        return -2;
    }
    return kind_of(field(head, "Content-Type"), dti_slice(r->body.ptr, r->body.len), &w->charset);
}

static uint64_t number(dt_slice s) {
    uint64_t n = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9' && i < 18; i++)
        n = n * 10 + (uint64_t)(s.ptr[i] - '0');
    return n;
}

static int next(dti_reader *r, dti_layer *l, dti_record *record) {
    warc *w = l->state;
    dti_source *s = l->source;
    if (!w && !(l->state = w = calloc(1, sizeof *w))) return DT_FAILED;
    uint64_t at = s->at;
    if (!find_record(s)) {
        if (s->trouble[0]) dti_read_bad(r, at, "%s", s->trouble);
        return DTI_STEP_END;
    }
    at = s->at;
    dt_slice have = dti_source_peek(s, MAX_HEAD_BYTES);
    size_t n = head_length(have);
    if (!n) {
        dti_read_bad(r, at, "a WARC record whose header does not end");
        dti_source_take(s, have.len < 5 ? have.len : 5);
        return DTI_STEP_AGAIN;
    }
    dt_slice head = dti_slice(have.ptr, n), kind = field(head, "WARC-Type");
    uint64_t length = number(field(head, "Content-Length"));
    char type[256];
    dt_slice content = field(head, "Content-Type");
    snprintf(type, sizeof type, "%.*s", (int)(content.len < 255 ? content.len : 255),
             content.ptr ? content.ptr : "");
    int wanted = is_word(kind, "response") || is_word(kind, "resource") || is_word(kind, "conversion");
    dt_slice url = field(head, "WARC-Target-URI");
    if (url.len > 1 && url.ptr[0] == '<') url = dti_slice(url.ptr + 1, url.len - 2);
    dti_buf_clear(&w->url);
    dti_buf_slice(&w->url, url);
    dti_source_take(s, n); /* head is gone from here on */
    if (wanted && length > dti_read_ceiling(r) + MAX_EXTRA_BYTES) {
        dti_read_bad(r, at, "a WARC record of %llu bytes: larger than %zu", (unsigned long long)length,
                     dti_read_ceiling(r));
        wanted = 0;
    }
    dti_buf_clear(&r->scratch);
    uint64_t left = length;
    while (wanted && left) {
        have = dti_source_peek(s, 1);
        if (!have.len) break;
        size_t part = have.len < left ? have.len : (size_t)left;
        dti_buf_add(&r->scratch, have.ptr, part);
        dti_source_take(s, part);
        left -= part;
    }
    if (!wanted) left -= dti_source_skip(s, length);
    if (left) {
        dti_read_bad(r, at, "a WARC record that is cut off: %llu bytes missing", (unsigned long long)left);
        return DTI_STEP_AGAIN;
    }
    if (!wanted) return DTI_STEP_AGAIN;
    const char *why = "";
    int page = take_page(r, w, dti_str(type), &why);
    if (r->body.failed || r->scratch.failed || w->url.failed) return DT_FAILED;
    if (page == -2) dti_read_bad(r, at, "%.*s: %s", (int)w->url.len, w->url.len ? w->url.ptr : "", why);
    if (page < 0) return DTI_STEP_AGAIN;
    if (!r->body.len || r->body.len > dti_read_ceiling(r)) {
        dti_read_bad(r, at, r->body.len ? "a page larger than the ceiling" : "an empty page");
        return DTI_STEP_AGAIN;
    }
    dti_read_record(r, record, at);
    record->input.url = dti_slice(w->url.ptr, w->url.len);
    record->input.is_html = page;
    record->charset = dti_slice(w->charset.ptr, w->charset.len);
    return DTI_STEP_RECORD;
}

static void close_warc(dti_layer *l) {
    warc *w = l->state;
    if (!w) return;
    dti_buf_release(&w->url);
    dti_buf_release(&w->charset);
    free(w);
}

int dti_push_warc(dti_reader *r, dti_source *source) {
    return dti_layer_push(r, next, close_warc, NULL, source);
}
