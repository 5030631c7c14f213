/* times.c: expressions of time in a sentence, resolved against the day of publication. */
#include "code/times.h"

#include <limits.h>
#include <stdio.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/slice.h"

/* Classes of en/time_words, in the table's words. */
#define CLASSES(X)                                                                             \
    X(month)                                                                                   \
    X(weekday)                                                                                 \
    X(unit)                                                                                    \
    X(units)                                                                                   \
    X(number)                                                                                  \
    X(article)                                                                                 \
    X(vague)                                                                                   \
    X(ordinal) X(day) X(daypart_today) X(part) X(dir) X(ago) X(season) X(ref) X(mod) X(approx) \
        X(since) X(until) X(year_before) X(set) X(am) X(zone) X(holiday) X(apart)
enum {
#define X(name) C_##name,
    CLASSES(X)
#undef X
        N_CLASSES
};
static const char *const class_names[N_CLASSES] = {
#define X(name) #name,
    CLASSES(X)
#undef X
};

/* A word of the sentence as the grammar below sees it. */
typedef struct item {
    uint32_t start, end; /* bytes of the text */
    uint32_t classes;    /* bit 1 << C_* */
    dt_slice value[N_CLASSES];
    int digits; /* how many digits a number has; 0: no number */
    int number; /* digits, or a number word */
    char after; /* the byte behind it: ':' ',' '-' */
} item;

typedef struct scan {
    dti_coding *c;
    uint32_t sent;
    int looks_ahead;
    const item *items;
    size_t n;
    int32_t today; /* day number of publication; INT32_MIN */
} scan;

/* What one pattern found: items [from, to), type and value. */
typedef struct found {
    size_t from, to;
    const char *type;
    char value[40];
    char date[16];
    int is_since, is_until;
} found;

#define IS(it, cls) ((it)->classes >> C_##cls & 1)

