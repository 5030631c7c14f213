/* rules.c: reads the tables of the cleaner, makes hashes of character references and hints. */
#include "clean/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

#define FNV_START 2166136261u
static uint32_t fnv(uint32_t h, char c) { return (h ^ (unsigned char)c) * 16777619u; }

static size_t slots_for(size_t n) {
    size_t m = 64;
    while (m < n * 2) m *= 2;
    return m;
}

/* ---------------------------------------------------------------- character references */

struct dti_entity {
    const char *name; /* NULL: free slot */
    uint8_t len, n_utf8, bare;
    char utf8[8];
};

static uint32_t hash_of(const char *p, size_t n) {
    uint32_t h = FNV_START;
    for (size_t i = 0; i < n; i++) h = fnv(h, p[i]);
    return h;
}

int dti_rules_entities(dti_clean_rules *r) {
    const dti_table *t = dti_kb_table(r->kb, "world/entities");
    size_t n = t ? dti_table_n_rows(t) : 0;
    int name = t ? dti_table_col(t, "name") : -1, codes = t ? dti_table_col(t, "codes") : -1,
        bare = t ? dti_table_col(t, "bare") : -1;
    r->entity_mask = slots_for(n) - 1;
    r->entities = dti_arena_array(&r->arena, r->entity_mask + 1, sizeof *r->entities);
    if (!r->entities) return DT_FAILED;
    for (size_t i = 0; i < n; i++) {
        dt_slice s = dti_table_cell(t, i, name), c = dti_table_cell(t, i, codes);
        if (!s.len || s.len > 255) continue;
        struct dti_entity e = {.name = s.ptr, .len = (uint8_t)s.len};
        while (c.len) {
            dt_slice code = dti_slice_cut(&c, ' ');
            uint32_t cp = 0;
            for (size_t k = 0; k < code.len; k++) {
                char d = code.ptr[k];
                cp = cp * 16 + (uint32_t)(d <= '9' ? d - '0' : (d | 32) - 'a' + 10);
            }
            if (e.n_utf8 <= 4) e.n_utf8 += (uint8_t)dti_utf8_put(cp, e.utf8 + e.n_utf8);
        }
        e.bare = dti_table_cell(t, i, bare).len > 0;
        size_t at = hash_of(s.ptr, s.len) & r->entity_mask;
        while (r->entities[at].name) at = (at + 1) & r->entity_mask;
        r->entities[at] = e;
    }
    return DT_OK;
}

size_t dti_entity_find(const dti_clean_rules *r, const char *p, size_t n, size_t *used,
                       const char **utf8) {
    size_t len = 0;
    while (len < n && len < 32 &&
           (((p[len] | 32) >= 'a' && (p[len] | 32) <= 'z') || (p[len] >= '0' && p[len] <= '9')))
        len++;
    /* "&copy2024" is ©2024: the longest name that needs no semicolon */
    for (int whole = len < n && p[len] == ';'; len > 1; len--, whole = 0) {
        size_t at = hash_of(p, len) & r->entity_mask;
        for (; r->entities[at].name; at = (at + 1) & r->entity_mask) {
            const struct dti_entity *e = &r->entities[at];
            if (e->len != len || memcmp(e->name, p, len) != 0 || (!whole && !e->bare)) continue;
            *used = len + (size_t)whole;
            *utf8 = e->utf8;
            return e->n_utf8;
        }
    }
    return 0;
}

/* ---------------------------------------------------------------- hints of class and id */

struct dti_hint {
    uint32_t hash; /* 0: free */
    uint8_t bits;
    uint8_t prefix; /* 1: a beginning of a word is enough */
};

static unsigned hint_bit(dt_slice kind) {
    static const struct {
        const char *name;
        unsigned bit;
    } kinds[] = {{"body", DTI_HINT_BODY},         {"drop", DTI_HINT_DROP},
                 {"comments", DTI_HINT_COMMENTS}, {"byline", DTI_HINT_BYLINE},
                 {"date", DTI_HINT_DATE},         {"hidden", DTI_HINT_HIDDEN},
                 {"keep", DTI_HINT_KEEP}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dti_slice_is(kind, kinds[i].name)) return kinds[i].bit;
    return 0;
}

