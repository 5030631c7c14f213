/* export_tabular.c: writes an event as lines of ICEWS and of POLECAT, tables with a header. */
#include <math.h>
#include <xxhash.h>

#include "store/export.h"

const char dti_icews_header[] =
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\t"
    "Publisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";

const char dti_polecat_header[] =
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\t"
    "Actor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\t"
    "Actor Name Raw\tWikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\t"
    "Primary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\t"
    "Wikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\t"
    "GeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\t"
    "Story Organizations\tStory Locations\tLanguage\tVersion";

static const dt_slice EMPTY = {"", 0};

static void iso_day(dti_buf *b, int32_t day) {
    if (day == DTI_NO_DAY) return;
    char text[16];
    dti_date d = dti_date_of_day(day);
    dti_buf_add(b, text, (size_t)dti_date_write(&d, text));
}

static dt_slice country_name(const dt_exporter *x, dt_slice iso3) {
    const dti_country_fact *c = dti_country_fact_of(x, iso3);
    return c && c->name.len ? c->name : iso3;
}

static int is_country_itself(const dt_exporter *x, const dt_place *p) {
    return !p->name.len || dti_slice_eq(p->name, country_name(x, p->country));
}

/* ------------------------------------------------------------------ ICEWS */

static dt_slice icews_sector(const dt_exporter *x, dt_slice sector) {
    const dti_sector_fact *f = dti_sector_fact_of(x, sector);
    return f ? f->icews : sector;
}

/* A name, or as ICEWS writes those without one, "Government (China)"; then sectors, country. */
static void icews_actor(const dt_exporter *x, const dt_actor *a, dti_buf *b) {
    if (!a) {
        dti_buf_str(b, "\t\t\t");
        return;
    }
    dt_slice country = country_name(x, a->country);
    dt_slice first = icews_sector(x, dti_actor_sector(a, 0));
    dti_buf_char(b, '\t');
    if (a->name.len) {
        dti_tsv_cell(b, a->name);
    } else if (first.len && country.len) {
        dti_tsv_cell(b, first);
        dti_buf_str(b, " (");
        dti_tsv_cell(b, country);
        dti_buf_char(b, ')');
    } else {
        dti_tsv_cell(b, country.len ? country : first.len ? first : a->text);
    }
    dti_buf_char(b, '\t');
    for (size_t i = 0; dti_actor_sector(a, i).len; i++) {
        if (i) dti_buf_char(b, ',');
        dti_tsv_cell(b, icews_sector(x, dti_actor_sector(a, i)));
    }
    dti_tsv_next(b, country);
}

void dti_icews_row(dt_exporter *x, const dt_event_row *row) {
    dti_export_dyad dyads[DTI_MAX_EXPORT_DYADS];
    const dt_event *e = &row->event;
    dti_buf *b = &x->line;
    size_t n = dti_export_dyads(e, dyads);
    const dt_code_facts *code = dti_code_fact_of(x, e->cameo);
    const dt_place *p = &e->place;
    dt_slice story = row->story_id.len ? row->story_id : row->doc_id;
    uint64_t story_number = XXH3_64bits(story.len ? story.ptr : "", story.len) >> 11;
    for (size_t i = 0; i < n; i++) {
        dti_buf_printf(b, "%llu\t", (unsigned long long)dyads[i].number);
        iso_day(b, dti_export_day(row));
        icews_actor(x, dyads[i].source, b);
        dti_tsv_next(b, code ? code->name : EMPTY);
        dti_tsv_next(b, e->cameo);
        dti_buf_char(b, '\t');
        dti_json_number(b,
                        code && !isnan(code->goldstein_icews) ? code->goldstein_icews
                                                              : e->goldstein,
                        2);
        icews_actor(x, dyads[i].target, b);
        dti_buf_printf(b, "\t%llu\t%zu", (unsigned long long)story_number, e->sentence + 1);
        dti_tsv_next(b, row->publisher);
        dti_tsv_next(b, is_country_itself(x, p) ? EMPTY : p->name);
        dti_buf_str(b, "\t\t"); /* district, province: places carry none */
        dti_tsv_next(b, country_name(x, p->country));
        dti_buf_char(b, '\t');
        if (p->has_coordinates) dti_json_number(b, p->lat, 5);
        dti_buf_char(b, '\t');
        if (p->has_coordinates) dti_json_number(b, p->lon, 5);
        dti_buf_char(b, '\n');
    }
}

