/*
 * stories.c: measures how well documents that tell the same text are found.
 *
 *     build/stories FILE.jsonl...     (news as JSONL with "text")
 *
 * Of every text of at least MIN_WORDS words, variants are made: cut to its first part, under
 * another headline, sentences in another order, words changed, and all of these at once.  A pair
 * counts as found when the store's own test joins it and the two share one of the keys under
 * which documents are looked up.  Unrelated pairs are all pairs of different texts; those whose
 * exact share of common 3-grams is high are told apart as true doubles of the collection.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

#define MIN_WORDS 80
#define MAX_TEXTS 3000

typedef struct text {
    char **words;
    size_t n;
    dti_sketch sketch;
} text;

static uint64_t seed = 1;
static uint64_t dice(uint64_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % n;
}

static text cut_words(const char *s) {
    text t = {0};
    char *copy = strdup(s), *save = NULL;
    size_t cap = 0;
    for (char *w = strtok_r(copy, " \t\r\n", &save); w; w = strtok_r(NULL, " \t\r\n", &save)) {
        if (t.n == cap) t.words = realloc(t.words, (cap = cap ? cap * 2 : 256) * sizeof *t.words);
        t.words[t.n++] = w;
    }
    return t;
}

static void sketch(char **words, size_t n, dti_sketch *out) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) len += strlen(words[i]) + 1;
    char *joined = malloc(len + 1);
    len = 0;
    for (size_t i = 0; i < n; i++) len += (size_t)sprintf(joined + len, "%s ", words[i]);
    dti_sketch_make((dt_slice){joined, len}, out);
    free(joined);
}

static int shares_key(const dti_sketch *a, const dti_sketch *b) {
    for (size_t i = 0; i < a->n && i < DTI_SKETCH_KEYS; i++)
        for (size_t k = 0; k < b->n && k < DTI_SKETCH_KEYS; k++)
            if (a->hash[i] == b->hash[k]) return 1;
    return 0;
}

static int found(const dti_sketch *a, const dti_sketch *b) {
    return dti_sketch_same(a, b) && shares_key(a, b);
}

/* ---------------------------------------------------------------- variants */

typedef struct words {
    char *w[1 << 16];
    size_t n;
} words;

static void cut(words *v) { v->n = v->n * (45 + dice(30)) / 100; }
static void headline(words *v, const text *other) {
    size_t k = 8 + dice(6), drop = 6 + dice(8);
    if (k > other->n || v->n + k >= 1 << 16) return;
    memmove(v->w + k, v->w + drop, (v->n - drop) * sizeof *v->w);
    memcpy(v->w, other->words + other->n - k, k * sizeof *v->w);
    v->n = v->n - drop + k;
}
static void reorder(words *v) {
    static char *out[1 << 16];
    size_t from[4096], to[4096], n = 0, at = 0;
    for (size_t i = 0; i < v->n && n < 4096; i++) {
        char last = v->w[i][strlen(v->w[i]) - 1];
        if (last != '.' && i + 1 < v->n && i - at < 25) continue;
        from[n] = at;
        to[n++] = at = i + 1;
    }
    for (size_t i = n; i > 1; i--) {
        size_t k = dice(i), f = from[k], t = to[k];
        from[k] = from[i - 1], to[k] = to[i - 1];
        from[i - 1] = f, to[i - 1] = t;
    }
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = from[i]; k < to[i]; k++) out[len++] = v->w[k];
    memcpy(v->w, out, len * sizeof *out);
    v->n = len;
}
static void change(words *v, const text *other) {
    for (size_t i = 0; i < v->n; i++)
        if (dice(100) < 4) v->w[i] = other->words[dice(other->n)];
}

static text *load(char **files, int n_files, size_t *n) {
    text *all = calloc(MAX_TEXTS, sizeof *all);
    char *line = NULL;
    size_t cap = 0, per_file = (size_t)MAX_TEXTS / (size_t)n_files;
    for (int i = 0; i < n_files; i++) {
        FILE *f = fopen(files[i], "r");
        if (!f) {
            perror(files[i]);
            exit(2);
        }
        for (size_t k = 0; k < per_file && getline(&line, &cap, f) > 0;) {
            json_t *o = json_loads(line, 0, NULL);
            const char *s = json_string_value(json_object_get(o, "text"));
            text t = s ? cut_words(s) : (text){0};
            json_decref(o);
            if (t.n < MIN_WORDS || t.n > 1 << 15) continue;
            sketch(t.words, t.n, &t.sketch);
            all[(*n)++] = t;
            k++;
        }
        fclose(f);
    }
    free(line);
    return all;
}

static int by_hash(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* 3-grams of a that b has too, as a share of the smaller text's: no sketch, the truth. */
static double exact_share(const text *a, const text *b) {
    uint64_t *h[2];
    size_t n[2];
    const text *t[2] = {a, b};
    for (int k = 0; k < 2; k++) {
        h[k] = malloc(t[k]->n * sizeof **h);
        n[k] = t[k]->n - 2;
        for (size_t i = 0; i < n[k]; i++) {
            uint64_t v = 14695981039346656037u;
            for (size_t j = i; j < i + 3; j++)
                for (const char *c = t[k]->words[j]; *c; c++)
                    v = (v ^ (unsigned char)(*c | 32)) * 1099511628211u;
            h[k][i] = v;
        }
        qsort(h[k], n[k], sizeof **h, by_hash);
    }
    size_t i = 0, k = 0, both = 0;
    while (i < n[0] && k < n[1]) {
        if (h[0][i] == h[1][k]) both++, i++, k++;
        else if (h[0][i] < h[1][k]) i++;
        else k++;
    }
    double share = (double)both / (double)(n[0] < n[1] ? n[0] : n[1]);
    free(h[0]);
    free(h[1]);
    return share;
}

int main(int argc, char **argv) {
    static const char *const names[] = {"cut", "headline", "reordered", "words changed", "all four"};
    static words v;
    size_t n = 0, hit[5] = {0}, total[5] = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: stories FILE.jsonl...\n");
        return 2;
    }
    text *all = load(argv + 1, argc - 1, &n);
    for (size_t i = 0; i < n; i++)
        for (int kind = 0; kind < 5; kind++) {
            const text *other = &all[(i + 1 + dice(n - 1)) % n];
            memcpy(v.w, all[i].words, all[i].n * sizeof *v.w);
            v.n = all[i].n;
            if (kind == 0 || kind == 4) cut(&v);
            if (kind == 1 || kind == 4) headline(&v, other);
            if (kind == 2 || kind == 4) reorder(&v);
            if (kind == 3 || kind == 4) change(&v, other);
            dti_sketch s;
            sketch(v.w, v.n, &s);
            total[kind]++;
            hit[kind] += (size_t)found(&all[i].sketch, &s);
        }
    size_t right = 0, pairs = 0, wrong = 0, doubles = 0, unrelated = 0;
    for (int k = 0; k < 5; k++) {
        printf("%-14s recall %.4f of %zu\n", names[k], (double)hit[k] / (double)total[k], total[k]);
        right += hit[k];
        pairs += total[k];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            unrelated++;
            if (!found(&all[i].sketch, &all[k].sketch)) continue;
            if (exact_share(&all[i], &all[k]) >= 0.4) doubles++;
            else wrong++;
        }
    printf("%zu texts; recall %.4f (%zu of %zu made pairs); %zu of %zu unrelated pairs joined, and %zu "
           "true doubles\nprecision %.4f\n",
           n, (double)right / (double)pairs, right, pairs, wrong, unrelated, doubles,
           (double)right / (double)(right + wrong));
    return 0;
}
