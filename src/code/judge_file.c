/* judge_file.c: reads a file of weights, makes an opened judge; refuses what is not whole and ours. */
#include "code/judge_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "parse/model_file.h"

#define HEAD_BYTES 32

static const char magic[8] = "DTJUDGE\n";

typedef struct cursor {
    const char *name;
    const unsigned char *base;
    size_t len, at;
    dt_error *err;
} cursor;

/* The next n bytes, which begin at a multiple of 8; NULL and err when the file has less. */
static const void *take(cursor *c, uint64_t n) {
    size_t at = (c->at + 7) / 8 * 8;
    if (at > c->len || n > c->len - at) {
        dti_fail(c->err, "%s: the weights end early; fetch the file again", c->name);
        return NULL;
    }
    c->at = at + (size_t)n;
    return c->base + at;
}

static int is_power(uint32_t n) { return n && !(n & (n - 1)); }

static int check_sizes(const cursor *c, const dti_judge_sizes *s) {
    if (s->n_types != DTI_JUDGE_TYPES || s->n_places != DTI_JP_COUNT || !is_power(s->n_slots) ||
        !is_power(s->n_word_slots) || s->n_slots > 1u << 22 || s->n_word_slots > 1u << 22 ||
        s->n_rows >= s->n_slots || s->n_words >= s->n_word_slots || s->width == 0 ||
        s->width > DTI_JUDGE_MAX_WIDTH || s->shift > 24)
        return dti_fail(c->err, "%s: the sizes of the weights are out of range", c->name);
    return DT_OK;
}

static int take_names(dti_judge *j, cursor *c) {
    const char *names = take(c, (uint64_t)DTI_JUDGE_TYPES * DTI_JUDGE_NAME_BYTES);
    if (!names) return DT_FAILED;
    for (int i = 0; i < DTI_JUDGE_TYPES; i++) {
        const char *p = names + (size_t)i * DTI_JUDGE_NAME_BYTES;
        const char *end = memchr(p, 0, DTI_JUDGE_NAME_BYTES);
        if (!end || end == p) return dti_fail(c->err, "%s: a type has no name", c->name);
        j->types[i] = (dt_slice){p, (size_t)(end - p)};
    }
    return DT_OK;
}

static int take_all(dti_judge *j, cursor *c) {
    const dti_judge_sizes *s = &j->sizes;
    if (take_names(j, c) != DT_OK) return DT_FAILED;
    j->scale = take(c, sizeof *j->scale);
    j->bias = j->scale ? take(c, DTI_JUDGE_COLS * sizeof *j->bias) : NULL;
    j->slots = j->bias ? take(c, (uint64_t)s->n_slots * sizeof *j->slots) : NULL;
    j->rows = j->slots ? take(c, (uint64_t)s->n_rows * DTI_JUDGE_COLS * sizeof *j->rows) : NULL;
    j->word_slots = j->rows ? take(c, (uint64_t)s->n_word_slots * sizeof *j->word_slots) : NULL;
    j->vectors = j->word_slots ? take(c, (uint64_t)s->n_words * s->width) : NULL;
    j->dense = j->vectors ? take(c, (uint64_t)s->n_places * s->width * DTI_JUDGE_TYPES *
                                        sizeof *j->dense)
                          : NULL;
    if (!j->dense) return DT_FAILED;
    const double *numbers = (const double *)j->scale;
    for (size_t i = 0; i < sizeof *j->scale / sizeof *numbers; i++)
        if (!isfinite(numbers[i]))
            return dti_fail(c->err, "%s: a scale of the weights is no number", c->name);
    if (j->scale->type_unit <= 0 || j->scale->pair_unit <= 0)
        return dti_fail(c->err, "%s: a scale of the weights is out of range", c->name);
    for (uint32_t i = 0; i < s->n_slots; i++)
        if (j->slots[i].hash && j->slots[i].row >= s->n_rows)
            return dti_fail(c->err, "%s: a feature has no weights", c->name);
    for (uint32_t i = 0; i < s->n_word_slots; i++)
        if (j->word_slots[i].hash && j->word_slots[i].row >= s->n_words)
            return dti_fail(c->err, "%s: a word has no vector", c->name);
    return DT_OK;
}

int dti_judge_open_bytes(const char *name, const void *bytes, size_t len, dti_judge **out,
                         dt_error *err) {
    const unsigned char *p = bytes;
    uint32_t version, mark;
    uint64_t size, sum;
    *out = NULL;
    if (len < HEAD_BYTES + sizeof(dti_judge_sizes) || memcmp(p, magic, sizeof magic) != 0)
        return dti_fail(err, "%s: no weights of a judge of détente", name);
    memcpy(&version, p + 8, 4);
    memcpy(&mark, p + 12, 4);
    memcpy(&size, p + 16, 8);
    memcpy(&sum, p + 24, 8);
    if (mark != 0x01020304)
        return dti_fail(err, "%s: the weights are for machines of the other byte order", name);
    if (version != DTI_JUDGE_VERSION)
        return dti_fail(err, "%s: weights of version %u, this program reads version %u", name,
                        version, DTI_JUDGE_VERSION);
    if (size != len)
        return dti_fail(err, "%s: %zu bytes where %llu belong; fetch the file again", name, len,
                        (unsigned long long)size);
    if (sum != dti_model_checksum(p + HEAD_BYTES, len - HEAD_BYTES))
        return dti_fail(err, "%s: the weights are damaged (checksum); fetch the file again",
                        name);
    dti_judge *j = calloc(1, sizeof *j);
    if (!j) return dti_fail(err, "out of memory");
    snprintf(j->version, sizeof j->version, "%08x", (unsigned)(sum >> 32));
    memcpy(&j->sizes, p + HEAD_BYTES, sizeof j->sizes);
    cursor c = {name, p, len, HEAD_BYTES + sizeof j->sizes, err};
    if (check_sizes(&c, &j->sizes) != DT_OK || take_all(j, &c) != DT_OK) {
        dti_judge_close(j);
        return DT_FAILED;
    }
    *out = j;
    return DT_OK;
}

int dti_judge_open(const char *path, dti_judge **out, dt_error *err) {
    dti_mapping map;
    *out = NULL;
    if (dti_map_file(path, &map, err) != DT_OK) return DT_FAILED;
    if (dti_judge_open_bytes(path, map.ptr, map.len, out, err) != DT_OK) {
        dti_unmap(&map);
        return DT_FAILED;
    }
    (*out)->map = map;
    return DT_OK;
}

void dti_judge_close(dti_judge *j) {
    if (!j) return;
    if (j->map.ptr) dti_unmap(&j->map);
    free(j);
}

const char *dti_judge_version(const dti_judge *j) { return j->version; }
