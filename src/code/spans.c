/* spans.c: finds the names and phrases of the tables in a parsed sentence. */
#include "base/limits.h"
#include "base/slice.h"
#include "code/code.h"

#define ACTOR_KINDS                                                                            \
    (1u << DTI_PH_COUNTRY | 1u << DTI_PH_PERSON | 1u << DTI_PH_ORG | 1u << DTI_PH_PLACE |      \
     1u << DTI_PH_ROLE | 1u << DTI_PH_ROLES | 1u << DTI_PH_GROUP_WORD |                        \
     1u << DTI_PH_COREF_WORD | 1u << DTI_PH_NOT_ACTOR)

const dti_phrase_hit *dti_span_hit(const dti_span *s, dti_phrase_kind kind) {
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++)
        if ((s->fits >> i & 1) && s->hits[i].kind == kind) return &s->hits[i];
    return NULL;
}

/* Of the phrases that begin here, the longest that suits the capitals. */
static size_t longest_fit(const dti_coding *c, size_t at, size_t n, dti_span *out) {
    dti_phrase_match m[DTI_MAX_NAME_TOKENS];
    size_t n_matches =
        dti_phrases_match(&c->facts->phrases, c->atoms, n, at, m, DTI_MAX_NAME_TOKENS);
    while (n_matches--) {
        const dti_phrase_match *match = &m[n_matches];
        uint64_t fits = 0;
        uint32_t kinds = 0;
        for (uint32_t h = 0; h < match->n_hits && h < 64; h++) {
            if (!(1u << match->hits[h].kind & ACTOR_KINDS)) continue;
            if (!dti_phrase_case_fits(&match->hits[h], c->atoms + at, match->n_atoms,
                                      c->loose_case))
                continue;
            fits |= (uint64_t)1 << h;
            kinds |= 1u << match->hits[h].kind;
        }
        if (!fits) continue;
        out->hits = match->hits;
        out->n_hits = match->n_hits;
        out->fits = fits;
        out->kinds = kinds;
        return match->n_atoms;
    }
    return 0;
}

/* The token of [first, first + n) whose head lies outside; the last one when a tree is odd. */
static uint32_t head_of(const dt_doc *d, uint32_t first, uint32_t n) {
    for (uint32_t t = first; t < first + n; t++)
        if (d->toks[t].head == DTI_NONE || d->toks[t].head < first ||
            d->toks[t].head >= first + n)
            if (d->toks[t].upos != DTI_PUNCT && d->toks[t].upos != DTI_PART) return t;
    return first + n - 1;
}

/* "*The Australian* government": not the paper, when the words without their article name a state
 * and only say whose the noun behind them is. */
static int is_state_in_paper(const dti_coding *c, const dti_span *s, size_t a, size_t k) {
    dti_span rest = {.sent = s->sent};
    unsigned r = c->doc->toks[s->first + s->n_toks - 1].deprel;
    if (k < 2 || !(s->kinds >> DTI_PH_ORG & 1) || (r != DTI_R_AMOD && r != DTI_R_COMPOUND)) return 0;
    return longest_fit(c, a + 1, a + k, &rest) == k - 1 && (rest.kinds >> DTI_PH_COUNTRY & 1);
}

size_t dti_first_atom(const dti_coding *c, uint32_t start) {
    size_t lo = 0, hi = c->n_atoms;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->atoms[mid].start < start)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Words that the tree says are no nouns: "He said" is not Mr He, "to lead" is no leader. */
static void drop_unsuited(const dti_coding *c, dti_span *s) {
    const dti_tok *k = &c->doc->toks[s->head];
    int small = 0, verb = k->upos == DTI_ADV || (k->upos == DTI_VERB &&
                                                 (k->feats & (DTI_F_FIN | DTI_F_INF)));
    switch (k->upos) {
    case DTI_PRON:
    case DTI_AUX:
    case DTI_DET:
    case DTI_ADP:
    case DTI_CCONJ:
    case DTI_SCONJ:
    case DTI_PART: small = 1; break;
    default: break;
    }
    /* "AI" is an abbreviation, not Mr Ai */
    size_t a = dti_first_atom(c, s->start);
    /* without capitals "the fact", "said" and "far" are words, whoever is called so */
    int word = c->loose_case && s->n_toks == 1 && dti_is_name_word(c->facts, dti_tok_text(c->doc, k), "plain");
    int plain = word || (c->loose_case && s->n_toks == 1 && (small || verb));
    int caps = !c->loose_case && a < c->n_atoms && (c->atoms[a].flags & DTI_ATOM_CAPS) &&
               k->end - k->start < 4;
    /* "Egypt" is not the late king, Farouk of Egypt */
    int state = s->n_toks == 1 && (s->kinds >> DTI_PH_COUNTRY & 1);
    if (s->n_toks > 1 || (!small && !verb && !caps && !plain && !state)) return;
    small |= caps << 1;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++) {
        const dti_phrase_hit *h = &s->hits[i];
        int drop =
            (h->kind == DTI_PH_PERSON && small && (h->flags & DTI_PHF_SURNAME)) ||
            (state && !word && h->kind == DTI_PH_PERSON && (h->flags & DTI_PHF_SURNAME)) ||
            (plain && h->kind == DTI_PH_COUNTRY && (word || (h->flags & DTI_PHF_CAPS))) ||
            (plain &&
             (h->kind == DTI_PH_PERSON || h->kind == DTI_PH_ORG || h->kind == DTI_PH_PLACE)) ||
            ((h->kind == DTI_PH_ROLE || h->kind == DTI_PH_ROLES) && ((small & 1) || verb));
        if (drop) s->fits &= ~((uint64_t)1 << i);
    }
    s->kinds = 0;
    for (uint32_t i = 0; i < s->n_hits && i < 64; i++)
        if (s->fits >> i & 1) s->kinds |= 1u << s->hits[i].kind;
}

