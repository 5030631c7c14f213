/* conns.h: who is connected, since when, and who must go. */
#ifndef DTI_SERVE_CONNS_H
#define DTI_SERVE_CONNS_H

#include <stddef.h>

/*
 * The server's library counts silence alone, which a client that sends a byte a minute breaks,
 * and refuses newcomers when it is full.  Here a connection without a whole request for
 * idle_seconds is cut, and when there are too many the one that idles longest makes room.
 */
typedef struct dti_conns dti_conns;
typedef struct dti_conn dti_conn;

#define DTI_MAX_SEND_SECONDS 900 /* for one answer, a download of gigabytes too */

dti_conns *dti_conns_new(size_t most, int idle_seconds);
void dti_conns_free(dti_conns *c);
dti_conn *dti_conns_add(dti_conns *c, int fd); /* NULL: out of memory */
void dti_conns_remove(dti_conns *c, dti_conn *one);
/* A whole request has come; its answer is sent. */
void dti_conns_busy(dti_conns *c, dti_conn *one);
void dti_conns_idle(dti_conns *c, dti_conn *one);

#endif
