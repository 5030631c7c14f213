/* tokens.c: cuts a paragraph into pieces by the treebank's rules; the words come from tables.
 */
#include "parse/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "parse/address.h"
#include "parse/chars.h"
#include "parse/periods.h"

typedef struct cutter {
    const dti_words *words;
    const char *s;
    size_t from, to; /* the paragraph */
    dti_pieces *out;
    dti_period_context periods;
    int in_single, in_double; /* inside a quotation of this paragraph */
    size_t chunk_from;        /* the run of bytes without white space that is being cut */
} cutter;

void dti_pieces_release(dti_pieces *p) {
    free(p->items);
    *p = (dti_pieces){0};
}

static dti_piece *push(dti_pieces *p) {
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 256;
        dti_piece *more = realloc(p->items, cap * sizeof *more);
        if (!more) {
            p->failed = 1;
            return NULL;
        }
        p->items = more;
        p->cap = cap;
    }
    return &p->items[p->n++];
}

static inline dti_char class_at(const cutter *c, size_t at, size_t end, size_t *step) {
    if (at >= end) {
        *step = 0;
        return DTI_C_SPACE;
    }
    return dti_char_at(c->s + at, end - at, step);
}

static inline dti_char peek(const cutter *c, size_t at, size_t end) {
    size_t step;
    return class_at(c, at, end, &step);
}

static void emit_one(cutter *c, size_t start, size_t end, unsigned flags, int joined) {
    dti_piece *p = push(c->out);
    if (p)
        *p = (dti_piece){(uint32_t)start, (uint32_t)end, (uint16_t)flags, 0, (uint8_t)joined};
}

/* A piece longer than any word is emitted in parts that end between characters. */
static void emit(cutter *c, size_t start, size_t end, unsigned flags, int joined) {
    while (end - start > DTI_MAX_TOKEN_BYTES) {
        size_t cut = start + DTI_MAX_TOKEN_BYTES;
        while (cut > start + 1 && ((unsigned char)c->s[cut] & 0xC0) == 0x80) cut--;
        emit_one(c, start, cut, flags | DTI_P_CUT, joined);
        start = cut;
    }
    emit_one(c, start, end, flags, joined);
}

static unsigned word_flags(dti_char first) {
    switch (first) {
    case DTI_C_UPPER: return DTI_P_WORD | DTI_P_UPPER;
    case DTI_C_LOWER: return DTI_P_WORD | DTI_P_LOWER;
    case DTI_C_DIGIT: return DTI_P_WORD | DTI_P_DIGIT;
    default: return DTI_P_WORD;
    }
}

static void emit_word(cutter *c, size_t start, size_t end, unsigned flags, int joined) {
    emit(c, start, end, flags | word_flags(peek(c, start, end)), joined);
}

/* "cannot" -> can|not.  Returns 1 when the word was a row of kind word, and is emitted. */
static int emit_contraction(cutter *c, size_t start, size_t end) {
    const dti_word *w = NULL;
    while ((w = dti_words_next(c->words, c->s + start, end - start, w)))
        if (w->kind == DTI_W_WORD) break;
    if (!w) return 0;
    size_t at = start;
    for (size_t i = 0; i < sizeof w->cut && w->cut[i]; i++) {
        if (at + w->cut[i] >= end) break;
        emit_word(c, at, at + w->cut[i], 0, i > 0);
        at += w->cut[i];
    }
    emit_word(c, at, end, 0, at > start);
    return 1;
}

static void emit_plain(cutter *c, size_t start, size_t end) {
    if (end - start <= DTI_MAX_WORD_BYTES &&
        (dti_words_kinds(c->words, c->s + start, end - start) & DTI_W_IS(DTI_W_WORD)) &&
        emit_contraction(c, start, end))
        return;
    emit_word(c, start, end, 0, 0);
}

