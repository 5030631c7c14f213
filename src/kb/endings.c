/* endings.c: packs the rules that undo regular inflection, applies them. */
#include "kb/endings.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/tags.h"

#define ENDINGS_MAGIC 0x31444E45u
#define OTHER_LETTER ((uint32_t)1 << 26)
#define ALL_LETTERS ((uint32_t)0x7FFFFFF)

typedef struct section_head {
    uint32_t magic, n_suffixes, n_rules, pad;
} section_head;

static inline uint32_t letter_bit(char c) {
    return c >= 'a' && c <= 'z' ? (uint32_t)1 << (c - 'a') : OTHER_LETTER;
}

/* ---------------------------------------------------------------- building */

static int fail_row(const dti_table *t, size_t row, const char *what, dt_error *err) {
    dt_slice name = dti_table_name(t);
    return dti_fail(err, "data/%.*s.tsv:%u: %s", (int)name.len, name.ptr,
                    dti_table_line(t, row), what);
}

/* "[^eo]at" into masks, last letter first.  Returns 0 when it is not well formed. */
static int read_ending(dt_slice s, dti_rule_row *out) {
    uint32_t forward[DTI_MAX_ENDING];
    size_t n = 0;
    if (s.len && s.ptr[0] == '<') {
        out->at_start = 1;
        s.ptr++, s.len--;
    }
    while (s.len) {
        if (n == DTI_MAX_ENDING) return 0;
        if (s.ptr[0] == '[') {
            const char *close = memchr(s.ptr, ']', s.len);
            if (!close) return 0;
            const char *p = s.ptr + 1;
            int negated = p < close && *p == '^';
            uint32_t mask = 0;
            for (p += negated; p < close; p++) mask |= letter_bit(*p);
            forward[n++] = negated ? ALL_LETTERS & ~mask : mask;
            s.len -= (size_t)(close + 1 - s.ptr);
            s.ptr = close + 1;
        } else {
            forward[n++] = letter_bit(s.ptr[0]);
            s.ptr++, s.len--;
        }
    }
    for (size_t i = 0; i < n; i++) out->mask[i] = forward[n - 1 - i];
    out->n = (uint8_t)n;
    return 1;
}

static int add_rules(const dti_table *t, dt_slice class_name, dti_buf *rules, uint16_t *count,
                     dt_error *err) {
    int cls = dti_table_col(t, "class"), ending = dti_table_col(t, "ending");
    int strip = dti_table_col(t, "strip"), add = dti_table_col(t, "add");
    *count = 0;
    for (size_t i = 0; i < dti_table_n_rows(t); i++) {
        if (!dti_slice_eq(dti_table_cell(t, i, cls), class_name)) continue;
        dt_slice endings = dti_table_cell(t, i, ending), s = dti_table_cell(t, i, strip);
        dt_slice a = dti_table_cell(t, i, add);
        do {
            dti_rule_row r = {0};
            if (!read_ending(dti_slice_cut(&endings, '|'), &r))
                return fail_row(t, i, "the ending is too long or has a [ without ]", err);
            if (s.len > 1 || (s.len && (s.ptr[0] < '0' || s.ptr[0] > '9')))
                return fail_row(t, i, "strip is a number from 0 to 9", err);
            if (a.len > sizeof r.add) return fail_row(t, i, "add is longer than 8 bytes", err);
            r.strip = s.len ? (uint8_t)(s.ptr[0] - '0') : 0;
            r.add_len = (uint8_t)a.len;
            if (a.len) memcpy(r.add, a.ptr, a.len);
            dti_buf_add(rules, (const char *)&r, sizeof r);
            ++*count;
        } while (endings.ptr);
    }
    return DT_OK;
}

static int read_suffix(const dti_table *t, size_t row, dti_suffix_row *out, dt_error *err) {
    int upos = dti_upos_of(dti_table_cell(t, row, dti_table_col(t, "upos")));
    dt_slice feats = dti_table_cell(t, row, dti_table_col(t, "feats"));
    dt_slice suffix = dti_table_cell(t, row, dti_table_col(t, "suffix"));
    if (upos < 0) return fail_row(t, row, "upos is no part of speech", err);
    if (suffix.len > sizeof out->suffix) return fail_row(t, row, "suffix over 6 bytes", err);
    while (feats.len) {
        uint32_t bit = dti_feat_of(dti_slice_cut(&feats, '|'));
        if (!bit) return fail_row(t, row, "feats has a feature that is not kept", err);
        out->feats |= bit;
    }
    out->upos = (uint8_t)upos;
    out->len = (uint8_t)suffix.len;
    memcpy(out->suffix, suffix.ptr, suffix.len);
    return DT_OK;
}

