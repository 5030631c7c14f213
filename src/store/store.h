/* store.h: what the files of store/ share; nobody else includes it but state/. */
#ifndef DTI_STORE_H
#define DTI_STORE_H

#include <sqlite3.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/slice.h"
#include "detente_store.h"

#define DTI_APPLICATION_ID 0x44746e31 /* "Dtn1" */
#define DTI_NO_DAY INT32_MIN
/* The schema since which pair_day says what was known when: older stores are summed up again.
 */
#define DTI_SCHEMA_SUMS 8
/* The schema since which all happenings are numbered with their place. */
#define DTI_SCHEMA_PLACES 11
/* Day of publication of a document without one: it was always known. */
#define DTI_ALWAYS (INT32_MIN + 1)
/* A transaction is committed after so many documents, or with the first document after so many
 * seconds: a reader or a second writer waits no longer, and that much is lost at most when the
 * power goes.  Pages that many documents touch are written once a transaction. */
#define DTI_BATCH_DOCUMENTS 4096
#define DTI_BATCH_SECONDS 5
/* Shortest shingle hashes of a document kept for comparing, and those by which others find it.
 */
#define DTI_SKETCH_SIZE 128
#define DTI_SKETCH_KEYS 12

enum { DTI_ROLE_SOURCE, DTI_ROLE_TARGET, DTI_ROLE_SPEAKER };
enum { DTI_PAIR_DIRECTED, DTI_PAIR_JOINT, DTI_PAIR_UNIT };

/* Statements prepared once; the SQL stands in statements.c in this order. */
typedef enum dti_sql {
    DTI_Q_FIND_DOC,
    DTI_Q_SEEN,
    DTI_Q_ADD_RUN,
    DTI_Q_ADD_SOURCE,
    DTI_Q_FIND_SOURCE,
    DTI_Q_ADD_DOC,
    DTI_Q_UPDATE_DOC,
    DTI_Q_TOUCH_DOC,
    DTI_Q_DOC_EVENTS,
    DTI_Q_ADD_SENTENCE,
    DTI_Q_ADD_FTS,
    DTI_Q_DOC_SENTENCES,
    DTI_Q_DROP_FTS,
    DTI_Q_DROP_SENTENCES,
    DTI_Q_ADD_EVENT,
    DTI_Q_DROP_EVENTS,
    DTI_Q_LAST_SENTENCE,
    DTI_Q_ADD_EVENT_ACTOR,
    DTI_Q_DROP_EVENT_ACTORS,
    DTI_Q_EVENT_UNITS,
    DTI_Q_FIND_ACTOR,
    DTI_Q_ADD_ACTOR,
    DTI_Q_COUNT_ACTOR,
    DTI_Q_FIND_FRAME,
    DTI_Q_ADD_FRAME,
    DTI_Q_FIND_PLACE,
    DTI_Q_ADD_PLACE,
    DTI_Q_FIND_UNIT,
    DTI_Q_ADD_UNIT,
    DTI_Q_FIND_PAIR,
    DTI_Q_ADD_PAIR,
    DTI_Q_FIND_KIND,
    DTI_Q_ADD_KIND,
    DTI_Q_ADD_EVENT_PAIR,
    DTI_Q_DROP_EVENT_PAIR,
    DTI_Q_PAIR_DAY_EVENTS,
    DTI_Q_SET_PAIR_DAY,
    DTI_Q_DROP_PAIR_DAY,
    DTI_Q_OLD_PAIR_DAY,
    DTI_Q_SET_PAIR_THEN,
    DTI_Q_DROP_PAIR_THEN,
    DTI_Q_PAIR_THEN,
    DTI_Q_SET_PAIR_TOTAL,
    DTI_Q_ADD_PAIR_NEWS,
    DTI_Q_ADD_NEWS_DAY,
    DTI_Q_ADD_AHEAD,
    DTI_Q_DROP_AHEAD,
    DTI_Q_ADD_CHANGE,
    DTI_Q_DOC_OVERRIDES,
    DTI_Q_DROP_SHINGLES,
    DTI_Q_SHINGLE_DOCS,
    DTI_Q_DOC_SKETCH,
    DTI_Q_DOC_STORY,
    DTI_Q_STORY_DOCS,
    DTI_Q_SET_STORY,
    DTI_Q_MOVE_STORY,
    DTI_Q_ADD_STORY,
    DTI_Q_NAME_STORY,
    DTI_Q_DROP_STORY,
    DTI_Q_STORY_NAME,
    DTI_Q_STORY_PAIRS,
    DTI_Q_DOC_SHINGLES,
    DTI_Q_EVENT_ACTORS,
    DTI_Q_ADD_STORY_THEN,
    DTI_Q_DROP_STORY_THEN,
    DTI_Q_DOC_STORY_THEN,
    DTI_Q_HAS_STORY_THEN,
    DTI_Q_STORY_HAS_THEN,
    DTI_N_SQL
} dti_sql;
extern const char *const dti_sql_text[DTI_N_SQL];

