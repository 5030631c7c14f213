/* when.h: days and hours as pages write them -> ISO 8601. */
#ifndef DTI_WHEN_H
#define DTI_WHEN_H

#include "clean/rules.h"

/*
 * Reads "2019-11-19T14:45:08.000Z", "20191119", "2019/11/19 14:45", "Tue, 19 Nov 2019 14:45:08
 * +0100", "November 19, 2019 at 2:45 pm EST", "19 November 2019"; seconds since 1970 too.  Writes
 * YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with Z or +HH:MM where a zone is given; returns the length,
 * 0: no date.  Days out of 1990..2100 are none.  Names of months come from en/time_words.
 */
int dti_when_read(const dti_clean_rules *rules, dt_slice text, char out[32]);
/*
 * The same moment as clocks elsewhere show it: "2019-11-20T05:57:50Z" in "-08:00" is
 * "2019-11-19T21:57:50-08:00".  0 when the stamp has no hour in UTC or zone is none.
 */
int dti_when_in_zone(dt_slice stamp, dt_slice zone, char out[32]);
/* "November", "Nov", in any case. */
int dti_when_is_month(const dti_clean_rules *rules, dt_slice word);
/* The day in an address: "/2019/11/19/", "/2019-11-19-", "/201911191234"; 0: none. */
int dti_when_in_url(dt_slice url, char out[32]);

#endif
