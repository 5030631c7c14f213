/* bundle_page.c: reads the record of an event, makes the page that a reviewer reads or prints. */
#include "serve/bundle_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/slice.h"

/*
 * A mark is told apart three ways: by its ground, by the line under it and by its label, so that
 * a grey print and an eye that sees no colours lose nothing.  The labels are of the style sheet:
 * a sentence copied out of the page is the sentence.
 */
static const char STYLE[] =
    ":root{color-scheme:light;--ink:#1b1e22;--muted:#565b62;--line:#d9d6ce;--coop:#175a8c;--conflict:#984008}\n"
    "*{box-sizing:border-box;print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
    "body{font:10.5pt/1.5 Charter,'Bitstream Charter',Cambria,'Noto Serif',Georgia,serif;"
    "max-width:50em;margin:0 auto;padding:2.4em 2em 3em;color:var(--ink);background:#fff}\n"
    "header,footer,h2,dt,th,.kind,.legend,.code,.small,mark::after{font-family:system-ui,"
    "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}\n"
    ".code{font-size:.9em;letter-spacing:.01em}\n"
    "header{display:flex;justify-content:space-between;gap:2em;font-size:8.5pt;"
    "color:var(--muted);border-bottom:2px solid var(--ink);padding-bottom:.5em}\n"
    "header strong{color:var(--ink)}\n"
    ".kind{margin:2em 0 .4em;font-size:9.5pt;color:var(--muted)}\n"
    ".kind strong{color:var(--ink)}.conflict{color:var(--conflict)}.coop{color:var(--coop)}\n"
    "h1{font-size:17pt;line-height:1.75;font-weight:normal;margin:0;text-wrap:pretty}\n"
    "h2{font-size:9pt;text-transform:uppercase;letter-spacing:.07em;margin:2.2em 0 .7em;"
    "padding-bottom:.35em;border-bottom:1px solid var(--line);break-after:avoid}\n"
    "p{margin:.5em 0}\n"
    "mark{color:inherit;border-radius:3px;padding:.08em .22em;text-underline-offset:.24em;"
    "text-decoration-thickness:1.5px;-webkit-box-decoration-break:clone;"
    "box-decoration-break:clone}\n"
    "mark::after{font-size:7.5pt;color:var(--ink);margin-left:.4em;display:inline-block}\n"
    "mark.source{background:#cfe5f3;text-decoration-line:underline}"
    "mark.source::after{content:'who'}\n"
    "mark.trigger{background:#f4e79a;font-weight:bold;text-decoration:underline double 1.5px}"
    "mark.trigger::after{content:'what';font-weight:normal}\n"
    "mark.target{background:#fbdcbb;text-decoration:underline dashed 1.5px}"
    "mark.target::after{content:'whom'}\n"
    "mark.time{background:#dcd8f2;text-decoration:underline dotted 2px}"
    "mark.time::after{content:'when'}\n"
    "mark.place{background:#cfe9d6;text-decoration:underline wavy 1px}"
    "mark.place::after{content:'where'}\n"
    "mark.speaker{background:#e6e3dc;text-decoration:underline overline 1px}"
    "mark.speaker::after{content:'says who'}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.3em 1.6em;margin:1em 0 0;padding:0;"
    "list-style:none;font-size:8.5pt;color:var(--muted)}\n"
    ".legend mark{color:var(--ink);font-weight:normal}.legend mark::after{content:none}\n"
    "dl{display:grid;grid-template-columns:8.5em 1fr;gap:.35em 1.4em;margin:0}\n"
    "dt{color:var(--muted);font-size:9pt;padding-top:.1em}dd{margin:0}\n"
    ".muted{color:var(--muted)}\n"
    ".why q{quotes:'\\201C' '\\201D'}\n"
    "ol{margin:.8em 0 0;padding-left:1.6em}li{padding:.12em 0}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th{font-weight:normal;font-size:8.5pt;color:var(--muted);text-align:left}\n"
    "th,td{padding:.45em 1em .45em 0;vertical-align:top;border-bottom:1px solid var(--line)}\n"
    "th:last-child,td:last-child{padding-right:0}tr{break-inside:avoid}\n"
    "td.day{white-space:nowrap}\n"
    "a{color:var(--coop);overflow-wrap:anywhere}\n"
    ".context{white-space:pre-line;color:var(--muted)}"
    ".context strong{color:var(--ink);font-weight:normal;background:#f3f1ea}\n"
    ".cite{border:1px solid var(--line);border-left:3px solid var(--ink);padding:.7em 1em;"
    "overflow-wrap:anywhere}\n"
    ".small{font-size:8.5pt;color:var(--muted)}\n"
    "footer{margin-top:2.6em;padding-top:.6em;border-top:1px solid var(--line);font-size:8pt;"
    "color:var(--muted)}\n"
    "section{break-inside:avoid}section.long{break-inside:auto}\n"
    "@page{size:A4;margin:18mm 18mm 20mm}\n"
    "@media print{body{max-width:none;padding:0;font-size:10pt}a{color:inherit;"
    "text-decoration:none}}\n"
    "@media(max-width:40em){body{padding:1.2em}dl{grid-template-columns:1fr;gap:0}"
    "dd{margin-bottom:.5em}header{flex-direction:column;gap:0}h1{font-size:14pt}}\n";

