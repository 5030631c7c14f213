/* later.c: readers that are not there yet: they report their inputs as bad. */
#include "read/layers.h"

static int not_yet(dti_reader *r, dti_source *source, const char *what) {
    dti_read_bad(r, 0, "%s cannot be read yet", what);
    dti_source_close(source);
    return DTI_STEP_AGAIN;
}
int dti_push_feed(dti_reader *r, dti_source *s) { return not_yet(r, s, "feeds"); }
int dti_push_warc(dti_reader *r, dti_source *s) { return not_yet(r, s, "WARC"); }
int dti_push_archive(dti_reader *r, dti_source *s, int packed) {
    (void)packed;
    return not_yet(r, s, "archives");
}
int dti_push_url(dti_reader *r, const char *url) {
    (void)url;
    return not_yet(r, NULL, "addresses");
}
void dti_fetcher_free(void *fetcher) { (void)fetcher; }
