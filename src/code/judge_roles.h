/* judge_roles.h: what two actors are to the predicates of their sentence, as features of the judge. */
#ifndef DETENTE_CODE_JUDGE_ROLES_H
#define DETENTE_CODE_JUDGE_ROLES_H

#include "code/judge_names.h"

/* Features of every predicate at which one of the two stands; sets f->does and f->below. */
void dti_judge_give_roles(feats *f);

/* Features of the words below the predicate w that turn or fill its meaning; kind begins their names. */
void dti_judge_give_parts(feats *f, uint32_t w, const char *kind);

/* 2: the word w is in the actor; 1: the actor hangs in the word's phrase; 0: neither. */
int dti_judge_stands_at(const dti_tree *t, const dti_judge_actor *a, uint32_t w);

/* 'v', 'n', 'a' as frames ask for a word's class, or 0. */
char dti_judge_pos(const dti_tok *k);

/* The types that frames give the word w, each once, in the order of its frames, at most cap into out; how many. */
size_t dti_judge_types(const dti_tree *t, uint32_t w, char pos, dt_slice *out, size_t cap);

/* A short name of what the words around make of a type. */
const char *dti_judge_effect_name(dti_effect e);

/* Adds "2!fut": the penta class of a type and what the words around make of it. */
void dti_judge_add_turned(name *n, const feats *f, dt_slice type, dti_effect e);

#endif