const char *dti_text_of(const json_t *o, const char *key) {
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void esc(dti_buf *b, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) switch (s[i]) {
        case '<': dti_buf_str(b, "&lt;"); break;
        case '>': dti_buf_str(b, "&gt;"); break;
        case '&': dti_buf_str(b, "&amp;"); break;
        case '"': dti_buf_str(b, "&quot;"); break;
        case '\'': dti_buf_str(b, "&#39;"); break;
        default: dti_buf_char(b, s[i]);
        }
}

static void esc_str(dti_buf *b, const char *s) { esc(b, s, strlen(s)); }

/* <tag class="..">text</tag>, with what stands before and after it when there is a text. */
static void span(dti_buf *b, const char *before, const char *tag, const char *text,
                 const char *after) {
    if (!*text) return;
    dti_buf_str(b, before);
    dti_buf_printf(b, "<span class=\"%s\">", tag);
    esc_str(b, text);
    dti_buf_str(b, "</span>");
    dti_buf_str(b, after);
}

/* "2023-02-04" as 4 February 2023; what is no date as it is. */
static void day(dti_buf *b, const char *iso) {
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    dti_date d;
    int y, m, n;
    if (!*iso || dti_date_read(dti_str(iso), &d) != DT_OK) {
        esc_str(b, iso);
        return;
    }
    dti_day_parts(dti_date_first_day(&d), &y, &m, &n);
    if (d.precision == DTI_P_DAY) dti_buf_printf(b, "%d ", n);
    if (d.precision != DTI_P_YEAR) dti_buf_printf(b, "%s ", months[m - 1]);
    dti_buf_printf(b, "%d", y);
}

static void fact(dti_buf *b, const char *name, const char *value) {
    if (!*value) return;
    dti_buf_printf(b, "<dt>%s</dt><dd>", name);
    esc_str(b, value);
    dti_buf_str(b, "</dd>\n");
}

static double number_of(const json_t *o, const char *key) {
    return json_number_value(json_object_get(o, key));
}

/* With the sign that stands as high as the digits. */
static void number(dti_buf *b, double v) {
    dti_buf_printf(b, "%s%.4g", v < 0 ? "−" : "", fabs(v));
}

/* A link for what is one; "javascript:" and the like stay text. */
static void link_to(dti_buf *b, const char *url, const char *text) {
    int is_link = strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0;
    if (is_link) {
        dti_buf_str(b, "<a href=\"");
        esc_str(b, url);
        dti_buf_str(b, "\">");
    }
    esc_str(b, text);
    if (is_link) dti_buf_str(b, "</a>");
}

/* ------------------------------------------------------------------ the sentence */

static void marked(dti_buf *b, const json_t *event) {
    const char *s = dti_text_of(event, "evidence");
    size_t len = strlen(s), at = 0, i;
    json_t *m;
    json_array_foreach(json_object_get(event, "marks"), i, m) {
        size_t start = (size_t)json_integer_value(json_object_get(m, "start"));
        size_t end = (size_t)json_integer_value(json_object_get(m, "end"));
        if (start < at || end > len || end <= start) continue;
        esc(b, s + at, start - at);
        dti_buf_printf(b, "<mark class=\"%s\">", dti_text_of(m, "kind"));
        esc(b, s + start, end - start);
        dti_buf_str(b, "</mark>");
        at = end;
    }
    esc(b, s + at, len - at);
}

