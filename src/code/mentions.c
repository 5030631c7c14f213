/* mentions.c: joins spans, titles, nationalities and names into mentions of actors. */
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code.h"
#include "code/group.h"
#include "code/tree.h"

#define MAX_CLIMB 4

static int is_anchor(const dti_span *s) {
    return DTI_HAS(s, DTI_PH_PERSON) || DTI_HAS(s, DTI_PH_ROLE) || DTI_HAS(s, DTI_PH_ROLES) ||
           DTI_HAS(s, DTI_PH_ORG) || DTI_HAS(s, DTI_PH_COREF_WORD);
}

/* Relations that bind a modifier to the noun it belongs to. */
static int binds(unsigned rel) {
    switch (rel) {
    case DTI_R_AMOD:
    case DTI_R_COMPOUND:
    case DTI_R_NMOD_POSS:
    case DTI_R_NMOD:
    case DTI_R_NMOD_DESC:
    case DTI_R_NMOD_UNMARKED:
    case DTI_R_FLAT:
    case DTI_R_APPOS:
    case DTI_R_CONJ:
    case DTI_R_DET:
    case DTI_R_DEP:
    case DTI_R_LIST: return 1;
    default: return 0;
    }
}

static int has_capital(const dt_doc *d, uint32_t t) {
    uint32_t cp;
    if (t >= d->n_toks) return 0;
    dti_utf8_next(d->text.ptr + d->toks[t].start, d->toks[t].end - d->toks[t].start, &cp);
    return dti_cp_is_upper(cp);
}

/* "hails Lebanon *ceasefire*": small letters between a capital and no other are a noun read as a name;
 * "Moqtada *al*-Sadr", "Mohammed *bin* Salman" are none. */
static int is_small_behind(const dt_doc *d, uint32_t t) {
    uint32_t cp, next = t + 1;
    dti_utf8_next(d->text.ptr + d->toks[t].start, d->toks[t].end - d->toks[t].start, &cp);
    if (!dti_cp_is_lower(cp) || t == 0 || !has_capital(d, t - 1)) return 0;
    if (next < d->n_toks && d->text.ptr[d->toks[next].start] == '-') next++;
    return !has_capital(d, next);
}

/* A proper noun, or a capitalised noun or adjective that does not begin the sentence. */
static int is_name_token(const dti_coding *c, uint32_t t) {
    const dt_doc *d = c->doc;
    const dti_tok *k = &d->toks[t];
    for (size_t i = d->n_times; i-- > 0 && d->times[i].first + d->times[i].n_toks + 64 > t;)
        if (t >= d->times[i].first && t < d->times[i].first + d->times[i].n_toks) return 0;
    if (k->upos == DTI_PROPN) return !is_small_behind(d, t);
    if (c->loose_case || k->end - k->start < 2) return 0;
    return has_capital(d, t) &&
           (k->upos == DTI_NOUN || k->upos == DTI_ADJ || k->upos == DTI_X);
}

/*
 * "*US* Ambassador | John Bass": the title that stands between a modifier of an unknown name and that
 * name, as its span; DTI_NONE.
 */
static uint32_t title_between(const dti_coding *c, const dti_span *s, uint32_t name) {
    const dt_doc *d = c->doc;
    uint32_t t = s->first + s->n_toks;
    if (t >= name || c->tok_span[t] == DTI_NONE) return DTI_NONE;
    const dti_span *title = &c->spans[c->tok_span[t]];
    if (title->first != t || !dti_span_is_role(title) || d->toks[title->head].head != name) return DTI_NONE;
    return c->tok_span[t];
}

/*
 * The span that this one modifies: the nearest other span up the tree, reached by binding
 * relations only.  DTI_NONE when it stands for itself.
 */
