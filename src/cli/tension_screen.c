/* tension_screen.c: reads a state, makes the screen: level, trend, chart, turns, events, ahead.
 */
#include "cli/tension_screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "cli/ahead_print.h"
#include "cli/chart.h"

#define AHEAD_ROWS 4
#define TURN_ROWS 6 /* the latest; the chart marks all */

typedef struct screen {
    const dti_look *look;
    dti_buf *out;
    dt_store *store;
    const dt_state_query *query;
    const dt_state *st;
} screen;

void dti_day_text(int32_t day, char out[16]) {
    dti_date d = dti_date_of_day(day);
    dti_date_write(&d, out);
}

static dti_tone tone_of(double level) {
    return level >= 60 ? DTI_TONE_TENSE : level >= 45 ? DTI_TONE_MIXED : DTI_TONE_CALM;
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

static const char *story_word(size_t n) { return n == 1 ? "story" : "stories"; }

/* Distinct countries (else codes) of a slot. */
static size_t put_side(const dt_actor *actors, size_t n, char *out, size_t cap) {
    size_t at = 0;
    out[0] = 0;
    for (size_t i = 0; i < n && at + 1 < cap; i++) {
        dt_slice c = actors[i].country.len ? actors[i].country : actors[i].code;
        int seen = !c.len;
        for (size_t k = 0; k < i; k++) seen |= dti_slice_eq(c, actors[k].country);
        if (seen) continue;
        int w = snprintf(out + at, cap - at, "%s%.*s", at ? "," : "", (int)c.len, c.ptr);
        at += w > 0 ? (size_t)w : 0;
    }
    return at < cap ? at : cap - 1;
}

void dti_event_parties(const dti_look *look, const dt_event *e, char *out, size_t cap) {
    char source[64], target[64];
    size_t a = put_side(e->sources, e->n_sources, source, sizeof source),
           b = put_side(e->targets, e->n_targets, target, sizeof target);
    if (a && b)
        snprintf(out, cap, "%s %s %s", source, dti_look_pick(look, "→", "->"), target);
    else
        snprintf(out, cap, "%s%s", source, target);
}

static void heading(screen *s, const char *text) {
    dti_buf_char(s->out, '\n');
    dti_look_str(s->look, s->out, DTI_TONE_BOLD, text);
    dti_buf_char(s->out, '\n');
}

/* ------------------------------------------------------------------ level and trend */

static void put_title(screen *s) {
    const dt_state_query *q = s->query;
    char from[16], to[16];
    dti_day_text(s->st->from_day, from);
    dti_day_text(s->st->to_day, to);
    const char *between = q->directed ? dti_look_pick(s->look, " → ", " -> ")
                                      : dti_look_pick(s->look, " – ", " - ");
    dti_look_printf(s->look, s->out, DTI_TONE_BOLD, "%s%s%s", q->a, between,
                    q->b && *q->b ? q->b : "everybody");
    dti_look_printf(s->look, s->out, DTI_TONE_DIM, "   tension, %s to %s%s%s\n", from, to,
                    q->as_of ? ", as known on " : "", q->as_of ? q->as_of : "");
}

static void put_counts(screen *s, size_t events, size_t stories, size_t sources) {
    dti_look_printf(s->look, s->out, DTI_TONE_DIM, "%zu event%s, %zu %s, %zu source%s", events,
                    plural(events), stories, story_word(stories), sources, plural(sources));
}

/* "calmer by 12 than four weeks before" as "▼ 12 in 4 weeks". */
static void put_change(screen *s, double change, const char *since) {
    if (isnan(change)) return;
    double size = round(fabs(change));
    dti_buf_str(s->out, "   ");
    if (size < 1)
        dti_look_printf(s->look, s->out, DTI_TONE_PLAIN, "%s 0 in %s",
                        dti_look_pick(s->look, "●", "="), since);
    else
        dti_look_printf(s->look, s->out, change > 0 ? DTI_TONE_TENSE : DTI_TONE_CALM,
                        "%s %.0f in %s",
                        change > 0 ? dti_look_pick(s->look, "▲", "up")
                                   : dti_look_pick(s->look, "▼", "down"),
                        size, since);
}

/* Where the level and its band stand between friendly and hostile. */
static void put_gauge(screen *s) {
    const dt_state *st = s->st;
    int columns = s->look->width - 28;
    if (columns > 60) columns = 60;
    int at = (int)lround(st->level / 100 * (columns - 1)),
        low = (int)lround(st->low / 100 * (columns - 1)),
        high = (int)lround(st->high / 100 * (columns - 1));
    dti_buf_str(s->out, "  ");
    dti_look_str(s->look, s->out, DTI_TONE_CALM, "friendly 0 ");
    for (int i = 0; i < columns; i++) {
        if (i == at)
            dti_look_str(s->look, s->out, tone_of(st->level), dti_look_pick(s->look, "●", "O"));
        else if (i >= low && i <= high)
            dti_look_str(s->look, s->out, tone_of(st->level), dti_look_pick(s->look, "━", "="));
        else
            dti_look_str(s->look, s->out, DTI_TONE_DIM, dti_look_pick(s->look, "─", "-"));
    }
    dti_look_str(s->look, s->out, DTI_TONE_TENSE, " 100 hostile\n");
}

static void put_level(screen *s) {
    const dt_state *st = s->st;
    if (!st->enough) {
        dti_buf_str(s->out, "  ");
        dti_look_str(s->look, s->out, DTI_TONE_BOLD, "too few reports");
        dti_buf_str(s->out, " in the last half-year to give a level\n  ");
        put_counts(s, st->n_events, st->n_stories, st->n_sources);
        dti_buf_str(s->out, " in all\n");
        return;
    }
    dti_buf_str(s->out, "  level ");
    dti_look_printf(s->look, s->out, DTI_TONE_BOLD, "%.0f", st->level);
    dti_buf_printf(s->out, " (80 %% band %.0f to %.0f)", st->low, st->high);
    put_change(s, st->change_4w, "4 weeks");
    put_change(s, st->change_52w, "a year");
    dti_buf_str(s->out, "\n");
    put_gauge(s);
    dti_buf_str(s->out, "  ");
    put_counts(s, st->n_events, st->n_stories, st->n_sources);
    if (!isnan(st->percentile)) {
        dti_buf_printf(s->out, "%stenser than on %.0f %% of its days",
                       s->look->width < 100 ? "\n  " : "; ", st->percentile);
        if (!isnan(st->z)) dti_buf_printf(s->out, " (z %+.1f)", st->z);
    }
    if (!isnan(st->dyad_percentile))
        dti_buf_printf(s->out, ", than %.0f %% of %zu other dyads", st->dyad_percentile,
                       st->n_dyads);
    dti_buf_char(s->out, '\n');
}

/* How each treats the other. */
static int put_directions(screen *s, dt_error *err) {
    const dt_state_query *q = s->query;
    if (!q->b || !*q->b || q->directed) return DT_OK;
    dti_buf_str(s->out, "  ");
    for (int side = 0; side < 2; side++) {
        dt_state_query one = *q;
        one.directed = 1;
        one.with_dyad_rank = 0;
        one.brief = 1;
        one.a = side ? q->b : q->a;
        one.b = side ? q->a : q->b;
        char to[16];
        dti_day_text(s->st->to_day, to);
        one.to = to;
        dt_state *st;
        if (dt_state_compute(s->store, &one, &st, err) != DT_OK) return DT_FAILED;
        dti_buf_printf(s->out, "%s%s %s %s ",
                       !side                  ? ""
                       : s->look->width < 100 ? "\n  "
                                              : "   ",
                       one.a, dti_look_pick(s->look, "→", "->"), one.b);
        if (st->enough)
            dti_look_printf(s->look, s->out, tone_of(st->level), "%.0f (%.0f to %.0f)",
                            st->level, st->low, st->high);
        else
            dti_buf_str(s->out, "too few reports");
        dti_look_printf(s->look, s->out, DTI_TONE_DIM, "; %zu event%s, %zu %s", st->n_events,
                        plural(st->n_events), st->n_stories, story_word(st->n_stories));
        dt_state_free(st);
    }
    dti_buf_char(s->out, '\n');
    return DT_OK;
}

/* ------------------------------------------------------------------ events */

typedef struct event_line {
    screen *s;
    int indent;
} event_line;

/* One line: date, who to whom, what, the words, who told it. */
static int put_event(void *ctx, const dt_event_row *row) {
    event_line *l = ctx;
    screen *s = l->s;
    const dt_event *e = &row->event;
    char parties[160], told[120];
    dti_event_parties(s->look, e, parties, sizeof parties);
    int n =
        snprintf(told, sizeof told, "%.*s%s%.*s",
                 (int)(row->publisher.len > 24 ? 24 : row->publisher.len), row->publisher.ptr,
                 row->publisher.len && row->published.len ? ", " : "",
                 (int)(row->published.len > 10 ? 10 : row->published.len), row->published.ptr);
    if (row->n_stories > 1 && n > 0 && (size_t)n < sizeof told)
        snprintf(told + n, sizeof told - (size_t)n, ", %zu stories", row->n_stories);
    size_t who = s->look->width >= 90 ? 14 : 11, type = 10;
    size_t tail = dti_str(told).len + 3;
    size_t room = (size_t)(s->look->width - l->indent) - 11 - who - 1 - type - 1;
    int two_lines = room < tail + 24;
    if (!two_lines) room -= tail;
    dti_buf_printf(s->out, "%*s", l->indent, "");
    dti_look_cut(s->look, s->out, e->date.len ? e->date : row->published, 10, 1);
    dti_buf_char(s->out, ' ');
    dti_look_cut(s->look, s->out, dti_str(parties), who, 1);
    dti_buf_char(s->out, ' ');
    dti_look_cut(s->look, s->out, e->plover, type, 1);
    dti_buf_char(s->out, ' ');
    /* the words around the trigger: long sentences are entered near it */
    dt_slice words = e->evidence;
    size_t trigger =
        e->trigger_start > e->evidence_start ? e->trigger_start - e->evidence_start : 0;
    if (trigger < words.len && trigger + e->trigger.len > room) {
        size_t from = trigger > room / 2 ? trigger - room / 2 : 0;
        while (from && from < trigger && words.ptr[from - 1] != ' ') from++;
        words = dti_slice(words.ptr + from, words.len - from);
        size_t mark = from ? (s->look->unicode ? 1 : 3) : 0;
        if (from) dti_buf_str(s->out, dti_look_pick(s->look, "…", "..."));
        dti_look_cut(s->look, s->out, words, room - mark, !two_lines);
    } else {
        dti_look_cut(s->look, s->out, words, room, !two_lines);
    }
    if (two_lines)
        dti_buf_printf(s->out, "\n%*s", l->indent + 11, "");
    else
        dti_buf_char(s->out, ' ');
    if (s->look->colour) dti_buf_str(s->out, "\033[2m");
    dti_buf_char(s->out, '(');
    dti_look_cut(s->look, s->out, dti_str(told), tail, 0);
    dti_buf_str(s->out, s->look->colour ? ")\033[0m\n" : ")\n");
    return 0;
}

static int put_events(screen *s, const int64_t *events, size_t n, int indent, dt_error *err) {
    event_line l = {s, indent};
    for (size_t i = 0; i < n; i++)
        if (dt_store_event_at(s->store, events[i], put_event, &l, err) != DT_OK)
            return DT_FAILED;
    return DT_OK;
}

static int put_turns(screen *s, dt_error *err) {
    const dt_state *st = s->st;
    heading(s, "Turning points");
    if (!st->n_turns) {
        dti_buf_str(s->out, "  none that the reports bear out\n");
        return DT_OK;
    }
    size_t first = st->n_turns > TURN_ROWS ? st->n_turns - TURN_ROWS : 0;
    if (first) dti_buf_printf(s->out, "  the latest %d of %zu\n", TURN_ROWS, st->n_turns);
    for (size_t i = first; i < st->n_turns; i++) {
        const dt_turn *t = &st->turns[i];
        char day[16];
        dti_day_text(t->day, day);
        dti_buf_str(s->out, "  ");
        dti_look_printf(
            s->look, s->out, t->is_break ? DTI_TONE_TENSE : DTI_TONE_CALM, "%s%zu %s %s",
            t->is_break ? dti_look_pick(s->look, "▲", "^") : dti_look_pick(s->look, "▼", "v"),
            i + 1, t->is_break ? "break" : "thaw ", day);
        dti_buf_printf(s->out, "  mean level %.0f, then %.0f%s", t->before, t->after,
                       s->look->width < 92 ? "\n      " : "  ");
        if (t->is_tentative) dti_buf_str(s->out, "tentative; ");
        put_counts(s, t->n_events, t->n_stories, t->n_sources);
        dti_buf_char(s->out, '\n');
        if (put_events(s, t->drivers, t->n_drivers < 2 ? t->n_drivers : 2, 6, err) != DT_OK)
            return DT_FAILED;
    }
    return DT_OK;
}

/* ------------------------------------------------------------------ ahead */

static int put_what_is_ahead(screen *s, dt_error *err) {
    char units[256], day[16];
    const dt_state_query *q = s->query;
    int has_b = q->b && *q->b;
    snprintf(units, sizeof units, "%s%s%s", q->a, has_b ? "," : "", has_b ? q->b : "");
    dti_day_text(s->st->to_day, day);
    dti_ahead_lines lines = {0};
    int rc = dt_store_ahead(s->store, units, day, q->as_of, AHEAD_ROWS * 4, dti_ahead_lines_add,
                            &lines, err);
    if (rc == DT_OK && lines.n) {
        char title[64];
        snprintf(title, sizeof title, "Ahead of %s", day);
        heading(s, title);
        dti_ahead_lines_print(&lines, s->look, s->out, AHEAD_ROWS, 2);
    }
    s->out->failed |= lines.failed;
    dti_ahead_lines_release(&lines);
    return rc;
}

int dti_tension_screen(const dti_look *look, dti_buf *out, dt_store *store,
                       const dt_state_query *query, const dt_state *st, dt_error *err) {
    screen s = {look, out, store, query, st};
    if (!st->n_points) {
        dti_look_wrap(look, out, dti_str(st->sentence), 0);
        return DT_OK;
    }
    put_title(&s);
    put_level(&s);
    if (put_directions(&s, err) != DT_OK) return DT_FAILED;
    dti_buf_char(out, '\n');
    dti_look_wrap(look, out, dti_str(st->sentence), 2);
    dti_buf_char(out, '\n');
    dti_chart(look, out, st);
    if (put_turns(&s, err) != DT_OK) return DT_FAILED;
    if (st->n_up) {
        heading(&s, "What raised tension most in the last half-year");
        if (put_events(&s, st->heaviest_up, st->n_up, 2, err) != DT_OK) return DT_FAILED;
    }
    if (st->n_down) {
        heading(&s, "What lowered it most");
        if (put_events(&s, st->heaviest_down, st->n_down, 2, err) != DT_OK) return DT_FAILED;
    }
    return put_what_is_ahead(&s, err);
}
