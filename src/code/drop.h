/* drop.h: takes off a side who stands there and has no part in the act. */
#ifndef DTI_DROP_H
#define DTI_DROP_H

#include "code/match.h"

/* "was arrested in *Medellin*": a state whose land it is answers for an arrest, its towns and regions only say
 * where. */
void dti_drop_towns(const dti_tree *t, dti_side *side);

/*
 * "Bush promised to halve the *American* deficit", "went to *Ohio*": of a phrase one's own country, or a place in
 * it, says where or whose, and is nobody that the act is done to.  The thing itself is named instead.  Returns
 * whether nobody is left.
 */
int dti_drop_home(const dti_tree *t, const dti_side *source, int is_visit, dti_side *side);

/* "was the *victim of a terrorist attack* in Lima": who is named by a phrase with the act in it has not done it. */
void dti_drop_around(const dt_doc *d, uint32_t trigger, dti_side *side);

#endif
