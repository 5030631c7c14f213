/* times.c: expressions of time in a sentence, resolved against the day of publication. */
#include "code/times.h"

#include <stdio.h>

#include "code/aspect.h"
#include "code/time_scan.h"

#define AT(s, i) dti_time_at(s, i)
#define IS DTI_IS
#define VALUE(it, cls) dti_time_value(it, DTI_TC_##cls)
#define NUMBER(it, cls) dti_time_int(VALUE(it, cls))
#define FIRST_BARE_YEAR 1900 /* of those that stand before a noun: "the 1991 accord" */

typedef dti_time_item item;
typedef dti_time_scan scan;
typedef dti_time_found found;

/* ------------------------------------------------------------------ the tree around */

/* The token that the item begins in; DTI_NONE where nothing was parsed. */
static uint32_t token_of(const scan *s, const item *it) {
    if (!s->tree) return DTI_NONE;
    for (uint32_t w = s->tree->first; w < s->tree->end; w++)
        if (dti_at(s->tree, w)->end > it->start)
            return dti_at(s->tree, w)->start < it->end ? w : DTI_NONE;
    return DTI_NONE;
}

/* Does what items[i] dates lie ahead: "will meet on Friday", "closed until Friday"? */
static int is_ahead(const scan *s, size_t i) {
    size_t before = i;
    while (before > 0 && (IS(AT(s, before - 1), mod) || IS(AT(s, before - 1), dir))) before--;
    const item *p = before ? AT(s, before - 1) : AT(s, s->n);
    if (dti_slice_is(VALUE(p, until), "ahead")) return 1;
    uint32_t w = token_of(s, AT(s, i));
    return w != DTI_NONE && dti_looks_ahead_at(s->tree, w, dti_slice_is(VALUE(p, links), "planned"));
}

/* "the day *when he left*", "the day *of the vote*": which one is told by more than we read. */
static int is_qualified(const scan *s, size_t i) {
    uint32_t w = token_of(s, AT(s, i));
    if (w == DTI_NONE) return 1;
    if (dti_at(s->tree, w)->deprel == DTI_R_COMPOUND) return 1;
    for (uint32_t k = dti_child(s->tree, w); k != DTI_NONE; k = dti_next(s->tree, k)) {
        unsigned r = dti_at(s->tree, k)->deprel;
        if (r == DTI_R_ACL || r == DTI_R_ACL_RELCL || r == DTI_R_NMOD || r == DTI_R_AMOD) return 1;
    }
    return 0;
}

/* Does anything of the clause follow the item: "two days before *the vote*"? */
static int goes_on(const scan *s, size_t i) {
    const item *a = AT(s, i);
    return i + 1 < s->n && (a->after == ' ' || a->after == '\n');
}

/* A capital inside a sentence: "the Daily Mail", "the Current Affairs group". */
static int is_in_name(const scan *s, size_t i) {
    char first = s->c->doc->text.ptr[AT(s, i)->start];
    return !s->c->loose_case && i > 0 && first >= 'A' && first <= 'Z';
}

/* ------------------------------------------------------------------ patterns */

static int is_year(const item *it) {
    return it->digits == 4 && it->number >= 1600 && it->number <= 2100;
}
static int is_day(const item *it) {
    return it->digits >= 1 && it->digits <= 2 && it->number >= 1 && it->number <= 31;
}

/* A year behind what it belongs to: "June *2023*", "the spring *of 2010*", "October *of next year*". */
static int year_behind(const scan *s, size_t *to) {
    size_t i = *to + IS(AT(s, *to), belongs);
    int year = 0;
    if (is_year(AT(s, i))) {
        year = AT(s, i)->number;
        *to = i + 1;
    } else if (IS(AT(s, i), dir) && dti_slice_is(VALUE(AT(s, i + 1), unit), "Y") &&
               s->today != INT32_MIN) {
        year = dti_year_today(s) + NUMBER(AT(s, i), dir);
        *to = i + 2;
    }
    return year;
}

/* "June 18, 2023", "18 June", "June 2023", "June"; "7/8/07" is left out: its order is unknown.
 */
