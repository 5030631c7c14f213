/* page.c: reads the markup of a page, makes a flat tree of it. */
#include "clean/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/slice.h"

static const struct {
    const char *name;
    uint8_t len, flags;
} tags[DTI_N_TAGS] = {
#define X(name, flags) {#name, sizeof #name - 1, flags},
    DTI_TAG_LIST
#undef X
};

unsigned dti_tag_flags(dti_tag tag) { return tags[tag].flags; }
const char *dti_tag_name(dti_tag tag) { return tags[tag].name; }

static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static int is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static dti_tag tag_of(const char *name, size_t len) {
    if (len == 0 || len > 10) return DTI_TAG_unknown;
    char c = dti_ascii_lower(name[0]);
    for (int t = DTI_TAG_html; t < DTI_N_TAGS; t++) {
        if (tags[t].len != len || tags[t].name[0] != c) continue;
        size_t i = 1;
        while (i < len && dti_ascii_lower(name[i]) == tags[t].name[i]) i++;
        if (i == len) return (dti_tag)t;
    }
    return DTI_TAG_unknown;
}

/* ---------------------------------------------------------------- building the tree */

typedef struct reader {
    dti_page *page;
    const char *p;
    size_t n, at;
    uint32_t open[DTI_MAX_NESTING]; /* node numbers, outermost first */
    size_t n_open;
    size_t n_buried; /* elements opened past DTI_MAX_NESTING, not in the tree */
    int failed;
} reader;

static uint32_t add_node(reader *r, dti_tag tag, size_t from, size_t to) {
    dti_page *page = r->page;
    if (page->n == page->cap) {
        size_t cap = page->cap ? page->cap * 2 : 4096;
        if (page->n >= DTI_MAX_PAGE_NODES) {
            page->cut = 1;
            r->at = r->n;
            return 0;
        }
        dti_node *more = realloc(page->nodes, cap * sizeof *more);
        if (!more) {
            r->failed = 1;
            r->at = r->n;
            return 0;
        }
        page->nodes = more;
        page->cap = cap;
    }
    uint32_t number = (uint32_t)page->n++;
    page->nodes[number] = (dti_node){.from = (uint32_t)from,
                                     .to = (uint32_t)to,
                                     .parent = r->n_open ? r->open[r->n_open - 1] : 0,
                                     .end = number + 1,
                                     .tag = (uint8_t)tag,
                                     .depth = (uint8_t)(r->n_open < 255 ? r->n_open : 255)};
    return number;
}

static dti_tag open_tag(const reader *r, size_t i) {
    return (dti_tag)r->page->nodes[r->open[i]].tag;
}

/* Closes the open elements from position `to` on. */
static void close_to(reader *r, size_t to) {
    while (r->n_open > to) r->page->nodes[r->open[--r->n_open]].end = (uint32_t)r->page->n;
}

/* Position of the innermost open element of this tag; n_open when none is in reach. */
static size_t find_open(const reader *r, dti_tag tag, dti_tag stop_a, dti_tag stop_b) {
    for (size_t i = r->n_open; i-- > 1;) {
        dti_tag t = open_tag(r, i);
        if (t == tag) return i;
        if (t == stop_a || t == stop_b) break;
        if ((tags[t].flags & DTI_TAG_WALL) && stop_a != DTI_TAG_html) break;
    }
    return r->n_open;
}

static void close_if_open(reader *r, dti_tag tag, dti_tag stop_a, dti_tag stop_b) {
    size_t i = find_open(r, tag, stop_a, stop_b);
    if (i < r->n_open) close_to(r, i);
}

