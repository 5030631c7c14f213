/* drivers.c: reads the events of some days, makes a short list of those that weigh most. */
#include "state/drivers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

typedef struct telling {
    int64_t happening, event, story;
    double weight, score;
    int32_t day;
    char type[16]; /* PLOVER */
} telling;

typedef struct pull {
    const telling *of;
    double size;
} pull;

static int by_happening(const void *pa, const void *pb) {
    const telling *a = pa, *b = pb;
    if (a->happening != b->happening) return a->happening < b->happening ? -1 : 1;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    return (a->event > b->event) - (a->event < b->event);
}

static int by_pull(const void *pa, const void *pb) {
    const pull *a = pa, *b = pb;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    return (a->of->event > b->of->event) - (a->of->event < b->of->event);
}

static int read_tellings(dt_store *s, const dti_driver_query *query, telling **out, size_t *n,
                         dt_error *err) {
    size_t cap = 0;
    int rc = DT_OK, step = SQLITE_DONE;
    /* what is known now needs no look at which story a document stood in before */
    sqlite3_stmt *q =
        dti_borrow(s,
                   "SELECT e.id, e.happening, coalesce(CASE WHEN ?4<2147483647 THEN"
                   " (SELECT t.story FROM story_then t WHERE t.doc=d.id AND t.last_day>=?4"
                   " ORDER BY t.last_day LIMIT 1) END, d.story, -d.id), e.score, e.aspect,"
                   " e.precision, e.confidence, x.day, coalesce(d.pub_day, -2147483647), e.plover"
                   " FROM pair_day p CROSS JOIN event_pair x ON x.pair=p.pair AND x.day=+p.day"
                   " CROSS JOIN event e ON e.id=x.event CROSS JOIN document d ON d.id=e.doc"
                   " WHERE p.pair=?1 AND p.day>=?2 AND p.day<=?3"
                   " AND (p.day<=?5 OR p.first_pub<=?5) AND e.corrected<2 AND e.paired",
                   "cannot read the events of a dyad", err);
    if (!q) return DT_FAILED;
    for (size_t p = 0; p < query->n_pairs && rc == DT_OK; p++) {
        sqlite3_reset(q);
        sqlite3_bind_int64(q, 1, query->pairs[p]);
        sqlite3_bind_int(q, 2, query->from);
        sqlite3_bind_int(q, 3, query->announced ? INT32_MAX : query->to);
        sqlite3_bind_int(q, 4, query->as_of);
        /* of the days to come only those of which something was told by then */
        sqlite3_bind_int(q, 5, query->to);
        while (rc == DT_OK && (step = sqlite3_step(q)) == SQLITE_ROW) {
            int32_t day = sqlite3_column_int(q, 7), pub = sqlite3_column_int(q, 8);
            double w = dti_event_weight(sqlite3_column_int(q, 4), sqlite3_column_int(q, 5),
                                        sqlite3_column_double(q, 6));
            if (!(w > 0) || pub > query->as_of) continue;
            if (pub > INT32_MIN + 1 && day > pub) day = pub;
            if (day < query->from || day > query->to) continue;
            if (*n == cap) {
                cap = cap ? cap * 2 : 256;
                telling *more = realloc(*out, cap * sizeof *more);
                if (!more) {
                    rc = dti_fail(err, "out of memory");
                    break;
                }
                *out = more;
            }
            telling *one = &(*out)[(*n)++];
            *one = (telling){.happening = sqlite3_column_int64(q, 1),
                             .event = sqlite3_column_int64(q, 0),
                             .story = sqlite3_column_int64(q, 2),
                             .weight = w,
                             .score = sqlite3_column_double(q, 3),
                             .day = day};
            dt_slice type = dti_column_slice(q, 9);
            snprintf(one->type, sizeof one->type, "%.*s", (int)type.len, type.ptr);
        }
        if (rc == DT_OK && step != SQLITE_DONE)
            rc = dti_store_fail(s, "cannot read the events of a dyad", err);
    }
    dti_give_back(s, q);
    return rc;
}

/* Pull of one happening: as rollup.c weighs it, times how far it stands from `against`. */
static pull pull_of(const telling *t, size_t n, double against, int upwards) {
    double base = 0, score = 0;
    size_t stories = 0, k = 0;
    const telling *of = t;
    for (size_t i = 0; i < n; i++) {
        if (i && t[i].event == t[i - 1].event) continue; /* in two of the pairs */
        k++;
        stories += i == 0 || t[i].story != t[i - 1].story;
        score += t[i].score;
        if (t[i].weight > base) {
            base = t[i].weight;
            of = &t[i];
        }
    }
    score /= (double)k;
    double away = dti_tone(score) - against;
    if (upwards) away = -away;
    return (pull){of, base * (1 + log((double)stories)) * away};
}

/* Of tellings in the order of by_happening; pulls has room for as many. */
static void choose(const telling *t, size_t n_tellings, double against, int upwards,
                   pull *pulls, int64_t *out, size_t *n) {
    size_t n_pulls = 0;
    *n = 0;
    for (size_t from = 0, i = 1; i <= n_tellings; i++) {
        if (i < n_tellings && t[i].happening == t[from].happening) continue;
        pull p = pull_of(t + from, i - from, against, upwards);
        if (p.size > 1e-9) pulls[n_pulls++] = p;
        from = i;
    }
    qsort(pulls, n_pulls, sizeof *pulls, by_pull);
    /* One of a kind a day: a summit is told as the leaders', the states' and the envoys'
     * meeting.
     */
    size_t kept = 0;
    for (size_t i = 0; i < n_pulls && *n < DTI_MAX_DRIVERS; i++) {
        size_t k = 0;
        while (k < kept && (pulls[k].of->day != pulls[i].of->day ||
                            strcmp(pulls[k].of->type, pulls[i].of->type) != 0))
            k++;
        if (k < kept) continue;
        pulls[kept++] = pulls[i];
        out[(*n)++] = pulls[kept - 1].of->event;
    }
}

int dti_drivers(dt_store *s, const dti_driver_query *query, dti_driver_list *up,
                dti_driver_list *down, dt_error *err) {
    telling *t = NULL;
    pull *pulls = NULL;
    size_t n = 0;
    if (up) up->n = 0;
    if (down) down->n = 0;
    int rc = read_tellings(s, query, &t, &n, err);
    if (rc != DT_OK || !n) goto done;
    pulls = malloc(n * sizeof *pulls);
    if (!pulls) {
        rc = dti_fail(err, "out of memory");
        goto done;
    }
    qsort(t, n, sizeof *t, by_happening);
    if (dti_join_happenings(t, n, sizeof *t)) qsort(t, n, sizeof *t, by_happening);
    if (up) choose(t, n, query->against, 1, pulls, up->events, &up->n);
    if (down) choose(t, n, query->against, 0, pulls, down->events, &down->n);
done:
    free(t);
    free(pulls);
    return rc;
}
