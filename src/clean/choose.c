/* choose.c: reads the blocks of a page, marks which are its story. */
#include "clean/choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "clean/when.h"

/* A paragraph of so many words is running text whatever else it lacks. */
#define LONG_WORDS 25
/* An element that holds this share of the page's running text is no box beside the story,
 * whatever its class says ("has-sidebar"). */
#define MAX_BOX_SHARE 0.40
#define MAX_COMMENTS_SHARE 0.90
/* The story is in one child as long as this share of the text is. */
#define DESCEND_SHARE 0.80
/* A container found by its name is believed when it has this share of what descending finds. */
#define NAMED_SHARE 0.40
/* Words of running text that an <article> around the headline must have to be the story. */
#define MIN_OWN_WEIGHT 40

/* The day of a story without metadata is looked for in so many short lines above its text. */
#define MAX_DAY_LINES 8
#define MAX_DAY_WORDS 10

typedef struct chooser {
    dti_blocks *b;
    const dti_clean_rules *rules;
    dti_choice *choice;
    double *sum; /* (b->n + 1) running text before block i */
    int level;   /* 0: all rules; 1: without hints of class */
} chooser;

/* How much running text a block is: its words outside links, more surely with commas and stops. */
static double weight_of(const dti_block *k) {
    double words = (double)(k->n_words - k->n_link_words);
    if (k->dropped || words <= 0) return 0;
    if (k->n_link_words * 2 > k->n_words) return 0;
    if (k->kind == DTI_B_HEADING) return 0;
    int running = k->ends || k->n_commas > 1 || k->n_words >= LONG_WORDS;
    double w = words;
    if (k->n_words < 8 || !running) w *= 0.1;
    if (k->kind == DTI_B_LOOSE || k->kind == DTI_B_CELL) w *= 0.7;
    else if (k->kind == DTI_B_ITEM) w *= 0.6;
    return w;
}

static void sum_up(chooser *c) {
    double s = 0;
    for (size_t i = 0; i < c->b->n; i++) {
        c->sum[i] = s;
        s += weight_of(&c->b->items[i]);
    }
    c->sum[c->b->n] = s;
}

static double text_in(const chooser *c, uint32_t node) {
    const uint32_t *first = c->b->first_block;
    return c->sum[first[c->b->page->nodes[node].end]] - c->sum[first[node]];
}

static void drop_node(chooser *c, uint32_t node) {
    const uint32_t *first = c->b->first_block;
    for (uint32_t i = first[node]; i < first[c->b->page->nodes[node].end]; i++)
        c->b->items[i].dropped = 1;
}

static int holds_tag(const dti_page *page, uint32_t node, dti_tag a, dti_tag b) {
    for (uint32_t i = node + 1; i < page->nodes[node].end; i++)
        if (page->nodes[i].tag == a || page->nodes[i].tag == b) return 1;
    return 0;
}

static int contains(dt_slice s, const char *part) {
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= s.len; i++)
        if (memcmp(s.ptr + i, part, n) == 0) return 1;
    return 0;
}

/* ---------------------------------------------------------------- boxes */

typedef struct looks {
    unsigned hints;
    int hidden, is_body; /* is_body: schema.org's articleBody */
} looks;

static looks look_at(const chooser *c, const dti_node *e) {
    looks l = {0, 0, 0};
    dt_slice name, value;
    size_t at = 0;
    while (dti_attr_next(c->b->page, e, &at, &name, &value)) {
        if (dti_slice_is_nocase(name, "class") || dti_slice_is_nocase(name, "id"))
            l.hints |= dti_hints_of(c->rules, value);
        else if (dti_slice_is_nocase(name, "hidden")) l.hidden = 1;
        else if (dti_slice_is_nocase(name, "style"))
            l.hidden |= contains(value, "display:none") || contains(value, "display: none");
        else if (dti_slice_is_nocase(name, "itemprop") || dti_slice_is_nocase(name, "property"))
            l.is_body |= contains(value, "articleBody");
        else if (dti_slice_is_nocase(name, "role")) {
            if (dti_slice_is_nocase(value, "navigation") || dti_slice_is_nocase(value, "complementary") ||
                dti_slice_is_nocase(value, "contentinfo") || dti_slice_is_nocase(value, "dialog") ||
                dti_slice_is_nocase(value, "search"))
                l.hints |= DTI_HINT_DROP;
        }
    }
    return l;
}

