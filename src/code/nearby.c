/* nearby.c: counts for each meaning of a place's name the other names with a meaning close by. */
#include "code/nearby.h"

#include "base/slice.h"

#define MAX_NAMES 48
#define CLOSE_DEGREES 0.5 /* some 50 km: a county and its neighbours */
#define MOST_MEANINGS 30  /* "Franklin", "Washington": somewhere one of them is always close */

int dti_is_small(const dt_doc *d, uint32_t tok) {
    char c = d->text.ptr[d->toks[tok].start];
    return c >= 'a' && c <= 'z';
}

/* May the name be an area's, and does a word such as "district" follow? */
static int is_district(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    uint32_t next = s->first + s->n_toks;
    int area = 0;
    for (uint32_t i = 0; i < s->n_towns; i++) {
        dt_slice kind = dti_fact(c->facts, &s->towns[i], DTI_COL_KIND);
        area |= dti_slice_is(kind, "admin1") || dti_slice_is(kind, "admin2");
    }
    return area && next < d->n_toks && d->toks[s->head].head == next && dti_is_small(d, next);
}

int dti_stands_as_place(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_sent *sent = &d->sents[s->sent];
    if (s->first == sent->first) return 0;
    const dti_tok *before = &d->toks[s->first - 1];
    /* "in the Bastar district" */
    if (before->upos == DTI_DET && s->first > sent->first + 1 && is_district(c, s)) before--;
    dt_slice word = dti_tok_text(d, before);
    /* "of Watertown", "from Watertown"; not "by Franklin", "with Franklin" */
    return dti_is_name_word(c->facts, word, "locative") ||
           (before->upos == DTI_ADP && !dti_is_name_word(c->facts, word, "parting"));
}

static void add(const dti_coding *c, dti_nearby *out, const dti_phrase_hit *hit, size_t name) {
    const dti_facts *f = c->facts;
    dt_slice kind = dti_fact(f, hit, DTI_COL_KIND), lat = dti_fact(f, hit, DTI_COL_LAT);
    if (out->n == DTI_MAX_NEARBY || !lat.len || dti_slice_is(kind, "admin1") ||
        dti_slice_is(kind, "region") || dti_slice_is(kind, "water") || dti_slice_is(kind, "short"))
        return;
    out->hit[out->n] = hit;
    out->lat[out->n] = (float)dti_slice_number(lat);
    out->lon[out->n] = (float)dti_slice_number(dti_fact(f, hit, DTI_COL_LON));
    out->name[out->n] = (uint8_t)name;
    out->others[out->n++] = 0;
}

static int is_county(const dti_coding *c, const dti_span *s) {
    return s->n_toks > 1 && s->n_hits && s->hits[0].kind == DTI_PH_PLACE &&
           dti_slice_is(dti_fact(c->facts, &s->hits[0], DTI_COL_KIND), "admin2");
}

static void gather(const dti_coding *c, const dti_span *spans, size_t n_spans, dt_slice *names,
                   size_t *n_names, dti_nearby *out) {
    for (size_t i = 0; i < n_spans && *n_names < MAX_NAMES; i++) {
        const dti_span *s = &spans[i];
        dt_slice text = {c->doc->text.ptr + s->start, s->end - s->start};
        size_t k = 0;
        if (s->n_towns + s->n_hits > MOST_MEANINGS) continue;
        if (!is_county(c, s) && !dti_stands_as_place(c, s)) continue;
        while (k < *n_names && !dti_slice_eq(names[k], text)) k++;
        if (k < *n_names) continue;
        names[(*n_names)++] = text;
        for (uint32_t h = 0; h < s->n_hits && h < 64; h++)
            if ((s->fits >> h & 1) && s->hits[h].kind == DTI_PH_PLACE) add(c, out, &s->hits[h], k);
        for (uint32_t h = 0; h < s->n_towns; h++) add(c, out, &s->towns[h], k);
    }
}

void dti_find_nearby(const dti_coding *c, dti_nearby *out) {
    dt_slice names[MAX_NAMES];
    size_t n_names = 0;
    out->n = 0;
    if (c->loose_case) return;
    gather(c, c->spans, c->n_spans, names, &n_names, out);
    gather(c, c->towns, c->n_towns, names, &n_names, out);
    for (size_t i = 0; i < out->n; i++) {
        uint64_t seen = 0;
        double lat = out->lat[i], narrow = 1 - lat * lat / 8100 * 0.8;
        for (size_t k = 0; k < out->n; k++) {
            double dy = out->lat[k] - lat, dx = (out->lon[k] - out->lon[i]) * narrow;
            if (out->name[k] != out->name[i] && dy * dy + dx * dx < CLOSE_DEGREES * CLOSE_DEGREES)
                seen |= (uint64_t)1 << out->name[k];
        }
        for (; seen; seen &= seen - 1) out->others[i]++;
    }
}

unsigned dti_n_nearby(const dti_nearby *n, const dti_phrase_hit *hit) {
    for (size_t i = 0; i < n->n; i++)
        if (n->hit[i] == hit) return n->others[i];
    return 0;
}
