/* sections.c: the list of structures that are built from the tables when they are compiled. */
#include "kb/endings.h"
#include "kb/kb.h"
#include "kb/phrases.h"
#include "kb/words.h"

const dti_section_def dti_kb_sections[] = {
    {"phrases", dti_phrases_build},
    {"towns", dti_towns_build},
    {"words", dti_words_build},
    {"lemmas", dti_lemmas_build},
    {"endings", dti_endings_build},
};
const size_t dti_n_kb_sections = sizeof dti_kb_sections / sizeof *dti_kb_sections;
