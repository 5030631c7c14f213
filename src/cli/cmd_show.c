/* cmd_show.c: prints what a stage made of a document. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "base/tags.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "doc.h"
#include "parse/relations.h"

static void put(dt_slice s) { fwrite(s.ptr, 1, s.len, stdout); }

static dt_slice text_of(const dt_doc *d, size_t start, size_t end) {
    return (dt_slice){d->text.ptr + start, end - start};
}

static void show_clean(const dt_doc *d) {
    printf("title      %.*s\npublished  %.*s", (int)d->title.len, d->title.ptr,
           (int)d->published.len, d->published.ptr);
    if (d->published_from.len)
        printf(" (%.*s)", (int)d->published_from.len, d->published_from.ptr);
    printf("\nlanguage   %.*s\nbyline     %.*s\nagency     %.*s\ndateline   %.*s\n\n",
           (int)d->lang.len, d->lang.ptr, (int)d->byline.len, d->byline.ptr, (int)d->agency.len,
           d->agency.ptr, (int)d->dateline.len, d->dateline.ptr);
    put(d->text);
    printf("\n");
}

static void show_sentences(const dt_doc *d) {
    for (size_t i = 0; i < d->n_sents; i++) {
        printf("%zu\t[%u,%u)\t", i, d->sents[i].start, d->sents[i].end);
        put(text_of(d, d->sents[i].start, d->sents[i].end));
        printf("\n");
    }
}

static void show_tokens(const dt_doc *d) {
    for (size_t i = 0; i < d->n_sents; i++) {
        printf("%zu\t", i);
        for (uint32_t t = 0; t < d->sents[i].n_toks; t++) {
            printf("%s", t ? " | " : "");
            put(dti_tok_text(d, &d->toks[d->sents[i].first + t]));
        }
        printf("\n");
    }
}

static void show_parse(const dt_doc *d) {
    for (size_t i = 0; i < d->n_sents; i++) {
        const dti_sent *s = &d->sents[i];
        printf("# sentence %zu%s\n", i, s->parsed ? "" : " (passed by the gate unread)");
        for (uint32_t t = 0; s->parsed && t < s->n_toks; t++) {
            const dti_tok *k = &d->toks[s->first + t];
            dt_slice w = dti_tok_text(d, k);
            printf("%u\t%.*s\t%.*s\t%s\t%u\t%s\n", t + 1, (int)w.len, w.ptr,
                   (int)k->lemma_text.len, k->lemma_text.ptr, dti_upos_name(k->upos),
                   k->head == DTI_NONE ? 0 : k->head - s->first + 1, dti_rel_name(k->deprel));
        }
        printf("\n");
    }
}

static void show_mentions(const dt_doc *d) {
    for (size_t i = 0; i < d->n_mentions; i++) {
        const dti_mention *m = &d->mentions[i];
        printf("%u\t", m->sent);
        put(text_of(d, m->start, m->end));
        printf("\t");
        for (uint32_t r = 0; r < m->n_refs; r++)
            printf("%s%.*s%.*s%s%.*s", r ? ", " : "", (int)m->refs[r].country.len,
                   m->refs[r].country.ptr, (int)m->refs[r].sector.len, m->refs[r].sector.ptr,
                   m->refs[r].name.len ? " " : "", (int)m->refs[r].name.len,
                   m->refs[r].name.ptr);
        printf("\t%s%s\t%.2f\n", m->why, m->is_place_only ? " (place only)" : "",
               (double)m->confidence);
    }
}

static void show_times(const dt_doc *d) {
    for (size_t i = 0; i < d->n_times; i++) {
        const dti_time *t = &d->times[i];
        printf("%u\t", t->sent);
        put(text_of(d, t->start, t->end));
        printf("\t%.*s\t%.*s\t%.*s\n", (int)t->type.len, t->type.ptr, (int)t->value.len,
               t->value.ptr, (int)t->date.len, t->date.ptr);
    }
}

static void show_places(const dt_doc *d) {
    for (size_t i = 0; i < d->n_places; i++) {
        const dti_place *p = &d->places[i];
        put(text_of(d, p->start, p->end));
        printf("\t%.*s\t%.*s", (int)p->name.len, p->name.ptr, (int)p->country.len,
               p->country.ptr);
        if (p->has_coordinates) printf("\t%.2f\t%.2f", p->lat, p->lon);
        printf("%s\n", p->is_location ? "\tlocation" : "");
    }
}

static void show_events(const dt_doc *d) {
    printf("# %.*s\n", (int)d->id.len, d->id.ptr);
    for (size_t i = 0; i < d->n_events; i++) {
        const dt_event *e = &d->events[i];
        printf("%zu\t%.*s\t", e->sentence, (int)e->date.len, e->date.ptr);
        for (size_t k = 0; k < e->n_sources; k++)
            printf("%s%.*s(%.*s)", k ? "," : "", (int)e->sources[k].code.len,
                   e->sources[k].code.ptr, (int)e->sources[k].text.len, e->sources[k].text.ptr);
        printf("\t%.*s%s%.*s\t", (int)e->plover.len, e->plover.ptr, e->mode.len ? "/" : "",
               (int)e->mode.len, e->mode.ptr);
        for (size_t k = 0; k < e->n_targets; k++)
            printf("%s%.*s(%.*s)", k ? "," : "", (int)e->targets[k].code.len,
                   e->targets[k].code.ptr, (int)e->targets[k].text.len, e->targets[k].text.ptr);
        printf("\t%s\t%.*s\n", dt_aspect_name(e->aspect), (int)e->frame.len, e->frame.ptr);
    }
}

static void mention_json(dti_buf *b, const dt_doc *d, const dti_mention *m) {
    static const char *const kinds[] = {"name",    "role", "country", "nationality", "metonym",
                                        "body",    "pronoun", "group", "unknown"};
    dti_json_kn(b, "sentence", m->sent, 0);
    dti_json_kn(b, "start", m->start, 0);
    dti_json_kn(b, "end", m->end, 0);
    dti_json_kv(b, "text", text_of(d, m->start, m->end));
    dti_json_kv(b, "kind", dti_str(kinds[m->kind]));
    dti_json_key(b, "place_only");
    dti_buf_str(b, m->is_place_only ? "true" : "false");
    if (m->antecedent != DTI_NONE) dti_json_kn(b, "antecedent", m->antecedent, 0);
    dti_json_key(b, "refs");
    dti_buf_char(b, '[');
    for (uint32_t r = 0; r < m->n_refs; r++) {
        dti_buf_str(b, r ? ",{" : "{");
        dti_json_kv(b, "country", m->refs[r].country);
        dti_json_kv(b, "sector", m->refs[r].sector);
        dti_json_kv(b, "name", m->refs[r].name);
        dti_buf_char(b, '}');
    }
    dti_buf_char(b, ']');
    dti_json_kv(b, "why", dti_str(m->why));
    dti_json_kn(b, "confidence", (double)m->confidence, 2);
}

static void show_ahead(const dt_doc *d) {
    for (size_t i = 0; i < d->n_ahead; i++) {
        const dt_ahead *a = &d->ahead[i];
        printf("%zu\t%.*s\t%.*s\t%.*s\t", a->sentence, (int)a->country.len, a->country.ptr,
               (int)a->date.len, a->date.ptr, (int)a->kind.len, a->kind.ptr);
        put(text_of(d, a->start, a->end));
        printf("\n");
    }
}

/* What scorers and scripts read: mentions, times or places of a document as one JSON line. */
static void show_jsonl(const dt_doc *d, const char *stage) {
    dti_buf b;
    dti_buf_init(&b);
    dti_buf_char(&b, '{');
    dti_json_kv(&b, "id", d->id);
    if (strcmp(stage, "times") == 0) {
        dti_json_key(&b, "timex");
        dti_buf_char(&b, '[');
        for (size_t i = 0; i < d->n_times; i++) {
            const dti_time *t = &d->times[i];
            dti_buf_str(&b, i ? ",{" : "{");
            dti_json_kn(&b, "start", t->start, 0);
            dti_json_kn(&b, "end", t->end, 0);
            dti_json_kv(&b, "text", text_of(d, t->start, t->end));
            dti_json_kv(&b, "type", t->type);
            dti_json_kv(&b, "value", t->value);
            dti_buf_char(&b, '}');
        }
    } else if (strcmp(stage, "mentions") == 0) {
        dti_json_key(&b, "mentions");
        dti_buf_char(&b, '[');
        for (size_t i = 0; i < d->n_mentions; i++) {
            dti_buf_str(&b, i ? ",{" : "{");
            mention_json(&b, d, &d->mentions[i]);
            dti_buf_char(&b, '}');
        }
    } else {
        dti_json_key(&b, "toponyms");
        dti_buf_char(&b, '[');
        for (size_t i = 0; i < d->n_places; i++) {
            const dti_place *p = &d->places[i];
            dti_buf_str(&b, i ? ",{" : "{");
            dti_json_kn(&b, "start", p->start, 0);
            dti_json_kn(&b, "end", p->end, 0);
            dti_json_kv(&b, "text", text_of(d, p->start, p->end));
            dti_json_kv(&b, "name", p->name);
            dti_json_kv(&b, "country", p->country);
            if (p->has_coordinates) {
                dti_json_kn(&b, "lat", p->lat, 4);
                dti_json_kn(&b, "lon", p->lon, 4);
            }
            dti_buf_char(&b, '}');
        }
    }
    dti_buf_str(&b, "]}\n");
    fwrite(b.ptr, 1, b.len, stdout);
    dti_buf_release(&b);
}

