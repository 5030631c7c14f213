/* pairs.c: says between whom an event stands, and gives units and pairs their row numbers. */
#include "store/pairs.h"

#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/limits.h"

int64_t dti_unit_id(dt_store *s, dt_slice name, int make, dt_error *err) {
    uint64_t key = XXH3_64bits(name.ptr, name.len);
    int64_t id = dti_intern_find(&s->units, key);
    if (id) return id;
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_FIND_UNIT, err);
    if (!q) return -1;
    dti_bind_slice(q, 1, name);
    id = dti_step_int(s, q, &failed, err);
    if (failed) return -1;
    if (!id && make) {
        if (!(q = dti_prepare(s, DTI_Q_ADD_UNIT, err))) return -1;
        dti_bind_slice(q, 1, name);
        if (dti_step(s, q, err) != DT_OK) return -1;
        id = sqlite3_last_insert_rowid(s->db);
    }
    if (id) dti_intern_add(&s->units, key, id);
    return id;
}

int64_t dti_pair_id(dt_store *s, int64_t a, int64_t b, int kind, int make, dt_error *err) {
    int64_t parts[3] = {a, b, kind};
    uint64_t key = XXH3_64bits(parts, sizeof parts);
    int64_t id = dti_intern_find(&s->pairs, key);
    if (id) return id;
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_FIND_PAIR, err);
    if (!q) return -1;
    for (int i = 0; i < 3; i++) sqlite3_bind_int64(q, i + 1, parts[i]);
    id = dti_step_int(s, q, &failed, err);
    if (failed) return -1;
    if (!id && make) {
        if (!(q = dti_prepare(s, DTI_Q_ADD_PAIR, err))) return -1;
        for (int i = 0; i < 3; i++) sqlite3_bind_int64(q, i + 1, parts[i]);
        if (dti_step(s, q, err) != DT_OK) return -1;
        id = sqlite3_last_insert_rowid(s->db);
    }
    if (id) dti_intern_add(&s->pairs, key, id);
    return id;
}

static void add_side(dti_sides *sides, dt_slice a, dt_slice b, int kind) {
    if (kind == DTI_PAIR_JOINT && dti_slice_cmp(a, b) > 0) {
        dt_slice t = a;
        a = b;
        b = t;
    }
    for (size_t i = 0; i < sides->n; i++)
        if (sides->all[i].kind == kind && dti_slice_eq(sides->all[i].a, a) &&
            dti_slice_eq(sides->all[i].b, b))
            return;
    if (sides->n < DTI_MAX_EVENT_PAIRS) sides->all[sides->n++] = (dti_side){a, b, kind};
}

/*
 * Two parties of one country ("the government" and "the rebels") meet as codes, of two
 * countries as countries.  Two ministries of one government have the same code, and no
 * relation.
 */
static int add_pair(dti_sides *sides, const dti_party *a, const dti_party *b) {
    dt_slice x = a->country, y = b->country;
    if (dti_slice_eq(x, y)) {
        x = a->code;
        y = b->code;
    }
    if (!x.len || !y.len || dti_slice_eq(x, y)) return 0;
    add_side(sides, x, y, DTI_PAIR_DIRECTED);
    add_side(sides, x, y, DTI_PAIR_JOINT);
    dt_slice none = {"", 0};
    add_side(sides, x, none, DTI_PAIR_UNIT);
    add_side(sides, y, none, DTI_PAIR_UNIT);
    return 1;
}

void dti_sides_of(const dti_party *parties, size_t n, dti_sides *out) {
    out->n = 0;
    out->paired = 0;
    size_t n_targets = 0;
    dt_slice none = {"", 0};
    for (size_t i = 0; i < n; i++) {
        n_targets += parties[i].role == DTI_ROLE_TARGET;
        if (parties[i].role != DTI_ROLE_SPEAKER && parties[i].country.len)
            add_side(out, parties[i].country, none, DTI_PAIR_UNIT);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (i == j || parties[i].role != DTI_ROLE_SOURCE) continue;
            /* A meeting lists all its parties as sources: each acts on each. */
            int wanted = n_targets ? DTI_ROLE_TARGET : DTI_ROLE_SOURCE;
            if (parties[j].role == wanted)
                out->paired |= add_pair(out, &parties[i], &parties[j]);
        }
}

int dti_side_pair(dt_store *s, const dti_side *side, int make, int64_t *pair, dt_error *err) {
    int64_t a = dti_unit_id(s, side->a, make, err), b = 0;
    if (a > 0 && side->kind != DTI_PAIR_UNIT) b = dti_unit_id(s, side->b, make, err);
    if (a < 0 || b < 0) return DT_FAILED;
    *pair = 0;
    if (!a || (!b && side->kind != DTI_PAIR_UNIT)) return DT_OK;
    *pair = dti_pair_id(s, a, b, side->kind, make, err);
    return *pair < 0 ? DT_FAILED : DT_OK;
}

