/* judge_feats.c: turns a pair of actors in a parsed sentence into named features and word lists. */
#include "code/judge_feats.h"

#include "code/judge_roles.h"
#include "kb/kb.h"

#define MAX_PATH 24

static int is_content(const dti_tok *k) {
    return k->upos == DTI_VERB || k->upos == DTI_NOUN || k->upos == DTI_ADJ ||
           k->upos == DTI_ADV;
}

uint32_t dti_judge_head(const dt_doc *doc, uint32_t first, uint32_t n_toks) {
    for (uint32_t w = first; w < first + n_toks; w++) {
        uint32_t h = doc->toks[w].head;
        if ((h == DTI_NONE || h < first || h >= first + n_toks) && doc->toks[w].upos != DTI_PUNCT &&
            doc->toks[w].upos != DTI_ADP && doc->toks[w].upos != DTI_DET)
            return w;
    }
    return n_toks ? first : DTI_NONE;
}

/* ------------------------------------------------------------------ the way between */

static size_t climb(const dti_tree *t, uint32_t w, uint32_t *path) {
    size_t n = 0;
    while (w != DTI_NONE && n < MAX_PATH) {
        path[n++] = w;
        w = dti_at(t, w)->head;
        if (w != DTI_NONE && (w < t->first || w >= t->end)) break;
    }
    return n;
}

static void give_path(feats *f) {
    const dti_tree *t = f->t;
    uint32_t up[MAX_PATH], down[MAX_PATH];
    size_t n_up = f->source->n_toks ? climb(t, f->source->head, up) : 0;
    size_t n_down = f->target->n_toks ? climb(t, f->target->head, down) : 0;
    size_t a = n_up, b = n_down;
    while (a > 0 && b > 0 && up[a - 1] == down[b - 1]) a--, b--;
    /* up[a] == down[b] is the word where both ways meet */
    if (n_up && n_down && (a < n_up || b < n_down)) {
        uint32_t top = a < n_up ? up[a] : down[b];
        name n = start("lca:");
        add_word(&n, t, top);
        give(f, &n);
        name shape = start("way:");
        for (size_t i = 0; i < a && i < 8; i++) {
            add_str(&shape, "^");
            add_str(&shape, dti_rel_name(dti_at(t, up[i])->deprel));
        }
        add_str(&shape, "*");
        for (size_t i = b; i-- > 0;) {
            add_str(&shape, "_");
            add_str(&shape, dti_rel_name(dti_at(t, down[i])->deprel));
        }
        give(f, &shape);
        add_str(&shape, "/");
        add_word(&shape, t, top);
        give(f, &shape);
        if (!inside(f->source, top) && !inside(f->target, top)) give_word(f, DTI_JP_PATH, top);
    }
    for (int side = 0; side < 2; side++) {
        size_t n = side ? b : a;
        const uint32_t *p = side ? down : up;
        for (size_t i = 1; i < n; i++) {
            if (inside(f->source, p[i]) || inside(f->target, p[i])) continue;
            name k = start(side ? "dn:" : "up:");
            add_word(&k, t, p[i]);
            give(f, &k);
            give_word(f, DTI_JP_PATH, p[i]);
            dt_slice types[8];
            size_t n_types = dti_judge_types(t, p[i], dti_judge_pos(dti_at(t, p[i])), types, 8);
            for (size_t q = 0; q < n_types; q++) {
                k = start(side ? "dnl:" : "upl:");
                add_slice(&k, types[q]);
                give(f, &k);
            }
        }
    }
    for (size_t i = 1; i < n_down; i++)
        if (dti_at(t, down[i])->upos == DTI_VERB && !inside(f->target, down[i])) {
            f->over = down[i];
            break;
        }
    if (n_down > 1 && !inside(f->target, down[1])) {
        name k = start("tp:");
        add_word(&k, t, down[1]);
        add_str(&k, ":");
        add_str(&k, dti_rel_name(dti_at(t, down[0])->deprel));
        give(f, &k);
        if (dti_at(t, down[1])->upos == DTI_NOUN) give_word(f, DTI_JP_NOUN, down[1]);
    }
}

/* ------------------------------------------------------------------ frames */

/* 's' 't' 'o' '-': the side of a frame holds the source, the target, others, nobody. */
static char side_is(const feats *f, const dti_side *side) {
    const dt_doc *d = f->t->doc;
    char found = side->n || side->phrase != DTI_NONE ? 'o' : '-';
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        for (uint32_t w = m->first; w < m->first + m->n_toks; w++) {
            if (inside(f->source, w)) return 's';
            if (inside(f->target, w)) return 't';
        }
        if (m->antecedent != DTI_NONE) {
            const dti_mention *k = &d->mentions[m->antecedent];
            if (inside(f->source, k->head)) return 's';
            if (inside(f->target, k->head)) return 't';
        }
    }
    if (side->phrase != DTI_NONE) {
        if (inside(f->source, side->phrase)) return 's';
        if (inside(f->target, side->phrase)) return 't';
        if (dti_judge_stands_at(f->t, f->source, side->phrase)) return 's';
        if (dti_judge_stands_at(f->t, f->target, side->phrase)) return 't';
    }
    return found;
}

