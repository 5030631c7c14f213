/* export.h: what the writers of the formats share. */
#ifndef DTI_EXPORT_H
#define DTI_EXPORT_H

#include "store/store.h"

/* Lines that one event may make in a dyadic format; a communiqué of thirty states has 870. */
#define DTI_MAX_EXPORT_DYADS 256

typedef struct dti_country_fact {
    dt_slice iso3, name, fips, cow;
} dti_country_fact;

typedef struct dti_type_fact {
    dt_slice type, mode;
    double score;
    int quad, speaks_ahead;
} dti_type_fact;

typedef struct dti_sector_fact {
    dt_slice sector, cameo, icews;
} dti_sector_fact;

/* Arrays in the exporter's arena, sorted by their key before the first row. */
typedef struct dti_export_facts {
    dti_country_fact *countries;
    dt_code_facts *codes;
    dti_type_fact *types;
    dti_sector_fact *sectors;
    size_t n_countries, n_codes, n_types, n_sectors;
    size_t cap_countries, cap_codes, cap_types, cap_sectors;
    int sorted;
} dti_export_facts;

struct dt_exporter {
    dt_format format;
    dt_write_fn *write;
    void *ctx;
    dti_arena arena; /* the facts */
    dti_export_facts facts;
    dti_buf line;
    size_t skipped;
    int begun, failed;
};

/* Between whom a line stands; NULL target: nobody. */
typedef struct dti_export_dyad {
    const dt_actor *source, *target;
    uint64_t number; /* stable id of the line: same event and parties, same number; < 2^53 */
} dti_export_dyad;
/* Pairs of an event: sources against targets, or, without targets, all parties both ways. */
size_t dti_export_dyads(const dt_event *e, dti_export_dyad out[DTI_MAX_EXPORT_DYADS]);

/* The day a dyadic format puts the event on: its own (mid-period for reduced dates), that of
 * publication for what is to come or undated; DTI_NO_DAY when there is none. */
int32_t dti_export_day(const dt_event_row *row);

/* Facts by key; NULL when they were not given. */
const dti_country_fact *dti_country_fact_of(const dt_exporter *x, dt_slice iso3);
/* The code's own or its nearest parent's. */
const dt_code_facts *dti_code_fact_of(const dt_exporter *x, dt_slice cameo);
const dti_type_fact *dti_type_fact_of(const dt_exporter *x, dt_slice type, dt_slice mode);
const dti_sector_fact *dti_sector_fact_of(const dt_exporter *x, dt_slice sector);

/* A cell of a tab-separated line: tabs, line ends and other controls become blanks. */
void dti_tsv_cell(dti_buf *b, dt_slice s);
/* "\t" and the cell. */
void dti_tsv_next(dti_buf *b, dt_slice s);
/* Code of an actor as CAMEO writes it: country and sectors; "" when it has none. */
void dti_cameo_actor(const dt_exporter *x, const dt_actor *a, dti_buf *out);
/* The i-th sector of an actor (0 the first) as CAMEO writes it; empty past the last. */
dt_slice dti_cameo_sector(const dt_exporter *x, const dt_actor *a, size_t i);
/* The i-th PLOVER sector of an actor. */
dt_slice dti_actor_sector(const dt_actor *a, size_t i);

/* One file each: header (may be NULL) and rows into x->line. */
extern const char dti_csv_header[], dti_icews_header[], dti_polecat_header[];
void dti_csv_row(dt_exporter *x, const dt_event_row *row);
void dti_gdelt_row(dt_exporter *x, const dt_event_row *row);
void dti_gdelt_mention_row(dt_exporter *x, const dt_event_row *row);
void dti_icews_row(dt_exporter *x, const dt_event_row *row);
void dti_polecat_row(dt_exporter *x, const dt_event_row *row);
void dti_phoenix_row(dt_exporter *x, const dt_event_row *row);
void dti_petrarch_row(dt_exporter *x, const dt_event_row *row);

#endif
