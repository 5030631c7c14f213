/* aspect.c: is an act real, told as background, to come, only thought of, or denied; and who
 * says so. */
#include "code/aspect.h"

#include "base/slice.h"
#include "kb/ontology.h"

#define MAX_CLIMB 8

typedef struct climb {
    const dti_tree *t;
    const dti_proposal *p;
    dti_view view;
    int would; /* "would" stands by the act: a future under a verb of speech */
    int fact;  /* told as a fact whatever stands above: "after the raid" */
} climb;

static dti_effect effect_of(dt_slice name) {
    if (dti_slice_is(name, "negated")) return DTI_E_NEGATED;
    if (dti_slice_is(name, "hypothetical")) return DTI_E_HYPOTHETICAL;
    if (dti_slice_is(name, "future")) return DTI_E_FUTURE;
    if (dti_slice_is(name, "wish")) return DTI_E_WISH;
    if (dti_slice_is(name, "historical")) return DTI_E_HISTORICAL;
    if (dti_slice_is(name, "fact")) return DTI_E_FACT;
    return DTI_E_NONE;
}

/*
 * The word nearest to the act decides; further out only a negation changes what stands, and a
 * doubt weakens a plan.  Negated twice is actual: "did not fail to".
 */
static void apply(climb *c, dt_slice name, uint32_t tok) {
    dti_effect e = effect_of(name), old = c->view.effect, next = old;
    if (e == DTI_E_NONE) return;
    if (e == DTI_E_FACT) {
        c->fact = 1;
        return;
    }
    if (e == DTI_E_HISTORICAL && tok > c->t->first &&
        (dti_frames_traits(c->t->frames, dti_lex(c->t, tok - 1)) & DTI_TRAIT_MOMENT))
        return;
    if (tok == c->p->adverb || tok == c->p->light || tok == c->p->oblique)
        return; /* the frame has read it already */
    if (old == DTI_E_NONE || old == DTI_E_HISTORICAL)
        next = e;
    else if (e == DTI_E_NEGATED && old == DTI_E_NEGATED && dti_at(c->t, c->view.cue)->head == tok &&
             dti_at(c->t, c->view.cue)->upos == DTI_ADJ)
        return; /* "stopped short of": one negation */
    else if (e == DTI_E_NEGATED)
        next = old == DTI_E_NEGATED ? DTI_E_NONE : DTI_E_NEGATED;
    else if (old == DTI_E_NEGATED && e == DTI_E_WISH)
        next = DTI_E_NOTHING;
    else if (old == DTI_E_FUTURE && (e == DTI_E_HYPOTHETICAL || e == DTI_E_WISH))
        next = e;
    if (next == old) return;
    c->view.effect = next;
    c->view.cue = tok;
}

/* Function words and modifiers below a word: may, will, not, no, if, upcoming. */
static void own_cues(climb *c, uint32_t w, int is_act) {
    const dti_tree *t = c->t;
    for (uint32_t k = dti_child(t, w); k != DTI_NONE; k = dti_next(t, k)) {
        dti_lexeme l = dti_lex(t, k);
        if (!l) continue;
        switch (dti_at(t, k)->deprel) {
        case DTI_R_AUX:
        case DTI_R_COP:
            apply(c, dti_frames_cue(t->frames, l, 0, DTI_SCOPE_AUX), k);
            if (dti_frames_cue(t->frames, l, 0, DTI_SCOPE_AUX_SAID).len) c->would = 1;
            break;
        case DTI_R_ADVMOD:
        case DTI_R_DET:
        case DTI_R_AMOD:
        case DTI_R_CC:
        case DTI_R_CC_PRECONJ:
            if (is_act || dti_at(t, k)->deprel == DTI_R_ADVMOD ||
                dti_at(t, k)->deprel == DTI_R_CC)
                apply(c, dti_frames_cue(t->frames, l, 0, DTI_SCOPE_MOD), k);
            break;
        case DTI_R_MARK:
        case DTI_R_CASE: apply(c, dti_frames_cue(t->frames, l, 0, DTI_SCOPE_MARK), k); break;
        default: break;
        }
    }
}

