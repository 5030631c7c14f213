/* repair.h: mends trees that the reading model gets wrong in a way that can be told from the
 * tree. */
#ifndef DTI_REPAIR_H
#define DTI_REPAIR_H

#include "doc.h"

/*
 * Short news sentences read as one noun phrase: "Mozambique requested aid" with the verb as a
 * modifier of "aid".  Where a sentence has no finite verb and such a participle parts two
 * nouns, the verb becomes the root, the noun before it the subject, the one after it the
 * object.  Returns 1 when something was changed; the tree stays one tree.
 */
int dti_repair_tree(dt_doc *doc, uint32_t sent);

/*
 * Is there a verb that stands as a verb: with a subject, an auxiliary or as a clause?  A subject of
 * the word `bare` (DTI_NONE: of none) does not count: "negotiators resumed talks" read as one noun.
 */
int dti_has_clause(const dt_doc *doc, const dti_sent *sent, uint32_t bare);

#endif
