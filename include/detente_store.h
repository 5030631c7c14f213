/*
 * detente_store.h: events kept in one SQLite file, and the state of relations read from them.
 *
 * Apart from detente.h so that an embedder who only codes needs no SQLite.  A store is one file
 * (docs/formats/store.md has every column) with one writer and any number of readers at a time.
 * A dt_store handle belongs to one thread; open one for each.
 *
 * Who a unit is.  Queries take "units": a country ("USA"), one of the classes without country
 * ("IGO"), or a code inside a country ("ETHREB").  Lists are comma-separated: "USA,GBR".
 *
 * Days.  int32_t days since 1970-01-01.  Dates are ISO 8601 with reduced precision.
 *
 * Strings in rows given to callbacks are valid until the callback returns.
 */
#ifndef DETENTE_STORE_H
#define DETENTE_STORE_H

#include "detente.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dt_store dt_store;

typedef enum dt_store_mode {
    DT_STORE_READ, /* the file must exist; nothing is ever written */
    DT_STORE_WRITE /* made when missing, brought to the newest schema when older */
} dt_store_mode;

/*
 * Opens a store.  NULL and err for: no such file, no store, a store of a newer version, a
 * folder that may not be written, a locked store.  The file is untouched then.
 */
DT_API dt_store *dt_store_open(const char *path, dt_store_mode mode, dt_error *err);
/* Commits what is pending; what could not be committed is rolled back. NULL is fine. */
DT_API void dt_store_close(dt_store *store);
/* user_version of the schema this library writes. */
DT_API int dt_store_schema_version(void);

/* ------------------------------------------------------------------ writing */

/* Names the run that the following puts belong to: code, tables, weights ("detente 0.1.0 tables
 * 3f2a model 91bc judge 5d07", see dt_kb_version) and options in words.  The run's row is made by the
 * first put that changes something, so that coding the same input again leaves no trace. */
DT_API DT_CHECK int dt_store_run(dt_store *store, const char *version, const char *options,
                                 dt_error *err);

/* A document and its events as plain data, for those who have no dt_doc. */
typedef struct dt_record {
    dt_slice id, url, title, source, lang, published, text;
    const dt_event *events;
    size_t n_events;
    const dt_ahead *ahead;
    size_t n_ahead;
    uint64_t input_hash; /* of the input as read; 0: of the fields above.  See dt_store_seen */
    int keep_text;       /* 1: text is stored too; 0: only its sketch and the evidence */
} dt_record;

typedef enum dt_put_state { DT_PUT_NEW, DT_PUT_UNCHANGED, DT_PUT_REPLACED } dt_put_state;

typedef struct dt_put_result {
    dt_put_state state;
    size_t gained, lost, changed; /* events, against what the store held for this document */
} dt_put_result;

/*
 * Keeps a document and its events.  The same content coded by the same version and options is
 * left as it is (DT_PUT_UNCHANGED); otherwise the document's old events are replaced and the
 * difference is kept for dt_store_diff.  Puts are gathered into transactions; dt_store_commit
 * makes them last.  On failure everything since the last commit is rolled back.  result may be
 * NULL.
 */
DT_API DT_CHECK int dt_store_put(dt_store *store, const dt_doc *doc, uint64_t input_hash,
                                 int keep_text, dt_put_result *result, dt_error *err);
DT_API DT_CHECK int dt_store_put_record(dt_store *store, const dt_record *record,
                                        dt_put_result *result, dt_error *err);
DT_API DT_CHECK int dt_store_commit(dt_store *store, dt_error *err);

/* Fingerprint of an input before it is coded. */
DT_API uint64_t dt_input_hash(const dt_input *input);
/* 1: a document from this input, coded by the present run's version and options, is kept (what
 * --resume asks); 0: not; -1: failed. */
DT_API int dt_store_seen(dt_store *store, uint64_t input_hash, dt_error *err);

/*
 * What a server said of an address when the present run's version and options coded it: 1, and its
 * ETag and Last-Modified in the caller's rooms ("" when there was none or the room is too small);
 * 0: nothing is remembered; -1: failed.
 */
DT_API int dt_store_fetched(dt_store *store, const char *url, char *etag, size_t etag_size,
                            char *modified, size_t modified_size, dt_error *err);
