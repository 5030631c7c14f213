/* sure.h: turns down events that are too unsure for what is known of their parties. */
#ifndef DTI_SURE_H
#define DTI_SURE_H

#include "code/match.h"

/*
 * Why the event is held for too unsure, in words; NULL when it is sure enough.  How sure is enough stands in
 * world/ontology/floors.  small_letters: the text has no useful capitals, so that names are guessed.
 */
const char *dti_too_unsure(const dti_tree *t, const dti_proposal *p, const dt_event *e, int small_letters);

#endif