/* "10km" -> 10|km when the letters are a unit as its row writes it ("5G" stays). */
static int emit_measure(cutter *c, size_t start, size_t end) {
    size_t k = start;
    while (k < end && (dti_byte_class[(unsigned char)c->s[k]] == DTI_C_DIGIT ||
                       c->s[k] == '.' || c->s[k] == ',' || c->s[k] == ':'))
        k++;
    if (k == start || k == end) return 0;
    const dti_word *w = NULL;
    while ((w = dti_words_next(c->words, c->s + k, end - k, w))) {
        dt_slice form = dti_word_form(c->words, w);
        if (w->kind == DTI_W_UNIT && form.len == end - k &&
            memcmp(form.ptr, c->s + k, form.len) == 0)
            break;
    }
    if (!w) return 0;
    emit_word(c, start, k, 0, 0);
    emit_word(c, k, end, 0, 0);
    return 1;
}

/* ---------------------------------------------------------------- words */

static size_t skip_word(const cutter *c, size_t at, size_t end) {
    size_t step;
    while (at < end && dti_char_is_word(class_at(c, at, end, &step))) at += step;
    return at;
}

static int is_clitic(const cutter *c, size_t start, size_t end) {
    return (dti_words_kinds(c->words, c->s + start, end - start) & DTI_W_IS(DTI_W_CLITIC)) != 0;
}

/* Digits parted by one mark, "713-853-3989", "11/28/2000": end of the run, n_groups, lengths.
 */
static size_t digit_groups(const cutter *c, size_t at, size_t end, char mark, size_t *n_groups,
                           size_t len[2], unsigned value[2]) {
    *n_groups = 0;
    for (;;) {
        size_t from = at;
        unsigned v = 0;
        while (at < end && c->s[at] >= '0' && c->s[at] <= '9')
            v = v < 100000 ? v * 10 + (unsigned)(c->s[at] - '0') : v, at++;
        if (*n_groups < 2) len[*n_groups] = at - from, value[*n_groups] = v;
        ++*n_groups;
        if (at + 1 >= end || c->s[at] != mark || c->s[at + 1] < '0' || c->s[at + 1] > '9')
            return at;
        at++;
    }
}

/* End of a telephone number or date that begins at `at`, or `at`. */
static size_t number_run(const cutter *c, size_t at, size_t end) {
    size_t n, len[2] = {0, 0};
    unsigned v[2] = {0, 0};
    size_t stop = digit_groups(c, at, end, '-', &n, len, v);
    if (n > 1 && !dti_char_is_word(peek(c, stop, end)) &&
        (n >= 3 || (len[0] == 3 && len[1] == 4)))
        return stop;
    stop = digit_groups(c, at, end, '/', &n, len, v);
    /* A month and a day, or a fraction; "24/7" and "2001/02" are cut. */
    if (n > 1 && !dti_char_is_word(peek(c, stop, end)) &&
        (n >= 3 || (v[0] <= 12 && v[1] <= 31)))
        return stop;
    return at;
}

/* "1,200,000" joins at the comma, "[18,19,20]" does not: three digits must end each group. */
static int is_thousands(const cutter *c, size_t comma, size_t end) {
    size_t at = comma + 1, n = 0;
    while (at < end && c->s[at] >= '0' && c->s[at] <= '9') at++, n++;
    if (n == 3) return 1;
    /* "1,00,000", as written in India */
    return n == 2 && at < end && c->s[at] == ',' && is_thousands(c, at, end);
}

typedef enum verdict { BREAK, JOIN, TAKE } verdict; /* TAKE: the mark is the word's last byte */

/*
 * The word so far is [start, r); at r stands a mark of class k and `step` bytes with a word
 * character behind it.  Does it go on?
 */
