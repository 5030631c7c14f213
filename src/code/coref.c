/* coref.c: links short forms to earlier mentions: surnames, appositions, bare roles, groups,
 * "there"; an unsure link is left out. */
#include "code/coref.h"
#include "code/group.h"

#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/places.h"
#include "kb/frames.h"
#include "kb/kb.h"

int dti_coref_take(dti_coding *c, dti_mention *m, uint32_t from, const char *why, float share) {
    const dti_mention *a = &c->doc->mentions[from];
    m->refs = a->refs;
    m->n_refs = a->n_refs;
    m->antecedent = from;
    m->why = why;
    m->confidence = a->confidence * share;
    return 1;
}

int dti_coref_is_person(const dti_mention *m) {
    return m->kind == DTI_M_NAME && m->n_refs == 1 &&
           m->refs[0].office.len + m->refs[0].name.len > 0;
}

dt_slice dti_coref_kind(const dti_coding *c, const dti_mention *m) {
    uint32_t s = c->tok_span[m->head];
    const dti_phrase_hit *h =
        s == DTI_NONE ? NULL : dti_span_hit(&c->spans[s], DTI_PH_COREF_WORD);
    return h ? dti_fact(c->facts, h, DTI_COL_KIND) : (dt_slice){"", 0};
}

static int same_word(dt_slice a, dt_slice b) {
    char x[64], y[64];
    size_t n = dti_fold(a.ptr, a.len, x, sizeof x), m = dti_fold(b.ptr, b.len, y, sizeof y);
    return n && n == m && memcmp(x, y, n) == 0;
}

static dt_slice last_tok(const dt_doc *d, const dti_mention *m) {
    return dti_tok_text(d, &d->toks[m->first + m->n_toks - 1]);
}

/*
 * The last word of a name that an earlier person of the story bears: "Mr Russell" after "Danny
 * Russell" is he, whoever else of that name holds an office.
 */
static int link_surname(dti_coding *c, dti_mention *m, uint32_t number) {
    const dt_doc *d = c->doc;
    dt_slice word = last_tok(d, m);
    for (uint32_t i = number; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if ((a->kind != DTI_M_NAME && a->kind != DTI_M_UNKNOWN) || a->n_toks < 2) continue;
        if (m->kind == DTI_M_NAME && a->n_refs && m->refs[0].entity == a->refs[0].entity)
            return 0; /* known already */
        for (uint32_t t = a->first; t < a->first + a->n_toks; t++) {
            if (d->toks[t].upos != DTI_PROPN ||
                !dti_slice_eq(dti_tok_text(d, &d->toks[t]), word))
                continue;
            if (m->n_toks > 1 && !same_word(dti_tok_text(d, &d->toks[m->first]),
                                            dti_tok_text(d, &d->toks[t - (t > a->first)])))
                continue;
            if (!a->n_refs && m->kind != DTI_M_NAME) return 0;
            dti_coref_take(c, m, i, "surname of a person named before", 0.95f);
            m->kind = a->kind;
            return 1;
        }
    }
    return 0;
}

static int countries_agree(const dti_mention *a, const dti_mention *b) {
    return !a->refs[0].country.len || !b->refs[0].country.len ||
           dti_slice_eq(a->refs[0].country, b->refs[0].country);
}

static uint32_t mention_at(const dt_doc *d, uint32_t tok) {
    return tok == DTI_NONE ? DTI_NONE : d->toks[tok].mention;
}

/* A name takes what its apposition says of it, or the other way round. */
static void join(dti_coding *c, uint32_t role, uint32_t name) {
    dt_doc *d = c->doc;
    dti_mention *r = &d->mentions[role], *n = &d->mentions[name];
    if (n->n_refs == 1 && n->kind == DTI_M_NAME && r->n_refs <= 1) {
        if (r->n_refs && !countries_agree(r, n)) return;
        int vague = dti_coref_kind(c, r).len > 0;
        if (r->n_refs && !vague && !r->refs[0].office.len) return;
        dti_coref_take(c, r, name, "apposition to a name", 0.95f);
        return;
    }
    if (n->kind != DTI_M_UNKNOWN || r->n_refs != 1 || !r->refs[0].office.len ||
        dti_coref_kind(c, r).len)
        return;
    dti_ref *ref = dti_arena_array(&d->arena, 1, sizeof *ref);
    if (!ref) return;
    *ref = r->refs[0];
    ref->name = (dt_slice){d->text.ptr + n->start, n->end - n->start};
    n->kind = DTI_M_NAME;
    n->refs = ref;
    n->n_refs = 1;
    n->is_former = r->is_former;
    n->confidence = r->confidence * 0.95f;
    n->why = "apposition to a title";
    dti_coref_take(c, r, name, "apposition to a name", 1.0f);
}

