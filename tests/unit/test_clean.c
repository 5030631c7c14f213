/* test_clean.c: the way back to the raw bytes, copied text, languages, a million nested tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "clean/clean.h"
#include "kb/kb.h"

static dt_kb *kb;
static dti_clean_rules *rules;

static int set_up(void **state) {
    (void)state;
    kb = dt_kb_open(NULL, NULL, NULL);
    rules = kb ? dti_clean_rules_new(kb, NULL) : NULL;
    return rules ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    dti_clean_rules_free(rules);
    dt_kb_close(kb);
    return 0;
}

static dt_doc *cleaned(const char *bytes, size_t len, int is_html) {
    dt_doc *doc = dti_doc_new(kb);
    assert_non_null(doc);
    doc->raw = dti_slice(bytes, len);
    doc->is_html = is_html;
    assert_int_equal(dti_clean(doc, rules, NULL), DT_OK);
    return doc;
}

static size_t raw_at(const dt_doc *doc, size_t at) {
    size_t i = 0;
    while (i + 1 < doc->n_map && doc->map[i + 1].at <= at) i++;
    return doc->n_map ? doc->map[i].raw_at + (at - doc->map[i].at) : at;
}

/* Where this word stands in the text and in the raw bytes, both must be it. */
static void leads_back(const dt_doc *doc, const char *word) {
    const char *p = memmem(doc->text.ptr, doc->text.len, word, strlen(word));
    assert_non_null(p);
    size_t raw = raw_at(doc, (size_t)(p - doc->text.ptr));
    assert_true(raw + strlen(word) <= doc->raw.len);
    assert_memory_equal(doc->raw.ptr + raw, word, strlen(word));
}

#define STORY                                                                                  \
    "<p>The   two ministers met &amp; talked in Karsava on Monday, for the first time in a "    \
    "year.</p><p>They <b>agreed</b> to open the crossing &mdash; at last, in a month.</p>"

static void words_lead_back_to_their_bytes(void **state) {
    (void)state;
    static const char page[] = "<html><body><nav><a href=x>Home</a></nav><h1>Talks</h1>" STORY;
    dt_doc *doc = cleaned(page, sizeof page - 1, 1);
    leads_back(doc, "ministers");
    leads_back(doc, "talked");
    leads_back(doc, "agreed");
    leads_back(doc, "month");
    dt_doc_free(doc);
}

static void words_lead_back_through_another_encoding(void **state) {
    (void)state;
    static const char page[] = "<html><meta charset=windows-1252><body><p>Caf\xe9 owners of "
                               "Karsava, na\xefve or not, met the minister on Monday about the "
                               "crossing of the river.</p>";
    dt_doc *doc = cleaned(page, sizeof page - 1, 1);
    assert_non_null(memmem(doc->text.ptr, doc->text.len, "Caf\xc3\xa9 owners", 12));
    /* exact to the 32 bytes that are converted at a time */
    const char *p = memmem(doc->text.ptr, doc->text.len, "crossing", 8);
    size_t raw = raw_at(doc, (size_t)(p - doc->text.ptr));
    size_t truth = (size_t)((const char *)memmem(page, sizeof page - 1, "crossing", 8) - page);
    assert_true(raw + 32 > truth && truth + 32 > raw);
    dt_doc_free(doc);
}