/* Is every meaning of the town's name of this kind? */
static int towns_are(const dti_coding *c, const dti_span *s, const char *kind) {
    for (uint32_t i = 0; i < s->n_towns; i++)
        if (!dti_slice_is(dti_fact(c->facts, &s->towns[i], DTI_COL_KIND), kind)) return 0;
    return s->n_towns > 0;
}

/* ", *Ky.*": the short form of an area counts behind a comma and before its dot. */
static int is_short_area(const dti_coding *c, const dti_span *s) {
    dt_slice text = c->doc->text;
    uint32_t from = s->start;
    while (from > 0 && text.ptr[from - 1] == ' ') from--;
    return from > 0 && text.ptr[from - 1] == ',' && s->end < text.len && text.ptr[s->end] == '.';
}

/* The longest name of world/towns that begins here, or the one of just so many atoms. */
static size_t longest_town(const dti_coding *c, size_t at, size_t n, size_t wanted, dti_span *out) {
    dti_phrase_match m[DTI_MAX_NAME_TOKENS];
    if (c->loose_case || !(c->atoms[at].flags & DTI_ATOM_CAPITAL)) return 0;
    size_t k = dti_phrases_match(&c->facts->towns, c->atoms, n, at, m, DTI_MAX_NAME_TOKENS);
    while (k--) {
        if (m[k].n_atoms < wanted) return 0;
        if (wanted && m[k].n_atoms > wanted) continue;
        if (!dti_phrase_case_fits(m[k].hits, c->atoms + at, m[k].n_atoms, 0)) continue;
        out->towns = m[k].hits;
        out->n_towns = m[k].n_hits;
        return m[k].n_atoms;
    }
    return 0;
}

/* The tokens under k atoms; 0 when the sentence has none. */
static int lay_over(const dti_coding *c, size_t a, size_t k, uint32_t tok, uint32_t tok_end,
                    dti_span *s) {
    const dt_doc *d = c->doc;
    s->start = c->atoms[a].start;
    s->end = c->atoms[a + k - 1].end;
    while (tok < tok_end && d->toks[tok].end <= s->start) tok++;
    if (tok >= tok_end) return 0;
    uint32_t last = tok;
    while (last + 1 < tok_end && d->toks[last + 1].start < s->end) last++;
    s->first = tok;
    s->n_toks = last - tok + 1;
    s->head = head_of(d, s->first, s->n_toks);
    return 1;
}

/*
 * A town's name where no other name is as long.  "Butler County" and ", Ky." are places at once
 * (returns their atoms); "Watertown" waits until the document vouches for it (vouch.c).
 */
static size_t find_town(dti_coding *c, uint32_t sent, size_t a, size_t n, size_t known,
                        uint32_t tok, uint32_t tok_end, dti_span *sure) {
    dti_span town = {.sent = sent, .mention = DTI_NONE};
    size_t k = longest_town(c, a, n, 0, &town);
    if (k <= known || !lay_over(c, a, k, tok, tok_end, &town)) return 0;
    int is_short = towns_are(c, &town, "short");
    if (is_short ? is_short_area(c, &town) : k > 1 && towns_are(c, &town, "admin2")) {
        town.hits = town.towns;
        town.n_hits = town.n_towns;
        town.fits = town.n_hits < 64 ? ((uint64_t)1 << town.n_hits) - 1 : UINT64_MAX;
        town.kinds = 1u << DTI_PH_PLACE;
        town.n_towns = 0;
        *sure = town;
        return k;
    }
    if (is_short || (c->n_towns && c->towns[c->n_towns - 1].end > town.start)) return 0;
    dti_span *slot =
        dti_arena_push(&c->doc->arena, &c->towns, &c->n_towns, &c->cap_towns, sizeof *slot);
    if (slot) *slot = town;
    return 0;
}

