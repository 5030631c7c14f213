/* import_petrarch.c: reads dictionaries of TABARI and PETRARCH, writes rows of our tables. */
#include "kb/import_petrarch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

#define MAX_NAMES 256   /* synonyms of one entry */
#define MAX_SPANS 64    /* codes of one entry, each with its dates */
#define MAX_SETS 32     /* !PERSON! = MAN, MEN */
#define CENTURY_TURN 30 /* two digits of a year above it are of the 1900s, as in PETRARCH */

typedef struct code_span {
    dt_slice code; /* "AFGGOVAGR" */
    dt_slice country, sector;
    char from[16], to[16];
} code_span;

typedef struct importer {
    const dti_facts *facts;
    const dti_table *countries, *sectors;
    const char *path;
    uint32_t line;
    dti_buf *actors, *roles;
    dti_import_counts *counts;
    dti_table_report *report;
    void *ctx;
    dt_slice names[MAX_NAMES]; /* of the entry that is being read */
    size_t n_names;
    code_span spans[MAX_SPANS];
    size_t n_spans;
    uint32_t entry_line;
    int entry_failed;
    struct {
        dt_slice name, members;
    } sets[MAX_SETS];
    size_t n_sets;
} importer;

static void refuse(importer *im, uint32_t line, const char *what, dt_slice word) {
    char message[200];
    snprintf(message, sizeof message, "not taken: %s%s%.*s%s", what, word.len ? " \"" : "",
             (int)(word.len < 80 ? word.len : 80), word.len ? word.ptr : "", word.len ? "\"" : "");
    im->report(im->ctx, im->path, line, message);
    im->counts->n_failed++;
}

static int row_of(const dti_table *t, dt_slice code) {
    int col = t ? dti_table_col(t, "code") : -1;
    for (size_t row = 0; col >= 0 && row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, col), code)) return (int)row;
    return -1;
}

static int is_letters(dt_slice s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'A' || s.ptr[i] > 'Z') return 0;
    return 1;
}

/* The first of the three-letter codes that says a sector; 0 when one is not known. */
static int sector_of(importer *im, dt_slice codes, dt_slice *sector) {
    int all_known = 1;
    *sector = (dt_slice){"", 0};
    for (; codes.len >= 3; codes.ptr += 3, codes.len -= 3) {
        dt_slice one = {codes.ptr, 3};
        int row = row_of(im->sectors, one);
        if (row < 0) {
            all_known &= row_of(im->countries, one) >= 0;
            continue;
        }
        dt_slice s = dti_table_cell(im->sectors, (size_t)row,
                                    dti_table_col(im->sectors, "sector"));
        if (s.len) {
            *sector = s;
            return 1;
        }
    }
    return all_known;
}

/* "IGOUNODEV": the country is UNO; "AFGGOVAGR": AFG, GOV. */
static int read_code(importer *im, dt_slice code, code_span *out) {
    dt_slice first = {code.ptr, code.len < 3 ? code.len : 3};
    if (code.len < 3 || code.len % 3 || !is_letters(code)) {
        refuse(im, im->line, "no code of three-letter parts", code);
        return 0;
    }
    int old = row_of(im->sectors, first);
    if (old >= 0) {
        dt_slice ours = dti_table_cell(im->sectors, (size_t)old,
                                       dti_table_col(im->sectors, "country"));
        if (ours.len) first = ours;
    }
    if (row_of(im->countries, first) < 0) {
        refuse(im, im->line, "no country or kind of body of ours in the code", code);
        return 0;
    }
    dt_slice rest = {code.ptr + 3, code.len - 3}, second = {rest.ptr, rest.len < 3 ? 0 : 3};
    if (dti_slice_is(first, "IGO") && (dti_slice_is(second, "UNO") || dti_slice_is(second, "EUR"))) {
        first = second;
        rest.ptr += 3, rest.len -= 3;
    }
    out->country = first;
    if (!sector_of(im, rest, &out->sector) && !out->sector.len) {
        refuse(im, im->line, "no sector of ours in the code", code);
        return 0;
    }
    return 1;
}

/* "030101", "20041207" -> 2003-01-01; shift: days to add. */
static int read_day(dt_slice s, int shift, char out[16]) {
    int x = 0;
    if (s.len != 6 && s.len != 8) return 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return 0;
        x = x * 10 + (s.ptr[i] - '0');
    }
    int year = x / 10000, month = x / 100 % 100, day = x % 100;
    if (s.len == 6) year += year > CENTURY_TURN ? 1900 : 2000;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return 0;
    /* the dictionaries write day 31 for the end of any month */
    if (day > dti_days_in_month(year, month)) day = dti_days_in_month(year, month);
    dti_date d = dti_date_of_day(dti_day_number(year, month, day) + shift);
    return dti_date_write(&d, out) > 0;
}