/* Text -> row number, kept while writing; emptied at a ceiling and on rollback. */
typedef struct dti_intern {
    uint64_t *keys; /* 0: free */
    int64_t *ids;
    size_t n, cap;
} dti_intern;

/* Counts by (id, day), hashed; ids are rows, never 0. */
typedef struct dti_tally_row {
    int64_t id; /* 0: free */
    int32_t day, x, y;
} dti_tally_row;
typedef struct dti_tally {
    dti_tally_row *all;
    size_t n, cap;
} dti_tally;
/* Stands for news_day among the pairs of dt_store.news. */
#define DTI_ALL_PAIRS INT64_MAX

/* INSERTs of 1 .. DTI_MAX_ROWS rows in one statement (pending.c). */
typedef enum dti_rows {
    DTI_ROWS_EVENT_ACTOR,
    DTI_ROWS_EVENT_PAIR,
    DTI_ROWS_SHINGLE,
    DTI_N_ROWS
} dti_rows;
#define DTI_MAX_ROWS 12

/* An event as the sums of a day take it. */
typedef struct dti_day_event {
    int64_t happening; /* see dti_join_happenings: first here, and changed by the sums */
    int64_t as_told;   /* the same, never changed */
    int64_t story, source;
    double weight, goldstein, score;
    int quad;
    int32_t pub_day;       /* DTI_ALWAYS: the document has no date */
    uint32_t then, n_then; /* dti_day_events.then[then .. then + n_then) */
} dti_day_event;
/* Up to last_day a document belonged to another story: minus its first document. */
typedef struct dti_story_then {
    int32_t last_day;
    int64_t story;
} dti_story_then;
/* The events of a pair and day; memory is used again from day to day. */
typedef struct dti_day_events {
    dti_day_event *all;
    size_t n, cap;
    dti_story_then *then; /* of each event by last_day, ascending */
    size_t n_then, cap_then;
    int64_t *ids; /* scratch of the sums: n + 1 */
    size_t cap_ids;
} dti_day_events;

/* Statements of reading kept prepared: more than one answer of the dashboard uses. */
#define DTI_MAX_IDLE 32

struct dt_store {
    sqlite3 *db;
    char *path;
    int writing;
    int in_transaction;
    size_t pending_documents;
    sqlite3_stmt *sql[DTI_N_SQL];
    sqlite3_stmt *idle[DTI_MAX_IDLE]; /* of reading (borrow.c), the longest unused first */
    size_t n_idle;
    dti_intern actors, frames, places, units, pairs, sources, kinds;
    /* What waits for the commit (pending.c). */
    dti_tally dirty;        /* (pair, day) whose sums are to be made again */
    dti_tally actor_counts; /* (actor, 0): events */
    dti_tally news;         /* (pair, day of publication): documents, those with conflict */
    int64_t n_indexed;      /* sentences up to this number are in sentence_text */
    int64_t begun_ms;       /* of the transaction */
    sqlite3_stmt *rows[DTI_N_ROWS][DTI_MAX_ROWS + 1];
    struct dti_sketch_memory *sketches; /* of recent documents (story.c); NULL: none yet */
    int64_t generation;                 /* when the transaction began */
    char *run_version, *run_options;
    int64_t run_id; /* 0: row not made yet */
    dti_arena scratch;
    dti_buf told; /* of the latest dti_day_sums_make or dti_day_sums_then */
    dti_buf packed;
    dti_day_events day, day_then;
};

