/* merge.c: the same happening told again in one document is one event; events get their ids. */
#include <stdio.h>
#include <xxhash.h>

#include "base/date.h"
#include "base/slice.h"
#include "code/events.h"

#define NEWS_DAYS 3 /* how old a headline may be */

static int same_actors(const dt_actor *a, size_t na, const dt_actor *b, size_t nb) {
    if (na != nb) return 0;
    for (size_t i = 0; i < na; i++) {
        int found = 0;
        for (size_t k = 0; k < nb && !found; k++)
            found = a[i].code.len ? dti_slice_eq(a[i].code, b[k].code) &&
                                        dti_slice_eq(a[i].name, b[k].name)
                                  : !b[k].code.len && dti_slice_eq(a[i].text, b[k].text);
        if (!found) return 0;
    }
    return 1;
}

/* "in Somalia" and "in Ethiopia" are two acts; where one telling names no place it may be the same. */
static int same_place(const dt_place *a, const dt_place *b) {
    return !a->country.len || !b->country.len || a->from_dateline || b->from_dateline ||
           dti_slice_eq(a->country, b->country);
}

/* "accused Iraq of *sending* spies": the act that the words stand for a second time says no mode. */
static int same_mode(const dt_event *a, const dt_event *b) {
    return dti_slice_eq(a->mode, b->mode) ||
           (a->sentence == b->sentence && (!a->mode.len || !b->mode.len));
}

static int same_event(const dt_event *a, const dt_event *b) {
    return same_place(&a->place, &b->place) && dti_slice_eq(a->plover, b->plover) &&
           same_mode(a, b) && dti_slice_eq(a->date, b->date) && a->aspect == b->aspect &&
           same_actors(a->sources, a->n_sources, b->sources, b->n_sources) &&
           same_actors(a->targets, a->n_targets, b->targets, b->n_targets);
}

static size_t n_coded(const dt_actor *a, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) k += a[i].code.len > 0;
    return k;
}

static int same_or_unknown(dt_slice a, dt_slice b) {
    return !a.len || !b.len || dti_slice_eq(a, b);
}

/* Has each coded actor of one side one of the same state on the other, of which no other part or
 * person is meant? */
static int same_states(const dt_actor *a, size_t na, const dt_actor *b, size_t nb) {
    if (n_coded(a, na) != n_coded(b, nb)) return 0;
    for (size_t i = 0; i < na; i++) {
        int found = !a[i].code.len;
        for (size_t k = 0; k < nb && !found; k++)
            found = b[k].code.len && dti_slice_eq(a[i].country, b[k].country) &&
                    same_or_unknown(a[i].sector, b[k].sector) &&
                    same_or_unknown(a[i].name, b[k].name);
        if (!found) return 0;
    }
    return 1;
}

/* What a headline tells as of today was some days before, when the story says so. */
static int same_days(dt_slice published, const dt_event *headline, const dt_event *e) {
    dti_date today, day;
    if (dti_slice_eq(headline->date, e->date)) return 1;
    if (!dti_slice_eq(headline->date, published) || dti_date_read(published, &today) != DT_OK ||
        dti_date_read(e->date, &day) != DT_OK || day.precision != DTI_P_DAY)
        return 0;
    int32_t ago = dti_date_first_day(&today) - dti_date_first_day(&day);
    return ago > 0 && ago <= NEWS_DAYS;
}

/*
 * A headline says in short what the story says at length: "Iran condemns strike" for "Iran's
 * foreign minister condemned the Israeli strike".  A part or a person of a state, the target and
 * the mode may be known of one telling alone.
 */
