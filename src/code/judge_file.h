/*
 * judge_file.h: the layout of a file of weights, and the opened judge as the runtime sees it.
 *
 * Little endian.  32 bytes as in parse/model_file.h, with the magic "DTJUDGE\n"; then the sizes
 * (struct dti_judge_sizes), then the arrays of struct dti_judge in order, each beginning at a
 * multiple of 8 bytes of the file.  tools/train/train_judge.py writes it.
 */
#ifndef DTI_JUDGE_FILE_H
#define DTI_JUDGE_FILE_H

#include "code/judge.h"

#define DTI_JUDGE_MAX_WIDTH 128
#define DTI_JUDGE_NAME_BYTES 16

typedef struct dti_judge_sizes {
    uint32_t n_types, n_places, n_slots, n_rows, n_word_slots, n_words, width;
    uint32_t shift; /* sums over vectors are divided by 2^shift to the unit of the rows */
} dti_judge_sizes;

/* hash 0: free.  The hash is XXH64 of the name (of the lemma, for words). */
typedef struct dti_judge_slot {
    uint64_t hash;
    uint32_t row, pad;
} dti_judge_slot;

struct dti_judge {
    dti_mapping map; /* ptr NULL when the caller owns the bytes */
    dti_judge_sizes sizes;
    char version[9];
    dt_slice types[DTI_JUDGE_TYPES];
    const double *scale; /* log-odds per unit of a score, temperature within; slope and height of
                            the line of dti_judge_confidence */
    const int32_t *bias; /* (n_types) */
    const dti_judge_slot *slots; /* (n_slots) open addressing, linear steps */
    const int16_t *rows;         /* (n_rows, n_types) */
    const dti_judge_slot *word_slots;
    const int8_t *vectors; /* (n_words, width) */
    const int16_t *dense;  /* (n_places, width, n_types) */
};

/* Row of a hash, or UINT32_MAX. */
static inline uint32_t dti_judge_row(const dti_judge_slot *slots, uint32_t n, uint64_t hash) {
    for (uint32_t i = (uint32_t)hash & (n - 1), step = 0; step < n; i = (i + 1) & (n - 1), step++) {
        if (slots[i].hash == hash) return slots[i].row;
        if (!slots[i].hash) break;
    }
    return UINT32_MAX;
}

#endif
