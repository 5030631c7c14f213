/* store_make.c: makes a store of many events that nobody did, to measure how quick queries are.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/slice.h"
#include "detente_store.h"

/*
 * Shape of the news made up: DYADS dyads of COUNTRIES countries, the k-th told of with
 * frequency 1 / (k + 3), over YEARS years to the end of 2024; documents of 1 to 6 events, two
 * thirds of them between one pair, a tenth background; a third of the stories told twice.
 */
#define COUNTRIES 190
#define DYADS 6000
#define YEARS 10

static uint64_t seed = 20230204;
static uint64_t draw(uint64_t below) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 16) % below;
}

static const struct {
    const char *type, *cameo;
    int quad;
    double score, goldstein;
} TYPES[] = {{"CONSULT", "040", 1, 2.5, 1},    {"CONSULT", "042", 1, 4, 1.9},
             {"AGREE", "030", 1, 2.5, 4},      {"SUPPORT", "050", 1, 5, 3.5},
             {"AID", "070", 2, 10, 7},         {"REQUEST", "100", 3, 0, 0},
             {"ACCUSE", "112", 3, -3, -2},     {"REJECT", "120", 3, -2, -4},
             {"THREATEN", "130", 3, -3.5, -4}, {"SANCTION", "163", 4, -6, -8},
             {"ASSAULT", "190", 4, -9, -10}};

static char names[COUNTRIES][4], codes[COUNTRIES][8];
static int pair_a[DYADS], pair_b[DYADS];
static double cumulated[DYADS];

static void make_world(void) {
    for (int i = 0; i < COUNTRIES; i++) {
        snprintf(names[i], sizeof names[i], "%c%cX", 'A' + i / 26 % 26, 'A' + i % 26);
        snprintf(codes[i], sizeof codes[i], "%c%cXGOV", names[i][0], names[i][1]);
    }
    double sum = 0;
    for (int k = 0; k < DYADS; k++) {
        /* the first pairs are those of the first countries: one dyad of the large */
        int most = k < 100 ? 15 : k < 1500 ? 80 : COUNTRIES;
        do {
            pair_a[k] = (int)draw((uint64_t)most);
            pair_b[k] = (int)draw((uint64_t)most);
        } while (pair_a[k] == pair_b[k]);
        sum += 1.0 / (k + 3);
        cumulated[k] = sum;
    }
}

static int draw_dyad(void) {
    double x = (double)draw(1 << 30) / (double)(1 << 30) * cumulated[DYADS - 1];
    int lo = 0, hi = DYADS - 1;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (cumulated[mid] < x)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

int main(int argc, char **argv) {
    dt_error err = {{0}};
    if (argc != 3) {
        fprintf(stderr, "usage: store_make FILE EVENTS\n");
        return 2;
    }
    uint64_t wanted = strtoull(argv[2], NULL, 10), n = 0, n_docs = 0;
    dt_store *s = dt_store_open(argv[1], DT_STORE_WRITE, &err);
    if (!s || dt_store_run(s, "made up", "", &err) != DT_OK) goto fail;
    make_world();
    int32_t last = dti_day_number(2024, 12, 31), first = last - YEARS * 365;
    time_t began = time(NULL);
    static char evidence[6][160], id[32], published[16], source[16], dates[6][16], ids[6][24];
    while (n < wanted) {
        dt_event events[6];
        dt_actor actors[12];
        size_t n_events = 1 + draw(6);
        /* in order of publication, as a store grows */
        int32_t day = first + (int32_t)((double)n / (double)wanted * (last - first));
        dti_date d = dti_date_of_day(day);
        dti_date_write(&d, published);
        snprintf(id, sizeof id, "made-%" PRIu64, n_docs++);
        snprintf(source, sizeof source, "Paper %" PRIu64, draw(200));
        int dyad = draw_dyad();
        for (size_t i = 0; i < n_events; i++) {
            int of = draw(3) ? dyad : draw_dyad(), turned = (int)draw(2),
                type = (int)draw(sizeof TYPES / sizeof *TYPES), background = draw(10) == 0;
            d = dti_date_of_day(day - (int32_t)draw(3) - (background ? (int32_t)draw(900) : 0));
            dti_date_write(&d, dates[i]);
            snprintf(evidence[i], sizeof evidence[i],
                     "%s did what is told of here to %s, no. %" PRIu64, names[pair_a[of]],
                     names[pair_b[of]], n + i);
            for (int k = 0; k < 2; k++) {
                int c = (k ^ turned) ? pair_b[of] : pair_a[of];
                actors[2 * i + (size_t)k] = (dt_actor){.text = dti_str(names[c]),
                                                       .code = dti_str(codes[c]),
                                                       .country = dti_str(names[c]),
                                                       .sector = dti_str("GOV")};
            }
            snprintf(ids[i], sizeof ids[i], "%08x%08x", (unsigned)((n + i) * 2654435761u),
                     (unsigned)(n + i));
            events[i] =
                (dt_event){.id = dti_str(ids[i]),
                           .sentence = i,
                           .date = dti_str(dates[i]),
                           .aspect = background ? DT_ASPECT_HISTORICAL : DT_ASPECT_ACTUAL,
                           .sources = &actors[2 * i],
                           .n_sources = 1,
                           .targets = &actors[2 * i + 1],
                           .n_targets = 1,
                           .plover = dti_str(TYPES[type].type),
                           .mode = dti_str(""),
                           .cameo = dti_str(TYPES[type].cameo),
                           .quad = TYPES[type].quad,
                           .penta = TYPES[type].quad,
                           .score = TYPES[type].score,
                           .goldstein = TYPES[type].goldstein,
                           .trigger = dti_str("did"),
                           .trigger_start = i * 200 + 4,
                           .trigger_end = i * 200 + 7,
                           .confidence = 0.5 + (double)draw(50) / 100,
                           .frame = dti_str("do/to"),
                           .frame_origin = dti_str("made up"),
                           .reason = dti_str(""),
                           .evidence = dti_str(evidence[i]),
                           .evidence_start = i * 200,
                           .evidence_end = i * 200 + strlen(evidence[i]),
                           .mentions = 1};
        }
        dt_ahead ahead = {.date = dti_str("2025-06"),
                          .kind = dti_str("election"),
                          .country = dti_str(names[draw(COUNTRIES)]),
                          .evidence = dti_str(evidence[0])};
        char when[16];
        d = dti_date_of_day(day + 20 + (int32_t)draw(400));
        dti_date_write(&d, when);
        ahead.date = dti_str(when);
        dt_record r = {.id = dti_str(id),
                       .url = dti_str("http://example.org/"),
                       .title = dti_str("Made up"),
                       .source = dti_str(source),
                       .lang = dti_str("en"),
                       .published = dti_str(published),
                       .events = events,
                       .n_events = n_events,
                       .ahead = &ahead,
                       .n_ahead = draw(20) == 0};
        if (dt_store_put_record(s, &r, NULL, &err) != DT_OK) goto fail;
        n += n_events;
    }
    if (dt_store_commit(s, &err) != DT_OK) goto fail;
    printf("%" PRIu64 " events in %" PRIu64 " documents, %ld s\n", n, n_docs,
           (long)(time(NULL) - began));
    dt_store_close(s);
    return 0;
fail:
    fprintf(stderr, "store_make: %s\n", err.message);
    dt_store_close(s);
    return 2;
}
