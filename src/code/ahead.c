/* ahead.c: reads times, mentions and tree of a sentence, makes the dated things to come in it.
 */
#include "code/ahead.h"

#include <limits.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/slice.h"
#include "code/aspect.h"

#define MAX_THINGS 16   /* words of en/ahead looked at in one sentence */
#define MAX_COUNTRIES 6 /* of one thing; a list of all members is no actor's date */
#define MAX_CLIMB 64    /* words up a tree */

/* A word or phrase of en/ahead in the sentence. */
typedef struct thing {
    uint32_t head; /* token */
    uint32_t start, end;
    dt_slice kind;
    int of_place; /* where it is held, it belongs */
} thing;

/* Steps from a word up to one above it; -1 when it is not, or only through another clause. */
static int steps_up(const dti_tree *t, uint32_t from, uint32_t to) {
    int n = 0;
    for (uint32_t w = from; w != DTI_NONE && w >= t->first && w < t->end && n < MAX_CLIMB;
         n++) {
        if (w == to) return n;
        const dti_tok *k = dti_at(t, w);
        if (k->deprel == DTI_R_ACL_RELCL || k->deprel == DTI_R_PARATAXIS) return -1;
        /* A second verb ("met and will meet") has times of its own. */
        if (k->deprel == DTI_R_CONJ && k->upos == DTI_VERB) return -1;
        w = k->head;
    }
    return -1;
}

/* The word of [first, first + n) whose head lies outside. */
static uint32_t head_of(const dt_doc *d, uint32_t first, uint32_t n) {
    for (uint32_t w = first; w < first + n; w++)
        if (d->toks[w].head == DTI_NONE || d->toks[w].head < first ||
            d->toks[w].head >= first + n)
            if (d->toks[w].upos != DTI_PUNCT && d->toks[w].upos != DTI_ADP) return w;
    return first + n - 1;
}

static size_t find_things(dti_coding *c, const dti_tree *t, uint32_t sent, thing *out) {
    const dt_doc *d = c->doc;
    const dti_sent *s = &d->sents[sent];
    size_t n = 0;
    uint32_t tok = t->first;
    for (size_t a = dti_first_atom(c, s->start); a < c->n_atoms && c->atoms[a].start < s->end && n < MAX_THINGS;) {
        dti_phrase_match m[DTI_MAX_NAME_TOKENS];
        const dti_phrase_hit *hit = NULL;
        size_t k = dti_phrases_match(&c->facts->phrases, c->atoms, c->n_atoms, a, m,
                                     DTI_MAX_NAME_TOKENS),
               taken = 1;
        for (size_t i = k; i-- > 0 && !hit;)
            for (uint32_t h = 0; h < m[i].n_hits && !hit; h++)
                if (m[i].hits[h].kind == DTI_PH_AHEAD)
                    hit = &m[i].hits[h], taken = m[i].n_atoms;
        if (hit) {
            uint32_t start = c->atoms[a].start, end = c->atoms[a + taken - 1].end;
            while (tok < t->end && d->toks[tok].end <= start) tok++;
            uint32_t last = tok;
            while (last < t->end && d->toks[last].start < end) last++;
            if (last > tok)
                out[n++] = (thing){head_of(d, tok, last - tok), start, end,
                                   dti_fact(c->facts, hit, DTI_COL_KIND),
                                   dti_slice_is(dti_fact(c->facts, hit, DTI_COL_OF), "place")};
        }
        a += taken;
    }
    return n;
}

/* Told as over ("visited", "was held"): no thing to come, whatever date stands near. */
static int is_past(const dti_tok *k) {
    return k->upos == DTI_VERB && (k->feats & DTI_F_PAST) && (k->feats & DTI_F_FIN);
}

/* The verb (or copula of a noun) that a word hangs on, itself included; NULL: none. */
static const dti_tok *verb_over(const dti_tree *t, uint32_t w) {
    for (int k = 0; k < MAX_CLIMB && w != DTI_NONE && w >= t->first && w < t->end; k++) {
        if (dti_at(t, w)->upos == DTI_VERB) {
            /* "is scheduled for": the auxiliary has the tense */
            uint32_t aux = dti_child_by(t, w, DTI_R_AUX_PASS);
            int finite = aux != DTI_NONE && (dti_at(t, aux)->feats & DTI_F_FIN);
            return dti_at(t, finite ? aux : w);
        }
        uint32_t copula = dti_child_by(t, w, DTI_R_COP);
        if (copula != DTI_NONE) return dti_at(t, copula);
        w = dti_at(t, w)->head;
    }
    return NULL;
}

