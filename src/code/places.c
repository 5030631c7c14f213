/* places.c: finds the places that a document names and says which of that name are meant. */
#include "code/places.h"

#include "base/slice.h"
#include "base/utf8.h"
#include "code/vouch.h"
#include "kb/kb.h"

#define MAX_STATES 64
#define MAX_CANDIDATES 64
#define DATELINE_BYTES 60
#define MAX_ANCHORS 64
#define NEAR_DEGREES 3.0 /* some 300 km */
#define NEAR_POINTS 2.0  /* of one sure place near by; three count */
#define MAX_WEIGHT 5    /* more mentions of a state make nothing surer */
#define STATE_POINTS 2.0 /* of one mention, in digits of population */
#define TOWN 6           /* under 100,000 people: Rome, Georgia is seldom meant */
#define TOWN_POINTS 0.7
#define SISTERS 2         /* so many states of America named, and Georgia is one of them */
#define CLOSE_NAMES 2     /* so many names with a meaning close by make a small town likely */
#define CLOSE_POINTS 3.0  /* of one of them; three count */
#define HOST_WEIGHT 2.0   /* of the state of the address: less than a mention */
#define REGION_POINTS 2.5 /* of one mention of the region it lies in */
#define MAX_REGION_WEIGHT 3
#define INSIDE_POINTS 8 /* of the region right behind the name */
#define MAX_SENSES 64
#define BIG_TOWN 7 /* a million people, or a capital */
#define SURNAME_REACH 256 /* names before it among which somebody of the name is looked for */

typedef struct candidate {
    const dti_phrase_hit *hit;
    dt_slice country;
    double points;
    int is_state; /* the state itself, not a place in it */
} candidate;

/* Places of the document about which there is no doubt, in degrees. */
typedef struct anchors {
    double lat[MAX_ANCHORS], lon[MAX_ANCHORS];
    const dti_phrase_hit *hit[MAX_ANCHORS];
    size_t n;
} anchors;

/* How often the document names each state, and where that lies. */
typedef struct weights {
    dt_slice country[MAX_STATES];
    double told[MAX_STATES]; /* how often the state or a place of it is named */
    double weight[MAX_STATES];
    dt_slice lat[MAX_STATES], lon[MAX_STATES];
    size_t n;
} weights;

/* Degrees of a state as its row has them; blocs and bodies lie nowhere. */
static void locate(const dti_facts *f, dt_slice country, dt_slice *lat, dt_slice *lon) {
    const dti_table *t = dti_image_table(f->image, "world/countries");
    uint32_t row;
    *lat = *lon = (dt_slice){"", 0};
    if (!dti_fact_state(f, country, &row)) return;
    *lat = dti_table_cell(t, row, dti_table_col(t, "lat"));
    *lon = dti_table_cell(t, row, dti_table_col(t, "lon"));
}

int dti_is_state(const dti_facts *f, dt_slice country) {
    dt_slice lat, lon;
    locate(f, country, &lat, &lon);
    return lat.len > 0;
}

static double *weight_of(weights *w, dt_slice country, int make) {
    for (size_t i = 0; i < w->n; i++)
        if (dti_slice_eq(w->country[i], country)) return &w->weight[i];
    if (!make || w->n == MAX_STATES) return NULL;
    w->country[w->n] = country;
    w->weight[w->n] = w->told[w->n] = 0;
    w->lat[w->n] = w->lon[w->n] = (dt_slice){NULL, 0};
    return &w->weight[w->n++];
}

/* What a name may be before its surroundings are looked at: states first, then by size. */
static double prior_of(const dti_facts *f, const dti_phrase_hit *hit) {
    dt_slice kind = dti_fact(f, hit, DTI_COL_KIND);
    if (hit->kind == DTI_PH_COUNTRY) return 9;
    if (dti_slice_is(kind, "capital")) return 2 + dti_place_size(f, hit);
    if (dti_slice_is(kind, "city") || dti_slice_is(kind, "town")) return dti_place_size(f, hit);
    return 6.5; /* regions, waters, sites */
}

