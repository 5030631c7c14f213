/* import_petrarch.h: dictionaries of TABARI and PETRARCH as our tables. */
#ifndef DTI_IMPORT_PETRARCH_H
#define DTI_IMPORT_PETRARCH_H

#include "base/buf.h"
#include "kb/facts.h"
#include "kb/table.h"

typedef struct dti_import_counts {
    size_t n_actors, n_rows; /* entries, and rows written for them (one a span of time) */
    size_t n_roles;
    size_t n_known;  /* left out: our tables have the name as a state's */
    size_t n_failed; /* lines that could not be taken, each reported */
} dti_import_counts;

/*
 * Reads one dictionary of actors ("NAME_ [AFGGOV 030101-041231]", "+SYNONYM_") or agents
 * ("POLICE!PERSON! {} [~COP]"); the lines tell which.  Appends rows to actors (columns of
 * organisations.tsv, kind "imported") and roles (columns of roles.tsv), without header lines.
 * What cannot be taken goes to report with its line.  facts: our tables, for codes and names of
 * states.
 */
int dti_import_petrarch(const dti_facts *facts, const char *path, dt_slice text, dti_buf *actors,
                        dti_buf *roles, dti_import_counts *counts, dti_table_report *report,
                        void *ctx, dt_error *err);

/* Sorts the rows and keeps each once: dictionaries repeat themselves and each other. */
int dti_import_finish(dti_buf *rows, dt_error *err);

#define DTI_IMPORT_ACTORS_HEADER "name\taliases\tkind\tcountry\tsector\tfrom\tto\n"
#define DTI_IMPORT_ROLES_HEADER "phrase\tplural\tsector\tkind\ttitle\talone\tnote\n"

#endif
