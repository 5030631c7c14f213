/*
 * options.h: the rows that describe commands and their options.  Parsing, --help, the man page
 * and shell completion are all derived from them.
 */
#ifndef DTI_OPTIONS_H
#define DTI_OPTIONS_H

#include <stddef.h>

typedef enum dti_opt_kind {
    DTI_OPT_FLAG,   /* --open */
    DTI_OPT_TEXT,   /* --db FILE */
    DTI_OPT_INT,    /* --jobs N, min..max */
    DTI_OPT_REAL,   /* --min-confidence X, min..max */
    DTI_OPT_CHOICE, /* --to table|jsonl: one of the words in `arg` */
    DTI_OPT_DATE    /* --date YYYY-MM-DD (or shorter) */
} dti_opt_kind;

typedef struct dti_option {
    const char *name; /* without the dashes */
    dti_opt_kind kind;
    const char
        *arg; /* how the value is called: "FILE"; for a choice "a|b|c"; NULL for a flag */
    const char *fallback; /* value when not given; NULL: none */
    double min, max;      /* range of INT and REAL */
    const char *help;     /* one line, with the unit */
} dti_option;

/* What was given, in the order of the option rows. */
typedef struct dti_args {
    const struct dti_command *command;
    const char **values; /* (n_options) NULL: neither given nor a fallback; flags: "1" */
    char **inputs;       /* what is no option; "-" is standard input */
    int n_inputs;
} dti_args;

typedef struct dti_command {
    const char *name;
    const char *inputs;  /* "[inputs]", "A B" */
    const char *summary; /* one line */
    const char *about;   /* paragraph for --help and the man page */
    const char *example; /* command lines, one a line */
    const dti_option *options;
    size_t n_options;
    int min_inputs, max_inputs;       /* max -1: any number */
    int (*run)(const dti_args *args); /* exit code 0, 1, 2 */
} dti_command;

/* Value of an option by name; the name must be in the rows.  NULL: not given, no fallback. */
const char *dti_arg(const dti_args *args, const char *name);
int dti_arg_flag(const dti_args *args, const char *name);
long dti_arg_int(const dti_args *args, const char *name);
double dti_arg_real(const dti_args *args, const char *name);

/* Parses and runs; prints usage on stderr and returns 2 for a wrong command line. */
int dti_command_run(const dti_command *command, int argc, char **argv);

/* Prints the help text of a command on stdout. */
void dti_command_help(const dti_command *command);

/* All commands, in the order of the help text. */
extern const dti_command *const dti_commands[];
extern const size_t dti_n_commands;

/* 1 when stdout (fd 1) or stderr (fd 2) is a terminal that may be coloured (NO_COLOR,
 * TERM=dumb). */
int dti_colour_allowed(int fd);

#endif
