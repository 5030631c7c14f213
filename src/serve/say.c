/* say.c: reads the tables of the knowledge image, says codes in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/slice.h"
#include "kb/ontology.h"
#include "serve/say.h"

#define N_CODES (26 * 26 * 26)

static dt_slice cell(const dti_table *t, size_t row, const char *column) {
    return dti_table_cell(t, row, dti_table_col(t, column));
}

/* Number of a code of three capitals, or -1. */
static int number_of(dt_slice code) {
    int n = 0;
    if (code.len != 3) return -1;
    for (int i = 0; i < 3; i++) {
        if (code.ptr[i] < 'A' || code.ptr[i] > 'Z') return -1;
        n = n * 26 + code.ptr[i] - 'A';
    }
    return n;
}

int dti_say_open(const char *path, dti_sayings *w, dt_error *err) {
    char found[4096];
    memset(w, 0, sizeof *w);
    if (!path) {
        if (dti_find_shipped("DETENTE_KB", "detente.kb", found, sizeof found, err) != DT_OK)
            return DT_FAILED;
        path = found;
    }
    if (!(w->image = dti_image_open(path, err))) return DT_FAILED;
    w->countries = dti_image_table(w->image, "world/countries");
    w->sectors = dti_image_table(w->image, "world/sectors");
    w->types = dti_image_table(w->image, "world/ontology/types");
    w->modes = dti_image_table(w->image, "world/ontology/modes");
    w->cameo = dti_image_table(w->image, "world/ontology/cameo");
    w->contexts = dti_image_table(w->image, "world/ontology/contexts");
    if (!w->countries || !w->sectors || !w->types || !w->modes || !w->cameo || !w->contexts ||
        !(w->country_at = calloc(N_CODES, sizeof *w->country_at))) {
        dti_say_close(w);
        return dti_fail(err, "%s lacks tables that serve needs", path);
    }
    for (size_t i = 0; i < dti_table_n_rows(w->countries); i++) {
        int n = number_of(cell(w->countries, i, "code"));
        if (n >= 0 && !w->country_at[n]) w->country_at[n] = (uint16_t)(i + 1);
    }
    return DT_OK;
}

void dti_say_close(dti_sayings *w) {
    free(w->country_at);
    if (w->image) dti_image_close(w->image);
    memset(w, 0, sizeof *w);
}

dt_slice dti_say_cell(const dti_table *t, const char *key_column, dt_slice key,
                      const char *column) {
    int k = dti_table_col(t, key_column);
    for (size_t i = 0; i < dti_table_n_rows(t); i++)
        if (dti_slice_eq(dti_table_cell(t, i, k), key)) return cell(t, i, column);
    return (dt_slice){"", 0};
}

dt_slice dti_say_country(const dti_sayings *w, dt_slice code) {
    int n = number_of(code);
    return n >= 0 && w->country_at[n] ? cell(w->countries, w->country_at[n] - 1u, "name")
                                      : code;
}

void dti_say_unit(const dti_sayings *w, dt_slice code, dti_buf *out) {
    dt_slice rest = code, head = dti_slice(code.ptr, code.len < 3 ? code.len : 3);
    dt_slice name = dti_say_country(w, head);
    /* "GOV" alone: a sector whose country is not known */
    if (head.len == 3 && name.ptr == head.ptr) {
        name = dti_say_cell(w->sectors, "code", head, "name");
        if (!name.len) name = code.len > 3 ? head : code;
    }
    dti_buf_slice(out, name);
    rest.ptr += head.len;
    rest.len -= head.len;
    while (rest.len) {
        size_t n = rest.len < 3 ? rest.len : 3;
        dt_slice part = dti_slice(rest.ptr, n);
        dt_slice word = dti_say_cell(w->sectors, "code", part, "name");
        if (!word.len) word = dti_say_country(w, part);
        dti_buf_str(out, ", ");
        dti_buf_slice(out, word);
        rest.ptr += n;
        rest.len -= n;
    }
}

void dti_say_unit_json(const dti_sayings *w, dt_slice code, dti_buf *out) {
    dti_buf text;
    dti_buf_init(&text);
    dti_say_unit(w, code, &text);
    dti_json_string(out, dti_slice(text.ptr, text.len));
    dti_buf_release(&text);
}

const char *dti_say_quad(int quad) {
    static const char *const names[] = {"", "verbal cooperation", "material cooperation",
                                        "verbal conflict", "material conflict"};
    return quad >= 1 && quad <= 4 ? names[quad] : "";
}

