/* serve.h: the dashboard and its API over HTTP. */
#ifndef DTI_SERVE_H
#define DTI_SERVE_H

#include "detente.h"

typedef struct dti_serve_options {
    const char *db;
    const char *bind; /* address */
    int port;         /* 0: any that is free */
    const char
        *hosts;     /* names besides localhost that may stand in Host, commas between; NULL */
    const char *kb; /* knowledge image; NULL: the shipped one */
    int max_connections, idle_seconds, n_threads; /* 0: as suits */
} dti_serve_options;

typedef struct dti_server dti_server;

/* Listens.  NULL and err: a busy port, a bad address, no knowledge image. */
dti_server *dti_serve_start(const dti_serve_options *options, dt_error *err);
/* "http://127.0.0.1:4817/"; owned by the server. */
const char *dti_serve_url(const dti_server *s);
int dti_serve_is_local(const dti_server *s); /* 1: only this machine can reach it */
int dti_serve_has_pages(void);               /* 0: built without the dashboard's pages */
/* Ends what is under way and frees. */
void dti_serve_stop(dti_server *s);

/*
 * 1 when a Host header names this server: localhost, 127.0.0.1, [::1], the address bound to,
 * any address in digits when bound to more than loopback, or a name in hosts; with our port.
 */
int dti_host_fits(const char *header, int port, const char *bind, int is_local,
                  const char *hosts);

#endif
