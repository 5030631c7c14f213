/* fuzz_query.c: any bytes as an address: what is read is checked, or a sentence says why not.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "serve/answer.h"
#include "serve/serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every value is valid UTF-8 without control characters and lies in the bytes of the params. */
static void check(const dti_params *p) {
    for (size_t i = 0; i < p->n; i++) {
        const char *v = p->values[i];
        if (!v) continue;
        size_t n = strlen(v);
        assert(n > 0 && v >= p->bytes && v + n < p->bytes + sizeof p->bytes);
        assert(dti_utf8_check(v, n) == n);
        for (size_t k = 0; k < n; k++) assert((unsigned char)v[k] >= 0x20 && v[k] != 0x7f);
        if (p->rows[i].kind == DTI_PARAM_INT) {
            double x = (double)dti_param_int(p, p->rows[i].name, 0);
            assert(x >= p->rows[i].min && x <= p->rows[i].max);
        }
        if (p->rows[i].kind == DTI_PARAM_REAL) {
            double x = dti_param_real(p, p->rows[i].name, 0);
            assert(x >= p->rows[i].min && x <= p->rows[i].max);
        }
    }
}

/* What was read, written again, reads the same. */
static void check_again(const dti_params *p, const dti_route *route) {
    dti_buf b;
    dti_params q;
    dt_error err;
    dti_buf_init(&b);
    for (size_t i = 0; i < p->n; i++) {
        if (!p->values[i]) continue;
        if (b.len) dti_buf_char(&b, '&');
        dti_buf_str(&b, p->rows[i].name);
        dti_buf_char(&b, '=');
        dti_percent_encode(&b, dti_str(p->values[i]));
    }
    /* escapes take three bytes for one: what is too long then proves nothing */
    if (b.len <= DTI_MAX_ADDRESS_BYTES) {
        int rc = dti_params_read(dti_slice(b.ptr, b.len), route->rows, route->n_rows, &q, &err);
        assert(rc == DT_OK);
        for (size_t i = 0; i < p->n; i++)
            assert(!p->values[i] == !q.values[i] &&
                   (!p->values[i] || strcmp(p->values[i], q.values[i]) == 0));
    }
    dti_buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 8192) return 0;
    char *text = malloc(size + 1), path[DTI_MAX_ADDRESS_BYTES + 1], tail[256];
    dti_params *p = malloc(sizeof *p);
    size_t n;
    dt_error err = {{0}};
    assert(text && p);
    memcpy(text, data, size);
    text[size] = 0;
    dti_host_fits(text, 4817, "127.0.0.1", 1, "files.example,");
    dti_host_fits(text, 4817, "10.0.0.1", 0, NULL);
    dt_slice query = dti_str(text), raw = dti_slice_cut(&query, '?');
    if (dti_percent_decode(raw, 0, path, sizeof path, &n) == DT_OK) {
        assert(n == strlen(path) && n <= raw.len);
        const dti_route *route = dti_route_of(path, tail, sizeof tail);
        if (route && dti_params_read(query, route->rows, route->n_rows, p, &err) == DT_OK) {
            check(p);
            check_again(p, route);
        } else if (route) {
            assert(err.message[0]);
        }
    }
    free(p);
    free(text);
    return 0;
}
