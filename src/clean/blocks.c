/* blocks.c: reads the tree of a page, makes blocks of text with a way back to the raw bytes. */
#include "clean/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/slice.h"
#include "base/utf8.h"

typedef struct cutter {
    dti_blocks *b;
    const dti_clean_rules *rules;
    dti_block now;      /* the block being filled */
    int begun;          /* now has a first node */
    int space;          /* white space waits to be written */
    int in_word, in_link, in_emphasis, in_pre;
    int all_emphasis;
    size_t next_raw;    /* page byte that follows the last one written */
    int failed;
} cutter;

static int grow(void **items, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return DT_OK;
    size_t more = *cap ? *cap * 2 : 1024;
    while (more < need) more *= 2;
    void *p = realloc(*items, more * size);
    if (!p) return DT_FAILED;
    *items = p;
    *cap = more;
    return DT_OK;
}

/* Text is about to come from page byte `from`. */
static void note_origin(cutter *c, size_t from) {
    dti_blocks *b = c->b;
    if (from == c->next_raw && b->n_runs && !b->decoded->n_steps) return;
    if (grow((void **)&b->runs, &b->cap_runs, b->n_runs + 1, sizeof *b->runs) != DT_OK) {
        c->failed = 1;
        return;
    }
    b->runs[b->n_runs++] =
        (dti_map_run){(uint32_t)b->len, (uint32_t)dti_charset_raw_at(b->decoded, from)};
}

static void put(cutter *c, const char *p, size_t n, size_t from, size_t raw_n) {
    dti_blocks *b = c->b;
    if (grow((void **)&b->text, &b->cap, b->len + n + 2, 1) != DT_OK) {
        c->failed = 1;
        return;
    }
    if (c->space && b->len > c->now.at && b->text[b->len - 1] != '\n') b->text[b->len++] = ' ';
    c->space = 0;
    note_origin(c, from);
    memcpy(b->text + b->len, p, n);
    b->len += n;
    c->next_raw = from + raw_n;
}

enum { PLAIN, SPACE, AMP, WIDE, MARK }; /* classes of bytes */

static int class_of(unsigned char c) {
    if (c == '&') return AMP;
    if (c == 0xC2 || c == 0xE2 || c == 0xEF || c == 0xE3) return WIDE;
    if (c <= ' ') return SPACE;
    return PLAIN;
}

/* White space and invisible signs beyond ASCII: bytes taken; *gone: nothing stands for them. */
static size_t wide_space(const char *p, size_t n, int *gone) {
    const unsigned char *u = (const unsigned char *)p;
    *gone = 0;
    if (n >= 2 && u[0] == 0xC2 && u[1] == 0xA0) return 2; /* no-break space */
    if (n >= 2 && u[0] == 0xC2 && u[1] == 0xAD) {         /* soft hyphen */
        *gone = 1;
        return 2;
    }
    if (n < 3) return 0;
    if (u[0] == 0xE2 && u[1] == 0x80) {
        if (u[2] >= 0x80 && u[2] <= 0x8A) return 3; /* en quad .. hair space */
        if (u[2] == 0xA8 || u[2] == 0xA9 || u[2] == 0xAF) return 3;
        if (u[2] == 0x8B || u[2] == 0x8E || u[2] == 0x8F || (u[2] >= 0xAA && u[2] <= 0xAE)) {
            *gone = 1; /* zero-width space, marks of direction */
            return 3;
        }
    }
    if (u[0] == 0xE2 && u[1] == 0x81 && (u[2] == 0xA0 || (u[2] >= 0xA6 && u[2] <= 0xA9))) {
        *gone = 1;
        return 3;
    }
    if (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80) return 3; /* ideographic space */
    if (u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF) {
        *gone = 1;
        return 3;
    }
    return 0;
}

