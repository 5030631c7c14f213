/* phrases.c: packs every name and phrase of the tables into a hash trie, and looks text up in
 * it. */
#include "kb/phrases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "kb/inflect.h"
#include "kb/triggers.h"

#define FILTER_BITS ((uint64_t)1 << 19)
#define SECTION_MAGIC 0x53485031u

typedef struct entry {
    uint64_t hash; /* 0: free */
    uint32_t first_hit;
    uint32_t n_hits_longer; /* n_hits << 1 | a longer phrase begins with this one */
} entry;

typedef struct section_head {
    uint32_t magic, n_hits;
    uint64_t n_slots;
} section_head;

/* Which column of which tables holds phrases of which kind. */
typedef struct source {
    const char *prefix; /* of the table's name; "world/persons" takes world/persons/asia too */
    const char *column;
    dti_phrase_kind kind;
    int alias;
    const char *inflect; /* inflection class to add forms of, NULL: none */
} source;

/* Apart from the others: only what a document vouches for is looked at (code/vouch.c). */
static const source town_sources[] = {{"world/towns", "name", DTI_PH_PLACE, 0, NULL}};

static const source sources[] = {
    {"en/country_names", "form", DTI_PH_COUNTRY, 0, NULL},
    {"world/persons", "name", DTI_PH_PERSON, 0, NULL},
    {"world/persons", "aliases", DTI_PH_PERSON, 1, NULL},
    {"world/organisations", "name", DTI_PH_ORG, 0, NULL},
    {"world/organisations", "aliases", DTI_PH_ORG, 1, NULL},
    {"world/groups", "name", DTI_PH_ORG, 0, NULL},
    {"world/groups", "aliases", DTI_PH_ORG, 1, NULL},
    {"world/institutions", "name", DTI_PH_ORG, 0, NULL},
    {"world/institutions", "aliases", DTI_PH_ORG, 1, NULL},
    {"world/companies", "name", DTI_PH_ORG, 0, NULL},
    {"world/companies", "aliases", DTI_PH_ORG, 1, NULL},
    {"world/media", "name", DTI_PH_ORG, 0, NULL},
    {"world/media", "aliases", DTI_PH_ORG, 1, NULL},
    {"world/places", "name", DTI_PH_PLACE, 0, NULL},
    {"world/places", "aliases", DTI_PH_PLACE, 1, NULL},
    {"en/roles", "phrase", DTI_PH_ROLE, 0, NULL},
    {"en/roles", "plural", DTI_PH_ROLES, 0, "plural"},
    {"en/name_words", "word", DTI_PH_NAME_WORD, 0, NULL},
    {"en/group_words", "phrase", DTI_PH_GROUP_WORD, 0, NULL},
    {"en/coref_words", "phrase", DTI_PH_COREF_WORD, 0, NULL},
    {"en/not_actors", "phrase", DTI_PH_NOT_ACTOR, 0, NULL},
    {"en/contexts", "word", DTI_PH_CONTEXT, 0, "things"},
    {"en/ahead", "phrase", DTI_PH_AHEAD, 0, "things"},
    {"en/prepositions", "word", DTI_PH_NAME_WORD, 0, NULL},
    {"en/time_words", "word", DTI_PH_TIME, 0, NULL},
    {"en/pronouns", "form", DTI_PH_PRONOUN, 0, NULL},
};

/* ---------------------------------------------------------------- building */

typedef struct draft {
    uint64_t hash;
    dti_phrase_hit hit;
    uint8_t is_hit, longer;
} draft;

typedef struct builder {
    dti_arena arena;
    draft *drafts;
    size_t n, cap;
    uint64_t filter[FILTER_BITS / 64];
} builder;

static int add_phrase(builder *b, dt_slice phrase, dti_phrase_hit hit) {
    dti_atom *atoms;
    size_t n;
    if (dti_atoms_cut(&b->arena, phrase, &atoms, &n) != DT_OK) return DT_FAILED;
    if (n == 0 || n > DTI_MAX_NAME_TOKENS) return DT_OK;
    int caps = 1;
    for (size_t i = 0; i < n; i++) caps &= (atoms[i].flags & DTI_ATOM_CAPS) || n > 1;
    for (size_t i = 0; caps && n > 1 && i < n; i++)
        caps &= atoms[i].end - atoms[i].start == 1 &&
                (atoms[i].flags & DTI_ATOM_CAPITAL); /* "U.S." */
    if (caps) hit.flags |= DTI_PHF_CAPS;
    for (size_t i = 0; i < n; i++)
        if (atoms[i].flags & DTI_ATOM_CAPITAL) hit.flags |= DTI_PHF_CAPITAL;
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        h = i ? dti_atom_chain(h, atoms[i].hash) : atoms[i].hash;
        draft *d = dti_arena_push(&b->arena, &b->drafts, &b->n, &b->cap, sizeof *d);
        if (!d) return DT_FAILED;
        *d = (draft){h, hit, i + 1 == n, i + 1 < n};
        if (i == 0) b->filter[(h % FILTER_BITS) / 64] |= (uint64_t)1 << (h % 64);
    }
    return DT_OK;
}

