/* clean.c: reads a record's raw bytes, makes the story's text and what is known of it. */
#include "clean/clean.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "clean/lang.h"
#include "clean/story.h"

/* A language is read when its pack is there: data/en makes "en" one. */
static int has_pack(const dt_kb *kb, dt_slice lang) {
    char name[32];
    size_t n = 0;
    while (n < lang.len && n < 8 && (lang.ptr[n] | 32) >= 'a' && (lang.ptr[n] | 32) <= 'z') n++;
    snprintf(name, sizeof name, "%.*s/splitting", (int)n, lang.ptr);
    for (char *p = name; *p; p++)
        if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 32);
    return dti_kb_table(kb, name) != NULL;
}

int dti_clean(dt_doc *doc, const dti_clean_rules *rules, dt_error *err) {
    dti_decoded decoded;
    int rc = dti_charset_decode(doc, &decoded);
    if (rc == DT_OK)
        rc = doc->is_html ? dti_story_of_page(doc, &decoded, rules)
                          : dti_story_of_text(doc, &decoded, rules);
    if (rc != DT_OK)
        return dti_fail(err, "the document needs more memory than one document may have");
    /* The words of the text know better than what a page or a feed says of itself. */
    dt_slice found = dti_lang_of(rules, doc->text);
    if (found.len && !(doc->lang.len >= found.len && memcmp(doc->lang.ptr, found.ptr, found.len) == 0))
        doc->lang = found;
    doc->is_unread = doc->lang.len && doc->text.len && !has_pack(doc->kb, doc->lang);
    if (doc->is_unread)
        dti_diag(doc, DT_NOTE, "language-skipped", "there is no pack for the language of the text",
                 0, doc->raw.len);
    return DT_OK;
}
