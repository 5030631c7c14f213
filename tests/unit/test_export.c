/* test_export.c: lines of the formats by hand; CSV and JSONL read back give the same event. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "made_up.h"
#include "store/store.h"

static int into_buf(void *ctx, const char *bytes, size_t len) {
    dti_buf_add(ctx, bytes, len);
    return 0;
}

static void tell_facts(dt_exporter *x) {
    dt_error err = {{0}};
    const char *const countries[][4] = {{"USA", "United States", "US", "2"},
                                        {"CHN", "China", "CH", "710"},
                                        {"IDN", "Indonesia", "ID", "850"}};
    for (int i = 0; i < 3; i++)
        assert_int_equal(dt_exporter_country(x, dti_str(countries[i][0]),
                                             dti_str(countries[i][1]), dti_str(countries[i][2]),
                                             dti_str(countries[i][3]), &err),
                         DT_OK);
    const dt_code_facts codes[] = {{dti_str("112"), dti_str("Accuse"), -2, -2, 3, 3},
                                   {dti_str("04"), dti_str("CONSULT"), 1, 1, 1, 1},
                                   {dti_str("190"), dti_str("Use force"), -10, -10, 4, 4}};
    for (int i = 0; i < 3; i++)
        assert_int_equal(dt_exporter_code(x, &codes[i], &err), DT_OK);
    dt_slice none = dti_str("");
    assert_int_equal(dt_exporter_type(x, dti_str("ACCUSE"), none, -3, 3, 0, &err), DT_OK);
    assert_int_equal(dt_exporter_type(x, dti_str("CONSULT"), none, 1, 1, 0, &err), DT_OK);
    assert_int_equal(dt_exporter_type(x, dti_str("AGREE"), none, 2.5, 1, 1, &err), DT_OK);
    assert_int_equal(
        dt_exporter_sector(x, dti_str("GOV"), dti_str("GOV"), dti_str("Government"), &err),
        DT_OK);
    assert_int_equal(
        dt_exporter_sector(x, dti_str("JRN"), dti_str("MED"), dti_str("News"), &err), DT_OK);
}

static char *export_rows(dt_format format, const dt_event_row *rows, size_t n,
                         size_t *skipped) {
    dti_buf b;
    dt_error err = {{0}};
    dti_buf_init(&b);
    dt_exporter *x = dt_exporter_new(format, into_buf, &b, &err);
    assert_non_null(x);
    tell_facts(x);
    for (size_t i = 0; i < n; i++) assert_int_equal(dt_exporter_row(x, &rows[i], &err), DT_OK);
    if (skipped) *skipped = dt_exporter_skipped(x);
    assert_int_equal(dt_exporter_end(x, &err), DT_OK);
    char *text = strdup(b.ptr ? b.ptr : "");
    dti_buf_release(&b);
    return text;
}

static dt_event_row row_of(made *m) {
    m->event.id = dti_str("e1");
    return (dt_event_row){.event = m->event,
                          .doc_id = m->record.id,
                          .story_id = m->record.id,
                          .url = m->record.url,
                          .title = m->record.title,
                          .publisher = m->record.source,
                          .lang = m->record.lang,
                          .published = m->record.published,
                          .version = dti_str("detente 0.1.0 tables 3f2a model 91bc"),
                          .day = 19392,
                          .n_stories = 1,
                          .n_publishers = 1,
                          .scores = dti_str("plover"),
                          .quads = dti_str("plover")};
}

/* Drops the number that begins a line: it is a hash, tested for being stable elsewhere. */
static const char *past_number(const char *line) {
    const char *tab = strchr(line, '\t');
    assert_non_null(tab);
    for (const char *p = line; p < tab && *p != '_'; p++) assert_true(*p >= '0' && *p <= '9');
    return tab;
}

