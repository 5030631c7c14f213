/* options.c: reads a command line by its rows, prints its help. */
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/slice.h"

static int find_option(const dti_command *c, const char *name, size_t len) {
    for (size_t i = 0; i < c->n_options; i++)
        if (strlen(c->options[i].name) == len && memcmp(c->options[i].name, name, len) == 0)
            return (int)i;
    return -1;
}

static const char *value_of(const dti_args *args, const char *name) {
    int i = find_option(args->command, name, strlen(name));
    return i < 0 ? NULL : args->values[i];
}

const char *dti_arg(const dti_args *args, const char *name) { return value_of(args, name); }
int dti_arg_flag(const dti_args *args, const char *name) {
    return value_of(args, name) != NULL;
}

long dti_arg_int(const dti_args *args, const char *name) {
    const char *v = value_of(args, name);
    return v ? strtol(v, NULL, 10) : 0;
}

double dti_arg_real(const dti_args *args, const char *name) {
    const char *v = value_of(args, name);
    return v ? strtod(v, NULL) : 0;
}

int dti_colour_allowed(int fd) {
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

static int is_choice(const char *choices, const char *value) {
    dt_slice rest = dti_str(choices);
    while (rest.ptr)
        if (dti_slice_is(dti_slice_cut(&rest, '|'), value)) return 1;
    return 0;
}

/* NULL when the value suits the option, else what is wrong with it. */
static const char *check_value(const dti_option *o, const char *v, char *why, size_t cap) {
    char *end;
    errno = 0;
    double x = strtod(v, &end);
    switch (o->kind) {
    case DTI_OPT_INT:
        if (*v == 0 || *end || errno || x != (double)(long)x || x < o->min || x > o->max) {
            snprintf(why, cap, "takes a whole number from %.0f to %.0f", o->min, o->max);
            return why;
        }
        return NULL;
    case DTI_OPT_REAL:
        if (*v == 0 || *end || errno || !(x >= o->min && x <= o->max)) {
            snprintf(why, cap, "takes a number from %g to %g", o->min, o->max);
            return why;
        }
        return NULL;
    case DTI_OPT_CHOICE:
        if (is_choice(o->arg, v)) return NULL;
        snprintf(why, cap, "takes one of %s", o->arg);
        return why;
    case DTI_OPT_DATE: {
        dti_date d;
        return dti_date_read(dti_str(v), &d) == DT_OK ? NULL : "takes a date, YYYY-MM-DD";
    }
    case DTI_OPT_FLAG:
    case DTI_OPT_TEXT: break;
    }
    return NULL;
}

static void print_option(const dti_option *o) {
    char left[96];
    snprintf(left, sizeof left, "--%s%s%s", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
    printf("  %-26s %s%s", left, strlen(left) > 26 ? "\n                             " : "",
           o->help);
    if (o->fallback && *o->fallback) printf(" (default %s)", o->fallback);
    printf("\n");
}

void dti_command_help(const dti_command *c) {
    printf("detente %s%s%s%s: %s\n\n", c->name, c->n_options ? " [options]" : "",
           *c->inputs ? " " : "", c->inputs, c->summary);
    if (c->about && *c->about) printf("%s\n\n", c->about);
    if (c->n_options) printf("Options\n");
    for (size_t i = 0; i < c->n_options; i++) print_option(&c->options[i]);
    printf("%s  %-26s %s\n", c->n_options ? "" : "Options\n", "--help", "this text");
    printf("\nExample\n");
    dt_slice rest = dti_str(c->example);
    while (rest.ptr) {
        dt_slice line = dti_slice_cut(&rest, '\n');
        printf("  %.*s\n", (int)line.len, line.ptr);
    }
}

static int usage(const dti_command *c, const char *what, const char *why) {
    fprintf(stderr, "detente %s: %s %s\nSee detente %s --help\n", c->name, what, why, c->name);
    return 2;
}

int dti_command_run(const dti_command *c, int argc, char **argv) {
    char why[200];
    int code = 2, only_inputs = 0;
    dti_args args = {.command = c};
    const char **values = calloc(c->n_options + 1, sizeof *values);
    args.inputs = calloc((size_t)argc + 1, sizeof *args.inputs);
    if (!values || !args.inputs) {
        fprintf(stderr, "detente: out of memory\n");
        goto done;
    }
    args.values = values;
    for (size_t i = 0; i < c->n_options; i++) values[i] = c->options[i].fallback;
    for (int i = 0; i < argc; i++) {
        char *a = argv[i];
        if (only_inputs || a[0] != '-' || a[1] == 0) {
            args.inputs[args.n_inputs++] = a;
            continue;
        }
        if (strcmp(a, "--") == 0) {
            only_inputs = 1;
            continue;
        }
        if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
            dti_command_help(c);
            code = 0;
            goto done;
        }
        char *equals = strchr(a, '=');
        size_t len = equals ? (size_t)(equals - a) : strlen(a);
        int o = len > 2 && a[1] == '-' ? find_option(c, a + 2, len - 2) : -1;
        if (o < 0) {
            code = usage(c, a, "is no option of this command");
            goto done;
        }
        const dti_option *option = &c->options[o];
        if (option->kind == DTI_OPT_FLAG) {
            if (equals) {
                code = usage(c, a, "takes no value");
                goto done;
            }
            values[o] = "1";
            continue;
        }
        const char *v = equals ? equals + 1 : i + 1 < argc ? argv[++i] : NULL;
        if (!v) {
            code = usage(c, a, "needs a value");
            goto done;
        }
        const char *bad = check_value(option, v, why, sizeof why);
        if (bad) {
            code = usage(c, a, bad);
            goto done;
        }
        values[o] = v;
    }
    if (args.n_inputs < c->min_inputs) {
        code = usage(c, "needs", c->inputs);
        goto done;
    }
    if (c->max_inputs >= 0 && args.n_inputs > c->max_inputs) {
        code = usage(c, args.inputs[c->max_inputs], "is one input too many");
        goto done;
    }
    code = c->run(&args);
done:
    free(values);
    free(args.inputs);
    return code;
}
