/* words.c: reads the numbers of a state, makes the sentence that says what changed and why. */
#include "state/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "state/level.h"

/* Bytes of a headline or sentence quoted as the reason. */
#define QUOTE_BYTES 130

static void day_text(int32_t day, char out[16]) {
    dti_date d = dti_date_of_day(day);
    dti_date_write(&d, out);
}

/* At most n bytes, whole characters, whole words where there are any. */
static size_t cut(dt_slice s, size_t n) {
    if (s.len <= n) return s.len;
    size_t k = n;
    while (k > n / 2 && s.ptr[k] != ' ') k--;
    if (s.ptr[k] != ' ') k = n;
    while (k > 0 && ((unsigned char)s.ptr[k] & 0xc0) == 0x80) k--;
    return k;
}

typedef struct reason {
    char text[320];
} reason;

static int write_reason(void *ctx, const dt_event_row *row) {
    reason *r = ctx;
    dt_slice quote = row->event.evidence.len ? row->event.evidence : row->title;
    size_t k = cut(quote, QUOTE_BYTES);
    size_t at = (size_t)snprintf(r->text, sizeof r->text, "\"%.*s%s\"", (int)k, quote.ptr,
                                 k < quote.len ? " ..." : "");
    for (size_t i = 0; i < at; i++)
        if ((unsigned char)r->text[i] < ' ') r->text[i] = ' ';
    int has_publisher = row->publisher.len > 0, has_day = row->published.len >= 10;
    if (has_publisher || has_day)
        snprintf(r->text + at, sizeof r->text - at, " (%.*s%s%.*s)",
                 (int)(row->publisher.len > 60 ? 60 : row->publisher.len), row->publisher.ptr,
                 has_publisher && has_day ? ", " : "", has_day ? 10 : 0, row->published.ptr);
    return 1;
}

static void names(const dt_state_query *q, char *out, size_t cap) {
    if (q->b && *q->b)
        snprintf(out, cap, "%.40s %s %.40s", q->a, q->directed ? "towards" : "and", q->b);
    else
        snprintf(out, cap, "%.60s and everybody", q->a);
}

int dti_state_words(dt_store *s, const dt_state_query *query, dt_state *st, dt_error *err) {
    char who[128], day[16], *out = st->sentence;
    size_t cap = sizeof st->sentence, at = 0;
    names(query, who, sizeof who);
    if (!st->n_points) {
        snprintf(out, cap, "This store has no events between %s in this span.", who);
        return DT_OK;
    }
    day_text(st->to_day, day);
    if (st->enough) {
        at += (size_t)snprintf(out + at, cap - at, "%s stand at %.0f of 100 on %s", who,
                               st->level, day);
        if (isnan(st->change_4w))
            at += (size_t)snprintf(out + at, cap - at, ".");
        else if (fabs(st->change_4w) < 0.5)
            at += (size_t)snprintf(out + at, cap - at, ", as four weeks before.");
        else
            at += (size_t)snprintf(out + at, cap - at, ", %.0f %s four weeks before.",
                                   fabs(st->change_4w),
                                   st->change_4w > 0 ? "tenser than" : "calmer than");
    } else {
        at += (size_t)snprintf(out + at, cap - at,
                               "Too few reports on %s in the half-year to %s to give a level.",
                               who, day);
    }
    reason why = {{0}};
    if (st->n_turns) {
        const dt_turn *t = &st->turns[st->n_turns - 1];
        day_text(t->day, day);
        at +=
            (size_t)snprintf(out + at, cap - at, " The last turn was a %s on %s (%.0f to %.0f)",
                             t->is_break ? "break" : "thaw", day, t->before, t->after);
        if (t->n_drivers &&
            dt_store_event_at(s, t->drivers[0], write_reason, &why, err) != DT_OK)
            return DT_FAILED;
        if (why.text[0])
            snprintf(out + at, cap - at, ": %s.", why.text);
        else
            snprintf(out + at, cap - at, ".");
        return DT_OK;
    }
    int rises = !isnan(st->change_4w) && st->change_4w >= 0;
    int64_t event = rises && st->n_up ? st->heaviest_up[0]
                    : st->n_down      ? st->heaviest_down[0]
                    : st->n_up        ? st->heaviest_up[0]
                                      : 0;
    if (event && dt_store_event_at(s, event, write_reason, &why, err) != DT_OK)
        return DT_FAILED;
    if (why.text[0])
        snprintf(out + at, cap - at, " No turning point is found; most weighs %s.", why.text);
    return DT_OK;
}
