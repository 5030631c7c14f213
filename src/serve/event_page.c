/* event_page.c: reads an event and what surrounds it, makes the whole record for its page. */
#include "serve/event_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "state/state_json.h"
#include "store/store.h"

/* ------------------------------------------------------------------ marks and context */

static void add_mark(const dt_event *e, dti_mark *marks, size_t *n, size_t start, size_t end,
                     const char *kind) {
    size_t from = e->evidence_start, len = e->evidence.len;
    if (*n == DTI_MAX_MARKS || end <= start || start < from || end > from + len) return;
    start -= from;
    end -= from;
    for (size_t i = 0; i < *n; i++)
        if (marks[i].start < end && marks[i].end > start) return; /* the earlier given stays */
    size_t at = *n;
    while (at > 0 && marks[at - 1].start > start) at--;
    memmove(marks + at + 1, marks + at, (*n - at) * sizeof *marks);
    marks[at] = (dti_mark){start, end, kind};
    ++*n;
}

/* What the words of the sentence stand for, by place; those outside it are left out. */
static size_t marks_of(const dt_event *e, const dti_time_words *times, size_t n_times,
                       dti_mark marks[DTI_MAX_MARKS]) {
    size_t n = 0;
    add_mark(e, marks, &n, e->trigger_start, e->trigger_end, "trigger");
    for (size_t i = 0; i < e->n_sources; i++)
        add_mark(e, marks, &n, e->sources[i].start, e->sources[i].end, "source");
    for (size_t i = 0; i < e->n_targets; i++)
        add_mark(e, marks, &n, e->targets[i].start, e->targets[i].end, "target");
    if (e->speaker) add_mark(e, marks, &n, e->speaker->start, e->speaker->end, "speaker");
    if (e->place.text.len && !e->place.from_dateline) {
        const char *at =
            memmem(e->evidence.ptr, e->evidence.len, e->place.text.ptr, e->place.text.len);
        if (at) {
            size_t start = e->evidence_start + (size_t)(at - e->evidence.ptr);
            add_mark(e, marks, &n, start, start + e->place.text.len, "place");
        }
    }
    for (size_t i = 0; i < n_times; i++)
        add_mark(e, marks, &n, e->evidence_start + times[i].start,
                 e->evidence_start + times[i].end, "time");
    return n;
}

static int ends_sentence(dt_slice text, size_t i) {
    char c = text.ptr[i];
    if (c == '\n') return 1;
    return (c == ' ') && i && strchr(".!?\"", text.ptr[i - 1]);
}

dt_slice dti_context_of(dt_slice text, size_t start, size_t end) {
    if (end > text.len || start >= end) return (dt_slice){"", 0};
    size_t from = start > DTI_CONTEXT_BYTES ? start - DTI_CONTEXT_BYTES : 0, to = text.len;
    if (from) {
        while (from < start && !ends_sentence(text, from)) from++;
    }
    if (to - end > DTI_CONTEXT_BYTES) {
        to = end + DTI_CONTEXT_BYTES;
        while (to > end && !ends_sentence(text, to)) to--;
    }
    return dti_slice_trim(dti_slice(text.ptr + from, to - from));
}

/* ------------------------------------------------------------------ words */

static void unit_list(const dti_sayings *w, dti_buf *b, const char *key, const dt_actor *all,
                      size_t n) {
    dti_json_key(b, key);
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(b, ',');
        dti_say_unit_json(w, all[i].code.len ? all[i].code : all[i].country, b);
    }
    dti_buf_char(b, ']');
}

void dti_say_member(const dti_sayings *w, dti_buf *b, const dt_event *e) {
    dti_json_key(b, "words");
    dti_buf_char(b, '{');
    dti_json_kv(b, "plover", dti_say_cell(w->types, "type", e->plover, "name"));
    dt_slice mode = {"", 0};
    for (size_t i = 0; e->mode.len && i < dti_table_n_rows(w->modes); i++)
        if (dti_slice_eq(dti_table_cell(w->modes, i, dti_table_col(w->modes, "type")),
                         e->plover) &&
            dti_slice_eq(dti_table_cell(w->modes, i, dti_table_col(w->modes, "mode")), e->mode))
            mode = dti_table_cell(w->modes, i, dti_table_col(w->modes, "name"));
    dti_json_kv(b, "mode", mode);
    dti_json_kv(b, "quad", dti_str(dti_say_quad(e->quad)));
    dti_json_kv(b, "cameo", dti_say_cell(w->cameo, "code", e->cameo, "name"));
    dti_json_kv(b, "aspect", dti_str(dti_say_aspect(e->aspect)));
    dti_json_key(b, "contexts");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < e->n_contexts; i++) {
        if (i) dti_buf_char(b, ',');
        dti_json_string(b, dti_say_cell(w->contexts, "context", e->contexts[i], "name"));
    }
    dti_buf_char(b, ']');
    unit_list(w, b, "source", e->sources, e->n_sources);
    unit_list(w, b, "target", e->targets, e->n_targets);
    dti_buf_char(b, '}');
}

