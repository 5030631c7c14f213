/* cmd_correct.c: an analyst's verdict on an event: kept in the store, and written as a test. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/slice.h"
#include "cli/change_print.h"
#include "cli/commands.h"
#include "cli/event_out.h"
#include "cli/store_arg.h"
#include "kb/ontology.h"

/* What is wanted of the event as it stands, copied: rows live only as long as their callback. */
typedef struct found {
    dti_arena arena;
    int is_found, corrected;
    dt_slice plover, mode, evidence, published, scores, quads;
    dti_buf words, expect; /* the event as the cases write it */
} found;

static dt_slice keep(found *f, dt_slice s) {
    return dti_slice(dti_arena_copy(&f->arena, s.len ? s.ptr : "", s.len), s.len);
}

static void case_side(dti_buf *b, const dt_actor *all, size_t n) {
    int written = 0;
    for (size_t i = 0; i < n; i++) {
        if (!all[i].code.len) continue;
        if (written++) dti_buf_char(b, '+');
        dti_buf_slice(b, all[i].code);
    }
    if (!written) dti_buf_char(b, '-');
}

/* "USAGOV > CONSULT/visit > CHNGOV actual on:2023-06-18", as tests/cases/events*.tsv have it */
static void case_words(dti_buf *b, const dt_event *e) {
    case_side(b, e->sources, e->n_sources);
    dti_buf_str(b, " > ");
    dti_buf_slice(b, e->plover);
    if (e->mode.len) dti_buf_char(b, '/');
    dti_buf_slice(b, e->mode);
    dti_buf_str(b, " > ");
    case_side(b, e->targets, e->n_targets);
    dti_buf_printf(b, " %s", dt_aspect_name(e->aspect));
    if (e->date.len) {
        dti_buf_str(b, " on:");
        dti_buf_slice(b, e->date);
    }
}

static int see_event(void *ctx, const dt_event_row *row) {
    found *f = ctx;
    f->is_found = 1;
    f->corrected = row->corrected;
    f->plover = keep(f, row->event.plover);
    f->mode = keep(f, row->event.mode);
    f->evidence = keep(f, row->event.evidence);
    f->published = keep(f, row->published);
    f->scores = keep(f, row->scores);
    f->quads = keep(f, row->quads);
    dti_buf_clear(&f->words);
    dti_buf_clear(&f->expect);
    dti_event_words(&f->words, &row->event);
    case_words(&f->expect, &row->event);
    return 1;
}

/* ------------------------------------------------------------------ what was asked for */

static int is_known(const dti_image *image, const char *table, const char *column, dt_slice v) {
    const dti_table *t = dti_image_table(image, table);
    int c = t ? dti_table_col(t, column) : -1;
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++)
        if (dti_slice_eq(dti_table_cell(t, i, c), v)) return 1;
    return 0;
}

/* "USAGOV,CHN": countries and sectors must be known.  "-": nobody. */
static int check_codes(const dti_image *image, const char *option, const char *codes) {
    dt_slice rest = dti_str(codes);
    if (strcmp(codes, "-") == 0) return 1;
    while (rest.ptr) {
        dt_slice code = dti_slice_trim(dti_slice_cut(&rest, ','));
        int ok = code.len >= 3 && code.len % 3 == 0 &&
                 (is_known(image, "world/countries", "code", dti_slice(code.ptr, 3)) ||
                  is_known(image, "world/sectors", "code", dti_slice(code.ptr, 3)));
        for (size_t i = 3; ok && i < code.len; i += 3)
            ok = is_known(image, "world/sectors", "code", dti_slice(code.ptr + i, 3));
        if (ok) continue;
        fprintf(stderr,
                "detente correct: --%s: \"%.*s\" is no actor code; write country and sectors, "
                "\"USAGOV\", as `detente tables show world/countries` and world/sectors have "
                "them, or - for nobody\n",
                option, (int)code.len, code.ptr);
        return 0;
    }
    return 1;
}

/* "-" takes a text away, no option leaves it. */
static dt_slice asked(const dti_args *args, const char *name) {
    const char *v = dti_arg(args, name);
    return !v ? (dt_slice){NULL, 0} : strcmp(v, "-") == 0 ? (dt_slice){"", 0} : dti_str(v);
}

