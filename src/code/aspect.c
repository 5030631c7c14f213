/* aspect.c: is an act real, told as background, to come, only thought of, or denied; and who
 * says so. */
#include "code/aspect.h"

#include "base/slice.h"

#define MAX_CLIMB 8

static char cue_pos(const dti_tok *k) {
    switch (k->upos) {
    case DTI_VERB:
    case DTI_AUX: return 'v';
    case DTI_NOUN:
    case DTI_PROPN: return 'n';
    case DTI_ADJ: return 'a';
    default: return 0;
    }
}

static void apply(dti_view *v, dt_slice effect, uint32_t tok) {
    if (!effect.len) return;
    int *flag = dti_slice_is(effect, "negated")        ? &v->negated
                : dti_slice_is(effect, "hypothetical") ? &v->hypothetical
                : dti_slice_is(effect, "future")       ? &v->future
                : dti_slice_is(effect, "wish")         ? &v->wish
                : dti_slice_is(effect, "historical")   ? &v->historical
                                                       : NULL;
    if (!flag) return;
    /* "did not fail to": two negations are none */
    if (flag == &v->negated)
        *flag = !*flag;
    else
        *flag = 1;
    v->cue = tok;
}

/* Function words below a word: may, will, not, no, if, without. */
static void own_cues(const dti_tree *t, uint32_t w, uint32_t used, dti_view *v) {
    for (uint32_t c = dti_child(t, w); c != DTI_NONE; c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        if (r != DTI_R_AUX && r != DTI_R_ADVMOD && r != DTI_R_MARK && r != DTI_R_DET &&
            r != DTI_R_CASE && r != DTI_R_AMOD && r != DTI_R_COP)
            continue;
        if (c == used || (r == DTI_R_AMOD && dti_at(t, w)->upos != DTI_NOUN)) continue;
        int is_aux = r == DTI_R_AUX || r == DTI_R_COP;
        dti_scope scope = is_aux            ? DTI_SCOPE_AUX
                          : r == DTI_R_MARK ? DTI_SCOPE_MARK
                                            : DTI_SCOPE_MOD;
        apply(v, dti_frames_cue(t->frames, dti_lex(t, c), is_aux ? 'v' : 0, scope), c);
    }
}

static int has_subject(const dti_tree *t, uint32_t w) {
    return dti_child_by(t, w, DTI_R_NSUBJ) != DTI_NONE ||
           dti_child_by(t, w, DTI_R_NSUBJ_PASS) != DTI_NONE;
}

static uint32_t subject_of(const dti_tree *t, uint32_t verb) {
    dti_word_list words;
    dti_slot_words(t, verb, 'v', (dti_slot){DTI_SLOT_SUBJ, 0}, DTI_NONE, &words);
    return words.n ? words.words[0] : DTI_NONE;
}

static int speaks(const dti_tree *t, uint32_t w) {
    return dti_frames_speech(t->frames, dti_lex(t, w), cue_pos(dti_at(t, w))).len > 0;
}

/* "…, the minister said": the verb of speech hangs under what is said; "according to X" too. */
static void speech_below(const dti_tree *t, uint32_t w, dti_view *v) {
    for (uint32_t c = dti_child(t, w); c != DTI_NONE && v->speaker == DTI_NONE;
         c = dti_next(t, c)) {
        unsigned r = dti_at(t, c)->deprel;
        if (r == DTI_R_PARATAXIS && speaks(t, c)) v->speaker = subject_of(t, c);
        if (r == DTI_R_OBL) {
            uint32_t k = dti_child_by(t, c, DTI_R_CASE);
            if (k != DTI_NONE && dti_frames_speech(t->frames, dti_lex(t, k), 0).len)
                v->speaker = c;
        }
    }
}

dti_view dti_aspect_at(const dti_tree *t, uint32_t trigger, uint32_t used) {
    dti_view v = {.speaker = DTI_NONE, .cue = DTI_NONE};
    uint32_t w = trigger;
    int nominal = dti_at(t, trigger)->upos == DTI_NOUN || dti_at(t, trigger)->upos == DTI_PROPN;
    own_cues(t, w, used, &v);
    for (int step = 0; step < MAX_CLIMB; step++) {
        const dti_tok *k = dti_at(t, w);
        speech_below(t, w, &v);
        if (k->head == DTI_NONE) break;
        uint32_t up = k->head;
        char pos = cue_pos(dti_at(t, up));
        switch (k->deprel) {
        case DTI_R_CONJ:
            /* "may withdraw or attack": what has no subject of its own shares the auxiliaries
             */
            if (!has_subject(t, w) && !nominal) own_cues(t, up, used, &v);
            break;
        case DTI_R_XCOMP:
        case DTI_R_CCOMP:
        case DTI_R_CSUBJ:
        case DTI_R_ACL:
        case DTI_R_ADVCL:
            if (k->deprel == DTI_R_ACL && !(k->feats & DTI_F_INF)) break;
            if (k->deprel == DTI_R_ADVCL && (k->feats & DTI_F_INF))
                apply(&v, dti_str("hypothetical"), w);
            if (speaks(t, up) && (k->deprel == DTI_R_CCOMP || k->deprel == DTI_R_XCOMP)) {
                if (v.speaker == DTI_NONE) v.speaker = subject_of(t, up);
                if (dti_slice_is(dti_frames_speech(t->frames, dti_lex(t, up), pos), "deny"))
                    apply(&v, dti_str("negated"), up);
            } else if (k->deprel != DTI_R_ADVCL) {
                apply(&v, dti_frames_cue(t->frames, dti_lex(t, up), pos, DTI_SCOPE_COMP), up);
                own_cues(t, up, used, &v);
            }
            break;
        case DTI_R_OBJ:
        case DTI_R_NSUBJ:
        case DTI_R_NSUBJ_PASS:
        case DTI_R_OBL:
        case DTI_R_NMOD:
            /* what is hoped for, planned, cancelled, as a noun */
            if (nominal) {
                apply(&v, dti_frames_cue(t->frames, dti_lex(t, up), pos, DTI_SCOPE_OBJ), up);
                if (k->deprel != DTI_R_NMOD) own_cues(t, up, used, &v);
            }
            break;
        default: break;
        }
        if (k->deprel == DTI_R_ACL_RELCL || k->deprel == DTI_R_APPOS) break;
        nominal = nominal && (k->deprel == DTI_R_CONJ || k->deprel == DTI_R_NMOD);
        w = up;
    }
    uint32_t last = t->end - 1;
    if (t->end > t->first && t->doc->text.ptr[dti_at(t, last)->start] == '?')
        v.hypothetical = 1;
    return v;
}