static int has_subject(const dti_tree *t, uint32_t w) {
    return dti_child_by(t, w, DTI_R_NSUBJ) != DTI_NONE ||
           dti_child_by(t, w, DTI_R_NSUBJ_PASS) != DTI_NONE;
}

/* Does a clause ask for its doer, its manner or its time: "who attacked them"? */
static int asks_who(const dti_tree *t, uint32_t verb) {
    for (uint32_t k = dti_child(t, verb); k != DTI_NONE && k < verb; k = dti_next(t, k))
        if (dti_frames_traits(t->frames, dti_lex(t, k)) & DTI_TRAIT_ASKING) return 1;
    return 0;
}

static uint32_t speaker_under(const dti_tree *t, uint32_t verb, char pos) {
    dti_word_list words;
    dti_slot_words(t, verb, pos, (dti_slot){DTI_SLOT_SUBJ, 0}, DTI_NONE, &words);
    return words.n ? words.words[0] : DTI_NONE;
}

static char pos_of(const dti_tok *k) {
    return k->upos == DTI_VERB || k->upos == DTI_AUX     ? 'v'
           : k->upos == DTI_NOUN || k->upos == DTI_PROPN ? 'n'
                                                         : 0;
}

static dt_slice speech_kind(const dti_tree *t, uint32_t w) {
    char pos = pos_of(dti_at(t, w));
    return pos ? dti_frames_speech(t->frames, dti_lex(t, w), pos) : (dt_slice){"", 0};
}

static void hear(climb *c, uint32_t speech) {
    dt_slice kind = speech_kind(c->t, speech);
    if (c->view.speaker == DTI_NONE)
        c->view.speaker = speaker_under(c->t, speech, pos_of(dti_at(c->t, speech)));
    if (dti_slice_is(kind, "deny"))
        apply(c, dti_str("negated"), speech);
    else if (dti_slice_is(kind, "ask"))
        apply(c, dti_str("hypothetical"), speech);
    else if (c->would && c->view.effect == DTI_E_HYPOTHETICAL)
        c->view.effect = DTI_E_FUTURE;
}

/* "…, the minister said": the verb of speech hangs under what is said; "according to X" too. */
static void speech_below(climb *c, uint32_t w) {
    const dti_tree *t = c->t;
    for (uint32_t k = dti_child(t, w); k != DTI_NONE && c->view.speaker == DTI_NONE;
         k = dti_next(t, k)) {
        unsigned r = dti_at(t, k)->deprel;
        /* "Niger: France *recalls* its envoy": the act itself is not what says so */
        if (r == DTI_R_PARATAXIS && k != c->p->trigger && speech_kind(t, k).len) hear(c, k);
        if (r == DTI_R_OBL) {
            uint32_t m = dti_child_by(t, k, DTI_R_CASE);
            if (m != DTI_NONE && dti_frames_speech(t->frames, dti_lex(t, m), 0).len)
                c->view.speaker = k;
        }
    }
}

/* "The film shows the bombing": what a work of art or memory tells of is no news. */
static void told_by_work(climb *c, uint32_t verb) {
    const dti_tree *t = c->t;
    uint32_t subject = dti_child_by(t, verb, DTI_R_NSUBJ);
    if (subject == DTI_NONE || !(dti_frames_traits(t->frames, dti_lex(t, subject)) & DTI_TRAIT_FICTION))
        return;
    c->view.effect = DTI_E_NOTHING;
    c->view.cue = subject;
}

/* "The play shows troops crushing the rising", "imagines a land occupied by": as told_by_work, for clauses; 0 */
static int told_above(climb *c, uint32_t up) {
    for (int step = 0; step < 3 && up != DTI_NONE; step++, up = dti_at(c->t, up)->head) told_by_work(c, up);
    return 0;
}