/* Runs the steps up to a schema within the transaction that the caller began and ends. */
DT_CHECK int dti_schema_steps(sqlite3 *db, int to_version, int *from_version, dt_error *err);
/* The same in a transaction of its own, without what dt_store_open makes of the rows. */
int dti_schema_migrate(sqlite3 *db, int to_version, dt_error *err);

/* The statement, reset and ready to bind; NULL and err when it cannot be prepared. */
sqlite3_stmt *dti_prepare(dt_store *s, dti_sql which, dt_error *err);
/* Until its end all that is read is of one commit; DT_FAILED: the store cannot be read. */
DT_CHECK int dti_store_look(dt_store *s, dt_error *err);
void dti_store_look_end(dt_store *s);
/*
 * A statement of that text, ready to bind, an idle one where there is: the borrower's own until
 * dti_give_back (NULL is fine there).  NULL and err when it cannot be prepared; doing: "cannot
 * read the dyads".
 */
sqlite3_stmt *dti_borrow(dt_store *s, const char *sql, const char *doing, dt_error *err);
void dti_give_back(dt_store *s, sqlite3_stmt *q);
void dti_idle_release(dt_store *s);
/* Steps a statement that gives no rows; DT_OK or DT_FAILED. */
int dti_step(dt_store *s, sqlite3_stmt *q, dt_error *err);
/* Steps and returns the first column, or 0 for no row; *failed set on errors. */
int64_t dti_step_int(dt_store *s, sqlite3_stmt *q, int *failed, dt_error *err);
int dti_store_fail(dt_store *s, const char *doing, dt_error *err);
void dti_bind_slice(sqlite3_stmt *q, int i, dt_slice text);
dt_slice dti_column_slice(sqlite3_stmt *q, int i);
int dti_begin(dt_store *s, dt_error *err);
void dti_rollback(dt_store *s);
/* Refuses when the store was opened to read. */
int dti_must_write(dt_store *s, dt_error *err);
void dti_now(char out[24]); /* UTC */
int64_t dti_now_ms(void);   /* of a clock that only rises */

/* 0: not there. */
int64_t dti_intern_find(const dti_intern *t, uint64_t key);
void dti_intern_add(dti_intern *t, uint64_t key, int64_t id);
void dti_intern_clear(dti_intern *t);
void dti_intern_release(dti_intern *t);

/* Row number of a unit or pair, made when missing (make 1); 0 missing, -1 failed. */
int64_t dti_unit_id(dt_store *s, dt_slice name, int make, dt_error *err);
int64_t dti_pair_id(dt_store *s, int64_t a, int64_t b, int kind, int make, dt_error *err);

int dti_tally_add(dti_tally *t, int64_t id, int32_t day, int32_t x, int32_t y);
/* The rows by id and day, to be freed; empties the tally. */
int dti_tally_take(dti_tally *t, dti_tally_row **out, size_t *n);
void dti_tally_clear(dti_tally *t);
void dti_tally_release(dti_tally *t);
/* Called when a transaction begins, before it is committed, after it was rolled back. */
int dti_pending_begin(dt_store *s, dt_error *err);
int dti_pending_write(dt_store *s, dt_error *err);
void dti_pending_drop(dt_store *s);
/* Called when sentences were deleted. */
int dti_pending_sentences_gone(dt_store *s, dt_error *err);
/* The statement for n rows, reset; parameters row by row. */
sqlite3_stmt *dti_prepare_rows(dt_store *s, dti_rows which, size_t n, dt_error *err);
/* Signed square root of a score: -10 .. 10 becomes -3.16 .. 3.16. */
double dti_tone(double score);
/* How much an event counts before it is told again; 0: not at all. */
double dti_event_weight(int aspect, int precision, double confidence);
/* Makes pair_day and the pairs' totals again for what is dirty. */
int dti_rollup(dt_store *s, dt_error *err);
/* The same for every pair and day: after a change of schema or of the weights. */
int dti_rollup_all(dt_store *s, dt_error *err);

