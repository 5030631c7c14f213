/* words.c: packs the words of splitting and the irregular lemmas into hashes, looks them up. */
#include "kb/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/tags.h"

#define WORDS_MAGIC 0x31445257u
#define LEMMAS_MAGIC 0x314D454Cu

typedef struct section_head {
    uint32_t magic, n_slots, pool_bytes, pad;
} section_head;

static const char *const kind_names[DTI_W_N_KINDS] = {
    "title",           "name",        "time",   "day",   "month",    "unit",
    "place",           "org",         "number", "other", "clitic",   "word",
    "elision",         "prefix",      "keep",   "unit",  "currency", "starter",
    "starter_capital", "time_follow", "speech", "bang",  "emoticon"};

static inline uint32_t hash_bytes(uint32_t h, const char *ptr, size_t len) {
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)ptr[i]) * 0x01000193u;
    return h;
}

static inline uint32_t hash_finish(uint32_t h) {
    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 13;
    return h ? h : 1;
}

/* Small letters, curly apostrophes straight; 0: too long for any row. */
static size_t fold_word(const char *ptr, size_t len, char out[DTI_MAX_WORD_BYTES]) {
    if (len > DTI_MAX_WORD_BYTES) return 0;
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)ptr[i];
        if (c == 0xE2 && i + 2 < len && (unsigned char)ptr[i + 1] == 0x80 &&
            ((unsigned char)ptr[i + 2] | 1) == 0x99) {
            out[n++] = '\'';
            i += 2;
        } else {
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
        }
    }
    return n;
}

/* ---------------------------------------------------------------- building */

typedef struct rows {
    dti_buf slots, pool; /* slots: one after the other, unhashed */
    size_t n;
} rows;

static int fail_cell(const dti_table *t, size_t row, const char *what, dt_slice cell,
                     dt_error *err) {
    dt_slice name = dti_table_name(t);
    return dti_fail(err, "data/%.*s.tsv:%u: %s \"%.*s\" is not known", (int)name.len, name.ptr,
                    dti_table_line(t, row), what, (int)cell.len, cell.ptr);
}

static uint32_t pool_add(dti_buf *pool, dt_slice s) {
    uint32_t at = (uint32_t)pool->len;
    dti_buf_slice(pool, s);
    return at;
}

/* Writes head, the hash of the rows and the pool; hash_of reads a row's hash at offset 0. */
static int write_section(uint32_t magic, rows *r, size_t row_bytes, dti_buf *out,
                         dt_error *err) {
    uint32_t n_slots = 64;
    while (n_slots < r->n * 2) n_slots *= 2;
    char *slots = calloc(n_slots, row_bytes);
    if (!slots || r->slots.failed || r->pool.failed) {
        free(slots);
        return dti_fail(err, "out of memory");
    }
    for (size_t i = 0; i < r->n; i++) {
        const char *row = r->slots.ptr + i * row_bytes;
        uint32_t hash, seen;
        memcpy(&hash, row, 4);
        uint32_t at = hash & (n_slots - 1);
        while (memcpy(&seen, slots + at * row_bytes, 4), seen) at = (at + 1) & (n_slots - 1);
        memcpy(slots + at * row_bytes, row, row_bytes);
    }
    section_head head = {magic, n_slots, (uint32_t)r->pool.len, 0};
    dti_buf_add(out, (const char *)&head, sizeof head);
    dti_buf_add(out, slots, n_slots * row_bytes);
    if (r->pool.len) dti_buf_add(out, r->pool.ptr, r->pool.len);
    free(slots);
    return out->failed ? dti_fail(err, "out of memory") : DT_OK;
}

