/* fetch.c: fetches pages and feeds by address: politely, within limits, never from private nets. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/slice.h"
#include "read/http.h"
#include "read/layers.h"
#include "read/robots.h"

#define AGENT "detente"
#define MAX_REDIRECTS 5
#define TIMEOUT_S 60
#define CONNECT_TIMEOUT_S 15
/* Between two fetches from one host, unless its robots.txt asks for more. */
#define PAUSE_S 1.0
#define MAX_PAUSE_S 10.0
#define MAX_HOSTS 256

typedef struct host {
    char *name; /* "https://example.org" */
    dti_buf robots;
    double last_s; /* of the monotonic clock */
} host;

typedef struct fetcher {
    CURL *curl;
    host hosts[MAX_HOSTS];
    size_t n_hosts;
    dti_buf page, etag, modified;
    size_t ceiling;
    int allow_local, refused, too_large;
    const dti_reader *reader; /* to ask whether the user wants no more */
} fetcher;

void dti_fetcher_free(void *p) {
    fetcher *f = p;
    if (!f) return;
    if (f->curl) curl_easy_cleanup(f->curl);
    for (size_t i = 0; i < f->n_hosts; i++) {
        free(f->hosts[i].name);
        dti_buf_release(&f->hosts[i].robots);
    }
    dti_buf_release(&f->page);
    dti_buf_release(&f->etag);
    dti_buf_release(&f->modified);
    free(f);
}

/* Loopback, link-local, private, shared and reserved nets, in both families. */
static int is_local_v4(uint32_t ip) {
    static const struct {
        uint32_t net;
        int bits;
    } nets[] = {{0, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8}, {0xA9FE0000, 16},
                {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xE0000000, 3}};
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        if (((ip ^ nets[i].net) >> (32 - nets[i].bits)) == 0) return 1;
    return 0;
}

static int is_local(const struct sockaddr *a) {
    if (a->sa_family == AF_INET)
        return is_local_v4(ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr));
    if (a->sa_family != AF_INET6) return 1;
    const uint8_t *b = ((const struct sockaddr_in6 *)(const void *)a)->sin6_addr.s6_addr;
    static const uint8_t zeros[12];
    int mapped = memcmp(b, zeros, 10) == 0 && ((b[10] == 0xFF && b[11] == 0xFF) || (!b[10] && !b[11]));
    int nat64 = b[0] == 0 && b[1] == 0x64 && b[2] == 0xFF && b[3] == 0x9B;
    if (mapped || nat64)
        return is_local_v4((uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15]);
    return (b[0] & 0xFE) == 0xFC || (b[0] == 0xFE && b[1] & 0x80) || b[0] == 0xFF;
}

/* Sees the address that is really connected to, also after redirects and whatever a name says. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a) {
    fetcher *f = ctx;
    (void)purpose;
    if (!f->allow_local && is_local(&a->addr)) {
        f->refused = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx) {
    fetcher *f = ctx;
    n *= size;
    if (f->page.len + n > f->ceiling) {
        f->too_large = 1;
        return 0;
    }
    dti_buf_add(&f->page, p, n);
    return n;
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx) {
    fetcher *f = ctx;
    dt_slice line = {p, n * size};
    if (dti_slice_starts(line, "HTTP/")) dti_buf_clear(&f->etag), dti_buf_clear(&f->modified);
    dt_slice v = dti_header(line, "ETag");
    if (v.len) dti_buf_clear(&f->etag), dti_buf_slice(&f->etag, v);
    v = dti_header(line, "Last-Modified");
    if (v.len) dti_buf_clear(&f->modified), dti_buf_slice(&f->modified, v);
    return n * size;
}

/* Called once a second at least, also while nothing comes. */
static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    return dti_read_stopped(((const fetcher *)ctx)->reader);
}

