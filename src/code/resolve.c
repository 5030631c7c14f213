/* resolve.c: who a name means on a day. */
#include <limits.h>

#include "base/date.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code.h"

#define MAX_ROWS 64

/* Reads a date cell, "~2012-03" included; 0 when empty or odd. */
static int read_cell(dt_slice cell, dti_date *out) {
    if (cell.len && cell.ptr[0] == '~') cell.ptr++, cell.len--;
    return cell.len && dti_date_read(cell, out) == DT_OK;
}

int dti_fact_in_force(const dti_facts *f, const dti_phrase_hit *hit, int32_t day) {
    dti_date d;
    if (day == INT32_MIN) return 1;
    if (read_cell(dti_fact(f, hit, DTI_COL_FROM), &d) && day < dti_date_first_day(&d)) return 0;
    if (read_cell(dti_fact(f, hit, DTI_COL_TO), &d) && day > dti_date_last_day(&d)) return 0;
    return 1;
}

static int32_t begin_of(const dti_facts *f, const dti_phrase_hit *hit) {
    dti_date d;
    return read_cell(dti_fact(f, hit, DTI_COL_FROM), &d) ? dti_date_first_day(&d)
                                                         : INT32_MIN + 1;
}

/* Do the words of the title occur in the office ("Foreign Minister" in "Minister of Foreign
 * Affairs")? */
static int share_words(dt_slice a, dt_slice b) {
    int shared = 0;
    while (a.len) {
        dt_slice w = dti_slice_cut(&a, ' ');
        if (w.len < 4) continue;
        dt_slice rest = b;
        while (rest.len) {
            dt_slice v = dti_slice_cut(&rest, ' ');
            char x[64], y[64];
            size_t n = dti_fold(w.ptr, w.len, x, sizeof x),
                   m = dti_fold(v.ptr, v.len, y, sizeof y);
            shared += n == m && memcmp(x, y, n) == 0;
        }
    }
    return shared;
}

/*
 * Rows compete by points: in force on the day first, then the country and the title that the
 * text gives, then a full name before a surname, then the younger office.
 */
static long points_of(const dti_facts *f, const dti_person_query *q, const dti_phrase_hit *row,
                      int by_surname, int *in_force) {
    long p = 0;
    *in_force = dti_fact_in_force(f, row, q->day);
    dt_slice country = dti_fact(f, row, DTI_COL_COUNTRY);
    dt_slice office = dti_fact(f, row, DTI_COL_OFFICE);
    if (*in_force) p += 1000;
    if (q->country.len) p += dti_slice_eq(q->country, country) ? 2000 : -2000;
    if (q->office.len) p += 300 * share_words(q->office, office);
    if (q->sector.len && dti_slice_eq(q->sector, dti_fact(f, row, DTI_COL_SECTOR))) p += 200;
    if (!by_surname) p += 5000;
    return p;
}

int dti_resolve_person(const dti_facts *f, const dti_person_query *q, dti_ref *ref,
                       float *confidence, const char **why) {
    dti_phrase_hit best = {0};
    dt_slice best_name = {NULL, 0};
    long best_points = LONG_MIN;
    int best_in_force = 0, n_in_force = 0, best_by_surname = 0;
    for (size_t i = 0; i < q->n_hits; i++) {
        if (q->hits[i].kind != DTI_PH_PERSON) continue;
        dti_phrase_hit rows[MAX_ROWS];
        int by_surname = (q->hits[i].flags & DTI_PHF_SURNAME) != 0;
        size_t n = dti_fact_person_rows(f, &q->hits[i], rows, MAX_ROWS);
        for (size_t r = 0; r < n; r++) {
            int in_force;
            long p = points_of(f, q, &rows[r], by_surname, &in_force);
            dt_slice name = dti_fact(f, &rows[r], DTI_COL_NAME);
            if (in_force && by_surname && !dti_slice_eq(name, best_name)) n_in_force++;
            int younger =
                p == best_points &&
                (q->day == INT32_MIN || in_force || begin_of(f, &rows[r]) <= q->day) &&
                begin_of(f, &rows[r]) > begin_of(f, &best);
            if (p > best_points || younger) {
                best = rows[r];
                best_name = name;
                best_points = p;
                best_in_force = in_force;
                best_by_surname = by_surname;
            }
        }
    }
    if (best_points == LONG_MIN) return 0;
    if (q->country.len && !dti_slice_eq(q->country, dti_fact(f, &best, DTI_COL_COUNTRY)) &&
        best_by_surname)
        return 0;
    /* A bare surname counts only for somebody in office that day, and when nobody else bears
     * it. */
    if (best_by_surname && !q->office.len && !q->country.len &&
        (!best_in_force || n_in_force > 1))
        return 0;
    if (best_by_surname && !best_in_force && !q->is_former) return 0;
    ref->name = best_name;
    ref->country = dti_fact(f, &best, DTI_COL_COUNTRY);
    ref->sector = dti_fact(f, &best, DTI_COL_SECTOR);
    ref->office = dti_fact(f, &best, DTI_COL_OFFICE);
    ref->entity = (uint32_t)best.table << 20 | best.row;
    *why = best_in_force ? "office held on the day" : "former or future office";
    *confidence = best_by_surname ? 0.8f : best_in_force ? 0.97f : 0.85f;
    if (!best_in_force || q->is_former) {
        ref->sector = dti_str("ELI"); /* PLOVER: former officials are elites */
        ref->office = (dt_slice){"", 0};
    }
    return 1;
}

int dti_resolve_org(const dti_facts *f, const dti_phrase_hit *hit, int32_t day, dti_ref *ref) {
    ref->name = dti_fact(f, hit, DTI_COL_NAME);
    ref->country = dti_fact(f, hit, DTI_COL_COUNTRY);
    ref->sector = dti_fact(f, hit, DTI_COL_SECTOR);
    ref->office = (dt_slice){"", 0};
    ref->entity = (uint32_t)hit->table << 20 | hit->row;
    return dti_fact_in_force(f, hit, day);
}

int dti_office_on_day(const dti_facts *f, uint32_t entity, int32_t day, dti_ref *ref) {
    dti_phrase_hit self = {.kind = DTI_PH_PERSON,
                           .table = (uint16_t)(entity >> 20),
                           .row = entity & 0xfffff};
    dti_phrase_hit rows[MAX_ROWS];
    size_t n = dti_fact_person_rows(f, &self, rows, MAX_ROWS);
    for (size_t r = 0; r < n; r++) {
        if (!dti_fact(f, &rows[r], DTI_COL_FROM).len || !dti_fact_in_force(f, &rows[r], day))
            continue;
        ref->country = dti_fact(f, &rows[r], DTI_COL_COUNTRY);
        ref->sector = dti_fact(f, &rows[r], DTI_COL_SECTOR);
        ref->office = dti_fact(f, &rows[r], DTI_COL_OFFICE);
        return 1;
    }
    return 0;
}

dt_slice dti_ref_code(dti_arena *arena, const dti_ref *ref) {
    /* For bodies without a state the country already says what they are: IGO, UNO, NGO. */
    size_t n = ref->country.len + ref->sector.len;
    if (dti_slice_eq(ref->country, ref->sector)) n = ref->country.len;
    char *p = dti_arena_alloc(arena, n + 1);
    if (!p) return (dt_slice){"", 0};
    memcpy(p, ref->country.ptr, ref->country.len);
    if (n > ref->country.len) memcpy(p + ref->country.len, ref->sector.ptr, ref->sector.len);
    return (dt_slice){p, n};
}
