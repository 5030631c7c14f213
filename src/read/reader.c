/* reader.c: takes files, folders and streams, looks at their content, hands out records. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "read/layers.h"

/* Inputs in the order they were named. */
typedef struct queued {
    char *name;
    dt_slice bytes; /* of dti_reader_add_bytes; ptr NULL: name is to be opened */
    uint64_t size_bytes;
} queued;

struct dti_input_list {
    queued *items;
    size_t n, cap, next;
    uint64_t total_bytes, done_bytes; /* of files whose size is known */
    int unknown;                      /* some input's size cannot be told */
};

static int is_address(const char *s) {
    return strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0;
}

size_t dti_read_ceiling(const dti_reader *r) {
    return r->options.max_doc_bytes ? r->options.max_doc_bytes : DTI_MAX_DOC_BYTES;
}

int dti_read_stopped(const dti_reader *r) {
    return r->options.stopped && r->options.stopped(r->options.user);
}

void dti_read_bad(dti_reader *r, uint64_t offset, const char *format, ...) {
    if (dti_read_stopped(r)) return;
    r->counts.bad++;
    if (!r->options.bad) return;
    char what[400];
    va_list ap;
    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    dti_origin o = {r->file.len ? r->file.ptr : "", r->member.len ? r->member.ptr : "", offset,
                    r->counts.records};
    r->options.bad(r->options.user, &o, what);
}

void dti_read_record(dti_reader *r, dti_record *record, uint64_t offset) {
    memset(record, 0, sizeof *record);
    record->input.body = dti_slice(r->body.ptr, r->body.len);
    record->origin = (dti_origin){r->file.len ? r->file.ptr : "", r->member.len ? r->member.ptr : "",
                                  offset, r->counts.records};
    if (is_address(record->origin.file)) {
        record->input.url = dti_str(record->origin.file);
        record->charset = dti_slice(r->charset.ptr ? r->charset.ptr : "", r->charset.len);
    }
}

int dti_read_body(dti_reader *r, dti_source *source, const char *what) {
    dti_buf_clear(&r->body);
    uint64_t from = source->at;
    for (;;) {
        dt_slice have = dti_source_peek(source, 1);
        if (!have.len) break;
        if (r->body.len + have.len > dti_read_ceiling(r)) {
            dti_read_bad(r, from, "%s larger than %zu bytes", what, dti_read_ceiling(r));
            return 0;
        }
        dti_buf_add(&r->body, have.ptr, have.len);
        dti_source_take(source, have.len);
    }
    return 1;
}

/* ------------------------------------------------------------------ layers */

int dti_layer_push(dti_reader *r, int (*next)(dti_reader *, dti_layer *, dti_record *),
                   void (*close)(dti_layer *), void *state, dti_source *source) {
    dti_layer *l = calloc(1, sizeof *l);
    if (!l) {
        dti_layer gone = {.state = state};
        if (close) close(&gone);
        dti_source_close(source);
        return DT_FAILED;
    }
    *l = (dti_layer){.below = r->top, .next = next, .close = close, .state = state, .source = source,
                     .member_len = r->member.len, .depth = r->top ? r->top->depth + 1 : 0};
    r->top = l;
    return DTI_STEP_AGAIN;
}

static void pop(dti_reader *r) {
    dti_layer *l = r->top;
    r->top = l->below;
    if (l->close) l->close(l);
    dti_source_close(l->source);
    free(l);
    size_t len = r->top ? r->top->member_len : 0;
    if (r->member.len > len) {
        r->member.len = len;
        r->member.ptr[len] = 0;
    }
}

/* A whole stream that is one document; the layer's state is set once it was given. */
static int next_whole(dti_reader *r, dti_layer *l, dti_record *record, int is_html) {
    if (l->state) return DTI_STEP_END;
    l->state = r;
    if (!dti_read_body(r, l->source, is_html ? "page" : "text")) return DTI_STEP_AGAIN;
    if (r->body.failed) return DT_FAILED;
    if (l->source->trouble[0]) {
        dti_read_bad(r, 0, "%s", l->source->trouble);
        return DTI_STEP_AGAIN;
    }
    dti_read_record(r, record, 0);
    record->input.is_html = is_html;
    return DTI_STEP_RECORD;
}

