/*
 * rules.h: what the cleaner knows, made from the tables once for each coder: character
 * references (world/entities), words of class names (world/page_hints), lines that are no story
 * (en/page_phrases), words of languages (world/languages).  Read-only after it is made.
 */
#ifndef DTI_RULES_H
#define DTI_RULES_H

#include "base/arena.h"
#include "clean/clean.h"
#include "kb/kb.h"

/* What the class or id of an element says of its content. */
enum {
    DTI_HINT_BODY = 1,    /* "article-body" */
    DTI_HINT_DROP = 2,    /* "related", "share" */
    DTI_HINT_COMMENTS = 4, /* what readers wrote */
    DTI_HINT_BYLINE = 8,
    DTI_HINT_DATE = 16,
    DTI_HINT_HIDDEN = 32,
    DTI_HINT_KEEP = 64 /* takes a drop back: "share" in "shareholder-news" is no share bar */
};

/* What a line of text is. */
typedef enum dti_line_kind {
    DTI_LINE_STORY,
    DTI_LINE_LEAVING, /* "Share this:", "Also read: ..." */
    DTI_LINE_TAIL,    /* what follows is no story either: "Leave a Reply" */
    DTI_LINE_LIST,    /* heads a list of links: "Related stories" */
    DTI_LINE_BYLINE,  /* "By Jane Doe" */
    DTI_LINE_CREDIT,  /* "Reuters", "France Press agency" */
    DTI_LINE_DATE     /* "Published 3 May 2022" */
} dti_line_kind;

typedef struct dti_line_found {
    dti_line_kind kind;
    dt_slice name; /* BYLINE, CREDIT: the words of the line that name who; within it */
} dti_line_found;

struct dti_clean_rules {
    const dt_kb *kb;
    dti_arena arena;
    struct dti_entity *entities; /* hash */
    size_t entity_mask;
    struct dti_hint *hints; /* hash */
    size_t hint_mask;
    struct dti_line_rule *lines; /* hash by first word */
    size_t n_lines;
    uint32_t *line_first; /* (256) chains by hash of the first token */
    struct dti_agency *agencies; /* hash */
    size_t agency_mask, n_agencies;
    struct dti_lang_word *lang_words; /* hash */
    size_t lang_mask;
    const dti_table *languages;
    struct dti_month_name { /* ends with number 0 */
        dt_slice name;
        int number;
    } *months;
};

/* UTF-8 of a named reference at p ("amp;" behind the '&'); *used: bytes taken.  0: none. */
size_t dti_entity_find(const dti_clean_rules *r, const char *p, size_t n, size_t *used,
                       const char **utf8);
/* DTI_HINT_* of the words in a class or id. */
unsigned dti_hints_of(const dti_clean_rules *r, dt_slice names);
/* What a whole line is. */
dti_line_found dti_line_look(const dti_clean_rules *r, dt_slice line);
/* The agency a text names as a whole ("Reuters"), by its key in the tables; empty: none. */
dt_slice dti_agency_of(const dti_clean_rules *r, dt_slice text);

/* Builders, one a file; DT_FAILED: out of memory. */
int dti_rules_entities(dti_clean_rules *r);
int dti_rules_hints(dti_clean_rules *r);
int dti_rules_lines(dti_clean_rules *r, dt_error *err);
int dti_rules_agencies(dti_clean_rules *r);
int dti_rules_languages(dti_clean_rules *r);
int dti_rules_months(dti_clean_rules *r);

#endif
