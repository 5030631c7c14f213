/* ontology.h: scores, quad classes and coding rules of PLOVER and CAMEO, from the tables. */
#ifndef DTI_ONTOLOGY_H
#define DTI_ONTOLOGY_H

#include "kb/image.h"

/* Is this a PLOVER type (mode empty) or a mode of that type? */
int dti_plover_knows(const dti_image *image, dt_slice type, dt_slice mode);
/* PLOVER score of (type, mode); the type's own where the mode has none. */
double dti_plover_score(const dti_image *image, dt_slice type, dt_slice mode);
/* Goldstein value of a CAMEO code; column "goldstein_icews" or "goldstein_gdelt". */
double dti_goldstein(const dti_image *image, dt_slice cameo, const char *column);
/* Quad class 1..4 (0: none) by a named map; keyed by PLOVER type or by CAMEO root. */
int dti_quad(const dti_image *image, const char *map, dt_slice type, dt_slice cameo);
/* Penta class 1..4 of a PLOVER type. */
int dti_penta(const dti_image *image, dt_slice type);
/* General CAMEO code of a type and mode ("CONSULT" "visit" -> "042"). */
dt_slice dti_cameo_of(const dti_image *image, dt_slice type, dt_slice mode);
/* Name in words of a type or CAMEO code. */
dt_slice dti_type_name(const dti_image *image, dt_slice type);
dt_slice dti_cameo_name(const dti_image *image, dt_slice cameo);
/*
 * Coding rule: what (type, aspect) becomes, "a future CONSULT is an AGREE".  Returns 1 and
 * fills *type and *mode when a rule says so.
 */
int dti_aspect_rule(const dti_image *image, dt_slice type, dt_slice aspect, dt_slice *becomes,
                    dt_slice *mode);

/* What the coder must know of a PLOVER type (column rules of world/ontology/types), as bits. */
enum {
    DTI_RULE_SOFT = 1,     /* a word used of everybody */
    DTI_RULE_TOGETHER = 2, /* parties of a mutual act are all its source */
    DTI_RULE_PURPOSE = 4,  /* told as a fact where it is what another act is for */
    DTI_RULE_MEETS = 8,    /* no event with the press or the public */
    DTI_RULE_ASKS = 16,    /* no event with the press */
    DTI_RULE_REFUSES = 32, /* aimed at who asked */
    DTI_RULE_FORCE = 64,   /* by force: only thought of it is a threat */
    DTI_RULE_THREAT = 128, /* that threat */
    DTI_RULE_THERE = 256,  /* the place stands for a target that is not told */
    DTI_RULE_HOST = 512,   /* ... if it is not the source's own state */
    DTI_RULE_HOME = 1024   /* ... if it is no other state than the source's */
};
unsigned dti_type_rules(const dti_image *image, dt_slice type);
/* Value of a row of world/ontology/floors; 0 where there is none. */
double dti_floor(const dti_image *image, const char *name);

#endif
