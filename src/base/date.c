/* date.c: calendar days and ISO 8601 dates of reduced precision. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

/* Days from civil, Howard Hinnant, "chrono-compatible low-level date algorithms". */
int32_t dti_day_number(int year, int month, int day) {
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void dti_day_parts(int32_t day_number, int *year, int *month, int *day) {
    int z = day_number + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

int dti_weekday(int32_t day_number) { return ((day_number % 7) + 7 + 3) % 7; }

int dti_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))) return 29;
    return days[month - 1];
}

static int read_digits(dt_slice t, size_t at, size_t n, int *out) {
    int v = 0;
    if (t.len < at + n) return 0;
    for (size_t i = at; i < at + n; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9') return 0;
        v = v * 10 + (t.ptr[i] - '0');
    }
    *out = v;
    return 1;
}

int dti_date_read(dt_slice text, dti_date *out) {
    memset(out, 0, sizeof *out);
    dti_date d = {0, 0, 0, DTI_P_NONE};
    if (!read_digits(text, 0, 4, &d.year) || d.year < 1) return DT_FAILED;
    d.precision = DTI_P_YEAR;
    if (text.len > 4) {
        if (text.ptr[4] != '-' || !read_digits(text, 5, 2, &d.month)) return DT_FAILED;
        if (d.month < 1 || d.month > 12) return DT_FAILED;
        d.precision = DTI_P_MONTH;
    }
    if (text.len > 7) {
        if (text.ptr[7] != '-' || !read_digits(text, 8, 2, &d.day)) return DT_FAILED;
        if (d.day < 1 || d.day > dti_days_in_month(d.year, d.month)) return DT_FAILED;
        if (text.len > 10 && text.ptr[10] >= '0' && text.ptr[10] <= '9') return DT_FAILED;
        d.precision = DTI_P_DAY;
    }
    *out = d;
    return DT_OK;
}

int dti_date_write(const dti_date *d, char out[16]) {
    out[0] = 0;
    if (d->year < 0 || d->year > 9999) return 0;
    unsigned y = (unsigned)d->year % 10000, m = (unsigned)d->month % 100,
             day = (unsigned)d->day % 100;
    switch (d->precision) {
    case DTI_P_DAY: return snprintf(out, 16, "%04u-%02u-%02u", y, m, day);
    case DTI_P_MONTH: return snprintf(out, 16, "%04u-%02u", y, m);
    case DTI_P_YEAR: return snprintf(out, 16, "%04u", y);
    case DTI_P_NONE: break;
    }
    return 0;
}

dti_date dti_date_of_day(int32_t day_number) {
    dti_date d = {0, 0, 0, DTI_P_DAY};
    dti_day_parts(day_number, &d.year, &d.month, &d.day);
    return d;
}

int32_t dti_date_first_day(const dti_date *d) {
    return dti_day_number(d->year, d->precision >= DTI_P_MONTH ? d->month : 1,
                          d->precision >= DTI_P_DAY ? d->day : 1);
}

int32_t dti_date_last_day(const dti_date *d) {
    int month = d->precision >= DTI_P_MONTH ? d->month : 12;
    return dti_day_number(
        d->year, month, d->precision >= DTI_P_DAY ? d->day : dti_days_in_month(d->year, month));
}
