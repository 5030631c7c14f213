/* manual.c: writes the man page and the shell completions out of the option rows. */
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/options.h"
#include "detente.h"

/* One line of running text: backslashes and hyphens escaped, no line that begins a macro. */
static void roff_line(dt_slice line) {
    if (line.len && (line.ptr[0] == '.' || line.ptr[0] == '\'')) printf("\\&");
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '\\')
            printf("\\e");
        else if (line.ptr[i] == '-')
            printf("\\-");
        else
            putchar(line.ptr[i]);
    }
}

static void roff(const char *text) {
    dt_slice rest = dti_str(text);
    while (rest.ptr) {
        dt_slice line = dti_slice_cut(&rest, '\n');
        if (!line.len) {
            printf(".PP\n");
            continue;
        }
        roff_line(line);
        putchar('\n');
    }
}

static void roff_option(const dti_option *o) {
    printf(".TP\n\\fB\\-\\-");
    roff_line(dti_str(o->name));
    printf("\\fR");
    if (o->arg) {
        printf(" \\fI");
        roff_line(dti_str(o->arg));
        printf("\\fR");
    }
    putchar('\n');
    roff(o->help);
    if (o->fallback && *o->fallback) {
        printf("(default ");
        roff_line(dti_str(o->fallback));
        printf(")\n");
    }
}

static void roff_command(const dti_command *c) {
    printf(".SS \\fBdetente %s\\fR%s ", c->name, c->n_options ? " [options]" : "");
    roff_line(dti_str(c->inputs));
    printf("\n");
    roff_line(dti_str(c->summary));
    printf(".\n.PP\n");
    if (c->about && *c->about) roff(c->about);
    for (size_t i = 0; i < c->n_options; i++) roff_option(&c->options[i]);
    printf(".PP\nExample:\n.PP\n.nf\n");
    dt_slice rest = dti_str(c->example);
    while (rest.ptr) {
        printf("    ");
        roff_line(dti_slice_cut(&rest, '\n'));
        putchar('\n');
    }
    printf(".fi\n");
}

void dti_print_man(void) {
    printf(".TH DETENTE 1 \"\" \"detente %s\" \"User Commands\"\n", dt_version());
    printf(".SH NAME\ndetente \\- news in, coded political events and the state of relations out\n"
           ".SH SYNOPSIS\n.B detente\n.I command\n[options] [inputs]\n"
           ".SH DESCRIPTION\n");
    roff("detente reads news and finds who did what to whom, when and where, said by whom, in the\n"
         "ontologies PLOVER and CAMEO; it keeps the events in a store and computes from them how\n"
         "tense the relation of two countries is.  It works offline on one core.\n\n"
         "Inputs are files, folders, archives or - for standard input.  Data goes to standard\n"
         "output, messages to standard error.");
    printf(".SH COMMANDS\n");
    for (size_t i = 0; i < dti_n_commands; i++) roff_command(dti_commands[i]);
    printf(".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\ndone, but some records were bad: they are named "
           "and counted on standard error\n.TP\n2\nit could not be done, or the command line was "
           "wrong\n");
    printf(".SH ENVIRONMENT\n"
           ".TP\nDETENTE_KB\nknowledge image; otherwise detente.kb beside the binary or installed\n"
           ".TP\nDETENTE_MODEL\nreading model, likewise\n"
           ".TP\nNO_COLOR\nwhen set and not empty, nothing is coloured\n"
           ".TP\nTERM\nnothing is coloured when it is \"dumb\"\n");
    printf(".SH SEE ALSO\n");
    roff("pkg-config detente, for programs that use the library; detente.h is its manual.");
}

/* Zsh reads bash's completions after bashcompinit; fish users can ask --help. */
void dti_print_completion(void) {
    printf("# bash completion for detente, made by `detente help --completion`\n"
           "_detente() {\n    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local words=\n    if [ \"$COMP_CWORD\" = 1 ]; then\n        words=\"");
    for (size_t i = 0; i < dti_n_commands; i++) printf("%s ", dti_commands[i]->name);
    printf("--help --version\"\n    else\n        case ${COMP_WORDS[1]}$prev in\n");
    for (size_t i = 0; i < dti_n_commands; i++)
        for (size_t k = 0; k < dti_commands[i]->n_options; k++) {
            const dti_option *o = &dti_commands[i]->options[k];
            if (o->kind != DTI_OPT_CHOICE) continue;
            printf("        %s--%s) words=\"", dti_commands[i]->name, o->name);
            for (const char *p = o->arg; *p; p++) putchar(*p == '|' ? ' ' : *p);
            printf("\" ;;\n");
        }
    printf("        *) case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < dti_n_commands; i++) {
        printf("            %s) words=\"", dti_commands[i]->name);
        for (size_t k = 0; k < dti_commands[i]->n_options; k++)
            printf("--%s ", dti_commands[i]->options[k].name);
        printf("--help\" ;;\n");
    }
    printf("            esac\n            case $cur in -*) ;; *) words= ;; esac ;;\n"
           "        esac\n    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
           "}\ncomplete -o default -F _detente detente\n");
}
