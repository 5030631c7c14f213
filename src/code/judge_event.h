/* judge_event.h: how sure the judge is of the type of an event that a frame proposes, and why. */
#ifndef DTI_JUDGE_EVENT_H
#define DTI_JUDGE_EVENT_H

#include "code/judge.h"

/* All proposals of a sentence with their aspect; made once a sentence, at the first event. */
typedef struct dti_judging {
    const dti_judge *judge; /* NULL: there are no weights */
    const dti_tree *tree;
    const dti_proposal *proposals;
    dti_judge_frame frames[DTI_MAX_SENT_EVENTS];
    size_t n;
    size_t n_idioms; /* behind them: words that a row says are no act */
    uint32_t filled[DTI_MAX_SENT_EVENTS]; /* by proposal: the target that the judge found, or DTI_NONE */
    int is_ready;
} dti_judging;

void dti_judging_init(dti_judging *j, const dti_tree *t, const dti_proposal *proposals, size_t n);

/* Reads the aspect of all proposals, once. */
void dti_judging_prepare(dti_judging *j);

/* What the judge makes of the type that a frame gives. */
typedef struct dti_opinion {
    double confidence; /* that `type` is right, if the actors are */
    dt_slice type;     /* the frame's, or the judge's own when it overrules */
    int overrules;
    char words[192]; /* what speaks for it most: "both at \"attack\"" */
} dti_opinion;

/*
 * Judges an event of this type between the sides of the proposal.  may_overrule: 0 keeps the
 * frame's type whatever the judge thinks.  Without weights the type stands, without words.
 */
void dti_judge_event(dti_judging *j, const dti_proposal *p, dt_slice type, int may_overrule,
                     dti_opinion *out);

/* "both at "attack", word of "ASSAULT""; empty when nothing speaks for the verdict. */
void dti_reasons_in_words(const dti_verdict *v, char *out, size_t cap);

/* A feature in words: "rr:attack" -> both at "attack". */
void dti_feature_in_words(const char *name, char *out, size_t cap);

#endif
