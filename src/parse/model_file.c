/* model_file.c: reads a model file, makes an opened model; refuses what is not whole and ours. */
#include "parse/model_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "doc.h"
#include "parse/model_kernels.h"
#include "parse/relations.h"

#define HEAD_BYTES 32
#define MAX_DIM 4096u
#define MAX_ROWS (1u << 24)
#define MAX_FLOAT 1e9f /* with it no product of the network leaves the range of a float */

static const char magic[8] = "DTPARSE\n";

static uint64_t word_at(const unsigned char *p, size_t left) {
    unsigned char b[8] = {0};
    memcpy(b, p, left < 8 ? left : 8);
    uint64_t w;
    memcpy(&w, b, 8);
    return w;
}

/* Four interleaved multiply-and-rotate lanes over 32-byte blocks, the last one padded by 0. */
uint64_t dti_model_checksum(const void *bytes, size_t len) {
    const uint64_t k = 0x9E3779B97F4A7C15u;
    const unsigned char *p = bytes;
    uint64_t h[4] = {1, 2, 3, 4}, r = len;
    for (size_t i = 0; i < len; i += 32) {
        for (size_t j = 0; j < 4; j++) {
            size_t at = i + 8 * j;
            uint64_t w = 0;
            if (at + 8 <= len) memcpy(&w, p + at, 8);
            else if (at < len) w = word_at(p + at, len - at);
            uint64_t x = (h[j] ^ w) * k;
            h[j] = x << 29 | x >> 35;
        }
    }
    for (size_t j = 0; j < 4; j++) {
        r = (r ^ h[j]) * k;
        r ^= r >> 32;
    }
    return r;
}

/* ---------------------------------------------------------------- sections in order */

typedef struct cursor {
    const char *name;
    const unsigned char *base;
    size_t len;
    const unsigned char *table; /* offset and length of each section */
    uint32_t at, n;
    dt_error *err;
} cursor;

/* The next section when it has exactly want bytes (0: any); NULL and err otherwise. */
static const void *take(cursor *c, uint64_t want, uint64_t *got) {
    uint64_t off, len;
    if (c->at >= c->n) {
        dti_fail(c->err, "%s: model has only %u sections; train it anew", c->name, c->n);
        return NULL;
    }
    memcpy(&off, c->table + 16 * (size_t)c->at, 8);
    memcpy(&len, c->table + 16 * (size_t)c->at + 8, 8);
    if (off % 64 || off > c->len || len > c->len - off || (want && len != want)) {
        dti_fail(c->err, "%s: section %u of the model has the wrong place or size", c->name,
                 c->at);
        return NULL;
    }
    c->at++;
    if (got) *got = len;
    return c->base + off;
}

static int take_floats(cursor *c, const float **out, size_t n) {
    *out = take(c, (uint64_t)n * 4, NULL);
    for (size_t i = 0; *out && i < n; i++)
        if (!(fabsf((*out)[i]) <= MAX_FLOAT))
            return dti_fail(c->err, "%s: section %u holds a number out of range", c->name,
                            c->at - 1);
    return *out ? DT_OK : DT_FAILED;
}

static int take_matrix(cursor *c, dti_matrix *m, uint32_t k, uint32_t n) {
    m->k = k;
    m->real = n;
    m->n = (n + DTI_PANEL - 1) / DTI_PANEL * DTI_PANEL;
    m->w = take(c, (uint64_t)m->k * m->n, NULL);
    for (size_t i = 0; m->w && i < (size_t)m->k * m->n; i++)
        if (m->w[i] > DTI_W_MAX || m->w[i] < -DTI_W_MAX)
            return dti_fail(c->err, "%s: section %u of the model holds a weight out of range",
                            c->name, c->at - 1);
    m->start = m->w ? take(c, (uint64_t)m->n * 4, NULL) : NULL;
    if (!m->start || take_floats(c, &m->step, m->n) || take_floats(c, &m->bias, m->n))
        return DT_FAILED;
    return DT_OK;
}

