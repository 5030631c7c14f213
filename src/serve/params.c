/* params.c: reads the query of an address, makes checked values. */
#include "serve/params.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

static int hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

int dti_percent_decode(dt_slice text, int is_query, char *out, size_t cap, size_t *n) {
    size_t at = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '%') {
            if (i + 2 >= text.len || hex(text.ptr[i + 1]) < 0 || hex(text.ptr[i + 2]) < 0)
                return DT_FAILED;
            c = (unsigned char)(hex(text.ptr[i + 1]) << 4 | hex(text.ptr[i + 2]));
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7f || at + 1 >= cap) return DT_FAILED;
        out[at++] = (char)c;
    }
    if (cap) out[at] = 0;
    *n = at;
    return dti_utf8_check(out, at) == at ? DT_OK : DT_FAILED;
}

void dti_percent_encode(dti_buf *out, dt_slice text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (isalnum(c) || (c && strchr("-_.~,", c)))
            dti_buf_char(out, (char)c);
        else
            dti_buf_printf(out, "%%%02X", c);
    }
}

static int is_choice(const char *choices, dt_slice word) {
    dt_slice rest = dti_str(choices);
    while (rest.ptr)
        if (dti_slice_eq(dti_slice_cut(&rest, '|'), word)) return word.len > 0;
    return 0;
}

static int bad(const dti_param *row, dt_error *err) {
    switch (row->kind) {
    case DTI_PARAM_INT:
    case DTI_PARAM_REAL:
        return dti_fail(err, "%s is a number from %g to %g", row->name, row->min, row->max);
    case DTI_PARAM_DATE:
        return dti_fail(err, "%s is a date: YYYY-MM-DD, YYYY-MM or YYYY", row->name);
    case DTI_PARAM_FLAG: return dti_fail(err, "%s is 0 or 1", row->name);
    case DTI_PARAM_CHOICE: return dti_fail(err, "%s is one of %s", row->name, row->choices);
    case DTI_PARAM_LIST:
        return dti_fail(err, "%s is some of %s, commas between", row->name, row->choices);
    case DTI_PARAM_UNITS:
        return dti_fail(err, "%s is a code or up to 16 with commas between: USA, IGO, ETHREB",
                        row->name);
    case DTI_PARAM_CODES:
        return dti_fail(err, "%s is a code or up to 24 with commas between", row->name);
    case DTI_PARAM_TEXT: break;
    }
    return dti_fail(err, "%s is text", row->name);
}

static int check_list(const dti_param *row, dt_slice text, size_t most) {
    size_t n = 0;
    while (text.ptr) {
        dt_slice one = dti_slice_cut(&text, ',');
        if (!one.len || ++n > most) return DT_FAILED;
        if (row->kind == DTI_PARAM_LIST && !is_choice(row->choices, one)) return DT_FAILED;
        for (size_t i = 0; i < one.len; i++)
            if (!isalnum((unsigned char)one.ptr[i]) &&
                (row->kind == DTI_PARAM_UNITS || !strchr("-_", one.ptr[i])))
                return DT_FAILED;
    }
    return DT_OK;
}

static int check(const dti_param *row, char *text, size_t len) {
    char *end;
    dti_date date;
    dt_slice value = dti_slice(text, len);
    switch (row->kind) {
    case DTI_PARAM_TEXT: return DT_OK;
    case DTI_PARAM_INT:
        for (size_t i = 0; i < len; i++)
            if (!isdigit((unsigned char)text[i])) return DT_FAILED;
        /* fall through */
    case DTI_PARAM_REAL: {
        size_t dots = 0;
        for (size_t i = 0; i < len; i++) {
            dots += text[i] == '.';
            if (!isdigit((unsigned char)text[i]) && text[i] != '.' &&
                !(i == 0 && text[i] == '-'))
                return DT_FAILED;
        }
        if (dots > 1 || len > 18) return DT_FAILED;
        double v = row->kind == DTI_PARAM_INT ? (double)strtol(text, &end, 10)
                                              : dti_slice_number(value);
        return v >= row->min && v <= row->max ? DT_OK : DT_FAILED;
    }
    case DTI_PARAM_DATE:
        return len <= 10 && dti_date_read(value, &date) == DT_OK ? DT_OK : DT_FAILED;
    case DTI_PARAM_FLAG: return len == 1 && (*text == '0' || *text == '1') ? DT_OK : DT_FAILED;
    case DTI_PARAM_CHOICE: return is_choice(row->choices, value) ? DT_OK : DT_FAILED;
    case DTI_PARAM_LIST: return check_list(row, value, 24);
    case DTI_PARAM_CODES: return check_list(row, value, 24);
    case DTI_PARAM_UNITS:
        if (check_list(row, value, 16) != DT_OK) return DT_FAILED;
        for (size_t i = 0; i < len; i++) text[i] = (char)toupper((unsigned char)text[i]);
        return DT_OK;
    }
    return DT_FAILED;
}

/* What a problem may repeat of a name that nobody here chose. */
static void printable(dt_slice name, char out[48]) {
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < 40; i++)
        out[n++] = isalnum((unsigned char)name.ptr[i]) || strchr("-_.", name.ptr[i])
                       ? name.ptr[i]
                       : '?';
    out[n] = 0;
}

int dti_params_read(dt_slice query, const dti_param *rows, size_t n_rows, dti_params *out,
                    dt_error *err) {
    assert(n_rows <= DTI_MAX_PARAMS);
    int seen[DTI_MAX_PARAMS] = {0};
    out->rows = rows;
    out->n = n_rows;
    out->used = 0;
    memset(out->values, 0, sizeof out->values);
    if (query.len > DTI_MAX_ADDRESS_BYTES)
        return dti_fail(err, "the query is longer than %d bytes", DTI_MAX_ADDRESS_BYTES);
    while (query.ptr) {
        dt_slice value = dti_slice_cut(&query, '&'), name;
        if (!value.len) continue;
        name = dti_slice_cut(&value, '=');
        size_t i = 0;
        while (i < n_rows && !dti_slice_is(name, rows[i].name)) i++;
        if (i == n_rows) {
            char shown[48];
            printable(name, shown);
            return dti_fail(err, "there is no parameter %s here", shown);
        }
        if (seen[i]++) return dti_fail(err, "%s is given twice", rows[i].name);
        char *text = out->bytes + out->used;
        size_t len = 0;
        if (dti_percent_decode(value, 1, text, sizeof out->bytes - out->used, &len) != DT_OK)
            return dti_fail(err, "%s is not well written: UTF-8 with %%XX for what is special",
                            rows[i].name);
        if (!len) continue;
        if (check(&rows[i], text, len) != DT_OK) return bad(&rows[i], err);
        out->values[i] = text;
        out->used += len + 1;
    }
    return DT_OK;
}

const char *dti_param_text(const dti_params *p, const char *name) {
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->rows[i].name, name) == 0) return p->values[i];
    assert(!"a parameter that is in no row");
    return NULL;
}

long dti_param_int(const dti_params *p, const char *name, long otherwise) {
    const char *v = dti_param_text(p, name);
    return v ? strtol(v, NULL, 10) : otherwise;
}

double dti_param_real(const dti_params *p, const char *name, double otherwise) {
    const char *v = dti_param_text(p, name);
    return v ? dti_slice_number(dti_str(v)) : otherwise;
}
