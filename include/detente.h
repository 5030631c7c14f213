/*
 * detente.h: news in, coded political events out.  The public interface; the header is its
 * manual.
 *
 * Three objects:
 *   dt_kb     knowledge and weights, read-only after opening, may be shared by any number of
 * threads dt_coder  the work of one thread; holds scratch memory that is reused from document
 * to document dt_doc    a document and all that was found in it; owns every byte that its
 * accessors return
 *
 * Text is UTF-8 given as pointer and length and may hold NULs.  Offsets are byte offsets into
 * the document's cleaned text, half-open [start, end).  Functions that can fail return DT_OK or
 * DT_FAILED and fill *err (err may be NULL).  The library never prints and never exits.
 */
#ifndef DETENTE_H
#define DETENTE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DT_API __attribute__((visibility("default")))
#define DT_CHECK __attribute__((warn_unused_result))
#else
#define DT_API
#define DT_CHECK
#endif

#define DT_OK 0
#define DT_FAILED (-1)

/* A run of bytes owned by somebody else. */
typedef struct dt_slice {
    const char *ptr;
    size_t len;
} dt_slice;

/* Why a call could not do its job: what, where, and what to do about it, in one message. */
typedef struct dt_error {
    char message[512];
} dt_error;

typedef struct dt_kb dt_kb;
typedef struct dt_coder dt_coder;
typedef struct dt_doc dt_doc;

/* "0.1.0" */
DT_API const char *dt_version(void);

/* ------------------------------------------------------------------ knowledge */

/*
 * Opens the packed knowledge image and the model weights.
 *   image_path  file made by `detente tables compile`; NULL: $DETENTE_KB, else detente.kb
 * beside the running binary, else the installed one model_path  reading model; NULL:
 * $DETENTE_MODEL, else detente.model found likewise Both are mapped read-only.  Returns NULL
 * and fills err when one is missing, foreign or damaged.
 */
DT_API dt_kb *dt_kb_open(const char *image_path, const char *model_path, dt_error *err);
/* Called for every error in a user's table: path, line (0: the whole file), message. */
typedef void dt_table_report(void *ctx, const char *path, uint32_t line, const char *message);
/*
 * The same with the user's own tables of actors added: actors_path is a table (TSV, the columns
 * of ours) or a folder of them.  Their rows win over ours.  Any error in them means NULL: every
 * error is handed to report (may be NULL) and nothing is half loaded.
 */
DT_API dt_kb *dt_kb_open_actors(const char *image_path, const char *model_path,
                                const char *actors_path, dt_table_report *report, void *ctx,
                                dt_error *err);
DT_API void dt_kb_close(dt_kb *kb);

/*
 * "detente 0.1.0 tables 3f2a model 91bc judge 5d07": program, tables, weights of the reader and of
 * the judge ("judge none" without).  Stands in every record.  Owned by kb.
 */
DT_API const char *dt_kb_version(const dt_kb *kb);

/* ------------------------------------------------------------------ coding */

typedef struct dt_options {
    double min_confidence; /* events under it are left out; 0..1, default 0 */
    int gate;           /* 1: parse only sentences that can hold an event (default); 0: all */
    const char *scores; /* "plover" (default), "goldstein-icews", "goldstein-gdelt" */
    const char *quads;  /* "plover" (default), "gdelt", "icews", "phoenix" */
} dt_options;

/* The defaults above. */
DT_API dt_options dt_options_default(void);

DT_API dt_coder *dt_coder_new(const dt_kb *kb, const dt_options *options, dt_error *err);
DT_API void dt_coder_free(dt_coder *coder);

/* What is known of a document before it is read.  All may be empty. */
typedef struct dt_input {
    dt_slice id; /* empty: a hash of the text */
    dt_slice url;
    dt_slice title;
    dt_slice source;    /* publisher */
    dt_slice lang;      /* BCP 47; empty: guessed */
    dt_slice published; /* YYYY-MM-DD[THH:MM[:SS][zone]]; empty: looked for in the text */
    dt_slice body;
    int is_html; /* 1: body is a page; 0: plain text */
    dt_slice charset;            /* of body, as an HTTP header named it; empty: looked for in it */
    dt_slice published_fallback; /* day of publication when the text names none either */
} dt_input;

/*
 * Reads one document through every stage.  *out is to be freed with dt_doc_free; it stays valid
 * after the coder is freed but needs the kb.  The input's bytes are copied.
 * An odd document is no failure: it comes back with diagnostics and perhaps no events.
 */
DT_API DT_CHECK int dt_code(dt_coder *coder, const dt_input *input, dt_doc **out,
                            dt_error *err);
/* Only as far as the cleaned text and what the page says of itself; *out has no events. */
DT_API DT_CHECK int dt_clean(dt_coder *coder, const dt_input *input, dt_doc **out,
                             dt_error *err);
DT_API void dt_doc_free(dt_doc *doc);

/* ------------------------------------------------------------------ results */

typedef enum dt_aspect {
    DT_ASPECT_ACTUAL,
    DT_ASPECT_HISTORICAL,
    DT_ASPECT_FUTURE,
    DT_ASPECT_HYPOTHETICAL,
    DT_ASPECT_NEGATED
} dt_aspect;

/* An actor in an event: the words, and who they mean on the day. */
typedef struct dt_actor {
    dt_slice text;
    size_t start, end;
    dt_slice name;    /* "Joe Biden"; empty where the words name nobody */
    dt_slice code;    /* "USAGOV" */
    dt_slice country; /* "USA"; IGO, UNO, EUR, NGO ... for those without one */
    dt_slice sector;  /* "GOV" */
} dt_actor;

