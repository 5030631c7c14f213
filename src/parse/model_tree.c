/* model_tree.c: reads arc scores, makes the best single-rooted tree (Chu-Liu and Edmonds). */
#include "parse/model_tree.h"

#include <string.h>

#define FAR INT64_MIN
/* More than any tree can gain elsewhere: 2^32 per arc, 2^10 arcs; so one root is always best. */
#define ROOT_COST ((int64_t)1 << 43)

/*
 * Dense tables over the nodes 0..n.  A circle is contracted into its first member (its name);
 * the other members go dormant.  Every contraction is remembered so that it can be undone.
 */
typedef struct work {
    int64_t *s;           /* s[d * (n+1) + h]: gain of arc h -> d between live nodes */
    uint32_t *in, *out;   /* for s[d][h]: the true dependent and head it stands for */
    uint32_t *best;       /* chosen head of each live node */
    uint32_t *alive;
    uint32_t *mark;       /* per place, see below */
    uint32_t *place;      /* of each live node: itself, or n + 1 + number of the circle it names */
    uint32_t *up;         /* of each place: the place of the circle it went into, or 0 */
    uint32_t *member;     /* circles one after the other: live nodes at the time, */
    uint32_t *member_place; /* and their places */
    uint32_t *first;      /* start of each circle in member; one more at the end */
    uint32_t *kept_in, *kept_out; /* of each circle's members: the true arc chosen when closed */
} work;

size_t dti_tree_work_bytes(size_t n) {
    size_t m = n + 1;
    return m * m * (8 + 4 + 4) + m * 4 * 3 + 2 * m * 4 * 7 + 64;
}

int dti_is_one_tree(const uint32_t *head, size_t n, void *memory) {
    uint32_t *mark = memory;
    size_t roots = 0;
    for (size_t d = 1; d <= n; d++) roots += head[d] == 0;
    if (roots != 1) return 0;
    memset(mark, 0, (n + 1) * sizeof *mark);
    mark[0] = UINT32_MAX;
    for (size_t d = 1; d <= n; d++) {
        size_t x = d;
        while (!mark[x]) {
            mark[x] = (uint32_t)d;
            x = head[x];
        }
        if (mark[x] == d) return 0;
        for (x = d; mark[x] == d; x = head[x]) mark[x] = UINT32_MAX;
    }
    return 1;
}

/* The best head of each by itself. */
static void greedy(const int32_t *score, size_t ld, size_t n, uint32_t *head) {
    head[0] = 0;
    for (size_t d = 1; d <= n; d++) {
        const int32_t *row = score + d * ld;
        size_t b = 0;
        for (size_t h = 1; h <= n; h++)
            if (h != d && row[h] > row[b]) b = h;
        head[d] = (uint32_t)b;
    }
}

static void pick(work *w, size_t m, size_t d) {
    size_t b = 0;
    int64_t top = FAR;
    for (size_t h = 0; h < m; h++)
        if (w->alive[h] && h != d && w->s[d * m + h] > top) top = w->s[d * m + h], b = h;
    w->best[d] = (uint32_t)b;
}

/* Follows best heads; returns a node on a circle, or 0. */
static size_t find_circle(work *w, size_t m) {
    memset(w->mark, 0, m * sizeof *w->mark);
    for (size_t d = 1; d < m; d++) {
        size_t x = d;
        if (!w->alive[d]) continue;
        while (x && !w->mark[x]) {
            w->mark[x] = (uint32_t)d;
            x = w->best[x];
        }
        if (x && w->mark[x] == d) return x;
    }
    return 0;
}

