/* periods.h: whose full stop is this, the word's or the sentence's; private to parse/. */
#ifndef DTI_PERIODS_H
#define DTI_PERIODS_H

#include "parse/tokens.h"

typedef struct dti_period_context {
    const dti_words *words;
    dt_slice text;
    size_t from, to; /* the paragraph */
    dti_case letter_case;
    int has_stop; /* the paragraph ends in a stop: it is no headline */
} dti_period_context;

void dti_period_context_init(dti_period_context *c, const dti_words *words, dt_slice text,
                             size_t from, size_t to, dti_case letter_case);

typedef enum dti_period {
    DTI_PERIOD_STOP,     /* it ends a sentence and stands for itself */
    DTI_PERIOD_PART,     /* it belongs to the word: "Mr. Smith" */
    DTI_PERIOD_PART_ENDS /* to the word, and the sentence ends too: "in the U.S. He left" */
} dti_period;

/* The word is text[start, dot), text[dot] its full stop, no word character behind it. */
dti_period dti_period_judge(const dti_period_context *c, size_t start, size_t dot);

/* Is text[start, dot] a row of en/abbreviations in its writing ("St.")? */
int dti_period_is_abbreviation(const dti_period_context *c, size_t start, size_t dot);

#endif
