/* model_feats.h: keys under which the reading model knows a word form (twin of features.py). */
#ifndef DTI_MODEL_FEATS_H
#define DTI_MODEL_FEATS_H

#include "detente.h"

#define DTI_N_AFFIX 9

/* Hashes of the normalised form and of its shape, prefixes and suffixes. */
typedef struct dti_form_keys {
    uint64_t word;
    uint64_t affix[DTI_N_AFFIX];
} dti_form_keys;

uint64_t dti_model_hash(const void *bytes, size_t len);
/* Bytes past DTI_MAX_TOKEN_BYTES are not looked at. */
void dti_form_keys_of(dt_slice form, dti_form_keys *out);

#endif
