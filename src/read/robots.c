/* robots.c: reads robots.txt. */
#include "read/robots.h"

#include <stdlib.h>
#include <string.h>

#include "base/slice.h"


/* Does the rule fit the beginning of the path?  "*" is anything, "$" the end. */
static int fits(dt_slice rule, dt_slice path) {
    size_t i = 0, k = 0, star = (size_t)-1, from = 0;
    while (i < rule.len || k < path.len) {
        if (i == rule.len) return 1; /* a prefix */
        if (rule.ptr[i] == '$' && i + 1 == rule.len) {
            if (k == path.len) return 1;
        } else if (rule.ptr[i] == '*') {
            star = ++i;
            from = k;
            continue;
        } else if (k < path.len && rule.ptr[i] == path.ptr[k]) {
            i++, k++;
            continue;
        }
        if (star == (size_t)-1 || from >= path.len) return 0;
        i = star;
        k = ++from;
    }
    return i == rule.len;
}

/* One pass over the groups; named: those of the agent, else those of "*".  -1: no such group. */
static int decide(dt_slice text, const char *agent, int named, dt_slice path, double *delay_s) {
    int in_group = 0, last_was_agent = 0, any = 0, allow = 1;
    size_t longest = 0;
    *delay_s = 0;
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t n = end ? (size_t)(end - text.ptr) : text.len;
        dt_slice line = {text.ptr, n};
        text.ptr += end ? n + 1 : n;
        text.len -= end ? n + 1 : n;
        const char *hash = memchr(line.ptr, '#', line.len);
        if (hash) line.len = (size_t)(hash - line.ptr);
        dt_slice value = line;
        dt_slice key = dti_slice_trim(dti_slice_cut(&value, ':'));
        value = dti_slice_trim(value);
        if (dti_slice_is_nocase(key, "user-agent")) {
            if (!last_was_agent) in_group = 0;
            in_group |= named ? dti_slice_is_nocase(value, agent) : dti_slice_is_nocase(value, "*");
            any |= in_group;
            last_was_agent = 1;
            continue;
        }
        if (!key.len) continue;
        last_was_agent = 0;
        if (!in_group) continue;
        int is_allow = dti_slice_is_nocase(key, "allow");
        if ((is_allow || dti_slice_is_nocase(key, "disallow")) && value.len && fits(value, path) &&
            (value.len > longest || (value.len == longest && is_allow))) {
            longest = value.len;
            allow = is_allow;
        }
        if (dti_slice_is_nocase(key, "crawl-delay") && value.len && value.len < 16) {
            char digits[16] = "";
            memcpy(digits, value.ptr, value.len);
            double d = strtod(digits, NULL);
            *delay_s = d > 0 ? d : 0; /* "nan" and "-1" ask for nothing */
        }
    }
    return any ? allow : -1;
}

int dti_robots_allow(dt_slice text, const char *agent, dt_slice path, double *delay_s) {
    if (dti_slice_starts(text, "\xEF\xBB\xBF")) text = dti_slice(text.ptr + 3, text.len - 3);
    int answer = decide(text, agent, 1, path, delay_s);
    if (answer < 0) answer = decide(text, agent, 0, path, delay_s);
    return answer != 0;
}
