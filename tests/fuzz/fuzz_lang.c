/* fuzz_lang.c: whatever a text is, its language is a code or none, and the same when asked
 * again. */
#include "clean/lang.h"

#include "clean/rules.h"
#include "kb/kb.h"
#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb;
    static dti_clean_rules *rules;
    dt_error err = {{0}};
    if (!kb && !(kb = dt_kb_open(NULL, NULL, &err))) check(0, err.message);
    if (!rules && !(rules = dti_clean_rules_new(kb, &err))) check(0, err.message);
    dt_slice text = {(const char *)data, len}, lang = dti_lang_of(rules, text),
             again = dti_lang_of(rules, text);
    check(lang.len <= 3 && dti_slice_eq(lang, again), "a language that is none");
    for (size_t i = 0; i < lang.len; i++)
        check(lang.ptr[i] >= 'a' && lang.ptr[i] <= 'z', "a code that is none");
    return 0;
}
