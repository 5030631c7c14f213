/* apart.h: days told by their distance from another: "a day after protesters stormed it". */
#ifndef DTI_APART_H
#define DTI_APART_H

#include "code/code.h"
#include "code/tree.h"

/*
 * The day of an act that stands behind "a day after", counted from the day of the clause before
 * it ("on Sunday, a day after …"), else from the day of publication.  own: the time that was
 * found for the act, NULL for none; one within the clause wins.  Empty when no span is told.
 */
dt_slice dti_date_apart(dti_coding *c, const dti_tree *t, uint32_t sent, uint32_t trigger,
                        const dti_time *own);

#endif