/*
 * Two tellings are of one happening when parties, type and date are the same and the states
 * they name as its place are, or one names none.  That is no relation of equality, so it is
 * settled among all tellings at once, the same for any order they came in: those that name no
 * state belong to the first that does.
 *   rows   begin with the number of their happening, sorted by it; changed
 * Returns 1 when a number was changed (what is sorted within a happening wants sorting again).
 */
#define DTI_WHERE_BITS 15
#define DTI_WHERE_MASK (((int64_t)1 << DTI_WHERE_BITS) - 1)
int dti_join_happenings(void *rows, size_t n, size_t row_bytes);

/* What pair_day holds of one pair and day. */
typedef struct dti_day_sums {
    size_t n_events, n_happenings, n_stories, n_sources, quad[5];
    double weight, goldstein, score, score_up, score_down, conflict, tone;
    /* First and last day of publication; settled: since when what is known of the day has not
     * changed, which is later than last_pub when stories were joined by a later document. */
    int32_t first_pub, last_pub, settled;
    int64_t story; /* the one that tells of the day; 0: several do */
} dti_day_sums;
/*
 * Sums of one pair and day over what was published by as_of (INT32_MAX: all), read from the
 * events.  s->told is then what pair_day.told holds: the distinct (story, source), as varints;
 * story zigzag.
 */
int dti_day_sums_make(dt_store *s, int64_t pair, int32_t day, int32_t as_of, dti_day_sums *out,
                      dt_error *err);
/*
 * The same from pair_day and pair_then, without a look at the events; sums holds what pair_day
 * says: first_pub, last_pub and settled at least, and is returned as it is when nothing came
 * after as_of.  *known 0: nothing was known by then.  *made 1: sums and s->told are made.
 */
int dti_day_sums_then(dt_store *s, int64_t pair, int32_t day, int32_t as_of, dti_day_sums *sums,
                      int *known, int *made, dt_error *err);
/* Sums of the events as of a day; the order of list->all is changed.  day_known.c packs. */
int dti_day_sums_of(dt_store *s, dti_day_events *list, dti_day_sums *out, dt_error *err);
dti_day_event *dti_day_events_add(dti_day_events *list); /* NULL: out of memory */
dti_story_then *dti_day_events_then(dti_day_events *list);
void dti_day_events_release(dti_day_events *list);
/* What of the list was known by as_of, each event in its story of then; over what out held. */
int dti_day_events_known(const dti_day_events *list, int32_t as_of, dti_day_events *out);
/* The row of pair_then; the events lie in the order of happenings, as dti_day_sums_of leaves
 * them. */
void dti_day_events_pack(const dti_day_events *list, int32_t day, dti_buf *out);
int dti_day_events_unpack(const void *bytes, size_t len, int32_t day, dti_day_events *out);
void dti_add_varint(dti_buf *b, uint64_t v);
uint64_t dti_read_varint(const unsigned char **p, const unsigned char *end);

/* Sketch of a text: the smallest hashes of its word 3-grams, ascending. */
typedef struct dti_sketch {
    uint32_t hash[DTI_SKETCH_SIZE];
    uint32_t n;          /* filled */
    uint32_t n_shingles; /* distinct ones in the text, estimated past DTI_SKETCH_SIZE * 64 */
} dti_sketch;
void dti_sketch_make(dt_slice text, dti_sketch *out);
/* 1 when the two tell the same text. */
int dti_sketch_same(const dti_sketch *a, const dti_sketch *b);
int dti_sketch_likeness(const dti_sketch *a, const dti_sketch *b, double *jaccard,
                        double *contained);
/* Puts a document with its sketch into its story; marks what that changes. */
int dti_story_place(dt_store *s, int64_t doc, int32_t pub_day, const dti_sketch *sketch,
                    dt_error *err);
