/* lang.h: tells the language of a text. */
#ifndef DTI_LANG_H
#define DTI_LANG_H

#include "clean/rules.h"

/*
 * Code of the language ("en"), a slice of the tables; empty when the text is too short to say.
 * Looks at the first 8 KB.
 */
dt_slice dti_lang_of(const dti_clean_rules *rules, dt_slice text);

#endif
