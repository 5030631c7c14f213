/* api_actors.c: reads actors and the tables of offices, answers lists, one actor, search. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "serve/answer.h"
#include "state/state_json.h"

typedef struct actor_list {
    const dti_ask *ask;
    dti_buf *out;
    size_t offset, limit, n;
} actor_list;

static int put_actor(void *ctx, const dt_actor_row *row) {
    actor_list *l = ctx;
    dti_buf *b = l->out;
    if (!row->name.len && !row->code.len) return 0; /* all that were only described */
    size_t i = l->n++;
    if (i < l->offset || i - l->offset >= l->limit) return 0;
    if (i > l->offset) dti_buf_char(b, ',');
    dti_buf_char(b, '{');
    dti_json_kv(b, "name", row->name);
    dti_json_kv(b, "code", row->code);
    dti_json_kv(b, "country", row->country);
    dti_json_kv(b, "sector", row->sector);
    dti_json_key(b, "words");
    dti_say_unit_json(l->ask->words, row->code.len ? row->code : row->country, b);
    dti_json_kn(b, "events", (double)row->n_events, 0);
    dti_buf_char(b, '}');
    return 0;
}

/* A unit in a list stands for itself alone: "USA,CHN" is asked one by one. */
static int one_unit(const dti_ask *ask, dti_answer *out, const char *name, const char **unit) {
    *unit = dti_param_text(ask->params, name);
    if (!*unit || !strchr(*unit, ',')) return 1;
    dti_problem(out, 400, "A bad value", "unit is one code here");
    return 0;
}

int dti_get_actors(const dti_ask *ask, dti_answer *out, dt_error *err) {
    actor_list l = {.ask = ask, .out = &out->body};
    const char *unit;
    dti_page_of(ask, &l.offset, &l.limit);
    if (!one_unit(ask, out, "unit", &unit)) return DT_OK;
    dti_buf_str(&out->body, "{\"items\":[");
    if (dt_store_actors(ask->store, dti_param_text(ask->params, "q"), unit, 0, put_actor, &l,
                        err) != DT_OK)
        return DT_FAILED;
    dti_page_end(ask, &out->body, l.n, 0, dti_page_more(l.offset, l.limit, l.n));
    return DT_OK;
}

/* ------------------------------------------------------------------ one actor */

typedef struct office {
    dt_slice office, holder, from, to;
} office;

/* Latest first; what has no end is latest; then as the tables have them. */
static int by_time(const void *pa, const void *pb) {
    const office *a = pa, *b = pb;
    int open_a = a->from.len && !a->to.len, open_b = b->from.len && !b->to.len;
    if (open_a != open_b) return open_b - open_a;
    int c = dti_slice_cmp(b->from, a->from);
    return c ? c : a->holder.ptr < b->holder.ptr ? -1 : a->holder.ptr > b->holder.ptr;
}

#define MAX_OFFICES 200

static void offices_member(const dti_sayings *w, dti_buf *b, const char *unit) {
    office all[MAX_OFFICES];
    size_t n = 0;
    dt_slice country = dti_slice(unit, strlen(unit) < 3 ? strlen(unit) : 3);
    dt_slice sector = dti_str(strlen(unit) > 3 ? unit + 3 : "");
    for (size_t i = 0; i < dti_image_n_tables(w->image); i++) {
        const dti_table *t = dti_image_table_at(w->image, i);
        if (!dti_slice_starts(dti_table_name(t), "world/persons/")) continue;
        int c = dti_table_col(t, "country"), s = dti_table_col(t, "sector");
        for (size_t row = 0; row < dti_table_n_rows(t) && n < MAX_OFFICES; row++) {
            if (!dti_slice_eq(dti_table_cell(t, row, c), country)) continue;
            if (sector.len && !dti_slice_eq(dti_table_cell(t, row, s), sector)) continue;
            dt_slice what = dti_table_cell(t, row, dti_table_col(t, "office"));
            if (!what.len) continue;
            all[n++] = (office){what, dti_table_cell(t, row, dti_table_col(t, "name")),
                                dti_table_cell(t, row, dti_table_col(t, "from")),
                                dti_table_cell(t, row, dti_table_col(t, "to"))};
        }
    }
    qsort(all, n, sizeof *all, by_time);
    dti_json_key(b, "offices");
    dti_buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) dti_buf_char(b, ',');
        dti_buf_char(b, '{');
        dti_json_kv(b, "office", all[i].office);
        dti_json_kv(b, "holder", all[i].holder);
        dti_json_text(b, "from", all[i].from);
        dti_json_text(b, "to", all[i].to);
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, ']');
}

