/* event_page.h: all that is known of one event, as JSON and as a bundle for a reviewer. */
#ifndef DTI_SERVE_EVENT_PAGE_H
#define DTI_SERVE_EVENT_PAGE_H

#include "serve/answer.h"

/* Bytes of text shown before and after the sentence. */
#define DTI_CONTEXT_BYTES 600

typedef struct dti_mark {
    size_t start, end; /* bytes in the sentence */
    const char *kind;  /* source, target, trigger, time, place, speaker */
} dti_mark;
#define DTI_MAX_MARKS 64

/* The text around the sentence, whole sentences; empty where the text was not kept. */
dt_slice dti_context_of(dt_slice text, size_t start, size_t end);

/* A line to cite the event by. */
void dti_citation(const dt_event_row *row, dti_buf *out);

/* *found: 0 when the store holds no such event. */
DT_CHECK int dti_event_page_json(const dti_ask *ask, const char *id, dti_buf *out, int *found,
                                 dt_error *err);
/*
 * ZIP: event.json, sentences.txt, sources.json, codes.json, versions.json, evidence.html.  The
 * same event of the same store gives the same bytes.
 */
DT_CHECK int dti_event_bundle(const dti_ask *ask, const char *id, dti_buf *out, int *found,
                              dt_error *err);

/* The parts of the two above. */
void dti_say_member(const dti_sayings *w, dti_buf *b, const dt_event *e);
typedef struct dti_run_facts {
    char version[160], options[400], started[32];
} dti_run_facts;
DT_CHECK int dti_run_of(dt_store *s, int64_t event, dti_run_facts *out, dt_error *err);
void dti_run_json(dti_buf *b, const dti_run_facts *run);

#endif
