/* tables_coverage.h: which types, modes and codes the frames reach, and by what kind of words. */
#ifndef DTI_TABLES_COVERAGE_H
#define DTI_TABLES_COVERAGE_H

#include "detente.h"

/* Codes every frame's own sentence and prints the counts on stdout. */
int dti_tables_coverage(const dt_kb *kb, dt_error *err);

#endif
