/* rewrite.c: changes one stored event in place, after an analyst's verdict. */
#include <string.h>

#include "base/error.h"
#include "store/pairs.h"
#include "store/store.h"

static int exec_ids(dt_store *s, const char *sql, const int64_t *ids, int n, dt_error *err) {
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    for (int i = 0; i < n && rc == SQLITE_OK; i++) sqlite3_bind_int64(q, i + 1, ids[i]);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    sqlite3_finalize(q);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? DT_OK
                                                 : dti_store_fail(s, "cannot change", err);
}

/* Adds (sign 1) or takes away (-1) what a document contributes to the newspaper counts. */
static int count_news(dt_store *s, int64_t doc, int sign, dt_error *err) {
    sqlite3_stmt *q = NULL;
    int rc = DT_OK;
    const char *sql =
        "SELECT x.pair, d.pub_day, max(e.quad>=3 AND e.aspect IN (0,2)) FROM event e"
        " JOIN event_pair x ON x.event=e.id AND x.pair=?2 AND x.day=e.day"
        " JOIN document d ON d.id=e.doc"
        " WHERE e.doc=?1 AND d.pub_day IS NOT NULL AND e.corrected<2";
    /* event_pair is keyed by pair: the pairs come from the events' parties. */
    dti_arena arena;
    dti_arena_init(&arena, 0);
    sqlite3_stmt *events = NULL;
    int64_t *pairs = NULL;
    size_t n = 0, cap = 0;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(s->db, "SELECT id FROM event WHERE doc=?1 AND corrected<2", -1,
                           &events, NULL) != SQLITE_OK) {
        rc = dti_store_fail(s, "cannot read events", err);
        goto done;
    }
    sqlite3_bind_int64(events, 1, doc);
    while (rc == DT_OK && sqlite3_step(events) == SQLITE_ROW) {
        dti_party *parties;
        size_t n_parties;
        dti_sides sides;
        rc = dti_parties_stored(s, sqlite3_column_int64(events, 0), &arena, &parties,
                                &n_parties, err);
        if (rc != DT_OK) break;
        dti_sides_of(parties, n_parties, &sides);
        for (size_t i = 0; i < sides.n && rc == DT_OK; i++) {
            int64_t pair = 0;
            size_t k = 0;
            rc = dti_side_pair(s, &sides.all[i], 1, &pair, err);
            while (k < n && pairs[k] != pair) k++;
            if (k < n || rc != DT_OK) continue;
            int64_t *p = dti_arena_push(&arena, &pairs, &n, &cap, sizeof *pairs);
            if (p) *p = pair;
        }
    }
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        sqlite3_reset(q);
        sqlite3_bind_int64(q, 1, doc);
        sqlite3_bind_int64(q, 2, pairs[i]);
        if (sqlite3_step(q) != SQLITE_ROW || sqlite3_column_type(q, 0) == SQLITE_NULL) continue;
        if (dti_tally_add(&s->news, pairs[i], sqlite3_column_int(q, 1), sign,
                          sign * sqlite3_column_int(q, 2)) != DT_OK)
            rc = dti_fail(err, "out of memory");
    }
done:
    sqlite3_finalize(q);
    sqlite3_finalize(events);
    dti_arena_release(&arena);
    return rc;
}

/* Links an event and its pairs, or, without traits, unlinks them. */
static int link_one(dt_store *s, int64_t event, const dti_party *parties, size_t n, int32_t day,
                    const dti_traits *add, dt_error *err) {
    dti_sides sides;
    dti_sides_of(parties, n, &sides);
    for (size_t i = 0; i < sides.n; i++) {
        int64_t pair = 0;
        if (dti_side_pair(s, &sides.all[i], 1, &pair, err) != DT_OK) return DT_FAILED;
        sqlite3_stmt *q =
            dti_prepare(s, add ? DTI_Q_ADD_EVENT_PAIR : DTI_Q_DROP_EVENT_PAIR, err);
        if (!q) return DT_FAILED;
        sqlite3_bind_int64(q, 1, pair);
        sqlite3_bind_int(q, 2, day);
        sqlite3_bind_int64(q, 3, event);
        if (add) {
            sqlite3_bind_int64(q, 4, add->kind);
            sqlite3_bind_int(q, 5, add->sure);
        }
        if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
        if (dti_tally_add(&s->dirty, pair, day, 0, 0) != DT_OK)
            return dti_fail(err, "out of memory");
    }
    return DT_OK;
}

