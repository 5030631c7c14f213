/* conllu.h: documents as CoNLL-U, https://universaldependencies.org/format.html */
#ifndef DTI_CONLLU_H
#define DTI_CONLLU_H

#include "base/buf.h"
#include "doc.h"

/*
 * Appends the document's sentences: newdoc, newpar, sent_id and text comments, multiword tokens
 * where tokens are joined, SpaceAfter=No.  Tokens of sentences that are not parsed have "_" for
 * tags and tree.  Check out->failed afterwards.
 */
void dti_conllu_write(const dt_doc *doc, dti_buf *out);

/*
 * Reads the document that begins at *at in input, up to the next "# newdoc" or the end, into a
 * fresh doc: text (in the arena, paragraphs parted by blank lines), sentences, tokens and
 * whatever tags and trees the lines have; a sentence counts as parsed when every token has tag
 * and head and the heads make one tree.  Sets *at behind what was read and *line to its number
 * of lines so far (start both at 0).
 *
 * Odd lines are passed over with a diagnostic ("conllu-line"); too long sentences are cut.
 * Returns DT_OK, also at the end of input, when doc stays empty; DT_FAILED with err "line 12:
 * ..." when the input is no CoNLL-U (no tab in a token line) or memory is out.
 */
DT_CHECK int dti_conllu_read(dt_doc *doc, dt_slice input, size_t *at, size_t *line,
                             dt_error *err);

#endif
