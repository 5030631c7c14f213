/* vouch.c: weighs the regions a document tells of, makes places of the small towns it means. */
#include "code/vouch.h"

#include "base/slice.h"
#include "code/nearby.h"

#define MAX_NAMES 64     /* different towns of one document */
#define NAMED 1.0        /* a region told of by name, or by an area of it */
#define BY_PLACE 0.5     /* by a place that lies in it beyond doubt */
#define DOUBTFUL 0.5     /* "Georgia": also something else */
#define KNOWN_ALONE 7    /* a million people: needs no region to be meant */
#define TOWN_OF_STATE 5  /* where only the state is named: 10,000 people and more, and the only one there */
#define ENOUGH 1.0
#define AREA_SIZE 5      /* as a town's digits: areas have no population in the tables */

static dt_slice kind_of(const dti_facts *f, const dti_phrase_hit *hit) {
    return dti_fact(f, hit, DTI_COL_KIND);
}

/* "Texas" of a place in it, of "Texas state", of "Tex."; empty when the tables tell none. */
static dt_slice region_of(const dti_facts *f, const dti_phrase_hit *hit) {
    dt_slice name = dti_fact(f, hit, DTI_COL_ADMIN1);
    if (name.len || !dti_slice_is(kind_of(f, hit), "admin1")) return name;
    name = dti_fact(f, hit, DTI_COL_NAME);
    /* without its "state" or "province" in small letters */
    for (size_t i = name.len; i-- > 1;)
        if (name.ptr[i - 1] == ' ') {
            if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z') name.len = i - 1;
            break;
        }
    return name;
}

static void add_region(const dti_facts *f, dti_regions *r, const dti_phrase_hit *hit, double add) {
    dt_slice name = region_of(f, hit), country = dti_fact(f, hit, DTI_COL_COUNTRY);
    size_t i = 0;
    if (!name.len) return;
    while (i < r->n && !(dti_slice_eq(r->name[i], name) && dti_slice_eq(r->country[i], country))) i++;
    if (i == DTI_MAX_REGIONS) return;
    if (i == r->n) {
        r->name[i] = name;
        r->country[i] = country;
        r->weight[r->n++] = 0;
    }
    r->weight[i] += add;
}

double dti_region_weight(const dti_facts *f, const dti_regions *r, const dti_phrase_hit *place) {
    dt_slice name = region_of(f, place), country = dti_fact(f, place, DTI_COL_COUNTRY);
    for (size_t i = 0; name.len && i < r->n; i++)
        if (dti_slice_eq(r->name[i], name) && dti_slice_eq(r->country[i], country))
            return r->weight[i];
    return 0;
}

double dti_place_size(const dti_facts *f, const dti_phrase_hit *hit) {
    if (dti_slice_is(kind_of(f, hit), "admin1")) return AREA_SIZE + 1;
    if (dti_slice_is(kind_of(f, hit), "admin2")) return AREA_SIZE;
    double people = dti_slice_number(dti_fact(f, hit, DTI_COL_POPULATION)), digits = 0;
    while (people >= 1) people /= 10, digits++;
    return digits;
}

void dti_weigh_regions(const dti_coding *c, dti_regions *r) {
    const dti_facts *f = c->facts;
    r->n = 0;
    for (size_t i = 0; i < c->n_spans; i++) {
        const dti_span *s = &c->spans[i];
        const dti_phrase_hit *region = NULL, *place = NULL;
        size_t n = 0;
        if (!(s->kinds >> DTI_PH_PLACE & 1)) continue;
        for (uint32_t h = 0; h < s->n_hits && h < 64; h++) {
            if (!(s->fits >> h & 1) || (s->hits[h].kind != DTI_PH_PLACE && s->hits[h].kind != DTI_PH_COUNTRY))
                continue;
            /* "New York state" and its alias "New York State" are one */
            if (place && place->table == s->hits[h].table && place->row == s->hits[h].row) continue;
            n++;
            if (s->hits[h].kind != DTI_PH_PLACE) continue;
            place = &s->hits[h];
            if (dti_slice_is(kind_of(f, place), "admin1") || dti_slice_is(kind_of(f, place), "short"))
                region = place;
        }
        if (region)
            add_region(f, r, region, n == 1 ? NAMED : DOUBTFUL);
        else if (n == 1 && dti_slice_is(kind_of(f, place), "admin2"))
            add_region(f, r, place, NAMED);
        else if (n == 1 && (!s->n_towns || dti_place_size(f, place) >= KNOWN_ALONE))
            add_region(f, r, place, BY_PLACE);
    }
}