int dti_find_spans(dti_coding *c, uint32_t sent) {
    dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    size_t a = dti_first_atom(c, s->start), n = dti_first_atom(c, s->end);
    uint32_t tok = s->first, tok_end = s->first + s->n_toks;
    size_t found = 0;
    while (a < n && found < DTI_MAX_SENT_MENTIONS) {
        dti_span span = {.sent = sent, .mention = DTI_NONE};
        size_t k = longest_fit(c, a, n, &span);
        size_t sure = find_town(c, sent, a, n, k, tok, tok_end, &span);
        if (sure) k = sure;
        if (!k) {
            a++;
            continue;
        }
        if (!lay_over(c, a, k, tok, tok_end, &span)) break;
        if (!sure && (span.kinds & (1u << DTI_PH_PLACE | 1u << DTI_PH_COUNTRY)))
            longest_town(c, a, n, k, &span);
        a += k;
        tok = span.first;
        uint32_t last = tok + span.n_toks - 1;
        /* "A U.|S. strike": no A.U. */
        if (span.end + 1 < d->toks[last].end && d->text.ptr[span.end] == '.') {
            a -= k - 1;
            continue;
        }
        if (is_state_in_paper(c, &span, a - k, k)) {
            a -= k - 1;
            continue;
        }
        drop_unsuited(c, &span);
        if (!span.kinds) continue;
        if (d->toks[last].end > span.end) span.end = d->toks[last].end; /* the dot of "U.S." */
        dti_span *slot =
            dti_arena_push(&d->arena, &c->spans, &c->n_spans, &c->cap_spans, sizeof *slot);
        if (!slot) return DT_FAILED;
        *slot = span;
        for (uint32_t t = span.first; t <= last; t++)
            c->tok_span[t] = (uint32_t)(c->n_spans - 1);
        found++;
    }
    if (found == DTI_MAX_SENT_MENTIONS)
        dti_diag(d, DT_WARNING, "too-many-names",
                 "a sentence holds more names than are looked at", s->start, s->end);
    return DT_OK;
}

/* Is one of the states of the list "PRK|KOR" told of by name in this document? */
static int tells_of_one(const dti_coding *c, dt_slice codes) {
    while (codes.len) {
        dt_slice code = dti_slice_cut(&codes, '|');
        for (size_t i = 0; i < c->n_states; i++)
            if (c->state_weight[i] >= 1 && dti_slice_eq(c->states[i], code)) return 1;
    }
    return 0;
}

/*
 * "the *North* accused Seoul", not "North's memoirs", "the north", "the North Sea" or "the North of
 * Mali": behind an article, part of no longer name, no part of anything else.
 */
static int stands_for_state(const dti_coding *c, const dti_span *s) {
    const dt_doc *d = c->doc;
    const dti_sent *sent = &d->sents[s->sent];
    uint32_t t = s->head, end = sent->first + sent->n_toks;
    unsigned r = d->toks[t].deprel;
    if (s->n_toks != 1 || t == sent->first || d->toks[t - 1].upos != DTI_DET) return 0;
    if (r == DTI_R_COMPOUND || r == DTI_R_FLAT || r == DTI_R_AMOD) return 0;
    for (uint32_t k = sent->first; k < end; k++) {
        r = d->toks[k].deprel;
        if (d->toks[k].head == t && (r == DTI_R_NMOD || r == DTI_R_COMPOUND || r == DTI_R_FLAT)) return 0;
    }
    return 1;
}

void dti_settle_short_names(dti_coding *c) {
    for (size_t i = 0; i < c->n_spans; i++) {
        dti_span *s = &c->spans[i];
        if (!(s->kinds >> DTI_PH_COUNTRY & 1)) continue;
        s->kinds = 0;
        for (uint32_t h = 0; h < s->n_hits && h < 64; h++) {
            const dti_phrase_hit *hit = &s->hits[h];
            if (!(s->fits >> h & 1)) continue;
            if (hit->kind == DTI_PH_COUNTRY &&
                dti_slice_is(dti_fact(c->facts, hit, DTI_COL_KIND), "short") &&
                (c->loose_case || !stands_for_state(c, s) ||
                 !tells_of_one(c, dti_fact(c->facts, hit, DTI_COL_REMARK))))
                s->fits &= ~((uint64_t)1 << h);
            else
                s->kinds |= 1u << hit->kind;
        }
        if (s->kinds) continue;
        for (uint32_t t = s->first; t < s->first + s->n_toks; t++) c->tok_span[t] = DTI_NONE;
    }
}
