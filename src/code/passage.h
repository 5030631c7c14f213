/* passage.h: the time of a passage told as background, and replies to what was said in it. */
#ifndef DTI_PASSAGE_H
#define DTI_PASSAGE_H

#include "code/match.h"

/*
 * The last date that the text has told its background in: "The visit was scheduled for February
 * … But it was canceled."  Sentences in the past tense that go on in the same passage share it.
 */
typedef struct dti_passage {
    dt_slice date;      /* empty: none */
    uint32_t sent;      /* the sentence that it was carried to last */
    uint32_t paragraph; /* of that sentence */
    uint32_t from; /* the sentence that told the date: its own verbs have their own dates */
} dti_passage;

/*
 * Moves the passage on to a parsed sentence: sets it where the sentence tells a past verb with a
 * date that lies more than `background_days` before publication, keeps it where the sentence
 * goes on, ends it elsewhere.
 */
void dti_passage_move(dti_passage *p, const dti_coding *c, const dti_tree *t, uint32_t sent,
                      int32_t background_days);

/* The same for a sentence that was not parsed: a short one ("But it was canceled.") goes on. */
void dti_passage_skip(dti_passage *p, const dt_doc *d, uint32_t sent);

/* The date that an act without one of its own takes from the passage; empty: none. */
dt_slice dti_passage_date(const dti_passage *p, const dti_tree *t, uint32_t sent,
                          uint32_t trigger);

#endif