void dti_sketch_memory_release(dt_store *s);
/* 1: the store would find one by the other, and they tell the same. */
int dti_sketch_linked(const dti_sketch *a, int32_t day_a, const dti_sketch *b, int32_t day_b);
/* The documents of a story by doc_id. */
typedef struct dti_member {
    int64_t doc;
    char *doc_id;
    int32_t pub_day; /* DTI_NO_DAY: none */
} dti_member;
int dti_story_members(dt_store *s, int64_t story, dti_member **out, size_t *n, dt_error *err);
void dti_members_free(dti_member *m, size_t n);
int dti_sketch_load(dt_store *s, int64_t doc, dti_sketch *out, int32_t *pub_day, dt_error *err);
/* Marks the days of pairs on which a document's events count. */
int dti_mark_document(dt_store *s, int64_t doc, dt_error *err);
/* Makes story_then of a story again, and marks its documents if that changed (story_then.c). */
int dti_story_then_make(dt_store *s, int64_t story, dt_error *err);
int dti_story_then_drop(dt_store *s, int64_t doc, dt_error *err);
/* Was a story ever told as several? -1: failed. */
int dti_story_has_then(dt_store *s, int64_t story, dt_error *err);
/* Of every story: after a change of schema. */
int dti_story_then_make_all(dt_store *s, dt_error *err);
/* Takes a document out of its story; the others are grouped again. */
int dti_story_remove(dt_store *s, int64_t doc, int64_t story, dt_error *err);

/* Verdicts of analysts, by document. */
typedef struct dti_override {
    dt_slice event_id, plover, original_plover, mode, cameo, date, aspect, sources, targets;
    int64_t trigger_start, trigger_end;
    int not_an_event, quad, penta;
    double score, goldstein;
} dti_override;
int dti_overrides_of(dt_store *s, dt_slice doc_id, dti_arena *arena, dti_override **out,
                     size_t *n, dt_error *err);
const dti_override *dti_override_for(const dti_override *all, size_t n, const dt_event *e);
/* Lays the verdict over a copy of the event; returns what stands in event.corrected. */
int dti_override_apply(const dti_override *o, dti_arena *arena, dt_event *e);

/* Writes the fields of an event over its stored row, with actors and pairs (rewrite.c). */
int dti_event_rewrite(dt_store *s, int64_t number, const dt_event *e, dt_slice published,
                      int corrected, dt_error *err);

/* Writes the event record of DESIGN ("The event record") without a newline. */
void dti_event_json(dti_buf *out, const dt_event_row *row);
/* Value of "name=value" in the words of a run's options; empty when it is not among them. */
dt_slice dti_run_option(dt_slice options, const char *name);
int dti_aspect_of(dt_slice name); /* -1: none of that name */

/* Event date, mid-period for reduced ones; DTI_NO_DAY when empty or bad. */
int32_t dti_event_day(dt_slice date, int *precision);

/* In how many sentences the words stand (FTS5 syntax), counted no further than most; -1: what is
 * looked for does not parse. */
int dti_sentences_count(dt_store *s, const char *text, int64_t most);
/* Makes dti_is_among(set, sentence) known to the connection; an SQLite code. */
int dti_sentences_register(dt_store *s);
/* Binds the set of the sentences that hold the words to parameter i of a statement. */
int dti_sentences_bind(dt_store *s, sqlite3_stmt *to, int i, dt_slice text, dt_error *err);

/* Calls fn for the rows of a statement made from DTI_EVENT_COLUMNS; bound by the caller. */
int dti_each_event(dt_store *s, sqlite3_stmt *q, dt_event_fn *fn, void *ctx, dt_error *err);
/* Adds how widely the row's happening is told. */
void dti_event_width(dt_store *s, dt_event_row *row);
/* dt_store_count that stops at a ceiling (not 0): a page need not know how many millions. */
int dti_count_events(dt_store *s, const dt_filter *filter, size_t ceiling, size_t *out,
                     dt_error *err);
/* "SELECT" dti_event_columns " FROM event e" dti_event_joins */
extern const char dti_event_columns[], dti_event_joins[];

/* Pairs that stand for a query "a against b"; out in the arena. */
typedef struct dti_pair_ref {
    int64_t pair;
    int kind;
} dti_pair_ref;
int dti_pairs_of(dt_store *s, const char *a, const char *b, int directed, int64_t **out,
                 size_t *n, dt_error *err); /* *out: free() */

#endif