static int compare_keys(const void *pa, const void *pb) {
    uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return (a > b) - (a < b);
}

static int64_t where_of(const dt_place *p) {
    if (p->from_dateline || p->country.len != 3) return 0;
    int64_t where = 0;
    for (size_t i = 0; i < 3; i++) {
        char c = p->country.ptr[i];
        if (c < 'A' || c > 'Z') return 0;
        where = where * 27 + (c - 'A' + 1);
    }
    return where;
}

/*
 * Same actors (as codes, so that "Blinken" and "the US secretary of state" agree), same type,
 * same date.  Mode is left out: one story names it and the next does not.
 */
int64_t dti_happening_of(const dti_party *parties, size_t n, dt_slice plover, dt_slice date,
                         int32_t day, int precision, const dt_place *place) {
    uint64_t keys[DTI_MAX_SLOT_ACTORS * 2];
    size_t k = 0;
    char text[16];
    if (precision == DTI_P_DAY) {
        /* Reduced dates stay apart from days: "in March" may be another act than March 16. */
        dti_date d = dti_date_of_day(day == DTI_NO_DAY ? 0 : day);
        dti_date_write(&d, text);
        date = dti_str(text);
    }
    for (size_t i = 0; i < n && k < sizeof keys / sizeof *keys; i++) {
        if (parties[i].role == DTI_ROLE_SPEAKER) continue;
        dt_slice who = parties[i].code.len ? parties[i].code : parties[i].country;
        keys[k++] = XXH3_64bits_withSeed(who.ptr, who.len, (uint64_t)parties[i].role + 1);
    }
    qsort(keys, k, sizeof *keys, compare_keys);
    uint64_t h = XXH3_64bits(keys, k * sizeof *keys);
    h = XXH3_64bits_withSeed(plover.ptr, plover.len, h);
    h = XXH3_64bits_withSeed(date.ptr, date.len, h);
    return (int64_t)((h & ~(uint64_t)DTI_WHERE_MASK) | (uint64_t)where_of(place));
}

int dti_join_happenings(void *rows, size_t n, size_t row_bytes) {
    char *at = rows;
    int joined = 0;
    for (size_t i = n; i-- > 1;) {
        int64_t *here = (int64_t *)(at + (i - 1) * row_bytes);
        int64_t next = *(int64_t *)(at + i * row_bytes);
        if (*here == next || (*here & DTI_WHERE_MASK) || *here != (next & ~DTI_WHERE_MASK)) continue;
        *here = next;
        joined = 1;
    }
    return joined;
}

int dti_parties_stored(dt_store *s, int64_t event, dti_arena *arena, dti_party **out, size_t *n,
                       dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_EVENT_UNITS, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, event);
    size_t cap = 0;
    int rc;
    *out = NULL;
    *n = 0;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        dti_party *p = dti_arena_push(arena, out, n, &cap, sizeof **out);
        if (!p) {
            sqlite3_reset(q);
            return dti_fail(err, "out of memory");
        }
        dt_slice country = dti_column_slice(q, 1), code = dti_column_slice(q, 2);
        p->role = sqlite3_column_int(q, 0);
        p->country = dti_slice(dti_arena_copy(arena, country.ptr, country.len), country.len);
        p->code = dti_slice(dti_arena_copy(arena, code.ptr, code.len), code.len);
        p->actor = sqlite3_column_int64(q, 3);
    }
    sqlite3_reset(q);
    return rc == SQLITE_DONE ? DT_OK : dti_store_fail(s, "cannot read actors", err);
}

int dti_traits_of(dt_store *s, const dt_event *e, dti_traits *out, dt_error *err) {
    const int64_t numbers[2] = {e->quad, e->aspect};
    const dt_slice texts[] = {e->plover, e->mode, e->cameo};
    uint64_t key = XXH3_64bits(numbers, sizeof numbers);
    for (size_t i = 0; i < 3; i++)
        key = XXH3_64bits_withSeed(texts[i].len ? texts[i].ptr : "", texts[i].len,
                                   key + texts[i].len);
    out->sure = (int)(e->confidence * 100);
    out->kind = dti_intern_find(&s->kinds, key);
    for (int make = 0; make < 2 && !out->kind; make++) {
        int failed = 0;
        sqlite3_stmt *q = dti_prepare(s, make ? DTI_Q_ADD_KIND : DTI_Q_FIND_KIND, err);
        if (!q) return DT_FAILED;
        for (int i = 0; i < 3; i++) dti_bind_slice(q, i + 1, texts[i]);
        for (int i = 0; i < 2; i++) sqlite3_bind_int64(q, i + 4, numbers[i]);
        if (!make)
            out->kind = dti_step_int(s, q, &failed, err);
        else if (dti_step(s, q, err) == DT_OK)
            out->kind = sqlite3_last_insert_rowid(s->db);
        else
            failed = 1;
        if (failed) return DT_FAILED;
    }
    dti_intern_add(&s->kinds, key, out->kind);
    return DT_OK;
}
