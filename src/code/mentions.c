/* mentions.c: joins spans, titles, nationalities and names into mentions of actors. */
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code.h"

#define HAS(span, kind) ((span)->kinds >> (kind)&1)
#define MAX_PARTS 24
#define MAX_CLIMB 4

/* What is gathered around one head before it is resolved. */
typedef struct group {
    uint32_t parts[MAX_PARTS]; /* span numbers */
    uint32_t n_parts;
    uint32_t first, last; /* tokens, inclusive */
    uint32_t head;
    uint32_t name_first, name_n; /* tokens of a name that no table knows */
} group;

static int is_anchor(const dti_span *s) {
    return HAS(s, DTI_PH_PERSON) || HAS(s, DTI_PH_ROLE) || HAS(s, DTI_PH_ROLES) ||
           HAS(s, DTI_PH_ORG) || HAS(s, DTI_PH_COREF_WORD);
}

static int is_country(const dti_span *s) { return HAS(s, DTI_PH_COUNTRY); }
static int is_role(const dti_span *s) { return HAS(s, DTI_PH_ROLE) || HAS(s, DTI_PH_ROLES); }

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

/* A proper noun, or a capitalised noun or adjective that does not begin the sentence. */
static int is_name_token(const dti_coding *c, uint32_t t) {
    const dt_doc *d = c->doc;
    const dti_tok *k = &d->toks[t];
    for (size_t i = d->n_times; i-- > 0 && d->times[i].first + d->times[i].n_toks + 64 > t;)
        if (t >= d->times[i].first && t < d->times[i].first + d->times[i].n_toks) return 0;
    if (k->upos == DTI_PROPN) return 1;
    if (c->loose_case || k->end - k->start < 2) return 0;
    uint32_t cp;
    dti_utf8_next(d->text.ptr + k->start, k->end - k->start, &cp);
    return dti_cp_is_upper(cp) &&
           (k->upos == DTI_NOUN || k->upos == DTI_ADJ || k->upos == DTI_X);
}

/* The case marker ("in", "of") under a noun, as its token; DTI_NONE. */
static uint32_t case_of(const dt_doc *d, const dti_sent *s, uint32_t noun) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
        if (d->toks[t].head == noun && d->toks[t].deprel == DTI_R_CASE) return t;
    return DTI_NONE;
}

/* Is the noun behind a preposition of this class of en/prepositions? */
static int is_behind(const dti_coding *c, uint32_t sent, uint32_t noun, const char *class) {
    const dt_doc *d = c->doc;
    uint32_t k = case_of(d, &d->sents[sent], noun);
    if (k == DTI_NONE) return 0;
    dt_slice word = dti_tok_text(d, &d->toks[k]);
    return dti_is_name_word(c->facts, word, class);
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
                !(d->toks[k->head].deprel == DTI_R_NMOD && is_country(s)))
                return DTI_NONE;
            via_conj = 1;
        }
        /* one phrase with a preposition, no more: "spokesman of the army in Sudan" has two
         * owners */
        if (k->deprel == DTI_R_NMOD && (++n_nmod > 1 || step > 1)) return DTI_NONE;
        if (k->deprel == DTI_R_NMOD && is_behind(c, s->sent, t, "parting")) return DTI_NONE;
        t = k->head;
        uint32_t other = c->tok_span[t];
        if (other == DTI_NONE || other == number) {
            /* beyond a noun that is no actor only modifiers of a modifier count */
            if (k->deprel == DTI_R_NMOD || k->deprel == DTI_R_APPOS) return DTI_NONE;
            continue;
        }
        if (via_conj && is_country(&c->spans[other])) continue; /* its twin, not its noun */
        /* "Taliban in Qatar": who has a name of its own is not made by the place it is in */
        if (n_nmod && !is_role(&c->spans[other]) &&
            (HAS(&c->spans[other], DTI_PH_PERSON) || HAS(&c->spans[other], DTI_PH_ORG)) &&
            is_behind(c, s->sent, s->head, "locative"))
            return DTI_NONE;
        return other;
    }
    return DTI_NONE;
}

static void take(group *g, uint32_t number) {
    for (uint32_t i = 0; i < g->n_parts; i++)
        if (g->parts[i] == number) return;
    if (g->n_parts == MAX_PARTS) return;
    g->parts[g->n_parts++] = number;
}

