/* dater.h: which words of a sentence date its event. */
#ifndef DTI_SERVE_DATER_H
#define DTI_SERVE_DATER_H

#include "detente.h"

/*
 * The store keeps the day of an event and not the words that gave it.  A dater reads the
 * sentence again, as `detente explain` reads the whole story.  Any thread may ask; one sentence
 * is read at a time (a millisecond or two).  The knowledge is opened by the first who asks.
 */
typedef struct dti_dater dti_dater;

/* image_path NULL: the shipped one; the strings are copied.  NULL: out of memory. */
dti_dater *dti_dater_new(const char *image_path);
void dti_dater_free(dti_dater *d);

typedef struct dti_time_words {
    size_t start, end; /* bytes in the sentence */
} dti_time_words;
#define DTI_MAX_TIME_WORDS 4

/*
 * The expressions of time in the sentence of an event that mean its date, seen from the day of
 * publication; at most DTI_MAX_TIME_WORDS.  *is_dateless: 1 when it was read and names no day
 * at all; 0 also when it could not be read (no model beside the program, a language without a
 * pack).
 */
size_t dti_dater_find(dti_dater *d, dt_slice sentence, dt_slice lang, dt_slice published,
                      dt_slice date, dti_time_words out[DTI_MAX_TIME_WORDS], int *is_dateless);

#endif