static int add_words(rows *r, const dti_table *t, int from_kind, int to_kind, dt_error *err) {
    if (!t) return DT_OK;
    int form_col = dti_table_col(t, "form"), kind_col = dti_table_col(t, "kind");
    int ends_col = dti_table_col(t, "ends"), parts_col = dti_table_col(t, "parts");
    for (size_t i = 0; i < dti_table_n_rows(t); i++) {
        dt_slice form = dti_table_cell(t, i, form_col), kind = dti_table_cell(t, i, kind_col);
        char key[DTI_MAX_WORD_BYTES];
        size_t key_len = fold_word(form.ptr, form.len, key);
        if (key_len == 0) return fail_cell(t, i, "a form of this length,", form, err);
        dti_word w = {0};
        int k = from_kind;
        while (k <= to_kind && !dti_slice_is(kind, kind_names[k])) k++;
        if (k > to_kind) return fail_cell(t, i, "kind", kind, err);
        w.kind = (uint8_t)k;
        w.ends = dti_slice_is(dti_table_cell(t, i, ends_col), "maybe");
        dt_slice parts = dti_table_cell(t, i, parts_col);
        for (size_t p = 0; parts.len; p++) {
            dt_slice part = dti_slice_cut(&parts, '|');
            if (parts.ptr == NULL) break; /* the last: what is left */
            if (p >= sizeof w.cut) return fail_cell(t, i, "more than four parts,", form, err);
            w.cut[p] = (uint8_t)part.len;
        }
        w.hash = hash_finish(hash_bytes(0x811C9DC5u, key, key_len));
        w.at = pool_add(&r->pool, form);
        w.len = (uint16_t)form.len;
        dti_buf_add(&r->slots, (const char *)&w, sizeof w);
        r->n++;
    }
    return DT_OK;
}

int dti_words_build(const dti_image *tables, dti_buf *out, dt_error *err) {
    rows r = {0};
    dti_buf_init(&r.slots);
    dti_buf_init(&r.pool);
    int status = add_words(&r, dti_image_table(tables, "en/abbreviations"), DTI_W_TITLE,
                           DTI_W_OTHER, err);
    if (status == DT_OK)
        status = add_words(&r, dti_image_table(tables, "en/contractions"), DTI_W_CLITIC,
                           DTI_W_ELISION, err);
    if (status == DT_OK)
        status = add_words(&r, dti_image_table(tables, "en/splitting"), DTI_W_PREFIX,
                           DTI_W_EMOTICON, err);
    if (status == DT_OK) status = write_section(WORDS_MAGIC, &r, sizeof(dti_word), out, err);
    dti_buf_release(&r.slots);
    dti_buf_release(&r.pool);
    return status;
}

static uint32_t lemma_hash(const char *ptr, size_t len, int upos) {
    char tag = (char)upos;
    return hash_finish(hash_bytes(hash_bytes(0x811C9DC5u, ptr, len), &tag, 1));
}

int dti_lemmas_build(const dti_image *tables, dti_buf *out, dt_error *err) {
    rows r = {0};
    dti_buf_init(&r.slots);
    dti_buf_init(&r.pool);
    const dti_table *t = dti_image_table(tables, "en/lemmas");
    int status = DT_OK;
    for (size_t i = 0; t && status == DT_OK && i < dti_table_n_rows(t); i++) {
        dt_slice form = dti_table_cell(t, i, dti_table_col(t, "form"));
        dt_slice upos = dti_table_cell(t, i, dti_table_col(t, "upos"));
        dt_slice lemma = dti_table_cell(t, i, dti_table_col(t, "lemma"));
        int u = dti_upos_of(upos);
        if (u < 0) {
            status = fail_cell(t, i, "upos", upos, err);
            break;
        }
        dti_lemma_slot s = {0};
        s.hash = lemma_hash(form.ptr, form.len, u);
        s.form_at = pool_add(&r.pool, form);
        s.form_len = (uint16_t)form.len;
        s.lemma_at = pool_add(&r.pool, lemma);
        s.lemma_len = (uint16_t)lemma.len;
        s.upos = (uint8_t)u;
        dti_buf_add(&r.slots, (const char *)&s, sizeof s);
        r.n++;
    }
    if (status == DT_OK)
        status = write_section(LEMMAS_MAGIC, &r, sizeof(dti_lemma_slot), out, err);
    dti_buf_release(&r.slots);
    dti_buf_release(&r.pool);
    return status;
}

/* ---------------------------------------------------------------- looking up */

