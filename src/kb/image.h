/*
 * image.h: the packed knowledge image, one file that is mapped and never written.
 *
 *   header   magic, version, size, xxHash64 of all that follows the header, counts, offsets
 *   tables   (n_tables) name, columns, rows, cells; cells are (offset, length) into the pool
 *   sections (n_sections) name, offset, size: structures built from the tables (names, frames
 * ...) pool     the bytes of all cells Little-endian, offsets from the file's start, every part
 * aligned to 8 bytes.
 */
#ifndef DTI_IMAGE_H
#define DTI_IMAGE_H

#include "base/buf.h"
#include "base/file.h"
#include "kb/table.h"

typedef struct dti_image dti_image;

/* Opens and checks an image.  NULL and err for a missing, foreign, damaged or newer one. */
dti_image *dti_image_open(const char *path, dt_error *err);
/* The same from bytes that stay alive as long as the image (tests, fuzzing). */
dti_image *dti_image_from_bytes(const char *what, const char *ptr, size_t len, dt_error *err);
void dti_image_close(dti_image *image);

/* Table by name ("world/countries"); NULL when there is none. */
const dti_table *dti_image_table(const dti_image *image, const char *name);
size_t dti_image_n_tables(const dti_image *image);
const dti_table *dti_image_table_at(const dti_image *image, size_t i);
/* Bytes of a section, 8-aligned; an empty slice when there is none. */
dt_slice dti_image_section(const dti_image *image, const char *name);
/* First 4 hex digits of the checksum: the version of the tables. */
const char *dti_image_version(const dti_image *image);

/*
 * Packs tables (in the order given; the caller sorts by name) and then, one after the other,
 * the sections.  A builder sees the image of the tables and all sections built before it.
 */
typedef int dti_section_builder(const dti_image *tables, dti_buf *out, dt_error *err);
typedef struct dti_section_def {
    const char *name;
    dti_section_builder *build;
} dti_section_def;
int dti_image_pack(const dti_text_table *tables, size_t n_tables,
                   const dti_section_def *sections, size_t n_sections, dti_buf *out,
                   dt_error *err);

#endif
