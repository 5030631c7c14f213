/* cmd_ahead.c: lists dated things to come that the stories of a store mention. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "cli/ahead_print.h"
#include "cli/commands.h"
#include "cli/look.h"
#include "cli/store_arg.h"
#include "cli/unit_arg.h"

typedef struct listing {
    dti_buf *out;
    const char *to;
    size_t n;
    dti_ahead_lines lines; /* of a table */
} listing;

static const char *precision_of(dt_slice date) {
    return date.len >= 10 ? "day" : date.len >= 7 ? "month" : "year";
}

static void csv_text(dti_buf *b, dt_slice text) {
    dti_buf_char(b, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') dti_buf_char(b, '"');
        dti_buf_char(b, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    dti_buf_char(b, '"');
}

static void put_csv(listing *l, const dt_ahead_row *row) {
    const dt_ahead *a = &row->ahead;
    dti_buf *b = l->out;
    if (l->n == 1)
        dti_buf_str(b, "date,precision,actor,kind,documents,doc_id,url,publisher,published,"
                       "evidence\n");
    dti_buf_printf(b, "%.*s,%s,%.*s,%.*s,%zu,", (int)a->date.len, a->date.ptr,
                   precision_of(a->date), (int)a->country.len, a->country.ptr, (int)a->kind.len,
                   a->kind.ptr, row->n_documents);
    const dt_slice texts[] = {row->doc_id, row->url, row->publisher, row->published,
                              a->evidence};
    for (int i = 0; i < 5; i++) {
        if (i) dti_buf_char(b, ',');
        csv_text(b, texts[i]);
    }
    dti_buf_char(b, '\n');
}

static void put_json(listing *l, const dt_ahead_row *row) {
    const dt_ahead *a = &row->ahead;
    dti_buf *b = l->out;
    dti_buf_char(b, '{');
    dti_json_kv(b, "date", a->date);
    dti_json_kv(b, "precision", dti_str(precision_of(a->date)));
    dti_json_kv(b, "actor", a->country);
    dti_json_kv(b, "kind", a->kind);
    dti_json_kn(b, "documents", (double)row->n_documents, 0);
    dti_json_kv(b, "doc_id", row->doc_id);
    dti_json_kv(b, "url", row->url);
    dti_json_kv(b, "publisher", row->publisher);
    dti_json_kv(b, "published", row->published);
    dti_json_kn(b, "sentence", (double)a->sentence, 0);
    dti_json_kn(b, "start", (double)a->start, 0);
    dti_json_kn(b, "end", (double)a->end, 0);
    dti_json_kv(b, "evidence", a->evidence);
    dti_buf_str(b, "}\n");
}

static int put_ahead(void *ctx, const dt_ahead_row *row) {
    listing *l = ctx;
    l->n++;
    if (strcmp(l->to, "table") == 0) return dti_ahead_lines_add(&l->lines, row);
    if (strcmp(l->to, "csv") == 0)
        put_csv(l, row);
    else
        put_json(l, row);
    return 0;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dti_look look = dti_look_of_stdout(dti_arg_flag(args, "plain"), dti_arg_int(args, "width"));
    char units[512] = "", today[16] = "";
    for (int i = 0; i < args->n_inputs; i++) {
        size_t at = strlen(units);
        if (i && at + 1 < sizeof units) strcpy(units + at++, ",");
        dti_units_of(args->inputs[i], units + at, sizeof units - at);
    }
    dt_store *s = dti_store_of(args);
    if (!s) return 2;
    dti_buf out;
    dti_buf_init(&out);
    listing l = {.out = &out, .to = dti_arg(args, "to")};
    const char *from = dti_arg(args, "from");
    int rc = DT_OK;
    if (!from) {
        int32_t day;
        rc = dt_store_last_day(s, &day, &err);
        if (rc == DT_OK && day != INT32_MIN) {
            dti_date d = dti_date_of_day(day);
            dti_date_write(&d, today);
            from = today;
        }
    }
    if (rc == DT_OK)
        rc = dt_store_ahead(s, units, from, dti_arg(args, "as-of"),
                            (size_t)dti_arg_int(args, "limit"), put_ahead, &l, &err);
    if (l.lines.n)
        dti_look_printf(&look, &out, DTI_TONE_BOLD, "%-10s %-12s %-12s %s\n", "date", "actors",
                        "what", "in the words of");
    dti_ahead_lines_print(&l.lines, &look, &out, 0, 0);
    out.failed |= l.lines.failed;
    dti_ahead_lines_release(&l.lines);
    if (rc == DT_OK && out.failed) {
        snprintf(err.message, sizeof err.message, "out of memory");
        rc = DT_FAILED;
    }
    if (rc != DT_OK)
        fprintf(stderr, "detente ahead: %s\n", err.message);
    else if (out.len)
        fwrite(out.ptr, 1, out.len, stdout);
    else if (strcmp(l.to, "table") == 0)
        printf("Nothing dated lies ahead of %s%s%s in this store; --from DATE looks from "
               "another day.\n",
               from ? from : "any day", *units ? " for " : "", units);
    dti_buf_release(&out);
    dt_store_close(s);
    return rc == DT_OK ? 0 : 2;
}

static const dti_option options[] = {
    DTI_STORE_OPTION,
    {"to", DTI_OPT_CHOICE, "table|csv|jsonl", "table", 0, 0, "form of the list"},
    {"from", DTI_OPT_DATE, "DATE", NULL, 0, 0,
     "look ahead from this day, knowing the news up to it (default: the last)"},
    {"as-of", DTI_OPT_DATE, "DATE", NULL, 0, 0,
     "know what was published by this day (default: the day of --from)"},
    {"limit", DTI_OPT_INT, "N", "50", 0, 1000000, "rows, soonest first; 0: all"},
    {"plain", DTI_OPT_FLAG, NULL, NULL, 0, 0, "ASCII without colours"},
    {"width", DTI_OPT_INT, "N", NULL, 60, 160, "columns; else those of the terminal"},
};

const dti_command dti_cmd_ahead = {
    .name = "ahead",
    .inputs = "[ACTORS]",
    .summary = "list dated things to come: elections, summits, visits, deadlines",
    .about =
        "What the stories of a store say is to come, soonest first, with the precision that "
        "they give and\n"
        "the words they say it in.  ACTORS (USA, or USA,TWN) narrow it down.",
    .example = "detente ahead --db detente.db\n"
               "detente ahead USA,TWN --from 2023-06-18 --to jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 16,
    .run = run,
};
