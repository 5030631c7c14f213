/* cmd_tables.c: checks, packs and shows the tables of knowledge. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/rows_check.h"
#include "cli/tables_coverage.h"
#include "cli/tables_try.h"
#include "kb/import_petrarch.h"
#include "kb/kb.h"

static void report_line(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx;
    if (line)
        fprintf(stderr, "%s:%u: %s\n", path, line, message);
    else
        fprintf(stderr, "%s: %s\n", path, message);
}

static int compile_tables(const char *folder, const char *out_path) {
    dt_error err = {{0}};
    dti_buf image;
    dti_buf_init(&image);
    int code = 2;
    if (dti_kb_compile(folder, &image, report_line, NULL, &err) == DT_OK &&
        (!out_path || dti_write_file(out_path, image.ptr, image.len, &err) == DT_OK))
        code = 0;
    else
        fprintf(stderr, "detente tables: %s\n", err.message);
    dti_buf_release(&image);
    return code;
}

static int show_table(const char *image_path, const char *name) {
    dt_error err = {{0}};
    dt_kb *kb = dt_kb_open(image_path, NULL, &err);
    if (!kb) {
        fprintf(stderr, "detente tables: %s\n", err.message);
        return 2;
    }
    for (size_t i = 0; i < dti_image_n_tables(kb->image); i++) {
        const dti_table *t = dti_image_table_at(kb->image, i);
        dt_slice n = dti_table_name(t);
        if (!name) {
            printf("%6zu rows  %.*s\n", dti_table_n_rows(t), (int)n.len, n.ptr);
            continue;
        }
        if (!dti_slice_is(n, name)) continue;
        for (size_t row = 0; row < dti_table_n_rows(t); row++)
            for (size_t c = 0; c < dti_table_n_cols(t); c++) {
                dt_slice cell = dti_table_cell(t, row, (int)c);
                printf("%.*s%c", (int)cell.len, cell.ptr,
                       c + 1 < dti_table_n_cols(t) ? '\t' : '\n');
            }
    }
    dt_kb_close(kb);
    return 0;
}

static int show_coverage(const char *image_path) {
    dt_error err = {{0}};
    dt_kb *kb = dt_kb_open(image_path, NULL, &err);
    int code = kb && dti_tables_coverage(kb, &err) == DT_OK ? 0 : 2;
    if (code) fprintf(stderr, "detente tables: %s\n", err.message);
    dt_kb_close(kb);
    return code;
}

static void print_row(void *ctx, const char *line) {
    (void)ctx;
    printf("%s\n", line);
}

/* Every row's own sentence through the whole pipeline; prints the rows that do not code as they say. */
static int check_sentences(const char *image_path) {
    dt_error err = {{0}};
    dti_rows_result r;
    dt_kb *kb = dt_kb_open(image_path, NULL, &err);
    if (!kb || dti_rows_check(kb, print_row, NULL, NULL, &r, &err) != DT_OK) {
        fprintf(stderr, "detente tables: %s\n", err.message);
        dt_kb_close(kb);
        return 2;
    }
    fprintf(stderr, "%zu frames: %zu code their own sentence, %zu find the type with other actors, %zu do not\n",
            r.n_rows, r.n_right, r.n_type, r.n_rows - r.n_right - r.n_type);
    dt_kb_close(kb);
    return r.n_right == r.n_rows ? 0 : 1;
}

static int write_table(const char *folder, const char *name, const char *header,
                       const dti_buf *rows, dt_error *err) {
    char path[4096];
    if (!rows->len) return DT_OK;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return dti_fail(err, "%s: the path is too long", folder);
    dti_buf all;
    dti_buf_init(&all);
    dti_buf_str(&all, header);
    dti_buf_add(&all, rows->ptr, rows->len);
    int status = all.failed ? dti_fail(err, "out of memory")
                            : dti_write_file(path, all.ptr, all.len, err);
    dti_buf_release(&all);
    return status;
}

