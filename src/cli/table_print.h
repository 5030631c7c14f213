/* table_print.h: events as a table a person reads, each with the words that prove it. */
#ifndef DTI_TABLE_PRINT_H
#define DTI_TABLE_PRINT_H

#include "detente_store.h"

typedef struct dti_table_print {
    int colour;
    int width; /* columns of the terminal */
    size_t n_rows;
} dti_table_print;

void dti_table_begin(dti_table_print *t);
/* Two lines on stdout: the codes, and the sentence with the trigger marked. */
void dti_table_event(dti_table_print *t, const dt_event_row *row);

#endif
