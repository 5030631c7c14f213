/* fuzz_warc.c: whatever a web archive holds, it is read to its end without reading past it. */
#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    size_t n;
    /* as it lies, mostly a WARC by its first bytes, and behind a head whose length takes in all
     * of it */
    read_twice(data, len, DTI_FROM_AUTO);
    char head[160];
    snprintf(head, sizeof head,
             "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: "
             "%zu\r\n\r\n",
             len);
    char *all = joined(head, data, len, "", &n);
    read_twice(all, n, DTI_FROM_AUTO);
    free(all);
    /* the head of a record is whatever comes */
    all = joined("WARC/1.0\r\n", data, len,
                 "\r\n\r\nWARC/1.0\r\nWARC-Type: resource\r\nContent-Type: "
                 "text/plain\r\nContent-Length: 50\r\n\r\n" FUZZ_LAST "\r\n\r\n",
                 &n);
    read_twice(all, n, DTI_FROM_AUTO);
    free(all);
    return 0;
}