static const char *open_section(const dti_image *image, const char *name, uint32_t magic,
                                size_t row_bytes, uint32_t *mask, dt_error *err) {
    dt_slice s = dti_image_section(image, name);
    section_head head;
    if (s.len < sizeof head) goto odd;
    memcpy(&head, s.ptr, sizeof head);
    if (head.magic != magic || head.n_slots == 0 || (head.n_slots & (head.n_slots - 1)))
        goto odd;
    if (s.len < sizeof head + (size_t)head.n_slots * row_bytes + head.pool_bytes) goto odd;
    *mask = head.n_slots - 1;
    return s.ptr + sizeof head;
odd:
    dti_fail(err,
             "the knowledge image has no section \"%s\" that this program can read; "
             "make it again with \"detente tables compile\"",
             name);
    return NULL;
}

int dti_words_open(const dti_image *image, dti_words *out, dt_error *err) {
    const char *p =
        open_section(image, "words", WORDS_MAGIC, sizeof(dti_word), &out->word_mask, err);
    if (!p) return DT_FAILED;
    out->words = (const dti_word *)(const void *)p;
    out->word_pool = p + ((size_t)out->word_mask + 1) * sizeof(dti_word);
    p = open_section(image, "lemmas", LEMMAS_MAGIC, sizeof(dti_lemma_slot), &out->lemma_mask,
                     err);
    if (!p) return DT_FAILED;
    out->lemmas = (const dti_lemma_slot *)(const void *)p;
    out->lemma_pool = p + ((size_t)out->lemma_mask + 1) * sizeof(dti_lemma_slot);
    return DT_OK;
}

dt_slice dti_word_form(const dti_words *w, const dti_word *word) {
    return (dt_slice){w->word_pool + word->at, word->len};
}

static const dti_word *probe(const dti_words *w, const char *key, size_t key_len, uint32_t hash,
                             uint32_t at) {
    for (;; at = (at + 1) & w->word_mask) {
        const dti_word *e = &w->words[at];
        if (e->hash == 0) return NULL;
        if (e->hash != hash) continue;
        char form[DTI_MAX_WORD_BYTES];
        size_t n = fold_word(w->word_pool + e->at, e->len, form);
        if (n == key_len && memcmp(form, key, n) == 0) return e;
    }
}

const dti_word *dti_words_next(const dti_words *w, const char *ptr, size_t len,
                               const dti_word *after) {
    char key[DTI_MAX_WORD_BYTES];
    size_t n = fold_word(ptr, len, key);
    if (n == 0) return NULL;
    uint32_t hash = hash_finish(hash_bytes(0x811C9DC5u, key, n));
    uint32_t at = after ? (uint32_t)(after - w->words) + 1 : hash;
    return probe(w, key, n, hash, at & w->word_mask);
}

uint32_t dti_words_kinds(const dti_words *w, const char *ptr, size_t len) {
    char key[DTI_MAX_WORD_BYTES];
    size_t n = fold_word(ptr, len, key);
    if (n == 0) return 0;
    uint32_t hash = hash_finish(hash_bytes(0x811C9DC5u, key, n)), kinds = 0;
    uint32_t at = hash & w->word_mask;
    for (const dti_word *e; (e = probe(w, key, n, hash, at));
         at = ((uint32_t)(e - w->words) + 1) & w->word_mask)
        kinds |= DTI_W_IS(e->kind);
    return kinds;
}

dt_slice dti_words_lemma(const dti_words *w, const char *ptr, size_t len, int upos) {
    uint32_t hash = lemma_hash(ptr, len, upos);
    for (uint32_t at = hash & w->lemma_mask;; at = (at + 1) & w->lemma_mask) {
        const dti_lemma_slot *e = &w->lemmas[at];
        if (e->hash == 0) return (dt_slice){NULL, 0};
        if (e->hash == hash && e->upos == upos && e->form_len == len &&
            memcmp(w->lemma_pool + e->form_at, ptr, len) == 0)
            return (dt_slice){w->lemma_pool + e->lemma_at, e->lemma_len};
    }
}
