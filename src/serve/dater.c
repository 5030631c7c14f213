/* dater.c: reads the sentence of an event again, finds the words that date it. */
#include "serve/dater.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "doc.h"

struct dti_dater {
    pthread_mutex_t lock;
    char *image_path;
    int is_tried; /* opening was; without a coder it failed, and is not tried again */
    dt_kb *kb;
    dt_coder *coder;
};

dti_dater *dti_dater_new(const char *image_path) {
    dti_dater *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    pthread_mutex_init(&d->lock, NULL);
    if (!image_path || (d->image_path = strdup(image_path))) return d;
    dti_dater_free(d);
    return NULL;
}

void dti_dater_free(dti_dater *d) {
    if (!d) return;
    dt_coder_free(d->coder);
    dt_kb_close(d->kb);
    pthread_mutex_destroy(&d->lock);
    free(d->image_path);
    free(d);
}

/* Under the lock.  That the model is missing is no trouble of serve: words are left unmarked.
 */
static int have_coder(dti_dater *d) {
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    options.gate = 0;
    if (!d->is_tried) {
        d->is_tried = 1;
        d->kb = dt_kb_open(d->image_path, NULL, &err);
        d->coder = d->kb ? dt_coder_new(d->kb, &options, &err) : NULL;
    }
    return d->coder != NULL;
}

size_t dti_dater_find(dti_dater *d, dt_slice sentence, dt_slice lang, dt_slice published,
                      dt_slice date, dti_time_words out[DTI_MAX_TIME_WORDS], int *is_dateless) {
    dt_error err = {{0}};
    dt_doc *doc = NULL;
    size_t n = 0;
    dt_input in = {.lang = lang, .published = published, .body = sentence};
    *is_dateless = 0;
    pthread_mutex_lock(&d->lock);
    if (have_coder(d) && dt_code(d->coder, &in, &doc, &err) != DT_OK) doc = NULL;
    pthread_mutex_unlock(&d->lock);
    /* a sentence that cleaning would change has its words elsewhere */
    if (doc && !doc->is_unread && dti_slice_eq(doc->text, sentence)) {
        *is_dateless = 1;
        for (size_t i = 0; i < doc->n_times; i++) {
            const dti_time *k = &doc->times[i];
            if (!k->date.len) continue;
            *is_dateless = 0;
            if (n < DTI_MAX_TIME_WORDS && dti_slice_eq(k->date, date))
                out[n++] = (dti_time_words){k->start, k->end};
        }
    }
    dt_doc_free(doc);
    return n;
}
