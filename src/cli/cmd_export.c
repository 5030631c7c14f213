/* cmd_export.c: events of a store, by a filter, in any format. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/event_out.h"
#include "cli/store_arg.h"

typedef struct export_work {
    dti_event_out out;
    dt_error *err;
    int failed;
} export_work;

static int put(void *ctx, const dt_event_row *row) {
    export_work *w = ctx;
    if (dti_event_out_row(&w->out, row, w->err) != DT_OK) w->failed = 1;
    return w->failed;
}

/* Codes are written in capitals; "usa" is meant too.  NULL stays NULL; free() it. */
static char *capitals(const char *text) {
    char *p = text ? strdup(text) : NULL;
    for (char *c = p; c && *c; c++) *c = (char)toupper((unsigned char)*c);
    return p;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    export_work w = {.err = &err};
    int code = 2, is_open = 0;
    char *a = capitals(dti_arg(args, "actor")), *b = capitals(dti_arg(args, "with")),
         *type = capitals(dti_arg(args, "type"));
    dt_store *store = NULL;
    dti_image *image = NULL;
    if (b && !a) {
        fprintf(stderr, "detente export: --with %s needs --actor: between whom and %s?\n", b, b);
        goto done;
    }
    if (!(store = dti_store_of(args))) goto done;
    if (!(image = dti_shipped_image(dti_arg(args, "kb"), &err))) goto fail;
    if (dti_event_out_open(&w.out, dti_arg(args, "to"), image, &err) != DT_OK) goto fail;
    is_open = 1;
    dt_filter f = {.a = a,
                   .b = b,
                   .directed = dti_arg_flag(args, "directed"),
                   .type = type,
                   .mode = dti_arg(args, "mode"),
                   .cameo = dti_arg(args, "cameo"),
                   .quads = dti_arg(args, "quad"),
                   .aspects = dti_arg(args, "aspect"),
                   .place = dti_arg(args, "place"),
                   .from = dti_arg(args, "from"),
                   .to = dti_arg(args, "until"),
                   .as_of = dti_arg(args, "as-of"),
                   .text = dti_arg(args, "text"),
                   .source = dti_arg(args, "publisher"),
                   .doc_id = dti_arg(args, "doc"),
                   .story_id = dti_arg(args, "story"),
                   .min_confidence = dti_arg_real(args, "min-confidence"),
                   .order = DT_BY_DATE,
                   .limit = (size_t)dti_arg_int(args, "limit")};
    if (dt_store_events(store, &f, put, &w, &err) != DT_OK || w.failed) goto fail;
    is_open = 0;
    if (dti_event_out_close(&w.out, "export", &err) != DT_OK) goto fail;
    code = 0;
    if (w.out.n_events == 0) fprintf(stderr, "detente export: no event fits the filter\n");
    goto done;
fail:
    /* a reader that has seen enough ("| head") is no trouble */
    if (ferror(stdout) && errno == EPIPE) {
        clearerr(stdout);
        code = 0;
    } else
        fprintf(stderr, "detente export: %s\n", err.message);
    if (is_open) (void)!dt_exporter_end(w.out.exporter, NULL);
done:
    dt_store_close(store);
    dti_image_close(image);
    free(a);
    free(b);
    free(type);
    return code;
}

static const dti_option options[] = {
    DTI_STORE_OPTION,
    {"to", DTI_OPT_CHOICE, DTI_FORMAT_CHOICES, NULL, 0, 0,
     "output format (default: table on a terminal, else jsonl)"},
    {"actor", DTI_OPT_TEXT, "UNITS", NULL, 0, 0,
     "countries or codes that take part, \"USA\" or \"USA,GBR\""},
    {"with", DTI_OPT_TEXT, "UNITS", NULL, 0, 0, "and the other side: events between the two"},
    {"directed", DTI_OPT_FLAG, NULL, NULL, 0, 0, "only what --actor does to --with"},
    {"type", DTI_OPT_TEXT, "TYPES", NULL, 0, 0, "PLOVER types, \"CONSULT,AGREE\""},
    {"mode", DTI_OPT_TEXT, "MODES", NULL, 0, 0, "PLOVER modes, \"visit\""},
    {"cameo", DTI_OPT_TEXT, "CODE", NULL, 0, 0, "CAMEO codes that begin so, \"04\""},
    {"quad", DTI_OPT_TEXT, "CLASSES", NULL, 0, 0, "quad classes 1 to 4, \"3,4\""},
    {"aspect", DTI_OPT_TEXT, "ASPECTS", NULL, 0, 0, "\"actual,historical\""},
    {"place", DTI_OPT_TEXT, "PLACE", NULL, 0, 0, "country code, or part of a place's name"},
    {"from", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "events on or after (or shorter)"},
    {"until", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "events on or before (or shorter)"},
    {"as-of", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "only what was published by then"},
    {"text", DTI_OPT_TEXT, "WORDS", NULL, 0, 0, "words of the evidence (FTS5 syntax)"},
    {"publisher", DTI_OPT_TEXT, "NAMES", NULL, 0, 0, "who published it"},
    {"doc", DTI_OPT_TEXT, "ID", NULL, 0, 0, "events of one document"},
    {"story", DTI_OPT_TEXT, "ID", NULL, 0, 0, "events of one story"},
    {"min-confidence", DTI_OPT_REAL, "X", "0", 0, 1, "leave out events under this confidence"},
    {"limit", DTI_OPT_INT, "N", "0", 0, 2000000000, "at most so many events; 0: all"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
};

const dti_command dti_cmd_export = {
    .name = "export",
    .inputs = "",
    .summary = "events of a store in any format, filtered",
    .about = "Writes the events of a store, oldest first: as a table, as our own CSV or JSONL, "
             "or in the\n"
             "formats that other coders' scripts read.  docs/formats says what fills each "
             "column.",
    .example = "detente export --db news.db --actor USA --with CHN --from 2023 --to csv\n"
               "detente export --db news.db --to gdelt > events.export.CSV",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 0,
    .run = run,
};