static int next_text(dti_reader *r, dti_layer *l, dti_record *record) {
    return next_whole(r, l, record, 0);
}

static int next_page(dti_reader *r, dti_layer *l, dti_record *record) {
    return next_whole(r, l, record, 1);
}

/* gz: the layer holds the packed stream, pushes the unpacked one, and is then done. */
static int next_unpacked(dti_reader *r, dti_layer *l, dti_record *record) {
    (void)record;
    if (l->state) return DTI_STEP_END;
    l->state = r;
    dti_source *inner = dti_source_gzip(l->source);
    return inner ? dti_push_detected(r, inner) : DT_FAILED;
}

int dti_push_detected(dti_reader *r, dti_source *source) {
    const char *why;
    dt_slice head = dti_source_peek(source, 4096);
    if (head.len >= 4096 && !dti_slice_trim(head).len)
        head = dti_source_peek(source, DTI_SOURCE_BYTES);
    dti_format f = dti_detect(head, &why);
    if (r->top && r->top->depth >= DTI_MAX_LAYERS && f >= DTI_FORMAT_WARC) {
        dti_read_bad(r, 0, "archives nested deeper than %d", DTI_MAX_LAYERS);
        dti_source_close(source);
        return DTI_STEP_AGAIN;
    }
    if (f < DTI_FORMAT_WARC || f == DTI_FORMAT_UNKNOWN) switch (r->options.from) {
        case DTI_FROM_TEXT: f = DTI_FORMAT_TEXT; break;
        case DTI_FROM_HTML: f = DTI_FORMAT_HTML; break;
        case DTI_FROM_JSONL: f = DTI_FORMAT_JSONL; break;
        case DTI_FROM_FEED: f = DTI_FORMAT_FEED; break;
        default: break;
        }
    switch (f) {
    case DTI_FORMAT_TEXT: return dti_layer_push(r, next_text, NULL, NULL, source);
    case DTI_FORMAT_HTML: return dti_layer_push(r, next_page, NULL, NULL, source);
    case DTI_FORMAT_JSONL: return dti_push_jsonl(r, source);
    case DTI_FORMAT_FEED: return dti_push_feed(r, source);
    case DTI_FORMAT_WARC: return dti_push_warc(r, source);
    case DTI_FORMAT_GZIP: return dti_layer_push(r, next_unpacked, NULL, NULL, source);
    case DTI_FORMAT_PACKED: return dti_push_archive(r, source, 1);
    case DTI_FORMAT_ARCHIVE: return dti_push_archive(r, source, 0);
    case DTI_FORMAT_EMPTY:
        if (source->trouble[0]) dti_read_bad(r, 0, "%s", source->trouble);
        else dti_read_bad(r, 0, "empty");
        break;
    case DTI_FORMAT_UNKNOWN: dti_read_bad(r, 0, "cannot be read: %s", why); break;
    }
    dti_source_close(source);
    return DTI_STEP_AGAIN;
}

/* ------------------------------------------------------------------ files and folders */

typedef struct folder {
    char *path;
    char **names;
    size_t n, next;
    int depth;
} folder;

static int next_in_folder(dti_reader *r, dti_layer *l, dti_record *record);

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void close_folder(dti_layer *l) {
    folder *f = l->state;
    if (!f) return;
    for (size_t i = 0; i < f->n; i++) free(f->names[i]);
    free(f->names);
    free(f->path);
    free(f);
}

