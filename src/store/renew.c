/* renew.c: gives the events of a store of an older schema the numbers that they would get today. */
#include "base/error.h"
#include "store/pairs.h"
#include "store/store.h"

/* The sums of the days of an event are to be made again. */
static int mark_days(dt_store *s, const dti_party *parties, size_t n, int32_t day,
                     dt_error *err) {
    dti_sides sides;
    dti_sides_of(parties, n, &sides);
    for (size_t i = 0; sides.paired && i < sides.n; i++) {
        int64_t pair = 0;
        if (dti_side_pair(s, &sides.all[i], 0, &pair, err) != DT_OK) return DT_FAILED;
        if (pair && dti_tally_add(&s->dirty, pair, day, 0, 0) != DT_OK)
            return dti_fail(err, "out of memory");
    }
    return DT_OK;
}

/* Reads the row that q stands on; writes it when its number is another. */
static int renew_one(dt_store *s, sqlite3_stmt *q, sqlite3_stmt *set, dti_arena *arena,
                     dt_error *err) {
    dti_party *parties;
    size_t n;
    int64_t event = sqlite3_column_int64(q, 0);
    int has_day = sqlite3_column_type(q, 2) != SQLITE_NULL;
    int32_t day = has_day ? sqlite3_column_int(q, 2) : DTI_NO_DAY;
    dt_place place = {.country = dti_column_slice(q, 7),
                      .from_dateline = sqlite3_column_int(q, 8)};
    dti_arena_reset(arena);
    if (dti_parties_stored(s, event, arena, &parties, &n, err) != DT_OK) return DT_FAILED;
    int64_t happening = dti_happening_of(parties, n, dti_column_slice(q, 4), dti_column_slice(q, 1),
                                         day, sqlite3_column_int(q, 3), &place);
    if (happening == sqlite3_column_int64(q, 5)) return DT_OK;
    sqlite3_bind_int64(set, 1, event);
    sqlite3_bind_int64(set, 2, happening);
    if (dti_step(s, set, err) != DT_OK) return DT_FAILED;
    if (!has_day || sqlite3_column_int(q, 6) == 2) return DT_OK;
    return mark_days(s, parties, n, day, err);
}

int dti_happenings_renew(dt_store *s, dt_error *err) {
    sqlite3_stmt *q = NULL, *set = NULL;
    int rc = DT_OK, step = SQLITE_DONE;
    dti_arena arena;
    dti_arena_init(&arena, 0);
    if (sqlite3_prepare_v2(s->db,
                           "SELECT e.id, e.date, e.day, e.precision, e.plover, e.happening,"
                           " e.corrected, p.country, p.from_dateline FROM event e"
                           " LEFT JOIN place p ON p.id=e.place ORDER BY e.id",
                           -1, &q, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(s->db, "UPDATE event SET happening=?2 WHERE id=?1", -1, &set,
                           NULL) != SQLITE_OK)
        rc = dti_store_fail(s, "cannot read events", err);
    while (rc == DT_OK && (step = sqlite3_step(q)) == SQLITE_ROW)
        rc = renew_one(s, q, set, &arena, err);
    if (rc == DT_OK && step != SQLITE_DONE) rc = dti_store_fail(s, "cannot read events", err);
    sqlite3_finalize(q);
    sqlite3_finalize(set);
    dti_arena_release(&arena);
    return rc;
}