int dti_rules_hints(dti_clean_rules *r) {
    const dti_table *t = dti_kb_table(r->kb, "world/page_hints");
    size_t n = t ? dti_table_n_rows(t) : 0;
    int words = t ? dti_table_col(t, "words") : -1, kind = t ? dti_table_col(t, "kind") : -1;
    r->hint_mask = slots_for(n) - 1;
    r->hints = dti_arena_array(&r->arena, r->hint_mask + 1, sizeof *r->hints);
    if (!r->hints) return DT_FAILED;
    for (size_t i = 0; i < n; i++) {
        dt_slice w = dti_table_cell(t, i, words);
        int prefix = w.len && w.ptr[w.len - 1] == '*';
        if (prefix) w.len--;
        uint32_t h = hash_of(w.ptr, w.len) | 1;
        size_t at = h >> 4 & r->hint_mask;
        while (r->hints[at].hash && !(r->hints[at].hash == h && r->hints[at].prefix == prefix))
            at = (at + 1) & r->hint_mask;
        r->hints[at].hash = h;
        r->hints[at].prefix = (uint8_t)prefix;
        r->hints[at].bits |= (uint8_t)hint_bit(dti_table_cell(t, i, kind));
    }
    return DT_OK;
}

static unsigned hint_at(const dti_clean_rules *r, uint32_t h, int prefix) {
    h |= 1;
    for (size_t at = h >> 4 & r->hint_mask; r->hints[at].hash; at = (at + 1) & r->hint_mask)
        if (r->hints[at].hash == h && r->hints[at].prefix == prefix) return r->hints[at].bits;
    return 0;
}

/*
 * Names are cut into words at everything that is no letter and at capitals ("relatedLinks"); a
 * row of one to three words, parted by "-", is looked for at each of them.
 */
unsigned dti_hints_of(const dti_clean_rules *r, dt_slice names) {
    unsigned bits = 0;
    uint32_t chain[3] = {0, 0, 0}; /* hashes of the rows that began 1, 2, 3 words ago */
    size_t i = 0;
    while (i < names.len) {
        char c = names.ptr[i];
        if (!((c | 32) >= 'a' && (c | 32) <= 'z')) {
            if (c == ' ' || c == '\t' || c == '\n') chain[0] = chain[1] = chain[2] = 0;
            i++;
            continue;
        }
        uint32_t alone = FNV_START;
        for (int k = 0; k < 3; k++) chain[k] = chain[k] ? fnv(chain[k], '-') : 0;
        size_t n = 0;
        for (; i < names.len; i++, n++) {
            c = names.ptr[i];
            int capital = c >= 'A' && c <= 'Z';
            if (capital && n && !(names.ptr[i - 1] >= 'A' && names.ptr[i - 1] <= 'Z')) break;
            c |= 32;
            if (!(c >= 'a' && c <= 'z')) break;
            alone = fnv(alone, c);
            for (int k = 0; k < 3; k++) chain[k] = chain[k] ? fnv(chain[k], c) : 0;
            if (n >= 2) bits |= hint_at(r, alone, 1);
        }
        bits |= hint_at(r, alone, 0);
        for (int k = 0; k < 2; k++)
            if (chain[k]) bits |= hint_at(r, chain[k], 0) | hint_at(r, chain[k], 1);
        chain[1] = chain[0];
        chain[0] = alone;
    }
    return bits;
}

/* ---------------------------------------------------------------- all of it */

dti_clean_rules *dti_clean_rules_new(const dt_kb *kb, dt_error *err) {
    dti_clean_rules *r = calloc(1, sizeof *r);
    if (!r) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    dti_arena_init(&r->arena, 0);
    r->kb = kb;
    if (dti_rules_entities(r) == DT_OK && dti_rules_hints(r) == DT_OK &&
        dti_rules_lines(r, err) == DT_OK && dti_rules_agencies(r) == DT_OK &&
        dti_rules_languages(r) == DT_OK && dti_rules_months(r) == DT_OK)
        return r;
    if (r->arena.failed) dti_fail(err, "out of memory");
    dti_clean_rules_free(r);
    return NULL;
}

void dti_clean_rules_free(dti_clean_rules *rules) {
    if (!rules) return;
    dti_arena_release(&rules->arena);
    free(rules);
}
