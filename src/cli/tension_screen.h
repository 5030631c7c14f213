/* tension_screen.h: the state of a relation as one screen of text. */
#ifndef DTI_TENSION_SCREEN_H
#define DTI_TENSION_SCREEN_H

#include "cli/look.h"
#include "detente_store.h"

/* Writes the screen of a computed state; reads events and what is ahead from the store. */
DT_CHECK int dti_tension_screen(const dti_look *look, dti_buf *out, dt_store *store,
                                const dt_state_query *query, const dt_state *state,
                                dt_error *err);

/* "USA -> CHN", "USA, IRN - CHN", the actors of an event by country. */
void dti_event_parties(const dti_look *look, const dt_event *e, char *out, size_t cap);
void dti_day_text(int32_t day, char out[16]);

#endif