static int is_locative(const dti_coding *c, uint32_t tok) {
    return dti_is_name_word(c->facts, dti_tok_text(c->doc, &c->doc->toks[tok]), "locative");
}

/* "in the *Argentine* capital", "in a *Beirut* suburb": the word says of what state or town the site is. */
static int describes_site(const dti_coding *c, uint32_t tok) {
    const dt_doc *d = c->doc;
    const dti_frames *frames = d->kb->frames;
    uint32_t noun = d->toks[tok].head;
    unsigned rel = d->toks[tok].deprel;
    if (noun == DTI_NONE || noun < tok || d->toks[noun].upos != DTI_NOUN ||
        (rel != DTI_R_AMOD && rel != DTI_R_COMPOUND && rel != DTI_R_NMOD_POSS) ||
        !(dti_frames_traits(frames, dti_frames_lexeme(frames, d->toks[noun].lemma_text)) & DTI_TRAIT_SITE))
        return 0;
    for (uint32_t k = tok; k-- > 0 && k + 6 > tok;)
        if (d->toks[k].deprel == DTI_R_CASE && d->toks[k].head == noun) return is_locative(c, k);
    return 0;
}

/*
 * Is it a name of the state as such, not "French", "the French" or "the Kremlin"?  Abbreviations
 * are both name and adjective: in "US troops" they describe, in "in the US" they name.
 */
static int names_state(const dti_coding *c, const dti_span *s, const dti_phrase_hit *hit) {
    dt_slice kind = dti_fact(c->facts, hit, DTI_COL_KIND);
    if (dti_slice_is(kind, "name") || dti_slice_is(kind, "abbreviation")) return 1;
    unsigned rel = c->doc->toks[s->head].deprel;
    if (dti_slice_is(kind, "adjective") && describes_site(c, s->head)) return 1;
    return dti_slice_is(kind, "adjective") && (hit->flags & DTI_PHF_CAPS) &&
           rel != DTI_R_AMOD && rel != DTI_R_COMPOUND && rel != DTI_R_NMOD_DESC;
}

/* Does the document speak of the state by its name or its people, not by a city's name? */
static int speaks_of_state(const dti_coding *c, const dti_phrase_hit *hit) {
    dt_slice kind = dti_fact(c->facts, hit, DTI_COL_KIND);
    return !dti_slice_is(kind, "capital") && !dti_slice_is(kind, "metonym") &&
           !dti_slice_is(kind, "short");
}

static size_t candidates_of(const dti_coding *c, const dti_span *s, candidate *out) {
    size_t n = 0;
    for (uint32_t h = 0; h < s->n_hits && h < 64 && n < MAX_CANDIDATES; h++) {
        const dti_phrase_hit *hit = &s->hits[h];
        if (!(s->fits >> h & 1)) continue;
        if (n && out[n - 1].hit->table == hit->table && out[n - 1].hit->row == hit->row)
            continue; /* a name and an alias that differ by capitals */
        if (hit->kind == DTI_PH_PLACE)
            out[n++] = (candidate){hit, dti_fact(c->facts, hit, DTI_COL_COUNTRY),
                                   prior_of(c->facts, hit), 0};
        else if (hit->kind == DTI_PH_COUNTRY && names_state(c, s, hit))
            out[n++] = (candidate){hit, dti_fact(c->facts, hit, DTI_COL_CODE),
                                   prior_of(c->facts, hit), 1};
    }
    return n;
}

