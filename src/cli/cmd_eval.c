/* cmd_eval.c: labelled sentences in, precision, recall and F1 of every type out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "cli/commands.h"
#include "cli/pairs_in.h"
#include "kb/kb.h"
#include "kb/ontology.h"

#define MAX_NAMES 64
#define NAME_BYTES 24
#define N_BANDS 10
#define NO_RELATION "NONE"

/* Names of types that occur, those of the labels and those of the answers. */
typedef struct names {
    char text[MAX_NAMES][NAME_BYTES];
    int is_label[MAX_NAMES];
    int n;
} names;

typedef struct answer {
    int gold, type; /* numbers in names; type -1: none */
    float confidence;
    int found; /* events: some event stands between the two */
    int input; /* number of the file */
    size_t line;
} answer;

typedef struct evaluation {
    const dt_kb *kb;
    names names;
    answer *answers;
    size_t n, cap;
    size_t n_events;
    int events; /* the text is coded unaided, the marks only tell which events are meant */
    int none;   /* number of the label "no relation" in names; -1: no line has it */
} evaluation;

static int number_of(names *all, dt_slice name) {
    for (int i = 0; i < all->n; i++)
        if (dti_slice_is(name, all->text[i])) return i;
    if (all->n == MAX_NAMES || !name.len || name.len >= NAME_BYTES) return -1;
    memcpy(all->text[all->n], name.ptr, name.len);
    all->text[all->n][name.len] = 0;
    return all->n++;
}

/* The types that a label of another set stands for: "YIELD" -> "CONCEDE|RETREAT"; empty: its own. */
static dt_slice types_of_label(const dt_kb *kb, dt_slice label) {
    const dti_table *t = dti_kb_table(kb, "world/ontology/old_types");
    int name = t ? dti_table_col(t, "name") : -1, types = t ? dti_table_col(t, "types") : -1;
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, name), label)) return dti_table_cell(t, row, types);
    return (dt_slice){"", 0};
}

static int stands_for(const dt_kb *kb, dt_slice label, dt_slice type) {
    dt_slice rest = types_of_label(kb, label);
    while (rest.len)
        if (dti_slice_eq(dti_slice_cut(&rest, '|'), type)) return 1;
    return 0;
}

static int keep(evaluation *e, answer a) {
    if (e->n == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 1024;
        answer *more = realloc(e->answers, cap * sizeof *more);
        if (!more) return DT_FAILED;
        e->answers = more;
        e->cap = cap;
    }
    e->answers[e->n++] = a;
    return DT_OK;
}

/* The type that a CAMEO code falls in; a longer code than the table has is cut. */
static dt_slice type_of_cameo(const dt_kb *kb, dt_slice code) {
    const dti_table *t = dti_kb_table(kb, "world/ontology/cameo");
    int col = t ? dti_table_col(t, "code") : -1, type = t ? dti_table_col(t, "type") : -1;
    for (; code.len >= 2; code.len--)
        for (size_t row = 0; t && row < dti_table_n_rows(t); row++) {
            if (!dti_slice_eq(dti_table_cell(t, row, col), code)) continue;
            dt_slice found = dti_table_cell(t, row, type);
            return found.len ? found : dti_str(NO_RELATION);
        }
    return (dt_slice){"", 0};
}

/*
 * What a label means: a type in any case of letters, an older name of types, a CAMEO code, or
 * "none" of the two having to do with the other.  Written into out (NAME_BYTES); 0 when it means
 * nothing.
 */
