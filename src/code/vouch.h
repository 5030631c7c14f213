/*
 * vouch.h: which regions a document tells of, and which small towns it therefore means.
 *
 * There are more towns than names: "Watertown" alone is in eight American states, "Franklin" is
 * mostly a person.  So world/towns only counts where the text says in which region or state it
 * is ("Watertown, Wisconsin"; "in Watertown" in a story of Wisconsin).
 */
#ifndef DTI_VOUCH_H
#define DTI_VOUCH_H

#include "code/nearby.h"

#define DTI_MAX_REGIONS 64

/* First-level areas that the document names, or sure places of. */
typedef struct dti_regions {
    dt_slice country[DTI_MAX_REGIONS], name[DTI_MAX_REGIONS];
    double weight[DTI_MAX_REGIONS];
    size_t n;
} dti_regions;

void dti_weigh_regions(const dti_coding *c, dti_regions *r);
/* Weight of the region that the place lies in, or is; 0 when the document does not tell of it. */
double dti_region_weight(const dti_facts *f, const dti_regions *r, const dti_phrase_hit *place);
/* Digits of the population: 100,000 people count 6; areas as middling towns. */
double dti_place_size(const dti_facts *f, const dti_phrase_hit *hit);
/* Does the span behind the comma ("Paris, *Texas*") say that the place lies in it? */
int dti_lies_in(const dti_facts *f, const dti_phrase_hit *place, const dti_span *region);
/* Other regions of its state that the document tells of: "Alabama, *Georgia* and Texas". */
unsigned dti_sister_regions(const dti_facts *f, const dti_regions *r, const dti_phrase_hit *place);
/* Does the name before the comma have a place in this region: "Atlanta, *Georgia*"? */
int dti_holds_before(const dti_coding *c, const dti_span *s, const dti_phrase_hit *region);
/* The span right behind when only a comma, a bracket or "in" stands between; NULL. */
const dti_span *dti_region_behind(const dti_coding *c, const dti_span *s);
/* Is the name part of a longer one: "Paris Hilton", "the Washington Post" when unknown? */
int dti_in_longer_name(const dti_coding *c, const dti_span *s);

/* Makes spans of the towns that the document vouches for; needs c->states. */
int dti_vouch_towns(dti_coding *c, const dti_regions *r, const dti_nearby *near);

#endif
