/*
 * time_scan.h: a sentence as the grammar of times sees it, and the values that its patterns give.
 * Shared by time_words.c (reading), times.c (patterns) and time_values.c (calendar) alone.
 */
#ifndef DTI_TIME_SCAN_H
#define DTI_TIME_SCAN_H

#include <limits.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "code/tree.h"

/* Classes of en/time_words, in the table's words. */
#define DTI_TIME_CLASSES(X)                                                                    \
    X(month) X(weekday) X(unit) X(units) X(number) X(article) X(vague) X(ordinal) X(day)       \
    X(daypart_today) X(part) X(dir) X(ago) X(then) X(anchored) X(season) X(ref) X(mod)         \
    X(approx) X(since) X(until) X(year_before) X(set) X(often) X(am) X(zone) X(holiday)        \
    X(apart) X(definite) X(whole) X(filler) X(half) X(fiscal) X(recent) X(span_before)         \
    X(span_after) X(links) X(belongs)
enum {
#define X(name) DTI_TC_##name,
    DTI_TIME_CLASSES(X)
#undef X
        DTI_N_TIME_CLASSES
};

/* More meanings than "second" has no word of the table. */
#define DTI_MAX_TIME_VALUES 6

/* A word of the sentence. */
typedef struct dti_time_item {
    uint32_t start, end; /* bytes of the text */
    uint64_t classes;    /* bit 1 << DTI_TC_* */
    uint8_t n_values, class_of[DTI_MAX_TIME_VALUES];
    dt_slice value[DTI_MAX_TIME_VALUES]; /* of class_of's class */
    int digits; /* how many digits a number has; 0: no number */
    int number; /* digits, or a number word */
    int decade; /* 199 of "1990s", 197 of "70s"; 0: none */
    char after; /* the byte behind it: ':' ',' '-' */
} dti_time_item;

typedef struct dti_time_scan {
    dti_coding *c;
    const dti_tree *tree; /* NULL where nothing was parsed */
    uint32_t sent;
    const dti_time_item *items;
    size_t n;
    int32_t today; /* day number of publication; INT32_MIN */
} dti_time_scan;

/* What one pattern found: items [from, to), type and value. */
typedef struct dti_time_found {
    size_t from, to;
    const char *type;
    char value[40];
    char date[16];   /* for events; empty where the expression dates none */
    int names_noun;  /* "the 2014 accord": dates the noun, not what is done with it */
} dti_time_found;

#define DTI_IS(it, cls) ((it)->classes >> DTI_TC_##cls & 1)

/* Reads the word or phrase of the tables at atoms[a] of [a, end); returns how many it took. */
size_t dti_time_read(const dti_coding *c, size_t a, size_t end, dti_time_item *it);
/* What the table gives for a class of the item; empty when it is not of the class. */
dt_slice dti_time_value(const dti_time_item *it, unsigned time_class);
int dti_time_int(dt_slice s);
const dti_time_item *dti_time_at(const dti_time_scan *s, size_t i);

/* Each writes type, value and date; those that return int give 0 where nothing can be said. */
void dti_set_date(dti_time_found *f, const dti_date *d);
void dti_set_day(dti_time_found *f, int32_t day);
int dti_year_today(const dti_time_scan *s);
/* A month or a day of it; year 0: the text leaves it out.  ahead: what is told lies ahead. */
void dti_set_month(const dti_time_scan *s, dti_time_found *f, int month, int day, int year,
                   int ahead);
void dti_set_week(dti_time_found *f, int32_t day, int weekend);
void dti_set_quarter(dti_time_found *f, int year, int quarter);
void dti_set_season(dti_time_found *f, int year, dt_slice season);
/* "last", "this", "next" (dir -1, 0, 1) and a unit, counted from the day. */
int dti_set_unit(int32_t day, dti_time_found *f, int dir, dt_slice unit);
/* n units and perhaps a half: a duration.  n < 0: nobody says how many. */
void dti_set_duration(dti_time_found *f, int n, int half, dt_slice unit);
/* n units before or after the date, as exact as unit and date are. */
int dti_set_offset(const dti_date *from, dti_time_found *f, int n, dt_slice unit);
/* The latest date told before (this sentence or the two before it) that is exact enough. */
int dti_time_anchor(const dti_time_scan *s, dti_precision precision, dti_date *out);

#endif
