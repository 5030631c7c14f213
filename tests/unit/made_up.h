/* made_up.h: documents and events made up for the tests of store and state. */
#ifndef MADE_UP_H
#define MADE_UP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "detente_store.h"

/* One event between two countries in a document of its own; the texts live in the record. */
typedef struct made {
    dt_record record;
    dt_event event;
    dt_actor source, target;
    char id[64], published[16], date[16], text[4096], evidence[256], source_code[16],
        target_code[16], publisher[32];
} made;

/* score: PLOVER; the type follows its sign and size. */
static inline void make_up(made *m, const char *id, const char *published, const char *a,
                           const char *b, double score) {
    memset(m, 0, sizeof *m);
    snprintf(m->id, sizeof m->id, "%s", id);
    snprintf(m->published, sizeof m->published, "%s", published);
    snprintf(m->date, sizeof m->date, "%s", published);
    snprintf(m->source_code, sizeof m->source_code, "%sGOV", a);
    snprintf(m->target_code, sizeof m->target_code, "%sGOV", b);
    snprintf(m->publisher, sizeof m->publisher, "Agency");
    snprintf(m->evidence, sizeof m->evidence, "%s did something to %s, says %s.", a, b, id);
    snprintf(m->text, sizeof m->text, "%s", m->evidence);
    m->source = (dt_actor){.text = dti_slice(m->evidence, strlen(a)),
                           .start = 0,
                           .end = strlen(a),
                           .code = dti_str(m->source_code),
                           .country = dti_slice(m->source_code, 3),
                           .sector = dti_str("GOV")};
    m->target = (dt_actor){.text = dti_slice(m->evidence, strlen(b)),
                           .start = 0,
                           .end = strlen(b),
                           .code = dti_str(m->target_code),
                           .country = dti_slice(m->target_code, 3),
                           .sector = dti_str("GOV")};
    int quad = score >= 4 ? 2 : score >= 0 ? 1 : score > -5 ? 3 : 4;
    static const char *const types[] = {"", "CONSULT", "COOPERATE", "ACCUSE", "ASSAULT"};
    m->event = (dt_event){.date = dti_str(m->date),
                          .aspect = DT_ASPECT_ACTUAL,
                          .sources = &m->source,
                          .n_sources = 1,
                          .targets = &m->target,
                          .n_targets = 1,
                          .plover = dti_str(types[quad]),
                          .mode = dti_str(""),
                          .cameo = dti_str(quad == 1   ? "040"
                                           : quad == 2 ? "060"
                                           : quad == 3 ? "112"
                                                       : "190"),
                          .quad = quad,
                          .penta = quad,
                          .score = score,
                          .goldstein = score,
                          .trigger = dti_str("did"),
                          .trigger_start = 4,
                          .trigger_end = 7,
                          .confidence = 1,
                          .frame = dti_str("do/to"),
                          .frame_origin = dti_str("frames.tsv:1"),
                          .reason = dti_str("made up"),
                          .evidence = dti_str(m->evidence),
                          .evidence_start = 0,
                          .evidence_end = strlen(m->evidence),
                          .mentions = 1};
    m->record = (dt_record){.id = dti_str(m->id),
                            .url = dti_str("http://example.org/x"),
                            .title = dti_str("A title"),
                            .source = dti_str(m->publisher),
                            .lang = dti_str("en"),
                            .published = dti_str(m->published),
                            .text = dti_str(m->text),
                            .events = &m->event,
                            .n_events = 1,
                            .keep_text = 1};
}

/* A new name in the folder for scratch files; the file does not exist. */
static inline void scratch_path(char *out, size_t cap, const char *name) {
    const char *folder = getenv("TMPDIR");
    snprintf(out, cap, "%s/detente-%s-%ld.db", folder ? folder : "/tmp", name, (long)getpid());
    unlink(out);
    char side[512];
    snprintf(side, sizeof side, "%s-wal", out);
    unlink(side);
    snprintf(side, sizeof side, "%s-shm", out);
    unlink(side);
}

static inline void remove_store(const char *path) {
    char side[512];
    unlink(path);
    snprintf(side, sizeof side, "%s-wal", path);
    unlink(side);
    snprintf(side, sizeof side, "%s-shm", path);
    unlink(side);
}

#endif
