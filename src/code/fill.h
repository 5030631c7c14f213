/* fill.h: who stands in the slots of a frame. */
#ifndef DTI_FILL_H
#define DTI_FILL_H

#include "code/match.h"

/* The words of a slot; what modifies the noun of a light verb counts as below the verb. */
void dti_words_of_slot(const dti_tree *t, uint32_t trigger, char pos, dti_slot slot, const dti_proposal *p,
                       dti_word_list *words);

/*
 * Looks in the slots, best first, and puts the actors found on the side (&p->source or &p->target), but
 * nobody who stands on the other.  Where they name nobody the side holds the phrase that stands there, or
 * nothing.
 */
void dti_fill_side(const dti_tree *t, const dti_proposal *p, const dti_slot *slots, uint32_t n_slots,
                   const dti_side *other, dti_side *side);

/* "Ayodhya: the VHP agreed", "(Ponce) Nicaragua has": takes out the dateline and the speaker's label. */
void dti_drop_dateline(const dti_tree *t, dti_side *side);
/* "The Gujarat riots", "the Zacapa massacre": takes out who is only a place. */
void dti_drop_places(const dt_doc *d, dti_side *side);

#endif