/* Small towns of the name in regions that the document tells of, or that stand right behind it. */
static size_t add_towns(const dti_coding *c, const dti_regions *r, const dti_nearby *near,
                        const dti_span *s, candidate *all, size_t n) {
    const dti_span *region = dti_region_behind(c, s);
    for (uint32_t i = 0; i < s->n_towns && n < MAX_CANDIDATES; i++) {
        const dti_phrase_hit *hit = &s->towns[i];
        int area = dti_slice_is(dti_fact(c->facts, hit, DTI_COL_KIND), "admin1");
        if (!(area && (dti_sister_regions(c->facts, r, hit) >= SISTERS || dti_holds_before(c, s, hit))) &&
            dti_region_weight(c->facts, r, hit) < 1 && dti_n_nearby(near, hit) < CLOSE_NAMES &&
            !(region && dti_lies_in(c->facts, hit, region)))
            continue;
        all[n++] = (candidate){hit, dti_fact(c->facts, hit, DTI_COL_COUNTRY), prior_of(c->facts, hit), 0};
    }
    return n;
}

/* "www.example.co.uk": the state whose letters end the publisher's name; empty for ".com". */
static dt_slice state_of_address(const dti_coding *c) {
    dt_slice url = c->doc->url, none = {"", 0};
    const dti_table *t = dti_image_table(c->facts->image, "world/countries");
    size_t from = 0, end;
    for (size_t i = 0; i + 2 < url.len && !from; i++)
        if (url.ptr[i] == ':' && url.ptr[i + 1] == '/' && url.ptr[i + 2] == '/') from = i + 3;
    for (end = from; end < url.len && url.ptr[end] != '/' && url.ptr[end] != ':'; end++) {}
    if (!from || end < from + 4 || url.ptr[end - 3] != '.') return none;
    char letters[2] = {(char)(url.ptr[end - 2] & ~0x20), (char)(url.ptr[end - 1] & ~0x20)};
    dt_slice code = {letters, 2};
    for (size_t row = 0; row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, dti_table_col(t, "iso2")), code))
            return dti_table_cell(t, row, dti_table_col(t, "code"));
    /* ".uk" is no letters of ISO's, but a short name of the state */
    const dti_phrase_hit *hit = dti_fact_find(c->facts, code, DTI_PH_COUNTRY);
    return hit ? dti_fact(c->facts, hit, DTI_COL_CODE) : none;
}

/* States named anyhow count in full, places whose state is beyond doubt a little. */
static void weigh(const dti_coding *c, const dti_regions *g, const dti_nearby *near, weights *w) {
    dt_slice host = state_of_address(c);
    if (host.len) *weight_of(w, host, 1) += HOST_WEIGHT;
    for (size_t i = 0; i < c->n_spans; i++) {
        const dti_span *s = &c->spans[i];
        candidate all[MAX_CANDIDATES];
        size_t n = candidates_of(c, s, all);
        if (n) n = add_towns(c, g, near, s, all, n);
        const dti_phrase_hit *state = dti_span_hit(s, DTI_PH_COUNTRY);
        if (state && c->loose_case && dti_slice_is(dti_fact(c->facts, state, DTI_COL_KIND), "short")) continue;
        if (state && n && !speaks_of_state(c, state)) state = NULL;
        double add = state ? 1 : 0.5;
        dt_slice country = state ? dti_fact(c->facts, state, DTI_COL_CODE) : (dt_slice){"", 0};
        if (!state && n) {
            country = all[0].country;
            for (size_t k = 1; k < n; k++)
                if (!dti_slice_eq(all[k].country, country)) country.len = 0;
        } else if (state && n > 1) {
            add = 0.25; /* "Georgia": the doubt is what we are here for */
        }
        double *v = country.len ? weight_of(w, country, 1) : NULL;
        if (v) w->told[v - w->weight] += state ? 1 : 0.5;
        if (v && *v < MAX_WEIGHT) *v += add;
    }
}

