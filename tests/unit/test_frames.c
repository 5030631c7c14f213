/* test_frames.c: the frame tables as the matcher sees them: order, cues of aspect, speech. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "kb/frames.h"
#include "kb/kb.h"
#include "kb/ontology.h"

static dti_image *image;
static dti_frames *frames;

static int open_tables(void **state) {
    (void)state;
    dt_error err;
    size_t n_errors = 0;
    const char *path = getenv("DETENTE_KB");
    image = dti_image_open(path ? path : "build/detente.kb", &err);
    if (!image) return -1;
    frames = dti_frames_open(image, NULL, NULL, &n_errors, &err);
    return frames && n_errors == 0 ? 0 : -1;
}

static int close_tables(void **state) {
    (void)state;
    dti_frames_close(frames);
    dti_image_close(image);
    return 0;
}

static dt_slice cue(const char *lemma, char pos, dti_scope scope) {
    return dti_frames_cue(frames, dti_frames_lexeme(frames, dti_str(lemma)), pos, scope);
}

static void a_cue_holds_in_its_scope_only(void **state) {
    (void)state;
    assert_true(dti_slice_is(cue("not", 0, DTI_SCOPE_MOD), "negated"));
    assert_true(dti_slice_is(cue("if", 0, DTI_SCOPE_MARK), "hypothetical"));
    assert_true(dti_slice_is(cue("will", 'v', DTI_SCOPE_AUX), "future"));
    assert_true(dti_slice_is(cue("plan", 'v', DTI_SCOPE_COMP), "future"));
    assert_true(dti_slice_is(cue("fail", 'v', DTI_SCOPE_COMP), "negated"));
    /* "about the attack", "like an attack": prepositions, no cues */
    assert_int_equal(cue("about", 0, DTI_SCOPE_MOD).len, 0);
    assert_int_equal(cue("like", 0, DTI_SCOPE_MOD).len, 0);
}

static void speech_has_its_kind(void **state) {
    (void)state;
    dti_lexeme say = dti_frames_lexeme(frames, dti_str("say"));
    dti_lexeme deny = dti_frames_lexeme(frames, dti_str("deny"));
    assert_true(dti_slice_is(dti_frames_speech(frames, say, 'v'), "say"));
    assert_true(dti_slice_is(dti_frames_speech(frames, deny, 'v'), "deny"));
    assert_int_equal(dti_frames_speech(frames, 0, 'v').len, 0);
}

static void more_constraints_stand_first(void **state) {
    (void)state;
    size_t n;
    const dti_frame *const *f =
        dti_frames_of(frames, dti_frames_lexeme(frames, dti_str("launch")), 'v', &n);
    assert_true(n > 4);
    for (size_t i = 1; i < n; i++) {
        if (f[i]->n_constraints == 0) assert_int_equal(i, n - 1);
        assert_int_equal(f[i]->head, f[0]->head);
    }
}

static void types_tell_their_rules(void **state) {
    (void)state;
    unsigned consult = dti_type_rules(image, dti_str("CONSULT")), threaten = dti_type_rules(image, dti_str("THREATEN"));
    assert_int_equal(consult, DTI_RULE_SOFT | DTI_RULE_TOGETHER | DTI_RULE_PURPOSE | DTI_RULE_MEETS | DTI_RULE_HOST);
    assert_int_equal(dti_type_rules(image, dti_str("PROTEST")), DTI_RULE_HOME);
    assert_int_equal(dti_type_rules(image, dti_str("COERCE")), DTI_RULE_THERE);
    assert_int_equal(threaten, DTI_RULE_THREAT);
    assert_int_equal(dti_type_rules(image, dti_str("NOTHING")), 0);
    /* what is asked of the parties of an unsure event is asked of fewer the surer it is */
    assert_true(dti_floor(image, "unsure") > 0);
    assert_true(dti_floor(image, "unsure") < dti_floor(image, "unsure_small"));
    assert_true(dti_floor(image, "unsure_small") < dti_floor(image, "soft"));
    assert_true(dti_floor(image, "history_days") == 31);
    assert_true(dti_floor(image, "sky") == 0);
}

static void grammar_has_its_small_words(void **state) {
    (void)state;
    static const char *const words[DTI_N_PREPS] = {"by", "with", "between", "of", "to"};
    for (int i = 0; i < DTI_N_PREPS; i++)
        assert_int_equal(dti_frames_prep(frames, (dti_prep)i), dti_frames_lexeme(frames, dti_str(words[i])));
    assert_true(dti_frames_traits(frames, dti_frames_lexeme(frames, dti_str("against"))) & DTI_TRAIT_GERUND);
    assert_false(dti_frames_traits(frames, dti_frames_lexeme(frames, dti_str("with"))) & DTI_TRAIT_GERUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cue_holds_in_its_scope_only),
        cmocka_unit_test(speech_has_its_kind),
        cmocka_unit_test(more_constraints_stand_first),
        cmocka_unit_test(types_tell_their_rules),
        cmocka_unit_test(grammar_has_its_small_words),
    };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
