/* address.c: finds where a web or mail address in running text ends. */
#include "parse/address.h"

#include <string.h>

static int is_alnum(char c) {
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

int dti_address_looks(const char *ptr, size_t len) {
    for (size_t i = 0; i + 2 < len; i++) {
        if (ptr[i] == '@' || (ptr[i] == ':' && ptr[i + 1] != ' ' && i > 2)) return 1;
        if (ptr[i] == '.' && i > 0 && is_alnum(ptr[i - 1]) && is_alnum(ptr[i + 1])) return 1;
    }
    return 0;
}

static size_t count(const char *ptr, size_t len, char c) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) n += ptr[i] == c;
    return n;
}

/* Takes off what belongs to the sentence: ".", ",", a bracket that was opened before. */
static size_t without_tail(const char *ptr, size_t len) {
    while (len) {
        char c = ptr[len - 1];
        if (strchr(".,;:!?'*", c) && c) {
            len--;
        } else if ((c == ')' && count(ptr, len, ')') > count(ptr, len, '(')) ||
                   (c == ']' && count(ptr, len, ']') > count(ptr, len, '['))) {
            len--;
        } else if (len >= 3 && (unsigned char)ptr[len - 3] == 0xE2 &&
                   (unsigned char)ptr[len - 2] == 0x80) {
            len -= 3; /* curly quotes, dashes, ellipsis */
        } else {
            return len;
        }
    }
    return len;
}

/* Bytes up to one that no URL holds. */
static size_t url_run(const char *ptr, size_t len) {
    size_t n = 0;
    while (n < len && ptr[n] && !strchr("\"<>`{}|\\", ptr[n])) n++;
    return without_tail(ptr, n);
}

static int starts(const char *ptr, size_t len, const char *word) {
    size_t n = strlen(word);
    if (len <= n) return 0;
    for (size_t i = 0; i < n; i++)
        if ((ptr[i] >= 'A' && ptr[i] <= 'Z' ? ptr[i] | 32 : ptr[i]) != word[i]) return 0;
    return 1;
}

size_t dti_address_len(const char *ptr, size_t len) {
    if (!is_alnum(ptr[0])) return 0;
    if (starts(ptr, len, "www.")) return url_run(ptr, len);
    if (starts(ptr, len, "mailto:") || starts(ptr, len, "doi:")) return url_run(ptr, len);
    size_t n = 0;
    while (n < len && n < 12 && is_alnum(ptr[n])) n++;
    if (n > 1 && n + 3 < len && memcmp(ptr + n, "://", 3) == 0) return url_run(ptr, len);
    /* name@host */
    n = 0;
    while (n < len && (is_alnum(ptr[n]) || (ptr[n] && strchr("._%+-", ptr[n])))) n++;
    if (n + 1 < len && ptr[n] == '@' && is_alnum(ptr[n + 1])) {
        size_t m = n + 1;
        while (m < len && (is_alnum(ptr[m]) || (ptr[m] && strchr("._-", ptr[m])))) m++;
        return without_tail(ptr, m);
    }
    /* host.tld/path without a scheme */
    n = 0;
    size_t dot = 0;
    while (n < len && (is_alnum(ptr[n]) || ptr[n] == '.' || ptr[n] == '-')) {
        if (ptr[n] == '.') dot = n;
        n++;
    }
    if (dot && n < len && ptr[n] == '/' && n - dot >= 3 && n - dot <= 5) {
        for (size_t i = dot + 1; i < n; i++)
            if (ptr[i] < 'a' || ptr[i] > 'z') return 0;
        return url_run(ptr, len);
    }
    return 0;
}