static verdict judge_dot(cutter *c, size_t start, size_t r, size_t end) {
    size_t step;
    dti_char before =
        r > start ? (dti_char)dti_byte_class[(unsigned char)c->s[r - 1]] : DTI_C_SPACE;
    dti_char n = class_at(c, r + 1, end, &step), after = peek(c, r + 1 + step, end);
    if (before == DTI_C_DIGIT && n == DTI_C_DIGIT) return JOIN;
    int glued = n == DTI_C_UPPER && after == DTI_C_LOWER; /* "said.The", "J.Smith" */
    if (n == DTI_C_DIGIT || glued) {
        if (dti_period_is_abbreviation(&c->periods, start, r)) return TAKE;
        int initial = r - start == 1 || (r - start >= 3 && c->s[r - 2] == '.');
        /* "M.Sc." and "Ph.D." go on: two letters and the end of it */
        dti_char third = peek(c, r + 2 + step, end);
        if (glued && initial)
            return third == DTI_C_LOWER || dti_char_is_word(third) ? TAKE : JOIN;
        if (glued && (before == DTI_C_LOWER || before == DTI_C_DIGIT) && r - start >= 2)
            return BREAK;
    }
    return JOIN;
}

static verdict judge(cutter *c, size_t start, size_t r, size_t end, dti_char k, size_t step) {
    char ch = c->s[r];
    dti_char before = (dti_char)dti_byte_class[(unsigned char)c->s[r - 1]];
    dti_char n = peek(c, r + step, end);
    if (ch == '_') return JOIN;
    if (k == DTI_C_HYPHEN) {
        if (!(dti_words_kinds(c->words, c->s + start, r - start) & DTI_W_IS(DTI_W_PREFIX)))
            return BREAK;
        return dti_char_is_word(n) ? JOIN : r + step == end ? TAKE : BREAK;
    }
    if (ch == '$') {
        int known =
            dti_words_kinds(c->words, c->s + start, r + 1 - start) & DTI_W_IS(DTI_W_CURRENCY);
        return known ? TAKE : BREAK;
    }
    if (!dti_char_is_word(n)) return BREAK;
    switch (ch) {
    case '.': return judge_dot(c, start, r, end);
    case ',':
        return before == DTI_C_DIGIT && n == DTI_C_DIGIT && is_thousands(c, r, end) ? JOIN
                                                                                    : BREAK;
    case ':': return before == DTI_C_DIGIT && n == DTI_C_DIGIT ? JOIN : BREAK;
    case '&': return before != DTI_C_DIGIT && n != DTI_C_DIGIT ? JOIN : BREAK;
    case '@': return JOIN;
    case '*': return before != DTI_C_DIGIT && n != DTI_C_DIGIT ? JOIN : BREAK;
    case '/': {
        size_t stop = skip_word(c, r + 1, end);
        return dti_words_kinds(c->words, c->s + start, stop - start) & DTI_W_IS(DTI_W_KEEP)
                   ? JOIN
                   : BREAK;
    }
    default: return BREAK;
    }
}

/*
 * At an apostrophe inside a word.  Returns JOIN for "O'Connor", BREAK before a clitic ("it|'s")
 * and at a quote; *negation is the end of "n't" when the word ends in one.
 */
static verdict judge_apostrophe(const cutter *c, size_t start, size_t r, size_t end,
                                size_t step, size_t *negation) {
    size_t stop = skip_word(c, r + step, end);
    *negation = 0;
    if (stop == r + step) return BREAK;
    if (r - start > 1 && (c->s[r - 1] | 32) == 'n' && is_clitic(c, r - 1, stop)) {
        *negation = stop;
        return BREAK;
    }
    if (is_clitic(c, r, stop)) {
        /* "the 1960's", "AK-47's" stay; a year that is no decade owns something: "2003's" */
        int digit = c->s[r - 1] >= '0' && c->s[r - 1] <= '9';
        if (digit && !(r - start == 4 && c->s[r - 1] != '0')) return JOIN;
        return BREAK;
    }
    return JOIN;
}

