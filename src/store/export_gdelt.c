/* export_gdelt.c: writes an event as lines of GDELT 1.0 and 2.0 events and 2.0 mentions. */
#include <math.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "store/export.h"

/* Sentences that count as the lead, where GDELT looks for "root" events: title and two more. */
#define LEAD_SENTENCES 3

static void tab(dti_buf *b) { dti_buf_char(b, '\t'); }
static void tabs(dti_buf *b, int n) {
    while (n-- > 0) tab(b);
}

static void upper(dti_buf *b, dt_slice s) {
    for (size_t i = 0; i < s.len;) {
        uint32_t cp;
        char out[4];
        i += dti_utf8_next(s.ptr + i, s.len - i, &cp);
        if (cp == DTI_UTF8_BAD || cp < 0x20 || cp == 0x7f) cp = ' ';
        if (cp == '"') cp = '\''; /* dti_tsv_cell */
        dti_buf_add(b, out, dti_utf8_put((uint32_t)utf8proc_toupper((int32_t)cp), out));
    }
}

/* Code, Name, CountryCode, KnownGroup, Ethnic, Religion1, Religion2, Type1, Type2, Type3. */
static void actor(const dt_exporter *x, const dt_actor *a, dti_buf *b) {
    tab(b);
    if (!a) {
        tabs(b, 9);
        return;
    }
    dti_cameo_actor(x, a, b);
    tab(b);
    const dti_country_fact *c = dti_country_fact_of(x, a->country);
    upper(b, a->name.len ? a->name : c && c->name.len ? c->name : a->text);
    dti_tsv_next(b, a->country);
    tabs(b, 4); /* groups, ethnic groups and religions are not told apart from names */
    for (size_t i = 0; i < 3; i++) dti_tsv_next(b, dti_cameo_sector(x, a, i));
}

static int is_country_itself(const dti_country_fact *c, const dt_place *p) {
    return !p->name.len || (c && dti_slice_eq(c->name, p->name));
}

/* Type, FullName, CountryCode, ADM1, (ADM2,) Lat, Long, FeatureID. */
static void action_place(const dt_exporter *x, const dt_place *p, int has_adm2, dti_buf *b) {
    const dti_country_fact *c = dti_country_fact_of(x, p->country);
    if (!p->name.len && !p->country.len) {
        dti_buf_str(b, "\t0");
        tabs(b, has_adm2 ? 7 : 6);
        return;
    }
    int country = is_country_itself(c, p);
    /* 1 country, 3 place in the United States, 4 place elsewhere; 2 and 5 (states, provinces)
     * are not told apart from other places */
    dti_buf_str(b, country ? "\t1\t" : dti_slice_is(p->country, "USA") ? "\t3\t" : "\t4\t");
    if (!country) {
        dti_tsv_cell(b, p->name);
        if (c && c->name.len) dti_buf_str(b, ", ");
    }
    dti_tsv_cell(b, c ? c->name : country ? p->country : (dt_slice){"", 0});
    dt_slice fips = c ? c->fips : (dt_slice){"", 0};
    dti_tsv_next(b, fips);
    dti_tsv_next(b, country ? fips : (dt_slice){"", 0}); /* GDELT repeats the country there */
    if (has_adm2) tab(b);
    tab(b);
    if (p->has_coordinates) dti_json_number(b, p->lat, 6);
    tab(b);
    if (p->has_coordinates) dti_json_number(b, p->lon, 6);
    tab(b);
}

static void date_cells(int32_t day, dti_buf *b) {
    if (day == DTI_NO_DAY) {
        tabs(b, 4);
        return;
    }
    int y, m, d;
    dti_day_parts(day, &y, &m, &d);
    dti_buf_printf(b, "\t%04d%02d%02d\t%04d%02d\t%04d\t", y, m, d, y, m, y);
    dti_buf_printf(b, "%04d.%04d", y, (int)lround(((m - 1) * 30 + d) * 10000.0 / 365));
}

