/* commands.c: the list of subcommands. */
#include "cli/commands.h"

const dti_command *const dti_commands[] = {
    &dti_cmd_code,
    &dti_cmd_clean,
    &dti_cmd_stories,
    &dti_cmd_show,
    &dti_cmd_explain,
    &dti_cmd_parse,
    &dti_cmd_who,
    &dti_cmd_tension,
    &dti_cmd_ahead,
    &dti_cmd_serve,
    &dti_cmd_export,
    &dti_cmd_runs,
    &dti_cmd_diff,
    &dti_cmd_correct,
    &dti_cmd_relate,
    &dti_cmd_eval,
    &dti_cmd_tables,
    &dti_cmd_bench,
};
const size_t dti_n_commands = sizeof dti_commands / sizeof *dti_commands;
