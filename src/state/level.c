/* level.c: reads a dyad's days of reports in order, makes the level of tension and its band. */
#include "state/level.h"

#include <math.h>

/*
 * The prior, in tone (-3.16 .. 3.16); one point is 15.8 of the level.  Fixed, not fitted to the
 * store at hand: the same reports must give the same level whatever else was read, and a store
 * of ten stories has no population to learn from.
 */
#define PRIOR_MEAN 0.0 /* as much conflict as cooperation: level 50 */
/* Dyads differ lastingly: allies stand near +1.6, enemies near -2; they turn over years. */
#define USUAL_SD 1.0
#define USUAL_DAYS (5 * 365.25)
/* The course of months: an affair or a thaw is over, or has become usual, in half a year. */
#define NOW_SD 1.0
#define NOW_DAYS 90.0
/* One report: tones of one dyad on one day scatter with sd 1.29 about their mean (measured on
 * the sample stories, 123 degrees of freedom): in a quarrel every fifth act is still a talk. */
#define NOISE (1.3 * 1.3)
/* Reports of one day are mostly about one affair: a hundred say no more than 1 / 0.1 apart. */
#define SAME_DAY 0.1
/* Levels a point of tone: 50 / sqrt(10). */
#define LEVELS_A_TONE 15.811388300841896

#define BAND_80 1.2815515655446004 /* standard normal quantile of 0.9 */

void dti_level_begin(dti_level *l, int32_t day) {
    *l = (dti_level){
        .day = day, .usual = PRIOR_MEAN, .p_uu = USUAL_SD * USUAL_SD, .p_nn = NOW_SD * NOW_SD};
}

void dti_level_pass(dti_level *l, int32_t day) {
    if (day <= l->day) return;
    double days = (double)day - (double)l->day;
    double u = exp(-days / USUAL_DAYS), n = exp(-days / NOW_DAYS);
    l->usual = PRIOR_MEAN + u * (l->usual - PRIOR_MEAN);
    l->now *= n;
    l->p_uu = u * u * l->p_uu + (1 - u * u) * USUAL_SD * USUAL_SD;
    l->p_nn = n * n * l->p_nn + (1 - n * n) * NOW_SD * NOW_SD;
    l->p_un *= u * n;
    l->day = day;
}

double dti_level_noise(double weight) { return NOISE * (1 / weight + SAME_DAY); }

void dti_level_see(dti_level *l, double mean, double weight) {
    if (!(weight > 0)) return;
    double du = l->p_uu + l->p_un, dn = l->p_un + l->p_nn;
    double variance = du + dn + dti_level_noise(weight);
    double surprise = mean - l->usual - l->now;
    l->usual += du / variance * surprise;
    l->now += dn / variance * surprise;
    l->p_uu -= du * du / variance;
    l->p_un -= du * dn / variance;
    l->p_nn -= dn * dn / variance;
}

double dti_level_of_tone(double tone) {
    double level = 50 - LEVELS_A_TONE * tone;
    return level < 0 ? 0 : level > 100 ? 100 : level;
}

dti_level_value dti_level_read(const dti_level *l) {
    double mean = l->usual + l->now;
    double variance = l->p_uu + 2 * l->p_un + l->p_nn;
    double half = BAND_80 * sqrt(variance > 0 ? variance : 0);
    return (dti_level_value){dti_level_of_tone(mean), dti_level_of_tone(mean + half),
                             dti_level_of_tone(mean - half)};
}

_Static_assert(DTI_ENOUGH_STORIES == 2, "one story is kept, to know a second by");

void dti_enough_day(dti_enough *e, size_t n_happenings, double weight) {
    if (!(weight > 0)) return;
    e->n_happenings += n_happenings;
    e->weight += weight;
}

void dti_enough_story(dti_enough *e, int64_t story) {
    if (story == 0 || (e->n_stories && story != e->story))
        e->n_stories = 2;
    else if (!e->n_stories)
        e->story = story, e->n_stories = 1;
}

int dti_enough_met(const dti_enough *e) {
    return e->n_happenings >= DTI_ENOUGH_HAPPENINGS && e->n_stories >= DTI_ENOUGH_STORIES &&
           e->weight >= DTI_ENOUGH_WEIGHT;
}