static void test_lines_by_hand(void **state) {
    (void)state;
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    m.event.place = (dt_place){.text = dti_str("Bali"),
                               .name = dti_str("Bali"),
                               .country = dti_str("IDN"),
                               .lat = -8.5,
                               .lon = 115.25,
                               .has_coordinates = 1};
    dt_slice contexts[] = {dti_str("military"), dti_str("economic")};
    m.event.contexts = contexts;
    m.event.n_contexts = 2;
    m.event.confidence = 0.83;
    m.source.name = dti_str("José\tBiden");
    dt_event_row row = row_of(&m);
    char *t = export_rows(DT_FORMAT_GDELT1, &row, 1, NULL);
    assert_string_equal(
        past_number(t),
        "\t20230204\t202302\t2023\t2023.0932\tUSAGOV\tJOSÉ BIDEN\tUSA\t\t\t\t\tGOV\t\t\t"
        "CHNGOV\tCHINA\tCHN\t\t\t\t\tGOV\t\t\t1\t112\t112\t11\t3\t-2\t1\t1\t1\t\t"
        "0\t\t\t\t\t\t\t0\t\t\t\t\t\t\t4\tBali, Indonesia\tID\t\t-8.5\t115.25\t\t20230204\t"
        "http://example.org/x\n");
    free(t);
    t = export_rows(DT_FORMAT_GDELT2, &row, 1, NULL);
    assert_string_equal(
        past_number(t),
        "\t20230204\t202302\t2023\t2023.0932\tUSAGOV\tJOSÉ BIDEN\tUSA\t\t\t\t\tGOV\t\t\t"
        "CHNGOV\tCHINA\tCHN\t\t\t\t\tGOV\t\t\t1\t112\t112\t11\t3\t-2\t1\t1\t1\t\t"
        "0\t\t\t\t\t\t\t\t0\t\t\t\t\t\t\t\t4\tBali, Indonesia\tID\t\t\t-8.5\t115.25\t\t"
        "20230204000000\thttp://example.org/x\n");
    free(t);
    t = export_rows(DT_FORMAT_GDELT2_MENTIONS, &row, 1, NULL);
    assert_string_equal(past_number(t),
                        "\t20230204000000\t20230204000000\t1\tAgency\thttp://example.org/x\t1\t"
                        "0\t0\t4\t1\t80\t\t\t\t\n");
    free(t);
    t = export_rows(DT_FORMAT_ICEWS, &row, 1, NULL);
    assert_string_equal(strchr(strchr(t, '\n'), '\t'),
                        "\t2023-02-04\tJosé Biden\tGovernment\tUnited States\tAccuse\t112\t-2\t"
                        "Government (China)\tGovernment\tChina\t2918344662658844\t1\tAgency\t"
                        "Bali\t\t\tIndonesia\t-8.5\t115.25\n");
    free(t);
    t = export_rows(DT_FORMAT_POLECAT, &row, 1, NULL);
    assert_string_equal(strchr(strchr(t, '\n'), '\t'),
                        "\t2023-02-04\tACCUSE\tNone\t-3\tVERBAL CONFLICT\tmilitary;economic\t"
                        "José Biden\tUSA\t2\tGOV\tGOV\tNone\tUSA\tNone\t"
                        "USA\tCHN\t710\tGOV\tGOV\tNone\tUSA\tNone\t"
                        "Bali\tBali\tNone\tNone\tIDN\t-8.5\t115.25\tNone\tBali\tNone\tAgency\t"
                        "2023-02-04\tNone\tNone\tNone\ten\t"
                        "detente 0.1.0 tables 3f2a model 91bc\n");
    free(t);
    t = export_rows(DT_FORMAT_PHOENIX, &row, 1, NULL);
    assert_string_equal(past_number(t),
                        "\t20230204\t2023\t2\t4\tUSAGOV\tUSA\tGOV\t\tCHNGOV\tCHN\tGOV\t\t112\t11\t"
                        "3\t-2\tmilitary,1;economic,1\t-8.5\t115.25\tBali\t\tIDN\td1_1\t"
                        "http://example.org/x\tAgency\n");
    free(t);
    t = export_rows(DT_FORMAT_PETRARCH2, &row, 1, NULL);
    assert_string_equal(
        t, "20230204\tUSAGOV\tCHNGOV\t112\tmilitary,1;economic,1\td1_1\tAgency\n");
    free(t);
    /* a cell that began with a double quote would swallow the next cells in pandas and R */
    m.source.name = dti_str("\"Joe\" Biden");
    row = row_of(&m);
    t = export_rows(DT_FORMAT_ICEWS, &row, 1, NULL);
    assert_non_null(strstr(t, "\t2023-02-04\t'Joe' Biden\tGovernment\t"));
    free(t);
    t = export_rows(DT_FORMAT_GDELT1, &row, 1, NULL);
    assert_non_null(strstr(t, "\tUSAGOV\t'JOE' BIDEN\tUSA\t"));
    free(t);
}