static const struct {
    const char *name;
    void (*print)(const dt_doc *);
} stages[] = {{"clean", show_clean},   {"sentences", show_sentences}, {"tokens", show_tokens},
              {"parse", show_parse},   {"mentions", show_mentions},   {"times", show_times},
              {"places", show_places}, {"events", show_events}, {"ahead", show_ahead}};

static int run(const dti_args *args) {
    dt_error err = {{0}};
    dti_inputs in;
    int code = dti_inputs_open(&in, args);
    if (code) return code;
    code = 2;
    dt_options options = dt_options_default();
    options.gate = !dti_arg_flag(args, "no-gate");
    dt_kb *kb = dti_open_kb(args, &err);
    dt_coder *coder = kb ? dt_coder_new(kb, &options, &err) : NULL;
    if (!coder) {
        fprintf(stderr, "detente show: %s\n", err.message);
        goto done;
    }
    const char *stage = dti_arg(args, "stage");
    int jsonl = strcmp(dti_arg(args, "to"), "jsonl") == 0;
    if (jsonl && strcmp(stage, "times") != 0 && strcmp(stage, "places") != 0 &&
        strcmp(stage, "mentions") != 0) {
        fprintf(stderr,
                "detente show: --to jsonl is for the stages mentions, times and places\n");
        goto done;
    }
    dti_record record;
    int got;
    while ((got = dti_inputs_next(&in, &record)) == 1) {
        dt_doc *doc;
        if (dt_code(coder, &record.input, &doc, &err) != DT_OK) {
            dti_inputs_bad(&in, &record.origin, err.message);
            continue;
        }
        if (jsonl) show_jsonl(doc, stage);
        for (size_t i = 0; !jsonl && i < sizeof stages / sizeof *stages; i++)
            if (strcmp(stage, stages[i].name) == 0) stages[i].print(doc);
        dt_doc_free(doc);
    }
    code = got < 0 ? 2 : dti_inputs_finish(&in);
done:
    dt_coder_free(coder);
    dt_kb_close(kb);
    dti_inputs_close(&in);
    return code;
}

static const dti_option options[] = {
    {"stage", DTI_OPT_CHOICE, "clean|sentences|tokens|parse|mentions|times|places|events|ahead",
     "events", 0, 0, "what to print"},
    {"to", DTI_OPT_CHOICE, "text|jsonl", "text", 0, 0, "jsonl for mentions, times and places"},
    {"no-gate", DTI_OPT_FLAG, NULL, NULL, 0, 0,
     "read every sentence, not only those that can hold an event"},
    DTI_ACTORS_OPTION,
    {"kb", DTI_OPT_TEXT, "FILE", NULL, 0, 0, "knowledge image"},
    DTI_INPUT_OPTIONS,
};

const dti_command dti_cmd_show = {
    .name = "show",
    .inputs = "[inputs]",
    .summary = "print what a stage makes of a document",
    .about = "Each stage of the way from bytes to events as plain text, for finding out where "
             "a sentence went\n"
             "wrong.",
    .example = "detente show --stage mentions story.txt --date 2023-06-18",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .min_inputs = 0,
    .max_inputs = -1,
    .run = run,
};
