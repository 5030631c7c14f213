/* test_judge.c: the judge adds up what its weights say, refuses weights that are not whole, and
 * answers without actors. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <xxhash.h>

#include "api/relate.h"
#include "base/buf.h"
#include "base/slice.h"
#include "code/judge_file.h"
#include "doc.h"
#include "kb/kb.h"
#include "parse/model_file.h"

#define N_SLOTS 8
#define WIDTH 2
#define ASSAULT 15
#define HEAD_BYTES 32

static dt_kb *kb;
static dti_parser *parser;

static int open_all(void **state) {
    (void)state;
    dt_error err;
    kb = dt_kb_open(NULL, NULL, &err);
    if (kb) parser = dti_parser_new(kb, &err);
    if (!parser) print_error("%s\n", err.message);
    return parser ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    dti_parser_free(parser);
    dt_kb_close(kb);
    return 0;
}

/* ------------------------------------------------------------------ weights made by hand */

static void add(dti_buf *b, const void *p, size_t n) {
    static const char zeros[8] = {0};
    if (b->len % 8) dti_buf_add(b, zeros, 8 - b->len % 8);
    dti_buf_add(b, p, n);
}

static void put_slot(dti_judge_slot *slots, const char *name, uint32_t row) {
    uint64_t h = XXH64(name, strlen(name), 0);
    uint32_t i = (uint32_t)h & (N_SLOTS - 1);
    while (slots[i].hash) i = (i + 1) & (N_SLOTS - 1);
    slots[i] = (dti_judge_slot){h, row, 0};
}

/*
 * Two features and one word.  Unit: 1/256 of a log-odds.
 *   "rr:attack" (both actors stand at "attack")   ASSAULT +256
 *   "st"        (source before target)            CONSULT +128
 *   word "attack" = (127, 0); at DTI_JP_DOES its first number weighs +256 / 2^8 for ASSAULT
 */
static const dti_judge_scale SCALE = {1.0 / 256, 0.5, 1, 1.0 / 256, 0, 0.5, 0.5, 0.9, 0.1, 0};

static void make_weights_of(dti_buf *out, const dti_judge_scale *scale,
                            const int32_t bias[DTI_JUDGE_COLS]) {
    static const char *const names[DTI_JUDGE_TYPES] = {
        "AGREE",    "CONSULT",  "SUPPORT", "COOPERATE", "AID",      "CONCEDE",
        "RETREAT",  "REQUEST",  "ACCUSE",  "REJECT",    "THREATEN", "PROTEST",
        "MOBILIZE", "SANCTION", "COERCE",  "ASSAULT"};
    const dti_judge_sizes sizes = {
        DTI_JUDGE_TYPES, DTI_JP_COUNT, N_SLOTS, 2, N_SLOTS, 1, WIDTH, 8};
    char type_names[DTI_JUDGE_TYPES][DTI_JUDGE_NAME_BYTES] = {{0}};
    dti_judge_slot slots[N_SLOTS] = {{0, 0, 0}}, words[N_SLOTS] = {{0, 0, 0}};
    int16_t rows[2][DTI_JUDGE_COLS] = {{0}};
    int8_t vector[WIDTH] = {127, 0};
    int16_t dense[DTI_JP_COUNT][WIDTH][DTI_JUDGE_TYPES] = {{{0}}};
    for (int i = 0; i < DTI_JUDGE_TYPES; i++) strcpy(type_names[i], names[i]);
    put_slot(slots, "rr:attack", 0);
    put_slot(slots, "st", 1);
    put_slot(words, "attack", 0);
    rows[0][ASSAULT] = 256;
    rows[1][1] = 128;
    dense[DTI_JP_DOES][0][ASSAULT] = 256;
    char head[HEAD_BYTES] = "DTJUDGE\n";
    dti_buf_add(out, head, sizeof head);
    add(out, &sizes, sizeof sizes);
    add(out, type_names, sizeof type_names);
    add(out, scale, sizeof *scale);
    add(out, bias, DTI_JUDGE_COLS * sizeof *bias);
    add(out, slots, sizeof slots);
    add(out, rows, sizeof rows);
    add(out, words, sizeof words);
    add(out, vector, sizeof vector);
    add(out, dense, sizeof dense);
    uint32_t version = DTI_JUDGE_VERSION, mark = 0x01020304;
    uint64_t size = out->len,
             sum = dti_model_checksum(out->ptr + HEAD_BYTES, size - HEAD_BYTES);
    memcpy(out->ptr + 8, &version, 4);
    memcpy(out->ptr + 12, &mark, 4);
    memcpy(out->ptr + 16, &size, 8);
    memcpy(out->ptr + 24, &sum, 8);
}

