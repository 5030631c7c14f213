/* who.c: reads a phrase that stands alone, makes the actors it means and those it could mean. */
#include "api/coder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code_doc.h"

#define FAR 1000 /* no actor of the phrase's head */
#define MAX_ALTERNATIVES 64

/*
 * How far the word is from being the head of the phrase: 0 the head itself.  Modifiers that
 * nouns carry are near ("Saudi" in "four Saudi men"); what hangs on a clause is out.
 */
static int distance(const dt_doc *d, uint32_t tok, const dti_mention *m) {
    int cost = 0;
    for (int steps = 0; steps < DTI_MAX_SENT_TOKENS; steps++) {
        const dti_tok *k = &d->toks[tok];
        if (k->head == DTI_NONE) return cost;
        int inside = k->head >= m->first && k->head < m->first + m->n_toks;
        switch (k->deprel) {
        case DTI_R_FLAT:
        case DTI_R_COMPOUND:
        case DTI_R_AMOD:
        case DTI_R_NMOD_POSS:
        case DTI_R_NMOD_DESC:
        case DTI_R_DET: cost += inside ? 0 : 1; break;
        case DTI_R_NMOD:
        case DTI_R_NMOD_UNMARKED: cost += inside ? 0 : 2; break;
        case DTI_R_CONJ:
        case DTI_R_APPOS:
        case DTI_R_LIST:
        case DTI_R_PARATAXIS:
        case DTI_R_DEP: cost += 3; break;
        case DTI_R_NSUBJ:
        case DTI_R_NSUBJ_PASS:
        case DTI_R_OBJ: cost += 4; break;
        default: return FAR;
        }
        tok = k->head;
    }
    return FAR;
}

/* Is the mention coordinated with the other: "France and Germany"? */
static int joined_to(const dt_doc *d, const dti_mention *m, const dti_mention *other) {
    uint32_t t = m->head;
    for (int steps = 0; steps < 8 && d->toks[t].deprel == DTI_R_CONJ; steps++) {
        t = d->toks[t].head;
        if (t == DTI_NONE) return 0;
        if (t >= other->first && t < other->first + other->n_toks) return 1;
    }
    return 0;
}

static dti_phrase_hit hit_of(uint32_t entity) {
    return (dti_phrase_hit){.table = (uint16_t)(entity >> 20), .row = entity & 0xfffffu};
}

static dt_who *add(dt_doc *d) {
    return dti_arena_push(&d->arena, &d->who, &d->n_who, &d->cap_who, sizeof(dt_who));
}

static int add_choice(dti_coding *c, const dti_mention *m, const dti_ref *ref,
                      double confidence) {
    dt_who *w = add(c->doc);
    if (!w) return DT_FAILED;
    *w = (dt_who){.text = {c->doc->text.ptr + m->start, m->end - m->start},
                  .code = dti_ref_code(&c->doc->arena, ref),
                  .country = ref->country,
                  .sector = ref->sector,
                  .name = ref->name,
                  .office = ref->office,
                  .why = dti_str(m->why),
                  .confidence = confidence,
                  .is_choice = 1};
    if (ref->entity == DTI_NONE) return DT_OK;
    dti_phrase_hit hit = hit_of(ref->entity);
    w->from = dti_fact(c->facts, &hit, DTI_COL_FROM);
    w->to = dti_fact(c->facts, &hit, DTI_COL_TO);
    if (!w->office.len) w->office = dti_fact(c->facts, &hit, DTI_COL_OFFICE);
    return DT_OK;
}

static int is_told(const dt_doc *d, const dt_who *w) {
    for (size_t i = 0; i < d->n_who; i++) {
        const dt_who *o = &d->who[i];
        if (dti_slice_eq(o->name, w->name) && dti_slice_eq(o->code, w->code) &&
            dti_slice_eq(o->office, w->office) && dti_slice_eq(o->from, w->from))
            return 1;
    }
    return 0;
}

