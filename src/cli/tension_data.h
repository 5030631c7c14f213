/* tension_data.h: the state of a relation as CSV. */
#ifndef DTI_TENSION_DATA_H
#define DTI_TENSION_DATA_H

#include "base/buf.h"
#include "detente_store.h"

/* A row for every period, with a head; what is unknown is empty, a level not to be said too. */
void dti_tension_csv(dti_buf *out, const dt_state *state);

#endif