/* Emits the word that begins at `at`; returns where it ends. */
static size_t cut_word(cutter *c, size_t at, size_t end) {
    size_t start = at, r, step, negation = 0;
    if (c->s[at] >= '0' && c->s[at] <= '9') {
        size_t stop = number_run(c, at, end);
        if (stop > at) {
            emit_word(c, at, stop, 0, 0);
            return stop;
        }
    }
    for (r = skip_word(c, at, end); r < end; r = skip_word(c, r + step, end)) {
        dti_char k = class_at(c, r, end, &step);
        if (r == start) break;
        verdict v = k == DTI_C_APOS ? judge_apostrophe(c, start, r, end, step, &negation)
                                    : judge(c, start, r, end, k, step);
        if (v == TAKE) {
            emit_word(c, start, r + step, 0, 0);
            return r + step;
        }
        if (v == BREAK) break;
    }
    if (negation) { /* "can't" -> ca|n't */
        emit_word(c, start, r - 1, 0, 0);
        emit_word(c, r - 1, negation, 0, 1);
        return negation;
    }
    if (r < end && c->s[r] == '.' && peek(c, r + 1, end) != DTI_C_STOP &&
        !dti_char_is_word(peek(c, r + 1, end))) {
        switch (dti_period_judge(&c->periods, start, r)) {
        case DTI_PERIOD_PART: emit_word(c, start, r + 1, 0, 0); return r + 1;
        case DTI_PERIOD_PART_ENDS: emit_word(c, start, r + 1, DTI_P_ENDS, 0); return r + 1;
        case DTI_PERIOD_STOP: break;
        }
    }
    if (c->s[start] >= '0' && c->s[start] <= '9') {
        if (emit_measure(c, start, r)) return r;
        emit_word(c, start, r, 0, 0);
    } else {
        emit_plain(c, start, r);
    }
    return r;
}

/* ---------------------------------------------------------------- marks */

/* Does the character before `at` belong to the same chunk and to a word? */
static int follows_word(const cutter *c, size_t at) {
    if (at == c->chunk_from || c->out->n == 0) return 0;
    const dti_piece *p = &c->out->items[c->out->n - 1];
    return p->end == at && (p->flags & DTI_P_WORD);
}

static size_t cut_apostrophe(cutter *c, size_t at, size_t end, size_t step) {
    size_t stop = skip_word(c, at + step, end);
    if (follows_word(c, at)) {
        if (stop > at + step && is_clitic(c, at, stop)) {
            emit_word(c, at, stop, 0, 1);
            c->out->items[c->out->n - 1].flags = DTI_P_WORD;
            return stop;
        }
        char before = (char)(c->s[at - 1] | 32);
        if (stop == at + step && !c->in_single &&
            (before == 's' || before == 'z' || before == 'x') &&
            peek(c, at + step, end) != DTI_C_APOS) {
            emit(c, at, at + step, DTI_P_WORD, 1);
            return at + step;
        }
    }
    if (peek(c, at + step, end) == DTI_C_APOS) { /* '' stands for a double quote */
        size_t second;
        class_at(c, at + step, end, &second);
        int opens = at == c->chunk_from && at + step + second < end;
        emit(c, at, at + step + second, DTI_P_QUOTE | (opens ? DTI_P_OPEN : DTI_P_CLOSE), 0);
        return at + step + second;
    }
    if (stop > at + step && !follows_word(c, at)) {
        int digit = c->s[at + step] >= '0' && c->s[at + step] <= '9'; /* "'60s" */
        uint32_t kinds = dti_words_kinds(c->words, c->s + at, stop - at);
        if (digit || (kinds & (DTI_W_IS(DTI_W_ELISION) | DTI_W_IS(DTI_W_CLITIC)))) {
            emit(c, at, stop, DTI_P_WORD, 0);
            return stop;
        }
        emit(c, at, at + step, DTI_P_OPEN, 0);
        c->in_single = 1;
        return at + step;
    }
    emit(c, at, at + step, DTI_P_CLOSE, 0);
    c->in_single = 0;
    return at + step;
}