static int by_hash(const void *pa, const void *pb) {
    const draft *a = pa, *b = pb;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    if (a->is_hit != b->is_hit) return b->is_hit - a->is_hit;
    if (a->hit.kind != b->hit.kind) return a->hit.kind < b->hit.kind ? -1 : 1;
    int user = (b->hit.flags & DTI_PHF_USER) - (a->hit.flags & DTI_PHF_USER);
    if (user) return user; /* the user's meaning before ours */
    if (a->hit.table != b->hit.table) return a->hit.table < b->hit.table ? -1 : 1;
    if (a->hit.row != b->hit.row) return a->hit.row < b->hit.row ? -1 : 1;
    return (a->hit.flags > b->hit.flags) - (a->hit.flags < b->hit.flags);
}

static int add_cell(builder *b, const dti_inflect *inflect, dt_slice cell,
                    const char *class_name, dt_slice base, dti_phrase_hit hit) {
    dt_slice forms[DTI_MAX_INFLECTED];
    if (class_name && strcmp(class_name, "things") == 0) {
        /* "take office" is inflected as a verb at its first word, "peace talk" as a noun at its
         * last; which of them a phrase is need not be known: the forms that are none never
         * occur. */
        size_t last = cell.len, first = 0;
        while (last > 0 && cell.ptr[last - 1] != ' ') last--;
        while (first < cell.len && cell.ptr[first] != ' ') first++;
        for (int as_verb = 0; as_verb < 2; as_verb++) {
            dt_slice word = as_verb ? (dt_slice){cell.ptr, first}
                                    : (dt_slice){cell.ptr + last, cell.len - last};
            size_t n = dti_inflect_forms(inflect, &b->arena, word,
                                         dti_str(as_verb ? "v" : "n"), forms);
            for (size_t i = 0; i < n; i++) {
                char phrase[256];
                int len = as_verb ? snprintf(phrase, sizeof phrase, "%.*s%.*s", (int)forms[i].len,
                                             forms[i].ptr, (int)(cell.len - first),
                                             cell.ptr + first)
                                  : snprintf(phrase, sizeof phrase, "%.*s%.*s", (int)last,
                                             cell.ptr, (int)forms[i].len, forms[i].ptr);
                if (len < 0 || (size_t)len >= sizeof phrase) continue;
                if (add_phrase(b, (dt_slice){phrase, (size_t)len}, hit) != DT_OK)
                    return DT_FAILED;
            }
        }
        return DT_OK;
    }
    if (class_name && cell.len == 0) {
        dt_slice plural = dti_inflect_plural(inflect, &b->arena, base);
        return plural.len ? add_phrase(b, plural, hit) : DT_OK;
    }
    while (cell.len) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&cell, '|'));
        if (one.len == 0 || dti_slice_is(one, "-")) continue;
        if (add_phrase(b, one, hit) != DT_OK) return DT_FAILED;
    }
    return DT_OK;
}

/*
 * The family name of a person as a phrase of its own: the last atom, or the first where names
 * begin with it (world/name_order).  Particles ("bin", "al") are short and never stand alone.
 */
static int add_surname(builder *b, const dti_image *tables, dt_slice name, dt_slice country,
                       dti_phrase_hit hit) {
    dti_atom *atoms;
    size_t n;
    if (dti_atoms_cut(&b->arena, name, &atoms, &n) != DT_OK) return DT_FAILED;
    if (n < 2) return DT_OK;
    const dti_table *order = dti_image_table(tables, "world/name_order");
    int first = 0;
    for (size_t row = 0; order && row < dti_table_n_rows(order); row++)
        first |=
            dti_slice_eq(dti_table_cell(order, row, dti_table_col(order, "country")), country);
    const dti_atom *a = first ? &atoms[0] : &atoms[n - 1];
    size_t from = a->start;
    while (!first && from > 0 && name.ptr[from - 1] != ' ') from--; /* "al-Assad", "O'Brien" */
    dt_slice word = {name.ptr + from, a->end - from};
    if (word.len < (first ? 2u : 3u)) return DT_OK;
    hit.flags |= DTI_PHF_SURNAME;
    return add_phrase(b, word, hit);
}