/* Leaves the states for those who tell which of several namesakes is meant. */
static int keep_states(dti_coding *c, const weights *w) {
    dt_slice *states = dti_arena_array(&c->doc->arena, w->n + 1, sizeof *states);
    double *weight = dti_arena_array(&c->doc->arena, w->n + 1, sizeof *weight);
    double *told = dti_arena_array(&c->doc->arena, w->n + 1, sizeof *told);
    if (!states || !weight || !told) return DT_FAILED;
    memcpy(states, w->country, w->n * sizeof *states);
    memcpy(weight, w->weight, w->n * sizeof *weight);
    memcpy(told, w->told, w->n * sizeof *told);
    c->states = states;
    c->state_weight = weight;
    c->state_told = told;
    c->n_states = w->n;
    return DT_OK;
}

static void find_anchors(const dti_coding *c, anchors *a) {
    for (size_t i = 0; i < c->n_spans && a->n < MAX_ANCHORS; i++) {
        candidate all[MAX_CANDIDATES];
        if (candidates_of(c, &c->spans[i], all) != 1 || all[0].is_state) continue;
        int known = 0;
        for (size_t k = 0; k < a->n; k++) known |= a->hit[k] == all[0].hit;
        dt_slice lat = dti_fact(c->facts, all[0].hit, DTI_COL_LAT);
        if (known || !lat.len) continue;
        a->lat[a->n] = dti_slice_number(lat);
        a->lon[a->n] = dti_slice_number(dti_fact(c->facts, all[0].hit, DTI_COL_LON));
        a->hit[a->n++] = all[0].hit;
    }
}

/* Sure places near the candidate, at most three. */
static size_t neighbours(const dti_facts *f, const anchors *a, const dti_phrase_hit *hit) {
    dt_slice cell = dti_fact(f, hit, DTI_COL_LAT);
    if (!cell.len) return 0;
    double lat = dti_slice_number(cell), lon = dti_slice_number(dti_fact(f, hit, DTI_COL_LON));
    size_t n = 0;
    for (size_t i = 0; i < a->n && n < 3; i++) {
        double dy = a->lat[i] - lat, dx = (a->lon[i] - lon) * (1 - lat * lat / 8100 * 0.8);
        n += a->hit[i] != hit && dy * dy + dx * dx < NEAR_DEGREES * NEAR_DEGREES;
    }
    return n;
}

/*
 * Adds what the surroundings say.  A region behind the name that none of the candidates lies in
 * is itself the best guess: *outside.
 */
static void judge(const dti_coding *c, const weights *w, const anchors *a, const dti_regions *g,
                  const dti_nearby *near, const dti_span *s, candidate *all, size_t n, candidate *outside) {
    const dti_span *region = dti_region_behind(c, s);
    candidate regions[MAX_CANDIDATES];
    size_t n_regions = region ? candidates_of(c, region, regions) : 0;
    size_t best_region = 0;
    for (size_t r = 1; r < n_regions; r++)
        if (regions[r].points > regions[best_region].points) best_region = r;
    int inside = 0;
    for (size_t k = 0; k < n; k++) {
        for (size_t q = 0; q < w->n; q++)
            if (dti_slice_eq(w->country[q], all[k].country)) all[k].points += w->weight[q] * (all[k].points < TOWN ? TOWN_POINTS : STATE_POINTS);
        if (all[k].is_state || n == 1) continue;
        if (dti_slice_is(dti_fact(c->facts, all[k].hit, DTI_COL_KIND), "admin1")) {
            if (dti_holds_before(c, s, all[k].hit)) all[k].points += INSIDE_POINTS;
            unsigned sisters = dti_sister_regions(c->facts, g, all[k].hit);
            all[k].points += sisters < 3 ? sisters : 3;
        }
        double told = dti_region_weight(c->facts, g, all[k].hit);
        all[k].points += REGION_POINTS * (told < MAX_REGION_WEIGHT ? told : MAX_REGION_WEIGHT);
        unsigned others = dti_n_nearby(near, all[k].hit);
        all[k].points += CLOSE_POINTS * (others < 3 ? others : 3);
        all[k].points += NEAR_POINTS * (double)neighbours(c->facts, a, all[k].hit);
    }
    for (size_t k = 0; region && k < n; k++)
        if (!all[k].is_state && dti_lies_in(c->facts, all[k].hit, region)) {
            all[k].points += INSIDE_POINTS;
            inside = 1;
        }
    /* tables that do not tell the area a place lies in: its state must do */
    for (size_t k = 0; !inside && k < n; k++)
        for (size_t r = 0; r < n_regions; r++)
            if (regions[r].hit != all[k].hit && !all[k].is_state &&
                !dti_fact(c->facts, all[k].hit, DTI_COL_ADMIN1).len &&
                dti_slice_eq(regions[r].country, all[k].country)) {
                all[k].points += INSIDE_POINTS;
                inside = 1;
                break;
            }
    /* only a region or state places what lies in it; two cities in a row are a list */
    outside->hit = NULL;
    if (n_regions && !inside && n && !all[0].is_state) {
        dt_slice kind = dti_fact(c->facts, regions[best_region].hit, DTI_COL_KIND);
        if (dti_slice_is(kind, "admin1") || dti_slice_is(kind, "short")) *outside = regions[best_region];
    }
}

