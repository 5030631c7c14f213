/* event_json.c: writes the event record, one JSON object. */
#include "store/store.h"

static void key(dti_buf *b, const char *name) { dti_json_key(b, name); }

static void one_actor(dti_buf *b, const dt_actor *a) {
    dti_buf_char(b, '{');
    dti_json_kv(b, "text", a->text);
    dti_json_kn(b, "start", (double)a->start, 0);
    dti_json_kn(b, "end", (double)a->end, 0);
    dti_json_kv(b, "name", a->name);
    dti_json_kv(b, "code", a->code);
    dti_json_kv(b, "country", a->country);
    dti_json_kv(b, "sector", a->sector);
    dti_buf_char(b, '}');
}

static void actors(dti_buf *b, const char *name, const dt_actor *all, size_t n) {
    key(b, name);
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(b, ',');
        one_actor(b, &all[i]);
    }
    dti_buf_char(b, ']');
}

void dti_event_json(dti_buf *b, const dt_event_row *row) {
    const dt_event *e = &row->event;
    dti_buf_char(b, '{');
    dti_json_kv(b, "event_id", e->id);
    dti_json_kv(b, "doc_id", row->doc_id);
    dti_json_kv(b, "story_id", row->story_id);
    dti_json_kv(b, "url", row->url);
    dti_json_kn(b, "sentence", (double)e->sentence, 0);
    dti_json_kv(b, "published", row->published);
    dti_json_kv(b, "date", e->date);
    dti_json_kv(b, "aspect", dti_str(dt_aspect_name(e->aspect)));
    actors(b, "source", e->sources, e->n_sources);
    actors(b, "target", e->targets, e->n_targets);
    dti_json_kv(b, "plover", e->plover);
    dti_json_kv(b, "mode", e->mode);
    key(b, "context");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < e->n_contexts; i++) {
        if (i) dti_buf_char(b, ',');
        dti_json_string(b, e->contexts[i]);
    }
    dti_buf_char(b, ']');
    dti_json_kv(b, "cameo", e->cameo);
    dti_json_kn(b, "quad", e->quad, 0);
    dti_json_kn(b, "penta", e->penta, 0);
    dti_json_kn(b, "score", e->score, 2);
    dti_json_kn(b, "goldstein", e->goldstein, 2);
    key(b, "trigger");
    dti_buf_char(b, '{');
    dti_json_kv(b, "text", e->trigger);
    dti_json_kn(b, "start", (double)e->trigger_start, 0);
    dti_json_kn(b, "end", (double)e->trigger_end, 0);
    dti_buf_char(b, '}');
    key(b, "place");
    if (e->place.text.len || e->place.name.len || e->place.country.len) {
        dti_buf_char(b, '{');
        dti_json_kv(b, "text", e->place.text);
        dti_json_kv(b, "name", e->place.name);
        dti_json_kv(b, "country", e->place.country);
        if (e->place.has_coordinates) {
            dti_json_kn(b, "lat", e->place.lat, 5);
            dti_json_kn(b, "lon", e->place.lon, 5);
        }
        if (e->place.from_dateline) {
            key(b, "from_dateline");
            dti_buf_str(b, "true");
        }
        dti_buf_char(b, '}');
    } else {
        dti_buf_str(b, "null");
    }
    key(b, "speaker");
    if (e->speaker)
        one_actor(b, e->speaker);
    else
        dti_buf_str(b, "null");
    dti_json_kn(b, "confidence", e->confidence, 4);
    dti_json_kv(b, "frame", e->frame);
    dti_json_kv(b, "evidence", e->evidence);
    dti_json_kn(b, "mentions", (double)e->mentions, 0);
    dti_json_kv(b, "scores", row->scores);
    dti_json_kv(b, "quads", row->quads);
    dti_json_kv(b, "version", row->version);
    dti_buf_char(b, '}');
}
