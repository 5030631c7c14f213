/* contexts.h: what the sentence of an event is about, as PLOVER's contexts. */
#ifndef DTI_CONTEXTS_H
#define DTI_CONTEXTS_H

#include "code/code.h"

/* Contexts of one event; further ones are left out. */
#define DTI_MAX_CONTEXTS 8

/*
 * Fills the contexts of an event from the words of its sentence (en/contexts), in the order of
 * the text, each once; the array lies in the document's arena.  DT_FAILED: out of memory.
 */
DT_CHECK int dti_contexts_of(dti_coding *c, uint32_t sent, dt_event *e);

#endif