static int to_int(dt_slice s) {
    int v = 0, negative = s.len && s.ptr[0] == '-';
    for (size_t i = (size_t)negative; i < s.len && i < 9; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') v = v * 10 + (s.ptr[i] - '0');
    return negative ? -v : v;
}

static const item *at(const scan *s, size_t i) {
    static const item none = {0};
    return i < s->n ? &s->items[i] : &none;
}

/* ------------------------------------------------------------------ reading words */

static size_t read_item(const dti_coding *c, size_t a, size_t end, item *it) {
    dti_phrase_match m[DTI_MAX_NAME_TOKENS];
    const dti_atom *atoms = c->atoms;
    memset(it, 0, sizeof *it);
    it->start = atoms[a].start;
    it->end = atoms[a].end;
    size_t taken = 1;
    size_t n = dti_phrases_match(&c->facts->phrases, atoms, end, a, m, DTI_MAX_NAME_TOKENS);
    for (size_t i = n; i-- > 0 && !it->classes;)
        for (uint32_t h = 0; h < m[i].n_hits; h++) {
            const dti_phrase_hit *hit = &m[i].hits[h];
            if (hit->kind != DTI_PH_TIME ||
                !dti_phrase_case_fits(hit, atoms + a, m[i].n_atoms, c->loose_case))
                continue;
            dt_slice name = dti_fact(c->facts, hit, DTI_COL_CLASS);
            for (int k = 0; k < N_CLASSES; k++)
                if (dti_slice_is(name, class_names[k])) {
                    it->classes |= 1u << k;
                    it->value[k] = dti_fact(c->facts, hit, DTI_COL_VALUE);
                }
            taken = m[i].n_atoms;
        }
    if (taken > 1) it->end = atoms[a + taken - 1].end;
    if (IS(it, number)) it->number = to_int(it->value[C_number]);
    if (atoms[a].flags & DTI_ATOM_DIGITS) {
        const char *p = c->doc->text.ptr + it->start;
        uint32_t len = it->end - it->start, k = 0;
        while (k < len && p[k] >= '0' && p[k] <= '9' && k < 8)
            it->number = it->number * 10 + (p[k++] - '0');
        if (k == len)
            it->digits = (int)k;
        else if (k <= 2 && len - k == 2)
            it->digits = (int)k; /* 1st, 22nd */
        else if (k == 4 && len == 5)
            it->digits = 5; /* 1990s */
        else
            it->number = 0;
    }
    it->after = it->end < c->doc->text.len ? c->doc->text.ptr[it->end] : 0;
    return taken;
}

/* ------------------------------------------------------------------ resolving */

static void set_date(found *f, const dti_date *d) {
    dti_date_write(d, f->date);
    snprintf(f->value, sizeof f->value, "%s", f->date);
    f->type = "DATE";
}

static void set_day(found *f, int32_t day) {
    dti_date d = dti_date_of_day(day);
    set_date(f, &d);
}

static int year_today(const scan *s) {
    int y, m, d;
    dti_day_parts(s->today, &y, &m, &d);
    return y;
}

/*
 * The year of a month or day that the text leaves out: the last one that has begun, unless the
 * sentence looks ahead or the day lies within six weeks ("on June 10" told on May 29).
 */
static int guess_year(const scan *s, int month, int day) {
    int y = year_today(s);
    dti_date d = {y, month, day, day ? DTI_P_DAY : DTI_P_MONTH};
    int32_t first = dti_date_first_day(&d), last = dti_date_last_day(&d);
    if (s->looks_ahead && last < s->today) return y + 1;
    if (s->looks_ahead) return y;
    if (first > s->today + (day ? 45 : 0)) return y - 1;
    return y;
}

static void set_month(const scan *s, found *f, int month, int day, int year) {
    if (!year && s->today == INT32_MIN) {
        f->type = "DATE";
        if (day)
            snprintf(f->value, sizeof f->value, "XXXX-%02u-%02u", (unsigned)month % 100,
                     (unsigned)day % 100);
        else
            snprintf(f->value, sizeof f->value, "XXXX-%02u", (unsigned)month % 100);
        return;
    }
    if (!year) year = guess_year(s, month, day);
    if (day && day > dti_days_in_month(year, month)) day = 0;
    dti_date d = {year, month, day, day ? DTI_P_DAY : DTI_P_MONTH};
    set_date(f, &d);
}

/* ISO week of a day: year and week number. */
static void iso_week(int32_t day, int *year, int *week) {
    int y, m, d;
    int32_t thursday = day - dti_weekday(day) + 3;
    dti_day_parts(thursday, &y, &m, &d);
    *year = y;
    *week = (int)((thursday - dti_day_number(y, 1, 1)) / 7) + 1;
}

static void set_week(found *f, int32_t day, int weekend) {
    int year, week;
    iso_week(day, &year, &week);
    f->type = "DATE";
    snprintf(f->value, sizeof f->value, "%04u-W%02u%s", (unsigned)year % 10000,
             (unsigned)week % 100, weekend ? "-WE" : "");
    /* for events: the month that holds the week's middle */
    dti_date d = dti_date_of_day(day - dti_weekday(day) + (weekend ? 5 : 3));
    d.precision = DTI_P_MONTH;
    d.day = 0;
    dti_date_write(&d, f->date);
}

/* "last", "this", "next" and a unit. */
static int set_unit(const scan *s, found *f, int dir, dt_slice unit) {
    int y, m, d;
    if (s->today == INT32_MIN) return 0;
    dti_day_parts(s->today, &y, &m, &d);
    dti_date date = {y, m, d, DTI_P_NONE};
    if (dti_slice_is(unit, "D")) {
        set_day(f, s->today + dir);
    } else if (dti_slice_is(unit, "W")) {
        set_week(f, s->today + 7 * dir, 0);
    } else if (dti_slice_is(unit, "WE")) {
        set_week(f, s->today + 7 * dir, 1);
    } else if (dti_slice_is(unit, "M")) {
        int k = y * 12 + m - 1 + dir;
        date = (dti_date){k / 12, k % 12 + 1, 0, DTI_P_MONTH};
        set_date(f, &date);
    } else if (dti_slice_is(unit, "Y")) {
        date = (dti_date){y + dir, 0, 0, DTI_P_YEAR};
        set_date(f, &date);
    } else if (dti_slice_is(unit, "Q")) {
        int k = y * 4 + (m - 1) / 3 + dir;
        f->type = "DATE";
        snprintf(f->value, sizeof f->value, "%04u-Q%u", (unsigned)(k / 4) % 10000,
                 (unsigned)(k % 4 + 1));
        snprintf(f->date, sizeof f->date, "%04u", (unsigned)(k / 4) % 10000);
    } else if (dti_slice_is(unit, "DE")) {
        f->type = dir < 0 ? "DURATION" : "DATE";
        snprintf(f->value, sizeof f->value, "P10Y");
    } else {
        return 0;
    }
    return 1;
}

/* n units: a duration. */
static void set_duration(found *f, int n, dt_slice unit) {
    char count[16];
    f->type = "DURATION";
    int time = dti_slice_is(unit, "H") || dti_slice_is(unit, "MIN") || dti_slice_is(unit, "S");
    if (dti_slice_is(unit, "DE")) n *= n > 0 ? 10 : 1, unit = dti_str("Y");
    if (dti_slice_is(unit, "CE")) n *= n > 0 ? 100 : 1, unit = dti_str("Y");
    if (dti_slice_is(unit, "FN")) n *= n > 0 ? 2 : 1, unit = dti_str("W");
    if (dti_slice_is(unit, "MIN")) unit = dti_str("M");
    if (n > 0)
        snprintf(count, sizeof count, "%d", n);
    else
        snprintf(count, sizeof count, "X");
    snprintf(f->value, sizeof f->value, "P%s%s%.*s", time ? "T" : "", count, (int)unit.len,
             unit.ptr);
}

/* n units before or after today, with the unit's precision. */
static int set_offset(const scan *s, found *f, int n, dt_slice unit) {
    if (s->today == INT32_MIN) return 0;
    int y, m, d;
    dti_day_parts(s->today, &y, &m, &d);
    if (dti_slice_is(unit, "D") || dti_slice_is(unit, "W")) {
        set_day(f, s->today + n * (unit.ptr[0] == 'W' ? 7 : 1));
    } else if (dti_slice_is(unit, "M")) {
        int k = y * 12 + m - 1 + n;
        dti_date date = {k / 12, k % 12 + 1, 0, DTI_P_MONTH};
        set_date(f, &date);
    } else if (dti_slice_is(unit, "Y") || dti_slice_is(unit, "DE")) {
        dti_date date = {y + n * (unit.len == 2 ? 10 : 1), 0, 0, DTI_P_YEAR};
        set_date(f, &date);
    } else {
        return 0;
    }
    return 1;
}

/* ------------------------------------------------------------------ patterns */

static int is_year(const item *it) {
    return it->digits == 4 && it->number >= 1600 && it->number <= 2100;
}
static int is_day(const item *it) {
    return it->digits >= 1 && it->digits <= 2 && it->number >= 1 && it->number <= 31;
}

/* "June 18, 2023", "18 June", "June 2023", "June"; "7/8/07" is left out: its order is unknown.
 */
static int pattern_month(const scan *s, size_t i, found *f) {
    const item *a = at(s, i);
    int month, day = 0, year = 0;
    size_t to;
    if (IS(a, month)) {
        month = to_int(a->value[C_month]);
        to = i + 1;
        if (is_day(at(s, to)) && a->after != ',') {
            int joins_year = at(s, to)->after != ':';
            if (joins_year) day = at(s, to++)->number;
        }
        if (is_year(at(s, to))) year = at(s, to++)->number;
    } else if (is_day(a) && (IS(at(s, i + 1), month))) {
        day = a->number;
        month = to_int(at(s, i + 1)->value[C_month]);
        to = i + 2;
        if (is_year(at(s, to))) year = at(s, to++)->number;
    } else {
        return 0;
    }
    f->to = to;
    set_month(s, f, month, day, year);
    return 1;
}

/* 2023-06-18 */
static int pattern_iso(const scan *s, size_t i, found *f) {
    if (!is_year(at(s, i)) || at(s, i)->after != '-' || at(s, i + 1)->digits != 2 ||
        at(s, i + 2)->digits != 2)
        return 0;
    dti_date d = {at(s, i)->number, at(s, i + 1)->number, at(s, i + 2)->number, DTI_P_DAY};
    if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > dti_days_in_month(d.year, d.month))
        return 0;
    set_date(f, &d);
    f->to = i + 3;
    return 1;
}