static void make_weights(dti_buf *out) {
    static const int32_t bias[DTI_JUDGE_COLS] = {0};
    make_weights_of(out, &SCALE, bias);
}

static dti_relation relate(const char *text, dti_mark source, dti_mark target) {
    dti_relate_input in = {.text = dti_str(text), .source = source, .target = target};
    dti_relation r;
    dt_doc *doc;
    dt_error err = {{0}};
    assert_int_equal(dti_relate(kb, parser, &in, NULL, &doc, &r, &err), DT_OK);
    dt_doc_free(doc);
    return r;
}

static void weights_add_up(void **state) {
    (void)state;
    dti_buf b;
    dti_judge *judge;
    dt_error err;
    dti_buf_init(&b);
    make_weights(&b);
    assert_int_equal(dti_judge_open_bytes("made", b.ptr, b.len, &judge, &err), DT_OK);
    struct dti_judge *shipped = kb->judge;
    kb->judge = judge;
    dti_relation r =
        relate("France attacked Iran.", (dti_mark){0, 6, 0}, (dti_mark){16, 20, 0});
    kb->judge = shipped;
    /* ASSAULT 256 + 127 * 256 / 256 = 383, CONSULT 128, fourteen types 0 */
    double a = exp(383 / 256.0), c = exp(128 / 256.0), all = a + c + 14;
    assert_int_equal(r.verdict.best, ASSAULT);
    assert_true(fabs(r.verdict.probability[ASSAULT] - a / all) < 1e-6);
    assert_true(fabs(r.verdict.probability[1] - c / all) < 1e-6);
    assert_string_equal(r.verdict.reasons[0].name, "rr:attack");
    /* 256 less the mean over the sixteen types */
    assert_true(fabs(r.verdict.reasons[0].weight - (256 - 16) / 256.0) < 1e-6);
    assert_string_equal(r.verdict.reasons[1].name, "");
    /* half the log-odds and 1: 1 / (1 + exp(-(log(a / (all - a)) / 2 + 1))) */
    double sure = 1 / (1 + exp(-1) / sqrt(a / (all - a)));
    assert_true(fabs(dti_judge_confidence(judge, &r.verdict, ASSAULT) - sure) < 1e-5);
    dti_judge_close(judge);
    dti_buf_release(&b);
}

static void check_refused(dti_buf *b, size_t len, const char *why) {
    dti_judge *judge = NULL;
    dt_error err = {{0}};
    assert_int_equal(dti_judge_open_bytes("made", b->ptr, len, &judge, &err), DT_FAILED);
    assert_null(judge);
    if (!strstr(err.message, why)) fail_msg("\"%s\" does not say \"%s\"", err.message, why);
}

/* A new checksum, so that what is wrong behind it is found by itself. */
static void seal(dti_buf *b) {
    uint64_t sum = dti_model_checksum(b->ptr + HEAD_BYTES, b->len - HEAD_BYTES);
    memcpy(b->ptr + 24, &sum, 8);
}

static void damaged_weights_are_refused(void **state) {
    (void)state;
    dti_buf b;
    dti_buf_init(&b);
    make_weights(&b);
    check_refused(&b, 10, "no weights of a judge");
    check_refused(&b, b.len - 8, "bytes where");
    for (size_t at = HEAD_BYTES; at < b.len; at += 61) {
        b.ptr[at] ^= 4;
        check_refused(&b, b.len, "checksum");
        b.ptr[at] ^= 4;
    }
    b.ptr[0] = 'X';
    check_refused(&b, b.len, "no weights of a judge");
    b.ptr[0] = 'D';
    b.ptr[8]++;
    check_refused(&b, b.len, "version");
    b.ptr[8]--;
    uint32_t wrong[] = {17, 9, 7, 8, 3, 8, 0, 25}; /* each of the sizes, out of its range */
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint32_t kept;
        memcpy(&kept, b.ptr + HEAD_BYTES + 4 * i, 4);
        memcpy(b.ptr + HEAD_BYTES + 4 * i, &wrong[i], 4);
        seal(&b);
        check_refused(&b, b.len, "out of range");
        memcpy(b.ptr + HEAD_BYTES + 4 * i, &kept, 4);
    }
    uint32_t more = 1u << 20; /* more feature slots than the file has */
    memcpy(b.ptr + HEAD_BYTES + 8, &more, 4);
    seal(&b);
    check_refused(&b, b.len, "end early");
    dti_buf_release(&b);
}

