/* merge.c: the same happening told again in one document is one event; events get their ids. */
#include <stdio.h>
#include <xxhash.h>

#include "base/slice.h"
#include "code/events.h"

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

static int same_event(const dt_event *a, const dt_event *b) {
    return same_place(&a->place, &b->place) && dti_slice_eq(a->plover, b->plover) && dti_slice_eq(a->mode, b->mode) &&
           dti_slice_eq(a->date, b->date) && a->aspect == b->aspect &&
           same_actors(a->sources, a->n_sources, b->sources, b->n_sources) &&
           same_actors(a->targets, a->n_targets, b->targets, b->n_targets);
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

int dti_finish_events(dti_coding *c) {
    dt_doc *d = c->doc;
    size_t n = 0;
    for (size_t i = 0; i < d->n_events; i++) {
        size_t k = 0;
        while (k < n && !same_event(&d->events[k], &d->events[i])) k++;
        if (k < n) {
            /* a headline reads badly ("Biden and Xi meet in Bali"): the surest telling counts */
            if (d->events[i].confidence > d->events[k].confidence)
                d->events[k].confidence = d->events[i].confidence;
            d->events[k].mentions++;
            continue;
        }
        d->events[n++] = d->events[i];
    }
    d->n_events = n;
    for (size_t i = 0; i < n; i++) d->events[i].id = event_id(c, &d->events[i]);
    return DT_OK;
}
