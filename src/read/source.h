/* source.h: a stream of bytes with a look ahead: from a file, from memory, out of gzip. */
#ifndef DTI_SOURCE_H
#define DTI_SOURCE_H

#include <stdint.h>

#include "detente.h"

#define DTI_SOURCE_BYTES ((size_t)128 << 10)

typedef struct dti_source dti_source;
struct dti_source {
    /* Fills at most cap > 0 bytes; the number, 0 at the end, -1 (trouble is set) when damaged. */
    long (*read)(dti_source *s, char *out, size_t cap);
    void (*close)(dti_source *s); /* frees what is behind state; NULL: nothing */
    void *state;
    dti_source *below;    /* where state's bytes come from; closed by its owner, not here */
    char *buf;            /* DTI_SOURCE_BYTES */
    size_t from, to;      /* unread bytes are buf[from, to) */
    uint64_t at;          /* offset of buf[from] in this stream */
    int (*stopped)(void *); /* of files: asked after a signal; NULL: nobody */
    void *stopped_user;
    int ended;            /* nothing more comes */
    char trouble[160];    /* why it ended early, or what was skipped; "" when all is well */
    uint64_t trouble_at;  /* offset in this stream up to which its bytes came before the trouble */
};

/* NULL when out of memory.  The file descriptor is closed with the source unless it is 0. */
dti_source *dti_source_fd(int fd);
dti_source *dti_source_bytes(dt_slice bytes);
/* Unpacks gzip of any number of members; a damaged member is skipped to the next one's header. */
dti_source *dti_source_gzip(dti_source *below);
/* For other kinds: state, read and close are the caller's. */
dti_source *dti_source_new(long (*read)(dti_source *, char *, size_t), void (*close)(dti_source *),
                           void *state, dti_source *below);
void dti_source_close(dti_source *s);

/* The unread bytes, at least want of them (<= DTI_SOURCE_BYTES) unless the stream ends before. */
dt_slice dti_source_peek(dti_source *s, size_t want);
void dti_source_take(dti_source *s, size_t n); /* n <= what peek gave */
/* Skips n bytes; returns how many there were. */
uint64_t dti_source_skip(dti_source *s, uint64_t n);

#endif
