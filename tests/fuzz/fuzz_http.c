/* fuzz_http.c: whatever an HTTP message holds, its parts lie in it and its body keeps the
 * ceiling. */
#include "read/http.h"

#include "records.h"

static void check_inside(dt_slice part, dt_slice whole, const char *what) {
    check(!part.len || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len),
          what);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    /* with and without the first line, so that heads and bodies are both reached soon */
    size_t n;
    char *all = joined("HTTP/1.1 200 OK\r\n", data, len, "", &n);
    dt_slice messages[] = {{(const char *)data, len}, {all, n}};
    for (size_t i = 0; i < 2; i++) {
        dt_slice m = messages[i], type, charset;
        static const char *const names[] = {"Content-Type", "Content-Length", "ETag", "", "x"};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            check_inside(dti_header(m, names[k]), m, "a header that stands elsewhere");
        dti_http_type(m, &type, &charset);
        check_inside(type, m, "a type that stands elsewhere");
        check_inside(charset, m, "an encoding that stands elsewhere");
        dti_http h;
        if (!dti_http_read(m, &h)) continue;
        check_inside(h.body, m, "a body that stands elsewhere");
        check_inside(h.type, m, "a type that stands elsewhere");
        check(h.status >= 0, "a status below zero");
        dti_buf body;
        dti_buf_init(&body);
        for (size_t ceiling = 64; ceiling <= FUZZ_CEILING; ceiling *= 1024)
            if (dti_http_body(&h, ceiling, &body))
                check(body.len <= ceiling, "a body over the ceiling");
        dti_buf_release(&body);
    }
    free(all);
    return 0;
}
