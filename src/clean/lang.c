/*
 * lang.c: reads a text, tells its language by script and frequent short words.
 *
 * Own and small, not a library: only one question matters, "is it a language we read?", and in
 * running text a third of all words are among the thirty most frequent of its language.
 */
#include "clean/lang.h"

#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

#define SAMPLE_BYTES 8192
/* Fewer words of the best language than this say nothing. */
#define MIN_HITS 4
#define MAX_LANGUAGES 64

struct dti_lang_word {
    uint64_t languages; /* bit per row of world/languages */
    uint32_t hash;      /* 0: free */
    uint32_t pad;
};

static uint32_t hash_word(const char *p, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h | 1;
}

int dti_rules_languages(dti_clean_rules *r) {
    const dti_table *t = dti_kb_table(r->kb, "world/languages");
    r->languages = t;
    r->lang_mask = 4095;
    r->lang_words = dti_arena_array(&r->arena, r->lang_mask + 1, sizeof *r->lang_words);
    if (!r->lang_words) return DT_FAILED;
    int words = t ? dti_table_col(t, "words") : -1;
    size_t used = 0;
    for (size_t i = 0; t && i < dti_table_n_rows(t) && i < MAX_LANGUAGES; i++) {
        dt_slice rest = dti_table_cell(t, i, words);
        while (rest.len) {
            dt_slice w = dti_slice_cut(&rest, '|');
            uint32_t h = hash_word(w.ptr, w.len);
            size_t at = h >> 3 & r->lang_mask;
            while (r->lang_words[at].hash && r->lang_words[at].hash != h)
                at = (at + 1) & r->lang_mask;
            if (!r->lang_words[at].hash && ++used > r->lang_mask / 2) return DT_OK;
            r->lang_words[at].hash = h;
            r->lang_words[at].languages |= (uint64_t)1 << i;
        }
    }
    return DT_OK;
}

static uint64_t languages_of(const dti_clean_rules *r, const char *p, size_t n) {
    uint32_t h = hash_word(p, n);
    for (size_t at = h >> 3 & r->lang_mask; r->lang_words[at].hash; at = (at + 1) & r->lang_mask)
        if (r->lang_words[at].hash == h) return r->lang_words[at].languages;
    return 0;
}

/* Blocks of Unicode by script, as named in world/languages. */
static const struct {
    uint32_t from, to;
    const char *name;
} scripts[] = {
    {0x0041, 0x024F, "latin"},    {0x1E00, 0x1EFF, "latin"},   {0x0370, 0x03FF, "greek"},
    {0x0400, 0x052F, "cyrillic"}, {0x0530, 0x058F, "armenian"}, {0x0590, 0x05FF, "hebrew"},
    {0x0600, 0x06FF, "arabic"},   {0x0750, 0x077F, "arabic"},  {0x0900, 0x097F, "devanagari"},
    {0x0980, 0x09FF, "bengali"},  {0x0B80, 0x0BFF, "tamil"},   {0x0C00, 0x0C7F, "telugu"},
    {0x0E00, 0x0E7F, "thai"},     {0x10A0, 0x10FF, "georgian"}, {0x1200, 0x137F, "ethiopic"},
    {0x3040, 0x30FF, "kana"},     {0x4E00, 0x9FFF, "han"},     {0xAC00, 0xD7AF, "hangul"},
};
#define N_SCRIPTS (sizeof scripts / sizeof *scripts)

static int script_of(uint32_t cp) {
    for (size_t i = 0; i < N_SCRIPTS; i++)
        if (cp >= scripts[i].from && cp <= scripts[i].to) return (int)i;
    return -1;
}

typedef struct census {
    uint32_t letters[N_SCRIPTS];
    uint32_t hits[MAX_LANGUAGES];
    uint32_t n_words;
} census;

static void count_words(const dti_clean_rules *r, dt_slice text, census *c) {
    char word[64];
    size_t n = 0, at = 0;
    if (text.len > SAMPLE_BYTES) text.len = SAMPLE_BYTES;
    while (at <= text.len) {
        uint32_t cp = ' ';
        size_t step = at < text.len ? dti_utf8_next(text.ptr + at, text.len - at, &cp) : 1;
        at += step;
        /* vowel signs of Indic scripts are no letters to Unicode, yet stand in words */
        if (cp != DTI_UTF8_BAD && (dti_cp_is_letter(cp) || (cp > 0x900 && cp < 0xE7F))) {
            int s = script_of(cp);
            if (s >= 0) c->letters[s]++;
            if (n + 4 <= sizeof word) n += dti_utf8_put(dti_cp_lower(cp), word + n);
            continue;
        }
        if (n) {
            c->n_words++;
            uint64_t bits = n < sizeof word - 4 ? languages_of(r, word, n) : 0;
            for (int i = 0; bits; i++, bits >>= 1) c->hits[i] += (uint32_t)(bits & 1);
        }
        n = 0;
    }
}

dt_slice dti_lang_of(const dti_clean_rules *r, dt_slice text) {
    const dti_table *t = r->languages;
    census c = {{0}, {0}, 0};
    dt_slice none = {NULL, 0};
    if (!t) return none;
    int code = dti_table_col(t, "code"), script = dti_table_col(t, "script");
    count_words(r, text, &c);
    const char *best_script = NULL;
    uint32_t most = 0, kana = 0;
    for (size_t i = 0; i < N_SCRIPTS; i++) {
        uint32_t sum = 0;
        for (size_t k = 0; k < N_SCRIPTS; k++)
            if (strcmp(scripts[k].name, scripts[i].name) == 0) sum += c.letters[k];
        /* one ideograph is worth several letters */
        if (strcmp(scripts[i].name, "han") == 0 || strcmp(scripts[i].name, "kana") == 0) sum *= 3;
        if (strcmp(scripts[i].name, "kana") == 0) kana = sum;
        if (sum > most) {
            most = sum;
            best_script = scripts[i].name;
        }
    }
    if (!best_script) return none;
    if (strcmp(best_script, "han") == 0 && kana * 10 > most) best_script = "kana";
    size_t best = 0, first = 0, n_rows = 0;
    for (size_t i = 0; i < dti_table_n_rows(t) && i < MAX_LANGUAGES; i++) {
        if (!dti_slice_is(dti_table_cell(t, i, script), best_script)) continue;
        if (n_rows++ == 0) best = first = i;
        /* the earlier row wins a tie: English before all others */
        if (c.hits[i] > c.hits[best]) best = i;
    }
    if (!n_rows) return none;
    if (strcmp(best_script, "latin") != 0) {
        if (most < 20) return none;
        return dti_table_cell(t, c.hits[best] ? best : first, code);
    }
    if (c.hits[best] < MIN_HITS || c.hits[best] * 12 < c.n_words) return none;
    /* names and headlines: near enough to English is English */
    if (best != first && c.hits[first] * 10 >= c.hits[best] * 9) best = first;
    return dti_table_cell(t, best, code);
}
