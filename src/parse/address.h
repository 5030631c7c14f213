/* address.h: web and mail addresses in running text; private to parse/. */
#ifndef DTI_ADDRESS_H
#define DTI_ADDRESS_H

#include <stddef.h>

/* Could an address begin somewhere in this run of bytes without white space?  A cheap no. */
int dti_address_looks(const char *ptr, size_t len);

/*
 * Bytes of the address that begins at ptr, without the punctuation of the sentence behind it;
 * 0 when none begins there.  "https://a.org/b)," -> "https://a.org/b"
 */
size_t dti_address_len(const char *ptr, size_t len);

#endif
