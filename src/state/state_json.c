/* state_json.c: reads a state, makes its JSON. */
#include "state/state_json.h"

#include <math.h>

#include "base/date.h"
#include "base/slice.h"

static void day_text(int32_t day, char out[16]) {
    dti_date d = dti_date_of_day(day);
    dti_date_write(&d, out);
}

void dti_json_real(dti_buf *b, const char *key, double value, int decimals) {
    if (!isnan(value)) {
        dti_json_kn(b, key, value, decimals);
        return;
    }
    dti_json_key(b, key);
    dti_buf_str(b, "null");
}

void dti_json_day(dti_buf *b, const char *key, int32_t day) {
    char text[16];
    day_text(day, text);
    dti_json_kv(b, key, dti_str(text));
}

void dti_json_bool(dti_buf *b, const char *key, int value) {
    dti_json_key(b, key);
    dti_buf_str(b, value ? "true" : "false");
}

void dti_json_text(dti_buf *b, const char *key, dt_slice text) {
    if (text.len) {
        dti_json_kv(b, key, text);
        return;
    }
    dti_json_key(b, key);
    dti_buf_str(b, "null");
}

void dti_json_level(dti_buf *b, int enough, double level, double low, double high) {
    dti_json_bool(b, "enough", enough);
    dti_json_real(b, "level", enough ? level : NAN, 2);
    dti_json_real(b, "low", enough ? low : NAN, 2);
    dti_json_real(b, "high", enough ? high : NAN, 2);
}

typedef struct json_list {
    dti_buf *b;
    const dti_state_style *style;
    size_t n;
} json_list;

void dti_json_actor_codes(dti_buf *b, const char *key, const dt_actor *all, size_t n) {
    dti_json_key(b, key);
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(b, ',');
        dti_json_string(b, all[i].code.len ? all[i].code : all[i].country);
    }
    dti_buf_char(b, ']');
}

static int json_event(void *ctx, const dt_event_row *row) {
    json_list *l = ctx;
    dti_buf *b = l->b;
    const dt_event *e = &row->event;
    if (l->n++) dti_buf_char(b, ',');
    if (l->style) return l->style->event(l->style->ctx, b, row);
    dti_buf_char(b, '{');
    dti_json_kv(b, "event_id", e->id);
    dti_json_kv(b, "date", e->date.len ? e->date : row->published);
    dti_json_actor_codes(b, "source", e->sources, e->n_sources);
    dti_json_actor_codes(b, "target", e->targets, e->n_targets);
    dti_json_kv(b, "plover", e->plover);
    dti_json_kv(b, "mode", e->mode);
    dti_json_kn(b, "score", e->score, 2);
    dti_json_kv(b, "evidence", e->evidence);
    dti_json_kv(b, "title", row->title);
    dti_json_kv(b, "publisher", row->publisher);
    dti_json_kv(b, "published", row->published);
    dti_json_kv(b, "url", row->url);
    dti_json_kn(b, "stories", (double)row->n_stories, 0);
    dti_json_kn(b, "sources", (double)row->n_publishers, 0);
    dti_buf_char(b, '}');
    return 0;
}

static int json_events(dti_buf *b, dt_store *s, const dti_state_style *style, const char *key,
                       const int64_t *events, size_t n, dt_error *err) {
    json_list l = {b, style, 0};
    dti_json_key(b, key);
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++)
        if (dt_store_event_at(s, events[i], json_event, &l, err) != DT_OK) return DT_FAILED;
    dti_buf_char(b, ']');
    return DT_OK;
}

