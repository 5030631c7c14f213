/* coder.h: what a coder holds; shared by the files of api/. */
#ifndef DTI_CODER_H
#define DTI_CODER_H

#include "api/timing.h"
#include "clean/clean.h"
#include "kb/kb.h"
#include "parse/parse.h"

struct dt_coder {
    const dt_kb *kb;
    dt_options options;
    dti_parser *parser;
    dti_clean_rules *clean;
    dti_stage_times *times; /* of the bench; NULL: nobody asks */
};

#endif
