/* periods.c: whose full stop is this: abbreviation, initial, "U.S." or the end of a sentence.
 */
#include "parse/periods.h"

#include <string.h>

#include "parse/chars.h"

/* These are words or names too when written otherwise ("Sun.", "Mass.", "no."). */
#define AS_WRITTEN                                                                             \
    (DTI_W_IS(DTI_W_NAME) | DTI_W_IS(DTI_W_DAY) | DTI_W_IS(DTI_W_MONTH) |                      \
     DTI_W_IS(DTI_W_PLACE) | DTI_W_IS(DTI_W_NUMBER))

static dti_char class_at(const dti_period_context *c, size_t at, size_t *step) {
    if (at >= c->to) {
        *step = 0;
        return DTI_C_SPACE;
    }
    return dti_char_at(c->text.ptr + at, c->to - at, step);
}

static size_t skip_space(const dti_period_context *c, size_t at) {
    size_t step;
    while (at < c->to && class_at(c, at, &step) == DTI_C_SPACE) at += step;
    return at;
}

void dti_period_context_init(dti_period_context *c, const dti_words *words, dt_slice text,
                             size_t from, size_t to, dti_case letter_case) {
    *c = (dti_period_context){words, text, from, to, letter_case, 0};
    size_t at = to;
    while (at > from && at + 16 > to && !c->has_stop) {
        at--;
        unsigned char b = (unsigned char)text.ptr[at];
        if (dti_byte_class[b] == DTI_C_STOP || b == ':') c->has_stop = 1;
        if (dti_byte_class[b] == DTI_C_LOWER || dti_byte_class[b] == DTI_C_UPPER) break;
    }
}

static int next_is_digit(const dti_period_context *c, size_t at) {
    size_t step;
    at = skip_space(c, at);
    return class_at(c, at, &step) == DTI_C_DIGIT;
}

static int is_upper(char ch) { return ch >= 'A' && ch <= 'Z'; }
static int is_lower(char ch) { return ch >= 'a' && ch <= 'z'; }

/* Does the writing of the word suit the row? */
static int written_so(const dti_period_context *c, const dti_word *row, const char *ptr,
                      size_t len, size_t after) {
    dt_slice form = dti_word_form(c->words, row);
    int as_written = (DTI_W_IS(row->kind) & AS_WRITTEN) != 0;
    if (row->kind == DTI_W_NUMBER && !next_is_digit(c, after)) return 0;
    if (form.len == len && memcmp(form.ptr, ptr, len) == 0) return 1;
    if (c->letter_case != DTI_CASE_MIXED) {
        if (!as_written) return 1;
        return row->kind != DTI_W_NAME && row->kind != DTI_W_PLACE && next_is_digit(c, after);
    }
    if (as_written) return 0;
    if (is_lower(form.ptr[0])) return is_upper(ptr[0]); /* "Etc.", "A.M." */
    int caps = 1;
    for (size_t i = 0; i < len; i++) caps &= !is_lower(ptr[i]);
    return caps; /* "GEN." for "Gen." */
}

static const dti_word *find_row(const dti_period_context *c, size_t start, size_t dot) {
    const char *ptr = c->text.ptr + start;
    size_t len = dot + 1 - start;
    const dti_word *row = NULL;
    while ((row = dti_words_next(c->words, ptr, len, row)))
        if ((DTI_W_IS(row->kind) & DTI_W_ABBREVIATIONS) &&
            written_so(c, row, ptr, len, dot + 1))
            return row;
    return NULL;
}

int dti_period_is_abbreviation(const dti_period_context *c, size_t start, size_t dot) {
    return find_row(c, start, dot) != NULL;
}

/* "U.S", "a.m", "Ph.D": letters by ones and twos between dots. */
static int is_dotted(const char *ptr, size_t len) {
    size_t run = 0, dots = 0;
    for (size_t i = 0; i < len; i++) {
        if (ptr[i] == '.') {
            if (run == 0) return 0;
            run = 0;
            dots++;
        } else if ((!is_upper(ptr[i]) && !is_lower(ptr[i])) || ++run > 2) {
            return 0;
        }
    }
    return dots > 0 && run > 0;
}

/* What stands behind a word with its full stop. */
typedef struct behind {
    int end;            /* nothing but closers: the paragraph ends */
    int glued;          /* a mark without white space before it: "Inc.," */
    int closed, opened; /* a quote closes; one opens */
    dti_char first;     /* class of the next word's first character */
    uint32_t kinds;     /* of the next word */
} behind;

