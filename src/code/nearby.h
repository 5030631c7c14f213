/*
 * nearby.h: how many other names of the document have a place close to this one.
 *
 * Paris is in Tennessee when "Henry County" and "Puryear" stand beside it: each is in several
 * states, all three are together only there.
 */
#ifndef DTI_NEARBY_H
#define DTI_NEARBY_H

#include "code/code.h"

#define DTI_MAX_NEARBY 1024

typedef struct dti_nearby {
    size_t n;
    const dti_phrase_hit *hit[DTI_MAX_NEARBY];
    float lat[DTI_MAX_NEARBY], lon[DTI_MAX_NEARBY];
    uint8_t name[DTI_MAX_NEARBY];   /* number of the name: meanings of one do not count for each other */
    uint8_t others[DTI_MAX_NEARBY]; /* names that have a meaning close by */
} dti_nearby;

/* Gathers the meanings of the names that stand as places, big towns and small, and counts. */
void dti_find_nearby(const dti_coding *c, dti_nearby *out);
/* Names with a meaning close to this one. */
unsigned dti_n_nearby(const dti_nearby *n, const dti_phrase_hit *hit);
/* Is the word written with a small letter? */
int dti_is_small(const dt_doc *d, uint32_t tok);
/* Behind a preposition that can stand before a place, or before a region: "in Paris", "Paris, Texas". */
int dti_stands_as_place(const dti_coding *c, const dti_span *s);

#endif
