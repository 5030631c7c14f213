/* model_run.c: reads word forms through the network, makes tags and a tree for each sentence. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "doc.h"
#include "parse/model_feats.h"
#include "parse/model_file.h"
#include "parse/model_kernels.h"
#include "parse/model_tree.h"
#include "parse/relations.h"

/* A batch: as many sentences as fill the kernels' rows, as few rows as stay in the cache. */
#define BATCH_ROWS 640
#define BATCH_SENTS 24
#define ROOT_WORD 1

enum { S_DEP, S_HEAD, S_Q, S_TAG, S_SUM, S_PRODUCT };

/*
 * Row 0 of each sentence stands for the root, rows 1..n for its tokens; the sentences of a batch
 * lie one after the other, the longest first, so that those still running are always the first.
 */
struct dti_parse_ws {
    const dti_model *model;
    const dti_kernels *kern;
    size_t cap_rows, cap_sent; /* rows of a batch, tokens of a sentence, that there is room for */
    uint8_t *x, *y;      /* (rows, widest): input of a layer, output of a layer */
    int32_t *acc;        /* (rows, widest product) */
    float *f;            /* (rows, 2 d_rel): as dependent, as head of a relation */
    uint8_t *dep, *head, *tag; /* (rows, d_arc), (rows, d_arc), (rows, d_tag) */
    int8_t *panels;      /* heads of a sentence as a matrix (d_arc, n) */
    int32_t *start;      /* of that matrix */
    int32_t *arc;        /* (n + 1, n + 1 padded to a panel) */
    uint8_t *state;      /* (BATCH_SENTS, hidden) */
    uint8_t *pair;       /* (rows of a sentence, 2 d_rel) */
    int32_t *gates;      /* (BATCH_SENTS, 4 hidden) */
    float *cell;         /* (BATCH_SENTS, hidden) */
    float *line;         /* one row of the heads of the network */
    uint32_t *heads;
    void *tree;
};

typedef struct batch {
    size_t n, rows;
    dti_sent_job job[BATCH_SENTS];
    size_t first[BATCH_SENTS]; /* row of the root */
} batch;

static size_t whole_panels(size_t n) { return (n + DTI_PANEL - 1) / DTI_PANEL * DTI_PANEL; }

dti_parse_ws *dti_parse_ws_new(const dti_model *m) {
    dti_parse_ws *ws = calloc(1, sizeof *ws);
    if (!ws) return NULL;
    ws->model = m;
    ws->kern = dti_kernels_best();
    return ws;
}

