/* change_print.c: prints events gained, lost and changed, with the sentence of each. */
#include "cli/change_print.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "store/store.h"

void dti_change_print_begin(dti_change_print *p, int jsonl) {
    *p = (dti_change_print){.jsonl = jsonl};
    dti_buf_init(&p->line);
}

void dti_change_print_end(dti_change_print *p) { dti_buf_release(&p->line); }

static void side(dti_buf *out, const dt_actor *all, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(out, '+');
        dti_buf_slice(out, all[i].code.len ? all[i].code : all[i].text);
    }
    if (!n) dti_buf_char(out, '-');
}

void dti_event_words(dti_buf *out, const dt_event *e) {
    dti_buf_slice(out, e->date);
    dti_buf_str(out, "  ");
    side(out, e->sources, e->n_sources);
    dti_buf_str(out, "  ");
    dti_buf_slice(out, e->plover);
    if (e->mode.len) dti_buf_char(out, '/');
    dti_buf_slice(out, e->mode);
    dti_buf_str(out, "  ");
    side(out, e->targets, e->n_targets);
    dti_buf_str(out, "  ");
    dti_buf_str(out, dt_aspect_name(e->aspect));
}

/* ------------------------------------------------------------------ from records */

static dt_slice text_of(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? dti_slice(json_string_value(v), json_string_length(v))
                             : (dt_slice){"", 0};
}

static void json_side(dti_buf *out, const json_t *list) {
    size_t n = json_array_size(list);
    for (size_t i = 0; i < n; i++) {
        const json_t *a = json_array_get(list, i);
        dt_slice code = text_of(a, "code");
        if (i) dti_buf_char(out, '+');
        dti_buf_slice(out, code.len ? code : text_of(a, "text"));
    }
    if (!n) dti_buf_char(out, '-');
}

/* The same words as dti_event_words, from a record. */
static void json_words(dti_buf *out, const json_t *e) {
    dt_slice mode = text_of(e, "mode");
    dti_buf_slice(out, text_of(e, "date"));
    dti_buf_str(out, "  ");
    json_side(out, json_object_get(e, "source"));
    dti_buf_str(out, "  ");
    dti_buf_slice(out, text_of(e, "plover"));
    if (mode.len) dti_buf_char(out, '/');
    dti_buf_slice(out, mode);
    dti_buf_str(out, "  ");
    json_side(out, json_object_get(e, "target"));
    dti_buf_str(out, "  ");
    dti_buf_slice(out, text_of(e, "aspect"));
}

/* Names the keys in which two records differ; ids and version say nothing. */
static void differences(dti_buf *out, const json_t *before, const json_t *after) {
    static const char *const silent[] = {"event_id", "story_id", "version", "frame"};
    const char *key;
    json_t *value;
    int n = 0;
    json_object_foreach((json_t *)after, key, value) {
        int skip = 0;
        for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
            skip |= strcmp(key, silent[i]) == 0;
        if (skip || json_equal(json_object_get(before, key), value)) continue;
        dti_buf_str(out, n++ ? ", " : "");
        dti_buf_str(out, key);
    }
    if (!n) dti_buf_str(out, "frame");
}

static void print_words(dti_change_print *p, const dt_change_row *row) {
    json_t *before = row->before.len ? json_loadb(row->before.ptr, row->before.len, 0, NULL) : NULL;
    json_t *after = row->after.len ? json_loadb(row->after.ptr, row->after.len, 0, NULL) : NULL;
    const json_t *shown = after ? after : before;
    dti_buf *b = &p->line;
    if (before && after) {
        dti_buf_str(b, "~ ");
        json_words(b, before);
        dti_buf_str(b, "\n> ");
        json_words(b, after);
        dti_buf_str(b, "    (");
        differences(b, before, after);
        dti_buf_char(b, ')');
    } else {
        dti_buf_printf(b, "%c ", row->kind);
        if (shown) json_words(b, shown);
    }
    dti_buf_str(b, "\n    ");
    dti_buf_slice(b, row->doc_id);
    dti_buf_str(b, ", ");
    dti_buf_slice(b, text_of(shown, "frame"));
    dti_buf_str(b, ": ");
    dti_buf_slice(b, text_of(shown, "evidence"));
    dti_buf_char(b, '\n');
    json_decref(before);
    json_decref(after);
}