static int add_alternative(dti_coding *c, const dti_span *s, const dti_phrase_hit *hit,
                           const char *why) {
    const dti_facts *f = c->facts;
    dti_ref ref = {.name = dti_fact(f, hit, DTI_COL_NAME),
                   .country = dti_fact(f, hit, DTI_COL_COUNTRY),
                   .sector = dti_fact(f, hit, DTI_COL_SECTOR)};
    if (hit->kind == DTI_PH_COUNTRY) {
        ref.country = dti_fact(f, hit, DTI_COL_CODE);
        ref.name = (dt_slice){"", 0};
    }
    dt_who w = {.text = {c->doc->text.ptr + s->start, s->end - s->start},
                .code = dti_ref_code(&c->doc->arena, &ref),
                .country = ref.country,
                .sector = ref.sector,
                .name = ref.name,
                .office = dti_fact(f, hit, DTI_COL_OFFICE),
                .from = dti_fact(f, hit, DTI_COL_FROM),
                .to = dti_fact(f, hit, DTI_COL_TO),
                .why = dti_str(why)};
    if (is_told(c->doc, &w) || c->doc->n_who >= MAX_ALTERNATIVES) return DT_OK;
    dt_who *slot = add(c->doc);
    if (!slot) return DT_FAILED;
    *slot = w;
    return DT_OK;
}

/* All that the tables have under the words of a span, the choice left out. */
static int add_alternatives(dti_coding *c, const dti_span *s) {
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++) {
        const dti_phrase_hit *h = &s->hits[i];
        int fits = (int)(s->fits >> i & 1);
        if (h->kind == DTI_PH_PERSON) {
            dti_phrase_hit rows[64];
            size_t n = dti_fact_person_rows(c->facts, h, rows, 64);
            for (size_t r = 0; r < n; r++) {
                const char *why = !fits ? "written otherwise"
                                  : !dti_fact_in_force(c->facts, &rows[r], c->published_day)
                                      ? "not in office on the day"
                                  : h->flags & DTI_PHF_SURNAME ? "another bearer of the name"
                                                               : "another office or person";
                rows[r].kind = DTI_PH_PERSON;
                if (add_alternative(c, s, &rows[r], why) != DT_OK) return DT_FAILED;
            }
        } else if (h->kind == DTI_PH_ORG || h->kind == DTI_PH_COUNTRY ||
                   h->kind == DTI_PH_PLACE) {
            const char *why = !fits ? "written otherwise"
                              : !dti_fact_in_force(c->facts, h, c->published_day)
                                  ? "not in being on the day"
                              : h->kind == DTI_PH_PLACE ? "a place of the name"
                                                        : "another meaning";
            if (add_alternative(c, s, h, why) != DT_OK) return DT_FAILED;
        }
    }
    return DT_OK;
}

/* The one country that the other names of the phrase speak of; empty: none or several. */
static dt_slice only_country(const dt_doc *d, uint32_t from_byte) {
    dt_slice only = {"", 0};
    for (size_t i = 0; i < d->n_mentions; i++)
        for (uint32_t r = 0; d->mentions[i].start >= from_byte && r < d->mentions[i].n_refs; r++) {
            dt_slice k = d->mentions[i].refs[r].country;
            if (k.len && only.len && !dti_slice_eq(k, only)) return (dt_slice){"", 0};
            if (k.len) only = k;
        }
    return only;
}

/*
 * What a phrase alone lets one say beyond the story's rules: a city that is asked about as an
 * actor is its people, and a country beside an actor without one is its country.
 */
static dti_ref complete(const dti_coding *c, const dti_mention *m, const dti_ref *ref,
                        dt_slice country) {
    dti_ref r = *ref;
    if (m->is_place_only && !r.sector.len && c->tok_span[m->head] != DTI_NONE) {
        const dti_phrase_hit *h =
            dti_span_hit(&c->spans[c->tok_span[m->head]], DTI_PH_PLACE);
        if (h && dti_slice_is(dti_fact(c->facts, h, DTI_COL_KIND), "city"))
            r.sector = dti_str("CVL");
    }
    if (!r.country.len && m->n_refs == 1) r.country = country;
    return r;
}