static void legend(dti_buf *b, const json_t *event) {
    static const char *const means[][3] = {{"source", "who", "acts"},
                                           {"trigger", "what", "the word of the act"},
                                           {"target", "whom", "is acted on"},
                                           {"time", "when", "dates it"},
                                           {"place", "where", "places it"},
                                           {"speaker", "says who", "says so"}};
    dti_buf_str(b, "<ul class=\"legend\">");
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        size_t i;
        json_t *m;
        json_array_foreach(json_object_get(event, "marks"), i, m)
            if (strcmp(dti_text_of(m, "kind"), means[k][0]) == 0) {
                dti_buf_printf(b, "<li><mark class=\"%s\">%s</mark> %s</li>", means[k][0],
                               means[k][1], means[k][2]);
                break;
            }
    }
    dti_buf_str(b, "</ul>\n");
}

/* ▲ material conflict, use physical violence · ASSAULT/heavy-weapons · 4 February 2023 */
static void kind(dti_buf *b, const json_t *event) {
    static const char *const signs[] = {"", "○", "●", "△", "▲"};
    const json_t *words = json_object_get(event, "words");
    int quad = (int)number_of(event, "quad");
    int known = quad >= 1 && quad <= 4;
    dti_buf_printf(b, "<p class=\"kind\"><span class=\"%s\">%s</span> <strong>",
                   quad > 2 ? "conflict" : "coop", known ? signs[quad] : "");
    esc_str(b, dti_text_of(words, "plover"));
    dti_buf_str(b, "</strong>");
    span(b, " · ", "code", dti_text_of(event, "plover"), "");
    span(b, "/", "code", dti_text_of(event, "mode"), "");
    dti_buf_str(b, " · ");
    day(b, *dti_text_of(event, "date") ? dti_text_of(event, "date") : dti_text_of(event, "published"));
    if (strcmp(dti_text_of(event, "aspect"), "actual") != 0)
        span(b, " · ", "muted", dti_text_of(event, "aspect"), "");
    dti_buf_str(b, "</p>\n");
}

/* ------------------------------------------------------------------ what was coded */

static void parties(dti_buf *b, const char *name, const json_t *event, const char *key) {
    const json_t *words = json_object_get(json_object_get(event, "words"), key);
    const json_t *list = json_object_get(event, key);
    size_t i;
    json_t *one;
    if (!json_array_size(list)) return;
    dti_buf_printf(b, "<dt>%s</dt><dd>", name);
    json_array_foreach(list, i, one) {
        const char *said = json_string_value(json_array_get(words, i));
        if (i) dti_buf_str(b, "<br>");
        esc_str(b, said ? said : dti_text_of(one, "name"));
        span(b, " ", "code muted", dti_text_of(one, "code"), "");
        span(b, " “", "muted", dti_text_of(one, "text"), "”");
    }
    dti_buf_str(b, "</dd>\n");
}

static void words_and_code(dti_buf *b, const char *name, const char *words, const char *code) {
    if (!*code) return;
    dti_buf_printf(b, "<dt>%s</dt><dd>", name);
    esc_str(b, *words ? words : code);
    span(b, " ", "code muted", code, "");
    dti_buf_str(b, "</dd>\n");
}

static void place(dti_buf *b, const json_t *p) {
    const char *name = *dti_text_of(p, "name") ? dti_text_of(p, "name") : dti_text_of(p, "text");
    if (!*name) return;
    dti_buf_str(b, "<dt>Place</dt><dd>");
    esc_str(b, name);
    span(b, " ", "code muted", dti_text_of(p, "country"), "");
    if (json_is_number(json_object_get(p, "lat"))) {
        double lat = number_of(p, "lat"), lon = number_of(p, "lon");
        dti_buf_printf(b, "<span class=\"muted\">, %.2f° %c %.2f° %c</span>", fabs(lat),
                       lat < 0 ? 'S' : 'N', fabs(lon), lon < 0 ? 'W' : 'E');
    }
    dti_buf_str(b, "</dd>\n");
}

