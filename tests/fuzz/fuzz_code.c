/* fuzz_code.c: whatever an input's bytes are, what is read and coded of it points into its own text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detente.h"
#include "read/read.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_code: %s\n", what);
    abort();
}

static void check_actors(const dt_actor *a, size_t n, dt_slice text) {
    for (size_t i = 0; i < n; i++) {
        check(a[i].start <= a[i].end && a[i].end <= text.len, "an actor outside the text");
        check(a[i].country.len <= 8 && a[i].sector.len <= 8, "a code that is none");
    }
}

static void check_doc(const dt_doc *doc) {
    dt_slice text = dt_doc_text(doc);
    size_t last = 0;
    for (size_t i = 0; i < dt_doc_n_events(doc); i++) {
        const dt_event *e = dt_doc_event(doc, i);
        check(e->sentence >= last, "events out of order");
        last = e->sentence;
        check_actors(e->sources, e->n_sources, text);
        check_actors(e->targets, e->n_targets, text);
        check(e->trigger_start < e->trigger_end && e->trigger_end <= text.len, "a trigger outside the text");
        check(e->evidence_end <= text.len && e->evidence.len == e->evidence_end - e->evidence_start &&
                  memcmp(e->evidence.ptr, text.ptr + e->evidence_start, e->evidence.len) == 0,
              "evidence that is not in the text");
        check(e->trigger_start >= e->evidence_start && e->trigger_end <= e->evidence_end,
              "a trigger outside its sentence");
        check(e->confidence >= 0 && e->confidence <= 1, "a confidence that is none");
        check(e->plover.len > 0 && e->cameo.len >= 2, "an event without a type");
        check(e->date.len == 0 || e->date.len == 4 || e->date.len == 7 || e->date.len == 10, "a date that is none");
    }
    for (size_t i = 0; i < dt_doc_n_diagnostics(doc); i++)
        check(dt_doc_diagnostic(doc, i)->name != NULL, "a diagnostic without name");
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb; /* opened once: the fuzzer calls this a thousand times a second */
    dt_error err = {{0}};
    if (!kb && !(kb = dt_kb_open(NULL, NULL, &err))) check(0, err.message);
    dt_coder *coder = dt_coder_new(kb, NULL, NULL);
    dti_read_options options = {.max_doc_bytes = 1 << 18};
    dti_reader *r = dti_reader_new(&options, NULL);
    dti_record record;
    check(coder && r && dti_reader_add_bytes(r, "fuzz", (dt_slice){(const char *)data, len}, NULL) == DT_OK,
          "cannot begin");
    for (int i = 0; i < 50 && dti_reader_next(r, &record, NULL) == 1; i++) {
        dt_doc *doc;
        if (dt_code(coder, &record.input, &doc, &err) != DT_OK) continue;
        check_doc(doc);
        dt_doc_free(doc);
    }
    dti_reader_free(r);
    dt_coder_free(coder);
    return 0;
}
