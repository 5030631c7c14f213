/* apart.c: reads "a day after" between two acts of a sentence, makes the day of the second. */
#include "code/apart.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/slice.h"

/* The word that heads what is counted from: "stormed" of "a day after protesters stormed it".
 */
static uint32_t counted_from(const dti_tree *t, const dti_time *k) {
    uint32_t w = k->first + k->n_toks;
    if (w >= t->end) return DTI_NONE;
    unsigned r = dti_at(t, w)->deprel;
    uint32_t head = r == DTI_R_MARK || r == DTI_R_CASE ? dti_at(t, w)->head : DTI_NONE;
    /* read as a preposition of the subject: "after Chad accused Sudan" */
    if (head != DTI_NONE && r == DTI_R_CASE && dti_at(t, head)->deprel == DTI_R_NSUBJ)
        head = dti_at(t, head)->head;
    return head;
}

/* The day that the main clause gives: the nearest before the span, else that of publication. */
static int anchor_day(const dti_coding *c, const dti_time *span, uint32_t head,
                      const dti_tree *t, int32_t *day) {
    const dt_doc *d = c->doc;
    dt_slice date = dt_doc_published(d);
    for (size_t i = 0; i < d->n_times; i++) {
        const dti_time *k = &d->times[i];
        if (k->sent == span->sent && k->first < span->first && k->date.len &&
            !dti_is_under(t, k->first, head))
            date = k->date;
    }
    dti_date at;
    if (dti_date_read(date, &at) != DT_OK || at.precision != DTI_P_DAY) return 0;
    *day = dti_day_number(at.year, at.month, at.day);
    return 1;
}

/* The day so many units on or back, as exact as the unit: "three years after" gives a year. */
static int shifted(int32_t day, dt_slice value, int sign, dti_date *out) {
    char *end;
    char text[16];
    if (value.len < 3 || value.len >= sizeof text || value.ptr[0] != 'P') return 0;
    memcpy(text, value.ptr, value.len);
    text[value.len] = 0;
    int hours = text[1] == 'T';
    long n = strtol(text + 1 + hours, &end, 10);
    if (n <= 0 || n > 1000) return 0;
    n *= sign;
    *out = dti_date_of_day(day);
    switch (*end) {
    case 'H': return hours && labs(n) < 12;
    case 'D': *out = dti_date_of_day(day + (int32_t)n); return 1;
    case 'W': *out = dti_date_of_day(day + 7 * (int32_t)n); return 1;
    case 'M':
        if (hours) return 1;
        n += out->year * 12L + out->month - 1;
        *out = (dti_date){(int)(n / 12), (int)(n % 12) + 1, 0, DTI_P_MONTH};
        return n > 0;
    case 'Y': *out = (dti_date){out->year + (int)n, 0, 0, DTI_P_YEAR}; return out->year > 0;
    default: return 0;
    }
}

dt_slice dti_date_apart(dti_coding *c, const dti_tree *t, uint32_t sent, uint32_t trigger,
                        const dti_time *own) {
    const dt_doc *d = c->doc;
    for (size_t i = d->n_times; i-- > 0;) {
        const dti_time *k = &d->times[i];
        if (k->sent != sent || !k->apart || k->first > trigger) continue;
        uint32_t head = counted_from(t, k);
        if (head == DTI_NONE || !dti_is_under(t, trigger, head)) continue;
        if (own && own->first > k->first) break; /* the clause has a day of its own */
        int32_t day;
        dti_date date;
        char text[16];
        if (!anchor_day(c, k, head, t, &day) || !shifted(day, k->value, k->apart, &date)) break;
        int n = dti_date_write(&date, text);
        char *p = dti_arena_copy(&c->doc->arena, text, (size_t)n);
        return p ? (dt_slice){p, (size_t)n} : (dt_slice){"", 0};
    }
    return (dt_slice){"", 0};
}