static void json_point(dti_buf *b, const dt_point *p, int is_api) {
    dti_json_day(b, is_api ? "day" : "from", p->day);
    dti_json_day(b, is_api ? "end_day" : "to", is_api ? p->end_day : p->end_day - 1);
    dti_json_level(b, p->enough, p->level, p->low, p->high);
    dti_json_kn(b, "events", (double)p->n_events, 0);
    dti_json_kn(b, "happenings", (double)p->n_happenings, 0);
    dti_json_kn(b, "stories", (double)p->n_stories, 0);
    dti_json_kn(b, "sources", (double)p->n_sources, 0);
    if (is_api) {
        static const char *const names[] = {"quad1", "quad2", "quad3", "quad4"};
        for (int i = 0; i < 4; i++) dti_json_kn(b, names[i], (double)p->quad[i + 1], 0);
    } else {
        dti_json_key(b, "quad");
        dti_buf_printf(b, "[%zu,%zu,%zu,%zu]", p->quad[1], p->quad[2], p->quad[3], p->quad[4]);
    }
    dti_json_real(b, "weight", p->weight, 4);
    dti_json_real(b, "goldstein_sum", p->goldstein_sum, 4);
    dti_json_real(b, "goldstein_mean", p->goldstein_mean, 4);
    dti_json_real(b, "score_mean", p->score_mean, 4);
    dti_json_real(b, "conflict_share", p->conflict_share, 4);
    dti_json_real(b, "cooperation", p->cooperation, 4);
    dti_json_real(b, "conflict", p->conflict, 4);
    dti_json_real(b, "news_share", p->news_share, 6);
    dti_json_real(b, "news_index", p->news_index, 2);
}

int dti_state_json_turns(dti_buf *b, dt_store *s, const dt_state *st,
                         const dti_state_style *style, dt_error *err) {
    dti_json_key(b, "turns");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < st->n_turns; i++) {
        const dt_turn *t = &st->turns[i];
        dti_buf_str(b, i ? ",{" : "{");
        dti_json_day(b, "date", t->day);
        dti_json_kv(b, "kind", dti_str(t->is_break ? "break" : "thaw"));
        dti_json_real(b, "before", t->before, 2);
        dti_json_real(b, "after", t->after, 2);
        dti_json_real(b, "strength", t->strength, 2);
        dti_json_bool(b, "tentative", t->is_tentative);
        dti_json_kn(b, "events", (double)t->n_events, 0);
        dti_json_kn(b, "stories", (double)t->n_stories, 0);
        dti_json_kn(b, "sources", (double)t->n_sources, 0);
        if (json_events(b, s, style, "drivers", t->drivers, t->n_drivers, err) != DT_OK)
            return DT_FAILED;
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, ']');
    return DT_OK;
}

int dti_state_json(dti_buf *b, dt_store *s, const dt_state_query *q, const dt_state *st,
                   const dti_state_style *style, dt_error *err) {
    static const char *const steps[] = {"day", "week", "month", "auto"};
    int some = st->n_points > 0;
    dti_buf_char(b, '{');
    dti_json_kv(b, "a", dti_str(q->a));
    dti_json_kv(b, "b", dti_str(q->b ? q->b : ""));
    dti_json_bool(b, "directed", q->directed);
    dti_json_kv(b, "as_of", dti_str(q->as_of ? q->as_of : ""));
    dti_json_kv(b, "by", dti_str(steps[st->step]));
    if (some) {
        dti_json_day(b, "from", st->from_day);
        dti_json_day(b, "to", st->to_day);
    }
    dti_json_level(b, st->enough, st->level, st->low, st->high);
    dti_json_real(b, "change_4w", st->change_4w, 2);
    dti_json_real(b, "change_52w", st->change_52w, 2);
    dti_json_real(b, "percentile", st->percentile, 1);
    dti_json_real(b, "z", st->z, 2);
    dti_json_real(b, "dyad_percentile", st->dyad_percentile, 1);
    dti_json_real(b, "dyad_z", st->dyad_z, 2);
    dti_json_kn(b, "dyads", (double)st->n_dyads, 0);
    dti_json_kn(b, "events", (double)st->n_events, 0);
    dti_json_kn(b, "happenings", (double)st->n_happenings, 0);
    dti_json_kn(b, "stories", (double)st->n_stories, 0);
    dti_json_kn(b, "sources", (double)st->n_sources, 0);
    dti_json_kv(b, "sentence", dti_str(st->sentence));
    if (dti_state_json_turns(b, s, st, style, err) != DT_OK ||
        json_events(b, s, style, style ? "up" : "raised", st->heaviest_up, st->n_up, err) !=
            DT_OK ||
        json_events(b, s, style, style ? "down" : "lowered", st->heaviest_down, st->n_down,
                    err) != DT_OK)
        return DT_FAILED;
    dti_json_key(b, "points");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < st->n_points; i++) {
        dti_buf_str(b, i ? ",{" : "{");
        json_point(b, &st->points[i], style != NULL);
        dti_buf_char(b, '}');
    }
    dti_buf_str(b, "]}\n");
    return DT_OK;
}