static behind look_behind(const dti_period_context *c, size_t at) {
    behind b = {0};
    size_t step;
    dti_char k;
    while ((k = class_at(c, at, &step)) == DTI_C_QUOTE || k == DTI_C_RQUOTE ||
           k == DTI_C_APOS || k == DTI_C_CLOSE) {
        b.closed |= k != DTI_C_CLOSE;
        at += step;
    }
    if (at < c->to && k != DTI_C_SPACE) {
        b.glued = 1;
        return b;
    }
    at = skip_space(c, at);
    if (at >= c->to) {
        b.end = 1;
        return b;
    }
    k = class_at(c, at, &step);
    if (k == DTI_C_QUOTE || k == DTI_C_LQUOTE || k == DTI_C_APOS || k == DTI_C_LSINGLE) {
        b.opened = 1;
        at += step;
        k = class_at(c, at, &step);
    }
    b.first = k;
    size_t end = at;
    while (end < c->to && dti_char_is_word(class_at(c, end, &step))) end += step;
    b.kinds = dti_words_kinds(c->words, c->text.ptr + at, end - at);
    return b;
}

static uint32_t starters(const dti_period_context *c) {
    uint32_t kinds = DTI_W_IS(DTI_W_STARTER);
    return c->letter_case == DTI_CASE_UPPER ? kinds : kinds | DTI_W_IS(DTI_W_STARTER_CAPITAL);
}

/* May the sentence end behind an abbreviation of this kind, as its continuation looks? */
static int ends_here(const dti_period_context *c, int kind, const behind *b) {
    if (b->end) return 1;
    if (b->glued || b->first != DTI_C_UPPER || !c->has_stop) return 0;
    if (b->kinds & starters(c)) return 1;
    if (c->letter_case == DTI_CASE_UPPER) return b->closed || b->opened;
    if (kind == DTI_W_TIME || kind == DTI_W_DAY)
        return !(b->kinds & DTI_W_IS(DTI_W_TIME_FOLLOW));
    return b->closed || b->opened || kind == DTI_W_OTHER;
}

dti_period dti_period_judge(const dti_period_context *c, size_t start, size_t dot) {
    for (size_t i = dot; i > start; i--) /* "non-U.S.": what stands behind the hyphen */
        if (c->text.ptr[i - 1] == '-') {
            start = i;
            break;
        }
    const char *ptr = c->text.ptr + start;
    size_t len = dot - start;
    if (len == 0 || len >= DTI_MAX_WORD_BYTES) return DTI_PERIOD_STOP;
    const dti_word *row = find_row(c, start, dot);
    int dotted = is_dotted(ptr, len);
    if (row || dotted) {
        behind b = look_behind(c, dot + 1);
        int may = row ? row->ends : 1, kind = row ? row->kind : DTI_W_ORG;
        if (b.end ? !c->has_stop : !(may && ends_here(c, kind, &b))) return DTI_PERIOD_PART;
        /* "etc." gives its stop to the sentence; "U.S." keeps it, to be always one word. */
        return dotted ? DTI_PERIOD_PART_ENDS : DTI_PERIOD_STOP;
    }
    int initial =
        len == 1 && (is_upper(*ptr) || (is_lower(*ptr) && c->letter_case == DTI_CASE_LOWER));
    if (initial) {
        behind b = look_behind(c, dot + 1);
        if (b.end) return DTI_PERIOD_STOP;
        if (b.glued) return DTI_PERIOD_PART;
        if (c->letter_case == DTI_CASE_LOWER) return DTI_PERIOD_PART;
        if (b.first == DTI_C_LOWER) return DTI_PERIOD_PART; /* "Ph. D. in history" */
        if (b.first != DTI_C_UPPER || (b.kinds & starters(c))) return DTI_PERIOD_STOP;
        return DTI_PERIOD_PART;
    }
    /* An unknown abbreviation shows itself by the mark behind it: "Univ.,". */
    size_t step;
    dti_char k = class_at(c, dot + 1, &step);
    int is_mark = k == DTI_C_PUNCT && dot + 1 < c->to && strchr(",;:", c->text.ptr[dot + 1]);
    size_t letters = 0;
    for (size_t i = 0; i < len; i++) letters += is_upper(ptr[i]) || is_lower(ptr[i]);
    return is_mark && len <= 6 && letters == len ? DTI_PERIOD_PART : DTI_PERIOD_STOP;
}
