/* query_events.c: reads the rows of events with what surrounds them, and one event or happening. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

const char dti_event_columns[] =
    " e.id, e.event_id, t.number, e.date, e.aspect, e.plover, e.mode, e.cameo, e.quad, e.penta,"
    " e.score, e.goldstein, e.contexts, e.trigger, e.trigger_start, e.trigger_end, "
    "e.confidence,"
    " f.name, f.origin, e.reason, t.text, t.start, t.end, e.mentions, p.text, p.name, "
    "p.country,"
    " p.lat, p.lon, p.from_dateline, d.doc_id, coalesce(st.story_id, d.doc_id), d.url, d.title,"
    " s.name, d.lang, d.published, r.version, e.day, e.happening, e.corrected, r.options";
const char dti_event_joins[] =
    " CROSS JOIN document d ON d.id=e.doc CROSS JOIN source s ON s.id=d.source"
    " CROSS JOIN run r ON r.id=d.run JOIN frame f ON f.id=e.frame"
    " JOIN sentence t ON t.id=e.sentence"
    " LEFT JOIN place p ON p.id=e.place"
    " LEFT JOIN story st ON st.id=d.story";

static int read_actors(dt_store *s, sqlite3_stmt *q, int64_t event, dti_arena *arena,
                       dt_event *e, dt_error *err) {
    dt_actor *by_role[3] = {NULL, NULL, NULL};
    size_t n[3] = {0, 0, 0}, cap[3] = {0, 0, 0};
    sqlite3_reset(q);
    sqlite3_bind_int64(q, 1, event);
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        int role = sqlite3_column_int(q, 0);
        if (role < 0 || role > 2) continue;
        dt_actor *a = dti_arena_push(arena, &by_role[role], &n[role], &cap[role], sizeof *a);
        if (!a) return dti_fail(err, "out of memory");
        dt_slice *texts[] = {&a->text, &a->name, &a->code, &a->country, &a->sector};
        const int columns[] = {1, 4, 5, 6, 7};
        for (int i = 0; i < 5; i++) {
            dt_slice t = dti_column_slice(q, columns[i]);
            *texts[i] = dti_slice(dti_arena_copy(arena, t.ptr, t.len), t.len);
        }
        a->start = (size_t)sqlite3_column_int64(q, 2);
        a->end = (size_t)sqlite3_column_int64(q, 3);
    }
    if (rc != SQLITE_DONE) return dti_store_fail(s, "cannot read actors", err);
    e->sources = by_role[0];
    e->n_sources = n[0];
    e->targets = by_role[1];
    e->n_targets = n[1];
    e->speaker = by_role[2];
    return DT_OK;
}

static size_t split_contexts(dti_arena *arena, dt_slice text, const dt_slice **out) {
    dt_slice *parts = NULL;
    size_t n = 0, cap = 0;
    while (text.ptr && text.len) {
        dt_slice part = dti_slice_cut(&text, ';');
        dt_slice *p = dti_arena_push(arena, &parts, &n, &cap, sizeof *parts);
        if (!p) break;
        *p = part;
    }
    *out = parts;
    return n;
}

dt_slice dti_run_option(dt_slice options, const char *name) {
    size_t n = strlen(name);
    while (options.ptr) {
        dt_slice one = dti_slice_cut(&options, ' ');
        if (one.len > n && one.ptr[n] == '=' && memcmp(one.ptr, name, n) == 0)
            return dti_slice(one.ptr + n + 1, one.len - n - 1);
    }
    return (dt_slice){"", 0};
}

int dti_each_event(dt_store *s, sqlite3_stmt *q, dt_event_fn *fn, void *ctx, dt_error *err) {
    dti_arena arena;
    dti_arena_init(&arena, 0);
    /* its own: fn may ask for events too */
    sqlite3_stmt *actors =
        dti_borrow(s, dti_sql_text[DTI_Q_EVENT_ACTORS], "cannot read actors", err);
    int rc = actors ? DT_OK : DT_FAILED, step = SQLITE_DONE;
    while (rc == DT_OK && (step = sqlite3_step(q)) == SQLITE_ROW) {
        dti_arena_reset(&arena);
        dt_event_row row = {0};
        dt_event *e = &row.event;
        int i = 0;
        row.number = sqlite3_column_int64(q, i++);
        e->id = dti_column_slice(q, i++);
        e->sentence = (size_t)sqlite3_column_int64(q, i++);
        e->date = dti_column_slice(q, i++);
        e->aspect = (dt_aspect)sqlite3_column_int(q, i++);
        e->plover = dti_column_slice(q, i++);
        e->mode = dti_column_slice(q, i++);
        e->cameo = dti_column_slice(q, i++);
        e->quad = sqlite3_column_int(q, i++);
        e->penta = sqlite3_column_int(q, i++);
        e->score = sqlite3_column_double(q, i++);
        e->goldstein = sqlite3_column_double(q, i++);
        e->n_contexts = split_contexts(&arena, dti_column_slice(q, i++), &e->contexts);
        e->trigger = dti_column_slice(q, i++);
        e->trigger_start = (size_t)sqlite3_column_int64(q, i++);
        e->trigger_end = (size_t)sqlite3_column_int64(q, i++);
        e->confidence = sqlite3_column_double(q, i++);
        e->frame = dti_column_slice(q, i++);
        e->frame_origin = dti_column_slice(q, i++);
        e->reason = dti_column_slice(q, i++);
        e->evidence = dti_column_slice(q, i++);
        e->evidence_start = (size_t)sqlite3_column_int64(q, i++);
        e->evidence_end = (size_t)sqlite3_column_int64(q, i++);
        e->mentions = (size_t)sqlite3_column_int64(q, i++);
        e->place.text = dti_column_slice(q, i++);
        e->place.name = dti_column_slice(q, i++);
        e->place.country = dti_column_slice(q, i++);
        e->place.has_coordinates = sqlite3_column_type(q, i) != SQLITE_NULL;
        e->place.lat = sqlite3_column_double(q, i++);
        e->place.lon = sqlite3_column_double(q, i++);
        e->place.from_dateline = sqlite3_column_int(q, i++);
        row.doc_id = dti_column_slice(q, i++);
        row.story_id = dti_column_slice(q, i++);
        row.url = dti_column_slice(q, i++);
        row.title = dti_column_slice(q, i++);
        row.publisher = dti_column_slice(q, i++);
        row.lang = dti_column_slice(q, i++);
        row.published = dti_column_slice(q, i++);
        row.version = dti_column_slice(q, i++);
        row.day =
            sqlite3_column_type(q, i) == SQLITE_NULL ? DTI_NO_DAY : sqlite3_column_int(q, i);
        i++;
        row.happening = sqlite3_column_int64(q, i++);
        row.corrected = sqlite3_column_int(q, i++);
        dt_slice options = dti_column_slice(q, i++);
        row.scores = dti_run_option(options, "scores");
        row.quads = dti_run_option(options, "quads");
        row.n_stories = row.n_publishers = 1;
        rc = read_actors(s, actors, row.number, &arena, e, err);
        if (rc == DT_OK && fn(ctx, &row)) break;
    }
    if (rc == DT_OK && step != SQLITE_DONE && step != SQLITE_ROW)
        rc = dti_store_fail(s, "cannot read events", err);
    dti_give_back(s, actors);
    dti_arena_release(&arena);
    return rc;
}

