/*
 * doc.h: the document record that travels through the stages.
 *
 *   read    fills raw, meta                         clean  fills text, map, title, published,
 * lang parse   fills sents, toks                       code   fills mentions, times, places,
 * events, ahead
 *
 * Each stage fills its own arrays and reads those before it; all of it lies in the arena.
 * Offsets called start/end count bytes in `text` and are half-open.
 */
#ifndef DTI_DOC_H
#define DTI_DOC_H

#include "base/arena.h"
#include "base/tags.h"
#include "detente.h"

#define DTI_NONE ((uint32_t)-1)

typedef struct dti_tok {
    uint32_t start, end; /* in text; words of a multiword token ("can't") have their own part */
    uint32_t head;       /* token number in the document; DTI_NONE: root of its sentence */
    uint16_t deprel;     /* dti_rel of parse/relations.h */
    uint8_t upos;        /* dti_upos */
    uint8_t space_after; /* 1: white space follows */
    uint32_t feats;      /* DTI_F_* */
    uint32_t lemma;      /* kb lexeme number, DTI_NONE when the lemma is not in the kb */
    dt_slice lemma_text; /* lower case except for proper nouns */
    uint32_t mention;    /* number of the mention this token heads or lies in, or DTI_NONE */
    uint8_t joined;      /* 1: one written word with the token before it: the n't of "can't" */
} dti_tok;

typedef struct dti_sent {
    uint32_t start, end;        /* in text */
    uint32_t first, n_toks;     /* tokens [first, first + n_toks) of the document */
    uint32_t paragraph;         /* number of the paragraph, from 0 */
    uint8_t parsed;             /* tags and tree are filled */
    uint8_t is_title, is_quote; /* is_quote: begins inside a quotation opened earlier */
} dti_sent;

/* What a mention refers to: the country, the sector, and the person or body if known. */
typedef struct dti_ref {
    dt_slice name;    /* canonical, "Joe Biden", "Hamas"; empty for "Turkish troops" */
    dt_slice country; /* "USA"; "IGO", "UNO", ...; empty: unknown */
    dt_slice sector;  /* "GOV"; empty: the country as such */
    dt_slice office;  /* "President"; empty */
    uint32_t entity;  /* kb entity number, DTI_NONE */
} dti_ref;

typedef enum dti_mention_kind {
    DTI_M_NAME,
    DTI_M_ROLE,
    DTI_M_COUNTRY,
    DTI_M_NATIONALITY,
    DTI_M_METONYM,
    DTI_M_ORG,
    DTI_M_PRONOUN,
    DTI_M_GROUP /* "both sides" */,
    DTI_M_UNKNOWN /* capitalised, unresolved */
} dti_mention_kind;

typedef struct dti_mention {
    uint32_t sent, first, n_toks, head; /* tokens of the document; head is the syntactic head */
    uint32_t start, end;                /* in text, the words that name the actor */
    uint8_t kind;
    uint8_t is_place_only; /* "in Beijing": a location, no actor unless a frame insists */
    uint8_t is_former, is_plural;
    uint8_t leans; /* a role that is an actor only with a state: "the party", "officers" */
    uint32_t antecedent; /* mention this one takes its ref from, or DTI_NONE */
    dti_ref *refs;       /* one, or the members of a group */
    uint32_t n_refs;
    float confidence;
    const char *why; /* "office-on-date", "title+country", "pronoun", ... static or arena */
} dti_mention;

typedef struct dti_time {
    uint32_t sent, first, n_toks, start, end;
    dt_slice type;  /* TIMEX3: DATE, TIME, DURATION, SET */
    dt_slice value; /* TIMEX3 value: 2022-11, P3D, PAST_REF ... */
    dt_slice date;  /* ISO reduced precision for events; empty if none */
    uint8_t is_since, is_until;
    int8_t apart; /* "a day *after* …": -1, what follows was so long before; "before" 1; 0 */
    uint8_t names_noun; /* "the *2014* accord": dates the noun, not what is done with it */
} dti_time;

typedef struct dti_place {
    uint32_t sent, first, n_toks, start, end;
    dt_slice name, country;
    double lat, lon;
    uint8_t has_coordinates;
    uint8_t is_state;    /* the state as such, not a place in it */
    uint8_t is_location; /* under a locative preposition or a dateline */
} dti_place;

/* An act that the frames found and that became no event. */
typedef struct dti_turned_down {
    uint32_t sent, trigger; /* token */
    dt_slice type, frame, origin; /* origin: "data/en/frames/consult.tsv:41" */
    const char *why;
} dti_turned_down;

/* Map of one run of text back to raw: text[at..] came from raw[raw_at..]. */
typedef struct dti_map_run {
    uint32_t at, raw_at;
} dti_map_run;

struct dt_doc {
    dti_arena arena;
    const dt_kb *kb;
    dt_slice raw; /* as read */
    int is_html;
    int is_unread;    /* 1: in a language without a pack: cleaned, but not coded */
    dt_slice charset; /* encoding that an HTTP header named; empty */
    dt_slice id, url, title, source, lang;
    dt_slice published;      /* YYYY-MM-DD or longer; empty */
    dt_slice published_from; /* where it was found: "given", "json-ld", "dateline", ... */
    dt_slice byline, agency;
    dt_slice dateline; /* place of the dateline as written, "BEIJING" */
    dt_slice text;     /* cleaned; paragraphs parted by a blank line (\n\n) */
    dti_map_run *map;
    size_t n_map, cap_map;
    dti_sent *sents;
    size_t n_sents, cap_sents;
    dti_tok *toks;
    size_t n_toks, cap_toks;
    dti_mention *mentions;
    size_t n_mentions, cap_mentions;
    dti_time *times;
    size_t n_times, cap_times;
    dti_place *places;
    size_t n_places, cap_places;
    dt_event *events;
    size_t n_events, cap_events;
    dti_turned_down *turned_down; /* for `explain` */
    size_t n_turned_down, cap_turned_down;
    dt_ahead *ahead;
    size_t n_ahead, cap_ahead;
    dt_who *who; /* filled when a phrase is asked about */
    size_t n_who, cap_who;
    dt_diagnostic *diags;
    size_t n_diags, cap_diags, n_diags_dropped;
};

/* New empty document with its own arena; NULL when out of memory. */
dt_doc *dti_doc_new(const dt_kb *kb);

/* Notes something odd; name and text must be static or lie in the arena. from/to: bytes of raw.
 */
void dti_diag(dt_doc *doc, dt_level level, const char *name, const char *text, size_t from,
              size_t to);

static inline int dti_is_noun(const dti_tok *t) {
    return t->upos == DTI_NOUN || t->upos == DTI_PROPN;
}
static inline dt_slice dti_tok_text(const dt_doc *d, const dti_tok *t) {
    return (dt_slice){d->text.ptr + t->start, t->end - t->start};
}

#endif
