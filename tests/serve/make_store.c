/* make_store.c: makes the store that docs/api.md and the tests of serve ask: the same whatever
 * the coder learns.  make_store FILE [N_MORE]: N_MORE further events, to page through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "detente_store.h"

typedef struct told {
    const char *doc, *published, *source, *title, *before, *evidence, *after;
    const char *a, *a_text, *b, *b_text; /* codes and the words for them */
    const char *plover, *mode, *cameo, *trigger;
    int quad;
    double score, goldstein;
} told;

static const told ALL[] = {
    {"d01", "2023-02-05", "Harbour Post", "US downs balloon", "It was seen for days. ",
     "The United States shot down a Chinese balloon off Carolina on Saturday.", " Debris fell.",
     "USAMIL", "The United States", "CHN", "a Chinese balloon", "ASSAULT", "", "190", "shot", 4,
     -9, -10},
    {"d02", "2023-02-06", "Hill Courier", "Beijing protests", "",
     "China condemned the United States for the strike on Sunday.", "", "CHNGOV", "China",
     "USAGOV", "the United States", "ACCUSE", "disapprove", "111", "condemned", 3, -3, -2},
    {"d03", "2023-02-06", "Harbour Post", "Beijing protests over balloon", "",
     "China condemned the United States over its downing.", "", "CHNGOV", "China", "USAGOV",
     "the United States", "ACCUSE", "disapprove", "111", "condemned", 3, -3, -2},
    {"d04", "2023-02-20", "Hill Courier", "Visit put off", "",
     "The United States cancelled talks with China.", "", "USAGOV", "The United States",
     "CHNGOV", "China", "REJECT", "", "120", "cancelled", 3, -2, -4},
    {"d05", "2023-05-11", "Harbour Post", "Aides meet in Vienna", "",
     "American officials met Chinese diplomats in Vienna.", "", "USAGOV", "American officials",
     "CHNGOV", "Chinese diplomats", "CONSULT", "", "040", "met", 1, 2.5, 1},
    {"d06", "2023-06-19", "Harbour Post", "Blinken in Beijing", "He landed on Sunday. ",
     "Antony Blinken met Xi Jinping in Beijing.", " They spoke for half an hour.", "USAGOV",
     "Antony Blinken", "CHNGOV", "Xi Jinping", "CONSULT", "visit", "042", "met", 1, 4, 1.9},
    {"d07", "2023-06-20", "Hill Courier", "Talks \"candid\"", "",
     "Antony Blinken met Xi Jinping, both sides said.", "", "USAGOV", "Antony Blinken",
     "CHNGOV", "Xi Jinping", "CONSULT", "visit", "042", "met", 1, 4, 1.9},
    {"d08", "2023-03-10", "Harbour Post", "Riyadh and Tehran agree", "",
     "Saudi Arabia and Iran agreed to restore relations.", "", "SAUGOV", "Saudi Arabia",
     "IRNGOV", "Iran", "AGREE", "", "030", "agreed", 1, 2.5, 4},
    {"d09", "2023-03-11", "Hill Courier", "Old foes agree", "",
     "Saudi Arabia agreed with Iran to open embassies.", "", "SAUGOV", "Saudi Arabia", "IRNGOV",
     "Iran", "AGREE", "", "030", "agreed", 1, 2.5, 4},
    {"d10", "2023-06-06", "Hill Courier", "<script>alert('title')</script> Embassy & \"gate\"",
     "<b>Bold</b> claims. ",
     "Iran <script>alert(1)</script> reopened its embassy & praised Saudi Arabia.",
     " <img src=x onerror=alert(2)> It ended there.", "IRNGOV", "Iran", "SAU", "Saudi Arabia",
     "SUPPORT", "", "050", "praised", 1, 5, 3.5},
};

static dt_actor actor_of(const char *code, const char *text, const char *all) {
    static const char empty[] = "";
    dt_actor a = {.text = dti_str(text), .code = dti_str(code), .name = {empty, 0}};
    const char *at = strstr(all, text);
    a.start = at ? (size_t)(at - all) : 0;
    a.end = a.start + strlen(text);
    a.country = dti_slice(code, 3);
    a.sector = dti_str(code + 3);
    return a;
}

