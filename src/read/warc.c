/* warc.c: reads web archives (WARC 1.0, 1.1), makes a record of each page that was fetched. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/slice.h"
#include "read/http.h"
#include "read/layers.h"

/* The head of a record is longer than this only when it is none. */
#define MAX_HEAD ((size_t)64 << 10)

typedef struct warc {
    dti_buf head, page, url;
} warc;

static void close_warc(dti_layer *l) {
    warc *w = l->state;
    if (!w) return;
    dti_buf_release(&w->head);
    dti_buf_release(&w->page);
    dti_buf_release(&w->url);
    free(w);
}

static int at_record(dt_slice s) { return dti_slice_starts(s, "WARC/"); }

/* Moves to what looks like the beginning of a record; 0: there is none. */
static int resync(dti_source *s) {
    for (;;) {
        dt_slice have = dti_source_peek(s, 16);
        if (have.len < 5) return 0;
        if (at_record(have)) return 1;
        const char *p = memchr(have.ptr + 1, 'W', have.len - 1);
        dti_source_take(s, p ? (size_t)(p - have.ptr) : have.len - 4 > 0 ? have.len : 1);
    }
}

/* Blank lines between records; then a record, or the end. */
static void skip_blank(dti_source *s) {
    for (;;) {
        dt_slice have = dti_source_peek(s, 1);
        size_t n = 0;
        while (n < have.len && (have.ptr[n] == '\r' || have.ptr[n] == '\n')) n++;
        if (!n) return;
        dti_source_take(s, n);
    }
}

/* Length of the head with its blank line; 0 when it does not end. */
static size_t head_len(dt_slice s) {
    for (size_t i = 0; i + 1 < s.len && i < MAX_HEAD; i++) {
        if (s.ptr[i] != '\n') continue;
        if (s.ptr[i + 1] == '\n') return i + 2;
        if (i + 2 < s.len && s.ptr[i + 1] == '\r' && s.ptr[i + 2] == '\n') return i + 3;
    }
    return 0;
}

static int number_of(dt_slice s, uint64_t *out) {
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || *out > UINT64_MAX / 10 - 10) return 0;
        *out = *out * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    return s.len > 0;
}

/* Brings the block into r->body: 1; 0: too large or cut short, reported. */
static int read_block(dti_reader *r, dti_source *s, uint64_t len, uint64_t offset) {
    dti_buf_clear(&r->body);
    size_t ceiling = dti_read_ceiling(r) + MAX_HEAD;
    int over = len > ceiling;
    if (over)
        dti_read_bad(r, offset, "a WARC record of %llu bytes: larger than %zu",
                     (unsigned long long)len, dti_read_ceiling(r));
    while (len) {
        dt_slice have = dti_source_peek(s, 1);
        uint64_t sound = s->trouble[0] && s->trouble_at >= s->at ? s->trouble_at - s->at : have.len;
        if (s->trouble[0] && !sound) {
            /* what follows the damaged member is the next record */
            dti_read_bad(r, offset, "%s", s->trouble);
            s->trouble[0] = 0;
            return 0;
        }
        if (have.len > sound) have.len = (size_t)sound;
        if (!have.len) {
            dti_read_bad(r, offset, "cut off: the archive ends in the middle of a record");
            return 0;
        }
        size_t n = have.len < len ? have.len : (size_t)len;
        if (!over) dti_buf_add(&r->body, have.ptr, n);
        dti_source_take(s, n);
        len -= n;
    }
    return !over;
}

static int is_page(dt_slice type) {
    return dti_slice_starts(type, "text/html") || dti_slice_starts(type, "application/xhtml");
}