/* Remembers the answer; any status but 200 changes only when it was asked and what came.  Written
 * with the next commit: call it after the documents of the address were put. */
DT_API DT_CHECK int dt_store_set_fetched(dt_store *store, const char *url, const char *etag,
                                         const char *modified, int status, dt_error *err);

/* An analyst's verdict on an event; survives recoding.  Empty slices and -1 leave a field. */
typedef struct dt_verdict {
    int not_an_event; /* 1: the event is retracted */
    int undo;         /* 1: an earlier verdict on this event is taken back (at next recoding for
                         changed fields, at once for a retraction) */
    dt_slice plover, mode, cameo, date, aspect, sources,
        targets;             /* actors: codes, "USAGOV,.." */
    int quad, penta;         /* -1: leave */
    double score, goldstein; /* NAN: leave */
    dt_slice note, analyst;
} dt_verdict;

DT_API DT_CHECK int dt_store_correct(dt_store *store, dt_slice event_id, const dt_verdict *v,
                                     dt_error *err);

/* ------------------------------------------------------------------ reading events */

typedef enum dt_order {
    DT_BY_DATE_DESC,
    DT_BY_DATE,
    DT_BY_CONFIDENCE, /* highest first */
    DT_BY_SCORE,      /* most conflictual first */
    DT_BY_SCORE_DESC, /* most cooperative first */
    DT_BY_PUBLISHED_DESC
} dt_order;

/* Zeroed: everything.  Strings NUL-terminated, NULL or "": any. */
typedef struct dt_filter {
    const char *a, *b; /* who must take part, commas between: units ("USA"), or codes with a role
                        * ("USAGOV", "CVL"): as that alone.  With both: events between them */
    int directed;      /* 1: a acts on b */
    const char *type;  /* PLOVER types, "CONSULT,AGREE" */
    const char *mode;
    const char *cameo;     /* prefix */
    const char *quads;     /* "3,4" */
    const char *aspects;   /* "actual,historical" */
    const char *place;     /* country code, or part of a place's name */
    const char *from, *to; /* event dates, inclusive, reduced precision allowed */
    const char *as_of;     /* published on or before */
    const char *text;      /* words looked for in the evidence (FTS5 syntax when it parses) */
    const char *source;    /* publisher */
    const char *doc_id, *story_id;
    double min_confidence;
    int with_retracted;
    dt_order order;
    size_t offset, limit; /* limit 0: all */
} dt_filter;

/* A stored event with what surrounds it. */
typedef struct dt_event_row {
    dt_event event;
    int64_t number; /* row in the store; not stable over recoding, event.id is */
    dt_slice doc_id, story_id, url, title, publisher, lang, published, version;
    int32_t day;       /* of the event, mid-period for reduced dates; INT32_MIN: none */
    int64_t happening; /* same happening told elsewhere: same number */
    size_t n_stories,
        n_publishers; /* that tell the happening; 1, 1 unless asked by dt_store_event */
    int corrected;    /* 0; 1 changed by an analyst; 2 retracted */
    dt_slice scores, quads; /* named score table and quad map of the run; empty: unknown */
} dt_event_row;

/* Return 0 to go on, anything else to stop. */
typedef int dt_event_fn(void *ctx, const dt_event_row *row);

DT_API DT_CHECK int dt_store_events(dt_store *store, const dt_filter *filter, dt_event_fn *fn,
                                    void *ctx, dt_error *err);
/* Number of events that dt_store_events would give without offset and limit. */
DT_API DT_CHECK int dt_store_count(dt_store *store, const dt_filter *filter, size_t *out,
                                   dt_error *err);
/* One event by id; fn is called once, or never when there is none (still DT_OK). */
DT_API DT_CHECK int dt_store_event(dt_store *store, dt_slice event_id, dt_event_fn *fn,
                                   void *ctx, dt_error *err);
/* All events of the same happening, the given one among them, oldest publication first. */
DT_API DT_CHECK int dt_store_happening(dt_store *store, int64_t happening, dt_event_fn *fn,
                                       void *ctx, dt_error *err);

