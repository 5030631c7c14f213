/* lemmas.h: the dictionary form of a tagged word. */
#ifndef DTI_LEMMAS_H
#define DTI_LEMMAS_H

#include "base/arena.h"
#include "kb/kb.h"

/*
 * Lemma of form as this part of speech (dti_upos) with these features (DTI_F_*): "struck" VERB
 * -> "strike", "Americans" PROPN -> "American".  Small letters except for proper nouns.  Lies
 * in form, in kb or in arena; the form itself when memory is out.
 */
dt_slice dti_lemma(const dt_kb *kb, dti_arena *arena, dt_slice form, int upos, uint32_t feats);

#endif
