/* tables_try.h: what a changed table would make of a store's documents or of a corpus. */
#ifndef DTI_TABLES_TRY_H
#define DTI_TABLES_TRY_H

#include "cli/options.h"

/* tables try FILE [inputs]; exit code. */
int dti_tables_try(const dti_args *args);

#endif
