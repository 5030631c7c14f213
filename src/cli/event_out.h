/* event_out.h: events on standard output, as a table or in one of the formats. */
#ifndef DTI_EVENT_OUT_H
#define DTI_EVENT_OUT_H

#include "cli/table_print.h"
#include "kb/image.h"

#define DTI_FORMAT_CHOICES                                                                     \
    "table|jsonl|csv|gdelt|gdelt2|gdelt1|gdelt-mentions|icews|polecat|phoenix|petrarch2"

typedef struct dti_event_out {
    dti_table_print table;
    dt_exporter *exporter; /* NULL: the table */
    const char *to;
    size_t n_events;
} dti_event_out;

/* to NULL: a table on a terminal, else jsonl.  The image tells the formats' facts. */
int dti_event_out_open(dti_event_out *o, const char *to, const dti_image *image, dt_error *err);
int dti_event_out_row(dti_event_out *o, const dt_event_row *row, dt_error *err);
/* Finishes; says on standard error what the format could not hold. */
int dti_event_out_close(dti_event_out *o, const char *command, dt_error *err);

/* Opens the image that ships with the program, or the one named. */
dti_image *dti_shipped_image(const char *path, dt_error *err);

#endif
