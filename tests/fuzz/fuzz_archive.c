/* fuzz_archive.c: whatever lies in a gz, zip, tar, zst, xz, bz2 or 7z, nothing is read past its
 * end. */
#include <zlib.h>

#include "records.h"

/* The bytes as a member of gzip: what the fuzzer changes reaches what lies inside. */
static char *packed(const unsigned char *data, size_t len, size_t *out) {
    z_stream z = {0};
    size_t cap = len + len / 100 + 128;
    char *room = malloc(cap);
    check(room && deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK,
          "out of memory");
    z.next_in = (unsigned char *)(uintptr_t)data;
    z.avail_in = (unsigned)len;
    z.next_out = (unsigned char *)room;
    z.avail_out = (unsigned)cap;
    check(deflate(&z, Z_FINISH) == Z_STREAM_END, "cannot pack");
    *out = z.total_out;
    deflateEnd(&z);
    return room;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    fuzz_records bare = read_twice(data, len, DTI_FROM_AUTO);
    size_t n;
    char *gz = packed(data, len, &n);
    fuzz_records inside = read_twice(gz, n, DTI_FROM_AUTO);
    /* a layer more changes nothing but the depth */
    check(bare.n_bad || inside.n_bad || (bare.n == inside.n && bare.hash == inside.hash),
          "other records out of a gz");
    free(gz);
    return 0;
}
