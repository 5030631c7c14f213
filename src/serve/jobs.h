/* jobs.h: threads that answer from the store, and the answers kept for those who ask next. */
#ifndef DTI_SERVE_JOBS_H
#define DTI_SERVE_JOBS_H

#include <microhttpd.h>

#include "serve/answer.h"
#include "serve/watch.h"

/* Kept answers, together. */
#define DTI_KEPT_BYTES ((size_t)96 << 20)
/* More who wait than this are told to come again. */
#define DTI_MAX_WAITING 2048
/* A query that takes longer is given up. */
#define DTI_MAX_QUERY_SECONDS 30

/* An answer ready to be sent any number of times. */
typedef struct dti_reply {
    struct MHD_Response *response;
    unsigned status;
    char etag[48]; /* with its quotes; empty: not to be tagged */
    int refs;
} dti_reply;

typedef struct dti_jobs dti_jobs;

/* Turns an answer into a response (headers and all); takes its body or file. */
typedef struct MHD_Response *dti_respond_fn(dti_answer *answer, const char *etag);

dti_jobs *dti_jobs_new(dti_watch *watch, const dti_sayings *words, dti_dater *dater,
                       size_t n_threads, dti_respond_fn *respond);
/* Gives up what runs and wakes all who wait; they get a 503.  After it no work is taken. */
void dti_jobs_stop(dti_jobs *j);
void dti_jobs_free(dti_jobs *j);

/* Tag of the answer to a target at a generation. */
void dti_etag_of(int64_t generation, const char *target, char out[48]);

/*
 * The answer to a target, when it is kept and still good; else NULL.  Give back with
 * dti_reply_done.
 */
dti_reply *dti_jobs_kept(dti_jobs *j, const char *target, int64_t generation);
void dti_reply_done(dti_jobs *j, dti_reply *reply);

/*
 * Asks for the answer.  wake(who) is called from another thread once it is there, after which
 * dti_job_reply gives it.  before_wait is called first, while nobody can wake who yet.  Those
 * who ask the same at the same time share one job.  NULL: too many wait.
 */
typedef struct dti_job dti_job;
dti_job *dti_jobs_ask(dti_jobs *j, const char *target, const dti_route *route, const char *tail,
                      const dti_params *params, void (*before_wait)(void *who),
                      void (*wake)(void *who), void *who);
/* The reply, to be given back by dti_reply_done; the job is done with then. */
dti_reply *dti_job_reply(dti_jobs *j, dti_job *job);

#endif
