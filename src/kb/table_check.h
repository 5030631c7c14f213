/* table_check.h: what the cells of the tables must hold, beyond their form. */
#ifndef DTI_TABLE_CHECK_H
#define DTI_TABLE_CHECK_H

#include "kb/table.h"

/* A table and where its file lies, for messages. */
typedef struct dti_checked_table {
    const dti_text_table *table;
    const char *path;
    int is_new; /* 0: only to look things up in (checked before); 1: report its errors */
} dti_checked_table;

/*
 * Looks for codes and words that no table lists (with a suggestion), dates that do not exist or
 * end before they begin, coordinates off the globe, rows that stand twice, and one person in the
 * same office twice at a time.  Errors go to report; returns how many.  Works on what is given: a
 * folder without countries.tsv has its country codes unchecked.
 */
size_t dti_tables_check(const dti_checked_table *tables, size_t n, dti_table_report *report,
                        void *ctx);

/* The nearest of n words to one, two edits off at most; empty when none is near. */
dt_slice dti_nearest_word(dt_slice word, const dt_slice *words, size_t n);

#endif
