/* utf8.h: UTF-8 stepping, checking and repair; letter classes and folding through utf8proc. */
#ifndef DTI_UTF8_H
#define DTI_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define DTI_UTF8_BAD UINT32_MAX

/*
 * Decodes the first code point of len >= 1 bytes.  Returns the bytes it takes (1 to 4).  A byte
 * that begins no valid sequence gives DTI_UTF8_BAD and takes 1.
 */
size_t dti_utf8_next(const char *ptr, size_t len, uint32_t *cp);
/* Encodes cp into out (4 bytes); returns its length, 0 when cp is no scalar value. */
size_t dti_utf8_put(uint32_t cp, char out[4]);
/* Offset of the first bad byte, or len when all is well. */
size_t dti_utf8_check(const char *ptr, size_t len);

int dti_cp_is_letter(uint32_t cp);
int dti_cp_is_upper(uint32_t cp);
int dti_cp_is_lower(uint32_t cp);
int dti_cp_is_digit(uint32_t cp);
int dti_cp_is_space(uint32_t cp); /* with no-break and the general punctuation spaces */
int dti_cp_is_punct(uint32_t cp); /* punctuation or symbol */
uint32_t dti_cp_lower(uint32_t cp);

/*
 * Key under which names and words are looked up: lower case, accents off, curly quotes
 * straight. Writes at most cap bytes, returns the bytes written.  ASCII takes a fast path.
 */
size_t dti_fold(const char *ptr, size_t len, char *out, size_t cap);

#endif
