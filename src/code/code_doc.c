/* code_doc.c: the coding stage over a whole document, gate included. */
#include "code/code_doc.h"

#include <limits.h>

#include "base/date.h"
#include "base/slice.h"
#include "code/ahead.h"
#include "code/events.h"
#include "code/mend.h"
#include "code/passage.h"
#include "code/places.h"
#include "code/times.h"
#include "kb/triggers.h"
#include "code/worth.h"

#define DATELINE_SENTENCES 3
/* One sentence in so many with a word of games makes a story of sport. */
#define SPORT_SHARE 5

/* A story without a date is dated by the first full date of its head: "WASHINGTON, June 18,
 * 2023 -". */
static int date_by_head(dti_coding *c) {
    dt_doc *d = c->doc;
    dti_date date;
    for (uint32_t i = 0; i < d->n_sents && i < DATELINE_SENTENCES; i++) {
        if (dti_find_times(c, i, NULL) != DT_OK) return DT_FAILED;
        for (size_t k = 0; k < d->n_times; k++) {
            if (d->times[k].date.len != 10 || dti_date_read(d->times[k].date, &date) != DT_OK)
                continue;
            d->published = d->times[k].date;
            d->published_from = dti_str("dateline");
            c->published_day = dti_date_last_day(&date);
            d->n_times = 0;
            return DT_OK;
        }
        d->n_times = 0;
    }
    return DT_OK;
}

int dti_coding_open(dti_coding *c, dt_doc *doc, const dti_facts *facts) {
    dti_date d;
    *c = (dti_coding){.doc = doc, .facts = facts, .published_day = INT32_MIN};
    if (dti_date_read(dt_doc_published(doc), &d) == DT_OK)
        c->published_day = dti_date_last_day(&d);
    if (dti_atoms_cut(&doc->arena, doc->text, &c->atoms, &c->n_atoms) != DT_OK)
        return DT_FAILED;
    c->tok_span = dti_arena_array(&doc->arena, doc->n_toks + 1, sizeof *c->tok_span);
    if (!c->tok_span) return DT_FAILED;
    for (size_t i = 0; i < doc->n_toks; i++) c->tok_span[i] = DTI_NONE;
    size_t n_capital = 0, n_letters = 0;
    for (size_t i = 0; i < c->n_atoms; i++) {
        if (c->atoms[i].flags & DTI_ATOM_DIGITS) continue;
        n_letters++;
        n_capital += (c->atoms[i].flags & DTI_ATOM_CAPITAL) != 0;
    }
    /* running text has capitals on one word in thirty to one in two */
    if (!doc->published.len && date_by_head(c) != DT_OK) return DT_FAILED;
    c->loose_case =
        n_letters >= 8 && (n_capital * 100 < n_letters || n_capital * 100 > n_letters * 92);
    return DT_OK;
}

#define ACTORS                                                                                 \
    (1u << DTI_PH_COUNTRY | 1u << DTI_PH_PERSON | 1u << DTI_PH_ORG | 1u << DTI_PH_ROLE |       \
     1u << DTI_PH_ROLES | 1u << DTI_PH_PLACE | 1u << DTI_PH_GROUP_WORD |                       \
     1u << DTI_PH_PRONOUN | 1u << DTI_PH_COREF_WORD)

/* Units, months, weekdays and "tomorrow" of en/time_words: words of a date that can lie ahead. */
static int is_dated(const dti_coding *c, const dti_phrase_hit *hit) {
    static const char *const classes[] = {"month", "weekday", "unit", "day", "ago", "then", "dir"};
    dt_slice name = dti_fact(c->facts, hit, DTI_COL_CLASS);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (dti_slice_is(name, classes[i])) return 1;
    return 0;
}

/* What the gate has seen of a sentence. */
typedef struct gate {
    uint32_t kinds; /* bit 1 << dti_phrase_kind */
    int has_trigger, is_dated, names_someone;
    size_t title_end; /* atom behind the last title or person */
    uint64_t half[DTI_GATE_HEADS / 64], mate[DTI_GATE_HEADS / 64]; /* by number of the head */
} gate;

static void take_hit(const dti_coding *c, gate *g, const dti_phrase_hit *hit, size_t end) {
    const uint32_t titles = 1u << DTI_PH_ROLE | 1u << DTI_PH_ROLES | 1u << DTI_PH_NAME_WORD;
    if (1u << hit->kind & titles) {
        g->title_end = end;
        g->names_someone |= c->loose_case;
    }
    uint64_t bit = (uint64_t)1 << hit->row % 64;
    size_t at = hit->row / 64 % (DTI_GATE_HEADS / 64);
    g->kinds |= 1u << hit->kind;
    if (hit->kind == DTI_PH_TRIGGER) g->has_trigger = 1;
    if (hit->kind == DTI_PH_HALF) g->half[at] |= bit;
    if (hit->kind == DTI_PH_MATE) g->mate[at] |= bit;
    if ((hit->kind == DTI_PH_HALF || hit->kind == DTI_PH_MATE) && (g->half[at] & g->mate[at]))
        g->has_trigger = 1;
    if (hit->kind == DTI_PH_TIME && !g->is_dated) g->is_dated = is_dated(c, hit);
}