/* What a start tag closes by being there: "<li>" the list item before it. */
static void close_implied(reader *r, dti_tag tag) {
    unsigned flags = tags[tag].flags;
    if (flags & DTI_TAG_BLOCK) close_if_open(r, DTI_TAG_p, DTI_TAG_button, DTI_TAG_table);
    switch (tag) {
    case DTI_TAG_li: close_if_open(r, DTI_TAG_li, DTI_TAG_ul, DTI_TAG_ol); break;
    case DTI_TAG_dt:
    case DTI_TAG_dd:
        close_if_open(r, DTI_TAG_dt, DTI_TAG_dl, DTI_TAG_dl);
        close_if_open(r, DTI_TAG_dd, DTI_TAG_dl, DTI_TAG_dl);
        break;
    case DTI_TAG_option: close_if_open(r, DTI_TAG_option, DTI_TAG_select, DTI_TAG_select); break;
    case DTI_TAG_a: close_if_open(r, DTI_TAG_a, DTI_TAG_table, DTI_TAG_table); break;
    case DTI_TAG_td:
    case DTI_TAG_th: {
        size_t i = r->n_open;
        while (i-- > 1 && open_tag(r, i) != DTI_TAG_table && open_tag(r, i) != DTI_TAG_tr)
            if (open_tag(r, i) == DTI_TAG_td || open_tag(r, i) == DTI_TAG_th) {
                close_to(r, i);
                break;
            }
        break;
    }
    case DTI_TAG_tr:
    case DTI_TAG_tbody:
    case DTI_TAG_thead:
    case DTI_TAG_tfoot: {
        size_t i = r->n_open, to = r->n_open;
        while (i-- > 1 && open_tag(r, i) != DTI_TAG_table) {
            dti_tag t = open_tag(r, i);
            if (t == DTI_TAG_tr || t == DTI_TAG_td || t == DTI_TAG_th) to = i;
            if (tag != DTI_TAG_tr && (t == DTI_TAG_tbody || t == DTI_TAG_thead || t == DTI_TAG_tfoot))
                to = i;
        }
        if (i < r->n_open && i > 0) close_to(r, to); /* only inside a table */
        break;
    }
    default:
        if (flags & DTI_TAG_HEADING && r->n_open > 1 &&
            (tags[open_tag(r, r->n_open - 1)].flags & DTI_TAG_HEADING))
            close_to(r, r->n_open - 1);
    }
}

/* Elements of a page's own making ("bsp-figure") are told apart by their names. */
static int same_own_name(const reader *r, uint32_t number, dt_slice name) {
    const dti_node *node = &r->page->nodes[number];
    return node->tag == DTI_TAG_unknown && node->from >= name.len &&
           memcmp(r->p + node->from - name.len, name.ptr, name.len) == 0 &&
           !is_letter(r->p[node->from - name.len - 1]) && r->p[node->from - name.len - 1] != '-';
}

static void end_tag(reader *r, dti_tag tag, dt_slice name) {
    if (r->n_buried) {
        r->n_buried--;
        return;
    }
    unsigned flags = tags[tag].flags;
    if (tag == DTI_TAG_html || tag == DTI_TAG_body || (flags & DTI_TAG_VOID)) return;
    if (tag == DTI_TAG_unknown) {
        for (size_t i = r->n_open; i-- > 1 && !(tags[open_tag(r, i)].flags & DTI_TAG_WALL);)
            if (same_own_name(r, r->open[i], name)) {
                close_to(r, i);
                return;
            }
        return;
    }
    for (size_t i = r->n_open; i-- > 1;) {
        dti_tag t = open_tag(r, i);
        if (t == tag || ((flags & DTI_TAG_HEADING) && (tags[t].flags & DTI_TAG_HEADING))) {
            close_to(r, i);
            return;
        }
        if (t == DTI_TAG_table && flags & DTI_TAG_WALL) return;
        if ((tags[t].flags & DTI_TAG_WALL) && tag != DTI_TAG_table && tag != DTI_TAG_tr &&
            tag != DTI_TAG_tbody && tag != DTI_TAG_thead && tag != DTI_TAG_tfoot &&
            !(flags & DTI_TAG_WALL))
            return;
        if ((flags & DTI_TAG_INLINE) && tag != DTI_TAG_a && (tags[t].flags & DTI_TAG_BLOCK)) return;
    }
}