static int is_title(const dti_mention *m) {
    return m->kind == DTI_M_ROLE && !m->is_plural && m->antecedent == DTI_NONE;
}

static int is_name(const dti_mention *m) {
    return (m->kind == DTI_M_NAME || m->kind == DTI_M_UNKNOWN) && m->antecedent == DTI_NONE;
}

/* "Amnesty International (AI)": the bracket behind a body is its abbreviation. */
static int link_bracket(dti_coding *c, uint32_t number) {
    dt_doc *d = c->doc;
    dti_mention *m = &d->mentions[number];
    if (m->kind != DTI_M_UNKNOWN || m->n_toks != 1 || m->first < 2 ||
        d->text.ptr[d->toks[m->first - 1].start] != '(')
        return 0;
    uint32_t before = mention_at(d, m->first - 2);
    if (before == DTI_NONE || d->mentions[before].sent != m->sent ||
        d->mentions[before].kind != DTI_M_ORG)
        return 0;
    return dti_coref_take(c, m, before, "abbreviation in brackets", 0.95f);
}

static void link_apposition(dti_coding *c, uint32_t number) {
    dt_doc *d = c->doc;
    const dti_mention *m = &d->mentions[number];
    uint32_t other = DTI_NONE;
    if (link_bracket(c, number)) return;
    if (d->toks[m->head].deprel == DTI_R_APPOS) other = mention_at(d, d->toks[m->head].head);
    /* "his Chinese counterpart, Xi Jinping": the comma says it where the tree does not */
    if (other == DTI_NONE && is_name(m) && m->n_refs && m->first >= 2 &&
        d->text.ptr[d->toks[m->first - 1].start] == ',') {
        uint32_t before = mention_at(d, m->first - 2);
        if (before != DTI_NONE && d->mentions[before].sent == m->sent &&
            dti_coref_kind(c, &d->mentions[before]).len)
            other = before;
    }
    if (other == DTI_NONE || other == number) return;
    const dti_mention *o = &d->mentions[other];
    if (is_title(m) && is_name(o))
        join(c, number, other);
    else if (is_name(m) && is_title(o))
        join(c, other, number);
}

/* "Washington urged both sides": who speaks to a group is none of it. */
static int speaks_to(const dt_doc *d, const dti_mention *a, const dti_span *group) {
    const dti_tok *who = &d->toks[a->head], *whom = &d->toks[group->head];
    return who->deprel == DTI_R_NSUBJ && who->head != DTI_NONE && who->head == whom->head &&
           (whom->deprel == DTI_R_OBJ || whom->deprel == DTI_R_IOBJ ||
            whom->deprel == DTI_R_OBL);
}

/* "both sides", "the two countries": the last so many different ones named before. */
static int group_members(const dti_coding *c, const dti_span *s, dt_slice of, uint32_t wanted,
                         int places_too, dti_ref *members) {
    const dt_doc *d = c->doc;
    int leaders = dti_slice_is(of, "leader"), parties = dti_slice_is(of, "party");
    int countries = dti_slice_is(of, "country");
    uint32_t n = 0;
    for (size_t k = d->n_mentions; k-- > 0 && n < wanted;) {
        const dti_mention *a = &d->mentions[k];
        if (a->start >= s->start || a->kind == DTI_M_PRONOUN || a->kind == DTI_M_GROUP)
            continue;
        if (a->is_place_only && !(countries && places_too)) continue;
        if (speaks_to(d, a, s)) continue;
        for (uint32_t r = a->n_refs; r-- > 0 && n < wanted;) {
            const dti_ref *ref = &a->refs[r];
            dti_ref x = *ref;
            if (!ref->country.len || dti_slice_is(ref->sector, "JRN")) continue;
            /* sides of a conflict or of talks act in public: no school, no firm */
            if (!countries && !leaders && ref->sector.len &&
                !dti_frames_is_public(d->kb->frames, (dt_slice){"", 0}, ref->sector))
                continue;
            if (countries && !dti_is_state(c->facts, ref->country)) continue;
            if (leaders && !dti_coref_is_person(a)) continue;
            if (parties && !dti_slice_is(ref->sector, "PTY") &&
                !dti_slice_is(ref->sector, "REB") && a->kind == DTI_M_NATIONALITY)
                continue;
            if (!leaders && !countries && dti_coref_is_person(a)) {
                if (dti_slice_is(ref->sector, "ELI")) continue;
                x = (dti_ref){{"", 0}, ref->country, ref->sector, {"", 0}, DTI_NONE};
            }
            if (countries) x = (dti_ref){{"", 0}, ref->country, {"", 0}, {"", 0}, DTI_NONE};
            int known = 0;
            for (uint32_t q = 0; q < n; q++)
                known |= dti_slice_eq(members[q].country, x.country);
            if (!known) members[n++] = x;
        }
    }
    return n == wanted;
}

