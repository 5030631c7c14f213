/* relations.c: names of the dependency relations, and back. */
#include "parse/relations.h"

#include "base/slice.h"

static const char *const names[DTI_R_COUNT] = {
#define X(id, name) name,
    DTI_RELATIONS(X)
#undef X
};

const char *dti_rel_name(unsigned rel) { return rel < DTI_R_COUNT ? names[rel] : names[DTI_R_DEP]; }

dti_rel dti_rel_of(dt_slice name) {
    for (unsigned i = 0; i < DTI_R_COUNT; i++)
        if (dti_slice_is(name, names[i])) return (dti_rel)i;
    dt_slice rest = name;
    dt_slice base = dti_slice_cut(&rest, ':');
    for (unsigned i = 0; rest.ptr && i < DTI_R_COUNT; i++)
        if (dti_slice_is(base, names[i])) return (dti_rel)i;
    return DTI_R_DEP;
}
