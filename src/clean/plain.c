/* plain.c: reads plain text, makes the story's text: leavings, repeats and credit lines go. */
#include "clean/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "clean/when.h"

/* A headline has at most so many words. */
#define MAX_TITLE_WORDS 25
#define MIN_HEADLINE_WORDS 3 /* of a headline without a story */
/* A repeat of fewer words may be meant ("No, no."). */
#define MIN_REPEAT_WORDS 4
/* What follows "Leave a Reply" is a form only when it is no more than this share of the text. */
#define MAX_TAIL_SHARE 0.5

typedef struct line {
    uint32_t from, to; /* with its line end; to of one is from of the next */
    dt_slice words;    /* trimmed */
    uint16_t n_words;
    uint8_t ends;  /* as a sentence does */
    uint8_t alone; /* a paragraph of its own */
    uint8_t dropped;
} line;

static uint16_t count_words(dt_slice s) {
    uint16_t n = 0;
    int in = 0;
    for (size_t i = 0; i < s.len && n < UINT16_MAX; i++) {
        int space = (unsigned char)s.ptr[i] <= ' ';
        n += (uint16_t)(!space && !in);
        in = !space;
    }
    return n;
}

static int ends_sentence(dt_slice s) {
    while (s.len) {
        unsigned char k = (unsigned char)s.ptr[s.len - 1];
        if (k == '"' || k == '\'' || k == ')' || k == ']') s.len--;
        else if (s.len >= 3 && (unsigned char)s.ptr[s.len - 3] == 0xE2 && (k == 0x9D || k == 0x99)) s.len -= 3;
        else return k == '.' || k == '!' || k == '?';
    }
    return 0;
}

static line *cut_lines(dti_arena *arena, dt_slice text, size_t *n) {
    size_t count = 1;
    for (const char *p = text.ptr, *q; text.len && (q = memchr(p, '\n', (size_t)(text.ptr + text.len - p))); p = q + 1)
        count++;
    line *lines = dti_arena_array(arena, count, sizeof *lines);
    *n = 0;
    if (!lines) return NULL;
    for (size_t at = 0; at < text.len;) {
        const char *q = memchr(text.ptr + at, '\n', text.len - at);
        size_t to = q ? (size_t)(q - text.ptr) + 1 : text.len;
        line *l = &lines[(*n)++];
        *l = (line){.from = (uint32_t)at, .to = (uint32_t)to};
        l->words = dti_slice_trim((dt_slice){text.ptr + at, to - at});
        l->n_words = count_words(l->words);
        l->ends = (uint8_t)ends_sentence(l->words);
        at = to;
    }
    /* in text that is broken at 72 columns a line is a paragraph only between blank lines */
    for (size_t i = 0; i < *n; i++) {
        const line *before = i ? &lines[i - 1] : NULL, *after = i + 1 < *n ? &lines[i + 1] : NULL;
        int starts = !before || !before->words.len || before->ends || before->alone;
        int stops = !after || !after->words.len || lines[i].ends;
        unsigned char next = after && after->words.len ? (unsigned char)after->words.ptr[0] : 'A';
        if (!stops && lines[i].n_words <= 6 && !(next >= 'a' && next <= 'z')) stops = 1;
        lines[i].alone = (uint8_t)(starts && stops && lines[i].words.len);
    }
    return lines;
}

static void drop_tail(line *lines, size_t n, size_t from) {
    size_t before = 0, after = 0;
    for (size_t i = 0; i < n; i++) {
        if (lines[i].dropped) continue;
        if (i < from) before += lines[i].n_words;
        else after += lines[i].n_words;
    }
    if ((double)after > MAX_TAIL_SHARE * (double)(before + after)) {
        lines[from].dropped = 1;
        return;
    }
    for (size_t i = from; i < n; i++) lines[i].dropped = 1;
}

static void keep_fact(dt_doc *doc, const dti_clean_rules *rules, const line *l, dti_line_found f) {
    if (f.kind == DTI_LINE_BYLINE && !doc->byline.len) doc->byline = f.name;
    if (f.kind == DTI_LINE_CREDIT && !doc->agency.len) {
        dt_slice key = dti_agency_of(rules, f.name);
        doc->agency = key.len ? key : l->words;
    }
    if (f.kind == DTI_LINE_DATE && !doc->published.len)
        (void)dti_story_date(doc, rules, l->words, "text");
}

static void drop_leavings(dt_doc *doc, const dti_clean_rules *rules, line *lines, size_t n) {
    int in_list = 0;
    for (size_t i = 0; i < n; i++) {
        line *l = &lines[i];
        if (!l->words.len || l->dropped) continue;
        if (in_list && (l->ends || l->n_words > MAX_TITLE_WORDS)) in_list = 0;
        dti_line_found f = {DTI_LINE_STORY, {NULL, 0}};
        if (l->alone) f = dti_line_look(rules, l->words);
        if (f.kind == DTI_LINE_STORY) {
            l->dropped = (uint8_t)(in_list && l->alone);
            continue;
        }
        keep_fact(doc, rules, l, f);
        if (f.kind == DTI_LINE_TAIL) drop_tail(lines, n, i);
        else l->dropped = 1;
        /* links follow only behind the story or as a list of headlines */
        if (f.kind == DTI_LINE_LIST) in_list = 1;
    }
}

