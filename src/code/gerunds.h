/* gerunds.h: mends a reading that only the frames can tell to be wrong. */
#ifndef DTI_GERUNDS_H
#define DTI_GERUNDS_H

#include "code/tree.h"
#include "kb/kb.h"

/*
 * "… going further, including *imposing* export *controls*": the reader takes the gerund for an
 * adjective of the noun.  Where a frame knows that verb with that noun as its object, and no
 * article or owner stands before them, the word becomes the verb and the noun its object.
 * Changes the tokens of one sentence, before its tree is opened for matching; returns how many.
 */
size_t dti_mend_gerunds(dt_doc *doc, const dt_kb *kb, const dti_frames *frames, uint32_t sent);

#endif