/* ------------------------------------------------------------------ the shipped judge */

static const char *type_of(const dti_relation *r) {
    static char name[32];
    snprintf(name, sizeof name, "%.*s", (int)r->type.len, r->type.ptr);
    return name;
}

static void actors_need_not_be_named(void **state) {
    (void)state;
    const dti_mark nobody = {0, 0, 1};
    dti_relation r = relate("Gunmen killed two soldiers.", (dti_mark){0, 6, 0}, nobody);
    assert_string_equal(type_of(&r), "ASSAULT");
    r = relate("Two soldiers were killed.", nobody, (dti_mark){0, 12, 0});
    assert_string_equal(type_of(&r), "ASSAULT");
    /* always an answer: one of the types, with a probability */
    r = relate("Hello there.", nobody, nobody);
    assert_true(r.type.len > 0 && r.verdict.probability[r.verdict.best] > 0);
}

static void probabilities_sum_to_one(void **state) {
    (void)state;
    dti_relation r = relate("France will host talks with Iran. It then praised Iraq.",
                            (dti_mark){0, 6, 0}, (dti_mark){50, 54, 0});
    double sum = 0;
    for (int i = 0; i < DTI_JUDGE_TYPES; i++) sum += r.verdict.probability[i];
    assert_true(fabs(sum - 1) < 1e-5);
}

static void marks_are_checked(void **state) {
    (void)state;
    dt_slice text = dti_str("São Paulo sued Rio.");
    assert_null(dti_mark_trouble(text, &(dti_mark){0, 10, 0}));
    assert_null(dti_mark_trouble(text, &(dti_mark){99, 1, 1}));
    assert_non_null(dti_mark_trouble(text, &(dti_mark){0, 0, 0}));
    assert_non_null(dti_mark_trouble(text, &(dti_mark){5, 4, 0}));
    assert_non_null(dti_mark_trouble(text, &(dti_mark){0, 2, 0})); /* inside "ã" */
    assert_non_null(dti_mark_trouble(text, &(dti_mark){0, text.len + 1, 0}));
}

/* Records made with other weights must not pass for the same. */
static void version_names_the_weights(void **state) {
    (void)state;
    char end[32];
    assert_non_null(kb->judge);
    snprintf(end, sizeof end, " judge %.4s", dti_judge_version(kb->judge));
    assert_non_null(strstr(dt_kb_version(kb), end));
    assert_int_equal(strlen(dti_judge_version(kb->judge)), 8);
    dti_buf b;
    dti_judge *one = NULL, *other = NULL;
    dt_error err;
    dti_buf_init(&b);
    make_weights(&b);
    assert_int_equal(dti_judge_open_bytes("one", b.ptr, b.len, &one, &err), DT_OK);
    char first[9];
    snprintf(first, sizeof first, "%s", dti_judge_version(one));
    dti_judge_close(one);
    b.ptr[b.len - 1] ^= 1;
    seal(&b);
    assert_int_equal(dti_judge_open_bytes("other", b.ptr, b.len, &other, &err), DT_OK);
    assert_string_not_equal(first, dti_judge_version(other));
    dti_judge_close(other);
    dti_buf_release(&b);
    const char *was = getenv("DETENTE_JUDGE");
    char kept[4096];
    snprintf(kept, sizeof kept, "%s", was ? was : "");
    setenv("DETENTE_JUDGE", "-", 1);
    dt_kb *without = dt_kb_open(NULL, NULL, &err);
    if (was)
        setenv("DETENTE_JUDGE", kept, 1);
    else
        unsetenv("DETENTE_JUDGE");
    assert_non_null(without);
    assert_non_null(strstr(dt_kb_version(without), " judge none"));
    dt_kb_close(without);
}

/* ------------------------------------------------------------------ acts of no frame */