static int is_code(const char *s) {
    size_t n = strlen(s);
    if (!n || n > 23) return 0;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i])) return 0;
    return 1;
}

int dti_get_actor(const dti_ask *ask, dti_answer *out, dt_error *err) {
    char unit[24];
    dti_buf *b = &out->body;
    if (!is_code(ask->tail)) {
        dti_problem(out, 404, "No such actor",
                    "a code is letters and digits: USA, IGO, ETHREB");
        return DT_OK;
    }
    snprintf(unit, sizeof unit, "%s", ask->tail);
    for (char *c = unit; *c; c++) *c = (char)toupper((unsigned char)*c);
    dt_filter f = {.a = unit, .as_of = dti_param_text(ask->params, "as_of")};
    /* a code with a role is looked for among all events of its state: counted no further than
     * pages are */
    char home[4];
    snprintf(home, sizeof home, "%.3s", unit);
    int has_role = strlen(unit) > 3 && dti_say_country(ask->words, dti_str(home)).ptr != home;
    size_t events = 0;
    if (dti_count_events(ask->store, &f, has_role ? DTI_COUNT_CEILING : 1000000, &events, err) !=
        DT_OK)
        return DT_FAILED;
    actor_list l = {.ask = ask, .out = b, .limit = 100};
    dti_buf_char(b, '{');
    dti_json_kv(b, "unit", dti_str(unit));
    dti_json_key(b, "name");
    dti_say_unit_json(ask->words, dti_str(unit), b);
    dti_json_kn(b, "events", (double)events, 0);
    offices_member(ask->words, b, unit);
    dti_json_key(b, "actors");
    dti_buf_char(b, '[');
    if (dt_store_actors(ask->store, NULL, unit, 100, put_actor, &l, err) != DT_OK)
        return DT_FAILED;
    dti_buf_char(b, ']');
    dti_json_key(b, "dyads");
    if (dti_dyads_of_unit(ask, unit, f.as_of, 100, b, err) != DT_OK) return DT_FAILED;
    /* levels are of states: what USAGOV does stands in those of USA */
    dti_json_text(b, "state", dti_str(has_role ? home : ""));
    dti_json_key(b, "state_dyads");
    if (!has_role)
        dti_buf_str(b, "[]");
    else if (dti_dyads_of_unit(ask, home, f.as_of, 100, b, err) != DT_OK)
        return DT_FAILED;
    dti_buf_str(b, "}\n");
    dt_slice known =
        dti_say_country(ask->words, dti_slice(unit, strlen(unit) < 3 ? strlen(unit) : 3));
    if (!events && !l.n && known.ptr == unit) {
        char text[120];
        snprintf(text, sizeof text, "neither the store nor the tables know %s", unit);
        dti_problem(out, 404, "No such actor", text);
    }
    return DT_OK;
}

/* ------------------------------------------------------------------ search */

static size_t fold(dt_slice s, char *out, size_t cap) {
    size_t n = dti_fold(s.ptr, s.len, out, cap - 1);
    out[n] = 0;
    return n;
}