static void add_part(found *f, const item *part) {
    if (f->date[0] && strlen(f->date) == 10) {
        f->type = "TIME";
        snprintf(f->value, sizeof f->value, "%sT%.*s", f->date, (int)part->value[C_part].len,
                 part->value[C_part].ptr);
    }
}

/* "Friday", "last Friday", "Friday morning" */
static int pattern_weekday(const scan *s, size_t i, found *f) {
    size_t w = i;
    int dir = 0, has_dir = 0;
    if (IS(at(s, i), dir)) dir = to_int(at(s, i)->value[C_dir]), has_dir = 1, w++;
    if (!IS(at(s, w), weekday)) return 0;
    f->to = w + 1;
    f->type = "DATE";
    if (s->today == INT32_MIN) {
        snprintf(f->value, sizeof f->value, "XXXX-WXX-%d",
                 to_int(at(s, w)->value[C_weekday]) + 1);
    } else {
        int32_t back = (dti_weekday(s->today) - to_int(at(s, w)->value[C_weekday]) + 7) % 7;
        int32_t day = s->today - back;
        if (has_dir && dir < 0 && back == 0) day -= 7;
        if (has_dir && dir > 0) day += 7;
        if (!has_dir && s->looks_ahead && back) day += 7;
        set_day(f, day);
    }
    if (IS(at(s, f->to), part)) add_part(f, at(s, f->to++));
    return 1;
}

