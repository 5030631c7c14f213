/*
 * blocks.h: the text of a page as blocks (paragraphs, list items, headings, cells), each with
 * what is known of its place in the page, before anything is chosen.
 */
#ifndef DTI_BLOCKS_H
#define DTI_BLOCKS_H

#include "clean/charset.h"
#include "clean/page.h"
#include "clean/rules.h"

typedef enum dti_block_kind {
    DTI_B_LOOSE, /* text that stands directly in a div, span, td ... */
    DTI_B_PARAGRAPH,
    DTI_B_ITEM,
    DTI_B_HEADING,
    DTI_B_CELL,
    DTI_B_PRE,
    DTI_B_N_KINDS
} dti_block_kind;

typedef struct dti_block {
    uint32_t at, len;    /* in dti_blocks.text */
    uint32_t first_node; /* the text node it begins with */
    uint32_t home;       /* innermost block element around it */
    uint16_t n_words, n_link_words;
    uint16_t n_commas; /* commas and sentence ends: signs of running text */
    uint8_t kind;      /* dti_block_kind */
    uint8_t ends;      /* 1: ends as a sentence does */
    uint8_t dropped;   /* filled by the choosing */
    uint8_t emphasised; /* all of it lies in b, i, em, strong, u */
} dti_block;

typedef struct dti_blocks {
    const dti_page *page;
    const dti_decoded *decoded;
    char *text; /* white space collapsed, references resolved; a line break is \n */
    size_t len, cap;
    dti_block *items;
    size_t n, cap_items;
    dti_map_run *runs; /* text -> raw */
    size_t n_runs, cap_runs;
    uint32_t *first_block; /* (page->n + 1) number of the first block that begins at or after */
} dti_blocks;

/* Cuts the page into blocks.  Release in any case.  DT_FAILED: out of memory. */
DT_CHECK int dti_blocks_cut(dti_blocks *b, const dti_page *page, const dti_decoded *decoded,
                            const dti_clean_rules *rules);
void dti_blocks_release(dti_blocks *b);

static inline dt_slice dti_block_text(const dti_blocks *b, const dti_block *k) {
    return (dt_slice){b->text + k->at, k->len};
}
/* Resolves character references of a short text (an attribute, a title) into out and collapses
 * its white space; returns the length, at most cap. */
size_t dti_text_resolve(const dti_clean_rules *rules, dt_slice in, char *out, size_t cap);

#endif
