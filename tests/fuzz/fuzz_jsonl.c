/* fuzz_jsonl.c: whatever the lines before it are, a sound line of JSON is read. */
#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    if (len && (data[0] == 0x1F || data[0] == 'P' || data[0] == 0x28 || data[0] == 0xFD))
        return 0;
    size_t n;
    /* the first line tells that it is JSONL: packed bytes behind it are lines too */
    char *all = joined("{\"id\":\"first\",\"text\":\"One.\"}\n", data, len,
                       "\n{\"id\":\"last\",\"text\":\"" FUZZ_LAST "\"}\n", &n);
    fuzz_records f = read_twice(all, n, DTI_FROM_JSONL);
    check(f.n == FUZZ_RECORDS || f.last_is_sound, "the last line was not read");
    free(all);
    return 0;
}