/* Elements that are no story by their tag. */
static int is_box_tag(const dti_page *page, uint32_t node) {
    switch (page->nodes[node].tag) {
    case DTI_TAG_nav:
    case DTI_TAG_aside:
    case DTI_TAG_footer:
    case DTI_TAG_menu:
    case DTI_TAG_dialog:
    case DTI_TAG_figcaption:
    case DTI_TAG_search:
    case DTI_TAG_address: return 1;
    /* a table or a quotation may be wrapped as a figure */
    case DTI_TAG_figure: return !holds_tag(page, node, DTI_TAG_table, DTI_TAG_blockquote);
    default: return 0;
    }
}

static void drop_boxes(chooser *c) {
    const dti_page *page = c->b->page;
    double all = text_in(c, 0);
    for (uint32_t i = 1; i < page->n; i++) {
        const dti_node *e = &page->nodes[i];
        if (e->tag == DTI_TAG_text) continue;
        if (c->b->first_block[i] == c->b->first_block[e->end]) { /* no text begins in it */
            continue;
        }
        int drop = is_box_tag(page, i);
        double most = MAX_BOX_SHARE;
        if (e->to > e->from && e->tag != DTI_TAG_body && e->tag != DTI_TAG_html) {
            looks l = look_at(c, e);
            if (l.is_body) continue;
            if (l.hidden) drop = 1;
            if (c->level == 0 && (l.hints & (DTI_HINT_DROP | DTI_HINT_HIDDEN))) drop = 1;
            if (l.hints & DTI_HINT_COMMENTS) {
                drop = 1;
                most = MAX_COMMENTS_SHARE;
            }
        }
        if (drop && text_in(c, i) <= most * all) {
            drop_node(c, i);
            i = e->end - 1;
        }
    }
}

/* ---------------------------------------------------------------- the container */

/* Innermost element that holds both. */
static uint32_t join_of(const dti_page *page, uint32_t a, uint32_t b) {
    while (b >= page->nodes[a].end || b < a) a = page->nodes[a].parent;
    return a;
}

/* Goes down from `node` as long as one child has nearly all of the text. */
static uint32_t descend(const chooser *c, uint32_t node) {
    const dti_page *page = c->b->page;
    for (;;) {
        double all = text_in(c, node), most = 0;
        uint32_t best = 0;
        for (uint32_t i = node + 1; i < page->nodes[node].end; i = page->nodes[i].end) {
            if (page->nodes[i].tag == DTI_TAG_text) continue;
            double w = text_in(c, i);
            if (w > most) {
                most = w;
                best = i;
            }
        }
        if (!best || most < DESCEND_SHARE * all || all <= 0) return node;
        if (page->nodes[best].tag == DTI_TAG_p || page->nodes[best].tag == DTI_TAG_ul ||
            page->nodes[best].tag == DTI_TAG_ol || page->nodes[best].tag == DTI_TAG_blockquote)
            return node;
        node = best;
    }
}

static uint32_t article_around(const dti_page *page, uint32_t node) {
    while (node && page->nodes[node].tag != DTI_TAG_article) node = page->nodes[node].parent;
    return node;
}

/* The element that its schema.org property or its class calls the story: the one with the most
 * text; several of one kind (a story in sections) are taken together. */
static uint32_t named_container(const chooser *c, uint32_t scope, int by_property) {
    const dti_page *page = c->b->page;
    double most = 0, total = 0;
    uint32_t best = 0, first = 0, last = 0;
    for (uint32_t i = scope ? scope : 1; i < page->nodes[scope].end; i++) {
        const dti_node *e = &page->nodes[i];
        if (e->tag == DTI_TAG_text || e->to <= e->from || e->tag == DTI_TAG_body) continue;
        if (c->b->first_block[i] == c->b->first_block[e->end]) continue;
        looks l = look_at(c, e);
        if (by_property ? !l.is_body : !(l.hints & DTI_HINT_BODY)) continue;
        double w = text_in(c, i);
        if (w <= 0) continue;
        total += w;
        if (!first) first = i;
        last = i;
        if (w > most) {
            most = w;
            best = i;
        }
        if (by_property) i = e->end - 1;
    }
    if (!best) return 0;
    if (by_property && most < total && article_around(page, first) == article_around(page, last))
        return join_of(page, first, last);
    return best;
}

