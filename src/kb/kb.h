/* kb.h: the knowledge as the stages see it: tables, sections, version. */
#ifndef DTI_KB_H
#define DTI_KB_H

#include "detente.h"
#include "kb/endings.h"
#include "kb/image.h"
#include "kb/facts.h"
#include "kb/frames.h"
#include "kb/words.h"

struct dti_model; /* parse/model.h */
struct dti_judge; /* code/judge.h */

struct dt_kb {
    dti_image *image;
    dti_buf user_image; /* owns the bytes of image when a user's tables were added */
    struct dti_model *model; /* NULL when opened without one (table tools) */
    struct dti_judge *judge; /* NULL when there are no weights */
    dti_words words;         /* of splitting, tokenising and lemmatising */
    dti_endings endings;     /* of the lemmatiser */
    dti_facts facts;         /* who and where */
    dti_frames *frames;      /* what happens */
    char version[96];
};

/* Table by name, "en/page_phrases"; NULL when the image has none of that name. */
const dti_table *dti_kb_table(const dt_kb *kb, const char *name);

/*
 * Reads every *.tsv under folder (data/) and packs tables and sections into out.
 * Every error in a table is reported; any error at all means DT_FAILED and nothing packed.
 */
int dti_kb_compile(const char *folder, dti_buf *out, dti_table_report *report, void *ctx,
                   dt_error *err);

/*
 * Packs the tables of an image with one text table in the place of, or beside, its own: the file
 * replaces the table that its path names ("data/en/frames/consult.tsv", or "consult.tsv" when
 * only one is called so); under another name it is added to the folder of the tables that have
 * the same columns.  *replaced: 1 or 0.
 */
int dti_kb_overlay(const dti_image *base, const char *path, dti_buf *out, int *replaced,
                   dti_table_report *report, void *ctx, dt_error *err);

/* The sections, in building order; each is made in its own file of kb/. */
extern const dti_section_def dti_kb_sections[];
extern const size_t dti_n_kb_sections;

#endif