int dti_endings_build(const dti_image *tables, dti_buf *out, dt_error *err) {
    const dti_table *t = dti_image_table(tables, "en/lemma_suffixes");
    const dti_table *rules_table = dti_image_table(tables, "en/lemma_rules");
    dti_buf suffixes, rules;
    dti_buf_init(&suffixes);
    dti_buf_init(&rules);
    section_head head = {.magic = ENDINGS_MAGIC};
    int status = DT_OK;
    /* By part of speech, in the order of the table within one. */
    for (unsigned u = 0; t && rules_table && u < DTI_N_UPOS; u++) {
        for (size_t i = 0; status == DT_OK && i < dti_table_n_rows(t); i++) {
            dti_suffix_row s = {0};
            status = read_suffix(t, i, &s, err);
            if (status != DT_OK || s.upos != u) continue;
            s.first_rule = (uint16_t)head.n_rules;
            status = add_rules(rules_table, dti_table_cell(t, i, dti_table_col(t, "class")),
                               &rules, &s.n_rules, err);
            head.n_rules += s.n_rules;
            head.n_suffixes++;
            dti_buf_add(&suffixes, (const char *)&s, sizeof s);
        }
    }
    dti_buf_add(out, (const char *)&head, sizeof head);
    if (suffixes.len) dti_buf_add(out, suffixes.ptr, suffixes.len);
    if (rules.len) dti_buf_add(out, rules.ptr, rules.len);
    if (status == DT_OK && (out->failed || suffixes.failed || rules.failed))
        status = dti_fail(err, "out of memory");
    dti_buf_release(&suffixes);
    dti_buf_release(&rules);
    return status;
}

/* ---------------------------------------------------------------- applying */

int dti_endings_open(const dti_image *image, dti_endings *out, dt_error *err) {
    dt_slice s = dti_image_section(image, "endings");
    section_head head;
    if (s.len < sizeof head) goto odd;
    memcpy(&head, s.ptr, sizeof head);
    if (head.magic != ENDINGS_MAGIC || head.n_suffixes > 65535 || head.n_rules > 65535)
        goto odd;
    if (s.len < sizeof head + head.n_suffixes * sizeof(dti_suffix_row) +
                    head.n_rules * sizeof(dti_rule_row))
        goto odd;
    out->suffixes = (const dti_suffix_row *)(const void *)(s.ptr + sizeof head);
    out->rules = (const dti_rule_row *)(const void *)(out->suffixes + head.n_suffixes);
    out->n_suffixes = head.n_suffixes;
    out->n_rules = head.n_rules;
    memset(out->upos_first, 0, sizeof out->upos_first);
    for (size_t u = 0, i = 0; u < 33; u++) {
        while (i < head.n_suffixes && out->suffixes[i].upos < u) i++;
        out->upos_first[u] = (uint32_t)i;
    }
    return DT_OK;
odd:
    return dti_fail(err, "the knowledge image has no section \"endings\" that this program can "
                         "read; make it again with \"detente tables compile\"");
}

static int rule_fits(const dti_rule_row *r, const char *ptr, size_t len) {
    if (r->n > len || (r->at_start && r->n != len)) return 0;
    for (size_t i = 0; i < r->n; i++)
        if (!(r->mask[i] & letter_bit(ptr[len - 1 - i]))) return 0;
    return 1;
}

int dti_endings_undo(const dti_endings *e, const char *ptr, size_t len, int upos,
                     uint32_t feats, size_t *keep, dt_slice *add) {
    if (upos < 0 || upos >= 32) return 0;
    for (uint32_t i = e->upos_first[upos]; i < e->upos_first[upos + 1]; i++) {
        const dti_suffix_row *s = &e->suffixes[i];
        if (len <= s->len || memcmp(ptr + len - s->len, s->suffix, s->len) != 0) continue;
        if (s->feats && !(s->feats & feats)) continue;
        size_t stem = len - s->len;
        for (uint32_t k = s->first_rule; k < (uint32_t)s->first_rule + s->n_rules; k++) {
            const dti_rule_row *r = &e->rules[k];
            if (!rule_fits(r, ptr, stem)) continue;
            if (r->add_len == 1 && r->add[0] == '=') return 0;
            *keep = stem - (r->strip < stem ? r->strip : stem);
            *add = (dt_slice){r->add, r->add_len};
            return 1;
        }
    }
    return 0;
}
