/* explain_print.c: prints an event, its sentence with marks, its tree and the reasons. */
#include "cli/explain_print.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "doc.h"
#include "kb/kb.h"
#include "parse/relations.h"

#define MAX_MARKS 64

/* A marked run of the sentence: what it is, in a letter, and its colour. */
typedef struct mark {
    size_t start, end;
    const char *letter; /* "S" source, "T" target, "!" trigger, "t" time, "p" place, "says" */
    const char *colour;
} mark;

static void put(dt_slice s) { fwrite(s.ptr, 1, s.len, stdout); }

static dt_slice cell_of(const dt_kb *kb, const char *table, const char *key_col, dt_slice key,
                        const char *key2_col, dt_slice key2, const char *col) {
    const dti_table *t = dti_kb_table(kb, table);
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, dti_table_col(t, key_col)), key) &&
            (!key2_col || dti_slice_eq(dti_table_cell(t, row, dti_table_col(t, key2_col)), key2)))
            return dti_table_cell(t, row, dti_table_col(t, col));
    return (dt_slice){"", 0};
}

static void print_codes(const dti_explain *x, const dt_event *e) {
    static const dt_slice none = {"", 0};
    printf("event %.*s: %.*s%s%.*s", (int)e->id.len, e->id.ptr, (int)e->plover.len,
           e->plover.ptr, e->mode.len ? "/" : "", (int)e->mode.len, e->mode.ptr);
    dt_slice name = cell_of(x->kb, "world/ontology/types", "type", e->plover, NULL, none, "name");
    if (name.len) printf(", %.*s", (int)name.len, name.ptr);
    name = cell_of(x->kb, "world/ontology/modes", "type", e->plover, "mode", e->mode, "name");
    if (e->mode.len && name.len) printf(" (%.*s)", (int)name.len, name.ptr);
    name = cell_of(x->kb, "world/ontology/cameo", "code", e->cameo, NULL, none, "name");
    printf("\n  CAMEO %.*s%s%.*s, Goldstein %.1f; PLOVER score %.1f, quad %d, penta %d\n",
           (int)e->cameo.len, e->cameo.ptr, name.len ? " " : "", (int)name.len, name.ptr,
           e->goldstein, e->score, e->quad, e->penta);
    printf("  aspect %s, confidence %.2f, told %zu time%s in the document\n",
           dt_aspect_name(e->aspect), e->confidence, e->mentions, e->mentions == 1 ? "" : "s");
    for (size_t i = 0; i < e->n_contexts; i++)
        printf("%s%.*s%s", i ? ", " : "  context ", (int)e->contexts[i].len, e->contexts[i].ptr,
               i + 1 == e->n_contexts ? "\n" : "");
}

static void add_mark(mark *marks, size_t *n, size_t start, size_t end, const char *letter,
                     const char *colour) {
    if (*n == MAX_MARKS || end <= start) return;
    size_t at = *n;
    while (at > 0 && marks[at - 1].start > start) at--;
    /* marks do not overlap: the earlier given one stays */
    for (size_t i = 0; i < *n; i++)
        if (marks[i].start < end && marks[i].end > start) return;
    memmove(marks + at + 1, marks + at, (*n - at) * sizeof *marks);
    marks[at] = (mark){start, end, letter, colour};
    ++*n;
}

static size_t find_marks(const dt_doc *d, const dt_event *e, mark *marks) {
    size_t n = 0;
    add_mark(marks, &n, e->trigger_start, e->trigger_end, "!", "\033[1;33m");
    for (size_t i = 0; i < e->n_sources; i++)
        add_mark(marks, &n, e->sources[i].start, e->sources[i].end, "S", "\033[1;36m");
    for (size_t i = 0; i < e->n_targets; i++)
        add_mark(marks, &n, e->targets[i].start, e->targets[i].end, "T", "\033[1;35m");
    if (e->speaker)
        add_mark(marks, &n, e->speaker->start, e->speaker->end, "says", "\033[1;34m");
    for (size_t i = 0; i < d->n_times; i++)
        if (d->times[i].sent == e->sentence)
            add_mark(marks, &n, d->times[i].start, d->times[i].end, "time", "\033[32m");
    if (e->place.text.len && !e->place.from_dateline) {
        size_t start = (size_t)(e->place.text.ptr - d->text.ptr);
        add_mark(marks, &n, start, start + e->place.text.len, "place", "\033[32m");
    }
    return n;
}

