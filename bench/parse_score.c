/*
 * parse_score.c: reads CoNLL-U with gold trees, makes a line of scores and speed.
 *
 *   parse_score MODEL [-k KERNELS] [-r REPEATS] [-o OUT.conllu] FILE.conllu...
 *
 * Gold tokens; UPOS, FEATS, UAS, LAS (relation subtypes left off) and LAS with subtypes over all
 * words, punctuation included; words per second of processor time, tagging and parsing on one core, the best of
 * the repeats, reading and scoring apart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/slice.h"
#include "parse/model.h"
#include "parse/relations.h"

#define FIELDS 10

typedef struct corpus {
    char *text;
    dt_slice (*row)[FIELDS];
    size_t n_rows, cap_rows;
    dti_sent_job *sents;
    size_t n_sents, cap_sents;
    dt_slice *forms;
    dti_tok_out *out;
} corpus;

static void die(const char *what) {
    fprintf(stderr, "parse_score: %s\n", what);
    exit(2);
}

static void *grow(void *p, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return p;
    *cap = *cap ? 2 * *cap : 1024;
    p = realloc(p, *cap * size);
    if (!p) die("out of memory");
    return p;
}

static void end_sentence(corpus *c, size_t from) {
    if (c->n_rows == from) return;
    c->sents = grow(c->sents, c->n_sents, &c->cap_sents, sizeof *c->sents);
    c->sents[c->n_sents++].n = c->n_rows - from;
}

static void read_corpus(const char *path, corpus *c) {
    FILE *f = fopen(path, "rb");
    if (!f) die(path);
    memset(c, 0, sizeof *c);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    c->text = malloc((size_t)size + 1);
    if (!c->text || fread(c->text, 1, (size_t)size, f) != (size_t)size) die(path);
    fclose(f);
    dt_slice rest = {c->text, (size_t)size};
    size_t from = 0;
    while (rest.ptr) {
        dt_slice line = dti_slice_cut(&rest, '\n'), field[FIELDS];
        if (line.len == 0) {
            end_sentence(c, from);
            from = c->n_rows;
        }
        if (line.len == 0 || line.ptr[0] == '#') continue;
        size_t n = 0;
        while (n < FIELDS && line.ptr) field[n++] = dti_slice_cut(&line, '\t');
        if (n < FIELDS || memchr(field[0].ptr, '-', field[0].len) ||
            memchr(field[0].ptr, '.', field[0].len))
            continue;
        c->row = grow(c->row, c->n_rows, &c->cap_rows, sizeof *c->row);
        memcpy(c->row[c->n_rows++], field, sizeof field);
    }
    end_sentence(c, from);
    c->forms = malloc((c->n_rows + 1) * sizeof *c->forms);
    c->out = calloc(c->n_rows + 1, sizeof *c->out);
    if (!c->forms || !c->out) die("out of memory");
    for (size_t i = 0; i < c->n_rows; i++) c->forms[i] = c->row[i][1];
    for (size_t s = 0, at = 0; s < c->n_sents; at += c->sents[s++].n) {
        c->sents[s].forms = c->forms + at;
        c->sents[s].out = c->out + at;
    }
}

static dt_slice base_of(dt_slice rel) { return dti_slice_cut(&rel, ':'); }

static void score(const dti_model *m, const char *path, const corpus *c, double words_s) {
    size_t hit[5] = {0}, n = c->n_rows;
    for (size_t i = 0; i < n; i++) {
        const dti_tok_out *o = c->out + i;
        char head[16];
        snprintf(head, sizeof head, "%u", o->head);
        dt_slice rel = dti_str(dti_rel_name(o->deprel));
        int h = dti_slice_is(c->row[i][6], head);
        hit[0] += (size_t)dti_slice_is(c->row[i][3], dti_model_upos_name(m, o->upos));
        hit[1] += (size_t)dti_slice_is(c->row[i][5], dti_model_feats_name(m, o->bundle));
        hit[2] += (size_t)h;
        hit[3] += (size_t)(h && dti_slice_eq(base_of(rel), base_of(c->row[i][7])));
        hit[4] += (size_t)(h && dti_slice_eq(rel, c->row[i][7]));
    }
    double p = n ? 100.0 / (double)n : 0;
    const char *name = strrchr(path, '/');
    printf("%-28s words %zu upos %.2f feats %.2f uas %.2f las %.2f las+ %.2f words/s %.0f\n",
           name ? name + 1 : path, n, p * (double)hit[0], p * (double)hit[1], p * (double)hit[2],
           p * (double)hit[3], p * (double)hit[4], words_s);
}

static void write_out(const char *path, const dti_model *m, const corpus *c) {
    FILE *f = fopen(path, "wb");
    if (!f) die(path);
    for (size_t s = 0; s < c->n_sents; s++) {
        const dti_sent_job *j = c->sents + s;
        for (size_t i = 0; i < j->n; i++)
            fprintf(f, "%zu\t%.*s\t_\t%s\t_\t%s\t%u\t%s\t_\t_\n", i + 1, (int)j->forms[i].len,
                    j->forms[i].ptr, dti_model_upos_name(m, j->out[i].upos),
                    dti_model_feats_name(m, j->out[i].bundle), j->out[i].head,
                    dti_rel_name(j->out[i].deprel));
        fputc('\n', f);
    }
    fclose(f);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may run beside us */
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv) {
    dt_error err = {""};
    dti_model *m;
    const char *kernels = NULL, *out = NULL;
    int repeats = 3;
    if (argc < 3) die("usage: MODEL [-k KERNELS] [-r REPEATS] [-o OUT] FILE.conllu...");
    double t0 = now();
    if (dti_model_open(argv[1], &m, &err) != DT_OK) die(err.message);
    double open_ms = 1000 * (now() - t0);
    dti_parse_ws *ws = dti_parse_ws_new(m);
    if (!ws) die("out of memory");
    for (int i = 2; i < argc; i++) {
        if (argv[i][0] == '-' && i + 1 < argc) {
            char option = argv[i++][1];
            if (option == 'k') kernels = argv[i];
            if (option == 'o') out = argv[i];
            if (option == 'r') repeats = atoi(argv[i]);
            if (kernels && dti_parse_ws_use(ws, kernels) != DT_OK) die("no such kernels here");
            continue;
        }
        corpus c;
        read_corpus(argv[i], &c);
        double best = 1e9;
        for (int k = 0; k < repeats; k++) {
            t0 = now();
            if (dti_model_parse_batch(m, ws, c.sents, c.n_sents) != DT_OK) die("out of memory");
            double t = now() - t0;
            if (t < best) best = t;
        }
        score(m, argv[i], &c, (double)c.n_rows / best);
        if (out) write_out(out, m, &c);
        free(c.text), free(c.row), free(c.sents), free(c.forms), free(c.out);
    }
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    printf("model %s opened in %.1f ms, kernels %s, peak memory %.1f MB\n", dti_model_version(m),
           open_ms, dti_parse_ws_kernels(ws), (double)u.ru_maxrss / 1024);
    dti_parse_ws_free(ws);
    dti_model_close(m);
    return 0;
}
