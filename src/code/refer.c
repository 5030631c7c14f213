/* refer.c: reads the parts of a mention, makes whom they mean. */
#include "base/limits.h"
#include "base/slice.h"
#include "code/code.h"
#include "code/places.h"
#include "code/group.h"

/* The case marker ("in", "of") under a noun, as its token; DTI_NONE. */
static uint32_t case_of(const dt_doc *d, const dti_sent *s, uint32_t noun) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
        if (d->toks[t].head == noun && d->toks[t].deprel == DTI_R_CASE) return t;
    return DTI_NONE;
}

/* Is the noun behind a preposition of this class of en/prepositions? */
int dti_is_behind(const dti_coding *c, uint32_t sent, uint32_t noun, const char *class_name) {
    const dt_doc *d = c->doc;
    uint32_t k = case_of(d, &d->sents[sent], noun);
    if (k == DTI_NONE) return 0;
    dt_slice word = dti_tok_text(d, &d->toks[k]);
    return dti_is_name_word(c->facts, word, class_name);
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
    const dti_phrase_hit *role, *other_role, *org, *place;
    dt_slice role_words;
    int is_former, role_plural, country_of_place;
    int org_beside; /* "British *and EU* negotiators": of the body too, not a body of that state */
    uint32_t role_span, person_span; /* DTI_NONE */
    dti_phrase_hit persons[64];
    size_t n_persons;
} found;

/* Has a mention of this document a referent of this country? */
static int is_told_of(const dt_doc *d, dt_slice country) {
    for (size_t i = 0; country.len && i < d->n_mentions; i++)
        for (uint32_t r = 0; r < d->mentions[i].n_refs; r++)
            if (dti_slice_eq(d->mentions[i].refs[r].country, country)) return 1;
    return 0;
}

/*
 * A story that names other states more than once (with the weight of `least`) and this one never:
 * a short name that could be somebody of this state is probably somebody else's.
 */
static int is_strange(const dti_coding *c, dt_slice country, double least) {
    double most = 0;
    for (size_t i = 0; i < c->n_states; i++) {
        if (dti_slice_eq(c->states[i], country)) return 0;
        if (c->state_weight[i] > most) most = c->state_weight[i];
    }
    return most >= least && dti_is_state(c->facts, country);
}

/* "Ponta *Pora*": the second word of a name that no table knows. */
static int ends_a_name(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    uint32_t before = s->first - 1;
    return !c->loose_case && s->n_toks == 1 && s->first > d->sents[s->sent].first && c->tok_span[before] == DTI_NONE &&
           d->toks[before].upos == DTI_PROPN && d->toks[before].space_after &&
           (d->toks[before].head == s->first || d->toks[s->first].head == before);
}

/* "MPs", "PNC", "Congress": one word for a body of a state that the story is not about. */
static int is_strange_body(const dti_coding *c, const dti_span *s, const dti_phrase_hit *h) {
    if (ends_a_name(c, s) && is_strange(c, dti_fact(c->facts, h, DTI_COL_COUNTRY), 1)) return 1;
    if (s->n_toks > (c->loose_case ? 2 : 1) || !(h->flags & DTI_PHF_ALIAS)) return 0;
    int acronym = (h->flags & DTI_PHF_CAPS) != 0;
    dt_slice country = dti_fact(c->facts, h, DTI_COL_COUNTRY);
    /* agencies of great powers are known everywhere by their letters */
    if (acronym && dti_slice_is(dti_fact(c->facts, h, DTI_COL_COUNTRY), "USA")) return 0;
    /* without capitals nothing but the state tells "mps" and "mac" from the parties of that name */
    double least = acronym && c->loose_case ? 0 : 2;
    return (acronym || c->loose_case || dti_span_hit(s, DTI_PH_ROLE)) &&
           is_strange(c, country, least);
}

/*
 * Of the bodies with this name: in being on the day before not, of the country that stands beside
 * it, of a country that the story has told of; then as the tables list them.
 */
