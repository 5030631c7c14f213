/*
 * parse.h: the stage that turns cleaned text into sentences, tokens, tags and trees.
 *
 * dti_parse_split fills doc->sents and doc->toks of the whole text at some 100 times the speed
 * of tagging; dti_parse_sentence then tags the sentences that are worth it.
 */
#ifndef DTI_PARSE_H
#define DTI_PARSE_H

#include "doc.h"

/* Scratch memory of one thread, reused from document to document. */
typedef struct dti_parser dti_parser;

/* kb must outlive the parser.  NULL and err when out of memory. */
dti_parser *dti_parser_new(const dt_kb *kb, dt_error *err);
void dti_parser_free(dti_parser *p);

/*
 * Cuts doc->text into sentences and tokens.  Tokens come out untagged: upos DTI_X, no head.
 * Sentences longer than DTI_MAX_SENT_TOKENS and tokens longer than DTI_MAX_TOKEN_BYTES are cut,
 * with a diagnostic.  DT_FAILED only when out of memory.
 */
DT_CHECK int dti_parse_split(dti_parser *p, dt_doc *doc, dt_error *err);

/*
 * Tags the sentences numbered sents[0..n), ascending: upos, feats, lemma_text, head, deprel of
 * their tokens, and sets parsed.  Sentences that are parsed already are left alone.  The same
 * sentence gets the same answer with any others beside it.  Needs the kb's model; DT_FAILED
 * when there is none or memory is out.
 */
DT_CHECK int dti_parse_sentences(dti_parser *p, dt_doc *doc, const uint32_t *sents, size_t n,
                                 dt_error *err);
/* All of them. */
DT_CHECK int dti_parse_all(dti_parser *p, dt_doc *doc, dt_error *err);

#endif
