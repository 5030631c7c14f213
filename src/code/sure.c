/* sure.c: turns down events that are too unsure for what is known of their parties. */
#include "code/sure.h"

#include "base/slice.h"
#include "kb/kb.h"
#include "kb/ontology.h"

static int is_of_state(const dt_actor *actors, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (actors[i].country.len || dti_slice_is(actors[i].sector, "REL")) return 1;
    return 0;
}

static int is_public(const dti_tree *t, const dt_actor *actors, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (dti_frames_is_public(t->frames, actors[i].country, actors[i].sector)) return 1;
    return 0;
}

const char *dti_too_unsure(const dti_tree *t, const dti_proposal *p, const dt_event *e, int small_letters) {
    const dti_image *image = t->doc->kb->image;
    double unsure = dti_floor(image, "unsure"), unsure_small = dti_floor(image, "unsure_small");
    unsigned rules = dti_type_rules(image, e->plover);
    int source_of_state = is_of_state(e->sources, e->n_sources);
    int target_of_state = is_of_state(e->targets, e->n_targets);
    int is_soft = (rules & DTI_RULE_SOFT) != 0;
    if (e->confidence < unsure && !source_of_state) return "unsure, and done by nobody of a state";
    if (e->confidence < (small_letters ? unsure_small : unsure) && !source_of_state &&
        !(p->source.n && (p->target.n || e->n_sources > 1)))
        return "unsure, and a party is not known";
    if (e->confidence < dti_floor(image, "soft") && is_soft && e->n_sources && !source_of_state &&
        !is_public(t, e->sources, e->n_sources) && !target_of_state && !is_public(t, e->targets, e->n_targets))
        return "done by nobody of a state or in public affairs";
    if (e->confidence < unsure_small && is_soft && !dti_parties_are_public(t, p))
        return "unsure, and not between those who act in public affairs";
    /* an act of force that somebody only thinks of */
    if (e->confidence < unsure && (rules & DTI_RULE_THREAT) && (p->frame->rules & DTI_RULE_FORCE) &&
        !(source_of_state && target_of_state))
        return "unsure, and only thought of";
    return NULL;
}
