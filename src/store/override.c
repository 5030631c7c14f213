/* override.c: keeps an analyst's verdicts on events and lays them over what the coder finds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

static dt_slice keep(dti_arena *a, dt_slice s) {
    return dti_slice(dti_arena_copy(a, s.ptr, s.len), s.len);
}

int dti_aspect_of(dt_slice name) {
    for (int a = DT_ASPECT_ACTUAL; a <= DT_ASPECT_NEGATED; a++)
        if (dti_slice_is(name, dt_aspect_name((dt_aspect)a))) return a;
    return -1;
}

int dti_overrides_of(dt_store *s, dt_slice doc_id, dti_arena *arena, dti_override **out,
                     size_t *n, dt_error *err) {
    *out = NULL;
    *n = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DOC_OVERRIDES, err);
    if (!q) return DT_FAILED;
    dti_bind_slice(q, 1, doc_id);
    size_t cap = 0;
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dti_override *o = dti_arena_push(arena, out, n, &cap, sizeof **out);
        if (!o) break;
        o->event_id = keep(arena, dti_column_slice(q, 0));
        o->trigger_start = sqlite3_column_int64(q, 1);
        o->trigger_end = sqlite3_column_int64(q, 2);
        o->original_plover = keep(arena, dti_column_slice(q, 3));
        o->not_an_event = sqlite3_column_int(q, 4);
        dt_slice *texts[] = {&o->plover, &o->mode,    &o->cameo,  &o->date,
                             &o->aspect, &o->sources, &o->targets};
        for (int i = 0; i < 7; i++) {
            *texts[i] = keep(arena, dti_column_slice(q, 5 + i));
            /* NULL is "leave", "" is "none" (a mode taken away). */
            if (sqlite3_column_type(q, 5 + i) == SQLITE_NULL) texts[i]->ptr = NULL;
        }
        o->quad = sqlite3_column_type(q, 12) == SQLITE_NULL ? -1 : sqlite3_column_int(q, 12);
        o->penta = sqlite3_column_type(q, 13) == SQLITE_NULL ? -1 : sqlite3_column_int(q, 13);
        o->score =
            sqlite3_column_type(q, 14) == SQLITE_NULL ? NAN : sqlite3_column_double(q, 14);
        o->goldstein =
            sqlite3_column_type(q, 15) == SQLITE_NULL ? NAN : sqlite3_column_double(q, 15);
    }
    sqlite3_reset(q);
    return rc == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read verdicts", err);
}

/*
 * The verdict on an event: by id, else by its words.  A recoding that moves the type must not
 * lose the verdict, so the trigger's place decides, with the type only to tell two apart.
 */
const dti_override *dti_override_for(const dti_override *all, size_t n, const dt_event *e) {
    for (size_t i = 0; i < n; i++)
        if (dti_slice_eq(all[i].event_id, e->id)) return &all[i];
    const dti_override *found = NULL;
    for (size_t i = 0; i < n; i++) {
        if ((size_t)all[i].trigger_start != e->trigger_start ||
            (size_t)all[i].trigger_end != e->trigger_end)
            continue;
        if (dti_slice_eq(all[i].original_plover, e->plover)) return &all[i];
        if (!found) found = &all[i];
    }
    return found;
}

/* Actors from codes: words of the same code stay, others have no words in the text. */
static int actors_of(dt_slice codes, const dt_actor *old, size_t n_old, dti_arena *arena,
                     const dt_actor **out, size_t *n_out) {
    dt_actor *actors = NULL;
    size_t n = 0, cap = 0;
    dt_slice rest = codes;
    while (rest.ptr && rest.len) {
        dt_slice code = dti_slice_trim(dti_slice_cut(&rest, ','));
        if (!code.len) continue;
        dt_actor *a = dti_arena_push(arena, &actors, &n, &cap, sizeof *actors);
        if (!a) return 0;
        memset(a, 0, sizeof *a);
        a->code = code;
        a->country = dti_slice(code.ptr, code.len < 3 ? code.len : 3);
        a->sector = dti_slice(code.ptr + a->country.len, code.len - a->country.len);
        for (size_t i = 0; i < n_old; i++)
            if (dti_slice_eq(old[i].code, code)) *a = old[i];
    }
    *out = actors;
    *n_out = n;
    return 1;
}

