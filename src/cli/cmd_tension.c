/* cmd_tension.c: shows the state of a dyad, a country or a set, or ranks all dyads by change.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/commands.h"
#include "cli/look.h"
#include "cli/store_arg.h"
#include "cli/tension_data.h"
#include "cli/tension_screen.h"
#include "cli/unit_arg.h"
#include "state/state_json.h"

#define RANK_ROWS 25

static dt_step step_of(const char *by) {
    return !by                       ? DT_STEP_AUTO
           : strcmp(by, "day") == 0  ? DT_STEP_DAY
           : strcmp(by, "week") == 0 ? DT_STEP_WEEK
                                     : DT_STEP_MONTH;
}

/* ------------------------------------------------------------------ all dyads */

typedef struct ranking {
    const dti_look *look;
    dti_buf *out;
    dt_store *store;
    const char *to;
    size_t n;
    dt_error *err;
    int failed;
} ranking;

typedef struct driver_text {
    const dti_look *look;
    char text[400];
} driver_text;

static int note_driver(void *ctx, const dt_event_row *row) {
    driver_text *d = ctx;
    const dt_event *e = &row->event;
    snprintf(d->text, sizeof d->text, "%.*s %.*s: %.*s", (int)e->date.len, e->date.ptr,
             (int)e->plover.len, e->plover.ptr,
             (int)(e->evidence.len > 300 ? 300 : e->evidence.len), e->evidence.ptr);
    return 1;
}

static void rank_table(ranking *r, const dt_rank_row *row, const char *driver) {
    const dti_look *look = r->look;
    char dyad[64], change[32], year[32];
    if (r->n == 1)
        dti_look_printf(look, r->out, DTI_TONE_BOLD, "%-10s %6s  %-9s %9s %9s %7s  %s\n",
                        "dyad", "level", "80 % band", "4 weeks", "a year", "events",
                        "what weighs most");
    snprintf(dyad, sizeof dyad, "%.*s%s%.*s", (int)row->a.len, row->a.ptr,
             dti_look_pick(look, "–", "-"), (int)row->b.len, row->b.ptr);
    dti_look_cut(look, r->out, dti_str(dyad), 10, 1);
    if (!row->enough) {
        dti_look_printf(look, r->out, DTI_TONE_DIM, " too few reports%29zu\n", row->n_events);
        return;
    }
    change[0] = year[0] = 0;
    if (!isnan(row->change_4w)) snprintf(change, sizeof change, "%+.0f", row->change_4w);
    if (!isnan(row->change_52w)) snprintf(year, sizeof year, "%+.0f", row->change_52w);
    dti_buf_printf(r->out, " %6.0f  %3.0f to %-3.0f", row->level, row->low, row->high);
    dti_look_printf(look, r->out,
                    row->change_4w > 0.5    ? DTI_TONE_TENSE
                    : row->change_4w < -0.5 ? DTI_TONE_CALM
                                            : DTI_TONE_PLAIN,
                    "%9s", change);
    dti_buf_printf(r->out, "%10s %7zu  ", year, row->n_events);
    dti_look_cut(look, r->out, dti_str(driver), (size_t)look->width - 58, 0);
    dti_buf_char(r->out, '\n');
}