static void fill_place(const dti_coding *c, weights *w, const dti_span *s,
                       const candidate *best, const candidate *outside, dti_place *p) {
    const dti_facts *f = c->facts;
    *p = (dti_place){.sent = s->sent,
                     .first = s->first,
                     .n_toks = s->n_toks,
                     .start = s->start,
                     .end = s->end,
                     .country = best->country,
                     .is_state = best->is_state != 0};
    p->name = dti_fact(f, best->hit, best->is_state ? DTI_COL_FORM : DTI_COL_NAME);
    if (!best->is_state && dti_slice_is(dti_fact(f, best->hit, DTI_COL_KIND), "short"))
        p->name = dti_fact(f, best->hit, DTI_COL_ADMIN1);
    const dti_phrase_hit *at = outside->hit ? outside->hit : best->hit;
    if (outside->hit) {
        p->name = (dt_slice){c->doc->text.ptr + s->start, s->end - s->start};
        p->country = outside->country;
    }
    dt_slice lat, lon;
    if (best->is_state) {
        size_t k = 0;
        while (k < w->n && !dti_slice_eq(w->country[k], best->country)) k++;
        if (k == w->n)
            locate(f, best->country, &lat, &lon);
        else {
            if (!w->lat[k].ptr) locate(f, best->country, &w->lat[k], &w->lon[k]);
            lat = w->lat[k];
            lon = w->lon[k];
        }
    } else {
        lat = dti_fact(f, at, DTI_COL_LAT);
        lon = dti_fact(f, at, DTI_COL_LON);
    }
    p->has_coordinates = lat.len && lon.len;
    p->lat = dti_slice_number(lat);
    p->lon = dti_slice_number(lon);
}

/* Does a name, or a title of persons, stand right before the word and with it: "Mayra *Flores*", "Dr *Guerrero*"? */
static int ends_name(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    if (s->n_toks != 1 || s->first == d->sents[s->sent].first) return 0;
    uint32_t before = s->first - 1;
    const dti_tok *k = &d->toks[before];
    if (dti_is_name_word(c->facts, dti_tok_text(d, k), "honorific")) return 1;
    const dti_tok *head = &d->toks[s->head];
    if (head->upos != DTI_PROPN || head->deprel != DTI_R_FLAT || k->upos != DTI_PROPN) return 0;
    uint32_t other = c->tok_span[before];
    return other == DTI_NONE || !(c->spans[other].kinds & (1u << DTI_PH_PLACE | 1u << DTI_PH_COUNTRY));
}

/*
 * "Flores was charged" after "Mayra Flores": the name of a town that the story gives somebody as a
 * surname, and that stands here without a preposition of place.
 */