static uint32_t owner_of(const dti_coding *c, uint32_t number) {
    const dt_doc *d = c->doc;
    const dti_span *s = &c->spans[number];
    uint32_t t = s->head;
    int via_conj = 0, n_nmod = 0;
    for (int step = 0; step < MAX_CLIMB; step++) {
        const dti_tok *k = &d->toks[t];
        if (k->head == DTI_NONE || !binds(k->deprel)) return DTI_NONE;
        if (k->deprel == DTI_R_CONJ) {
            /* "US and South Korean forces": only between modifiers */
            if (d->toks[k->head].upos != DTI_ADJ && d->toks[k->head].deprel != DTI_R_COMPOUND &&
                d->toks[k->head].deprel != DTI_R_AMOD &&
                d->toks[k->head].deprel != DTI_R_NMOD_POSS &&
                !(d->toks[k->head].deprel == DTI_R_NMOD && dti_span_is_country(s)))
                return DTI_NONE;
            via_conj = 1;
        }
        /* one phrase with a preposition, no more: "spokesman of the army in Sudan" has two
         * owners */
        if (k->deprel == DTI_R_NMOD && (++n_nmod > 1 || step > 1)) return DTI_NONE;
        if (k->deprel == DTI_R_NMOD && dti_is_behind(c, s->sent, t, "parting")) return DTI_NONE;
        t = k->head;
        uint32_t other = c->tok_span[t];
        if (other == DTI_NONE && k->deprel != DTI_R_CONJ && dti_span_is_country(s) &&
            (other = title_between(c, s, t)) != DTI_NONE)
            return other;
        if (other == DTI_NONE || other == number) {
            /* beyond a noun that is no actor only modifiers of a modifier count */
            if (k->deprel == DTI_R_NMOD || k->deprel == DTI_R_APPOS) return DTI_NONE;
            continue;
        }
        if (via_conj && dti_span_is_country(&c->spans[other])) continue; /* its twin, not its noun */
        /* "Taliban in Qatar": who has a name of its own is not made by the place it is in */
        if (n_nmod && !dti_span_is_role(&c->spans[other]) &&
            (DTI_HAS(&c->spans[other], DTI_PH_PERSON) || DTI_HAS(&c->spans[other], DTI_PH_ORG)) &&
            dti_is_behind(c, s->sent, s->head, "locative"))
            return DTI_NONE;
        return other;
    }
    return DTI_NONE;
}

static void take(dti_group *g, uint32_t number) {
    for (uint32_t i = 0; i < g->n_parts; i++)
        if (g->parts[i] == number) return;
    if (g->n_parts == DTI_MAX_PARTS) return;
    g->parts[g->n_parts++] = number;
}

static void stretch(dti_group *g, uint32_t first, uint32_t n) {
    if (first < g->first) g->first = first;
    if (first + n - 1 > g->last) g->last = first + n - 1;
}

/*
 * Brackets, quotation marks, colons and free dashes part mentions: "TEL AVIV -- Israeli Prime
 * Minister", "(Reuters) President".
 */
static int parted(const dt_doc *d, uint32_t from, uint32_t to) {
    for (uint32_t t = from; t < to; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->upos != DTI_PUNCT && k->upos != DTI_SYM) continue;
        char ch = d->text.ptr[k->start];
        int hyphen = ch == '-' && k->end - k->start == 1;
        if (hyphen && !k->space_after && t > 0 && !d->toks[t - 1].space_after) continue;
        if (ch != ',' && ch != '.' && ch != '\'' && ch != '/' && ch != '&') return 1;
    }
    return 0;
}

static int only_between(const dt_doc *d, uint32_t from, uint32_t to) {
    /* nothing, or adjectives, determiners and possessive marks, between two parts of one name
     */
    for (uint32_t t = from; t < to; t++) {
        unsigned u = d->toks[t].upos;
        if (u != DTI_ADJ && u != DTI_NOUN && u != DTI_PART && u != DTI_DET && u != DTI_NUM &&
            u != DTI_ADV && u != DTI_PROPN && u != DTI_PUNCT && u != DTI_CCONJ)
            return 0;
        if (u == DTI_PUNCT && d->text.ptr[d->toks[t].start] != '-') return 0;
    }
    return 1;
}

