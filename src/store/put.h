/* put.h: what writing a document and writing its events share. */
#ifndef DTI_PUT_H
#define DTI_PUT_H

#include "store/pairs.h"
#include "store/store.h"

/* An event as the store held it before, for the comparison. */
typedef struct dti_old_event {
    dt_slice event_id, json, bare; /* json: with ids and version; bare: without */
    size_t trigger_start, trigger_end;
    int used;
} dti_old_event;

/* A document being written; all arrays lie in the arena. */
typedef struct dti_put {
    dt_store *s;
    const dt_record *record;
    dti_arena *arena;
    int64_t doc, source, old_story;
    int32_t pub_day;
    int has_pub_day, is_old, old_has_pub_day;
    int32_t old_pub_day;
    dti_old_event *old;
    size_t n_old, cap_old;
    dti_override *overrides;
    size_t n_overrides;
    /* pairs this document speaks of, for the newspaper share */
    int64_t *news;
    uint8_t *news_conflict;
    size_t n_news, cap_news;
    int64_t *sentence_ids;
    size_t *sentence_starts;
    size_t n_sentences;
} dti_put;

uint64_t dti_hash_slices(const dt_slice *all, size_t n);
/* Row number of what the texts name, found or made, and remembered; -1: failed. */
int64_t dti_row_of(dt_store *s, dti_intern *memory, dti_sql find, dti_sql add,
                   const dt_slice *texts, size_t n, dt_error *err);
/* Does an event count as news of conflict? */
int dti_is_conflict_news(int quad, int aspect);
/* Adds (sign 1) or takes away (-1) what the document says of its pairs on the day. */
DT_CHECK int dti_put_news(dti_put *w, int32_t pub_day, int sign, dt_error *err);
/* Takes an event out of its pairs. */
DT_CHECK int dti_unlink_pairs(dti_put *w, int64_t event, const dti_sides *sides, int32_t day,
                              int is_conflict, dt_error *err);
/* Writes one event with its sentence, actors and pairs; corrected as in the column. */
DT_CHECK int dti_put_event(dti_put *w, const dt_event *e, int corrected, dt_error *err);

#endif