/* "&#8217;" "&#x2019;": bytes taken behind the '&', 0: none. */
static size_t numeric(const char *p, size_t n, uint32_t *cp) {
    static const uint16_t c1[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020,
                                    0x2021, 0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,
                                    0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D,
                                    0x2022, 0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A,
                                    0x153,  0x9D,   0x17E,  0x178};
    size_t i = 1, digits = 0;
    uint32_t v = 0, base = 10;
    if (n < 2 || p[0] != '#') return 0;
    if (p[1] == 'x' || p[1] == 'X') {
        base = 16;
        i++;
    }
    for (; i < n && digits < 8; i++, digits++) {
        char k = p[i];
        uint32_t d = k >= '0' && k <= '9' ? (uint32_t)(k - '0')
                     : base == 16 && (k | 32) >= 'a' && (k | 32) <= 'f'
                         ? (uint32_t)((k | 32) - 'a' + 10)
                         : 99;
        if (d == 99) break;
        v = v * base + d;
    }
    if (!digits) return 0;
    if (i < n && p[i] == ';') i++;
    if (v >= 0x80 && v < 0xA0) v = c1[v - 0x80]; /* windows-1252 in disguise */
    if (v == 0 || v > 0x10FFFF || (v >= 0xD800 && v < 0xE000)) v = 0xFFFD;
    *cp = v;
    return i;
}

/* Character reference at p ('&'): bytes taken, UTF-8 in out (at least 8 bytes). */
static size_t resolve(const dti_clean_rules *rules, const char *p, size_t n, char *out,
                      size_t *out_len) {
    uint32_t cp;
    size_t used = numeric(p + 1, n - 1, &cp);
    if (used) {
        *out_len = dti_utf8_put(cp, out);
        return used + 1;
    }
    const char *utf8;
    size_t len = dti_entity_find(rules, p + 1, n - 1, &used, &utf8);
    if (!len) return 0;
    memcpy(out, utf8, len);
    *out_len = len;
    return used + 1;
}

static void count_word(cutter *c) {
    if (c->now.n_words < UINT16_MAX) c->now.n_words++;
    if (c->in_link && c->now.n_link_words < UINT16_MAX) c->now.n_link_words++;
    if (!c->in_emphasis) c->all_emphasis = 0;
}

/* Words and signs of running text in what was just written. */
static void count(cutter *c, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char k = (unsigned char)p[i];
        int word = k >= 0x80 || (k >= '0' && k <= '9') || ((k | 32) >= 'a' && (k | 32) <= 'z') ||
                   k == '\'';
        if (word && !c->in_word) count_word(c);
        c->in_word = word;
        if ((k == ',' || k == '.') && c->now.n_commas < UINT16_MAX) c->now.n_commas++;
    }
}

static void line_break(cutter *c) {
    dti_blocks *b = c->b;
    c->space = 0;
    c->in_word = 0;
    if (b->len == c->now.at || b->text[b->len - 1] == '\n') return;
    if (grow((void **)&b->text, &b->cap, b->len + 1, 1) != DT_OK) {
        c->failed = 1;
        return;
    }
    b->text[b->len++] = '\n';
    c->next_raw = (size_t)-1;
}

static void put_text(cutter *c, uint32_t number) {
    const dti_page *page = c->b->page;
    const char *p = page->text.ptr;
    size_t at = page->nodes[number].from, end = page->nodes[number].to;
    while (at < end && !c->failed) {
        unsigned char k = (unsigned char)p[at];
        int class = class_of(k);
        if (class == SPACE) {
            if (k == '\n' && c->in_pre) line_break(c);
            c->space = 1;
            c->in_word = 0;
            at++;
            continue;
        }
        char made[8];
        size_t from = at, n_made = 0;
        const char *piece = p + at;
        if (class == AMP) {
            size_t used = resolve(c->rules, p + at, end - at, made, &n_made);
            at += used ? used : 1;
            if (!used) n_made = 1;
            else piece = made;
            if (used && n_made == 1 && (unsigned char)made[0] <= ' ') {
                c->space = 1;
                c->in_word = 0;
                continue;
            }
        } else {
            at++;
            if (class == PLAIN)
                while (at < end && class_of((unsigned char)p[at]) == PLAIN) at++;
            else
                while (at < end && ((unsigned char)p[at] & 0xC0) == 0x80) at++;
            n_made = at - from;
        }
        if (class != PLAIN) {
            int gone;
            size_t wide = wide_space(piece, n_made, &gone);
            if (wide) {
                if (!gone) c->space = 1, c->in_word = 0;
                continue;
            }
        }
        if (!c->begun) {
            c->begun = 1;
            c->now.first_node = number;
        }
        put(c, piece, n_made, from, at - from);
        count(c, piece, n_made);
    }
}