static int is_honorific(const dti_coding *c, uint32_t t) {
    return dti_is_name_word(c->facts, dti_tok_text(c->doc, &c->doc->toks[t]), "honorific");
}

/* A run of name tokens that no span covers, beginning at t. */
static uint32_t name_run(const dti_coding *c, uint32_t t, uint32_t end) {
    const dt_doc *d = c->doc;
    uint32_t n = 0;
    while (t + n < end && c->tok_span[t + n] == DTI_NONE) {
        if (is_name_token(c, t + n)) {
            n++;
            continue;
        }
        /* "Jean - Yves": a hyphen inside; "al - Assad" */
        if (n && t + n + 1 < end && d->text.ptr[d->toks[t + n].start] == '-' &&
            !d->toks[t + n].space_after && is_name_token(c, t + n + 1)) {
            n += 2;
            continue;
        }
        break;
    }
    return n;
}

/* ------------------------------------------------------------------ grouping */

static int emit(dti_coding *c, uint32_t sent, dti_group *g) {
    dt_doc *d = c->doc;
    dti_mention m = {.sent = sent, .antecedent = DTI_NONE, .head = g->head, .why = ""};
    m.first = g->first;
    m.n_toks = g->last - g->first + 1;
    m.start = d->toks[g->first].start;
    m.end = d->toks[g->last].end;
    if (dti_refer(c, g, &m) != DT_OK) return DT_FAILED;
    int bare_place = m.kind == DTI_M_METONYM || m.kind == DTI_M_COUNTRY;
    if (bare_place) {
        if (dti_is_behind(c, sent, g->head, "locative")) m.is_place_only = 1;
        /* a capital, as the place of something: "the Beijing summit" */
    }
    dti_mention *slot =
        dti_arena_push(&d->arena, &d->mentions, &d->n_mentions, &d->cap_mentions, sizeof *slot);
    if (!slot) return DT_FAILED;
    *slot = m;
    uint32_t number = (uint32_t)(d->n_mentions - 1);
    for (uint32_t i = 0; i < g->n_parts; i++) c->spans[g->parts[i]].mention = number;
    for (uint32_t t = g->first; t <= g->last; t++)
        if (d->toks[t].mention == DTI_NONE) d->toks[t].mention = number;
    d->toks[g->head].mention = number;
    if (c->tok_span[g->head] != DTI_NONE && c->spans[c->tok_span[g->head]].mention == DTI_NONE)
        c->spans[c->tok_span[g->head]].mention = number; /* the place of a dateline */
    for (uint32_t i = 0; i < g->n_parts; i++) {
        const dti_span *p = &c->spans[g->parts[i]];
        for (uint32_t t = p->first; t < p->first + p->n_toks; t++) d->toks[t].mention = number;
    }
    return DT_OK;
}

/*
 * Unknown name words directly before a family name of the tables: "Anthony | Blinken", "Danny |
 * Russell".  Returns how many.
 */
static uint32_t given_before(const dti_coding *c, const dti_span *s, uint32_t sent_first) {
    const dt_doc *d = c->doc;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++)
        if ((s->fits >> i & 1) && s->hits[i].kind == DTI_PH_PERSON &&
            !(s->hits[i].flags & DTI_PHF_SURNAME) && s->n_toks > 1)
            return 0;
    while (n < 4 && s->first > sent_first + n) {
        uint32_t t = s->first - n - 1;
        if (c->tok_span[t] != DTI_NONE || !d->toks[t].space_after || is_honorific(c, t)) break;
        if (!is_name_token(c, t) || d->toks[t].mention != DTI_NONE) break;
        n++;
    }
    return n;
}

/*
 * A family name or small place directly before an unknown name word is somebody's given name:
 * "Leon | Bobb", "Feliciano | Valencia".
 */
