/* phrase.h: the words of the text by which an actor is shown. */
#ifndef DTI_PHRASE_H
#define DTI_PHRASE_H

#include "code/match.h"

/* Bytes of a noun phrase without its clauses and what follows a comma. */
void dti_phrase_range(const dti_tree *t, uint32_t head, uint32_t *start, uint32_t *end);

/* Puts the article before an abbreviation. */
void dti_take_article(const dt_doc *d, const dti_mention *m, dt_actor *a);

/* Stretches the words of the one actor of a side, whom only a noun describes, to its phrase. */
void dti_show_described(const dti_tree *t, const dti_side *side, dt_actor *a);

#endif