static int put_parties(dt_store *s, int64_t event, const dt_event *e, dti_party *parties,
                       dt_error *err) {
    size_t n = 0;
    for (int role = 0; role <= DTI_ROLE_SPEAKER; role++) {
        const dt_actor *all = role == 0 ? e->sources : role == 1 ? e->targets : e->speaker;
        size_t count = role == 0 ? e->n_sources : role == 1 ? e->n_targets : !!e->speaker;
        for (size_t i = 0; i < count; i++) {
            const dt_actor *a = &all[i];
            const dt_slice parts[] = {a->code, a->name, a->country, a->sector};
            int64_t id = 0;
            int failed = 0;
            for (int make = 0; make < 2 && !id; make++) {
                sqlite3_stmt *q =
                    dti_prepare(s, make ? DTI_Q_ADD_ACTOR : DTI_Q_FIND_ACTOR, err);
                if (!q) return DT_FAILED;
                for (int k = 0; k < 4; k++) dti_bind_slice(q, k + 1, parts[k]);
                if (!make)
                    id = dti_step_int(s, q, &failed, err);
                else if (dti_step(s, q, err) == DT_OK)
                    id = sqlite3_last_insert_rowid(s->db);
                else
                    return DT_FAILED;
                if (failed) return DT_FAILED;
            }
            parties[n++] = (dti_party){role, a->country, a->code, id};
            sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_EVENT_ACTOR, err);
            if (!q) return DT_FAILED;
            sqlite3_bind_int64(q, 1, event);
            sqlite3_bind_int(q, 2, role);
            sqlite3_bind_int64(q, 3, (int64_t)i);
            sqlite3_bind_int64(q, 4, id);
            dti_bind_slice(q, 5, a->text);
            sqlite3_bind_int64(q, 6, (int64_t)a->start);
            sqlite3_bind_int64(q, 7, (int64_t)a->end);
            if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
            if (dti_tally_add(&s->actor_counts, id, 0, 1, 0) != DT_OK)
                return dti_fail(err, "out of memory");
        }
    }
    return DT_OK;
}

int dti_event_rewrite(dt_store *s, int64_t number, const dt_event *e, dt_slice published,
                      int corrected, dt_error *err) {
    dti_arena arena;
    dti_arena_init(&arena, 0);
    sqlite3_stmt *q = NULL;
    int rc = DT_FAILED, was_corrected = 0, had_day = 0;
    int32_t old_day = 0;
    int64_t doc = 0;
    dti_party *old = NULL;
    size_t n_old = 0;
    if (sqlite3_prepare_v2(s->db, "SELECT doc, day, corrected FROM event WHERE id=?1", -1, &q,
                           NULL) != SQLITE_OK)
        goto sql_fail;
    sqlite3_bind_int64(q, 1, number);
    if (sqlite3_step(q) != SQLITE_ROW) goto sql_fail;
    doc = sqlite3_column_int64(q, 0);
    had_day = sqlite3_column_type(q, 1) != SQLITE_NULL;
    old_day = sqlite3_column_int(q, 1);
    was_corrected = sqlite3_column_int(q, 2);
    sqlite3_finalize(q);
    q = NULL;
    if (count_news(s, doc, -1, err) != DT_OK) goto done;
    if (dti_parties_stored(s, number, &arena, &old, &n_old, err) != DT_OK) goto done;
    if (had_day && was_corrected != 2 &&
        link_one(s, number, old, n_old, old_day, NULL, err) != DT_OK)
        goto done;
    for (size_t i = 0; i < n_old; i++)
        if (dti_tally_add(&s->actor_counts, old[i].actor, 0, -1, 0) != DT_OK) {
            dti_fail(err, "out of memory");
            goto done;
        }
    const int64_t ids[] = {number};
    if (exec_ids(s, "DELETE FROM event_actor WHERE event=?1", ids, 1, err) != DT_OK) goto done;

    size_t n = e->n_sources + e->n_targets + !!e->speaker;
    dti_party *parties = dti_arena_array(&arena, n + 1, sizeof *parties);
    if (!parties) {
        dti_fail(err, "out of memory");
        goto done;
    }
    if (put_parties(s, number, e, parties, err) != DT_OK) goto done;
    int precision;
    int32_t day = dti_event_day(e->date.len ? e->date : published, &precision);
    dti_sides sides;
    dti_sides_of(parties, n, &sides);
    dti_traits traits;
    if (dti_traits_of(s, e, &traits, err) != DT_OK) goto done;
    if (sqlite3_prepare_v2(
            s->db,
            "UPDATE event SET date=?2, day=?3, precision=?4, aspect=?5, plover=?6,"
            " mode=?7, cameo=?8, quad=?9, penta=?10, score=?11, goldstein=?12,"
            " paired=?13, happening=?14, corrected=?15 WHERE id=?1",
            -1, &q, NULL) != SQLITE_OK)
        goto sql_fail;
    sqlite3_bind_int64(q, 1, number);
    dti_bind_slice(q, 2, e->date);
    if (day != DTI_NO_DAY) sqlite3_bind_int(q, 3, day);
    sqlite3_bind_int(q, 4, precision);
    sqlite3_bind_int(q, 5, e->aspect);
    dti_bind_slice(q, 6, e->plover);
    dti_bind_slice(q, 7, e->mode);
    dti_bind_slice(q, 8, e->cameo);
    sqlite3_bind_int(q, 9, e->quad);
    sqlite3_bind_int(q, 10, e->penta);
    sqlite3_bind_double(q, 11, e->score);
    sqlite3_bind_double(q, 12, e->goldstein);
    sqlite3_bind_int(q, 13, sides.paired);
    sqlite3_bind_int64(q, 14,
                       dti_happening_of(parties, n, e->plover, e->date, day, precision,
                                        &e->place));
    sqlite3_bind_int(q, 15, corrected);
    if (sqlite3_step(q) != SQLITE_DONE) goto sql_fail;
    sqlite3_finalize(q);
    q = NULL;
    if (corrected != 2 && day != DTI_NO_DAY &&
        link_one(s, number, parties, n, day, &traits, err) != DT_OK)
        goto done;
    rc = count_news(s, doc, 1, err);
    goto done;
sql_fail:
    dti_store_fail(s, "cannot change the event", err);
done:
    sqlite3_finalize(q);
    dti_arena_release(&arena);
    return rc;
}