static int is_surname(const dti_coding *c, size_t i) {
    const dt_doc *d = c->doc;
    const dti_span *s = &c->spans[i];
    if (s->n_toks != 1 || !(s->kinds >> DTI_PH_PLACE & 1) || (s->kinds >> DTI_PH_COUNTRY & 1)) return 0;
    if (ends_name(c, s)) return 1;
    if (s->first > d->sents[s->sent].first && is_locative(c, s->first - 1)) return 0;
    dt_slice name = dti_tok_text(d, &d->toks[s->first]);
    for (size_t k = i, step = 0; k-- > 0 && step < SURNAME_REACH; step++)
        if (c->spans[k].n_toks == 1 &&
            dti_slice_eq(name, dti_tok_text(d, &d->toks[c->spans[k].first])) &&
            ends_name(c, &c->spans[k]))
            return 1;
    return 0;
}

static int has_preposition(const dt_doc *d, uint32_t noun) {
    uint32_t t = noun;
    for (int step = 0; step < 4 && t > 0; step++) {
        t--;
        if (d->toks[t].deprel == DTI_R_CASE && d->toks[t].head == noun && d->toks[t].upos == DTI_ADP) return 1;
    }
    return 0;
}

/*
 * "Kant met the envoy": a word that names a town of a state of which the story says nothing else,
 * and that stands without a preposition of place: somebody's name.
 */
static int is_stray(const dti_coding *c, size_t i, const candidate *all, size_t n) {
    const dt_doc *d = c->doc;
    const dti_span *s = &c->spans[i];
    unsigned rel = d->toks[s->head].deprel;
    if (s->n_toks != 1 || s->kinds >> DTI_PH_COUNTRY & 1 || s->first == d->sents[s->sent].first) return 0;
    if (!c->loose_case && rel != DTI_R_NSUBJ && rel != DTI_R_FLAT && rel != DTI_R_APPOS) return 0;
    if (has_preposition(d, s->head)) return 0;
    for (size_t k = 0; k < n; k++)
        if (all[k].is_state || all[k].points >= BIG_TOWN) return 0;
    dt_slice name = dti_tok_text(d, &d->toks[s->first]);
    size_t from = i > SURNAME_REACH ? i - SURNAME_REACH : 0;
    size_t to = c->n_spans - i > SURNAME_REACH ? i + SURNAME_REACH : c->n_spans;
    for (size_t q = from; q < to; q++) {
        candidate other[MAX_CANDIDATES];
        size_t m = candidates_of(c, &c->spans[q], other);
        if (!m || dti_slice_eq(name, dti_tok_text(d, &d->toks[c->spans[q].first]))) continue;
        for (size_t k = 0; k < n; k++)
            for (size_t r = 0; r < m; r++)
                if (dti_slice_eq(all[k].country, other[r].country)) return 0;
    }
    return 1;
}

/* "*Man* arrested": a capital that only begins the sentence, on a word that is no name there. */
static int is_word(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_tok *k = &d->toks[s->first];
    return s->n_toks == 1 && s->first == d->sents[s->sent].first && d->sents[s->sent].parsed &&
           !c->loose_case && (k->upos == DTI_NOUN || k->upos == DTI_VERB || k->upos == DTI_AUX) &&
           !(s->kinds >> DTI_PH_COUNTRY & 1);
}

static void forget_place(dti_span *s) {
    for (uint32_t h = 0; h < s->n_hits && h < 64; h++)
        if (s->hits[h].kind == DTI_PH_PLACE) s->fits &= ~((uint64_t)1 << h);
    s->kinds &= ~(1u << DTI_PH_PLACE);
}