/* Makes the circle through x one node; notes its members and the arcs that closed it. */
static void contract(work *w, size_t m, size_t x, size_t *n_circles, size_t *n_members) {
    size_t from = *n_members, at = from, name = x, y = x;
    do {
        w->member[at] = (uint32_t)y;
        w->member_place[at] = w->place[y];
        w->up[w->place[y]] = (uint32_t)(m + *n_circles);
        w->kept_in[at] = w->in[y * m + w->best[y]];
        w->kept_out[at] = w->out[y * m + w->best[y]];
        at++;
        y = w->best[y];
    } while (y != x);
    for (size_t i = from; i < at; i++) w->alive[w->member[i]] = 2; /* on the circle */
    for (size_t v = 0; v < m; v++) {
        if (w->alive[v] != 1) continue;
        int64_t top_in = FAR, top_out = FAR;
        size_t b_in = name, b_out = name;
        for (size_t i = from; i < at; i++) {
            size_t c = w->member[i];
            int64_t g = w->s[c * m + v];
            if (g != FAR) g -= w->s[c * m + w->best[c]];
            if (g > top_in) top_in = g, b_in = c;
            if (w->s[v * m + c] > top_out) top_out = w->s[v * m + c], b_out = c;
        }
        uint32_t ii = w->in[b_in * m + v], io = w->out[b_in * m + v];
        w->s[name * m + v] = top_in;
        w->in[name * m + v] = ii;
        w->out[name * m + v] = io;
        uint32_t oi = w->in[v * m + b_out], oo = w->out[v * m + b_out];
        w->s[v * m + name] = top_out;
        w->in[v * m + name] = oi;
        w->out[v * m + name] = oo;
    }
    for (size_t i = from; i < at; i++) w->alive[w->member[i]] = 0;
    w->alive[name] = 1;
    w->place[name] = (uint32_t)(m + *n_circles);
    w->up[w->place[name]] = 0;
    w->first[(*n_circles)++] = (uint32_t)from;
    w->first[*n_circles] = (uint32_t)at;
    *n_members = at;
}

/* Gives the true dependent its head, and notes every circle around it as entered. */
static void attach(work *w, uint32_t dependent, uint32_t to, uint32_t *head) {
    head[dependent] = to;
    for (uint32_t p = dependent; !w->mark[p]; p = w->up[p]) {
        w->mark[p] = 1;
        if (!w->up[p]) break;
    }
}

static void settle(work *w, size_t cell, uint32_t *head) {
    attach(w, w->in[cell], w->out[cell], head);
}

void dti_best_tree(const int32_t *score, size_t ld, size_t n, uint32_t *head, void *memory) {
    size_t m = n + 1, n_circles = 0, n_members = 0;
    work w;
    w.s = memory;
    w.in = (uint32_t *)(w.s + m * m);
    w.out = w.in + m * m;
    w.best = w.out + m * m;
    w.alive = w.best + m;
    w.place = w.alive + m;
    w.mark = w.place + m;
    w.up = w.mark + 2 * m;
    w.member = w.up + 2 * m;
    w.member_place = w.member + 2 * m;
    w.first = w.member_place + 2 * m;
    w.kept_in = w.first + 2 * m;
    w.kept_out = w.kept_in + 2 * m;
    if (n == 0) return;
    greedy(score, ld, n, head);
    if (dti_is_one_tree(head, n, w.mark)) return;
    for (size_t d = 0; d < m; d++) {
        w.alive[d] = 1;
        w.place[d] = (uint32_t)d;
        w.up[d] = 0;
        for (size_t h = 0; h < m; h++) {
            int64_t g = d == 0 || d == h ? FAR : score[d * ld + h];
            if (d && h == 0) g -= ROOT_COST;
            w.s[d * m + h] = g;
            w.in[d * m + h] = (uint32_t)d;
            w.out[d * m + h] = (uint32_t)h;
        }
    }
    for (size_t d = 1; d < m; d++) pick(&w, m, d);
    for (size_t x; (x = find_circle(&w, m)) != 0;) {
        contract(&w, m, x, &n_circles, &n_members);
        pick(&w, m, x);
        for (size_t d = 1; d < m; d++)
            if (w.alive[d] && d != x && !w.alive[w.best[d]]) pick(&w, m, d);
    }
    memset(w.mark, 0, 2 * m * sizeof *w.mark);
    head[0] = 0;
    for (size_t d = 1; d < m; d++)
        if (w.alive[d]) settle(&w, d * m + w.best[d], head);
    /* Last circle first: the member entered from outside keeps that arc, the rest their own. */
    for (size_t c = n_circles; c-- > 0;)
        for (size_t i = w.first[c]; i < w.first[c + 1]; i++)
            if (!w.mark[w.member_place[i]]) attach(&w, w.kept_in[i], w.kept_out[i], head);
}
