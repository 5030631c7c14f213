/* mend.h: mends readings that only the frames can tell to be wrong. */
#ifndef DTI_MEND_H
#define DTI_MEND_H

#include "code/tree.h"
#include "kb/kb.h"

/*
 * "… going further, including *imposing* export *controls*": the reader takes the gerund for an
 * adjective of the noun.  "Riyadh *lifts* blockade": it takes the verb of a headline for a noun.
 * Where a frame knows that verb with that noun as its object, the word becomes the verb and the
 * noun its object.  Changes the tokens of one sentence, before its tree is opened for matching;
 * returns how many words became verbs.
 */
size_t dti_mend_reading(dt_doc *doc, const dt_kb *kb, const dti_frames *frames, uint32_t sent);

#endif
