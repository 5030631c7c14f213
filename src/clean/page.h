/*
 * page.h: a page as a flat tree of its markup, in document order.
 *
 * Our own reader and not libxml2's: it keeps the byte that every word came from, is many times
 * faster (docs/architecture.md has the figures), follows HTML5 where libxml2 2.9 does not, and
 * needs no recursion: a million nested tags cost a million steps.
 */
#ifndef DTI_PAGE_H
#define DTI_PAGE_H

#include "detente.h"

/* What a tag is, as far as finding text needs to know. */
enum {
    DTI_TAG_BLOCK = 1,   /* parts paragraphs; its start closes an open <p> */
    DTI_TAG_VOID = 2,    /* has no content */
    DTI_TAG_RAW = 4,     /* its content is text up to its end tag, whatever it holds */
    DTI_TAG_SILENT = 8,  /* nothing in it is text of the page */
    DTI_TAG_WALL = 16,   /* an end tag inside does not reach beyond */
    DTI_TAG_INLINE = 32, /* part of a sentence; its end tag does not close blocks */
    DTI_TAG_HEADING = 64
};

#define DTI_TAG_LIST                                                                           \
    X(text, 0) X(unknown, 0) X(html, 17) X(head, 9) X(body, 1) X(title, 12) X(meta, 2)         \
    X(link, 2) X(base, 2) X(script, 12) X(style, 12) X(noscript, 8) X(template, 8)             \
    X(iframe, 12) X(svg, 8) X(math, 8) X(object, 8) X(audio, 8) X(video, 8) X(canvas, 8)       \
    X(map, 8) X(button, 24) X(select, 24) X(option, 8) X(optgroup, 8) X(textarea, 12)          \
    X(input, 2) X(label, 0) X(form, 1) X(fieldset, 1) X(legend, 1) X(datalist, 8)              \
    X(noembed, 12) X(noframes, 12) X(xmp, 5) X(br, 2) X(hr, 3) X(wbr, 2) X(img, 2)             \
    X(embed, 2) X(source, 2) X(track, 2) X(param, 2) X(area, 2) X(col, 2) X(frame, 2)          \
    X(p, 1) X(div, 1) X(section, 1) X(article, 1) X(main, 1) X(header, 1) X(footer, 1)         \
    X(nav, 1) X(aside, 1) X(h1, 65) X(h2, 65) X(h3, 65) X(h4, 65) X(h5, 65) X(h6, 65)          \
    X(ul, 1) X(ol, 1) X(menu, 1) X(dir, 1) X(li, 1) X(dl, 1) X(dt, 1) X(dd, 1) X(table, 17)    \
    X(caption, 17) X(thead, 1) X(tbody, 1) X(tfoot, 1) X(tr, 1) X(td, 17) X(th, 17)            \
    X(figure, 1) X(figcaption, 1) X(blockquote, 1) X(pre, 1) X(address, 1) X(details, 1)       \
    X(summary, 1) X(dialog, 1) X(center, 1) X(hgroup, 1) X(search, 1) X(a, 32) X(b, 32)        \
    X(i, 32) X(u, 32) X(s, 32) X(em, 32) X(strong, 32) X(span, 32) X(font, 32) X(small, 32)    \
    X(big, 32) X(sub, 32) X(sup, 32) X(abbr, 32) X(cite, 32) X(code, 32) X(q, 32) X(mark, 32)  \
    X(del, 32) X(ins, 32) X(time, 32) X(kbd, 32) X(var, 32) X(tt, 32) X(strike, 32)            \
    X(nobr, 32) X(acronym, 32) X(bdi, 32) X(bdo, 32) X(dfn, 32) X(samp, 32) X(data, 32)        \
    X(ruby, 32) X(rt, 40) X(rp, 40)

typedef enum dti_tag {
#define X(name, flags) DTI_TAG_##name,
    DTI_TAG_LIST
#undef X
        DTI_N_TAGS
} dti_tag;

typedef struct dti_node {
    uint32_t from, to; /* bytes of the page: the text, or the inside of the start tag's <...> */
    uint32_t parent;   /* node number; the first node is the root and its own parent */
    uint32_t end;      /* number of the first node after this one's subtree */
    uint8_t tag;       /* dti_tag */
    uint8_t depth;
} dti_node;

typedef struct dti_page {
    dt_slice text; /* the page, UTF-8, the caller's */
    dti_node *nodes;
    size_t n, cap;
    int cut; /* 1: more nodes than DTI_MAX_PAGE_NODES, the rest was left out */
} dti_page;

/* Reads a page; release it in any case.  DT_FAILED only when out of memory. */
DT_CHECK int dti_page_read(dti_page *page, dt_slice text);
void dti_page_release(dti_page *page);

unsigned dti_tag_flags(dti_tag tag);
const char *dti_tag_name(dti_tag tag);

/*
 * Next attribute of a start tag: name and value (as written, references not resolved); *at
 * begins at 0.  Returns 0 after the last.
 */
int dti_attr_next(const dti_page *page, const dti_node *node, size_t *at, dt_slice *name,
                  dt_slice *value);
/* Value of an attribute by name in small letters; ptr NULL: not there. */
dt_slice dti_attr(const dti_page *page, const dti_node *node, const char *name);

#endif
