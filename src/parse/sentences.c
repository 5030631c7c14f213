/* sentences.c: finds where sentences begin: full stops, what closes behind them, what follows.
 */
#include "parse/sentences.h"

#include <string.h>

#include "parse/chars.h"

static const char bullets[][4] = {"\xE2\x80\xA2", "\xE2\x96\xAA", "\xE2\x97\x8F"}; /* • ▪ ● */

static int is_bullet(dt_slice text, size_t at) {
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (at + 3 < text.len && memcmp(text.ptr + at, bullets[i], 3) == 0) return 1;
    return 0;
}

/* At the beginning of a line "- " and "* " are bullets too. */
static int is_line_bullet(dt_slice text, size_t at) {
    if (at + 1 >= text.len) return 0;
    char c = text.ptr[at];
    return ((c == '-' || c == '*') && text.ptr[at + 1] == ' ') || is_bullet(text, at);
}

/* Words looked at behind a quotation for "Smith, the minister, asked". */
#define SPEECH_WINDOW 6
/* Pieces that a dateline may have: "PORT-AU-PRINCE, Haiti, Oct. 3, 2019 (AP) -". */
#define DATELINE_PIECES 20

typedef struct marker {
    const dti_words *words;
    dt_slice text;
    dti_case letter_case;
    const dti_piece *items;
    size_t n;
} marker;

static char byte_of(const marker *m, size_t i) { return m->text.ptr[m->items[i].start]; }

static uint32_t kinds_of(const marker *m, size_t i) {
    const dti_piece *p = &m->items[i];
    return dti_words_kinds(m->words, m->text.ptr + p->start, p->end - p->start);
}

/* Behind the footnote mark "[12]" that begins at i, or i. */
static size_t skip_footnote(const marker *m, size_t i) {
    while (i + 2 < m->n && byte_of(m, i) == '[' && (m->items[i + 1].flags & DTI_P_DIGIT) &&
           byte_of(m, i + 2) == ']')
        i += 3;
    return i;
}

/*
 * "'Where is it?' Smith asked" and "'Why now?' asked Smith" go on, as does "'Why?' the minister
 * asked": a verb of speech comes within a few words, before any mark.
 */
static int speech_follows(const marker *m, size_t i) {
    for (size_t k = 0; k < SPEECH_WINDOW && i < m->n; k++, i++) {
        if (!(m->items[i].flags & DTI_P_WORD)) return 0;
        if (kinds_of(m, i) & DTI_W_IS(DTI_W_SPEECH)) return 1;
    }
    return 0;
}

/* "1. The first": a number alone in front of its sentence. */
static int is_list_number(const marker *m, size_t first, size_t stop) {
    if (stop == first || stop - first > 2) return 0;
    const dti_piece *p = &m->items[stop - 1];
    if (!(p->flags & DTI_P_DIGIT) || p->end - p->start > 3) return 0;
    return stop - first == 1 || !(m->items[first].flags & DTI_P_WORD);
}

/* Does a sentence that began at `first` end behind the stop at i?  *next: what would follow. */
static int ends_at(const marker *m, size_t first, size_t i, size_t *next) {
    const dti_piece *stop = &m->items[i];
    size_t j = i + 1;
    int closed = 0, quoted = 0;
    while (j < m->n) {
        const dti_piece *p = &m->items[j];
        int glued = !m->items[j - 1].space_after;
        if ((p->flags & DTI_P_CLOSE) &&
            (glued || (p->flags & DTI_P_QUOTE) == 0 || !(p->flags & DTI_P_OPEN))) {
            closed = 1;
            quoted |= (p->flags & DTI_P_QUOTE) != 0 || byte_of(m, j) == '\'' ||
                      byte_of(m, j) == '\xE2';
            j++;
        } else if (p->flags & DTI_P_STOP) {
            stop = p;
            j++;
        } else {
            break;
        }
    }
    j = skip_footnote(m, j);
    *next = j;
    if (j >= m->n) return 1;
    const dti_piece *after = &m->items[j];
    if (stop->flags & DTI_P_ENDS) return 1;
    if (!(after->flags & (DTI_P_WORD | DTI_P_OPEN))) {
        char b = byte_of(m, j);
        if (strchr(",;:)]}%/", b) && b) return 0;
        if ((b == '-' || b == '\xE2') && closed && (stop->flags & DTI_P_SOFT)) return 0;
        /* an emoticon closes the sentence it stands behind */
        if (kinds_of(m, j) & DTI_W_IS(DTI_W_EMOTICON)) {
            *next = j + 1;
            return 1;
        }
        return !(stop->flags & DTI_P_DOTS);
    }
    if (is_list_number(m, first, i)) return 0;
    int glued = !m->items[j - 1].space_after;
    if (glued && !closed && (after->flags & DTI_P_OPEN) && !(after->flags & DTI_P_QUOTE))
        return 0; /* "f.(x)" */
    if (glued && !(after->flags & (DTI_P_UPPER | DTI_P_OPEN))) return 0;
    if (stop->flags & DTI_P_DOTS)
        return (after->flags & DTI_P_UPPER) != 0 && m->letter_case != DTI_CASE_UPPER;
    if (stop->flags & DTI_P_SOFT) {
        if (quoted && (after->flags & DTI_P_WORD) && speech_follows(m, j)) return 0;
        if (i > first && (kinds_of(m, i - 1) & DTI_W_IS(DTI_W_BANG)) &&
            m->items[i - 1].flags & DTI_P_UPPER)
            return 0;
    }
    if ((after->flags & DTI_P_LOWER) && m->letter_case != DTI_CASE_LOWER) {
        if (closed) return 0;         /* "... done." he said; (Why?) they */
        if (stop->flags & DTI_P_SOFT) /* "Yahoo! said"; two marks are no name's */
            return stop->end - stop->start > 1 || i == first ||
                   !(m->items[i - 1].flags & DTI_P_UPPER);
    }
    if ((after->flags & DTI_P_LOWER) && m->letter_case == DTI_CASE_LOWER && quoted &&
        speech_follows(m, j))
        return 0;
    return 1;
}

