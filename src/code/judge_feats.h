/*
 * judge_feats.h: what the judge looks at: a pair of actors in a parsed sentence, turned into named
 * features and lists of words.
 *
 * Training and run time share this code: `detente relate --features` prints what it emits, the
 * training tool reads that, and the weights are found again by the hash of the same names.
 */
#ifndef DTI_JUDGE_FEATS_H
#define DTI_JUDGE_FEATS_H

#include "code/aspect.h"
#include "code/match.h"

/* One of the two actors as tokens of the document; n_toks 0: not in the sentence. */
typedef struct dti_judge_actor {
    uint32_t first, n_toks, head;
} dti_judge_actor;
static inline dti_judge_actor dti_judge_actor_of(const dti_mention *m) {
    return (dti_judge_actor){m->first, m->n_toks, m->head};
}

/* Places whose words are looked up as vectors; the mean of a place's words is one input. */
typedef enum dti_judge_place {
    DTI_JP_DOES,   /* the verb (or noun) that the source is subject of */
    DTI_JP_BELOW,  /* the clause below that verb */
    DTI_JP_OVER,   /* the verb over the target */
    DTI_JP_NOUN,   /* object nouns of these verbs, and nouns over the target */
    DTI_JP_PATH,   /* words on the way from source to target */
    DTI_JP_BAG,    /* all words outside both */
    DTI_JP_SOURCE, /* words inside the source */
    DTI_JP_TARGET, /* words inside the target */
    DTI_JP_COUNT
} dti_judge_place;

/* Who takes the features; word and name are only valid during the call. */
typedef struct dti_judge_sink {
    void (*feature)(void *ctx, const char *name, size_t len);
    void (*word)(void *ctx, dti_judge_place place, const char *lemma, size_t len);
    void *ctx;
} dti_judge_sink;

/* A proposal with its aspect, computed once for all pairs of a sentence. */
typedef struct dti_judge_frame {
    const dti_proposal *proposal;
    dti_effect effect;
} dti_judge_frame;

/* Emits the features of a pair.  frames: all proposals of the sentence, in text order. */
void dti_judge_features(const dti_tree *t, const dti_judge_frame *frames, size_t n_frames,
                        const dti_judge_actor *source, const dti_judge_actor *target,
                        const dti_judge_sink *sink);

/* Only those of the way between the two and of what they are known as: a quick first look. */
void dti_judge_near_features(const dti_tree *t, const dti_judge_actor *source,
                             const dti_judge_actor *target, const dti_judge_sink *sink);

/* Does the source side of a proposal hold a word of the actor? */
int dti_judge_fits(const dti_tree *t, const dti_proposal *p, const dti_judge_actor *source);

/* The word of a run of tokens that hangs outside it; DTI_NONE for an empty run. */
uint32_t dti_judge_head(const dt_doc *doc, uint32_t first, uint32_t n_toks);

#endif