typedef struct dt_doc_row {
    dt_slice id, url, title, source, lang, published, story_id, text, version;
    size_t n_events;
} dt_doc_row;
typedef int dt_doc_fn(void *ctx, const dt_doc_row *row);
/* Documents, newest first; NULL filters: any.  text is filled only for doc_id. */
DT_API DT_CHECK int dt_store_documents(dt_store *store, const char *doc_id,
                                       const char *story_id, size_t offset, size_t limit,
                                       dt_doc_fn *fn, void *ctx, dt_error *err);

typedef struct dt_story_row {
    dt_slice id, title, first_published, last_published;
    dt_slice sources; /* publishers, ", " between them, at most 20 */
    size_t n_documents, n_sources, n_events;
} dt_story_row;
typedef int dt_story_fn(void *ctx, const dt_story_row *row);
/* Stories with at least min_documents, newest first. */
DT_API DT_CHECK int dt_store_stories(dt_store *store, const char *from, const char *to,
                                     size_t min_documents, size_t offset, size_t limit,
                                     dt_story_fn *fn, void *ctx, dt_error *err);

typedef struct dt_dyad_row {
    dt_slice a, b; /* a < b */
    size_t n_events;
    int32_t first_day, last_day;
} dt_dyad_row;
typedef int dt_dyad_fn(void *ctx, const dt_dyad_row *row);
/* Dyads with at least min_events, most events first; unit NULL: all, else those with it. */
DT_API DT_CHECK int dt_store_dyads(dt_store *store, const char *unit, size_t min_events,
                                   size_t limit, dt_dyad_fn *fn, void *ctx, dt_error *err);

typedef struct dt_actor_row {
    dt_slice name, code, country, sector;
    size_t n_events;
} dt_actor_row;
typedef int dt_actor_fn(void *ctx, const dt_actor_row *row);
/* Actors whose name or code holds the words, or who belong to unit; most events first. */
DT_API DT_CHECK int dt_store_actors(dt_store *store, const char *words, const char *unit,
                                    size_t limit, dt_actor_fn *fn, void *ctx, dt_error *err);

typedef struct dt_ahead_row {
    dt_ahead ahead;
    int32_t first_day, last_day; /* that the date can mean */
    dt_slice doc_id, url, title, publisher, published;
    size_t n_documents; /* that tell the same */
} dt_ahead_row;
typedef int dt_ahead_fn(void *ctx, const dt_ahead_row *row);
/* Dated things to come, of these units (NULL: all), that end on or after `from` and were
 * published by as_of (NULL: from's day itself); soonest first. */
DT_API DT_CHECK int dt_store_ahead(dt_store *store, const char *units, const char *from,
                                   const char *as_of, size_t limit, dt_ahead_fn *fn, void *ctx,
                                   dt_error *err);

/* The last day on which a document of the store was published, else that of its last event;
 * INT32_MIN: neither.  What "now" means where no day is given. */
DT_API DT_CHECK int dt_store_last_day(dt_store *store, int32_t *day, dt_error *err);

typedef struct dt_run_row {
    int64_t id;
    dt_slice version, options, started; /* started: UTC, YYYY-MM-DDTHH:MM:SSZ */
    size_t n_documents, n_events;
} dt_run_row;
typedef int dt_run_fn(void *ctx, const dt_run_row *row);
DT_API DT_CHECK int dt_store_runs(dt_store *store, dt_run_fn *fn, void *ctx, dt_error *err);

/* kind: '+' gained, '-' lost, '~' changed; before and after are event records (JSON). */
typedef struct dt_change_row {
    char kind;
    dt_slice doc_id, event_id, before, after;
} dt_change_row;
typedef int dt_change_fn(void *ctx, const dt_change_row *row);
/* What changed after run old up to and with run new; by document, then place in it. */
DT_API DT_CHECK int dt_store_diff(dt_store *store, int64_t old_run, int64_t new_run,
                                  dt_change_fn *fn, void *ctx, dt_error *err);

typedef struct dt_store_totals {
    int64_t documents, stories, events, dyads, actors, sources, ahead, runs;
    int32_t first_day, last_day; /* of events; INT32_MIN when there are none */
    int32_t first_published, last_published;
} dt_store_totals;
DT_API DT_CHECK int dt_store_count_all(dt_store *store, dt_store_totals *out, dt_error *err);
/* Number that changes whenever another connection commits; for ETags and live views. */
DT_API int64_t dt_store_generation(dt_store *store);