static int is_given_name(const dti_coding *c, const dti_span *s, uint32_t end) {
    const dt_doc *d = c->doc;
    uint32_t after = s->first + s->n_toks;
    const dti_tok *k = &d->toks[s->first];
    /* "Feliciano | Valencia" */
    if (s->n_toks == 1 && s->kinds == 1u << DTI_PH_PLACE && k->deprel == DTI_R_FLAT &&
        k->head + 1 == s->first && c->tok_span[k->head] == DTI_NONE && is_name_token(c, k->head))
        return 1;
    if (s->n_toks != 1 || after >= end || !d->toks[after - 1].space_after) return 0;
    uint32_t strangers = s->kinds & ~(1u << DTI_PH_PERSON | 1u << DTI_PH_PLACE);
    const dti_span *next =
        c->tok_span[after] == DTI_NONE ? NULL : &c->spans[c->tok_span[after]];
    /* "Tariq | Mubarak Osman": a family name of the tables may follow too */
    if (next && (!DTI_HAS(next, DTI_PH_PERSON) || next->n_toks > 1 || dti_span_is_role(next) ||
                 dti_span_is_country(next) || d->toks[after].deprel != DTI_R_FLAT))
        return 0;
    if (strangers || d->toks[after].upos != DTI_PROPN ||
        !is_name_token(c, after) || is_honorific(c, after))
        return 0;
    if (d->toks[after].deprel != DTI_R_FLAT && d->toks[s->first].deprel != DTI_R_COMPOUND)
        return 0;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++)
        if ((s->fits >> i & 1) && s->hits[i].kind == DTI_PH_PERSON &&
            !(s->hits[i].flags & DTI_PHF_SURNAME))
            return 0;
    return 1;
}

/* Title directly before a name: "Foreign Minister | Wang Yi"; a bracketed party or comma parts
 * them. */
static int adjoins(const dt_doc *d, uint32_t left_last, uint32_t right_first) {
    return right_first == left_last + 1 && d->toks[left_last].space_after != 0;
}

/*
 * "WASHINGTON -- President Trump said": the tree may hang the actor on the place of the dateline.
 * The mention then is the actor, under the dateline's place in the tree.
 */
static int drop_dateline(const dti_coding *c, uint32_t number, dti_group *g) {
    const dti_span *s = &c->spans[number], *place = &c->spans[g->parts[0]];
    uint32_t begin = c->doc->sents[s->sent].first;
    if (g->n_parts != 1 || s->first <= g->last || g->first > begin + 2 ||
        !(dti_span_is_role(s) || DTI_HAS(s, DTI_PH_PERSON)) || dti_span_is_role(place) ||
        !(DTI_HAS(place, DTI_PH_PLACE) || dti_span_is_country(place)))
        return 0;
    g->parts[0] = number;
    g->first = s->first;
    g->last = s->first + s->n_toks - 1;
    return 1;
}

/* "Israel's military chief", "US-led": modifiers of any part are pulled in. */
static void pull_modifiers(const dti_coding *c, uint32_t from, uint32_t to,
                           const uint32_t *owner, dti_group *g) {
    for (int again = 1; again;) {
        again = 0;
        for (uint32_t i = from; i < to; i++) {
            const dti_span *s = &c->spans[i];
            if (s->mention != DTI_NONE || owner[i - from] == DTI_NONE) continue;
            int mine = 0, have = 0;
            for (uint32_t p = 0; p < g->n_parts; p++) {
                mine |= g->parts[p] == owner[i - from];
                have |= g->parts[p] == i;
            }
            if (!mine || have) continue;
            const dti_tok *k = &c->doc->toks[s->head];
            /* apposed or coordinated actors are actors of their own, but for a title after a
             * name */
            if (k->deprel == DTI_R_APPOS && !dti_span_is_role(s) && !DTI_HAS(s, DTI_PH_PERSON)) continue;
            if (k->deprel == DTI_R_CONJ && !dti_span_is_country(s)) continue;
            if (DTI_HAS(s, DTI_PH_PERSON) && !dti_span_is_country(s) && k->deprel != DTI_R_APPOS &&
                k->deprel != DTI_R_FLAT && k->deprel != DTI_R_COMPOUND &&
                k->deprel != DTI_R_NMOD_DESC)
                continue;
            if (s->first > g->last ? parted(c->doc, g->last + 1, s->first)
                                   : parted(c->doc, s->first + s->n_toks, g->first)) {
                again |= drop_dateline(c, i, g);
                continue;
            }
            take(g, i);
            if (only_between(c->doc, s->first + s->n_toks, g->first) || s->first > g->last) {
                if (s->first + s->n_toks <= g->first + 1 || k->deprel != DTI_R_APPOS)
                    stretch(g, s->first, s->n_toks);
            }
            again = 1;
        }
    }
}

