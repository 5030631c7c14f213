/* named_act.h: acts that a story names again: "rejected the accusation", "condemned the
 * attack". */
#ifndef DTI_NAMED_ACT_H
#define DTI_NAMED_ACT_H

#include "code/events.h"

/*
 * The event of this document, told a few sentences before or in the same one, that the target
 * of the proposal names again (en/named_acts); NULL when it names none.  Its doers are whom the
 * proposal is aimed at.  Owned by the document, good until an event is added.
 */
const dt_event *dti_named_act(const dti_coding *c, const dti_tree *t, uint32_t sent,
                              const dti_proposal *p);

#endif