/* One step up from w to its head; returns 0 where what is above says nothing about the act. */
static int step_up(climb *c, uint32_t w, int nominal) {
    const dti_tree *t = c->t;
    const dti_tok *k = dti_at(t, w);
    uint32_t up = k->head;
    switch (k->deprel) {
    case DTI_R_CONJ:
        /* "may withdraw or attack": what has no subject of its own shares the auxiliaries */
        /* "was told not to shoot and *to* withdraw": the second stands by itself */
        /* "was not sorry and *refused* to go": so does a verb with a tense of its own */
        if (!has_subject(t, w) && dti_child_by(t, w, DTI_R_MARK) == DTI_NONE &&
            (!(k->feats & DTI_F_FIN) || !(k->feats & DTI_F_PAST) || dti_at(t, up)->feats & DTI_F_PAST))
            own_cues(c, up, 0);
        return 1;
    case DTI_R_XCOMP:
    case DTI_R_CCOMP:
    case DTI_R_CSUBJ:
    case DTI_R_ACL:
    case DTI_R_ADVCL: {
        int clause =
            k->deprel == DTI_R_XCOMP || k->deprel == DTI_R_CCOMP || k->deprel == DTI_R_CSUBJ;
        if (k->deprel == DTI_R_ACL && !(k->feats & (DTI_F_INF | DTI_F_GER)) &&
            dti_child_by(t, w, DTI_R_MARK) == DTI_NONE)
            return told_above(c, up); /* "troops killed by": a plain modifier */
        if (k->deprel == DTI_R_ADVCL) {
            dt_slice cue = dti_frames_cue(t->frames, dti_lex(t, up), 0, DTI_SCOPE_COMP);
            uint32_t mark = dti_child_by(t, w, DTI_R_MARK);
            if (mark == DTI_NONE) return told_above(c, up);
            if (dti_frames_traits(t->frames, dti_lex(t, mark)) & DTI_TRAIT_BESIDE) return 0;
            /* "is thinking about leaving", "stopped short of recognising" */
            if (!(k->feats & (DTI_F_FIN | DTI_F_INF | DTI_F_PAST)) && cue.len &&
                !dti_slice_is(cue, "future")) {
                apply(c, cue, up);
                own_cues(c, up, 0);
                return 1;
            }
            /* "left to meet", "in a bid to ease": a purpose is no act yet */
            if (!(k->feats & DTI_F_INF)) return 0;
            if (!cue.len) {
                apply(c, dti_str("hypothetical"), w);
                if (c->view.effect == DTI_E_HYPOTHETICAL && c->p->frame &&
                    !(c->p->frame->rules & DTI_RULE_PURPOSE))
                    c->view.effect = DTI_E_NOTHING;
                return 0;
            }
            /* "voted to impose": a complement that was read as a purpose */
            apply(c, cue, up);
            own_cues(c, up, 0);
            return 1;
        }
        dt_slice cue = dti_frames_cue(t->frames, dti_lex(t, up), 0, DTI_SCOPE_COMP);
        told_by_work(c, up);
        if (c->view.effect == DTI_E_NOTHING) return 0;
        /* "was told *to* leave", "has been directed *to* arrest them": asked for, not done yet */
        if (clause && (k->feats & DTI_F_INF)) {
            dt_slice asked = dti_frames_cue(t->frames, dti_lex(t, up), 0, DTI_SCOPE_INF);
            if (asked.len) cue = asked;
        }
        /* "do not know *who* attacked them": that somebody did is taken for granted */
        if (k->deprel == DTI_R_CCOMP && asks_who(t, w)) return 0;
        if (clause && speech_kind(t, up).len && (!cue.len || dti_slice_is(cue, "speech"))) {
            hear(c, up);
            return 0;
        }
        apply(c, cue, up);
        own_cues(c, up, 0);
        return 1;
    }
    case DTI_R_OBJ:
    case DTI_R_NSUBJ:
    case DTI_R_NSUBJ_PASS:
    case DTI_R_OBL:
    case DTI_R_NMOD:
    case DTI_R_COMPOUND:
    case DTI_R_NMOD_POSS:
    case DTI_R_OBL_AGENT:
        /* what is hoped for, planned, cancelled, as a noun */
        if (!nominal) return 0;
        apply(c, dti_frames_cue(t->frames, dti_lex(t, up), 0, DTI_SCOPE_OBJ), up);
        if (k->deprel == DTI_R_OBJ || k->deprel == DTI_R_OBL) told_by_work(c, up);
        if (k->deprel == DTI_R_OBJ || k->deprel == DTI_R_NSUBJ || k->deprel == DTI_R_NSUBJ_PASS)
            own_cues(c, up, 0);
        return k->deprel != DTI_R_NMOD_POSS;
    case DTI_R_PARATAXIS: return 1;
    default: return 0;
    }
}

