/* later.c: readers that are not there yet: they report their inputs as bad. */
#include "read/layers.h"

int dti_push_url(dti_reader *r, const char *url) {
    (void)url;
    dti_read_bad(r, 0, "addresses cannot be read yet");
    return DTI_STEP_AGAIN;
}
void dti_fetcher_free(void *fetcher) { (void)fetcher; }
