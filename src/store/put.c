/* put.c: writes a document with its events, replaces what was there, notes what changed. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "store/put.h"

uint64_t dt_input_hash(const dt_input *in) {
    const dt_slice parts[] = {in->id,   in->url,       in->title, in->source,
                              in->lang, in->published, in->body};
    uint64_t h = dti_hash_slices(parts, sizeof parts / sizeof *parts) + (uint64_t) !!in->is_html;
    return h ? h : 1;
}

int dt_store_seen(dt_store *s, uint64_t input_hash, dt_error *err) {
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_SEEN, err);
    if (!q) return -1;
    sqlite3_bind_int64(q, 1, (int64_t)input_hash);
    dti_bind_slice(q, 2, dti_str(s->run_version));
    dti_bind_slice(q, 3, dti_str(s->run_options));
    int64_t found = dti_step_int(s, q, &failed, err);
    return failed ? -1 : found != 0;
}

int32_t dti_event_day(dt_slice date, int *precision) {
    dti_date d;
    *precision = DTI_P_NONE;
    if (!date.len || dti_date_read(date, &d) != DT_OK) return DTI_NO_DAY;
    *precision = d.precision;
    int32_t first = dti_date_first_day(&d), last = dti_date_last_day(&d);
    return first + (last - first) / 2;
}

static int ensure_run(dt_store *s, dt_error *err) {
    if (s->run_id) return DT_OK;
    char now[24];
    dti_now(now);
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_RUN, err);
    if (!q) return DT_FAILED;
    dti_bind_slice(q, 1, dti_str(s->run_version));
    dti_bind_slice(q, 2, dti_str(s->run_options));
    dti_bind_slice(q, 3, dti_str(now));
    if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    s->run_id = sqlite3_last_insert_rowid(s->db);
    return DT_OK;
}

static void bare_json(dti_buf *b, const dt_event_row *row) {
    dt_event_row copy = *row;
    copy.story_id = copy.version = copy.event.id = (dt_slice){"", 0};
    copy.scores = copy.quads = (dt_slice){"", 0};
    dti_buf_clear(b);
    dti_event_json(b, &copy);
}

typedef struct keep_old {
    dti_put *w;
    dti_buf json;
    int failed;
} keep_old;

static dt_slice keep(dti_arena *a, const dti_buf *b) {
    char *p = dti_arena_copy(a, b->ptr, b->len);
    return dti_slice(p, p ? b->len : 0);
}

static int keep_old_event(void *ctx, const dt_event_row *row) {
    keep_old *k = ctx;
    dti_put *w = k->w;
    dti_old_event *o = dti_arena_push(w->arena, &w->old, &w->n_old, &w->cap_old, sizeof *w->old);
    if (!o) return k->failed = 1;
    memset(o, 0, sizeof *o);
    dti_buf_clear(&k->json);
    dti_event_json(&k->json, row);
    o->json = keep(w->arena, &k->json);
    bare_json(&k->json, row);
    o->bare = keep(w->arena, &k->json);
    o->event_id = dti_slice(dti_arena_copy(w->arena, row->event.id.ptr, row->event.id.len),
                            row->event.id.len);
    o->trigger_start = row->event.trigger_start;
    o->trigger_end = row->event.trigger_end;
    k->failed |= k->json.failed || w->arena->failed;
    return k->failed;
}

/* Remembers the old events of the document, then takes them out with all that hangs on them. */
static int take_out(dti_put *w, dt_error *err) {
    dt_store *s = w->s;
    keep_old k = {.w = w};
    dti_buf_init(&k.json);
    dt_filter all = {.doc_id = NULL, .with_retracted = 1, .order = DT_BY_DATE};
    char *id = dti_arena_copy(w->arena, w->record->id.ptr, w->record->id.len);
    all.doc_id = id;
    int rc = id ? dt_store_events(s, &all, keep_old_event, &k, err) : DT_FAILED;
    dti_buf_release(&k.json);
    if (rc != DT_OK) return DT_FAILED;
    if (k.failed) return dti_fail(err, "out of memory");

    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DOC_EVENTS, err);
    if (!q) return DT_FAILED;
    int64_t *events = NULL;
    size_t n = 0, cap = 0;
    sqlite3_bind_int64(q, 1, w->doc);
    while (sqlite3_step(q) == SQLITE_ROW) {
        int64_t *e = dti_arena_push(w->arena, &events, &n, &cap, sizeof *events);
        if (!e) break;
        *e = sqlite3_column_int64(q, 0);
    }
    sqlite3_reset(q);
    sqlite3_stmt *facts = NULL;
    if (sqlite3_prepare_v2(s->db, "SELECT quad, aspect, day, corrected FROM event WHERE id=?1",
                           -1, &facts, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot read events", err);
    rc = DT_OK;
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        sqlite3_reset(facts);
        sqlite3_bind_int64(facts, 1, events[i]);
        if (sqlite3_step(facts) != SQLITE_ROW) continue;
        int conflict =
            dti_is_conflict_news(sqlite3_column_int(facts, 0), sqlite3_column_int(facts, 1));
        int has_day = sqlite3_column_type(facts, 2) != SQLITE_NULL;
        int32_t day = has_day ? sqlite3_column_int(facts, 2) : DTI_NO_DAY;
        int retracted = sqlite3_column_int(facts, 3) == 2;
        dti_party *parties;
        size_t n_parties;
        rc = dti_parties_stored(s, events[i], w->arena, &parties, &n_parties, err);
        dti_sides sides;
        dti_sides_of(parties, rc == DT_OK ? n_parties : 0, &sides);
        if (rc == DT_OK && !retracted)
            rc = dti_unlink_pairs(w, events[i], &sides, day, conflict, err);
        for (size_t p = 0; p < n_parties && rc == DT_OK; p++)
            if (dti_tally_add(&s->actor_counts, parties[p].actor, 0, -1, 0) != DT_OK)
                rc = dti_fail(err, "out of memory");
        if (rc == DT_OK && (q = dti_prepare(s, DTI_Q_DROP_EVENT_ACTORS, err))) {
            sqlite3_bind_int64(q, 1, events[i]);
            rc = dti_step(s, q, err);
        }
    }
    sqlite3_finalize(facts);
    if (rc != DT_OK) return DT_FAILED;
    if (w->old_has_pub_day && dti_put_news(w, w->old_pub_day, -1, err) != DT_OK) return DT_FAILED;
    w->n_news = 0;

    sqlite3_stmt *sentences = dti_prepare(s, DTI_Q_DOC_SENTENCES, err);
    if (!sentences) return DT_FAILED;
    sqlite3_bind_int64(sentences, 1, w->doc);
    while (sqlite3_step(sentences) == SQLITE_ROW) {
        if (sqlite3_column_int64(sentences, 0) > s->n_indexed) continue; /* not there yet */
        if (!(q = dti_prepare(s, DTI_Q_DROP_FTS, err))) return DT_FAILED;
        sqlite3_bind_int64(q, 1, sqlite3_column_int64(sentences, 0));
        dti_bind_slice(q, 2, dti_column_slice(sentences, 1));
        if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    }
    sqlite3_reset(sentences);
    const dti_sql drops[] = {DTI_Q_DROP_SENTENCES, DTI_Q_DROP_EVENTS, DTI_Q_DROP_AHEAD};
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        if (!(q = dti_prepare(s, drops[i], err))) return DT_FAILED;
        sqlite3_bind_int64(q, 1, w->doc);
        if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    }
    if (dti_pending_sentences_gone(s, err) != DT_OK) return DT_FAILED;
    return dti_story_remove(s, w->doc, w->old_story, err);
}

