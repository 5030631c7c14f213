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
/* What filters ask of an event, kept beside it in event_pair, so that the events of a dyad that do
 * not fit need not be read. */
typedef struct dti_traits {
    int64_t kind; /* row of event_kind: type, mode, CAMEO code, quad class and aspect */
    int sure;     /* hundredths of its confidence, rounded down */
} dti_traits;
int dti_traits_of(dt_store *s, const dt_event *e, dti_traits *out, dt_error *err);
#define DTI_EVENT_PAIR_COLUMNS 5
/*
 * The number of a happening: who, what and when in its upper bits, in its lower DTI_WHERE_BITS
 * the state it is said to have happened in, 0 when the sentence does not say (a dateline is
 * where the reporter sits).  date as coded; day and precision as dti_event_day says of it.  See
 * dti_join_happenings.
 */
int64_t dti_happening_of(const dti_party *parties, size_t n, dt_slice plover, dt_slice date,
                         int32_t day, int precision, const dt_place *place);
/* Gives every stored event the number that it would get today, and marks the days of which that
 * changes the sums: for stores written before the place was part of it. */
int dti_happenings_renew(dt_store *s, dt_error *err);
/* The parties of a stored event, in the arena. */
int dti_parties_stored(dt_store *s, int64_t event, dti_arena *arena, dti_party **out, size_t *n,
                       dt_error *err);

#endif