static int is_headline_of(dt_slice published, const dt_event *a, const dt_event *b) {
    return same_place(&a->place, &b->place) && dti_slice_eq(a->plover, b->plover) &&
           same_or_unknown(a->mode, b->mode) && same_days(published, a, b) &&
           a->aspect == b->aspect && n_coded(a->sources, a->n_sources) &&
           same_states(a->sources, a->n_sources, b->sources, b->n_sources) &&
           (!n_coded(a->targets, a->n_targets) || !n_coded(b->targets, b->n_targets) ||
            same_states(a->targets, a->n_targets, b->targets, b->n_targets));
}

static dt_slice event_id(dti_coding *c, const dt_event *e) {
    char text[32];
    uint64_t parts[7] = {XXH64(c->doc->id.ptr ? c->doc->id.ptr : "", c->doc->id.len, 0),
                         XXH64(e->plover.ptr, e->plover.len, 0),
                         XXH64(e->mode.ptr ? e->mode.ptr : "", e->mode.len, 0),
                         e->trigger_start,
                         e->evidence_start,
                         e->n_sources ? e->sources[0].start : 0,
                         e->n_targets ? e->targets[0].start : 0};
    snprintf(text, sizeof text, "%016llx", (unsigned long long)XXH64(parts, sizeof parts, 0));
    char *p = dti_arena_copy(&c->doc->arena, text, 16);
    return p ? (dt_slice){p, 16} : (dt_slice){"", 0};
}

typedef struct merging {
    dt_doc *d;
    size_t n;                  /* events that are kept, at the head of d->events */
    const dt_event **headline; /* (n_events) of a kept event, the headline that it retells */
} merging;

/* The kept event that is told again by this one, or n. */
static size_t told_before(const merging *m, const dt_event *e) {
    size_t k = 0;
    while (k < m->n && !same_event(&m->d->events[k], e) &&
           !(m->headline[k] && same_event(m->headline[k], e)))
        k++;
    return k;
}

/* The kept event of a headline that this one retells at length, or n.  A second one that would do
 * is another event. */
static size_t headline_before(const merging *m, const dt_event *e) {
    const dt_doc *d = m->d;
    size_t k = d->sents[e->sentence].is_title ? m->n : 0;
    while (k < m->n && (!d->sents[d->events[k].sentence].is_title ||
                        !is_headline_of(dt_doc_published(d), &d->events[k], e)))
        k++;
    return k;
}

int dti_finish_events(dti_coding *c) {
    dt_doc *d = c->doc;
    merging m = {d, 0, dti_arena_array(&d->arena, d->n_events + 1, sizeof *m.headline)};
    if (!m.headline) return DT_FAILED;
    for (size_t i = 0; i < d->n_events; i++) {
        dt_event *e = &d->events[i];
        size_t k = told_before(&m, e);
        int retells = k == m.n;
        if (retells) k = headline_before(&m, e);
        if (k == m.n) {
            m.headline[m.n] = NULL;
            d->events[m.n++] = *e;
            continue;
        }
        dt_event *kept = &d->events[k];
        /* a headline reads badly ("Biden and Xi meet in Bali"): the surest telling counts */
        double surest = e->confidence > kept->confidence ? e->confidence : kept->confidence;
        size_t mentions = kept->mentions + (kept->sentence != e->sentence);
        if (retells) { /* the story's own words say more */
            dt_event *copy = dti_arena_array(&d->arena, 1, sizeof *copy);
            if (!copy) return DT_FAILED;
            *copy = *kept;
            m.headline[k] = copy;
            *kept = *e;
        }
        if (e->mode.len && !kept->mode.len) *kept = *e;
        kept->confidence = surest;
        kept->mentions = mentions;
    }
    d->n_events = m.n;
    for (size_t i = 1; i < m.n; i++) { /* in the order of their sentences, as they were found */
        dt_event e = d->events[i];
        size_t k = i;
        for (; k > 0 && d->events[k - 1].sentence > e.sentence; k--) d->events[k] = d->events[k - 1];
        d->events[k] = e;
    }
    for (size_t i = 0; i < m.n; i++) d->events[i].id = event_id(c, &d->events[i]);
    return DT_OK;
}
