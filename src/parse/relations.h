/*
 * relations.h: the dependency relations of Universal Dependencies that the treebanks use, numbered.
 *
 * dti_tok.deprel holds one of these.  The model file keeps names; it maps them here when opened.
 */
#ifndef DTI_RELATIONS_H
#define DTI_RELATIONS_H

#include "detente.h"

/* enum suffix, name */
#define DTI_RELATIONS(X)                                                                           \
    X(DEP, "dep") X(ACL, "acl") X(ACL_RELCL, "acl:relcl") X(ADVCL, "advcl")                        \
    X(ADVCL_RELCL, "advcl:relcl") X(ADVMOD, "advmod") X(AMOD, "amod") X(APPOS, "appos")            \
    X(AUX, "aux") X(AUX_PASS, "aux:pass") X(CASE, "case") X(CC, "cc") X(CC_PRECONJ, "cc:preconj")  \
    X(CCOMP, "ccomp") X(COMPOUND, "compound") X(COMPOUND_PRT, "compound:prt") X(CONJ, "conj")      \
    X(COP, "cop") X(CSUBJ, "csubj") X(CSUBJ_OUTER, "csubj:outer") X(CSUBJ_PASS, "csubj:pass")      \
    X(DET, "det") X(DET_PREDET, "det:predet") X(DISCOURSE, "discourse")                            \
    X(DISLOCATED, "dislocated") X(EXPL, "expl") X(FIXED, "fixed") X(FLAT, "flat")                  \
    X(GOESWITH, "goeswith") X(IOBJ, "iobj") X(LIST, "list") X(MARK, "mark") X(NMOD, "nmod")        \
    X(NMOD_DESC, "nmod:desc") X(NMOD_POSS, "nmod:poss") X(NMOD_UNMARKED, "nmod:unmarked")          \
    X(NSUBJ, "nsubj") X(NSUBJ_OUTER, "nsubj:outer") X(NSUBJ_PASS, "nsubj:pass")                    \
    X(NUMMOD, "nummod") X(OBJ, "obj") X(OBL, "obl") X(OBL_AGENT, "obl:agent")                      \
    X(OBL_UNMARKED, "obl:unmarked") X(ORPHAN, "orphan") X(PARATAXIS, "parataxis")                  \
    X(PUNCT, "punct") X(REPARANDUM, "reparandum") X(ROOT, "root") X(VOCATIVE, "vocative")          \
    X(XCOMP, "xcomp")

typedef enum dti_rel {
#define X(id, name) DTI_R_##id,
    DTI_RELATIONS(X)
#undef X
    DTI_R_COUNT
} dti_rel;

/* "nsubj:pass"; "dep" for a number that is none. */
const char *dti_rel_name(unsigned rel);
/* By name; a subtype that is not in the list gives its base, an unknown relation DTI_R_DEP. */
dti_rel dti_rel_of(dt_slice name);

#endif
