/* cmd_serve.c: opens what is in a store in a browser, until Ctrl-C. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/store_arg.h"
#ifdef DTI_HAS_SERVE
#include "serve/serve.h"

/* Opens the address in the user's browser; whether that went well is theirs to see. */
static void open_browser(const char *url) {
#ifdef __APPLE__
    const char *program = "open";
#else
    const char *program = "xdg-open";
#endif
    pid_t child = fork();
    if (child == 0) {
        /* a grandchild, so that nobody need wait for the browser */
        if (fork() != 0) _exit(0);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setsid();
        execlp(program, program, url, (char *)NULL);
        fprintf(stderr, "detente serve: there is no %s; open %s yourself\n", program, url);
        _exit(127);
    }
    if (child > 0) waitpid(child, NULL, 0);
}

static int serve(const dti_args *args, const char *db) {
    dt_error err = {{0}};
    sigset_t end;
    int signal_number = 0;
    dti_serve_options o = {.db = db,
                           .bind = dti_arg(args, "bind"),
                           .port = (int)dti_arg_int(args, "port"),
                           .hosts = dti_arg(args, "host"),
                           .kb = dti_arg(args, "kb"),
                           .max_connections = (int)dti_arg_int(args, "connections"),
                           .idle_seconds = (int)dti_arg_int(args, "idle")};
    sigemptyset(&end);
    sigaddset(&end, SIGINT);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGHUP);
    sigprocmask(SIG_BLOCK, &end, NULL); /* threads inherit it: the wait below gets them all */
    dti_server *s = dti_serve_start(&o, &err);
    if (!s) {
        fprintf(stderr, "detente serve: %s\n", err.message);
        return 2;
    }
    if (!dti_serve_is_local(s))
        fprintf(
            stderr,
            "detente serve: everybody who reaches %s can read the store; nothing asks for a "
            "password\n",
            dti_serve_url(s));
    if (!dti_serve_has_pages())
        fprintf(stderr, "detente serve: built without the dashboard's pages (no web/dist): the "
                        "API alone, under api/v1/\n");
    printf("%s shows %s; Ctrl-C ends\n", dti_serve_url(s), db);
    fflush(stdout);
    if (dti_arg_flag(args, "open")) open_browser(dti_serve_url(s));
    sigwait(&end, &signal_number);
    dti_serve_stop(s);
    return 0;
}

static int run(const dti_args *args) {
    /* a store that is not to be had is an error now, and a page that says so later */
    dt_store *s = dti_store_of(args);
    if (!s) return 2;
    dt_store_close(s);
    return serve(args, dti_store_path(args));
}

#else
static int run(const dti_args *args) {
    (void)args;
    fprintf(stderr,
            "detente serve: this détente was built without the dashboard; build it with "
            "libmicrohttpd and without -Ddashboard=disabled\n");
    return 2;
}
#endif

static const dti_option options[] = {
    DTI_STORE_OPTION,
    {"port", DTI_OPT_INT, "N", "4817", 0, 65535, "port to listen on; 0: one that is free"},
    {"open", DTI_OPT_FLAG, NULL, NULL, 0, 0, "open it in the browser"},
    {"bind", DTI_OPT_TEXT, "ADDR", "127.0.0.1", 0, 0,
     "address to listen on; any but loopback lets others read"},
    {"host", DTI_OPT_TEXT, "NAMES", NULL, 0, 0,
     "names, commas between, by which this server may be called besides localhost"},
    {"connections", DTI_OPT_INT, "N", "2000", 8, 1000000,
     "connections at a time; past it the one idle longest is cut"},
    {"idle", DTI_OPT_INT, "N", "30", 1, 3600,
     "seconds after which a connection without a whole request is cut"},
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
};

const dti_command dti_cmd_serve = {
    .name = "serve",
    .inputs = "",
    .summary = "show the store in a browser: map, dyads, events, search; JSON API",
    .about = "Serves a dashboard and an API (docs/api.md) on this machine, until Ctrl-C.  The "
             "store is only read,\n"
             "and may be written to by `detente code` meanwhile: pages follow.  There are no "
             "passwords; with\n"
             "--bind put it behind a server that asks for one, and name that with --host.",
    .example = "detente serve --db detente.db --open\n"
               "detente serve --db detente.db --port 0",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 0,
    .run = run,
};
