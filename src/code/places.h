/* places.h: names of places in a document, with country and coordinates. */
#ifndef DTI_PLACES_H
#define DTI_PLACES_H

#include "code/code.h"

/*
 * Fills doc->places from the spans of all sentences: which of the places of that name is meant is
 * decided by what else the document names ("Tripoli" beside "Lebanon"), by a region right behind
 * it ("Paris, Texas"), by size.  The place of the dateline comes once more, with sent DTI_NONE.
 * Call after dti_find_spans of every parsed sentence.
 */
int dti_find_places(dti_coding *c);

/* After the mentions of a sentence: which of its places are where something is ("in Kherson"),
 * and not who acts. */
void dti_mark_locations(dti_coding *c, uint32_t sent);

/* Does the country's code stand for a state that lies somewhere, not for a bloc or a body? */
int dti_is_state(const dti_facts *f, dt_slice country);

#endif