static size_t count_lines(const char *t) {
    size_t n = 0;
    for (; *t; t++) n += *t == '\n';
    return n;
}

static void test_meetings_both_ways(void **state) {
    (void)state;
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", 1);
    dt_actor all[4] = {m.source, m.target, m.source, m.target};
    all[2].start = 50; /* a second one of the first's government */
    all[3].code = all[3].country = dti_str("IDN");
    all[3].sector = dti_str("");
    all[3].start = 60;
    m.event.sources = all;
    m.event.n_sources = 4;
    m.event.n_targets = 0;
    dt_event_row row = row_of(&m);
    /* codes: each government once: 3 parties, 6 lines */
    char *t = export_rows(DT_FORMAT_PETRARCH2, &row, 1, NULL);
    assert_int_equal(count_lines(t), 6);
    assert_non_null(strstr(t, "\tUSAGOV\tCHNGOV\t040\t"));
    assert_non_null(strstr(t, "\tCHNGOV\tUSAGOV\t040\t"));
    assert_non_null(strstr(t, "\tIDN\tUSAGOV\t040\t"));
    assert_null(strstr(t, "\tUSAGOV\tUSAGOV\t"));
    free(t);
    /* persons: the two of one government do not meet each other: 4 * 3 - 2 lines */
    t = export_rows(DT_FORMAT_GDELT2, &row, 1, NULL);
    assert_int_equal(count_lines(t), 10);
    free(t);
    /* our own formats keep the event whole */
    t = export_rows(DT_FORMAT_JSONL, &row, 1, NULL);
    assert_int_equal(count_lines(t), 1);
    free(t);
    /* alone, and nobody named */
    m.event.n_sources = 1;
    row.event = m.event;
    t = export_rows(DT_FORMAT_PETRARCH2, &row, 1, NULL);
    assert_string_equal(t, "20230204\tUSAGOV\t---\t040\t\td1_1\tAgency\n");
    free(t);
}

static void test_what_has_no_aspect(void **state) {
    (void)state;
    made m[4];
    dt_event_row rows[4];
    for (int i = 0; i < 4; i++) {
        make_up(&m[i], "d1", "2023-02-04", "USA", "CHN", -3);
        m[i].event.aspect = (dt_aspect[]){DT_ASPECT_NEGATED, DT_ASPECT_FUTURE,
                                          DT_ASPECT_FUTURE, DT_ASPECT_HISTORICAL}[i];
        if (i == 2) {
            /* "will visit in May" is a promise made today */
            m[i].event.plover = dti_str("AGREE");
            m[i].event.date = dti_str("2023-05");
        }
        if (i == 3) m[i].event.date = dti_str("2022-11");
        rows[i] = row_of(&m[i]);
        rows[i].event = m[i].event;
    }
    size_t skipped;
    char *t = export_rows(DT_FORMAT_PETRARCH2, rows, 4, &skipped);
    assert_int_equal(skipped, 2);
    assert_int_equal(count_lines(t), 2);
    assert_int_equal(strncmp(t, "20230204\t", 9), 0);
    assert_int_equal(strncmp(strchr(t, '\n') + 1, "20221115\t", 9), 0);
    free(t);
    t = export_rows(DT_FORMAT_CSV, rows, 4, &skipped);
    assert_int_equal(skipped, 0);
    assert_int_equal(count_lines(t), 5);
    free(t);
}

/* ------------------------------------------------------------------ round trips */

/* An event with everything that could break a line. */
static void make_nasty(made *m, dt_actor sources[3], dt_slice contexts[2]) {
    make_up(m, "d\"1,;", "2023-02-04", "USA", "CHN", -3);
    for (int i = 0; i < 3; i++) sources[i] = m->source;
    sources[0].text = dti_str("A; \"B\", \\C\n\tD");
    sources[0].name = dti_str("Œdipe\\;");
    sources[1].text = dti_str("");
    sources[1].code = sources[1].country = sources[1].sector = dti_str("");
    sources[1].text = dti_str("gunmen");
    sources[2].start = 12, sources[2].end = 99;
    m->event.sources = sources;
    m->event.n_sources = 3;
    contexts[0] = dti_str("x;y");
    contexts[1] = dti_str("z");
    m->event.contexts = contexts;
    m->event.n_contexts = 2;
    m->event.speaker = &m->target;
    m->event.place = (dt_place){.text = dti_str("Bali, \"Isle\""),
                                .name = dti_str("Bali"),
                                .country = dti_str("IDN"),
                                .lat = -8.12345,
                                .lon = 115.2,
                                .has_coordinates = 1,
                                .from_dateline = 1};
    m->event.confidence = 0.0625;
    m->event.evidence = dti_str("He said:\r\n\"No; never, \\ ever.\"\x7f");
    m->event.aspect = DT_ASPECT_HYPOTHETICAL;
    m->event.score = -6.25;
}