/* "will leave after the talks": what follows an act to come is to come itself. */
static int above_is_to_come(const dti_tree *t, uint32_t w) {
    uint32_t up = dti_at(t, w)->head;
    for (uint32_t k = up == DTI_NONE ? DTI_NONE : dti_child(t, up); k != DTI_NONE; k = dti_next(t, k))
        if (dti_at(t, k)->deprel == DTI_R_AUX &&
            dti_slice_is(dti_frames_cue(t->frames, dti_lex(t, k), 0, DTI_SCOPE_AUX), "future"))
            return 1;
    return 0;
}

/* "met *no* resistance", "*no* soldier fired": somebody or something that is not there. */
static void nobody(climb *c, uint32_t verb) {
    const dti_tree *t = c->t;
    for (uint32_t k = dti_child(t, verb); k != DTI_NONE; k = dti_next(t, k)) {
        unsigned r = dti_at(t, k)->deprel;
        /* "paid a visit to *nobody*" */
        if ((r == DTI_R_OBJ || r == DTI_R_OBL || r == DTI_R_NSUBJ || r == DTI_R_NSUBJ_PASS) && k != c->p->light &&
            dti_slice_is(dti_frames_cue(t->frames, dti_lex(t, k), 0, DTI_SCOPE_MOD), "negated"))
            apply(c, dti_str("negated"), k);
        uint32_t det = r == DTI_R_OBJ || r == DTI_R_NSUBJ || r == DTI_R_NSUBJ_PASS
                           ? dti_child_by(t, k, DTI_R_DET)
                           : DTI_NONE;
        /* "*neither* Sweden nor Finland" */
        if (det == DTI_NONE && r == DTI_R_NSUBJ) det = dti_child_by(t, k, DTI_R_CC_PRECONJ);
        if (det == DTI_NONE || k == c->p->light) continue;
        dt_slice cue = dti_frames_cue(t->frames, dti_lex(t, det), 0, DTI_SCOPE_MOD);
        if (dti_slice_is(cue, "negated")) apply(c, cue, det);
    }
}

/* "In the novel, Russian tanks roll into Warsaw" */
static void in_work(climb *c, uint32_t w) {
    const dti_tree *t = c->t;
    for (int step = 0; step < MAX_CLIMB && w != DTI_NONE; step++, w = dti_at(t, w)->head)
        for (uint32_t k = dti_child(t, w); k != DTI_NONE; k = dti_next(t, k)) {
            uint32_t m = dti_at(t, k)->deprel == DTI_R_OBL && k < c->p->trigger ? dti_child_by(t, k, DTI_R_CASE) : DTI_NONE;
            if (m == DTI_NONE || !(dti_frames_traits(t->frames, dti_lex(t, k)) & DTI_TRAIT_STORY)) continue;
            if (!(dti_frames_traits(t->frames, dti_lex(t, m)) & DTI_TRAIT_INSIDE)) continue;
            c->view.effect = DTI_E_NOTHING;
            c->view.cue = k;
        }
}