static int link_groups(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    for (size_t i = c->n_spans; i-- > 0 && c->spans[i].sent >= sent;) {
        dti_span *s = &c->spans[i];
        if (s->sent != sent || s->mention != DTI_NONE || !(s->kinds >> DTI_PH_GROUP_WORD & 1))
            continue;
        /* "both the US and Taiwan", "the two-day trip": no group of its own */
        switch (d->toks[s->head].deprel) {
        case DTI_R_CC_PRECONJ:
        case DTI_R_CC:
        case DTI_R_DET:
        case DTI_R_DET_PREDET:
        case DTI_R_NUMMOD:
        case DTI_R_AMOD:
        case DTI_R_COMPOUND:
        case DTI_R_ADVMOD: continue;
        default: break;
        }
        const dti_phrase_hit *hit = dti_span_hit(s, DTI_PH_GROUP_WORD);
        dt_slice size = dti_fact(c->facts, hit, DTI_COL_SIZE);
        uint32_t wanted = size.len && size.ptr[0] >= '2' && size.ptr[0] <= '9'
                              ? (uint32_t)(size.ptr[0] - '0')
                              : 2;
        dti_ref members[9];
        dt_slice of = dti_fact(c->facts, hit, DTI_COL_OF);
        /* "the two" alone, where names cannot be told from words, is anybody */
        if (c->loose_case && dti_slice_is(of, "side") && s->n_toks < 3 &&
            d->toks[s->head].upos != DTI_NOUN)
            continue;
        if (!group_members(c, s, of, wanted, 0, members) &&
            !group_members(c, s, of, wanted, 1, members))
            continue;
        dti_mention *m = dti_arena_push(&d->arena, &d->mentions, &d->n_mentions,
                                        &d->cap_mentions, sizeof *m);
        dti_ref *refs = dti_arena_array(&d->arena, wanted, sizeof *refs);
        if (!m || !refs) return DT_FAILED;
        for (uint32_t q = 0; q < wanted; q++) refs[q] = members[wanted - 1 - q];
        *m = (dti_mention){.sent = sent,
                           .first = s->first,
                           .n_toks = s->n_toks,
                           .head = s->head,
                           .start = s->start,
                           .end = s->end,
                           .kind = DTI_M_GROUP,
                           .is_plural = 1,
                           .antecedent = DTI_NONE,
                           .refs = refs,
                           .n_refs = wanted,
                           .confidence = 0.7f,
                           .why = "those named before"};
        s->mention = (uint32_t)(d->n_mentions - 1);
        for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
            d->toks[t].mention = s->mention;
    }
    return DT_OK;
}

/* Does the office of the person, or a word of the mention, have the head word of the role? */
static int bears_role(const dti_coding *c, const dti_mention *a, const dti_mention *m) {
    const dt_doc *d = c->doc;
    dt_slice head = d->toks[m->head].lemma_text, office = a->refs[0].office;
    for (uint32_t t = a->first; t < a->first + a->n_toks; t++)
        if (same_word(d->toks[t].lemma_text, head)) return 1;
    while (office.len)
        if (same_word(dti_slice_cut(&office, ' '), head)) return 1;
    return 0;
}

/* Is there a definite article or demonstrative below the head? */
static int is_definite(const dt_doc *d, const dti_mention *m) {
    uint32_t from = m->first > 2 ? m->first - 2 : 0;
    if (from < d->sents[m->sent].first) from = d->sents[m->sent].first;
    for (uint32_t t = from; t < m->first + m->n_toks; t++)
        if (d->toks[t].head == m->head && d->toks[t].upos == DTI_DET &&
            (d->toks[t].feats & (DTI_F_DEF | DTI_F_DEM)))
            return 1;
    return 0;
}