static dt_doc *code_text(const char *text) {
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    dt_coder *coder = dt_coder_new(kb, &options, &err);
    dt_doc *doc = NULL;
    dt_input in = {.published = dti_str("2024-03-04"), .body = dti_str(text)};
    assert_non_null(coder);
    assert_int_equal(dt_code(coder, &in, &doc, &err), DT_OK);
    dt_coder_free(coder);
    return doc;
}

static int begins(dt_slice s, const char *with) {
    return s.len >= strlen(with) && memcmp(s.ptr, with, strlen(with)) == 0;
}

/* No frame knows "awarded a grant"; without weights nothing is coded, denied nothing is
 * proposed. */
static void acts_of_no_frame_are_proposed(void **state) {
    (void)state;
    dt_doc *doc = code_text("The European Union awarded Moldova a grant of 40 million euros.");
    const dt_event *e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_null(dt_doc_event(doc, 1));
    assert_true(dti_slice_is(e->frame, "judge") && dti_slice_is(e->plover, "AID"));
    assert_true(dti_slice_is(e->sources[0].code, "EUR") &&
                dti_slice_is(e->targets[0].code, "MDA"));
    assert_true(dti_slice_is(e->trigger, "awarded"));
    assert_true(dti_slice_is(e->frame_origin, "models/en.judge"));
    assert_true(begins(e->reason, "the judge at \"awarded\"; judged by: "));
    assert_true(e->confidence > 0.25 && e->confidence < 1);
    dt_doc_free(doc);
    struct dti_judge *shipped = kb->judge;
    kb->judge = NULL;
    doc = code_text("The European Union awarded Moldova a grant of 40 million euros.");
    kb->judge = shipped;
    assert_null(dt_doc_event(doc, 0));
    dt_doc_free(doc);
    doc = code_text("The European Union did not award Moldova a grant.");
    assert_null(dt_doc_event(doc, 0));
    dt_doc_free(doc);
}

/* ------------------------------------------------------------------ weights that know one
 * thing */

enum { CONSULT = 1, ACCUSE = 8, SANCTION = 13, COERCE = 14 };

/*
 * Codes the text with a judge that says the same of every pair: one unit of bias is 1/256 of a
 * log-odds, so the type of 2560 has a probability of nearly 1 against fifteen of 0.
 */
typedef struct says {
    uint32_t type, other; /* the likeliest, and one that comes near; DTI_JUDGE_TYPES: none */
    int32_t other_bias;   /* of 2560 */
    int32_t stands;       /* bias of STANDS: 2560 surely an act, -2560 surely none */
    double overrule, within, keep, fill, propose;
} says;

/* What code_with opened, until the test is over. */
static struct {
    dti_judge *judge;
    dti_buf bytes;
} made[16];
static size_t n_made;

static dt_doc *code_with(const char *text, const says *what) {
    dti_buf b;
    dti_judge *judge;
    dt_error err;
    int32_t bias[DTI_JUDGE_COLS] = {0};
    bias[what->type] = 2560;
    if (what->other < DTI_JUDGE_TYPES) bias[what->other] = what->other_bias;
    bias[DTI_JUDGE_STANDS] = what->stands;
    dti_judge_scale scale = SCALE;
    scale.overrule = what->overrule, scale.within = what->within, scale.keep = what->keep;
    scale.fill = what->fill, scale.propose = what->propose;
    dti_buf_init(&b);
    make_weights_of(&b, &scale, bias);
    if (dti_judge_open_bytes("made", b.ptr, b.len, &judge, &err) != DT_OK)
        fail_msg("%s", err.message);
    struct dti_judge *shipped = kb->judge;
    kb->judge = judge;
    dt_doc *doc = code_text(text);
    kb->judge = shipped;
    /* the names of types in the events are the judge's */
    assert_true(n_made < sizeof made / sizeof *made);
    made[n_made].judge = judge;
    made[n_made++].bytes = b;
    return doc;
}

static int drop_made(void **state) {
    (void)state;
    while (n_made) {
        dti_judge_close(made[--n_made].judge);
        dti_buf_release(&made[n_made].bytes);
    }
    return 0;
}

/* Nothing is overruled, turned down, named or proposed. */
static const says SILENT = {ASSAULT, DTI_JUDGE_TYPES, 0, -2560, 2, 0, 0, 2, 2};

