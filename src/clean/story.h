/* story.h: the two ways to a story's text: from a page, from plain text. */
#ifndef DTI_CLEAN_STORY_H
#define DTI_CLEAN_STORY_H

#include "clean/charset.h"
#include "clean/rules.h"

/* Both fill text, map, title, byline, agency, published of the document from its decoded bytes,
 * and leave alone what is filled already.  DT_FAILED: out of memory. */
DT_CHECK int dti_story_of_page(dt_doc *doc, const dti_decoded *in, const dti_clean_rules *rules);
DT_CHECK int dti_story_of_text(dt_doc *doc, const dti_decoded *in, const dti_clean_rules *rules);

/* Keeps a day that the story itself names, when there is none yet. */
int dti_story_date(dt_doc *doc, const dti_clean_rules *rules, dt_slice text, const char *from);
/* "WASHINGTON (Reuters) -": the agency in brackets at the head of the text. */
dt_slice dti_agency_of_dateline(const dti_clean_rules *rules, dt_slice text);

#endif
