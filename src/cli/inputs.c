/* inputs.c: opens the inputs of a command, tells bad records. */
#include "cli/inputs.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"

static void tell(void *user, const dti_origin *o, const char *what) {
    dti_inputs *in = user;
    in->n_bad++;
    fprintf(stderr, "detente %s: %s%s%s, byte %llu: %s\n", in->command, o->file,
            *o->member ? "/" : "", o->member, (unsigned long long)o->offset, what);
}

static int stopped(void *user) {
    const dti_inputs *in = user;
    return in->stopped && in->stopped();
}

void dti_inputs_bad(dti_inputs *in, const dti_origin *origin, const char *what) {
    tell(in, origin, what);
}

/* A million odd pages shall not fill the screen. */
#define MAX_ODD_TOLD 20

void dti_inputs_odd(dti_inputs *in, const char *where, const dt_doc *doc) {
    int odd = 0;
    for (size_t i = 0; i < dt_doc_n_diagnostics(doc); i++) {
        const dt_diagnostic *d = dt_doc_diagnostic(doc, i);
        if (d->level < DT_WARNING) continue;
        odd = 1;
        if (in->n_odd < MAX_ODD_TOLD)
            fprintf(stderr, "detente %s: %s: byte %zu of the record: %s (%s)\n", in->command, where,
                    d->from, d->text, d->name);
    }
    in->n_odd += (size_t)odd;
}

static dti_read_from from_of(const char *name) {
    static const struct {
        const char *name;
        dti_read_from from;
    } names[] = {{"text", DTI_FROM_TEXT},
                 {"html", DTI_FROM_HTML},
                 {"jsonl", DTI_FROM_JSONL},
                 {"feed", DTI_FROM_FEED},
                 {"archive", DTI_FROM_ARCHIVE}};
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i].name) == 0) return names[i].from;
    return DTI_FROM_AUTO;
}

int dti_inputs_open(dti_inputs *in, const dti_args *args) {
    dt_error err = {{0}};
    memset(in, 0, sizeof *in);
    in->command = args->command->name;
    in->date = dti_arg(args, "date");
    in->first = args->n_inputs ? args->inputs[0] : "-";
    dti_read_options options = {.from = from_of(dti_arg(args, "from")),
                                .user = in,
                                .bad = tell,
                                .stopped = stopped,
                                .allow_local = dti_arg_flag(args, "allow-local"),
                                .memory = &in->memory};
    in->reader = dti_reader_new(&options, &err);
    if (!in->reader) {
        fprintf(stderr, "detente %s: %s\n", in->command, err.message);
        return 2;
    }
    int n_good = 0;
    for (int i = 0; i < args->n_inputs || (i == 0 && args->n_inputs == 0); i++) {
        if (dti_reader_add(in->reader, args->n_inputs ? args->inputs[i] : "-", &err) == DT_OK) {
            n_good++;
            continue;
        }
        fprintf(stderr, "detente %s: %s\n", in->command, err.message);
        in->n_bad++;
    }
    if (n_good) return 0;
    dti_inputs_close(in);
    return 2;
}

void dti_inputs_close(dti_inputs *in) {
    dti_reader_free(in->reader);
    in->reader = NULL;
}

int dti_inputs_next(dti_inputs *in, dti_record *record) {
    dt_error err = {{0}};
    int got = dti_reader_next(in->reader, record, &err);
    if (got < 0) {
        fprintf(stderr, "detente %s: %s\n", in->command, err.message);
        return -1;
    }
    if (got != 1) return got;
    record->input.charset = record->charset;
    if (in->date && !record->input.published.len) {
        /* a page mostly knows its day better than the command line */
        if (record->input.is_html) record->input.published_fallback = dti_str(in->date);
        else record->input.published = dti_str(in->date);
    }
    return got;
}

int dti_inputs_finish(const dti_inputs *in) {
    dti_read_counts counts = dti_reader_counts(in->reader);
    if (!in->n_bad && !in->n_odd && !counts.records && !counts.unchanged) {
        fprintf(stderr, "detente %s: %s: no stories there\n", in->command, in->first);
        return 1;
    }
    if (!in->n_bad && !in->n_odd) return 0;
    fprintf(stderr, "detente %s: %llu records read", in->command,
            (unsigned long long)counts.records);
    if (in->n_bad) fprintf(stderr, ", %zu bad, left out", in->n_bad);
    if (in->n_odd) fprintf(stderr, ", %zu mended or cut", in->n_odd);
    fprintf(stderr, "\n");
    return 1;
}

static void report_line(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx;
    if (line)
        fprintf(stderr, "%s:%u: %s\n", path, (unsigned)line, message);
    else
        fprintf(stderr, "%s: %s\n", path, message);
}

dt_kb *dti_open_kb(const dti_args *args, dt_error *err) {
    return dt_kb_open_actors(dti_arg(args, "kb"), NULL, dti_arg(args, "actors"), report_line,
                             NULL, err);
}