static void coded(dti_buf *b, const json_t *event) {
    const json_t *words = json_object_get(event, "words");
    dti_buf_str(b, "<section><h2>What was coded</h2>\n<dl>\n");
    parties(b, "Who", event, "source");
    parties(b, "Whom", event, "target");
    words_and_code(b, "Act", dti_text_of(words, "plover"), dti_text_of(event, "plover"));
    words_and_code(b, "Mode", dti_text_of(words, "mode"), dti_text_of(event, "mode"));
    dti_buf_str(b, "<dt>Class</dt><dd>");
    esc_str(b, dti_text_of(words, "quad"));
    dti_buf_str(b, "<span class=\"muted\">, score ");
    number(b, number_of(event, "score"));
    dti_buf_str(b, " on −10 (conflict) to 10 (cooperation)</span></dd>\n");
    words_and_code(b, "CAMEO", dti_text_of(words, "cameo"), dti_text_of(event, "cameo"));
    dti_buf_str(b, "<dt>Goldstein</dt><dd>");
    number(b, number_of(event, "goldstein"));
    dti_buf_str(b, "</dd>\n");
    words_and_code(b, "Aspect", dti_text_of(words, "aspect"), dti_text_of(event, "aspect"));
    dti_buf_str(b, "<dt>Date</dt><dd>");
    day(b, dti_text_of(event, "date"));
    dti_buf_str(b, "<span class=\"muted\">, published ");
    day(b, dti_text_of(event, "published"));
    dti_buf_str(b, "</span></dd>\n");
    place(b, json_object_get(event, "place"));
    fact(b, "Says who", dti_text_of(json_object_get(event, "speaker"), "text"));
    dti_buf_printf(b,
                   "<dt>Confidence</dt><dd>%.0f %% <span class=\"muted\">of events judged like "
                   "this one, so many are right</span></dd>\n</dl></section>\n",
                   100 * number_of(event, "confidence"));
}

/* ------------------------------------------------------------------ why */

/* "[S Iran] accused [T Israel]": the row's own sentence, who and whom marked as above. */
static void frame_sentence(dti_buf *b, const char *s) {
    while (*s) {
        const char *open = strchr(s, '['), *close = open ? strchr(open, ']') : NULL;
        if (!close) break;
        int is_mark = (open[1] == 'S' || open[1] == 'T') && open[2] == ' ';
        esc(b, s, (size_t)(open - s));
        if (is_mark) {
            dti_buf_printf(b, "<mark class=\"%s\">", open[1] == 'S' ? "source" : "target");
            esc(b, open + 3, (size_t)(close - open - 3));
            dti_buf_str(b, "</mark>");
        } else {
            esc(b, open, (size_t)(close - open + 1));
        }
        s = close + 1;
    }
    esc_str(b, s);
}

/* "a, b, a": each once. */
static void weighed(dti_buf *b, dt_slice list) {
    dt_slice seen[32];
    size_t n = 0;
    while (list.ptr && n < 32) {
        dt_slice one = dti_slice_trim(dti_slice_cut(&list, ','));
        size_t i = 0;
        while (i < n && !dti_slice_eq(seen[i], one)) i++;
        if (i < n || !one.len) continue;
        if (n) dti_buf_str(b, ", ");
        esc(b, one.ptr, one.len);
        seen[n++] = one;
    }
}

/* What the judge weighed is a line of its own. */
static void reasons(dti_buf *b, const json_t *list) {
    static const char judged[] = "; judged by: ";
    size_t i;
    json_t *one;
    if (!json_array_size(list)) return;
    dti_buf_str(b, "<ol>\n");
    json_array_foreach(list, i, one) {
        const char *text = json_string_value(one), *at = text ? strstr(text, judged) : NULL;
        if (!text) continue;
        dti_buf_str(b, "<li>");
        esc(b, text, at ? (size_t)(at - text) : strlen(text));
        dti_buf_str(b, "</li>\n");
        if (!at) continue;
        dti_buf_str(b, "<li>Weighed most by the judge: <span class=\"muted\">");
        weighed(b, dti_str(at + strlen(judged)));
        dti_buf_str(b, "</span></li>\n");
    }
    dti_buf_str(b, "</ol>\n");
}

static void why(dti_buf *b, const json_t *event) {
    const json_t *w = json_object_get(event, "why"), *line = json_object_get(w, "line");
    dti_buf_str(b, "<section class=\"why\"><h2>Why</h2>\n<dl>\n<dt>Frame</dt><dd>");
    span(b, "", "code", dti_text_of(w, "frame"), "");
    if (*dti_text_of(w, "file")) {
        dti_buf_str(b, "<span class=\"muted\">, the row at ");
        esc_str(b, dti_text_of(w, "file"));
        if (json_is_integer(line))
            dti_buf_printf(b, ":%lld", (long long)json_integer_value(line));
        dti_buf_str(b, "</span>");
    }
    dti_buf_str(b, "</dd>\n");
    if (*dti_text_of(w, "sentence")) {
        dti_buf_str(b, "<dt>Made for</dt><dd><q>");
        frame_sentence(b, dti_text_of(w, "sentence"));
        dti_buf_str(b, "</q></dd>\n");
    }
    dti_buf_str(b, "</dl>\n");
    reasons(b, json_object_get(w, "reasons"));
    dti_buf_str(b, "</section>\n");
}

/* ------------------------------------------------------------------ sources, versions */