/* ------------------------------------------------------------------ exports */

typedef enum dt_format {
    DT_FORMAT_JSONL,
    DT_FORMAT_CSV,
    DT_FORMAT_GDELT1,
    DT_FORMAT_GDELT2,
    DT_FORMAT_GDELT2_MENTIONS,
    DT_FORMAT_ICEWS,
    DT_FORMAT_POLECAT,
    DT_FORMAT_PHOENIX,
    DT_FORMAT_PETRARCH2
} dt_format;

/* "jsonl", "csv", "gdelt1", "gdelt" and "gdelt2", "gdelt-mentions", "icews", "polecat",
 * "phoenix", "petrarch2".  Returns DT_OK or DT_FAILED with the list in err. */
DT_API DT_CHECK int dt_format_of(const char *name, dt_format *out, dt_error *err);

/* Writes len bytes somewhere; returns 0, or anything else to stop (write error). */
typedef int dt_write_fn(void *ctx, const char *bytes, size_t len);

typedef struct dt_exporter dt_exporter;
DT_API dt_exporter *dt_exporter_new(dt_format format, dt_write_fn *write, void *ctx,
                                    dt_error *err);
/*
 * Facts that formats ask for and a row does not hold; may be given before the first row, in any
 * order.  Without them the columns that need them are empty, or hold the row's own values.
 */
DT_API DT_CHECK int dt_exporter_country(dt_exporter *e, dt_slice iso3, dt_slice name,
                                        dt_slice fips, dt_slice cow, dt_error *err);
/* What the tables say of a CAMEO code.  The field's formats have a score table and a quad map
 * of their own, whatever the events were coded with.  NAN, -1: the tables are silent. */
typedef struct dt_code_facts {
    dt_slice code, name;
    double goldstein_icews, goldstein_gdelt;
    int quad_gdelt, quad_phoenix;
} dt_code_facts;
DT_API DT_CHECK int dt_exporter_code(dt_exporter *e, const dt_code_facts *facts, dt_error *err);
/* A PLOVER type and mode (mode empty: the type), its score and quad class by the manual;
 * speaks_ahead 1: the type itself speaks of what is to come (a promise, a threat). */
DT_API DT_CHECK int dt_exporter_type(dt_exporter *e, dt_slice type, dt_slice mode, double score,
                                     int quad, int speaks_ahead, dt_error *err);
/* A PLOVER sector as CAMEO writes it ("JRN" is "MED") and as ICEWS does ("News"). */
DT_API DT_CHECK int dt_exporter_sector(dt_exporter *e, dt_slice sector, dt_slice cameo,
                                       dt_slice icews, dt_error *err);
/*
 * Writes the event.  Dyadic formats get a line for each pair of parties, a meeting both ways.
 * Formats without a column for aspect do not get what is denied or only supposed (it would
 * read as done); such events are counted, see dt_exporter_skipped.
 */
DT_API DT_CHECK int dt_exporter_row(dt_exporter *e, const dt_event_row *row, dt_error *err);
/* Flushes and frees; the header alone is written for formats that have one. */
DT_API DT_CHECK int dt_exporter_end(dt_exporter *e, dt_error *err);
/* Events that the format cannot say, left out so far. */
DT_API size_t dt_exporter_skipped(const dt_exporter *e);

/* Every event of a document that is in no store, as rows (version NULL: empty). */
DT_API DT_CHECK int dt_doc_rows(const dt_doc *doc, const char *version, dt_event_fn *fn,
                                void *ctx);

/* ------------------------------------------------------------------ the state of relations */

/* AUTO: days up to four months, weeks up to three years, months beyond. */
typedef enum dt_step { DT_STEP_DAY, DT_STEP_WEEK, DT_STEP_MONTH, DT_STEP_AUTO } dt_step;

