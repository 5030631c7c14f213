/* story.c: groups documents that tell the same text into stories, whatever order they come in.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/utf8.h"
#include "store/pairs.h"
#include "store/store.h"

/*
 * A document is known by its word 3-grams ("shingles"), hashed to 32 bits; kept are the 128
 * smallest (a bottom-k MinHash sketch), and the 12 smallest of them are the keys under which
 * other documents find it: two texts with likeness J share one of the keys with 1 - (1-J)^12,
 * and a shortened text finds its original as well, since the smallest of the whole that lie in
 * the part are the smallest of the part.  What was found is verified on the sketches.
 * Stories are the connected parts of the graph "verified the same", so order cannot matter.
 */
#define SHINGLE_WORDS 3
/* Same text: so much of the smaller one lies in the other.  Follow-up reports that repeat two
 * paragraphs of background stay under it.  bench/stories.c, 3.3 million unrelated pairs: none
 * is joined at 0.60, 0.55 or 0.50, and of texts that were cut, reordered, re-headlined and
 * changed all at once 97.1, 99.0 and 99.7 % are found; 0.55 leaves room for what that corpus
 * lacks. */
#define MIN_CONTAINED 0.55
#define MIN_JACCARD 0.12
/* Texts with fewer shingles are captions and headlines: only equal ones are the same. */
#define MIN_SHINGLES 20
/* Syndication is over after this many days; documents without a date match any. */
#define MAX_DAYS_APART 30
/* A key of boilerplate ("all rights reserved ...") leads to so many documents, the latest. */
#define MAX_KEY_DOCUMENTS 1024
/* Documents whose sketches are kept in memory: boilerplate leads to dozens for each new one. */
#define N_REMEMBERED 8192

static int by_value(const void *pa, const void *pb) {
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    return (a > b) - (a < b);
}

static uint32_t mix(uint64_t h) {
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    return (uint32_t)(h >> 16);
}

/* By bytes from the lowest: n is a document's words, and comparing them cost more than all else
 * here.  Falls back on qsort without memory. */
static void sort_values(uint32_t *v, size_t n) {
    uint32_t *other = n > 64 ? malloc(n * sizeof *other) : NULL;
    if (!other) {
        qsort(v, n, sizeof *v, by_value);
        return;
    }
    uint32_t *from = v, *to = other;
    for (int shift = 0; shift < 32; shift += 8) { /* four passes: the result lies in v again */
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++) at[(from[i] >> shift & 255) + 1]++;
        for (int k = 0; k < 256; k++) at[k + 1] += at[k];
        for (size_t i = 0; i < n; i++) to[at[from[i] >> shift & 255]++] = from[i];
        uint32_t *t = from;
        from = to;
        to = t;
    }
    free(other);
}

static size_t sort_distinct(uint32_t *v, size_t n) {
    sort_values(v, n);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (!k || v[i] != v[k - 1]) v[k++] = v[i];
    return k;
}

void dti_sketch_make(dt_slice text, dti_sketch *out) {
    memset(out, 0, sizeof *out);
    size_t n = 0, cap = 1024;
    uint32_t *all = malloc(cap * sizeof *all);
    if (!all) return; /* no sketch: the document stands alone */
    uint64_t words[SHINGLE_WORDS] = {0};
    size_t n_words = 0, at = 0;
    while (at < text.len) {
        uint64_t h = 1469598103934665603u;
        size_t letters = 0;
        while (at < text.len) {
            uint32_t cp;
            unsigned char c = (unsigned char)text.ptr[at];
            size_t step = 1;
            if (c < 0x80) {
                unsigned char lower = c | 0x20;
                if ((unsigned)(lower - 'a') < 26)
                    cp = lower;
                else if ((unsigned)(c - '0') < 10)
                    cp = c;
                else
                    break;
            } else {
                step = dti_utf8_next(text.ptr + at, text.len - at, &cp);
                if (cp == DTI_UTF8_BAD || !(dti_cp_is_letter(cp) || dti_cp_is_digit(cp))) break;
                cp = dti_cp_lower(cp);
            }
            h = (h ^ cp) * 1099511628211u;
            letters++;
            at += step;
        }
        if (!letters) {
            uint32_t cp;
            at += dti_utf8_next(text.ptr + at, text.len - at, &cp);
            continue;
        }
        memmove(words, words + 1, sizeof words - sizeof *words);
        words[SHINGLE_WORDS - 1] = h;
        if (++n_words < SHINGLE_WORDS) continue;
        if (n == cap) {
            uint32_t *more = realloc(all, cap * 2 * sizeof *more);
            if (!more) break;
            all = more;
            cap *= 2;
        }
        uint64_t s = words[0];
        for (int i = 1; i < SHINGLE_WORDS; i++)
            s = (s << 21 | s >> 43) * 0x9E3779B97F4A7C15u + words[i];
        all[n++] = mix(s);
    }
    n = sort_distinct(all, n);
    out->n_shingles = (uint32_t)n;
    out->n = (uint32_t)(n < DTI_SKETCH_SIZE ? n : DTI_SKETCH_SIZE);
    memcpy(out->hash, all, out->n * sizeof *all);
    free(all);
}

