/*
 * atoms.h: text as a run of atoms (folded words), the key under which names are looked up.
 *
 * An atom is a maximal run of letters and digits, folded (lower case, no accents) before
 * hashing, so that "People's Liberation Army" is people, s, liberation, army however it was
 * tokenised.
 */
#ifndef DTI_ATOMS_H
#define DTI_ATOMS_H

#include "base/arena.h"
#include "detente.h"

enum {
    DTI_ATOM_CAPITAL = 1, /* first letter upper case */
    DTI_ATOM_CAPS = 2,    /* two letters or more, no lower-case one */
    DTI_ATOM_BREAK =
        4, /* not joined to the atom before by a blank, hyphen, apostrophe, dot, & or / */
    DTI_ATOM_DIGITS = 8 /* begins with a digit */
};

typedef struct dti_atom {
    uint64_t hash;
    uint32_t start, end; /* bytes of the text */
    uint32_t flags;
    uint32_t pad;
} dti_atom;

/*
 * Cuts text (any bytes) into atoms in the arena.  Returns DT_OK, or DT_FAILED when the arena is
 * full. Offsets are 32 bits: text is at most DTI_MAX_DOC_BYTES.
 */
int dti_atoms_cut(dti_arena *arena, dt_slice text, dti_atom **atoms, size_t *n);

/* Hash of a sequence grows atom by atom: h(a b) = next(h(a), b). */
static inline uint64_t dti_atom_chain(uint64_t before, uint64_t atom) {
    uint64_t h = (before ^ (before >> 29)) * 0x9E3779B97F4A7C15u + atom;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ (h >> 29);
}

#endif