/* Several stories on one page (teasers of others, endless scrolling): where one <article> holds
 * the only <h1>, that is the page's own. */
static uint32_t article_of_heading(const chooser *c) {
    const dti_page *page = c->b->page;
    uint32_t found = 0;
    for (uint32_t i = 1; i < page->n; i++) {
        if (page->nodes[i].tag != DTI_TAG_h1) continue;
        uint32_t article = article_around(page, i);
        if (!article || (found && found != article)) return 0;
        found = article;
    }
    return found && text_in(c, found) >= MIN_OWN_WEIGHT ? found : 0;
}

static uint32_t article_container(const chooser *c) {
    const dti_page *page = c->b->page;
    double most = 0;
    uint32_t best = 0;
    for (uint32_t i = 1; i < page->n; i++) {
        if (page->nodes[i].tag != DTI_TAG_article && page->nodes[i].tag != DTI_TAG_main) continue;
        double w = text_in(c, i);
        if (w > most) {
            most = w;
            best = i;
        }
    }
    return best;
}

static uint32_t find_container(const chooser *c) {
    uint32_t scope = article_of_heading(c), best = descend(c, scope);
    uint32_t article = scope ? 0 : article_container(c);
    if (article && text_in(c, article) >= NAMED_SHARE * text_in(c, best))
        best = descend(c, article);
    double found = text_in(c, best);
    for (int by_property = 1; by_property >= 0; by_property--) {
        uint32_t named = named_container(c, scope, by_property);
        if (named && text_in(c, named) >= NAMED_SHARE * found) return named;
    }
    return best;
}

/* ---------------------------------------------------------------- inside the container */

static int is_running(const dti_block *k) {
    return k->kind != DTI_B_HEADING && k->n_words >= 8 && (k->ends || k->n_words >= LONG_WORDS) &&
           k->n_link_words * 2 <= k->n_words;
}

static int same_text(dt_slice a, dt_slice b) {
    return dti_slice_eq(dti_slice_trim(a), dti_slice_trim(b));
}

/* Letters only, so that "Title - Site" and "Title" meet on their beginning. */
static int same_title(dt_slice block, dt_slice title) {
    size_t i = 0, k = 0, n = 0;
    while (i < block.len && k < title.len) {
        unsigned char a = (unsigned char)block.ptr[i], b = (unsigned char)title.ptr[k];
        if (a < 0x80 && !((a | 32) >= 'a' && (a | 32) <= 'z') && !(a >= '0' && a <= '9')) {
            i++;
            continue;
        }
        if (b < 0x80 && !((b | 32) >= 'a' && (b | 32) <= 'z') && !(b >= '0' && b <= '9')) {
            k++;
            continue;
        }
        if ((a < 0x80 ? a | 32 : a) != (b < 0x80 ? b | 32 : b)) return 0;
        i++, k++, n++;
    }
    while (i < block.len) {
        unsigned char a = (unsigned char)block.ptr[i++];
        if (a >= 0x80 || ((a | 32) >= 'a' && (a | 32) <= 'z') || (a >= '0' && a <= '9')) return 0;
    }
    return n >= 4;
}

/* "Print: Title", "URGENT-Title": the headline is what stands behind a sign. */
static int says_title(dt_slice block, dt_slice title) {
    if (same_title(block, title)) return 1;
    for (size_t i = 0; i + 1 < title.len; i++)
        if ((title.ptr[i] == ':' || title.ptr[i] == '-' || title.ptr[i] == '|') &&
            same_title(block, dti_slice(title.ptr + i + 1, title.len - i - 1)))
            return 1;
    return 0;
}

static void drop_outside(chooser *c, uint32_t container) {
    const uint32_t *first = c->b->first_block;
    uint32_t from = first[container], to = first[c->b->page->nodes[container].end];
    for (uint32_t i = 0; i < c->b->n; i++)
        if (i < from || i >= to) c->b->items[i].dropped = 1;
}