static int pattern_month(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    int month, day = 0, year = 0;
    size_t to;
    if (IS(a, month)) {
        month = NUMBER(a, month);
        to = i + 1;
        if (is_day(AT(s, to)) && a->after != ',') {
            int joins_year = AT(s, to)->after != ':';
            if (joins_year) day = AT(s, to++)->number;
        }
    } else if (is_day(a) && IS(AT(s, i + 1), month) && a->after != '\n') {
        day = a->number;
        month = NUMBER(AT(s, i + 1), month);
        to = i + 2;
    } else {
        return 0;
    }
    if (is_year(AT(s, to)))
        year = AT(s, to++)->number;
    else if (IS(AT(s, to), belongs))
        year = year_behind(s, &to);
    f->to = to;
    dti_set_month(s, f, month, day, year, !year && is_ahead(s, i));
    return 1;
}

/* 2023-06-18 */
static int pattern_iso(const scan *s, size_t i, found *f) {
    if (!is_year(AT(s, i)) || AT(s, i)->after != '-' || AT(s, i + 1)->digits != 2 ||
        AT(s, i + 2)->digits != 2)
        return 0;
    dti_date d = {AT(s, i)->number, AT(s, i + 1)->number, AT(s, i + 2)->number, DTI_P_DAY};
    if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > dti_days_in_month(d.year, d.month))
        return 0;
    dti_set_date(f, &d);
    f->to = i + 3;
    return 1;
}

static void add_part(found *f, const item *part) {
    if (strlen(f->date) == 10) {
        dt_slice value = VALUE(part, part);
        f->type = "TIME";
        snprintf(f->value, sizeof f->value, "%sT%.*s", f->date, (int)value.len, value.ptr);
    }
}

/* "Friday", "last Friday", "Friday morning" */
static int pattern_weekday(const scan *s, size_t i, found *f) {
    size_t w = i;
    int dir = 0, has_dir = 0;
    if (IS(AT(s, i), dir)) dir = NUMBER(AT(s, i), dir), has_dir = 1, w++;
    if (!IS(AT(s, w), weekday)) return 0;
    int weekday = NUMBER(AT(s, w), weekday);
    f->to = w + 1;
    f->type = "DATE";
    if (s->today == INT32_MIN) {
        snprintf(f->value, sizeof f->value, "XXXX-WXX-%d", weekday + 1);
    } else {
        int32_t back = (dti_weekday(s->today) - weekday + 7) % 7;
        int32_t day = s->today - back;
        if (has_dir && dir < 0 && back == 0) day -= 7;
        if (has_dir && dir > 0) day += 7;
        if (!has_dir && back && is_ahead(s, i)) day += 7;
        dti_set_day(f, day);
    }
    if (IS(AT(s, f->to), part)) add_part(f, AT(s, f->to++));
    return 1;
}

static int pattern_day(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    if (s->today == INT32_MIN) return 0;
    if (IS(a, day)) {
        dti_set_day(f, s->today + NUMBER(a, day));
        f->to = i + 1;
        if (IS(AT(s, f->to), part)) add_part(f, AT(s, f->to++));
        return 1;
    }
    if (IS(a, daypart_today)) {
        dti_set_day(f, s->today);
        f->type = "TIME";
        snprintf(f->value, sizeof f->value, "%sTNI", f->date);
        f->to = i + 1;
        return 1;
    }
    return 0;
}

