/* detect.c: tells by its first bytes what a stream holds. */
#include <string.h>

#include "base/slice.h"
#include "read/layers.h"

static int holds(dt_slice s, const char *name) {
    for (; s.len >= strlen(name); s.ptr++, s.len--)
        if (s.ptr[0] == name[0] && dti_slice_starts_nocase(s, name)) return 1;
    return 0;
}

static dt_slice skip_past(dt_slice s, const char *end) {
    size_t n = strlen(end);
    for (size_t i = 0; i + n <= s.len; i++)
        if (memcmp(s.ptr + i, end, n) == 0) return (dt_slice){s.ptr + i + n, s.len - i - n};
    return (dt_slice){s.ptr + s.len, 0};
}

/* The root element decides between a feed, a page and other XML. */
static dti_format by_root(dt_slice s, const char **why) {
    int xml = 0;
    for (;;) {
        s = dti_slice_trim(s);
        if (dti_slice_starts_nocase(s, "<?")) {
            xml = 1;
            s = skip_past(s, "?>");
        } else if (dti_slice_starts_nocase(s, "<!--")) s = skip_past(s, "-->");
        else if (dti_slice_starts_nocase(s, "<!doctype")) {
            if (dti_slice_starts_nocase(s, "<!doctype html")) return DTI_FORMAT_HTML;
            s = skip_past(s, ">");
        } else break;
    }
    if (dti_slice_starts_nocase(s, "<rss") || dti_slice_starts_nocase(s, "<feed") || dti_slice_starts_nocase(s, "<rdf:rdf") || dti_slice_starts_nocase(s, "<atom:feed"))
        return DTI_FORMAT_FEED;
    if (dti_slice_starts_nocase(s, "<html") || !xml) return DTI_FORMAT_HTML;
    if (holds(s, "<html") || holds(s, "<body") || s.len == 0) return DTI_FORMAT_HTML;
    if (holds(s, "<rss") || holds(s, "<feed")) return DTI_FORMAT_FEED;
    *why = "XML that is neither a page nor a feed";
    return DTI_FORMAT_UNKNOWN;
}

static const struct {
    const char *name, *bytes;
    size_t n, at;
    dti_format format;
} magics[] = {
    {"gzip", "\x1F\x8B\x08", 3, 0, DTI_FORMAT_GZIP},
    {"zip", "PK\x03\x04", 4, 0, DTI_FORMAT_ARCHIVE},
    {"empty zip", "PK\x05\x06", 4, 0, DTI_FORMAT_ARCHIVE},
    {"7z", "7z\xBC\xAF\x27\x1C", 6, 0, DTI_FORMAT_ARCHIVE},
    {"tar", "ustar", 5, 257, DTI_FORMAT_ARCHIVE},
    {"zstd", "\x28\xB5\x2F\xFD", 4, 0, DTI_FORMAT_PACKED},
    {"xz", "\xFD" "7zXZ\0", 6, 0, DTI_FORMAT_PACKED},
    {"bzip2", "BZh", 3, 0, DTI_FORMAT_PACKED},
    {"PDF", "%PDF-", 5, 0, DTI_FORMAT_UNKNOWN},
    {"an old Word file", "\xD0\xCF\x11\xE0", 4, 0, DTI_FORMAT_UNKNOWN},
    {"a PNG picture", "\x89PNG", 4, 0, DTI_FORMAT_UNKNOWN},
    {"a JPEG picture", "\xFF\xD8\xFF", 3, 0, DTI_FORMAT_UNKNOWN},
    {"a GIF picture", "GIF8", 4, 0, DTI_FORMAT_UNKNOWN},
    {"an SQLite file", "SQLite format 3", 16, 0, DTI_FORMAT_UNKNOWN},
    {"a program", "\x7F" "ELF", 4, 0, DTI_FORMAT_UNKNOWN},
};

dti_format dti_detect(dt_slice head, const char **why) {
    *why = "";
    if (!head.len) return DTI_FORMAT_EMPTY;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (head.len >= magics[i].at + magics[i].n &&
            memcmp(head.ptr + magics[i].at, magics[i].bytes, magics[i].n) == 0) {
            *why = magics[i].name;
            return magics[i].format;
        }
    head = dti_slice_trim(head); /* pages made by programs begin with any number of blank lines */
    if (head.len > 4096) head.len = 4096;
    dt_slice s = head;
    char wide[4096]; /* UTF-16 with a byte order mark, its ASCII only: enough to see the root */
    int le = dti_slice_starts(s, "\xFF\xFE"), be = dti_slice_starts(s, "\xFE\xFF");
    if (le || be) {
        size_t n = 0;
        for (size_t i = 2; i + 1 < s.len; i += 2) wide[n++] = s.ptr[i + (be ? 1 : 0)];
        s = dti_slice(wide, n);
    } else if (dti_slice_starts(s, "\xEF\xBB\xBF")) s = dti_slice(s.ptr + 3, s.len - 3);
    s = dti_slice_trim(s);
    if (!s.len) return DTI_FORMAT_EMPTY;
    if (dti_slice_starts(s, "WARC/")) return DTI_FORMAT_WARC;
    size_t odd = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        odd += c < 32 && !(c >= 9 && c <= 13) && c != 27;
    }
    if (odd * 20 > s.len) {
        *why = "bytes that are no text";
        return DTI_FORMAT_UNKNOWN;
    }
    if (s.ptr[0] == '{') {
        dt_slice in = dti_slice_trim(dti_slice(s.ptr + 1, s.len - 1));
        if (!in.len || in.ptr[0] == '"' || in.ptr[0] == '}') return DTI_FORMAT_JSONL;
    }
    if (s.ptr[0] == '<' && s.len > 1 && (s.ptr[1] == '?' || s.ptr[1] == '!' || (s.ptr[1] | 32) >= 'a'))
        return by_root(s, why);
    dt_slice near = s.len > 1024 ? dti_slice(s.ptr, 1024) : s;
    if (holds(near, "<html") || holds(near, "<!doctype html") || holds(near, "<body"))
        return DTI_FORMAT_HTML;
    return DTI_FORMAT_TEXT;
}
