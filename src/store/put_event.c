/* put_event.c: writes one event of a document with its sentence, actors, place and pairs. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/limits.h"
#include "store/put.h"

uint64_t dti_hash_slices(const dt_slice *all, size_t n) {
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        h = XXH3_64bits_withSeed(all[i].len ? all[i].ptr : "", all[i].len, h + all[i].len);
    }
    return h;
}

int64_t dti_row_of(dt_store *s, dti_intern *memory, dti_sql find, dti_sql add,
                      const dt_slice *texts, size_t n, dt_error *err) {
    uint64_t key = dti_hash_slices(texts, n);
    int64_t id = dti_intern_find(memory, key);
    if (id) return id;
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, find, err);
    if (!q) return -1;
    for (size_t i = 0; i < n; i++) dti_bind_slice(q, (int)i + 1, texts[i]);
    id = dti_step_int(s, q, &failed, err);
    if (failed) return -1;
    if (!id) {
        if (!(q = dti_prepare(s, add, err))) return -1;
        for (size_t i = 0; i < n; i++) dti_bind_slice(q, (int)i + 1, texts[i]);
        if (dti_step(s, q, err) != DT_OK) return -1;
        id = sqlite3_last_insert_rowid(s->db);
    }
    dti_intern_add(memory, key, id);
    return id;
}

static int64_t actor_id(dt_store *s, const dt_actor *a, dt_error *err) {
    const dt_slice parts[] = {a->code, a->name, a->country, a->sector};
    return dti_row_of(s, &s->actors, DTI_Q_FIND_ACTOR, DTI_Q_ADD_ACTOR, parts, 4, err);
}

static void bind_coordinates(sqlite3_stmt *q, const dt_place *p) {
    if (p->has_coordinates) {
        sqlite3_bind_double(q, 4, p->lat);
        sqlite3_bind_double(q, 5, p->lon);
    } else {
        sqlite3_bind_null(q, 4);
        sqlite3_bind_null(q, 5);
    }
    sqlite3_bind_int(q, 6, p->from_dateline);
}

/* 0: no place. */
static int64_t place_id(dt_store *s, const dt_place *p, dt_error *err) {
    if (!p->text.len && !p->name.len && !p->country.len) return 0;
    double at[2] = {p->has_coordinates ? p->lat : 999, p->has_coordinates ? p->lon : 999};
    const dt_slice parts[] = {p->text,
                              p->name,
                              p->country,
                              {(const char *)at, sizeof at},
                              {p->from_dateline ? "d" : "s", 1}};
    uint64_t key = dti_hash_slices(parts, 5);
    int64_t id = dti_intern_find(&s->places, key);
    if (id) return id;
    int failed = 0;
    for (int make = 0; make < 2 && !id; make++) {
        sqlite3_stmt *q = dti_prepare(s, make ? DTI_Q_ADD_PLACE : DTI_Q_FIND_PLACE, err);
        if (!q) return -1;
        for (int i = 0; i < 3; i++) dti_bind_slice(q, i + 1, parts[i]);
        bind_coordinates(q, p);
        if (make) {
            if (dti_step(s, q, err) != DT_OK) return -1;
            id = sqlite3_last_insert_rowid(s->db);
        } else {
            id = dti_step_int(s, q, &failed, err);
            if (failed) return -1;
        }
    }
    dti_intern_add(&s->places, key, id);
    return id;
}

static int note_news(dti_put *w, int64_t pair, int is_conflict) {
    for (size_t i = 0; i < w->n_news; i++)
        if (w->news[i] == pair) {
            w->news_conflict[i] |= (uint8_t)is_conflict;
            return DT_OK;
        }
    if (w->n_news == w->cap_news) {
        size_t cap = w->cap_news ? w->cap_news * 2 : 64;
        int64_t *pairs = dti_arena_array(w->arena, cap, sizeof *pairs);
        uint8_t *conflict = dti_arena_array(w->arena, cap, 1);
        if (!pairs || !conflict) return DT_FAILED;
        if (w->n_news) {
            memcpy(pairs, w->news, w->n_news * sizeof *pairs);
            memcpy(conflict, w->news_conflict, w->n_news);
        }
        w->news = pairs;
        w->news_conflict = conflict;
        w->cap_news = cap;
    }
    w->news[w->n_news] = pair;
    w->news_conflict[w->n_news++] = (uint8_t)is_conflict;
    return DT_OK;
}

/* Background and denials do not make an article one about present conflict. */
int dti_is_conflict_news(int quad, int aspect) {
    return quad >= 3 && (aspect == DT_ASPECT_ACTUAL || aspect == DT_ASPECT_FUTURE);
}

