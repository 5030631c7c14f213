/*
 * code.h: the stage that finds actors, events, times and places in a parsed document.
 *
 * One file a step, in this order: spans (names in the text), mentions (who is meant), coref,
 * times, places, frames (what happened), aspect, events.
 */
#ifndef DTI_CODE_H
#define DTI_CODE_H

#include "doc.h"
#include "kb/facts.h"
#include "parse/relations.h"

/* What the steps share while one document is coded; lives in the document's arena. */
typedef struct dti_coding {
    dt_doc *doc;
    const dti_facts *facts;
    dti_atom *atoms;
    size_t n_atoms;
    struct dti_span *spans; /* in text order */
    size_t n_spans, cap_spans;
    struct dti_span *towns; /* names of world/towns, until the document has vouched for them */
    size_t n_towns, cap_towns;
    uint32_t *tok_span;    /* (n_toks) span that covers a token, or DTI_NONE */
    int32_t published_day; /* day number; INT32_MIN when unknown */
    int is_sport;          /* the document tells of games: nothing in it is an event */
    int loose_case;        /* the text has no useful capitals */
    const dt_slice *states;     /* that the document names, or cities of */
    const double *state_weight; /* how surely: namesakes count less, many mentions no more than some */
    const double *state_told;   /* how often */
    size_t n_states;
    struct dti_passage *passage; /* background that the text is in; owned by the events */
} dti_coding;

/* A name or phrase of the tables found in the text. */
typedef struct dti_span {
    uint32_t sent, first, n_toks; /* tokens of the document */
    uint32_t head;                /* token of the span whose head lies outside it */
    uint32_t start, end;          /* bytes of the text */
    uint32_t n_hits;
    const dti_phrase_hit *hits; /* those that fit are the ones with bits in fits */
    uint64_t fits;    /* bit i: hits[i] suits the capitals; only the first 64 are used */
    uint32_t kinds;   /* bit 1 << dti_phrase_kind of the hits that fit */
    uint32_t mention; /* the mention it went into, or DTI_NONE */
    const dti_phrase_hit *towns; /* small towns and areas of the same name */
    uint32_t n_towns;
} dti_span;

/* The first atom that begins at the byte or behind it; n_atoms when none does. */
size_t dti_first_atom(const dti_coding *c, uint32_t start);
int dti_find_spans(dti_coding *c, uint32_t sent);
/* "the North": takes back short names of states (en/country_names) of which the document does not
 * tell.  After dti_find_places; before it none is told of. */
void dti_settle_short_names(dti_coding *c);
/* First fitting hit of a kind, or NULL. */
const dti_phrase_hit *dti_span_hit(const dti_span *s, dti_phrase_kind kind);

/* Turns the spans of a parsed sentence into mentions; appends to doc->mentions. */
int dti_find_mentions(dti_coding *c, uint32_t sent);

/*
 * Who a name means on a day.
 *   hits of persons of that name; country/role narrow it down (may be empty)
 * Fills *ref and returns 1, or 0 when nobody fits.
 */
typedef struct dti_person_query {
    const dti_phrase_hit *hits;
    size_t n_hits;
    int32_t day;      /* INT32_MIN: unknown */
    dt_slice country; /* that the text gives, "USA" */
    dt_slice office;  /* words of the title */
    dt_slice sector;  /* sector of the title */
    int is_former;
    int one_word;   /* the name is one word: a family name or a short alias */
    dt_slice given; /* words before a family name: "Anthony" of "Anthony Blinken"; empty */
} dti_person_query;
int dti_resolve_person(const dti_facts *f, const dti_person_query *q, dti_ref *ref,
                       float *confidence, const char **why);
/*
 * The office that a resolved person held on another day ("the 2018 trip of Mike Pompeo"): fills
 * country, sector and office of *ref and returns 1; 0 when the tables date none to that day.
 */
int dti_office_on_day(const dti_facts *f, uint32_t entity, int32_t day, dti_ref *ref);
/*
 * Somebody of the tables whose name is written nearly so ("Serguei Lavrow"), of the country where
 * it is given, in office on the day.  Only for a name behind a title: alone it proves nothing.
 */
int dti_resolve_near(const dti_facts *f, dt_slice name, const dti_person_query *q, dti_ref *ref);
/* The one person of the country who holds exactly this office on the day; 0: none or several. */
int dti_resolve_holder(const dti_facts *f, dt_slice country, dt_slice office, int32_t day,
                       dti_ref *ref);
/* Organisation, group, company ... on a day. */
int dti_resolve_org(const dti_facts *f, const dti_phrase_hit *hit, int32_t day, dti_ref *ref);
/* "USA" + "GOV" -> "USAGOV", in the arena. */
dt_slice dti_ref_code(dti_arena *arena, const dti_ref *ref);
/* Is the row in force on the day?  Open ends hold; an unknown day holds for all. */
int dti_fact_in_force(const dti_facts *f, const dti_phrase_hit *hit, int32_t day);

/* Links pronouns and short forms to earlier mentions. */
int dti_link_mentions(dti_coding *c, uint32_t sent);
/* Roles that are actors only with a state lose what is said of them where none is known. */
void dti_drop_leaning(dti_coding *c, uint32_t sent);

#endif
