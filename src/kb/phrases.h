/*
 * phrases.h: every name and fixed phrase of the tables in one hash trie over atoms.
 *
 * A phrase is a chain of atoms; each prefix of it is an entry that says whether longer ones
 * exist, so that all phrases beginning at a place of the text are found in one walk.
 */
#ifndef DTI_PHRASES_H
#define DTI_PHRASES_H

#include "kb/atoms.h"
#include "kb/image.h"

typedef enum dti_phrase_kind {
    DTI_PH_COUNTRY,    /* en/country_names */
    DTI_PH_PERSON,     /* world/persons*: name or alias */
    DTI_PH_ORG,        /* organisations, groups, institutions, companies, media */
    DTI_PH_PLACE,      /* world/places */
    DTI_PH_ROLE,       /* en/roles, singular */
    DTI_PH_ROLES,      /* en/roles, plural */
    DTI_PH_NAME_WORD,  /* en/name_words */
    DTI_PH_GROUP_WORD, /* en/group_words */
    DTI_PH_COREF_WORD, /* en/coref_words */
    DTI_PH_NOT_ACTOR,  /* en/not_actors */
    DTI_PH_CONTEXT,    /* en/contexts */
    DTI_PH_AHEAD,      /* en/ahead */
    DTI_PH_TRIGGER,    /* a form of the head of a frame (for the gate) */
    DTI_PH_PRONOUN,    /* en/pronouns */
    DTI_PH_TIME,       /* en/time_words */
    DTI_PH_HALF,       /* a head that needs one of its mates (for the gate: kb/triggers.h) */
    DTI_PH_MATE,       /* such a mate; row: number of the head, as in DTI_PH_HALF */
    DTI_PH_N_KINDS
} dti_phrase_kind;

enum {
    DTI_PHF_CAPITAL = 1, /* written with a capital: the text must have one too */
    DTI_PHF_CAPS = 2,    /* written in capitals: the text must be too ("US", "WHO") */
    DTI_PHF_ALIAS = 4,   /* not the first name of its row */
    DTI_PHF_SURNAME = 8, /* only the last atom of a person's name */
    DTI_PHF_USER = 16    /* of a table that the user added: wins over ours */
};

/* One meaning of a phrase. */
typedef struct dti_phrase_hit {
    uint16_t table; /* number in the image */
    uint8_t kind;   /* dti_phrase_kind */
    uint8_t flags;
    uint32_t row;
} dti_phrase_hit;

typedef struct dti_phrase_match {
    uint32_t n_atoms;
    uint32_t n_hits;
    const dti_phrase_hit *hits; /* in table order */
} dti_phrase_match;

/* The trie as it lies in the image. */
typedef struct dti_phrases {
    const void *entries;
    uint64_t mask;
    const dti_phrase_hit *hits;
    const uint64_t *filter; /* bit per first atom */
} dti_phrases;

/* Builders of the sections "phrases" and "towns" (the names of world/towns alone). */
int dti_phrases_build(const dti_image *tables, dti_buf *out, dt_error *err);
int dti_towns_build(const dti_image *tables, dti_buf *out, dt_error *err);
/* Looks at the section; DT_FAILED when it is not there or odd. */
int dti_phrases_open(const dti_image *image, const char *section, dti_phrases *out,
                     dt_error *err);

/*
 * All phrases that begin at atoms[at] and lie in atoms[at..n) without a break, shortest first;
 * at most cap.  Returns how many.  Capitals are not checked: see dti_phrase_case_fits.
 */
size_t dti_phrases_match(const dti_phrases *p, const dti_atom *atoms, size_t n, size_t at,
                         dti_phrase_match *out, size_t cap);

/*
 * Does the writing of these atoms suit the hit?  loose: the whole text is in capitals or in
 * small letters, so that case says nothing.
 */
int dti_phrase_case_fits(const dti_phrase_hit *hit, const dti_atom *atoms, size_t n_atoms,
                         int loose);

#endif