/* "-", "--", an en or em dash, with a blank before it or none behind. */
static int is_dash(const marker *m, size_t i) {
    const dti_piece *p = &m->items[i];
    const char *s = m->text.ptr + p->start;
    size_t n = p->end - p->start;
    if (n == 3 && memcmp(s, "\xE2\x80", 2) == 0 && (s[2] == '\x93' || s[2] == '\x94')) return 1;
    return s[0] == '-' && (n == 2 || (n == 1 && m->items[i - 1].space_after)) &&
           (n == 1 || s[1] == '-');
}

static int in_capitals(const marker *m, size_t i) {
    const dti_piece *p = &m->items[i];
    size_t letters = 0;
    for (uint32_t k = p->start; k < p->end; k++) {
        char c = m->text.ptr[k];
        if (c >= 'a' && c <= 'z') return 0;
        letters += c >= 'A' && c <= 'Z';
    }
    return letters > 2;
}

/*
 * "BEIJING (AFP) - ", "KYIV, June 18, 2023 — ", "Tehran, March 15, IRNA - ": the piece behind the
 * dateline that opens a paragraph, or `from`.  The place is in capitals, or a day, or an agency in
 * brackets, stands behind it; no word in small letters comes before the dash.
 */
static size_t behind_dateline(const marker *m, size_t from) {
    int known = m->letter_case == DTI_CASE_UPPER ? 0 : in_capitals(m, from), bracket = 0;
    int comma = 0;
    if (!(m->items[from].flags & DTI_P_UPPER)) return from;
    for (size_t i = from + 1; i + 1 < m->n && i < from + DATELINE_PIECES; i++) {
        const dti_piece *p = &m->items[i];
        char b = byte_of(m, i);
        if (b == '(' || b == ')') {
            bracket = b == '(';
            known |= b == ')';
        } else if (b == ',') {
            comma = 1;
        } else if (is_dash(m, i)) {
            if (!known || !(m->items[i + 1].flags & (DTI_P_UPPER | DTI_P_OPEN | DTI_P_DIGIT)))
                return from;
            return i + 1;
        } else if (p->flags & DTI_P_DIGIT) {
            known |= comma;
        } else if (!(p->flags & DTI_P_UPPER) && !bracket && b != '.' && b != '/' &&
                   b != '-') {
            return from;
        }
    }
    return from;
}

/* Does the piece open a line? */
static int opens_line(const marker *m, size_t i) {
    size_t at = m->items[i].start;
    while (at && (m->text.ptr[at - 1] == ' ' || m->text.ptr[at - 1] == '\t')) at--;
    return at && m->text.ptr[at - 1] == '\n';
}

void dti_sentences_mark(const dti_words *words, dt_slice text, dti_case letter_case,
                        dti_pieces *pieces, size_t from) {
    marker m = {words, text, letter_case, pieces->items, pieces->n};
    size_t first = from, i = from;
    if (from < pieces->n) {
        pieces->items[from].flags |= DTI_P_FIRST;
        first = i = behind_dateline(&m, from);
        pieces->items[first].flags |= DTI_P_FIRST;
    }
    while (i < pieces->n) {
        size_t next;
        if (pieces->items[i].space_after && i > first &&
            is_bullet(text, pieces->items[i].start)) {
            pieces->items[i].flags |= DTI_P_FIRST; /* a list that was run into one line */
            first = i;
        }
        if (!(pieces->items[i].flags & (DTI_P_STOP | DTI_P_ENDS))) {
            i++;
            continue;
        }
        int ends = ends_at(&m, first, i, &next);
        if (ends && next < pieces->n) {
            pieces->items[next].flags |= DTI_P_FIRST;
            if (opens_line(&m, next)) next = behind_dateline(&m, next);
            pieces->items[next].flags |= DTI_P_FIRST;
            first = next;
        }
        i = next > i ? next : i + 1;
    }
}

/* ---------------------------------------------------------------- paragraphs */

int dti_paragraph_next(dt_slice text, size_t *at, size_t *from, size_t *to) {
    size_t i = *at, n;
    while ((n = dti_text_space(text, i))) i += n;
    if (i >= text.len) return 0;
    *from = i;
    for (;;) {
        const char *line = memchr(text.ptr + i, '\n', text.len - i);
        size_t end = line ? (size_t)(line - text.ptr) : text.len;
        if (end == text.len) {
            i = end;
            break;
        }
        size_t k = end + 1;
        while (k < text.len &&
               (text.ptr[k] == ' ' || text.ptr[k] == '\t' || text.ptr[k] == '\r'))
            k++;
        i = end;
        if (k >= text.len || text.ptr[k] == '\n' || is_line_bullet(text, k)) break;
        i = k;
    }
    *at = i;
    while (i > *from && dti_byte_class[(unsigned char)text.ptr[i - 1]] == DTI_C_SPACE) i--;
    *to = i;
    return 1;
}
