/* routes.c: the addresses of the API and what may be asked of each. */
#include <string.h>

#include "serve/answer.h"

#define AS_OF                                                                                  \
    { "as_of", DTI_PARAM_DATE, NULL, 0, 0 }
#define PAGE                                                                                   \
    {"offset", DTI_PARAM_INT, NULL, 0, 1e9}, { "limit", DTI_PARAM_INT, NULL, 1, 1000 }

static const dti_param dyads[] = {
    AS_OF,
    {"unit", DTI_PARAM_UNITS, NULL, 0, 0},
    {"min_events", DTI_PARAM_INT, NULL, 0, 1e9},
    {"sort", DTI_PARAM_CHOICE, "change_4w|change_52w|level|events|break|thaw", 0, 0},
    PAGE,
};
static const dti_param strips[] = {
    AS_OF,
    {"unit", DTI_PARAM_UNITS, NULL, 0, 0},
    {"limit", DTI_PARAM_INT, NULL, 1, 100},
};
static const dti_param series[] = {
    {"a", DTI_PARAM_UNITS, NULL, 0, 0},
    {"b", DTI_PARAM_UNITS, NULL, 0, 0},
    {"directed", DTI_PARAM_FLAG, NULL, 0, 0},
    {"by", DTI_PARAM_CHOICE, "auto|day|week|month", 0, 0},
    {"from", DTI_PARAM_DATE, NULL, 0, 0},
    {"to", DTI_PARAM_DATE, NULL, 0, 0},
    AS_OF,
};
static const dti_param events[] = {
    {"a", DTI_PARAM_UNITS, NULL, 0, 0},
    {"b", DTI_PARAM_UNITS, NULL, 0, 0},
    {"directed", DTI_PARAM_FLAG, NULL, 0, 0},
    {"type", DTI_PARAM_CODES, NULL, 0, 0},
    {"mode", DTI_PARAM_CODES, NULL, 0, 0},
    {"cameo", DTI_PARAM_CODES, NULL, 0, 0},
    {"quad", DTI_PARAM_LIST, "1|2|3|4", 0, 0},
    {"aspect", DTI_PARAM_LIST, "actual|historical|future|hypothetical|negated", 0, 0},
    {"place", DTI_PARAM_TEXT, NULL, 0, 0},
    {"from", DTI_PARAM_DATE, NULL, 0, 0},
    {"to", DTI_PARAM_DATE, NULL, 0, 0},
    AS_OF,
    {"text", DTI_PARAM_TEXT, NULL, 0, 0},
    {"source", DTI_PARAM_TEXT, NULL, 0, 0},
    {"doc", DTI_PARAM_TEXT, NULL, 0, 0},
    {"story", DTI_PARAM_TEXT, NULL, 0, 0},
    {"min_confidence", DTI_PARAM_REAL, NULL, 0, 1},
    {"order", DTI_PARAM_CHOICE, "-date|date|confidence|score|-score|-published", 0, 0},
    {"format", DTI_PARAM_CHOICE, "json|csv|jsonl", 0, 0},
    PAGE,
};
static const dti_param actors[] = {
    {"q", DTI_PARAM_TEXT, NULL, 0, 0},
    {"unit", DTI_PARAM_UNITS, NULL, 0, 0},
    PAGE,
};
static const dti_param actor[] = {AS_OF};
static const dti_param ahead[] = {
    {"unit", DTI_PARAM_UNITS, NULL, 0, 0},
    {"from", DTI_PARAM_DATE, NULL, 0, 0},
    AS_OF,
    PAGE,
};
static const dti_param search[] = {{"q", DTI_PARAM_TEXT, NULL, 0, 0}};

#define ROWS(list) list, sizeof list / sizeof *list
static const dti_route routes[] = {
    {"/api/v1/status", NULL, 0, dti_get_status},
    {"/api/v1/codes", NULL, 0, dti_get_codes},
    {"/api/v1/dyads", ROWS(dyads), dti_get_dyads},
    {"/api/v1/strips", ROWS(strips), dti_get_strips},
    {"/api/v1/series", ROWS(series), dti_get_series},
    {"/api/v1/events", ROWS(events), dti_get_events},
    {"/api/v1/events/*", NULL, 0, dti_get_event},
    {"/api/v1/events/*/evidence.zip", NULL, 0, dti_get_evidence},
    {"/api/v1/actors", ROWS(actors), dti_get_actors},
    {"/api/v1/actors/*", ROWS(actor), dti_get_actor},
    {"/api/v1/ahead", ROWS(ahead), dti_get_ahead},
    {"/api/v1/search", ROWS(search), dti_get_search},
};

/* 1 when the path is the pattern, with one part of it in the place of the star. */
static int fits(const char *pattern, const char *path, char *tail, size_t cap) {
    size_t n = 0;
    const char *star = strchr(pattern, '*');
    tail[0] = 0;
    if (!star) return strcmp(pattern, path) == 0;
    size_t head = (size_t)(star - pattern);
    if (strncmp(pattern, path, head) != 0) return 0;
    path += head;
    while (path[n] && path[n] != '/') n++;
    if (!n || n >= cap || strcmp(path + n, star + 1) != 0) return 0;
    memcpy(tail, path, n);
    tail[n] = 0;
    return 1;
}

const dti_route *dti_route_of(const char *path, char *tail, size_t cap) {
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (fits(routes[i].path, path, tail, cap)) return &routes[i];
    return NULL;
}

int dti_is_heavy(const dti_route *route, const dti_params *p) {
    if (route->answer == dti_get_strips) return 1;
    if (route->answer == dti_get_dyads || route->answer == dti_get_actor)
        return dti_param_text(p, "as_of") != NULL;
    if (route->answer != dti_get_events) return 0;
    const char *format = dti_param_text(p, "format");
    return format && strcmp(format, "json") != 0;
}
