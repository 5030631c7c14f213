/* cmd_clean.c: pages in, the story's text and what the page says of it out. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "cli/inputs.h"

static void put_text(dti_buf *b, const dt_doc *d) {
    dti_buf_slice(b, dt_doc_text(d));
    if (!b->len || b->ptr[b->len - 1] != '\n') dti_buf_char(b, '\n');
}

static void put_json(dti_buf *b, const dt_doc *d) {
    dti_buf_char(b, '{');
    dti_json_kv(b, "id", dt_doc_id(d));
    dti_json_kv(b, "url", dt_doc_url(d));
    dti_json_kv(b, "title", dt_doc_title(d));
    dti_json_kv(b, "date", dt_doc_published_full(d));
    dti_json_kv(b, "published_from", dt_doc_published_from(d));
    dti_json_kv(b, "byline", dt_doc_byline(d));
    dti_json_kv(b, "agency", dt_doc_agency(d));
    dti_json_kv(b, "lang", dt_doc_lang(d));
    dti_json_kv(b, "articleBody", dt_doc_body(d));
    dti_buf_str(b, "}\n");
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dti_inputs in;
    int code = dti_inputs_open(&in, args);
    if (code) return code;
    code = 2;
    int json = strcmp(dti_arg(args, "to"), "json") == 0;
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), NULL, &err);
    dt_coder *coder = kb ? dt_coder_new(kb, NULL, &err) : NULL;
    dti_buf b;
    dti_buf_init(&b);
    if (!coder) {
        fprintf(stderr, "detente clean: %s\n", err.message);
        goto done;
    }
    dti_record record;
    int got, n = 0;
    while ((got = dti_inputs_next(&in, &record)) == 1) {
        dt_doc *doc;
        if (dt_clean(coder, &record.input, &doc, &err) != DT_OK) {
            dti_inputs_bad(&in, &record.origin, err.message);
            continue;
        }
        dti_buf_clear(&b);
        if (json) put_json(&b, doc);
        else {
            if (n++) dti_buf_str(&b, "\n\f\n"); /* between stories, as between pages */
            put_text(&b, doc);
        }
        dt_doc_free(doc);
        if (b.failed || fwrite(b.ptr, 1, b.len, stdout) != b.len) {
            fprintf(stderr, "detente clean: cannot write to standard output\n");
            goto done;
        }
    }
    code = got < 0 ? 2 : dti_inputs_finish(&in);
done:
    dti_buf_release(&b);
    dt_coder_free(coder);
    dt_kb_close(kb);
    dti_inputs_close(&in);
    return code;
}

static const dti_option options[] = {
    {"to", DTI_OPT_CHOICE, "text|json", "text", 0, 0,
     "text, or a line of JSON with title, date, byline and text"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_clean = {
    .name = "clean",
    .inputs = "[inputs]",
    .summary = "pages or copied text -> the story's text",
    .about = "Takes navigation, links to other stories, share bars, forms, captions, comments and\n"
             "repeats away and says what the page tells of itself. Stories are parted by a form "
             "feed.",
    .example = "detente clean page.html\ndetente clean --to json pages.warc.gz",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
