/* chart.c: reads the points of a state, makes a chart of braille (or ASCII) with its axes. */
#include "cli/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"

#define LEFT 7 /* columns of the axis of levels */

typedef struct canvas {
    int columns, rows;
    int low, high;    /* levels of the lower and upper edge */
    int32_t from, to; /* days of the left and right edge */
    uint8_t *dots;    /* (rows, columns): braille dots of a cell */
    uint8_t *band;    /* (rows, columns): 1 within the band */
    uint8_t *tone;    /* (rows, columns): dti_tone of the line */
    uint8_t *is_turn; /* (columns) */
} canvas;

static dti_tone tone_of(double level) {
    return level >= 60 ? DTI_TONE_TENSE : level >= 45 ? DTI_TONE_MIXED : DTI_TONE_CALM;
}

/* Level and band on a day, between the points; 0 outside or where reports are too few. */
static int value_at(const dt_state *st, double day, double *level, double *low, double *high) {
    const dt_point *a = NULL, *b = NULL;
    for (size_t i = 0; i < st->n_points; i++) {
        const dt_point *p = &st->points[i];
        double at = p->end_day > st->to_day ? st->to_day : p->end_day - 1;
        if (at <= day) a = p;
        if (at >= day) {
            b = p;
            break;
        }
    }
    if (!a) a = b;
    if (!b) b = a;
    if (!a) return 0;
    double x = a->end_day > st->to_day ? st->to_day : a->end_day - 1,
           y = b->end_day > st->to_day ? st->to_day : b->end_day - 1;
    double t = y > x ? (day - x) / (y - x) : 0;
    *level = a->level + t * (b->level - a->level);
    *low = a->low + t * (b->low - a->low);
    *high = a->high + t * (b->high - a->high);
    return b->enough;
}

/* Column of dots (two in a cell) of a day. */
static int dot_of(const canvas *c, int32_t day) {
    if (c->to == c->from) return 0;
    double t = ((double)day - c->from) / ((double)c->to - c->from);
    return (int)lround(t * (c->columns * 2 - 1));
}

static double day_of(const canvas *c, int dot) {
    return c->from + ((double)c->to - c->from) * dot / (c->columns * 2 - 1);
}

/* Row of dots (four in a cell), from the top. */
static int height_of(const canvas *c, double level) {
    double t = (c->high - level) / (c->high - c->low);
    int h = (int)lround(t * (c->rows * 4 - 1));
    return h < 0 ? 0 : h >= c->rows * 4 ? c->rows * 4 - 1 : h;
}

static void set_dot(canvas *c, int x, int y, dti_tone tone) {
    static const uint8_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    size_t cell = (size_t)(y / 4 * c->columns + x / 2);
    c->dots[cell] |= bits[y % 4][x % 2];
    c->tone[cell] = (uint8_t)tone;
}

static void set_range(canvas *c, const dt_state *st) {
    double low = 100, high = 0;
    for (size_t i = 0; i < st->n_points; i++) {
        if (!st->points[i].enough) continue;
        low = fmin(low, st->points[i].low);
        high = fmax(high, st->points[i].high);
    }
    if (low > high) low = 0, high = 100;
    c->low = (int)floor(low / 10) * 10;
    c->high = (int)ceil(high / 10) * 10;
    while (c->high - c->low < 40) {
        if (c->low > 0) c->low -= 10;
        if (c->high < 100 && c->high - c->low < 40) c->high += 10;
    }
}

static void draw_line(canvas *c, const dt_state *st) {
    int last = -1;
    for (int x = 0; x < c->columns * 2; x++) {
        double level, low, high;
        int enough = value_at(st, day_of(c, x), &level, &low, &high);
        if (!enough) {
            last = -1;
            continue;
        }
        int y = height_of(c, level), top = height_of(c, high), bottom = height_of(c, low);
        for (int k = top / 4; k <= bottom / 4; k++) c->band[k * c->columns + x / 2] = 1;
        /* Joined to the column before, so that a jump is a stroke. */
        int from = last < 0 ? y : last < y ? last + 1 : last > y ? last - 1 : y;
        for (int k = from < y ? from : y; k <= (from < y ? y : from); k++)
            set_dot(c, x, k, tone_of(level));
        last = y;
    }
}

static void put_cell(const dti_look *look, dti_buf *out, const canvas *c, int row, int column) {
    size_t cell = (size_t)(row * c->columns + column);
    char glyph[8] = " ";
    dti_tone tone = DTI_TONE_DIM;
    if (c->dots[cell]) {
        tone = (dti_tone)c->tone[cell];
        if (look->unicode)
            glyph[dti_utf8_put(0x2800u + c->dots[cell], glyph)] = 0;
        else
            strcpy(glyph, "*");
    } else if (c->is_turn[column]) {
        strcpy(glyph, dti_look_pick(look, "┊", "|"));
    } else if (c->band[cell]) {
        strcpy(glyph, dti_look_pick(look, "░", "."));
    }
    if (glyph[0] == ' ')
        dti_buf_char(out, ' ');
    else
        dti_look_str(look, out, tone, glyph);
}

/* ------------------------------------------------------------------ the axis of time */

static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Months between ticks, so that labels keep twelve columns apart. */
static int tick_months(const canvas *c) {
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240};
    double months = ((double)c->to - c->from) / 30.44, most = c->columns / 12.0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (months / steps[i] <= most) return steps[i];
    return 600;
}