static void print_sentence(const dti_explain *x, const dt_doc *d, const dt_event *e) {
    mark marks[MAX_MARKS];
    size_t n = find_marks(d, e, marks), at = e->evidence_start;
    printf("\nSentence %zu, bytes %zu to %zu\n  ", e->sentence, e->evidence_start,
           e->evidence_end);
    for (size_t i = 0; i < n; i++) {
        if (marks[i].start < at || marks[i].end > e->evidence_end) continue;
        put((dt_slice){d->text.ptr + at, marks[i].start - at});
        if (x->colour) fputs(marks[i].colour, stdout);
        printf("[%s ", marks[i].letter);
        put((dt_slice){d->text.ptr + marks[i].start, marks[i].end - marks[i].start});
        printf("]%s", x->colour ? "\033[0m" : "");
        at = marks[i].end;
    }
    put((dt_slice){d->text.ptr + at, e->evidence_end - at});
    printf("\n");
}

/* The words below a word, in order, each under its head. */
static void print_below(const dt_doc *d, const dti_sent *s, uint32_t head, int depth) {
    if (depth > 24) return;
    for (uint32_t w = s->first; w < s->first + s->n_toks; w++) {
        const dti_tok *k = &d->toks[w];
        if (k->head != head || k->upos == DTI_PUNCT) continue;
        printf("  %*s", depth * 2, "");
        put(dti_tok_text(d, k));
        printf("  %s %s\n", dti_upos_name(k->upos), dti_rel_name(k->deprel));
        print_below(d, s, w, depth + 1);
    }
}

static const dti_mention *mention_at(const dt_doc *d, size_t start) {
    for (size_t i = 0; i < d->n_mentions; i++)
        if (d->mentions[i].start == start) return &d->mentions[i];
    return NULL;
}

static void print_actor(const dt_doc *d, const char *side, const dt_actor *a) {
    printf("  %-7s", side);
    put(a->text);
    printf(": ");
    if (!a->code.len) {
        printf("only described\n");
        return;
    }
    put(a->code);
    if (a->name.len) printf(" %.*s", (int)a->name.len, a->name.ptr);
    const dti_mention *m = mention_at(d, a->start);
    if (m) printf(" (%s, %.2f)", m->why, (double)m->confidence);
    printf("\n");
}

static void print_day(const dt_doc *d, const dt_event *e) {
    printf("\nWhen\n  %.*s", (int)e->date.len, e->date.ptr);
    for (size_t i = 0; i < d->n_times; i++)
        if (d->times[i].sent == e->sentence && dti_slice_eq(d->times[i].date, e->date)) {
            printf(": \"");
            put((dt_slice){d->text.ptr + d->times[i].start,
                           d->times[i].end - d->times[i].start});
            printf("\", counted from %.*s (%.*s)\n", (int)dt_doc_published(d).len,
                   dt_doc_published(d).ptr, (int)d->published_from.len, d->published_from.ptr);
            return;
        }
    if (dti_slice_eq(e->date, dt_doc_published(d)))
        printf(": the day of publication (%.*s); the sentence names none\n",
               (int)d->published_from.len, d->published_from.ptr);
    else
        printf(": the date of the passage that the sentence goes on in\n");
}

