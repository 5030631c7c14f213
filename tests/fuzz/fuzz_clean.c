/* fuzz_clean.c: whatever the bytes of a page or a text are, what is cleaned of it is whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "clean/clean.h"
#include "kb/kb.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_clean: %s\n", what);
    abort();
}

static void check_doc(const dt_doc *doc, const char *bytes, size_t len) {
    check(dti_utf8_check(doc->text.ptr, doc->text.len) == doc->text.len, "text that is no UTF-8");
    check(dti_utf8_check(doc->title.ptr, doc->title.len) == doc->title.len, "a title that is no UTF-8");
    check(doc->published.len == 0 || doc->published.len >= 10, "a day that is none");
    size_t last = 0;
    for (size_t i = 0; i < doc->n_map; i++) {
        check(i == 0 || doc->map[i].at >= last, "a map out of order");
        check(doc->map[i].at <= doc->text.len && doc->map[i].raw_at <= len, "a map out of the text");
        last = doc->map[i].at;
    }
    (void)bytes;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb; /* opened once: the fuzzer calls this a thousand times a second */
    static dti_clean_rules *rules;
    dt_error err = {{0}};
    if (!kb && !(kb = dt_kb_open(NULL, NULL, &err))) check(0, err.message);
    if (!rules && !(rules = dti_clean_rules_new(kb, &err))) check(0, err.message);
    for (int is_html = 0; is_html < 2; is_html++) {
        dt_doc *doc = dti_doc_new(kb);
        check(doc != NULL, "out of memory");
        doc->raw = (dt_slice){(const char *)data, len};
        doc->is_html = is_html;
        if (dti_clean(doc, rules, &err) == DT_OK) check_doc(doc, (const char *)data, len);
        dt_doc_free(doc);
    }
    return 0;
}
