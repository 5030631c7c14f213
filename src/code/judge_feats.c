/* judge_feats.c: turns a pair of actors in a parsed sentence into named features and word lists. */
#include "code/judge_feats.h"

#include "base/slice.h"
#include "kb/kb.h"
#include "kb/ontology.h"

#define NAME_BYTES 160
#define MAX_PATH 24
#define MAX_NEAR 3
#define MAX_WORDS 160 /* tokens of a sentence that are looked at */

typedef struct name {
    char text[NAME_BYTES];
    size_t len;
} name;

typedef struct feats {
    const dti_tree *t;
    const dti_judge_actor *source, *target;
    const dti_judge_sink *sink;
    uint32_t does, below, over; /* tokens of the places, or DTI_NONE */
} feats;

/* ------------------------------------------------------------------ writing names */

static void add(name *n, const char *ptr, size_t len) {
    if (len > NAME_BYTES - n->len) len = NAME_BYTES - n->len;
    memcpy(n->text + n->len, ptr, len);
    n->len += len;
}

static void add_str(name *n, const char *s) { add(n, s, strlen(s)); }
static void add_slice(name *n, dt_slice s) { add(n, s.ptr, s.len); }

/* Capitals of a lemma are those of a name or a headline: both are read in small letters. */
static void add_lower(name *n, dt_slice s) {
    for (size_t i = 0; i < s.len && n->len < NAME_BYTES; i++) {
        char c = s.ptr[i];
        n->text[n->len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
}

static void give(const feats *f, const name *n) {
    f->sink->feature(f->sink->ctx, n->text, n->len);
}

static name start(const char *kind) {
    name n = {.len = 0};
    add_str(&n, kind);
    return n;
}

static int inside(const dti_judge_actor *a, uint32_t w) {
    return w >= a->first && w < a->first + a->n_toks;
}

/* The word as features call it: a name or number by its kind, all else by its lemma. */
static void add_word(name *n, const dti_tree *t, uint32_t w) {
    const dti_tok *k = dti_at(t, w);
    if (k->upos == DTI_NUM)
        add_str(n, "@num");
    else if (k->upos == DTI_PROPN && !dti_lex(t, w))
        add_str(n, k->mention != DTI_NONE ? "@actor" : "@name");
    else if (k->mention != DTI_NONE && t->doc->mentions[k->mention].n_refs &&
             (k->upos == DTI_PROPN || k->upos == DTI_ADJ))
        add_str(n, "@actor");
    else
        add_lower(n, k->lemma_text);
}

static void give_word(const feats *f, dti_judge_place place, uint32_t w) {
    const dti_tok *k = dti_at(f->t, w);
    name n = {.len = 0};
    if (k->upos == DTI_NUM || k->upos == DTI_PUNCT || k->upos == DTI_PROPN) return;
    add_lower(&n, k->lemma_text);
    f->sink->word(f->sink->ctx, place, n.text, n.len);
}

static int is_content(const dti_tok *k) {
    return k->upos == DTI_VERB || k->upos == DTI_NOUN || k->upos == DTI_ADJ ||
           k->upos == DTI_ADV;
}

static char pos_of(const dti_tok *k) {
    switch (k->upos) {
    case DTI_VERB:
    case DTI_AUX: return 'v';
    case DTI_NOUN:
    case DTI_PROPN: return 'n';
    case DTI_ADJ: return 'a';
    default: return 0;
    }
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

/* ------------------------------------------------------------------ roles at a predicate */

static int binds(unsigned r) {
    return r == DTI_R_NMOD || r == DTI_R_NMOD_POSS || r == DTI_R_COMPOUND || r == DTI_R_AMOD ||
           r == DTI_R_APPOS || r == DTI_R_CONJ || r == DTI_R_FLAT || r == DTI_R_NMOD_DESC;
}

/* 2: the word is in the actor; 1: the actor hangs in the word's phrase; 0 neither. */
static int stands_at(const dti_tree *t, const dti_judge_actor *a, uint32_t w) {
    if (!a->n_toks) return 0;
    if (inside(a, w)) return 2;
    uint32_t k = a->head;
    for (int step = 0; step < MAX_NEAR && k != DTI_NONE; step++) {
        if (!binds(dti_at(t, k)->deprel)) return 0;
        k = dti_at(t, k)->head;
        if (k == w) return 1;
    }
    return 0;
}

typedef struct role {
    const char *name;  /* NULL: none */
    uint32_t case_tok; /* with "prep": its preposition, or DTI_NONE */
    int strength;      /* as of stands_at */
} role;

static void consider(const dti_tree *t, const dti_judge_actor *a, const dti_word_list *words,
                     const char *name, role *r) {
    for (uint32_t i = 0; i < words->n; i++) {
        int k = stands_at(t, a, words->words[i]);
        if (k > r->strength) *r = (role){name, DTI_NONE, k};
    }
}

static void consider_preps(const dti_tree *t, const dti_judge_actor *a, uint32_t w, role *r) {
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned rel = dti_at(t, c)->deprel;
        if (rel != DTI_R_OBL && rel != DTI_R_NMOD && rel != DTI_R_OBL_AGENT && rel != DTI_R_ADVCL &&
            rel != DTI_R_OBL_UNMARKED)
            continue;
        int k = stands_at(t, a, c);
        if (k > r->strength) *r = (role){"prep", dti_child_by(t, c, DTI_R_CASE), k};
    }
}

/* What both actors are to the predicate w; light: its object noun, whose phrases count too. */
static void roles_at(const feats *f, uint32_t w, char pos, uint32_t light, role out[2]) {
    static const struct {
        dti_slot_kind kind;
        const char *name;
    } slots[] = {{DTI_SLOT_SUBJ, "subj"}, {DTI_SLOT_OBJ, "obj"}, {DTI_SLOT_IOBJ, "iobj"},
                 {DTI_SLOT_COMP, "comp"}};
    const dti_judge_actor *actors[2] = {f->source, f->target};
    int wanted[2];
    dti_word_list words;
    for (int i = 0; i < 2; i++) {
        out[i] = (role){NULL, DTI_NONE, 0};
        wanted[i] = actors[i]->n_toks && !inside(actors[i], w);
    }
    for (size_t k = 0; k < 4; k++) {
        if (k == 3)
            for (int i = 0; i < 2; i++) {
                if (!wanted[i]) continue;
                consider_preps(f->t, actors[i], w, &out[i]);
                if (!out[i].name && light != DTI_NONE)
                    consider_preps(f->t, actors[i], light, &out[i]);
                if (out[i].name) wanted[i] = 0;
            }
        if (k > 0 && pos != 'v') continue;
        if (!wanted[0] && !wanted[1]) return;
        dti_slot_words(f->t, w, pos, (dti_slot){slots[k].kind, 0}, DTI_NONE, &words);
        if (words.n)
            for (int i = 0; i < 2; i++)
                if (wanted[i]) consider(f->t, actors[i], &words, slots[k].name, &out[i]);
    }
}

static void add_role(name *n, const dti_tree *t, const role *r) {
    if (!r->name) {
        add_str(n, "-");
        return;
    }
    if (r->case_tok != DTI_NONE)
        add_lower(n, dti_at(t, r->case_tok)->lemma_text);
    else
        add_str(n, r->name);
}

/* The types that frames give a lemma, each once, in the order of its frames. */
static size_t types_of(const dti_tree *t, uint32_t w, char pos, dt_slice *out, size_t cap) {
    size_t n = 0, n_frames = 0;
    dti_lexeme l = dti_lex(t, w);
    if (!l) return 0;
    const dti_frame *const *frames = dti_frames_of(t->frames, l, pos, &n_frames);
    for (size_t i = 0; i < n_frames && n < cap; i++) {
        size_t k = 0;
        while (k < n && !dti_slice_eq(out[k], frames[i]->type)) k++;
        if (k == n && frames[i]->type.len) out[n++] = frames[i]->type;
    }
    return n;
}

static const char *effect_name(dti_effect e) {
    static const char *const names[] = {"", "neg", "hyp", "fut", "wish", "hist", "nothing", ""};
    return names[e];
}

/* "2!fut": the penta class of a type and what the words around make of it. */
static void add_turned(name *n, const feats *f, dt_slice type, dti_effect e) {
    char class = (char)('0' + dti_penta(f->t->doc->kb->image, type) % 10);
    add(n, &class, 1);
    add_str(n, "!");
    add_str(n, effect_name(e));
}

static dti_effect effect_at(const feats *f, uint32_t w) {
    dti_proposal p = {.trigger = w,
                      .light = DTI_NONE,
                      .oblique = DTI_NONE,
                      .particle = DTI_NONE,
                      .below = DTI_NONE,
                      .adverb = DTI_NONE};
    return dti_aspect_at(f->t, &p).effect;
}

/* Words below a predicate that turn or fill its meaning. */
static void predicate_parts(feats *f, uint32_t w, const char *kind) {
    const dti_tree *t = f->t;
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        const dti_tok *k = dti_at(t, c);
        const char *as = NULL;
        switch (k->deprel) {
        case DTI_R_AUX:
        case DTI_R_COP: as = "aux"; break;
        case DTI_R_ADVMOD: as = "adv"; break;
        case DTI_R_COMPOUND_PRT: as = "prt"; break;
        case DTI_R_OBJ: as = "obj"; break;
        case DTI_R_NSUBJ_PASS: as = "obj"; break;
        case DTI_R_XCOMP: as = "xcomp"; break;
        case DTI_R_CCOMP: as = "ccomp"; break;
        case DTI_R_AMOD: as = "amod"; break;
        case DTI_R_COMPOUND: as = "amod"; break;
        case DTI_R_OBL:
        case DTI_R_NMOD: as = "obl"; break;
        case DTI_R_ADVCL:
        case DTI_R_ACL: as = "clause"; break;
        default: break;
        }
        if (!as || inside(f->source, c)) continue;
        name n = start(kind);
        add_str(&n, as);
        add_str(&n, "=");
        if (inside(f->target, c))
            add_str(&n, "@t");
        else
            add_word(&n, t, c);
        give(f, &n);
        name full = start(kind);
        add_word(&full, t, w);
        add_str(&full, "+");
        add(&full, n.text + strlen(kind), n.len - strlen(kind));
        give(f, &full);
        if (k->deprel == DTI_R_OBL || k->deprel == DTI_R_NMOD) {
            uint32_t m = dti_child_by(t, c, DTI_R_CASE);
            if (m != DTI_NONE) {
                name prep = start(kind);
                add_word(&prep, t, w);
                add_str(&prep, "+case=");
                add_lower(&prep, dti_at(t, m)->lemma_text);
                give(f, &prep);
            }
        }
        if ((k->deprel == DTI_R_OBJ || k->deprel == DTI_R_NSUBJ_PASS) && !inside(f->target, c)) {
            give_word(f, DTI_JP_NOUN, c);
            for (uint32_t m = dti_child(t, c); m != DTI_NONE; m = dti_next(t, m)) {
                unsigned r = dti_at(t, m)->deprel;
                if (r != DTI_R_AMOD && r != DTI_R_COMPOUND && r != DTI_R_NMOD && r != DTI_R_ACL &&
                    r != DTI_R_DET)
                    continue;
                if (inside(f->target, m)) continue;
                name mod = start(kind);
                add_str(&mod, "objmod=");
                add_word(&mod, t, m);
                give(f, &mod);
            }
        }
    }
}

/* Features of every predicate at which one of the two stands. */
static void give_roles(feats *f) {
    const dti_tree *t = f->t;
    uint32_t end = t->end - t->first > MAX_WORDS ? t->first + MAX_WORDS : t->end;
    for (uint32_t w = t->first; w < end; w++) {
        char pos = pos_of(dti_at(t, w));
        if (!pos || inside(f->source, w)) continue;
        if (pos == 'a' && dti_child_by(t, w, DTI_R_COP) == DTI_NONE) continue;
        uint32_t light = pos == 'v' ? dti_child_by(t, w, DTI_R_OBJ) : DTI_NONE;
        role both[2];
        roles_at(f, w, pos, light, both);
        role s = both[0], o = both[1];
        if (!s.name && !o.name) continue;
        name n = start("r:");
        add_word(&n, t, w);
        add_str(&n, ":");
        add_role(&n, t, &s);
        add_str(&n, ">");
        add_role(&n, t, &o);
        give(f, &n);
        n = start(s.name ? "rs:" : "rt:");
        add_word(&n, t, w);
        add_str(&n, ":");
        add_role(&n, t, s.name ? &s : &o);
        give(f, &n);
        if (s.name && o.name) {
            n = start("rr:");
            add_word(&n, t, w);
            give(f, &n);
        }
        dt_slice types[8];
        size_t n_types = types_of(t, w, pos, types, 8);
        dti_effect e = effect_at(f, w);
        if (e) {
            n = start("re:");
            add_str(&n, effect_name(e));
            add_str(&n, s.name ? "s" : "");
            add_str(&n, o.name ? "t" : "");
            give(f, &n);
        }
        for (size_t i = 0; i < n_types; i++) {
            if (e && i < 3) {
                n = start(i ? "rex:" : "re1:");
                add_slice(&n, types[i]);
                add_str(&n, "!");
                add_str(&n, effect_name(e));
                give(f, &n);
            }
            n = start(i ? "rpx:" : "rp1:");
            add_turned(&n, f, types[i], e);
            add_str(&n, s.name ? "s" : "");
            add_str(&n, o.name ? "t" : "");
            give(f, &n);
            n = start("rl:");
            add_slice(&n, types[i]);
            add_str(&n, ":");
            add_role(&n, t, &s);
            add_str(&n, ">");
            add_role(&n, t, &o);
            give(f, &n);
            n = start(i == 0 ? "rl1:" : "rlx:");
            add_slice(&n, types[i]);
            add_str(&n, s.name ? ":s" : ":");
            add_str(&n, o.name ? "t" : "");
            give(f, &n);
        }
        if (s.name && strcmp(s.name, "subj") == 0 && pos == 'v' && f->does == DTI_NONE) {
            f->does = w;
            dti_word_list clauses;
            dti_slot_words(t, w, pos, (dti_slot){DTI_SLOT_XCOMP, 0}, DTI_NONE, &clauses);
            if (clauses.n) f->below = clauses.words[0];
        }
        if (s.name && o.name)
            predicate_parts(f, w, "pb:");
        else
            predicate_parts(f, w, s.name ? "ps:" : "pt:");
    }
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
            size_t n_types = types_of(t, p[i], pos_of(dti_at(t, p[i])), types, 8);
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
        if (stands_at(f->t, f->source, side->phrase)) return 's';
        if (stands_at(f->t, f->target, side->phrase)) return 't';
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
        add_str(&n, effect_name(k->effect));
        give(f, &n);
    }
    n = start(kind);
    add_turned(&n, f, fr->type, k->effect);
    give(f, &n);
    n = start(kind);
    add_str(&n, "c");
    add_slice(&n, fr->cameo);
    give(f, &n);
    if (k->effect) {
        add_str(&n, "!");
        add_str(&n, effect_name(k->effect));
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
    name row[MAX_WORDS];
    uint8_t kind[MAX_WORDS]; /* 1: content, 0: small word, 2: actor */
    size_t n = 0;
    uint32_t end = t->end - t->first > MAX_WORDS ? t->first + MAX_WORDS : t->end;
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
    give_roles(&f);
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
            predicate_parts(&f, f.below, "bp:");
        }
    }
    if (f.over != DTI_NONE) {
        name n = start("ov:");
        add_word(&n, t, f.over);
        give(&f, &n);
        give_word(&f, DTI_JP_OVER, f.over);
    }
}
