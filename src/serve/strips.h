/* strips.h: the strips of dyads that were made, kept for answers that show the same dyads. */
#ifndef DTI_SERVE_STRIPS_H
#define DTI_SERVE_STRIPS_H

#include <stdint.h>

#include "base/buf.h"

/* A strip costs a pass over the dyad's days; a longer list or that of a state holds the same
 * ones.  At most so many are kept, some kilobytes each. */
#define DTI_MAX_STRIPS 256

/* One dyad as JSON, with its span; INT32_MIN: no report. */
typedef struct dti_strip {
    int32_t first_day, last_day;
    dti_buf json;
} dti_strip;

typedef struct dti_strips dti_strips; /* any thread may ask */
dti_strips *dti_strips_new(void);
void dti_strips_free(dti_strips *m);

/* A strip that a thread is making; on its stack. */
typedef struct dti_strip_making {
    const char *name;
    struct dti_strip_making *next;
} dti_strip_making;

/*
 * 1: the strip of that name and generation is appended to out->json; who asks while another
 * makes it waits.  0: it is the caller's to make, and to hand in by dti_strips_made, come what
 * may; name stays valid until then.
 */
int dti_strips_get(dti_strips *m, const char *name, int64_t generation, dti_strip_making *mine,
                   dti_strip *out);
/* Keeps a copy, for which the longest unused goes; NULL: it could not be made. */
void dti_strips_made(dti_strips *m, dti_strip_making *mine, int64_t generation,
                     const dti_strip *strip);

#endif