/* Position after the '>' that ends a tag whose name ends at `at`; quotes may hold '>'. */
static size_t tag_close(const reader *r, size_t at) {
    const char *p = r->p;
    size_t n = r->n;
    int after_equals = 0;
    while (at < n) {
        char c = p[at];
        if (c == '>') return at;
        if ((c == '"' || c == '\'') && after_equals) {
            const char *q = memchr(p + at + 1, c, n - at - 1);
            if (!q) { /* the quote never ends: take the first '>' */
                const char *g = memchr(p + at, '>', n - at);
                return g ? (size_t)(g - p) : n;
            }
            at = (size_t)(q - p) + 1;
            after_equals = 0;
            continue;
        }
        if (c == '=') after_equals = 1;
        else if (!is_space(c)) after_equals = 0;
        at++;
    }
    return n;
}

/* End of the raw text of <script>, <style> ...: where its "</name" begins. */
static size_t raw_end(const reader *r, dti_tag tag, size_t at) {
    const char *p = r->p;
    size_t len = tags[tag].len;
    while (at < r->n) {
        const char *q = memchr(p + at, '<', r->n - at);
        if (!q) return r->n;
        at = (size_t)(q - p);
        if (at + 2 + len <= r->n && p[at + 1] == '/') {
            size_t i = 0;
            while (i < len && dti_ascii_lower(p[at + 2 + i]) == tags[tag].name[i]) i++;
            if (i == len && (at + 2 + len == r->n || !is_letter(p[at + 2 + len]))) return at;
        }
        at++;
    }
    return r->n;
}

static void start_tag(reader *r, dti_tag tag, size_t from, size_t close) {
    unsigned flags = tags[tag].flags;
    if (tag == DTI_TAG_html) { /* its attributes are the root's */
        r->page->nodes[0].from = (uint32_t)from;
        r->page->nodes[0].to = (uint32_t)close;
        return;
    }
    if (tag == DTI_TAG_body) {
        close_to(r, 1);
        if (r->page->n > 1 && r->n_buried == 0) {
            for (size_t i = 1; i < r->page->n; i = r->page->nodes[i].end)
                if (r->page->nodes[i].tag == DTI_TAG_body) return;
        }
    }
    if (r->n_open == 2 && open_tag(r, 1) == DTI_TAG_head && (flags & DTI_TAG_BLOCK))
        close_to(r, 1);
    close_implied(r, tag);
    uint32_t number = add_node(r, tag, from, close);
    if (flags & DTI_TAG_VOID) return;
    if (!(flags & DTI_TAG_RAW) && close > from && r->p[close - 1] == '/' &&
        (tag == DTI_TAG_svg || tag == DTI_TAG_math))
        return;
    if (flags & DTI_TAG_RAW) {
        size_t begin = close < r->n ? close + 1 : r->n, end = raw_end(r, tag, begin);
        if (r->failed || r->page->cut) return;
        r->at = end;
        if (end > begin) {
            uint32_t inner = add_node(r, DTI_TAG_text, begin, end);
            if (inner) {
                r->page->nodes[inner].parent = number;
                r->page->nodes[number].end = inner + 1;
            }
        }
        if (r->at < r->n) {
            const char *g = memchr(r->p + r->at, '>', r->n - r->at);
            r->at = g ? (size_t)(g - r->p) + 1 : r->n;
        }
        return;
    }
    if (r->n_open < DTI_MAX_NESTING) r->open[r->n_open++] = number;
    else r->n_buried++;
}

/* Comments, doctypes and processing instructions: position after them. */
static size_t skip_declaration(const reader *r, size_t at) {
    if (at + 4 <= r->n && memcmp(r->p + at, "<!--", 4) == 0) {
        if (at + 4 < r->n && r->p[at + 4] == '>') return at + 5;
        const char *q = memmem(r->p + at + 4, r->n - at - 4, "-->", 3);
        if (q) return (size_t)(q - r->p) + 3;
        q = memchr(r->p + at, '>', r->n - at); /* never closed: skips the tag only */
        return q ? (size_t)(q - r->p) + 1 : r->n;
    }
    const char *q = memchr(r->p + at, '>', r->n - at);
    return q ? (size_t)(q - r->p) + 1 : r->n;
}