static void read_span(importer *im, dt_slice inside) {
    code_span span = {0};
    dt_slice rest = dti_slice_trim(inside);
    span.code = dti_slice_cut(&rest, ' ');
    rest = dti_slice_trim(rest);
    if (im->n_spans == MAX_SPANS) {
        refuse(im, im->line, "more codes than an entry may have", span.code);
        return;
    }
    int ok = 1;
    if (rest.len && rest.ptr[0] == '<') {
        ok = read_day((dt_slice){rest.ptr + 1, rest.len - 1}, -1, span.to);
    } else if (rest.len && rest.ptr[0] == '>') {
        ok = read_day((dt_slice){rest.ptr + 1, rest.len - 1}, 1, span.from);
    } else if (rest.len) {
        dt_slice dates = rest, a = dti_slice_trim(dti_slice_cut(&dates, '-'));
        ok = read_day(a, 0, span.from) && read_day(dti_slice_trim(dates), 0, span.to) &&
             strcmp(span.from, span.to) <= 0;
    }
    if (!ok) {
        refuse(im, im->line, "no span of dates", rest);
        im->entry_failed = 1;
        return;
    }
    if (read_code(im, span.code, &span))
        im->spans[im->n_spans++] = span;
    else
        im->entry_failed = 1;
}

/* Underscores and bars part words; a name of nothing else is none. */
static int parts_words(char ch) {
    return ch == '_' || ch == '|' || (unsigned char)ch <= ' ' || ch == 0x7f;
}

static dt_slice bare_name(dt_slice raw) {
    while (raw.len && parts_words(raw.ptr[0])) raw.ptr++, raw.len--;
    while (raw.len && parts_words(raw.ptr[raw.len - 1])) raw.len--;
    return raw;
}

/* "AHMAD_SHAH_AHMADZAI_" -> "Ahmad Shah Ahmadzai"; words of three letters alone stay capitals. */
static void put_name(dti_buf *b, dt_slice raw, int lower) {
    int begin = 1, alone = 1;
    for (size_t i = 0; i < raw.len; i++) alone &= raw.ptr[i] != '_' && raw.ptr[i] != ' ';
    int keep = !lower && alone && raw.len <= 3;
    for (size_t i = 0; i < raw.len; i++) {
        char ch = raw.ptr[i] == '_' ? ' ' : raw.ptr[i];
        if (ch >= 'A' && ch <= 'Z' && (lower || (!begin && !keep))) ch = (char)(ch | 32);
        begin = ch == ' ' || ch == '-' || ch == '.';
        if (ch == ' ' || !parts_words(ch)) dti_buf_char(b, ch);
    }
}

static int is_state_name(const importer *im, dt_slice raw) {
    char text[256];
    size_t n = 0;
    if (raw.len >= sizeof text) return 0;
    for (size_t i = 0; i < raw.len; i++) text[n++] = raw.ptr[i] == '_' ? ' ' : raw.ptr[i];
    return dti_fact_find(im->facts, (dt_slice){text, n}, DTI_PH_COUNTRY) != NULL;
}

/* Writes the entry that was being read, one row for every span of time. */
static void end_entry(importer *im) {
    size_t n = 0;
    if (im->n_names && !im->n_spans && !im->entry_failed)
        refuse(im, im->entry_line, "no code for", im->names[0]);
    if (im->n_spans)
        for (size_t i = 0; i < im->n_names; i++) {
            if (is_state_name(im, im->names[i]))
                im->counts->n_known++;
            else
                im->names[n++] = im->names[i];
        }
    for (size_t s = 0; n && s < im->n_spans; s++) {
        const code_span *x = &im->spans[s];
        put_name(im->actors, im->names[0], 0);
        dti_buf_char(im->actors, '\t');
        for (size_t i = 1; i < n; i++) {
            if (i > 1) dti_buf_char(im->actors, '|');
            put_name(im->actors, im->names[i], 0);
        }
        dti_buf_printf(im->actors, "\timported\t%.*s\t%.*s\t%s\t%s\n", (int)x->country.len,
                       x->country.ptr, (int)x->sector.len, x->sector.ptr, x->from, x->to);
        im->counts->n_rows++;
    }
    im->counts->n_actors += n > 0 && im->n_spans > 0;
    im->n_names = im->n_spans = 0;
    im->entry_failed = 0;
}