/* Type, mode, CAMEO code and what follows from them by the tables. */
static int settle_codes(const dti_image *image, const dti_args *args, const found *f,
                        dt_verdict *v) {
    v->plover = asked(args, "type");
    v->mode = asked(args, "mode");
    v->cameo = asked(args, "cameo");
    if (!v->plover.ptr && !v->mode.ptr && !v->cameo.ptr) return 1;
    dt_slice type = v->plover.ptr ? v->plover : f->plover;
    /* modes belong to a type: another type has none until one is given */
    if (v->plover.ptr && !v->mode.ptr && !dti_slice_eq(type, f->plover))
        v->mode = (dt_slice){"", 0};
    dt_slice mode = v->mode.ptr ? v->mode : f->mode;
    if (!dti_plover_knows(image, type, mode)) {
        int wrong_type = !dti_plover_knows(image, type, (dt_slice){"", 0});
        fprintf(stderr, "detente correct: PLOVER has no %s %.*s%s%.*s; see `detente tables show "
                        "world/ontology/%s`\n",
                wrong_type ? "type" : "mode", (int)type.len, type.ptr, wrong_type ? "" : " ",
                wrong_type ? 0 : (int)mode.len, mode.ptr ? mode.ptr : "",
                wrong_type ? "types" : "modes");
        return 0;
    }
    if (v->cameo.ptr && !is_known(image, "world/ontology/cameo", "code", v->cameo)) {
        fprintf(stderr, "detente correct: %.*s is no CAMEO code; see `detente tables show "
                        "world/ontology/cameo`\n",
                (int)v->cameo.len, v->cameo.ptr);
        return 0;
    }
    if (!v->cameo.ptr) v->cameo = dti_cameo_of(image, type, mode);
    char map[32], scores[32];
    snprintf(map, sizeof map, "%.*s", (int)f->quads.len, f->quads.ptr);
    snprintf(scores, sizeof scores, "%.*s", (int)f->scores.len, f->scores.ptr);
    int by_gdelt = strcmp(scores, "goldstein-gdelt") == 0;
    v->goldstein =
        dti_goldstein(image, v->cameo, by_gdelt ? "goldstein_gdelt" : "goldstein_icews");
    v->score = strncmp(scores, "goldstein", 9) == 0 ? v->goldstein
                                                    : dti_plover_score(image, type, mode);
    v->quad = dti_quad(image, *map ? map : "plover", type, v->cameo);
    v->penta = dti_penta(image, type);
    return 1;
}

/* ------------------------------------------------------------------ the case */

static void case_cell(FILE *to, dt_slice s) {
    for (size_t i = 0; i < s.len; i++)
        putc((unsigned char)s.ptr[i] < 0x20 ? ' ' : s.ptr[i], to);
}

/* Appends text, date and what is expected; a new file gets its header. */
static int write_case(const char *path, const found *f, dt_error *err) {
    int is_new = access(path, F_OK) != 0;
    FILE *to = fopen(path, "a");
    if (!to) goto fail;
    if (is_new) fprintf(to, "text\tdate\texpect\n");
    case_cell(to, f->evidence);
    putc('\t', to);
    case_cell(to, f->published);
    putc('\t', to);
    case_cell(to, dti_slice(f->expect.ptr, f->expect.len));
    putc('\n', to);
    if (ferror(to) | fclose(to)) goto fail;
    return DT_OK;
fail:
    snprintf(err->message, sizeof err->message, "%s: %s", path, strerror(errno));
    return DT_FAILED;
}

/* ------------------------------------------------------------------ the command */

static dt_store *open_store(const dti_args *args, const char **path, dt_error *err) {
    const char *named = getenv("DETENTE_DB");
    *path = dti_arg(args, "db");
    if (!*path) *path = named && *named ? named : "detente.db";
    if (access(*path, F_OK) != 0) {
        snprintf(err->message, sizeof err->message,
                 "%s: %s; name the store that holds the event with --db FILE", *path,
                 strerror(errno));
        return NULL;
    }
    return dt_store_open(*path, DT_STORE_WRITE, err);
}