static const dti_phrase_hit *best_org(const dti_coding *c, const dti_span *s, const found *f) {
    const dti_phrase_hit *best = NULL;
    int best_points = -1;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++) {
        const dti_phrase_hit *h = &s->hits[i];
        if (!(s->fits >> i & 1) || h->kind != DTI_PH_ORG) continue;
        dt_slice country = dti_fact(c->facts, h, DTI_COL_COUNTRY);
        int points = h->flags & DTI_PHF_ALIAS ? 0 : 1;
        if (dti_fact_in_force(c->facts, h, c->published_day)) points += 8;
        for (uint32_t k = 0; k < f->n_countries; k++)
            if (dti_slice_eq(f->countries[k], country)) points += 16;
        if (is_told_of(c->doc, country)) points += 4;
        if (h->flags & DTI_PHF_USER) points += 32;
        if (points > best_points) best = h, best_points = points;
    }
    return best;
}

/* The largest place of the name; one in a country that the story tells of before others. */
static const dti_phrase_hit *best_place(const dti_coding *c, const dti_span *s) {
    const dti_phrase_hit *best = NULL;
    double most = -1;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++) {
        const dti_phrase_hit *h = &s->hits[i];
        if (!(s->fits >> i & 1) || h->kind != DTI_PH_PLACE) continue;
        double size = 1 + dti_slice_number(dti_fact(c->facts, h, DTI_COL_POPULATION));
        if (h->flags & DTI_PHF_ALIAS) size /= 4;
        if (is_told_of(c->doc, dti_fact(c->facts, h, DTI_COL_COUNTRY))) size *= 20;
        if (size > most) best = h, most = size;
    }
    return best;
}

/* Does the noun above say only how many or in what heap: "a team of police"? */
static int is_collective(const dti_coding *c, const dti_span *s) {
    const dti_tok *k = &c->doc->toks[s->head];
    return s->n_toks == 1 && dti_is_name_word(c->facts, k->lemma_text, "collective");
}

/*
 * "head of US diplomacy": a role that a country's name parts.  The phrase "head of diplomacy" is
 * looked up with the noun below the preposition.
 */
static const dti_phrase_hit *parted_role(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_sent *sent = &d->sents[s->sent];
    uint32_t end = sent->first + sent->n_toks;
    for (uint32_t t = s->first + s->n_toks; t < end && t < s->first + s->n_toks + 8; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->deprel != DTI_R_NMOD || k->head != s->head || c->tok_span[t] != DTI_NONE)
            continue;
        uint32_t prep = case_of(d, sent, t);
        char text[128];
        if (prep == DTI_NONE) return NULL;
        dt_slice p = dti_tok_text(d, &d->toks[prep]), noun = dti_tok_text(d, k);
        dt_slice role = {d->text.ptr + s->start, s->end - s->start};
        if (role.len + p.len + noun.len + 2 > sizeof text) return NULL;
        size_t n = 0;
        memcpy(text, role.ptr, role.len), n += role.len;
        text[n++] = ' ';
        memcpy(text + n, p.ptr, p.len), n += p.len;
        text[n++] = ' ';
        memcpy(text + n, noun.ptr, noun.len), n += noun.len;
        return dti_fact_find(c->facts, (dt_slice){text, n}, DTI_PH_ROLE);
    }
    return NULL;
}

/*
 * "vice president of the Asian Society": who presides over something that has a name and is no
 * state holds no office of a state.
 */
static int serves_stranger(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_sent *sent = &d->sents[s->sent];
    uint32_t end = sent->first + sent->n_toks;
    for (uint32_t t = s->first + s->n_toks; t < end && t < s->first + s->n_toks + 10; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->deprel != DTI_R_NMOD || k->head != s->head) continue;
        return k->upos == DTI_PROPN && c->tok_span[t] == DTI_NONE &&
               case_of(d, sent, t) != DTI_NONE;
    }
    return 0;
}

