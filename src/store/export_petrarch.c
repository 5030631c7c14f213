/* export_petrarch.c: writes an event as lines of Phoenix and of PETRARCH2's event files. */
#include <math.h>

#include "store/export.h"

static void day_text(dti_buf *b, int32_t day) {
    if (day == DTI_NO_DAY) return;
    int y, m, d;
    dti_day_parts(day, &y, &m, &d);
    dti_buf_printf(b, "%04d%02d%02d", y, m, d);
}

static void code_of(const dt_exporter *x, const dt_actor *a, dti_buf *out) {
    dti_buf_clear(out);
    dti_cameo_actor(x, a, out);
}

/*
 * Both formats know actors by code alone: Blinken and Biden meeting Wang are one line, USAGOV
 * and CHNGOV.  Calls write once for every pair of codes.
 */
typedef struct coded_pairs {
    dti_buf source, target;
    dt_slice seen[DTI_MAX_EXPORT_DYADS][2];
    size_t n_seen;
    dti_arena arena;
} coded_pairs;

static int is_new(coded_pairs *p) {
    dt_slice s = {p->source.ptr, p->source.len}, t = {p->target.ptr, p->target.len};
    for (size_t i = 0; i < p->n_seen; i++)
        if (dti_slice_eq(p->seen[i][0], s) && dti_slice_eq(p->seen[i][1], t)) return 0;
    char *a = dti_arena_copy(&p->arena, s.len ? s.ptr : "", s.len);
    char *c = dti_arena_copy(&p->arena, t.len ? t.ptr : "", t.len);
    if (!a || !c || p->n_seen == DTI_MAX_EXPORT_DYADS) return 1;
    p->seen[p->n_seen][0] = dti_slice(a, s.len);
    p->seen[p->n_seen++][1] = dti_slice(c, t.len);
    return 1;
}

typedef void put_fn(dt_exporter *x, const dt_event_row *row, const dti_export_dyad *d,
                    const coded_pairs *p);

static void each_pair(dt_exporter *x, const dt_event_row *row, put_fn *put) {
    dti_export_dyad dyads[DTI_MAX_EXPORT_DYADS];
    coded_pairs p;
    p.n_seen = 0;
    dti_buf_init(&p.source);
    dti_buf_init(&p.target);
    dti_arena_init(&p.arena, 0);
    size_t n = dti_export_dyads(&row->event, dyads);
    for (size_t i = 0; i < n; i++) {
        code_of(x, dyads[i].source, &p.source);
        code_of(x, dyads[i].target, &p.target);
        if (is_new(&p)) put(x, row, &dyads[i], &p);
    }
    dti_buf_release(&p.source);
    dti_buf_release(&p.target);
    dti_arena_release(&p.arena);
}

/* "economic,1;military,1": how often each context is spoken of; here each once. */
static void issues(dti_buf *b, const dt_event *e) {
    for (size_t i = 0; i < e->n_contexts; i++) {
        if (i) dti_buf_char(b, ';');
        dti_tsv_cell(b, e->contexts[i]);
        dti_buf_str(b, ",1");
    }
}

static void sentence_id(dti_buf *b, const dt_event_row *row) {
    dti_tsv_cell(b, row->doc_id);
    dti_buf_printf(b, "_%zu", row->event.sentence + 1);
}

/* ------------------------------------------------------------------ Phoenix */

/* Full, Entity, Role, Attribute. */
static void phoenix_actor(const dt_exporter *x, const dt_actor *a, const dti_buf *full,
                          dti_buf *b) {
    dti_tsv_next(b, (dt_slice){full->ptr, full->len});
    dti_tsv_next(b, a ? a->country : (dt_slice){"", 0});
    for (size_t i = 0; i < 2; i++)
        dti_tsv_next(b, a ? dti_cameo_sector(x, a, i) : (dt_slice){"", 0});
}

static void phoenix_line(dt_exporter *x, const dt_event_row *row, const dti_export_dyad *d,
                         const coded_pairs *p) {
    const dt_event *e = &row->event;
    const dt_place *where = &e->place;
    const dt_code_facts *code = dti_code_fact_of(x, e->cameo);
    const dti_country_fact *c = dti_country_fact_of(x, where->country);
    dti_buf *b = &x->line;
    int32_t day = dti_export_day(row);
    dti_buf_printf(b, "%llu_", (unsigned long long)d->number);
    /* the version is one word there: "detente0.1.0" */
    for (size_t i = 0, words = 0; i < row->version.len && words < 2; i++)
        if (row->version.ptr[i] == ' ')
            words++;
        else
            dti_buf_char(b, row->version.ptr[i]);
    dti_buf_char(b, '\t');
    day_text(b, day);
    if (day != DTI_NO_DAY) {
        int y, m, dd;
        dti_day_parts(day, &y, &m, &dd);
        dti_buf_printf(b, "\t%d\t%d\t%d", y, m, dd);
    } else {
        dti_buf_str(b, "\t\t\t");
    }
    phoenix_actor(x, d->source, &p->source, b);
    phoenix_actor(x, d->target, &p->target, b);
    dti_tsv_next(b, e->cameo);
    dti_tsv_next(b, dti_slice(e->cameo.ptr, e->cameo.len < 2 ? e->cameo.len : 2));
    dti_buf_printf(b, "\t%d\t", code && code->quad_phoenix >= 0 ? code->quad_phoenix : e->quad);
    dti_json_number(
        b, code && !isnan(code->goldstein_icews) ? code->goldstein_icews : e->goldstein, 2);
    dti_buf_char(b, '\t');
    issues(b, e);
    dti_buf_char(b, '\t');
    if (where->has_coordinates) dti_json_number(b, where->lat, 5);
    dti_buf_char(b, '\t');
    if (where->has_coordinates) dti_json_number(b, where->lon, 5);
    dti_tsv_next(b, where->name.len ? where->name : c ? c->name : (dt_slice){"", 0});
    dti_buf_char(b, '\t'); /* StateName */
    dti_tsv_next(b, where->country);
    dti_buf_char(b, '\t');
    sentence_id(b, row);
    dti_tsv_next(b, row->url);
    dti_tsv_next(b, row->publisher);
    dti_buf_char(b, '\n');
}

void dti_phoenix_row(dt_exporter *x, const dt_event_row *row) { each_pair(x, row, phoenix_line); }

/* ------------------------------------------------------------------ PETRARCH2 */

static void petrarch_line(dt_exporter *x, const dt_event_row *row, const dti_export_dyad *d,
                          const coded_pairs *p) {
    (void)d;
    dti_buf *b = &x->line;
    static const dt_slice none = {"---", 3}; /* how PETRARCH writes an actor it has no code for */
    day_text(b, dti_export_day(row));
    dti_tsv_next(b, p->source.len ? (dt_slice){p->source.ptr, p->source.len} : none);
    dti_tsv_next(b, p->target.len ? (dt_slice){p->target.ptr, p->target.len} : none);
    dti_tsv_next(b, row->event.cameo);
    dti_buf_char(b, '\t');
    issues(b, &row->event);
    dti_buf_char(b, '\t');
    sentence_id(b, row);
    dti_tsv_next(b, row->publisher);
    dti_buf_char(b, '\n');
}

void dti_petrarch_row(dt_exporter *x, const dt_event_row *row) {
    each_pair(x, row, petrarch_line);
}
