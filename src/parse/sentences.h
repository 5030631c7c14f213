/* sentences.h: finds where sentences begin among the pieces of a paragraph. */
#ifndef DTI_SENTENCES_H
#define DTI_SENTENCES_H

#include "parse/tokens.h"

/*
 * Sets DTI_P_FIRST on every piece of pieces[from, n) that begins a sentence; the pieces are one
 * paragraph.  A quotation or bracket that closes behind a full stop belongs to the sentence it
 * closes, and so does a footnote mark, "[3]".
 */
void dti_sentences_mark(const dti_words *words, dt_slice text, dti_case letter_case,
                        dti_pieces *pieces, size_t from);

/*
 * Next paragraph at or behind *at: [*from, *to) without the white space around it.  Paragraphs
 * are parted by blank lines, and a line that begins with a bullet begins one too.  Returns 0
 * when there is none left.
 */
int dti_paragraph_next(dt_slice text, size_t *at, size_t *from, size_t *to);

#endif