static fetcher *fetcher_of(dti_reader *r) {
    fetcher *f = r->fetcher;
    if (f) return f;
    f = calloc(1, sizeof *f);
    if (!f) return NULL;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    f->curl = curl_easy_init();
    f->reader = r;
    f->allow_local = r->options.allow_local;
    f->ceiling = dti_read_ceiling(r);
    dti_buf_init(&f->page);
    dti_buf_init(&f->etag);
    dti_buf_init(&f->modified);
    r->fetcher = f;
    return f->curl ? f : NULL;
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Fetches into f->page; the HTTP status, or 0 with a reason in why (of CURL_ERROR_SIZE). */
static long get(fetcher *f, const char *url, struct curl_slist *headers, int follow, char *why) {
    CURL *c = f->curl;
    long status = 0;
    curl_easy_reset(c);
    dti_buf_clear(&f->page);
    f->refused = f->too_large = 0;
    why[0] = 0;
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, (long)follow);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_NOPROXY, f->allow_local ? "*" : "");
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_USERAGENT, AGENT "/" DT_VERSION " (reads news for research)");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, f);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    CURLcode rc = curl_easy_perform(c);
    if (rc != CURLE_OK) {
        if (f->refused)
            snprintf(why, CURL_ERROR_SIZE, "an address of this machine or a private network; --allow-local fetches it");
        else if (f->too_large)
            snprintf(why, CURL_ERROR_SIZE, "larger than %zu bytes", f->ceiling);
        else if (!why[0])
            snprintf(why, CURL_ERROR_SIZE, "%s", curl_easy_strerror(rc));
        return 0;
    }
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/* The host's entry, its robots.txt fetched once; NULL when out of memory. */
static host *host_of(fetcher *f, const char *url, size_t len) {
    for (size_t i = 0; i < f->n_hosts; i++)
        if (strlen(f->hosts[i].name) == len && memcmp(f->hosts[i].name, url, len) == 0) return &f->hosts[i];
    if (f->n_hosts == MAX_HOSTS) {
        free(f->hosts[0].name);
        dti_buf_release(&f->hosts[0].robots);
        memmove(f->hosts, f->hosts + 1, (MAX_HOSTS - 1) * sizeof *f->hosts);
        f->n_hosts--;
    }
    host *h = &f->hosts[f->n_hosts];
    *h = (host){.name = strndup(url, len), .last_s = -1e9};
    dti_buf_init(&h->robots);
    char *robots = malloc(len + 16), why[CURL_ERROR_SIZE];
    if (!h->name || !robots) {
        free(h->name);
        free(robots);
        return NULL;
    }
    f->n_hosts++;
    snprintf(robots, len + 16, "%.*s/robots.txt", (int)len, url);
    long status = get(f, robots, NULL, 1, why);
    free(robots);
    if (status == 200) dti_buf_add(&h->robots, f->page.ptr ? f->page.ptr : "", f->page.len);
    /* a server that is in trouble is left alone, one without the file allows all */
    if (status >= 500) dti_buf_str(&h->robots, "User-agent: *\nDisallow: /\n");
    h->last_s = now_s();
    return h;
}

