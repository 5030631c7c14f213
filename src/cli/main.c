/* main.c: finds the subcommand and runs it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/manual.h"
#include "cli/options.h"
#include "detente.h"

static void overview(FILE *to) {
    fprintf(to,
            "detente %s: news in, coded political events and the state of relations out\n\n"
            "usage: detente COMMAND [options] [inputs]\n\nCommands\n",
            dt_version());
    for (size_t i = 0; i < dti_n_commands; i++)
        fprintf(to, "  %-10s %s\n", dti_commands[i]->name, dti_commands[i]->summary);
    fprintf(to, "\nInputs are files, folders, archives or - for standard input.  Data goes to "
                "standard\n"
                "output, messages to standard error.  Exit codes: 0 done; 1 done, some records "
                "were bad;\n"
                "2 could not do it.\n\nExample\n"
                "  detente code story.txt --date 2023-06-18\n"
                "  detente COMMAND --help\n");
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        overview(stderr);
        return 2;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        if (argc > 2 && strcmp(argv[2], "--man") == 0) {
            dti_print_man();
            return 0;
        }
        if (argc > 2 && strcmp(argv[2], "--completion") == 0) {
            dti_print_completion();
            return 0;
        }
        if (argc > 2)
            for (size_t i = 0; i < dti_n_commands; i++)
                if (strcmp(argv[2], dti_commands[i]->name) == 0) {
                    dti_command_help(dti_commands[i]);
                    return 0;
                }
        overview(stdout);
        return 0;
    }
    if (strcmp(name, "--version") == 0) {
        printf("detente %s\n", dt_version());
        return 0;
    }
    for (size_t i = 0; i < dti_n_commands; i++) {
        if (strcmp(name, dti_commands[i]->name) != 0) continue;
        int code = dti_command_run(dti_commands[i], argc - 2, argv + 2);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            if (errno != EPIPE)
                fprintf(stderr, "detente: standard output: %s\n", strerror(errno));
            return 2;
        }
        return code;
    }
    fprintf(stderr, "detente: %s is no command; see detente --help\n", name);
    return 2;
}