static void release(dti_parse_ws *ws) {
    void *all[] = {ws->x,     ws->y,    ws->acc,   ws->f,    ws->dep,  ws->head, ws->tag, ws->panels,
                   ws->arc,   ws->state, ws->pair, ws->gates, ws->cell, ws->line, ws->heads,
                   ws->tree,  ws->start};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

void dti_parse_ws_free(dti_parse_ws *ws) {
    if (!ws) return;
    release(ws);
    free(ws);
}

int dti_parse_ws_use(dti_parse_ws *ws, const char *kernels) {
    const dti_kernels *k = dti_kernels_named(kernels);
    if (!k) return DT_FAILED;
    ws->kern = k;
    return DT_OK;
}

const char *dti_parse_ws_kernels(const dti_parse_ws *ws) { return ws->kern->name; }

/* Room for a batch of so many rows with a longest sentence of so many tokens. */
static int make_room(dti_parse_ws *ws, size_t rows, size_t sent) {
    if (rows <= ws->cap_rows && sent <= ws->cap_sent) return DT_OK;
    const dti_model *m = ws->model;
    const dti_model_dims *d = &m->dim;
    if (rows < BATCH_ROWS + 1) rows = BATCH_ROWS + 1;
    if (rows < ws->cap_rows) rows = ws->cap_rows;
    if (sent < 128) sent = 128;
    if (sent < ws->cap_sent) sent = ws->cap_sent;
    size_t wide = 2 * d->hidden, in = d->d_word + d->d_affix, product = 4 * d->hidden;
    if (d->d_arc > wide) wide = d->d_arc;
    if (in > wide) wide = in;
    const dti_matrix *last[] = {&m->head, &m->arc, &m->rel, &m->upos, &m->feats};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        if (last[i]->n > product) product = last[i]->n;
    release(ws);
    ws->x = malloc(rows * wide * sizeof *ws->x);
    ws->y = malloc(rows * wide * sizeof *ws->y);
    ws->acc = malloc(rows * product * sizeof *ws->acc);
    ws->f = malloc(rows * 2 * d->d_rel * sizeof *ws->f);
    ws->dep = malloc(rows * d->d_arc * sizeof *ws->dep);
    ws->head = malloc(rows * d->d_arc * sizeof *ws->head);
    ws->tag = malloc(rows * d->d_tag * sizeof *ws->tag);
    ws->panels = malloc(whole_panels(sent + 1) * d->d_arc * sizeof *ws->panels);
    ws->arc = malloc((sent + 1) * whole_panels(sent + 1) * sizeof *ws->arc);
    ws->state = malloc((size_t)BATCH_SENTS * d->hidden * sizeof *ws->state);
    ws->pair = malloc(rows * 2 * d->d_rel * sizeof *ws->pair);
    ws->gates = malloc((size_t)BATCH_SENTS * 4 * d->hidden * sizeof *ws->gates);
    ws->cell = malloc((size_t)BATCH_SENTS * d->hidden * sizeof *ws->cell);
    ws->line = malloc(m->head.n * sizeof *ws->line);
    ws->start = malloc(whole_panels(sent + 1) * sizeof *ws->start);
    ws->heads = malloc((sent + 1) * sizeof *ws->heads);
    ws->tree = malloc(dti_tree_work_bytes(sent));
    ws->cap_rows = rows;
    ws->cap_sent = sent;
    if (ws->x && ws->y && ws->acc && ws->f && ws->dep && ws->head && ws->tag && ws->panels &&
        ws->arc && ws->state && ws->pair && ws->gates && ws->cell && ws->line && ws->heads &&
        ws->tree && ws->start)
        return DT_OK;
    ws->cap_rows = ws->cap_sent = 0;
    return DT_FAILED;
}

/* ---------------------------------------------------------------- encoder */

static uint32_t word_row(const dti_model *m, uint64_t hash) {
    uint32_t mask = m->dim.n_slots - 1, tag = (uint32_t)(hash >> 32);
    for (uint32_t k = (uint32_t)hash & mask; m->slots[2 * k + 1]; k = (k + 1) & mask)
        if (m->slots[2 * k] == tag) return m->slots[2 * k + 1];
    return 0;
}

static void embed(dti_parse_ws *ws, uint32_t row, const uint64_t *keys, uint8_t *x) {
    const dti_model *m = ws->model;
    const int8_t *rows[DTI_N_AFFIX];
    for (size_t i = 0; i < DTI_N_AFFIX; i++)
        rows[i] = m->affixes + (size_t)(keys[i] & (m->dim.n_buckets - 1)) * m->dim.d_affix;
    ws->kern->gather(m->words + (size_t)row * m->dim.d_word, m->dim.d_word, rows, DTI_N_AFFIX,
                     m->dim.d_affix, x);
}

static void embed_batch(dti_parse_ws *ws, const batch *b) {
    size_t wide = ws->model->input[0].k;
    dti_form_keys keys;
    uint64_t root[DTI_N_AFFIX];
    for (size_t i = 0; i < DTI_N_AFFIX; i++) {
        char name[2] = {'R', (char)('0' + i)};
        root[i] = dti_model_hash(name, 2);
    }
    for (size_t s = 0; s < b->n; s++) {
        uint8_t *x = ws->x + b->first[s] * wide;
        embed(ws, ROOT_WORD, root, x);
        for (size_t i = 0; i < b->job[s].n; i++) {
            x += wide;
            dti_form_keys_of(b->job[s].forms[i], &keys);
            embed(ws, word_row(ws->model, keys.word), keys.affix, x);
        }
    }
}

/* One direction of one layer over all sentences of the batch, side by side. */
static void run_direction(dti_parse_ws *ws, const batch *b, uint32_t layer, int backward) {
    const dti_matrix *in = &ws->model->input[layer], *u = &ws->model->state[layer][backward];
    size_t h = ws->model->dim.hidden, off = backward ? 4 * h : 0, live = backward ? 0 : b->n;
    size_t longest = b->job[0].n + 1;
    ws->kern->gemm(ws->x, in->k, b->rows, in->w + off * in->k, in->k, 4 * h, in->start + off,
                   ws->acc, 4 * h);
    memset(ws->state, DTI_A_ZERO, b->n * h * sizeof *ws->state);
    memset(ws->cell, 0, b->n * h * sizeof *ws->cell);
    for (size_t step = 0; step < longest; step++) {
        size_t t = backward ? longest - 1 - step : step;
        while (live < b->n && b->job[live].n >= t) live++;
        while (b->job[live - 1].n < t) live--;
        ws->kern->gemm(ws->state, h, live, u->w, h, 4 * h, u->start, ws->gates, 4 * h);
        for (size_t s = 0; s < live; s++) {
            size_t row = b->first[s] + t;
            uint8_t *out = ws->y + row * 2 * h + (backward ? h : 0);
            ws->kern->lstm(ws->acc + row * 4 * h, in->step + off, in->bias + off,
                           ws->gates + s * 4 * h, u->step, ws->cell + s * h, out, h);
            memcpy(ws->state + s * h, out, h * sizeof *out);
        }
    }
}

static void encode(dti_parse_ws *ws, const batch *b) {
    embed_batch(ws, b);
    for (uint32_t l = 0; l < ws->model->dim.n_layers; l++) {
        run_direction(ws, b, l, 0);
        run_direction(ws, b, l, 1);
        uint8_t *x = ws->x;
        ws->x = ws->y;
        ws->y = x;
    }
}

/* ---------------------------------------------------------------- heads of the network */

/* out (rows, n of the matrix) = x times the matrix */
static void multiply(dti_parse_ws *ws, const uint8_t *x, size_t rows, const dti_matrix *w) {
    ws->kern->gemm(x, w->k, rows, w->w, w->k, w->n, w->start, ws->acc, w->n);
}

/* The five views of every token: as dependent, as head, both again for relations, for tags. */
static void make_views(dti_parse_ws *ws, size_t rows) {
    const dti_model *m = ws->model;
    const dti_kernels *kern = ws->kern;
    const dti_matrix *w = &m->head;
    size_t a = m->dim.d_arc, r = m->dim.d_rel, t = m->dim.d_tag;
    multiply(ws, ws->x, rows, w);
    for (size_t i = 0; i < rows; i++) {
        float *f = ws->line;
        kern->leaky(ws->acc + i * w->n, w->step, w->bias, f, w->n);
        kern->quantise(f, m->scale[S_DEP], DTI_A_MAX, ws->y + i * a, a);
        /* heads are the weights of the product with the dependents */
        kern->quantise(f + a, m->scale[S_HEAD], DTI_W_MAX, ws->head + i * a, a);
        memcpy(ws->f + i * 2 * r, f + 2 * a, 2 * r * sizeof *f);
        kern->quantise(f + 2 * a + 2 * r, m->scale[S_TAG], DTI_A_MAX, ws->tag + i * t, t);
    }
    multiply(ws, ws->y, rows, &m->arc);
    for (size_t i = 0; i < rows; i++)
        kern->requantise(ws->acc + i * m->arc.n, m->arc.step, m->arc.bias, m->scale[S_Q],
                         ws->dep + i * a, a);
}

static void tag_rows(dti_parse_ws *ws, const batch *b) {
    const dti_model *m = ws->model;
    const dti_matrix *u = &m->upos, *f = &m->feats;
    multiply(ws, ws->tag, b->rows, u);
    for (size_t s = 0; s < b->n; s++) {
        const int32_t *acc = ws->acc + (b->first[s] + 1) * u->n;
        for (size_t i = 0; i < b->job[s].n; i++, acc += u->n)
            b->job[s].out[i].upos = (uint8_t)ws->kern->best(acc, u->step, m->upos_bias, u->n);
    }
    multiply(ws, ws->tag, b->rows, f);
    for (size_t s = 0; s < b->n; s++) {
        const int32_t *acc = ws->acc + (b->first[s] + 1) * f->n;
        for (size_t i = 0; i < b->job[s].n; i++, acc += f->n) {
            dti_tok_out *o = b->job[s].out + i;
            const float *bias = m->feats_bias + o->upos * f->n;
            o->bundle = (uint16_t)ws->kern->best(acc, f->step, bias, f->n);
            o->feats = m->bits[o->bundle];
        }
    }
}

/* Heads of a sentence as a matrix in panels: column j is row j of the sentence. */
static void lay_panels(const uint8_t *head, size_t n, size_t a, int8_t *out, int32_t *start) {
    for (size_t p = 0; p < n; p += DTI_PANEL, out += a * DTI_PANEL) {
        for (size_t j = 0; j < DTI_PANEL; j++) {
            const uint8_t *row = head + (p + j) * a;
            int32_t sum = 0;
            if (p + j >= n) {
                for (size_t k = 0; k < a; k += 4) memset(out + k * DTI_PANEL + 4 * j, 0, 4);
            } else {
                for (size_t k = 0; k < a; k++) sum += row[k] - DTI_A_ZERO;
                for (size_t k = 0; k < a; k += 4) {
                    uint32_t four;
                    memcpy(&four, row + k, sizeof four);
                    four ^= 0x80808080u; /* DTI_A_ZERO taken out of each */
                    memcpy(out + k * DTI_PANEL + 4 * j, &four, sizeof four);
                }
            }
            start[p + j] = -DTI_A_ZERO * sum;
        }
    }
}

static void parse_sentence(dti_parse_ws *ws, const dti_sent_job *job, size_t first) {
    const dti_model *m = ws->model;
    const dti_matrix *rel = &m->rel;
    size_t a = m->dim.d_arc, r = m->dim.d_rel, n = job->n, ld = whole_panels(n + 1);
    if (n == 0) return;
    lay_panels(ws->head + first * a, n + 1, a, ws->panels, ws->start);
    ws->kern->gemm(ws->dep + (first + 1) * a, a, n, ws->panels, a, ld, ws->start, ws->arc + ld,
                   ld);
    ws->heads[0] = 0;
    for (size_t i = 1; i <= n; i++)
        ws->heads[i] = (uint32_t)ws->kern->top(ws->arc + i * ld, n + 1, i);
    if (!dti_is_one_tree(ws->heads, n, ws->tree))
        dti_best_tree(ws->arc, ld, n, ws->heads, ws->tree);
    const float *f = ws->f + first * 2 * r;
    for (size_t i = 1; i <= n; i++)
        ws->kern->pair(f + i * 2 * r, f + ws->heads[i] * 2 * r + r, m->scale[S_SUM],
                       m->scale[S_PRODUCT], ws->pair + (i - 1) * 2 * r, r);
    multiply(ws, ws->pair, n, rel);
    for (size_t i = 0; i < n; i++) {
        dti_tok_out *o = job->out + i;
        o->head = ws->heads[i + 1];
        size_t best = m->root_rel;
        if (o->head) best = ws->kern->best(ws->acc + i * rel->n, rel->step, m->rel_bias, rel->n);
        o->deprel = m->rel_of[best];
    }
}

static int run_batch(dti_parse_ws *ws, batch *b) {
    if (b->n == 0) return DT_OK;
    for (size_t i = 1; i < b->n; i++) { /* longest first, else as they came */
        dti_sent_job j = b->job[i];
        size_t k = i;
        for (; k > 0 && b->job[k - 1].n < j.n; k--) b->job[k] = b->job[k - 1];
        b->job[k] = j;
    }
    b->rows = 0;
    for (size_t i = 0; i < b->n; i++) {
        b->first[i] = b->rows;
        b->rows += b->job[i].n + 1;
    }
    if (make_room(ws, b->rows, b->job[0].n) != DT_OK) return DT_FAILED;
    encode(ws, b);
    make_views(ws, b->rows);
    tag_rows(ws, b);
    for (size_t i = 0; i < b->n; i++) parse_sentence(ws, &b->job[i], b->first[i]);
    b->n = b->rows = 0;
    return DT_OK;
}

static int add_sentence(dti_parse_ws *ws, batch *b, const dti_sent_job *j) {
    if (b->n == BATCH_SENTS || (b->n && b->rows + j->n + 1 > BATCH_ROWS))
        if (run_batch(ws, b) != DT_OK) return DT_FAILED;
    b->job[b->n++] = *j;
    b->rows += j->n + 1;
    return DT_OK;
}

/* Windows of one long sentence become one tree: later roots hang on the first. */
static void join_windows(const dti_sent_job *j) {
    uint32_t root = 0;
    for (size_t i = 0; i < j->n; i++) {
        dti_tok_out *o = j->out + i;
        size_t window = i / DTI_MAX_SENT_TOKENS * DTI_MAX_SENT_TOKENS;
        if (o->head) {
            o->head += (uint32_t)window;
        } else if (!root) {
            root = (uint32_t)i + 1;
        } else {
            o->head = root;
            o->deprel = DTI_R_PARATAXIS;
        }
    }
}

int dti_model_parse_batch(const dti_model *m, dti_parse_ws *ws, dti_sent_job *jobs,
                          size_t n_jobs) {
    batch b;
    b.n = b.rows = 0;
    ws->model = m;
    for (size_t i = 0; i < n_jobs; i++) {
        const dti_sent_job *j = jobs + i;
        for (size_t at = 0; at < j->n; at += DTI_MAX_SENT_TOKENS) {
            size_t left = j->n - at;
            dti_sent_job part = {j->forms + at,
                                 left < DTI_MAX_SENT_TOKENS ? left : DTI_MAX_SENT_TOKENS,
                                 j->out + at};
            if (add_sentence(ws, &b, &part) != DT_OK) return DT_FAILED;
        }
    }
    if (run_batch(ws, &b) != DT_OK) return DT_FAILED;
    for (size_t i = 0; i < n_jobs; i++)
        if (jobs[i].n > DTI_MAX_SENT_TOKENS) join_windows(jobs + i);
    return DT_OK;
}

int dti_model_parse(const dti_model *m, dti_parse_ws *ws, const dt_slice *forms, size_t n,
                    dti_tok_out *out) {
    dti_sent_job job = {forms, n, out};
    return dti_model_parse_batch(m, ws, &job, 1);
}
