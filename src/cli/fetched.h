/* fetched.h: answers of servers, remembered in the store once their documents are kept there.
 */
#ifndef DTI_FETCHED_H
#define DTI_FETCHED_H

#include "detente_store.h"
#include "read/read.h"

/* One answer; its records are those queued from begun up to the next answer's begun. */
typedef struct dti_fetch_answer {
    char *url, *etag, *modified;
    int status;
    uint64_t begun;
} dti_fetch_answer;

typedef struct dti_fetched {
    dt_store *store;
    const uint64_t *n_read; /* records queued so far */
    dti_fetch_answer *answers;    /* not yet in the store */
    size_t n, cap;
} dti_fetched;

/* Makes the reader's memory out of the store; n_read is looked at whenever an answer comes. */
void dti_fetched_init(dti_fetched *f, dt_store *store, const uint64_t *n_read,
                      dti_fetch_memory *out);
/*
 * Puts into the store the answers all of whose records are among the n_written first; all 1:
 * the last answer's records are at an end too.  What is written stands or falls with the
 * documents of the same transaction, so a run that is killed asks again for what it lost.
 */
DT_CHECK int dti_fetched_keep(dti_fetched *f, uint64_t n_written, int all, dt_error *err);
void dti_fetched_release(dti_fetched *f);

#endif
