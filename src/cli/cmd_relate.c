/* cmd_relate.c: sentences with two marked actors in, the relation between them out. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "cli/pairs_in.h"
#include "kb/kb.h"

typedef struct dump {
    dti_buf features, words;
} dump;

static void on_feature(void *ctx, const char *name, size_t len) {
    dump *d = ctx;
    if (d->features.len) dti_buf_char(&d->features, ',');
    dti_json_string(&d->features, (dt_slice){name, len});
}

static void on_word(void *ctx, dti_judge_place place, const char *lemma, size_t len) {
    dump *d = ctx;
    if (d->words.len) dti_buf_char(&d->words, ',');
    dti_buf_printf(&d->words, "[%d,", (int)place);
    dti_json_string(&d->words, (dt_slice){lemma, len});
    dti_buf_char(&d->words, ']');
}

static void write_relation(dti_buf *b, const dti_pair_in *in, const dti_relation *r) {
    dti_buf_char(b, '{');
    dti_json_kv(b, "id", in->id);
    dti_json_kv(b, "root", r->type);
    dti_json_kv(b, "mode", r->mode);
    dti_json_kv(b, "cameo", r->cameo);
    dti_json_kn(b, "penta", r->penta, 0);
    dti_json_kn(b, "quad", r->quad, 0);
    dti_json_kv(b, "aspect", dti_str(dt_aspect_name(r->aspect)));
    dti_json_kn(b, "confidence", r->verdict.probability[r->verdict.best], 3);
    dti_json_kv(b, "frame", r->frame);
    if (!r->frame.len && r->verdict.reasons[0].name[0]) {
        dti_json_key(b, "reasons");
        dti_buf_char(b, '[');
        for (int i = 0; i < DTI_JUDGE_REASONS && r->verdict.reasons[i].name[0]; i++) {
            if (i) dti_buf_char(b, ',');
            dti_json_string(b, dti_str(r->verdict.reasons[i].name));
        }
        dti_buf_char(b, ']');
    }
    dti_buf_str(b, "}\n");
}

static void write_features(dti_buf *b, const dti_pair_in *in, const dump *d) {
    dti_buf_char(b, '{');
    dti_json_kv(b, "id", in->id);
    dti_buf_str(b, ",\"f\":[");
    dti_buf_add(b, d->features.ptr ? d->features.ptr : "", d->features.len);
    dti_buf_str(b, "],\"w\":[");
    dti_buf_add(b, d->words.ptr ? d->words.ptr : "", d->words.len);
    dti_buf_str(b, "]}\n");
}

static int flush(dti_buf *out) {
    int ok = !out->failed && fwrite(out->ptr ? out->ptr : "", 1, out->len, stdout) == out->len;
    dti_buf_clear(out);
    return ok ? DT_OK : DT_FAILED;
}

static int relate_file(const dt_kb *kb, dti_parser *parser, const char *path, int features,
                       size_t *n_bad) {
    dti_pairs pairs;
    dti_pair_in in;
    dt_error err = {{0}};
    dti_buf out;
    dump d;
    int status = 0;
    if (dti_pairs_open(&pairs, "relate", path) != 0) return 2;
    dti_buf_init(&out);
    dti_buf_init(&d.features);
    dti_buf_init(&d.words);
    const dti_judge_sink sink = {on_feature, on_word, &d};
    while (status == 0 && dti_pairs_next(&pairs, &in)) {
        dt_doc *doc;
        dti_relation r;
        dti_buf_clear(&d.features);
        dti_buf_clear(&d.words);
        if (dti_relate(kb, parser, &in.input, features ? &sink : NULL, &doc, &r, &err) != DT_OK) {
            fprintf(stderr, "detente relate: %s:%zu: %s\n", path, in.line, err.message);
            pairs.n_bad++;
            continue;
        }
        if (features)
            write_features(&out, &in, &d);
        else
            write_relation(&out, &in, &r);
        dt_doc_free(doc);
        if (flush(&out) != DT_OK) {
            fprintf(stderr, "detente relate: standard output cannot be written\n");
            status = 2;
        }
    }
    *n_bad += pairs.n_bad;
    dti_buf_release(&out);
    dti_buf_release(&d.features);
    dti_buf_release(&d.words);
    dti_pairs_close(&pairs);
    return status;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    size_t n_bad = 0;
    int code = 0, features = dti_arg_flag(args, "features");
    dti_parser *parser = NULL;
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), dti_arg(args, "model"), &err);
    if (kb) parser = dti_parser_new(kb, &err);
    if (!parser || (!features && !kb->judge)) {
        fprintf(stderr, "detente relate: %s\n", parser ? "there are no weights of the judge" : err.message);
        code = 2;
    }
    for (int i = 0; code == 0 && i < (args->n_inputs ? args->n_inputs : 1); i++)
        code = relate_file(kb, parser, args->n_inputs ? args->inputs[i] : "-", features, &n_bad);
    dti_parser_free(parser);
    dt_kb_close(kb);
    return code ? code : n_bad ? 1 : 0;
}

static const dti_option options[] = {
    {"features", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "print what the judge looks at instead of its verdict (for training)"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    {"model", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "reading model"},
};

const dti_command dti_cmd_relate = {
    .name = "relate",
    .inputs = "[inputs]",
    .summary = "the relation between two marked actors of a sentence",
    .about = "Reads lines of JSON, {\"id\",\"text\",\"source\":{\"start\",\"end\"},\"target\":"
             "{\"start\",\"end\"},\"date\"?},\n"
             "offsets in bytes; an actor may be marked by its words instead (\"source\":\"Iran\", where "
             "they first\n"
             "stand), and one that the sentence does not name is {\"implicit\":true}.  Writes one line\n"
             "each: root (PLOVER), mode, cameo, penta, quad, aspect, confidence, frame.  Always "
             "answers with the\n"
             "likeliest root.",
    .example = "detente relate pairs.jsonl > relations.jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
