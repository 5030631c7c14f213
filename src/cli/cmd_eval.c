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
} answer;

typedef struct evaluation {
    const dt_kb *kb;
    names names;
    answer *answers;
    size_t n, cap;
    size_t n_events;
    int events; /* the text is coded unaided, the marks only tell which events are meant */
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
        printf("%-12s %6zu %6zu  %9.3f %6.3f %6.3f\n", e->names.text[order[i]], gold, given,
               ratio(right, given), ratio(right, gold), f);
        if (gold) sum += f, n_labels++;
        right_all += right;
    }
    for (size_t q = 0; q < e->n; q++) found += e->answers[q].found;
    if (e->events)
        printf("%zu sentences, %.2f events a sentence: the pair found %.3f, with the right type %.3f\n",
               e->n, ratio(e->n_events, e->n), ratio(found, e->n), ratio(right_all, e->n));
    printf("%zu sentences: accuracy %.3f, macro-F1 over the %d types of the labels %.3f\n", e->n,
           ratio(right_all, e->n), n_labels, n_labels ? sum / n_labels : 0);
}

static void print_reliability(const evaluation *e) {
    size_t n[N_BANDS] = {0}, right[N_BANDS] = {0};
    double sum[N_BANDS] = {0};
    for (size_t q = 0; q < e->n; q++) {
        const answer *a = &e->answers[q];
        if (a->type < 0) continue;
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

/* ------------------------------------------------------------------ the run */

static int eval_file(evaluation *e, dti_parser *parser, dt_coder *coder, const char *path,
                     size_t *n_bad) {
    dti_pairs pairs;
    dti_pair_in in;
    dt_error err = {{0}};
    if (dti_pairs_open(&pairs, "eval", path) != 0) return 2;
    int code = 0;
    while (code == 0 && dti_pairs_next(&pairs, &in)) {
        answer a = {-1, -1, 0, 0};
        int known = types_of_label(e->kb, in.root).len || dti_plover_knows(e->kb->image, in.root, (dt_slice){"", 0});
        if (!known) {
            fprintf(stderr, "detente eval: %s:%zu: %s\"%.*s\"\n", path, in.line,
                    in.root.len ? "no type of PLOVER: " : "no label \"root\" or \"plover\": ",
                    (int)in.root.len, in.root.ptr);
            pairs.n_bad++;
            continue;
        }
        a.gold = number_of(&e->names, in.root);
        if (a.gold >= 0) e->names.is_label[a.gold] = 1;
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
    evaluation e = {.events = dti_arg_flag(args, "events")};
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
        code = eval_file(&e, parser, coder, args->n_inputs ? args->inputs[i] : "-", &n_bad);
    if (code == 0 && !e.n) {
        fprintf(stderr, "detente eval: no labelled sentence in the input\n");
        code = 2;
    }
    if (code == 0) {
        fold(&e);
        print_types(&e);
        print_reliability(&e);
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
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    {"model", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "reading model"},
};

const dti_command dti_cmd_eval = {
    .name = "eval",
    .inputs = "[inputs]",
    .summary = "precision and recall of every type on labelled sentences",
    .about = "Reads lines of JSON as `relate` does, with a label besides: \"root\" (or \"plover\"), a "
             "type of PLOVER\n"
             "or a name of world/ontology/old_types.  Prints precision, recall and F1 of every type, "
             "and how often\n"
             "answers of each confidence are right.  Without --events the pair is given and its "
             "relation judged;\n"
             "with it the text is coded as `code` does, and events between the marked two are "
             "compared.",
    .example = "detente eval labelled.jsonl\ndetente eval --events labelled.jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
