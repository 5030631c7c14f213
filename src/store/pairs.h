/* pairs.h: between whom an event stands. */
#ifndef DTI_PAIRS_H
#define DTI_PAIRS_H

#include <stdlib.h>

#include "store/store.h"

/* Rows of event_pair that one event may make; a communiqué of thirty states has 435 dyads. */
#define DTI_MAX_EVENT_PAIRS 256

typedef struct dti_party {
    int role; /* DTI_ROLE_* */
    dt_slice country, code;
    int64_t actor;
} dti_party;

typedef struct dti_side {
    dt_slice a, b;
    int kind; /* DTI_PAIR_* */
} dti_side;

typedef struct dti_sides {
    dti_side all[DTI_MAX_EVENT_PAIRS];
    size_t n;
    int paired; /* two parties, so a relation */
} dti_sides;

void dti_sides_of(const dti_party *parties, size_t n, dti_sides *out);
/* Row number of the pair; 0 when it does not exist and make is 0. */
int dti_side_pair(dt_store *s, const dti_side *side, int make, int64_t *pair, dt_error *err);
/*
 * The number of a happening: who, what and when in its upper bits, in its lower DTI_WHERE_BITS
 * the state it is said to have happened in, 0 when the sentence does not say (a dateline is
 * where the reporter sits).  See dti_join_happenings.
 */
int64_t dti_happening_of(const dti_party *parties, size_t n, dt_slice plover, dt_slice date,
                         const dt_place *place);
/* The parties of a stored event, in the arena. */
int dti_parties_stored(dt_store *s, int64_t event, dti_arena *arena, dti_party **out, size_t *n,
                       dt_error *err);

#endif
