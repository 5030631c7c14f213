/* say.h: codes in words, from the tables of the knowledge image. */
#ifndef DTI_SERVE_SAY_H
#define DTI_SERVE_SAY_H

#include "base/buf.h"
#include "kb/image.h"

/* Read-only once opened; any thread may ask. */
typedef struct dti_sayings {
    dti_image *image;
    const dti_table *countries, *sectors, *types, *modes, *cameo, *contexts;
    uint16_t *country_at; /* (26^3) row + 1 of a code of three capitals; 0: none */
} dti_sayings;

/* image_path NULL: the shipped one. */
DT_CHECK int dti_say_open(const char *image_path, dti_sayings *out, dt_error *err);
void dti_say_close(dti_sayings *w);

/* Cell of the first row whose key column holds the text; empty when there is none. */
dt_slice dti_say_cell(const dti_table *t, const char *key_column, dt_slice key,
                      const char *column);

/* "USA" -> "United States"; the code itself where the tables are silent. */
dt_slice dti_say_country(const dti_sayings *w, dt_slice code);
/* "ETHREB" -> "Ethiopia, rebels", "USA" -> "United States". */
void dti_say_unit(const dti_sayings *w, dt_slice code, dti_buf *out);
/* The same as a JSON string. */
void dti_say_unit_json(const dti_sayings *w, dt_slice code, dti_buf *out);

/* "quad": 1 -> "verbal cooperation"; "" for none. */
const char *dti_say_quad(int quad);
/* How real: "actual" -> "has happened". */
const char *dti_say_aspect(dt_aspect aspect);

/* Everything at once: the answer of /api/v1/codes. */
void dti_say_json(const dti_sayings *w, dti_buf *out);

#endif