/* Has the sentence a word of the class "there" of en/name_words? */
static int points_back(const dti_coding *c, uint32_t sent) {
    const dti_sent *s = &c->doc->sents[sent];
    for (size_t a = dti_first_atom(c, s->start); a < c->n_atoms && c->atoms[a].start < s->end; a++) {
        dti_phrase_match m[DTI_MAX_NAME_TOKENS];
        size_t n = dti_phrases_match(&c->facts->phrases, c->atoms, c->n_atoms, a, m, DTI_MAX_NAME_TOKENS);
        for (size_t i = 0; i < n; i++)
            for (uint32_t h = 0; h < m[i].n_hits; h++)
                if (m[i].hits[h].kind == DTI_PH_NAME_WORD &&
                    dti_slice_is(dti_fact(c->facts, &m[i].hits[h], DTI_COL_CLASS), "there"))
                    return 1;
    }
    return 0;
}

int dti_gate(const dti_coding *c, uint32_t sent) {
    const dti_sent *s = &c->doc->sents[sent];
    const uint32_t any_case = 1u << DTI_PH_TRIGGER | 1u << DTI_PH_PRONOUN | 1u << DTI_PH_HALF |
                              1u << DTI_PH_MATE;
    gate g = {.title_end = SIZE_MAX};
    for (size_t a = dti_first_atom(c, s->start); a < c->n_atoms && c->atoms[a].start < s->end; a++) {
        dti_phrase_match m[DTI_MAX_NAME_TOKENS];
        size_t n = dti_phrases_match(&c->facts->phrases, c->atoms, c->n_atoms, a, m,
                                     DTI_MAX_NAME_TOKENS);
        if (g.title_end == a && (c->atoms[a].flags & DTI_ATOM_CAPITAL)) g.names_someone = 1;
        for (size_t i = 0; i < n; i++)
            for (uint32_t h = 0; h < m[i].n_hits; h++)
                if ((1u << m[i].hits[h].kind & any_case) ||
                    dti_phrase_case_fits(&m[i].hits[h], c->atoms + a, m[i].n_atoms,
                                         c->loose_case))
                    take_hit(c, &g, &m[i].hits[h], a + m[i].n_atoms);
        g.is_dated |=
            (c->atoms[a].flags & DTI_ATOM_DIGITS) && c->atoms[a].end - c->atoms[a].start == 4;
        if ((g.kinds & ACTORS) && g.has_trigger) return 1;
        /* "spokesman John Smith had said": later sentences may call him Smith */
        if (g.names_someone && (g.kinds >> DTI_PH_HALF & 1)) return 1;
        /* "Germany's election is due in 2025": no act, but ahead.c wants it */
        if ((g.kinds & ACTORS) && (g.kinds >> DTI_PH_AHEAD & 1) && g.is_dated) return 1;
    }
    /* "The point of friction is Taiwan. Beijing held drills there": the next sentence points at this one's place */
    return (g.kinds & (1u << DTI_PH_COUNTRY | 1u << DTI_PH_PLACE)) && sent + 1 < c->doc->n_sents && points_back(c, sent + 1);
}

int dti_code_sentences(dti_coding *c, const dti_frames *frames, const dt_options *options) {
    dt_doc *d = c->doc;
    dti_passage passage = {.date = {"", 0}};
    c->passage = &passage;
    dti_tree *trees = dti_arena_array(&d->arena, d->n_sents + 1, sizeof *trees);
    uint32_t n_parsed = 0, n_sport = 0;
    if (!trees) return DT_FAILED;
    for (uint32_t i = 0; i < d->n_sents; i++) {
        /* a dateline holds no act, and says where */
        if (!d->sents[i].parsed && i < DATELINE_SENTENCES && dti_find_spans(c, i) != DT_OK)
            return DT_FAILED;
        if (!d->sents[i].parsed) continue;
        dti_mend_reading(d, d->kb, frames, i);
        if (dti_tree_open(&trees[i], d, frames, i) != DT_OK || dti_find_spans(c, i) != DT_OK)
            return DT_FAILED;
        n_parsed++;
        n_sport += dti_is_sport(&trees[i]) != 0;
    }
    c->is_sport = n_sport >= 2 && n_sport * SPORT_SHARE >= n_parsed;
    if (dti_find_places(c) != DT_OK) return DT_FAILED;
    dti_settle_short_names(c);
    for (uint32_t i = 0; i < d->n_sents; i++) {
        if (!d->sents[i].parsed) {
            dti_passage_skip(&passage, d, i);
            continue;
        }
        dti_tree tree = trees[i];
        if (dti_find_times(c, i, &tree) != DT_OK) return DT_FAILED;
        if (dti_find_mentions(c, i) != DT_OK || dti_link_mentions(c, i) != DT_OK) return DT_FAILED;
        dti_drop_leaning(c, i);
        dti_mark_locations(c, i);
        if (dti_find_ahead(c, &tree, i) != DT_OK) return DT_FAILED;
        if (dti_code_sentence(c, &tree, options, i) != DT_OK)
            return DT_FAILED;
    }
    return dti_finish_events(c);
}

int dti_find_actors(dti_coding *c) {
    for (uint32_t i = 0; i < c->doc->n_sents; i++) {
        if (!c->doc->sents[i].parsed) continue;
        if (dti_find_times(c, i, NULL) != DT_OK || dti_find_spans(c, i) != DT_OK) return DT_FAILED;
        dti_settle_short_names(c);
        if (dti_find_mentions(c, i) != DT_OK || dti_link_mentions(c, i) != DT_OK)
            return DT_FAILED;
    }
    return DT_OK;
}
