/* cmd_who.c: names on a day in, actor codes out, as a table or JSONL. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "detente.h"

typedef struct job {
    dt_coder *coder;
    const char *date; /* NULL: any day */
    int all, jsonl;
    size_t n_asked, n_bad;
    dti_buf out;
} job;

static dt_slice number_text(char space[16], double x) {
    return dti_slice(space, (size_t)snprintf(space, 16, "%.2f", x));
}

/* Cuts or fills to a width in characters (bytes of UTF-8 that begin one). */
static void put_cell(dti_buf *b, dt_slice s, int width, int last) {
    int n = 0;
    size_t i = 0;
    for (; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] & 0xC0) != 0x80 && n++ == width && !last) break;
        dti_buf_char(b, s.ptr[i]);
    }
    if (last)
        dti_buf_char(b, '\n');
    else
        for (n = n > width ? width : n; n < width + 2; n++) dti_buf_char(b, ' ');
}

static void put_row(dti_buf *b, dt_slice asked, dt_slice date, const dt_who *w,
                    int with_alternatives) {
    char space[16], span[64];
    dt_slice none = {"", 0};
    if (with_alternatives)
        put_cell(b, dti_str(!w || w->is_choice ? " " : "-"), 0, 0);
    put_cell(b, asked, 34, 0);
    if (date.len) put_cell(b, date, 10, 0);
    put_cell(b, w ? w->code : dti_str("-"), 9, 0);
    put_cell(b, w ? w->name : none, 22, 0);
    put_cell(b, w ? w->office : none, 20, 0);
    int n = w && (w->from.len || w->to.len)
                ? snprintf(span, sizeof span, "%.*s..%.*s", (int)w->from.len, w->from.ptr,
                           (int)w->to.len, w->to.ptr)
                : 0;
    put_cell(b, dti_slice(span, n < 0 ? 0 : (size_t)n), 22, 0);
    put_cell(b, w && w->is_choice ? number_text(space, w->confidence) : none, 4, 0);
    put_cell(b, w ? w->why : dti_str("names no actor"), 0, 1);
}

static void put_json(dti_buf *b, dt_slice id, dt_slice asked, const dt_who *w, int all) {
    dt_slice none = {"", 0};
    dti_buf_char(b, '{');
    if (id.len) {
        dti_json_key(b, "id");
        dti_buf_slice(b, id);
    }
    dti_json_kv(b, "text", asked);
    dti_json_kv(b, "code", w ? w->code : none);
    dti_json_kv(b, "country", w ? w->country : none);
    dti_json_kv(b, "sector", w ? w->sector : none);
    dti_json_kv(b, "name", w ? w->name : none);
    dti_json_kv(b, "office", w ? w->office : none);
    dti_json_kv(b, "from", w ? w->from : none);
    dti_json_kv(b, "to", w ? w->to : none);
    dti_json_kn(b, "confidence", w ? w->confidence : 0, 2);
    dti_json_kv(b, "why", w ? w->why : dti_str("names no actor"));
    if (all) {
        dti_json_key(b, "choice");
        dti_buf_str(b, w && w->is_choice ? "true" : "false");
    }
    dti_buf_str(b, "}\n");
}

static void put(job *j, dt_slice id, const dt_who_query *q, const dt_who *w) {
    if (j->jsonl)
        put_json(&j->out, id, q->text, w, j->all);
    else
        put_row(&j->out, w && !w->is_choice ? w->text : q->text, q->date, w, j->all);
}

/* One phrase: its choices, with --all also what was turned down.  id: JSON text, may be empty. */
static void ask(job *j, dt_slice id, const dt_who_query *q, const char *where) {
    dt_error err = {{0}};
    dt_doc *doc;
    j->n_asked++;
    if (dt_who_ask(j->coder, q, &doc, &err) != DT_OK) {
        fprintf(stderr, "detente who: %s: %s\n", where, err.message);
        j->n_bad++;
        return;
    }
    size_t n = dt_doc_n_who(doc), n_choices = 0;
    while (n_choices < n && dt_doc_who(doc, n_choices)->is_choice) n_choices++;
    if (!n_choices) put(j, id, q, NULL);
    for (size_t i = 0; i < (j->all ? n : n_choices); i++)
        put(j, id, q, dt_doc_who(doc, i));
    dt_doc_free(doc);
    if (j->out.len > 1 << 16 && !j->out.failed) {
        fwrite(j->out.ptr, 1, j->out.len, stdout);
        dti_buf_clear(&j->out);
    }
}

