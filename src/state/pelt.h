/* pelt.h: change points of a series of means known with different precision. */
#ifndef DTI_PELT_H
#define DTI_PELT_H

#include <stddef.h>

/* One observation: a week's mean tone, its variance, and what it rests on. */
typedef struct dti_pelt_obs {
    double mean, variance; /* variance > 0 */
    double weight;
    size_t n_happenings, n_stories;
} dti_pelt_obs;

typedef struct dti_pelt_turn {
    size_t at;            /* first observation of the new course */
    double before, after; /* means of the courses beside it */
    double strength;      /* what the change saves in cost, in penalties; at least `share` */
} dti_pelt_turn;

/*
 * PELT (Killick, Fearnhead, Eckley 2012, JASA 107:1590): the segmentation with the least
 * sum of squared standardised residuals plus a penalty for every change.  A segment needs
 * enough reports to be one (see pelt.c).
 *   share   of the penalty that is asked for: 1, or less to see weaker changes too; strength is
 *           in units of the whole penalty either way
 * turns has room for n.  Returns how many, in order of time; (size_t)-1: out of memory.
 */
size_t dti_pelt(const dti_pelt_obs *obs, size_t n, double share, dti_pelt_turn *turns);

#endif