/* "world/persons/user000" */
static int is_users(dt_slice name) {
    for (size_t i = 0; i + 6 <= name.len; i++)
        if (memcmp(name.ptr + i, "/user", 5) == 0) return 1;
    return 0;
}

static int add_trigger(void *ctx, dt_slice form, dti_phrase_hit hit) {
    return add_phrase(ctx, form, hit);
}

static int collect(builder *b, const dti_image *tables, const dti_inflect *inflect,
                   const source *from, size_t n_from) {
    for (size_t s = 0; s < n_from; s++) {
        for (size_t i = 0; i < dti_image_n_tables(tables); i++) {
            const dti_table *t = dti_image_table_at(tables, i);
            if (!dti_slice_starts(dti_table_name(t), from[s].prefix)) continue;
            int user = is_users(dti_table_name(t)) ? DTI_PHF_USER : 0;
            int col = dti_table_col(t, from[s].column), base = dti_table_col(t, "phrase");
            if (col < 0) continue;
            for (size_t row = 0; row < dti_table_n_rows(t); row++) {
                dti_phrase_hit hit = {(uint16_t)i, (uint8_t)from[s].kind,
                                      (uint8_t)((from[s].alias ? DTI_PHF_ALIAS : 0) | user),
                                      (uint32_t)row};
                if (add_cell(b, inflect, dti_table_cell(t, row, col), from[s].inflect,
                             dti_table_cell(t, row, base), hit) != DT_OK)
                    return DT_FAILED;
                if (from[s].kind == DTI_PH_PERSON && !from[s].alias &&
                    add_surname(b, tables, dti_table_cell(t, row, col),
                                dti_table_cell(t, row, dti_table_col(t, "country")),
                                hit) != DT_OK)
                    return DT_FAILED;
            }
        }
    }
    return DT_OK;
}

static void insert(entry *slots, uint64_t mask, entry e) {
    uint64_t i = e.hash & mask;
    while (slots[i].hash) i = (i + 1) & mask;
    slots[i] = e;
}

static int build(const dti_image *tables, const source *from, size_t n_from, int triggers,
                 dti_buf *out, dt_error *err) {
    int status = DT_FAILED;
    entry *slots = NULL;
    dti_inflect inflect;
    builder *b = calloc(1, sizeof *b);
    if (!b) return dti_fail(err, "out of memory");
    dti_arena_init(&b->arena, (size_t)2 << 30);
    if (dti_inflect_open(tables, &inflect, err) != DT_OK) goto done;
    if (collect(b, tables, &inflect, from, n_from) != DT_OK ||
        (triggers && dti_triggers_each(tables, &inflect, &b->arena, add_trigger, b) != DT_OK)) {
        dti_fail(err, "out of memory while packing names");
        goto done;
    }
    qsort(b->drafts, b->n, sizeof *b->drafts, by_hash);
    uint64_t n_slots = 1024, n_entries = 0;
    for (size_t i = 0; i < b->n; i++)
        n_entries += i == 0 || b->drafts[i].hash != b->drafts[i - 1].hash;
    while (n_slots < n_entries * 2) n_slots *= 2;
    slots = calloc(n_slots, sizeof *slots);
    if (!slots) {
        dti_fail(err, "out of memory");
        goto done;
    }
    section_head head = {SECTION_MAGIC, 0, n_slots};
    dti_buf hits = {0};
    for (size_t i = 0; i < b->n;) {
        entry e = {b->drafts[i].hash, head.n_hits, 0};
        uint32_t n = 0, longer = 0;
        size_t j = i;
        for (; j < b->n && b->drafts[j].hash == e.hash; j++) {
            const draft *d = &b->drafts[j];
            longer |= d->longer;
            if (!d->is_hit) continue;
            int same = j > i && d[-1].is_hit && memcmp(&d[-1].hit, &d->hit, sizeof d->hit) == 0;
            if (same ||
                (d->hit.kind == DTI_PH_TRIGGER && n && d[-1].hit.kind == DTI_PH_TRIGGER))
                continue;
            dti_buf_add(&hits, (const char *)&d->hit, sizeof d->hit);
            n++;
        }
        e.n_hits_longer = n << 1 | longer;
        head.n_hits += n;
        insert(slots, n_slots - 1, e);
        i = j;
    }
    dti_buf_add(out, (const char *)&head, sizeof head);
    dti_buf_add(out, (const char *)b->filter, sizeof b->filter);
    dti_buf_add(out, (const char *)slots, n_slots * sizeof *slots);
    dti_buf_add(out, hits.ptr, hits.len);
    status = hits.failed ? dti_fail(err, "out of memory") : DT_OK;
    dti_buf_release(&hits);
done:
    free(slots);
    dti_arena_release(&b->arena);
    free(b);
    return status;
}