/* Does the text end as a sentence does?  Closing quotes and brackets behind the end are passed. */
static int ends_sentence(const char *p, size_t n) {
    while (n) {
        unsigned char k = (unsigned char)p[n - 1];
        if (k == '"' || k == '\'' || k == ')' || k == ']' || k == ' ' || k == '\n') n--;
        else if (n >= 3 && (unsigned char)p[n - 3] == 0xE2 && (unsigned char)p[n - 2] == 0x80 &&
                 (k == 0x9D || k == 0x99))
            n -= 3;
        else if (n >= 2 && (unsigned char)p[n - 2] == 0xC2 && k == 0xBB)
            n -= 2;
        else break;
    }
    if (!n) return 0;
    unsigned char k = (unsigned char)p[n - 1];
    if (k == '.' || k == '!' || k == '?' || k == ':') return 1;
    return n >= 3 && (unsigned char)p[n - 3] == 0xE2 && (unsigned char)p[n - 2] == 0x80 && k == 0xA6;
}

static dti_block_kind kind_of(const dti_page *page, uint32_t home) {
    for (int up = 0; up < 4; up++) {
        const dti_node *e = &page->nodes[home];
        if (dti_tag_flags((dti_tag)e->tag) & DTI_TAG_HEADING) return DTI_B_HEADING;
        switch (e->tag) {
        case DTI_TAG_p: return DTI_B_PARAGRAPH;
        case DTI_TAG_li:
        case DTI_TAG_dd:
        case DTI_TAG_dt: return DTI_B_ITEM;
        case DTI_TAG_td:
        case DTI_TAG_th: return DTI_B_CELL;
        case DTI_TAG_pre: return DTI_B_PRE;
        case DTI_TAG_blockquote: return DTI_B_PARAGRAPH;
        default: break;
        }
        if (e->tag != DTI_TAG_div && e->tag != DTI_TAG_section) break;
        home = e->parent;
        /* a div inside an item or cell is its text; a div inside divs is nothing */
        if (page->nodes[home].tag != DTI_TAG_li && page->nodes[home].tag != DTI_TAG_td) break;
    }
    return DTI_B_LOOSE;
}

static void flush(cutter *c, uint32_t home) {
    dti_blocks *b = c->b;
    while (b->len > c->now.at && b->text[b->len - 1] == '\n') b->len--;
    if (c->begun && c->now.n_words == 0) b->len = c->now.at; /* "***", "|" */
    /* text that was taken back takes its origins with it */
    while (b->n_runs && b->runs[b->n_runs - 1].at >= b->len) b->n_runs--;
    if (c->begun && b->len > c->now.at) {
        if (grow((void **)&b->items, &b->cap_items, b->n + 1, sizeof *b->items) != DT_OK) {
            c->failed = 1;
            return;
        }
        c->now.len = (uint32_t)(b->len - c->now.at);
        c->now.home = home;
        c->now.kind = (uint8_t)kind_of(b->page, home);
        c->now.ends = (uint8_t)ends_sentence(b->text + c->now.at, c->now.len);
        c->now.emphasised = (uint8_t)c->all_emphasis;
        b->items[b->n++] = c->now;
    }
    c->now = (dti_block){.at = (uint32_t)b->len};
    c->begun = c->space = c->in_word = 0;
    c->all_emphasis = 1;
    c->next_raw = (size_t)-1;
}

/* An element that is open while the nodes are walked. */
typedef struct level {
    uint32_t end, home;
    uint8_t block, link, emphasis, pre;
} level;

/* "...its post.<sup><a href="#fn1">1</a></sup>": the mark of a footnote, no part of the sentence. */
static int is_reference_mark(const dti_page *page, uint32_t i) {
    const dti_node *e = &page->nodes[i];
    if (e->tag != DTI_TAG_sup || e->end - i > 6) return 0;
    uint32_t bytes = 0, link = page->nodes[e->parent].tag == DTI_TAG_a ? e->parent : 0;
    for (uint32_t k = i + 1; k < e->end; k++) {
        if (page->nodes[k].tag == DTI_TAG_a) link = k;
        if (page->nodes[k].tag == DTI_TAG_text) bytes += page->nodes[k].to - page->nodes[k].from;
    }
    return link && bytes <= 8 && dti_slice_starts(dti_attr(page, &page->nodes[link], "href"), "#");
}

/* Words for screen readers and editors in the middle of a line: "Background[edit]". */
static int is_hidden_inline(const cutter *c, const dti_node *e) {
    if (e->tag != DTI_TAG_span) return 0;
    dt_slice class = dti_attr(c->b->page, e, "class");
    return class.len && (dti_hints_of(c->rules, class) & DTI_HINT_HIDDEN);
}

