/* standing.c: do enough of the parties that a frame and its type ask for stand in its slots? */
#include "code/standing.h"

static int known(const dt_doc *d, uint32_t m) { return d->mentions[m].n_refs > 0; }

int dti_slots_demand(const dti_slot *slots, uint32_t n, dti_slot_kind kind) {
    for (uint32_t i = 0; i < n; i++)
        if (slots[i].kind == kind) return 1;
    return 0;
}

/* "39.4C", "2,000": begins with a digit and counts nothing that acts. */
static int is_quantity(const dti_tree *t, uint32_t w) {
    char first = t->doc->text.ptr[dti_at(t, w)->start];
    return first >= '0' && first <= '9';
}

static int is_public(const dti_tree *t, uint32_t m) {
    const dti_mention *k = &t->doc->mentions[m];
    for (uint32_t r = 0; r < k->n_refs; r++)
        if (dti_frames_is_public(t->frames, k->refs[r].country, k->refs[r].sector)) return 1;
    return 0;
}

/* Is there somebody on the side of whom as much is known as is asked for? */
static int suffices(const dti_tree *t, const dti_side *side, dti_need need) {
    if (need == DTI_NEED_NOBODY) return 1;
    if (need == DTI_NEED_AGENT)
        return side->n || side->phrase == DTI_NONE || dti_at(t, side->phrase)->upos == DTI_PRON;
    for (uint32_t i = 0; i < side->n; i++) {
        uint32_t m = side->mentions[i];
        if (need == DTI_NEED_NAMED || (need == DTI_NEED_KNOWN && known(t->doc, m)) ||
            is_public(t, m))
            return 1;
    }
    return 0;
}

/* "the armies of Brazil and Argentina" are two in one mention. */
static uint32_t n_parties(const dti_tree *t, const dti_side *side) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        uint32_t refs = t->doc->mentions[side->mentions[i]].n_refs;
        n += refs ? refs : 1;
    }
    return n;
}

int dti_parties_are_public(const dti_tree *t, const dti_proposal *p) {
    return suffices(t, &p->source, DTI_NEED_PUBLIC) &&
           (n_parties(t, &p->source) > 1 || suffices(t, &p->target, DTI_NEED_PUBLIC) ||
            (!p->target.n && p->target.phrase == DTI_NONE));
}

/* What the frame itself and its type ask of the parties. */
static int lacks_standing(const dti_tree *t, const dti_proposal *p) {
    const dti_frame *f = p->frame;
    int all_sources = f->n_target && f->target[0].kind == DTI_SLOT_NONE;
    dti_need source = dti_slots_demand(f->source, f->n_source, DTI_SLOT_PUBLIC)  ? DTI_NEED_PUBLIC
                      : dti_slots_demand(f->source, f->n_source, DTI_SLOT_KNOWN) ? DTI_NEED_KNOWN
                                                                        : DTI_NEED_NOBODY;
    if ((dti_slots_demand(f->target, f->n_target, DTI_SLOT_OWN) && p->target.is_inside) ||
        (dti_slots_demand(f->source, f->n_source, DTI_SLOT_OWN) && p->source.is_inside))
        return 1;
    if (dti_slots_demand(f->target, f->n_target, DTI_SLOT_PUBLIC) &&
        (p->target.is_inside || !suffices(t, &p->target, DTI_NEED_PUBLIC)))
        return 1;
    if (source < f->source_need) source = f->source_need;
    return !suffices(t, &p->source, source) ||
           (!all_sources && n_parties(t, &p->source) < 2 &&
            !suffices(t, &p->target, f->target_need)) ||
           (!suffices(t, &p->source, f->either_need) &&
            !suffices(t, &p->target, f->either_need));
}

/*
 * "Efforts by the authorities to reform the police": an actor inside the phrase of a subject
 * that the verb only inherits does nothing.
 */
static int is_far_doer(const dti_tree *t, const dti_proposal *p) {
    if (!p->source.is_inside || p->frame->pos != 'v') return 0;
    uint32_t top = p->trigger;
    for (int step = 0; step < 4 && dti_at(t, top)->head != DTI_NONE; step++) {
        unsigned r = dti_at(t, top)->deprel;
        if (r != DTI_R_CONJ && r != DTI_R_ACL_RELCL &&
            (r != DTI_R_ACL || dti_at(t, top)->feats & DTI_F_INF))
            break;
        top = dti_at(t, top)->head;
    }
    for (uint32_t i = 0; i < p->source.n; i++)
        if (dti_is_under(t, t->doc->mentions[p->source.mentions[i]].head, top)) return 0;
    return 1;
}

int dti_lacks_party(const dti_tree *t, const dti_proposal *p) {
    const dti_frame *f = p->frame;
    if (dti_slots_demand(f->source, f->n_source, DTI_SLOT_MUST) && p->source.n < 2) return 1;
    if (lacks_standing(t, p) || is_far_doer(t, p)) return 1;
    uint32_t phrase = p->target.phrase;
    if (p->target.n == 1 && !known(t->doc, p->target.mentions[0]))
        phrase = t->doc->mentions[p->target.mentions[0]].head;
    if (phrase != DTI_NONE && p->target.n <= 1 && is_quantity(t, phrase) &&
        (p->target.n == 0 || !known(t->doc, p->target.mentions[0])))
        return 1;
    if (!dti_slots_demand(f->target, f->n_target, DTI_SLOT_MUST)) return 0;
    /* "India and Pakistan fought": each is the other's */
    dti_lexeme with = dti_frames_prep(t->frames, DTI_PREP_COMPANY);
    for (uint32_t i = 0; i < f->n_target && n_parties(t, &p->source) > 1; i++)
        if (f->target[i].kind == DTI_SLOT_PREP && f->target[i].prep == with) return 0;
    for (uint32_t i = 0; i < p->target.n; i++)
        if (known(t->doc, p->target.mentions[i])) return 0;
    return 1;
}