const char *dti_say_aspect(dt_aspect aspect) {
    switch (aspect) {
    case DT_ASPECT_ACTUAL: return "has happened";
    case DT_ASPECT_HISTORICAL: return "lies in the past and is recalled";
    case DT_ASPECT_FUTURE: return "is announced or expected";
    case DT_ASPECT_HYPOTHETICAL: return "is supposed, wanted or possible";
    case DT_ASPECT_NEGATED: return "is denied or did not happen";
    }
    return "";
}

/* ------------------------------------------------------------------ /api/v1/codes */

/* Writes `,` unless first, then the text as the key of a member. */
static void member(dti_buf *b, dt_slice key) {
    if (b->len && b->ptr[b->len - 1] != '{') dti_buf_char(b, ',');
    dti_json_string(b, key);
    dti_buf_char(b, ':');
}

static void open(dti_buf *b, const char *key) {
    dti_json_key(b, key);
    dti_buf_char(b, '{');
}

static void types_json(const dti_sayings *w, dti_buf *b) {
    open(b, "plover");
    for (size_t i = 0; i < dti_table_n_rows(w->types); i++) {
        member(b, cell(w->types, i, "type"));
        dti_buf_char(b, '{');
        dti_json_kv(b, "name", cell(w->types, i, "name"));
        dti_json_kn(b, "quad", dti_slice_number(cell(w->types, i, "quad")), 0);
        dti_json_kn(b, "penta", dti_slice_number(cell(w->types, i, "penta")), 0);
        dti_json_kn(b, "score", dti_slice_number(cell(w->types, i, "score")), 2);
        dti_json_kv(b, "cameo", cell(w->types, i, "cameo"));
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, '}');
    open(b, "modes");
    for (size_t i = 0; i < dti_table_n_rows(w->modes); i++) {
        dt_slice type = cell(w->modes, i, "type"), mode = cell(w->modes, i, "mode");
        char key[96];
        snprintf(key, sizeof key, "%.*s/%.*s", (int)type.len, type.ptr, (int)mode.len,
                 mode.ptr);
        member(b, dti_str(key));
        dti_buf_char(b, '{');
        dti_json_kv(b, "name", cell(w->modes, i, "name"));
        dti_json_kn(b, "score", dti_plover_score(w->image, type, mode), 2);
        dti_json_kv(b, "cameo", cell(w->modes, i, "cameo"));
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, '}');
}

static void pairs_json(dti_buf *b, const char *key, const dti_table *t, const char *code,
                       const char *name) {
    open(b, key);
    for (size_t i = 0; i < dti_table_n_rows(t); i++) {
        member(b, cell(t, i, code));
        dti_json_string(b, cell(t, i, name));
    }
    dti_buf_char(b, '}');
}

static void countries_json(const dti_sayings *w, dti_buf *b) {
    open(b, "countries");
    for (size_t i = 0; i < dti_table_n_rows(w->countries); i++) {
        dt_slice lat = cell(w->countries, i, "lat"), lon = cell(w->countries, i, "lon");
        member(b, cell(w->countries, i, "code"));
        dti_buf_char(b, '{');
        dti_json_kv(b, "name", cell(w->countries, i, "name"));
        dti_json_kv(b, "kind", cell(w->countries, i, "kind"));
        dti_json_kv(b, "capital", cell(w->countries, i, "capital"));
        if (lat.len && lon.len) {
            dti_json_kn(b, "lat", dti_slice_number(lat), 4);
            dti_json_kn(b, "lon", dti_slice_number(lon), 4);
        }
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, '}');
}

void dti_say_json(const dti_sayings *w, dti_buf *b) {
    dti_buf_char(b, '{');
    types_json(w, b);
    pairs_json(b, "contexts", w->contexts, "context", "name");
    open(b, "quads");
    for (int q = 1; q <= 4; q++) {
        char key[2] = {(char)('0' + q), 0};
        dti_json_kv(b, key, dti_str(dti_say_quad(q)));
    }
    dti_buf_char(b, '}');
    pairs_json(b, "cameo", w->cameo, "code", "name");
    open(b, "aspects");
    for (int a = DT_ASPECT_ACTUAL; a <= DT_ASPECT_NEGATED; a++)
        dti_json_kv(b, dt_aspect_name((dt_aspect)a), dti_str(dti_say_aspect((dt_aspect)a)));
    dti_buf_char(b, '}');
    countries_json(w, b);
    pairs_json(b, "sectors", w->sectors, "code", "name");
    dti_buf_str(b, "}\n");
}