/* What to look at.  a and b are unit lists; b NULL: a against everybody. */
typedef struct dt_state_query {
    const char *a, *b;
    int directed; /* 1: a -> b only */
    dt_step step;
    /* span of the series; NULL: from the first event that was news when it was told to the last
     * event, or to as_of */
    const char *from, *to;
    const char *as_of;  /* only what was published by then; NULL: all */
    int with_dyad_rank; /* 1: compare with all dyads (costs a pass over a year) */
    int brief; /* 1: no turning points and no heaviest events, which read events one by one */
} dt_state_query;

/* One period.  Weighted: repeated and background reports count less (docs/tension.md). */
typedef struct dt_point {
    int32_t day, end_day; /* the period, [day, end_day) */
    size_t n_events, n_happenings, n_stories, n_sources;
    size_t quad[5];                       /* happenings by quad class 1..4; [0] others */
    double weight;                        /* sum of weights */
    double goldstein_sum, goldstein_mean; /* mean NAN when there is none */
    double score_mean;                    /* PLOVER score, -10..10; NAN when there is none */
    double conflict_share; /* 0..1 of weight in quads 3 and 4; NAN when there is none */
    double cooperation,
        conflict;            /* weighted intensity 0.. of positive and of negative scores */
    double news_share;       /* documents with conflict between them / all documents; NAN */
    double news_index;       /* the same, 100 = its mean over the span */
    double level, low, high; /* 0 (friendly) .. 100 (extreme tension), band of 80 % */
    int enough;              /* 1: enough reports for the level to be said */
} dt_point;

/* A change point: thaw (level falls) or break (rises). */
typedef struct dt_turn {
    int32_t day;          /* first day of the new course */
    int is_break;         /* 1 break, 0 thaw */
    double before, after; /* mean level of the segments */
    double strength;      /* gain in cost over no change, in units of the penalty */
    int is_tentative;     /* 1: suggested by few reports, strength under 1 (docs/tension.md) */
    int64_t drivers[5];   /* numbers of the events that drove it, heaviest first */
    size_t n_drivers;
    size_t n_events, n_stories, n_sources; /* of the new course, to the next turn or now */
} dt_turn;

typedef struct dt_state {
    dt_point *points;
    size_t n_points;
    dt_turn *turns;
    size_t n_turns;
    /* now: the last day of the span */
    double level, low, high;
    int enough;                   /* 0: "too few reports" */
    double change_4w, change_52w; /* level now less level then; NAN when there is no then */
    double percentile, z;         /* of level in own trailing history (3 years); NAN */
    double dyad_percentile;       /* among the other dyads with enough reports */
    double dyad_z;                /* the same as a z-score; both NAN under five others */
    size_t n_dyads;               /* these others */
    size_t n_events, n_happenings, n_stories, n_sources; /* over the span */
    int64_t heaviest_up[5],
        heaviest_down[5]; /* event numbers of the last 26 weeks of the span */
    size_t n_up, n_down;
    char sentence[512];       /* what changed and why, in words */
    dt_step step;             /* of the points */
    int32_t from_day, to_day; /* the span, both inclusive; to_day is "now" */
} dt_state;

/* Computes the state; *out is to be freed with dt_state_free. */
DT_API DT_CHECK int dt_state_compute(dt_store *store, const dt_state_query *query,
                                     dt_state **out, dt_error *err);
DT_API void dt_state_free(dt_state *state);

/* One row of the ranking of all dyads by change. */
typedef struct dt_rank_row {
    dt_slice a, b;
    double level, low, high, change_4w, change_52w;
    int enough;
    size_t n_events; /* in the trailing year */
    int64_t driver;  /* event that weighs most in the direction of change in 4 weeks; 0: none */
} dt_rank_row;
typedef int dt_rank_fn(void *ctx, const dt_rank_row *row);
/* All dyads, largest absolute change over 4 weeks first, those with too few reports last. */
DT_API DT_CHECK int dt_state_rank(dt_store *store, const char *as_of, size_t limit,
                                  dt_rank_fn *fn, void *ctx, dt_error *err);

/* One event by its number in the store, as in the arrays above. */
DT_API DT_CHECK int dt_store_event_at(dt_store *store, int64_t number, dt_event_fn *fn,
                                      void *ctx, dt_error *err);

#ifdef __cplusplus
}
#endif
#endif
