/* embed.c: a program of another project: codes one sentence with the installed library. */
#include <detente.h>
#include <stdio.h>
#include <string.h>

static void put(dt_slice s) { printf("%.*s", (int)s.len, s.ptr); }

int main(void) {
    dt_error err = {{0}};
    dt_kb *kb = dt_kb_open(NULL, NULL, &err);
    dt_coder *coder = kb ? dt_coder_new(kb, NULL, &err) : NULL;
    const char *text = "Turkey condemned Israel on Friday.";
    dt_input input = {.body = {text, strlen(text)}, .published = {"2023-02-05", 10}};
    dt_doc *doc = NULL;
    if (!coder || dt_code(coder, &input, &doc, &err) != DT_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    for (size_t i = 0; i < dt_doc_n_events(doc); i++) {
        const dt_event *e = dt_doc_event(doc, i);
        put(e->plover);
        for (size_t k = 0; k < e->n_sources; k++) printf(" "), put(e->sources[k].code);
        for (size_t k = 0; k < e->n_targets; k++) printf(" "), put(e->targets[k].code);
        printf(" "), put(e->date), printf("\n");
    }
    dt_doc_free(doc);
    dt_coder_free(coder);
    dt_kb_close(kb);
    return 0;
}
