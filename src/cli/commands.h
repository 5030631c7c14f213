/* commands.h: one row for every subcommand, each in its own file cmd_NAME.c. */
#ifndef DTI_COMMANDS_H
#define DTI_COMMANDS_H

#include "cli/options.h"

extern const dti_command dti_cmd_code;
extern const dti_command dti_cmd_clean;
extern const dti_command dti_cmd_stories;
extern const dti_command dti_cmd_show;
extern const dti_command dti_cmd_explain;
extern const dti_command dti_cmd_parse;
extern const dti_command dti_cmd_export;
extern const dti_command dti_cmd_runs;
extern const dti_command dti_cmd_diff;
extern const dti_command dti_cmd_correct;
extern const dti_command dti_cmd_relate;
extern const dti_command dti_cmd_eval;
extern const dti_command dti_cmd_tables;
extern const dti_command dti_cmd_bench;
extern const dti_command dti_cmd_who;
extern const dti_command dti_cmd_tension;
extern const dti_command dti_cmd_ahead;
extern const dti_command dti_cmd_serve;

#endif
