/* clean.h: the stage that turns raw bytes into the story's text and what is known of it. */
#ifndef DTI_CLEAN_H
#define DTI_CLEAN_H

#include "doc.h"

typedef struct dti_clean_rules dti_clean_rules;

/* Rules from the tables; kb must outlive them.  NULL and err when out of memory. */
dti_clean_rules *dti_clean_rules_new(const dt_kb *kb, dt_error *err);
void dti_clean_rules_free(dti_clean_rules *rules);

/* Fills doc->text from doc->raw.  DT_FAILED when out of memory. */
DT_CHECK int dti_clean(dt_doc *doc, const dti_clean_rules *rules, dt_error *err);

#endif