/* ---------------------------------------------------------------- names */

static uint32_t bits_of(const char *bundle) {
    static const struct {
        const char *name;
        uint32_t bit;
    } known[] = {
        {"Tense=Past", DTI_F_PAST}, {"Tense=Pres", DTI_F_PRES}, {"VerbForm=Fin", DTI_F_FIN},
        {"VerbForm=Inf", DTI_F_INF}, {"VerbForm=Part", DTI_F_PART}, {"VerbForm=Ger", DTI_F_GER},
        {"Voice=Pass", DTI_F_PASS}, {"Number=Sing", DTI_F_SING}, {"Number=Plur", DTI_F_PLUR},
        {"Person=1", DTI_F_P1}, {"Person=2", DTI_F_P2}, {"Person=3", DTI_F_P3},
        {"Mood=Imp", DTI_F_IMP}, {"PronType=Prs", DTI_F_PRS}, {"PronType=Rel", DTI_F_REL},
        {"PronType=Dem", DTI_F_DEM}, {"PronType=Int", DTI_F_INT}, {"Poss=Yes", DTI_F_POSS},
        {"Gender=Fem", DTI_F_FEM}, {"Gender=Masc", DTI_F_MASC}, {"Gender=Neut", DTI_F_NEUT},
        {"Polarity=Neg", DTI_F_NEG}, {"Degree=Cmp", DTI_F_CMP}, {"Degree=Sup", DTI_F_SUP},
        {"Definite=Def", DTI_F_DEF}, {"Definite=Ind", DTI_F_IND},
    };
    uint32_t bits = 0;
    for (dt_slice rest = dti_str(bundle); rest.ptr;) {
        dt_slice f = dti_slice_cut(&rest, '|');
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (dti_slice_is(f, known[i].name)) bits |= known[i].bit;
    }
    return bits;
}

static int take_names(dti_model *m, cursor *c) {
    uint64_t len;
    const char *s = take(c, 0, &len);
    size_t n = (size_t)m->dim.n_upos + m->dim.n_feats + m->dim.n_rels, i = 0;
    if (!s) return DT_FAILED;
    m->names = calloc(n, sizeof *m->names);
    m->bits = calloc(m->dim.n_feats, sizeof *m->bits);
    m->rel_of = calloc(m->dim.n_rels, sizeof *m->rel_of);
    if (!m->names || !m->bits || !m->rel_of) return dti_fail(c->err, "out of memory");
    for (const char *end = s + len; s < end && i < n; i++) {
        const char *z = memchr(s, 0, (size_t)(end - s));
        if (!z) break;
        m->names[i] = s;
        s = z + 1;
    }
    if (i != n) return dti_fail(c->err, "%s: the model's list of names is cut", c->name);
    static const char *const upos[DTI_N_UPOS] = {
        "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
        "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"};
    for (i = 0; i < DTI_N_UPOS; i++)
        if (strcmp(upos[i], m->names[i]) != 0)
            return dti_fail(c->err, "%s: the model tags with \"%s\" where \"%s\" belongs",
                            c->name, m->names[i], upos[i]);
    const char **feats = m->names + m->dim.n_upos, **rels = feats + m->dim.n_feats;
    for (i = 0; i < m->dim.n_feats; i++) m->bits[i] = bits_of(feats[i]);
    m->root_rel = UINT16_MAX;
    for (i = 0; i < m->dim.n_rels; i++) {
        m->rel_of[i] = (uint16_t)dti_rel_of(dti_str(rels[i]));
        if (strcmp(rels[i], "root") == 0) m->root_rel = (uint16_t)i;
    }
    if (m->root_rel == UINT16_MAX)
        return dti_fail(c->err, "%s: the model knows no relation \"root\"", c->name);
    return DT_OK;
}

/* ---------------------------------------------------------------- opening */

