/* fetched.c: takes the answers of servers, puts them into the store after their documents. */
#include "cli/fetched.h"

#include <stdlib.h>
#include <string.h>

static void get(void *user, const char *url, char *etag, size_t etag_size, char *modified,
                size_t modified_size) {
    dti_fetched *f = user;
    /* a store that cannot be read fails at the next document; the address is asked for anew */
    (void)dt_store_fetched(f->store, url, etag, etag_size, modified, modified_size, NULL);
}

static void free_answer(dti_fetch_answer *a) {
    free(a->url);
    free(a->etag);
    free(a->modified);
}

/* Without memory the answer is forgotten, which costs one fetch. */
static void put(void *user, const char *url, const char *etag, const char *modified,
                long status) {
    dti_fetched *f = user;
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 16;
        dti_fetch_answer *more = realloc(f->answers, cap * sizeof *more);
        if (!more) return;
        f->answers = more;
        f->cap = cap;
    }
    dti_fetch_answer *a = &f->answers[f->n];
    *a = (dti_fetch_answer){strdup(url), strdup(etag), strdup(modified), (int)status, *f->n_read};
    if (a->url && a->etag && a->modified)
        f->n++;
    else
        free_answer(a);
}

void dti_fetched_init(dti_fetched *f, dt_store *store, const uint64_t *n_read,
                      dti_fetch_memory *out) {
    *f = (dti_fetched){.store = store, .n_read = n_read};
    *out = (dti_fetch_memory){f, get, put};
}

int dti_fetched_keep(dti_fetched *f, uint64_t n_written, int all, dt_error *err) {
    size_t n = 0;
    int status = DT_OK;
    while (n + 1 < f->n && f->answers[n + 1].begun <= n_written) n++;
    if (all) n = f->n;
    for (size_t i = 0; i < n && status == DT_OK; i++) {
        dti_fetch_answer *a = &f->answers[i];
        status = dt_store_set_fetched(f->store, a->url, a->etag, a->modified, a->status, err);
    }
    for (size_t i = 0; i < n; i++) free_answer(&f->answers[i]);
    if (n) memmove(f->answers, f->answers + n, (f->n - n) * sizeof *f->answers);
    f->n -= n;
    return status;
}

void dti_fetched_release(dti_fetched *f) {
    for (size_t i = 0; i < f->n; i++) free_answer(&f->answers[i]);
    free(f->answers);
    *f = (dti_fetched){0};
}