static size_t cut_quote(cutter *c, size_t at, size_t end) {
    dti_char before = at > c->chunk_from ? (dti_char)dti_byte_class[(unsigned char)c->s[at - 1]]
                                         : DTI_C_SPACE;
    dti_char after = peek(c, at + 1, end);
    int glued_left = before != DTI_C_SPACE && before != DTI_C_OPEN && before != DTI_C_HYPHEN;
    int glued_right = dti_char_is_word(after) || after == DTI_C_OPEN || after == DTI_C_APOS ||
                      after == DTI_C_LSINGLE || (at + 1 < end && c->s[at + 1] == '$');
    int opens = glued_left == glued_right ? !c->in_double : glued_right;
    c->in_double = opens;
    emit(c, at, at + 1, DTI_P_QUOTE | (opens ? DTI_P_OPEN : DTI_P_CLOSE), 0);
    return at + 1;
}

static size_t cut_stops(cutter *c, size_t at, size_t end) {
    size_t r = at, step;
    unsigned soft = 0, dots = 0;
    dti_char next = peek(c, at + 1, end);
    if (c->s[at] == '.' && dti_char_is_word(next) && !follows_word(c, at)) {
        /* ".04", ".doc"; a stop behind a quote or bracket, ").The", stays one */
        size_t stop = skip_word(c, at + 1, end);
        if (next == DTI_C_DIGIT || next == DTI_C_LOWER) {
            emit(c, at, stop, DTI_P_WORD, 0);
            return stop;
        }
    }
    while (r < end && class_at(c, r, end, &step) == DTI_C_STOP) {
        if (c->s[r] == '.')
            dots++;
        else if (step == 3 && (unsigned char)c->s[r] == 0xE2 &&
                 (unsigned char)c->s[r + 1] == 0x80 && (unsigned char)c->s[r + 2] == 0xA6)
            dots += 3;
        else
            soft++;
        r += step;
    }
    unsigned flags = DTI_P_STOP;
    if (soft)
        flags |= DTI_P_SOFT;
    else if (dots > 1)
        flags |= DTI_P_DOTS;
    emit(c, at, r, flags, 0);
    return r;
}

static int run_together(char ch) { return ch && strchr("=*~+<>|^_-$#", ch) != NULL; }
static int is_rule(char ch) { return ch && strchr("=*~_-", ch) != NULL; }

static size_t cut_mark(cutter *c, size_t at, size_t end) {
    size_t step, r;
    dti_char k = class_at(c, at, end, &step), next = peek(c, at + step, end);
    char ch = c->s[at];
    if (end - at <= 4 && end - at >= 2 && !dti_char_is_word(k) &&
        (dti_words_kinds(c->words, c->s + at, end - at) & DTI_W_IS(DTI_W_EMOTICON))) {
        emit(c, at, end, 0, 0);
        return end;
    }
    switch (k) {
    case DTI_C_APOS: return cut_apostrophe(c, at, end, step);
    case DTI_C_QUOTE: return cut_quote(c, at, end);
    case DTI_C_STOP: return cut_stops(c, at, end);
    case DTI_C_LSINGLE: c->in_single = 1; /* fall through */
    case DTI_C_OPEN: emit(c, at, at + step, DTI_P_OPEN, 0); return at + step;
    case DTI_C_CLOSE: emit(c, at, at + step, DTI_P_CLOSE, 0); return at + step;
    case DTI_C_LQUOTE:
        c->in_double = 1;
        emit(c, at, at + step, DTI_P_OPEN | DTI_P_QUOTE, 0);
        return at + step;
    case DTI_C_RQUOTE:
        c->in_double = 0;
        emit(c, at, at + step, DTI_P_CLOSE | DTI_P_QUOTE, 0);
        return at + step;
    default: break;
    }
    /* "#tag", "@name", "+44" */
    if (((ch == '#' && dti_char_is_letter(next)) ||
         (ch == '@' &&
          (dti_char_is_letter(next) || (at + 1 < end && c->s[at + 1] == '_'))) ||
         (ch == '+' && next == DTI_C_DIGIT)) &&
        at == c->chunk_from) {
        r = at + 1;
        while (r < end && (dti_char_is_word(class_at(c, r, end, &step)) || c->s[r] == '_' ||
                           (ch == '+' && c->s[r] == '-')))
            r += c->s[r] == '_' || c->s[r] == '-' ? 1 : step;
        emit(c, at, r, DTI_P_WORD, 0);
        return r;
    }
    if (ch == '`' && at + 1 < end && c->s[at + 1] == '`') {
        emit(c, at, at + 2, DTI_P_OPEN | DTI_P_QUOTE, 0);
        return at + 2;
    }
    r = at + step;
    if (run_together(ch))
        while (r < end && (c->s[r] == ch || (r - at >= 2 && is_rule(c->s[r]) && is_rule(ch))))
            r++; /* a line drawn of marks, "----==", is one piece */
    emit(c, at, r, 0, 0);
    return r;
}

