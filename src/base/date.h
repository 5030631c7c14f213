/* date.h: calendar days and ISO 8601 dates of reduced precision. */
#ifndef DTI_DATE_H
#define DTI_DATE_H

#include <stdint.h>

#include "detente.h"

typedef enum dti_precision { DTI_P_NONE, DTI_P_YEAR, DTI_P_MONTH, DTI_P_DAY } dti_precision;

/* month 1..12 and day 1..31 are 0 past the precision. */
typedef struct dti_date {
    int year, month, day;
    dti_precision precision;
} dti_date;

/* Days since 1970-01-01 (proleptic Gregorian), and back. */
int32_t dti_day_number(int year, int month, int day);
void dti_day_parts(int32_t day_number, int *year, int *month, int *day);
/* 0 = Monday ... 6 = Sunday. */
int dti_weekday(int32_t day_number);
int dti_days_in_month(int year, int month);

/*
 * Reads YYYY, YYYY-MM or YYYY-MM-DD; what follows a full date ("T10:00Z", blank) is ignored.
 * Returns DT_OK, or DT_FAILED for anything else and for days that do not exist (Feb 30).
 */
int dti_date_read(dt_slice text, dti_date *out);
/* Writes with its precision, NUL-terminated; returns the length (0 for none). */
int dti_date_write(const dti_date *d, char out[16]);
dti_date dti_date_of_day(int32_t day_number);
/* First and last day that the date can mean. */
int32_t dti_date_first_day(const dti_date *d);
int32_t dti_date_last_day(const dti_date *d);

#endif