/* Jaccard from the smallest hashes of the union; containment of the smaller follows from it. */
int dti_sketch_likeness(const dti_sketch *a, const dti_sketch *b, double *jaccard,
                        double *contained) {
    size_t i = 0, j = 0, seen = 0, both = 0;
    /* Past the end of a full sketch nothing is known of that text. */
    while (seen < DTI_SKETCH_SIZE && (i < a->n || j < b->n)) {
        if (i == a->n && a->n == DTI_SKETCH_SIZE) break;
        if (j == b->n && b->n == DTI_SKETCH_SIZE) break;
        if (j == b->n || (i < a->n && a->hash[i] < b->hash[j]))
            i++;
        else if (i == a->n || b->hash[j] < a->hash[i])
            j++;
        else
            i++, j++, both++;
        seen++;
    }
    double J = seen ? (double)both / (double)seen : 0;
    double small = a->n_shingles < b->n_shingles ? a->n_shingles : b->n_shingles;
    double sum = (double)a->n_shingles + (double)b->n_shingles;
    *jaccard = J;
    *contained = small > 0 ? J * sum / ((1 + J) * small) : 0;
    return seen > 0;
}

int dti_sketch_same(const dti_sketch *a, const dti_sketch *b) {
    double jaccard, contained;
    if (!dti_sketch_likeness(a, b, &jaccard, &contained)) return 0;
    if (a->n_shingles < MIN_SHINGLES || b->n_shingles < MIN_SHINGLES) return jaccard == 1;
    return jaccard >= MIN_JACCARD && contained >= MIN_CONTAINED;
}

static int shares_key(const dti_sketch *a, const dti_sketch *b) {
    size_t i = 0, j = 0;
    while (i < a->n && j < b->n && i < DTI_SKETCH_KEYS && j < DTI_SKETCH_KEYS) {
        if (a->hash[i] == b->hash[j]) return 1;
        if (a->hash[i] < b->hash[j])
            i++;
        else
            j++;
    }
    return 0;
}

static int days_match(int32_t a, int32_t b) {
    return a == DTI_NO_DAY || b == DTI_NO_DAY || llabs((long long)a - b) <= MAX_DAYS_APART;
}

int dti_sketch_linked(const dti_sketch *a, int32_t day_a, const dti_sketch *b, int32_t day_b) {
    return days_match(day_a, day_b) && shares_key(a, b) && dti_sketch_same(a, b);
}

/* By row of the document modulo N_REMEMBERED, so the latest stay. */
typedef struct remembered {
    int64_t doc; /* 0: none */
    int32_t pub_day;
    dti_sketch sketch;
} remembered;
struct dti_sketch_memory {
    remembered all[N_REMEMBERED];
};

void dti_sketch_memory_release(dt_store *s) {
    free(s->sketches);
    s->sketches = NULL;
}

/* Without memory the table is asked each time. */
static void remember(dt_store *s, int64_t doc, int32_t pub_day, const dti_sketch *sketch) {
    if (!s->sketches && !(s->sketches = calloc(1, sizeof *s->sketches))) return;
    s->sketches->all[doc % N_REMEMBERED] = (remembered){doc, pub_day, *sketch};
}

