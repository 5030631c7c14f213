/* cmd_bench.c: `detente bench`: inputs -> words a second, stage by stage, on one core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/timing.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "detente.h"
#include "detente_store.h"

/* read before and store after the stages of the coder */
enum { READ = DTI_N_STAGES, STORE, N_TIMES };
static const int order[] = {READ, DTI_STAGE_CLEAN, DTI_STAGE_SPLIT, DTI_STAGE_GATE,
                            DTI_STAGE_PARSE, DTI_STAGE_CODE, STORE};
static const char *const names[] = {"clean", "split", "gate", "parse", "code", "read", "store"};

typedef struct bench {
    double seconds[N_TIMES], total;
    size_t n_docs, n_words, n_bytes, n_events;
} bench;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A store of its own in $TMPDIR, removed when it is closed; path is filled. */
static dt_store *scratch_store(char *path, size_t cap, const dt_kb *kb, dt_error *err) {
    const char *folder = getenv("TMPDIR");
    snprintf(path, cap, "%s/detente-bench-%ld.db", folder && *folder ? folder : "/tmp",
             (long)getpid());
    dt_store *s = dt_store_open(path, DT_STORE_WRITE, err);
    if (s && dt_store_run(s, dt_kb_version(kb), "bench", err) != DT_OK) {
        dt_store_close(s);
        return NULL;
    }
    return s;
}

static void drop_store(const char *path) {
    static const char *const tails[] = {"", "-wal", "-shm"};
    char name[4200];
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

/* Runs all records through the stages one after the other. */
static int measure(bench *b, dti_inputs *in, dt_coder *coder, dt_store *store, dt_error *err) {
    dti_record record;
    double begun = now(), counting = 0;
    for (;;) {
        double t = now();
        int got = dti_inputs_next(in, &record);
        b->seconds[READ] += now() - t;
        if (got < 0) return DT_FAILED;
        if (got == 0) break;
        t = now();
        b->n_words += dti_slice_words(record.input.body);
        b->n_bytes += record.input.body.len;
        counting += now() - t;
        dt_doc *doc = NULL;
        if (dt_code(coder, &record.input, &doc, err) != DT_OK) {
            dti_inputs_bad(in, &record.origin, err->message);
            continue;
        }
        b->n_docs++;
        b->n_events += dt_doc_n_events(doc);
        t = now();
        int status = dt_store_put(store, doc, dt_input_hash(&record.input), 0, NULL, err);
        b->seconds[STORE] += now() - t;
        t = now();
        dt_doc_free(doc);
        b->seconds[DTI_STAGE_CODE] += now() - t;
        if (status != DT_OK) return DT_FAILED;
    }
    double t = now();
    int status = dt_store_commit(store, err);
    b->seconds[STORE] += now() - t;
    b->total = now() - begun - counting;
    return status;
}

static void print_table(const bench *b) {
    printf("%zu documents, %zu words, %.1f MB, %zu events, one core\n\n", b->n_docs, b->n_words,
           (double)b->n_bytes / 1e6, b->n_events);
    printf("%-8s %9s %7s %12s\n", "stage", "seconds", "share", "words/s");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        double s = b->seconds[order[i]];
        printf("%-8s %9.3f %6.1f%% %12.0f\n", names[order[i]], s, 100 * s / b->total,
               s > 0 ? (double)b->n_words / s : 0);
    }
    printf("%-8s %9.3f %6.1f%% %12.0f\n", "all", b->total, 100.0,
           (double)b->n_words / b->total);
}

static void print_json(const bench *b) {
    printf("{\"documents\":%zu,\"words\":%zu,\"bytes\":%zu,\"events\":%zu,\"seconds\":{", b->n_docs,
           b->n_words, b->n_bytes, b->n_events);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        printf("\"%s\":%.6f,", names[order[i]], b->seconds[order[i]]);
    printf("\"all\":%.6f},\"words_per_second\":%.0f}\n", b->total, (double)b->n_words / b->total);
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dti_inputs in;
    bench b = {.total = 0};
    dti_stage_times times = {.seconds = {0}};
    char path[4096] = "";
    int code = dti_inputs_open(&in, args);
    if (code) return code;
    code = 2;
    dt_options options = dt_options_default();
    options.gate = !dti_arg_flag(args, "no-gate");
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), NULL, &err);
    dt_coder *coder = kb ? dt_coder_new(kb, &options, &err) : NULL;
    dt_store *store = coder ? scratch_store(path, sizeof path, kb, &err) : NULL;
    if (!store) goto done;
    dti_coder_time(coder, &times);
    if (measure(&b, &in, coder, store, &err) != DT_OK) goto done;
    if (!b.n_docs) {
        snprintf(err.message, sizeof err.message, "no documents: nothing to measure");
        goto done;
    }
    for (int i = 0; i < DTI_N_STAGES; i++) b.seconds[i] += times.seconds[i];
    if (strcmp(dti_arg(args, "to"), "json") == 0)
        print_json(&b);
    else
        print_table(&b);
    code = dti_inputs_finish(&in);
done:
    if (code == 2) fprintf(stderr, "detente bench: %s\n", err.message);
    dt_store_close(store);
    if (path[0]) drop_store(path);
    dt_coder_free(coder);
    dt_kb_close(kb);
    dti_inputs_close(&in);
    return code;
}

static const dti_option options[] = {
    {"to", DTI_OPT_CHOICE, "table|json", "table", 0, 0, "form of the figures"},
    {"no-gate", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "read every sentence, not only those that can hold an event"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_bench = {
    .name = "bench",
    .inputs = "[inputs]",
    .summary = "words a second, stage by stage",
    .about = "Codes the inputs on one core into a store that is thrown away, and tells how much "
             "processor\ntime each stage took.  Words are counted as wc -w counts them, in the records' bodies.",
    .example = "detente bench examples/news\nbench/run news.jsonl",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