static void wait_for(host *h, double delay_s) {
    double pause = delay_s > PAUSE_S ? delay_s < MAX_PAUSE_S ? delay_s : MAX_PAUSE_S : PAUSE_S;
    double left = h->last_s + pause - now_s();
    if (left > 0) {
        struct timespec t = {(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
        nanosleep(&t, NULL);
    }
}

/* What the layer below the fetched bytes keeps alive. */
static void close_page(dti_source *s) { free(s->state); }

typedef struct held_bytes {
    dt_slice rest;
    char bytes[];
} held_bytes;

static long read_held(dti_source *s, char *out, size_t cap) {
    held_bytes *b = s->state;
    size_t n = b->rest.len < cap ? b->rest.len : cap;
    memcpy(out, b->rest.ptr, n);
    b->rest.ptr += n;
    b->rest.len -= n;
    return (long)n;
}

static int push_page(dti_reader *r, fetcher *f) {
    held_bytes *b = malloc(sizeof *b + f->page.len + 1);
    if (!b) return DT_FAILED;
    memcpy(b->bytes, f->page.ptr ? f->page.ptr : "", f->page.len);
    b->rest = dti_slice(b->bytes, f->page.len);
    dti_source *s = dti_source_new(read_held, close_page, b, NULL);
    if (!s) {
        free(b);
        return DT_FAILED;
    }
    return dti_push_detected(r, s);
}

/* One address, without following where it leads; status as in get, -1: robots.txt is against it. */
static long ask(fetcher *f, const char *url, struct curl_slist *headers, char *why) {
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0) {
        snprintf(why, CURL_ERROR_SIZE, "it leads to %.80s, which is no http(s) address", url);
        return 0;
    }
    const char *path = strstr(url, "://") + 3;
    size_t host_len = (size_t)(path - url) + strcspn(path, "/?#");
    path = url + host_len;
    why[0] = 0;
    host *h = host_of(f, url, host_len);
    if (!h) return 0;
    double delay_s;
    dt_slice wanted = {*path == '/' ? path : "/", *path == '/' ? strcspn(path, "#") : 1};
    if (!dti_robots_allow(dti_slice(h->robots.ptr ? h->robots.ptr : "", h->robots.len), AGENT, wanted,
                          &delay_s))
        return -1;
    wait_for(h, delay_s);
    long status = get(f, url, headers, 0, why);
    h->last_s = now_s();
    return status;
}

/* The same, going where it leads: every address on the way is asked for as politely. */
static long ask_on(fetcher *f, const char *url, struct curl_slist *headers, char *why) {
    char *at = strdup(url);
    long status = 0;
    for (int hop = 0; at; hop++) {
        const char *next = NULL;
        status = ask(f, at, headers, why);
        if (status >= 300 && status < 400 && status != 304)
            curl_easy_getinfo(f->curl, CURLINFO_REDIRECT_URL, &next);
        char *further = next ? strdup(next) : NULL;
        free(at);
        at = further;
        if (at && hop == MAX_REDIRECTS) {
            snprintf(why, CURL_ERROR_SIZE, "it leads on more than %d times", MAX_REDIRECTS);
            free(at);
            return 0;
        }
    }
    return status;
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *name, const char *value) {
    char line[384];
    if (!value[0]) return headers;
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *more = curl_slist_append(headers, line);
    return more ? more : headers;
}

int dti_push_url(dti_reader *r, const char *url) {
    char why[CURL_ERROR_SIZE], etag[256] = "", modified[64] = "";
    dti_buf_clear(&r->file);
    dti_buf_str(&r->file, url);
    fetcher *f = fetcher_of(r);
    if (!f || r->file.failed) return DT_FAILED;
    const dti_fetch_memory *memory = r->options.memory;
    if (memory && memory->get) memory->get(memory->user, url, etag, sizeof etag, modified, sizeof modified);
    struct curl_slist *headers = add_header(NULL, "If-None-Match", etag);
    headers = add_header(headers, "If-Modified-Since", modified);
    long status = ask_on(f, url, headers, why);
    curl_slist_free_all(headers);
    if (f->page.failed) return DT_FAILED;
    int fresh = status == 200;
    if (status > 0 && memory && memory->put)
        memory->put(memory->user, url, fresh && f->etag.ptr ? f->etag.ptr : "",
                    fresh && f->modified.ptr ? f->modified.ptr : "", status);
    if (status == 304) {
        r->counts.unchanged++;
        return DTI_STEP_AGAIN;
    }
    if (!fresh) {
        if (status < 0) dti_read_bad(r, 0, "not fetched: the site's robots.txt asks programs to leave it");
        else if (status) dti_read_bad(r, 0, "the server answered %ld", status);
        else dti_read_bad(r, 0, "cannot be fetched: %s", why[0] ? why : "out of memory");
        return DTI_STEP_AGAIN;
    }
    const char *type_line = NULL;
    curl_easy_getinfo(f->curl, CURLINFO_CONTENT_TYPE, &type_line);
    dt_slice type, charset;
    dti_http_type(dti_str(type_line ? type_line : ""), &type, &charset);
    dti_buf_clear(&r->charset);
    dti_buf_slice(&r->charset, charset);
    return push_page(r, f);
}