int dti_sketch_load(dt_store *s, int64_t doc, dti_sketch *out, int32_t *pub_day,
                    dt_error *err) {
    const remembered *known = s->sketches ? &s->sketches->all[doc % N_REMEMBERED] : NULL;
    if (known && known->doc == doc) {
        *out = known->sketch;
        *pub_day = known->pub_day;
        return DT_OK;
    }
    memset(out, 0, sizeof *out);
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DOC_SKETCH, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, doc);
    int rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        size_t bytes = (size_t)sqlite3_column_bytes(q, 0);
        const void *blob = sqlite3_column_blob(q, 0);
        if (bytes > sizeof out->hash) bytes = sizeof out->hash;
        if (blob) memcpy(out->hash, blob, bytes);
        out->n = (uint32_t)(bytes / sizeof *out->hash);
        out->n_shingles = (uint32_t)sqlite3_column_int64(q, 1);
        *pub_day =
            sqlite3_column_type(q, 2) == SQLITE_NULL ? DTI_NO_DAY : sqlite3_column_int(q, 2);
        remember(s, doc, *pub_day, out);
    }
    sqlite3_reset(q);
    return rc == SQLITE_ROW ? DT_OK : dti_store_fail(s, "cannot read a document", err);
}

/* 0: none; -1: failed. */
static int64_t story_of(dt_store *s, int64_t doc, dt_error *err) {
    int failed = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_DOC_STORY, err);
    if (!q) return -1;
    sqlite3_bind_int64(q, 1, doc);
    int64_t story = dti_step_int(s, q, &failed, err);
    return failed ? -1 : story;
}

static int run_ids(dt_store *s, dti_sql which, int64_t a, int64_t b, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, which, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, a);
    if (sqlite3_bind_parameter_count(q) > 1) sqlite3_bind_int64(q, 2, b);
    return dti_step(s, q, err);
}

int dti_mark_document(dt_store *s, int64_t doc, dt_error *err) {
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT id, day FROM event WHERE doc=?1 AND paired=1"
                           " AND day IS NOT NULL AND corrected<2",
                           -1, &q, NULL) != SQLITE_OK)
        return dti_store_fail(s, "cannot read events", err);
    sqlite3_bind_int64(q, 1, doc);
    dti_arena arena;
    dti_arena_init(&arena, 0);
    int rc = DT_OK;
    while (rc == DT_OK && sqlite3_step(q) == SQLITE_ROW) {
        dti_party *parties;
        size_t n;
        dti_sides sides;
        rc = dti_parties_stored(s, sqlite3_column_int64(q, 0), &arena, &parties, &n, err);
        if (rc != DT_OK) break;
        dti_sides_of(parties, n, &sides);
        for (size_t i = 0; i < sides.n && rc == DT_OK; i++) {
            int64_t pair = 0;
            rc = dti_side_pair(s, &sides.all[i], 0, &pair, err);
            if (rc == DT_OK && pair &&
                dti_tally_add(&s->dirty, pair, sqlite3_column_int(q, 1), 0, 0) != DT_OK)
                rc = dti_fail(err, "out of memory");
        }
    }
    sqlite3_finalize(q);
    dti_arena_release(&arena);
    return rc;
}

void dti_members_free(dti_member *m, size_t n) {
    for (size_t i = 0; i < n; i++) free(m[i].doc_id);
    free(m);
}

int dti_story_members(dt_store *s, int64_t story, dti_member **out, size_t *n, dt_error *err) {
    *out = NULL;
    *n = 0;
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_STORY_DOCS, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, story);
    size_t cap = 0;
    int rc;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        if (*n == cap) {
            cap = cap ? cap * 2 : 16;
            dti_member *more = realloc(*out, cap * sizeof *more);
            if (!more) break;
            *out = more;
        }
        dt_slice id = dti_column_slice(q, 1);
        dti_member *m = &(*out)[*n];
        m->doc = sqlite3_column_int64(q, 0);
        m->doc_id = strndup(id.ptr, id.len);
        m->pub_day =
            sqlite3_column_type(q, 2) == SQLITE_NULL ? DTI_NO_DAY : sqlite3_column_int(q, 2);
        if (!m->doc_id) break;
        ++*n;
    }
    sqlite3_reset(q);
    if (rc == SQLITE_DONE) return DT_OK;
    dti_members_free(*out, *n);
    *out = NULL;
    return dti_fail(err, "cannot read a story");
}

/* A story is called after the smallest document id in it; one of a single document has no row.
 */