static void stamp(dti_buf *b, int32_t day, int with_time) {
    if (day == DTI_NO_DAY) return;
    int y, m, d;
    dti_day_parts(day, &y, &m, &d);
    dti_buf_printf(b, "%04d%02d%02d%s", y, m, d, with_time ? "000000" : "");
}

static int32_t published_day(const dt_event_row *row) {
    int precision;
    return dti_event_day(row->published, &precision);
}

void dti_gdelt_row(dt_exporter *x, const dt_event_row *row) {
    dti_export_dyad dyads[DTI_MAX_EXPORT_DYADS];
    const dt_event *e = &row->event;
    dti_buf *b = &x->line;
    int is_2 = x->format == DT_FORMAT_GDELT2;
    size_t n = dti_export_dyads(e, dyads);
    const dt_code_facts *code = dti_code_fact_of(x, e->cameo);
    for (size_t i = 0; i < n; i++) {
        dti_buf_printf(b, "%llu", (unsigned long long)dyads[i].number);
        date_cells(dti_export_day(row), b);
        actor(x, dyads[i].source, b);
        actor(x, dyads[i].target, b);
        dti_buf_printf(b, "\t%d", e->sentence < LEAD_SENTENCES);
        dti_tsv_next(b, e->cameo);
        dti_tsv_next(b, dti_slice(e->cameo.ptr, e->cameo.len < 3 ? e->cameo.len : 3));
        dti_tsv_next(b, dti_slice(e->cameo.ptr, e->cameo.len < 2 ? e->cameo.len : 2));
        dti_buf_printf(b, "\t%d\t", code && code->quad_gdelt >= 0 ? code->quad_gdelt : e->quad);
        dti_json_number(b,
                        code && !isnan(code->goldstein_gdelt) ? code->goldstein_gdelt
                                                              : e->goldstein,
                        2);
        dti_buf_printf(b, "\t%zu\t%zu\t%zu\t", e->mentions, row->n_publishers, row->n_stories);
        for (int k = 0; k < 2; k++) { /* where actors are is not coded */
            dti_buf_str(b, "\t0");
            tabs(b, is_2 ? 7 : 6);
        }
        action_place(x, &e->place, is_2, b);
        tab(b);
        stamp(b, published_day(row), is_2);
        dti_tsv_next(b, row->url);
        dti_buf_char(b, '\n');
    }
}

static void offset(dti_buf *b, const dt_actor *a) {
    if (a)
        dti_buf_printf(b, "\t%zu", a->start);
    else
        dti_buf_str(b, "\t-1");
}

void dti_gdelt_mention_row(dt_exporter *x, const dt_event_row *row) {
    dti_export_dyad dyads[DTI_MAX_EXPORT_DYADS];
    const dt_event *e = &row->event;
    dti_buf *b = &x->line;
    size_t n = dti_export_dyads(e, dyads);
    for (size_t i = 0; i < n; i++) {
        dti_buf_printf(b, "%llu\t", (unsigned long long)dyads[i].number);
        stamp(b, dti_export_day(row), 1);
        tab(b);
        stamp(b, published_day(row), 1);
        /* 1 a page, named by its address; 2 "citation only" */
        dti_buf_str(b, row->url.len ? "\t1" : "\t2");
        dti_tsv_next(b, row->publisher);
        dti_tsv_next(b, row->url.len ? row->url : row->doc_id);
        dti_buf_printf(b, "\t%zu", e->sentence + 1);
        offset(b, dyads[i].source);
        offset(b, dyads[i].target);
        dti_buf_printf(b, "\t%zu\t1\t", e->trigger_start);
        int tenths = (int)lround(e->confidence * 10);
        dti_buf_printf(b, "%d", 10 * (tenths < 1 ? 1 : tenths > 10 ? 10 : tenths));
        tabs(b, 4);
        dti_buf_char(b, '\n');
    }
}
