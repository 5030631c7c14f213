/* lines.c: reads en/page_phrases, tells what a line of text is: story, leaving, byline, credit. */
#include "clean/rules.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

/* A line of more tokens than this is no leaving: leavings are short. */
#define MAX_TOKENS 64
#define MAX_PATTERN 20
#define N_BUCKETS 256
#define MAX_NAME_WORDS 6

typedef enum token_kind {
    T_WORD,   /* folded letters, by hash */
    T_NUMBER, /* `#` in a pattern */
    T_SIGN,   /* one sign, by code point */
    T_ANY,    /* `*`: any tokens, or none */
    T_NAME,   /* `NAME`: one to six words that begin with capitals (small ones between) */
    T_AGENCY  /* `AGENCY`: an agency of world/media */
} token_kind;

typedef struct token {
    uint32_t hash;
    uint32_t from, to; /* in the line */
    uint8_t kind, capital;
} token;

struct dti_line_rule {
    token *tokens;
    uint32_t next; /* in the bucket, 0: none, else number + 1 */
    uint16_t n;
    uint8_t kind, full;
};

static uint32_t hash_word(const char *p, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

/* Cuts a line into tokens; more than cap: returns cap + 1. */
static size_t cut(dt_slice line, token *out, size_t cap) {
    size_t n = 0, at = 0;
    while (at < line.len) {
        uint32_t cp;
        size_t from = at, step = dti_utf8_next(line.ptr + at, line.len - at, &cp);
        if (cp == DTI_UTF8_BAD || dti_cp_is_space(cp)) {
            at += step;
            continue;
        }
        if (n == cap) return cap + 1;
        token t = {.from = (uint32_t)from, .kind = T_SIGN, .hash = cp};
        at += step;
        if (dti_cp_is_letter(cp) || dti_cp_is_digit(cp)) {
            int digits = dti_cp_is_digit(cp);
            t.capital = dti_cp_is_upper(cp) != 0;
            while (at < line.len) {
                step = dti_utf8_next(line.ptr + at, line.len - at, &cp);
                int joins = cp == '\'' || cp == 0x2019 || cp == '-' || (digits && (cp == '.' || cp == ',' || cp == ':'));
                if (joins) { /* only between letters */
                    uint32_t then = ' ';
                    if (at + step < line.len)
                        dti_utf8_next(line.ptr + at + step, line.len - at - step, &then);
                    if (!dti_cp_is_letter(then) && !dti_cp_is_digit(then)) break;
                } else if (cp == DTI_UTF8_BAD || !(dti_cp_is_letter(cp) || dti_cp_is_digit(cp)))
                    break;
                at += step;
            }
            char folded[64];
            size_t len = dti_fold(line.ptr + from, at - from < 60 ? at - from : 60, folded, sizeof folded);
            t.kind = digits ? T_NUMBER : T_WORD;
            t.hash = hash_word(folded, len);
        }
        t.to = (uint32_t)at;
        out[n++] = t;
    }
    return n;
}

static int is_quote_or_dash(uint32_t cp) {
    return cp == 0x2018 || cp == 0x2019 || cp == 0x201C || cp == 0x201D || cp == '"' || cp == '\'';
}

/* ---------------------------------------------------------------- matching */

typedef struct match {
    const dti_clean_rules *rules;
    dt_slice line;
    const token *t;
    size_t n;
    dt_slice name; /* what NAME or AGENCY stood for */
} match;

static dt_slice span(const match *m, size_t from, size_t to) {
    return (dt_slice){m->line.ptr + m->t[from].from, m->t[to - 1].to - m->t[from].from};
}

/* Small words inside names ("of", "and", "de") may stand between capitals, signs may not, save
 * for the dot of an initial and the comma or "&" between two names. */
static size_t longest_name(const match *m, size_t at) {
    size_t words = 0, end = at, small = 0;
    for (size_t i = at; i < m->n && words < MAX_NAME_WORDS * 2; i++) {
        if (m->t[i].kind == T_WORD && m->t[i].capital) {
            words++;
            small = 0;
            end = i + 1;
        } else if (i > at && m->t[i].kind == T_WORD && m->t[i].to - m->t[i].from <= 3 && small < 2)
            small++;
        else if (i > at && m->t[i].kind == T_SIGN &&
                 (m->t[i].hash == '.' || m->t[i].hash == ',' || m->t[i].hash == '&'))
            continue;
        else break;
    }
    return end;
}

static int match_from(match *m, const struct dti_line_rule *rule, size_t p, size_t at) {
    for (; p < rule->n; p++, at++) {
        const token *want = &rule->tokens[p];
        if (want->kind == T_ANY) {
            if (p + 1 == rule->n) return 1;
            for (size_t i = at; i <= m->n; i++)
                if (match_from(m, rule, p + 1, i)) return 1;
            return 0;
        }
        if (at >= m->n) return 0;
        if (want->kind == T_NAME) {
            for (size_t end = longest_name(m, at); end > at; end--)
                if (m->t[end - 1].kind == T_WORD && match_from(m, rule, p + 1, end)) {
                    m->name = span(m, at, end);
                    return 1;
                }
            return 0;
        }
        if (want->kind == T_AGENCY) {
            for (size_t end = at + 6 < m->n ? at + 6 : m->n; end > at; end--)
                if (dti_agency_of(m->rules, span(m, at, end)).len &&
                    match_from(m, rule, p + 1, end)) {
                    m->name = span(m, at, end);
                    return 1;
                }
            return 0;
        }
        if (want->kind == T_NUMBER) {
            if (m->t[at].kind != T_NUMBER) return 0;
        } else if (m->t[at].kind != want->kind || m->t[at].hash != want->hash)
            return 0;
    }
    return at == m->n;
}

dti_line_found dti_line_look(const dti_clean_rules *r, dt_slice line) {
    token tokens[MAX_TOKENS];
    dti_line_found found = {DTI_LINE_STORY, {NULL, 0}};
    if (line.len > 1024 || !r->n_lines) return found;
    size_t n = cut(line, tokens, MAX_TOKENS), skip = 0;
    if (n > MAX_TOKENS || n == 0) return found;
    /* bullets and arrows before, dots and arrows behind mean nothing */
    while (skip < n && tokens[skip].kind == T_SIGN && tokens[skip].hash != '(' &&
           tokens[skip].hash != '[' && tokens[skip].hash != 0xA9 && tokens[skip].hash != '@' &&
           !is_quote_or_dash(tokens[skip].hash))
        skip++;
    int sentence = 0;
    size_t full = n;
    while (n > skip && tokens[n - 1].kind == T_SIGN && tokens[n - 1].hash != ')' &&
           tokens[n - 1].hash != ']' && !is_quote_or_dash(tokens[n - 1].hash)) {
        uint32_t s = tokens[--n].hash;
        sentence |= s == '.' || s == '!' || s == '?';
    }
    if (full > n + 1 || full - skip < 3) sentence = 0; /* "..." */
    for (size_t k = full; k > n && !sentence; k--) sentence = 0;
    if (n <= skip) return found;
    match m = {.rules = r, .line = line, .t = tokens + skip, .n = n - skip};
    size_t buckets[2] = {tokens[skip].kind == T_WORD || tokens[skip].kind == T_SIGN
                             ? tokens[skip].hash % N_BUCKETS
                             : N_BUCKETS,
                         N_BUCKETS};
    for (int b = buckets[0] == N_BUCKETS; b < 2; b++)
        for (uint32_t i = r->line_first[buckets[b]]; i; i = r->lines[i - 1].next) {
            const struct dti_line_rule *rule = &r->lines[i - 1];
            /* an open end takes headlines, not sentences of the story */
            if (sentence && !rule->full && rule->tokens[rule->n - 1].kind == T_ANY) continue;
            m.name = (dt_slice){NULL, 0};
            if (match_from(&m, rule, 0, 0)) {
                found.kind = (dti_line_kind)rule->kind;
                found.name = m.name;
                return found;
            }
        }
    return found;
}

/* ---------------------------------------------------------------- building */

static int kind_named(dt_slice name) {
    static const char *const names[] = {"story", "leaving", "tail", "list", "byline", "credit", "date"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dti_slice_is(name, names[i])) return (int)i;
    return -1;
}

static size_t cut_pattern(dt_slice text, token *out) {
    size_t n = 0;
    while (text.len) {
        dt_slice word = dti_slice_cut(&text, ' ');
        if (!word.len) continue;
        token special = {.kind = T_WORD};
        if (dti_slice_is(word, "*")) special.kind = T_ANY;
        else if (dti_slice_is(word, "#")) special.kind = T_NUMBER;
        else if (dti_slice_is(word, "NAME")) special.kind = T_NAME;
        else if (dti_slice_is(word, "AGENCY")) special.kind = T_AGENCY;
        if (special.kind != T_WORD) {
            if (n == MAX_PATTERN) return n + 1;
            out[n++] = special;
            continue;
        }
        size_t got = cut(word, out + n, MAX_PATTERN - n);
        if (got > MAX_PATTERN - n) return MAX_PATTERN + 1;
        n += got;
    }
    return n;
}

int dti_rules_lines(dti_clean_rules *r, dt_error *err) {
    const dti_table *t = dti_kb_table(r->kb, "en/page_phrases");
    size_t n = t ? dti_table_n_rows(t) : 0;
    int pattern = t ? dti_table_col(t, "pattern") : -1, kind = t ? dti_table_col(t, "kind") : -1,
        full = t ? dti_table_col(t, "full") : -1;
    r->lines = dti_arena_array(&r->arena, n + 1, sizeof *r->lines);
    r->line_first = dti_arena_array(&r->arena, N_BUCKETS + 1, sizeof *r->line_first);
    if (!r->lines || !r->line_first) return DT_FAILED;
    r->n_lines = n;
    for (size_t i = n; i-- > 0;) { /* chains keep the order of the rows */
        token tokens[MAX_PATTERN];
        size_t len = cut_pattern(dti_table_cell(t, i, pattern), tokens);
        int k = kind_named(dti_table_cell(t, i, kind));
        if (len == 0 || len > MAX_PATTERN || k < 0)
            return dti_fail(err, "en/page_phrases, line %u: no pattern of a known kind",
                            dti_table_line(t, i));
        struct dti_line_rule *rule = &r->lines[i];
        rule->tokens = dti_arena_array(&r->arena, len, sizeof *tokens);
        if (!rule->tokens) return DT_FAILED;
        memcpy(rule->tokens, tokens, len * sizeof *tokens);
        rule->n = (uint16_t)len;
        rule->kind = (uint8_t)k;
        rule->full = dti_table_cell(t, i, full).len > 0;
        size_t bucket = tokens[0].kind <= T_SIGN && tokens[0].kind != T_NUMBER
                            ? tokens[0].hash % N_BUCKETS
                            : N_BUCKETS;
        rule->next = r->line_first[bucket];
        r->line_first[bucket] = (uint32_t)i + 1;
    }
    return DT_OK;
}

/* ---------------------------------------------------------------- agencies */

static int all_capitals(dt_slice s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z') return 0;
    return 1;
}

static int same_written(dt_slice have, dt_slice name) {
    if (have.len != name.len) return 0;
    if (all_capitals(name)) return memcmp(have.ptr, name.ptr, name.len) == 0;
    for (size_t i = 0; i < name.len; i++) {
        char a = have.ptr[i], b = name.ptr[i];
        if (a != b && ((a ^ b) != 32 || (a | 32) < 'a' || (a | 32) > 'z')) return 0;
    }
    return 1;
}

struct dti_agency {
    dt_slice name, key; /* name.ptr NULL: free slot */
};

static size_t agency_slot(const dti_clean_rules *r, dt_slice text) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < text.len; i++) h = (h ^ (unsigned char)(text.ptr[i] | 32)) * 16777619u;
    return h & r->agency_mask;
}

