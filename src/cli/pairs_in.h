/* pairs_in.h: lines of JSON that mark two actors in a sentence, for relate and eval. */
#ifndef DTI_PAIRS_IN_H
#define DTI_PAIRS_IN_H

#include <jansson.h>
#include <stdio.h>

#include "api/relate.h"

/* One line; slices and the object live until the next call. */
typedef struct dti_pair_in {
    size_t line; /* number, from 1 */
    /* root: the type that a label gives, "root", "plover" or "cameo"; a number is a CAMEO code,
     * with its leading zero; may be empty */
    dt_slice id, root;
    dti_relate_input input;
    json_t *object;
} dti_pair_in;

typedef struct dti_pairs {
    FILE *file;
    const char *name, *command; /* for messages */
    size_t line, n_bad;
    char *buf;
    size_t cap;
    json_t *held;
} dti_pairs;

/* "-" is standard input.  0, or -1 with a message told. */
int dti_pairs_open(dti_pairs *p, const char *command, const char *path);
/* Next good line: 1; 0 at the end.  A bad line is told with its number, counted, passed over. */
int dti_pairs_next(dti_pairs *p, dti_pair_in *out);
void dti_pairs_close(dti_pairs *p);

#endif