static int read_label(const dt_kb *kb, dt_slice label, char *out) {
    if (label.len && label.ptr[0] >= '0' && label.ptr[0] <= '9')
        label = type_of_cameo(kb, label);
    if (!label.len || label.len >= NAME_BYTES) return 0;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        out[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    out[label.len] = 0;
    dt_slice name = dti_str(out);
    return dti_slice_is(name, NO_RELATION) || types_of_label(kb, name).len ||
           dti_plover_knows(kb->image, name, (dt_slice){"", 0});
}

/* ------------------------------------------------------------------ answers */

static int share(const dt_actor *actors, size_t n, dt_slice text, const dti_mark *m) {
    if (m->implicit) return 1;
    dt_slice words = {text.ptr + m->start, m->end - m->start};
    for (size_t i = 0; i < n; i++) {
        if (actors[i].start < m->end && m->start < actors[i].end) return 1;
        /* cleaning may have moved the text: the same words elsewhere count */
        if (actors[i].text.len && memmem(words.ptr, words.len, actors[i].text.ptr, actors[i].text.len))
            return 1;
    }
    return 0;
}

/* Parties of a mutual act may stand on either side. */
static int is_mutual(dt_slice type) {
    return dti_slice_is(type, "CONSULT") || dti_slice_is(type, "AGREE") ||
           dti_slice_is(type, "COOPERATE");
}

static int between(const dt_event *e, const dti_relate_input *in) {
    int straight = share(e->sources, e->n_sources, in->text, &in->source) &&
                   share(e->targets, e->n_targets, in->text, &in->target);
    if (straight || !is_mutual(e->plover)) return straight;
    return (share(e->sources, e->n_sources, in->text, &in->source) ||
            share(e->targets, e->n_targets, in->text, &in->source)) &&
           (share(e->sources, e->n_sources, in->text, &in->target) ||
            share(e->targets, e->n_targets, in->text, &in->target));
}

/* Of the events between the two, one of the right type if there is one, else the surest. */
static int answer_by_events(evaluation *e, dt_coder *coder, const dti_pair_in *in, answer *a,
                            dt_error *err) {
    dt_input input = {.body = in->input.text, .published = in->input.date, .lang = dti_str("en")};
    dt_doc *doc;
    if (dt_code(coder, &input, &doc, err) != DT_OK) return DT_FAILED;
    double best = -1;
    size_t n = dt_doc_n_events(doc);
    e->n_events += n;
    for (size_t i = 0; i < n; i++) {
        const dt_event *event = dt_doc_event(doc, i);
        if (!between(event, &in->input)) continue;
        int right = dti_slice_eq(event->plover, in->root) ||
                    stands_for(e->kb, in->root, event->plover);
        double rank = event->confidence + (right ? 2 : 0);
        a->found = 1;
        if (rank <= best) continue;
        best = rank;
        a->type = number_of(&e->names, event->plover);
        a->confidence = (float)event->confidence;
    }
    dt_doc_free(doc);
    return DT_OK;
}

static int answer_by_judge(evaluation *e, dti_parser *parser, const dti_pair_in *in, answer *a,
                           dt_error *err) {
    dti_relation r;
    dt_doc *doc;
    if (dti_relate(e->kb, parser, &in->input, NULL, &doc, &r, err) != DT_OK) return DT_FAILED;
    a->type = number_of(&e->names, r.type);
    a->confidence = r.verdict.probability[r.verdict.best];
    a->found = 1;
    dt_doc_free(doc);
    return DT_OK;
}

/* ------------------------------------------------------------------ figures */

/* Types for which a label of the set stands are counted under that label. */
static void fold(evaluation *e) {
    for (int i = 0; i < e->names.n; i++) {
        if (!e->names.is_label[i]) continue;
        for (int k = 0; k < e->names.n; k++) {
            if (k == i || !stands_for(e->kb, dti_str(e->names.text[i]), dti_str(e->names.text[k])))
                continue;
            for (size_t q = 0; q < e->n; q++) {
                if (e->answers[q].type == k) e->answers[q].type = i;
                if (e->answers[q].gold == k) e->answers[q].gold = i;
            }
        }
    }
}

static double ratio(size_t a, size_t b) { return b ? (double)a / (double)b : 0; }

/* A share of nothing is no share. */
static const char *share_text(size_t a, size_t b, char out[16]) {
    snprintf(out, 16, b ? "%.3f" : "-", ratio(a, b));
    return out;
}

static void print_types(const evaluation *e) {
    double sum = 0;
    int n_labels = 0, order[MAX_NAMES];
    size_t right_all = 0, found = 0;
    for (int i = 0; i < e->names.n; i++) {
        int k = i;
        while (k > 0 && strcmp(e->names.text[order[k - 1]], e->names.text[i]) > 0)
            order[k] = order[k - 1], k--;
        order[k] = i;
    }
    printf("%-12s %6s %6s  %9s %6s %6s\n", "type", "labels", "given", "precision", "recall", "F1");
    for (int i = 0; i < e->names.n; i++) {
        size_t right = 0, given = 0, gold = 0;
        for (size_t q = 0; q < e->n; q++) {
            gold += e->answers[q].gold == order[i];
            given += e->answers[q].type == order[i];
            right += e->answers[q].gold == order[i] && e->answers[q].type == order[i];
        }
        if (!gold && !given) continue;
        double f = ratio(2 * right, gold + given);
        char precision[16], recall[16];
        printf("%-12s %6zu %6zu  %9s %6s %6.3f\n", e->names.text[order[i]], gold, given,
               share_text(right, given, precision), share_text(right, gold, recall), f);
        if (gold) sum += f, n_labels++;
        right_all += right;
    }
    size_t n_pairs = 0, right_pairs = 0;
    for (size_t q = 0; q < e->n; q++) {
        const answer *a = &e->answers[q];
        if (a->gold == e->none) continue;
        n_pairs++;
        found += a->found;
        right_pairs += a->type == a->gold;
    }
    if (e->events)
        printf("%zu sentences, %.2f events a sentence: the pair found %.3f, with the right type %.3f\n",
               e->n, ratio(e->n_events, e->n), ratio(found, n_pairs), ratio(right_pairs, n_pairs));
    printf("%zu sentences: accuracy %.3f, macro-F1 over the %d types of the labels %.3f\n", e->n,
           ratio(right_all, e->n), n_labels, n_labels ? sum / n_labels : 0);
}

static void print_reliability(const evaluation *e) {
    size_t n[N_BANDS] = {0}, right[N_BANDS] = {0};
    double sum[N_BANDS] = {0};
    for (size_t q = 0; q < e->n; q++) {
        const answer *a = &e->answers[q];
        if (a->type < 0 || (a->type == e->none && !a->found)) continue;
        int band = (int)(a->confidence * N_BANDS);
        band = band < 0 ? 0 : band >= N_BANDS ? N_BANDS - 1 : band;
        n[band]++;
        right[band] += a->type == a->gold;
        sum[band] += a->confidence;
    }
    printf("confidence   answers   mean  right\n");
    for (int i = 0; i < N_BANDS; i++)
        if (n[i])
            printf("%.1f to %.1f %9zu  %5.3f  %5.3f\n", i / 10.0, (i + 1) / 10.0, n[i],
                   sum[i] / (double)n[i], ratio(right[i], n[i]));
}

static void print_wrong(const evaluation *e, const dti_args *args) {
    printf("answered otherwise than labelled\n");
    for (size_t q = 0; q < e->n; q++) {
        const answer *a = &e->answers[q];
        if (a->type == a->gold) continue;
        printf("%s:%zu\t%s\t%s\t%.2f\n", args->n_inputs ? args->inputs[a->input] : "-", a->line,
               e->names.text[a->gold], a->type < 0 ? NO_RELATION : e->names.text[a->type],
               (double)a->confidence);
    }
}

/* ------------------------------------------------------------------ the run */

static void tell_label(const char *path, const dti_pair_in *in) {
    if (!in->root.len)
        fprintf(stderr, "detente eval: %s:%zu: no label \"root\", \"plover\" or \"cameo\"\n", path,
                in->line);
    else
        fprintf(stderr, "detente eval: %s:%zu: no type of PLOVER: \"%.*s\"\n", path, in->line,
                (int)in->root.len, in->root.ptr);
}

static int eval_file(evaluation *e, dti_parser *parser, dt_coder *coder, const char *path,
                     int number, size_t *n_bad) {
    dti_pairs pairs;
    dti_pair_in in;
    dt_error err = {{0}};
    if (dti_pairs_open(&pairs, "eval", path) != 0) return 2;
    int code = 0;
    while (code == 0 && dti_pairs_next(&pairs, &in)) {
        answer a = {.gold = -1, .type = -1, .input = number, .line = in.line};
        char label[NAME_BYTES];
        if (!read_label(e->kb, in.root, label)) {
            tell_label(path, &in);
            pairs.n_bad++;
            continue;
        }
        in.root = dti_str(label);
        a.gold = number_of(&e->names, in.root);
        if (a.gold >= 0) e->names.is_label[a.gold] = 1;
        if (dti_slice_is(in.root, NO_RELATION)) e->none = a.gold;
        int ok = e->events ? answer_by_events(e, coder, &in, &a, &err)
                           : answer_by_judge(e, parser, &in, &a, &err);
        if (ok != DT_OK) {
            fprintf(stderr, "detente eval: %s:%zu: %s\n", path, in.line, err.message);
            pairs.n_bad++;
        } else if (keep(e, a) != DT_OK) {
            fprintf(stderr, "detente eval: out of memory\n");
            code = 2;
        }
    }
    *n_bad += pairs.n_bad;
    dti_pairs_close(&pairs);
    return code;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    evaluation e = {.events = dti_arg_flag(args, "events"), .none = -1};
    size_t n_bad = 0;
    int code = 2;
    dti_parser *parser = NULL;
    dt_coder *coder = NULL;
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), dti_arg(args, "model"), &err);
    if (kb) parser = dti_parser_new(kb, &err);
    if (parser) coder = dt_coder_new(kb, NULL, &err);
    if (coder && !kb->judge && !e.events) snprintf(err.message, sizeof err.message, "there are no weights of the judge");
    if (!coder || (!kb->judge && !e.events)) {
        fprintf(stderr, "detente eval: %s\n", err.message);
        goto done;
    }
    e.kb = kb;
    code = 0;
    for (int i = 0; code == 0 && i < (args->n_inputs ? args->n_inputs : 1); i++)
        code = eval_file(&e, parser, coder, args->n_inputs ? args->inputs[i] : "-", i, &n_bad);
    if (code == 0 && !e.n) {
        fprintf(stderr, "detente eval: no labelled sentence in the input\n");
        code = 2;
    }
    if (code == 0) {
        fold(&e);
        for (size_t q = 0; q < e.n; q++)
            if (e.answers[q].type < 0) e.answers[q].type = e.none;
        print_types(&e);
        print_reliability(&e);
        if (dti_arg_flag(args, "wrong")) print_wrong(&e, args);
    }
