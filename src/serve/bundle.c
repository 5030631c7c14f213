/* bundle.c: reads an event, makes the ZIP that a file or a reviewer gets. */
#include "serve/event_page.h"

int dti_event_bundle(const dti_ask *ask, const char *id, dti_buf *out, int *found,
                     dt_error *err) {
    return dti_event_page_json(ask, id, out, found, err);
}