static void check_type(const char *text, const says *what, const char *type) {
    dt_doc *doc = code_with(text, what);
    const dt_event *e = dt_doc_event(doc, 0);
    if (!e && type) fail_msg("nothing coded: %s", text);
    if (e && !type) fail_msg("coded as %.*s: %s", (int)e->plover.len, e->plover.ptr, text);
    if (e && !dti_slice_is(e->plover, type))
        fail_msg("%.*s, not %s: %s", (int)e->plover.len, e->plover.ptr, type, text);
    dt_doc_free(doc);
}

static void judge_overrules_a_frame(void **state) {
    (void)state;
    const char *text = "France accused Iran of fraud.";
    says w = SILENT;
    check_type(text, &w, "ACCUSE");
    /* confidence of ASSAULT: 1 / (1 + exp(-(log(p / (1 - p)) / 2 + 1))), some 0.998 */
    w.overrule = 0.99;
    dt_doc *doc = code_with(text, &w);
    const dt_event *e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_true(dti_slice_is(e->plover, "ASSAULT"));
    /* what belonged to the frame's type goes with it: mode, code, scores, classes are the new
     * type's */
    assert_int_equal(e->mode.len, 0);
    assert_true(dti_slice_is(e->cameo, "190") && e->quad == 4 && e->penta == 4);
    /* 0.990 of the type, 0.95 of each actor */
    assert_true(e->confidence > 0.89 && e->confidence < 0.9 && e->score < -8);
    assert_non_null(memmem(e->reason.ptr, e->reason.len, "says ACCUSE, the judge ASSAULT", 30));
    assert_true(begins(e->frame, "accuse"));
    dt_doc_free(doc);
    w.overrule = 0.9999; /* not as sure as is asked for */
    check_type(text, &w, "ACCUSE");
    /* of one alone, of what is not, and of what a rule made, the judge does not decide */
    w.overrule = 0.5;
    check_type("France did not accuse Iran of fraud.", &w, "ACCUSE");
    w.type = CONSULT;
    check_type("France will bomb Iran.", &w, "THREATEN");
    /* p(ASSAULT) = 1 / (1 + exp(160 / 256)) = 0.35, so a confidence of 0.66 */
    w.other = ASSAULT, w.other_bias = 2400;
    check_type("Iran was bombed.", &w, "ASSAULT");
    check_type("France bombed Iran.", &w, "CONSULT");
}

/* SANCTION and COERCE are one class (material conflict): the frame goes only when it is absurd.
 */
static void judge_respects_a_frame_of_the_same_class(void **state) {
    (void)state;
    const char *text = "France imposed sanctions on Iran.";
    says w = SILENT;
    check_type(text, &w, "SANCTION");
    /* p(SANCTION) / p(COERCE) = exp(-512 / 256) = 0.135 */
    w = (says){COERCE, SANCTION, 2560 - 512, -2560, 0.5, 0.1, 0, 2, 2};
    check_type(text, &w, "SANCTION");
    w.within = 0.2;
    check_type(text, &w, "COERCE");
    w.within = 0.1;
    w.type = CONSULT; /* another class: likelier is enough */
    check_type(text, &w, "CONSULT");
}

/* CAMEO, by which labels go, has convictions (116) under 11, disapprove. */
static void judge_agrees_by_cameo(void **state) {
    (void)state;
    says w = {ACCUSE, DTI_JUDGE_TYPES, 0, -2560, 0.5, 0, 0, 2, 2};
    check_type("A French court convicted Iran.", &w, "SANCTION");
    w.type = CONSULT;
    check_type("A French court convicted Iran.", &w, "CONSULT");
    w.type = ACCUSE;
    check_type("France imposed sanctions on Iran.", &w, "ACCUSE");
}

static void judge_turns_down(void **state) {
    (void)state;
    says w = SILENT;
    const char *text = "France accused Iran of fraud.";
    dt_doc *doc = code_with(text, &w);
    double unsure = dt_doc_event(doc, 0)->confidence;
    dt_doc_free(doc);
    assert_true(unsure > 0.001 && unsure < 0.1); /* ACCUSE beside an ASSAULT of exp(10) */
    w.keep = unsure / (0.95 * 0.95) + 0.001; /* of the type, less the doubt about the actors */
    check_type(text, &w, NULL);
    doc = code_with(text, &w);
    assert_int_equal(doc->n_turned_down, 1);
    assert_true(doc->turned_down[0].why[0] != 0);
    dt_doc_free(doc);
    /* of one alone the judge knows little */
    w = (says){CONSULT, ASSAULT, 2400, -2560, 2, 0, 0.7, 2, 2};
    check_type("France bombed Iran.", &w, NULL);
    check_type("Iran was bombed.", &w, "ASSAULT");
}