/* "Peru *will not* lift the ban": a verb of the doer's with a will and a negation of its own. */
static int is_refused(const dti_tree *t, const dti_proposal *p) {
    uint32_t w = p->trigger;
    int will = 0, not = 0;
    if (dti_at(t, w)->upos != DTI_VERB || dti_is_passive(t, w) || !p->source.n) return 0;
    for (uint32_t k = dti_child(t, w); k != DTI_NONE; k = dti_next(t, k)) {
        unsigned r = dti_at(t, k)->deprel;
        dti_lexeme l = dti_lex(t, k);
        if (!l) continue;
        will |= r == DTI_R_AUX && dti_slice_is(dti_frames_cue(t->frames, l, 0, DTI_SCOPE_AUX), "future");
        not |= r == DTI_R_ADVMOD && dti_slice_is(dti_frames_cue(t->frames, l, 0, DTI_SCOPE_MOD), "negated");
    }
    return will && not;
}

dti_view dti_aspect_at(const dti_tree *t, const dti_proposal *p) {
    climb c = {.t = t, .p = p, .view = {DTI_E_NONE, DTI_NONE, DTI_NONE, 0}};
    uint32_t w = p->trigger;
    int nominal = pos_of(dti_at(t, w)) == 'n';
    own_cues(&c, w, 1);
    if (p->light != DTI_NONE) own_cues(&c, p->light, 1);
    /* "US to send tanks", "are to meet": an infinitive that hangs on nothing */
    const dti_tok *act = dti_at(t, w);
    if (act->head == DTI_NONE && (act->feats & DTI_F_INF) && dti_child_by(t, w, DTI_R_MARK) != DTI_NONE)
        apply(&c, dti_str("future"), dti_child_by(t, w, DTI_R_MARK));
    nobody(&c, w);
    in_work(&c, w);
    for (int step = 0; step < MAX_CLIMB; step++) {
        speech_below(&c, w);
        if ((c.fact && !above_is_to_come(t, w)) || dti_at(t, w)->head == DTI_NONE || !step_up(&c, w, nominal)) break;
        w = dti_at(t, w)->head;
        nominal = nominal && pos_of(dti_at(t, w)) == 'n';
        if (step == 0 && p->light == DTI_NONE) nominal = pos_of(dti_at(t, w)) == 'n';
    }
    /* the rest of the way up only tells who speaks */
    for (int step = 0; step < MAX_CLIMB && c.view.speaker == DTI_NONE && w != DTI_NONE;
         step++) {
        uint32_t up = dti_at(t, w)->head;
        speech_below(&c, w);
        if (up == DTI_NONE) break;
        if ((dti_at(t, w)->deprel == DTI_R_CCOMP || dti_at(t, w)->deprel == DTI_R_XCOMP) &&
            speech_kind(t, up).len)
            c.view.speaker = speaker_under(t, up, pos_of(dti_at(t, up)));
        w = up;
    }
    uint32_t last = t->end - 1;
    if (t->end > t->first && t->doc->text.ptr[dti_at(t, last)->start] == '?' &&
        c.view.effect == DTI_E_NONE)
        c.view.effect = DTI_E_HYPOTHETICAL, c.view.cue = last;
    c.view.refused = c.view.effect == DTI_E_NEGATED && is_refused(t, p);
    return c.view;
}

/* "she *is* to meet the president on Wednesday": a "be" of now before an infinitive. */
static int is_to_be(const dti_tree *t, uint32_t w) {
    const dti_tok *k = dti_at(t, w);
    if (k->upos != DTI_AUX || !(k->feats & DTI_F_PRES)) return 0;
    uint32_t verb = k->deprel == DTI_R_COP ? k->head : dti_child_by(t, w, DTI_R_XCOMP);
    return verb != DTI_NONE && dti_at(t, verb)->upos == DTI_VERB &&
           (dti_at(t, verb)->feats & DTI_F_INF);
}

