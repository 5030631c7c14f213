/* fuzz_when.c: whatever is said of a day, what comes out is a day of the calendar, with an hour
 * or none. */
#include "clean/when.h"

#include "base/date.h"
#include "clean/clean.h"
#include "kb/kb.h"
#include "records.h"

static void check_day(const char *out, int n) {
    if (!n) return;
    check(n == (int)strlen(out) && n < 32, "a length that is another");
    dti_date d;
    char day[11];
    snprintf(day, sizeof day, "%.10s", out);
    check(n >= 10 && dti_date_read(dti_str(day), &d) == DT_OK && d.precision == DTI_P_DAY,
          "no day of the calendar");
    if (n == 10) return;
    int hour, minute, second, zone_hours = 0, zone_minutes = 0, read = 0;
    char sign = 'Z';
    check(sscanf(out + 10, "T%2d:%2d:%2d%n", &hour, &minute, &second, &read) == 3 && read == 9,
          "no hour");
    check(hour < 24 && minute < 60 && second < 60, "an hour that no clock shows");
    if (n == 19 || (n == 20 && out[19] == 'Z')) return;
    check(n == 25 && sscanf(out + 19, "%c%2d:%2d", &sign, &zone_hours, &zone_minutes) == 3,
          "no zone");
    check((sign == '+' || sign == '-') && zone_hours <= 14 && zone_minutes < 60,
          "a zone that is none");
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb;
    static dti_clean_rules *rules;
    dt_error err = {{0}};
    if (!kb && !(kb = dt_kb_open(NULL, NULL, &err))) check(0, err.message);
    if (!rules && !(rules = dti_clean_rules_new(kb, &err))) check(0, err.message);
    char out[32] = "", again[32] = "";
    dt_slice text = {(const char *)data, len};
    int n = dti_when_read(rules, text, out);
    check_day(out, n);
    /* what was written reads as the same moment */
    if (n)
        check(dti_when_read(rules, (dt_slice){out, (size_t)n}, again) == n &&
                  strcmp(out, again) == 0,
              "a day that reads as another");
    check_day(out, dti_when_in_url(text, out));
    return 0;
}
