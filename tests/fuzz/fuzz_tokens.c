/* fuzz_tokens.c: any bytes are cut so that each is in one token or in white space. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kb/kb.h"
#include "parse/parse.h"
#include "parse/tokens.h"

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_tokens: %s\n", what);
    abort();
}

static size_t skip_space(dt_slice text, size_t at, size_t to) {
    while (at < to) {
        size_t step = dti_text_space(text, at);
        check(step > 0, "a byte in no token");
        at += step;
    }
    return at;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    static dt_kb *kb; /* opened once for all inputs */
    static dti_parser *parser;
    dt_error err = {{0}};
    if (!kb) {
        kb = dt_kb_open(NULL, NULL, &err);
        parser = kb ? dti_parser_new(kb, &err) : NULL;
        check(parser != NULL, err.message);
    }
    char *copy = malloc(len ? len : 1); /* of its very length: a read behind it is seen */
    dt_doc *doc = dti_doc_new(kb);
    if (!copy || !doc) abort();
    memcpy(copy, data, len);
    doc->raw = doc->text = (dt_slice){copy, len};
    check(dti_parse_split(parser, doc, &err) == DT_OK, err.message);
    size_t at = 0, n = 0;
    for (size_t i = 0; i < doc->n_toks; i++) {
        const dti_tok *t = &doc->toks[i];
        check(t->start >= at && t->end > t->start && t->end <= len, "tokens out of order");
        check(t->end - t->start <= DTI_MAX_TOKEN_BYTES, "a token too long");
        check(skip_space(doc->text, at, t->start) == t->start, "space that is no space");
        at = t->end;
    }
    skip_space(doc->text, at, len);
    for (size_t s = 0; s < doc->n_sents; s++) {
        check(doc->sents[s].first == n && doc->sents[s].n_toks > 0, "sentences with holes");
        check(doc->sents[s].n_toks <= DTI_MAX_SENT_TOKENS, "a sentence too long");
        n += doc->sents[s].n_toks;
    }
    check(n == doc->n_toks, "tokens outside of sentences");
    dt_doc_free(doc);
    free(copy);
    return 0;
}