/* "last November", "this week", "the past five days", "next summer", "last night" */
static int pattern_dir(const scan *s, size_t i, found *f) {
    if (!IS(AT(s, i), dir)) return 0;
    int dir = NUMBER(AT(s, i), dir);
    const item *b = AT(s, i + 1);
    f->to = i + 2;
    if (IS(b, month) && s->today != INT32_MIN) {
        int month = NUMBER(b, month), y, m, d;
        dti_day_parts(s->today, &y, &m, &d);
        if (dir < 0 && month >= m) y--;
        if (dir > 0 && month <= m) y++;
        dti_set_month(s, f, month, 0, y, 0);
        return 1;
    }
    if (IS(b, unit)) {
        dti_date from;
        dt_slice unit = VALUE(b, unit);
        int day_unit = dti_slice_is(unit, "D");
        /* "the following day", "the next day": counted from what was told last */
        int told = IS(AT(s, i), anchored) || (day_unit && i > 0 && IS(AT(s, i - 1), definite));
        if (told && dti_time_anchor(s, day_unit ? DTI_P_DAY : DTI_P_YEAR, &from) &&
            dti_set_offset(&from, f, dir, unit))
            return 1;
        return dti_set_unit(s->today, f, dir, unit);
    }
    if (IS(b, part) && s->today != INT32_MIN) {
        dti_set_day(f, s->today + (dir < 0 ? -1 : 0));
        add_part(f, b);
        return 1;
    }
    if (IS(b, season) && s->today != INT32_MIN) {
        dti_set_season(f, dti_year_today(s) + dir, VALUE(b, season));
        return 1;
    }
    int count = b->number ? b->number : IS(b, vague) ? -1 : 0;
    size_t u = i + (count ? 2 : 1);
    while (IS(AT(s, u), filler)) u++;
    b = AT(s, u);
    if (!IS(b, units) && !(count && IS(b, unit))) return 0;
    dti_set_duration(f, count ? count : -1, 0, IS(b, units) ? VALUE(b, units) : VALUE(b, unit));
    f->to = u + 1;
    return 1;
}

/* "two days *later*": from what was told last, else from today; 0: nothing to count from. */
static int set_then(const scan *s, found *f, int n, dt_slice unit) {
    dti_date from;
    dti_precision needed = dti_slice_is(unit, "D") || dti_slice_is(unit, "W") ? DTI_P_DAY
                           : dti_slice_is(unit, "M")                         ? DTI_P_MONTH
                                                                             : DTI_P_YEAR;
    if (dti_time_anchor(s, needed, &from)) return dti_set_offset(&from, f, n, unit);
    if (n > 0 || s->today == INT32_MIN) return 0;
    from = dti_date_of_day(s->today);
    return dti_set_offset(&from, f, n, unit);
}

/* "three years", "a week ago", "five-year", "two and a half days", "two days later" */
static int pattern_count(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    int count = a->number && !is_year(a) && !a->decade ? a->number
                : IS(a, article)                       ? 1
                : IS(a, vague)                         ? -1
                                                       : 0;
    size_t u = i + 1;
    if (IS(a, article) && AT(s, u)->number) count = AT(s, u++)->number;
    if (!count) return 0;
    if (IS(a, number) && a->number >= 20 && a->number < 100 && a->after == '-' &&
        AT(s, u)->number && AT(s, u)->number < 10)
        count += AT(s, u++)->number;
    int half = IS(AT(s, u), half);
    u += (size_t)half;
    if (!IS(a, article) || u > i + 1) /* "a long day" is no span */
        while (IS(AT(s, u), filler)) u++;
    const item *b = AT(s, u), *next = AT(s, u + 1);
    if (!IS(b, unit) && !IS(b, units)) return 0;
    dt_slice unit = IS(b, unit) ? VALUE(b, unit) : VALUE(b, units);
    int then = IS(next, then) && !(IS(next, apart) && goes_on(s, u + 1));
    if (IS(a, article) && u == i + 1 && !IS(next, ago) && !then && !IS(next, apart)) {
        /* "a day", "a second": mostly no time; "a year", "a decade", "a day after" are */
        if (!dti_slice_is(unit, "Y") && !dti_slice_is(unit, "DE") && !dti_slice_is(unit, "M") &&
            !dti_slice_is(unit, "W"))
            return 0;
    }
    f->to = u + 2;
    if (IS(next, ago) && count < 0) {
        f->type = "DATE";
        snprintf(f->value, sizeof f->value, NUMBER(next, ago) < 0 ? "PAST_REF" : "FUTURE_REF");
        return 1;
    }
    if (IS(next, ago) && s->today != INT32_MIN) {
        dti_date from = dti_date_of_day(s->today);
        if (dti_set_offset(&from, f, NUMBER(next, ago) * count, unit)) return 1;
    }
    if (then && count > 0 && set_then(s, f, NUMBER(next, then) * count, unit)) return 1;
    dti_set_duration(f, count, half, unit);
    f->to = u + 1;
    return 1;
}

