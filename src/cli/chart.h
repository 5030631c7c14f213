/* chart.h: a course of levels drawn in characters. */
#ifndef DTI_CHART_H
#define DTI_CHART_H

#include "cli/look.h"
#include "detente_store.h"

/* Rows of the drawn area, without the axis. */
#define DTI_CHART_ROWS 10

/* Axis of levels at the left, of time below, the band shaded, turning points marked by number.
 */
void dti_chart(const dti_look *look, dti_buf *out, const dt_state *state);

#endif
