/* http.c: reads requests, answers with assets, kept answers, or those that jobs make. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "serve/assets.h"
#include "serve/conns.h"
#include "serve/jobs.h"
#include "serve/serve.h"
#include "serve/watch.h"

/* Request line and headers together; a browser sends 2 kB. */
#define MAX_HEADER_BYTES ((size_t)16 << 10)
#define DEFAULT_CONNECTIONS 2000
#define DEFAULT_IDLE_SECONDS 30
#define N_POLLING 2 /* threads that do the talking; none of them waits for the store */

struct dti_server {
    struct MHD_Daemon *daemon;
    dti_sayings words;
    dti_dater *dater;
    dti_watch *watch;
    dti_jobs *jobs;
    dti_conns *conns;
    char *bind, *hosts;
    char url[128];
    int port, is_local;
    struct MHD_Response **assets[2]; /* plain, gzip */
    struct MHD_Response *not_found, *no_pages;
};

/* ------------------------------------------------------------------ responses */

static void headers(struct MHD_Response *r) {
    static const char *const all[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        MHD_add_response_header(r, all[i][0], all[i][1]);
}

static struct MHD_Response *respond(dti_answer *a, const char *etag) {
    struct MHD_Response *r;
    if (a->fd >= 0) {
        r = MHD_create_response_from_fd64(a->file_bytes, a->fd);
        if (r) a->fd = -1;
    } else {
        r = MHD_create_response_from_buffer(a->body.len, a->body.ptr, MHD_RESPMEM_MUST_FREE);
        if (r) dti_buf_init(&a->body);
    }
    if (!r) return NULL;
    headers(r);
    MHD_add_response_header(r, "Content-Type", a->type);
    MHD_add_response_header(r, "Cache-Control", a->status == 200 ? "no-cache" : "no-store");
    if (*etag) MHD_add_response_header(r, "ETag", etag);
    if (a->status == 503) MHD_add_response_header(r, "Retry-After", "2");
    if (*a->filename) {
        char text[140];
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", a->filename);
        MHD_add_response_header(r, "Content-Disposition", text);
    }
    return r;
}

static enum MHD_Result queue_problem(struct MHD_Connection *c, int status, const char *title,
                                     const char *detail) {
    dti_answer a;
    dti_answer_init(&a);
    dti_problem(&a, status, title, detail);
    struct MHD_Response *r = respond(&a, "");
    dti_answer_release(&a);
    if (!r) return MHD_NO;
    if (status == 405) MHD_add_response_header(r, "Allow", "GET, HEAD");
    enum MHD_Result rc = MHD_queue_response(c, (unsigned)status, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result queue_unchanged(struct MHD_Connection *c, const char *etag) {
    struct MHD_Response *r = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    headers(r);
    MHD_add_response_header(r, "Cache-Control", "no-cache");
    MHD_add_response_header(r, "ETag", etag);
    enum MHD_Result rc = MHD_queue_response(c, MHD_HTTP_NOT_MODIFIED, r);
    MHD_destroy_response(r);
    return rc;
}

/* If-None-Match holds the tag. */
static int has_tag(struct MHD_Connection *c, const char *etag) {
    const char *given = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
    return given && *etag && strstr(given, etag) != NULL;
}

/* ------------------------------------------------------------------ pages */

static struct MHD_Response *page(const char *text) {
    struct MHD_Response *r =
        MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_PERSISTENT);
    if (!r) return NULL;
    headers(r);
    MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
    MHD_add_response_header(r, "Cache-Control", "no-store");
    return r;
}

static const char NOT_FOUND[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>No such page</title>"
    "<main><h1>No such page</h1><p>There is nothing at this address. <a href=\"/\">To the "
    "overview</a>.</p></main></html>\n";
static const char NO_PAGES[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>détente</title>"
    "<main><h1>This détente was built without the dashboard's pages</h1><p>The folder web/dist was "
    "not "
    "there when it was built. The API answers all the same: <a href=\"/api/v1/status\">"
    "/api/v1/status</a>.</p></main></html>\n";

static int make_pages(dti_server *s) {
    s->not_found = page(NOT_FOUND);
    s->no_pages = page(NO_PAGES);
    for (int k = 0; k < 2; k++) {
        s->assets[k] = calloc(dti_n_assets + 1, sizeof *s->assets[k]);
        for (size_t i = 0; s->assets[k] && i < dti_n_assets; i++) {
            const dti_asset *a = &dti_assets[i];
            struct MHD_Response *r = MHD_create_response_from_buffer(
                k ? a->n_gzip : a->n_plain, (void *)(k ? a->gzip : a->plain),
                MHD_RESPMEM_PERSISTENT);
            if (!r) return 0;
            headers(r);
            MHD_add_response_header(r, "Content-Type", a->type);
            MHD_add_response_header(r, "ETag", a->etag);
            MHD_add_response_header(r, "Vary", "Accept-Encoding");
            MHD_add_response_header(r, "Cache-Control",
                                    strncmp(a->path, "/assets/", 8) == 0
                                        ? "public, max-age=31536000, immutable"
                                        : "no-cache");
            if (k) MHD_add_response_header(r, "Content-Encoding", "gzip");
            s->assets[k][i] = r;
        }
    }
    return s->not_found && s->no_pages && s->assets[0] && s->assets[1];
}

static int takes_gzip(struct MHD_Connection *c) {
    const char *given = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
    dt_slice rest = dti_str(given);
    while (rest.ptr) {
        dt_slice one = dti_slice_cut(&rest, ','),
                 name = dti_slice_trim(dti_slice_cut(&one, ';'));
        if (!dti_slice_is(name, "gzip")) continue;
        one = dti_slice_trim(one);
        return !(dti_slice_starts(one, "q=0") &&
                 dti_slice_number(dti_slice(one.ptr + 2, one.len - 2)) == 0);
    }
    return 0;
}

/* Addresses that the dashboard itself reads: it is one page. */
static int is_page(const char *path) {
    static const char *const below[] = {"/dyad/", "/event/", "/actor/"};
    if (strcmp(path, "/") == 0 || strcmp(path, "/index.html") == 0 ||
        strcmp(path, "/search") == 0)
        return 1;
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        if (strncmp(path, below[i], strlen(below[i])) == 0 && path[strlen(below[i])]) return 1;
    return 0;
}

static enum MHD_Result queue_asset(dti_server *s, struct MHD_Connection *c, const char *path) {
    int app = is_page(path);
    const char *want = app ? "/index.html" : path;
    for (size_t i = 0; i < dti_n_assets; i++) {
        if (strcmp(want, dti_assets[i].path) != 0) continue;
        if (has_tag(c, dti_assets[i].etag)) return queue_unchanged(c, dti_assets[i].etag);
        return MHD_queue_response(c, MHD_HTTP_OK, s->assets[takes_gzip(c)][i]);
    }
    if (app && !dti_n_assets) return MHD_queue_response(c, MHD_HTTP_OK, s->no_pages);
    return MHD_queue_response(c, MHD_HTTP_NOT_FOUND, s->not_found);
}

/* ------------------------------------------------------------------ requests */

typedef struct request {
    char *target; /* path and query as sent */
    int is_begun;
    dti_job *job;
} request;

static void before_wait(void *who) { MHD_suspend_connection(who); }
static void wake(void *who) { MHD_resume_connection(who); }

static enum MHD_Result queue_reply(dti_server *s, struct MHD_Connection *c, dti_reply *r) {
    enum MHD_Result rc;
    if (!r) return queue_problem(c, 503, "Out of memory", "come again");
    if (has_tag(c, r->etag))
        rc = queue_unchanged(c, r->etag);
    else
        rc = MHD_queue_response(c, r->status, r->response);
    dti_reply_done(s->jobs, r);
    return rc;
}

static enum MHD_Result api(dti_server *s, struct MHD_Connection *c, request *req,
                           const char *path, dt_slice query) {
    char tail[256], etag[48];
    dti_watched now;
    dt_error err = {{0}};
    dti_params params;
    const dti_route *route = dti_route_of(path, tail, sizeof tail);
    if (!route)
        return queue_problem(c, 404, "No such address",
                             "docs/api.md has the addresses of the API");
    if (dti_params_read(query, route->rows, route->n_rows, &params, &err) != DT_OK)
        return queue_problem(c, 400, "A bad query", err.message);
    dti_watch_look(s->watch, &now);
    if (!now.ok) return queue_problem(c, 503, "The store cannot be read", now.why.message);
    dti_etag_of(now.generation, req->target, etag);
    if (has_tag(c, etag)) return queue_unchanged(c, etag);
    dti_reply *kept = dti_jobs_kept(s->jobs, req->target, now.generation);
    if (kept) return queue_reply(s, c, kept);
    req->job = dti_jobs_ask(s->jobs, req->target, route, tail, &params, before_wait, wake, c);
    if (req->job) return MHD_YES;
    return queue_problem(c, 503, "Too much is asked at once", "come again in a moment");
}

static enum MHD_Result answer(dti_server *s, struct MHD_Connection *c, request *req) {
    char path[DTI_MAX_ADDRESS_BYTES + 1];
    size_t n;
    dt_slice query = dti_str(req->target), raw = dti_slice_cut(&query, '?');
    if (strlen(req->target) > DTI_MAX_ADDRESS_BYTES)
        return queue_problem(c, 414, "The address is too long", "2048 bytes at most");
    if (dti_percent_decode(raw, 0, path, sizeof path, &n) != DT_OK || path[0] != '/')
        return queue_problem(c, 400, "A bad address", "UTF-8 with %XX for what is special");
    if (strncmp(path, "/api/", 5) == 0) return api(s, c, req, path, query);
    return queue_asset(s, c, path);
}

static dti_conn *conn_of(struct MHD_Connection *c) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *n_data, void **con_cls) {
    dti_server *s = cls;
    request *req = *con_cls;
    (void)url;
    (void)version;
    (void)data;
    if (!req || !req->target) return MHD_NO;
    if (req->job) {
        dti_job *job = req->job;
        req->job = NULL;
        return queue_reply(s, c, dti_job_reply(s->jobs, job));
    }
    if (!req->is_begun) {
        req->is_begun = 1;
        dti_conns_busy(s->conns, conn_of(c));
        const char *host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host");
        const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
        if (!dti_host_fits(host, s->port, s->bind, s->is_local, s->hosts))
            return queue_problem(
                c, 421, "Not a name of this server",
                "open it by the address that detente serve printed, or allow the "
                "name with --host");
        if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
            return queue_problem(c, 405, "Only GET and HEAD", "nothing can be changed here");
        if ((length && strcmp(length, "0") != 0) ||
            MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding"))
            return queue_problem(c, 400, "A request with a body",
                                 "GET and HEAD have none here");
        return MHD_YES;
    }
    if (*n_data) return MHD_NO;
    return answer(s, c, req);
}

static void *begin(void *cls, const char *uri, struct MHD_Connection *c) {
    (void)cls;
    (void)c;
    request *req = calloc(1, sizeof *req);
    if (req) req->target = strdup(uri);
    return req;
}

static void end(void *cls, struct MHD_Connection *c, void **con_cls,
                enum MHD_RequestTerminationCode code) {
    dti_server *s = cls;
    request *req = *con_cls;
    (void)code;
    if (!req) return;
    /* cut while it waited: the reply has come, nobody fetches it */
    if (req->job) dti_reply_done(s->jobs, dti_job_reply(s->jobs, req->job));
    free(req->target);
    free(req);
    *con_cls = NULL;
    dti_conns_idle(s->conns, conn_of(c));
}

static void connected(void *cls, struct MHD_Connection *c, void **context,
                      enum MHD_ConnectionNotificationCode code) {
    dti_server *s = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        *context = info ? dti_conns_add(s->conns, info->connect_fd) : NULL;
    } else {
        dti_conns_remove(s->conns, *context);
        *context = NULL;
    }
}

/* ------------------------------------------------------------------ start and stop */

int dti_serve_has_pages(void) { return dti_n_assets > 0; }

static int is_loopback(const struct sockaddr *a) {
    if (a->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 == 127;
    return a->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
}

static int listen_on(dti_server *s, const char *bind_to, int port, dt_error *err) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    char digits[8], host[INET6_ADDRSTRLEN] = "";
    int one = 1;
    snprintf(digits, sizeof digits, "%d", port);
    int rc = getaddrinfo(bind_to, digits, &hints, &found);
    if (rc != 0) {
        dti_fail(err, "--bind %s: %s", bind_to, gai_strerror(rc));
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1024) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        dti_fail(err, "cannot listen on %s port %d: %s%s", bind_to, port, strerror(errno),
                 errno == EADDRINUSE ? "; --port 0 takes one that is free" : "");
        if (fd >= 0) close(fd);
        freeaddrinfo(found);
        return -1;
    }
    freeaddrinfo(found);
    s->is_local = is_loopback((struct sockaddr *)&at);
    if (at.ss_family == AF_INET6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&at;
        s->port = ntohs(in6->sin6_port);
        inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        snprintf(s->url, sizeof s->url, "http://[%s]:%d/", host, s->port);
    } else {
        struct sockaddr_in *in4 = (struct sockaddr_in *)&at;
        s->port = ntohs(in4->sin_port);
        inet_ntop(AF_INET, &in4->sin_addr, host, sizeof host);
        snprintf(s->url, sizeof s->url, "http://%s:%d/", host, s->port);
    }
    s->bind = strdup(host);
    return fd;
}

/* As many open files as the system allows: a connection is one. */
static size_t allowed_connections(int asked) {
    struct rlimit r;
    size_t most = asked > 0 ? (size_t)asked : DEFAULT_CONNECTIONS;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0) return most;
    if (r.rlim_cur < most + 256 && r.rlim_cur < r.rlim_max) {
        r.rlim_cur = r.rlim_max < most + 256 ? r.rlim_max : most + 256;
        setrlimit(RLIMIT_NOFILE, &r);
        getrlimit(RLIMIT_NOFILE, &r);
    }
    if (r.rlim_cur < most + 128) most = r.rlim_cur > 160 ? (size_t)r.rlim_cur - 128 : 32;
    return most;
}

dti_server *dti_serve_start(const dti_serve_options *o, dt_error *err) {
    /* its count of bytes is a lock that all readers share; refused once SQLite is in use */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    dti_server *s = calloc(1, sizeof *s);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    /* a third on two cores, or one that takes seconds leaves one; a fourth only shares caches
     * and cores with the others: measured by bench/serve_load, 3 keep 99 % below 4 and 8 */
    size_t n_threads = o->n_threads > 0 ? (size_t)o->n_threads
                       : cores < 3      ? 3
                       : cores > 16     ? 16
                                        : (size_t)cores;
    int idle = o->idle_seconds > 0 ? o->idle_seconds : DEFAULT_IDLE_SECONDS;
    size_t most = allowed_connections(o->max_connections);
    int fd = -1;
    if (!s) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    if (o->hosts) s->hosts = strdup(o->hosts);
    if (dti_say_open(o->kb, &s->words, err) != DT_OK) goto fail;
    if ((fd = listen_on(s, o->bind, o->port, err)) < 0) goto fail;
    s->watch = dti_watch_new(o->db);
    s->conns = dti_conns_new(most, idle);
    s->dater = dti_dater_new(o->kb);
    if (s->watch && s->dater)
        s->jobs = dti_jobs_new(s->watch, &s->words, s->dater, n_threads, respond);
    if (!s->bind || !s->conns || !s->jobs || !make_pages(s)) {
        dti_fail(err, "out of memory");
        goto fail;
    }
    s->daemon = MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
        NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)N_POLLING, MHD_OPTION_CONNECTION_LIMIT, (unsigned)(most + 64) * N_POLLING,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(idle < 120 ? 120 : idle),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, MAX_HEADER_BYTES * 2, MHD_OPTION_URI_LOG_CALLBACK,
        begin, s, MHD_OPTION_NOTIFY_COMPLETED, end, s, MHD_OPTION_NOTIFY_CONNECTION, connected,
        s, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!s->daemon) {
        dti_fail(err, "the server cannot be started: %s", strerror(errno));
        goto fail;
    }
    return s;
fail:
    if (fd >= 0) close(fd);
    dti_serve_stop(s);
    return NULL;
}

const char *dti_serve_url(const dti_server *s) { return s->url; }
int dti_serve_is_local(const dti_server *s) { return s->is_local; }

void dti_serve_stop(dti_server *s) {
    if (!s) return;
    if (s->jobs) dti_jobs_stop(s->jobs); /* wakes all who wait */
    if (s->daemon) MHD_stop_daemon(s->daemon);
    dti_jobs_free(s->jobs);
    dti_conns_free(s->conns);
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; s->assets[k] && i < dti_n_assets; i++)
            if (s->assets[k][i]) MHD_destroy_response(s->assets[k][i]);
        free(s->assets[k]);
    }
    if (s->not_found) MHD_destroy_response(s->not_found);
    if (s->no_pages) MHD_destroy_response(s->no_pages);
    dti_watch_free(s->watch);
    dti_dater_free(s->dater);
    dti_say_close(&s->words);
    free(s->bind);
    free(s->hosts);
    free(s);
}