/* "for decades", "over the years", "minutes later", "decades-long": nobody says how many. */
static int pattern_units(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    if (!IS(a, units)) return 0;
    size_t before = i > 1 && IS(AT(s, i - 1), definite) ? i - 1 : i;
    int ok = (before > 0 && IS(AT(s, before - 1), span_before)) || IS(AT(s, i + 1), span_after);
    if (!ok) return 0;
    f->from = before;
    f->to = i + 1;
    if (IS(AT(s, i + 1), ago)) {
        f->type = "DATE";
        f->to = i + 2;
        snprintf(f->value, sizeof f->value,
                 NUMBER(AT(s, i + 1), ago) < 0 ? "PAST_REF" : "FUTURE_REF");
        return 1;
    }
    dti_set_duration(f, -1, 0, VALUE(a, units));
    return 1;
}

/* "that day", "the year", "over the weekend", "the day before", "the year 2003" */
static int pattern_definite(const scan *s, size_t i, found *f) {
    if (!IS(AT(s, i), definite)) return 0;
    size_t u = i + 1;
    while (IS(AT(s, u), whole)) u++;
    if (!IS(AT(s, u), unit)) return 0;
    const item *next = AT(s, u + 1);
    dt_slice unit = VALUE(AT(s, u), unit);
    dti_date from;
    int is_day_unit = dti_slice_is(unit, "D");
    f->to = u + 1;
    if (is_day_unit && IS(next, apart)) {
        /* "the day before the vote" is a span from it, as "a day before" is */
        if (goes_on(s, u + 1)) {
            dti_set_duration(f, 1, 0, unit);
            return 1;
        }
        if (!dti_time_anchor(s, DTI_P_DAY, &from)) return 0;
        f->to = u + 2;
        return dti_set_offset(&from, f, -NUMBER(next, apart), unit);
    }
    if (dti_slice_is(unit, "Y") && is_year(next)) {
        from = (dti_date){next->number, 0, 0, DTI_P_YEAR};
        dti_set_date(f, &from);
        f->to = u + 2;
        return 1;
    }
    if (s->today == INT32_MIN || is_qualified(s, u)) return 0;
    if (is_day_unit && dti_time_anchor(s, DTI_P_DAY, &from)) return dti_set_offset(&from, f, 0, unit);
    /* told on a Monday "the weekend" is over */
    if (dti_slice_is(unit, "WE"))
        return dti_set_unit(s->today, f, dti_weekday(s->today) < 4 ? -1 : 0, unit);
    if (!is_day_unit && !dti_slice_is(unit, "W") && !dti_slice_is(unit, "M") &&
        !dti_slice_is(unit, "Y"))
        return 0;
    return dti_set_unit(s->today, f, 0, unit);
}

/* "the 1991 accord": a number before a noun that cannot be a count of it. */
static int is_year_of_noun(const scan *s, size_t i) {
    const item *a = AT(s, i);
    uint32_t w = token_of(s, a);
    if (w == DTI_NONE || w == s->tree->first || a->number < FIRST_BARE_YEAR || a->number % 50 == 0)
        return 0;
    const dti_tok *before = dti_at(s->tree, w - 1);
    uint32_t head = dti_at(s->tree, w)->head;
    if (head == DTI_NONE || head < w || dti_at(s->tree, w + 1)->start != a->end + 1) return 0;
    return before->upos == DTI_DET ||
           (before->upos == DTI_PRON && before->deprel == DTI_R_NMOD_POSS);
}

