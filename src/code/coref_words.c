/* coref_words.c: reads words that point to an actor by another one ("the latter", "his
 * counterpart", "its army"), links them. */
#include "base/date.h"
#include "base/limits.h"
#include "base/slice.h"
#include "code/coref.h"

/* The mention that possesses this one: "his", "Lavrov's"; DTI_NONE. */
static uint32_t possessor(const dt_doc *d, const dti_mention *m) {
    const dti_sent *s = &d->sents[m->sent];
    for (uint32_t t = s->first; t < m->first + m->n_toks; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->deprel != DTI_R_NMOD_POSS || k->head != m->head || k->mention == DTI_NONE) continue;
        if (d->mentions[k->mention].n_refs && &d->mentions[k->mention] != m) return k->mention;
    }
    return DTI_NONE;
}

static int has_possessive(const dt_doc *d, const dti_mention *m) {
    for (uint32_t t = d->sents[m->sent].first; t < m->first + m->n_toks; t++)
        if (d->toks[t].deprel == DTI_R_NMOD_POSS && d->toks[t].head == m->head) return 1;
    return 0;
}

static int set_ref(dti_coding *c, dti_mention *m, dti_ref ref, uint32_t from, float confidence,
                   const char *why) {
    dti_ref *slot = dti_arena_array(&c->doc->arena, 1, sizeof *slot);
    if (!slot) return 1;
    *slot = ref;
    m->refs = slot;
    m->n_refs = 1;
    m->confidence = confidence;
    m->why = why;
    (void)from;
    return 1;
}

/* The actors that "the latter" chooses from: the last two in the text before. */
static int link_order(dti_coding *c, dti_mention *m, uint32_t number, int latter) {
    const dt_doc *d = c->doc;
    uint32_t found[2], n = 0;
    for (uint32_t i = number; i-- > 0 && n < 2;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + 1 < m->sent) break;
        if (a->start >= m->start || a->n_refs != 1 || a->is_place_only ||
            a->antecedent != DTI_NONE || a->kind == DTI_M_PRONOUN || a->kind == DTI_M_NATIONALITY)
            continue;
        if (n && d->mentions[found[0]].sent != a->sent) break;
        if (n && dti_slice_eq(d->mentions[found[0]].refs[0].name, a->refs[0].name) &&
            dti_slice_eq(d->mentions[found[0]].refs[0].country, a->refs[0].country))
            continue;
        found[n++] = i;
    }
    if (n < 2) return 0;
    dti_coref_take(c, m, found[latter ? 0 : 1], latter ? "the latter of two" : "the former of two",
                   0.85f);
    m->kind = DTI_M_NAME;
    return 1;
}

/* "his Chinese counterpart": the same office in the country that is named. */
static int link_counterpart(dti_coding *c, dti_mention *m, uint32_t owner) {
    dti_ref ref = m->refs[0];
    if (!ref.country.len) {
        m->n_refs = 0;
        return 1;
    }
    ref.sector = (dt_slice){"GOV", 3};
    if (owner == DTI_NONE) return set_ref(c, m, ref, owner, 0.6f, "counterpart");
    const dti_ref *p = &c->doc->mentions[owner].refs[0];
    if (p->sector.len) ref.sector = p->sector;
    ref.office = p->office;
    dti_resolve_holder(c->facts, ref.country, p->office, c->published_day, &ref);
    return set_ref(c, m, ref, owner, 0.75f, "counterpart of one named before");
}

/* Who held the same office just before or after. */
static int link_row(dti_coding *c, dti_mention *m, uint32_t owner, int before) {
    const dti_facts *f = c->facts;
    const dti_ref *p = &c->doc->mentions[owner].refs[0];
    dti_date from, d;
    size_t n;
    m->n_refs = 0; /* nobody, unless the tables know */
    if (p->entity == DTI_NONE) return 1;
    dti_phrase_hit self = {.table = (uint16_t)(p->entity >> 20), .row = p->entity & 0xfffff};
    dt_slice office = dti_fact(f, &self, DTI_COL_OFFICE); /* the last one, if it is over */
    if (!office.len) return 1;
    if (dti_date_read(dti_fact(f, &self, DTI_COL_FROM), &from) != DT_OK) return 1;
    int32_t begin = dti_date_first_day(&from), best_day = 0;
    const dti_person_row *rows = dti_fact_persons_of(f, p->country, &n);
    const dti_phrase_hit *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const dti_phrase_hit *h = &rows[i].hit;
        if (!dti_slice_eq(dti_fact(f, h, DTI_COL_OFFICE), office) ||
            dti_slice_eq(dti_fact(f, h, DTI_COL_NAME), p->name) ||
            dti_date_read(dti_fact(f, h, DTI_COL_FROM), &d) != DT_OK)
            continue;
        int32_t day = dti_date_first_day(&d);
        if (before ? day >= begin : day <= begin) continue;
        if (!best || (before ? day > best_day : day < best_day)) best = h, best_day = day;
    }
    if (!best) return 1;
    dti_ref ref = *p;
    ref.name = dti_fact(f, best, DTI_COL_NAME);
    ref.sector = dti_fact(f, best, DTI_COL_SECTOR);
    ref.office = office;
    ref.entity = (uint32_t)best->table << 20 | best->row;
    if (!dti_fact_in_force(f, best, c->published_day)) ref.sector = (dt_slice){"ELI", 3};
    return set_ref(c, m, ref, owner, 0.7f, before ? "held the office before" : "held the office after");
}

/* "its army", "his country": what belongs to an actor is of the actor's country. */
static int link_owned(dti_coding *c, dti_mention *m, uint32_t owner, dt_slice kind) {
    static const char *const no_part[] = {"ally",   "rival", "neighbour", "colony", "guest",
                                          "host",   "other", "territory", "boss"};
    const dti_mention *o = &c->doc->mentions[owner];
    for (size_t i = 0; i < sizeof no_part / sizeof *no_part; i++)
        if (dti_slice_is(kind, no_part[i])) return 0;
    if (m->n_refs != 1 || m->refs[0].country.len || o->n_refs != 1 || !o->refs[0].country.len)
        return 0;
    dti_ref ref = m->refs[0];
    if (dti_slice_is(ref.sector, "UAF") || dti_slice_is(ref.sector, "CRM")) return 0;
    ref.country = o->refs[0].country;
    if (dti_slice_is(ref.sector, "UNK")) ref.sector = o->refs[0].sector;
    return set_ref(c, m, ref, owner, 0.75f * o->confidence, "belongs to one named before");
}

int dti_coref_words(dti_coding *c, uint32_t number) {
    dt_doc *d = c->doc;
    dti_mention *m = &d->mentions[number];
    dt_slice kind = dti_coref_kind(c, m);
    if (dti_slice_is(kind, "latter") || dti_slice_is(kind, "former")) {
        if (m->n_refs) return 0;
        return link_order(c, m, number, dti_slice_is(kind, "latter"));
    }
    if (m->kind != DTI_M_ROLE) return 0;
    uint32_t owner = possessor(d, m);
    if (dti_slice_is(kind, "counterpart") && m->n_refs == 1)
        return link_counterpart(c, m, owner);
    if (owner == DTI_NONE) return has_possessive(d, m); /* "his army", his unknown: left out */
    if (dti_slice_is(kind, "predecessor")) return link_row(c, m, owner, 1);
    if (dti_slice_is(kind, "successor")) return link_row(c, m, owner, 0);
    return link_owned(c, m, owner, kind);
}
