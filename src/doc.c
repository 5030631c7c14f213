/* doc.c: begins and ends a document, notes what was odd in it, hands out what was found. */
#include "doc.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

dt_doc *dti_doc_new(const dt_kb *kb) {
    dt_doc *doc = calloc(1, sizeof *doc);
    if (!doc) return NULL;
    dti_arena_init(&doc->arena, 0);
    doc->kb = kb;
    return doc;
}

void dt_doc_free(dt_doc *doc) {
    if (!doc) return;
    dti_arena_release(&doc->arena);
    free(doc);
}

void dti_diag(dt_doc *doc, dt_level level, const char *name, const char *text, size_t from,
              size_t to) {
    if (doc->n_diags >= DTI_MAX_DIAGNOSTICS) {
        doc->n_diags_dropped++;
        return;
    }
    dt_diagnostic *d =
        dti_arena_push(&doc->arena, &doc->diags, &doc->n_diags, &doc->cap_diags, sizeof *d);
    if (d) *d = (dt_diagnostic){level, name, text, from, to};
}

dt_slice dt_doc_id(const dt_doc *doc) { return doc->id; }
dt_slice dt_doc_url(const dt_doc *doc) { return doc->url; }
dt_slice dt_doc_title(const dt_doc *doc) { return doc->title; }
dt_slice dt_doc_source(const dt_doc *doc) { return doc->source; }
dt_slice dt_doc_lang(const dt_doc *doc) { return doc->lang; }
dt_slice dt_doc_published_from(const dt_doc *doc) { return doc->published_from; }
dt_slice dt_doc_published_full(const dt_doc *doc) { return doc->published; }
dt_slice dt_doc_byline(const dt_doc *doc) { return doc->byline; }
dt_slice dt_doc_agency(const dt_doc *doc) { return doc->agency; }
int dt_doc_is_unread(const dt_doc *doc) { return doc->is_unread; }
dt_slice dt_doc_text(const dt_doc *doc) { return doc->text; }

dt_slice dt_doc_body(const dt_doc *doc) {
    dt_slice t = doc->text, title = doc->title;
    if (!title.len || t.len < title.len || memcmp(t.ptr, title.ptr, title.len) != 0) return t;
    if (t.len > title.len && t.ptr[title.len] != '\n' && t.ptr[title.len] != '\r') return t;
    t.ptr += title.len;
    t.len -= title.len;
    while (t.len && (*t.ptr == '\n' || *t.ptr == '\r')) t.ptr++, t.len--;
    return t;
}

dt_slice dt_doc_published(const dt_doc *doc) {
    dt_slice day = doc->published;
    if (day.len > 10) day.len = 10;
    return day;
}

size_t dt_doc_n_events(const dt_doc *doc) { return doc->n_events; }
const dt_event *dt_doc_event(const dt_doc *doc, size_t i) {
    return i < doc->n_events ? &doc->events[i] : NULL;
}
size_t dt_doc_n_ahead(const dt_doc *doc) { return doc->n_ahead; }
const dt_ahead *dt_doc_ahead(const dt_doc *doc, size_t i) {
    return i < doc->n_ahead ? &doc->ahead[i] : NULL;
}
size_t dt_doc_n_who(const dt_doc *doc) { return doc->n_who; }
const dt_who *dt_doc_who(const dt_doc *doc, size_t i) {
    return i < doc->n_who ? &doc->who[i] : NULL;
}
size_t dt_doc_n_diagnostics(const dt_doc *doc) { return doc->n_diags; }
const dt_diagnostic *dt_doc_diagnostic(const dt_doc *doc, size_t i) {
    return i < doc->n_diags ? &doc->diags[i] : NULL;
}

const char *dt_aspect_name(dt_aspect aspect) {
    switch (aspect) {
    case DT_ASPECT_ACTUAL: return "actual";
    case DT_ASPECT_HISTORICAL: return "historical";
    case DT_ASPECT_FUTURE: return "future";
    case DT_ASPECT_HYPOTHETICAL: return "hypothetical";
    case DT_ASPECT_NEGATED: return "negated";
    }
    return "";
}
