/* when.c: reads days and hours as pages write them, makes ISO 8601. */
#include "clean/when.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"

#define MIN_YEAR 1990
#define MAX_YEAR 2100

typedef struct moment {
    int year, month, day, hour, minute, second; /* hour -1: none */
    char zone[8];                               /* "", "Z", "+01:00" */
} moment;

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static int possible(const moment *m) {
    return m->year >= MIN_YEAR && m->year <= MAX_YEAR && m->month >= 1 && m->month <= 12 &&
           m->day >= 1 && m->day <= dti_days_in_month(m->year, m->month);
}

static int write_moment(const moment *m, char out[32]) {
    if (!possible(m)) return 0;
    if (m->hour < 0 || m->hour > 23 || m->minute > 59 || m->second > 59)
        return snprintf(out, 32, "%04u-%02u-%02u", (unsigned)m->year % 10000u, (unsigned)m->month % 100u,
                        (unsigned)m->day % 100u);
    return snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u%.6s", (unsigned)m->year % 10000u,
                    (unsigned)m->month % 100u, (unsigned)m->day % 100u, (unsigned)m->hour % 100u,
                    (unsigned)m->minute % 100u, (unsigned)m->second % 100u, m->zone);
}

/* Number of at most max digits at *at. */
static int number(dt_slice s, size_t *at, int max, int *out) {
    int n = 0, v = 0;
    while (*at < s.len && is_digit(s.ptr[*at]) && n < max) {
        v = v * 10 + (s.ptr[*at] - '0');
        ++*at;
        n++;
    }
    *out = v;
    return n;
}

static dt_slice word_at(dt_slice s, size_t at) {
    size_t end = at;
    while (end < s.len && is_letter(s.ptr[end])) end++;
    return (dt_slice){s.ptr + at, end - at};
}

static int same_word(dt_slice a, dt_slice b) {
    if (a.len != b.len) return 0;
    for (size_t i = 0; i < a.len; i++)
        if ((a.ptr[i] | 32) != (b.ptr[i] | 32)) return 0;
    return a.len > 0;
}

int dti_rules_months(dti_clean_rules *r) {
    const dti_table *t = dti_kb_table(r->kb, "en/time_words");
    size_t n = t ? dti_table_n_rows(t) : 0, k = 0;
    int form = t ? dti_table_col(t, "word") : -1, class = t ? dti_table_col(t, "class") : -1,
        value = t ? dti_table_col(t, "value") : -1;
    for (int filling = 0; filling < 2; filling++) {
        if (filling && !(r->months = dti_arena_array(&r->arena, k + 1, sizeof *r->months)))
            return DT_FAILED;
        k = 0;
        for (size_t i = 0; i < n; i++) {
            size_t at = 0;
            if (!dti_slice_is(dti_table_cell(t, i, class), "month")) continue;
            if (filling) {
                r->months[k].name = dti_table_cell(t, i, form);
                number(dti_table_cell(t, i, value), &at, 2, &r->months[k].number);
            }
            k++;
        }
    }
    return DT_OK;
}

static int month_of(const dti_clean_rules *r, dt_slice word) {
    if (word.len < 3) return 0;
    for (const struct dti_month_name *m = r->months; m->number; m++)
        if (same_word(m->name, word)) return m->number;
    return 0;
}

int dti_when_is_month(const dti_clean_rules *rules, dt_slice word) { return month_of(rules, word) != 0; }

/* "+0100", "+01:00", "Z", "EST" at *at. */
static void read_zone(const dti_clean_rules *r, dt_slice s, size_t at, moment *m) {
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '(')) at++;
    if (at >= s.len) return;
    char sign = s.ptr[at];
    if (sign == '+' || sign == '-') {
        int hours, minutes = 0;
        at++;
        if (number(s, &at, 2, &hours) != 2) return;
        if (at < s.len && s.ptr[at] == ':') at++;
        if (number(s, &at, 2, &minutes) == 1 || hours > 14 || minutes > 59) return;
        if (!hours && !minutes) memcpy(m->zone, "Z", 2);
        else snprintf(m->zone, sizeof m->zone, "%c%02u:%02u", sign, (unsigned)hours % 100u, (unsigned)minutes % 100u);
        return;
    }
    const dti_table *t = dti_kb_table(r->kb, "world/zones");
    dt_slice word = word_at(s, at);
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++) {
        if (!dti_slice_eq(word, dti_table_cell(t, i, dti_table_col(t, "name")))) continue;
        dt_slice offset = dti_table_cell(t, i, dti_table_col(t, "offset"));
        if (dti_slice_is(offset, "+00:00")) memcpy(m->zone, "Z", 2);
        else if (offset.len == 6) {
            memcpy(m->zone, offset.ptr, 6);
            m->zone[6] = 0;
        }
        return;
    }
}

