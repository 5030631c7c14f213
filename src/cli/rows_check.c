/* rows_check.c: codes the sentence of every frame's row and compares. */
#include "cli/rows_check.h"

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "kb/kb.h"

#define MAX_MARKS 8

typedef struct marks {
    char text[1024];
    size_t len;
    dt_slice source[MAX_MARKS], target[MAX_MARKS];
    size_t n_source, n_target;
} marks;

/* "[S Washington] accused [T Beijing]." -> plain text and the marked words; 0 when marks are
 * broken. */
static int strip(dt_slice s, marks *m) {
    size_t open = 0, is_open = 0;
    char kind = 0;
    m->len = m->n_source = m->n_target = 0;
    for (size_t i = 0; i < s.len && m->len + 1 < sizeof m->text; i++) {
        if (s.ptr[i] == '[' && i + 2 < s.len && (s.ptr[i + 1] == 'S' || s.ptr[i + 1] == 'T') &&
            s.ptr[i + 2] == ' ') {
            kind = s.ptr[i + 1];
            open = m->len;
            is_open = 1;
            i += 2;
        } else if (s.ptr[i] == ']' && is_open) {
            dt_slice words = {m->text + open, m->len - open};
            if (kind == 'S' && m->n_source < MAX_MARKS) m->source[m->n_source++] = words;
            if (kind == 'T' && m->n_target < MAX_MARKS) m->target[m->n_target++] = words;
            is_open = 0;
        } else {
            m->text[m->len++] = s.ptr[i];
        }
    }
    return !is_open && m->len;
}

static int share_word(dt_slice a, dt_slice b) {
    char x[512], y[512];
    size_t n = dti_fold(a.ptr, a.len, x, sizeof x), m = dti_fold(b.ptr, b.len, y, sizeof y);
    dt_slice rest = {x, n};
    while (rest.len) {
        dt_slice w = dti_slice_cut(&rest, ' ');
        if (w.len < 2) continue;
        for (size_t i = 0; i + w.len <= m; i++)
            if (memcmp(y + i, w.ptr, w.len) == 0) return 1;
    }
    return 0;
}

static int has_all(const dt_slice *words, size_t n, const dt_actor *actors, size_t n_actors) {
    for (size_t i = 0; i < n; i++) {
        int found = 0;
        for (size_t k = 0; k < n_actors && !found; k++)
            found = share_word(words[i], actors[k].text);
        if (!found) return 0;
    }
    return 1;
}

static void describe(const dt_doc *doc, char *out, size_t cap) {
    size_t at = 0;
    out[0] = 0;
    for (size_t i = 0; i < dt_doc_n_events(doc) && at + 1 < cap; i++) {
        const dt_event *e = dt_doc_event(doc, i);
        dt_slice s = e->n_sources ? e->sources[0].text : (dt_slice){"-", 1};
        dt_slice t = e->n_targets ? e->targets[0].text : (dt_slice){"-", 1};
        int k = snprintf(out + at, cap - at, "%s%.*s > %.*s/%.*s (%.*s) > %.*s", i ? "; " : "",
                         (int)s.len, s.ptr, (int)e->plover.len, e->plover.ptr, (int)e->mode.len,
                         e->mode.ptr, (int)e->frame.len, e->frame.ptr, (int)t.len, t.ptr);
        at += k > 0 ? (size_t)k : 0;
    }
    if (!at) snprintf(out, cap, "no event");
}

/* 2 right, 1 type right only, 0 neither */
static int judge(const dt_doc *doc, const marks *m, dt_slice type, dt_slice mode) {
    int best = 0;
    if (dti_slice_is(type, "-")) return dt_doc_n_events(doc) ? 0 : 2;
    for (size_t i = 0; i < dt_doc_n_events(doc); i++) {
        const dt_event *e = dt_doc_event(doc, i);
        if (!dti_slice_eq(e->plover, type) || !dti_slice_eq(e->mode, mode)) continue;
        best = 1;
        int sources = has_all(m->source, m->n_source, e->sources, e->n_sources);
        int targets = has_all(m->target, m->n_target, e->targets, e->n_targets);
        /* parties of a meeting may stand on either side */
        if (sources && !targets && m->n_target)
            targets = has_all(m->target, m->n_target, e->sources, e->n_sources);
        if (sources && targets) return 2;
    }
    return best;
}

int dti_rows_check(const dt_kb *kb, void (*say)(void *ctx, const char *line),
                   void (*judged)(void *ctx, dt_slice trigger, dt_slice type, int verdict), void *ctx,
                   dti_rows_result *out, dt_error *err) {
    char line[4096], got[1024];
    memset(out, 0, sizeof *out);
    dt_coder *coder = dt_coder_new(kb, NULL, err);
    if (!coder) return DT_FAILED;
    for (size_t i = 0; i < dti_image_n_tables(kb->image); i++) {
        const dti_table *t = dti_image_table_at(kb->image, i);
        dt_slice name = dti_table_name(t);
        if (!dti_slice_starts(name, "en/frames/")) continue;
        int type = dti_table_col(t, "type"), mode = dti_table_col(t, "mode"),
            sentence = dti_table_col(t, "sentence");
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            marks m;
            dt_doc *doc = NULL;
            int verdict = -1;
            dt_slice s = dti_table_cell(t, row, sentence);
            snprintf(got, sizeof got, "marks are broken");
            if (strip(s, &m)) {
                dt_input in = {.body = {m.text, m.len},
                               .published = dti_str("2024-05-15"),
                               .lang = dti_str("en")};
                if (dt_code(coder, &in, &doc, err) != DT_OK) {
                    dt_coder_free(coder);
                    return DT_FAILED;
                }
                verdict =
                    judge(doc, &m, dti_table_cell(t, row, type), dti_table_cell(t, row, mode));
                describe(doc, got, sizeof got);
            }
            out->n_rows++;
            out->n_right += verdict == 2;
            out->n_type += verdict == 1;
            if (judged)
                judged(ctx, dti_table_cell(t, row, dti_table_col(t, "trigger")), dti_table_cell(t, row, type), verdict);
            if (verdict != 2 && say) {
                snprintf(line, sizeof line, "data/%.*s.tsv:%u: %s: %.*s => %s", (int)name.len,
                         name.ptr, dti_table_line(t, row), verdict == 1 ? "actors" : "type",
                         (int)s.len, s.ptr, got);
                say(ctx, line);
            }
            dt_doc_free(doc);
        }
    }
    dt_coder_free(coder);
    return DT_OK;
}