/* Does only a comma, a bracket or a word such as "in" stand between the two? */
static int is_behind(const dti_coding *c, const dti_span *a, const dti_span *b) {
    const char *text = c->doc->text.ptr;
    int comma = 0;
    if (a->sent != b->sent || b->start <= a->end) return 0;
    if (a->first + a->n_toks + 1 == b->first &&
        dti_is_name_word(c->facts, dti_tok_text(c->doc, &c->doc->toks[b->first - 1]), "locative"))
        return 1;
    if (b->start - a->end > 3) return 0;
    for (uint32_t k = a->end; k < b->start; k++) {
        if (text[k] == ',' || text[k] == '(')
            comma = 1;
        else if (text[k] != ' ')
            return 0;
    }
    return comma;
}

/* The first span that begins at the byte or behind it. */
static size_t span_from(const dti_coding *c, uint32_t byte) {
    size_t lo = 0, hi = c->n_spans;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->spans[mid].start < byte)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const dti_span *dti_region_behind(const dti_coding *c, const dti_span *s) {
    size_t i = span_from(c, s->end);
    return i < c->n_spans && is_behind(c, s, &c->spans[i]) ? &c->spans[i] : NULL;
}

int dti_holds_before(const dti_coding *c, const dti_span *s, const dti_phrase_hit *region) {
    size_t i = span_from(c, s->start);
    const dti_facts *f = c->facts;
    if (!i || !is_behind(c, &c->spans[i - 1], s)) return 0;
    const dti_span *p = &c->spans[i - 1];
    dt_slice name = region_of(f, region), country = dti_fact(f, region, DTI_COL_COUNTRY);
    uint32_t n_hits = p->n_hits < 64 ? p->n_hits : 64;
    for (uint32_t h = 0; name.len && h < n_hits + p->n_towns; h++) {
        const dti_phrase_hit *hit = h < n_hits ? &p->hits[h] : &p->towns[h - n_hits];
        if (hit->kind == DTI_PH_PLACE && !dti_slice_is(kind_of(f, hit), "admin1") &&
            dti_slice_eq(dti_fact(f, hit, DTI_COL_COUNTRY), country) &&
            dti_slice_eq(region_of(f, hit), name))
            return 1;
    }
    return 0;
}

unsigned dti_sister_regions(const dti_facts *f, const dti_regions *r, const dti_phrase_hit *place) {
    dt_slice name = region_of(f, place), country = dti_fact(f, place, DTI_COL_COUNTRY);
    unsigned n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += dti_slice_eq(r->country[i], country) && !dti_slice_eq(r->name[i], name);
    return n;
}

int dti_lies_in(const dti_facts *f, const dti_phrase_hit *place, const dti_span *region) {
    dt_slice name = region_of(f, place), country = dti_fact(f, place, DTI_COL_COUNTRY);
    uint32_t n_hits = region->n_hits < 64 ? region->n_hits : 64;
    for (uint32_t h = 0; h < n_hits + region->n_towns; h++) {
        const dti_phrase_hit *hit = h < n_hits ? &region->hits[h] : &region->towns[h - n_hits];
        if (h < n_hits && !(region->fits >> h & 1)) continue;
        if (hit->kind == DTI_PH_COUNTRY && dti_slice_eq(dti_fact(f, hit, DTI_COL_CODE), country))
            return 1;
        dt_slice kind = kind_of(f, hit);
        if (hit->kind != DTI_PH_PLACE || dti_slice_is(kind, "city") || dti_slice_is(kind, "town") ||
            dti_slice_is(kind, "capital"))
            continue;
        if (dti_slice_eq(dti_fact(f, hit, DTI_COL_COUNTRY), country) && name.len &&
            dti_slice_eq(region_of(f, hit), name))
            return 1;
    }
    return 0;
}

int dti_in_longer_name(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_tok *head = &d->toks[s->head];
    if (head->upos == DTI_PROPN && head->deprel == DTI_R_FLAT) return 1;
    /* a modifier of another capitalised word that follows at once */
    uint32_t after = s->first + s->n_toks;
    if (after < d->n_toks && d->toks[after].upos == DTI_PROPN && head->head == after &&
        head->deprel == DTI_R_COMPOUND && c->tok_span[after] == DTI_NONE &&
        (c->loose_case || !dti_is_small(d, after)))
        return 1;
    for (uint32_t t = after; t < d->n_toks && t < after + 2; t++)
        if (d->toks[t].deprel == DTI_R_FLAT && d->toks[t].head >= s->first &&
            d->toks[t].head < after && c->tok_span[t] == DTI_NONE)
            return 1;
    return 0;
}

static double state_weight(const dti_coding *c, dt_slice country) {
    for (size_t i = 0; i < c->n_states; i++)
        if (dti_slice_eq(c->states[i], country)) return c->state_weight[i];
    return 0;
}

