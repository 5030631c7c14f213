/* progress.c: reads counts, writes one line of progress over the last one. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

void dti_progress_begin(dti_progress *p) {
    *p = (dti_progress){.shown = isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &p->begun);
}

void dti_progress_show(dti_progress *p, const dti_reader *reader, size_t n_bad) {
    time_t now = time(NULL);
    if (!p->shown || now == p->last) return;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    double seconds =
        (double)(t.tv_sec - p->begun.tv_sec) + 1e-9 * (double)(t.tv_nsec - p->begun.tv_nsec);
    if (seconds < 1) return;
    p->last = now;
    dti_read_counts c = dti_reader_counts(reader);
    double share = dti_reader_progress(reader);
    fprintf(stderr, "\r%zu documents, %.1f MB, %.0f words/s, %zu events, %zu error%s",
            p->n_documents, (double)c.bytes / 1e6, (double)p->n_words / seconds, p->n_events,
            n_bad, n_bad == 1 ? "" : "s");
    if (share > 0.01) {
        long left = (long)(seconds / share - seconds);
        if (left < 60)
            fprintf(stderr, ", %ld s left", left);
        else
            fprintf(stderr, ", %ld:%02ld:%02ld left", left / 3600, left / 60 % 60, left % 60);
    }
    fprintf(stderr, "\x1B[K"); /* to the end of the line: the last one may have been longer */
}

void dti_progress_end(const dti_progress *p) {
    if (p->last) fprintf(stderr, "\n");
}
