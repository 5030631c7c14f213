/* table_print.c: prints events as a table a person reads, each with the words that prove it. */
#include "cli/table_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "cli/options.h"

void dti_table_begin(dti_table_print *t) {
    struct winsize w;
    *t = (dti_table_print){.colour = dti_colour_allowed(STDOUT_FILENO), .width = 100};
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 60)
        t->width = w.ws_col;
    if (t->width > 140) t->width = 140;
}

/* Prints at most n columns, padded; returns nothing left over. */
static void put_padded(dt_slice s, size_t n) {
    size_t columns = 0, at = 0, total = 0;
    for (size_t i = 0; i < s.len; total++) {
        uint32_t cp;
        i += dti_utf8_next(s.ptr + i, s.len - i, &cp);
    }
    size_t room = total > n ? n - 1 : n;
    while (at < s.len && columns < room) {
        uint32_t cp;
        size_t k = dti_utf8_next(s.ptr + at, s.len - at, &cp);
        if (cp < 0x20 || cp == DTI_UTF8_BAD)
            putchar(' ');
        else
            fwrite(s.ptr + at, 1, k, stdout);
        at += k;
        columns++;
    }
    if (total > n) {
        fputs("…", stdout);
        columns++;
    }
    while (columns++ < n) putchar(' ');
}

static void join_actors(const dt_actor *actors, size_t n, char *out, size_t cap) {
    size_t at = 0;
    out[0] = 0;
    for (size_t i = 0; i < n && at + 1 < cap; i++) {
        dt_slice s = actors[i].code.len ? actors[i].code : actors[i].text;
        int k = snprintf(out + at, cap - at, "%s%.*s", i ? "+" : "", (int)s.len, s.ptr);
        at += k > 0 ? (size_t)k : 0;
    }
    if (n == 0) snprintf(out, cap, "-");
}

static void put_evidence(const dti_table_print *t, const dt_event *e) {
    size_t room = (size_t)t->width - 14, columns = 0;
    /* the trigger stays in view: long sentences begin near it */
    size_t trigger =
        e->trigger_start >= e->evidence_start ? e->trigger_start - e->evidence_start : 0;
    size_t from = 0;
    if (e->evidence.len > room && trigger > room * 2 / 3) {
        from = trigger - room / 2;
        while (from < e->evidence.len && e->evidence.ptr[from] != ' ') from++;
    }
    printf("            %s", from ? "…" : "");
    for (size_t i = from; i < e->evidence.len && columns < room;) {
        uint32_t cp;
        size_t k = dti_utf8_next(e->evidence.ptr + i, e->evidence.len - i, &cp);
        if (t->colour && i == trigger) fputs("\033[1m", stdout);
        if (cp < 0x20 || cp == DTI_UTF8_BAD || (cp >= 0x7f && cp < 0xa0))
            putchar(' ');
        else
            fwrite(e->evidence.ptr + i, 1, k, stdout);
        i += k;
        columns++;
        if (t->colour && i == trigger + e->trigger.len) fputs("\033[0m\033[2m", stdout);
        if (i < e->evidence.len && columns == room) fputs("…", stdout);
    }
}

void dti_table_event(dti_table_print *t, const dt_event_row *row) {
    const dt_event *e = &row->event;
    char source[256], target[256], type[96];
    static const char *const tones[] = {"", "\033[36m", "\033[34m", "\033[33m", "\033[31m"};
    const char *tone = t->colour && e->quad >= 1 && e->quad <= 4 ? tones[e->quad] : "";
    const char *off = t->colour ? "\033[0m" : "";
    if (t->n_rows++ == 0)
        printf("%s%-10s  %-20s %-20s %-20s %-12s %s%s\n", t->colour ? "\033[1m" : "", "date",
               "source", "event", "target", "aspect", "conf", off);
    join_actors(e->sources, e->n_sources, source, sizeof source);
    join_actors(e->targets, e->n_targets, target, sizeof target);
    snprintf(type, sizeof type, "%.*s%s%.*s", (int)e->plover.len, e->plover.ptr,
             e->mode.len ? "/" : "", (int)e->mode.len, e->mode.ptr);
    put_padded(e->date, 10);
    printf("  ");
    put_padded(dti_str(source), 20);
    printf(" %s", tone);
    put_padded(dti_str(type), 20);
    printf("%s ", off);
    put_padded(dti_str(target), 20);
    printf(" %-12s %.2f\n%s", dt_aspect_name(e->aspect), e->confidence,
           t->colour ? "\033[2m" : "");
    put_evidence(t, e);
    printf("%s\n", off);
}
