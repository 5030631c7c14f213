/* html.c: reads a page, makes the story's text with title, author, day, language. */
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "clean/blocks.h"
#include "clean/choose.h"
#include "clean/facts_page.h"
#include "clean/story.h"

/* JSON-LD's articleBody is taken where the page itself shows less than this share of it. */
#define MIN_SHOWN_SHARE 0.5
#define MIN_LD_WORDS 60

static int add_run(dt_doc *doc, size_t at, size_t raw_at) {
    if (doc->n_map && doc->map[doc->n_map - 1].at == at) {
        doc->map[doc->n_map - 1].raw_at = (uint32_t)raw_at;
        return DT_OK;
    }
    dti_map_run *run = dti_arena_push(&doc->arena, &doc->map, &doc->n_map, &doc->cap_map, sizeof *run);
    if (!run) return DT_FAILED;
    *run = (dti_map_run){(uint32_t)at, (uint32_t)raw_at};
    return DT_OK;
}

/* The runs of one block, moved to where its text now stands. */
static int move_runs(dt_doc *doc, const dti_blocks *b, const dti_block *k, size_t at) {
    size_t lo = 0, hi = b->n_runs;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (b->runs[mid].at < k->at) lo = mid + 1;
        else hi = mid;
    }
    for (; lo < b->n_runs && b->runs[lo].at < k->at + k->len; lo++)
        if (add_run(doc, at + b->runs[lo].at - k->at, b->runs[lo].raw_at) != DT_OK) return DT_FAILED;
    return DT_OK;
}

static size_t count_words(dt_slice s) {
    size_t n = 0;
    int in = 0;
    for (size_t i = 0; i < s.len; i++) {
        int space = (unsigned char)s.ptr[i] <= ' ';
        n += (size_t)(!space && !in);
        in = !space;
    }
    return n;
}

/* A title that the story's text begins with anyway is not put before it again. */
static size_t title_room(const dt_doc *doc, dt_slice body) {
    if (!doc->title.len || memchr(doc->title.ptr, '\n', doc->title.len)) return 0;
    if (body.len >= doc->title.len && memcmp(body.ptr, doc->title.ptr, doc->title.len) == 0) return 0;
    return doc->title.len + 2;
}

static int take_blocks(dt_doc *doc, const dti_blocks *b) {
    size_t total = 0, first = b->n, title_raw = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (b->items[i].dropped) continue;
        if (first == b->n) first = i;
        total += b->items[i].len + 2;
    }
    size_t room = first < b->n ? title_room(doc, dti_block_text(b, &b->items[first])) : 0;
    char *text = dti_arena_alloc(&doc->arena, total + room + 1);
    size_t len = 0;
    if (!text) return DT_FAILED;
    if (room) {
        for (size_t i = 0; i < b->n && !title_raw; i++) /* where the page shows it */
            if (b->items[i].kind == DTI_B_HEADING &&
                dti_slice_eq(dti_block_text(b, &b->items[i]), doc->title))
                title_raw = dti_charset_raw_at(b->decoded, b->page->nodes[b->items[i].first_node].from);
        if (add_run(doc, 0, title_raw) != DT_OK) return DT_FAILED;
        memcpy(text, doc->title.ptr, doc->title.len);
        memcpy(text + doc->title.len, "\n\n", 2);
        len = room;
    }
    for (size_t i = 0; i < b->n; i++) {
        const dti_block *k = &b->items[i];
        if (k->dropped) continue;
        if (len && len != room) {
            memcpy(text + len, "\n\n", 2);
            len += 2;
        }
        if (move_runs(doc, b, k, len) != DT_OK) return DT_FAILED;
        memcpy(text + len, b->text + k->at, k->len);
        len += k->len;
    }
    doc->text = (dt_slice){text, len};
    return DT_OK;
}

/* The story as JSON-LD tells it: one paragraph a line. */
static int take_ld(dt_doc *doc, const dti_clean_rules *rules, dt_slice body) {
    size_t room = title_room(doc, body), len = room;
    char *text = dti_arena_alloc(&doc->arena, body.len * 3 + room + 8);
    if (!text) return DT_FAILED;
    if (room) {
        memcpy(text, doc->title.ptr, doc->title.len);
        memcpy(text + doc->title.len, "\n\n", 2);
    }
    while (body.len) {
        dt_slice line = dti_slice_cut(&body, '\n');
        if (dti_line_look(rules, line).kind != DTI_LINE_STORY) continue;
        size_t n = dti_text_resolve(rules, line, text + len + 2, line.len + 4);
        if (!n) continue;
        if (len > room) {
            memcpy(text + len, "\n\n", 2);
            len += 2;
        } else memmove(text + len, text + len + 2, n);
        len += n;
    }
    doc->text = (dt_slice){text, len};
    dti_diag(doc, DT_NOTE, "text-from-json-ld", "the page shows less of the story than its metadata",
             0, 0);
    return add_run(doc, 0, 0);
}

static dt_slice copy(dt_doc *doc, dt_slice s) {
    char *p = s.len ? dti_arena_copy(&doc->arena, s.ptr, s.len) : NULL;
    return (dt_slice){p, p ? s.len : 0};
}

static void take_facts(dt_doc *doc, const dti_clean_rules *rules, const dti_page_facts *f,
                       const dti_choice *choice) {
    if (!doc->title.len) doc->title = f->title;
    if (!doc->source.len) doc->source = f->site;
    if (!doc->published.len && f->published.len) {
        doc->published = f->published;
        doc->published_from = f->published_from;
    }
    doc->byline = f->byline.len ? f->byline : copy(doc, choice->byline);
    doc->agency = f->agency;
    if (!doc->agency.len && choice->agency.len) {
        dt_slice key = dti_agency_of(rules, choice->agency);
        doc->agency = key.len ? key : copy(doc, choice->agency);
    }
}

int dti_story_of_page(dt_doc *doc, const dti_decoded *in, const dti_clean_rules *rules) {
    dti_page page;
    dti_blocks blocks = {0};
    dti_page_facts facts;
    dti_choice choice = {0};
    int rc = dti_page_read(&page, in->text);
    if (rc == DT_OK) rc = dti_page_facts_read(doc, &page, rules, &facts);
    if (rc == DT_OK) rc = dti_blocks_cut(&blocks, &page, in, rules);
    if (rc != DT_OK) goto done;
    if (page.cut)
        dti_diag(doc, DT_WARNING, "page-cut", "a page of more elements than are read",
                 0, doc->raw.len);
    choice.title = facts.title;
    choice.body = facts.body;
    dti_choose(&blocks, rules, &choice);
    take_facts(doc, rules, &facts, &choice);
    if (choice.day_line.len) rc = dti_story_date(doc, rules, choice.day_line, "text");
    if (rc != DT_OK) goto done;
    size_t ld_words = count_words(facts.body);
    if (ld_words >= MIN_LD_WORDS && (double)choice.n_words < MIN_SHOWN_SHARE * (double)ld_words)
        rc = take_ld(doc, rules, facts.body);
    else rc = take_blocks(doc, &blocks);
    if (!doc->lang.len && rc == DT_OK) doc->lang = facts.lang;
    if (!doc->agency.len && doc->text.len > title_room(doc, dti_str("")))
        doc->agency = dti_agency_of_dateline(
            rules, (dt_slice){doc->text.ptr + title_room(doc, dti_str("")),
                              doc->text.len - title_room(doc, dti_str(""))});
done:
    dti_blocks_release(&blocks);
    dti_page_release(&page);
    return rc;
}
