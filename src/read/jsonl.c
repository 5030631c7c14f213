/* jsonl.c: reads lines of JSON, makes a record of each: {"id","text"|"html","title"?,"date"?,...}. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "read/layers.h"

/*
 * Brings the next line, without its end, into r->scratch.  1: a line; 0: no more; -1: the line was
 * longer than the ceiling and is skipped, holding no more of it than the ceiling.
 */
static int next_line(dti_reader *r, dti_source *s, uint64_t *offset) {
    dti_buf *b = &r->scratch;
    size_t ceiling = dti_read_ceiling(r) + 65536; /* the other fields and escapes */
    int over = 0, any = 0;
    dti_buf_clear(b);
    *offset = s->at;
    for (;;) {
        dt_slice have = dti_source_peek(s, 1);
        if (!have.len) break;
        any = 1;
        const char *end = memchr(have.ptr, '\n', have.len);
        size_t n = end ? (size_t)(end - have.ptr) : have.len;
        if (!over && b->len + n > ceiling) over = 1;
        if (!over) dti_buf_add(b, have.ptr, n);
        dti_source_take(s, end ? n + 1 : n);
        if (end) break;
    }
    return over ? -1 : any;
}

static dt_slice text_of(json_t *o, const char *key) {
    json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) return dti_slice(NULL, 0);
    return dti_slice(json_string_value(v), json_string_length(v));
}

/* An id may be a number; it is turned into text inside the object, which owns it. */
static dt_slice id_of(json_t *o) {
    json_t *v = json_object_get(o, "id");
    if (json_is_integer(v)) {
        char digits[32];
        snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(v));
        json_object_set_new(o, "id", json_string(digits));
    }
    return text_of(o, "id");
}

static void release(void *held) { json_decref(held); }

static int next(dti_reader *r, dti_layer *l, dti_record *record) {
    uint64_t offset;
    int got = next_line(r, l->source, &offset);
    if (r->scratch.failed) return DT_FAILED;
    if (got < 0) {
        dti_read_bad(r, offset, "line longer than %zu bytes", dti_read_ceiling(r));
        return DTI_STEP_AGAIN;
    }
    if (!got) {
        if (l->source->trouble[0]) dti_read_bad(r, offset, "%s", l->source->trouble);
        return DTI_STEP_END;
    }
    dt_slice line = dti_slice_trim(dti_slice(r->scratch.ptr, r->scratch.len));
    if (dti_slice_starts(line, "\xEF\xBB\xBF")) line = dti_slice(line.ptr + 3, line.len - 3);
    if (!line.len) return DTI_STEP_AGAIN;
    json_error_t why;
    json_t *o = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, &why);
    if (!o) {
        dti_read_bad(r, offset, "no JSON at byte %d of the line: %s", why.position, why.text);
        return DTI_STEP_AGAIN;
    }
    dt_slice body = text_of(o, "text");
    if (!body.ptr) body = text_of(o, "event_text");
    dt_slice html = text_of(o, "html");
    int is_html = !body.ptr && html.ptr;
    if (is_html) body = html;
    if (!json_is_object(o) || !body.ptr || body.len > dti_read_ceiling(r)) {
        dti_read_bad(r, offset, !json_is_object(o) ? "the line holds no JSON object"
                                : !body.ptr       ? "no \"text\" and no \"html\" in the object"
                                                  : "the text is larger than the ceiling");
        json_decref(o);
        return DTI_STEP_AGAIN;
    }
    r->held = o;
    r->release = release;
    dti_read_record(r, record, offset);
    record->input = (dt_input){.id = id_of(o), .url = text_of(o, "url"), .title = text_of(o, "title"),
                               .source = text_of(o, "source"), .lang = text_of(o, "lang"),
                               .published = text_of(o, "date"), .body = body, .is_html = is_html};
    if (!record->input.published.len) record->input.published = text_of(o, "pub_date");
    return DTI_STEP_RECORD;
}

int dti_push_jsonl(dti_reader *r, dti_source *source) {
    return dti_layer_push(r, next, NULL, NULL, source);
}