int dti_phrases_build(const dti_image *tables, dti_buf *out, dt_error *err) {
    return build(tables, sources, sizeof sources / sizeof *sources, 1, out, err);
}

int dti_towns_build(const dti_image *tables, dti_buf *out, dt_error *err) {
    return build(tables, town_sources, sizeof town_sources / sizeof *town_sources, 0, out, err);
}

/* ---------------------------------------------------------------- looking up */

int dti_phrases_open(const dti_image *image, const char *section, dti_phrases *out,
                     dt_error *err) {
    dt_slice s = dti_image_section(image, section);
    const section_head *head = (const section_head *)s.ptr;
    uint64_t filter_bytes = FILTER_BITS / 8;
    if (s.len < sizeof *head || head->magic != SECTION_MAGIC || head->n_slots == 0 ||
        (head->n_slots & (head->n_slots - 1)) || head->n_slots > s.len / sizeof(entry) ||
        s.len != sizeof *head + filter_bytes + head->n_slots * sizeof(entry) +
                     head->n_hits * sizeof(dti_phrase_hit))
        return dti_fail(
            err, "the knowledge image has no usable list of names; compile the tables again");
    out->filter = (const uint64_t *)(head + 1);
    out->entries = (const char *)out->filter + filter_bytes;
    out->mask = head->n_slots - 1;
    out->hits = (const dti_phrase_hit *)((const entry *)out->entries + head->n_slots);
    return DT_OK;
}

static const entry *find(const dti_phrases *p, uint64_t hash) {
    const entry *slots = p->entries;
    for (uint64_t i = hash & p->mask;; i = (i + 1) & p->mask) {
        if (slots[i].hash == hash) return &slots[i];
        if (slots[i].hash == 0) return NULL;
    }
}

size_t dti_phrases_match(const dti_phrases *p, const dti_atom *atoms, size_t n, size_t at,
                         dti_phrase_match *out, size_t cap) {
    size_t found = 0;
    uint64_t h = atoms[at].hash;
    if (!(p->filter[(h % FILTER_BITS) / 64] >> (h % 64) & 1)) return 0;
    for (size_t k = 0; k < DTI_MAX_NAME_TOKENS && at + k < n && found < cap; k++) {
        if (k) {
            if (atoms[at + k].flags & DTI_ATOM_BREAK) break;
            h = dti_atom_chain(h, atoms[at + k].hash);
        }
        const entry *e = find(p, h);
        if (!e) break;
        uint32_t n_hits = e->n_hits_longer >> 1;
        if (n_hits)
            out[found++] = (dti_phrase_match){(uint32_t)k + 1, n_hits, p->hits + e->first_hit};
        if (!(e->n_hits_longer & 1)) break;
    }
    return found;
}

int dti_phrase_case_fits(const dti_phrase_hit *hit, const dti_atom *atoms, size_t n_atoms,
                         int loose) {
    if (loose) return 1;
    if (hit->flags & DTI_PHF_CAPS) {
        for (size_t i = 0; i < n_atoms; i++)
            if (!(atoms[i].flags & DTI_ATOM_CAPS) &&
                !(atoms[i].end - atoms[i].start == 1 && (atoms[i].flags & DTI_ATOM_CAPITAL)) &&
                !(atoms[i].flags & DTI_ATOM_DIGITS))
                return 0;
        return 1;
    }
    if (hit->flags & DTI_PHF_CAPITAL) {
        for (size_t i = 0; i < n_atoms; i++)
            if (atoms[i].flags & DTI_ATOM_CAPITAL) return 1;
        return 0;
    }
    return 1;
}