static void csv_text(dti_buf *b, dt_slice text) {
    dti_buf_char(b, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') dti_buf_char(b, '"');
        dti_buf_char(b, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    dti_buf_char(b, '"');
}

static void csv_real(dti_buf *b, double v) {
    dti_buf_char(b, ',');
    if (!isnan(v)) dti_json_number(b, v, 2);
}

static void rank_csv(ranking *r, const dt_rank_row *row, const char *driver) {
    dti_buf *b = r->out;
    if (r->n == 1) dti_buf_str(b, "a,b,level,low,high,change_4w,change_52w,events,driver\n");
    dti_buf_printf(b, "%.*s,%.*s", (int)row->a.len, row->a.ptr, (int)row->b.len, row->b.ptr);
    csv_real(b, row->enough ? row->level : NAN);
    csv_real(b, row->enough ? row->low : NAN);
    csv_real(b, row->enough ? row->high : NAN);
    csv_real(b, row->enough ? row->change_4w : NAN);
    csv_real(b, row->enough ? row->change_52w : NAN);
    dti_buf_printf(b, ",%zu,", row->n_events);
    csv_text(b, dti_str(driver));
    dti_buf_char(b, '\n');
}

static void rank_json(ranking *r, const dt_rank_row *row, const char *driver) {
    dti_buf *b = r->out;
    dti_buf_str(b, r->n == 1 ? "[{" : ",\n{");
    dti_json_kv(b, "a", row->a);
    dti_json_kv(b, "b", row->b);
    dti_json_key(b, "enough");
    dti_buf_str(b, row->enough ? "true" : "false");
    dti_json_real(b, "level", row->enough ? row->level : NAN, 2);
    dti_json_real(b, "low", row->enough ? row->low : NAN, 2);
    dti_json_real(b, "high", row->enough ? row->high : NAN, 2);
    dti_json_real(b, "change_4w", row->enough ? row->change_4w : NAN, 2);
    dti_json_real(b, "change_52w", row->enough ? row->change_52w : NAN, 2);
    dti_json_kn(b, "events", (double)row->n_events, 0);
    dti_json_kv(b, "driver", dti_str(driver));
    dti_buf_char(b, '}');
}

static int put_rank(void *ctx, const dt_rank_row *row) {
    ranking *r = ctx;
    driver_text d = {r->look, {0}};
    if (row->driver &&
        dt_store_event_at(r->store, row->driver, note_driver, &d, r->err) != DT_OK)
        return r->failed = 1;
    r->n++;
    if (strcmp(r->to, "table") == 0)
        rank_table(r, row, d.text);
    else if (strcmp(r->to, "csv") == 0)
        rank_csv(r, row, d.text);
    else
        rank_json(r, row, d.text);
    return 0;
}

static int rank_all(const dti_args *args, dt_store *s, const dti_look *look, dti_buf *out,
                    dt_error *err) {
    ranking r = {look, out, s, dti_arg(args, "to"), 0, err, 0};
    if (dt_state_rank(s, dti_arg(args, "as-of"), (size_t)dti_arg_int(args, "limit"), put_rank,
                      &r, err) != DT_OK ||
        r.failed)
        return DT_FAILED;
    if (strcmp(r.to, "json") == 0) dti_buf_str(out, r.n ? "]\n" : "[]\n");
    if (strcmp(r.to, "table") == 0 && !r.n)
        dti_buf_str(out, "This store has no events between two actors.\n");
    return DT_OK;
}

/* ------------------------------------------------------------------ one relation */

static int show_one(const dti_args *args, dt_store *s, const dti_look *look, dti_buf *out,
                    dt_error *err) {
    char a[256], b[256] = "";
    dti_units_of(args->inputs[0], a, sizeof a);
    if (args->n_inputs > 1) dti_units_of(args->inputs[1], b, sizeof b);
    const char *to = dti_arg(args, "to");
    int as_table = strcmp(to, "table") == 0;
    dt_state_query q = {.a = a,
                        .b = *b ? b : NULL,
                        .directed = dti_arg_flag(args, "directed"),
                        .step = step_of(dti_arg(args, "by")),
                        .from = dti_arg(args, "from"),
                        .to = dti_arg(args, "until"),
                        .as_of = dti_arg(args, "as-of"),
                        /* as of a past day it would add up again what all dyads had */
                        .with_dyad_rank = strcmp(to, "csv") != 0 && !dti_arg(args, "as-of"),
                        .brief = strcmp(to, "csv") == 0};
    dt_state *st = NULL;
    if (dt_state_compute(s, &q, &st, err) != DT_OK) return DT_FAILED;
    int rc = DT_OK;
    if (as_table)
        rc = dti_tension_screen(look, out, s, &q, st, err);
    else if (strcmp(to, "csv") == 0)
        dti_tension_csv(out, st);
    else
        rc = dti_state_json(out, s, &q, st, NULL, err);
    if (rc == DT_OK && as_table && !st->n_points)
        dti_buf_str(out, "detente tension --all lists the dyads of the store.\n");
    dt_state_free(st);
    return rc;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    int all = dti_arg_flag(args, "all");
    if (all ? args->n_inputs != 0 : args->n_inputs == 0) {
        fprintf(stderr, all ? "detente tension: --all takes no actors\n"
                            : "detente tension: name one or two actors (USA CHN), or --all\n");
        return 2;
    }
    if (dti_arg_flag(args, "directed") && args->n_inputs != 2) {
        fprintf(stderr, "detente tension: --directed is between two\n");
        return 2;
    }
    dti_look look = dti_look_of_stdout(dti_arg_flag(args, "plain"), dti_arg_int(args, "width"));
    dt_store *s = dti_store_of(args);
    if (!s) return 2;
    dti_buf out;
    dti_buf_init(&out);
    int rc = all ? rank_all(args, s, &look, &out, &err) : show_one(args, s, &look, &out, &err);
    if (rc == DT_OK && out.failed) {
        snprintf(err.message, sizeof err.message, "out of memory");
        rc = DT_FAILED;
    }
    if (rc == DT_OK)
        fwrite(out.ptr, 1, out.len, stdout);
    else
        fprintf(stderr, "detente tension: %s\n", err.message);
    dti_buf_release(&out);
    dt_store_close(s);
    return rc == DT_OK ? 0 : 2;
}

static const dti_option options[] = {
    DTI_STORE_OPTION,
    {"to", DTI_OPT_CHOICE, "table|csv|json", "table", 0, 0,
     "a screen for people; a row for every period; everything"},
    {"by", DTI_OPT_CHOICE, "day|week|month", NULL, 0, 0,
     "length of the periods; else as suits the span"},
    {"directed", DTI_OPT_FLAG, NULL, NULL, 0, 0, "only what the first does to the second"},
    {"all", DTI_OPT_FLAG, NULL, NULL, 0, 0, "rank all dyads by their change in four weeks"},
    {"limit", DTI_OPT_INT, "N", "25", 0, 1000000, "rows of the ranking; 0: all"},
    {"from", DTI_OPT_DATE, "DATE", NULL, 0, 0, "first day shown"},
    {"until", DTI_OPT_DATE, "DATE", NULL, 0, 0, "last day shown, the day of the level"},
    {"as-of", DTI_OPT_DATE, "DATE", NULL, 0, 0,
     "as one would have known then: only what was published by that day"},
    {"plain", DTI_OPT_FLAG, NULL, NULL, 0, 0, "ASCII without colours"},
    {"width", DTI_OPT_INT, "N", NULL, 60, 160, "columns; else those of the terminal"},
};

const dti_command dti_cmd_tension = {
    .name = "tension",
    .inputs = "[A [B]]",
    .summary = "show how two stand: level, trend, turning points, what drove them",
    .about = "A and B are countries (USA, China), others by code (IGO), or lists of them "
             "(USA,GBR); A alone is A\n"
             "against everybody.  The level runs from 0 (friendly) to 100 (hostile), with a "
             "band that holds it\n"
             "with 80 % probability; docs/tension.md has the formula and its reasons.",
    .example = "detente tension USA CHN --db detente.db\n"
               "detente tension USA CHN --by month --to csv\n"
               "detente tension --all --as-of 2023-06-30",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 2,
    .run = run,
};
