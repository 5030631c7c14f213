/* fuzz_feed.c: whatever stands between the tags of a feed, its entries are whole or named as
 * bad. */
#include "records.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len) {
    read_twice(data, len, DTI_FROM_FEED);
    return 0;
}