static uint64_t hash_text(dt_slice s) {
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h;
}

static int drop_repeats(dti_arena *arena, line *lines, size_t n) {
    size_t mask = 63;
    while (mask < n * 2) mask = mask * 2 + 1;
    uint32_t *seen = dti_arena_array(arena, mask + 1, sizeof *seen);
    if (!seen) return DT_FAILED;
    for (uint32_t i = 0; i < n; i++) {
        line *l = &lines[i];
        if (l->dropped || !l->alone || l->n_words < MIN_REPEAT_WORDS) continue;
        size_t at = hash_text(l->words) & mask;
        while (seen[at] && !dti_slice_eq(lines[seen[at] - 1].words, l->words)) at = (at + 1) & mask;
        if (seen[at]) l->dropped = 1;
        else seen[at] = i + 1;
    }
    return DT_OK;
}

/* A first line that is no sentence and stands above running text, or that is the whole text: a headline. */
static void find_title(dt_doc *doc, const line *lines, size_t n) {
    const line *first = NULL;
    int alone = 1;
    for (size_t i = 0; i < n; i++) {
        if (lines[i].dropped || !lines[i].words.len) continue;
        if (!first) {
            first = &lines[i];
            if (!first->alone || first->n_words > MAX_TITLE_WORDS || first->n_words < 2) return;
            unsigned char end = (unsigned char)first->words.ptr[first->words.len - 1];
            if (end == '.' || end == ':' || end == ',' || end == ';') return;
            if (i + 1 < n && lines[i + 1].words.len) return; /* no blank line below */
        } else if (lines[i].ends && lines[i].n_words >= 8) {
            doc->title = first->words;
            return;
        } else {
            alone = 0;
        }
    }
    if (first && alone && !first->ends && first->n_words >= MIN_HEADLINE_WORDS) doc->title = first->words;
}

static int gather(dt_doc *doc, const dti_decoded *in, const line *lines, size_t n) {
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        if (!lines[i].dropped) total += lines[i].to - lines[i].from;
    char *text = dti_arena_alloc(&doc->arena, total + 1);
    size_t len = 0;
    if (!text) return DT_FAILED;
    for (size_t i = 0; i < n; i++) {
        if (lines[i].dropped) continue;
        if (len == 0 || lines[i - 1].dropped) {
            dti_map_run *run = dti_arena_push(&doc->arena, &doc->map, &doc->n_map,
                                              &doc->cap_map, sizeof *run);
            if (!run) return DT_FAILED;
            *run = (dti_map_run){(uint32_t)len,
                                 (uint32_t)dti_charset_raw_at(in, lines[i].from)};
        }
        memcpy(text + len, in->text.ptr + lines[i].from, lines[i].to - lines[i].from);
        len += lines[i].to - lines[i].from;
    }
    doc->text = (dt_slice){text, len};
    return DT_OK;
}

int dti_story_of_text(dt_doc *doc, const dti_decoded *in, const dti_clean_rules *rules) {
    size_t n, n_dropped = 0;
    line *lines = cut_lines(&doc->arena, in->text, &n);
    if (!lines) return DT_FAILED;
    if (n > 1) { /* one line is a sentence that somebody gave, not a page */
        drop_leavings(doc, rules, lines, n);
        if (drop_repeats(&doc->arena, lines, n) != DT_OK) return DT_FAILED;
        for (size_t i = 0; i < n; i++) n_dropped += lines[i].dropped;
    }
    if (!doc->title.len) find_title(doc, lines, n);
    if (!doc->agency.len) doc->agency = dti_agency_of_dateline(rules, in->text);
    doc->text = in->text;
    if (n_dropped) return gather(doc, in, lines, n);
    if (in->n_steps) {
        doc->map = in->steps;
        doc->n_map = in->n_steps;
        doc->cap_map = in->cap_steps;
    } else if (in->shift) {
        dti_map_run *run = dti_arena_push(&doc->arena, &doc->map, &doc->n_map, &doc->cap_map, sizeof *run);
        if (!run) return DT_FAILED;
        *run = (dti_map_run){0, (uint32_t)in->shift};
    }
    return DT_OK;
}

/* ---------------------------------------------------------------- facts of both ways */

int dti_story_date(dt_doc *doc, const dti_clean_rules *rules, dt_slice text, const char *from) {
    char day[32];
    int n = doc->published.len ? 0 : dti_when_read(rules, text, day);
    if (!n) return DT_OK;
    char *p = dti_arena_copy(&doc->arena, day, (size_t)n);
    if (!p) return DT_FAILED;
    doc->published = (dt_slice){p, (size_t)n};
    doc->published_from = dti_str(from);
    return DT_OK;
}

dt_slice dti_agency_of_dateline(const dti_clean_rules *rules, dt_slice text) {
    dt_slice none = {NULL, 0};
    size_t end = text.len < 160 ? text.len : 160;
    const char *open = end ? memchr(text.ptr, '(', end) : NULL;
    if (!open) return none;
    size_t from = (size_t)(open - text.ptr) + 1;
    const char *close = memchr(text.ptr + from, ')', end - from);
    if (!close || close - text.ptr - (long)from > 40) return none;
    return dti_agency_of(rules, (dt_slice){text.ptr + from, (size_t)(close - text.ptr) - from});
}
