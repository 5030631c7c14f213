/* store_arg.h: the store that a command reads. */
#ifndef DTI_STORE_ARG_H
#define DTI_STORE_ARG_H

#include "cli/options.h"
#include "detente_store.h"

#define DTI_STORE_OPTION                                                                       \
    {                                                                                          \
        "db", DTI_OPT_TEXT, "FILE", NULL, 0, 0,                                                \
            "store to read; else $DETENTE_DB, else detente.db"                                 \
    }

/* Its path: --db, else $DETENTE_DB, else detente.db. */
const char *dti_store_path(const dti_args *args);

/* Opens it to read; NULL after saying on standard error what is missing. */
dt_store *dti_store_of(const dti_args *args);

#endif
