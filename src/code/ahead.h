/* ahead.h: dated things to come that a sentence mentions. */
#ifndef DTI_AHEAD_H
#define DTI_AHEAD_H

#include "code/tree.h"

/*
 * Appends to doc->ahead what the sentence says is to come: a word of en/ahead (election,
 * summit, deadline ...) with a date after publication, one entry for every state it is about.
 * Times and mentions of the sentence have been found.
 */
int dti_find_ahead(dti_coding *c, const dti_tree *tree, uint32_t sent);

#endif
