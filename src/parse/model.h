/*
 * model.h: the reading model: tokens of a sentence in, tags and one tree out.
 *
 * dti_model is read-only after opening and shared by threads; dti_parse_ws is the scratch memory
 * of one thread.  The same sentence gets the same tree on every machine and with any company: all
 * sums are whole numbers, all fractions are computed cell by cell in a fixed order.
 */
#ifndef DTI_MODEL_H
#define DTI_MODEL_H

#include "detente.h"

typedef struct dti_model dti_model;
typedef struct dti_parse_ws dti_parse_ws;

/* What is said about one token. */
typedef struct dti_tok_out {
    uint32_t head;   /* 0: root of the sentence; else 1 + number of the head in the sentence */
    uint32_t feats;  /* DTI_F_* */
    uint16_t bundle; /* number for dti_model_feats_name */
    uint16_t deprel; /* dti_rel of parse/relations.h */
    uint8_t upos;    /* dti_upos */
} dti_tok_out;

/* One sentence of a batch: n forms in, n answers out. */
typedef struct dti_sent_job {
    const dt_slice *forms;
    size_t n;
    dti_tok_out *out;
} dti_sent_job;

/*
 * Maps the file and checks magic, version, sizes, checksum and every number in it that is used as
 * an index.  DT_FAILED with err "path: reason" for a missing, truncated, damaged or foreign file.
 */
DT_CHECK int dti_model_open(const char *path, dti_model **out, dt_error *err);
/* The same over bytes that the caller keeps alive; name stands in errors. */
DT_CHECK int dti_model_open_bytes(const char *name, const void *bytes, size_t len,
                                  dti_model **out, dt_error *err);
void dti_model_close(dti_model *m); /* NULL is fine */

/* First 8 hex digits of the checksum.  Owned by the model. */
const char *dti_model_version(const dti_model *m);

/* NULL when out of memory.  Grows to what the longest sentence needs; tied to one model. */
dti_parse_ws *dti_parse_ws_new(const dti_model *m);
void dti_parse_ws_free(dti_parse_ws *ws);

/*
 * Tags and parses one sentence.  Always a single-rooted tree for n > 0; n = 0 does nothing.  A
 * sentence over DTI_MAX_SENT_TOKENS is read in windows whose roots hang on the first one's.
 * Forms may hold any bytes.  DT_FAILED only when out of memory.
 */
DT_CHECK int dti_model_parse(const dti_model *m, dti_parse_ws *ws, const dt_slice *forms,
                             size_t n, dti_tok_out *out);
/* Many sentences at once, which is faster and gives the same answers. */
DT_CHECK int dti_model_parse_batch(const dti_model *m, dti_parse_ws *ws, dti_sent_job *jobs,
                                   size_t n_jobs);

/* Names; numbers out of range give "_".  Owned by the model. */
const char *dti_model_feats_name(const dti_model *m, unsigned bundle);  /* "Number=Sing" */
const char *dti_model_upos_name(const dti_model *m, unsigned upos);     /* "VERB" */

/*
 * Kernels by name ("plain", "ssse3", "avx2", "vnni"), for tests that compare them; the best one of this
 * machine is taken when a workspace is made.  DT_FAILED: this machine or build has none such.
 */
DT_CHECK int dti_parse_ws_use(dti_parse_ws *ws, const char *kernels);
const char *dti_parse_ws_kernels(const dti_parse_ws *ws);

#endif
