/* place_target.c: reads where an act is done, makes that its target when nobody is told of. */
#include "code/place_target.h"

#include "base/slice.h"
#include "kb/ontology.h"

static int is_of(const dt_actor *a, size_t n, dt_slice country) {
    for (size_t i = 0; i < n; i++)
        if (dti_slice_eq(a[i].country, country)) return 1;
    return 0;
}

/* "48 people", "the police": a role of no state.  Not a name, whose bearer may be a stranger there. */
static int is_stateless(const dt_actor *a) {
    return a->sector.len && !a->country.len && !a->name.len && dti_slice_eq(a->code, a->sector);
}

static int has_state(const dt_actor *a, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i].country.len) return 1;
    return 0;
}

/* "*its* embassy in Tehran": whose it is says more than where it stands. */
static int is_owned(const dti_tree *t, const dti_side *target) {
    uint32_t w = target->phrase;
    if (target->n) w = t->doc->mentions[target->mentions[0]].head;
    return w != DTI_NONE && w >= t->first && w < t->end && dti_child_by(t, w, DTI_R_NMOD_POSS) != DTI_NONE;
}

int dti_target_from_place(dti_coding *c, const dti_tree *t, const dti_proposal *p, dt_event *e,
                          const char **note) {
    dt_doc *d = c->doc;
    unsigned rules = dti_type_rules(c->facts->image, e->plover);
    /* where what is threatened would be done */
    if (rules & DTI_RULE_THREAT) rules = p->frame->rules;
    dt_slice country = e->place.country;
    *note = "";
    if (!(rules & (DTI_RULE_THERE | DTI_RULE_HOST | DTI_RULE_HOME)) || !country.len ||
        p->source.is_people || /* it is their place, and stands for them already */
        e->place.from_dateline || e->n_targets > 1 || e->n_sources > 1 ||
        (e->n_targets && (!is_stateless(&e->targets[0]) || is_owned(t, &p->target))))
        return DT_OK;
    /* "held talks in Rome": the host, and only of a guest; two who meet there are each other's */
    if ((rules & DTI_RULE_HOST) &&
        (e->n_targets || !has_state(e->sources, e->n_sources) ||
         is_of(e->sources, e->n_sources, country)))
        return DT_OK;
    /* who marches abroad marches against a state at home as often as against his host */
    if ((rules & DTI_RULE_HOME) && has_state(e->sources, e->n_sources) &&
        !is_of(e->sources, e->n_sources, country))
        return DT_OK;
    dt_actor *a = dti_arena_array(&d->arena, 1, sizeof *a);
    if (!a) return DT_FAILED;
    if (e->n_targets) {
        *a = e->targets[0];
        *note = "the target's state is that of the place";
    } else {
        size_t start = (size_t)(e->place.text.ptr - d->text.ptr);
        *a = (dt_actor){.text = e->place.text, .start = start, .end = start + e->place.text.len};
        *note = "no target told: the place stands for it";
    }
    a->country = country;
    dti_ref ref = {.country = country, .sector = a->sector};
    a->code = dti_ref_code(&d->arena, &ref);
    e->targets = a;
    e->n_targets = 1;
    return DT_OK;
}
