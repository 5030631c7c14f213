/* answer.h: what a route is asked and what it answers; no HTTP library in sight. */
#ifndef DTI_SERVE_ANSWER_H
#define DTI_SERVE_ANSWER_H

#include "detente_store.h"
#include "serve/dater.h"
#include "serve/params.h"
#include "serve/ranking.h"
#include "serve/say.h"
#include "serve/strips.h"
#include "store/store.h"

/* An answer larger than this is refused (downloads go through a file and have their own). */
#define DTI_MAX_ANSWER_BYTES ((size_t)32 << 20)
#define DTI_MAX_DOWNLOAD_BYTES ((size_t)4 << 30)

typedef struct dti_ask {
    dt_store *store; /* of the thread that answers */
    const dti_sayings *words;
    dti_rankings *rankings;
    dti_strips *strips;
    dti_dater *dater;
    const char *tail; /* of the path, after the route's, decoded: "USA" of /api/v1/actors/USA */
    const dti_params *params;
    int64_t generation; /* what the answer is tagged with */
    const char *target; /* path and query as asked, for links to further pages */
} dti_ask;

typedef struct dti_answer {
    int status;
    const char *type; /* static */
    dti_buf body;
    int fd; /* of a file that holds the body instead, or -1 */
    uint64_t file_bytes;
    char filename[96]; /* offered for saving; empty: shown */
} dti_answer;

void dti_answer_init(dti_answer *a);
void dti_answer_release(dti_answer *a);
/* application/problem+json; what was written before is dropped. */
void dti_problem(dti_answer *a, int status, const char *title, const char *detail);

/* DT_OK: answered, be it by a problem.  DT_FAILED and err: the store could not be read. */
typedef int dti_route_fn(const dti_ask *ask, dti_answer *out, dt_error *err);

typedef struct dti_route {
    const char *path; /* whole, or with a "*" for one part: "/api/v1/events/" "*" */
    const dti_param *rows;
    size_t n_rows;
    dti_route_fn *answer;
} dti_route;

/*
 * The route of a decoded path, NULL when there is none; *tail points at what stands for the
 * star (tail_cap bytes, NUL-terminated).
 */
const dti_route *dti_route_of(const char *path, char *tail, size_t tail_cap);

/* 1: asks for a pass over much of the store, seconds when that is large. */
int dti_is_heavy(const dti_route *route, const dti_params *params);

/* Counting all that fits would cost more than showing it; a page says "10000 or more".  Words
 * lead to sentences all over the store: counted no further than this. */
#define DTI_COUNT_CEILING 10000
#define DTI_COUNT_WORDS_CEILING 2000

/* Closes a page that began with {"items":[ ..: total (is_least: or more), offset, limit, next. */
void dti_page_end(const dti_ask *ask, dti_buf *b, size_t total, int is_least, int more);
void dti_page_of(const dti_ask *ask, size_t *offset, size_t *limit);
/* Do any of n rows come behind the page? */
static inline int dti_page_more(size_t offset, size_t limit, size_t n) {
    return offset < n && n - offset > limit;
}

/* An event in short, as all lists have it. */
void dti_brief_json(const dti_sayings *w, dti_buf *b, const dt_event_row *row);
/* The same as an element of a list: dt_event_fn. */
typedef struct dti_briefs {
    const dti_sayings *words;
    dti_buf *out;
    dt_store *store; /* NULL: how widely it is told is not looked up */
    size_t n;
} dti_briefs;
int dti_briefs_add(void *ctx, const dt_event_row *row);

dti_route_fn dti_get_status, dti_get_codes, dti_get_dyads, dti_get_strips, dti_get_series,
    dti_get_events, dti_get_event, dti_get_evidence, dti_get_actors, dti_get_actor,
    dti_get_ahead, dti_get_search;
/* The dyads of a unit as rows of /dyads, most events first; at most `most`. */
DT_CHECK int dti_dyads_of_unit(const dti_ask *ask, const char *unit, const char *as_of,
                               size_t most, dti_buf *b, dt_error *err);
/* The same of a unit and another; other NULL: with anybody. */
DT_CHECK int dti_dyads_between(const dti_ask *ask, const char *unit, const char *other,
                               size_t most, dti_buf *b, dt_error *err);

#endif
