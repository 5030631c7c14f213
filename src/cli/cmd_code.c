/* cmd_code.c: the main job: documents in, events out, kept in a store when asked. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/slice.h"
#include "cli/commands.h"
#include "cli/event_out.h"
#include "cli/fetched.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "detente_store.h"
#include "kb/kb.h"

/* Records that wait to be coded or written; bounds memory whatever the archive's size. */
#define QUEUE 64

static volatile sig_atomic_t stop_asked;
static void on_signal(int number) {
    (void)number;
    stop_asked = 1;
}
static int is_stopped(void) { return stop_asked; }

typedef enum job_state { JOB_FREE, JOB_READ, JOB_TAKEN, JOB_DONE } job_state;

/* One record on its way; the ring keeps the order, so that output is the same for any --jobs.
 */
typedef struct job {
    job_state state;
    dt_input input;
    char *bytes; /* owns what input points at */
    uint64_t hash;
    char *where; /* file, member and offset for messages */
    dt_doc *doc;
    dt_error err;
} job;

typedef struct work {
    const dt_kb *kb;
    const dt_options *options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    job ring[QUEUE];
    uint64_t n_read, n_taken, n_written;
    int all_read, failed;
    dt_error err;
} work;

static void *code_jobs(void *ctx) {
    work *w = ctx;
    dt_error err = {{0}};
    dt_coder *coder = dt_coder_new(w->kb, w->options, &err);
    pthread_mutex_lock(&w->lock);
    if (!coder) {
        w->failed = 1;
        w->err = err;
        pthread_cond_broadcast(&w->changed);
    }
    while (coder) {
        while (!w->failed && w->n_taken == w->n_read && !w->all_read)
            pthread_cond_wait(&w->changed, &w->lock);
        if (w->failed || w->n_taken == w->n_read) break;
        job *j = &w->ring[w->n_taken++ % QUEUE];
        j->state = JOB_TAKEN;
        pthread_mutex_unlock(&w->lock);
        if (dt_code(coder, &j->input, &j->doc, &j->err) != DT_OK) j->doc = NULL;
        pthread_mutex_lock(&w->lock);
        j->state = JOB_DONE;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    dt_coder_free(coder);
    return NULL;
}

/* Copies the record: the reader's bytes live only until the next one. */
static int fill_job(job *j, const dti_record *r) {
    const dt_slice *from[] = {&r->input.id,     &r->input.url,  &r->input.title,
                              &r->input.source, &r->input.lang, &r->input.published,
                              &r->input.body,   &r->input.charset, &r->input.published_fallback};
    dt_slice *to[] = {&j->input.id,        &j->input.url,
                      &j->input.title,     &j->input.source,
                      &j->input.lang,      &j->input.published,
                      &j->input.body,      &j->input.charset,
                      &j->input.published_fallback};
    size_t n = 1;
    for (size_t i = 0; i < 9; i++) n += from[i]->len;
    memset(j, 0, sizeof *j);
    j->bytes = malloc(n);
    size_t cap = strlen(r->origin.file) + strlen(r->origin.member) + 48;
    j->where = malloc(cap);
    if (!j->bytes || !j->where) return DT_FAILED;
    snprintf(j->where, cap, "%s%s%s, byte %llu", r->origin.file, *r->origin.member ? "/" : "",
             r->origin.member, (unsigned long long)r->origin.offset);
    size_t at = 0;
    for (size_t i = 0; i < 9; i++) {
        if (from[i]->len) memcpy(j->bytes + at, from[i]->ptr, from[i]->len);
        *to[i] = (dt_slice){j->bytes + at, from[i]->len};
        at += from[i]->len;
    }
    j->input.is_html = r->input.is_html;
    j->hash = dt_input_hash(&j->input);
    return DT_OK;
}

static void empty_job(job *j) {
    free(j->bytes);
    free(j->where);
    dt_doc_free(j->doc);
    memset(j, 0, sizeof *j);
}

/* ------------------------------------------------------------------ output */

/* Documents in languages that are not read, by language. */
#define MAX_UNREAD 128
typedef struct unread_language {
    char code[8];
    size_t n;
} unread_language;

typedef struct output {
    dti_event_out events;
    dt_store *store;
    dti_fetched fetched; /* with a store: what servers said */
    const char *version, *scores, *quads;
    int keep_text;
    dti_progress progress;
    size_t n_docs, n_new, n_same, n_replaced, n_skipped;
    unread_language unread[MAX_UNREAD]; /* by code */
    size_t n_unread;
    size_t gained, lost, changed; /* events of recoded documents */
    dt_error *err;
} output;

static int put_row(void *ctx, const dt_event_row *row) {
    output *o = ctx;
    dt_event_row full = *row;
    full.scores = dti_str(o->scores);
    full.quads = dti_str(o->quads);
    return dti_event_out_row(&o->events, &full, o->err);
}

/* Counts a document that was not coded for its language ("fr" of "fr-CA"). */
static void count_unread(output *o, dt_slice lang) {
    char code[sizeof o->unread->code] = "";
    size_t i = 0;
    while (i < lang.len && i + 1 < sizeof code && lang.ptr[i] != '-' && lang.ptr[i] != '_') {
        code[i] = lang.ptr[i];
        i++;
    }
    for (i = 0; i < o->n_unread && strcmp(o->unread[i].code, code) < 0;) i++;
    if (i == o->n_unread || strcmp(o->unread[i].code, code) != 0) {
        if (o->n_unread == MAX_UNREAD) return;
        memmove(&o->unread[i + 1], &o->unread[i], (o->n_unread - i) * sizeof *o->unread);
        o->n_unread++;
        memcpy(o->unread[i].code, code, sizeof code);
        o->unread[i].n = 0;
    }
    o->unread[i].n++;
}

static int put_doc(output *o, const job *j) {
    o->progress.n_documents = ++o->n_docs;
    o->progress.n_events += dt_doc_n_events(j->doc);
    if (o->progress.shown) o->progress.n_words += dti_slice_words(dt_doc_text(j->doc));
    if (dt_doc_is_unread(j->doc)) count_unread(o, dt_doc_lang(j->doc));
    if (o->store) {
        dt_put_result result;
        if (dt_store_put(o->store, j->doc, j->hash, o->keep_text, &result, o->err) != DT_OK)
            return DT_FAILED;
        o->n_new += result.state == DT_PUT_NEW;
        o->n_same += result.state == DT_PUT_UNCHANGED;
        if (result.state == DT_PUT_REPLACED) {
            o->n_replaced++;
            o->gained += result.gained;
            o->lost += result.lost;
            o->changed += result.changed;
        }
    }
    return dt_doc_rows(j->doc, o->version, put_row, o);
}

/* ------------------------------------------------------------------ the run */

static int hand_over(work *w, output *o, dti_inputs *in) {
    /* called with the lock held; writes the oldest job when it is done */
    while (w->n_written < w->n_read) {
        job *j = &w->ring[w->n_written % QUEUE];
        if (j->state != JOB_DONE) break;
        pthread_mutex_unlock(&w->lock);
        int status = DT_OK;
        if (j->doc) {
            dti_inputs_odd(in, j->where, j->doc);
            status = put_doc(o, j);
        } else {
            in->n_bad++;
            fprintf(stderr, "detente code: %s: %s\n", j->where, j->err.message);
        }
        empty_job(j);
        pthread_mutex_lock(&w->lock);
        w->n_written++;
        pthread_cond_broadcast(&w->changed);
        if (status != DT_OK) return DT_FAILED;
    }
    return o->store ? dti_fetched_keep(&o->fetched, w->n_written, 0, o->err) : DT_OK;
}

/* Reads, queues, writes; the workers code.  0 when all went through. */
static int pump(work *w, output *o, dti_inputs *in, int resume) {
    dti_record record;
    dti_progress_begin(&o->progress);
    int got = 1, status = DT_OK;
    while (got == 1 && !stop_asked && status == DT_OK) {
        got = dti_inputs_next(in, &record);
        if (got != 1) break;
        if (resume) {
            int seen = dt_store_seen(o->store, dt_input_hash(&record.input), o->err);
            if (seen < 0) status = DT_FAILED;
            if (seen != 0) {
                o->n_skipped += seen > 0;
                continue;
            }
        }
        pthread_mutex_lock(&w->lock);
        status = hand_over(w, o, in);
        while (status == DT_OK && !w->failed && w->n_read - w->n_written == QUEUE) {
            pthread_cond_wait(&w->changed, &w->lock);
            status = hand_over(w, o, in);
        }
        if (w->failed) status = DT_FAILED, *o->err = w->err;
        if (status == DT_OK) {
            job *j = &w->ring[w->n_read % QUEUE];
            if (fill_job(j, &record) != DT_OK) {
                snprintf(o->err->message, sizeof o->err->message, "out of memory");
                empty_job(j);
                status = DT_FAILED;
            } else {
                j->state = JOB_READ;
                w->n_read++;
                pthread_cond_broadcast(&w->changed);
            }
        }
        pthread_mutex_unlock(&w->lock);
        dti_progress_show(&o->progress, in->reader, in->n_bad);
    }
    pthread_mutex_lock(&w->lock);
    w->all_read = 1;
    pthread_cond_broadcast(&w->changed);
    while (status == DT_OK && !w->failed && w->n_written < w->n_read) {
        status = hand_over(w, o, in);
        if (status == DT_OK && w->n_written < w->n_read)
            pthread_cond_wait(&w->changed, &w->lock);
        dti_progress_show(&o->progress, in->reader, in->n_bad);
    }
    if (status != DT_OK || w->failed) {
        if (w->failed && !o->err->message[0]) *o->err = w->err;
        w->failed = 1;
        status = DT_FAILED;
        pthread_cond_broadcast(&w->changed);
    }
    pthread_mutex_unlock(&w->lock);
    dti_progress_end(&o->progress);
    if (got == 0 && !stop_asked && status == DT_OK && o->store)
        status = dti_fetched_keep(&o->fetched, w->n_written, 1, o->err);
    return got < 0 ? DT_FAILED : status;
}

static int open_output(output *o, const dti_args *args, const dt_kb *kb, dt_error *err) {
    o->err = err;
    o->version = dt_kb_version(kb);
    o->scores = dti_arg(args, "scores");
    o->quads = dti_arg(args, "quads");
    o->keep_text = !dti_arg_flag(args, "no-text");
    if (dti_event_out_open(&o->events, dti_arg(args, "to"), kb->image, err) != DT_OK)
        return DT_FAILED;
    const char *db = dti_arg(args, "db");
    if (!db) return DT_OK;
    char options[160];
    snprintf(options, sizeof options, "scores=%s quads=%s min-confidence=%s gate=%d",
             dti_arg(args, "scores"), dti_arg(args, "quads"), dti_arg(args, "min-confidence"),
             !dti_arg_flag(args, "no-gate"));
    o->store = dt_store_open(db, DT_STORE_WRITE, err);
    return o->store ? dt_store_run(o->store, o->version, options, err) : DT_FAILED;
}

static int close_output(output *o, dt_error *err, int ok) {
    int status = DT_OK;
    if (ok) {
        status = dti_event_out_close(&o->events, "code", err);
    } else if (o->events.exporter) {
        if (dt_exporter_end(o->events.exporter, NULL) != DT_OK) status = DT_FAILED;
        o->events.exporter = NULL;
    }
    if (o->store) {
        /* what was coded before the trouble is kept */
        if (dt_store_commit(o->store, ok ? err : NULL) != DT_OK) status = DT_FAILED;
        dt_store_close(o->store);
        o->store = NULL;
    }
    return status;
}

static void summary(const output *o, const dti_inputs *in, const char *db) {
    fprintf(stderr, "%zu document%s, %zu event%s", o->n_docs, o->n_docs == 1 ? "" : "s",
            o->events.n_events, o->events.n_events == 1 ? "" : "s");
    if (db)
        fprintf(stderr, "; %s: %zu new, %zu unchanged, %zu recoded, %zu skipped", db, o->n_new,
                o->n_same, o->n_replaced, o->n_skipped);
    if (o->n_replaced)
        fprintf(stderr, "; events gained %zu, lost %zu, changed %zu (see detente diff --db %s)",
                o->gained, o->lost, o->changed, db);
    uint64_t unchanged = dti_reader_counts(in->reader).unchanged;
    if (unchanged)
        fprintf(stderr, "; %llu address%s unchanged since the last run", (unsigned long long)unchanged,
                unchanged == 1 ? "" : "es");
    for (size_t i = 0; i < o->n_unread; i++)
        fprintf(stderr, "%s %s %zu", i ? "," : "; languages not read:", o->unread[i].code,
                o->unread[i].n);
    fprintf(stderr, "\n");
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dti_inputs in;
    output o = {0};
    int code = 2, n_threads = 0;
    if (dti_arg_flag(args, "resume") && !dti_arg(args, "db")) {
        fprintf(stderr, "detente code: --resume needs --db FILE\n");
        return 2;
    }
    if ((code = dti_inputs_open(&in, args))) return code;
    code = 2;
    dt_options options = dt_options_default();
    options.min_confidence = dti_arg_real(args, "min-confidence");
    options.scores = dti_arg(args, "scores");
    options.quads = dti_arg(args, "quads");
    options.gate = !dti_arg_flag(args, "no-gate");
    pthread_t threads[256];
    work *w = calloc(1, sizeof *w);
    dt_kb *kb = w ? dti_open_kb(args, &err) : NULL;
    if (!kb || open_output(&o, args, kb, &err) != DT_OK) goto done;
    /* the first signal ends the run in order, a second one at once: the store bears it */
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    in.stopped = is_stopped;
    if (o.store) dti_fetched_init(&o.fetched, o.store, &w->n_read, &in.memory);
    w->kb = kb;
    w->options = &options;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    long jobs = dti_arg_int(args, "jobs");
    if (jobs == 0) jobs = sysconf(_SC_NPROCESSORS_ONLN);
    while (n_threads < jobs && n_threads < 256 &&
           pthread_create(&threads[n_threads], NULL, code_jobs, w) == 0)
        n_threads++;
    if (n_threads == 0) {
        snprintf(err.message, sizeof err.message, "cannot start a thread: %s", strerror(errno));
        goto done;
    }
    int status = pump(w, &o, &in, dti_arg_flag(args, "resume"));
    for (int i = 0; i < n_threads; i++) pthread_join(threads[i], NULL);
    n_threads = 0;
    if (close_output(&o, &err, status == DT_OK) != DT_OK) status = DT_FAILED;
    if (status == DT_OK) {
        if (isatty(STDERR_FILENO) || dti_arg(args, "db")) summary(&o, &in, dti_arg(args, "db"));
        if (stop_asked)
            fprintf(stderr, "detente code: interrupted; run it again with --resume to go on\n");
        code = stop_asked ? 1 : dti_inputs_finish(&in);
    }
done:
    if (code == 2) fprintf(stderr, "detente code: %s\n", err.message);
    if (o.events.exporter || o.store) (void)close_output(&o, &err, 0);
    dti_fetched_release(&o.fetched);
    if (w)
        for (size_t i = 0; i < QUEUE; i++) empty_job(&w->ring[i]);
    free(w);
    dt_kb_close(kb);
    dti_inputs_close(&in);
    return code;
}

static const dti_option options[] = {
    {"to", DTI_OPT_CHOICE, DTI_FORMAT_CHOICES, NULL, 0, 0,
     "output format (default: table on a terminal, else jsonl)"},
    {"db", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "also keep documents and events in this store"},
    {"jobs", DTI_OPT_INT, "N", "0", 0, 256,
     "threads; 0: one a core.  The output is the same for any number"},
    {"min-confidence", DTI_OPT_REAL, "X", "0", 0, 1, "leave out events under this confidence"},
    {"scores", DTI_OPT_CHOICE, "plover|goldstein-icews|goldstein-gdelt", "plover", 0, 0,
     "scale of the field score"},
    {"quads", DTI_OPT_CHOICE, "plover|gdelt|icews|phoenix", "plover", 0, 0,
     "map from codes to quad classes"},
    {"resume", DTI_OPT_FLAG, NULL, NULL, 0, 0, "pass over inputs that the store holds already"},
    {"no-text", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "do not keep the cleaned texts in the store (explain then shows less)"},
    {"no-gate", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "read every sentence, not only those that can hold an event"},
    DTI_ACTORS_OPTION,
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_code = {
    .name = "code",
    .inputs = "[inputs]",
    .summary = "news in, coded political events out",
    .about = "Reads text, JSONL, web pages, feeds and archives (told by their content), finds "
             "who did what to whom,\n"
             "when, where and said by whom, and prints one event a line, or a table with the "
             "evidence.",
    .example = "detente code story.txt --date 2023-06-18\ndetente code news.jsonl --to csv > "
               "events.csv\n"
               "detente code examples/news --db news.db",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
