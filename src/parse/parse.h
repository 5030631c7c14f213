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
 * Tags a sentence of a split document: upos, feats, head, deprel, lemma_text of its tokens.
 * DT_FAILED when out of memory or the kb has no model.
 */
DT_CHECK int dti_parse_sentence(dti_parser *p, dt_doc *doc, uint32_t sent, dt_error *err);

#endif