int dti_looks_ahead(const dti_tree *t) {
    for (uint32_t w = t->first; w < t->end; w++) {
        if (is_to_be(t, w)) return 1;
        if (dti_at(t, w)->deprel == DTI_R_AUX && dti_lex(t, w) &&
            dti_slice_is(dti_frames_cue(t->frames, dti_lex(t, w), 0, DTI_SCOPE_AUX), "future"))
            return 1;
    }
    return 0;
}

static dti_effect cue_of(const dti_tree *t, uint32_t w, dti_scope scope) {
    dti_lexeme l = dti_lex(t, w);
    return l ? effect_of(dti_frames_cue(t->frames, l, scope == DTI_SCOPE_AUX ? 0 : pos_of(dti_at(t, w)), scope)) : DTI_E_NONE;
}

/* "plans to leave", "wants to leave"; not "tried to leave", "let them leave", told of the past or in no tense. */
static int puts_ahead(const dti_tree *t, uint32_t verb) {
    dti_effect e = cue_of(t, verb, DTI_SCOPE_COMP);
    unsigned now = dti_at(t, verb)->feats & DTI_F_PRES;
    return e == DTI_E_FUTURE || (now && (e == DTI_E_HYPOTHETICAL || e == DTI_E_WISH));
}

/* "will", "is to", "should"; not "may have met", which is told of the past.  -1: told as done. */
static int tense_of(const dti_tree *t, uint32_t w) {
    int modal = 0, perfect = 0, finite = (dti_at(t, w)->feats & DTI_F_FIN) != 0;
    if (is_to_be(t, w)) return 1;
    for (uint32_t k = dti_child(t, w); k != DTI_NONE; k = dti_next(t, k)) {
        unsigned r = dti_at(t, k)->deprel;
        if (r != DTI_R_AUX && r != DTI_R_AUX_PASS && r != DTI_R_COP) continue;
        dti_effect e = cue_of(t, k, DTI_SCOPE_AUX);
        if (e == DTI_E_FUTURE || is_to_be(t, k)) return 1;
        modal |= e == DTI_E_HYPOTHETICAL;
        finite |= (dti_at(t, k)->feats & DTI_F_FIN) != 0;
        perfect |= r == DTI_R_AUX && (dti_at(t, k)->feats & DTI_F_INF) && (!modal || e == DTI_E_NONE);
    }
    return modal ? !perfect : finite ? -1 : 0;
}

/* "was *initially* scheduled for February": a plan that was changed lies behind. */
static int is_bygone(const dti_tree *t, uint32_t verb) {
    for (uint32_t k = dti_child(t, verb); k != DTI_NONE; k = dti_next(t, k))
        if (dti_at(t, k)->deprel == DTI_R_ADVMOD && (dti_frames_traits(t->frames, dti_lex(t, k)) & DTI_TRAIT_BYGONE))
            return 1;
    return 0;
}

int dti_looks_ahead_at(const dti_tree *t, uint32_t tok, int planned) {
    uint32_t w = tok;
    for (int step = 0; step < MAX_CLIMB && w != DTI_NONE; step++) {
        const dti_tok *k = dti_at(t, w);
        uint32_t up = k->head;
        if (k->upos != DTI_VERB && k->upos != DTI_AUX && dti_child_by(t, w, DTI_R_COP) == DTI_NONE) {
            if (planned && w != tok && cue_of(t, w, DTI_SCOPE_OBJ) == DTI_E_FUTURE) return 1;
            w = up;
            continue;
        }
        if (planned && (cue_of(t, w, DTI_SCOPE_COMP) == DTI_E_FUTURE ||
                        cue_of(t, w, DTI_SCOPE_OBJ) == DTI_E_FUTURE))
            return !is_bygone(t, w);
        int tense = tense_of(t, w);
        if (tense) return tense > 0;
        if (k->feats & DTI_F_INF) {
            /* a headline: "markets to remain closed until Friday" */
            if (up == DTI_NONE) return dti_child_by(t, w, DTI_R_MARK) != DTI_NONE;
            if (k->deprel != DTI_R_CONJ && puts_ahead(t, up)) return 1;
        }
        w = up;
    }
    return 0;
}
