/* hosts.c: reads a Host header, says whether it names this server. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/slice.h"
#include "serve/serve.h"

/* "192.0.2.7" or "[2001:db8::7]": nobody's name server can make it mean us. */
static int is_address(dt_slice host) {
    char text[INET6_ADDRSTRLEN];
    unsigned char out[16];
    int in6 = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (in6) host.ptr++, host.len -= 2;
    if (host.len >= sizeof text) return 0;
    memcpy(text, host.ptr, host.len);
    text[host.len] = 0;
    return inet_pton(in6 ? AF_INET6 : AF_INET, text, out) == 1;
}

int dti_host_fits(const char *header, int port, const char *bind, int is_local,
                  const char *hosts) {
    dt_slice host = dti_str(header), digits = {NULL, 0};
    if (!host.len || host.len > 255) return 0;
    size_t colon = host.len;
    while (colon && host.ptr[colon - 1] != ':' && host.ptr[colon - 1] != ']') colon--;
    if (colon && host.ptr[colon - 1] == ':') {
        digits = dti_slice(host.ptr + colon, host.len - colon);
        host.len = colon - 1;
    }
    long given = 80;
    if (digits.ptr) {
        if (!digits.len || digits.len > 5) return 0;
        given = 0;
        for (size_t i = 0; i < digits.len; i++) {
            if (digits.ptr[i] < '0' || digits.ptr[i] > '9') return 0;
            given = given * 10 + digits.ptr[i] - '0';
        }
    }
    dt_slice rest = dti_str(hosts);
    while (rest.ptr) { /* behind another server the port is that one's */
        dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ','));
        if (one.len && one.len == host.len && strncasecmp(one.ptr, host.ptr, one.len) == 0)
            return 1;
    }
    if (given != port) return 0;
    if (dti_slice_is_nocase(host, "localhost") || dti_slice_is(host, "127.0.0.1") ||
        dti_slice_is(host, "[::1]") || dti_slice_is_nocase(host, bind))
        return 1;
    return !is_local && is_address(host);
}
