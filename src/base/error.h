/* error.h: fills dt_error. */
#ifndef DTI_ERROR_H
#define DTI_ERROR_H

#include "detente.h"

/* printf into err->message (cut at its size); err may be NULL.  Returns DT_FAILED. */
int dti_fail(dt_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