/* "the minister" after "Foreign Minister Fidan"; "the group" after "Hamas". */
static int link_role(dti_coding *c, dti_mention *m, uint32_t number) {
    const dt_doc *d = c->doc;
    const dti_ref *own = &m->refs[0];
    if (!is_definite(d, m)) return 0;
    int vague = dti_slice_is(own->sector, "UNK");
    int is_body = dti_slice_is(dti_coref_kind(c, m), "self");
    for (uint32_t i = number; i-- > 0;) {
        const dti_mention *a = &d->mentions[i];
        if (a->sent + DTI_COREF_REACH < m->sent) break;
        if (a->n_refs != 1 || !a->refs[0].country.len || a->is_place_only) continue;
        int same_sector = dti_slice_eq(a->refs[0].sector, own->sector);
        if (a->kind == DTI_M_ORG && is_body && (same_sector || vague) &&
            !dti_slice_is(a->refs[0].sector, "JRN") && a->sent + 1 >= m->sent)
            return dti_coref_take(c, m, i, "the body named before", 0.8f);
        if (!m->is_plural && own->office.len && same_sector && bears_role(c, a, m))
            return dti_coref_take(c, m, i, "the same role before", 0.85f);
    }
    return 0;
}

#define STORY_SHARE 0.7 /* of all that a story says of states: who has so much is whom it is about */
#define STORY_LEAST 2   /* times that it is named; one more where names cannot be told from words */

/* The one state whose people the story has named so far; an empty slice: none, several or no state. */
static dt_slice only_state(const dti_coding *c, uint32_t but) {
    const dt_doc *d = c->doc;
    dt_slice only = {"", 0};
    for (uint32_t i = 0; i < d->n_mentions; i++) {
        const dti_mention *a = &d->mentions[i];
        for (uint32_t r = 0; i != but && a->kind != DTI_M_PRONOUN && r < a->n_refs; r++) {
            dt_slice k = a->refs[r].country;
            if (!k.len || dti_slice_is(a->refs[r].sector, "JRN")) continue;
            if (only.len && !dti_slice_eq(only, k)) return (dt_slice){"", 0};
            only = k;
        }
    }
    return only.len && dti_is_state(c->facts, only) ? only : (dt_slice){"", 0};
}

/* The state that the whole story is about, or an empty slice where it tells of several. */
static dt_slice state_of_story(const dti_coding *c) {
    double all = 0;
    size_t best = c->n_states;
    for (size_t i = 0; i < c->n_states; i++) {
        all += c->state_told[i];
        if (best == c->n_states || c->state_told[i] > c->state_told[best]) best = i;
    }
    if (best == c->n_states || c->state_told[best] < STORY_SHARE * all ||
        c->state_told[best] < STORY_LEAST + c->loose_case)
        return (dt_slice){"", 0};
    return dti_is_state(c->facts, c->states[best]) ? c->states[best] : (dt_slice){"", 0};
}

/* A body of the state itself, or an office of it. */
static int is_public(dt_slice sector) {
    static const char *const sectors[] = {"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "OPP"};
    for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++)
        if (dti_slice_is(sector, sectors[i])) return 1;
    return 0;
}

/*
 * "the government", "police" in a story about one state: of that state.  Another state, or somebody of this one
 * for whom the role could not act against its own, as an actor of the sentence, and it is left open.
 */
static void link_only_country(dti_coding *c, dti_mention *m, uint32_t number) {
    dt_doc *d = c->doc;
    if (!is_public(m->refs[0].sector) || m->refs[0].name.len || m->is_former) return;
    dt_slice only = state_of_story(c);
    if (!only.len) only = only_state(c, number);
    if (!only.len) return;
    for (uint32_t i = (uint32_t)d->n_mentions; i-- > 0 && d->mentions[i].sent == m->sent;) {
        const dti_mention *a = &d->mentions[i];
        if (i == number || a->kind == DTI_M_PRONOUN) continue;
        for (uint32_t r = 0; r < a->n_refs; r++) {
            const dti_ref *k = &a->refs[r];
            if (!k->country.len || dti_slice_is(k->sector, "JRN")) continue;
            /* "The delegation criticised the Maldivian government": hardly its own */
            if (!dti_slice_eq(k->country, only) ||
                (!a->is_place_only && (!k->sector.len || is_public(k->sector))))
                return;
        }
    }
    dti_ref *ref = dti_arena_array(&d->arena, 1, sizeof *ref);
    if (!ref) return;
    *ref = m->refs[0];
    ref->country = only;
    m->refs = ref;
    m->confidence = 0.5f;
    m->why = "role, in a story about one state";
}

/* Does the role do what it does for somebody else: a spokesman, an aide? */
static int serves(const dti_coding *c, const dti_mention *m) {
    const dti_phrase_hit *role = dti_fact_find(c->facts, m->refs[0].office, DTI_PH_ROLE);
    return role && dti_slice_is(dti_fact(c->facts, role, DTI_COL_NOTE), "serves");
}

