/* pipeline.c: the order of the stages; the one file that knows them all. */
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "api/coder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "clean/clean.h"
#include "code/code_doc.h"
#include "doc.h"
#include "kb/kb.h"
#include "parse/parse.h"

dt_options dt_options_default(void) {
    return (dt_options){.min_confidence = 0, .gate = 1, .scores = "plover", .quads = "plover"};
}

dt_coder *dt_coder_new(const dt_kb *kb, const dt_options *options, dt_error *err) {
    dt_coder *c = calloc(1, sizeof *c);
    if (!c) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    c->kb = kb;
    c->options = options ? *options : dt_options_default();
    c->parser = dti_parser_new(kb, err);
    c->clean = c->parser ? dti_clean_rules_new(kb, err) : NULL;
    if (!c->clean) {
        dt_coder_free(c);
        return NULL;
    }
    return c;
}

void dt_coder_free(dt_coder *coder) {
    if (!coder) return;
    dti_parser_free(coder->parser);
    dti_clean_rules_free(coder->clean);
    free(coder);
}

void dti_coder_time(dt_coder *coder, dti_stage_times *times) { coder->times = times; }

/* Copies a slice of the input into the document's arena. */
static int take(dt_doc *doc, dt_slice in, dt_slice *out) {
    *out = (dt_slice){"", 0};
    if (!in.len) return DT_OK;
    char *p = dti_arena_copy(&doc->arena, in.ptr, in.len);
    if (!p) return DT_FAILED;
    *out = (dt_slice){p, in.len};
    return DT_OK;
}

static int begin(dt_doc *doc, const dt_input *in) {
    if (take(doc, in->id, &doc->id) != DT_OK || take(doc, in->url, &doc->url) != DT_OK ||
        take(doc, in->title, &doc->title) != DT_OK ||
        take(doc, in->source, &doc->source) != DT_OK ||
        take(doc, in->lang, &doc->lang) != DT_OK ||
        take(doc, in->charset, &doc->charset) != DT_OK ||
        take(doc, in->published, &doc->published) != DT_OK ||
        take(doc, in->body, &doc->raw) != DT_OK)
        return DT_FAILED;
    doc->is_html = in->is_html;
    dti_date day;
    if (doc->published.len && dti_date_read(dti_slice_trim(doc->published), &day) != DT_OK) {
        dti_diag(doc, DT_WARNING, "date-unread", "the day that was given is none: not used", 0, 0);
        doc->published = (dt_slice){"", 0};
    }
    if (doc->published.len) doc->published_from = dti_str("given");
    if (!doc->id.len) {
        char id[20];
        snprintf(id, sizeof id, "%016llx",
                 (unsigned long long)XXH64(in->body.ptr, in->body.len, 0));
        return take(doc, (dt_slice){id, 16}, &doc->id);
    }
    return DT_OK;
}

/* Which sentences are worth a tree: the title, and those that can hold an event. */
static int parse_some(dt_coder *c, dt_doc *doc, const dti_coding *coding, dt_error *err) {
    uint32_t *chosen = dti_arena_array(&doc->arena, doc->n_sents + 1, sizeof *chosen);
    size_t n = 0;
    if (!chosen) return dti_fail(err, "out of memory");
    for (uint32_t i = 0; i < doc->n_sents; i++)
        if (!c->options.gate || dti_gate(coding, i)) chosen[n++] = i;
    dti_lap(c->times, DTI_STAGE_GATE);
    return dti_parse_sentences(c->parser, doc, chosen, n, err);
}

/* Reading and cleaning, common to both ways; NULL and err when it failed. */
static dt_doc *clean_input(dt_coder *c, const dt_input *input, dt_error *err) {
    if (input->body.len > DTI_MAX_DOC_BYTES) {
        dti_fail(err, "the document has %zu bytes, more than %zu", input->body.len,
                 (size_t)DTI_MAX_DOC_BYTES);
        return NULL;
    }
    dti_lap_begin(c->times);
    dt_doc *doc = dti_doc_new(c->kb);
    if (!doc) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    if (begin(doc, input) != DT_OK)
        dti_fail(err, "the document needs more memory than one document may have");
    else if (dti_clean(doc, c->clean, err) == DT_OK) {
        dti_lap(c->times, DTI_STAGE_CLEAN);
        if (doc->published.len || !input->published_fallback.len) return doc;
        doc->published_from = dti_str("fallback");
        if (take(doc, input->published_fallback, &doc->published) == DT_OK) return doc;
        dti_fail(err, "out of memory");
    }
    dt_doc_free(doc);
    return NULL;
}

int dt_clean(dt_coder *c, const dt_input *input, dt_doc **out, dt_error *err) {
    *out = clean_input(c, input, err);
    return *out ? DT_OK : DT_FAILED;
}

int dt_code(dt_coder *c, const dt_input *input, dt_doc **out, dt_error *err) {
    dti_coding coding;
    *out = NULL;
    dt_doc *doc = clean_input(c, input, err);
    if (!doc) return DT_FAILED;
    if (doc->is_unread) { /* the caller counts it by its language */
        *out = doc;
        return DT_OK;
    }
    if (dti_parse_split(c->parser, doc, err) != DT_OK) goto failed;
    dti_lap(c->times, DTI_STAGE_SPLIT);
    if (dti_coding_open(&coding, doc, &c->kb->facts) != DT_OK) goto full;
    if (parse_some(c, doc, &coding, err) != DT_OK) goto failed;
    dti_lap(c->times, DTI_STAGE_PARSE);
    if (dti_code_sentences(&coding, c->kb->frames, &c->options) != DT_OK) goto full;
    dti_lap(c->times, DTI_STAGE_CODE);
    *out = doc;
    return DT_OK;
full:
    dti_fail(err, "the document needs more memory than one document may have");
failed:
    dt_doc_free(doc);
    return DT_FAILED;
}
