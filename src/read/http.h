/* http.h: the head of an HTTP message, and its body as it was before transfer. */
#ifndef DTI_HTTP_H
#define DTI_HTTP_H

#include "base/buf.h"

typedef struct dti_http {
    int status;
    dt_slice type;    /* "text/html" */
    dt_slice charset; /* "utf-8"; empty */
    dt_slice body;    /* within the message, still packed */
    int chunked, packed; /* packed: gzip or deflate; other encodings: -1 */
} dti_http;

/* Value of a header "Name: value" in a block of header lines; empty when absent. */
dt_slice dti_header(dt_slice block, const char *name);
/* Takes a message apart; 0 when it is none. */
int dti_http_read(dt_slice message, dti_http *out);
/* Undoes chunks and packing into out; 0 when damaged or larger than ceiling bytes. */
int dti_http_body(const dti_http *m, size_t ceiling, dti_buf *out);
/* "text/html; charset=utf-8" -> type and charset. */
void dti_http_type(dt_slice value, dt_slice *type, dt_slice *charset);

#endif
