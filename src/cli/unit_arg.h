/* unit_arg.h: the actors that a user names, as the codes a store knows. */
#ifndef DTI_UNIT_ARG_H
#define DTI_UNIT_ARG_H

#include <stddef.h>

/*
 * "usa" -> "USA", "China,Saudi Arabia" -> "CHN,SAU".  Names are looked up in the knowledge image
 * when there is one; what is no name of a state is taken as a code, in capitals.
 */
void dti_units_of(const char *arg, char *out, size_t cap);

#endif
