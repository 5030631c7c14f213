/* tiny_model.h: writes a small reading model after the layout in src/parse/model_file.h. */
#ifndef TINY_MODEL_H
#define TINY_MODEL_H

#include <stdlib.h>
#include <string.h>

#include "parse/model_file.h"
#include "parse/model_kernels.h"

enum { TINY_BYTES = 1 << 16, TINY_SECTIONS = 38, TINY_WIDTH = 16 };

typedef struct tiny_writer {
    unsigned char *bytes;
    size_t at;
    uint32_t n;
    uint32_t seed;
} tiny_writer;

static void tiny_section(tiny_writer *w, const void *data, size_t len) {
    uint64_t place[2] = {w->at, len};
    memcpy(w->bytes + 32 + sizeof(dti_model_dims) + 16 * w->n++, place, sizeof place);
    if (len) memcpy(w->bytes + w->at, data, len);
    w->at = (w->at + len + 63) / 64 * 64;
}

static int tiny_random(tiny_writer *w) {
    w->seed = w->seed * 1664525u + 1013904223u;
    return (int)(w->seed >> 24) % (2 * DTI_W_MAX + 1) - DTI_W_MAX;
}

static void tiny_matrix(tiny_writer *w, size_t k, size_t n) {
    static int8_t cells[32 * 128];
    int32_t start[128];
    float step[128], bias[128];
    for (size_t i = 0; i < k * n; i++) cells[i] = (int8_t)tiny_random(w);
    for (size_t c = 0; c < n; c++) {
        int32_t sum = 0;
        for (size_t r = 0; r < k; r++)
            sum += cells[c / 16 * k * 16 + r / 4 * 64 + c % 16 * 4 + r % 4];
        start[c] = -DTI_A_ZERO * sum;
        step[c] = 1e-4f;
        bias[c] = (float)tiny_random(w) / 64.0f;
    }
    tiny_section(w, cells, k * n);
    tiny_section(w, start, 4 * n);
    tiny_section(w, step, 4 * n);
    tiny_section(w, bias, 4 * n);
}

static void tiny_seal(unsigned char *bytes, size_t len) {
    uint64_t sum = dti_model_checksum(bytes + 32, len - 32);
    memcpy(bytes + 24, &sum, sizeof sum);
}

/* Bytes of the model in the caller's TINY_BYTES. */
static size_t tiny_model(unsigned char *bytes) {
    static const char names[] = "ADJ\0ADP\0ADV\0AUX\0CCONJ\0DET\0INTJ\0NOUN\0NUM\0PART\0PRON\0PROPN\0"
                                "PUNCT\0SCONJ\0SYM\0VERB\0X\0_\0Tense=Past\0nsubj\0obj\0root";
    enum { W = TINY_WIDTH };
    const dti_model_dims d = {4, 8, W, 4, W, 1, W, W, W, W, 17, 2, 3, TINY_SECTIONS};
    const uint32_t head[2] = {DTI_MODEL_VERSION, 0x01020304};
    tiny_writer w = {bytes, 0, 0, 1};
    unsigned char allowed[17 * 2];
    uint32_t slots[16] = {0, 0, 7, 2, 9, 3};
    int8_t vectors[4 * W];
    float scale[6] = {20, 20, 20, 20, 20, 20};
    memset(bytes, 0, TINY_BYTES);
    memset(allowed, 1, sizeof allowed);
    for (size_t i = 0; i < sizeof vectors; i++) vectors[i] = (int8_t)tiny_random(&w);
    memcpy(bytes, "DTPARSE\n", 8);
    memcpy(bytes + 8, head, sizeof head);
    memcpy(bytes + 32, &d, sizeof d);
    w.at = (32 + sizeof d + 16 * TINY_SECTIONS + 63) / 64 * 64;
    tiny_section(&w, names, sizeof names);
    tiny_section(&w, allowed, sizeof allowed);
    tiny_section(&w, slots, sizeof slots);
    tiny_section(&w, vectors, sizeof vectors);
    tiny_section(&w, vectors, sizeof vectors);
    tiny_matrix(&w, 2 * W, 8 * W); /* input */
    tiny_matrix(&w, W, 4 * W);     /* state, forward and backward */
    tiny_matrix(&w, W, 4 * W);
    tiny_matrix(&w, 2 * W, 5 * W); /* heads of the network */
    tiny_matrix(&w, W, W);         /* arcs */
    tiny_matrix(&w, 2 * W, W);     /* relations */
    tiny_matrix(&w, W, 2 * W);     /* tags */
    tiny_matrix(&w, W, W);         /* features */
    tiny_section(&w, scale, sizeof scale);
    uint64_t size = w.at;
    memcpy(bytes + 16, &size, sizeof size);
    tiny_seal(bytes, w.at);
    return w.at;
}

#endif
