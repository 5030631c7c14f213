/* user_tables.h: a user's own tables beside ours. */
#ifndef DTI_USER_TABLES_H
#define DTI_USER_TABLES_H

#include "base/buf.h"
#include "kb/image.h"

/*
 * Reads the table at path, or every *.tsv of a folder, each known by its column names (persons,
 * organisations, country names, roles, places: docs/formats/tables.md), and packs them with the
 * tables of base into a new image in out.  All errors of all files go to report, each with its
 * line; any error at all means DT_FAILED and nothing packed.
 */
int dti_user_tables_pack(const dti_image *base, const char *path, dti_buf *out,
                         dti_table_report *report, void *ctx, dt_error *err);

/*
 * The same for one table that is in memory already; name is for messages.  Fuzzing and tests.
 */
int dti_user_text_pack(const dti_image *base, const char *name, dt_slice text, dti_buf *out,
                       dti_table_report *report, void *ctx, dt_error *err);

#endif
