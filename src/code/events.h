/* events.h: from proposals to coded events of the document. */
#ifndef DTI_EVENTS_H
#define DTI_EVENTS_H

#include "code/aspect.h"
#include "code/match.h"
#include "kb/ontology.h"

/* Codes one parsed sentence: matches frames, reads aspect, appends to doc->events. */
int dti_code_sentence(dti_coding *c, const dti_tree *tree, const dt_options *options,
                      uint32_t sent);
/* Merges events told more than once, numbers them.  Called once, after the last sentence. */
int dti_finish_events(dti_coding *c);

#endif
