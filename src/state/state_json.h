/* state_json.h: the state of a relation as JSON, for the command and for the API. */
#ifndef DTI_STATE_JSON_H
#define DTI_STATE_JSON_H

#include "base/buf.h"
#include "detente_store.h"

/*
 * How the API writes it (docs/api.md): events by a writer of its own, periods half-open with
 * "day" and "end_day", a number for every quad class.  NULL: as `detente tension --to json`.
 */
typedef struct dti_state_style {
    int (*event)(void *ctx, dti_buf *out, const dt_event_row *row); /* 0 to go on */
    void *ctx;
} dti_state_style;

/* One object with everything, the events written out. */
DT_CHECK int dti_state_json(dti_buf *out, dt_store *store, const dt_state_query *query,
                            const dt_state *state, const dti_state_style *style, dt_error *err);
/* The member "turns" alone. */
DT_CHECK int dti_state_json_turns(dti_buf *out, dt_store *store, const dt_state *state,
                                  const dti_state_style *style, dt_error *err);

/* Text, null when empty; "enough", "level", "low", "high", null where reports are too few; the
 * codes of actors, or their countries. */
void dti_json_text(dti_buf *b, const char *key, dt_slice text);
void dti_json_level(dti_buf *b, int enough, double level, double low, double high);
void dti_json_actor_codes(dti_buf *b, const char *key, const dt_actor *all, size_t n);
/* Number or null; YYYY-MM-DD; true or false. */
void dti_json_real(dti_buf *b, const char *key, double value, int decimals);
void dti_json_day(dti_buf *b, const char *key, int32_t day);
void dti_json_bool(dti_buf *b, const char *key, int value);

#endif
