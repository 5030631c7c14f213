/* look.c: finds out what the terminal can show; writes text in tones, cut or wrapped to fit. */
#include "cli/look.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "cli/options.h"

static const char *const CODES[DTI_N_TONES] = {"", "1", "2", "36", "33", "31"};

/* A locale that is set and names no UTF-8; none set at all is what bare containers have. */
static int locale_is_narrow(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *v = getenv(names[i]);
        if (!v || !*v) continue;
        return !strcasestr(v, "utf-8") && !strcasestr(v, "utf8");
    }
    return 0;
}

dti_look dti_look_of_stdout(int plain, long width) {
    struct winsize w;
    const char *term = getenv("TERM");
    dti_look look = {.width = 100, .colour = !plain && dti_colour_allowed(STDOUT_FILENO)};
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
        look.width = w.ws_col;
    if (width) look.width = (int)width;
    look.width = look.width < 60 ? 60 : look.width > 160 ? 160 : look.width;
    look.unicode = !plain && !(term && strcmp(term, "dumb") == 0) && !locale_is_narrow();
    return look;
}

void dti_look_str(const dti_look *look, dti_buf *out, dti_tone tone, const char *text) {
    int on = look->colour && *CODES[tone];
    if (on) dti_buf_printf(out, "\033[%sm", CODES[tone]);
    dti_buf_str(out, text);
    if (on) dti_buf_str(out, "\033[0m");
}

void dti_look_printf(const dti_look *look, dti_buf *out, dti_tone tone, const char *format,
                     ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    dti_look_str(look, out, tone, text);
}

/* Columns a code point takes, near enough: ideographs and Hangul are wide. */
static size_t columns_of(uint32_t cp) {
    return (cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) ||
                   (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
                   (cp >= 0xff00 && cp <= 0xff60)
               ? 2
               : 1;
}

/* What stands for a character where only ASCII is shown. */
static const char *ascii_of(uint32_t cp) {
    switch (cp) {
    case 0x2018:
    case 0x2019: return "'";
    case 0x201c:
    case 0x201d: return "\"";
    case 0x2013:
    case 0x2014: return "-";
    case 0x2026: return "...";
    case 0xa0: return " ";
    default: return "?";
    }
}

size_t dti_look_cut(const dti_look *look, dti_buf *out, dt_slice text, size_t columns,
                    int pad) {
    const char *more = dti_look_pick(look, "…", "...");
    size_t more_columns = look->unicode ? 1 : 3, total = 0, used = 0;
    for (size_t i = 0; i < text.len && total <= columns;) {
        uint32_t cp;
        i += dti_utf8_next(text.ptr + i, text.len - i, &cp);
        total += columns_of(cp);
    }
    int cut = total > columns;
    size_t room = cut ? (columns > more_columns ? columns - more_columns : 0) : columns;
    for (size_t i = 0; i < text.len;) {
        uint32_t cp;
        size_t k = dti_utf8_next(text.ptr + i, text.len - i, &cp), c = columns_of(cp);
        if (used + c > room) break;
        if (cp < 0x20 || cp == DTI_UTF8_BAD || (cp >= 0x7f && cp < 0xa0)) {
            dti_buf_char(out, ' ');
            c = 1;
        } else if (cp >= 0x80 && !look->unicode) {
            const char *as = ascii_of(cp);
            c = strlen(as);
            dti_buf_str(out, as);
        } else {
            dti_buf_add(out, text.ptr + i, k);
        }
        used += c;
        i += k;
    }
    if (cut && columns > more_columns) {
        dti_buf_str(out, more);
        used += more_columns;
    }
    for (; pad && used < columns; used++) dti_buf_char(out, ' ');
    return used;
}

void dti_look_wrap(const dti_look *look, dti_buf *out, dt_slice text, int indent) {
    size_t room = (size_t)(look->width - indent), at = 0;
    while (at < text.len) {
        size_t end = at, last_blank = 0, used = 0;
        while (end < text.len) {
            uint32_t cp;
            size_t k = dti_utf8_next(text.ptr + end, text.len - end, &cp);
            if (cp == ' ') last_blank = end;
            used += columns_of(cp);
            if (used > room) break;
            end += k;
        }
        if (end < text.len && last_blank > at) end = last_blank;
        dti_buf_printf(out, "%*s", indent, "");
        dti_look_cut(look, out, dti_slice(text.ptr + at, end - at), room, 0);
        dti_buf_char(out, '\n');
        at = end;
        while (at < text.len && text.ptr[at] == ' ') at++;
    }
}