/* "troops *loyal* to Gbagbo": a word between a force and the one that it obeys. */
static int is_loyalty(const dti_coding *c, const dti_mention *m, uint32_t t) {
    const dti_tok *k = &c->doc->toks[t];
    return k->head == m->head && (k->deprel == DTI_R_AMOD || k->deprel == DTI_R_ACL) &&
           dti_is_name_word(c->facts, dti_tok_text(c->doc, k), "loyal");
}

/* Does the noun t tell of whom the role is: its owner, a phrase under it, whom it obeys? */
static int is_holder(const dti_coding *c, const dti_mention *m, uint32_t t) {
    const dti_tok *k = &c->doc->toks[t];
    if (k->head == DTI_NONE) return 0;
    if (k->head != m->head)
        return (k->deprel == DTI_R_OBL || k->deprel == DTI_R_OBL_AGENT) && is_loyalty(c, m, k->head);
    return k->deprel == DTI_R_NMOD_POSS ||
           (k->deprel == DTI_R_NMOD && (serves(c, m) || !dti_is_behind(c, m->sent, t, "parting")));
}

/*
 * "the government of President Barco", "Duarte's army": of the state that he is of.  "A spokesman for
 * President Barco": of his sector too.
 */
static void link_holder(dti_coding *c, dti_mention *m) {
    dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[m->sent];
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        uint32_t owner = d->toks[t].mention;
        if (owner == DTI_NONE || !is_holder(c, m, t)) continue;
        const dti_mention *a = &d->mentions[owner];
        if (a == m || a->kind == DTI_M_PRONOUN || a->is_place_only || a->n_refs != 1 ||
            a->refs[0].country.len != 3)
            continue;
        dti_ref *ref = dti_arena_array(&d->arena, 1, sizeof *ref);
        if (!ref) return;
        *ref = m->refs[0];
        ref->country = a->refs[0].country;
        if (serves(c, m)) ref->sector = a->refs[0].sector;
        m->refs = ref;
        m->why = "role under somebody of a state";
        return;
    }
}

int dti_link_mentions(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    uint32_t from = (uint32_t)d->n_mentions, n;
    while (from > 0 && d->mentions[from - 1].sent == sent) from--;
    n = (uint32_t)d->n_mentions;
    for (uint32_t i = from; i < n; i++) {
        dti_mention *m = &d->mentions[i];
        if (m->kind == DTI_M_UNKNOWN || (m->kind == DTI_M_NAME && m->n_toks == 1)) {
            if (!dti_coref_kind(c, m).len) link_surname(c, m, i);
        }
    }
    for (uint32_t i = from; i < n; i++) link_apposition(c, i);
    if (link_groups(c, sent) != DT_OK) return DT_FAILED;
    if (dti_coref_pronouns(c, sent) != DT_OK) return DT_FAILED;
    for (uint32_t i = from; i < n; i++) {
        dti_mention *m = &d->mentions[i];
        if (m->antecedent != DTI_NONE || dti_coref_words(c, i)) continue;
        if (m->kind != DTI_M_ROLE || m->n_refs != 1 || m->refs[0].country.len) continue;
        link_holder(c, m);
        if (!m->refs[0].country.len && !link_role(c, m, i)) link_only_country(c, m, i);
    }
    return DT_OK;
}

/* "The party", but "the Wyoming party", "the senator's party": somebody named stands by the
 * role. */
static int is_told_whose(const dt_doc *d, uint32_t sent, uint32_t head) {
    const dti_sent *s = &d->sents[sent];
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        const dti_tok *k = &d->toks[t];
        if (k->head != head || k->deprel == DTI_R_CONJ || k->deprel == DTI_R_ACL_RELCL)
            continue;
        if (k->upos == DTI_PROPN ||
            (k->mention != DTI_NONE && k->mention != d->toks[head].mention))
            return 1;
    }
    return 0;
}

/*
 * "The party", "officers": who is an actor only with a state, and stands without one and
 * without another name, is only described.
 */
void dti_drop_leaning(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    for (size_t i = d->n_mentions; i-- > 0 && d->mentions[i].sent == sent;) {
        dti_mention *m = &d->mentions[i];
        const dti_mention *said = m;
        for (int step = 0;
             step < 8 && said->kind == DTI_M_PRONOUN && said->antecedent != DTI_NONE; step++)
            said = &d->mentions[said->antecedent];
        if (said->leans && m->n_refs == 1 && !m->refs[0].country.len &&
            !is_told_whose(d, said->sent, said->head))
            m->n_refs = 0;
    }
}
