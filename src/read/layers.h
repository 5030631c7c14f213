/* layers.h: the reader inside: layers of streams, archives and folders, the top one gives records. */
#ifndef DTI_LAYERS_H
#define DTI_LAYERS_H

#include "base/buf.h"
#include "read/read.h"
#include "read/source.h"

/* What next() of a layer did. */
enum { DTI_STEP_END = 0, DTI_STEP_RECORD = 1, DTI_STEP_AGAIN = 2 /* pushed a layer, or a bad one */ };

typedef struct dti_layer dti_layer;
struct dti_layer {
    dti_layer *below;
    int (*next)(dti_reader *r, dti_layer *l, dti_record *record); /* DTI_STEP_* or DT_FAILED */
    void (*close)(dti_layer *l);                                   /* frees state; may be NULL */
    void *state;
    dti_source *source; /* closed with the layer; may be NULL */
    size_t member_len;  /* length of r->member when this layer was pushed */
    int depth;
};

struct dti_reader {
    dti_read_options options;
    dti_read_counts counts;
    dti_layer *top;
    dti_buf file, member; /* where we are */
    dti_buf body;         /* of the record given last */
    dti_buf charset;      /* that an HTTP header named for what was fetched; mostly empty */
    dti_buf scratch;
    void *held;           /* what else the last record points at ... */
    void (*release)(void *held); /* ... and how it is let go */
    struct dti_input_list *inputs;
    void *fetcher;
};

typedef enum dti_format {
    DTI_FORMAT_TEXT, DTI_FORMAT_JSONL, DTI_FORMAT_HTML, DTI_FORMAT_FEED, DTI_FORMAT_WARC,
    DTI_FORMAT_GZIP, DTI_FORMAT_PACKED /* zst xz bz2: libarchive's filters */,
    DTI_FORMAT_ARCHIVE /* zip tar 7z cpio */, DTI_FORMAT_EMPTY, DTI_FORMAT_UNKNOWN
} dti_format;

/* Tells the format by the first bytes (4 KB are enough); *why names what it is when unknown. */
dti_format dti_detect(dt_slice head, const char **why);

/* Puts a layer on top; takes source and state over, also when it fails (out of memory, too deep). */
int dti_layer_push(dti_reader *r, int (*next)(dti_reader *, dti_layer *, dti_record *),
                   void (*close)(dti_layer *), void *state, dti_source *source);
/* Looks at the source and pushes the layer that reads it.  Takes source over. */
int dti_push_detected(dti_reader *r, dti_source *source);

int dti_push_jsonl(dti_reader *r, dti_source *source);
int dti_push_feed(dti_reader *r, dti_source *source);
int dti_push_warc(dti_reader *r, dti_source *source);
int dti_push_archive(dti_reader *r, dti_source *source, int packed);
int dti_push_url(dti_reader *r, const char *url);

/* 1: options.stopped asks for the end; what is read from then on is thrown away. */
int dti_read_stopped(const dti_reader *r);
/* Counts and reports a bad record at this place; not after a stop, which cuts things off. */
void dti_read_bad(dti_reader *r, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Fills what every record has; its body is r->body unless the caller changes it. */
void dti_read_record(dti_reader *r, dti_record *record, uint64_t offset);
/* Reads all of source into r->body; 0: larger than the ceiling (reported); 1: done. */
int dti_read_body(dti_reader *r, dti_source *source, const char *what);
size_t dti_read_ceiling(const dti_reader *r);

void dti_fetcher_free(void *fetcher);

#endif