static int pattern_day(const scan *s, size_t i, found *f) {
    const item *a = at(s, i);
    if (IS(a, day)) {
        if (s->today == INT32_MIN) return 0;
        set_day(f, s->today + to_int(a->value[C_day]));
        f->to = i + 1;
        if (IS(at(s, f->to), part)) add_part(f, at(s, f->to++));
        return 1;
    }
    if (IS(a, daypart_today)) {
        if (s->today == INT32_MIN) return 0;
        set_day(f, s->today);
        f->type = "TIME";
        snprintf(f->value, sizeof f->value, "%sTNI", f->date);
        f->to = i + 1;
        return 1;
    }
    return 0;
}

/* "last November", "this week", "the past five days", "next summer", "last night" */
static int pattern_dir(const scan *s, size_t i, found *f) {
    if (!IS(at(s, i), dir)) return 0;
    int dir = to_int(at(s, i)->value[C_dir]);
    const item *b = at(s, i + 1);
    f->to = i + 2;
    if (IS(b, month) && s->today != INT32_MIN) {
        int month = to_int(b->value[C_month]), y, m, d;
        dti_day_parts(s->today, &y, &m, &d);
        if (dir < 0 && month >= m) y--;
        if (dir > 0 && month <= m) y++;
        set_month(s, f, month, 0, y);
        return 1;
    }
    if (IS(b, unit)) return set_unit(s, f, dir, b->value[C_unit]);
    if (IS(b, part) && s->today != INT32_MIN) {
        set_day(f, s->today + (dir < 0 ? -1 : 0));
        add_part(f, b);
        return 1;
    }
    if (IS(b, season) && s->today != INT32_MIN) {
        f->type = "DATE";
        snprintf(f->value, sizeof f->value, "%04u-%.*s",
                 (unsigned)(year_today(s) + dir) % 10000, (int)b->value[C_season].len,
                 b->value[C_season].ptr);
        snprintf(f->date, sizeof f->date, "%04u", (unsigned)(year_today(s) + dir) % 10000);
        return 1;
    }
    int count = b->number ? b->number : IS(b, vague) ? -1 : 0;
    if (count && (IS(at(s, i + 2), units) || IS(at(s, i + 2), unit))) {
        set_duration(f, count,
                     IS(at(s, i + 2), units) ? at(s, i + 2)->value[C_units]
                                             : at(s, i + 2)->value[C_unit]);
        f->to = i + 3;
        return 1;
    }
    if (IS(b, units)) {
        set_duration(f, -1, b->value[C_units]);
        return 1;
    }
    return 0;
}