/* The frame of "condemned" finds no actor in "the massacre"; Iran stands in the sentence. */
static void judge_names_the_missing_party(void **state) {
    (void)state;
    const char *text = "France condemned the massacre after Iran published photographs.";
    says w = SILENT;
    w.type = ACCUSE;
    dt_doc *doc = code_with(text, &w);
    const dt_event *e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_true(!e->n_targets || !e->targets[0].code.len);
    dt_doc_free(doc);
    w.stands = 2560, w.fill = 0.5;
    doc = code_with(text, &w);
    e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_int_equal(e->n_targets, 1);
    assert_true(dti_slice_is(e->targets[0].code, "IRN"));
    assert_true(dti_slice_is(e->sources[0].code, "FRA"));
    assert_non_null(memmem(e->reason.ptr, e->reason.len, "target named by the judge (", 27));
    dt_doc_free(doc);
    /* not when hardly an act stands between the two, and not in the place of somebody */
    w.stands = -256;
    doc = code_with(text, &w);
    e = dt_doc_event(doc, 0);
    assert_true(e && (!e->n_targets || !e->targets[0].code.len));
    dt_doc_free(doc);
    w.stands = 2560;
    doc = code_with("France condemned Iraq after Iran published photographs.", &w);
    e = dt_doc_event(doc, 0);
    assert_true(e && e->n_targets == 1 && dti_slice_is(e->targets[0].code, "IRQ"));
    dt_doc_free(doc);
}

/* No frame knows "awarded a grant". */
static void judge_proposes(void **state) {
    (void)state;
    const char *text = "France awarded Iran a grant.";
    says w = SILENT;
    check_type(text, &w, NULL);
    w.propose = 0.5;
    check_type(text, &w, NULL); /* surely no act */
    w.stands = 2560;
    dt_doc *doc = code_with(text, &w);
    const dt_event *e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_null(dt_doc_event(doc, 1)); /* Iran does nothing */
    assert_true(dti_slice_is(e->plover, "ASSAULT") && dti_slice_is(e->frame, "judge"));
    assert_true(dti_slice_is(e->sources[0].code, "FRA") &&
                dti_slice_is(e->targets[0].code, "IRN"));
    dt_doc_free(doc);
    w.propose = 0.9999; /* likely, but not so likely */
    check_type(text, &w, NULL);
    /* several parties of one act are one event */
    w.propose = 0.5;
    doc = code_with("France and Italy awarded Iran and Iraq a grant.", &w);
    e = dt_doc_event(doc, 0);
    assert_non_null(e);
    assert_null(dt_doc_event(doc, 1));
    assert_true(e->n_sources == 2 && e->n_targets == 2);
    dt_doc_free(doc);
    /* two whom a frame joins already, what is denied, and a place alone get none */
    doc = code_with("France accused Iran of fraud.", &w);
    assert_true(dt_doc_event(doc, 0) && !dt_doc_event(doc, 1));
    assert_false(dti_slice_is(dt_doc_event(doc, 0)->frame, "judge"));
    dt_doc_free(doc);
    check_type("France did not award a grant to Iran.", &w, NULL);
    check_type("In France the prize was a grant.", &w, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_add_up),
        cmocka_unit_test(damaged_weights_are_refused),
        cmocka_unit_test(actors_need_not_be_named),
        cmocka_unit_test(probabilities_sum_to_one),
        cmocka_unit_test(marks_are_checked),
        cmocka_unit_test(version_names_the_weights),
        cmocka_unit_test(acts_of_no_frame_are_proposed),
        cmocka_unit_test_teardown(judge_overrules_a_frame, drop_made),
        cmocka_unit_test_teardown(judge_respects_a_frame_of_the_same_class, drop_made),
        cmocka_unit_test_teardown(judge_agrees_by_cameo, drop_made),
        cmocka_unit_test_teardown(judge_turns_down, drop_made),
        cmocka_unit_test_teardown(judge_names_the_missing_party, drop_made),
        cmocka_unit_test_teardown(judge_proposes, drop_made),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