/* One record of CSV by RFC 4180, written against the page, not the writer. */
static size_t read_csv(const char **at, char cells[96][512]) {
    size_t n = 0, k = 0;
    const char *p = *at;
    int quoted = *p == '"';
    if (quoted) p++;
    for (;; p++) {
        assert_true(n < 96 && k < 511 && *p);
        if (quoted && *p == '"' && p[1] == '"') {
            cells[n][k++] = *p++;
        } else if (quoted && *p == '"') {
            quoted = 0;
        } else if (!quoted && (*p == ',' || *p == '\n')) {
            cells[n++][k] = 0;
            k = 0;
            if (*p == '\n') break;
            if (p[1] == '"') quoted = 1, p++;
        } else {
            cells[n][k++] = *p;
        }
    }
    *at = p + 1;
    return n;
}

static const char *cell(char names[96][512], char cells[96][512], size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) return cells[i];
    fail_msg("no column %s", name);
    return "";
}

/* i-th item of a list in a cell. */
static dt_slice list_item(dti_arena *a, const char *text, size_t i, int *more) {
    char out[512];
    size_t k = 0;
    const char *p = text;
    for (; *p; p++) {
        if (*p == ';') {
            if (i-- == 0) break;
            continue;
        }
        if (*p == '\\') p++;
        if (i == 0) out[k++] = *p;
    }
    *more = *p != 0;
    return dti_slice(dti_arena_copy(a, out, k), k);
}

static const dt_actor *actors_of_csv(dti_arena *a, char names[96][512], char cells[96][512],
                                     size_t n, const char *prefix, size_t *n_out) {
    dt_actor *all = dti_arena_array(a, 16, sizeof *all);
    static const char *const fields[] = {"",        "_name",   "_text", "_country",
                                         "_sector", "_start", "_end"};
    const char *c[7];
    for (int f = 0; f < 7; f++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", prefix, fields[f]);
        c[f] = cell(names, cells, n, name);
    }
    *n_out = 0;
    if (!*c[5]) return all; /* nobody has no start */
    for (int more = 1; more; ++*n_out) {
        int unused;
        dt_actor *x = &all[*n_out];
        x->code = list_item(a, c[0], *n_out, &unused);
        x->name = list_item(a, c[1], *n_out, &unused);
        x->text = list_item(a, c[2], *n_out, &unused);
        x->country = list_item(a, c[3], *n_out, &unused);
        x->sector = list_item(a, c[4], *n_out, &unused);
        x->start = strtoul(list_item(a, c[5], *n_out, &more).ptr, NULL, 10);
        x->end = strtoul(list_item(a, c[6], *n_out, &unused).ptr, NULL, 10);
    }
    return all;
}

