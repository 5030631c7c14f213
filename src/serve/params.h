/* params.h: the query of an address, read strictly against the rows of what may be asked. */
#ifndef DTI_SERVE_PARAMS_H
#define DTI_SERVE_PARAMS_H

#include "base/buf.h"

/* A longer address is refused: nothing that the dashboard makes comes near. */
#define DTI_MAX_ADDRESS_BYTES 2048
#define DTI_MAX_PARAMS 24

typedef enum dti_param_kind {
    DTI_PARAM_TEXT,   /* words; UTF-8 without control characters */
    DTI_PARAM_INT,    /* min..max */
    DTI_PARAM_REAL,   /* min..max */
    DTI_PARAM_DATE,   /* YYYY, YYYY-MM or YYYY-MM-DD */
    DTI_PARAM_FLAG,   /* 0 or 1 */
    DTI_PARAM_CHOICE, /* one of "a|b|c" */
    DTI_PARAM_LIST,   /* some of "a|b|c", commas between */
    DTI_PARAM_UNITS,  /* "USA" or "USA,GBR": letters and digits, 16 at most, made capitals */
    DTI_PARAM_CODES   /* "CONSULT,AGREE": letters, digits, - and _, 24 at most */
} dti_param_kind;

typedef struct dti_param {
    const char *name;
    dti_param_kind kind;
    const char *choices; /* of CHOICE and LIST */
    double min, max;     /* of INT and REAL */
} dti_param;

/* What was given, in the order of the rows; texts lie in `bytes`. */
typedef struct dti_params {
    const dti_param *rows;
    size_t n;
    const char *values[DTI_MAX_PARAMS]; /* NULL: not given, or empty */
    size_t used;
    char bytes[DTI_MAX_ADDRESS_BYTES + DTI_MAX_PARAMS];
} dti_params;

/*
 * Decodes %XX (and, in a query, +) of text into out, NUL-terminated; *n its length.  DT_FAILED
 * for a bad escape, for what is no UTF-8, for control characters and for what does not fit.
 */
DT_CHECK int dti_percent_decode(dt_slice text, int is_query, char *out, size_t cap, size_t *n);
/* Writes text as it may stand in an address. */
void dti_percent_encode(dti_buf *out, dt_slice text);

/*
 * Reads "a=1&b=2".  DT_FAILED with a sentence in err that names the parameter: unknown, given
 * twice, of a bad value.
 */
DT_CHECK int dti_params_read(dt_slice query, const dti_param *rows, size_t n_rows,
                             dti_params *out, dt_error *err);

/* By name, which must be in the rows. */
const char *dti_param_text(const dti_params *p, const char *name);
long dti_param_int(const dti_params *p, const char *name, long otherwise);
double dti_param_real(const dti_params *p, const char *name, double otherwise);

#endif
