/* tension_data.c: reads a state, makes its CSV. */
#include "cli/tension_data.h"

#include <math.h>

#include "base/date.h"
#include "base/slice.h"

static void day_text(int32_t day, char out[16]) {
    dti_date d = dti_date_of_day(day);
    dti_date_write(&d, out);
}

static void csv_real(dti_buf *b, double v, int decimals) {
    dti_buf_char(b, ',');
    if (!isnan(v)) dti_json_number(b, v, decimals);
}

void dti_tension_csv(dti_buf *b, const dt_state *st) {
    dti_buf_str(b, "from,to,level,low,high,events,happenings,stories,sources,"
                   "verbal_cooperation,material_cooperation,verbal_conflict,material_conflict,"
                   "other,weight,goldstein_sum,goldstein_mean,score_mean,conflict_share,"
                   "cooperation,conflict,news_share,news_index\n");
    for (size_t i = 0; i < st->n_points; i++) {
        const dt_point *p = &st->points[i];
        char from[16], to[16];
        day_text(p->day, from);
        day_text(p->end_day - 1, to);
        dti_buf_printf(b, "%s,%s", from, to);
        csv_real(b, p->enough ? p->level : NAN, 2);
        csv_real(b, p->enough ? p->low : NAN, 2);
        csv_real(b, p->enough ? p->high : NAN, 2);
        dti_buf_printf(b, ",%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu", p->n_events, p->n_happenings,
                       p->n_stories, p->n_sources, p->quad[1], p->quad[2], p->quad[3],
                       p->quad[4], p->quad[0]);
        csv_real(b, p->weight, 4);
        csv_real(b, p->goldstein_sum, 4);
        csv_real(b, p->goldstein_mean, 4);
        csv_real(b, p->score_mean, 4);
        csv_real(b, p->conflict_share, 4);
        csv_real(b, p->cooperation, 4);
        csv_real(b, p->conflict, 4);
        csv_real(b, p->news_share, 6);
        csv_real(b, p->news_index, 2);
        dti_buf_char(b, '\n');
    }
}
