/* level.h: the level of tension as a course in time, estimated from few and noisy reports. */
#ifndef DTI_LEVEL_H
#define DTI_LEVEL_H

#include <stddef.h>
#include <stdint.h>

/*
 * The model (docs/tension.md has it in full).  On day t the mean tone (signed root of the
 * PLOVER score, dti_tone) of what passes between the two is usual(t) + now(t): two slow
 * Gaussian processes, "how these two usually stand" (years) and "how they stand at present"
 * (months), both drawn back to their means.  A day's reports of weight W show it with variance
 * NOISE (1/W + SAME_DAY).  The estimate is the exact posterior given the reports up to that day
 * (Kalman filter).
 */
typedef struct dti_level {
    int32_t day;
    double usual, now;       /* posterior means, in tone */
    double p_uu, p_un, p_nn; /* posterior covariance */
} dti_level;

/* Before any report: the pooled prior. */
void dti_level_begin(dti_level *l, int32_t day);
/* Lets days pass without reports; earlier days are ignored. */
void dti_level_pass(dti_level *l, int32_t day);
/* Takes a day's reports: their weighted mean tone and sum of weights (> 0). */
void dti_level_see(dti_level *l, double mean, double weight);
/* Variance with which reports of this weight show the mean tone. */
double dti_level_noise(double weight);

/* Level 0..100 and its 80 % band. */
typedef struct dti_level_value {
    double level, low, high;
} dti_level_value;
dti_level_value dti_level_read(const dti_level *l);
/* Tone -sqrt(10) .. sqrt(10) -> level 100 .. 0. */
double dti_level_of_tone(double tone);

/* Enough to speak of a level: so many in the trailing window, or "too few reports". */
#define DTI_ENOUGH_DAYS 180
#define DTI_ENOUGH_HAPPENINGS 3
#define DTI_ENOUGH_STORIES 2
#define DTI_ENOUGH_WEIGHT 1.0

/* What the days of the window say so far; begins as {0}.  Stories are counted over the whole
 * window: one that tells of three days is one. */
typedef struct dti_enough {
    size_t n_happenings;
    double weight;
    int64_t story; /* the first seen */
    int n_stories; /* up to DTI_ENOUGH_STORIES */
} dti_enough;
/* A day within the window; one without weight says nothing. */
void dti_enough_day(dti_enough *e, size_t n_happenings, double weight);
/* A story that tells of such a day; 0: several do. */
void dti_enough_story(dti_enough *e, int64_t story);
int dti_enough_met(const dti_enough *e);

#endif
