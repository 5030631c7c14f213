/* charset.h: finds out the encoding of a record and brings it to UTF-8, with a way back. */
#ifndef DTI_CHARSET_H
#define DTI_CHARSET_H

#include "doc.h"

/*
 * A record as UTF-8.  Where the bytes were converted, steps says which byte of raw each 32-byte
 * piece of text began at; where they were not (n_steps 0), text[i] is raw[i + shift].
 */
typedef struct dti_decoded {
    dt_slice text;
    dti_map_run *steps;
    size_t n_steps, cap_steps;
    size_t shift;     /* bytes of a byte order mark that was taken off */
    size_t raw_bytes; /* length of raw */
} dti_decoded;

/*
 * In this order: byte order mark; all of it valid UTF-8; `header` (the charset an HTTP header
 * named, may be empty); a <meta> of the page's first 4 KB (pages only); windows-1252.  Names are
 * read as browsers read them: iso-8859-1 is windows-1252, gb2312 is gb18030.
 * Bytes that mean nothing in the encoding become '?' and are noted.  All memory is the
 * document's.  DT_FAILED when the arena is full.
 */
DT_CHECK int dti_charset_decode(dt_doc *doc, dti_decoded *out);

/* Byte of raw that text[at] of the decoded record came from. */
size_t dti_charset_raw_at(const dti_decoded *d, size_t at);

#endif
