/* choose.h: marks which blocks of a page are its story. */
#ifndef DTI_CHOOSE_H
#define DTI_CHOOSE_H

#include "clean/blocks.h"

typedef struct dti_choice {
    uint32_t container;  /* node the story was found in */
    dt_slice title;      /* from the page's metadata; a heading that says the same is dropped */
    dt_slice body;       /* articleBody of JSON-LD, empty */
    dt_slice byline, agency; /* found on lines of the page: slices of the blocks' text */
    dt_slice day_line;   /* a short line with a day between headline and story, empty: none */
    size_t n_words;      /* of the blocks kept */
} dti_choice;

/*
 * Sets dropped on every block that is no story.  Rules, in order: elements that are never story
 * (nav, aside, hidden ...), hints of class and id, the best container, leavings inside it.
 * Fills container, byline, agency, day_line, n_words.
 */
void dti_choose(dti_blocks *b, const dti_clean_rules *rules, dti_choice *choice);

#endif