/* ------------------------------------------------------------------ agents */

static void put_role(importer *im, dt_slice noun, dt_slice plural, int has_plural,
                     dt_slice sector) {
    noun = bare_name(noun);
    if (!noun.len) {
        refuse(im, im->line, "a set with a member of no letters", sector);
        return;
    }
    put_name(im->roles, noun, 1);
    dti_buf_char(im->roles, '\t');
    if (has_plural && !plural.len)
        dti_buf_char(im->roles, '-');
    else
        put_name(im->roles, plural, 1);
    dti_buf_printf(im->roles, "\t%.*s\tperson\tno\tyes\t\n", (int)sector.len, sector.ptr);
    im->counts->n_roles++;
}

/* "FISHER!PERSON!": one role for every member of the set. */
static void put_agent(importer *im, dt_slice noun, dt_slice plural, int has_plural,
                      dt_slice sector) {
    const char *mark = memchr(noun.ptr, '!', noun.len);
    if (!mark) {
        put_role(im, noun, plural, has_plural, sector);
        return;
    }
    size_t at = (size_t)(mark - noun.ptr);
    const char *end = memchr(mark + 1, '!', noun.len - at - 1);
    dt_slice name = {mark + 1, end ? (size_t)(end - mark - 1) : 0};
    for (size_t i = 0; end && i < im->n_sets; i++) {
        if (!dti_slice_eq(im->sets[i].name, name)) continue;
        dt_slice rest = im->sets[i].members;
        while (rest.len) {
            dt_slice member = dti_slice_trim(dti_slice_cut(&rest, ','));
            char text[160];
            size_t tail = noun.len - at - name.len - 2;
            if (!member.len || at + member.len + tail > sizeof text) continue;
            memcpy(text, noun.ptr, at);
            memcpy(text + at, member.ptr, member.len);
            memcpy(text + at + member.len, end + 1, tail);
            put_role(im, (dt_slice){text, at + member.len + tail}, (dt_slice){"", 0}, 1, sector);
        }
        return;
    }
    refuse(im, im->line, "a set that the file does not define in", noun);
}

/* "CHAMBER_OF_COMMERCE {CHAMBERS_OF_COMMERCE} [~BUS]" */
static void read_agent(importer *im, dt_slice head, dt_slice code) {
    dt_slice sector, plural = {"", 0}, noun = head;
    const char *open = memchr(head.ptr, '{', head.len);
    if (open) {
        dt_slice rest = {open + 1, head.len - (size_t)(open - head.ptr) - 1};
        plural = dti_slice_trim(dti_slice_cut(&rest, '}'));
        noun = dti_slice_trim((dt_slice){head.ptr, (size_t)(open - head.ptr)});
    }
    noun = bare_name(noun);
    plural = bare_name(plural);
    if (!noun.len) {
        refuse(im, im->line, "a code without a noun", code);
        return;
    }
    sector_of(im, (dt_slice){code.ptr + 1, code.len - 1}, &sector);
    if (!sector.len)
        refuse(im, im->line, "no sector of ours in the code", code);
    else
        put_agent(im, noun, plural, open != NULL, sector);
}

static void read_set(importer *im, dt_slice line) {
    dt_slice rest = line;
    rest.ptr++, rest.len--;
    dt_slice name = dti_slice_cut(&rest, '!');
    const char *eq = rest.len ? memchr(rest.ptr, '=', rest.len) : NULL;
    if (!eq || im->n_sets == MAX_SETS) {
        refuse(im, im->line, "no definition of a set", line);
        return;
    }
    im->sets[im->n_sets].name = name;
    im->sets[im->n_sets++].members =
        (dt_slice){eq + 1, rest.len - (size_t)(eq - rest.ptr) - 1};
}

/* The codes in brackets on a line; the text before the first of them. */
static dt_slice cut_codes(dt_slice line, dt_slice codes[8], size_t *n) {
    const char *open = memchr(line.ptr, '[', line.len);
    dt_slice head = open ? dti_slice_trim((dt_slice){line.ptr, (size_t)(open - line.ptr)}) : line;
    *n = 0;
    while (open && *n < 8) {
        dt_slice rest = {open + 1, line.len - (size_t)(open - line.ptr) - 1};
        const char *close = rest.len ? memchr(rest.ptr, ']', rest.len) : NULL;
        if (!close) break;
        codes[(*n)++] = dti_slice_trim((dt_slice){rest.ptr, (size_t)(close - rest.ptr)});
        rest.len -= (size_t)(close - rest.ptr), rest.ptr = close;
        open = memchr(rest.ptr, '[', rest.len);
    }
    return head;
}