static void find_given(const dti_coding *c, uint32_t sent_first, dti_group *g) {
    for (uint32_t i = 0; i < g->n_parts && !g->given_n; i++) {
        const dti_span *s = &c->spans[g->parts[i]];
        if (!DTI_HAS(s, DTI_PH_PERSON) || dti_span_is_role(s)) continue;
        g->given_n = given_before(c, s, sent_first);
        if (g->name_n && s->first > g->name_first && s->first < g->name_first + g->name_n)
            g->given_n = s->first - g->name_first;
        if (!g->given_n) continue;
        g->given_first = s->first - g->given_n;
        stretch(g, g->given_first, g->given_n);
        uint32_t up = c->doc->toks[g->head].head;
        if (up != DTI_NONE && up >= g->given_first && up < s->first) g->head = up;
        if (g->name_n) continue;
        /* the whole name, should the tables' person be somebody else */
        g->name_first = g->given_first;
        g->name_n = g->given_n + s->n_toks;
    }
}

/*
 * Family names of the tables, and what follows them, in the name behind a title: "general Tariq |
 * Mubarak | Osman".  Returns how many tokens.
 */
static uint32_t take_family(const dti_coding *c, dti_group *g, uint32_t t, uint32_t end) {
    const dt_doc *d = c->doc;
    uint32_t n = 0;
    while (t + n < end && d->toks[t + n - 1].space_after) {
        uint32_t number = c->tok_span[t + n], run = 0;
        if (number == DTI_NONE) {
            run = name_run(c, t + n, end);
        } else {
            const dti_span *s = &c->spans[number];
            if (s->mention != DTI_NONE || !DTI_HAS(s, DTI_PH_PERSON) || dti_span_is_role(s) ||
                dti_span_is_country(s) || DTI_HAS(s, DTI_PH_ORG))
                break;
            run = s->n_toks;
            take(g, number);
        }
        if (!run) break;
        n += run;
    }
    return n;
}

/* "on *May* 6": a word of a date is nobody's name. */
static int is_date_word(const dti_coding *c, const dti_span *s) {
    return DTI_HAS(s, DTI_PH_PERSON) && !dti_span_is_country(s) && dti_is_in_time(c->doc, s->head);
}

