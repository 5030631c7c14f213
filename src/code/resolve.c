/* resolve.c: who a name means on a day. */
#include <limits.h>

#include "base/date.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "code/code.h"

#define MAX_ROWS 64
/* How long a surname alone still means somebody who left office: eight years. */
#define REMEMBERED_DAYS 2922

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

/* Edits between two folded words, counted up to 3. */
static int edits(const char *a, size_t n, const char *b, size_t m) {
    int row[2][34];
    if (n > 32 || m > 32) return 3;
    for (size_t j = 0; j <= m; j++) row[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int *cur = row[i & 1], *old = row[(i - 1) & 1];
        cur[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int best = old[j - 1] + (a[i - 1] != b[j - 1]);
            if (old[j] + 1 < best) best = old[j] + 1;
            if (cur[j - 1] + 1 < best) best = cur[j - 1] + 1;
            cur[j] = best;
        }
    }
    int d = row[n & 1][m];
    return d > 3 ? 3 : d;
}

/*
 * Can the words before a family name be this person's given name?  Equal, one the beginning of
 * the other ("Joe" of Joseph, "J."), or alike in writing and beginning ("Anthony", "Antony").
 */
static int given_fits(dt_slice given, dt_slice name) {
    dt_slice first = dti_slice_cut(&given, ' ');
    char x[64], y[64];
    size_t n = dti_fold(first.ptr, first.len, x, sizeof x);
    while (n && !(x[n - 1] & 0x80) && (x[n - 1] < 'a' || x[n - 1] > 'z')) n--;
    if (!n) return 1;
    while (name.len) {
        dt_slice w = dti_slice_cut(&name, ' ');
        size_t m = dti_fold(w.ptr, w.len, y, sizeof y), k = n < m ? n : m;
        if (!m || x[0] != y[0]) continue;
        if (memcmp(x, y, k) == 0 && (k > 2 || n == 1 || n == m)) return 1;
        if (k > 3 && edits(x, n, y, m) <= (k > 5 ? 2 : 1)) return 1;
    }
    return 0;
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
    if (row->flags & DTI_PHF_USER) p += 500;
    /* out of office, the state that somebody served says more than the body: Tony Blair */
    if ((!*in_force || q->day == INT32_MIN) && dti_fact(f, row, DTI_COL_ORG).len == 0 &&
        !dti_slice_is(country, "IGO") && !dti_slice_is(country, "UNO"))
        p += 10;
    if (q->country.len) p += dti_slice_eq(q->country, country) ? 2000 : -2000;
    if (q->office.len) p += 300 * share_words(q->office, office);
    if (q->sector.len && dti_slice_eq(q->sector, dti_fact(f, row, DTI_COL_SECTOR))) p += 200;
    /* "Clinton", an alias of one, is the family name of another */
    if (!by_surname) p += q->one_word && !q->given.len ? 600 : 5000;
    return p;
}

static int32_t last_day_of(const dti_facts *f, const dti_phrase_hit *hit) {
    dti_date d;
    return read_cell(dti_fact(f, hit, DTI_COL_TO), &d) ? dti_date_last_day(&d) : INT32_MAX;
}

