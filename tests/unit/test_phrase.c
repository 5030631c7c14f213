/* test_phrase.c: the words by which actors of an event are shown, and where they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"

static dt_kb *kb;
static dt_coder *coder;

static int open_all(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_options options = dt_options_default();
    kb = dt_kb_open(NULL, NULL, &err);
    coder = kb ? dt_coder_new(kb, &options, &err) : NULL;
    return coder ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    dt_coder_free(coder);
    dt_kb_close(kb);
    return 0;
}

typedef struct shown {
    const char *text, *type, *source, *target;
} shown;

static const shown rows[] = {
    /* an abbreviation with its own article, no other */
    {"The U.N. condemned Rwanda.", "ACCUSE", "The U.N.", "Rwanda"},
    {"Russia vetoed a UN resolution.", "REJECT", "Russia", "UN"},
    {"Moscow condemned Latvia.", "ACCUSE", "Moscow", "Latvia"},
    /* whom only a noun describes: with what describes him, without article and day */
    {"Boko Haram killed three members of a church choir.", "ASSAULT", "Boko Haram",
     "three members of a church choir"},
    {"The Kenyan parliament on Monday condemned Somalia.", "ACCUSE", "Kenyan parliament",
     "Somalia"},
    {"Niger freed 40 students living in camps.", "RETREAT", "Niger", "40 students living in camps"},
    /* who has a name is shown by it */
    {"Macron met Sergio Mattarella of Italy.", "CONSULT", "Macron", NULL},
};

static void assert_shown(const dt_doc *doc, const dt_actor *a, size_t n, const char *expected) {
    if (!expected) return;
    assert_true(n >= 1);
    assert_int_equal(a[0].text.len, strlen(expected));
    assert_memory_equal(a[0].text.ptr, expected, a[0].text.len);
    assert_int_equal(a[0].end - a[0].start, a[0].text.len);
    assert_memory_equal(dt_doc_text(doc).ptr + a[0].start, expected, a[0].text.len);
}

static void actors_are_shown_by_their_phrase(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dt_error err = {{0}};
        dt_doc *doc = NULL;
        dt_input in = {.published = dti_str("2023-05-05"), .body = dti_str(rows[i].text)};
        assert_int_equal(dt_code(coder, &in, &doc, &err), DT_OK);
        const dt_event *e = NULL;
        for (size_t k = 0; k < dt_doc_n_events(doc) && !e; k++)
            if (dti_slice_is(dt_doc_event(doc, k)->plover, rows[i].type)) e = dt_doc_event(doc, k);
        if (!e) fail_msg("no %s in: %s", rows[i].type, rows[i].text);
        assert_shown(doc, e->sources, e->n_sources, rows[i].source);
        assert_shown(doc, e->targets, e->n_targets, rows[i].target);
        dt_doc_free(doc);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(actors_are_shown_by_their_phrase)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