/* The tellings of happening ?1; see dti_join_happenings. */
#define OF_HAPPENING \
    " WHERE e.happening BETWEEN (?1 & ~32767) AND (?1 | 32767)" \
    " AND (e.happening & 32767 IN (0, ?1 & 32767) OR ?1 & 32767 = 0) AND e.corrected<2"
_Static_assert(DTI_WHERE_MASK == 32767, "OF_HAPPENING names it");

/* Adds how widely the happening is told. */
typedef struct wide {
    dt_store *s;
    dt_event_fn *fn;
    void *ctx;
} wide;

void dti_event_width(dt_store *s, dt_event_row *row) {
    sqlite3_stmt *q = dti_borrow(
        s,
        "SELECT count(DISTINCT coalesce(d.story,-d.id)),"
        " count(DISTINCT d.source) FROM event e JOIN document d ON d.id=e.doc" OF_HAPPENING,
        "cannot count the stories", NULL);
    if (!q) return;
    sqlite3_bind_int64(q, 1, row->happening);
    if (sqlite3_step(q) == SQLITE_ROW) {
        row->n_stories = (size_t)sqlite3_column_int64(q, 0);
        row->n_publishers = (size_t)sqlite3_column_int64(q, 1);
    }
    dti_give_back(s, q);
}

static int add_width(void *ctx, const dt_event_row *row) {
    wide *w = ctx;
    dt_event_row copy = *row;
    dti_event_width(w->s, &copy);
    return w->fn(w->ctx, &copy);
}

static int select_events(dt_store *s, const char *tail, dt_slice text, int64_t number,
                         dt_event_fn *fn, void *ctx, dt_error *err) {
    dti_buf sql;
    dti_buf_init(&sql);
    dti_buf_str(&sql, "SELECT");
    dti_buf_str(&sql, dti_event_columns);
    dti_buf_str(&sql, " FROM event e");
    dti_buf_str(&sql, dti_event_joins);
    dti_buf_str(&sql, tail);
    sqlite3_stmt *q = NULL;
    int rc = DT_FAILED;
    if (sql.failed)
        dti_fail(err, "out of memory");
    else if ((q = dti_borrow(s, sql.ptr, "cannot look for the event", err))) {
        if (text.ptr)
            dti_bind_slice(q, 1, text);
        else
            sqlite3_bind_int64(q, 1, number);
        rc = dti_each_event(s, q, fn, ctx, err);
    }
    dti_give_back(s, q);
    dti_buf_release(&sql);
    return rc;
}

int dt_store_event(dt_store *s, dt_slice id, dt_event_fn *fn, void *ctx, dt_error *err) {
    wide w = {s, fn, ctx};
    dt_slice text = id.ptr ? id : (dt_slice){"", 0};
    return select_events(s, " WHERE e.event_id=?1 ORDER BY e.id LIMIT 1", text, 0, add_width,
                         &w, err);
}

int dt_store_event_at(dt_store *s, int64_t number, dt_event_fn *fn, void *ctx, dt_error *err) {
    wide w = {s, fn, ctx};
    return select_events(s, " WHERE e.id=?1", (dt_slice){NULL, 0}, number, add_width, &w, err);
}

int dt_store_happening(dt_store *s, int64_t happening, dt_event_fn *fn, void *ctx,
                       dt_error *err) {
    return select_events(s, OF_HAPPENING " ORDER BY d.pub_day, e.id",
                         (dt_slice){NULL, 0}, happening, fn, ctx, err);
}
