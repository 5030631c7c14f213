/* cmd_explain.c: shows why an event was coded: words, tree, frame, actors, day, sources. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "cli/commands.h"
#include "cli/explain_print.h"
#include "cli/inputs.h"
#include "detente_store.h"

typedef struct stored {
    char *doc_id, *evidence, *why; /* of the event, copied */
    int64_t happening;
    int found;
} stored;

static int keep_event(void *ctx, const dt_event_row *row) {
    stored *s = ctx;
    s->found = 1;
    s->happening = row->happening;
    s->doc_id = strndup(row->doc_id.ptr, row->doc_id.len);
    s->evidence = strndup(row->event.evidence.ptr, row->event.evidence.len);
    s->why = strndup(row->event.reason.ptr, row->event.reason.len);
    return 1;
}

typedef struct kept_doc {
    dt_coder *coder;
    dt_doc *doc;
    char *version;
    dt_error *err;
} kept_doc;

/* Codes the kept text again: the trees are not in the store, they are made from the words. */
static int recode(void *ctx, const dt_doc_row *row) {
    kept_doc *k = ctx;
    dt_input in = {.id = row->id,
                   .url = row->url,
                   .title = row->title,
                   .source = row->source,
                   .lang = row->lang,
                   .published = row->published,
                   .body = row->text};
    k->version = strndup(row->version.ptr, row->version.len);
    if (row->text.len && dt_code(k->coder, &in, &k->doc, k->err) != DT_OK) k->doc = NULL;
    return 1;
}

static int print_source(void *ctx, const dt_event_row *row) {
    (void)ctx;
    printf("  %.*s  %.*s%s%.*s%s%.*s\n", (int)row->published.len, row->published.ptr,
           (int)row->publisher.len, row->publisher.ptr, row->publisher.len ? ": " : "",
           (int)row->title.len, row->title.ptr, row->url.len ? "  " : "", (int)row->url.len,
           row->url.ptr);
    return 0;
}

/* An event of the store, by its id. */
static int explain_stored(const dti_args *args, dti_explain *x, dt_coder *coder,
                          const char *id) {
    dt_error err = {{0}};
    const char *path = dti_arg(args, "db");
    dt_store *store = dt_store_open(path, DT_STORE_READ, &err);
    stored s = {0};
    kept_doc k = {.coder = coder, .err = &err};
    int code = 2;
    if (!store) goto told;
    if (dt_store_event(store, dti_str(id), keep_event, &s, &err) != DT_OK) goto told;
    if (!s.found) {
        fprintf(stderr, "detente explain: %s holds no event %s; `detente export --db %s` lists "
                        "their ids\n",
                path, id, path);
        goto done;
    }
    if (dt_store_documents(store, s.doc_id, NULL, 0, 1, recode, &k, &err) != DT_OK) goto told;
    if (!k.doc) {
        printf("%s\n  %s\n", s.evidence, s.why);
        fprintf(stderr,
                "detente explain: the text of document %s is not kept in %s (coded with "
                "--no-text): no tree\n",
                s.doc_id, path);
    } else if (!dti_explain_event(x, k.doc, dti_str(id))) {
        fprintf(stderr,
                "detente explain: this version codes document %s without event %s (kept by %s); "
                "code it again to compare\n",
                s.doc_id, id, k.version);
        goto done;
    }
    printf("\nTold by\n");
    if (dt_store_happening(store, s.happening, print_source, NULL, &err) != DT_OK) goto told;
    code = 0;
    goto done;
told:
    fprintf(stderr, "detente explain: %s\n", err.message);
done:
    dt_doc_free(k.doc);
    free(k.version);
    free(s.doc_id);
    free(s.evidence);
    free(s.why);
    dt_store_close(store);
    return code;
}

/* All events of the inputs, or the one of that id. */
static int explain_inputs(const dti_args *args, dti_explain *x, dt_coder *coder) {
    dt_error err = {{0}};
    dti_inputs in;
    int code = dti_inputs_open(&in, args);
    if (code) return code;
    dti_record record;
    int got;
    while ((got = dti_inputs_next(&in, &record)) == 1) {
        dt_doc *doc;
        if (dt_code(coder, &record.input, &doc, &err) != DT_OK) {
            dti_inputs_bad(&in, &record.origin, err.message);
            continue;
        }
        for (size_t i = 0; i < dt_doc_n_events(doc); i++) {
            if (x->n_printed) printf("\n");
            dti_explain_event(x, doc, dt_doc_event(doc, i)->id);
        }
        if (!dt_doc_n_events(doc)) {
            dti_explain_nothing(doc);
            fprintf(stderr, "detente explain: %.*s holds no event\n", (int)dt_doc_id(doc).len,
                    dt_doc_id(doc).ptr);
        }
        dt_doc_free(doc);
    }
    code = got < 0 ? 2 : dti_inputs_finish(&in);
    dti_inputs_close(&in);
    return code;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    options.gate = 0;
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), NULL, &err);
    dt_coder *coder = kb ? dt_coder_new(kb, &options, &err) : NULL;
    int code = 2;
    if (!coder) {
        fprintf(stderr, "detente explain: %s\n", err.message);
        goto done;
    }
    dti_explain x = {.kb = kb, .colour = dti_colour_allowed(1)};
    if (!dti_arg(args, "db"))
        code = explain_inputs(args, &x, coder);
    else if (args->n_inputs == 1)
        code = explain_stored(args, &x, coder, args->inputs[0]);
    else
        fprintf(stderr, "detente explain: with --db give the id of one event\n");
done:
    dt_coder_free(coder);
    dt_kb_close(kb);
    return code;
}

static const dti_option options[] = {
    {"db", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "store that holds EVENT; without it the inputs are coded"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_explain = {
    .name = "explain",
    .inputs = "EVENT | [inputs]",
    .summary = "show why an event was coded as it was",
    .about = "What to show a reviewer: the sentence with actors, trigger, time and place marked,\n"
             "its tree, the frame with file and line, who the actors are and why, how the date\n"
             "and the aspect came about, what else was found there and turned down, and all\n"
             "sources that tell the event.  EVENT is the event_id of a record kept in the store.",
    .example = "detente explain 6f1d0c8a7b21e4f3 --db news.db\n"
               "echo 'Iran condemned Israel on Friday.' | detente explain - --date 2024-04-02",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
