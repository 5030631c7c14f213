/*
 * fuzz_model.c: whatever the bytes of a model, it is refused with a reason or gives trees.
 *
 * Input: first byte even: the rest is a model file.  Odd: the rest are changes (place u16, byte)
 * of a small model, whose checksum is then made to fit.
 */
#include <stdio.h>

#include "base/slice.h"
#include "tiny_model.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_model: %s\n", what);
    abort();
}

static void parse_with(const dti_model *m) {
    static const char *const words[] = {"The", "army", "\xFF\x01", "", "shelled", "it", "."};
    enum { N = sizeof words / sizeof *words };
    dt_slice forms[N];
    dti_tok_out out[N];
    dti_parse_ws *ws = dti_parse_ws_new(m);
    if (!ws) return;
    for (size_t i = 0; i < N; i++) forms[i] = dti_str(words[i]);
    if (dti_model_parse(m, ws, forms, N, out) == DT_OK) {
        size_t roots = 0;
        for (size_t i = 0; i < N; i++) {
            size_t steps = 0;
            roots += out[i].head == 0;
            for (size_t x = i + 1; x; x = out[x - 1].head) {
                check(x <= N, "a head outside the sentence");
                check(++steps <= N, "a circle");
            }
            check(dti_model_upos_name(m, out[i].upos)[0] != 0, "a tag without name");
        }
        check(roots == 1, "not one root");
    }
    dti_parse_ws_free(ws);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    dt_error err = {{0}};
    dti_model *m;
    if (len == 0) return 0;
    unsigned char *bytes = aligned_alloc(64, TINY_BYTES);
    size_t n = len - 1;
    if (!bytes) return 0;
    if (data[0] & 1) {
        n = tiny_model(bytes);
        for (size_t i = 1; i + 3 <= len; i += 3)
            bytes[(data[i] | data[i + 1] << 8) % n] = data[i + 2];
        tiny_seal(bytes, n);
    } else {
        if (n > TINY_BYTES) n = TINY_BYTES;
        memcpy(bytes, data + 1, n);
        if (n >= 32) tiny_seal(bytes, n);
    }
    if (dti_model_open_bytes("fuzz", bytes, n, &m, &err) == DT_OK) {
        parse_with(m);
        dti_model_close(m);
    } else {
        check(m == NULL && err.message[0], "refused without a reason");
        check(!(len == 1 && data[0] & 1), "the small model itself was refused");
    }
    free(bytes);
    return 0;
}