static void print_place(const dt_event *e) {
    if (!e->place.text.len) return;
    printf("\nWhere\n  ");
    put(e->place.text);
    printf(": %.*s, %.*s", (int)e->place.name.len, e->place.name.ptr, (int)e->place.country.len,
           e->place.country.ptr);
    if (e->place.has_coordinates) printf(" (%.2f, %.2f)", e->place.lat, e->place.lon);
    printf("%s\n", e->place.from_dateline ? ", from the dateline" : "");
}

static void print_frame(const dti_explain *x, const dt_event *e) {
    printf("\nFrame\n  %.*s, %.*s\n", (int)e->frame.len, e->frame.ptr, (int)e->frame_origin.len,
           e->frame_origin.ptr);
    /* "data/en/frames/consult.tsv:41" */
    dt_slice path = e->frame_origin;
    if (dti_slice_starts(path, "data/")) path.ptr += 5, path.len -= 5;
    size_t dot = path.len;
    while (dot > 0 && path.ptr[dot - 1] != '.') dot--;
    size_t line = 0;
    for (size_t i = dot; i < path.len; i++)
        if (path.ptr[i] >= '0' && path.ptr[i] <= '9') line = line * 10 + (size_t)(path.ptr[i] - '0');
    char name[128];
    snprintf(name, sizeof name, "%.*s", dot ? (int)dot - 1 : 0, path.ptr);
    const dti_table *t = dti_kb_table(x->kb, name);
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++) {
        if (dti_table_line(t, row) != line) continue;
        printf("  ");
        put(dti_table_cell(t, row, dti_table_col(t, "trigger")));
        printf("\n  written for: ");
        put(dti_table_cell(t, row, dti_table_col(t, "sentence")));
        printf("\n");
    }
    if (e->reason.len) printf("  %.*s\n", (int)e->reason.len, e->reason.ptr);
}

static void print_reason(const dt_doc *d, const dti_turned_down *k) {
    printf("  ");
    put(dti_tok_text(d, &d->toks[k->trigger]));
    if (k->type.len) printf(" as %.*s", (int)k->type.len, k->type.ptr);
    printf(" (%.*s): %s\n", (int)k->origin.len, k->origin.ptr, k->why);
}

static void print_turned_down(const dt_doc *d, const dt_event *e) {
    int any = 0;
    for (size_t i = 0; i < d->n_turned_down; i++) {
        const dti_turned_down *k = &d->turned_down[i];
        if (k->sent != e->sentence) continue;
        if (!any++) printf("\nTurned down in this sentence\n");
        print_reason(d, k);
    }
}

void dti_explain_nothing(const dt_doc *d) {
    for (size_t i = 0; i < d->n_turned_down; i++) {
        const dti_turned_down *k = &d->turned_down[i];
        const dti_sent *s = &d->sents[k->sent];
        if (i == 0 || d->turned_down[i - 1].sent != k->sent)
            printf("%s%.*s\n", i ? "\n" : "", (int)(s->end - s->start), d->text.ptr + s->start);
        print_reason(d, k);
    }
}

int dti_explain_event(dti_explain *x, const dt_doc *d, dt_slice id) {
    const dt_event *e = NULL;
    for (size_t i = 0; i < d->n_events && !e; i++)
        if (dti_slice_eq(d->events[i].id, id)) e = &d->events[i];
    if (!e) return 0;
    print_codes(x, e);
    print_sentence(x, d, e);
    printf("\nWho\n");
    for (size_t i = 0; i < e->n_sources; i++) print_actor(d, "source", &e->sources[i]);
    for (size_t i = 0; i < e->n_targets; i++) print_actor(d, "target", &e->targets[i]);
    if (e->speaker) print_actor(d, "said by", e->speaker);
    print_day(d, e);
    print_place(e);
    print_frame(x, e);
    print_turned_down(d, e);
    printf("\nTree\n");
    print_below(d, &d->sents[e->sentence], DTI_NONE, 0);
    x->n_printed++;
    return 1;
}