/* "three years", "a week ago", "five-year", "two days later" */
static int pattern_count(const scan *s, size_t i, found *f) {
    const item *a = at(s, i);
    int count = a->number && !is_year(a) ? a->number
                : IS(a, article)         ? 1
                : IS(a, vague)           ? -1
                                         : 0;
    size_t u = i + 1;
    if (IS(a, article) && at(s, u)->number) count = at(s, u++)->number;
    if (!count) return 0;
    if (IS(a, number) && a->number >= 20 && a->number < 100 && a->after == '-' &&
        at(s, u)->number && at(s, u)->number < 10)
        count += at(s, u++)->number;
    const item *b = at(s, u);
    if (!IS(b, unit) && !IS(b, units)) return 0;
    dt_slice unit = IS(b, unit) ? b->value[C_unit] : b->value[C_units];
    if (IS(a, article) && u == i + 1 && !IS(at(s, u + 1), ago) && !IS(at(s, u + 1), apart)) {
        /* "a day", "a second": mostly no time; "a year", "a decade", "a day after" are */
        if (!dti_slice_is(unit, "Y") && !dti_slice_is(unit, "DE") && !dti_slice_is(unit, "M") &&
            !dti_slice_is(unit, "W"))
            return 0;
    }
    f->to = u + 1;
    if (IS(at(s, u + 1), ago)) {
        int sign = to_int(at(s, u + 1)->value[C_ago]);
        if (count > 0 && set_offset(s, f, sign * count, unit)) {
            f->to = u + 2;
            return 1;
        }
        if (count < 0) {
            f->type = "DATE";
            snprintf(f->value, sizeof f->value, sign < 0 ? "PAST_REF" : "FUTURE_REF");
            f->to = u + 2;
            return 1;
        }
    }
    set_duration(f, count, unit);
    return 1;
}

/* "2003", "the 1990s" */
static int pattern_year(const scan *s, size_t i, found *f) {
    const item *a = at(s, i);
    if (a->digits == 5) {
        f->type = "DATE";
        snprintf(f->value, sizeof f->value, "%03u", (unsigned)(a->number / 10) % 1000);
        f->to = i + 1;
        return 1;
    }
    if (!is_year(a) || a->after == '%' || IS(at(s, i + 1), zone)) return 0; /* "1600 GMT" */
    char before = a->start ? s->c->doc->text.ptr[a->start - 1] : ' ';
    int ok = (i > 0 && (IS(at(s, i - 1), year_before) || IS(at(s, i - 1), mod) ||
                        IS(at(s, i - 1), season))) ||
             before == '(' || before == '-';
    if (i > 0 && is_year(at(s, i - 1)) && before == '-') ok = 1;
    if (!ok || before == '$') return 0;
    dti_date d = {a->number, 0, 0, DTI_P_YEAR};
    set_date(f, &d);
    f->to = i + 1;
    return 1;
}

/* "third quarter of 2008" */
static int pattern_quarter(const scan *s, size_t i, found *f) {
    if (!IS(at(s, i), ordinal) || !IS(at(s, i + 1), unit) ||
        !dti_slice_is(at(s, i + 1)->value[C_unit], "Q"))
        return 0;
    int y = s->today == INT32_MIN ? 0 : year_today(s);
    f->to = i + 2;
    if (is_year(at(s, i + 3)) && IS(at(s, i + 2), year_before))
        y = at(s, i + 3)->number, f->to = i + 4;
    else if (is_year(at(s, i + 2)))
        y = at(s, i + 2)->number, f->to = i + 3;
    if (!y) return 0;
    f->type = "DATE";
    snprintf(f->value, sizeof f->value, "%04u-Q%d", (unsigned)y % 10000,
             to_int(at(s, i)->value[C_ordinal]) % 10);
    snprintf(f->date, sizeof f->date, "%04u", (unsigned)y % 10000);
    return 1;
}

/* "10:30 UTC", "10:30 a.m." */
static int pattern_clock(const scan *s, size_t i, found *f) {
    const item *a = at(s, i), *b = at(s, i + 1);
    int hour, minute = -1;
    size_t to;
    if (a->digits && a->digits <= 2 && a->number < 25 && a->after == ':' && b->digits == 2 &&
        b->number < 60) {
        hour = a->number;
        minute = b->number;
        to = i + 2;
    } else if (a->digits && a->digits <= 2 && a->number >= 1 && a->number <= 12 && IS(b, am)) {
        hour = a->number;
        to = i + 1;
    } else {
        return 0;
    }
    if (IS(at(s, to), am)) {
        int add = to_int(at(s, to)->value[C_am]);
        hour = hour % 12 + add;
        to++;
    }
    const char *zone = "";
    if (IS(at(s, to), zone)) zone = at(s, to)->value[C_zone].len ? "Z" : "", to++;
    char day[16] = "XXXX-XX-XX";
    if (s->today != INT32_MIN) {
        dti_date d = dti_date_of_day(s->today);
        dti_date_write(&d, day);
    }
    f->type = "TIME";
    if (minute >= 0)
        snprintf(f->value, sizeof f->value, "%sT%02u:%02u%s", day, (unsigned)hour % 100,
                 (unsigned)minute % 100, zone);
    else
        snprintf(f->value, sizeof f->value, "%sT%02u%s", day, (unsigned)hour % 100, zone);
    f->to = to;
    return 1;
}

