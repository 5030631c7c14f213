/* facts_page.h: what a page says of itself: title, author, day, canonical text. */
#ifndef DTI_FACTS_PAGE_H
#define DTI_FACTS_PAGE_H

#include "clean/blocks.h"

typedef struct dti_page_facts {
    dt_slice title, site, byline, agency, lang;
    dt_slice published, published_from;
    dt_slice body; /* articleBody of JSON-LD; empty */
} dti_page_facts;

/* Reads JSON-LD, <meta>, <time>, <title>, <h1> and the address.  Strings are the document's. */
DT_CHECK int dti_page_facts_read(dt_doc *doc, const dti_page *page, const dti_clean_rules *rules,
                                 dti_page_facts *out);

#endif