/* ------------------------------------------------------------------ why */

/* "data/en/frames/consult.tsv:41" -> table "en/frames/consult", line 41. */
static dt_slice frame_sentence(const dti_sayings *w, dt_slice file, size_t line) {
    char name[160];
    if (dti_slice_starts(file, "data/")) file.ptr += 5, file.len -= 5;
    if (dti_slice_ends(file, ".tsv")) file.len -= 4;
    snprintf(name, sizeof name, "%.*s", (int)file.len, file.ptr);
    const dti_table *t = dti_image_table(w->image, name);
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++)
        if (dti_table_line(t, row) == line)
            return dti_table_cell(t, row, dti_table_col(t, "sentence"));
    return (dt_slice){"", 0};
}

static void reason(dti_buf *b, int *n, const char *text) {
    if ((*n)++) dti_buf_char(b, ',');
    dti_json_string(b, dti_str(text));
}

static int is_day_of_publication(const dt_event_row *row) {
    return row->event.date.len == 10 && row->published.len >= 10 &&
           memcmp(row->event.date.ptr, row->published.ptr, 10) == 0;
}

static void why_member(const dti_sayings *w, dti_buf *b, const dt_event_row *row,
                       int is_dateless) {
    const dt_event *e = &row->event;
    dt_slice file = e->frame_origin;
    size_t colon = file.len, line = 0;
    int n = 0;
    char text[600];
    while (colon && file.ptr[colon - 1] != ':') colon--;
    for (size_t i = colon; i < file.len; i++)
        if (file.ptr[i] >= '0' && file.ptr[i] <= '9')
            line = line * 10 + (size_t)(file.ptr[i] - '0');
    if (colon) file.len = colon - 1;
    dti_json_key(b, "why");
    dti_buf_char(b, '{');
    dti_json_kv(b, "frame", e->frame);
    dti_json_text(b, "file", file);
    dti_json_key(b, "line");
    dti_buf_printf(b, line ? "%zu" : "null", line);
    dti_json_text(b, "sentence", frame_sentence(w, file, line));
    dti_json_key(b, "reasons");
    dti_buf_char(b, '[');
    if (e->reason.len) {
        snprintf(text, sizeof text, "%.*s", (int)(e->reason.len > 500 ? 500 : e->reason.len),
                 e->reason.ptr);
        reason(b, &n, text);
    }
    snprintf(text, sizeof text, "What is told %s.", dti_say_aspect(e->aspect));
    reason(b, &n, text);
    if (is_dateless && is_day_of_publication(row))
        reason(b, &n, "The sentence names no day; this is when the story was published.");
    if (e->place.from_dateline)
        reason(b, &n, "The sentence names no place; this is where the story was filed.");
    if (e->mentions > 1) {
        snprintf(text, sizeof text, "The document tells it %zu times.", e->mentions);
        reason(b, &n, text);
    }
    if (row->corrected == 1) reason(b, &n, "An analyst has changed what the coder gave.");
    if (row->corrected == 2) reason(b, &n, "An analyst has taken it back: no event.");
    dti_buf_str(b, "]}");
}

/* ------------------------------------------------------------------ run and citation */

