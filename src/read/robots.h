/* robots.h: what a site asks of programs that fetch its pages (RFC 9309). */
#ifndef DTI_ROBOTS_H
#define DTI_ROBOTS_H

#include "detente.h"

/*
 * May `agent` fetch the path (with its query) by the robots.txt in `text`?  The group that names
 * the agent holds, else the one of "*"; the longest rule that fits decides, Allow before Disallow.
 * *delay_s: Crawl-delay of that group in seconds, 0 when none.
 */
int dti_robots_allow(dt_slice text, const char *agent, dt_slice path, double *delay_s);

#endif