/* A weekday, month or day without a year: times.c had to guess which one. */
static int is_guess(const dt_doc *doc, const dti_time *time, const dti_date *d) {
    const dti_tok *k = doc->toks + time->first;
    if (time->n_toks == 1) return d->precision >= DTI_P_MONTH;
    return time->n_toks == 2 && d->precision == DTI_P_DAY &&
           (k[0].end - k[0].start <= 2 || k[1].end - k[1].start <= 2);
}

/*
 * "The truce expires on Friday", "takes place on July 11": times.c takes a day without a year
 * for the last one unless a "will" stands by.  Under a verb that is not in the past it is the
 * next.
 */
static void turn_to_next(const dti_time *time, int32_t today, dti_date *d) {
    int32_t last = dti_date_last_day(d);
    if (last >= today) return;
    if (d->precision == DTI_P_DAY && time->n_toks == 1) {
        if (last > today - 7) *d = dti_date_of_day(last + 7);
    } else if (d->precision == DTI_P_MONTH ||
               dti_days_in_month(d->year + 1, d->month) >= d->day) {
        d->year++;
    }
}

/* Writes the date of a time that lies ahead; 0 when it does not. */
static int lies_ahead(const dti_coding *c, const dti_time *time, const dti_tok *over,
                      const dti_tok *verb, int looks_ahead, char date[16], size_t *date_len) {
    dti_date d;
    if (!time->date.len || time->is_since || c->published_day == INT32_MIN ||
        dti_date_read(time->date, &d) != DT_OK)
        return 0;
    if (is_guess(c->doc, time, &d)) {
        /* "won the election in November and will visit" */
        if (over && is_past(over)) return 0;
        if (verb && !(verb->feats & DTI_F_PAST) && (verb->feats & (DTI_F_PRES | DTI_F_INF)))
            turn_to_next(time, c->published_day, &d);
    }
    int32_t first = dti_date_first_day(&d), last = dti_date_last_day(&d),
            today = c->published_day;
    if (last <= today || (first <= today && !looks_ahead)) return 0;
    *date_len = (size_t)dti_date_write(&d, date);
    return *date_len > 0;
}

static int add_country(dt_slice *all, size_t n, dt_slice country) {
    for (size_t i = 0; i < n; i++)
        if (dti_slice_eq(all[i], country)) return 0;
    return country.len > 0;
}

/* The "May" of "takes office on May 20" is no prime minister. */
static int is_in_time(const dt_doc *d, uint32_t sent, const dti_mention *m) {
    for (size_t i = d->n_times; i-- > 0 && d->times[i].sent == sent;)
        if (m->start < d->times[i].end && d->times[i].start < m->end) return 1;
    return 0;
}

/* States named under a word, clauses of their own left out; places: those that are the scene.
 */
static size_t countries_under(const dti_coding *c, const dti_tree *t, uint32_t sent,
                              const thing *it, uint32_t top, int places, dt_slice *out,
                              size_t n) {
    const dt_doc *d = c->doc;
    for (size_t i = d->n_mentions; i-- > 0 && d->mentions[i].sent == sent;) {
        const dti_mention *m = &d->mentions[i];
        /* the "both" of "both France and Germany" names nobody */
        if (dti_at(t, m->head)->deprel == DTI_R_CC_PRECONJ) continue;
        if ((m->is_place_only && !places) || is_in_time(d, sent, m)) continue;
        /* the "office" that is taken is no ministry; "NATO summit" names its actor */
        if (m->start >= it->start && m->end <= it->end && dti_at(t, m->head)->upos != DTI_PROPN)
            continue;
        if (steps_up(t, m->head, top) < 0) continue;
        for (uint32_t r = 0; r < m->n_refs && n < MAX_COUNTRIES; r++)
            if (add_country(out, n, m->refs[r].country)) out[n++] = m->refs[r].country;
    }
    return n;
}

/* Under the thing itself ("elections in Taiwan"), else under what it hangs on, up to a verb of
 * a clause ("the United States holds elections"), else the whole sentence's clause. */
static size_t countries_of(const dti_coding *c, const dti_tree *t, uint32_t sent,
                           const thing *it, dt_slice *out) {
    for (int places = it->of_place; places < 2; places++) {
        uint32_t w = it->head;
        for (int k = 0; k < MAX_CLIMB && w != DTI_NONE && w >= t->first && w < t->end; k++) {
            size_t n = countries_under(c, t, sent, it, w, places, out, 0);
            const dti_tok *word = dti_at(t, w);
            /* "Merkel won and will visit Paris": the second verb's subject stands at the first
             */
            if (word->upos == DTI_VERB &&
                (word->deprel == DTI_R_CONJ || word->deprel == DTI_R_XCOMP) &&
                dti_child_by(t, w, DTI_R_NSUBJ) == DTI_NONE && word->head != DTI_NONE) {
                uint32_t subject = dti_child_by(t, word->head, DTI_R_NSUBJ);
                if (subject != DTI_NONE)
                    n = countries_under(c, t, sent, it, subject, places, out, n);
            }
            if (n) return n;
            w = word->head;
        }
    }
    return 0;
}