/* Dictionaries in, actors.tsv and roles.tsv out: a folder that --actors takes. */
static int import_tables(const dti_args *args) {
    dt_error err = {{0}};
    dti_import_counts n = {0};
    dti_buf actors, roles;
    const char *out = dti_arg(args, "out");
    int code = 2;
    dti_buf_init(&actors);
    dti_buf_init(&roles);
    dt_kb *kb = dt_kb_open(dti_arg(args, "kb"), NULL, &err);
    if (!kb) goto failed;
    if (args->n_inputs < 2 || !out) {
        fprintf(stderr, "detente tables: import needs files to read and --out FOLDER\n");
        goto done;
    }
    for (int i = 1; i < args->n_inputs; i++) {
        dti_mapping map;
        if (dti_map_file(args->inputs[i], &map, &err) != DT_OK) goto failed;
        int status = dti_import_petrarch(&kb->facts, args->inputs[i],
                                         (dt_slice){map.ptr, map.len}, &actors, &roles, &n,
                                         report_line, NULL, &err);
        dti_unmap(&map);
        if (status != DT_OK) goto failed;
    }
    if (dti_import_finish(&actors, &err) != DT_OK || dti_import_finish(&roles, &err) != DT_OK)
        goto failed;
    if (mkdir(out, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "detente tables: %s: %s\n", out, strerror(errno));
        goto done;
    }
    if (write_table(out, "actors.tsv", DTI_IMPORT_ACTORS_HEADER, &actors, &err) != DT_OK ||
        write_table(out, "roles.tsv", DTI_IMPORT_ROLES_HEADER, &roles, &err) != DT_OK)
        goto failed;
    fprintf(stderr,
            "tables: %zu actors in %zu rows and %zu roles written to %s; %zu names of states left "
            "to our own table; %zu lines not taken\n",
            n.n_actors, n.n_rows, n.n_roles, out, n.n_known, n.n_failed);
    code = n.n_failed ? 1 : 0;
    goto done;
failed:
    fprintf(stderr, "detente tables: %s\n", err.message);
done:
    dt_kb_close(kb);
    dti_buf_release(&actors);
    dti_buf_release(&roles);
    return code;
}

static int run(const dti_args *args) {
    const char *what = args->inputs[0];
    const char *second = args->n_inputs > 1 ? args->inputs[1] : NULL;
    if (strcmp(what, "check") == 0) {
        int code = compile_tables(second ? second : "data", NULL);
        if (code == 0) fprintf(stderr, "tables: no errors\n");
        return code;
    }
    if (strcmp(what, "compile") == 0)
        return compile_tables(second ? second : "data", dti_arg(args, "out") ? dti_arg(args, "out") : "detente.kb");
    if (strcmp(what, "import") == 0) return import_tables(args);
    if (strcmp(what, "try") == 0) return dti_tables_try(args);
    if (args->n_inputs > 2) {
        fprintf(stderr, "detente tables: %s takes one folder or table\n", what);
        return 2;
    }
    if (strcmp(what, "show") == 0 && dti_arg_flag(args, "coverage")) return show_coverage(dti_arg(args, "kb"));
    if (strcmp(what, "show") == 0) return show_table(dti_arg(args, "kb"), second);
    if (strcmp(what, "sentences") == 0) return check_sentences(dti_arg(args, "kb"));
    fprintf(stderr, "detente tables: %s is none of check, compile, import, sentences, show, try\n", what);
    return 2;
}

static const dti_option options[] = {
    {"out", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "where compile writes the image; folder that import writes"},
    {"format", DTI_OPT_CHOICE, "petrarch", "petrarch", 0, 0,
     "what import reads: actors and agents of TABARI, PETRARCH"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "image that show and try read"},
    {"db", DTI_OPT_TEXT, "FILE", NULL, 0, 0,
     "store whose documents try codes when it has no inputs (see export)"},
    {"to", DTI_OPT_CHOICE, "text|jsonl", "text", 0, 0, "output format of try"},
    {"coverage", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "show: frames by type and trigger; modes and CAMEO codes without any"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_tables = {
    .name = "tables",
    .inputs = "check|compile|import|sentences|show|try [FOLDER|TABLE|FILE...]",
    .summary = "check, pack and show the tables of knowledge",
    .about = "check reads every table and names each error with file and line; compile packs "
             "them into one\n"
             "image; show lists the tables of an image, or the rows of one.  import makes tables for\n"
             "--actors of dictionaries of TABARI and PETRARCH, and names each line not taken.\n"
             "try FILE codes documents with the tables as they are and with FILE in the place of the "
             "table it is\n"
             "named after (or beside them), and shows the events added, dropped and changed.",
    .example = "detente tables check data\ndetente tables show world/countries\n"
               "detente tables show --coverage\n"
               "detente tables try data/en/frames/consult.tsv --db news.db",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 1,
    .max_inputs = -1,
    .run = run,
};