int dti_override_apply(const dti_override *o, dti_arena *arena, dt_event *e) {
    if (o->not_an_event) return 2;
    if (o->plover.ptr) e->plover = o->plover;
    if (o->mode.ptr) e->mode = o->mode;
    if (o->cameo.ptr) e->cameo = o->cameo;
    if (o->date.ptr) e->date = o->date;
    if (o->aspect.ptr && dti_aspect_of(o->aspect) >= 0)
        e->aspect = (dt_aspect)dti_aspect_of(o->aspect);
    if (o->sources.ptr)
        actors_of(o->sources, e->sources, e->n_sources, arena, &e->sources, &e->n_sources);
    if (o->targets.ptr)
        actors_of(o->targets, e->targets, e->n_targets, arena, &e->targets, &e->n_targets);
    if (o->quad >= 0) e->quad = o->quad;
    if (o->penta >= 0) e->penta = o->penta;
    if (!isnan(o->score)) e->score = o->score;
    if (!isnan(o->goldstein)) e->goldstein = o->goldstein;
    return 1;
}

static void bind_or_null(sqlite3_stmt *q, int i, dt_slice s) {
    if (s.ptr)
        dti_bind_slice(q, i, s);
    else
        sqlite3_bind_null(q, i);
}

typedef struct copied_event {
    dti_arena arena;
    dt_event event;
    dt_slice doc_id, published;
    int64_t number;
    int corrected, found;
} copied_event;

static dt_actor copy_actor(dti_arena *a, const dt_actor *from) {
    dt_actor to = *from;
    to.text = keep(a, from->text);
    to.name = keep(a, from->name);
    to.code = keep(a, from->code);
    to.country = keep(a, from->country);
    to.sector = keep(a, from->sector);
    return to;
}

static const dt_actor *copy_actors(dti_arena *a, const dt_actor *from, size_t n) {
    dt_actor *to = dti_arena_array(a, n + 1, sizeof *to);
    for (size_t i = 0; to && i < n; i++) to[i] = copy_actor(a, &from[i]);
    return to;
}

static int copy_event(void *ctx, const dt_event_row *row) {
    copied_event *c = ctx;
    const dt_event *e = &row->event;
    dti_arena *a = &c->arena;
    c->event = *e;
    dt_event *to = &c->event;
    to->id = keep(a, e->id);
    to->date = keep(a, e->date);
    to->plover = keep(a, e->plover);
    to->mode = keep(a, e->mode);
    to->cameo = keep(a, e->cameo);
    to->sources = copy_actors(a, e->sources, e->n_sources);
    to->targets = copy_actors(a, e->targets, e->n_targets);
    to->speaker = e->speaker ? copy_actors(a, e->speaker, 1) : NULL;
    c->doc_id = keep(a, row->doc_id);
    c->published = keep(a, row->published);
    c->number = row->number;
    c->corrected = row->corrected;
    c->found = 1;
    return 1;
}