static void gather_country(const dti_coding *c, const dti_phrase_hit *h, found *f) {
    if (f->n_countries == DTI_MAX_SLOT_ACTORS) return;
    f->countries[f->n_countries] = dti_fact(c->facts, h, DTI_COL_CODE);
    f->country_sectors[f->n_countries++] = dti_fact(c->facts, h, DTI_COL_SECTOR);
}

/* Is the body coordinated with a state of the group: "British and EU negotiators"? */
static int is_beside_state(const dti_coding *c, const dti_group *g, const dti_span *org) {
    for (uint32_t i = 0; i < g->n_parts; i++) {
        const dti_span *s = &c->spans[g->parts[i]];
        if (s == org || !dti_span_is_country(s)) continue;
        const dti_span *left = s->first < org->first ? s : org, *right = left == s ? org : s;
        uint32_t between = left->first + left->n_toks;
        if (right->first == between + 1 && c->doc->toks[between].upos == DTI_CCONJ) return 1;
    }
    return 0;
}

/*
 * "Israel's embassy *in New Delhi*": whose it is counts, not where.  Drops the states behind a preposition of place
 * where another state of the group stands without; in_place: bit i is set for f->countries[i] behind one.
 */
static void drop_where(found *f, uint32_t in_place) {
    uint32_t n = 0;
    if (!in_place || in_place == (1u << f->n_countries) - 1) return;
    for (uint32_t i = 0; i < f->n_countries; i++)
        if (!(in_place >> i & 1)) {
            f->countries[n] = f->countries[i];
            f->country_sectors[n++] = f->country_sectors[i];
        }
    f->n_countries = n;
}

static void gather(const dti_coding *c, const dti_group *g, found *f) {
    uint32_t in_place = 0;
    memset(f, 0, sizeof *f);
    f->role_span = f->person_span = DTI_NONE;
    const dti_span *org_span = NULL, *place_span = NULL;
    for (uint32_t i = 0; i < g->n_parts; i++) {
        const dti_span *s = &c->spans[g->parts[i]];
        const dti_phrase_hit *h;
        int person = DTI_HAS(s, DTI_PH_PERSON) && (g->n_parts == 1 || !dti_span_is_country(s));
        for (uint32_t k = 0; person && k < s->n_hits && k < 64 && f->n_persons < 64; k++)
            if ((s->fits >> k & 1) && s->hits[k].kind == DTI_PH_PERSON) {
                f->persons[f->n_persons++] = s->hits[k];
                f->person_span = g->parts[i];
            }
        if (DTI_HAS(s, DTI_PH_ORG)) {
            if (!org_span || s->head == g->head) org_span = s;
        } else if ((h = dti_span_hit(s, DTI_PH_COUNTRY))) {
            uint32_t before = f->n_countries;
            gather_country(c, h, f);
            uint32_t noun = s->head; /* "in Bolivia and *Brazil*" */
            if (c->doc->toks[noun].deprel == DTI_R_CONJ) noun = c->doc->toks[noun].head;
            if (f->n_countries > before && dti_is_behind(c, s->sent, noun, "locative")) in_place |= 1u << before;
        } else if (DTI_HAS(s, DTI_PH_PLACE) && !place_span) {
            place_span = s;
        }
        h = dti_span_hit(s, DTI_PH_ROLE);
        int plural = !h && (h = dti_span_hit(s, DTI_PH_ROLES));
        if (h && (!f->role || s->head == g->head ||
                  is_collective(c, &c->spans[f->role_span]))) {
            if (!f->role || !is_collective(c, s)) {
                f->other_role = f->role;
                f->role = h;
                f->role_span = g->parts[i];
                f->role_plural |= plural;
            }
        } else if (h && !f->other_role) {
            f->other_role = h;
        }
        /* "ex-president" is a word of its own */
        f->is_former |= h && dti_slice_is(dti_fact(c->facts, h, DTI_COL_SECTOR), "ELI") &&
                        dti_slice_is(dti_fact(c->facts, h, DTI_COL_TITLE), "yes");
        f->is_former |= former_before(c, s->first, c->doc->sents[s->sent].first);
    }
    drop_where(f, in_place);
    if (org_span) f->org = best_org(c, org_span, f);
    if (f->org && is_strange_body(c, org_span, f->org)) f->org = NULL;
    f->org_beside = f->org && f->role && is_beside_state(c, g, org_span);
    if (place_span) f->place = best_place(c, place_span);
    if (f->role) {
        const dti_phrase_hit *whole = parted_role(c, &c->spans[f->role_span]);
        if (whole) f->role = whole;
        f->role_words = dti_fact(c->facts, f->role, DTI_COL_PHRASE);
    }
    if (!f->n_countries && f->place && (f->role || f->n_persons)) {
        dt_slice country = dti_fact(c->facts, f->place, DTI_COL_COUNTRY);
        if (country.len) {
            f->countries[f->n_countries++] = country;
            f->country_of_place = 1;
        }
    }
}