/* "2003", "the 1990s", "fiscal 2008" */
static int pattern_year(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    f->to = i + 1;
    if (a->decade) {
        f->type = "DATE";
        snprintf(f->value, sizeof f->value, "%03u", (unsigned)a->decade % 1000);
        return 1;
    }
    if (IS(a, fiscal) && is_year(AT(s, i + 1))) {
        f->type = "DATE";
        f->to = i + 2;
        snprintf(f->value, sizeof f->value, "FY%04u", (unsigned)AT(s, i + 1)->number % 10000);
        return 1;
    }
    if (!is_year(a) || a->after == '%' || IS(AT(s, i + 1), zone)) return 0; /* "1600 GMT" */
    char before = a->start ? s->c->doc->text.ptr[a->start - 1] : ' ';
    int ok = (i > 0 && (IS(AT(s, i - 1), year_before) || IS(AT(s, i - 1), mod) ||
                        IS(AT(s, i - 1), season))) ||
             before == '(' || before == '-';
    if (i > 0 && is_year(AT(s, i - 1)) && before == '-') ok = 1;
    if (!ok && before == ' ' && a->after == ' ') ok = f->names_noun = is_year_of_noun(s, i);
    if (!ok || before == '$') return 0;
    dti_date d = {a->number, 0, 0, DTI_P_YEAR};
    dti_set_date(f, &d);
    return 1;
}

/* "third quarter of 2008", "the fourth quarter", "the first quarter of last year" */
static int pattern_quarter(const scan *s, size_t i, found *f) {
    if (!IS(AT(s, i), ordinal) || !dti_slice_is(VALUE(AT(s, i + 1), unit), "Q")) return 0;
    int quarter = NUMBER(AT(s, i), ordinal), y, m, d;
    f->to = i + 2;
    int year = year_behind(s, &f->to);
    if (!year) {
        if (s->today == INT32_MIN) return 0;
        dti_day_parts(s->today, &y, &m, &d);
        year = quarter * 3 - 2 > m && !is_ahead(s, i) ? y - 1 : y; /* not yet begun: last year's */
    }
    dti_set_quarter(f, year, quarter);
    return 1;
}

/* "summer 2006", "the spring of 2010", "in autumn"; "a fall in prices" is none. */
static int pattern_season(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i);
    if (!IS(a, season)) return 0;
    uint32_t w = token_of(s, a);
    if (w != DTI_NONE && dti_at(s->tree, w)->upos == DTI_VERB) return 0;
    f->to = i + 1;
    int year = year_behind(s, &f->to);
    if (!year) {
        size_t before = i > 0 && IS(AT(s, i - 1), definite) ? i - 1 : i;
        if (s->today == INT32_MIN || is_qualified(s, i)) return 0;
        if (!before || (!IS(AT(s, before - 1), year_before) && !IS(AT(s, before - 1), mod)))
            return 0;
        year = dti_year_today(s);
    }
    dti_set_season(f, year, VALUE(a, season));
    return 1;
}

/* The day of a clock time: told right behind it ("18:00 UTC on Monday"), else told before it. */
static void clock_day(const scan *s, size_t *to, char day[16]) {
    dti_date told;
    found f = {.from = *to};
    size_t i = *to + (IS(AT(s, *to), links) && !VALUE(AT(s, *to), links).len);
    char after = *to ? AT(s, *to - 1)->after : ' ';
    int found_day = after != '\n' && (pattern_weekday(s, i, &f) || pattern_day(s, i, &f) ||
                                      pattern_month(s, i, &f));
    snprintf(day, 16, "XXXX-XX-XX");
    if (found_day && strlen(f.date) == 10) {
        memcpy(day, f.date, 11);
        if (after == ' ') *to = f.to;
    } else if (dti_time_anchor(s, DTI_P_DAY, &told) &&
               s->c->doc->times[s->c->doc->n_times - 1].sent == s->sent) {
        dti_date_write(&told, day);
    } else if (s->today != INT32_MIN) {
        told = dti_date_of_day(s->today);
        dti_date_write(&told, day);
    }
}