static int put_document(dti_put *w, uint64_t content_hash, const dti_sketch *sketch,
                        dt_error *err) {
    dt_store *s = w->s;
    const dt_record *r = w->record;
    sqlite3_stmt *q = dti_prepare(s, w->is_old ? DTI_Q_UPDATE_DOC : DTI_Q_ADD_DOC, err);
    if (!q) return DT_FAILED;
    dti_bind_slice(q, 1, r->id);
    sqlite3_bind_int64(q, 2, (int64_t)content_hash);
    sqlite3_bind_int64(q, 3, (int64_t)(r->input_hash ? r->input_hash : content_hash));
    dti_bind_slice(q, 4, r->url);
    dti_bind_slice(q, 5, r->title);
    sqlite3_bind_int64(q, 6, w->source);
    dti_bind_slice(q, 7, r->lang);
    dti_bind_slice(q, 8, r->published);
    if (w->has_pub_day)
        sqlite3_bind_int(q, 9, w->pub_day);
    else
        sqlite3_bind_null(q, 9);
    sqlite3_bind_int64(q, 10, s->run_id);
    sqlite3_bind_int64(q, 11, (int64_t)r->n_events);
    sqlite3_bind_int64(q, 12, sketch->n_shingles);
    sqlite3_bind_blob(q, 13, sketch->hash, (int)(sketch->n * sizeof *sketch->hash),
                      SQLITE_STATIC);
    if (r->keep_text)
        dti_bind_slice(q, 14, r->text);
    else
        sqlite3_bind_null(q, 14);
    if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
    if (!w->is_old) w->doc = sqlite3_last_insert_rowid(s->db);
    return DT_OK;
}