/* Lists, tables and bars that are mostly links. */
static void drop_link_lists(chooser *c, uint32_t container) {
    const dti_page *page = c->b->page;
    for (uint32_t i = container + 1; i < page->nodes[container].end; i++) {
        const dti_node *e = &page->nodes[i];
        if (e->tag != DTI_TAG_ul && e->tag != DTI_TAG_ol && e->tag != DTI_TAG_table &&
            e->tag != DTI_TAG_div && e->tag != DTI_TAG_section && e->tag != DTI_TAG_dl)
            continue;
        uint32_t from = c->b->first_block[i], to = c->b->first_block[e->end];
        size_t words = 0, links = 0, running = 0;
        for (uint32_t k = from; k < to; k++) {
            const dti_block *x = &c->b->items[k];
            words += x->n_words;
            links += x->n_link_words;
            running += is_running(x) && x->n_link_words * 4 <= x->n_words;
        }
        if (words && links * 2 > words && !running) {
            drop_node(c, i);
            i = e->end - 1;
        }
    }
}

/* "DON'T MISS", then headlines, all in one paragraph with line breaks. */
static int is_list_in_lines(const chooser *c, const dti_block *k, dt_slice text) {
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    if (!end || k->n_link_words * 3 < k->n_words) return 0;
    dt_slice head = {text.ptr, (size_t)(end - text.ptr)};
    return dti_line_look(c->rules, head).kind != DTI_LINE_STORY;
}

/* A list behind the story whose every item holds a link: "Great stories of ours". */
static void drop_last_list(chooser *c) {
    dti_blocks *b = c->b;
    size_t i = b->n, n = 0, words = 0, links = 0, first = b->n;
    while (i-- > 0) {
        dti_block *k = &b->items[i];
        if (k->dropped) continue;
        if (k->kind == DTI_B_ITEM && k->n_link_words) {
            n++;
            words += k->n_words;
            links += k->n_link_words;
            first = i;
        } else if (n || k->n_words >= LONG_WORDS)
            break;
    }
    if (n < 3 || links * 10 < words * 3) return;
    for (i = first; i < b->n; i++)
        if (b->items[i].kind == DTI_B_ITEM) b->items[i].dropped = 1;
}

static void drop_lines(chooser *c) {
    dti_blocks *b = c->b;
    int in_list = 0;
    for (size_t i = 0; i < b->n; i++) {
        dti_block *k = &b->items[i];
        if (k->dropped) continue;
        dt_slice text = dti_block_text(b, k);
        if ((k->kind == DTI_B_HEADING || (k->n_words >= 4 && !k->ends)) &&
            says_title(text, c->choice->title)) {
            k->dropped = 1;
            continue;
        }
        if (is_list_in_lines(c, k, text)) {
            k->dropped = 1;
            continue;
        }
        dti_line_found found = dti_line_look(c->rules, text);
        if (found.kind == DTI_LINE_BYLINE && !c->choice->byline.len) c->choice->byline = found.name;
        if (found.kind == DTI_LINE_CREDIT && !c->choice->agency.len)
            c->choice->agency = found.name.len ? found.name : text;
        if (found.kind == DTI_LINE_TAIL || found.kind == DTI_LINE_LIST) in_list = 1;
        if (found.kind != DTI_LINE_STORY) {
            k->dropped = 1;
            continue;
        }
        if (in_list && (is_running(k) || (k->kind == DTI_B_HEADING && k->n_words > 1))) in_list = 0;
        if (in_list || (k->n_words >= 1 && k->n_link_words * 10 >= k->n_words * 9 &&
                        k->kind != DTI_B_HEADING && (!k->ends || k->n_words < LONG_WORDS)))
            k->dropped = 1;
    }
}

/* Short lines before the first and behind the last running text are dates, names and labels. */
static void drop_edges(chooser *c) {
    dti_blocks *b = c->b;
    size_t first = b->n, last = 0;
    for (size_t i = 0; i < b->n; i++)
        if (!b->items[i].dropped && is_running(&b->items[i])) {
            if (first == b->n) first = i;
            last = i;
        }
    if (first == b->n) return;
    for (size_t i = 0; i < b->n; i++) {
        dti_block *k = &b->items[i];
        if (k->dropped || is_running(k)) continue;
        int paragraph = k->kind == DTI_B_PARAGRAPH || k->kind == DTI_B_PRE || k->kind == DTI_B_ITEM;
        if (i < first && !(paragraph && (k->ends || k->n_words >= 8) ) && k->kind != DTI_B_HEADING) k->dropped = 1;
        if (i > last && !paragraph && !k->ends) k->dropped = 1;
        /* the letterhead of a page for printing: the paper's name and the address */
        dt_slice text = dti_block_text(b, k);
        if (i < first && !k->ends && memmem(text.ptr, text.len, "://", 3)) k->dropped = 1;
        /* inside: labels that stand loose */
        if (i > first && i < last && k->kind == DTI_B_LOOSE && k->n_words < 5 && !k->ends)
            k->dropped = 1;
    }
    /* a heading under which nothing is left */
    for (size_t i = b->n; i-- > 0;) {
        dti_block *k = &b->items[i];
        if (k->dropped) continue;
        if (k->kind != DTI_B_HEADING) break;
        k->dropped = 1;
    }
}

