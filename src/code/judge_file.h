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

/* Columns of a row: a weight for every type, then two for the question whether an act stands
 * between the two at all: by the quick look, by all features. */
#define DTI_JUDGE_NEAR DTI_JUDGE_TYPES
#define DTI_JUDGE_STANDS (DTI_JUDGE_TYPES + 1)
#define DTI_JUDGE_COLS (DTI_JUDGE_TYPES + 2)

/* Units and floors, all found by cross-validation (tools/train). */
typedef struct dti_judge_scale {
    double type_unit; /* log-odds per unit of a type's score, temperature within */
    double slope, height; /* the line of dti_judge_confidence */
    double pair_unit;     /* log-odds per unit of the columns NEAR and STANDS */
    double near;          /* least sum, in units, that passes the quick look */
    double fill;          /* least probability of STANDS to name the missing party of an act */
    double propose;       /* of STANDS times the type's confidence to propose an act */
    double overrule;      /* of the judge's type to put it in place of a frame's */
    double within; /* of the frame's type against the judge's, at most, when both are of one penta */
    double keep;          /* confidence of the type under which an event is turned down */
} dti_judge_scale;

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
    const dti_judge_scale *scale;
    const int32_t *bias; /* (DTI_JUDGE_COLS) */
    const dti_judge_slot *slots; /* (n_slots) open addressing, linear steps */
    const int16_t *rows;         /* (n_rows, DTI_JUDGE_COLS) */
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
