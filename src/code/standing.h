/* standing.h: do enough of the parties that a frame and its type ask for stand in its slots? */
#ifndef DTI_STANDING_H
#define DTI_STANDING_H

#include "code/match.h"

/* Do the slots hold this demand ("must", "known", "public"), which is no place to look? */
int dti_slots_demand(const dti_slot *slots, uint32_t n, dti_slot_kind kind);

/*
 * A frame that needs two doers, or somebody known as target, or a party of the standing that its type asks
 * for (world/ontology/types); or whose object is a bare number: "temperatures hit 39.4C".
 */
int dti_lacks_party(const dti_tree *t, const dti_proposal *p);

#endif