/* "14:45", "14:45:08.000", "2:45 p.m.", with a zone behind, from at on; nothing: hour stays -1. */
static void read_hour(const dti_clean_rules *r, dt_slice s, size_t at, moment *m) {
    for (; at < s.len; at++) {
        if (!is_digit(s.ptr[at]) || (at && is_digit(s.ptr[at - 1]))) continue;
        size_t k = at;
        int hour, minute = 0, second = 0, n = number(s, &k, 2, &hour), has_minute = 0;
        if (!n) continue;
        if (k < s.len && (s.ptr[k] == ':' || s.ptr[k] == '.') && k + 2 < s.len && is_digit(s.ptr[k + 1]) &&
            is_digit(s.ptr[k + 2])) {
            k++;
            has_minute = number(s, &k, 2, &minute) == 2;
            if (k + 2 < s.len && s.ptr[k] == ':' && is_digit(s.ptr[k + 1])) {
                k++;
                number(s, &k, 2, &second);
                if (k < s.len && s.ptr[k] == '.')
                    for (k++; k < s.len && is_digit(s.ptr[k]);) k++;
            }
        }
        size_t after = k;
        while (after < s.len && s.ptr[after] == ' ') after++;
        int half = after < s.len ? s.ptr[after] | 32 : 0;
        int dots = after + 1 < s.len && s.ptr[after + 1] == '.';
        size_t m_at = after + 1 + (size_t)dots;
        int is_half = (half == 'a' || half == 'p') && m_at < s.len && (s.ptr[m_at] | 32) == 'm' &&
                      (m_at + 1 == s.len || !is_letter(s.ptr[m_at + 1]));
        if (!has_minute && !is_half) continue;
        if (hour > 23 || (is_half && hour > 12)) continue;
        if (is_half) {
            hour = hour % 12 + (half == 'p' ? 12 : 0);
            k = m_at + 1 + (size_t)dots;
        }
        m->hour = hour;
        m->minute = minute;
        m->second = second;
        read_zone(r, s, k, m);
        return;
    }
}

static int all_digits(const dti_clean_rules *r, dt_slice s, char out[32]) {
    (void)r;
    moment m = {.hour = -1};
    size_t at = 0;
    if (s.len == 10 || s.len == 13) { /* seconds or milliseconds since 1970 */
        long long v = 0;
        for (size_t i = 0; i < 10; i++) v = v * 10 + (s.ptr[i] - '0');
        if (v < 600000000) return 0;
        dti_day_parts((int32_t)(v / 86400), &m.year, &m.month, &m.day);
        m.hour = (int)(v % 86400 / 3600);
        m.minute = (int)(v % 3600 / 60);
        m.second = (int)(v % 60);
        memcpy(m.zone, "Z", 2);
        return write_moment(&m, out);
    }
    if (s.len != 8 && s.len != 12 && s.len != 14) return 0;
    number(s, &at, 4, &m.year);
    number(s, &at, 2, &m.month);
    number(s, &at, 2, &m.day);
    if (s.len >= 12) {
        number(s, &at, 2, &m.hour);
        number(s, &at, 2, &m.minute);
        number(s, &at, 2, &m.second);
    }
    return write_moment(&m, out);
}

/* Numbers parted by signs: year first, or the year last when only one order is possible. */
static int by_numbers(const dti_clean_rules *r, dt_slice s, char out[32]) {
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]) || (i && is_digit(s.ptr[i - 1]))) continue;
        moment m = {.hour = -1};
        size_t at = i;
        int a, b, c, na = number(s, &at, 4, &a);
        char sign = at < s.len ? s.ptr[at] : 0;
        if (sign != '-' && sign != '/' && sign != '.') continue;
        at++;
        int nb = number(s, &at, 2, &b);
        if (!nb || at >= s.len || s.ptr[at] != sign) continue;
        at++;
        int nc = number(s, &at, 4, &c);
        if (!nc || (at < s.len && is_digit(s.ptr[at]))) continue;
        if (na == 4 && nc <= 2) m = (moment){.year = a, .month = b, .day = c, .hour = -1};
        else if (na <= 2 && nc == 4) {
            m = (moment){.year = c, .month = b, .day = a, .hour = -1};
            if (a <= 12 && b <= 12 && a != b && sign != '.') continue; /* 11/10/2019 is either */
            if (b > 12) m.month = a, m.day = b;
        } else continue;
        if (!possible(&m)) continue;
        read_hour(r, s, at, &m);
        return write_moment(&m, out);
    }
    return 0;
}