static void put_axis(const dti_look *look, dti_buf *out, const canvas *c) {
    char labels[200];
    int step = tick_months(c), y, m, d, end = -2;
    memset(labels, ' ', sizeof labels);
    uint8_t *ticks = calloc((size_t)c->columns, 1);
    if (!ticks) {
        out->failed = 1;
        return;
    }
    dti_day_parts(c->from, &y, &m, &d);
    int short_span = c->to - c->from < 45;
    for (int k = y * 12 + (m - 1) / step * step; !short_span; k += step) {
        int32_t day = dti_day_number(k / 12, k % 12 + 1, 1);
        if (day > c->to) break;
        if (day < c->from) continue;
        int at = dot_of(c, day) / 2;
        char text[24];
        int n = step >= 12 ? snprintf(text, sizeof text, "%d", k / 12)
                           : snprintf(text, sizeof text, "%s %d", MONTHS[k % 12], k / 12);
        ticks[at] = 1;
        if (at <= end + 1 || at + n > c->columns) continue;
        memcpy(labels + at, text, (size_t)n);
        end = at + n;
    }
    if (short_span || end < 0) { /* no tick fell inside: the edges' days */
        char text[16];
        dti_date from = dti_date_of_day(c->from), to = dti_date_of_day(c->to);
        memcpy(labels, text, (size_t)dti_date_write(&from, text));
        int n = dti_date_write(&to, text);
        if (c->to > c->from) memcpy(labels + c->columns - n, text, (size_t)n);
        end = c->columns;
    }
    dti_buf_printf(out, "%*s", LEFT - 1, "");
    dti_look_str(look, out, DTI_TONE_DIM, dti_look_pick(look, "└", "+"));
    for (int i = 0; i < c->columns; i++)
        dti_look_str(look, out, DTI_TONE_DIM,
                     ticks[i] ? dti_look_pick(look, "┬", "+") : dti_look_pick(look, "─", "-"));
    while (end > 0 && labels[end - 1] == ' ') end--;
    dti_buf_printf(out, "\n%*s", LEFT, "");
    dti_look_printf(look, out, DTI_TONE_DIM, "%.*s", end, labels);
    dti_buf_char(out, '\n');
    free(ticks);
}

static void put_turns(const dti_look *look, dti_buf *out, const canvas *c, const dt_state *st) {
    int at = -1;
    if (!st->n_turns) return;
    dti_buf_printf(out, "%*s", LEFT, "");
    for (size_t i = 0; i < st->n_turns; i++) {
        if (st->turns[i].day < c->from) continue;
        int column = dot_of(c, st->turns[i].day) / 2;
        char text[24];
        int n = snprintf(text, sizeof text, "%zu", i + 1);
        if (column < at + 1 && at >= 0) column = at + 1;
        if (column + n + 1 > c->columns) continue;
        dti_buf_printf(out, "%*s", column - (at < 0 ? 0 : at), "");
        dti_look_printf(look, out, st->turns[i].is_break ? DTI_TONE_TENSE : DTI_TONE_CALM,
                        "%s%s",
                        st->turns[i].is_break ? dti_look_pick(look, "▲", "^")
                                              : dti_look_pick(look, "▼", "v"),
                        text);
        at = column + n + 1;
    }
    dti_buf_char(out, '\n');
}

void dti_chart(const dti_look *look, dti_buf *out, const dt_state *st) {
    canvas c = {.columns = look->width - LEFT - 1, .rows = DTI_CHART_ROWS};
    size_t cells = (size_t)(c.columns * c.rows);
    c.dots = calloc(cells, 3);
    c.is_turn = calloc((size_t)c.columns + 1, 1);
    if (!c.dots || !c.is_turn) {
        out->failed = 1;
        goto done;
    }
    c.band = c.dots + cells;
    c.tone = c.band + cells;
    c.from = st->from_day;
    c.to = st->to_day;
    /* years of single reports before there is a level are not drawn */
    for (size_t i = 0; i < st->n_points; i++)
        if (st->points[i].enough) {
            if (st->points[i].day > c.from) c.from = st->points[i].day;
            break;
        }
    set_range(&c, st);
    draw_line(&c, st);
    for (size_t i = 0; i < st->n_turns; i++)
        if (st->turns[i].day >= c.from) c.is_turn[dot_of(&c, st->turns[i].day) / 2] = 1;
    for (int row = 0; row < c.rows; row++) {
        /* a label where a multiple of ten (twenty on a tall scale) falls into the row */
        int every = c.high - c.low > 60 ? 20 : 10, label = -1;
        for (int v = c.low; v <= c.high; v += every)
            if (height_of(&c, v) / 4 == row) label = v;
        if (label >= 0)
            dti_look_printf(look, out, DTI_TONE_DIM, "%5d %s", label,
                            dti_look_pick(look, "┤", "+"));
        else
            dti_look_printf(look, out, DTI_TONE_DIM, "%6s%s", "",
                            dti_look_pick(look, "│", "|"));
        size_t from = out->len;
        for (int column = 0; column < c.columns; column++) put_cell(look, out, &c, row, column);
        while (out->len > from && out->ptr[out->len - 1] == ' ') out->ptr[--out->len] = 0;
        dti_buf_char(out, '\n');
    }
    put_axis(look, out, &c);
    put_turns(look, out, &c, st);
    dti_look_printf(look, out, DTI_TONE_DIM,
                    "%*s%s 80 %% band   no line: too few reports   %s\n", LEFT, "",
                    dti_look_pick(look, "░", "."),
                    dti_look_pick(look, "▲ break  ▼ thaw", "^ break  v thaw"));
done:
    free(c.dots);
    free(c.is_turn);
}