/* The town that the document means, or NULL.  *sure: a region stands right behind the name. */
static const dti_phrase_hit *town_meant(const dti_coding *c, const dti_regions *r,
                                        const dti_nearby *near, const dti_span *s, int *sure) {
    const dti_facts *f = c->facts;
    const dti_span *region = dti_region_behind(c, s);
    const dti_phrase_hit *best = NULL;
    double most = 0;
    *sure = 0;
    for (uint32_t i = 0; i < s->n_towns; i++) {
        const dti_phrase_hit *hit = &s->towns[i];
        double size = dti_place_size(f, hit), points = size, w = dti_region_weight(f, r, hit);
        int inside = region && dti_lies_in(f, hit, region);
        unsigned others = dti_n_nearby(near, hit);
        points += 3 * (w < 3 ? w : 3) + 3 * (others < 3 ? others : 3);
        if (inside) {
            points += 100;
        } else if (w < ENOUGH && !others) {
            dt_slice country = dti_fact(f, hit, DTI_COL_COUNTRY);
            size_t same = 0;
            for (uint32_t k = 0; k < s->n_towns; k++)
                same += dti_slice_eq(dti_fact(f, &s->towns[k], DTI_COL_COUNTRY), country);
            if (same > 1 || size < TOWN_OF_STATE || state_weight(c, country) < ENOUGH) continue;
        }
        if (points > most) best = hit, most = points, *sure = inside;
    }
    return best;
}

/* Puts the towns among the spans; a place inside one of them ("Charleston" of "South Charleston") goes. */
static int join_spans(dti_coding *c, const dti_span *towns, size_t n) {
    dti_span *all = dti_arena_array(&c->doc->arena, c->n_spans + n + 1, sizeof *all);
    size_t k = 0, t = 0, made = 0;
    if (!all) return DT_FAILED;
    while (k < c->n_spans || t < n) {
        if (t == n || (k < c->n_spans && c->spans[k].end <= towns[t].start)) {
            all[made++] = c->spans[k++];
        } else if (k == c->n_spans || towns[t].end <= c->spans[k].start) {
            all[made++] = towns[t++];
        } else if (c->spans[k].kinds & ~(1u << DTI_PH_PLACE | 1u << DTI_PH_COUNTRY)) {
            t++; /* somebody's name or office is in it */
        } else {
            for (uint32_t w = 0; w < c->spans[k].n_toks; w++)
                c->tok_span[c->spans[k].first + w] = DTI_NONE;
            k++;
        }
    }
    c->spans = all;
    c->n_spans = c->cap_spans = made;
    for (size_t i = 0; i < made; i++)
        for (uint32_t w = 0; all[i].kinds && w < all[i].n_toks; w++)
            c->tok_span[all[i].first + w] = (uint32_t)i;
    return DT_OK;
}

int dti_vouch_towns(dti_coding *c, const dti_regions *r, const dti_nearby *near) {
    const dt_doc *d = c->doc;
    const dti_phrase_hit *meant[MAX_NAMES];
    dt_slice names[MAX_NAMES];
    size_t n_names = 0, n = 0;
    if (!c->n_towns) return DT_OK;
    dti_span *kept = dti_arena_array(&c->doc->arena, c->n_towns, sizeof *kept);
    if (!kept) return DT_FAILED;
    for (int again = 0; again < 2; again++) {
        n = 0;
        for (size_t i = 0; i < c->n_towns; i++) {
            dti_span s = c->towns[i];
            dt_slice text = {d->text.ptr + s.start, s.end - s.start};
            size_t k = 0;
            while (k < n_names && !dti_slice_eq(names[k], text)) k++;
            if (dti_in_longer_name(c, &s)) continue;
            if (!again) {
                int sure;
                const dti_phrase_hit *hit = town_meant(c, r, near, &s, &sure);
                if (!hit || (!sure && !dti_stands_as_place(c, &s)) || (k < n_names && !sure)) continue;
                if (k == MAX_NAMES) continue;
                names[k] = text;
                meant[k] = hit;
                n_names += k == n_names;
                continue;
            }
            /* one sense for the whole document; but who acts is somebody of that name */
            if (k == n_names || d->toks[s.head].deprel == DTI_R_NSUBJ) continue;
            s.hits = meant[k];
            s.n_hits = 1;
            s.fits = 1;
            s.kinds = 1u << DTI_PH_PLACE;
            s.n_towns = 0;
            kept[n++] = s;
        }
    }
    c->n_towns = 0;
    return n ? join_spans(c, kept, n) : DT_OK;
}
