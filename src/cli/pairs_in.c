/* pairs_in.c: reads lines of JSON with two marked actors, makes inputs of relate; names bad lines. */
#include "cli/pairs_in.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"

int dti_pairs_open(dti_pairs *p, const char *command, const char *path) {
    *p = (dti_pairs){.name = path, .command = command};
    p->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (p->file) return 0;
    fprintf(stderr, "detente %s: %s: %s\n", command, path, strerror(errno));
    return -1;
}

void dti_pairs_close(dti_pairs *p) {
    json_decref(p->held);
    free(p->buf);
    if (p->file && p->file != stdin) fclose(p->file);
}

__attribute__((format(printf, 2, 3))) static int bad(dti_pairs *p, const char *format, ...) {
    va_list args;
    fprintf(stderr, "detente %s: %s:%zu: ", p->command, p->name, p->line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    p->n_bad++;
    return -1;
}

static dt_slice text_of(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) return dti_slice("", 0);
    return dti_slice(json_string_value(v), json_string_length(v));
}

static int is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The first place where the words stand and no word goes on; 0 when there is none. */
static int find_words(dt_slice text, dt_slice words, dti_mark *out) {
    for (size_t at = 0; words.len && at + words.len <= text.len; at++) {
        if (memcmp(text.ptr + at, words.ptr, words.len) != 0) continue;
        size_t end = at + words.len;
        if (at && is_word_byte(text.ptr[at - 1]) && is_word_byte(words.ptr[0])) continue;
        if (end < text.len && is_word_byte(text.ptr[end]) && is_word_byte(text.ptr[end - 1]))
            continue;
        out->start = at;
        out->end = end;
        return 1;
    }
    return 0;
}

static int read_mark(dti_pairs *p, const json_t *o, const char *key, dt_slice text,
                     dti_mark *out) {
    const json_t *m = json_object_get(o, key);
    *out = (dti_mark){0, 0, 0};
    if (json_is_string(m)) {
        dt_slice words = dti_slice_trim(text_of(o, key));
        if (find_words(text, words, out)) return 0;
        return bad(p, "\"%s\": \"%.*s\" does not stand in the text", key, (int)words.len, words.ptr);
    }
    if (!json_is_object(m))
        return bad(p, "no object \"%s\" with \"start\" and \"end\" (nor a string with its words)",
                   key);
    if (json_is_true(json_object_get(m, "implicit"))) {
        out->implicit = 1;
        return 0;
    }
    const json_t *start = json_object_get(m, "start"), *end = json_object_get(m, "end");
    if (!json_is_integer(start) || !json_is_integer(end) || json_integer_value(start) < 0 ||
        json_integer_value(end) < 0)
        return bad(p, "\"%s\": \"start\" and \"end\" must be whole numbers (or \"implicit\" true)",
                   key);
    out->start = (size_t)json_integer_value(start);
    out->end = (size_t)json_integer_value(end);
    const char *trouble = dti_mark_trouble(text, out);
    if (trouble)
        return bad(p, "\"%s\" [%zu,%zu) of a text of %zu bytes: %s", key, out->start, out->end,
                   text.len, trouble);
    return 0;
}

static void number_to_text(json_t *o, const char *key, int digits_least) {
    const json_t *v = json_object_get(o, key);
    if (!json_is_integer(v)) return;
    char digits[32];
    snprintf(digits, sizeof digits, "%0*lld", digits_least, (long long)json_integer_value(v));
    json_object_set_new(o, key, json_string(digits));
}

static int read_line(dti_pairs *p, dt_slice line, dti_pair_in *out) {
    json_error_t why;
    json_decref(p->held);
    p->held = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, &why);
    json_t *o = p->held;
    if (!o) return bad(p, "no JSON at byte %d of the line: %s", why.position, why.text);
    if (!json_is_object(o)) return bad(p, "the line holds no JSON object");
    *out = (dti_pair_in){.line = p->line, .object = o};
    number_to_text(o, "id", 1);
    out->id = text_of(o, "id");
    static const char *const labels[] = {"root", "plover", "cameo"};
    for (size_t i = 0; i < 3 && !out->root.len; i++) {
        number_to_text(o, labels[i], 2); /* 4 is "04" */
        out->root = dti_slice_trim(text_of(o, labels[i]));
    }
    out->input.text = text_of(o, "text");
    out->input.date = text_of(o, "date");
    if (!out->input.text.len) return bad(p, "no \"text\" in the object");
    dti_date day;
    if (out->input.date.len && dti_date_read(out->input.date, &day) != DT_OK)
        return bad(p, "\"date\": \"%.*s\" is no day (YYYY-MM-DD)", (int)out->input.date.len,
                   out->input.date.ptr);
    if (out->input.text.len > DTI_MAX_DOC_BYTES) return bad(p, "the text is too long");
    if (read_mark(p, o, "source", out->input.text, &out->input.source)) return -1;
    if (read_mark(p, o, "target", out->input.text, &out->input.target)) return -1;
    return 0;
}

int dti_pairs_next(dti_pairs *p, dti_pair_in *out) {
    for (;;) {
        ssize_t n = getline(&p->buf, &p->cap, p->file);
        if (n < 0) {
            if (ferror(p->file)) bad(p, "%s", strerror(errno));
            return 0;
        }
        p->line++;
        dt_slice line = dti_slice_trim(dti_slice(p->buf, (size_t)n));
        if (p->line == 1 && dti_slice_starts(line, "\xEF\xBB\xBF"))
            line = dti_slice(line.ptr + 3, line.len - 3);
        if (line.len && read_line(p, line, out) == 0) return 1;
    }
}
