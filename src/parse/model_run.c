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
#define BATCH_ROWS 384
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
    int16_t *x, *y;      /* (rows, widest): input of a layer, output of a layer */
    int32_t *acc;        /* (rows, widest product) */
    float *f;            /* (rows, width of head) */
    int16_t *dep, *head, *tag; /* (rows, d_arc), (rows, d_arc), (rows, d_tag) */
    int16_t *panels;     /* heads of a sentence as a matrix (d_arc, n) */
    int32_t *arc;        /* (n + 1, n + 1 padded to 8) */
    int16_t *state;      /* (BATCH_SENTS, hidden) */
    int16_t *pair;       /* (rows of a sentence, 2 d_rel) */
    int32_t *gates;      /* (BATCH_SENTS, 4 hidden) */
    float *cell;         /* (BATCH_SENTS, hidden) */
    float *line;         /* one row of scores */
    uint32_t *heads;
    void *tree;
};

typedef struct batch {
    size_t n, rows;
    dti_sent_job job[BATCH_SENTS];
    size_t first[BATCH_SENTS]; /* row of the root */
} batch;

static size_t round8(size_t n) { return (n + 7) / 8 * 8; }

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
                   ws->tree};
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
    size_t wide = 2 * d->hidden, in = d->d_word + d->d_affix, product = 8 * d->hidden;
    if (in > wide) wide = in;
    if (m->head.n > product) product = m->head.n;
    size_t line = m->feats.n > m->rel.n ? m->feats.n : m->rel.n;
    if (line > product) product = line;
    release(ws);
    ws->x = malloc(rows * wide * sizeof *ws->x);
    ws->y = malloc(rows * wide * sizeof *ws->y);
    ws->acc = malloc(rows * product * sizeof *ws->acc);
    ws->f = malloc(rows * m->head.n * sizeof *ws->f);
    ws->dep = malloc(rows * d->d_arc * sizeof *ws->dep);
    ws->head = malloc(rows * d->d_arc * sizeof *ws->head);
    ws->tag = malloc(rows * d->d_tag * sizeof *ws->tag);
    ws->panels = malloc(round8(sent + 1) * d->d_arc * sizeof *ws->panels);
    ws->arc = malloc((sent + 1) * round8(sent + 1) * sizeof *ws->arc);
    ws->state = malloc((size_t)BATCH_SENTS * d->hidden * sizeof *ws->state);
    ws->pair = malloc(rows * 2 * d->d_rel * sizeof *ws->pair);
    ws->gates = malloc((size_t)BATCH_SENTS * 4 * d->hidden * sizeof *ws->gates);
    ws->cell = malloc((size_t)BATCH_SENTS * d->hidden * sizeof *ws->cell);
    ws->line = malloc((line > m->arc.n ? line : m->arc.n) * sizeof *ws->line);
    ws->heads = malloc((sent + 1) * sizeof *ws->heads);
    ws->tree = malloc(dti_tree_work_bytes(sent));
    ws->cap_rows = rows;
    ws->cap_sent = sent;
    if (ws->x && ws->y && ws->acc && ws->f && ws->dep && ws->head && ws->tag && ws->panels &&
        ws->arc && ws->state && ws->pair && ws->gates && ws->cell && ws->line && ws->heads &&
        ws->tree)
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

static void embed(dti_parse_ws *ws, uint32_t row, const uint64_t *keys, int16_t *x) {
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
        int16_t *x = ws->x + b->first[s] * wide;
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
    size_t h = ws->model->dim.hidden, off = backward ? 4 * h : 0;
    size_t longest = b->job[0].n + 1;
    memset(ws->state, 0, b->n * h * sizeof *ws->state);
    memset(ws->cell, 0, b->n * h * sizeof *ws->cell);
    for (size_t step = 0; step < longest; step++) {
        size_t t = backward ? longest - 1 - step : step, live = b->n;
        while (b->job[live - 1].n < t) live--;
        ws->kern->gemm(ws->state, h, live, u->w, h, 4 * h, ws->gates, 4 * h);
        for (size_t s = 0; s < live; s++) {
            size_t row = b->first[s] + t;
            int16_t *out = ws->y + row * 2 * h + (backward ? h : 0);
            ws->kern->lstm(ws->acc + row * 8 * h + off, in->step + off, in->bias + off,
                           ws->gates + s * 4 * h, u->step, ws->cell + s * h, out, h);
            memcpy(ws->state + s * h, out, h * sizeof *out);
        }
    }
}

static void encode(dti_parse_ws *ws, const batch *b) {
    const dti_model *m = ws->model;
    embed_batch(ws, b);
    for (uint32_t l = 0; l < m->dim.n_layers; l++) {
        const dti_matrix *in = &m->input[l];
        ws->kern->gemm(ws->x, in->k, b->rows, in->w, in->k, in->n, ws->acc, in->n);
        run_direction(ws, b, l, 0);
        run_direction(ws, b, l, 1);
        int16_t *x = ws->x;
        ws->x = ws->y;
        ws->y = x;
    }
}

/* ---------------------------------------------------------------- heads of the network */