/* "10:30 UTC", "10:30 a.m.", "0800 GMT" */
static int pattern_clock(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i), *b = AT(s, i + 1);
    int hour, minute = -1;
    size_t to;
    if (a->digits && a->digits <= 2 && a->number < 25 && a->after == ':' && b->digits == 2 &&
        b->number < 60) {
        hour = a->number;
        minute = b->number;
        to = i + 2;
    } else if (a->digits == 4 && a->number < 2400 && a->number % 100 < 60 && IS(b, zone)) {
        hour = a->number / 100;
        minute = a->number % 100;
        to = i + 1;
    } else if (a->digits && a->digits <= 2 && a->number >= 1 && a->number <= 12 && IS(b, am)) {
        hour = a->number;
        to = i + 1;
    } else {
        return 0;
    }
    if (IS(AT(s, to), am)) hour = hour % 12 + NUMBER(AT(s, to), am), to++;
    const char *zone = "";
    if (IS(AT(s, to), zone)) zone = VALUE(AT(s, to), zone).len ? "Z" : "", to++;
    char day[16];
    clock_day(s, &to, day);
    f->type = "TIME";
    if (minute >= 0)
        snprintf(f->value, sizeof f->value, "%sT%02u:%02u%s", day, (unsigned)hour % 100,
                 (unsigned)minute % 100, zone);
    else
        snprintf(f->value, sizeof f->value, "%sT%02u%s", day, (unsigned)hour % 100, zone);
    if (day[0] != 'X' && to > i + 2) memcpy(f->date, day, sizeof day);
    f->to = to;
    return 1;
}

/* "recently", "the past", "in recent years" */
static int pattern_ref(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i), *next = AT(s, i + 1);
    f->to = i + 1;
    f->type = "DATE";
    if (IS(a, recent) && !is_in_name(s, i)) {
        f->to += IS(next, units);
        snprintf(f->value, sizeof f->value, "PAST_REF");
        return 1;
    }
    if (!IS(a, ref) || a->after == '-' || is_in_name(s, i)) return 0; /* "now-cancelled" */
    dt_slice value = VALUE(a, ref);
    if (IS(a, dir) && dti_slice_is(value, "PAST_REF")) {
        /* "the past", not "the past leader" */
        if (!i || !IS(AT(s, i - 1), definite) || goes_on(s, i)) return 0;
        f->from = i - 1;
    }
    snprintf(f->value, sizeof f->value, "%.*s", (int)value.len, value.ptr);
    return 1;
}

static int pattern_other(const scan *s, size_t i, found *f) {
    const item *a = AT(s, i), *next = AT(s, i + 1);
    f->to = i + 1;
    if (IS(a, holiday) && s->today != INT32_MIN) {
        dt_slice v = VALUE(a, holiday);
        dti_set_month(s, f, dti_time_int((dt_slice){v.ptr, 2}), dti_time_int((dt_slice){v.ptr + 3, 2}),
                      0, is_ahead(s, i));
        return 1;
    }
    f->type = "SET";
    if (IS(a, often) && !is_in_name(s, i)) {
        snprintf(f->value, sizeof f->value, "%.*s", (int)VALUE(a, often).len, VALUE(a, often).ptr);
        return 1;
    }
    if (!IS(a, set)) return 0;
    f->to = i + 2;
    if (IS(next, unit)) {
        snprintf(f->value, sizeof f->value, "P1%.*s", (int)VALUE(next, unit).len,
                 VALUE(next, unit).ptr);
        return 1;
    }
    if (IS(next, weekday)) {
        snprintf(f->value, sizeof f->value, "XXXX-WXX-%d", NUMBER(next, weekday) + 1);
        return 1;
    }
    return 0;
}

typedef int pattern(const scan *s, size_t i, found *f);
static pattern *const patterns[] = {
    pattern_iso,   pattern_clock, pattern_month, pattern_weekday,  pattern_quarter,
    pattern_dir,   pattern_count, pattern_day,   pattern_definite, pattern_season,
    pattern_units, pattern_year,  pattern_ref,   pattern_other};

/* ------------------------------------------------------------------ keeping */