static int put(dt_store *s, const told *t, int i, dt_error *err) {
    char text[1024], id[32];
    snprintf(text, sizeof text, "%s%s%s", t->before, t->evidence, t->after);
    snprintf(id, sizeof id, "%s-e%d", t->doc, i);
    size_t start = strlen(t->before);
    dt_actor a = actor_of(t->a, t->a_text, text), b = actor_of(t->b, t->b_text, text);
    const char *trigger = strstr(text, t->trigger);
    dt_event e = {.id = dti_str(id),
                  .date = dti_str(t->published),
                  .sources = &a,
                  .n_sources = 1,
                  .targets = &b,
                  .n_targets = 1,
                  .plover = dti_str(t->plover),
                  .mode = dti_str(t->mode),
                  .cameo = dti_str(t->cameo),
                  .quad = t->quad,
                  .penta = t->quad,
                  .score = t->score,
                  .goldstein = t->goldstein,
                  .trigger = dti_str(t->trigger),
                  .trigger_start = (size_t)(trigger - text),
                  .confidence = 0.9,
                  .frame = dti_str("made/up"),
                  .frame_origin = dti_str("data/en/frames/none.tsv:1"),
                  .reason = dti_str("made for the tests"),
                  .evidence = dti_str(t->evidence),
                  .evidence_start = start,
                  .evidence_end = start + strlen(t->evidence),
                  .mentions = 1};
    e.trigger_end = e.trigger_start + strlen(t->trigger);
    if (strcmp(t->doc, "d06") == 0)
        e.place = (dt_place){.text = dti_str("Beijing"),
                             .name = dti_str("Beijing"),
                             .country = dti_str("CHN"),
                             .lat = 39.9075,
                             .lon = 116.39723,
                             .has_coordinates = 1};
    dt_ahead ahead = {.date = dti_str("2023-11"),
                      .kind = dti_str("summit"),
                      .country = dti_str("USA"),
                      .evidence = dti_str("Leaders meet in San Francisco in November.")};
    char url[64];
    snprintf(url, sizeof url, "https://news.example/%s", t->doc);
    dt_record r = {.id = dti_str(t->doc),
                   .url = dti_str(url),
                   .title = dti_str(t->title),
                   .source = dti_str(t->source),
                   .lang = dti_str("en"),
                   .published = dti_str(t->published),
                   .text = dti_str(text),
                   .events = &e,
                   .n_events = 1,
                   .ahead = &ahead,
                   .n_ahead = strcmp(t->doc, "d06") == 0,
                   .keep_text = 1};
    return dt_store_put_record(s, &r, NULL, err);
}

int main(int argc, char **argv) {
    dt_error err = {{0}};
    if (argc < 2) {
        fprintf(stderr, "usage: make_store FILE [N_MORE]\n");
        return 2;
    }
    dt_store *s = dt_store_open(argv[1], DT_STORE_WRITE, &err);
    int rc =
        s ? dt_store_run(s, "detente test", "scores=plover quads=plover", &err) : DT_FAILED;
    for (size_t i = 0; rc == DT_OK && i < sizeof ALL / sizeof *ALL; i++)
        rc = put(s, &ALL[i], 0, &err);
    int more = argc > 2 ? atoi(argv[2]) : 0;
    for (int i = 0; rc == DT_OK && i < more; i++) {
        char doc[16], day[16], evidence[120];
        dti_date d = dti_date_of_day(dti_day_number(2024, 1, 1) + i / 7);
        dti_date_write(&d, day);
        snprintf(doc, sizeof doc, "m%05d", i);
        snprintf(evidence, sizeof evidence, "France met Germany for round %d of talks.", i);
        told t = {doc,      day,      "Long Wire", "Talks go on", "", evidence, "",    "FRAGOV",
                  "France", "DEUGOV", "Germany",   "CONSULT",     "", "040",    "met", 1,
                  2.5,      1};
        rc = put(s, &t, i, &err);
    }
    if (rc == DT_OK) rc = dt_store_commit(s, &err);
    dt_store_close(s);
    if (rc == DT_OK) return 0;
    fprintf(stderr, "make_store: %s\n", err.message);
    return 2;
}
