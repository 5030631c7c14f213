/* bundle_page.h: the page of an evidence bundle, to read and to print. */
#ifndef DTI_SERVE_BUNDLE_PAGE_H
#define DTI_SERVE_BUNDLE_PAGE_H

#include <jansson.h>

#include "base/buf.h"

/*
 * HTML of an event as dti_event_page_json gives it, with its versions (of versions.json).  One
 * file that needs nothing else: its style is in it, no script, no picture; all text escaped.
 */
void dti_bundle_page(dti_buf *b, const json_t *event, const json_t *versions);

/* The text of a member; "" where it is none. */
const char *dti_text_of(const json_t *object, const char *key);

#endif