static int check_dims(const char *name, const dti_model_dims *d, dt_error *err) {
    const uint32_t even[] = {d->d_word, d->d_affix, d->hidden, d->d_arc, d->d_rel, d->d_tag};
    for (size_t i = 0; i < sizeof even / sizeof *even; i++)
        if (even[i] == 0 || even[i] % 16 || even[i] > 128)
            return dti_fail(err, "%s: the model's widths must be 16, 32, ... 128", name);
    if (d->n_layers == 0 || d->n_layers > DTI_MODEL_MAX_LAYERS || d->n_upos != DTI_N_UPOS ||
        d->n_feats == 0 || d->n_feats > MAX_DIM || d->n_rels == 0 || d->n_rels > MAX_DIM ||
        d->n_words < 2 || d->n_words > MAX_ROWS || d->n_slots == 0 || d->n_slots > MAX_ROWS ||
        (d->n_slots & (d->n_slots - 1)) || d->n_buckets == 0 || d->n_buckets > MAX_ROWS ||
        (d->n_buckets & (d->n_buckets - 1)) || d->n_sections > 256)
        return dti_fail(err, "%s: the model's sizes are out of range", name);
    return DT_OK;
}

/* Bias of every answer that may be given; the others are so low that none is ever the best. */
static int bar(dti_model *m, const uint8_t *allowed) {
    const dti_model_dims *d = &m->dim;
    size_t u = m->upos.n, f = m->feats.n, r = m->rel.n;
    m->upos_bias = malloc((u + r + f * d->n_upos) * sizeof *m->upos_bias);
    if (!m->upos_bias) return DT_FAILED;
    m->rel_bias = m->upos_bias + u;
    m->feats_bias = m->rel_bias + r;
    for (size_t i = 0; i < u; i++)
        m->upos_bias[i] = i < m->upos.real ? m->upos.bias[i] : DTI_BARRED;
    for (size_t i = 0; i < r; i++)
        m->rel_bias[i] = i < m->rel.real && i != m->root_rel ? m->rel.bias[i] : DTI_BARRED;
    for (size_t i = 0; i < d->n_upos; i++)
        for (size_t k = 0; k < f; k++)
            m->feats_bias[i * f + k] =
                k < m->feats.real && allowed[i * d->n_feats + k] ? m->feats.bias[k] : DTI_BARRED;
    return DT_OK;
}

static int take_all(dti_model *m, cursor *c) {
    const dti_model_dims *d = &m->dim;
    if (take_names(m, c) != DT_OK) return DT_FAILED;
    const uint8_t *allowed = take(c, (uint64_t)d->n_upos * d->n_feats, NULL);
    if (!allowed) return DT_FAILED;
    m->slots = take(c, (uint64_t)d->n_slots * 8, NULL);
    if (!m->slots) return DT_FAILED;
    size_t empty = 0;
    for (size_t i = 0; i < d->n_slots; i++) {
        if (m->slots[2 * i + 1] >= d->n_words)
            return dti_fail(c->err, "%s: a word of the model has no vector", c->name);
        empty += m->slots[2 * i + 1] == 0;
    }
    if (!empty) return dti_fail(c->err, "%s: the model's word table is overfull", c->name);
    m->words = take(c, (uint64_t)d->n_words * d->d_word, NULL);
    if (!m->words) return DT_FAILED;
    m->affixes = take(c, (uint64_t)d->n_buckets * d->d_affix, NULL);
    if (!m->affixes) return DT_FAILED;
    for (uint32_t l = 0; l < d->n_layers; l++) {
        uint32_t k = l ? 2 * d->hidden : d->d_word + d->d_affix;
        if (take_matrix(c, &m->input[l], k, 8 * d->hidden) ||
            take_matrix(c, &m->state[l][0], d->hidden, 4 * d->hidden) ||
            take_matrix(c, &m->state[l][1], d->hidden, 4 * d->hidden))
            return DT_FAILED;
    }
    if (take_matrix(c, &m->head, 2 * d->hidden, 2 * d->d_arc + 2 * d->d_rel + d->d_tag) ||
        take_matrix(c, &m->arc, d->d_arc, d->d_arc) ||
        take_matrix(c, &m->rel, 2 * d->d_rel, d->n_rels) ||
        take_matrix(c, &m->upos, d->d_tag, d->n_upos) ||
        take_matrix(c, &m->feats, d->d_tag, d->n_feats) || take_floats(c, &m->scale, 6))
        return DT_FAILED;
    return bar(m, allowed) == DT_OK ? DT_OK : dti_fail(c->err, "out of memory");
}