int dti_resolve_person(const dti_facts *f, const dti_person_query *q, dti_ref *ref,
                       float *confidence, const char **why) {
    dti_phrase_hit best = {0};
    dt_slice best_name = {NULL, 0};
    long best_points = LONG_MIN;
    int best_in_force = 0, n_in_force = 0, best_by_surname = 0, n_bearers = 0;
    dt_slice bearer = {NULL, 0};
    for (size_t i = 0; i < q->n_hits; i++) {
        if (q->hits[i].kind != DTI_PH_PERSON) continue;
        dti_phrase_hit rows[MAX_ROWS];
        int by_surname = (q->hits[i].flags & DTI_PHF_SURNAME) != 0;
        size_t n = dti_fact_person_rows(f, &q->hits[i], rows, MAX_ROWS);
        if (q->given.len && n) {
            if (!given_fits(q->given, dti_fact(f, &rows[0], DTI_COL_NAME)) &&
                !given_fits(q->given, dti_fact(f, &q->hits[i], DTI_COL_ALIASES)))
                continue;
            by_surname = 0;
        }
        if (n && !dti_slice_eq(dti_fact(f, &rows[0], DTI_COL_NAME), bearer)) {
            bearer = dti_fact(f, &rows[0], DTI_COL_NAME);
            n_bearers++;
        }
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
     * it; or for somebody the news may still speak of, of whom alone the tables know. */
    int remembered = best_by_surname && !best_in_force && n_bearers == 1 && q->day != INT32_MIN &&
                     last_day_of(f, &best) < q->day &&
                     q->day - last_day_of(f, &best) < REMEMBERED_DAYS;
    if (best_by_surname && !q->office.len && !q->country.len &&
        ((!best_in_force && !remembered) || n_in_force > 1))
        return 0;
    if (best_by_surname && !best_in_force && !remembered && !q->is_former) return 0;
    /* "former governor Pence" while he is vice president: another office is over */
    int other_office = q->office.len && !dti_slice_is(q->sector, "ELI") &&
                       !share_words(q->office, dti_fact(f, &best, DTI_COL_OFFICE));
    ref->name = best_name;
    ref->country = dti_fact(f, &best, DTI_COL_COUNTRY);
    ref->sector = dti_fact(f, &best, DTI_COL_SECTOR);
    ref->office = dti_fact(f, &best, DTI_COL_OFFICE);
    ref->entity = (uint32_t)best.table << 20 | best.row;
    *why = best_in_force ? "office held on the day" : "former or future office";
    *confidence = remembered ? 0.6f : best_by_surname ? 0.8f : best_in_force ? 0.97f : 0.85f;
    if (!best_in_force || (q->is_former && (q->day == INT32_MIN || !other_office))) {
        ref->sector = dti_str("ELI"); /* PLOVER: former officials are elites */
        ref->office = (dt_slice){"", 0};
        /* the tables know only of a later office; the title says what the person is today */
        if (!q->is_former && q->day != INT32_MIN && q->sector.len && begin_of(f, &best) > q->day) {
            ref->sector = q->sector;
            ref->office = q->office;
        }
    }
    return 1;
}

static void fill_person(const dti_facts *f, const dti_phrase_hit *row, dti_ref *ref) {
    ref->name = dti_fact(f, row, DTI_COL_NAME);
    ref->country = dti_fact(f, row, DTI_COL_COUNTRY);
    ref->sector = dti_fact(f, row, DTI_COL_SECTOR);
    ref->office = dti_fact(f, row, DTI_COL_OFFICE);
    ref->entity = (uint32_t)row->table << 20 | row->row;
}

static dt_slice last_word(dt_slice name) {
    size_t at = name.len;
    while (at && name.ptr[at - 1] != ' ') at--;
    return (dt_slice){name.ptr + at, name.len - at};
}

int dti_resolve_near(const dti_facts *f, dt_slice name, const dti_person_query *q,
                     dti_ref *ref) {
    char x[64], y[64];
    dt_slice family = last_word(name), rest = {name.ptr, name.len - family.len};
    size_t n = dti_fold(family.ptr, family.len, x, sizeof x), n_rows;
    int allowed = n < 5 ? 0 : n < 7 ? 1 : 2, best = 3;
    rest = dti_slice_cut(&rest, ' ');
    if (!rest.len) allowed = allowed ? 1 : 0;
    if (!n || q->day == INT32_MIN || (!q->country.len && !rest.len)) return 0;
    dt_slice best_name = {"", 0};
    const dti_person_row *rows = dti_fact_persons_of(f, q->country, &n_rows);
    for (size_t i = 0; i < n_rows; i++) {
        dt_slice other = dti_fact(f, &rows[i].hit, DTI_COL_NAME);
        dt_slice w = last_word(other);
        if (w.len + 2 < n || w.len > n + 6) continue;
        size_t m = dti_fold(w.ptr, w.len, y, sizeof y);
        int d = edits(x, n, y, m);
        if (d > allowed || d > best || (rest.len && !given_fits(rest, other))) continue;
        if (!dti_fact_in_force(f, &rows[i].hit, q->day) || !dti_fact(f, &rows[i].hit, DTI_COL_FROM).len)
            continue;
        if (d == best) {
            if (!dti_slice_eq(best_name, other)) return 0; /* two that could be meant */
            continue;
        }
        best = d;
        best_name = other;
        fill_person(f, &rows[i].hit, ref);
    }
    return best < 3;
}

int dti_resolve_holder(const dti_facts *f, dt_slice country, dt_slice office, int32_t day,
                       dti_ref *ref) {
    size_t n_rows, n = 0;
    if (day == INT32_MIN || !country.len || !office.len) return 0;
    const dti_person_row *rows = dti_fact_persons_of(f, country, &n_rows), *holder = NULL;
    for (size_t i = 0; i < n_rows; i++) {
        const dti_phrase_hit *h = &rows[i].hit;
        if (!dti_slice_eq(dti_fact(f, h, DTI_COL_OFFICE), office) ||
            !dti_fact(f, h, DTI_COL_FROM).len || dti_fact(f, h, DTI_COL_ORG).len ||
            !dti_fact_in_force(f, h, day))
            continue;
        holder = &rows[i];
        n++;
    }
    if (n != 1) return 0;
    fill_person(f, &holder->hit, ref);
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
