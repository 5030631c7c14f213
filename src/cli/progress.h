/* progress.h: the line on a terminal that tells how far a long run is. */
#ifndef DTI_PROGRESS_H
#define DTI_PROGRESS_H

#include <time.h>

#include "read/read.h"

typedef struct dti_progress {
    int shown; /* standard error is a terminal */
    time_t last;
    struct timespec begun;
    size_t n_documents, n_words, n_events; /* the caller counts; words of cleaned text */
} dti_progress;

void dti_progress_begin(dti_progress *p);
/* Writes the line anew, once a second at most. */
void dti_progress_show(dti_progress *p, const dti_reader *reader, size_t n_bad);
/* Leaves the line standing. */
void dti_progress_end(const dti_progress *p);

#endif