int dti_run_of(dt_store *s, int64_t event, dti_run_facts *out, dt_error *err) {
    sqlite3_stmt *q = NULL;
    memset(out, 0, sizeof *out);
    if (sqlite3_prepare_v2(s->db,
                           "SELECT r.version, r.options, r.started FROM event e JOIN document d"
                           " ON d.id=e.doc JOIN run r ON r.id=d.run WHERE e.id=?1",
                           -1, &q, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot read the run", err);
    sqlite3_bind_int64(q, 1, event);
    if (sqlite3_step(q) == SQLITE_ROW) {
        snprintf(out->version, sizeof out->version, "%s", dti_column_slice(q, 0).ptr);
        snprintf(out->options, sizeof out->options, "%s", dti_column_slice(q, 1).ptr);
        snprintf(out->started, sizeof out->started, "%s", dti_column_slice(q, 2).ptr);
    }
    sqlite3_finalize(q);
    return DT_OK;
}

void dti_run_json(dti_buf *b, const dti_run_facts *run) {
    dti_buf_char(b, '{');
    dti_json_kv(b, "version", dti_str(run->version));
    dti_json_kv(b, "options", dti_str(run->options));
    dti_json_kv(b, "started", dti_str(run->started));
    dti_buf_char(b, '}');
}

void dti_citation(const dt_event_row *row, dti_buf *out) {
    const dt_event *e = &row->event;
    if (row->publisher.len) {
        dti_buf_slice(out, row->publisher);
        dti_buf_str(out, ", ");
    }
    dti_buf_str(out, "“");
    dti_buf_slice(out, row->title);
    dti_buf_str(out, "”");
    if (row->published.len) {
        dti_buf_str(out, ", ");
        dti_buf_slice(out, row->published);
    }
    if (row->url.len) {
        dti_buf_str(out, ", ");
        dti_buf_slice(out, row->url);
    }
    dti_buf_str(out, "; event ");
    dti_buf_slice(out, e->id);
    dti_buf_str(out, " (");
    dti_buf_slice(out, e->plover);
    if (e->date.len) {
        dti_buf_str(out, ", ");
        dti_buf_slice(out, e->date);
    }
    dti_buf_str(out, "), coded by ");
    dti_buf_slice(out, row->version);
    dti_buf_char(out, '.');
}

/* ------------------------------------------------------------------ the page */

typedef struct page {
    const dti_ask *ask;
    dti_buf *out;
    dt_error *err;
    int rc, found;
    const dt_event *event;
} page;

static int put_context(void *ctx, const dt_doc_row *row) {
    page *p = ctx;
    const dt_event *e = p->event;
    dt_slice around = dti_context_of(row->text, e->evidence_start, e->evidence_end);
    dti_json_kv(p->out, "context_text", around);
    return 1;
}

static void marks_member(dti_buf *b, const dt_event *e, const dti_time_words *times,
                         size_t n_times) {
    dti_mark marks[DTI_MAX_MARKS];
    size_t n = marks_of(e, times, n_times, marks);
    dti_json_key(b, "marks");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(b, ',');
        dti_buf_char(b, '{');
        dti_json_kn(b, "start", (double)marks[i].start, 0);
        dti_json_kn(b, "end", (double)marks[i].end, 0);
        dti_json_kv(b, "kind", dti_str(marks[i].kind));
        dti_json_kv(b, "text",
                    dti_slice(e->evidence.ptr + marks[i].start, marks[i].end - marks[i].start));
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, ']');
}

static int put_page(void *ctx, const dt_event_row *row) {
    page *p = ctx;
    dti_buf *b = p->out, cite;
    dt_store *s = p->ask->store;
    dti_run_facts run;
    char doc_id[256];
    p->found = 1;
    p->event = &row->event;
    dti_event_json(b, row);
    b->len--; /* the record goes on */
    dti_json_kn(b, "stories", (double)row->n_stories, 0);
    dti_json_kn(b, "sources", (double)row->n_publishers, 0);
    dti_json_kn(b, "corrected", row->corrected, 0);
    dti_time_words times[DTI_MAX_TIME_WORDS];
    int is_dateless = 0;
    size_t n_times = dti_dater_find(p->ask->dater, row->event.evidence, row->lang,
                                    row->published, row->event.date, times, &is_dateless);
    marks_member(b, &row->event, times, n_times);
    snprintf(doc_id, sizeof doc_id, "%.*s", (int)row->doc_id.len, row->doc_id.ptr);
    p->rc = dt_store_documents(s, doc_id, NULL, 0, 1, put_context, p, p->err);
    dti_say_member(p->ask->words, b, &row->event);
    why_member(p->ask->words, b, row, is_dateless);
    dti_json_key(b, "happening");
    dti_buf_char(b, '[');
    dti_briefs l = {p->ask->words, b, NULL, 0};
    if (p->rc == DT_OK)
        p->rc = dt_store_happening(s, row->happening, dti_briefs_add, &l, p->err);
    dti_buf_char(b, ']');
    dti_json_key(b, "document");
    dti_buf_char(b, '{');
    dti_json_kv(b, "doc_id", row->doc_id);
    dti_json_kv(b, "title", row->title);
    dti_json_kv(b, "url", row->url);
    dti_json_kv(b, "publisher", row->publisher);
    dti_json_kv(b, "published", row->published);
    dti_json_kv(b, "story_id", row->story_id);
    dti_json_kv(b, "lang", row->lang);
    dti_buf_char(b, '}');
    dti_json_key(b, "run");
    if (p->rc == DT_OK) p->rc = dti_run_of(s, row->number, &run, p->err);
    if (p->rc == DT_OK) dti_run_json(b, &run);
    dti_buf_init(&cite);
    dti_citation(row, &cite);
    dti_json_kv(b, "citation", dti_slice(cite.ptr, cite.len));
    dti_buf_release(&cite);
    dti_buf_str(b, "}\n");
    return 1;
}

int dti_event_page_json(const dti_ask *ask, const char *id, dti_buf *out, int *found,
                        dt_error *err) {
    page p = {.ask = ask, .out = out, .err = err, .rc = DT_OK};
    if (dt_store_event(ask->store, dti_str(id), put_page, &p, err) != DT_OK) return DT_FAILED;
    *found = p.found;
    return p.rc;
}