static dt_slice text_of(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? dti_slice(json_string_value(v), json_string_length(v))
                             : dti_slice("", 0);
}

static void ask_line(job *j, const char *line, size_t len, size_t number) {
    char where[64];
    json_error_t e;
    snprintf(where, sizeof where, "line %zu", number);
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &e);
    if (!json_is_object(o) || !json_is_string(json_object_get(o, "text"))) {
        fprintf(stderr, "detente who: %s: %s\n", where,
                o ? "no object with a \"text\"" : e.text);
        j->n_asked++, j->n_bad++;
        json_decref(o);
        return;
    }
    json_t *id = json_object_get(o, "id");
    char *id_text = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    dt_who_query q = {text_of(o, "text"), text_of(o, "date"), text_of(o, "context")};
    if (!q.date.len && j->date) q.date = dti_str(j->date);
    ask(j, dti_str(id_text), &q, where);
    free(id_text);
    json_decref(o);
}

static int ask_lines(job *j) {
    char *line = NULL;
    size_t cap = 0, number = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, stdin)) > 0) {
        number++;
        while (n && (line[n - 1] == '\n' || line[n - 1] == '\r')) n--;
        if (n) ask_line(j, line, (size_t)n, number);
    }
    free(line);
    return ferror(stdin) ? DT_FAILED : DT_OK;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    int code = 2, from_stdin = args->n_inputs == 1 && strcmp(args->inputs[0], "-") == 0;
    job j = {.date = dti_arg(args, "date"), .all = dti_arg_flag(args, "all")};
    const char *to = dti_arg(args, "to");
    j.jsonl = to ? strcmp(to, "jsonl") == 0 : from_stdin;
    dti_buf_init(&j.out);
    dt_kb *kb = dti_open_kb(args, &err);
    j.coder = kb ? dt_coder_new(kb, NULL, &err) : NULL;
    if (!j.coder) {
        fprintf(stderr, "detente who: %s\n", err.message);
        goto done;
    }
    code = 0;
    if (from_stdin && ask_lines(&j) != DT_OK) {
        fprintf(stderr, "detente who: standard input: %s\n", strerror(errno));
        code = 2;
    }
    for (int i = 0; !from_stdin && i < args->n_inputs; i++) {
        dt_who_query q = {dti_str(args->inputs[i]), dti_str(j.date), {"", 0}};
        ask(&j, dti_slice("", 0), &q, args->inputs[i]);
    }
    if (j.out.failed ||
        (j.out.len && fwrite(j.out.ptr, 1, j.out.len, stdout) != j.out.len)) {
        fprintf(stderr, "detente who: the answer could not be written\n");
        code = 2;
    }
    if (j.n_bad)
        fprintf(stderr, "detente who: %zu asked, %zu bad\n", j.n_asked, j.n_bad);
    if (code == 0 && j.n_bad) code = 1;
done:
    dt_coder_free(j.coder);
    dt_kb_close(kb);
    dti_buf_release(&j.out);
    return code;
}

static const dti_option options[] = {
    {"date", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "the day that is asked for"},
    {"all", DTI_OPT_FLAG, NULL, NULL, 0, 0, "also what was turned down, and why"},
    {"to", DTI_OPT_CHOICE, "table|jsonl", NULL, 0, 0,
     "form of the answer; a table for names, jsonl for -"},
    DTI_ACTORS_OPTION,
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
};

const dti_command dti_cmd_who = {
    .name = "who",
    .inputs = "NAME... | -",
    .summary = "names to actor codes, on a date",
    .about = "Resolves phrases that stand alone, the way the coder resolves them in a story: "
             "names, titles,\n"
             "nationalities, groups.  With - reads JSONL {\"text\",\"date\",\"context\"} and "
             "writes JSONL.\n"
             "The confidence is a rule's, not a measured probability.",
    .example = "detente who --date 2018-10-07 \"Mike Pompeo\" \"the Kremlin\"\n"
               "detente who --all --date 1995-06-01 Clinton",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = -1,
    .run = run,
};