/* "BEIJING (AFP) - …", "KYIV, June 18 - …": does a dash follow within a short line of credits? */
static int opens_story(const dt_doc *d, const dti_place *p) {
    const dti_sent *s = &d->sents[p->sent];
    if (p->start > s->start + 1) return 0;
    uint32_t end = p->end + DATELINE_BYTES < d->text.len ? p->end + DATELINE_BYTES
                                                         : (uint32_t)d->text.len;
    int words = 0;
    /* "LUDHIANA: A court …"; a state before a colon is what the story is about */
    if (!p->is_state && p->end + 1 < end && d->text.ptr[p->end] == ':' && d->text.ptr[p->end + 1] == ' ')
        return 1;
    for (uint32_t k = p->end; k < end; k++) {
        const char *t = d->text.ptr + k;
        if (*t == '.') continue;
        if (*t == '\n' && (k + 1 == end || t[1] != '-')) return 0;
        if ((*t == '-' && k + 1 < end && (t[1] == ' ' || t[1] == '-')) ||
            ((unsigned char)t[0] == 0xE2 && k + 2 < end && (unsigned char)t[1] == 0x80 &&
             ((unsigned char)t[2] == 0x93 || (unsigned char)t[2] == 0x94)))
            return 1;
        /* before the dash only credits and a day may stand, not a clause in small letters */
        if (*t == ' ' && k + 1 < end && t[1] >= 'a' && t[1] <= 'z' && ++words > 1) return 0;
    }
    return 0;
}

static int add_dateline(dti_coding *c) {
    dt_doc *d = c->doc;
    for (size_t i = 0; i < d->n_places; i++) {
        if (d->places[i].sent == DTI_NONE || d->places[i].sent > 2) continue;
        if (!opens_story(d, &d->places[i])) continue;
        dti_place copy = d->places[i];
        copy.sent = DTI_NONE;
        copy.is_location = 1;
        if (!d->dateline.len)
            d->dateline = (dt_slice){d->text.ptr + copy.start, copy.end - copy.start};
        dti_place *slot = dti_arena_push(&d->arena, &d->places, &d->n_places, &d->cap_places,
                                         sizeof *slot);
        if (!slot) return DT_FAILED;
        *slot = copy;
        return DT_OK;
    }
    return DT_OK;
}

/* What a name has been taken for where the text says most of it. */
typedef struct sense {
    dt_slice name;
    const dti_phrase_hit *hit;
    double points;
} sense;

typedef struct senses {
    sense all[MAX_SENSES];
    size_t n;
} senses;

static sense *sense_of(const dti_coding *c, senses *m, const dti_span *s, int make) {
    dt_slice name = {c->doc->text.ptr + s->start, s->end - s->start};
    for (size_t i = 0; i < m->n; i++)
        if (dti_slice_eq(m->all[i].name, name)) return &m->all[i];
    if (!make || m->n == MAX_SENSES) return NULL;
    m->all[m->n] = (sense){name, NULL, 0};
    return &m->all[m->n++];
}

/* A name has one meaning in a document: "Paris, Texas" once, and Paris is in Texas. */
static size_t best_of(const dti_facts *f, const candidate *all, size_t n, const sense *told) {
    size_t best = 0;
    for (size_t k = 1; k < n; k++)
        if (all[k].points > all[best].points) best = k;
    for (size_t k = 0; told && k < n; k++)
        if (all[k].hit == told->hit && all[best].points < told->points) best = k;
    /* "Europe" is a bloc too, which lies nowhere */
    for (size_t k = 0; all[best].is_state && !dti_is_state(f, all[best].country) && k < n; k++)
        if (!all[k].is_state) return k;
    return best;
}

