/* facts.h: quick access to the cells of the tables about actors, roles and places. */
#ifndef DTI_FACTS_H
#define DTI_FACTS_H

#include "kb/image.h"
#include "kb/phrases.h"

/* Columns that the stages ask for, by number. */
typedef enum dti_col {
    DTI_COL_NAME,
    DTI_COL_ALIASES,
    DTI_COL_COUNTRY,
    DTI_COL_SECTOR,
    DTI_COL_OFFICE,
    DTI_COL_ORG,
    DTI_COL_FROM,
    DTI_COL_TO,
    DTI_COL_KIND,
    DTI_COL_CODE,
    DTI_COL_FORM,
    DTI_COL_PHRASE,
    DTI_COL_TITLE,
    DTI_COL_ALONE,
    DTI_COL_LAT,
    DTI_COL_LON,
    DTI_COL_POPULATION,
    DTI_COL_CLASS,
    DTI_COL_SIZE,
    DTI_COL_OF,
    DTI_COL_CONTEXT,
    DTI_COL_WORD,
    DTI_COL_VALUE,
    DTI_COL_NOTE,
    DTI_COL_REMARK,
    DTI_COL_ADMIN1,
    DTI_N_COLS
} dti_col;

/* A row of a table of persons, under its country. */
typedef struct dti_person_row {
    char country[8]; /* NUL-filled */
    dti_phrase_hit hit;
} dti_person_row;

/* A row of world/countries under its code. */
typedef struct dti_state_row {
    char code[8]; /* NUL-filled */
    uint32_t row;
} dti_state_row;

/* Built once when the knowledge is opened; read-only after. */
typedef struct dti_facts {
    const dti_image *image;
    dti_phrases phrases;
    dti_phrases towns; /* names of world/towns, which a document must vouch for */
    int16_t (*cols)[DTI_N_COLS]; /* (n_tables, DTI_N_COLS) column number or -1 */
    dti_person_row *persons;     /* (n_persons) by country, then as in the tables */
    size_t n_persons;
    dti_state_row *states; /* (n_states) by code; no blocs */
    size_t n_states;
} dti_facts;

int dti_facts_open(const dti_image *image, dti_facts *out, dt_error *err);
void dti_facts_close(dti_facts *facts);

/* Cell of the row that a hit points at; empty when its table has no such column. */
dt_slice dti_fact(const dti_facts *f, const dti_phrase_hit *hit, dti_col col);

/* Row of world/countries of the state with this code: 1; 0 when none, or a bloc, has it. */
int dti_fact_state(const dti_facts *f, dt_slice code, uint32_t *row);

/*
 * All rows of the person that a hit points at (a person has one row for every office, aliases
 * stand on one of them).  Writes at most cap hits, returns how many.
 */
size_t dti_fact_person_rows(const dti_facts *f, const dti_phrase_hit *hit, dti_phrase_hit *out,
                            size_t cap);

/* Rows of persons of a country, in table order; all of them for an empty country.  *n: how many.
 */
const dti_person_row *dti_fact_persons_of(const dti_facts *f, dt_slice country, size_t *n);

/* First hit of a kind for a whole phrase (exact, case ignored); NULL when there is none. */
const dti_phrase_hit *dti_fact_find(const dti_facts *f, dt_slice phrase, dti_phrase_kind kind);

/* Is the word in en/name_words or en/prepositions with this class ("honorific", "locative")? */
int dti_is_name_word(const dti_facts *f, dt_slice word, const char *class_name);

#endif
