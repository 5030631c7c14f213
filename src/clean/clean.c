/* clean.c: plain text as it is; broken UTF-8 is replaced. */
#include "clean/clean.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

struct dti_clean_rules {
    const dt_kb *kb;
};

dti_clean_rules *dti_clean_rules_new(const dt_kb *kb, dt_error *err) {
    dti_clean_rules *r = calloc(1, sizeof *r);
    if (r)
        r->kb = kb;
    else
        dti_fail(err, "out of memory");
    return r;
}

void dti_clean_rules_free(dti_clean_rules *rules) { free(rules); }

int dti_clean(dt_doc *doc, const dti_clean_rules *rules, dt_error *err) {
    (void)rules;
    size_t bad = dti_utf8_check(doc->raw.ptr, doc->raw.len);
    doc->text = doc->raw;
    if (bad == doc->raw.len) return DT_OK;
    char *text = dti_arena_copy(&doc->arena, doc->raw.ptr, doc->raw.len);
    if (!text)
        return dti_fail(err, "the document needs more memory than one document may have");
    while (bad < doc->raw.len) {
        text[bad] = '?';
        bad += dti_utf8_check(text + bad, doc->raw.len - bad);
    }
    doc->text.ptr = text;
    dti_diag(doc, DT_WARNING, "utf8-repaired", "bytes that are no UTF-8 were replaced", bad,
             bad);
    return DT_OK;
}
