/* export_csv.c: writes an event as one line of our own CSV, all that the record holds. */
#include "store/export.h"

/* Lists (actors, contexts) stand in one cell, ";" between them; docs/formats/csv.md. */
const char dti_csv_header[] =
    "event_id,doc_id,story_id,url,title,publisher,lang,published,sentence,date,aspect,"
    "source,source_name,source_text,source_country,source_sector,source_start,source_end,"
    "target,target_name,target_text,target_country,target_sector,target_start,target_end,"
    "plover,mode,context,cameo,quad,penta,score,goldstein,scores,quads,"
    "trigger,trigger_start,trigger_end,place,place_name,place_country,lat,lon,from_dateline,"
    "speaker,speaker_name,speaker_text,speaker_country,speaker_sector,speaker_start,speaker_end,"
    "confidence,frame,evidence,mentions,corrected,version";

static void open_cell(dti_buf *b, int *first) {
    if (!*first) dti_buf_char(b, ',');
    *first = 0;
}

/* RFC 4180: quoted when it must be, quotes doubled. */
static void cell(dti_buf *b, int *first, dt_slice s) {
    open_cell(b, first);
    int quote = 0;
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    if (!quote) {
        dti_buf_slice(b, s);
        return;
    }
    dti_buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"') dti_buf_char(b, '"');
        dti_buf_char(b, s.ptr[i]);
    }
    dti_buf_char(b, '"');
}

static void number(dti_buf *b, int *first, double v, int decimals) {
    open_cell(b, first);
    dti_json_number(b, v, decimals);
}

/* An item of a list: ";" and "\" in it get a "\" before them. */
static void item(dti_buf *b, dt_slice s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ';' || s.ptr[i] == '\\') dti_buf_char(b, '\\');
        dti_buf_char(b, s.ptr[i]);
    }
}

static void actors(dti_buf *b, int *first, dti_buf *list, const dt_actor *all, size_t n) {
    for (int field = 0; field < 7; field++) {
        dti_buf_clear(list);
        for (size_t i = 0; i < n; i++) {
            const dt_actor *a = &all[i];
            const dt_slice texts[] = {a->code, a->name, a->text, a->country, a->sector};
            if (i) dti_buf_char(list, ';');
            if (field < 5)
                item(list, texts[field]);
            else
                dti_json_number(list, (double)(field == 5 ? a->start : a->end), 0);
        }
        cell(b, first, (dt_slice){list->ptr, list->len});
    }
}

void dti_csv_row(dt_exporter *x, const dt_event_row *row) {
    const dt_event *e = &row->event;
    dti_buf *b = &x->line, list;
    int first = 1;
    dti_buf_init(&list);
    const dt_slice about[] = {e->id,          row->doc_id,    row->story_id, row->url,
                              row->title,     row->publisher, row->lang,     row->published};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) cell(b, &first, about[i]);
    number(b, &first, (double)e->sentence, 0);
    cell(b, &first, e->date);
    cell(b, &first, dti_str(dt_aspect_name(e->aspect)));
    actors(b, &first, &list, e->sources, e->n_sources);
    actors(b, &first, &list, e->targets, e->n_targets);
    cell(b, &first, e->plover);
    cell(b, &first, e->mode);
    dti_buf_clear(&list);
    for (size_t i = 0; i < e->n_contexts; i++) {
        if (i) dti_buf_char(&list, ';');
        item(&list, e->contexts[i]);
    }
    cell(b, &first, (dt_slice){list.ptr, list.len});
    cell(b, &first, e->cameo);
    number(b, &first, e->quad, 0);
    number(b, &first, e->penta, 0);
    number(b, &first, e->score, 2);
    number(b, &first, e->goldstein, 2);
    cell(b, &first, row->scores);
    cell(b, &first, row->quads);
    cell(b, &first, e->trigger);
    number(b, &first, (double)e->trigger_start, 0);
    number(b, &first, (double)e->trigger_end, 0);
    cell(b, &first, e->place.text);
    cell(b, &first, e->place.name);
    cell(b, &first, e->place.country);
    if (e->place.has_coordinates) {
        number(b, &first, e->place.lat, 5);
        number(b, &first, e->place.lon, 5);
    } else {
        dti_buf_str(b, ",,");
    }
    cell(b, &first, e->place.from_dateline ? dti_str("1") : (dt_slice){"", 0});
    actors(b, &first, &list, e->speaker, e->speaker ? 1 : 0);
    number(b, &first, e->confidence, 4);
    cell(b, &first, e->frame);
    cell(b, &first, e->evidence);
    number(b, &first, (double)e->mentions, 0);
    number(b, &first, row->corrected, 0);
    cell(b, &first, row->version);
    dti_buf_char(b, '\n');
    if (list.failed) b->failed = 1;
    dti_buf_release(&list);
}