static int add(dti_coding *c, uint32_t sent, const thing *it, dt_slice date, dt_slice country) {
    dt_doc *d = c->doc;
    for (size_t i = 0; i < d->n_ahead; i++)
        if (dti_slice_eq(d->ahead[i].date, date) && dti_slice_eq(d->ahead[i].kind, it->kind) &&
            dti_slice_eq(d->ahead[i].country, country))
            return DT_OK;
    const dti_sent *s = &d->sents[sent];
    dt_ahead *a = dti_arena_push(&d->arena, &d->ahead, &d->n_ahead, &d->cap_ahead, sizeof *a);
    if (!a) return DT_FAILED;
    *a = (dt_ahead){.date = date,
                    .kind = it->kind,
                    .country = country,
                    .evidence = {d->text.ptr + s->start, s->end - s->start},
                    .sentence = sent,
                    .start = it->start,
                    .end = it->end};
    return DT_OK;
}

/* The thing that a time dates: the nearest in the tree, -1: none. */
static int thing_of(const dti_tree *t, const thing *things, size_t n, uint32_t time) {
    int best = -1, best_steps = INT_MAX;
    /* "the deadline is October 18": the time is the predicate */
    uint32_t over = dti_at(t, time)->head == DTI_NONE ? time : dti_at(t, time)->head;
    for (size_t i = 0; i < n; i++) {
        if (is_past(dti_at(t, things[i].head)) || things[i].head == time) continue;
        int up = steps_up(t, time, things[i].head);
        if (up < 0 && over != DTI_NONE) {
            up = steps_up(t, things[i].head, over);
            if (up >= 0) up += 1;
        }
        if (up < 0) continue;
        /* "a deadline for holding elections", "the election is due": dated is what it is for;
         * not "for Iran to comply with the deal" */
        int stands_for_other = 0;
        for (size_t k = 0; k < n; k++)
            stands_for_other |= k != i && dti_slice_is(things[i].kind, "deadline") &&
                                !dti_slice_is(things[k].kind, "deadline") &&
                                (dti_at(t, things[k].head)->deprel == DTI_R_OBJ ||
                                 dti_at(t, things[k].head)->deprel == DTI_R_NMOD ||
                                 (dti_at(t, things[k].head)->deprel == DTI_R_NSUBJ &&
                                  dti_at(t, things[i].head)->upos == DTI_ADJ)) &&
                                steps_up(t, things[k].head, things[i].head) > 0;
        if (stands_for_other || up >= best_steps) continue;
        best = (int)i;
        best_steps = up;
    }
    return best;
}

int dti_find_ahead(dti_coding *c, const dti_tree *t, uint32_t sent) {
    dt_doc *d = c->doc;
    thing things[MAX_THINGS];
    size_t first_time = d->n_times, n_things = 0;
    while (first_time > 0 && d->times[first_time - 1].sent == sent) first_time--;
    if (first_time == d->n_times || !(n_things = find_things(c, t, sent, things))) return DT_OK;
    int looks_ahead = dti_looks_ahead(t);
    for (size_t i = first_time; i < d->n_times; i++) {
        const dti_time *time = &d->times[i];
        uint32_t head = head_of(d, time->first, time->n_toks), over = d->toks[head].head;
        char date[16];
        size_t date_len;
        const dti_tok *word = over == DTI_NONE ? NULL : &d->toks[over];
        const dti_tok *verb = verb_over(t, over == DTI_NONE ? head : over);
        if (!lies_ahead(c, time, word, verb, looks_ahead, date, &date_len)) continue;
        int k = thing_of(t, things, n_things, head);
        if (k < 0) continue;
        dt_slice countries[MAX_COUNTRIES];
        size_t n = countries_of(c, t, sent, &things[k], countries);
        char *kept = dti_arena_copy(&d->arena, date, date_len);
        if (!kept) return DT_FAILED;
        for (size_t j = n; j-- > 0;)
            if (add(c, sent, &things[k], dti_slice(kept, date_len), countries[j]) != DT_OK)
                return DT_FAILED;
    }
    return DT_OK;
}