done:
    free(e.answers);
    dt_coder_free(coder);
    dti_parser_free(parser);
    dt_kb_close(kb);
    return code ? code : n_bad ? 1 : 0;
}

static const dti_option options[] = {
    {"events", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "code the text unaided and look for the marked pair among its events"},
    {"wrong", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "then the lines answered otherwise: where, label, answer, confidence"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    {"model", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "reading model"},
};

const dti_command dti_cmd_eval = {
    .name = "eval",
    .inputs = "[inputs]",
    .summary = "precision and recall of every type on labelled sentences",
    .about = "Reads lines of JSON with two marked actors and a label, as\n\n"
             "  {\"text\": \"Iran accused Israel of sabotage.\", \"source\": \"Iran\", \"target\": "
             "\"Israel\", \"root\": \"ACCUSE\"}\n\n"
             "An actor is marked by its words (where they first stand) or as `relate` has it, "
             "{\"start\", \"end\"}\n"
             "in bytes.  The label, \"root\", \"plover\" or \"cameo\", is a type of PLOVER, an older "
             "name of one\n"
             "(world/ontology/old_types), a CAMEO code of two to four digits, or NONE: the two "
             "have nothing to do with\n"
             "each other.  \"date\" (YYYY-MM-DD) may say when it was published.\n\n"
             "Prints precision, recall and F1 of every type (`-`: of nothing), and how often answers "
             "of each\n"
             "confidence are right.  Without --events the pair is given and its relation judged, "
             "which always answers;\n"
             "with it the text is coded as `code` does, and events between the marked two are "
             "compared.",
    .example = "detente eval labelled.jsonl\ndetente eval --events labelled.jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