static void read_markup(reader *r) {
    while (r->at < r->n) {
        const char *q = memchr(r->p + r->at, '<', r->n - r->at);
        size_t lt = q ? (size_t)(q - r->p) : r->n;
        /* "5 < 6" is text */
        while (lt < r->n && !(lt + 1 < r->n && (is_letter(r->p[lt + 1]) || r->p[lt + 1] == '/' ||
                                                r->p[lt + 1] == '!' || r->p[lt + 1] == '?'))) {
            q = memchr(r->p + lt + 1, '<', r->n - lt - 1);
            lt = q ? (size_t)(q - r->p) : r->n;
        }
        if (lt > r->at) {
            size_t from = r->at;
            r->at = lt;
            add_node(r, DTI_TAG_text, from, lt);
        }
        if (r->at >= r->n) return;
        char c = r->p[lt + 1];
        if (c == '!' || c == '?') {
            r->at = skip_declaration(r, lt);
            continue;
        }
        size_t name = lt + 1 + (c == '/'), end = name;
        while (end < r->n && !is_space(r->p[end]) && r->p[end] != '>' && r->p[end] != '/') end++;
        dti_tag tag = tag_of(r->p + name, end - name);
        size_t close = tag_close(r, end);
        r->at = close < r->n ? close + 1 : r->n;
        if (c == '/') end_tag(r, tag, (dt_slice){r->p + name, end - name});
        else if (tag == DTI_TAG_unknown && !memchr(r->p + name, '-', end - name)) continue;
        else start_tag(r, tag, end, close);
    }
}

int dti_page_read(dti_page *page, dt_slice text) {
    reader r = {.page = page, .p = text.ptr, .n = text.len};
    memset(page, 0, sizeof *page);
    page->text = text;
    add_node(&r, DTI_TAG_html, 0, 0);
    if (r.failed) return DT_FAILED;
    r.open[r.n_open++] = 0;
    read_markup(&r);
    close_to(&r, 0);
    return r.failed ? DT_FAILED : DT_OK;
}

void dti_page_release(dti_page *page) {
    free(page->nodes);
    memset(page, 0, sizeof *page);
}

/* ---------------------------------------------------------------- attributes */

int dti_attr_next(const dti_page *page, const dti_node *node, size_t *at, dt_slice *name,
                  dt_slice *value) {
    const char *p = page->text.ptr;
    size_t i = node->from + *at, n = node->to;
    while (i < n && (is_space(p[i]) || p[i] == '/')) i++;
    if (i >= n) return 0;
    size_t from = i++;
    while (i < n && !is_space(p[i]) && p[i] != '=' && p[i] != '/') i++;
    *name = (dt_slice){p + from, i - from};
    *value = (dt_slice){p + i, 0};
    while (i < n && is_space(p[i])) i++;
    if (i < n && p[i] == '=') {
        i++;
        while (i < n && is_space(p[i])) i++;
        if (i < n && (p[i] == '"' || p[i] == '\'')) {
            const char *q = memchr(p + i + 1, p[i], n - i - 1);
            size_t end = q ? (size_t)(q - p) : n;
            *value = (dt_slice){p + i + 1, end - i - 1};
            i = end < n ? end + 1 : n;
        } else {
            from = i;
            while (i < n && !is_space(p[i])) i++;
            *value = (dt_slice){p + from, i - from};
        }
    }
    *at = i - node->from;
    return 1;
}

dt_slice dti_attr(const dti_page *page, const dti_node *node, const char *name) {
    dt_slice n, v;
    size_t at = 0;
    if (node->tag == DTI_TAG_text) return (dt_slice){NULL, 0};
    while (dti_attr_next(page, node, &at, &n, &v))
        if (dti_slice_is_nocase(n, name)) return v;
    return (dt_slice){NULL, 0};
}