static int pattern_other(const scan *s, size_t i, found *f) {
    const item *a = at(s, i);
    f->to = i + 1;
    f->type = "DATE";
    if (IS(a, ref)) {
        snprintf(f->value, sizeof f->value, "%.*s", (int)a->value[C_ref].len,
                 a->value[C_ref].ptr);
        return 1;
    }
    if (IS(a, holiday) && s->today != INT32_MIN) {
        dt_slice v = a->value[C_holiday];
        set_month(s, f, to_int((dt_slice){v.ptr, 2}), to_int((dt_slice){v.ptr + 3, 2}), 0);
        return 1;
    }
    if (IS(a, set) && (IS(at(s, i + 1), unit) || IS(at(s, i + 1), weekday))) {
        f->type = "SET";
        if (IS(at(s, i + 1), unit)) {
            dt_slice u = at(s, i + 1)->value[C_unit];
            snprintf(f->value, sizeof f->value, "P1%.*s", (int)u.len, u.ptr);
        } else {
            snprintf(f->value, sizeof f->value, "XXXX-WXX-%d",
                     to_int(at(s, i + 1)->value[C_weekday]) + 1);
        }
        f->to = i + 2;
        return 1;
    }
    return 0;
}

typedef int pattern(const scan *s, size_t i, found *f);
static pattern *const patterns[] = {
    pattern_iso, pattern_clock, pattern_month, pattern_weekday, pattern_quarter,
    pattern_dir, pattern_count, pattern_day,   pattern_year,    pattern_other};

/* ------------------------------------------------------------------ keeping */

static int keep(scan *s, const found *f) {
    dti_coding *c = s->c;
    dt_doc *d = c->doc;
    size_t from = f->from;
    /* what belongs to the expression but changes no date: "early June", "nearly five months" */
    int is_since = f->is_since, is_until = f->is_until;
    if (from > 0 && (IS(at(s, from - 1), mod) ||
                     (IS(at(s, from - 1), approx) && strcmp(f->type, "DURATION") == 0)))
        from--;
    if (from > 0 && IS(at(s, from - 1), since)) is_since = 1;
    if (from > 0 && IS(at(s, from - 1), until)) is_until = 1;
    uint32_t start = s->items[from].start, end = s->items[f->to - 1].end;
    if (end < d->text.len && d->text.ptr[end] == '.' && IS(at(s, f->to - 1), am)) end++;
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
                    0};
    if (strcmp(f->type, "DURATION") == 0 && IS(at(s, f->to), apart))
        t->apart = (int8_t)to_int(at(s, f->to)->value[C_apart]);
    return DT_OK;
}

int dti_find_times(dti_coding *c, uint32_t sent, int looks_ahead) {
    const dti_sent *s = &c->doc->sents[sent];
    size_t lo = 0, hi = c->n_atoms;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->atoms[mid].start < s->start)
            lo = mid + 1;
        else
            hi = mid;
    }
    size_t end = lo;
    while (end < c->n_atoms && c->atoms[end].start < s->end) end++;
    item *items = dti_arena_array(&c->doc->arena, end - lo + 1, sizeof *items);
    if (!items) return DT_FAILED;
    size_t n = 0, n_classed = 0;
    for (size_t a = lo; a < end;) {
        a += read_item(c, a, end, &items[n]);
        n_classed += items[n].classes != 0 || items[n].digits;
        n++;
    }
    if (!n_classed) return DT_OK;
    scan sc = {c, sent, looks_ahead, items, n, c->published_day};
    for (size_t i = 0; i < n;) {
        found f = {.from = i};
        size_t k = 0;
        if (items[i].classes || items[i].digits)
            for (; k < sizeof patterns / sizeof *patterns; k++) {
                memset(&f, 0, sizeof f);
                f.from = i;
                if (patterns[k](&sc, i, &f)) break;
            }
        if ((!items[i].classes && !items[i].digits) ||
            k == sizeof patterns / sizeof *patterns) {
            i++;
            continue;
        }
        if (keep(&sc, &f) != DT_OK) return DT_FAILED;
        i = f.to;
    }
    return DT_OK;
}
