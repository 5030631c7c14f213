/* relate.h: a sentence with two marked spans, read by every stage up to the frames. */
#ifndef DTI_RELATE_H
#define DTI_RELATE_H

#include "code/judge.h"
#include "parse/parse.h"

/* A span of the text in bytes, or an actor that the sentence does not name. */
typedef struct dti_mark {
    size_t start, end;
    int implicit;
} dti_mark;

typedef struct dti_relate_input {
    dt_slice text, date; /* date may be empty */
    dti_mark source, target;
} dti_relate_input;

/* What stands between the two; slices lie in the document or the kb. */
typedef struct dti_relation {
    dti_verdict verdict;
    dt_slice type, mode, cameo; /* PLOVER root */
    int penta, quad;
    dt_aspect aspect;
    dt_slice frame; /* empty: no frame told the type */
} dti_relation;

/*
 * Says why a mark is refused: outside the text, empty, inside a character.  NULL: it is well.
 */
const char *dti_mark_trouble(dt_slice text, const dti_mark *m);

/*
 * Reads the sentence and judges the pair.  Marks must be without trouble.  With features (may
 * be NULL) the judge's features are given to it as well.  *out is to be freed with dt_doc_free.
 */
DT_CHECK int dti_relate(const dt_kb *kb, dti_parser *parser, const dti_relate_input *in,
                        const dti_judge_sink *features, dt_doc **out, dti_relation *relation,
                        dt_error *err);

#endif
