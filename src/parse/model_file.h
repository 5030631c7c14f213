/*
 * model_file.h: the layout of a model file, and the opened model as the runtime sees it.
 *
 * Little endian.  32 bytes: magic "DTPARSE\n", version u32, mark u32 0x01020304, bytes of the file
 * u64, checksum u64 of all that follows.  Then the sizes (u32 each, struct dti_model_dims in
 * order), then offset and length (u64 each) of every section, then the sections, each at a
 * multiple of 64 bytes.  tools/train/export_model.py writes it.
 */
#ifndef DTI_MODEL_FILE_H
#define DTI_MODEL_FILE_H

#include "base/file.h"
#include "parse/model.h"

#define DTI_MODEL_VERSION 2
#define DTI_MODEL_MAX_LAYERS 4

typedef struct dti_model_dims {
    uint32_t n_words, n_slots, d_word, n_buckets, d_affix, n_layers, hidden, d_arc, d_rel, d_tag;
    uint32_t n_upos, n_feats, n_rels, n_sections;
} dti_model_dims;

/*
 * w (k, n) in panels, see model_kernels.h; out = acc * step + bias, where acc begins with start.
 * n is padded to whole panels, `real` columns count.
 */
typedef struct dti_matrix {
    const int8_t *w;
    const int32_t *start;
    const float *step, *bias;
    uint32_t k, n, real;
} dti_matrix;

struct dti_model {
    dti_mapping map; /* ptr NULL when the caller owns the bytes */
    dti_model_dims dim;
    char version[9];
    const char **names;      /* n_upos, n_feats, n_rels names */
    uint32_t *bits;          /* of each feature bundle, DTI_F_* */
    uint16_t *rel_of;        /* of each relation of the file, dti_rel */
    const uint32_t *slots;   /* (n_slots, 2): upper half of the word's hash, row (0: empty) */
    const int8_t *words;     /* (n_words, d_word) */
    const int8_t *affixes;   /* (n_buckets, d_affix) */
    dti_matrix input[DTI_MODEL_MAX_LAYERS];    /* both directions: (k, 8 hidden) */
    dti_matrix state[DTI_MODEL_MAX_LAYERS][2]; /* forward, backward: (hidden, 4 hidden) */
    dti_matrix head, arc, rel, upos, feats;
    float *upos_bias, *rel_bias; /* bias with DTI_BARRED where there is no name, or "root" */
    float *feats_bias;           /* (n_upos, feats.n): the same where the pair is not allowed */
    const float *scale; /* whole numbers per unit: dep, head, q, tag, zsum, zmul */
    uint16_t root_rel;  /* number of "root" in the file */
};

uint64_t dti_model_checksum(const void *bytes, size_t len);

#endif
