/* tables_try.c: codes documents with the tables as they are and with one changed, compares. */
#include "cli/tables_try.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "cli/change_print.h"
#include "cli/event_out.h"
#include "cli/inputs.h"
#include "cli/store_arg.h"
#include "kb/kb.h"

typedef struct trial {
    dt_kb *old_kb, *new_kb;
    dt_coder *old_coder, *new_coder;
    dti_change_print print;
    size_t n_docs, n_without_text;
    dt_error err;
    int failed;
} trial;

static void report_line(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx;
    if (line)
        fprintf(stderr, "%s:%u: %s\n", path, line, message);
    else
        fprintf(stderr, "%s: %s\n", path, message);
}

/* The knowledge with the file laid over it; packed to a file that is gone again at once. */
static dt_kb *changed_kb(const dt_kb *kb, const char *path, dt_error *err) {
    dti_buf image;
    dt_kb *out = NULL;
    int replaced = 0, fd = -1;
    const char *folder = getenv("TMPDIR");
    char name[4096];
    dti_buf_init(&image);
    snprintf(name, sizeof name, "%s/detente-try-XXXXXX", folder && *folder ? folder : "/tmp");
    if (dti_kb_overlay(kb->image, path, &image, &replaced, report_line, NULL, err) != DT_OK)
        goto done;
    fd = mkstemp(name);
    if (fd < 0 || close(fd) != 0) {
        snprintf(err->message, sizeof err->message, "%.200s: %s", name, strerror(errno));
        goto done;
    }
    if (dti_write_file(name, image.ptr, image.len, err) == DT_OK)
        out = dt_kb_open(name, NULL, err);
    unlink(name);
    if (out)
        fprintf(stderr, "%s %s the tables\n", path, replaced ? "replaces one of" : "is added to");
done:
    dti_buf_release(&image);
    return out;
}

static int try_input(trial *t, const dt_input *in) {
    dt_doc *before = NULL, *after = NULL;
    int rc = dt_code(t->old_coder, in, &before, &t->err);
    if (rc == DT_OK) rc = dt_code(t->new_coder, in, &after, &t->err);
    if (rc == DT_OK) {
        t->n_docs++;
        if (dti_change_print_docs(&t->print, before, after, &t->err) != DT_OK) t->failed = 1;
    }
    dt_doc_free(before);
    dt_doc_free(after);
    return rc;
}

/* ------------------------------------------------------------------ a store's documents */

typedef struct id_list {
    char **ids;
    size_t n, cap;
    int failed;
} id_list;

static int keep_id(void *ctx, const dt_doc_row *row) {
    id_list *l = ctx;
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 256;
        char **more = realloc(l->ids, cap * sizeof *more);
        if (!more) return l->failed = 1;
        l->ids = more;
        l->cap = cap;
    }
    l->ids[l->n] = strndup(row->id.ptr ? row->id.ptr : "", row->id.len);
    return l->failed = !l->ids[l->n++];
}

static int try_kept(void *ctx, const dt_doc_row *row) {
    trial *t = ctx;
    dt_input in = {.id = row->id,
                   .url = row->url,
                   .title = row->title,
                   .source = row->source,
                   .lang = row->lang,
                   .published = row->published,
                   .body = row->text};
    if (!row->text.len)
        t->n_without_text++;
    else if (try_input(t, &in) != DT_OK)
        t->failed = 1;
    return 1;
}

static int try_store(trial *t, const dti_args *args) {
    id_list l = {0};
    dt_store *store = dti_store_of(args);
    if (!store) return 2;
    int rc = dt_store_documents(store, NULL, NULL, 0, 0, keep_id, &l, &t->err);
    if (l.failed) rc = DT_FAILED, snprintf(t->err.message, sizeof t->err.message, "out of memory");
    for (size_t i = l.n; i-- > 0 && rc == DT_OK && !t->failed && !ferror(stdout);)
        rc = dt_store_documents(store, l.ids[i], NULL, 0, 1, try_kept, t, &t->err);
    for (size_t i = 0; i < l.n; i++) free(l.ids[i]);
    free(l.ids);
    dt_store_close(store);
    if (rc != DT_OK || t->failed) {
        fprintf(stderr, "detente tables: %s\n", t->err.message);
        return 2;
    }
    if (t->n_without_text)
        fprintf(stderr, "%zu documents left out: their text is not kept (coded with --no-text)\n",
                t->n_without_text);
    return 0;
}

/* ------------------------------------------------------------------ a corpus */

static int try_corpus(trial *t, const dti_args *args) {
    dti_inputs in;
    dti_record record;
    dti_args corpus = *args; /* without "try FILE" */
    corpus.inputs += 2;
    corpus.n_inputs -= 2;
    int code = dti_inputs_open(&in, &corpus);
    if (code) return code;
    int got;
    while (!t->failed && (got = dti_inputs_next(&in, &record)) == 1 && !ferror(stdout))
        if (try_input(t, &record.input) != DT_OK)
            dti_inputs_bad(&in, &record.origin, t->err.message);
    code = t->failed ? 2 : dti_inputs_finish(&in);
    dti_inputs_close(&in);
    return code;
}

int dti_tables_try(const dti_args *args) {
    trial t = {0};
    int code = 2;
    if (args->n_inputs < 2) {
        fprintf(stderr, "detente tables: try needs the changed table: detente tables try FILE "
                        "[inputs], or --db STORE\n");
        return 2;
    }
    if (args->n_inputs > 2 && dti_arg(args, "db")) {
        fprintf(stderr, "detente tables: try takes inputs or --db, not both\n");
        return 2;
    }
    dti_change_print_begin(&t.print, dti_arg(args, "to") && strcmp(dti_arg(args, "to"), "jsonl") == 0);
    t.old_kb = dt_kb_open(dti_arg(args, "kb"), NULL, &t.err);
    t.new_kb = t.old_kb ? changed_kb(t.old_kb, args->inputs[1], &t.err) : NULL;
    t.old_coder = t.new_kb ? dt_coder_new(t.old_kb, NULL, &t.err) : NULL;
    t.new_coder = t.old_coder ? dt_coder_new(t.new_kb, NULL, &t.err) : NULL;
    if (!t.new_coder) {
        fprintf(stderr, "detente tables: %s\n", t.err.message);
    } else {
        code = args->n_inputs > 2 ? try_corpus(&t, args) : try_store(&t, args);
        if (code < 2)
            fprintf(stderr, "%zu documents: %zu events added, %zu dropped, %zu changed\n",
                    t.n_docs, t.print.gained, t.print.lost, t.print.changed);
    }
    dt_coder_free(t.old_coder);
    dt_coder_free(t.new_coder);
    dt_kb_close(t.new_kb);
    dt_kb_close(t.old_kb);
    dti_change_print_end(&t.print);
    return code;
}
