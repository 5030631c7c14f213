/* place_target.h: the state or place where an act is done as its target, where no party is told. */
#ifndef DTI_PLACE_TARGET_H
#define DTI_PLACE_TARGET_H

#include "code/match.h"

/*
 * Gives an event of one doer without a target the place that its sentence tells, if the row of its
 * type (of the frame's type, if aspect made a threat of it; `ontology/types.tsv`, column `rules`)
 * says that coders do so; a target known by role alone ("48 people") takes the state of the place.
 * Leaves the event alone when the place is only that of the dateline.  Sets *note to what was
 * done, in words, or to "".
 */
int dti_target_from_place(dti_coding *c, const dti_tree *t, const dti_proposal *p, dt_event *e,
                          const char **note);

#endif