/* Paragraphs as lines: what separates them in the document is an empty line. */
static void lines(dti_buf *b, const char *s, size_t n) {
    for (size_t from = 0, i = 0; i <= n; i++) {
        if (i < n && !(s[i] == '\n' && i + 1 < n && s[i + 1] == '\n')) continue;
        esc(b, s + from, i - from);
        from = i + 1;
    }
}

static void context(dti_buf *b, const json_t *event) {
    const char *text = dti_text_of(event, "context_text"), *said = dti_text_of(event, "evidence");
    if (!*text || strcmp(text, said) == 0) return;
    const char *at = *said ? strstr(text, said) : NULL;
    dti_buf_str(b, "<section class=\"long\"><h2>The sentences around it</h2>\n"
                   "<p class=\"context\">");
    lines(b, text, at ? (size_t)(at - text) : strlen(text));
    if (at) {
        dti_buf_str(b, "<strong>");
        esc_str(b, said);
        dti_buf_str(b, "</strong>");
        lines(b, at + strlen(said), strlen(at + strlen(said)));
    }
    dti_buf_str(b, "</p></section>\n");
}

static void sources(dti_buf *b, const json_t *event) {
    size_t i;
    json_t *one;
    dti_buf_str(b, "<section class=\"long\"><h2>Told by</h2>\n<table><thead><tr>"
                   "<th scope=\"col\">Published</th><th scope=\"col\">By</th>"
                   "<th scope=\"col\">What it says</th></tr></thead><tbody>\n");
    json_array_foreach(json_object_get(event, "happening"), i, one) {
        const char *title = dti_text_of(one, "title"), *url = dti_text_of(one, "url");
        dti_buf_str(b, "<tr><td class=\"day\">");
        day(b, dti_text_of(one, "published"));
        dti_buf_str(b, "</td><td>");
        esc_str(b, *dti_text_of(one, "publisher") ? dti_text_of(one, "publisher") : "not known");
        dti_buf_str(b, "</td><td><cite>");
        esc_str(b, *title ? title : "no title");
        dti_buf_str(b, "</cite><br>");
        esc_str(b, dti_text_of(one, "evidence"));
        if (*url) {
            dti_buf_str(b, "<br><span class=\"small\">");
            link_to(b, url, url);
            dti_buf_str(b, "</span>");
        }
        dti_buf_str(b, "</td></tr>\n");
    }
    dti_buf_str(b, "</tbody></table></section>\n");
}

static void versions_of(dti_buf *b, const json_t *v) {
    const json_t *run = json_object_get(v, "run");
    char schema[24];
    snprintf(schema, sizeof schema, "%lld",
             (long long)json_integer_value(json_object_get(v, "schema")));
    dti_buf_str(b, "<section><h2>Versions</h2>\n<dl>\n");
    fact(b, "Coded by", dti_text_of(v, "coded_by"));
    fact(b, "With", dti_text_of(run, "options"));
    fact(b, "On", dti_text_of(run, "started"));
    fact(b, "Store, schema", schema);
    dti_buf_str(b, "<dt>Page made by</dt><dd>détente ");
    esc_str(b, dti_text_of(v, "program"));
    dti_buf_str(b, "</dd>\n");
    dti_buf_str(b, "</dl></section>\n");
}

void dti_bundle_page(dti_buf *b, const json_t *event, const json_t *versions) {
    const char *id = dti_text_of(event, "event_id");
    dti_buf_str(b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'unsafe-inline'\">\n<title>Event ");
    esc_str(b, id);
    dti_buf_str(b, "</title>\n<style>\n");
    dti_buf_str(b, STYLE);
    dti_buf_str(b, "</style></head><body>\n<header><strong>détente · evidence of an event"
                   "</strong><span class=\"code\">");
    esc_str(b, id);
    dti_buf_str(b, "</span></header>\n<main>\n");
    kind(b, event);
    dti_buf_str(b, "<h1>");
    marked(b, event);
    dti_buf_str(b, "</h1>\n");
    legend(b, event);
    coded(b, event);
    why(b, event);
    sources(b, event);
    context(b, event);
    dti_buf_str(b, "<section><h2>To cite</h2>\n<p class=\"cite\">");
    esc_str(b, dti_text_of(event, "citation"));
    dti_buf_str(b, "</p></section>\n");
    versions_of(b, versions);
    dti_buf_str(b, "</main>\n<footer>Beside this page in the bundle: event.json (all of the "
                   "record), codes.json, sources.json, sentences.txt, versions.json.  What is "
                   "coded is what was reported, not what is so.</footer>\n</body></html>\n");
}
