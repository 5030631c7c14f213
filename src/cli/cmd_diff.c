/* cmd_diff.c: what two runs of coding made different, and which runs a store has seen. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "cli/change_print.h"
#include "cli/commands.h"
#include "cli/store_arg.h"

typedef struct run_list {
    int64_t first, last, before_last;
    size_t n;
    int to_print;
    dti_buf line;
    int jsonl;
} run_list;

static int see_run(void *ctx, const dt_run_row *row) {
    run_list *l = ctx;
    l->before_last = l->n ? l->last : 0;
    if (!l->n) l->first = row->id;
    l->last = row->id;
    l->n++;
    if (!l->to_print) return 0;
    if (l->jsonl) {
        dti_buf_clear(&l->line);
        dti_buf_char(&l->line, '{');
        dti_json_kn(&l->line, "run", (double)row->id, 0);
        dti_json_kv(&l->line, "started", row->started);
        dti_json_kv(&l->line, "version", row->version);
        dti_json_kv(&l->line, "options", row->options);
        dti_json_kn(&l->line, "documents", (double)row->n_documents, 0);
        dti_json_kn(&l->line, "events", (double)row->n_events, 0);
        dti_buf_str(&l->line, "}\n");
        fwrite(l->line.ptr, 1, l->line.len, stdout);
        return 0;
    }
    if (l->n == 1) printf("run  started               documents     events  version; options\n");
    printf("%3lld  %-20.*s %10zu %10zu  %.*s; %.*s\n", (long long)row->id,
           (int)row->started.len, row->started.ptr, row->n_documents, row->n_events,
           (int)row->version.len, row->version.ptr, (int)row->options.len, row->options.ptr);
    return 0;
}

static int is_jsonl(const dti_args *args) { return strcmp(dti_arg(args, "to"), "jsonl") == 0; }

static int run_runs(const dti_args *args) {
    dt_error err = {{0}};
    run_list l = {.to_print = 1, .jsonl = is_jsonl(args)};
    dt_store *store = dti_store_of(args);
    if (!store) return 2;
    dti_buf_init(&l.line);
    int rc = dt_store_runs(store, see_run, &l, &err);
    if (rc != DT_OK) fprintf(stderr, "detente runs: %s\n", err.message);
    dti_buf_release(&l.line);
    dt_store_close(store);
    return rc == DT_OK ? 0 : 2;
}

static int see_change(void *ctx, const dt_change_row *row) {
    dti_change_print_row(ctx, row);
    if (!ferror(stdout)) return 0;
    if (errno == EPIPE) clearerr(stdout); /* "| head" has seen enough */
    return 1;
}

/* A run's number from the command line; 0 when it is none of the store's. */
static int64_t run_number(const char *text, const run_list *l) {
    char *end;
    long long v = strtoll(text, &end, 10);
    if (*text && !*end && v >= 1 && v <= l->last) return v;
    fprintf(stderr, "detente diff: %s is no run of this store, they go from %lld to %lld; see "
                    "detente runs\n",
            text, (long long)l->first, (long long)l->last);
    return 0;
}

static int run_diff(const dti_args *args) {
    dt_error err = {{0}};
    run_list l = {0};
    int code = 2;
    dti_change_print p;
    dt_store *store = dti_store_of(args);
    if (!store) return 2;
    dti_change_print_begin(&p, is_jsonl(args));
    if (dt_store_runs(store, see_run, &l, &err) != DT_OK) goto fail;
    int64_t old_run = l.before_last, new_run = l.last;
    if (args->n_inputs >= 1 && !(old_run = run_number(args->inputs[0], &l))) goto done;
    if (args->n_inputs == 2 && !(new_run = run_number(args->inputs[1], &l))) goto done;
    if (l.n < 2 && args->n_inputs == 0) {
        fprintf(stderr, "detente diff: the store has seen %s; there is nothing to compare\n",
                l.n ? "one run only" : "no run");
        code = 0;
        goto done;
    }
    if (dt_store_diff(store, old_run, new_run, see_change, &p, &err) != DT_OK) goto fail;
    fprintf(stderr, "run %lld to run %lld: %zu events gained, %zu lost, %zu changed\n",
            (long long)old_run, (long long)new_run, p.gained, p.lost, p.changed);
    code = 0;
    goto done;
fail:
    fprintf(stderr, "detente diff: %s\n", err.message);
done:
    dti_change_print_end(&p);
    dt_store_close(store);
    return code;
}

static const dti_option options[] = {
    DTI_STORE_OPTION,
    {"to", DTI_OPT_CHOICE, "text|jsonl", "text", 0, 0, "output format"},
};

const dti_command dti_cmd_diff = {
    .name = "diff",
    .inputs = "[RUN1 [RUN2]]",
    .summary = "what two runs of coding made different",
    .about = "Lists the events that recoding gained (+), lost (-) and changed (~ as it was, > as "
             "it is), with\n"
             "their sentences: all changes after RUN1 up to and with RUN2, or those of the last "
             "run.  Documents\n"
             "that a run brought for the first time are no change and are not listed.",
    .example = "detente diff --db news.db\ndetente diff 3 5 --db news.db --to jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 2,
    .run = run_diff,
};

const dti_command dti_cmd_runs = {
    .name = "runs",
    .inputs = "",
    .summary = "the runs of coding that made a store",
    .about = "One line a run: number, when it began, documents and events that stand as it left "
             "them, version of\n"
             "program, tables and model, and the options.",
    .example = "detente runs --db news.db",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 0,
    .run = run_runs,
};
