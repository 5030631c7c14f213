/* tension_data.h: the state of a relation as CSV and JSON. */
#ifndef DTI_TENSION_DATA_H
#define DTI_TENSION_DATA_H

#include "base/buf.h"
#include "detente_store.h"

/* A row for every period, with a head; what is unknown is empty, a level not to be said too. */
void dti_tension_csv(dti_buf *out, const dt_state *state);
/* One object with everything, the events written out. */
DT_CHECK int dti_tension_json(dti_buf *out, dt_store *store, const dt_state_query *query,
                              const dt_state *state, dt_error *err);

/* Number or null. */
void dti_json_real(dti_buf *b, const char *key, double value, int decimals);

#endif
