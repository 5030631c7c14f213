/* watch.h: the store file as it is now: there, changed, replaced, gone. */
#ifndef DTI_SERVE_WATCH_H
#define DTI_SERVE_WATCH_H

#include "detente_store.h"

typedef struct dti_watch dti_watch;

typedef struct dti_watched {
    int ok;
    int64_t generation; /* another number after every commit and every new file; never reused */
    uint64_t epoch;     /* another number when handles must be opened anew */
    dt_error why;       /* not ok: what to say */
} dti_watched;

/* The store need not be there yet.  NULL: out of memory. */
dti_watch *dti_watch_new(const char *path);
void dti_watch_free(dti_watch *w);
/* Any thread; looks at the file at most every few milliseconds. */
void dti_watch_look(dti_watch *w, dti_watched *out);
/* A reader failed: what it read from may be another file now.  All open anew. */
void dti_watch_doubt(dti_watch *w);
const char *dti_watch_path(const dti_watch *w);

/* A handle to read with, without a memory map: a file cut short under one would end the server.
 */
dt_store *dti_serve_open(const char *path, dt_error *err);

#endif