static int put_ahead(dti_put *w, const dt_ahead *a, dt_error *err) {
    dti_date d;
    if (!a->date.len || dti_date_read(a->date, &d) != DT_OK) return DT_OK;
    sqlite3_stmt *q = dti_prepare(w->s, DTI_Q_ADD_AHEAD, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, w->doc);
    dti_bind_slice(q, 2, a->date);
    sqlite3_bind_int(q, 3, dti_date_first_day(&d));
    sqlite3_bind_int(q, 4, dti_date_last_day(&d));
    dti_bind_slice(q, 5, a->kind);
    dti_bind_slice(q, 6, a->country);
    sqlite3_bind_int64(q, 7, (int64_t)a->sentence);
    sqlite3_bind_int64(q, 8, (int64_t)a->start);
    sqlite3_bind_int64(q, 9, (int64_t)a->end);
    dti_bind_slice(q, 10, a->evidence);
    return dti_step(w->s, q, err);
}

static int add_change(dti_put *w, const char *kind, dt_slice id, size_t place, dt_slice before,
                      dt_slice after, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(w->s, DTI_Q_ADD_CHANGE, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, w->s->run_id);
    dti_bind_slice(q, 2, w->record->id);
    sqlite3_bind_text(q, 3, kind, 1, SQLITE_STATIC);
    dti_bind_slice(q, 4, id);
    sqlite3_bind_int64(q, 5, (int64_t)place);
    if (before.len)
        dti_bind_slice(q, 6, before);
    else
        sqlite3_bind_null(q, 6);
    if (after.len)
        dti_bind_slice(q, 7, after);
    else
        sqlite3_bind_null(q, 7);
    return dti_step(w->s, q, err);
}

/* Old event at the same words; with `bare`, one that is the same throughout. */
static dti_old_event *find_old(dti_put *w, const dt_event *e, const dt_slice *bare) {
    for (size_t i = 0; i < w->n_old; i++) {
        dti_old_event *o = &w->old[i];
        if (o->used || o->trigger_start != e->trigger_start || o->trigger_end != e->trigger_end)
            continue;
        if (!bare || dti_slice_eq(*bare, o->bare)) return o;
    }
    return NULL;
}

static int note_changes(dti_put *w, const dt_event *events, size_t n, dt_put_result *result,
                        dt_error *err) {
    const dt_record *r = w->record;
    uint8_t *known = dti_arena_array(w->arena, n + 1, 1);
    dti_buf json;
    dti_buf_init(&json);
    int rc = known ? DT_OK : dti_fail(err, "out of memory");
    for (int pass = 0; pass < 2 && rc == DT_OK; pass++)
        for (size_t i = 0; i < n && rc == DT_OK; i++) {
            if (known[i]) continue;
            const dt_event *e = &events[i];
            dt_event_row row = {
                .event = *e, .doc_id = r->id, .url = r->url, .published = r->published};
            row.version = dti_str(w->s->run_version);
            row.scores = dti_run_option(dti_str(w->s->run_options), "scores");
            row.quads = dti_run_option(dti_str(w->s->run_options), "quads");
            bare_json(&json, &row);
            dt_slice bare = {json.ptr, json.len};
            dti_old_event *o = find_old(w, e, pass ? NULL : &bare);
            if (pass == 0) {
                if (o) known[i] = 1, o->used = 1;
                continue;
            }
            dti_buf_clear(&json);
            dti_event_json(&json, &row);
            dt_slice after = {json.ptr, json.len};
            if (o) {
                o->used = 1;
                result->changed++;
                rc = add_change(w, "~", e->id, e->trigger_start, o->json, after, err);
            } else {
                result->gained++;
                rc = add_change(w, "+", e->id, e->trigger_start, (dt_slice){0}, after, err);
            }
        }
    for (size_t i = 0; i < w->n_old && rc == DT_OK; i++)
        if (!w->old[i].used) {
            result->lost++;
            rc = add_change(w, "-", w->old[i].event_id, w->old[i].trigger_start, w->old[i].json,
                            (dt_slice){0}, err);
        }
    if (json.failed && rc == DT_OK) rc = dti_fail(err, "out of memory");
    dti_buf_release(&json);
    return rc;
}

