/* inflect.h: regular forms of a lemma by the rules of data/<language>/inflections.tsv. */
#ifndef DTI_INFLECT_H
#define DTI_INFLECT_H

#include "base/arena.h"
#include "kb/image.h"

#define DTI_MAX_INFLECTED 24

typedef struct dti_inflect {
    const dti_table *rules;  /* en/inflections: class, ending, strip, add */
    const dti_table *lemmas; /* en/lemmas: form, upos, lemma (irregular); may be NULL */
} dti_inflect;

/* DT_FAILED when the tables have no inflections. */
int dti_inflect_open(const dti_image *tables, dti_inflect *out, dt_error *err);

/* Regular plural of a noun phrase: its head is inflected ("minister of state" -> "ministers of
 * state"). */
dt_slice dti_inflect_plural(const dti_inflect *rules, dti_arena *arena, dt_slice phrase);

/*
 * The lemma and all its forms, regular and irregular, for a part of speech letter as triggers
 * have it ("v", "n", "a").  Returns how many stand in out.
 */
size_t dti_inflect_forms(const dti_inflect *rules, dti_arena *arena, dt_slice lemma,
                         dt_slice pos, dt_slice out[DTI_MAX_INFLECTED]);

#endif
