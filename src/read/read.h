/*
 * read.h: the door of the reading stage: files, folders, archives, feeds and addresses in, one
 * record (dt_input and where it came from) at a time out.
 *
 *     dti_reader *r = dti_reader_new(&options, &err);
 *     dti_reader_add(r, "stories/", &err);
 *     while ((got = dti_reader_next(r, &record, &err)) == 1) ...record.input...
 *     dti_reader_free(r);
 *
 * What an input is, is told by its content, never by its name: plain text, JSONL, HTML, RSS 2.0/1.0,
 * Atom, WARC, and zip, tar, gz, zst, xz, bz2 of any of these.  A record that cannot be read is handed
 * to options.bad, counted, and left out; the rest goes on.
 *
 * One reader belongs to one thread.  Memory is bounded by a few DTI_MAX_DOC_BYTES whatever the
 * inputs' size; only feeds and fetched pages are held whole.
 */
#ifndef DTI_READ_H
#define DTI_READ_H

#include "detente.h"

typedef struct dti_reader dti_reader;

/* Where a record came from; the strings belong to the reader. */
typedef struct dti_origin {
    const char *file;   /* path, address, or "-" for standard input */
    const char *member; /* "inner.zip/story.html" within an archive; "" */
    uint64_t offset;    /* byte in the file, in the member, or in the stream a gz unpacks to */
    uint64_t number;    /* of this record among all that this reader gave, from 0 */
} dti_origin;

typedef struct dti_record {
    dt_input input;
    dti_origin origin;
    dt_slice charset; /* encoding named in an HTTP header, for pages; mostly empty */
    int is_summary;   /* a feed's entry that holds only a teaser */
} dti_record;

typedef enum dti_read_from {
    DTI_FROM_AUTO, DTI_FROM_TEXT, DTI_FROM_HTML, DTI_FROM_JSONL, DTI_FROM_FEED, DTI_FROM_ARCHIVE
} dti_read_from;

/*
 * What was remembered of an address, so that unchanged pages are not fetched again.  get fills etag
 * and modified (sizes in bytes, "" when unknown or longer than fits); put is called with what the
 * server answered: 200 and the two it sent ("" when it sent none), or another status and "", which
 * changes nothing of what is remembered.  The records of an address come after its put: who
 * remembers must not do so before they are kept.  Either may be NULL.
 */
typedef struct dti_fetch_memory {
    void *user;
    void (*get)(void *user, const char *url, char *etag, size_t etag_size, char *modified,
                size_t modified_size);
    void (*put)(void *user, const char *url, const char *etag, const char *modified, long status);
} dti_fetch_memory;

typedef struct dti_read_options {
    dti_read_from from;     /* DTI_FROM_AUTO: by content; archives and gz are always unpacked */
    size_t max_doc_bytes;   /* 0: DTI_MAX_DOC_BYTES; larger records are bad ones */
    void *user;             /* of bad and stopped */
    void (*bad)(void *user, const dti_origin *origin, const char *what); /* may be NULL */
    int (*stopped)(void *user); /* not 0: the user wants no more; waits end.  May be NULL */
    int allow_local;        /* 1: also fetch from private and loopback addresses */
    const dti_fetch_memory *memory; /* NULL: nothing is remembered */
} dti_read_options;

typedef struct dti_read_counts {
    uint64_t records, bad;
    uint64_t unchanged; /* addresses not fetched again */
    uint64_t bytes;     /* of records */
} dti_read_counts;

/* NULL when out of memory.  options is copied (not what it points at); NULL: all defaults. */
dti_reader *dti_reader_new(const dti_read_options *options, dt_error *err);

/*
 * Queues one input: a path, "-", or an http(s) address.  Fails when it does not exist or may not be
 * read ("no such file") and on other schemes ("file:").  Nothing is opened yet.
 */
DT_CHECK int dti_reader_add(dti_reader *r, const char *input, dt_error *err);
/* Queues bytes that stay the caller's and must live until they are read; name is what origins say. */
DT_CHECK int dti_reader_add_bytes(dti_reader *r, const char *name, dt_slice bytes, dt_error *err);

/*
 * Gives the next record: 1; 0: no more, or options.stopped said so; DT_FAILED: out of memory (bad records are no failure).
 * What *record points at stays valid until the next call.
 */
DT_CHECK int dti_reader_next(dti_reader *r, dti_record *record, dt_error *err);

dti_read_counts dti_reader_counts(const dti_reader *r);
/* Share of the queued inputs' bytes that have been read, 0..1, for progress; < 0: cannot be told. */
double dti_reader_progress(const dti_reader *r);
void dti_reader_free(dti_reader *r);

#endif