/* Events with ids filled and the analysts' verdicts laid over. */
static dt_event *prepare_events(dti_put *w, uint8_t *corrected) {
    const dt_record *r = w->record;
    dt_event *events = dti_arena_array(w->arena, r->n_events + 1, sizeof *events);
    if (!events) return NULL;
    for (size_t i = 0; i < r->n_events; i++) {
        events[i] = r->events[i];
        if (!events[i].id.len) {
            char number[32];
            int n = snprintf(number, sizeof number, "#%zu", i);
            char *id = dti_arena_alloc(w->arena, r->id.len + (size_t)n + 1);
            if (!id) return NULL;
            memcpy(id, r->id.ptr, r->id.len);
            memcpy(id + r->id.len, number, (size_t)n);
            events[i].id = dti_slice(id, r->id.len + (size_t)n);
        }
        const dti_override *o = dti_override_for(w->overrides, w->n_overrides, &events[i]);
        corrected[i] = o ? (uint8_t)dti_override_apply(o, w->arena, &events[i]) : 0;
    }
    return w->arena->failed ? NULL : events;
}

static int put_all(dti_put *w, uint64_t content_hash, dt_put_result *result, dt_error *err) {
    dt_store *s = w->s;
    const dt_record *r = w->record;
    if (ensure_run(s, err) != DT_OK) return DT_FAILED;
    if (w->is_old && take_out(w, err) != DT_OK) return DT_FAILED;
    const dt_slice name[] = {r->source};
    w->source = dti_row_of(s, &s->sources, DTI_Q_FIND_SOURCE, DTI_Q_ADD_SOURCE, name, 1, err);
    if (w->source < 0) return DT_FAILED;
    int precision;
    w->pub_day = dti_event_day(r->published, &precision);
    w->has_pub_day = w->pub_day != DTI_NO_DAY;
    dti_sketch sketch;
    dti_sketch_make(r->text, &sketch);
    if (put_document(w, content_hash, &sketch, err) != DT_OK) return DT_FAILED;
    if (dti_overrides_of(s, r->id, w->arena, &w->overrides, &w->n_overrides, err) != DT_OK)
        return DT_FAILED;
    w->sentence_ids = dti_arena_array(w->arena, r->n_events + 1, sizeof *w->sentence_ids);
    w->sentence_starts = dti_arena_array(w->arena, r->n_events + 1, sizeof *w->sentence_starts);
    uint8_t *corrected = dti_arena_array(w->arena, r->n_events + 1, 1);
    if (!w->sentence_ids || !w->sentence_starts || !corrected)
        return dti_fail(err, "out of memory");
    dt_event *events = prepare_events(w, corrected);
    if (!events) return dti_fail(err, "out of memory");
    for (size_t i = 0; i < r->n_events; i++)
        if (dti_put_event(w, &events[i], corrected[i], err) != DT_OK) return DT_FAILED;
    for (size_t i = 0; i < r->n_ahead; i++)
        if (put_ahead(w, &r->ahead[i], err) != DT_OK) return DT_FAILED;
    if (w->has_pub_day && dti_put_news(w, w->pub_day, 1, err) != DT_OK) return DT_FAILED;
    if (dti_story_place(s, w->doc, w->has_pub_day ? w->pub_day : DTI_NO_DAY, &sketch, err) !=
        DT_OK)
        return DT_FAILED;
    if (w->is_old) return note_changes(w, events, r->n_events, result, err);
    result->gained = r->n_events;
    return DT_OK;
}

