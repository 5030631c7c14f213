/* change_print.h: what became of an event, told to a person or as JSONL. */
#ifndef DTI_CHANGE_PRINT_H
#define DTI_CHANGE_PRINT_H

#include "base/buf.h"
#include "detente_store.h"

typedef struct dti_change_print {
    int jsonl;
    dti_buf line;
    size_t gained, lost, changed;
} dti_change_print;

void dti_change_print_begin(dti_change_print *p, int jsonl);
/* kind '+', '-', '~'; before and after are event records (JSON), empty where there is none. */
void dti_change_print_row(dti_change_print *p, const dt_change_row *row);
void dti_change_print_end(dti_change_print *p);

/* "2023-06-18  USAGOV  CONSULT/visit  CHNGOV  actual" */
void dti_event_words(dti_buf *out, const dt_event *e);

/*
 * Sets two codings of one document against each other and prints what changed: events of the
 * same words are one event.  Returns DT_OK or DT_FAILED (out of memory).
 */
int dti_change_print_docs(dti_change_print *p, const dt_doc *before, const dt_doc *after,
                          dt_error *err);

#endif