typedef struct dt_place {
    dt_slice text, name, country; /* all empty: unknown */
    double lat, lon;
    int has_coordinates;
    int from_dateline; /* 1: the sentence names no place, this is where the story was filed */
} dt_place;

typedef struct dt_event {
    dt_slice id;
    size_t sentence; /* number, from 0 */
    dt_slice date;   /* YYYY, YYYY-MM or YYYY-MM-DD */
    dt_aspect aspect;
    const dt_actor *sources, *targets;
    size_t n_sources, n_targets;
    dt_slice plover, mode, cameo;
    const dt_slice *contexts;
    size_t n_contexts;
    int quad, penta;
    double score, goldstein;
    dt_slice trigger;
    size_t trigger_start, trigger_end;
    dt_place place;
    const dt_actor *speaker; /* NULL: the story itself */
    double confidence;       /* 0..1 */
    dt_slice frame;          /* "meeting/between" */
    dt_slice frame_origin;   /* "data/en/frames/consult.tsv:41" */
    dt_slice reason;         /* why this type, in words */
    dt_slice evidence;       /* the sentence */
    size_t evidence_start, evidence_end;
    size_t mentions; /* times told in this document */
} dt_event;

typedef struct dt_ahead {
    dt_slice date; /* reduced precision as above */
    dt_slice kind; /* "election", "summit", ... */
    dt_slice country;
    dt_slice evidence;
    size_t sentence, start, end;
} dt_ahead;

typedef enum dt_level { DT_NOTE, DT_WARNING, DT_BAD } dt_level;

/* Something odd about the document; from/to are byte offsets into the raw input. */
typedef struct dt_diagnostic {
    dt_level level;
    const char *name; /* stable, "utf8-repaired" */
    const char *text;
    size_t from, to;
} dt_diagnostic;

DT_API dt_slice dt_doc_id(const dt_doc *doc);
DT_API dt_slice dt_doc_url(const dt_doc *doc);
DT_API dt_slice dt_doc_title(const dt_doc *doc);
DT_API dt_slice dt_doc_source(const dt_doc *doc);
DT_API dt_slice dt_doc_lang(const dt_doc *doc);
DT_API dt_slice dt_doc_published(const dt_doc *doc); /* YYYY-MM-DD or empty */
/* Where the day was found: "given", "json-ld", "meta", "itemprop", "time", "url", "text",
 * "dateline", "fallback". */
DT_API dt_slice dt_doc_published_from(const dt_doc *doc);
/* With hour and zone where they are known: YYYY-MM-DD[THH:MM:SS[Z|+HH:MM]]. */
DT_API dt_slice dt_doc_published_full(const dt_doc *doc);
DT_API dt_slice dt_doc_byline(const dt_doc *doc); /* who wrote it, as the page says */
DT_API dt_slice dt_doc_agency(const dt_doc *doc); /* "Reuters" */
/* 1: in a language that is not read: cleaned, but not coded. */
DT_API int dt_doc_is_unread(const dt_doc *doc);
DT_API dt_slice dt_doc_text(const dt_doc *doc);      /* cleaned */
/* The text without the title that a page's text begins with. */
DT_API dt_slice dt_doc_body(const dt_doc *doc);
DT_API size_t dt_doc_n_events(const dt_doc *doc);
DT_API const dt_event *dt_doc_event(const dt_doc *doc, size_t i); /* NULL: no such event */
DT_API size_t dt_doc_n_ahead(const dt_doc *doc);
DT_API const dt_ahead *dt_doc_ahead(const dt_doc *doc, size_t i);
DT_API size_t dt_doc_n_diagnostics(const dt_doc *doc);
DT_API const dt_diagnostic *dt_doc_diagnostic(const dt_doc *doc, size_t i);

/* ------------------------------------------------------------------ who is meant */

/* A phrase that stands alone ("the Turkish foreign minister"), asked about. */
typedef struct dt_who_query {
    dt_slice text;
    dt_slice date;    /* YYYY, YYYY-MM or YYYY-MM-DD: the day that is asked for; empty: any */
    dt_slice context; /* text that went before, from which "the minister" is understood; empty */
} dt_who_query;

/* Whom a phrase means.  A phrase that means several ("US and South Korean forces") gives several.
 */
typedef struct dt_who {
    dt_slice text; /* the words of the phrase that name the actor */
    dt_slice code, country, sector;
    dt_slice name;     /* of the person or body in the tables, or as written; may be empty */
    dt_slice office;   /* of a person: "president"; the last one held when it is over */
    dt_slice from, to; /* of the office or body, as the table has them ("~2012-03") */
    dt_slice why;      /* what decided it, or for an alternative why it was turned down */
    double confidence; /* 0..1; 0 for an alternative */
    int is_choice;     /* 0: an alternative that was turned down */
} dt_who;

/*
 * Reads the phrase as `dt_code` reads a story and keeps who is meant by its head word.  *out is
 * to be freed with dt_doc_free; dt_doc_n_who and dt_doc_who read the answers, choices first.  A
 * phrase that names no actor is no failure: it has no choice.
 */
DT_API DT_CHECK int dt_who_ask(dt_coder *coder, const dt_who_query *query, dt_doc **out,
                               dt_error *err);
DT_API size_t dt_doc_n_who(const dt_doc *doc);
DT_API const dt_who *dt_doc_who(const dt_doc *doc, size_t i); /* NULL: no such answer */

/* "actual", "historical", ... */
DT_API const char *dt_aspect_name(dt_aspect aspect);

#ifdef __cplusplus
}
#endif
#endif
