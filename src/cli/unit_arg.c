/* unit_arg.c: reads names or codes of actors, makes the codes that a store knows. */
#include "cli/unit_arg.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "kb/kb.h"

/* "USA", "usa", "UNO", "ETHREB": letters and digits, and no longer than a code may be. */
static int is_code(dt_slice s) {
    int capitals = 1;
    for (size_t i = 0; i < s.len; i++) {
        if (!isalnum((unsigned char)s.ptr[i])) return 0;
        capitals &= !islower((unsigned char)s.ptr[i]);
    }
    return s.len == 3 || capitals;
}

/* "america" is matched as "America": capitals are what tells names from words. */
static const dti_phrase_hit *find_state(const dt_kb *kb, dt_slice name) {
    char text[128];
    const dti_phrase_hit *hit = dti_fact_find(&kb->facts, name, DTI_PH_COUNTRY);
    if (hit || name.len >= sizeof text) return hit;
    for (size_t i = 0; i < name.len; i++) {
        int first = i == 0 || name.ptr[i - 1] == ' ';
        text[i] = first ? (char)toupper((unsigned char)name.ptr[i]) : name.ptr[i];
    }
    return dti_fact_find(&kb->facts, dti_slice(text, name.len), DTI_PH_COUNTRY);
}

void dti_units_of(const char *arg, char *out, size_t cap) {
    dt_kb *kb = NULL;
    int tried = 0;
    size_t at = 0;
    dt_slice rest = dti_str(arg);
    out[0] = 0;
    while (rest.ptr) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ','));
        if (!one.len) continue;
        dt_slice code = one;
        if (!is_code(one)) {
            if (!tried) kb = dt_kb_open(NULL, NULL, NULL);
            tried = 1;
            const dti_phrase_hit *hit = kb ? find_state(kb, one) : NULL;
            if (hit) code = dti_fact(&kb->facts, hit, DTI_COL_CODE);
        }
        int n = snprintf(out + at, cap - at, "%s%.*s", at ? "," : "", (int)code.len, code.ptr);
        if (n < 0 || (size_t)n >= cap - at) break;
        for (size_t i = at; i < at + (size_t)n; i++)
            out[i] = (char)toupper((unsigned char)out[i]);
        at += (size_t)n;
    }
    dt_kb_close(kb);
}
