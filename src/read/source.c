/* source.c: a stream of bytes with a look ahead: from a file, from memory, out of gzip. */
#include "read/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/limits.h"

dti_source *dti_source_new(long (*read)(dti_source *, char *, size_t), void (*close)(dti_source *),
                           void *state, dti_source *below) {
    dti_source *s = calloc(1, sizeof *s);
    char *buf = malloc(DTI_SOURCE_BYTES);
    if (!s || !buf) {
        free(s);
        free(buf);
        return NULL;
    }
    s->read = read;
    s->close = close;
    s->state = state;
    s->below = below;
    s->buf = buf;
    return s;
}

void dti_source_close(dti_source *s) {
    if (!s) return;
    if (s->close) s->close(s);
    free(s->buf);
    free(s);
}

dt_slice dti_source_peek(dti_source *s, size_t want) {
    if (want > DTI_SOURCE_BYTES) want = DTI_SOURCE_BYTES;
    if (s->to - s->from < want && !s->ended) {
        if (s->from) memmove(s->buf, s->buf + s->from, s->to - s->from);
        s->to -= s->from;
        s->from = 0;
        while (s->to < want && !s->ended) {
            int was_well = !s->trouble[0];
            long n = s->read(s, s->buf + s->to, DTI_SOURCE_BYTES - s->to);
            if (n <= 0) s->ended = 1;
            else s->to += (size_t)n;
            if (s->trouble[0] && was_well) s->trouble_at = s->at + (s->to - s->from);
        }
    }
    return (dt_slice){s->buf + s->from, s->to - s->from};
}

void dti_source_take(dti_source *s, size_t n) {
    s->from += n;
    s->at += n;
}

uint64_t dti_source_skip(dti_source *s, uint64_t n) {
    uint64_t left = n;
    while (left) {
        dt_slice have = dti_source_peek(s, 1);
        if (!have.len) break;
        size_t take = have.len < left ? have.len : (size_t)left;
        dti_source_take(s, take);
        left -= take;
    }
    return n - left;
}

/* ------------------------------------------------------------------ files and memory */

static long read_fd(dti_source *s, char *out, size_t cap) {
    int fd = (int)(intptr_t)s->state - 1;
    ssize_t n;
    do n = read(fd, out, cap);
    while (n < 0 && errno == EINTR && !(s->stopped && s->stopped(s->stopped_user)));
    if (n < 0) snprintf(s->trouble, sizeof s->trouble, "cannot be read: %s", strerror(errno));
    return (long)n;
}

static void close_fd(dti_source *s) {
    int fd = (int)(intptr_t)s->state - 1;
    if (fd > 0) close(fd);
}

dti_source *dti_source_fd(int fd) {
    return dti_source_new(read_fd, close_fd, (void *)(intptr_t)(fd + 1), NULL);
}

static long read_bytes(dti_source *s, char *out, size_t cap) {
    dt_slice *rest = s->state;
    size_t n = rest->len < cap ? rest->len : cap;
    if (n) memcpy(out, rest->ptr, n);
    rest->ptr += n;
    rest->len -= n;
    return (long)n;
}

static void close_bytes(dti_source *s) { free(s->state); }

dti_source *dti_source_bytes(dt_slice bytes) {
    dt_slice *rest = malloc(sizeof *rest);
    if (!rest) return NULL;
    *rest = bytes;
    dti_source *s = dti_source_new(read_bytes, close_bytes, rest, NULL);
    if (!s) free(rest);
    return s;
}

/* ------------------------------------------------------------------ gzip */

typedef struct gzip {
    z_stream z;
    int begun; /* inside a member */
    uint64_t in, out;
} gzip;

/* A header of a gzip member whose flags are sane; 1F 8B alone turns up inside packed bytes. */
static int is_member(dt_slice b) {
    const unsigned char *p = (const unsigned char *)b.ptr;
    return b.len >= 10 && p[0] == 0x1F && p[1] == 0x8B && p[2] == 8 && (p[3] & 0xE0) == 0;
}

/* Moves to the next member's header; 0 at the end of the stream. */
static int find_member(dti_source *below) {
    for (;;) {
        dt_slice have = dti_source_peek(below, 10);
        if (have.len < 10) return 0;
        if (is_member(have)) return 1;
        const char *p = memchr(have.ptr + 1, 0x1F, have.len - 1);
        dti_source_take(below, p ? (size_t)(p - have.ptr) : have.len);
    }
}

static long read_gzip(dti_source *s, char *out, size_t cap) {
    gzip *g = s->state;
    for (;;) {
        dt_slice have = dti_source_peek(s->below, 1);
        if (!g->begun) {
            if (!have.len) return 0;
            /* Zeros and other padding after the last member are usual and no damage. */
            if (!find_member(s->below)) return 0;
            if (inflateReset2(&g->z, 15 + 16) != Z_OK) return -1;
            g->begun = 1;
            continue;
        }
        g->z.next_in = (unsigned char *)(uintptr_t)have.ptr;
        g->z.avail_in = (unsigned)have.len;
        g->z.next_out = (unsigned char *)out;
        g->z.avail_out = (unsigned)cap;
        int rc = inflate(&g->z, Z_NO_FLUSH);
        size_t took = have.len - g->z.avail_in, gave = cap - g->z.avail_out;
        dti_source_take(s->below, took);
        g->in += took;
        g->out += gave;
        if (rc == Z_STREAM_END) g->begun = 0;
        else if (rc != Z_OK && rc != Z_BUF_ERROR) {
            snprintf(s->trouble, sizeof s->trouble, "damaged gzip member before byte %llu: %s",
                     (unsigned long long)s->below->at, g->z.msg ? g->z.msg : "bad data");
            g->begun = 0;
            if (!took) dti_source_take(s->below, have.len ? 1 : 0);
        } else if (!have.len && !gave) {
            snprintf(s->trouble, sizeof s->trouble, "gzip cut off in the middle of a member");
            return -1;
        }
        if (g->out > DTI_BOMB_BYTES && g->out / DTI_BOMB_RATIO > g->in) {
            snprintf(s->trouble, sizeof s->trouble,
                     "gzip unpacks to more than %d times its size: refused as a bomb", DTI_BOMB_RATIO);
            return -1;
        }
        if (gave) return (long)gave;
    }
}

static void close_gzip(dti_source *s) {
    gzip *g = s->state;
    inflateEnd(&g->z);
    free(g);
}

dti_source *dti_source_gzip(dti_source *below) {
    gzip *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    if (inflateInit2(&g->z, 15 + 16) != Z_OK) {
        free(g);
        return NULL;
    }
    dti_source *s = dti_source_new(read_gzip, close_gzip, g, below);
    if (!s) {
        inflateEnd(&g->z);
        free(g);
    }
    return s;
}