static int push_folder(dti_reader *r, const char *path, int depth) {
    DIR *d = opendir(path);
    if (!d || depth > DTI_MAX_FOLDER_DEPTH) {
        dti_read_bad(r, 0, d ? "folders nested too deep" : "cannot open the folder: %s",
                     strerror(errno));
        if (d) closedir(d);
        return DTI_STEP_AGAIN;
    }
    folder *f = calloc(1, sizeof *f);
    int failed = !f || !(f->path = strdup(path));
    size_t cap = 0;
    struct dirent *e;
    while (!failed && (e = readdir(d))) {
        if (e->d_name[0] == '.') continue;
        if (f->n == cap) {
            cap = cap ? cap * 2 : 64;
            char **grown = realloc(f->names, cap * sizeof *grown);
            if (!grown) {
                failed = 1;
                break;
            }
            f->names = grown;
        }
        if (!(f->names[f->n] = strdup(e->d_name))) failed = 1;
        else f->n++;
    }
    closedir(d);
    if (failed) {
        close_folder(&(dti_layer){.state = f});
        return DT_FAILED;
    }
    if (f->n) qsort(f->names, f->n, sizeof *f->names, by_bytes);
    f->depth = depth;
    return dti_layer_push(r, next_in_folder, close_folder, f, NULL);
}

static int push_path(dti_reader *r, const char *path, int depth) {
    struct stat st;
    dti_buf_clear(&r->file);
    dti_buf_str(&r->file, path);
    if (r->file.failed) return DT_FAILED;
    if (strcmp(path, "-") == 0) {
        dti_source *s = dti_source_fd(0);
        if (!s) return DT_FAILED;
        s->stopped = r->options.stopped; /* standard input may keep us waiting */
        s->stopped_user = r->options.user;
        return dti_push_detected(r, s);
    }
    /* Below a named folder, links to folders are left out: they may lead back up. */
    if ((depth ? lstat(path, &st) : stat(path, &st)) == 0) {
        if (S_ISDIR(st.st_mode)) return push_folder(r, path, depth);
        if (S_ISLNK(st.st_mode) && (stat(path, &st) != 0 || S_ISDIR(st.st_mode)))
            return DTI_STEP_AGAIN;
    }
    if (depth && !S_ISREG(st.st_mode)) return DTI_STEP_AGAIN;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        dti_read_bad(r, 0, "cannot be opened: %s", strerror(errno));
        return DTI_STEP_AGAIN;
    }
    dti_source *s = dti_source_fd(fd);
    if (!s) {
        close(fd);
        return DT_FAILED;
    }
    return dti_push_detected(r, s);
}

static int next_in_folder(dti_reader *r, dti_layer *l, dti_record *record) {
    (void)record;
    folder *f = l->state;
    if (f->next >= f->n) return DTI_STEP_END;
    dti_buf *b = &r->scratch;
    dti_buf_clear(b);
    dti_buf_str(b, f->path);
    if (b->len && b->ptr[b->len - 1] != '/') dti_buf_char(b, '/');
    dti_buf_str(b, f->names[f->next++]);
    if (b->failed) return DT_FAILED;
    char *path = strdup(b->ptr);
    if (!path) return DT_FAILED;
    int step = push_path(r, path, f->depth + 1);
    free(path);
    return step;
}

/* ------------------------------------------------------------------ the reader */

dti_reader *dti_reader_new(const dti_read_options *options, dt_error *err) {
    dti_reader *r = calloc(1, sizeof *r);
    struct dti_input_list *in = calloc(1, sizeof *in);
    if (!r || !in) {
        free(r);
        free(in);
        dti_fail(err, "out of memory");
        return NULL;
    }
    r->inputs = in;
    if (options) r->options = *options;
    return r;
}

static int enqueue(dti_reader *r, const char *name, dt_slice bytes, uint64_t size, dt_error *err) {
    struct dti_input_list *in = r->inputs;
    if (in->n == in->cap) {
        size_t cap = in->cap ? in->cap * 2 : 16;
        queued *grown = realloc(in->items, cap * sizeof *grown);
        if (!grown) return dti_fail(err, "out of memory");
        in->items = grown;
        in->cap = cap;
    }
    char *copy = strdup(name);
    if (!copy) return dti_fail(err, "out of memory");
    in->items[in->n++] = (queued){copy, bytes, size};
    in->total_bytes += size;
    if (!size) in->unknown = 1;
    return DT_OK;
}

