/* tags.c: names of parts of speech and features. */
#include "base/tags.h"

#include "base/slice.h"

static const char *const upos_names[DTI_N_UPOS] = {
    "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"};

/* Sorted by name without regard to capitals, as CoNLL-U asks for. */
static const struct {
    const char *name;
    uint32_t bit;
} feats[] = {
    {"Definite=Def", DTI_F_DEF},   {"Definite=Ind", DTI_F_IND}, {"Degree=Cmp", DTI_F_CMP},
    {"Degree=Sup", DTI_F_SUP},     {"Gender=Fem", DTI_F_FEM},   {"Gender=Masc", DTI_F_MASC},
    {"Gender=Neut", DTI_F_NEUT},   {"Mood=Imp", DTI_F_IMP},     {"Number=Plur", DTI_F_PLUR},
    {"Number=Sing", DTI_F_SING},   {"Person=1", DTI_F_P1},      {"Person=2", DTI_F_P2},
    {"Person=3", DTI_F_P3},        {"Polarity=Neg", DTI_F_NEG}, {"Poss=Yes", DTI_F_POSS},
    {"PronType=Dem", DTI_F_DEM},   {"PronType=Int", DTI_F_INT}, {"PronType=Prs", DTI_F_PRS},
    {"PronType=Rel", DTI_F_REL},   {"Tense=Past", DTI_F_PAST},  {"Tense=Pres", DTI_F_PRES},
    {"VerbForm=Fin", DTI_F_FIN},   {"VerbForm=Ger", DTI_F_GER}, {"VerbForm=Inf", DTI_F_INF},
    {"VerbForm=Part", DTI_F_PART}, {"Voice=Pass", DTI_F_PASS},
};

const char *dti_upos_name(unsigned upos) { return upos < DTI_N_UPOS ? upos_names[upos] : "X"; }

int dti_upos_of(dt_slice name) {
    for (int i = 0; i < DTI_N_UPOS; i++)
        if (dti_slice_is(name, upos_names[i])) return i;
    return -1;
}

const char *dti_feat_name(size_t i, uint32_t *bit) {
    if (i >= sizeof feats / sizeof *feats) return NULL;
    *bit = feats[i].bit;
    return feats[i].name;
}

uint32_t dti_feat_of(dt_slice name) {
    for (size_t i = 0; i < sizeof feats / sizeof *feats; i++)
        if (dti_slice_is(name, feats[i].name)) return feats[i].bit;
    return 0;
}