/* The five views of every token: as dependent, as head, both again for relations, for tags. */
static void make_views(dti_parse_ws *ws, size_t rows) {
    const dti_model *m = ws->model;
    const dti_matrix *w = &m->head;
    size_t a = m->dim.d_arc, r = m->dim.d_rel, t = m->dim.d_tag;
    ws->kern->gemm(ws->x, w->k, rows, w->w, w->k, w->n, ws->acc, w->n);
    for (size_t i = 0; i < rows; i++) {
        float *f = ws->f + i * w->n;
        ws->kern->affine(ws->acc + i * w->n, w->step, w->bias, f, w->n);
        ws->kern->leaky(f, w->n);
        ws->kern->quantise(f, m->scale[S_DEP], ws->y + i * a, a);
        ws->kern->quantise(f + a, m->scale[S_HEAD], ws->head + i * a, a);
        ws->kern->quantise(f + 2 * a + 2 * r, m->scale[S_TAG], ws->tag + i * t, t);
    }
    ws->kern->gemm(ws->y, a, rows, m->arc.w, a, m->arc.n, ws->acc, m->arc.n);
    for (size_t i = 0; i < rows; i++) {
        ws->kern->affine(ws->acc + i * a, m->arc.step, m->arc.bias, ws->line, a);
        ws->kern->quantise(ws->line, m->scale[S_Q], ws->dep + i * a, a);
    }
}

static size_t best_of(const dti_matrix *w, const int32_t *acc, float *line, const dti_kernels *k,
                      const uint8_t *allowed) {
    size_t best = SIZE_MAX;
    k->affine(acc, w->step, w->bias, line, w->n);
    for (size_t i = 0; i < w->real; i++)
        if ((!allowed || allowed[i]) && (best == SIZE_MAX || line[i] > line[best])) best = i;
    return best == SIZE_MAX ? 0 : best;
}

static void tag_rows(dti_parse_ws *ws, const batch *b) {
    const dti_model *m = ws->model;
    size_t t = m->dim.d_tag;
    ws->kern->gemm(ws->tag, t, b->rows, m->upos.w, t, m->upos.n, ws->acc, m->upos.n);
    for (size_t s = 0; s < b->n; s++)
        for (size_t i = 0; i < b->job[s].n; i++)
            b->job[s].out[i].upos =
                (uint8_t)best_of(&m->upos, ws->acc + (b->first[s] + 1 + i) * m->upos.n, ws->line,
                                 ws->kern, NULL);
    ws->kern->gemm(ws->tag, t, b->rows, m->feats.w, t, m->feats.n, ws->acc, m->feats.n);
    for (size_t s = 0; s < b->n; s++)
        for (size_t i = 0; i < b->job[s].n; i++) {
            dti_tok_out *o = b->job[s].out + i;
            o->bundle =
                (uint16_t)best_of(&m->feats, ws->acc + (b->first[s] + 1 + i) * m->feats.n,
                                  ws->line, ws->kern, m->allowed + o->upos * m->dim.n_feats);
            o->feats = m->bits[o->bundle];
        }
}

/* Heads of a sentence as a matrix in panels: column j is row j of the sentence. */
static void lay_panels(const int16_t *head, size_t n, size_t a, int16_t *out) {
    for (size_t p = 0; p < n; p += 8)
        for (size_t k = 0; k < a; k += 2)
            for (size_t j = 0; j < 8; j++, out += 2) {
                out[0] = p + j < n ? head[(p + j) * a + k] : 0;
                out[1] = p + j < n ? head[(p + j) * a + k + 1] : 0;
            }
}

static void parse_sentence(dti_parse_ws *ws, const dti_sent_job *job, size_t first) {
    const dti_model *m = ws->model;
    size_t a = m->dim.d_arc, r = m->dim.d_rel, n = job->n, ld = round8(n + 1), w = m->head.n;
    lay_panels(ws->head + first * a, n + 1, a, ws->panels);
    ws->kern->gemm(ws->dep + first * a, a, n + 1, ws->panels, a, ld, ws->arc, ld);
    dti_best_tree(ws->arc, ld, n, ws->heads, ws->tree);
    const float *f = ws->f + first * w + 2 * a;
    for (size_t i = 1; i <= n; i++)
        ws->kern->pair(f + i * w, f + ws->heads[i] * w + r, m->scale[S_SUM], m->scale[S_PRODUCT],
                       ws->pair + (i - 1) * 2 * r, r);
    ws->kern->gemm(ws->pair, 2 * r, n, m->rel.w, 2 * r, m->rel.n, ws->acc, m->rel.n);
    for (size_t i = 0; i < n; i++) {
        dti_tok_out *o = job->out + i;
        int32_t *acc = ws->acc + i * m->rel.n;
        o->head = ws->heads[i + 1];
        size_t best = m->root_rel;
        if (o->head) {
            ws->kern->affine(acc, m->rel.step, m->rel.bias, ws->line, m->rel.n);
            best = SIZE_MAX;
            for (size_t k = 0; k < m->rel.real; k++)
                if (k != m->root_rel && (best == SIZE_MAX || ws->line[k] > ws->line[best]))
                    best = k;
            if (best == SIZE_MAX) best = m->root_rel;
        }
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
