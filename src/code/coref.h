/* coref.h: what the files of coreference share: coref.c, coref_words.c, coref_pronouns.c. */
#ifndef DTI_COREF_H
#define DTI_COREF_H

#include "code/code.h"

/* How many sentences back an antecedent may lie. */
#define DTI_COREF_REACH 3

/* m takes the referents of an earlier mention; share: of its confidence.  Returns 1. */
int dti_coref_take(dti_coding *c, dti_mention *m, uint32_t from, const char *why, float share);
/* One person by name or office? */
int dti_coref_is_person(const dti_mention *m);
/* Kind of the head word in en/coref_words ("counterpart"); empty when it stands not there. */
dt_slice dti_coref_kind(const dti_coding *c, const dti_mention *m);

/* Pronouns of the sentence, possessive and relative ones and "there": a mention each. */
int dti_coref_pronouns(dti_coding *c, uint32_t sent);
/*
 * "the latter", "his Chinese counterpart", "its army": words that point by another actor.
 * Returns 1 when nothing else is to be tried on the mention.
 */
int dti_coref_words(dti_coding *c, uint32_t number);

#endif
