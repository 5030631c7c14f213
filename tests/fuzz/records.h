/* records.h: reads bytes as an input of the reader, checks every record that comes of them. */
#ifndef FUZZ_RECORDS_H
#define FUZZ_RECORDS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "read/read.h"

/* Small, so that the ceiling is met. */
#define FUZZ_CEILING ((size_t)1 << 16)
#define FUZZ_RECORDS 2000

static inline void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

typedef struct fuzz_records {
    uint64_t n, n_bad, hash; /* of all bytes that were handed out */
    int last_is_sound;       /* the last one's text is FUZZ_LAST */
} fuzz_records;

#define FUZZ_LAST "The last record is read, whatever stood before it."

static inline void count_bad(void *user, const dti_origin *o, const char *what) {
    fuzz_records *f = user;
    check(o->file && strcmp(o->file, "fuzz") == 0 && o->member, "a bad record that is nowhere");
    check(what && what[0], "a bad record without a reason");
    f->n_bad++;
}

/* Touches every byte: the sanitizer sees what has been let go. */
static inline void add_bytes(fuzz_records *f, dt_slice s) {
    for (size_t i = 0; i < s.len; i++)
        f->hash = (f->hash ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    f->hash = (f->hash ^ s.len) * 1099511628211u;
}

static inline fuzz_records read_records(const void *bytes, size_t len, dti_read_from from) {
    fuzz_records f = {.hash = 1469598103934665603u};
    dti_read_options options = {
        .from = from, .max_doc_bytes = FUZZ_CEILING, .user = &f, .bad = count_bad};
    dti_reader *r = dti_reader_new(&options, NULL);
    dti_record record;
    dt_error err;
    int got = 0;
    check(r && dti_reader_add_bytes(r, "fuzz", (dt_slice){bytes, len}, &err) == DT_OK,
          "cannot begin");
    while (f.n < FUZZ_RECORDS && (got = dti_reader_next(r, &record, &err)) == 1) {
        const dt_input *in = &record.input;
        const dt_slice *all[] = {&in->id,   &in->url,       &in->title, &in->source,
                                 &in->lang, &in->published, &in->body,  &record.charset};
        check(record.origin.number == f.n, "records that are not counted through");
        check(in->body.len <= FUZZ_CEILING, "a body over the ceiling");
        check(!in->body.len || in->body.ptr, "a body that is nowhere");
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) add_bytes(&f, *all[i]);
        f.last_is_sound = dti_slice_is(in->body, FUZZ_LAST);
        f.n++;
        double share = dti_reader_progress(r);
        check(share <= 1, "more than all has been read");
    }
    check(got >= 0, "memory ran out");
    dti_read_counts counts = dti_reader_counts(r);
    check(counts.records == f.n && counts.bad == f.n_bad, "counts that do not count");
    dti_reader_free(r);
    return f;
}

/* The same twice: nothing of one reading is left over in the next. */
static inline fuzz_records read_twice(const void *bytes, size_t len, dti_read_from from) {
    fuzz_records a = read_records(bytes, len, from), b = read_records(bytes, len, from);
    check(a.n == b.n && a.n_bad == b.n_bad && a.hash == b.hash,
          "other records the second time");
    return a;
}

/* head and bytes and tail joined; free() it. */
static inline char *joined(const char *head, const void *bytes, size_t len, const char *tail,
                           size_t *out) {
    size_t h = strlen(head), t = strlen(tail);
    char *all = malloc(h + len + t + 1);
    check(all != NULL, "out of memory");
    memcpy(all, head, h);
    if (len) memcpy(all + h, bytes, len);
    memcpy(all + h + len, tail, t + 1);
    *out = h + len + t;
    return all;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

#endif