/* Choices first, then what else the names in the phrase could mean. */
static int answer(dti_coding *c, uint32_t from_byte) {
    dt_doc *d = c->doc;
    int best = FAR;
    size_t chosen = 0;
    for (size_t i = 0; i < d->n_mentions; i++) {
        const dti_mention *m = &d->mentions[i];
        if (m->start < from_byte || !m->n_refs) continue;
        int far = distance(d, m->head, m);
        if (far < best) best = far, chosen = i;
    }
    if (best < FAR) {
        const dti_mention *m = &d->mentions[chosen];
        double scale = best == 0 ? 1.0 : best < 3 ? 0.8 : 0.6;
        for (size_t i = 0; i < d->n_mentions; i++) {
            const dti_mention *o = &d->mentions[i];
            if (i != chosen && !(o->start >= from_byte && joined_to(d, o, m))) continue;
            for (uint32_t r = 0; r < o->n_refs; r++) {
                dti_ref ref = complete(c, o, &o->refs[r], only_country(d, from_byte));
                if (add_choice(c, o, &ref, (double)o->confidence * scale) != DT_OK)
                    return DT_FAILED;
            }
        }
    }
    for (size_t i = 0; i < c->n_spans; i++)
        if (c->spans[i].start >= from_byte && add_alternatives(c, &c->spans[i]) != DT_OK)
            return DT_FAILED;
    return DT_OK;
}

int dt_who_ask(dt_coder *coder, const dt_who_query *query, dt_doc **out, dt_error *err) {
    dti_coding coding;
    dti_date day;
    dt_slice text = dti_slice_trim(query->text), context = dti_slice_trim(query->context);
    *out = NULL;
    if (query->date.len && dti_date_read(query->date, &day) != DT_OK)
        return dti_fail(err, "\"%.*s\" is no date YYYY-MM-DD", (int)query->date.len,
                        query->date.ptr);
    if (text.len + context.len > DTI_MAX_DOC_BYTES)
        return dti_fail(err, "phrase and context have more than %zu bytes",
                        (size_t)DTI_MAX_DOC_BYTES);
    if (dti_utf8_check(text.ptr, text.len) < text.len ||
        dti_utf8_check(context.ptr, context.len) < context.len)
        return dti_fail(err, "the text is no UTF-8");
    dt_doc *doc = dti_doc_new(coder->kb);
    if (!doc) return dti_fail(err, "out of memory");
    size_t gap = context.len ? 2 : 0, at = context.len + gap;
    char *bytes = dti_arena_alloc(&doc->arena, at + text.len + 1);
    char *published = dti_arena_copy(&doc->arena, query->date.ptr, query->date.len);
    if (!bytes || !published) goto full;
    if (context.len) {
        memcpy(bytes, context.ptr, context.len);
        memcpy(bytes + context.len, "\n\n", 2);
    }
    if (text.len) memcpy(bytes + at, text.ptr, text.len);
    doc->raw = doc->text = (dt_slice){bytes, at + text.len};
    doc->published = (dt_slice){published, query->date.len};
    if (dti_parse_split(coder->parser, doc, err) != DT_OK ||
        dti_parse_all(coder->parser, doc, err) != DT_OK)
        goto failed;
    if (dti_coding_open(&coding, doc, &coder->kb->facts) != DT_OK ||
        dti_find_actors(&coding) != DT_OK || answer(&coding, (uint32_t)at) != DT_OK)
        goto full;
    *out = doc;
    return DT_OK;
full:
    dti_fail(err, "the phrase needs more memory than one document may have");
failed:
    dt_doc_free(doc);
    return DT_FAILED;
}