int dt_store_correct(dt_store *s, dt_slice event_id, const dt_verdict *v, dt_error *err) {
    copied_event c = {.found = 0};
    dti_arena_init(&c.arena, 0);
    sqlite3_stmt *q = NULL;
    int rc = DT_FAILED;
    if (dti_must_write(s, err) != DT_OK) goto done;
    if (v->aspect.len && dti_aspect_of(v->aspect) < 0) {
        dti_fail(err,
                 "%.*s is no aspect; one of actual, historical, future, hypothetical, "
                 "negated",
                 (int)v->aspect.len, v->aspect.ptr);
        goto done;
    }
    dti_date date;
    if (v->date.len && dti_date_read(v->date, &date) != DT_OK) {
        dti_fail(err, "%.*s is no date; write YYYY-MM-DD, YYYY-MM or YYYY", (int)v->date.len,
                 v->date.ptr);
        goto done;
    }
    if (dti_begin(s, err) != DT_OK) goto done;
    if (dt_store_event(s, event_id, copy_event, &c, err) != DT_OK) goto fail;
    if (!c.found) {
        dti_fail(err, "%s holds no event %.*s", s->path, (int)event_id.len, event_id.ptr);
        goto fail;
    }
    if (v->undo) {
        if (sqlite3_prepare_v2(s->db, "DELETE FROM override WHERE event_id=?1", -1, &q, NULL) !=
            SQLITE_OK)
            goto sql_fail;
        dti_bind_slice(q, 1, event_id);
        if (sqlite3_step(q) != SQLITE_DONE) goto sql_fail;
        if (c.corrected == 2 &&
            dti_event_rewrite(s, c.number, &c.event, c.published, 0, err) != DT_OK)
            goto fail;
        if (c.corrected == 1) {
            /* What the coder said is not kept: the document must not pass for coded, or the
             * same input would be left as it is. */
            sqlite3_finalize(q);
            q = NULL;
            if (sqlite3_prepare_v2(s->db,
                                   "UPDATE document SET content_hash=0, input_hash=0"
                                   " WHERE doc_id=?1",
                                   -1, &q, NULL) != SQLITE_OK)
                goto sql_fail;
            dti_bind_slice(q, 1, c.doc_id);
            if (sqlite3_step(q) != SQLITE_DONE) goto sql_fail;
        }
        rc = dt_store_commit(s, err);
        goto done;
    }
    const char *sql =
        "INSERT INTO override(event_id, doc_id, trigger_start, trigger_end, original_plover,"
        " not_an_event, plover, mode, cameo, date, aspect, sources, targets, quad, penta, "
        "score,"
        " goldstein, note, analyst, made) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
        "?15,?16,?17,?18,?19,?20) ON CONFLICT(event_id) DO UPDATE SET"
        " not_an_event=excluded.not_an_event, plover=coalesce(excluded.plover, plover),"
        " mode=coalesce(excluded.mode, mode), cameo=coalesce(excluded.cameo, cameo),"
        " date=coalesce(excluded.date, date), aspect=coalesce(excluded.aspect, aspect),"
        " sources=coalesce(excluded.sources, sources),"
        " targets=coalesce(excluded.targets, targets), quad=coalesce(excluded.quad, quad),"
        " penta=coalesce(excluded.penta, penta), score=coalesce(excluded.score, score),"
        " goldstein=coalesce(excluded.goldstein, goldstein), note=excluded.note,"
        " analyst=excluded.analyst, made=excluded.made";
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK) goto sql_fail;
    char now[24];
    dti_now(now);
    dti_bind_slice(q, 1, event_id);
    dti_bind_slice(q, 2, c.doc_id);
    sqlite3_bind_int64(q, 3, (int64_t)c.event.trigger_start);
    sqlite3_bind_int64(q, 4, (int64_t)c.event.trigger_end);
    dti_bind_slice(q, 5, c.event.plover);
    sqlite3_bind_int(q, 6, v->not_an_event);
    const dt_slice texts[] = {v->plover, v->mode,    v->cameo,  v->date,
                              v->aspect, v->sources, v->targets};
    for (int i = 0; i < 7; i++) bind_or_null(q, 7 + i, texts[i]);
    if (v->quad >= 0) sqlite3_bind_int(q, 14, v->quad);
    if (v->penta >= 0) sqlite3_bind_int(q, 15, v->penta);
    if (!isnan(v->score)) sqlite3_bind_double(q, 16, v->score);
    if (!isnan(v->goldstein)) sqlite3_bind_double(q, 17, v->goldstein);
    dti_bind_slice(q, 18, v->note);
    dti_bind_slice(q, 19, v->analyst);
    dti_bind_slice(q, 20, dti_str(now));
    if (sqlite3_step(q) != SQLITE_DONE) goto sql_fail;
    dti_override o = {.not_an_event = v->not_an_event,
                      .plover = v->plover,
                      .mode = v->mode,
                      .cameo = v->cameo,
                      .date = v->date,
                      .aspect = v->aspect,
                      .sources = v->sources,
                      .targets = v->targets,
                      .quad = v->quad,
                      .penta = v->penta,
                      .score = v->score,
                      .goldstein = v->goldstein};
    int corrected = dti_override_apply(&o, &c.arena, &c.event);
    if (dti_event_rewrite(s, c.number, &c.event, c.published, corrected, err) != DT_OK)
        goto fail;
    rc = dt_store_commit(s, err);
    goto done;
sql_fail:
    dti_store_fail(s, "cannot keep the verdict", err);
fail:
    sqlite3_finalize(q);
    q = NULL;
    dti_rollback(s);
done:
    sqlite3_finalize(q);
    dti_arena_release(&c.arena);
    return rc;
}