static int is_emphasis(dti_tag t) {
    return t == DTI_TAG_b || t == DTI_TAG_i || t == DTI_TAG_em || t == DTI_TAG_strong ||
           t == DTI_TAG_u;
}

static void walk(cutter *c) {
    const dti_page *page = c->b->page;
    level open[DTI_MAX_NESTING + 2];
    size_t n_open = 0;
    uint32_t home = 0, break_at = 0;
    for (uint32_t i = 0; i < page->n && !c->failed; i++) {
        const dti_node *e = &page->nodes[i];
        while (n_open && open[n_open - 1].end <= i) {
            level *l = &open[--n_open];
            c->in_link -= l->link;
            c->in_emphasis -= l->emphasis;
            c->in_pre -= l->pre;
            if (l->block) {
                flush(c, home);
                home = l->home;
            }
        }
        dti_tag tag = (dti_tag)e->tag;
        if (tag == DTI_TAG_text) {
            put_text(c, i);
            continue;
        }
        unsigned flags = dti_tag_flags(tag);
        if (tag == DTI_TAG_br) {
            /* two in a row part paragraphs */
            if (break_at && c->b->len > c->now.at && c->b->text[c->b->len - 1] == '\n')
                flush(c, home);
            else line_break(c);
            break_at = i;
            continue;
        }
        if (is_reference_mark(page, i) || is_hidden_inline(c, e)) {
            i = e->end - 1;
            continue;
        }
        if (flags & DTI_TAG_SILENT) {
            c->space = 1;
            i = e->end - 1;
            continue;
        }
        if (flags & DTI_TAG_BLOCK) flush(c, home);
        if (e->end == i + 1) {
            if (flags & DTI_TAG_BLOCK) flush(c, home);
            continue;
        }
        level *l = &open[n_open++];
        *l = (level){.end = e->end,
                     .home = home,
                     .block = (flags & DTI_TAG_BLOCK) != 0,
                     .link = tag == DTI_TAG_a,
                     .emphasis = (uint8_t)is_emphasis(tag),
                     .pre = tag == DTI_TAG_pre};
        c->in_link += l->link;
        c->in_emphasis += l->emphasis;
        c->in_pre += l->pre;
        if (l->block) home = i;
    }
    flush(c, home);
}

static int index_nodes(dti_blocks *b) {
    size_t n = b->page->n, k = 0;
    b->first_block = malloc((n + 1) * sizeof *b->first_block);
    if (!b->first_block) return DT_FAILED;
    for (size_t i = 0; i <= n; i++) {
        while (k < b->n && b->items[k].first_node < i) k++;
        b->first_block[i] = (uint32_t)k;
    }
    return DT_OK;
}

int dti_blocks_cut(dti_blocks *b, const dti_page *page, const dti_decoded *decoded,
                   const dti_clean_rules *rules) {
    memset(b, 0, sizeof *b);
    b->page = page;
    b->decoded = decoded;
    cutter c = {.b = b, .rules = rules, .next_raw = (size_t)-1, .all_emphasis = 1};
    walk(&c);
    if (c.failed) return DT_FAILED;
    return index_nodes(b);
}

void dti_blocks_release(dti_blocks *b) {
    free(b->text);
    free(b->items);
    free(b->runs);
    free(b->first_block);
    memset(b, 0, sizeof *b);
}

size_t dti_text_resolve(const dti_clean_rules *rules, dt_slice in, char *out, size_t cap) {
    size_t n = 0;
    int space = 0;
    for (size_t i = 0; i < in.len;) {
        char made[8];
        size_t used = 1, len = 1;
        int gone = 0;
        made[0] = in.ptr[i];
        if (in.ptr[i] == '&') {
            used = resolve(rules, in.ptr + i, in.len - i, made, &len);
            if (!used) used = len = 1, made[0] = '&';
        } else if ((unsigned char)in.ptr[i] >= 0xC2) {
            uint32_t cp;
            used = len = dti_utf8_next(in.ptr + i, in.len - i, &cp);
            memcpy(made, in.ptr + i, len);
        }
        i += used;
        if ((len == 1 && (unsigned char)made[0] <= ' ') || wide_space(made, len, &gone)) {
            space |= !gone;
            continue;
        }
        if (n + len + 1 > cap) break;
        if (space && n) out[n++] = ' ';
        space = 0;
        memcpy(out + n, made, len);
        n += len;
    }
    return n;
}