/* How well a frame's sides fit the pair; higher is better. */
static int fit_of(char s, char o) {
    int n = 0;
    if (s == 's') n += 3;
    if (o == 't') n += 3;
    if (s == 't') n -= 1;
    if (o == 's') n -= 1;
    if (o == '-' || o == 'o') n += 0;
    return n;
}

static void give_frame(feats *f, const dti_judge_frame *k, const char *kind, const char *sides) {
    const dti_frame *fr = k->proposal->frame;
    name n = start(kind);
    add_slice(&n, fr->type);
    size_t type_end = n.len;
    add_str(&n, sides);
    give(f, &n);
    if (k->effect) {
        n.len = type_end;
        add_str(&n, "!");
        add_str(&n, dti_judge_effect_name(k->effect));
        give(f, &n);
    }
    n = start(kind);
    dti_judge_add_turned(&n, f, fr->type, k->effect);
    give(f, &n);
    n = start(kind);
    add_str(&n, "c");
    add_slice(&n, fr->cameo);
    give(f, &n);
    if (k->effect) {
        add_str(&n, "!");
        add_str(&n, dti_judge_effect_name(k->effect));
        give(f, &n);
    }
    if (fr->mode.len) {
        n = start(kind);
        add_slice(&n, fr->type);
        add_str(&n, "/");
        add_slice(&n, fr->mode);
        give(f, &n);
    }
    n = start(kind);
    add_str(&n, "id");
    add_slice(&n, fr->id);
    give(f, &n);
}

static void give_frames(feats *f, const dti_judge_frame *frames, size_t n_frames) {
    const dti_judge_frame *best = NULL;
    int best_fit = -100;
    char best_sides[4] = ":--";
    for (size_t i = 0; i < n_frames; i++) {
        const dti_proposal *p = frames[i].proposal;
        if (inside(f->source, p->trigger)) {
            name n = start("fin:");
            add_slice(&n, p->frame->type);
            give(f, &n);
            continue;
        }
        char sides[4] = {':', side_is(f, &p->source), side_is(f, &p->target), 0};
        int eaten = 0;
        for (size_t k = 0; k < n_frames; k++)
            eaten |= k != i && (frames[k].proposal->light == p->trigger ||
                                frames[k].proposal->below == p->trigger ||
                                frames[k].proposal->oblique == p->trigger);
        name n = start(eaten ? "fe:" : "f:");
        add_slice(&n, p->frame->type);
        give(f, &n);
        add_str(&n, sides);
        give(f, &n);
        int fit = 4 * fit_of(sides[1], sides[2]) - (eaten ? 6 : 0) +
                  (int)(p->frame->n_constraints > 2 ? 2 : p->frame->n_constraints) -
                  (inside(f->target, p->trigger) ? 8 : 0);
        if (fit > best_fit) {
            best_fit = fit;
            best = &frames[i];
            memcpy(best_sides, sides, sizeof sides);
        }
    }
    if (!best) {
        name n = start("nofr");
        give(f, &n);
        return;
    }
    give_frame(f, best, "fb:", best_sides);
    name n = start("fbs");
    add_str(&n, best_sides);
    give(f, &n);
}

/* ------------------------------------------------------------------ words */

/*
 * The sentence as a row of words, both actors each as one, other names by kind, without
 * articles and points: "@s impose sanction on @t".  Singles, pairs and triples of it.
 */
