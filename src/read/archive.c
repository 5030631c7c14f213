/* archive.c: unpacks zip, tar, 7z, cpio and zst, xz, bz2; what lies inside is read as if it lay in a folder. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "read/layers.h"

typedef struct packed {
    struct archive *a;
    dti_source *below;
    size_t taken; /* of below's bytes: given to libarchive and not yet taken */
    uint64_t out; /* bytes unpacked */
} packed;

static la_ssize_t give(struct archive *a, void *user, const void **out) {
    packed *p = user;
    (void)a;
    dti_source_take(p->below, p->taken);
    dt_slice have = dti_source_peek(p->below, 1);
    *out = have.ptr;
    p->taken = have.len;
    return (la_ssize_t)have.len;
}

static long read_entry(dti_source *s, char *out, size_t cap) {
    packed *p = s->state;
    la_ssize_t n = archive_read_data(p->a, out, cap);
    if (n < 0) {
        const char *why = archive_error_string(p->a);
        snprintf(s->trouble, sizeof s->trouble, "cannot be unpacked: %s", why ? why : "damaged");
        return -1;
    }
    p->out += (uint64_t)n;
    if (p->out > DTI_BOMB_BYTES && p->out / DTI_BOMB_RATIO > p->below->at + p->taken) {
        snprintf(s->trouble, sizeof s->trouble,
                 "unpacks to more than %d times its size: refused as a bomb", DTI_BOMB_RATIO);
        return -1;
    }
    return (long)n;
}

static int next(dti_reader *r, dti_layer *l, dti_record *record) {
    packed *p = l->state;
    struct archive_entry *e;
    (void)record;
    for (;;) {
        int rc = archive_read_next_header(p->a, &e);
        if (rc == ARCHIVE_EOF) return DTI_STEP_END;
        if (rc < ARCHIVE_WARN) {
            const char *why = archive_error_string(p->a);
            dti_read_bad(r, p->below->at, "the archive is damaged: %s", why ? why : "no more can be read");
            return DTI_STEP_END;
        }
        /* links and devices are never followed: only bytes that lie in the archive are read */
        if (archive_entry_filetype(e) == AE_IFREG) break;
    }
    const char *name = archive_entry_pathname(e);
    r->member.len = l->member_len;
    if (archive_format(p->a) != ARCHIVE_FORMAT_RAW) {
        if (r->member.len) dti_buf_char(&r->member, '/');
        dti_buf_str(&r->member, name ? name : "?");
    }
    if (r->member.failed) return DT_FAILED;
    dti_source *inner = dti_source_new(read_entry, NULL, p, p->below);
    return inner ? dti_push_detected(r, inner) : DT_FAILED;
}

static void close_archive(dti_layer *l) {
    packed *p = l->state;
    if (!p) return;
    archive_read_free(p->a);
    free(p);
}

int dti_push_archive(dti_reader *r, dti_source *source, int single) {
    packed *p = calloc(1, sizeof *p);
    if (p) p->a = archive_read_new();
    if (!p || !p->a) {
        free(p);
        dti_source_close(source);
        return DT_FAILED;
    }
    p->below = source;
    archive_read_support_filter_all(p->a);
    if (single) {
        archive_read_support_format_raw(p->a);
    } else {
        archive_read_support_format_zip_streamable(p->a);
        archive_read_support_format_tar(p->a);
        archive_read_support_format_7zip(p->a);
        archive_read_support_format_cpio(p->a);
    }
    if (archive_read_open(p->a, p, NULL, give, NULL) != ARCHIVE_OK) {
        const char *why = archive_error_string(p->a);
        dti_read_bad(r, 0, "the archive cannot be opened: %s", why ? why : "damaged");
        archive_read_free(p->a);
        free(p);
        dti_source_close(source);
        return DTI_STEP_AGAIN;
    }
    return dti_layer_push(r, next, close_archive, p, source);
}