static int name_story(dt_store *s, int64_t story, dt_error *err) {
    sqlite3_stmt *q = dti_prepare(s, DTI_Q_STORY_DOCS, err);
    if (!q) return DT_FAILED;
    sqlite3_bind_int64(q, 1, story);
    char *id = NULL;
    if (sqlite3_step(q) == SQLITE_ROW) {
        dt_slice first = dti_column_slice(q, 1);
        id = strndup(first.ptr, first.len);
    }
    sqlite3_reset(q);
    if (!id) return run_ids(s, DTI_Q_DROP_STORY, story, 0, err);
    int rc = DT_FAILED;
    if ((q = dti_prepare(s, DTI_Q_NAME_STORY, err))) {
        sqlite3_bind_int64(q, 1, story);
        dti_bind_slice(q, 2, dti_str(id));
        rc = dti_step(s, q, err);
    }
    free(id);
    return rc;
}

/* Joins the document's story with another document's. */
static int join(dt_store *s, int64_t doc, int64_t *story, int64_t other, int64_t other_story,
                dt_error *err) {
    int rc = DT_OK;
    if (!*story && !other_story) {
        sqlite3_stmt *q = dti_prepare(s, DTI_Q_ADD_STORY, err);
        if (!q) return DT_FAILED;
        dti_bind_slice(q, 1, dti_str(""));
        if (dti_step(s, q, err) != DT_OK) return DT_FAILED;
        *story = sqlite3_last_insert_rowid(s->db);
        rc = run_ids(s, DTI_Q_SET_STORY, doc, *story, err);
        if (rc == DT_OK) rc = run_ids(s, DTI_Q_SET_STORY, other, *story, err);
        if (rc == DT_OK) rc = dti_mark_document(s, other, err);
    } else if (!*story) {
        *story = other_story;
        rc = run_ids(s, DTI_Q_SET_STORY, doc, *story, err);
    } else if (!other_story) {
        rc = run_ids(s, DTI_Q_SET_STORY, other, *story, err);
        if (rc == DT_OK) rc = dti_mark_document(s, other, err);
    } else {
        dti_member *members;
        size_t n;
        if (dti_story_members(s, other_story, &members, &n, err) != DT_OK) return DT_FAILED;
        for (size_t i = 0; i < n && rc == DT_OK; i++)
            rc = dti_mark_document(s, members[i].doc, err);
        dti_members_free(members, n);
        if (rc == DT_OK) rc = run_ids(s, DTI_Q_MOVE_STORY, other_story, *story, err);
        if (rc == DT_OK) rc = run_ids(s, DTI_Q_DROP_STORY, other_story, 0, err);
    }
    if (rc == DT_OK) rc = dti_mark_document(s, doc, err);
    return rc;
}

