/* judge.c: adds up the weights of a pair's features, makes a verdict with its reasons. */
#include "code/judge.h"

#include <math.h>
#include <xxhash.h>

#include "base/slice.h"
#include "code/judge_file.h"

#define MAX_SEEN 1024 /* features of one pair that count; a long sentence has some 300 */

typedef struct seen {
    uint32_t row;
    char name[48];
} seen;

typedef struct scoring {
    const dti_judge *j;
    const dti_judge_sink *also;
    seen *rows; /* each once, in order of appearance */
    size_t n_rows;
    uint32_t filter[MAX_SEEN * 2]; /* row + 1 by row mod size: has it been seen? */
    int32_t sum[DTI_JP_COUNT][DTI_JUDGE_MAX_WIDTH];
    int32_t n_words[DTI_JP_COUNT];
} scoring;

dt_slice dti_judge_type(const dti_judge *j, uint32_t type) {
    return type < DTI_JUDGE_TYPES ? j->types[type] : (dt_slice){"", 0};
}

uint32_t dti_judge_type_of(const dti_judge *j, dt_slice name) {
    uint32_t i = 0;
    while (i < DTI_JUDGE_TYPES && !dti_slice_eq(j->types[i], name)) i++;
    return i;
}

double dti_judge_floor(const dti_judge *j) { return j->scale->keep; }

/* A feature counts once, however often it is given. */
static int is_new(scoring *s, uint32_t row) {
    const uint32_t size = MAX_SEEN * 2;
    for (uint32_t i = row % size, step = 0; step < size; i = (i + 1) % size, step++) {
        if (s->filter[i] == row + 1) return 0;
        if (s->filter[i]) continue;
        s->filter[i] = row + 1;
        return 1;
    }
    return 0;
}

static void on_feature(void *ctx, const char *name, size_t len) {
    scoring *s = ctx;
    if (s->also) s->also->feature(s->also->ctx, name, len);
    uint32_t row = dti_judge_row(s->j->slots, s->j->sizes.n_slots, XXH64(name, len, 0));
    if (row == UINT32_MAX || s->n_rows == MAX_SEEN || !is_new(s, row)) return;
    seen *k = &s->rows[s->n_rows++];
    size_t n = len < sizeof k->name - 1 ? len : sizeof k->name - 1;
    k->row = row;
    memcpy(k->name, name, n);
    k->name[n] = 0;
}

static void on_word(void *ctx, dti_judge_place place, const char *lemma, size_t len) {
    scoring *s = ctx;
    if (s->also) s->also->word(s->also->ctx, place, lemma, len);
    uint32_t row = dti_judge_row(s->j->word_slots, s->j->sizes.n_word_slots, XXH64(lemma, len, 0));
    if (row == UINT32_MAX) return;
    const int8_t *v = s->j->vectors + (size_t)row * s->j->sizes.width;
    for (uint32_t i = 0; i < s->j->sizes.width; i++) s->sum[place][i] += v[i];
    s->n_words[place]++;
}

/* Sum of the vectors over the root of their number would be a guess; the mean is stable. */
static int32_t mean(int32_t sum, int32_t n) { return sum / n; }

static void add_dense(const scoring *s, int64_t *score) {
    const dti_judge *j = s->j;
    uint32_t width = j->sizes.width;
    int64_t part[DTI_JUDGE_TYPES] = {0};
    for (uint32_t p = 0; p < DTI_JP_COUNT; p++) {
        if (!s->n_words[p]) continue;
        for (uint32_t i = 0; i < width; i++) {
            int64_t x = mean(s->sum[p][i], s->n_words[p]);
            const int16_t *w = j->dense + ((size_t)p * width + i) * DTI_JUDGE_TYPES;
            for (int k = 0; k < DTI_JUDGE_TYPES; k++) part[k] += x * w[k];
        }
    }
    int64_t unit = (int64_t)1 << j->sizes.shift;
    for (int k = 0; k < DTI_JUDGE_TYPES; k++) score[k] += part[k] / unit;
}