int dti_put_news(dti_put *w, int32_t pub_day, int sign, dt_error *err) {
    dti_tally *t = &w->s->news;
    int rc = dti_tally_add(t, DTI_ALL_PAIRS, pub_day, sign, 0);
    for (size_t i = 0; i < w->n_news && rc == DT_OK; i++)
        rc = dti_tally_add(t, w->news[i], pub_day, sign, sign * w->news_conflict[i]);
    return rc == DT_OK ? DT_OK : dti_fail(err, "out of memory");
}

/* Links an event and its pairs, or, without traits, unlinks them. */
static int link_pairs(dti_put *w, int64_t event, const dti_sides *sides, int32_t day,
                      int is_conflict, const dti_traits *add, dt_error *err) {
    dt_store *s = w->s;
    int64_t pairs[DTI_MAX_EVENT_PAIRS];
    size_t n = 0;
    for (size_t i = 0; i < sides->n; i++) {
        int64_t pair = 0;
        if (dti_side_pair(s, &sides->all[i], add != NULL, &pair, err) != DT_OK) return DT_FAILED;
        if (!pair) continue;
        if (note_news(w, pair, is_conflict) != DT_OK) return dti_fail(err, "out of memory");
        if (day == DTI_NO_DAY) continue;
        pairs[n++] = pair;
        if (sides->paired && dti_tally_add(&s->dirty, pair, day, 0, 0) != DT_OK)
            return dti_fail(err, "out of memory");
    }
    for (size_t at = 0, step; at < n; at += step) {
        step = !add ? 1 : n - at < DTI_MAX_ROWS ? n - at : DTI_MAX_ROWS;
        sqlite3_stmt *q = add ? dti_prepare_rows(s, DTI_ROWS_EVENT_PAIR, step, err)
                              : dti_prepare(s, DTI_Q_DROP_EVENT_PAIR, err);
        if (!q) return DT_FAILED;
        for (size_t i = 0; i < step; i++) {
            int k = (int)i * DTI_EVENT_PAIR_COLUMNS;
            sqlite3_bind_int64(q, k + 1, pairs[at + i]);
            sqlite3_bind_int(q, k + 2, day);
            sqlite3_bind_int64(q, k + 3, event);
            if (!add) continue;
            sqlite3_bind_int64(q, k + 4, add->kind);
            sqlite3_bind_int(q, k + 5, add->sure);
        }
        if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

int dti_unlink_pairs(dti_put *w, int64_t event, const dti_sides *sides, int32_t day,
                     int is_conflict, dt_error *err) {
    return link_pairs(w, event, sides, day, is_conflict, NULL, err);
}

static int64_t put_sentence(dti_put *w, const dt_event *e, dt_error *err) {
    for (size_t i = w->n_sentences; i-- > 0;)
        if (w->sentence_starts[i] == e->evidence_start) return w->sentence_ids[i];
    sqlite3_stmt *q = dti_prepare(w->s, DTI_Q_ADD_SENTENCE, err);
    if (!q) return -1;
    sqlite3_bind_int64(q, 1, w->doc);
    sqlite3_bind_int64(q, 2, (int64_t)e->sentence);
    sqlite3_bind_int64(q, 3, (int64_t)e->evidence_start);
    sqlite3_bind_int64(q, 4, (int64_t)e->evidence_end);
    dti_bind_slice(q, 5, e->evidence);
    if (dti_step(w->s, q, err) != DT_OK) return -1;
    int64_t id = sqlite3_last_insert_rowid(w->s->db);
    w->sentence_ids[w->n_sentences] = id;
    w->sentence_starts[w->n_sentences++] = e->evidence_start;
    return id;
}

/* Sources, then targets, then the speaker. */
static const dt_actor *actor_of(const dt_event *e, size_t i) {
    if (i < e->n_sources) return &e->sources[i];
    i -= e->n_sources;
    return i < e->n_targets ? &e->targets[i] : e->speaker;
}

/* Writes the actors of an event, whose parties are filled but for the actor. */
static int put_actors(dti_put *w, int64_t event, const dt_event *e, dti_party *parties,
                      size_t n, dt_error *err) {
    for (size_t at = 0, step; at < n; at += step) {
        step = n - at < DTI_MAX_ROWS ? n - at : DTI_MAX_ROWS;
        for (size_t i = at; i < at + step; i++) {
            int64_t id = actor_id(w->s, actor_of(e, i), err);
            if (id < 0) return DT_FAILED;
            parties[i].actor = id;
            if (dti_tally_add(&w->s->actor_counts, id, 0, 1, 0) != DT_OK)
                return dti_fail(err, "out of memory");
        }
        sqlite3_stmt *q = dti_prepare_rows(w->s, DTI_ROWS_EVENT_ACTOR, step, err);
        if (!q) return DT_FAILED;
        for (size_t i = at; i < at + step; i++) {
            const dt_actor *a = actor_of(e, i);
            int k = (int)(i - at) * 7, role = parties[i].role;
            size_t before = role == DTI_ROLE_SOURCE   ? 0
                            : role == DTI_ROLE_TARGET ? e->n_sources
                                                      : i;
            sqlite3_bind_int64(q, k + 1, event);
            sqlite3_bind_int(q, k + 2, role);
            sqlite3_bind_int64(q, k + 3, (int64_t)(i - before));
            sqlite3_bind_int64(q, k + 4, parties[i].actor);
            dti_bind_slice(q, k + 5, a->text);
            sqlite3_bind_int64(q, k + 6, (int64_t)a->start);
            sqlite3_bind_int64(q, k + 7, (int64_t)a->end);
        }
        if (dti_step(w->s, q, err) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

static dt_slice joined(dti_arena *arena, const dt_slice *parts, size_t n) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) len += parts[i].len + 1;
    char *p = dti_arena_alloc(arena, len + 1);
    if (!p) return (dt_slice){"", 0};
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (i) p[at++] = ';';
        memcpy(p + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return dti_slice(p, at);
}

int dti_put_event(dti_put *w, const dt_event *e, int corrected, dt_error *err) {
    dt_store *s = w->s;
    size_t n_parties = 0, most = e->n_sources + e->n_targets + 1;
    dti_party *parties = dti_arena_array(w->arena, most, sizeof *parties);
    if (!parties) return dti_fail(err, "out of memory");
    for (size_t i = 0; i < e->n_sources; i++)
        parties[n_parties++] =
            (dti_party){DTI_ROLE_SOURCE, e->sources[i].country, e->sources[i].code, 0};
    for (size_t i = 0; i < e->n_targets; i++)
        parties[n_parties++] =
            (dti_party){DTI_ROLE_TARGET, e->targets[i].country, e->targets[i].code, 0};
    dti_sides sides;
    dti_sides_of(parties, n_parties, &sides);

    int precision;
    dt_slice date = e->date.len ? e->date : w->record->published;
    int32_t day = dti_event_day(date, &precision);
    int64_t sentence = put_sentence(w, e, err);
    const dt_slice frame_parts[] = {e->frame, e->frame_origin};
    int64_t frame =
        dti_row_of(s, &s->frames, DTI_Q_FIND_FRAME, DTI_Q_ADD_FRAME, frame_parts, 2, err);
    int64_t place = place_id(s, &e->place, err);
    if (sentence < 0 || frame < 0 || place < 0) return DT_FAILED;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_EVENT, err);
    if (!q) return DT_FAILED;
    dti_bind_slice(q, 1, e->id);
    sqlite3_bind_int64(q, 2, w->doc);
    sqlite3_bind_int64(q, 3, sentence);
    dti_bind_slice(q, 4, e->date);
    if (day == DTI_NO_DAY)
        sqlite3_bind_null(q, 5);
    else
        sqlite3_bind_int(q, 5, day);
    sqlite3_bind_int(q, 6, precision);
    sqlite3_bind_int(q, 7, e->aspect);
    dti_bind_slice(q, 8, e->plover);
    dti_bind_slice(q, 9, e->mode);
    dti_bind_slice(q, 10, e->cameo);
    sqlite3_bind_int(q, 11, e->quad);
    sqlite3_bind_int(q, 12, e->penta);
    sqlite3_bind_double(q, 13, e->score);
    sqlite3_bind_double(q, 14, e->goldstein);
    dt_slice contexts = joined(w->arena, e->contexts, e->n_contexts);
    dti_bind_slice(q, 15, contexts);
    dti_bind_slice(q, 16, e->trigger);
    sqlite3_bind_int64(q, 17, (int64_t)e->trigger_start);
    sqlite3_bind_int64(q, 18, (int64_t)e->trigger_end);
    if (place)
        sqlite3_bind_int64(q, 19, place);
    else
        sqlite3_bind_null(q, 19);
    sqlite3_bind_double(q, 20, e->confidence);
    sqlite3_bind_int64(q, 21, frame);
    dti_bind_slice(q, 22, e->reason);
    sqlite3_bind_int64(q, 23, (int64_t)e->mentions);
    sqlite3_bind_int(q, 24, sides.paired);
    sqlite3_bind_int64(q, 25, dti_happening_of(parties, n_parties, e->plover, e->date, day,
                                               precision, &e->place));
    sqlite3_bind_int(q, 26, corrected);
    if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    int64_t id = sqlite3_last_insert_rowid(s->db);

    size_t n_actors = n_parties;
    if (e->speaker)
        parties[n_actors++] =
            (dti_party){DTI_ROLE_SPEAKER, e->speaker->country, e->speaker->code, 0};
    if (put_actors(w, id, e, parties, n_actors, err) != DT_OK) return DT_FAILED;
    if (corrected == 2) return DT_OK;
    dti_traits traits;
    if (dti_traits_of(s, e, &traits, err) != DT_OK) return DT_FAILED;
    return link_pairs(w, id, &sides, day, dti_is_conflict_news(e->quad, e->aspect), &traits,
                      err);
}
