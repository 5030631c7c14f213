/* http.c: takes an HTTP message apart, undoes chunks and packing. */
#include "read/http.h"

#include <string.h>
#include <zlib.h>

#include "base/slice.h"


dt_slice dti_header(dt_slice block, const char *name) {
    size_t n = strlen(name);
    while (block.len) {
        const char *end = memchr(block.ptr, '\n', block.len);
        size_t line = end ? (size_t)(end - block.ptr) : block.len;
        dt_slice s = {block.ptr, line};
        if (s.len > n && s.ptr[n] == ':' && dti_slice_starts_nocase(s, name))
            return dti_slice_trim(dti_slice(s.ptr + n + 1, s.len - n - 1));
        size_t step = end ? line + 1 : line;
        block.ptr += step;
        block.len -= step;
    }
    return dti_slice("", 0);
}

void dti_http_type(dt_slice value, dt_slice *type, dt_slice *charset) {
    dt_slice rest = value;
    *type = dti_slice_trim(dti_slice_cut(&rest, ';'));
    *charset = dti_slice("", 0);
    while (rest.len) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ';'));
        if (!dti_slice_starts_nocase(one, "charset=")) continue;
        one.ptr += 8, one.len -= 8;
        while (one.len && (one.ptr[0] == '"' || one.ptr[0] == '\'')) one.ptr++, one.len--;
        while (one.len && (one.ptr[one.len - 1] == '"' || one.ptr[one.len - 1] == '\'')) one.len--;
        *charset = one;
    }
}

int dti_http_read(dt_slice m, dti_http *out) {
    memset(out, 0, sizeof *out);
    if (!dti_slice_starts_nocase(m, "HTTP/")) return 0;
    size_t head = 0, after = 0;
    for (size_t i = 0; i + 1 < m.len && !after; i++) {
        if (m.ptr[i] != '\n') continue;
        if (m.ptr[i + 1] == '\n') head = i + 1, after = i + 2;
        else if (i + 2 < m.len && m.ptr[i + 1] == '\r' && m.ptr[i + 2] == '\n') head = i + 1, after = i + 3;
    }
    if (!after) return 0;
    dt_slice block = {m.ptr, head};
    const char *space = memchr(m.ptr, ' ', head);
    for (size_t i = space ? (size_t)(space - m.ptr) + 1 : head; i < head && m.ptr[i] >= '0' && m.ptr[i] <= '9'; i++)
        out->status = out->status * 10 + (m.ptr[i] - '0');
    dti_http_type(dti_header(block, "Content-Type"), &out->type, &out->charset);
    out->chunked = dti_slice_starts_nocase(dti_header(block, "Transfer-Encoding"), "chunked");
    dt_slice how = dti_header(block, "Content-Encoding");
    out->packed = !how.len || dti_slice_starts_nocase(how, "identity")                        ? 0
                  : dti_slice_starts_nocase(how, "gzip") || dti_slice_starts_nocase(how, "x-gzip") || dti_slice_starts_nocase(how, "deflate") ? 1
                                                                              : -1;
    out->body = dti_slice(m.ptr + after, m.len - after);
    return 1;
}

static int unchunk(dt_slice s, dti_buf *out) {
    for (;;) {
        size_t n = 0, i = 0;
        int any = 0;
        for (; i < s.len; i++) {
            char c = dti_ascii_lower(s.ptr[i]);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0 || n > s.len) break;
            n = n * 16 + (size_t)digit;
            any = 1;
        }
        if (!any) return 0;
        while (i < s.len && s.ptr[i] != '\n') i++;
        if (i == s.len) return n == 0;
        s.ptr += i + 1, s.len -= i + 1;
        if (!n) return 1;
        if (n > s.len) {
            dti_buf_slice(out, s);
            return 0;
        }
        dti_buf_add(out, s.ptr, n);
        s.ptr += n, s.len -= n;
        while (s.len && (s.ptr[0] == '\r' || s.ptr[0] == '\n')) s.ptr++, s.len--;
    }
}

static int unpack(dt_slice s, size_t ceiling, dti_buf *out) {
    z_stream z = {0};
    char room[65536];
    /* deflate comes with and without zlib's head */
    int bits = s.len > 2 && (unsigned char)s.ptr[0] == 0x1F ? 15 + 16
               : s.len > 2 && (s.ptr[0] & 15) == 8           ? 15
                                                             : -15;
    if (inflateInit2(&z, bits) != Z_OK) return 0;
    z.next_in = (unsigned char *)(uintptr_t)s.ptr;
    z.avail_in = (unsigned)s.len;
    int rc;
    do {
        z.next_out = (unsigned char *)room;
        z.avail_out = sizeof room;
        rc = inflate(&z, Z_NO_FLUSH);
        dti_buf_add(out, room, sizeof room - z.avail_out);
    } while (rc == Z_OK && out->len <= ceiling && (z.avail_in || !z.avail_out));
    inflateEnd(&z);
    return rc == Z_STREAM_END && out->len <= ceiling;
}

int dti_http_body(const dti_http *m, size_t ceiling, dti_buf *out) {
    dti_buf plain;
    dti_buf_init(&plain);
    dt_slice body = m->body;
    int ok = m->packed >= 0;
    dti_buf_clear(out);
    if (ok && m->chunked) {
        ok = unchunk(body, &plain);
        body = dti_slice(plain.ptr ? plain.ptr : "", plain.len);
    }
    if (ok && m->packed) ok = unpack(body, ceiling, out);
    else if (ok) dti_buf_slice(out, body);
    ok = ok && !plain.failed && !out->failed && out->len <= ceiling;
    dti_buf_release(&plain);
    return ok;
}
