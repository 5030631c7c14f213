/* fuzz_robots.c: whatever a robots.txt says, a path is allowed or not, and rules of ours still
 * hold. */
#include "read/robots.h"

#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    /* the bytes are the path (first line) and the file (the rest) */
    const unsigned char *end = len ? memchr(data, '\n', len) : NULL;
    size_t path_len = end ? (size_t)(end - data) : 0;
    dt_slice path = {(const char *)data, path_len},
             text = {(const char *)data + path_len, len - path_len};
    if (!text.len) return 0;
    double delay = -1, again = -1;
    int allowed = dti_robots_allow(text, "detente", path, &delay);
    check(allowed == 0 || allowed == 1, "neither allowed nor not");
    check(dti_robots_allow(text, "detente", path, &again) == allowed,
          "another answer the second time");
    check(delay >= 0, "a delay below zero");
    /* a site that shuts us out by name is left alone, whatever else it says of others */
    size_t n;
    char *shut =
        joined("", text.ptr, text.len,
               "\nUser-agent: x\nAllow: /y\nUser-agent: fuzz-agent\nDisallow: /\n", &n);
    int named = memmem(text.ptr, text.len, "fuzz-agent", 10) != NULL;
    if (!named && path.len && path.ptr[0] == '/')
        check(!dti_robots_allow((dt_slice){shut, n}, "fuzz-agent", path, &delay),
              "a rule that names us does not hold");
    free(shut);
    return 0;
}
