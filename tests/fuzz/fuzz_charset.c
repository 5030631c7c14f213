/* fuzz_charset.c: whatever encoding is named, text is UTF-8 and every byte of it knows where it
 * was. */
#include "clean/charset.h"

#include "base/utf8.h"
#include "kb/kb.h"
#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb; /* opened once: the fuzzer calls this a thousand times a second */
    dt_error err = {{0}};
    if (!kb && !(kb = dt_kb_open(NULL, NULL, &err))) check(0, err.message);
    /* the first line is the name an HTTP header gave */
    const unsigned char *end = len ? memchr(data, '\n', len < 40 ? len : 40) : NULL;
    size_t name = end ? (size_t)(end - data) + 1 : 0;
    for (int is_html = 0; is_html < 2; is_html++) {
        dt_doc *doc = dti_doc_new(kb);
        check(doc != NULL, "out of memory");
        doc->raw = (dt_slice){(const char *)data + name, len - name};
        doc->charset = (dt_slice){(const char *)data, name ? name - 1 : 0};
        doc->is_html = is_html;
        dti_decoded d;
        if (dti_charset_decode(doc, &d) == DT_OK) {
            check(dti_utf8_check(d.text.ptr, d.text.len) == d.text.len,
                  "text that is no UTF-8");
            size_t last = 0;
            for (size_t at = 0; at < d.text.len; at += 1 + at / 8) {
                size_t raw = dti_charset_raw_at(&d, at);
                check(raw <= doc->raw.len && raw >= last, "a way back that leads elsewhere");
                last = raw;
            }
        }
        dt_doc_free(doc);
    }
    return 0;
}