int dti_find_mentions(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    uint32_t from = 0, to = (uint32_t)c->n_spans, end = s->first + s->n_toks;
    while (to > 0 && c->spans[to - 1].sent > sent) to--;
    from = to;
    while (from > 0 && c->spans[from - 1].sent == sent) from--;
    uint32_t n = to - from;
    uint32_t *owner = dti_arena_array(&d->arena, n + 1, sizeof *owner);
    if (!owner) return DT_FAILED;
    for (uint32_t i = 0; i < n; i++) {
        dti_span *a = &c->spans[from + i];
        if (!is_given_name(c, a, end) && !is_date_word(c, a)) continue;
        a->kinds = 0;
        a->fits = 0;
        for (uint32_t t = a->first; t < a->first + a->n_toks; t++) c->tok_span[t] = DTI_NONE;
    }
    for (uint32_t i = 0; i < n; i++) owner[i] = owner_of(c, from + i);
    /* Titles before names belong to the name whatever the tree says. */
    for (uint32_t i = 0; i + 1 < n; i++) {
        const dti_span *a = &c->spans[from + i], *b = &c->spans[from + i + 1];
        if (dti_span_is_role(a) && DTI_HAS(b, DTI_PH_PERSON) &&
            adjoins(d, a->first + a->n_toks - 1, b->first)) {
            owner[i] = from + i + 1;
            if (owner[i + 1] == from + i) owner[i + 1] = DTI_NONE;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = from + i;
        dti_span *a = &c->spans[number];
        if (!a->kinds || a->mention != DTI_NONE || DTI_HAS(a, DTI_PH_NOT_ACTOR) || DTI_HAS(a, DTI_PH_GROUP_WORD))
            continue;
        /* A modifier waits for its noun when that noun is an actor word. */
        if (owner[i] != DTI_NONE) {
            const dti_span *o = &c->spans[owner[i]];
            const dti_tok *k = &d->toks[a->head];
            int waits = is_anchor(o) && o->mention == DTI_NONE && !DTI_HAS(o, DTI_PH_NOT_ACTOR) &&
                        k->deprel != DTI_R_CONJ && (k->deprel != DTI_R_APPOS || dti_span_is_role(a)) &&
                        owner[i] >= from && owner[i] < to;
            if (dti_span_is_country(a) && k->deprel == DTI_R_CONJ) waits = is_anchor(o);
            if (waits && owner[owner[i] - from] != number) continue;
        }
        dti_group g = {.first = a->first, .last = a->first + a->n_toks - 1, .head = a->head};
        take(&g, number);
        /* a name that no table knows, right after a title: "interior minister Karl Hentzau" */
        uint32_t after = a->first + a->n_toks;
        if (dti_span_is_role(a) && !DTI_HAS(a, DTI_PH_PERSON) && after < end) {
            uint32_t run = name_run(c, after, end);
            if (run) run += take_family(c, &g, after + run, end);
            if (run && adjoins(d, after - 1, after)) {
                g.name_first = after;
                g.name_n = run;
                stretch(&g, after, run);
            }
        }
        pull_modifiers(c, from, to, owner, &g);
        find_given(c, s->first, &g);
        if (emit(c, sent, &g) != DT_OK) return DT_FAILED;
    }
    /* Those that waited for a noun that took them not. */
    for (uint32_t i = 0; i < n; i++) {
        dti_span *a = &c->spans[from + i];
        if (!a->kinds || a->mention != DTI_NONE || DTI_HAS(a, DTI_PH_NOT_ACTOR) || DTI_HAS(a, DTI_PH_GROUP_WORD))
            continue;
        dti_group g = {.first = a->first, .last = a->first + a->n_toks - 1, .head = a->head};
        take(&g, from + i);
        find_given(c, s->first, &g);
        if (emit(c, sent, &g) != DT_OK) return DT_FAILED;
    }
    /* Names that no table knows, and stand alone. */
    for (uint32_t t = s->first; t < end;) {
        uint32_t run = d->toks[t].mention == DTI_NONE ? name_run(c, t, end) : 0;
        if (run && is_honorific(c, t)) run = 0;
        if (!run || d->toks[t].upos != DTI_PROPN) {
            t += run ? run : 1;
            continue;
        }
        dti_group g = {.first = t, .last = t + run - 1, .head = t, .name_first = t, .name_n = run};
        for (uint32_t k = t; k < t + run; k++)
            if (d->toks[k].head == DTI_NONE || d->toks[k].head < t ||
                d->toks[k].head >= t + run) {
                g.head = k;
                break;
            }
        if (emit(c, sent, &g) != DT_OK) return DT_FAILED;
        t += run;
    }
    return DT_OK;
}
