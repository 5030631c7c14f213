/* error.c: fills dt_error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

int dti_fail(dt_error *err, const char *format, ...) {
    if (err) {
        va_list ap;
        va_start(ap, format);
        vsnprintf(err->message, sizeof err->message, format, ap);
        va_end(ap);
    }
    return DT_FAILED;
}
