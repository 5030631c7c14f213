/* store_arg.c: finds the store that a command is to read and opens it. */
#include "cli/store_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char default_store[] = "detente.db"; /* where none is named */

const char *dti_store_path(const dti_args *args) {
    const char *path = dti_arg(args, "db"), *named = getenv("DETENTE_DB");
    return path ? path : named && *named ? named : default_store;
}

dt_store *dti_store_of(const dti_args *args) {
    dt_error err = {{0}};
    const char *path = dti_store_path(args);
    if (path == default_store && access(path, F_OK) != 0) {
        fprintf(stderr,
                "detente %s: there is no store detente.db here; name one with --db FILE or "
                "$DETENTE_DB, or make it:\n  detente code --db detente.db FILES\n",
                args->command->name);
        return NULL;
    }
    dt_store *s = dt_store_open(path, DT_STORE_READ, &err);
    if (!s) fprintf(stderr, "detente %s: %s\n", args->command->name, err.message);
    return s;
}