int dti_find_places(dti_coding *c) {
    dt_doc *d = c->doc;
    weights w = {.n = 0};
    anchors a = {.n = 0};
    dti_regions g;
    senses told = {.n = 0};
    dti_nearby *near = dti_arena_array(&d->arena, 1, sizeof *near);
    if (!near) return DT_FAILED;
    dti_weigh_regions(c, &g);
    dti_find_nearby(c, near);
    weigh(c, &g, near, &w);
    if (keep_states(c, &w) != DT_OK || dti_vouch_towns(c, &g, near) != DT_OK) return DT_FAILED;
    dti_weigh_regions(c, &g); /* with the towns that are now known */
    find_anchors(c, &a);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < c->n_spans; i++) {
            candidate all[MAX_CANDIDATES], outside;
            dti_span *s = &c->spans[i];
            size_t n = candidates_of(c, s, all);
            if (!again && n && (is_word(c, s) || is_surname(c, i) || is_stray(c, i, all, n))) {
                forget_place(s);
                continue;
            }
            if (!n || dti_in_longer_name(c, s) || d->text.ptr[s->end - 1] == '$') continue; /* "US$" */
            n = add_towns(c, &g, near, s, all, n);
            judge(c, &w, &a, &g, near, s, all, n, &outside);
            if (!again) {
                size_t best = best_of(c->facts, all, n, NULL);
                sense *one = n > 1 && !outside.hit ? sense_of(c, &told, s, 1) : NULL;
                if (one && all[best].points > one->points)
                    one->hit = all[best].hit, one->points = all[best].points;
                continue;
            }
            size_t best = best_of(c->facts, all, n, sense_of(c, &told, s, 0));
            dti_place *p =
                dti_arena_push(&d->arena, &d->places, &d->n_places, &d->cap_places, sizeof *p);
            if (!p) return DT_FAILED;
            fill_place(c, &w, s, &all[best], &outside, p);
            if (!p->has_coordinates) d->n_places--; /* "the EU": a body, no place */
        }
    return add_dateline(c);
}

/* Behind a preposition of place, also within somebody's name: "protesters in Tbilisi". */
static int is_where(const dti_coding *c, const dti_place *p) {
    const dt_doc *d = c->doc;
    if (p->first == d->sents[p->sent].first) return 0;
    const dti_tok *before = &d->toks[p->first - 1];
    /* "outside *Israel's* embassy": where the embassy is, not the state */
    if (before->deprel != DTI_R_CASE || before->head < p->first || before->head >= p->first + p->n_toks) return 0;
    return is_locative(c, p->first - 1);
}

/* "on the outskirts of *Sanaa*", "in the east of *Congo*": what a site that something is at belongs to. */
static int is_site_of(const dti_coding *c, const dti_place *p) {
    const dt_doc *d = c->doc;
    const dti_frames *frames = d->kb->frames;
    uint32_t tok = p->first;
    while (tok + 1 < p->first + p->n_toks && d->toks[tok].head >= p->first &&
           d->toks[tok].head < p->first + p->n_toks)
        tok++;
    uint32_t noun = d->toks[tok].head;
    if (noun == DTI_NONE || noun > tok || d->toks[tok].deprel != DTI_R_NMOD ||
        !(dti_frames_traits(frames, dti_frames_lexeme(frames, d->toks[noun].lemma_text)) & DTI_TRAIT_SITE))
        return 0;
    for (uint32_t k = noun; k-- > 0 && k + 6 > noun;)
        if (d->toks[k].deprel == DTI_R_CASE && d->toks[k].head == noun)
            return is_locative(c, k) || dti_is_name_word(c->facts, dti_tok_text(d, &d->toks[k]), "siting");
    return 0;
}

void dti_mark_locations(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    for (size_t i = 0; i < d->n_places; i++) {
        dti_place *p = &d->places[i];
        if (p->sent != sent) continue;
        uint32_t m = d->toks[p->first].mention, last = p->first + p->n_toks - 1;
        /* "*Ponce* thanked the units": who does something is no place */
        if (d->toks[last].deprel == DTI_R_NSUBJ && !is_where(c, p)) continue;
        p->is_location = m == DTI_NONE || d->mentions[m].is_place_only ||
                         (d->mentions[m].head != last && is_where(c, p)) || describes_site(c, last) || is_site_of(c, p);
    }
}
