/* time_values.c: calendar behind expressions of time: TIMEX3 values and dates for events. */
#include <stdio.h>

#include "code/time_scan.h"

#define ANCHOR_SENTENCES 2

dt_slice dti_time_value(const dti_time_item *it, unsigned time_class) {
    for (unsigned i = 0; i < it->n_values; i++)
        if (it->class_of[i] == time_class) return it->value[i];
    return (dt_slice){"", 0};
}

int dti_time_int(dt_slice s) {
    int v = 0, negative = s.len && s.ptr[0] == '-';
    for (size_t i = (size_t)negative; i < s.len && i < 9; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') v = v * 10 + (s.ptr[i] - '0');
    return negative ? -v : v;
}

const dti_time_item *dti_time_at(const dti_time_scan *s, size_t i) {
    static const dti_time_item none = {0};
    return i < s->n ? &s->items[i] : &none;
}

void dti_set_date(dti_time_found *f, const dti_date *d) {
    dti_date_write(d, f->date);
    snprintf(f->value, sizeof f->value, "%s", f->date);
    f->type = "DATE";
}

void dti_set_day(dti_time_found *f, int32_t day) {
    dti_date d = dti_date_of_day(day);
    dti_set_date(f, &d);
}

int dti_year_today(const dti_time_scan *s) {
    int y, m, d;
    dti_day_parts(s->today, &y, &m, &d);
    return y;
}

/*
 * The year of a month or day that the text leaves out: the last one that has begun, unless the
 * act lies ahead or the day lies within six weeks ("on June 10" told on May 29).
 */
static int guess_year(const dti_time_scan *s, int month, int day, int ahead) {
    int y = dti_year_today(s);
    dti_date d = {y, month, day, day ? DTI_P_DAY : DTI_P_MONTH};
    int32_t first = dti_date_first_day(&d), last = dti_date_last_day(&d);
    if (ahead && last < s->today) return y + 1;
    if (ahead) return y;
    if (first > s->today + (day ? 45 : 0)) return y - 1;
    return y;
}

void dti_set_month(const dti_time_scan *s, dti_time_found *f, int month, int day, int year,
                   int ahead) {
    if (!year && s->today == INT32_MIN) {
        f->type = "DATE";
        if (day)
            snprintf(f->value, sizeof f->value, "XXXX-%02u-%02u", (unsigned)month % 100,
                     (unsigned)day % 100);
        else
            snprintf(f->value, sizeof f->value, "XXXX-%02u", (unsigned)month % 100);
        return;
    }
    if (!year) year = guess_year(s, month, day, ahead);
    if (day && day > dti_days_in_month(year, month)) day = 0;
    dti_date d = {year, month, day, day ? DTI_P_DAY : DTI_P_MONTH};
    dti_set_date(f, &d);
}

/* ISO week of a day: year and week number. */
static void iso_week(int32_t day, int *year, int *week) {
    int y, m, d;
    int32_t thursday = day - dti_weekday(day) + 3;
    dti_day_parts(thursday, &y, &m, &d);
    *year = y;
    *week = (int)((thursday - dti_day_number(y, 1, 1)) / 7) + 1;
}

void dti_set_week(dti_time_found *f, int32_t day, int weekend) {
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

void dti_set_quarter(dti_time_found *f, int year, int quarter) {
    f->type = "DATE";
    snprintf(f->value, sizeof f->value, "%04u-Q%u", (unsigned)year % 10000,
             (unsigned)quarter % 10);
    snprintf(f->date, sizeof f->date, "%04u", (unsigned)year % 10000);
}

void dti_set_season(dti_time_found *f, int year, dt_slice season) {
    f->type = "DATE";
    snprintf(f->value, sizeof f->value, "%04u-%.*s", (unsigned)year % 10000, (int)season.len,
             season.ptr);
    snprintf(f->date, sizeof f->date, "%04u", (unsigned)year % 10000);
}

int dti_set_unit(int32_t day, dti_time_found *f, int dir, dt_slice unit) {
    int y, m, d;
    if (day == INT32_MIN) return 0;
    dti_day_parts(day, &y, &m, &d);
    dti_date date = {y, m, d, DTI_P_NONE};
    if (dti_slice_is(unit, "D")) {
        dti_set_day(f, day + dir);
    } else if (dti_slice_is(unit, "W")) {
        dti_set_week(f, day + 7 * dir, 0);
    } else if (dti_slice_is(unit, "WE")) {
        dti_set_week(f, day + 7 * dir, 1);
    } else if (dti_slice_is(unit, "M")) {
        int k = y * 12 + m - 1 + dir;
        date = (dti_date){k / 12, k % 12 + 1, 0, DTI_P_MONTH};
        dti_set_date(f, &date);
    } else if (dti_slice_is(unit, "Y")) {
        date = (dti_date){y + dir, 0, 0, DTI_P_YEAR};
        dti_set_date(f, &date);
    } else if (dti_slice_is(unit, "Q")) {
        int k = y * 4 + (m - 1) / 3 + dir;
        dti_set_quarter(f, k / 4, k % 4 + 1);
    } else if (dti_slice_is(unit, "DE")) {
        f->type = dir < 0 ? "DURATION" : "DATE";
        snprintf(f->value, sizeof f->value, "P10Y");
        if (dir >= 0) snprintf(f->value, sizeof f->value, "%03u", (unsigned)(y / 10 + dir) % 1000);
    } else {
        return 0;
    }
    return 1;
}

void dti_set_duration(dti_time_found *f, int n, int half, dt_slice unit) {
    char count[16];
    f->type = "DURATION";
    int time = dti_slice_is(unit, "H") || dti_slice_is(unit, "MIN") || dti_slice_is(unit, "S");
    int times = dti_slice_is(unit, "DE")   ? 10
                : dti_slice_is(unit, "CE") ? 100
                : dti_slice_is(unit, "FN") ? 2
                                           : 1;
    if (times > 1) {
        unit = dti_str(times == 2 ? "W" : "Y");
        n = n > 0 ? n * times + half * times / 2 : n;
        half = 0;
    }
    if (dti_slice_is(unit, "MIN")) unit = dti_str("M");
    if (n > 0)
        snprintf(count, sizeof count, half ? "%d.5" : "%d", n);
    else
        snprintf(count, sizeof count, "X");
    snprintf(f->value, sizeof f->value, "P%s%s%.*s", time ? "T" : "", count, (int)unit.len,
             unit.ptr);
}

int dti_set_offset(const dti_date *from, dti_time_found *f, int n, dt_slice unit) {
    dti_date date;
    if (dti_slice_is(unit, "D") || dti_slice_is(unit, "W")) {
        if (from->precision != DTI_P_DAY) return 0;
        dti_set_day(f, dti_date_last_day(from) + n * (unit.ptr[0] == 'W' ? 7 : 1));
    } else if (dti_slice_is(unit, "M")) {
        if (from->precision < DTI_P_MONTH) return 0;
        int k = from->year * 12 + from->month - 1 + n;
        date = (dti_date){k / 12, k % 12 + 1, 0, DTI_P_MONTH};
        dti_set_date(f, &date);
    } else if (dti_slice_is(unit, "Y") || dti_slice_is(unit, "DE")) {
        date = (dti_date){from->year + n * (unit.len == 2 ? 10 : 1), 0, 0, DTI_P_YEAR};
        dti_set_date(f, &date);
    } else {
        return 0;
    }
    return 1;
}

int dti_time_anchor(const dti_time_scan *s, dti_precision precision, dti_date *out) {
    const dt_doc *d = s->c->doc;
    for (size_t i = d->n_times; i-- > 0;) {
        const dti_time *k = &d->times[i];
        if (k->sent + ANCHOR_SENTENCES < s->sent) break;
        if (!k->date.len || k->names_noun || dti_date_read(k->date, out) != DT_OK) continue;
        if (out->precision >= precision) return 1;
    }
    return 0;
}