/* ---------------------------------------------------------------- chunks */

static void cut_chunk(cutter *c, size_t at, size_t end) {
    int address = dti_address_looks(c->s + at, end - at);
    c->chunk_from = at;
    while (at < end) {
        dti_char k = peek(c, at, end);
        if (address) {
            size_t n = dti_address_len(c->s + at, end - at);
            if (n) {
                emit_word(c, at, at + n, 0, 0);
                at += n;
                continue;
            }
        }
        at = dti_char_is_word(k) ? cut_word(c, at, end) : cut_mark(c, at, end);
    }
}

size_t dti_text_space(dt_slice text, size_t at) {
    size_t step;
    if (at >= text.len) return 0;
    return dti_char_at(text.ptr + at, text.len - at, &step) == DTI_C_SPACE ? step : 0;
}

dti_case dti_text_case(dt_slice text, dti_case otherwise) {
    size_t n_upper = 0, n_lower = 0, len = text.len < 65536 ? text.len : 65536;
    for (size_t i = 0; i < len; i++) {
        n_upper += text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
        n_lower += text.ptr[i] >= 'a' && text.ptr[i] <= 'z';
    }
    if (n_upper + n_lower < 40) return otherwise;
    /* English news has one capital in 20 letters; acronyms may stand in a text of small ones.
     */
    if (n_upper * 200 < n_lower) return DTI_CASE_LOWER;
    return n_lower * 4 < n_upper ? DTI_CASE_UPPER : DTI_CASE_MIXED;
}

int dti_tokens_cut(const dti_words *words, dt_slice text, size_t from, size_t to,
                   dti_case letter_case, dti_pieces *out) {
    cutter c = {.words = words, .s = text.ptr, .from = from, .to = to, .out = out};
    dti_period_context_init(&c.periods, words, text, from, to, letter_case);
    size_t at = from;
    while (at < to && !out->failed) {
        size_t step, first = out->n;
        if (class_at(&c, at, to, &step) == DTI_C_SPACE) {
            at += step;
            continue;
        }
        size_t end = at;
        unsigned seen = 0;
        while (end < to) {
            dti_char k = class_at(&c, end, to, &step);
            if (k == DTI_C_SPACE) break;
            seen |= 1u << k;
            end += step;
        }
        const unsigned letters = 1u << DTI_C_LOWER | 1u << DTI_C_UPPER | 1u << DTI_C_LETTER;
        if ((seen & ~letters) == 0)
            emit_plain(&c, at, end);
        else
            cut_chunk(&c, at, end);
        if (out->n > first) out->items[out->n - 1].space_after = 1;
        at = end;
    }
    return out->failed ? DT_FAILED : DT_OK;
}