static void print_jsonl(dti_change_print *p, const dt_change_row *row) {
    dti_buf *b = &p->line;
    dti_buf_char(b, '{');
    dti_json_kv(b, "change", dti_slice(&row->kind, 1));
    dti_json_kv(b, "doc_id", row->doc_id);
    dti_json_kv(b, "event_id", row->event_id);
    dti_json_key(b, "before");
    dti_buf_slice(b, row->before.len ? row->before : dti_str("null"));
    dti_json_key(b, "after");
    dti_buf_slice(b, row->after.len ? row->after : dti_str("null"));
    dti_buf_str(b, "}\n");
}

void dti_change_print_row(dti_change_print *p, const dt_change_row *row) {
    p->gained += row->kind == '+';
    p->lost += row->kind == '-';
    p->changed += row->kind == '~';
    dti_buf_clear(&p->line);
    if (p->jsonl)
        print_jsonl(p, row);
    else
        print_words(p, row);
    fwrite(p->line.ptr, 1, p->line.len, stdout);
}

/* ------------------------------------------------------------------ two codings of a document */

typedef struct coded {
    char *json, *bare; /* with ids and version; without */
    size_t start, end; /* of the trigger */
    dt_slice id;
    int used;
} coded;

typedef struct coded_list {
    coded *all;
    size_t n;
    int failed;
} coded_list;

static int keep(void *ctx, const dt_event_row *row) {
    coded_list *l = ctx;
    coded *c = &l->all[l->n++];
    dti_buf b;
    dt_event_row bare = *row;
    dti_buf_init(&b);
    dti_event_json(&b, row);
    c->json = b.failed ? NULL : b.ptr;
    bare.version = bare.event.id = (dt_slice){"", 0};
    dti_buf_init(&b);
    dti_event_json(&b, &bare);
    c->bare = b.failed ? NULL : b.ptr;
    c->start = row->event.trigger_start;
    c->end = row->event.trigger_end;
    c->id = row->event.id;
    l->failed |= !c->json || !c->bare;
    return l->failed;
}

static coded_list list_of(const dt_doc *doc) {
    coded_list l = {.all = calloc(dt_doc_n_events(doc) + 1, sizeof *l.all)};
    if (!l.all)
        l.failed = 1;
    else if (dt_doc_rows(doc, NULL, keep, &l) != DT_OK)
        l.failed = 1;
    return l;
}

static void drop(coded_list *l) {
    for (size_t i = 0; l->all && i < l->n; i++) {
        free(l->all[i].json);
        free(l->all[i].bare);
    }
    free(l->all);
}

static coded *partner(coded_list *old, const coded *c, int throughout) {
    for (size_t i = 0; i < old->n; i++) {
        coded *o = &old->all[i];
        if (o->used || o->start != c->start || o->end != c->end) continue;
        if (!throughout || strcmp(o->bare, c->bare) == 0) return o;
    }
    return NULL;
}

int dti_change_print_docs(dti_change_print *p, const dt_doc *before, const dt_doc *after,
                          dt_error *err) {
    coded_list old = list_of(before), new = list_of(after);
    int rc = old.failed || new.failed ? dti_fail(err, "out of memory") : DT_OK;
    for (size_t i = 0; rc == DT_OK && i < new.n; i++) {
        coded *o = partner(&old, &new.all[i], 1);
        if (o) o->used = new.all[i].used = 1;
    }
    for (size_t i = 0; rc == DT_OK && i < new.n; i++) {
        coded *c = &new.all[i], *o;
        if (c->used) continue;
        if ((o = partner(&old, c, 0))) o->used = 1;
        dt_change_row row = {o ? '~' : '+', dt_doc_id(after), c->id,
                             dti_str(o ? o->json : NULL), dti_str(c->json)};
        dti_change_print_row(p, &row);
    }
    for (size_t i = 0; rc == DT_OK && i < old.n; i++) {
        if (old.all[i].used) continue;
        dt_change_row row = {'-', dt_doc_id(before), old.all[i].id, dti_str(old.all[i].json),
                             (dt_slice){NULL, 0}};
        dti_change_print_row(p, &row);
    }
    drop(&old);
    drop(&new);
    return rc;
}