static void add_agency(dti_clean_rules *r, dt_slice name, dt_slice key) {
    size_t at = agency_slot(r, name);
    if (!name.len || ++r->n_agencies > r->agency_mask / 2) return;
    while (r->agencies[at].name.ptr) at = (at + 1) & r->agency_mask;
    r->agencies[at] = (struct dti_agency){name, key};
}

int dti_rules_agencies(dti_clean_rules *r) {
    const dti_table *t = dti_kb_table(r->kb, "world/media");
    r->agency_mask = 4095;
    r->agencies = dti_arena_array(&r->arena, r->agency_mask + 1, sizeof *r->agencies);
    if (!r->agencies) return DT_FAILED;
    int name = t ? dti_table_col(t, "name") : -1, alias = t ? dti_table_col(t, "aliases") : -1,
        kind = t ? dti_table_col(t, "kind") : -1;
    for (size_t i = 0; t && i < dti_table_n_rows(t); i++) {
        if (!dti_slice_is(dti_table_cell(t, i, kind), "agency")) continue;
        dt_slice key = dti_table_cell(t, i, name), rest = dti_table_cell(t, i, alias);
        add_agency(r, key, key);
        while (rest.len) add_agency(r, dti_slice_cut(&rest, '|'), key);
    }
    return DT_OK;
}

dt_slice dti_agency_of(const dti_clean_rules *r, dt_slice text) {
    dt_slice none = {NULL, 0};
    if (text.len < 2 || text.len > 40) return none;
    for (size_t at = agency_slot(r, text); r->agencies[at].name.ptr; at = (at + 1) & r->agency_mask)
        if (same_written(text, r->agencies[at].name)) return r->agencies[at].key;
    return none;
}