static int check_asked(const dti_args *args) {
    static const char *const changes[] = {"type",   "mode",   "cameo", "date",
                                          "aspect", "source", "target"};
    int n = 0, retract = dti_arg_flag(args, "not-an-event"), undo = dti_arg_flag(args, "undo");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        n += dti_arg(args, changes[i]) != NULL;
    const char *why = n + retract + undo == 0 ? "say what is right: --type, --mode, --source, "
                                                "--target, --date, --aspect, --not-an-event"
                      : retract && (n || undo) ? "--not-an-event stands alone"
                      : undo && n              ? "--undo stands alone"
                      : undo && dti_arg(args, "case") ? "--undo makes no case"
                                                      : NULL;
    if (why) fprintf(stderr, "detente correct: %s\n", why);
    return why ? 0 : 1;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    found f = {.is_found = 0};
    const char *id = args->inputs[0], *path = NULL, *case_path = dti_arg(args, "case");
    int code = 2;
    dt_store *store = NULL;
    dti_image *image = NULL;
    if (!check_asked(args)) return 2;
    dti_arena_init(&f.arena, 0);
    dti_buf_init(&f.words);
    dti_buf_init(&f.expect);
    if (!(image = dti_shipped_image(dti_arg(args, "kb"), &err))) goto fail;
    const char *source = dti_arg(args, "source"), *target = dti_arg(args, "target");
    if ((source && !check_codes(image, "source", source)) ||
        (target && !check_codes(image, "target", target)))
        goto done;
    if (!(store = open_store(args, &path, &err))) goto fail;
    if (dt_store_event(store, dti_str(id), see_event, &f, &err) != DT_OK) goto fail;
    if (!f.is_found) {
        fprintf(stderr,
                "detente correct: %s holds no event %s; `detente export --db %s` lists their "
                "ids\n",
                path, id, path);
        goto done;
    }
    dt_verdict v = {.not_an_event = dti_arg_flag(args, "not-an-event"),
                    .undo = dti_arg_flag(args, "undo"),
                    .date = asked(args, "date"),
                    .aspect = asked(args, "aspect"),
                    .sources = asked(args, "source"),
                    .targets = asked(args, "target"),
                    .quad = -1,
                    .penta = -1,
                    .score = NAN,
                    .goldstein = NAN,
                    .note = dti_str(dti_arg(args, "note")),
                    .analyst = dti_str(dti_arg(args, "analyst"))};
    if (!settle_codes(image, args, &f, &v)) goto done;
    printf("was  %.*s\n", (int)f.words.len, f.words.ptr);
    dti_buf not_this;
    dti_buf_init(&not_this);
    dti_buf_str(&not_this, "not ");
    dti_buf_slice(&not_this, dti_slice(f.expect.ptr, f.expect.len));
    int rc = dt_store_correct(store, dti_str(id), &v, &err);
    if (rc == DT_OK) rc = dt_store_event(store, dti_str(id), see_event, &f, &err);
    if (v.not_an_event) {
        dti_buf_clear(&f.expect);
        dti_buf_slice(&f.expect, dti_slice(not_this.ptr, not_this.len));
    }
    dti_buf_release(&not_this);
    if (rc != DT_OK) goto fail;
    if (v.not_an_event)
        printf("now  not an event\n");
    else
        printf("now  %.*s\n", (int)f.words.len, f.words.ptr);
    printf("     %.*s\n", (int)f.evidence.len, f.evidence.ptr);
    if (v.undo && f.corrected == 1)
        fprintf(stderr, "detente correct: taken back; the fields come back when the document is "
                        "coded again\n");
    if (case_path && write_case(case_path, &f, &err) != DT_OK) goto fail;
    code = 0;
    goto done;
fail:
    fprintf(stderr, "detente correct: %s\n", err.message);
done:
    dt_store_close(store);
    dti_image_close(image);
    dti_buf_release(&f.words);
    dti_buf_release(&f.expect);
    dti_arena_release(&f.arena);
    return code;
}

static const dti_option options[] = {
    {"db", DTI_OPT_TEXT, "FILE", NULL, 0, 0,
     "store to correct; else $DETENTE_DB, else detente.db"},
    {"type", DTI_OPT_TEXT, "TYPE", NULL, 0, 0, "PLOVER type that is right"},
    {"mode", DTI_OPT_TEXT, "MODE", NULL, 0, 0, "mode; - for none"},
    {"cameo", DTI_OPT_TEXT, "CODE", NULL, 0, 0, "CAMEO code (default: that of type and mode)"},
    {"source", DTI_OPT_TEXT, "CODES", NULL, 0, 0, "who did it, \"USAGOV,GBR\"; - for nobody"},
    {"target", DTI_OPT_TEXT, "CODES", NULL, 0, 0, "to whom; - for nobody"},
    {"date", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "when it happened (or shorter)"},
    {"aspect", DTI_OPT_CHOICE, "actual|historical|future|hypothetical|negated", NULL, 0, 0,
     "how real it is"},
    {"not-an-event", DTI_OPT_FLAG, NULL, NULL, 0, 0, "the sentence tells no such event"},
    {"undo", DTI_OPT_FLAG, NULL, NULL, 0, 0, "take an earlier verdict on this event back"},
    {"note", DTI_OPT_TEXT, "TEXT", NULL, 0, 0, "why, kept beside the verdict"},
    {"analyst", DTI_OPT_TEXT, "NAME", NULL, 0, 0, "who says so"},
    {"case", DTI_OPT_TEXT, "FILE", NULL, 0, 0,
     "append the sentence and what it should code as: a test to send upstream"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
};

const dti_command dti_cmd_correct = {
    .name = "correct",
    .inputs = "EVENT",
    .summary = "an analyst's verdict on a stored event",
    .about = "Changes what is wrong in an event, or retracts it.  The verdict is kept apart from "
             "the event and is laid\n"
             "over it again whenever its document is recoded, also when the coder meanwhile says "
             "something else.\n"
             "Scores and classes follow from type, mode and code.  --case writes the sentence "
             "with the right answer\n"
             "in the form of tests/cases/events.wrong.tsv.",
    .example = "detente correct 3f2a91bc00d1e2f4 --db news.db --type REJECT --target CHNGOV\n"
               "detente correct 3f2a91bc00d1e2f4 --db news.db --not-an-event --note \"a film\" "
               "--case cases.tsv",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = 1,
    .run = run,
};