int dt_store_put_record(dt_store *s, const dt_record *record, dt_put_result *result,
                        dt_error *err) {
    dt_put_result mine = {DT_PUT_NEW, 0, 0, 0};
    if (dti_must_write(s, err) != DT_OK) return DT_FAILED;
    if (!s->run_version && dt_store_run(s, "", "", err) != DT_OK) return DT_FAILED;
    const dt_slice parts[] = {record->url,  record->title,     record->source,
                              record->lang, record->published, record->text};
    uint64_t content_hash = dti_hash_slices(parts, sizeof parts / sizeof *parts);
    dt_record copy = *record;
    char made_id[24];
    if (!copy.id.len) {
        snprintf(made_id, sizeof made_id, "%016llx", (unsigned long long)content_hash);
        copy.id = dti_str(made_id);
    }
    if (dti_begin(s, err) != DT_OK) return DT_FAILED;
    dti_arena_reset(&s->scratch);
    dti_put w = {.s = s, .record = &copy, .arena = &s->scratch};
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_FIND_DOC, err);
    if (!q) goto fail;
    dti_bind_slice(q, 1, copy.id);
    int rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        w.is_old = 1;
        w.doc = sqlite3_column_int64(q, 0);
        w.old_story = sqlite3_column_int64(q, 3);
        w.old_has_pub_day = sqlite3_column_type(q, 4) != SQLITE_NULL;
        w.old_pub_day = sqlite3_column_int(q, 4);
        int same = (uint64_t)sqlite3_column_int64(q, 1) == content_hash &&
                   dti_slice_is(dti_column_slice(q, 6), s->run_version) &&
                   dti_slice_is(dti_column_slice(q, 7), s->run_options);
        uint64_t input = (uint64_t)sqlite3_column_int64(q, 8);
        sqlite3_reset(q);
        if (same) {
            mine.state = DT_PUT_UNCHANGED;
            if (copy.input_hash && input != copy.input_hash) {
                if (!(q = dti_prepare(s, DTI_Q_TOUCH_DOC, err))) goto fail;
                dti_bind_slice(q, 1, copy.id);
                sqlite3_bind_int64(q, 2, (int64_t)copy.input_hash);
                if (dti_step(s, q, err) != DT_OK) goto fail;
            }
            if (result) *result = mine;
            return s->pending_documents ? DT_OK : dt_store_commit(s, err);
        }
        mine.state = DT_PUT_REPLACED;
    } else if (rc != SQLITE_DONE) {
        dti_store_fail(s, "cannot read", err);
        goto fail;
    }
    sqlite3_reset(q);
    if (put_all(&w, content_hash, &mine, err) != DT_OK) goto fail;
    if (result) *result = mine;
    if (++s->pending_documents >= DTI_BATCH_DOCUMENTS ||
        dti_now_ms() - s->begun_ms >= DTI_BATCH_SECONDS * 1000)
        return dt_store_commit(s, err);
    return DT_OK;
fail:
    dti_rollback(s);
    return DT_FAILED;
}

int dt_store_put(dt_store *s, const dt_doc *doc, uint64_t input_hash, int keep_text,
                 dt_put_result *result, dt_error *err) {
    size_t n = dt_doc_n_events(doc), n_ahead = dt_doc_n_ahead(doc);
    dt_event *events = calloc(n + 1, sizeof *events);
    dt_ahead *ahead = calloc(n_ahead + 1, sizeof *ahead);
    int rc = DT_FAILED;
    if (!events || !ahead) {
        dti_fail(err, "out of memory");
        goto done;
    }
    for (size_t i = 0; i < n; i++) events[i] = *dt_doc_event(doc, i);
    for (size_t i = 0; i < n_ahead; i++) ahead[i] = *dt_doc_ahead(doc, i);
    dt_record r = {.id = dt_doc_id(doc),
                   .url = dt_doc_url(doc),
                   .title = dt_doc_title(doc),
                   .source = dt_doc_source(doc),
                   .lang = dt_doc_lang(doc),
                   .published = dt_doc_published(doc),
                   .text = dt_doc_text(doc),
                   .events = events,
                   .n_events = n,
                   .ahead = ahead,
                   .n_ahead = n_ahead,
                   .input_hash = input_hash,
                   .keep_text = keep_text};
    rc = dt_store_put_record(s, &r, result, err);
done:
    free(events);
    free(ahead);
    return rc;
}
