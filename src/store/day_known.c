/* day_known.c: packs the events of a pair and day, tells what an earlier day knew of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

/*
 * Sums of what was known by a day cannot be subtracted from those of all: a happening told by a
 * second story weighs less than twice as much, and stories told apart were joined later.  So a
 * day told on several days keeps what its sums are made of, a dozen bytes an event:
 *
 *   head     varint: quad << 2 | has earlier stories << 1 | another happening than the one
 * before where    varint: the state named as its place (dti_join_happenings) story, source, day
 * of publication less the day   varints; the first and last zigzag weight, score, goldstein
 * numbers earlier stories, if any: how many, and of each last_day less the day and story,
 * zigzag
 *
 * A number is a varint: zigzag(1000 x) << 1 where that is whole, else 1 and the eight bytes of
 * the double, lowest first.
 */

void dti_add_varint(dti_buf *b, uint64_t v) {
    for (; v >= 128; v >>= 7) dti_buf_char(b, (char)(v | 128));
    dti_buf_char(b, (char)v);
}

uint64_t dti_read_varint(const unsigned char **p, const unsigned char *end) {
    uint64_t v = 0;
    for (int shift = 0; *p < end && shift < 64; shift += 7) {
        unsigned char c = *(*p)++;
        v |= (uint64_t)(c & 127) << shift;
        if (c < 128) break;
    }
    return v;
}

static void add_signed(dti_buf *b, int64_t v) {
    dti_add_varint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

static int64_t read_signed(const unsigned char **p, const unsigned char *end) {
    uint64_t v = dti_read_varint(p, end);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static void add_number(dti_buf *b, double x) {
    double k = round(x * 1000);
    if (fabs(k) < 1e9 && k / 1000 == x) {
        int64_t whole = (int64_t)k;
        dti_add_varint(b, ((uint64_t)whole << 1 ^ (uint64_t)(whole >> 63)) << 1);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    dti_add_varint(b, 1);
    for (int i = 0; i < 8; i++) dti_buf_char(b, (char)(bits >> 8 * i & 255));
}

static double read_number(const unsigned char **p, const unsigned char *end) {
    uint64_t v = dti_read_varint(p, end);
    if (!(v & 1)) {
        v >>= 1;
        return (double)((int64_t)(v >> 1) ^ -(int64_t)(v & 1)) / 1000;
    }
    uint64_t bits = 0;
    for (int i = 0; i < 8 && *p < end; i++) bits |= (uint64_t) * (*p)++ << 8 * i;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* ------------------------------------------------------------------ the list */

static void *room(void *items, size_t n, size_t *cap, size_t size) {
    void **at = items;
    if (n == *cap) {
        size_t wider = *cap ? *cap * 2 : 64;
        void *more = realloc(*at, wider * size);
        if (!more) return NULL;
        *at = more;
        *cap = wider;
    }
    return (char *)*at + n * size;
}

dti_day_event *dti_day_events_add(dti_day_events *list) {
    dti_day_event *e = room(&list->all, list->n, &list->cap, sizeof *e);
    if (!e) return NULL;
    list->n++;
    *e = (dti_day_event){.then = (uint32_t)list->n_then};
    return e;
}

dti_story_then *dti_day_events_then(dti_day_events *list) {
    dti_story_then *t = room(&list->then, list->n_then, &list->cap_then, sizeof *t);
    if (t) list->n_then++;
    return t;
}

void dti_day_events_release(dti_day_events *list) {
    free(list->all);
    free(list->then);
    free(list->ids);
    *list = (dti_day_events){0};
}

int dti_day_events_known(const dti_day_events *list, int32_t as_of, dti_day_events *out) {
    out->n = out->n_then = 0;
    for (size_t i = 0; i < list->n; i++) {
        const dti_day_event *from = &list->all[i];
        if (from->pub_day > as_of) continue;
        dti_day_event *e = dti_day_events_add(out);
        if (!e) return DT_FAILED;
        *e = *from;
        e->happening = e->as_told; /* which of them are one depends on what was known */
        e->then = e->n_then = 0;
        for (uint32_t k = 0; k < from->n_then; k++)
            if (list->then[from->then + k].last_day >= as_of) {
                e->story = list->then[from->then + k].story;
                break;
            }
    }
    return DT_OK;
}

/* ------------------------------------------------------------------ packed */

void dti_day_events_pack(const dti_day_events *list, int32_t day, dti_buf *out) {
    for (size_t i = 0; i < list->n; i++) {
        const dti_day_event *e = &list->all[i];
        int first = i == 0 || (e->as_told ^ list->all[i - 1].as_told) & ~DTI_WHERE_MASK;
        dti_add_varint(out, (uint64_t)e->quad << 2 | (e->n_then > 0) << 1 | (unsigned)first);
        dti_add_varint(out, (uint64_t)(e->as_told & DTI_WHERE_MASK));
        add_signed(out, e->story);
        dti_add_varint(out, (uint64_t)e->source);
        add_signed(out, (int64_t)e->pub_day - day);
        add_number(out, e->weight);
        add_number(out, e->score);
        add_number(out, e->goldstein);
        if (!e->n_then) continue;
        dti_add_varint(out, e->n_then);
        for (uint32_t k = 0; k < e->n_then; k++) {
            add_signed(out, (int64_t)list->then[e->then + k].last_day - day);
            add_signed(out, list->then[e->then + k].story);
        }
    }
}

int dti_day_events_unpack(const void *bytes, size_t len, int32_t day, dti_day_events *out) {
    const unsigned char *p = bytes, *end = p + len;
    int64_t happening = 0;
    out->n = out->n_then = 0;
    while (p < end) {
        dti_day_event *e = dti_day_events_add(out);
        if (!e) return DT_FAILED;
        uint64_t head = dti_read_varint(&p, end);
        happening += (int64_t)(head & 1) << DTI_WHERE_BITS;
        e->as_told = happening | (int64_t)(dti_read_varint(&p, end) & DTI_WHERE_MASK);
        e->happening = e->as_told;
        e->quad = (int)(head >> 2 & 7);
        e->story = read_signed(&p, end);
        e->source = (int64_t)dti_read_varint(&p, end);
        e->pub_day = (int32_t)(read_signed(&p, end) + day);
        e->weight = read_number(&p, end);
        e->score = read_number(&p, end);
        e->goldstein = read_number(&p, end);
        uint64_t n_then = head & 2 ? dti_read_varint(&p, end) : 0;
        for (; n_then > 0 && p < end; n_then--) {
            dti_story_then *t = dti_day_events_then(out);
            if (!t) return DT_FAILED;
            t->last_day = (int32_t)(read_signed(&p, end) + day);
            t->story = read_signed(&p, end);
            e->n_then++;
        }
    }
    return DT_OK;
}