int dti_model_open_bytes(const char *name, const void *bytes, size_t len, dti_model **out,
                         dt_error *err) {
    const unsigned char *p = bytes;
    uint32_t version, mark;
    uint64_t size, sum;
    *out = NULL;
    if (len < HEAD_BYTES + sizeof(dti_model_dims) || memcmp(p, magic, sizeof magic) != 0)
        return dti_fail(err, "%s: not a reading model of détente", name);
    memcpy(&version, p + 8, 4);
    memcpy(&mark, p + 12, 4);
    memcpy(&size, p + 16, 8);
    memcpy(&sum, p + 24, 8);
    if (mark != 0x01020304)
        return dti_fail(err, "%s: the model is for machines of the other byte order", name);
    if (version != DTI_MODEL_VERSION)
        return dti_fail(err, "%s: model version %u, this program reads version %u", name, version,
                        DTI_MODEL_VERSION);
    if (size != len)
        return dti_fail(err, "%s: the model has %zu bytes where %llu belong; fetch it again", name,
                        len, (unsigned long long)size);
    if (sum != dti_model_checksum(p + HEAD_BYTES, len - HEAD_BYTES))
        return dti_fail(err, "%s: the model is damaged (checksum); fetch it again", name);
    dti_model *m = calloc(1, sizeof *m);
    if (!m) return dti_fail(err, "out of memory");
    memcpy(&m->dim, p + HEAD_BYTES, sizeof m->dim);
    snprintf(m->version, sizeof m->version, "%08x", (unsigned)(sum >> 32));
    cursor c = {name, p, len, p + HEAD_BYTES + sizeof m->dim, 0, m->dim.n_sections, err};
    if (check_dims(name, &m->dim, err) != DT_OK) goto failed;
    if (len < HEAD_BYTES + sizeof m->dim + 16 * (size_t)c.n) {
        dti_fail(err, "%s: the model's table of sections is cut", name);
        goto failed;
    }
    if (take_all(m, &c) != DT_OK) goto failed;
    *out = m;
    return DT_OK;
failed:
    dti_model_close(m);
    return DT_FAILED;
}

int dti_model_open(const char *path, dti_model **out, dt_error *err) {
    dti_mapping map;
    *out = NULL;
    if (dti_map_file(path, &map, err) != DT_OK) return DT_FAILED;
    if (dti_model_open_bytes(path, map.ptr, map.len, out, err) != DT_OK) {
        dti_unmap(&map);
        return DT_FAILED;
    }
    (*out)->map = map;
    return DT_OK;
}

void dti_model_close(dti_model *m) {
    if (!m) return;
    free(m->names);
    free(m->bits);
    free(m->rel_of);
    free(m->upos_bias);
    if (m->map.ptr) dti_unmap(&m->map);
    free(m);
}

const char *dti_model_version(const dti_model *m) { return m->version; }

const char *dti_model_feats_name(const dti_model *m, unsigned bundle) {
    return bundle < m->dim.n_feats ? m->names[m->dim.n_upos + bundle] : "_";
}

const char *dti_model_upos_name(const dti_model *m, unsigned upos) {
    return upos < m->dim.n_upos ? m->names[upos] : "_";
}
