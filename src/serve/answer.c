/* answer.c: reads what a route wrote, makes problems, pages and events in short. */
#include "serve/answer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "state/state_json.h"
#include "store/store.h"

void dti_answer_init(dti_answer *a) {
    memset(a, 0, sizeof *a);
    a->status = 200;
    a->type = "application/json";
    a->fd = -1;
    dti_buf_init(&a->body);
}

void dti_answer_release(dti_answer *a) {
    dti_buf_release(&a->body);
    if (a->fd >= 0) close(a->fd);
    a->fd = -1;
}

void dti_problem(dti_answer *a, int status, const char *title, const char *detail) {
    dti_answer_release(a);
    dti_answer_init(a);
    a->status = status;
    a->type = "application/problem+json";
    dti_buf_char(&a->body, '{');
    dti_json_kv(&a->body, "type", dti_str("about:blank"));
    dti_json_kv(&a->body, "title", dti_str(title));
    dti_json_kn(&a->body, "status", status, 0);
    dti_json_kv(&a->body, "detail", dti_str(detail));
    dti_buf_str(&a->body, "}\n");
}

/* ------------------------------------------------------------------ pages */

void dti_page_of(const dti_ask *ask, size_t *offset, size_t *limit) {
    *offset = (size_t)dti_param_int(ask->params, "offset", 0);
    *limit = (size_t)dti_param_int(ask->params, "limit", 50);
}

/* The address asked for, with another offset. */
static void next_page(const dti_ask *ask, dti_buf *out, size_t offset) {
    dt_slice query = dti_str(ask->target), path = dti_slice_cut(&query, '?');
    char sep = '?';
    dti_buf_slice(out, path);
    while (query.ptr) {
        dt_slice one = dti_slice_cut(&query, '&');
        if (!one.len || dti_slice_starts(one, "offset=")) continue;
        dti_buf_char(out, sep);
        dti_buf_slice(out, one);
        sep = '&';
    }
    dti_buf_printf(out, "%coffset=%zu", sep, offset);
}

void dti_page_end(const dti_ask *ask, dti_buf *b, size_t total, int is_least, int more) {
    size_t offset, limit;
    dti_page_of(ask, &offset, &limit);
    dti_buf_char(b, ']');
    dti_json_kn(b, "total", (double)total, 0);
    if (is_least) {
        dti_json_key(b, "at_least");
        dti_buf_str(b, "true");
    }
    dti_json_kn(b, "offset", (double)offset, 0);
    dti_json_kn(b, "limit", (double)limit, 0);
    dti_json_key(b, "next");
    if (more) {
        dti_buf next;
        dti_buf_init(&next);
        next_page(ask, &next, offset + limit);
        dti_json_string(b, dti_slice(next.ptr, next.len));
        dti_buf_release(&next);
    } else {
        dti_buf_str(b, "null");
    }
    dti_buf_str(b, "}\n");
}

/* ------------------------------------------------------------------ events in short */

/* "Joe Biden (United States, government)", or the words of the code alone. */
static void names(const dti_sayings *w, dti_buf *b, const char *key, const dt_actor *all,
                  size_t n) {
    dti_json_key(b, key);
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        dt_slice code = all[i].code.len ? all[i].code : all[i].country;
        if (i) dti_buf_char(b, ',');
        if (code.len)
            dti_say_unit_json(w, code, b);
        else
            dti_json_string(b, all[i].name.len ? all[i].name : all[i].text);
    }
    dti_buf_char(b, ']');
}

void dti_brief_json(const dti_sayings *w, dti_buf *b, const dt_event_row *row) {
    const dt_event *e = &row->event;
    dti_buf_char(b, '{');
    dti_json_kv(b, "event_id", e->id);
    dti_json_kv(b, "date", e->date.len ? e->date : row->published);
    dti_json_actor_codes(b, "source", e->sources, e->n_sources);
    dti_json_actor_codes(b, "target", e->targets, e->n_targets);
    names(w, b, "source_names", e->sources, e->n_sources);
    names(w, b, "target_names", e->targets, e->n_targets);
    dti_json_kv(b, "plover", e->plover);
    dti_json_kv(b, "mode", e->mode);
    dti_json_kv(b, "cameo", e->cameo);
    dti_json_kn(b, "quad", e->quad, 0);
    dti_json_kn(b, "score", e->score, 2);
    dti_json_kv(b, "aspect", dti_str(dt_aspect_name(e->aspect)));
    dti_json_kn(b, "confidence", e->confidence, 4);
    dti_json_key(b, "place");
    if (e->place.name.len || e->place.text.len) {
        dti_buf_char(b, '{');
        dti_json_kv(b, "name", e->place.name.len ? e->place.name : e->place.text);
        dti_json_kv(b, "country", e->place.country);
        if (e->place.has_coordinates) {
            dti_json_kn(b, "lat", e->place.lat, 4);
            dti_json_kn(b, "lon", e->place.lon, 4);
        }
        dti_buf_char(b, '}');
    } else {
        dti_buf_str(b, "null");
    }
    dti_json_kv(b, "evidence", e->evidence);
    dti_json_kv(b, "title", row->title);
    dti_json_kv(b, "publisher", row->publisher);
    dti_json_kv(b, "published", row->published);
    dti_json_kv(b, "url", row->url);
    dti_json_kn(b, "stories", (double)row->n_stories, 0);
    dti_json_kn(b, "sources", (double)row->n_publishers, 0);
    dti_json_kn(b, "corrected", row->corrected, 0);
    dti_buf_char(b, '}');
}

int dti_briefs_add(void *ctx, const dt_event_row *row) {
    dti_briefs *l = ctx;
    dt_event_row wide = *row;
    if (l->store) dti_event_width(l->store, &wide);
    if (l->n++) dti_buf_char(l->out, ',');
    dti_brief_json(l->words, l->out, &wide);
    return l->out->failed || l->out->len > DTI_MAX_ANSWER_BYTES;
}