int dti_reader_add(dti_reader *r, const char *input, dt_error *err) {
    struct stat st;
    uint64_t size = 0;
    const char *colon = strstr(input, "://");
    if (colon && !is_address(input) && strcspn(input, "/") > (size_t)(colon - input))
        return dti_fail(err, "%s: only http and https addresses are fetched; name a file by its path",
                        input);
    if (strcmp(input, "-") != 0 && !is_address(input)) {
        if (strncmp(input, "file:", 5) == 0)
            return dti_fail(err, "%s: file addresses are refused; name the file by its path", input);
        if (stat(input, &st) != 0 || access(input, R_OK) != 0)
            return dti_fail(err, "%s: %s", input, strerror(errno));
        if (S_ISREG(st.st_mode)) size = (uint64_t)st.st_size;
    }
    return enqueue(r, input, dti_slice(NULL, 0), size, err);
}

int dti_reader_add_bytes(dti_reader *r, const char *name, dt_slice bytes, dt_error *err) {
    if (!bytes.ptr) bytes = dti_str("");
    return enqueue(r, name, bytes, bytes.len, err);
}

static int push_input(dti_reader *r, queued *q) {
    if (q->bytes.ptr) {
        dti_buf_clear(&r->file);
        dti_buf_str(&r->file, q->name);
        dti_source *s = dti_source_bytes(q->bytes);
        return s ? dti_push_detected(r, s) : DT_FAILED;
    }
    if (is_address(q->name)) return dti_push_url(r, q->name);
    return push_path(r, q->name, 0);
}

static void let_go(dti_reader *r) {
    if (r->release) r->release(r->held);
    r->release = NULL;
    r->held = NULL;
}

int dti_reader_next(dti_reader *r, dti_record *record, dt_error *err) {
    struct dti_input_list *in = r->inputs;
    let_go(r);
    for (;;) {
        int step = DTI_STEP_END;
        if (dti_read_stopped(r)) return 0;
        if (r->top) step = r->top->next(r, r->top, record);
        else if (in->next < in->n) {
            if (in->next) in->done_bytes += in->items[in->next - 1].size_bytes;
            step = push_input(r, &in->items[in->next++]);
        } else return 0;
        if (step == DT_FAILED) return dti_fail(err, "out of memory while reading %s",
                                               r->file.len ? r->file.ptr : "input");
        if (step == DTI_STEP_END) pop(r);
        if (dti_read_stopped(r)) return 0; /* what was read may have been cut off */
        if (step == DTI_STEP_RECORD) {
            r->counts.records++;
            r->counts.bytes += record->input.body.len;
            return 1;
        }
    }
}

dti_read_counts dti_reader_counts(const dti_reader *r) { return r->counts; }

double dti_reader_progress(const dti_reader *r) {
    const struct dti_input_list *in = r->inputs;
    if (in->unknown || !in->total_bytes) return -1;
    uint64_t done = in->done_bytes;
    const dti_layer *bottom = r->top;
    while (bottom && bottom->below) bottom = bottom->below;
    if (bottom && bottom->source) done += bottom->source->at;
    else if (!r->top && in->next == in->n) done = in->total_bytes;
    return (double)done / (double)in->total_bytes;
}

void dti_reader_free(dti_reader *r) {
    if (!r) return;
    let_go(r);
    while (r->top) pop(r);
    for (size_t i = 0; i < r->inputs->n; i++) free(r->inputs->items[i].name);
    free(r->inputs->items);
    free(r->inputs);
    dti_buf_release(&r->file);
    dti_buf_release(&r->member);
    dti_buf_release(&r->body);
    dti_buf_release(&r->scratch);
    dti_buf_release(&r->charset);
    dti_fetcher_free(r->fetcher);
    free(r);
}
