/* fuzz_conllu.c: any bytes are read or refused; what was read and is written is read back alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parse/conllu.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_conllu: %s\n", what);
    abort();
}

static void write_and_read(const dt_doc *doc) {
    dt_error err = {{0}};
    dti_buf out;
    size_t at = 0, line = 0;
    dti_buf_init(&out);
    dti_conllu_write(doc, &out);
    dt_doc *back = dti_doc_new(NULL);
    if (!back) abort();
    check(dti_conllu_read(back, (dt_slice){out.ptr, out.len}, &at, &line, &err) == DT_OK,
          err.message);
    check(back->n_toks == doc->n_toks && back->n_sents == doc->n_sents, "other tokens");
    for (size_t i = 0; i < doc->n_toks; i++) {
        const dti_tok *a = &doc->toks[i], *b = &back->toks[i];
        check(a->upos == b->upos && a->feats == b->feats, "other tags");
        check(a->head == b->head && a->deprel == b->deprel, "another tree");
    }
    dt_doc_free(back);
    dti_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    char *copy = malloc(len ? len : 1);
    if (!copy) abort();
    memcpy(copy, data, len);
    size_t at = 0, line = 0;
    while (at < len) {
        size_t from = at;
        dt_error err = {{0}};
        dt_doc *doc = dti_doc_new(NULL);
        if (!doc) abort();
        int status = dti_conllu_read(doc, (dt_slice){copy, len}, &at, &line, &err);
        check(status == DT_OK || err.message[0], "refused without a reason");
        if (status == DT_OK && doc->n_toks) write_and_read(doc);
        dt_doc_free(doc);
        if (status != DT_OK || at == from) break;
    }
    free(copy);
    return 0;
}