/* Fills the record from the block in r->body; 0 when it holds nothing to read. */
static int fill(dti_reader *r, warc *w, dt_slice head, dti_record *record, uint64_t offset) {
    dt_slice kind = dti_header(head, "WARC-Type"), block = dti_slice(r->body.ptr ? r->body.ptr : "", r->body.len);
    dt_slice type, charset;
    dti_http_type(dti_header(head, "Content-Type"), &type, &charset);
    dti_http m;
    if (dti_slice_is(kind, "response") && dti_http_read(block, &m)) {
        if (m.status != 200 || (m.type.len && !is_page(m.type) && !dti_slice_starts(m.type, "text/plain")))
            return 0;
        if (!dti_http_body(&m, dti_read_ceiling(r), &w->page)) {
            dt_slice of = dti_header(head, "WARC-Target-URI");
            dti_read_bad(r, offset, "%.*s: %s", (int)of.len, of.ptr,
                         m.packed < 0   ? "it is packed in a way that is not read"
                         : m.packed > 0 ? "its gzip is damaged or too large"
                                        : "it is damaged or too large");
            return 0;
        }
        type = m.type;
        charset = m.charset;
        block = dti_slice(w->page.ptr ? w->page.ptr : "", w->page.len);
    } else if (!dti_slice_is(kind, "resource") && !dti_slice_is(kind, "conversion")) {
        return 0;
    }
    const char *why;
    dti_format format = dti_detect(block, &why);
    if (format != DTI_FORMAT_HTML && format != DTI_FORMAT_TEXT) return 0;
    dti_read_record(r, record, offset);
    dti_buf_clear(&w->url);
    dt_slice url = dti_header(head, "WARC-Target-URI");
    if (url.len > 2 && url.ptr[0] == '<') url = dti_slice(url.ptr + 1, url.len - 2); /* as wget writes */
    dti_buf_slice(&w->url, url);
    record->input.body = block;
    record->input.is_html = is_page(type) || format == DTI_FORMAT_HTML;
    record->input.url = dti_slice(w->url.ptr ? w->url.ptr : "", w->url.len);
    record->charset = charset;
    return 1;
}

static int next(dti_reader *r, dti_layer *l, dti_record *record) {
    dti_source *s = l->source;
    warc *w = l->state;
    skip_blank(s);
    uint64_t offset = s->at;
    dt_slice have = dti_source_peek(s, 16);
    if (!have.len) {
        if (s->trouble[0]) dti_read_bad(r, offset, "%s", s->trouble);
        s->trouble[0] = 0;
        return DTI_STEP_END;
    }
    if (!at_record(have)) {
        dti_read_bad(r, offset, "no record begins here%s%s", s->trouble[0] ? ": " : "", s->trouble);
        s->trouble[0] = 0;
        return resync(s) ? DTI_STEP_AGAIN : DTI_STEP_END;
    }
    size_t n = 0;
    for (size_t want = 1024; !n && want <= MAX_HEAD; want *= 4) {
        have = dti_source_peek(s, want);
        n = head_len(have);
        if (have.len < want) break;
    }
    uint64_t len;
    dt_slice head = dti_slice(have.ptr, n);
    if (!n || !number_of(dti_header(head, "Content-Length"), &len)) {
        dti_read_bad(r, offset, n ? "a record without Content-Length" : "the head of a record does not end");
        s->trouble[0] = 0;
        dti_source_take(s, 5);
        return resync(s) ? DTI_STEP_AGAIN : DTI_STEP_END;
    }
    dti_buf_clear(&w->head);
    dti_buf_slice(&w->head, head);
    dti_source_take(s, n);
    if (w->head.failed) return DT_FAILED;
    if (!read_block(r, s, len, offset)) return r->body.failed ? DT_FAILED : DTI_STEP_AGAIN;
    if (r->body.failed) return DT_FAILED;
    int got = fill(r, w, dti_slice(w->head.ptr, w->head.len), record, offset);
    return w->page.failed || w->url.failed ? DT_FAILED : got ? DTI_STEP_RECORD : DTI_STEP_AGAIN;
}

int dti_push_warc(dti_reader *r, dti_source *source) {
    warc *w = calloc(1, sizeof *w);
    if (!w) {
        dti_source_close(source);
        return DT_FAILED;
    }
    dti_buf_init(&w->head);
    dti_buf_init(&w->page);
    dti_buf_init(&w->url);
    return dti_layer_push(r, next, close_warc, w, source);
}
