/* look.h: how text is shown on a terminal: width, colours, which characters. */
#ifndef DTI_LOOK_H
#define DTI_LOOK_H

#include "base/buf.h"

typedef enum dti_tone {
    DTI_TONE_PLAIN,
    DTI_TONE_BOLD,
    DTI_TONE_DIM,
    DTI_TONE_CALM,  /* cyan */
    DTI_TONE_MIXED, /* yellow */
    DTI_TONE_TENSE, /* red */
    DTI_N_TONES
} dti_tone;

typedef struct dti_look {
    int width; /* columns, 60 .. 160 */
    int colour;
    int unicode; /* 0: ASCII alone */
} dti_look;

/*
 * Of standard output: its width (100 when it is no terminal), colours when allowed.  ASCII when
 * asked (plain), on a dumb terminal, or where the locale is set to something without UTF-8.
 */
dti_look dti_look_of_stdout(int plain, long width);

/* Writes in a tone; the text goes through as it is. */
void dti_look_str(const dti_look *look, dti_buf *out, dti_tone tone, const char *text);
void dti_look_printf(const dti_look *look, dti_buf *out, dti_tone tone, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/*
 * At most `columns` columns of a text on one line: control characters become blanks, what is
 * cut ends in an ellipsis.  pad 1: filled with blanks.  Returns the columns written.
 */
size_t dti_look_cut(const dti_look *look, dti_buf *out, dt_slice text, size_t columns, int pad);
/* Words broken into lines of the look's width, each begun with the indent (blanks). */
void dti_look_wrap(const dti_look *look, dti_buf *out, dt_slice text, int indent);
/* Unicode or its ASCII stand-in. */
static inline const char *dti_look_pick(const dti_look *look, const char *unicode,
                                        const char *ascii) {
    return look->unicode ? unicode : ascii;
}

#endif
