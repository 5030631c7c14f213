/*
 * judge.h: the trained judge: which of the PLOVER types stands between two actors, how sure,
 * and why.
 *
 * A linear model over the features of judge_feats.h and over vectors of the words at some
 * places.  All sums are of whole numbers, so every machine gives the same scores.  Weights lie
 * in models/en.judge; tools/train/train_judge.py makes them.
 */
#ifndef DTI_JUDGE_H
#define DTI_JUDGE_H

#include "base/file.h"
#include "code/judge_feats.h"

#define DTI_JUDGE_VERSION 3
#define DTI_JUDGE_TYPES 16
#define DTI_JUDGE_REASONS 3

typedef struct dti_judge dti_judge;

typedef struct dti_reason {
    char name[48]; /* the feature, cut */
    float weight;  /* how much it speaks for the chosen type against the mean of all */
} dti_reason;

typedef struct dti_verdict {
    uint32_t best;                     /* number of the likeliest type */
    float probability[DTI_JUDGE_TYPES]; /* calibrated, sum 1 */
    float stands; /* probability that an act stands between the two at all */
    dti_reason reasons[DTI_JUDGE_REASONS]; /* strongest first; empty name: no more */
} dti_verdict;

/* Opens a file of weights; refuses what is foreign, damaged or of another version. */
int dti_judge_open(const char *path, dti_judge **out, dt_error *err);
/* The same over bytes that stay the caller's; name is for messages. */
int dti_judge_open_bytes(const char *name, const void *bytes, size_t len, dti_judge **out,
                         dt_error *err);
void dti_judge_close(dti_judge *j);

/* First 8 hex digits of the checksum.  Owned by the judge. */
const char *dti_judge_version(const dti_judge *j);

/* Name of a type, "ASSAULT"; number of a name, DTI_JUDGE_TYPES when there is none. */
dt_slice dti_judge_type(const dti_judge *j, uint32_t type);
uint32_t dti_judge_type_of(const dti_judge *j, dt_slice name);

/*
 * How sure one may be that a frame's type, of this number, is right for the pair: the line
 * through the log-odds that fits what labelled pairs say.  A pair may have two acts, so a type
 * that is not the best need not be wrong.
 */
double dti_judge_confidence(const dti_judge *j, const dti_verdict *v, uint32_t type);

/* Confidence of a type under which a frame's event is turned down. */
double dti_judge_floor(const dti_judge *j);

/* A quick look: could an act stand between the two?  Says no to most pairs of a sentence. */
int dti_judge_near(const dti_judge *j, const dti_tree *t, const dti_judge_actor *source,
                   const dti_judge_actor *target);

/*
 * Judges the pair.  also (may be NULL) is given the features too.  CONCEDE and RETREAT are
 * parted last: `best` is the likelier of the two when their sum is the largest.
 */
void dti_judge_pair(const dti_judge *j, const dti_tree *t, const dti_judge_frame *frames,
                    size_t n_frames, const dti_judge_actor *source,
                    const dti_judge_actor *target, const dti_judge_sink *also,
                    dti_verdict *out);

#endif
