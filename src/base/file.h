/* file.h: whole files, mapped or read. */
#ifndef DTI_FILE_H
#define DTI_FILE_H

#include "detente.h"

/* A file mapped read-only; bytes stay valid until dti_unmap. */
typedef struct dti_mapping {
    const char *ptr;
    size_t len;
} dti_mapping;

/* Maps path.  An empty file gives len 0.  Returns DT_OK or DT_FAILED with err "path: reason".
 */
int dti_map_file(const char *path, dti_mapping *out, dt_error *err);
void dti_unmap(dti_mapping *m);

/*
 * Writes len bytes to path through a temporary file beside it and a rename, so that a reader
 * sees the old file or the new one, never half of one.
 */
int dti_write_file(const char *path, const char *ptr, size_t len, dt_error *err);

/*
 * Finds a file that ships with the program: $env_name when set, else `name` beside the running
 * binary, else in share/detente of the installation.  Writes the path to out; returns DT_OK or
 * DT_FAILED with err naming the places looked at.
 */
int dti_find_shipped(const char *env_name, const char *name, char *out, size_t cap,
                     dt_error *err);

#endif