static void test_csv_round_trip(void **state) {
    (void)state;
    static char names[96][512], cells[96][512];
    made m;
    dt_actor sources[3];
    dt_slice contexts[2];
    make_nasty(&m, sources, contexts);
    dt_event_row row = row_of(&m);
    row.corrected = 1;
    char *first = export_rows(DT_FORMAT_CSV, &row, 1, NULL);
    const char *at = first;
    size_t n = read_csv(&at, names);
    assert_int_equal(read_csv(&at, cells), n);
    assert_int_equal(*at, 0);
    dti_arena a;
    dti_arena_init(&a, 0);
#define S(name) dti_str(cell(names, cells, n, name))
#define N(name) strtod(cell(names, cells, n, name), NULL)
    dt_event e = {.id = S("event_id"),
                  .sentence = (size_t)N("sentence"),
                  .date = S("date"),
                  .aspect = (dt_aspect)dti_aspect_of(S("aspect")),
                  .plover = S("plover"),
                  .mode = S("mode"),
                  .cameo = S("cameo"),
                  .quad = (int)N("quad"),
                  .penta = (int)N("penta"),
                  .score = N("score"),
                  .goldstein = N("goldstein"),
                  .trigger = S("trigger"),
                  .trigger_start = (size_t)N("trigger_start"),
                  .trigger_end = (size_t)N("trigger_end"),
                  .confidence = N("confidence"),
                  .frame = S("frame"),
                  .evidence = S("evidence"),
                  .mentions = (size_t)N("mentions")};
    e.place = (dt_place){S("place"), S("place_name"), S("place_country"), N("lat"), N("lon"),
                         *cell(names, cells, n, "lat") != 0,
                         *cell(names, cells, n, "from_dateline") != 0};
    e.sources = actors_of_csv(&a, names, cells, n, "source", &e.n_sources);
    e.targets = actors_of_csv(&a, names, cells, n, "target", &e.n_targets);
    size_t n_speakers;
    e.speaker = actors_of_csv(&a, names, cells, n, "speaker", &n_speakers);
    if (!n_speakers) e.speaker = NULL;
    dt_slice read_contexts[8];
    for (int more = 1; more; e.n_contexts++)
        read_contexts[e.n_contexts] =
            list_item(&a, cell(names, cells, n, "context"), e.n_contexts, &more);
    e.contexts = read_contexts;
    assert_int_equal(e.n_sources, 3);
    assert_int_equal(e.n_contexts, 2);
    assert_true(dti_slice_eq(e.sources[0].text, sources[0].text));
    assert_true(dti_slice_eq(e.evidence, m.event.evidence));
    dt_event_row again = {.event = e,
                          .doc_id = S("doc_id"),
                          .story_id = S("story_id"),
                          .url = S("url"),
                          .title = S("title"),
                          .publisher = S("publisher"),
                          .lang = S("lang"),
                          .published = S("published"),
                          .version = S("version"),
                          .corrected = (int)N("corrected"),
                          .scores = S("scores"),
                          .quads = S("quads")};
    char *second = export_rows(DT_FORMAT_CSV, &again, 1, NULL);
    assert_string_equal(first, second);
    /* and by way of the CSV the JSONL is the same too */
    char *j1 = export_rows(DT_FORMAT_JSONL, &row, 1, NULL);
    char *j2 = export_rows(DT_FORMAT_JSONL, &again, 1, NULL);
    assert_string_equal(j1, j2);
    free(first);
    free(second);
    free(j1);
    free(j2);
    dti_arena_release(&a);
}

static dt_slice text_of(json_t *o, const char *key) {
    json_t *v = json_object_get(o, key);
    return json_is_string(v) ? dti_slice(json_string_value(v), json_string_length(v))
                             : dti_str("");
}
static double number_of(json_t *o, const char *key) {
    assert_true(json_is_number(json_object_get(o, key)));
    return json_number_value(json_object_get(o, key));
}
static dt_actor actor_of(json_t *o) {
    return (dt_actor){text_of(o, "text"),    (size_t)number_of(o, "start"),
                      (size_t)number_of(o, "end"), text_of(o, "name"),
                      text_of(o, "code"),    text_of(o, "country"),
                      text_of(o, "sector")};
}
static size_t actors_of(json_t *list, dt_actor *out) {
    for (size_t i = 0; i < json_array_size(list); i++)
        out[i] = actor_of(json_array_get(list, i));
    return json_array_size(list);
}