/* The code of the state that the words name ("chinese", "China", "CHN"); empty: none. */
static dt_slice state_of(const dti_sayings *w, dt_slice words) {
    char want[80], have[80];
    dt_slice none = {"", 0};
    if (!words.len || words.len > 70) return none;
    fold(words, want, sizeof want);
    const char *const tables[] = {"world/countries", "en/country_names"};
    for (int k = 0; k < 2; k++) {
        const dti_table *t = dti_image_table(w->image, tables[k]);
        if (!t) continue;
        int code = dti_table_col(t, "code");
        const int columns[] = {code, dti_table_col(t, k ? "form" : "name")};
        for (size_t row = 0; row < dti_table_n_rows(t); row++)
            for (int c = k; c < 2; c++) {
                dt_slice cell = dti_table_cell(t, row, columns[c]);
                if (cell.len > 70) continue;
                /* a code in capitals only: "and" is not Andorra */
                if (c == 0 && !dti_slice_eq(cell, words)) continue;
                fold(cell, have, sizeof have);
                if (strcmp(have, want) == 0) return dti_table_cell(t, row, code);
            }
    }
    return none;
}

/* The states that stretches of the words name, longest stretch first; at most two. */
static size_t states_in(const dti_sayings *w, const char *q, dt_slice out[2]) {
    dt_slice words[16], rest = dti_str(q);
    size_t n = 0, found = 0;
    while (rest.ptr && n < 16) {
        dt_slice one = dti_slice_cut(&rest, ' ');
        while (one.len && strchr(",;-/", one.ptr[one.len - 1])) one.len--;
        if (one.len) words[n++] = one;
    }
    for (size_t i = 0; i < n && found < 2;) {
        size_t taken = 0;
        for (size_t k = n - i < 4 ? n - i : 4; k > 0 && !taken; k--) {
            dt_slice stretch =
                dti_slice(words[i].ptr,
                          (size_t)(words[i + k - 1].ptr + words[i + k - 1].len - words[i].ptr));
            dt_slice code = state_of(w, stretch);
            if (!code.len || (found && dti_slice_eq(out[0], code))) continue;
            out[found++] = code;
            taken = k;
        }
        i += taken ? taken : 1;
    }
    return found;
}

int dti_get_search(const dti_ask *ask, dti_answer *out, dt_error *err) {
    const char *q = dti_param_text(ask->params, "q");
    dti_buf *b = &out->body;
    dt_slice states[2];
    char unit[2][24] = {"", ""};
    if (!q) {
        dti_problem(out, 400, "A parameter is missing", "q is needed: what to look for");
        return DT_OK;
    }
    size_t n = states_in(ask->words, q, states);
    for (size_t i = 0; i < n; i++)
        snprintf(unit[i], sizeof unit[i], "%.*s", (int)states[i].len, states[i].ptr);
    actor_list l = {.ask = ask, .out = b, .limit = 5};
    dti_buf_str(b, "{\"actors\":[");
    /* the state itself first; then who is called so */
    if (n && dt_store_actors(ask->store, unit[0], unit[0], 2, put_actor, &l, err) != DT_OK)
        return DT_FAILED;
    l.limit = 5;
    if (l.n < 5 && !(n && l.n && strlen(q) == 3) &&
        dt_store_actors(ask->store, q, NULL, 5 - l.n, put_actor, &l, err) != DT_OK)
        return DT_FAILED;
    dti_buf_str(b, "],\"dyads\":");
    if (!n)
        dti_buf_str(b, "[]");
    else if (dti_dyads_between(ask, unit[0], n > 1 ? unit[1] : NULL, 5, b, err) != DT_OK)
        return DT_FAILED;
    dti_buf_str(b, ",\"events\":[");
    dt_filter f = {.text = q, .limit = 10};
    dti_briefs briefs = {ask->words, b, ask->store, 0};
    if (dt_store_events(ask->store, &f, dti_briefs_add, &briefs, err) != DT_OK)
        return DT_FAILED;
    dti_buf_str(b, "]}\n");
    return DT_OK;
}
