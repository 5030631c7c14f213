/* aspect.h: is an act real, told as background, to come, only thought of, or denied; and who
 * says so. */
#ifndef DTI_ASPECT_H
#define DTI_ASPECT_H

#include "code/tree.h"

typedef struct dti_view {
    int negated, hypothetical, future, wish, historical;
    uint32_t speaker; /* token whose phrase names who says it, or DTI_NONE */
    uint32_t cue;     /* token that decided, or DTI_NONE */
} dti_view;

/*
 * Reads the auxiliaries, negations, marks and governing words around a trigger. `used`: an
 * adverb that the frame itself asked for ("will *not* lift the ban"), or DTI_NONE.
 */
dti_view dti_aspect_at(const dti_tree *t, uint32_t trigger, uint32_t used);

#endif
