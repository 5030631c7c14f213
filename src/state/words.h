/* words.h: the state of a relation in a sentence. */
#ifndef DTI_WORDS_H
#define DTI_WORDS_H

#include "detente_store.h"

/* Fills state->sentence from the other fields; reads the driving event from the store. */
int dti_state_words(dt_store *s, const dt_state_query *query, dt_state *state, dt_error *err);

#endif