/* "the Biden administration", "Assad's army": the body, not the person, is meant. */
static int is_body_of_person(const dti_coding *c, const dti_group *g, const found *f) {
    if (!f->role || f->person_span == DTI_NONE || f->person_span == f->role_span) return 0;
    const dti_span *role = &c->spans[f->role_span], *person = &c->spans[f->person_span];
    const dti_tok *k = &c->doc->toks[person->head];
    return g->head == role->head && person->first < role->first &&
           (k->deprel == DTI_R_COMPOUND || k->deprel == DTI_R_NMOD_POSS ||
            k->deprel == DTI_R_AMOD);
}

static dt_slice words_of(const dt_doc *d, uint32_t first, uint32_t n) {
    uint32_t start = d->toks[first].start;
    return (dt_slice){d->text.ptr + start, d->toks[first + n - 1].end - start};
}

/* A country that the row of a role names itself: "country=UNO" in its note. */
static dt_slice country_of_role(const dti_coding *c, const dti_phrase_hit *role) {
    dt_slice note = dti_fact(c->facts, role, DTI_COL_NOTE);
    if (!dti_slice_starts(note, "country=")) return (dt_slice){"", 0};
    return (dt_slice){note.ptr + 8, note.len - 8};
}

/* "a Russian spokesman": a word of a state stands right before the role. */
static int is_of_state_alone(const dti_coding *c, const found *f) {
    uint32_t first = c->spans[f->role_span].first;
    if (f->country_of_place || !f->n_countries || f->countries[0].len != 3 || first == 0) return 0;
    uint32_t before = c->tok_span[first - 1];
    return before != DTI_NONE && dti_span_is_country(&c->spans[before]);
}

/*
 * The sector that the title gives.  "The governor's spokesman": whose one speaks for says what one is;
 * a spokesman of nobody but a state speaks for its government.
 */
static dt_slice sector_of_title(const dti_coding *c, const found *f) {
    if (!f->role) return (dt_slice){"", 0};
    dt_slice sector = dti_fact(c->facts, f->role, DTI_COL_SECTOR), note = dti_fact(c->facts, f->role, DTI_COL_NOTE);
    /* "leader": of a state, if it is named; else of whatever it may be */
    if (!f->n_countries && !f->org && dti_slice_starts(note, "of a country")) sector = dti_str("UNK");
    if (!dti_slice_is(sector, "UNK")) return sector;
    if (f->other_role) return dti_fact(c->facts, f->other_role, DTI_COL_SECTOR);
    if (!dti_slice_is(note, "serves")) return sector;
    if (f->org) return dti_fact(c->facts, f->org, DTI_COL_SECTOR);
    return is_of_state_alone(c, f) ? dti_str("GOV") : sector;
}

