/* buf.h: a growing byte buffer, and JSON written into it. */
#ifndef DTI_BUF_H
#define DTI_BUF_H

#include "detente.h"

/*
 * Owned by whoever initialised it; always NUL-terminated when non-empty.  A refused allocation
 * sets failed and later writes do nothing, so that callers check once at the end.
 */
typedef struct dti_buf {
    char *ptr;
    size_t len, cap;
    int failed;
} dti_buf;

void dti_buf_init(dti_buf *b);
void dti_buf_release(dti_buf *b);
void dti_buf_clear(dti_buf *b);
void dti_buf_add(dti_buf *b, const char *ptr, size_t len);
void dti_buf_slice(dti_buf *b, dt_slice s);
void dti_buf_str(dti_buf *b, const char *s);
void dti_buf_char(dti_buf *b, char c);
void dti_buf_printf(dti_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A JSON string with quotes and escapes; bytes that are no UTF-8 become U+FFFD. */
void dti_json_string(dti_buf *b, dt_slice s);
/* A number without locale, shortest form with at most `decimals` decimals, "0.5" "3" "-2.25".
 */
void dti_json_number(dti_buf *b, double value, int decimals);
/* Writes `,` unless the last byte opens an object or array, then "key": */
void dti_json_key(dti_buf *b, const char *key);
/* key and string value; key and number. */
void dti_json_kv(dti_buf *b, const char *key, dt_slice value);
void dti_json_kn(dti_buf *b, const char *key, double value, int decimals);

#endif