/* "19 November 2019", "Nov. 19, 2019", "November 19th 2019". */
static int by_month_name(const dti_clean_rules *r, dt_slice s, char out[32]) {
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter(s.ptr[i]) || (i && is_letter(s.ptr[i - 1]))) continue;
        dt_slice word = word_at(s, i);
        int month = month_of(r, word);
        if (!month) continue;
        moment m = {.month = month, .hour = -1};
        size_t at = i + word.len, before = i;
        /* the day before the name: "19", "19th", "19 of" is not news style */
        while (before && !is_digit(s.ptr[before - 1]) && i - before < 4) before--;
        if (before && is_digit(s.ptr[before - 1])) {
            size_t from = before - 1;
            if (from && is_digit(s.ptr[from - 1])) from--;
            if (!from || !is_digit(s.ptr[from - 1])) number(s, &from, 2, &m.day);
        }
        for (int tries = 0; tries < 2 && at < s.len; tries++) {
            size_t gap = at;
            while (gap < s.len && !is_digit(s.ptr[gap]) && gap - at < 5) gap++;
            if (gap >= s.len || !is_digit(s.ptr[gap])) break;
            int v, n = number(s, &gap, 4, &v);
            if (n == 4) {
                m.year = v;
                at = gap;
                break;
            }
            if (m.day || n > 2) break;
            m.day = v;
            at = gap;
        }
        if (!possible(&m)) continue;
        read_hour(r, s, at, &m);
        if (m.hour < 0 && i > 8) read_hour(r, (dt_slice){s.ptr, i - 3}, 0, &m);
        return write_moment(&m, out);
    }
    return 0;
}

int dti_when_read(const dti_clean_rules *rules, dt_slice text, char out[32]) {
    dt_slice s = dti_slice_trim(text);
    if (s.len > 200) s.len = 200;
    size_t digits = 0;
    while (digits < s.len && is_digit(s.ptr[digits])) digits++;
    if (s.len && digits == s.len) return all_digits(rules, s, out);
    int n = by_numbers(rules, s, out);
    return n ? n : by_month_name(rules, s, out);
}

int dti_when_in_zone(dt_slice stamp, dt_slice zone, char out[32]) {
    moment m = {.hour = -1};
    size_t at = 0, z = 1;
    int hours, minutes;
    if (stamp.len != 20 || stamp.ptr[19] != 'Z' || zone.len != 6 || number(zone, &z, 2, &hours) != 2) return 0;
    z++;
    if (number(zone, &z, 2, &minutes) != 2) return 0;
    int *parts[] = {&m.year, &m.month, &m.day, &m.hour, &m.minute, &m.second};
    for (int i = 0; i < 6; i++, at++)
        if (number(stamp, &at, i ? 2 : 4, parts[i]) != (i ? 2 : 4)) return 0;
    if (!possible(&m)) return 0;
    int shift = (hours * 60 + minutes) * (zone.ptr[0] == '-' ? -1 : 1);
    int minute_of_day = m.hour * 60 + m.minute + shift, days = 0;
    if (minute_of_day < 0) minute_of_day += 24 * 60, days = -1;
    else if (minute_of_day >= 24 * 60) minute_of_day -= 24 * 60, days = 1;
    dti_day_parts(dti_day_number(m.year, m.month, m.day) + days, &m.year, &m.month, &m.day);
    m.hour = minute_of_day / 60;
    m.minute = minute_of_day % 60;
    memcpy(m.zone, zone.ptr, 6);
    return write_moment(&m, out);
}

int dti_when_in_url(dt_slice url, char out[32]) {
    const char *q = url.len ? memchr(url.ptr, '?', url.len) : NULL;
    if (q) url.len = (size_t)(q - url.ptr);
    for (size_t i = 0; i + 8 <= url.len; i++) {
        if (!is_digit(url.ptr[i]) || (i && (is_digit(url.ptr[i - 1]) || is_letter(url.ptr[i - 1])))) continue;
        moment m = {.hour = -1};
        size_t at = i;
        if (number(url, &at, 4, &m.year) != 4 || m.year < MIN_YEAR || m.year > MAX_YEAR) continue;
        char sign = at < url.len ? url.ptr[at] : 0;
        if (sign == '/' || sign == '-' || sign == '_') {
            at++;
            size_t month = at;
            int n = number(url, &at, 2, &m.month);
            if (!n) { /* "/2019/nov/18/" */
                static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
                for (int k = 0; k < 12 && month + 3 < url.len; k++)
                    if (memcmp(url.ptr + month, names + k * 3, 3) == 0) m.month = k + 1;
                at = month + 3;
            }
            if (at >= url.len || url.ptr[at] != sign) continue;
            at++;
            if (!number(url, &at, 2, &m.day)) continue;
            if (at < url.len && is_digit(url.ptr[at])) continue;
        } else {
            if (number(url, &at, 2, &m.month) != 2 || number(url, &at, 2, &m.day) != 2) continue;
            if (i && url.ptr[i - 1] != '/' && url.ptr[i - 1] != '-' && url.ptr[i - 1] != '_') continue;
        }
        if (possible(&m)) return write_moment(&m, out);
    }
    return 0;
}