static int keep(scan *s, const found *f) {
    dti_coding *c = s->c;
    dt_doc *d = c->doc;
    size_t from = f->from;
    /* what belongs to the expression but changes no date: "early June", "nearly five months" */
    int is_since = 0, is_until = 0;
    if (from > 0 && (IS(AT(s, from - 1), mod) ||
                     (IS(AT(s, from - 1), approx) && strcmp(f->type, "DURATION") == 0)))
        from--;
    if (from > 0 && IS(AT(s, from - 1), since)) is_since = 1;
    if (from > 0 && IS(AT(s, from - 1), until)) is_until = 1;
    uint32_t start = s->items[from].start, end = s->items[f->to - 1].end;
    if (end < d->text.len && d->text.ptr[end] == '.' && IS(AT(s, f->to - 1), am)) end++;
    const dti_sent *sent = &d->sents[s->sent];
    uint32_t first = DTI_NONE, last = 0;
    for (uint32_t t = sent->first; t < sent->first + sent->n_toks; t++)
        if (d->toks[t].end > start && d->toks[t].start < end) {
            if (first == DTI_NONE) first = t;
            last = t;
        }
    if (first == DTI_NONE) return DT_OK;
    dti_time *t = dti_arena_push(&d->arena, &d->times, &d->n_times, &d->cap_times, sizeof *t);
    size_t n_value = strlen(f->value), n_date = strlen(f->date);
    char *value = dti_arena_copy(&d->arena, f->value, n_value),
         *date = dti_arena_copy(&d->arena, f->date, n_date);
    if (!t || !value || !date) return DT_FAILED;
    *t = (dti_time){s->sent,
                    first,
                    last - first + 1,
                    start,
                    end,
                    dti_str(f->type),
                    {value, n_value},
                    {date, n_date},
                    (uint8_t)is_since,
                    (uint8_t)is_until,
                    0,
                    (uint8_t)f->names_noun};
    if (strcmp(f->type, "DURATION") == 0 && IS(AT(s, f->to), apart))
        t->apart = (int8_t)NUMBER(AT(s, f->to), apart);
    return DT_OK;
}

#define BIT(cls) ((uint64_t)1 << DTI_TC_##cls)
/* Without one of these, or digits, a sentence tells no time ... */
#define TELLING                                                                                \
    (BIT(month) | BIT(weekday) | BIT(unit) | BIT(units) | BIT(day) | BIT(daypart_today) |      \
     BIT(part) | BIT(season) | BIT(ref) | BIT(often) | BIT(holiday) | BIT(recent))
/* ... and with one of these an expression may begin. */
#define BEGINNING                                                                              \
    (TELLING | BIT(number) | BIT(article) | BIT(vague) | BIT(ordinal) | BIT(dir) | BIT(set) |  \
     BIT(definite) | BIT(fiscal))

static int is_one(const item *a, uint64_t classes) {
    return (a->classes & classes) != 0 || a->digits || a->decade;
}

int dti_find_times(dti_coding *c, uint32_t sent, const dti_tree *tree) {
    const dti_sent *s = &c->doc->sents[sent];
    size_t lo = dti_first_atom(c, s->start);
    size_t end = lo;
    while (end < c->n_atoms && c->atoms[end].start < s->end) end++;
    item *items = dti_arena_array(&c->doc->arena, end - lo + 1, sizeof *items);
    if (!items) return DT_FAILED;
    size_t n = 0, n_telling = 0;
    for (size_t a = lo; a < end; n++) {
        a += dti_time_read(c, a, end, &items[n]);
        n_telling += is_one(&items[n], TELLING);
    }
    if (!n_telling) return DT_OK;
    scan sc = {c, tree, sent, items, n, c->published_day};
    for (size_t i = 0; i < n;) {
        found f = {.from = i};
        size_t k = 0;
        int may = is_one(&items[i], BEGINNING);
        if (may)
            for (; k < sizeof patterns / sizeof *patterns; k++) {
                memset(&f, 0, sizeof f);
                f.from = i;
                if (patterns[k](&sc, i, &f)) break;
            }
        if (!may || k == sizeof patterns / sizeof *patterns) {
            i++;
            continue;
        }
        if (keep(&sc, &f) != DT_OK) return DT_FAILED;
        i = f.to;
    }
    return DT_OK;
}