static void test_jsonl_round_trip(void **state) {
    (void)state;
    made m;
    dt_actor sources[3], read_sources[8], read_targets[8], speaker;
    dt_slice contexts[2], read_contexts[8];
    make_nasty(&m, sources, contexts);
    dt_event_row row = row_of(&m);
    char *first = export_rows(DT_FORMAT_JSONL, &row, 1, NULL);
    json_t *o = json_loads(first, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    json_t *trigger = json_object_get(o, "trigger"), *place = json_object_get(o, "place"),
           *context = json_object_get(o, "context");
    dt_event e = {.id = text_of(o, "event_id"),
                  .sentence = (size_t)number_of(o, "sentence"),
                  .date = text_of(o, "date"),
                  .aspect = (dt_aspect)dti_aspect_of(text_of(o, "aspect")),
                  .plover = text_of(o, "plover"),
                  .mode = text_of(o, "mode"),
                  .cameo = text_of(o, "cameo"),
                  .quad = (int)number_of(o, "quad"),
                  .penta = (int)number_of(o, "penta"),
                  .score = number_of(o, "score"),
                  .goldstein = number_of(o, "goldstein"),
                  .trigger = text_of(trigger, "text"),
                  .trigger_start = (size_t)number_of(trigger, "start"),
                  .trigger_end = (size_t)number_of(trigger, "end"),
                  .confidence = number_of(o, "confidence"),
                  .frame = text_of(o, "frame"),
                  .evidence = text_of(o, "evidence"),
                  .mentions = (size_t)number_of(o, "mentions")};
    e.place = (dt_place){text_of(place, "text"), text_of(place, "name"),
                         text_of(place, "country"), number_of(place, "lat"),
                         number_of(place, "lon"), 1,
                         json_is_true(json_object_get(place, "from_dateline"))};
    e.sources = read_sources;
    e.n_sources = actors_of(json_object_get(o, "source"), read_sources);
    e.targets = read_targets;
    e.n_targets = actors_of(json_object_get(o, "target"), read_targets);
    speaker = actor_of(json_object_get(o, "speaker"));
    e.speaker = &speaker;
    for (; e.n_contexts < json_array_size(context); e.n_contexts++)
        read_contexts[e.n_contexts] =
            dti_str(json_string_value(json_array_get(context, e.n_contexts)));
    e.contexts = read_contexts;
    dt_event_row again = {.event = e,
                          .doc_id = text_of(o, "doc_id"),
                          .story_id = text_of(o, "story_id"),
                          .url = text_of(o, "url"),
                          .published = text_of(o, "published"),
                          .version = text_of(o, "version"),
                          .scores = text_of(o, "scores"),
                          .quads = text_of(o, "quads")};
    assert_true(dti_slice_eq(e.evidence, m.event.evidence));
    assert_int_equal(e.n_sources, 3);
    char *second = export_rows(DT_FORMAT_JSONL, &again, 1, NULL);
    assert_string_equal(first, second);
    json_decref(o);
    free(first);
    free(second);
}

/* ------------------------------------------------------------------ trouble */

static int refuse(void *ctx, const char *bytes, size_t len) {
    (void)bytes, (void)len;
    return ++*(int *)ctx > 1;
}

static void test_trouble(void **state) {
    (void)state;
    dt_error err = {{0}};
    dt_format f;
    assert_int_equal(dt_format_of("excel", &f, &err), DT_FAILED);
    assert_non_null(strstr(err.message, "polecat"));
    assert_int_equal(dt_format_of(NULL, &f, &err), DT_FAILED);
    assert_int_equal(dt_format_of("gdelt", &f, &err), DT_OK);
    assert_int_equal(f, DT_FORMAT_GDELT2);
    assert_null(dt_exporter_new((dt_format)99, refuse, NULL, &err));
    int calls = 0;
    dt_exporter *x = dt_exporter_new(DT_FORMAT_CSV, refuse, &calls, &err);
    made m;
    make_up(&m, "d1", "2023-02-04", "USA", "CHN", -3);
    dt_event_row row = row_of(&m);
    assert_int_equal(dt_exporter_row(x, &row, &err), DT_OK);
    assert_int_equal(dt_exporter_row(x, &row, &err), DT_FAILED);
    assert_int_equal(dt_exporter_end(x, NULL), DT_FAILED);
    assert_int_equal(dt_exporter_end(NULL, NULL), DT_OK);
    /* no rows: the header alone */
    char *t = export_rows(DT_FORMAT_ICEWS, NULL, 0, NULL);
    assert_int_equal(count_lines(t), 1);
    free(t);
    t = export_rows(DT_FORMAT_GDELT1, NULL, 0, NULL);
    assert_string_equal(t, "");
    free(t);
    /* a date that is none, nobody at all: a line all the same, or none, but no crash */
    row.event.date = row.published = dti_str("");
    row.event.n_sources = row.event.n_targets = 0;
    t = export_rows(DT_FORMAT_GDELT2, &row, 1, NULL);
    assert_string_equal(t, "");
    free(t);
    row.event.n_sources = 1;
    t = export_rows(DT_FORMAT_GDELT2, &row, 1, NULL);
    assert_int_equal(count_lines(t), 1);
    free(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_by_hand),    cmocka_unit_test(test_meetings_both_ways),
        cmocka_unit_test(test_what_has_no_aspect), cmocka_unit_test(test_csv_round_trip),
        cmocka_unit_test(test_jsonl_round_trip), cmocka_unit_test(test_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
