/* explain_print.h: an event of a document with all that led to it, as a page to read. */
#ifndef DTI_EXPLAIN_PRINT_H
#define DTI_EXPLAIN_PRINT_H

#include "detente.h"

typedef struct dti_explain {
    const dt_kb *kb;
    int colour; /* mark with colours; else with brackets */
    size_t n_printed;
} dti_explain;

/* Prints the event with this id on stdout; 0 when the document has none of that id. */
int dti_explain_event(dti_explain *x, const dt_doc *doc, dt_slice id);

/* Prints what was turned down in a document that holds no event, with its sentences. */
void dti_explain_nothing(const dt_doc *doc);

#endif