static int compare_ids(const void *pa, const void *pb) {
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

static size_t n_keys(const dti_sketch *sketch) {
    return sketch->n < DTI_SKETCH_KEYS ? sketch->n : DTI_SKETCH_KEYS;
}

/* The documents that share a key with this one, in order and each once; *out: free(). */
static int find_sharers(dt_store *s, int64_t doc, const dti_sketch *sketch, int64_t **out,
                        size_t *n, dt_error *err) {
    size_t cap = 0, kept = 0;
    for (size_t k = 0; k < n_keys(sketch); k++) {
        sqlite3_stmt *q = dti_prepare(s, DTI_Q_SHINGLE_DOCS, err);
        if (!q) return DT_FAILED;
        sqlite3_bind_int64(q, 1, sketch->hash[k]);
        int rc = SQLITE_DONE;
        for (size_t i = 0; i < MAX_KEY_DOCUMENTS && (rc = sqlite3_step(q)) == SQLITE_ROW; i++) {
            int64_t other = sqlite3_column_int64(q, 0);
            if (other == doc) continue;
            if (*n == cap) {
                cap = cap ? cap * 2 : 64;
                int64_t *more = realloc(*out, cap * sizeof *more);
                if (!more) {
                    sqlite3_reset(q);
                    return dti_fail(err, "out of memory");
                }
                *out = more;
            }
            (*out)[(*n)++] = other;
        }
        sqlite3_reset(q);
        if (rc != SQLITE_DONE && rc != SQLITE_ROW) return dti_store_fail(s, "cannot read", err);
    }
    if (*n) qsort(*out, *n, sizeof **out, compare_ids);
    for (size_t i = 0; i < *n; i++)
        if (!i || (*out)[i] != (*out)[i - 1]) (*out)[kept++] = (*out)[i];
    *n = kept;
    return DT_OK;
}

static int add_keys(dt_store *s, int64_t doc, const dti_sketch *sketch, dt_error *err) {
    size_t n = n_keys(sketch);
    if (!n) return DT_OK;
    sqlite3_stmt *q = dti_prepare_rows(s, DTI_ROWS_SHINGLE, n, err);
    if (!q) return DT_FAILED;
    for (size_t k = 0; k < n; k++) {
        sqlite3_bind_int64(q, (int)k * 2 + 1, sketch->hash[k]);
        sqlite3_bind_int64(q, (int)k * 2 + 2, doc);
    }
    return dti_step(s, q, err);
}

/* story: the one it is in already, or 0. */
static int place(dt_store *s, int64_t doc, int64_t story, int32_t pub_day,
                 const dti_sketch *sketch, dt_error *err) {
    const int was_alone = !story;
    int64_t *found = NULL;
    size_t n = 0;
    int joined = 0;
    int32_t first_linked = INT32_MAX;
    int rc = find_sharers(s, doc, sketch, &found, &n, err);
    if (rc == DT_OK) rc = add_keys(s, doc, sketch, err);
    if (rc == DT_OK) remember(s, doc, pub_day, sketch);
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        dti_sketch other;
        int32_t day = DTI_NO_DAY;
        if ((rc = dti_sketch_load(s, found[i], &other, &day, err)) != DT_OK) break;
        if (!days_match(day, pub_day) || !dti_sketch_same(sketch, &other)) continue;
        if (day < first_linked) first_linked = day;
        int64_t other_story = story_of(s, found[i], err);
        if (other_story < 0) rc = DT_FAILED;
        if (rc != DT_OK || (story && other_story == story)) continue;
        rc = join(s, doc, &story, found[i], other_story, err);
        joined++;
    }
    free(found);
    if (rc != DT_OK || !joined) return rc;
    if ((rc = name_story(s, story, err)) != DT_OK) return rc;
    /* One text at every time before, and this one belongs to it from its first day: the common
     * way of a story, of which nothing need be remembered. */
    int had = joined == 1 && was_alone ? dti_story_has_then(s, story, err) : 1;
    if (had < 0) return DT_FAILED;
    return had || first_linked > pub_day ? dti_story_then_make(s, story, err) : DT_OK;
}

int dti_story_place(dt_store *s, int64_t doc, int32_t pub_day, const dti_sketch *sketch,
                    dt_error *err) {
    return place(s, doc, 0, pub_day, sketch, err);
}

int dti_story_remove(dt_store *s, int64_t doc, int64_t story, dt_error *err) {
    dti_sketch sketch;
    int32_t day;
    if (dti_sketch_load(s, doc, &sketch, &day, err) != DT_OK) return DT_FAILED;
    for (size_t k = 0; k < n_keys(&sketch); k++)
        if (run_ids(s, DTI_Q_DROP_SHINGLES, sketch.hash[k], doc, err) != DT_OK)
            return DT_FAILED;
    if (!story) return DT_OK;
    /* The document may have been what held the others together: they are placed anew. */
    dti_member *members;
    size_t n;
    if (dti_story_members(s, story, &members, &n, err) != DT_OK) return DT_FAILED;
    int rc = DT_OK;
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        sqlite3_stmt *q = dti_prepare(s, DTI_Q_SET_STORY, err);
        if (!q)
            rc = DT_FAILED;
        else {
            sqlite3_bind_int64(q, 1, members[i].doc);
            sqlite3_bind_null(q, 2);
            rc = dti_step(s, q, err);
            if (rc == DT_OK) rc = dti_story_then_drop(s, members[i].doc, err);
        }
    }
    if (rc == DT_OK) rc = run_ids(s, DTI_Q_DROP_STORY, story, 0, err);
    for (size_t i = 0; i < n && rc == DT_OK; i++) {
        if (members[i].doc == doc) continue;
        rc = dti_sketch_load(s, members[i].doc, &sketch, &day, err);
        if (rc == DT_OK) rc = dti_mark_document(s, members[i].doc, err);
        int64_t placed = rc == DT_OK ? story_of(s, members[i].doc, err) : -1;
        if (placed < 0) rc = DT_FAILED;
        /* also those that another found: what they find may be what holds two parts together */
        if (rc == DT_OK) rc = place(s, members[i].doc, placed, day, &sketch, err);
    }
    dti_members_free(members, n);
    return rc;
}
