/* tags.h: parts of speech and features of Universal Dependencies, as numbers and as names. */
#ifndef DTI_TAGS_H
#define DTI_TAGS_H

#include "detente.h"

/* Universal part of speech; the order is the model file's and the alphabet's. */
typedef enum dti_upos {
    DTI_ADJ,
    DTI_ADP,
    DTI_ADV,
    DTI_AUX,
    DTI_CCONJ,
    DTI_DET,
    DTI_INTJ,
    DTI_NOUN,
    DTI_NUM,
    DTI_PART,
    DTI_PRON,
    DTI_PROPN,
    DTI_PUNCT,
    DTI_SCONJ,
    DTI_SYM,
    DTI_VERB,
    DTI_X,
    DTI_N_UPOS
} dti_upos;

/* Features that the coder asks for, as bits. */
enum {
    DTI_F_PAST = 1 << 0, /* Tense=Past */
    DTI_F_PRES = 1 << 1, /* Tense=Pres */
    DTI_F_FIN = 1 << 2,  /* VerbForm=Fin */
    DTI_F_INF = 1 << 3,  /* VerbForm=Inf */
    DTI_F_PART = 1 << 4, /* VerbForm=Part */
    DTI_F_GER = 1 << 5,  /* VerbForm=Ger */
    DTI_F_PASS = 1 << 6, /* Voice=Pass */
    DTI_F_SING = 1 << 7, /* Number=Sing */
    DTI_F_PLUR = 1 << 8, /* Number=Plur */
    DTI_F_P1 = 1 << 9,   /* Person=1 */
    DTI_F_P2 = 1 << 10,
    DTI_F_P3 = 1 << 11,
    DTI_F_IMP = 1 << 12,  /* Mood=Imp */
    DTI_F_PRS = 1 << 13,  /* PronType=Prs */
    DTI_F_REL = 1 << 14,  /* PronType=Rel */
    DTI_F_DEM = 1 << 15,  /* PronType=Dem */
    DTI_F_INT = 1 << 16,  /* PronType=Int */
    DTI_F_POSS = 1 << 17, /* Poss=Yes */
    DTI_F_FEM = 1 << 18,
    DTI_F_MASC = 1 << 19,
    DTI_F_NEUT = 1 << 20,
    DTI_F_NEG = 1 << 21, /* Polarity=Neg */
    DTI_F_CMP = 1 << 22, /* Degree=Cmp */
    DTI_F_SUP = 1 << 23, /* Degree=Sup */
    DTI_F_DEF = 1 << 24, /* Definite=Def */
    DTI_F_IND = 1 << 25  /* Definite=Ind */
};

/* "NOUN"; "X" for a number that is none. */
const char *dti_upos_name(unsigned upos);
/* By name, -1 when there is none of that name. */
int dti_upos_of(dt_slice name);

/* "Tense=Past" of one bit, in the order in which CoNLL-U wants them; NULL behind the last. */
const char *dti_feat_name(size_t i, uint32_t *bit);
/* Bit of "Tense=Past"; 0 for a feature that is not kept. */
uint32_t dti_feat_of(dt_slice name);

#endif