static void leavings_of_copied_text_go_and_sentences_stay(void **state) {
    (void)state;
    static const char text[] = "Talks on the crossing begin\n\n"
                               "The two ministers met in Karsava on Monday, for the first time.\n\n"
                               "\xE2\x80\xA2 Also read: Army leaves its posts\n\n"
                               "See also how the treaty was made, said the minister in the evening.\n\n"
                               "Talks on the crossing begin\n\nReuters\n\n"
                               "They also read the treaty of the year before, the officials said.\n\n"
                               "Leave a Reply\n\nYour email address will not be published.\n";
    static const char expected[] = "Talks on the crossing begin\n\n"
                                   "The two ministers met in Karsava on Monday, for the first time.\n\n\n"
                                   "See also how the treaty was made, said the minister in the evening.\n\n\n\n"
                                   "They also read the treaty of the year before, the officials said.\n\n";
    dt_doc *doc = cleaned(text, sizeof text - 1, 0);
    assert_int_equal(doc->text.len, sizeof expected - 1);
    assert_memory_equal(doc->text.ptr, expected, sizeof expected - 1);
    assert_true(dti_slice_is(doc->title, "Talks on the crossing begin"));
    assert_true(dti_slice_is(doc->agency, "Reuters"));
    leads_back(doc, "They also read");
    dt_doc_free(doc);
}

static void one_sentence_is_left_as_it_is(void **state) {
    (void)state;
    static const char text[] = "Also read: a headline";
    dt_doc *doc = cleaned(text, sizeof text - 1, 0);
    assert_true(dti_slice_is(doc->text, text));
    dt_doc_free(doc);
}

static void a_line_without_a_stop_is_a_headline(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int is_title;
    } trials[] = {
        {"Norway recalls envoy from Minsk", 1},         {"Norway recalls envoy from Minsk\n\n", 1},
        {"Norway recalled its envoy from Minsk.", 0},   {"Who recalled the envoy?", 0},
        {"He said: \"We recall the envoy.\"", 0},       {"Minsk", 0},
        {"Norway recalls envoy\n\nMinsk protests\n", 0},
    };
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        dt_doc *doc = cleaned(trials[i].text, strlen(trials[i].text), 0);
        assert_int_equal(doc->title.len > 0, trials[i].is_title);
        dt_doc_free(doc);
    }
}

static void other_languages_are_told_and_not_read(void **state) {
    (void)state;
    static const struct {
        const char *text, *lang;
        int unread;
    } trials[] = {
        {"The ministers of the two countries have agreed that the crossing will open.", "en", 0},
        {"Die Minister der beiden Staaten haben sich darauf geeinigt, dass die Br\xC3\xBC"
         "cke wieder f\xC3\xBCr den Verkehr ge\xC3\xB6"
         "ffnet wird und die Lage sich bessert.",
         "de", 1},
        {"Los ministros de los dos pa\xC3\xADses acordaron que el paso se abra de nuevo para los "
         "camiones en el mes de junio.",
         "es", 1},
        {"Beijing, Moscow, Hamas", "", 0}, /* too short to say: read */
    };
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        dt_doc *doc = cleaned(trials[i].text, strlen(trials[i].text), 0);
        assert_true(dti_slice_is(doc->lang, trials[i].lang));
        assert_int_equal(doc->is_unread, trials[i].unread);
        dt_doc_free(doc);
    }
}

static void a_million_nested_tags_are_bounded(void **state) {
    (void)state;
    const size_t n = 1000000;
    char *page = malloc(n * 5 + sizeof STORY);
    assert_non_null(page);
    for (size_t i = 0; i < n; i++) memcpy(page + i * 5, "<div>", 5);
    memcpy(page + n * 5, STORY, sizeof STORY - 1);
    dt_doc *doc = cleaned(page, n * 5 + sizeof STORY - 1, 1);
    assert_non_null(memmem(doc->text.ptr, doc->text.len, "two ministers", 13));
    assert_true(doc->arena.used_bytes < (size_t)64 << 20);
    dt_doc_free(doc);
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_lead_back_to_their_bytes),
        cmocka_unit_test(words_lead_back_through_another_encoding),
        cmocka_unit_test(leavings_of_copied_text_go_and_sentences_stay),
        cmocka_unit_test(one_sentence_is_left_as_it_is),
        cmocka_unit_test(a_line_without_a_stop_is_a_headline),
        cmocka_unit_test(other_languages_are_told_and_not_read),
        cmocka_unit_test(a_million_nested_tags_are_bounded),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