static void read_line(importer *im, dt_slice line) {
    dt_slice codes[8];
    size_t n;
    if (line.len > 1 && line.ptr[0] == '!' && memchr(line.ptr, '=', line.len)) {
        read_set(im, line);
        return;
    }
    int had_bracket = memchr(line.ptr, '[', line.len) != NULL;
    dt_slice head = cut_codes(line, codes, &n);
    if (n && codes[0].len && codes[0].ptr[0] == '~') {
        read_agent(im, head, codes[0]);
        return;
    }
    if (head.len && head.ptr[0] == '+') {
        dt_slice name = bare_name((dt_slice){head.ptr + 1, head.len - 1});
        if (!im->n_names || !name.len)
            refuse(im, im->line, "a synonym of nothing", name);
        else if (im->n_names == MAX_NAMES)
            refuse(im, im->line, "more synonyms than an entry may have", name);
        else
            im->names[im->n_names++] = name;
    } else if (head.len) {
        end_entry(im);
        im->entry_line = im->line;
        im->names[0] = bare_name(head);
        if (im->names[0].len) {
            im->n_names = 1;
        } else {
            refuse(im, im->line, "a name without letters", head);
            return;
        }
    } else if (!im->n_names) {
        refuse(im, im->line, "a code of nothing", line);
        return;
    }
    if (had_bracket && !n) {
        refuse(im, im->line, "a bracket that does not close in", line);
        im->entry_failed = 1;
    }
    for (size_t i = 0; i < n; i++) read_span(im, codes[i]);
}

int dti_import_petrarch(const dti_facts *facts, const char *path, dt_slice text, dti_buf *actors,
                        dti_buf *roles, dti_import_counts *counts, dti_table_report *report,
                        void *ctx, dt_error *err) {
    importer im = {.facts = facts,
                   .countries = dti_image_table(facts->image, "world/countries"),
                   .sectors = dti_image_table(facts->image, "world/cameo_sectors"),
                   .path = path,
                   .actors = actors,
                   .roles = roles,
                   .counts = counts,
                   .report = report,
                   .ctx = ctx};
    dt_slice rest = text;
    if (!im.countries || !im.sectors)
        return dti_fail(err, "the knowledge image has no countries or CAMEO sectors");
    while (rest.len) {
        dt_slice line = dti_slice_cut(&rest, '\n');
        im.line++;
        if (dti_utf8_check(line.ptr, line.len) < line.len) {
            refuse(&im, im.line, "bytes that are no UTF-8", (dt_slice){"", 0});
            continue;
        }
        for (size_t i = 0; i < line.len; i++)
            if (line.ptr[i] == '#' || line.ptr[i] == ';' || line.ptr[i] == '\0') line.len = i;
        line = dti_slice_trim(line);
        if (line.len) read_line(&im, line);
    }
    end_entry(&im);
    return actors->failed || roles->failed ? dti_fail(err, "out of memory") : DT_OK;
}

static int by_bytes(const void *a, const void *b) {
    return dti_slice_cmp(*(const dt_slice *)a, *(const dt_slice *)b);
}

int dti_import_finish(dti_buf *rows, dt_error *err) {
    size_t n = 0, cap = 0;
    if (!rows->len) return DT_OK;
    for (size_t i = 0; i < rows->len; i++) cap += rows->ptr[i] == '\n';
    dt_slice *lines = calloc(cap + 1, sizeof *lines), rest = {rows->ptr, rows->len};
    dti_buf sorted;
    dti_buf_init(&sorted);
    while (lines && rest.len) lines[n++] = dti_slice_cut(&rest, '\n');
    if (lines) qsort(lines, n, sizeof *lines, by_bytes);
    for (size_t i = 0; lines && i < n; i++) {
        if (i && dti_slice_eq(lines[i], lines[i - 1])) continue;
        dti_buf_slice(&sorted, lines[i]);
        dti_buf_char(&sorted, '\n');
    }
    int ok = lines && !sorted.failed;
    free(lines);
    dti_buf_release(rows);
    *rows = sorted;
    return ok ? DT_OK : dti_fail(err, "out of memory");
}