/* "May 12, 2021" between headline and story, in a box whose class says nothing. */
static void find_day_line(chooser *c) {
    dti_blocks *b = c->b;
    size_t first = 0, looked = 0;
    while (first < b->n && (b->items[first].dropped || !is_running(&b->items[first]))) first++;
    if (first == b->n) return;
    for (size_t i = first; i-- > 0 && looked < MAX_DAY_LINES; looked++) {
        dti_block *k = &b->items[i];
        if (k->kind == DTI_B_HEADING) return;
        if (k->kind != DTI_B_LOOSE && k->kind != DTI_B_PARAGRAPH) continue;
        if (k->n_words > MAX_DAY_WORDS || k->ends) continue;
        /* only below a headline: above it stands today's day, on every page of a paper */
        size_t up = i;
        while (up > 0 && b->items[up].kind != DTI_B_HEADING && i - up < MAX_DAY_LINES) up--;
        if (b->items[up].kind != DTI_B_HEADING) return;
        char day[32];
        if (dti_when_read(c->rules, dti_block_text(b, k), day)) {
            c->choice->day_line = dti_block_text(b, k);
            k->dropped = 1; /* "by oldsalt, Fri Jun 04, 2021 9:20 am" */
            return;
        }
    }
}

static uint64_t hash_text(dt_slice s) {
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h;
}

/* The same line again: captions, headlines, calls.  The first stays. */
static void drop_repeats(chooser *c) {
    dti_blocks *b = c->b;
    size_t mask = 63;
    while (mask < b->n * 2) mask = mask * 2 + 1;
    uint32_t *seen = calloc(mask + 1, sizeof *seen);
    if (!seen) return; /* a repeat more is no harm */
    for (uint32_t i = 0; i < b->n; i++) {
        dti_block *k = &b->items[i];
        if (k->dropped || k->n_words < 4 || k->kind == DTI_B_CELL) continue;
        dt_slice text = dti_block_text(b, k);
        size_t at = hash_text(text) & mask;
        while (seen[at] && !same_text(dti_block_text(b, &b->items[seen[at] - 1]), text))
            at = (at + 1) & mask;
        if (seen[at]) k->dropped = 1;
        else seen[at] = i + 1;
    }
    free(seen);
}

static void choose_once(chooser *c) {
    dti_blocks *b = c->b;
    for (size_t i = 0; i < b->n; i++) b->items[i].dropped = 0;
    for (uint32_t i = 1; i < b->page->n; i++) /* nothing in the head is text */
        if (b->page->nodes[i].tag == DTI_TAG_head) drop_node(c, i);
    sum_up(c);
    drop_boxes(c);
    sum_up(c);
    c->choice->container = find_container(c);
    drop_outside(c, c->choice->container);
    drop_link_lists(c, c->choice->container);
    drop_lines(c);
    drop_last_list(c);
    drop_edges(c);
    drop_repeats(c);
    find_day_line(c);
    c->choice->n_words = 0;
    for (size_t i = 0; i < b->n; i++)
        if (!b->items[i].dropped) c->choice->n_words += b->items[i].n_words;
}

void dti_choose(dti_blocks *b, const dti_clean_rules *rules, dti_choice *choice) {
    chooser c = {.b = b, .rules = rules, .choice = choice};
    c.sum = calloc(b->n + 1, sizeof *c.sum);
    if (!c.sum) return;
    choose_once(&c);
    size_t words = choice->n_words;
    if (words < 40) { /* the names of the page's classes misled */
        c.level = 1;
        choose_once(&c);
        if (choice->n_words < words * 2) {
            c.level = 0;
            choose_once(&c);
        }
    }
    free(c.sum);
}