static void find_reasons(const scoring *s, dti_verdict *out) {
    for (size_t i = 0; i < s->n_rows; i++) {
        const int16_t *w = s->j->rows + (size_t)s->rows[i].row * DTI_JUDGE_COLS;
        int32_t all = 0;
        for (int k = 0; k < DTI_JUDGE_TYPES; k++) all += w[k];
        float weight = ((float)w[out->best] - (float)all / DTI_JUDGE_TYPES) * (float)s->j->scale->type_unit;
        if (weight <= 0) continue;
        int at = DTI_JUDGE_REASONS;
        while (at > 0 && (!out->reasons[at - 1].name[0] || out->reasons[at - 1].weight < weight))
            at--;
        if (at == DTI_JUDGE_REASONS) continue;
        memmove(&out->reasons[at + 1], &out->reasons[at],
                (size_t)(DTI_JUDGE_REASONS - 1 - at) * sizeof(dti_reason));
        memcpy(out->reasons[at].name, s->rows[i].name, sizeof out->reasons[at].name);
        out->reasons[at].weight = weight;
    }
}

double dti_judge_confidence(const dti_judge *j, const dti_verdict *v, uint32_t type) {
    double p = v->probability[type];
    p = p < 1e-6 ? 1e-6 : p > 1 - 1e-6 ? 1 - 1e-6 : p;
    return 1 / (1 + exp(-(j->scale->slope * log(p / (1 - p)) + j->scale->height)));
}

static void no_word(void *ctx, dti_judge_place place, const char *lemma, size_t len) {
    (void)ctx, (void)place, (void)lemma, (void)len;
}

int dti_judge_near(const dti_judge *j, const dti_tree *t, const dti_judge_actor *source,
                   const dti_judge_actor *target) {
    seen rows[MAX_SEEN];
    scoring s = {.j = j, .rows = rows};
    dti_judge_sink sink = {on_feature, no_word, &s};
    int64_t sum = j->bias[DTI_JUDGE_NEAR];
    dti_judge_near_features(t, source, target, &sink);
    for (size_t i = 0; i < s.n_rows; i++)
        sum += j->rows[(size_t)s.rows[i].row * DTI_JUDGE_COLS + DTI_JUDGE_NEAR];
    return (double)sum >= j->scale->near;
}

void dti_judge_pair(const dti_judge *j, const dti_tree *t, const dti_judge_frame *frames,
                    size_t n_frames, const dti_judge_actor *source,
                    const dti_judge_actor *target, const dti_judge_sink *also,
                    dti_verdict *out) {
    seen rows[MAX_SEEN];
    scoring s = {.j = j, .also = also, .rows = rows};
    dti_judge_sink sink = {on_feature, on_word, &s};
    int64_t score[DTI_JUDGE_TYPES];
    memset(out, 0, sizeof *out);
    dti_judge_features(t, frames, n_frames, source, target, &sink);
    for (int k = 0; k < DTI_JUDGE_TYPES; k++) score[k] = j->bias[k];
    int64_t stands = j->bias[DTI_JUDGE_STANDS];
    for (size_t i = 0; i < s.n_rows; i++) {
        const int16_t *w = j->rows + (size_t)s.rows[i].row * DTI_JUDGE_COLS;
        for (int k = 0; k < DTI_JUDGE_TYPES; k++) score[k] += w[k];
        stands += w[DTI_JUDGE_STANDS];
    }
    out->stands = (float)(1 / (1 + exp(-(double)stands * j->scale->pair_unit)));
    add_dense(&s, score);
    int64_t top = score[0];
    for (int k = 1; k < DTI_JUDGE_TYPES; k++)
        if (score[k] > top) top = score[k];
    double sum = 0, p[DTI_JUDGE_TYPES];
    for (int k = 0; k < DTI_JUDGE_TYPES; k++) sum += p[k] = exp((double)(score[k] - top) * j->scale->type_unit);
    for (int k = 0; k < DTI_JUDGE_TYPES; k++) out->probability[k] = (float)(p[k] / sum);
    uint32_t concede = dti_judge_type_of(j, dti_str("CONCEDE"));
    uint32_t retreat = dti_judge_type_of(j, dti_str("RETREAT"));
    for (uint32_t k = 1; k < DTI_JUDGE_TYPES; k++)
        if (score[k] > score[out->best]) out->best = k;
    if (concede < DTI_JUDGE_TYPES && retreat < DTI_JUDGE_TYPES &&
        p[concede] + p[retreat] > p[out->best])
        out->best = score[retreat] > score[concede] ? retreat : concede;
    find_reasons(&s, out);
}