/* ------------------------------------------------------------------ POLECAT */

/* POLECAT writes the word None for what is missing. */
static void cell(dti_buf *b, dt_slice s) {
    dti_tsv_next(b, s.len ? s : (dt_slice){"None", 4});
}

static void nones(dti_buf *b, int n) {
    while (n-- > 0) dti_buf_str(b, "\tNone");
}

/* Name, Country, COW, Primary Sector, Sectors, Title, Name Raw, Wikipedia ID. */
static void polecat_actor(const dt_exporter *x, const dt_actor *a, dti_buf *b) {
    if (!a) {
        nones(b, 8);
        return;
    }
    const dti_country_fact *c = dti_country_fact_of(x, a->country);
    cell(b, a->name.len ? a->name : a->text);
    cell(b, a->country);
    cell(b, c ? c->cow : EMPTY);
    cell(b, dti_actor_sector(a, 0));
    if (dti_actor_sector(a, 0).len) {
        dti_buf_char(b, '\t');
        for (size_t i = 0; dti_actor_sector(a, i).len; i++) {
            if (i) dti_buf_char(b, ';');
            dti_tsv_cell(b, dti_actor_sector(a, i));
        }
    } else {
        nones(b, 1);
    }
    nones(b, 1); /* the title is part of the raw name */
    cell(b, a->text);
    nones(b, 1);
}

static const char *quad_in_words(int quad) {
    static const char *const words[] = {"None", "VERBAL COOPERATION", "MATERIAL COOPERATION",
                                        "VERBAL CONFLICT", "MATERIAL CONFLICT"};
    return words[quad >= 1 && quad <= 4 ? quad : 0];
}

void dti_polecat_row(dt_exporter *x, const dt_event_row *row) {
    dti_export_dyad dyads[DTI_MAX_EXPORT_DYADS];
    const dt_event *e = &row->event;
    const dt_place *p = &e->place;
    dti_buf *b = &x->line;
    size_t n = dti_export_dyads(e, dyads);
    const dti_type_fact *t = dti_type_fact_of(x, e->plover, e->mode);
    int32_t day = dti_export_day(row);
    for (size_t i = 0; i < n; i++) {
        dti_buf_printf(b, "%llu\t", (unsigned long long)dyads[i].number);
        if (day == DTI_NO_DAY) dti_buf_str(b, "None");
        iso_day(b, day);
        cell(b, e->plover);
        cell(b, e->mode);
        dti_buf_char(b, '\t');
        dti_json_number(b, t ? t->score : e->score, 2);
        dti_buf_printf(b, "\t%s", quad_in_words(t ? t->quad : e->quad));
        if (e->n_contexts) dti_buf_char(b, '\t');
        for (size_t k = 0; k < e->n_contexts; k++) {
            if (k) dti_buf_char(b, ';');
            dti_tsv_cell(b, e->contexts[k]);
        }
        if (!e->n_contexts) nones(b, 1);
        polecat_actor(x, dyads[i].source, b);
        polecat_actor(x, dyads[i].target, b);
        cell(b, p->name.len ? p->name : country_name(x, p->country));
        cell(b, is_country_itself(x, p) ? EMPTY : p->name);
        nones(b, 2);
        cell(b, p->country);
        dti_buf_char(b, '\t');
        if (p->has_coordinates)
            dti_json_number(b, p->lat, 5);
        else
            dti_buf_str(b, "None");
        dti_buf_char(b, '\t');
        if (p->has_coordinates)
            dti_json_number(b, p->lon, 5);
        else
            dti_buf_str(b, "None");
        nones(b, 1);
        cell(b, p->text);
        nones(b, 1);
        cell(b, row->publisher);
        cell(b, row->published);
        nones(b, 3);
        cell(b, row->lang);
        cell(b, row->version);
        dti_buf_char(b, '\n');
    }
}
