/* code_doc.h: the coding stage over a whole document. */
#ifndef DTI_CODE_DOC_H
#define DTI_CODE_DOC_H

#include "code/code.h"
#include "kb/frames.h"

/* After splitting: cuts atoms, reads the date.  DT_FAILED when the arena is full. */
int dti_coding_open(dti_coding *c, dt_doc *doc, const dti_facts *facts);

/* Can this sentence hold an event: an actor word and a form of a trigger in it?  Works on raw
 * bytes. */
int dti_gate(const dti_coding *c, uint32_t sent);

/* Mentions and events of all parsed sentences.  DT_FAILED when the arena is full. */
int dti_code_sentences(dti_coding *c, const dti_frames *frames, const dt_options *options);

/* Only the times and mentions of all parsed sentences: for a phrase that is asked about. */
int dti_find_actors(dti_coding *c);

#endif
