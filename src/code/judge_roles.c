/* judge_roles.c: what two actors are to the predicates of their sentence, as features of the judge. */
#include "code/judge_roles.h"

#include "kb/kb.h"
#include "kb/ontology.h"

#define MAX_NEAR 3 /* arcs between an actor and the word in whose phrase it hangs */

char dti_judge_pos(const dti_tok *k) {
    switch (k->upos) {
    case DTI_VERB:
    case DTI_AUX: return 'v';
    case DTI_NOUN:
    case DTI_PROPN: return 'n';
    case DTI_ADJ: return 'a';
    default: return 0;
    }
}

static int binds(unsigned r) {
    return r == DTI_R_NMOD || r == DTI_R_NMOD_POSS || r == DTI_R_COMPOUND || r == DTI_R_AMOD ||
           r == DTI_R_APPOS || r == DTI_R_CONJ || r == DTI_R_FLAT || r == DTI_R_NMOD_DESC;
}

int dti_judge_stands_at(const dti_tree *t, const dti_judge_actor *a, uint32_t w) {
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
        int k = dti_judge_stands_at(t, a, words->words[i]);
        if (k > r->strength) *r = (role){name, DTI_NONE, k};
    }
}

static void consider_preps(const dti_tree *t, const dti_judge_actor *a, uint32_t w, role *r) {
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned rel = dti_at(t, c)->deprel;
        if (rel != DTI_R_OBL && rel != DTI_R_NMOD && rel != DTI_R_OBL_AGENT && rel != DTI_R_ADVCL &&
            rel != DTI_R_OBL_UNMARKED)
            continue;
        int k = dti_judge_stands_at(t, a, c);
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

size_t dti_judge_types(const dti_tree *t, uint32_t w, char pos, dt_slice *out, size_t cap) {
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

const char *dti_judge_effect_name(dti_effect e) {
    static const char *const names[] = {"", "neg", "hyp", "fut", "wish", "hist", "nothing", ""};
    return names[e];
}

void dti_judge_add_turned(name *n, const feats *f, dt_slice type, dti_effect e) {
    char class = (char)('0' + dti_penta(f->t->doc->kb->image, type) % 10);
    add(n, &class, 1);
    add_str(n, "!");
    add_str(n, dti_judge_effect_name(e));
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

void dti_judge_give_parts(feats *f, uint32_t w, const char *kind) {
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

void dti_judge_give_roles(feats *f) {
    const dti_tree *t = f->t;
    uint32_t end = t->end - t->first > DTI_JUDGE_WORDS ? t->first + DTI_JUDGE_WORDS : t->end;
    for (uint32_t w = t->first; w < end; w++) {
        char pos = dti_judge_pos(dti_at(t, w));
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
        size_t n_types = dti_judge_types(t, w, pos, types, 8);
        dti_effect e = effect_at(f, w);
        if (e) {
            n = start("re:");
            add_str(&n, dti_judge_effect_name(e));
            add_str(&n, s.name ? "s" : "");
            add_str(&n, o.name ? "t" : "");
            give(f, &n);
        }
        for (size_t i = 0; i < n_types; i++) {
            if (e && i < 3) {
                n = start(i ? "rex:" : "re1:");
                add_slice(&n, types[i]);
                add_str(&n, "!");
                add_str(&n, dti_judge_effect_name(e));
                give(f, &n);
            }
            n = start(i ? "rpx:" : "rp1:");
            dti_judge_add_turned(&n, f, types[i], e);
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
            dti_judge_give_parts(f, w, "pb:");
        else
            dti_judge_give_parts(f, w, s.name ? "ps:" : "pt:");
    }
}