static void stretch(group *g, uint32_t first, uint32_t n) {
    if (first < g->first) g->first = first;
    if (first + n - 1 > g->last) g->last = first + n - 1;
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

/* Is the word before (or two before) a mark of a former office: "former", "ex-", "then"? */
static int former_before(const dti_coding *c, uint32_t first, uint32_t sent_first) {
    for (uint32_t back = 1; back <= 3 && first >= sent_first + back; back++) {
        const dti_tok *k = &c->doc->toks[first - back];
        dt_slice w = dti_tok_text(c->doc, k);
        if (dti_is_name_word(c->facts, w, "former")) return 1;
        if (k->upos != DTI_ADJ && k->upos != DTI_PUNCT && k->upos != DTI_NOUN &&
            k->upos != DTI_PROPN)
            return 0;
    }
    return 0;
}

/* ------------------------------------------------------------------ resolving a group */

static int add_ref(dti_coding *c, dti_mention *m, dti_ref ref) {
    if (m->n_refs == DTI_MAX_SLOT_ACTORS) return DT_OK;
    for (uint32_t i = 0; i < m->n_refs; i++)
        if (dti_slice_eq(m->refs[i].name, ref.name) &&
            dti_slice_eq(m->refs[i].country, ref.country) &&
            dti_slice_eq(m->refs[i].sector, ref.sector))
            return DT_OK;
    dti_ref *refs = dti_arena_array(&c->doc->arena, m->n_refs + 1, sizeof *refs);
    if (!refs) return DT_FAILED;
    if (m->n_refs) memcpy(refs, m->refs, m->n_refs * sizeof *refs);
    refs[m->n_refs++] = ref;
    m->refs = refs;
    return DT_OK;
}

static dti_ref empty_ref(void) {
    dt_slice none = {"", 0};
    return (dti_ref){none, none, none, none, DTI_NONE};
}

typedef struct found {
    dt_slice countries[DTI_MAX_SLOT_ACTORS];
    dt_slice country_sectors[DTI_MAX_SLOT_ACTORS];
    uint32_t n_countries;
    const dti_phrase_hit *role, *org, *org_alone, *place;
    dt_slice role_words;
    int is_former, role_plural, country_kind;
    dti_phrase_hit persons[64];
    size_t n_persons;
} found;

static void gather(const dti_coding *c, const group *g, found *f) {
    memset(f, 0, sizeof *f);
    for (uint32_t i = 0; i < g->n_parts; i++) {
        const dti_span *s = &c->spans[g->parts[i]];
        const dti_phrase_hit *h;
        int person = HAS(s, DTI_PH_PERSON) && (g->n_parts == 1 || !is_country(s));
        if (person)
            for (uint32_t k = 0; k < s->n_hits && k < 64 && f->n_persons < 64; k++)
                if ((s->fits >> k & 1) && s->hits[k].kind == DTI_PH_PERSON)
                    f->persons[f->n_persons++] = s->hits[k];
        if ((h = dti_span_hit(s, DTI_PH_ORG))) {
            if (!f->org || s->head == g->head) f->org = h;
        } else if ((h = dti_span_hit(s, DTI_PH_COUNTRY)) &&
                   f->n_countries < DTI_MAX_SLOT_ACTORS) {
            f->countries[f->n_countries] = dti_fact(c->facts, h, DTI_COL_CODE);
            f->country_sectors[f->n_countries++] = dti_fact(c->facts, h, DTI_COL_SECTOR);
        } else if ((h = dti_span_hit(s, DTI_PH_PLACE))) {
            if (!f->place) f->place = h;
        }
        h = dti_span_hit(s, DTI_PH_ROLE);
        if (!h && (h = dti_span_hit(s, DTI_PH_ROLES))) f->role_plural = 1;
        if (h && (!f->role || s->head == g->head)) {
            f->role = h;
            f->role_words = dti_fact(c->facts, h, DTI_COL_PHRASE);
        }
        f->is_former |= former_before(c, s->first, c->doc->sents[s->sent].first);
    }
    if (!f->n_countries && f->place && (f->role || f->n_persons)) {
        dt_slice country = dti_fact(c->facts, f->place, DTI_COL_COUNTRY);
        if (country.len) {
            f->countries[0] = country;
            f->country_sectors[0] = (dt_slice){"", 0};
            f->n_countries = 1;
        }
    }
}

/* Fills kind, refs, confidence and why of m from what was gathered. */
static int resolve_group(dti_coding *c, const group *g, dti_mention *m) {
    found f;
    gather(c, g, &f);
    dti_ref ref = empty_ref();
    dt_slice role_sector =
        f.role ? dti_fact(c->facts, f.role, DTI_COL_SECTOR) : (dt_slice){"", 0};
    m->is_former = (uint8_t)f.is_former;
    m->is_plural = (uint8_t)f.role_plural;
    if (f.n_persons) {
        dti_person_query q = {
            f.persons,        f.n_persons,
            c->published_day, f.n_countries ? f.countries[0] : (dt_slice){"", 0},
            f.role_words,     role_sector,
            f.is_former};
        if (dti_resolve_person(c->facts, &q, &ref, &m->confidence, &m->why)) {
            m->kind = DTI_M_NAME;
            return add_ref(c, m, ref);
        }
    }
    if (f.role || (g->name_n && f.n_countries)) {
        m->kind = g->name_n ? DTI_M_NAME : DTI_M_ROLE;
        m->confidence = 0.85f;
        m->why = g->name_n ? "title and country" : "role";
        if (g->name_n) {
            const dt_doc *d = c->doc;
            ref.name = (dt_slice){d->text.ptr + d->toks[g->name_first].start,
                                  d->toks[g->name_first + g->name_n - 1].end -
                                      d->toks[g->name_first].start};
        }
        ref.office = f.role_words;
        ref.sector = f.is_former ? dti_str("ELI") : role_sector;
        if (f.org) {
            dti_ref org;
            dti_resolve_org(c->facts, f.org, c->published_day, &org);
            ref.country = org.country;
            if (org.sector.len && !f.is_former) ref.sector = org.sector;
            if (!ref.name.len) ref.name = org.name;
            if (!f.n_countries) return add_ref(c, m, ref);
            /* "Israel's Defense Ministry": the state that is named wins over the table's */
        }
        if (!f.n_countries) return add_ref(c, m, ref);
        for (uint32_t i = 0; i < f.n_countries; i++) {
            if (!f.org || f.countries[i].len == 3) ref.country = f.countries[i];
            if (add_ref(c, m, ref) != DT_OK) return DT_FAILED;
        }
        return DT_OK;
    }
    if (f.org) {
        int in_force = dti_resolve_org(c->facts, f.org, c->published_day, &ref);
        m->kind = DTI_M_ORG;
        m->confidence = in_force ? 0.95f : 0.7f;
        m->why = "name of a body";
        return add_ref(c, m, ref);
    }
    if (f.n_countries) {
        const dti_phrase_hit *hit = NULL;
        for (uint32_t i = 0; i < g->n_parts && !hit; i++)
            hit = dti_span_hit(&c->spans[g->parts[i]], DTI_PH_COUNTRY);
        dt_slice form = hit ? dti_fact(c->facts, hit, DTI_COL_KIND) : (dt_slice){"", 0};
        m->kind = dti_slice_is(form, "adjective") ? DTI_M_NATIONALITY
                  : dti_slice_is(form, "metonym") || dti_slice_is(form, "capital")
                      ? DTI_M_METONYM
                      : DTI_M_COUNTRY;
        m->is_plural = dti_slice_is(form, "demonyms");
        m->confidence = 0.95f;
        m->why = "name of a state";
        for (uint32_t i = 0; i < f.n_countries; i++) {
            ref.country = f.countries[i];
            ref.sector = f.country_sectors[i];
            if (add_ref(c, m, ref) != DT_OK) return DT_FAILED;
        }
        return DT_OK;
    }
    if (f.place) {
        m->kind = DTI_M_COUNTRY;
        m->is_place_only = 1;
        m->confidence = 0.6f;
        m->why = "place";
        ref.name = dti_fact(c->facts, f.place, DTI_COL_NAME);
        ref.country = dti_fact(c->facts, f.place, DTI_COL_COUNTRY);
        return add_ref(c, m, ref);
    }
    m->kind = DTI_M_UNKNOWN;
    m->confidence = 0.4f;
    m->why = "name not in the tables";
    return DT_OK;
}

/* ------------------------------------------------------------------ grouping */

static int emit(dti_coding *c, uint32_t sent, group *g) {
    dt_doc *d = c->doc;
    dti_mention m = {.sent = sent, .antecedent = DTI_NONE, .head = g->head, .why = ""};
    m.first = g->first;
    m.n_toks = g->last - g->first + 1;
    m.start = d->toks[g->first].start;
    m.end = d->toks[g->last].end;
    if (resolve_group(c, g, &m) != DT_OK) return DT_FAILED;
    int bare_place = m.kind == DTI_M_METONYM || m.kind == DTI_M_COUNTRY;
    if (bare_place) {
        if (is_behind(c, sent, g->head, "locative")) m.is_place_only = 1;
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
    for (uint32_t i = 0; i < g->n_parts; i++) {
        const dti_span *p = &c->spans[g->parts[i]];
        for (uint32_t t = p->first; t < p->first + p->n_toks; t++) d->toks[t].mention = number;
    }
    return DT_OK;
}

/* Title directly before a name: "Foreign Minister | Wang Yi"; a bracketed party or comma parts
 * them. */
static int adjoins(const dt_doc *d, uint32_t left_last, uint32_t right_first) {
    return right_first == left_last + 1 && d->toks[left_last].space_after != 0;
}

/* "Israel's military chief", "US-led": modifiers of any part are pulled in. */
static void pull_modifiers(const dti_coding *c, uint32_t from, uint32_t to,
                           const uint32_t *owner, group *g) {
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
            if (k->deprel == DTI_R_APPOS && !is_role(s) && !HAS(s, DTI_PH_PERSON)) continue;
            if (k->deprel == DTI_R_CONJ && !is_country(s)) continue;
            if (HAS(s, DTI_PH_PERSON) && !is_country(s) && k->deprel != DTI_R_APPOS &&
                k->deprel != DTI_R_FLAT && k->deprel != DTI_R_COMPOUND &&
                k->deprel != DTI_R_NMOD_DESC)
                continue;
            take(g, i);
            if (only_between(c->doc, s->first + s->n_toks, g->first) || s->first > g->last) {
                if (s->first + s->n_toks <= g->first + 1 || k->deprel != DTI_R_APPOS)
                    stretch(g, s->first, s->n_toks);
            }
            again = 1;
        }
    }
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
    for (uint32_t i = 0; i < n; i++) owner[i] = owner_of(c, from + i);
    /* Titles before names belong to the name whatever the tree says. */
    for (uint32_t i = 0; i + 1 < n; i++) {
        const dti_span *a = &c->spans[from + i], *b = &c->spans[from + i + 1];
        if (is_role(a) && HAS(b, DTI_PH_PERSON) &&
            adjoins(d, a->first + a->n_toks - 1, b->first)) {
            owner[i] = from + i + 1;
            if (owner[i + 1] == from + i) owner[i + 1] = DTI_NONE;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = from + i;
        dti_span *a = &c->spans[number];
        if (a->mention != DTI_NONE || HAS(a, DTI_PH_NOT_ACTOR) || HAS(a, DTI_PH_GROUP_WORD))
            continue;
        /* A modifier waits for its noun when that noun is an actor word. */
        if (owner[i] != DTI_NONE) {
            const dti_span *o = &c->spans[owner[i]];
            const dti_tok *k = &d->toks[a->head];
            int waits = is_anchor(o) && o->mention == DTI_NONE && !HAS(o, DTI_PH_NOT_ACTOR) &&
                        k->deprel != DTI_R_CONJ && (k->deprel != DTI_R_APPOS || is_role(a)) &&
                        owner[i] >= from && owner[i] < to;
            if (is_country(a) && k->deprel == DTI_R_CONJ) waits = is_anchor(o);
            if (waits && owner[owner[i] - from] != number) continue;
        }
        group g = {.first = a->first, .last = a->first + a->n_toks - 1, .head = a->head};
        take(&g, number);
        /* a name that no table knows, right after a title: "interior minister Karl Hentzau" */
        uint32_t after = a->first + a->n_toks;
        if (is_role(a) && !HAS(a, DTI_PH_PERSON) && after < end) {
            uint32_t run = name_run(c, after, end);
            if (run && adjoins(d, after - 1, after)) {
                g.name_first = after;
                g.name_n = run;
                stretch(&g, after, run);
            }
        }
        pull_modifiers(c, from, to, owner, &g);
        if (emit(c, sent, &g) != DT_OK) return DT_FAILED;
    }
    /* Those that waited for a noun that took them not. */
    for (uint32_t i = 0; i < n; i++) {
        dti_span *a = &c->spans[from + i];
        if (a->mention != DTI_NONE || HAS(a, DTI_PH_NOT_ACTOR) || HAS(a, DTI_PH_GROUP_WORD))
            continue;
        group g = {.first = a->first, .last = a->first + a->n_toks - 1, .head = a->head};
        take(&g, from + i);
        if (emit(c, sent, &g) != DT_OK) return DT_FAILED;
    }
    /* Names that no table knows, and stand alone. */
    for (uint32_t t = s->first; t < end;) {
        uint32_t run = d->toks[t].mention == DTI_NONE ? name_run(c, t, end) : 0;
        if (!run || d->toks[t].upos != DTI_PROPN) {
            t += run ? run : 1;
            continue;
        }
        group g = {.first = t, .last = t + run - 1, .head = t, .name_first = t, .name_n = run};
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
