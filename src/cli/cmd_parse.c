/* cmd_parse.c: text in, CoNLL-U out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "kb/kb.h"
#include "parse/conllu.h"
#include "parse/parse.h"

typedef struct job {
    const dt_kb *kb;
    dti_parser *parser;
    const char *name; /* of the input, for messages */
    dti_buf out;
    int n_bad; /* documents with something odd in them, or that could not be read */
} job;

static int read_all(FILE *f, dti_buf *out) {
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) dti_buf_add(out, chunk, n);
    return ferror(f) || out->failed ? DT_FAILED : DT_OK;
}

static void report(job *j, const dt_doc *doc) {
    size_t n = dt_doc_n_diagnostics(doc);
    for (size_t i = 0; i < n; i++) {
        const dt_diagnostic *d = dt_doc_diagnostic(doc, i);
        fprintf(stderr, "detente parse: %s: %s at bytes %zu to %zu: %s\n", j->name, d->name,
                d->from, d->to, d->text);
    }
    j->n_bad += n > 0;
}

static int flush(job *j, dt_error *err) {
    int ok = !j->out.failed &&
             fwrite(j->out.ptr ? j->out.ptr : "", 1, j->out.len, stdout) == j->out.len;
    dti_buf_clear(&j->out);
    if (ok) return DT_OK;
    snprintf(err->message, sizeof err->message, "standard output: %s", strerror(errno));
    return DT_FAILED;
}

static int write_doc(job *j, dt_doc *doc, dt_error *err) {
    if (dti_parse_all(j->parser, doc, err) != DT_OK) return DT_FAILED;
    dti_conllu_write(doc, &j->out);
    report(j, doc);
    return flush(j, err);
}

static int parse_text(job *j, dt_slice input, dt_error *err) {
    int status = DT_FAILED;
    if (input.len > DTI_MAX_DOC_BYTES) {
        snprintf(err->message, sizeof err->message,
                 "longer than %zu bytes: cut it into documents", DTI_MAX_DOC_BYTES);
        return DT_FAILED;
    }
    dt_doc *doc = dti_doc_new(j->kb);
    if (!doc) {
        snprintf(err->message, sizeof err->message, "out of memory");
        return DT_FAILED;
    }
    doc->raw = doc->text = input;
    if (dti_parse_split(j->parser, doc, err) == DT_OK) status = write_doc(j, doc, err);
    dt_doc_free(doc);
    return status;
}

static int parse_tokenized(job *j, dt_slice input, dt_error *err) {
    size_t at = 0, line = 0;
    int status = DT_OK;
    while (status == DT_OK && at < input.len) {
        dt_doc *doc = dti_doc_new(j->kb);
        if (!doc) {
            snprintf(err->message, sizeof err->message, "out of memory");
            return DT_FAILED;
        }
        status = dti_conllu_read(doc, input, &at, &line, err);
        /* What the input says of tags and trees is not kept. */
        for (size_t i = 0; i < doc->n_sents; i++) doc->sents[i].parsed = 0;
        if (status == DT_OK) status = write_doc(j, doc, err);
        dt_doc_free(doc);
    }
    return status;
}

static int parse_input(job *j, int tokenized, dt_error *err) {
    dti_mapping file = {NULL, 0};
    dti_buf bytes;
    dti_buf_init(&bytes);
    int status = DT_FAILED, is_stdin = strcmp(j->name, "-") == 0;
    dt_slice input;
    if (is_stdin) {
        if (read_all(stdin, &bytes) != DT_OK) {
            snprintf(err->message, sizeof err->message, "cannot be read");
            goto done;
        }
        input = (dt_slice){bytes.ptr, bytes.len};
    } else {
        if (dti_map_file(j->name, &file, err) != DT_OK) goto done;
        input = (dt_slice){file.ptr, file.len};
    }
    status = tokenized ? parse_tokenized(j, input, err) : parse_text(j, input, err);
done:
    dti_buf_release(&bytes);
    dti_unmap(&file);
    return status;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    int code = 2, tokenized = dti_arg_flag(args, "tokenized");
    job j = {0};
    dti_buf_init(&j.out);
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), dti_arg(args, "model"), &err);
    if (!kb) goto failed;
    j.kb = kb;
    j.parser = dti_parser_new(kb, &err);
    if (!j.parser) goto failed;
    int n_failed = 0;
    for (int i = 0; i < (args->n_inputs ? args->n_inputs : 1); i++) {
        j.name = args->n_inputs ? args->inputs[i] : "-";
        if (parse_input(&j, tokenized, &err) == DT_OK) continue;
        fprintf(stderr, "detente parse: %s: %s\n", j.name, err.message);
        n_failed++;
    }
    code = n_failed ? 2 : j.n_bad ? 1 : 0;
    goto done;
failed:
    fprintf(stderr, "detente parse: %s\n", err.message);
done:
    dti_parser_free(j.parser);
    dt_kb_close(kb);
    dti_buf_release(&j.out);
    return code;
}

static const dti_option options[] = {
    {"tokenized", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "the inputs are CoNLL-U; keep their tokens and sentences"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    {"model", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "reading model"},
};

const dti_command dti_cmd_parse = {
    .name = "parse",
    .inputs = "[inputs]",
    .summary = "text to sentences, tokens, tags and trees (CoNLL-U)",
    .about = "Reads plain text, paragraphs parted by blank lines, and writes CoNLL-U: "
             "universal tags,\n"
             "the features that the coder needs, lemmas, heads and relations.  With "
             "--tokenized the\n"
             "inputs are CoNLL-U themselves; their tags and trees are replaced.",
    .example = "detente parse story.txt\ndetente parse --tokenized gold.conllu",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