static int refer_role(dti_coding *c, const dti_group *g, const found *f, dti_mention *m) {
    dti_ref ref = empty_ref();
    m->kind = g->name_n ? DTI_M_NAME : DTI_M_ROLE;
    m->confidence = 0.85f;
    m->why = g->name_n ? "title and country" : "role";
    if (g->name_n) ref.name = words_of(c->doc, g->name_first, g->name_n);
    ref.office = f->role_words;
    ref.sector = sector_of_title(c, f);
    /* "Father Antonio" is a priest, "his father" is none */
    if (f->role && !g->name_n && dti_slice_is(dti_fact(c->facts, f->role, DTI_COL_NOTE), "kin"))
        ref.sector = dti_str("CVL");
    if (f->role && !f->org && !f->n_countries && serves_stranger(c, &c->spans[f->role_span]))
        ref.sector = (dt_slice){"", 0};
    if (f->is_former) ref.sector = dti_str("ELI");
    if (f->org) {
        dti_ref org;
        dti_resolve_org(c->facts, f->org, c->published_day, &org);
        ref.country = org.country;
        if (org.sector.len && !f->is_former) ref.sector = org.sector;
        if (!ref.name.len) ref.name = org.name;
        /* "Israel's Defense Ministry": the state that is named wins over the table's */
    }
    if (!f->n_countries) {
        if (!ref.country.len && f->role) ref.country = country_of_role(c, f->role);
        m->leans = !g->name_n && !f->org && f->role &&
                   dti_slice_is(dti_fact(c->facts, f->role, DTI_COL_ALONE), "no");
        return add_ref(c, m, ref);
    }
    dti_ref holder = empty_ref();
    if (f->n_countries == 1 && f->role && !f->org && !g->name_n && !f->is_former &&
        !f->role_plural && dti_slice_is(dti_fact(c->facts, f->role, DTI_COL_TITLE), "yes") &&
        dti_resolve_holder(c->facts, f->countries[0], f->role_words, c->published_day,
                           &holder)) {
        m->why = "holder of the office on the day";
        m->confidence = 0.9f;
        return add_ref(c, m, holder);
    }
    dti_ref body = ref;
    if (f->org_beside) {
        ref.sector = dti_fact(c->facts, f->role, DTI_COL_SECTOR);
        if (!body.sector.len) body.sector = ref.sector;
        ref.name = (dt_slice){"", 0};
    }
    for (uint32_t i = 0; i < f->n_countries; i++) {
        if (!f->org || f->countries[i].len == 3) ref.country = f->countries[i];
        if (add_ref(c, m, ref) != DT_OK) return DT_FAILED;
    }
    return f->org_beside ? add_ref(c, m, body) : DT_OK;
}

