/* inputs.h: what the commands that read documents have in common: options, reader, bad records.
 */
#ifndef DTI_INPUTS_H
#define DTI_INPUTS_H

#include "cli/options.h"
#include "read/read.h"

/* Rows to put into a command's options. */
#define DTI_INPUT_OPTIONS                                                                      \
    {"from",                                                                                   \
     DTI_OPT_CHOICE,                                                                           \
     "auto|text|html|jsonl|feed|archive",                                                      \
     "auto",                                                                                   \
     0,                                                                                        \
     0,                                                                                        \
     "format of the inputs; auto looks at their content"},                                     \
        {"date",                                                                               \
         DTI_OPT_DATE,                                                                         \
         "YYYY-MM-DD",                                                                         \
         NULL,                                                                                 \
         0,                                                                                    \
         0,                                                                                    \
         "publication day of inputs that have none"},                                          \
    {                                                                                          \
        "allow-local", DTI_OPT_FLAG, NULL, NULL, 0, 0,                                         \
            "also fetch addresses of this machine and network"                                 \
    }

/* Row of the option that dti_open_kb reads beside "kb". */
#define DTI_ACTORS_OPTION                                                                      \
    {                                                                                          \
        "actors", DTI_OPT_TEXT, "FILE", NULL, 0, 0,                                            \
            "your own table of actors, or a folder of them; its rows win"                      \
    }

/* Knowledge by the options --kb and --actors; errors of the user's tables go to stderr. */
dt_kb *dti_open_kb(const dti_args *args, dt_error *err);

typedef struct dti_inputs {
    dti_reader *reader;
    int (*stopped)(void);    /* asks whether to read on; NULL: to the end */
    dti_fetch_memory memory; /* empty; a command that has a store fills it after opening */
    const char *date;
    const char *command;
    const char *first; /* name of the first input */
    size_t n_bad;      /* records left out */
    size_t n_odd;      /* records coded although something had to be mended or cut */
} dti_inputs;

/* Opens the reader over args->inputs ("-" when there are none).  0, or an exit code with a
 * message. */
int dti_inputs_open(dti_inputs *in, const dti_args *args);
void dti_inputs_close(dti_inputs *in);
/* Next record with the fallback date filled in: 1, 0 at the end, -1 out of memory (message
 * told). */
int dti_inputs_next(dti_inputs *in, dti_record *record);
/* Counts and tells a record that could not be coded. */
void dti_inputs_bad(dti_inputs *in, const dti_origin *origin, const char *what);
/* Tells the warnings about a record that was coded all the same; where names it. */
void dti_inputs_odd(dti_inputs *in, const char *where, const dt_doc *doc);
/* "12 records, 1 bad" when something was bad, odd, or nothing was there; the exit code, 0 or 1. */
int dti_inputs_finish(const dti_inputs *in);

#endif