static void give_words(feats *f) {
    const dti_tree *t = f->t;
    name row[DTI_JUDGE_WORDS];
    uint8_t kind[DTI_JUDGE_WORDS]; /* 1: content, 0: small word, 2: actor */
    size_t n = 0;
    uint32_t end = t->end - t->first > DTI_JUDGE_WORDS ? t->first + DTI_JUDGE_WORDS : t->end;
    for (uint32_t w = t->first; w < end; w++) {
        const dti_tok *k = dti_at(t, w);
        const dti_judge_actor *in = inside(f->source, w)   ? f->source
                                    : inside(f->target, w) ? f->target
                                                           : NULL;
        if (in) {
            const char *mark = in == f->source ? "@s" : "@t";
            if (!n || kind[n - 1] != 2 || memcmp(row[n - 1].text, mark, 2) != 0) {
                row[n].len = 0;
                add_str(&row[n], mark);
                kind[n++] = 2;
            }
            if (!is_content(k)) continue;
            name s = start(in == f->source ? "si:" : "ti:");
            add_word(&s, t, w);
            give(f, &s);
            if (w == in->head) {
                s.text[1] = 'h';
                give(f, &s);
            }
            give_word(f, in == f->source ? DTI_JP_SOURCE : DTI_JP_TARGET, w);
            continue;
        }
        if (k->upos == DTI_PUNCT || k->upos == DTI_DET || k->upos == DTI_SYM) continue;
        row[n].len = 0;
        add_word(&row[n], t, w);
        if (n && row[n].len == row[n - 1].len && row[n].text[0] == '@' &&
            memcmp(row[n].text, row[n - 1].text, row[n].len) == 0)
            continue;
        kind[n++] = is_content(k);
        if (is_content(k)) give_word(f, DTI_JP_BAG, w);
    }
    size_t s_at = n, t_at = n;
    for (size_t i = 0; i < n; i++)
        if (kind[i] == 2) {
            if (row[i].text[1] == 's' && s_at == n) s_at = i;
            if (row[i].text[1] == 't' && t_at == n) t_at = i;
        }
    for (size_t i = 0; i < n; i++) {
        name k;
        if (kind[i] != 2) {
            k = start("w:");
            add(&k, row[i].text, row[i].len);
            give(f, &k);
            int between = (i > s_at && i < t_at && t_at < n) || (i > t_at && i < s_at && s_at < n);
            if (between) {
                k.text[0] = 'm';
                give(f, &k);
            } else if (kind[i] == 1) {
                k.text[0] = i > t_at || i > s_at ? 'a' : 'b';
                give(f, &k);
            }
        }
        if (i + 1 < n) {
            k = start("2:");
            add(&k, row[i].text, row[i].len);
            add_str(&k, " ");
            add(&k, row[i + 1].text, row[i + 1].len);
            give(f, &k);
        }
        if (i + 2 < n) {
            k = start("3:");
            add(&k, row[i].text, row[i].len);
            add_str(&k, " ");
            add(&k, row[i + 1].text, row[i + 1].len);
            add_str(&k, " ");
            add(&k, row[i + 2].text, row[i + 2].len);
            give(f, &k);
        }
    }
    name order = start(s_at == n ? "no-source" : t_at == n ? "no-target" : s_at < t_at ? "st" : "ts");
    give(f, &order);
}

int dti_judge_fits(const dti_tree *t, const dti_proposal *p, const dti_judge_actor *source) {
    static const dti_judge_actor nobody = {0, 0, DTI_NONE};
    feats f = {t, source, &nobody, NULL, DTI_NONE, DTI_NONE, DTI_NONE};
    return side_is(&f, &p->source) == 's';
}

/* Sector and country of what an actor is known as. */
static void give_known(const feats *f, const dti_judge_actor *a, const char *kind) {
    for (uint32_t w = a->first; w < a->first + a->n_toks; w++) {
        uint32_t m = dti_at(f->t, w)->mention;
        if (m == DTI_NONE || !f->t->doc->mentions[m].n_refs) continue;
        const dti_ref *r = &f->t->doc->mentions[m].refs[0];
        name n = start(kind);
        add_slice(&n, r->sector);
        add_str(&n, r->country.len ? "+" : "-");
        give(f, &n);
        return;
    }
}

void dti_judge_near_features(const dti_tree *t, const dti_judge_actor *source,
                             const dti_judge_actor *target, const dti_judge_sink *sink) {
    feats f = {t, source, target, sink, DTI_NONE, DTI_NONE, DTI_NONE};
    give_path(&f);
    give_known(&f, source, "ss:");
    give_known(&f, target, "ts:");
}

void dti_judge_features(const dti_tree *t, const dti_judge_frame *frames, size_t n_frames,
                        const dti_judge_actor *source, const dti_judge_actor *target,
                        const dti_judge_sink *sink) {
    feats f = {t, source, target, sink, DTI_NONE, DTI_NONE, DTI_NONE};
    give_path(&f);
    dti_judge_give_roles(&f);
    give_frames(&f, frames, n_frames);
    give_words(&f);
    give_known(&f, source, "ss:");
    give_known(&f, target, "ts:");
    if (f.does != DTI_NONE) {
        name n = start("do:");
        add_word(&n, t, f.does);
        give(&f, &n);
        give_word(&f, DTI_JP_DOES, f.does);
        if (f.below != DTI_NONE) {
            add_str(&n, ">");
            add_word(&n, t, f.below);
            give(&f, &n);
            n = start("be:");
            add_word(&n, t, f.below);
            give(&f, &n);
            give_word(&f, DTI_JP_BELOW, f.below);
            dti_judge_give_parts(&f, f.below, "bp:");
        }
    }
    if (f.over != DTI_NONE) {
        name n = start("ov:");
        add_word(&n, t, f.over);
        give(&f, &n);
        give_word(&f, DTI_JP_OVER, f.over);
    }
}
