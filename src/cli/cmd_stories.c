/* cmd_stories.c: lists the stories of a store: the same text told by several sources. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/commands.h"
#include "detente_store.h"

typedef struct listing {
    dt_store *store;
    int json, with_documents;
    size_t n;
    dti_buf b;
    dt_error *err;
} listing;

static int put_document(void *ctx, const dt_doc_row *d) {
    listing *l = ctx;
    if (l->json) {
        dti_buf_str(&l->b, l->b.ptr[l->b.len - 1] == '[' ? "{" : ",{");
        dti_json_kv(&l->b, "id", d->id);
        dti_json_kv(&l->b, "published", d->published);
        dti_json_kv(&l->b, "source", d->source);
        dti_json_kv(&l->b, "title", d->title);
        dti_json_kv(&l->b, "url", d->url);
        dti_buf_char(&l->b, '}');
        return 0;
    }
    dti_buf_printf(&l->b, "    %.*s  %.*s  %.*s  %.*s\n", (int)d->published.len, d->published.ptr,
                   (int)d->source.len, d->source.ptr, (int)d->title.len, d->title.ptr,
                   (int)(d->url.len ? d->url.len : d->id.len),
                   d->url.len ? d->url.ptr : d->id.ptr);
    return 0;
}

static int put_documents(listing *l, dt_slice story) {
    char id[128];
    if (story.len >= sizeof id) return 0;
    memcpy(id, story.ptr, story.len);
    id[story.len] = 0;
    return dt_store_documents(l->store, NULL, id, 0, 0, put_document, l, l->err);
}

static int put_story(void *ctx, const dt_story_row *s) {
    listing *l = ctx;
    dti_buf_clear(&l->b);
    if (l->json) {
        dti_buf_char(&l->b, '{');
        dti_json_kv(&l->b, "story_id", s->id);
        dti_json_kv(&l->b, "title", s->title);
        dti_json_kv(&l->b, "first_published", s->first_published);
        dti_json_kv(&l->b, "last_published", s->last_published);
        dti_json_kv(&l->b, "sources", s->sources);
        dti_json_kn(&l->b, "n_documents", (double)s->n_documents, 0);
        dti_json_kn(&l->b, "n_sources", (double)s->n_sources, 0);
        dti_json_kn(&l->b, "n_events", (double)s->n_events, 0);
        dti_json_key(&l->b, "documents");
        dti_buf_char(&l->b, '[');
    } else
        dti_buf_printf(&l->b, "%.*s  %zu documents  %zu events  %.*s%s%.*s\n",
                       (int)s->first_published.len, s->first_published.ptr, s->n_documents,
                       s->n_events, (int)s->title.len, s->title.ptr, s->sources.len ? "  " : "",
                       (int)s->sources.len, s->sources.ptr);
    if (put_documents(l, s->id) != DT_OK) return 1;
    if (l->json) dti_buf_str(&l->b, "]}\n");
    l->n++;
    return fwrite(l->b.ptr, 1, l->b.len, stdout) != l->b.len;
}

static int run(const dti_args *args) {
    dt_error err = {{0}};
    int code = 2;
    listing l = {.json = strcmp(dti_arg(args, "to"), "jsonl") == 0, .err = &err};
    if (!dti_arg(args, "db")) {
        fprintf(stderr, "detente stories: name the store: --db FILE\n");
        return 2;
    }
    dti_buf_init(&l.b);
    l.store = dt_store_open(dti_arg(args, "db"), DT_STORE_READ, &err);
    if (!l.store ||
        dt_store_stories(l.store, dti_arg(args, "since"), dti_arg(args, "until"),
                         (size_t)dti_arg_int(args, "documents"), 0,
                         (size_t)dti_arg_int(args, "limit"), put_story, &l, &err) != DT_OK ||
        err.message[0]) {
        fprintf(stderr, "detente stories: %s\n", err.message);
        goto done;
    }
    if (!l.n && !l.json) fprintf(stderr, "detente stories: no text is told by several documents\n");
    code = 0;
done:
    dti_buf_release(&l.b);
    dt_store_close(l.store);
    return code;
}

static const dti_option options[] = {
    {"db", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "store made by detente code --db"},
    {"to", DTI_OPT_CHOICE, "text|jsonl", "text", 0, 0, "output format"},
    {"since", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "published on or after this day"},
    {"until", DTI_OPT_DATE, "YYYY-MM-DD", NULL, 0, 0, "published on or before this day"},
    {"documents", DTI_OPT_INT, "N", "2", 1, 1e6, "stories of at least so many documents"},
    {"limit", DTI_OPT_INT, "N", "100", 0, 1e9, "at most so many stories; 0: all"},
};

const dti_command dti_cmd_stories = {
    .name = "stories",
    .inputs = "",
    .summary = "the same text told by several sources, from a store",
    .about = "Documents that tell the same text (syndicated, shortened, under another headline) are "
             "one story.\nLists stories, the newest first, with the documents of each.",
    .example = "detente stories --db news.db\ndetente stories --db news.db --to jsonl --documents 5",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = 0,
    .run = run,
};