static int refer_country(dti_coding *c, const dti_group *g, const found *f, dti_mention *m) {
    dti_ref ref = empty_ref();
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
    for (uint32_t i = 0; i < f->n_countries; i++) {
        ref.country = f->countries[i];
        ref.sector = f->country_sectors[i];
        if (add_ref(c, m, ref) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

/* A bare name where nothing but the story tells whose it is: no capitals, or no day. */
static int is_doubtful(const dti_coding *c, dt_slice country) {
    if (!c->loose_case && c->published_day != INT32_MIN) return 0;
    return dti_is_state(c->facts, country) ? is_strange(c, country, 2) : !is_told_of(c->doc, country);
}

#define LIKELY_STATES 3 /* that a story tells of most: whose bearers of a family name are tried */

/*
 * Whom a family name alone means: whoever the day leaves; of several, the one of a state that the story tells of,
 * the state most told of first.
 */
static int resolve_bare(const dti_coding *c, dti_person_query q, dti_ref *ref, dti_mention *m) {
    double below = 1e300;
    if (dti_resolve_person(c->facts, &q, ref, &m->confidence, &m->why) && !is_doubtful(c, ref->country)) return 1;
    for (int k = 0; k < LIKELY_STATES; k++) {
        size_t best = c->n_states;
        for (size_t i = 0; i < c->n_states; i++)
            if (c->state_weight[i] < below && (best == c->n_states || c->state_weight[i] > c->state_weight[best]))
                best = i;
        if (best == c->n_states || c->state_weight[best] < 1) break;
        below = c->state_weight[best];
        q.country = c->states[best];
        if (dti_resolve_person(c->facts, &q, ref, &m->confidence, &m->why) &&
            dti_slice_eq(ref->country, q.country))
            return 1;
    }
    return 0;
}

int dti_refer(dti_coding *c, const dti_group *g, dti_mention *m) {
    found f;
    gather(c, g, &f);
    dti_ref ref = empty_ref();
    dt_slice none = {"", 0};
    m->is_former = (uint8_t)f.is_former;
    m->is_plural = (uint8_t)f.role_plural;
    dti_group named = *g;
    dti_person_query q = {f.persons,
                          f.n_persons,
                          c->published_day,
                          f.n_countries ? f.countries[0] : none,
                          f.role_words,
                          sector_of_title(c, &f),
                          f.is_former,
                          f.person_span != DTI_NONE && c->spans[f.person_span].n_toks == 1,
                          g->given_n ? words_of(c->doc, g->given_first, g->given_n) : none};
    if (f.n_persons && is_body_of_person(c, g, &f)) {
        q.office = q.sector = none;
        if (dti_resolve_person(c->facts, &q, &ref, &m->confidence, &m->why) &&
            f.n_countries < DTI_MAX_SLOT_ACTORS) {
            f.countries[f.n_countries++] = ref.country;
            f.org = NULL;
            named.name_n = 0;
            return refer_role(c, &named, &f, m);
        }
    } else if (f.n_persons) {
        int bare = q.one_word && !q.given.len && !f.role && !f.n_countries;
        if ((bare ? resolve_bare(c, q, &ref, m)
                  : dti_resolve_person(c->facts, &q, &ref, &m->confidence, &m->why))) {
            m->kind = DTI_M_NAME;
            return add_ref(c, m, ref);
        }
        /* somebody else of the name, known by the title alone */
        if (f.role && !named.name_n) {
            const dti_span *p = &c->spans[f.person_span];
            named.name_first = p->first;
            named.name_n = p->n_toks;
        }
    }
    if (named.name_n && f.role && !f.org && !f.is_former &&
        dti_resolve_near(c->facts, words_of(c->doc, named.name_first, named.name_n), &q, &ref)) {
        m->kind = DTI_M_NAME;
        m->confidence = 0.75f;
        m->why = "name nearly so written, with its title";
        return add_ref(c, m, ref);
    }
    if (f.role || (named.name_n && f.n_countries && !f.country_of_place && !named.given_n))
        return refer_role(c, &named, &f, m);
    /* "Leonardo Yanez Sepulveda": a person, not the company or paper of his first name */
    dt_slice kind = f.org ? dti_fact(c->facts, f.org, DTI_COL_KIND) : none;
    int firm = dti_slice_is(kind, "company"), one = g->first == g->last;
    if (f.org && ((named.name_n && !c->loose_case && (firm || dti_slice_is(kind, "media"))) ||
                  (firm && one && is_strange(c, dti_fact(c->facts, f.org, DTI_COL_COUNTRY), 2)))) {
        m->kind = DTI_M_UNKNOWN;
        m->confidence = 0.4f;
        m->why = "name not in the tables";
        return DT_OK;
    }
    if (f.org) {
        int in_force = dti_resolve_org(c->facts, f.org, c->published_day, &ref);
        m->kind = DTI_M_ORG;
        m->confidence = in_force ? 0.95f : 0.7f;
        m->why = "name of a body";
        return add_ref(c, m, ref);
    }
    if (f.n_countries && !f.country_of_place) return refer_country(c, g, &f, m);
    if (f.place && !g->given_n) {
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
