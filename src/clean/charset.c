/* charset.c: finds out the encoding of a record and brings it to UTF-8, with a way back. */
#include "clean/charset.h"

#include <iconv.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

#define META_BYTES 4096
/* iconv is fed so many bytes at a time, so that the way back is exact to so many. */
#define STEP_BYTES 32


/* What browsers take these labels for (WHATWG Encoding, "names and labels"). */
static const struct {
    const char *label, *iconv_name;
} labels[] = {
    {"utf-8", "UTF-8"},           {"utf8", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"}, {"iso-8859-1", "CP1252"},
    {"iso8859-1", "CP1252"},      {"latin1", "CP1252"},
    {"ascii", "CP1252"},          {"us-ascii", "CP1252"},
    {"windows-1252", "CP1252"},   {"cp1252", "CP1252"},
    {"ansi_x3.4-1968", "CP1252"}, {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},   {"cp1251", "CP1251"},
    {"windows-1253", "CP1253"},   {"windows-1254", "CP1254"},
    {"iso-8859-9", "CP1254"},     {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},   {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},   {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-5", "ISO-8859-5"}, {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-15", "ISO-8859-15"}, {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},         {"gb2312", "GB18030"},
    {"gbk", "GB18030"},           {"gb18030", "GB18030"},
    {"big5", "BIG5-HKSCS"},       {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},       {"sjis", "CP932"},
    {"x-sjis", "CP932"},          {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP"},         {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-kr", "CP949"},          {"ks_c_5601-1987", "CP949"},
    {"tis-620", "CP874"},         {"windows-874", "CP874"},
    {"macintosh", "MACINTOSH"},   {"utf-16", "UTF-16LE"},
    {"utf-16le", "UTF-16LE"},     {"utf-16be", "UTF-16BE"},
};

static const char *iconv_name(dt_slice label) {
    label = dti_slice_trim(label);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (dti_slice_is_nocase(label, labels[i].label)) return labels[i].iconv_name;
    return NULL;
}

/* The value after "charset=" in the head of a page, in a <meta> of either kind. */
static dt_slice charset_of_meta(dt_slice page) {
    static const char key[] = "charset";
    if (page.len > META_BYTES) page.len = META_BYTES;
    for (size_t i = 0; i + sizeof key < page.len; i++) {
        size_t k = 0;
        while (key[k] && dti_ascii_lower(page.ptr[i + k]) == key[k]) k++;
        if (key[k]) continue;
        size_t at = i + k;
        while (at < page.len && strchr(" \t\r\n", page.ptr[at]) && page.ptr[at]) at++;
        if (at >= page.len || page.ptr[at] != '=') continue;
        at++;
        while (at < page.len && page.ptr[at] && strchr(" \t\r\n\"'", page.ptr[at])) at++;
        size_t from = at;
        while (at < page.len && page.ptr[at] && !strchr(" \t\r\n\"';>/", page.ptr[at])) at++;
        if (iconv_name((dt_slice){page.ptr + from, at - from}))
            return (dt_slice){page.ptr + from, at - from};
    }
    return (dt_slice){NULL, 0};
}

static int add_step(dt_doc *doc, dti_decoded *out, size_t at, size_t raw_at) {
    dti_map_run *run = dti_arena_push(&doc->arena, &out->steps, &out->n_steps,
                                      &out->cap_steps, sizeof *run);
    if (!run) return DT_FAILED;
    *run = (dti_map_run){(uint32_t)at, (uint32_t)raw_at};
    return DT_OK;
}

static int convert(dt_doc *doc, dt_slice raw, size_t skip, const char *from, dti_decoded *out) {
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) return DT_FAILED;
    size_t cap = raw.len * 3 + 64, bad = 0, first_bad = 0;
    char *text = dti_arena_alloc(&doc->arena, cap);
    char *in = (char *)raw.ptr + skip, *end = (char *)raw.ptr + raw.len, *to = text;
    int rc = text ? DT_OK : DT_FAILED;
    size_t piece = STEP_BYTES;
    while (rc == DT_OK && in < end) {
        size_t left = (size_t)(end - in), give = left < piece ? left : piece, room = give;
        size_t free_bytes = cap - (size_t)(to - text);
        char *before = in;
        rc = add_step(doc, out, (size_t)(to - text), (size_t)(in - raw.ptr));
        if (rc != DT_OK) break;
        size_t got = iconv(cd, &in, &room, &to, &free_bytes);
        piece = STEP_BYTES;
        if (got != (size_t)-1) continue;
        if (in > before) continue; /* the rest of the piece is looked at next time */
        if (give < left && give < 4 * STEP_BYTES) {
            piece = give * 2; /* a sequence that the piece cuts in two */
            continue;
        }
        if (!bad++) first_bad = (size_t)(in - raw.ptr);
        if (free_bytes < 1) break;
        *to++ = '?';
        in++;
    }
    iconv_close(cd);
    if (rc != DT_OK) return rc;
    out->text = (dt_slice){text, (size_t)(to - text)};
    if (bad)
        dti_diag(doc, DT_WARNING, "charset-repaired",
                 "bytes that mean nothing in the encoding were replaced", first_bad, first_bad);
    return DT_OK;
}

/* UTF-8 with faults: the bytes at fault become '?', so that every offset stays. */
static int repair(dt_doc *doc, dt_slice raw, size_t bad, dti_decoded *out) {
    char *text = dti_arena_copy(&doc->arena, raw.ptr, raw.len);
    size_t first = bad;
    if (!text) return DT_FAILED;
    while (bad < raw.len) {
        text[bad] = '?';
        bad += dti_utf8_check(text + bad, raw.len - bad);
    }
    out->text = (dt_slice){text, raw.len};
    dti_diag(doc, DT_WARNING, "utf8-repaired", "bytes that are no UTF-8 were replaced", first,
             first);
    return DT_OK;
}

/* Faults against multi-byte sequences that are well formed: is this UTF-8 with a few slips? */
static int mostly_utf8(dt_slice raw) {
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < raw.len;) {
        uint32_t cp;
        if ((unsigned char)raw.ptr[i] < 0x80) {
            i++;
            continue;
        }
        i += dti_utf8_next(raw.ptr + i, raw.len - i, &cp);
        if (cp == DTI_UTF8_BAD) bad++;
        else good++;
    }
    return good >= bad;
}

/* Non-Latin letters stand in runs of high bytes, accents of Latin ones alone. */
static const char *guess(dt_slice raw) {
    size_t high = 0, low = 0;
    for (size_t i = 0; i < raw.len && i < (1u << 16); i++) {
        unsigned char c = (unsigned char)raw.ptr[i];
        if (c >= 0xC0) high++;
        else if ((c | 32) >= 'a' && (c | 32) <= 'z') low++;
    }
    return high > low ? "CP1251" : "CP1252";
}

int dti_charset_decode(dt_doc *doc, dti_decoded *out) {
    dt_slice raw = doc->raw;
    const unsigned char *b = (const unsigned char *)raw.ptr;
    const char *from = NULL;
    memset(out, 0, sizeof *out);
    out->raw_bytes = raw.len;
    if (raw.len >= 2 && b[0] == 0xFF && b[1] == 0xFE) return convert(doc, raw, 2, "UTF-16LE", out);
    if (raw.len >= 2 && b[0] == 0xFE && b[1] == 0xFF) return convert(doc, raw, 2, "UTF-16BE", out);
    if (raw.len >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0) {
        out->shift = 3;
        raw.ptr += 3;
        raw.len -= 3;
    }
    size_t bad = dti_utf8_check(raw.ptr, raw.len);
    from = iconv_name(doc->charset);
    if (!from && doc->is_html) from = iconv_name(charset_of_meta(raw));
    /* Valid UTF-8 is UTF-8 whatever a stale <meta> says, save for encodings in 7 bits. */
    int seven_bits = from && (strncmp(from, "UTF-16", 6) == 0 || strcmp(from, "ISO-2022-JP") == 0);
    if (seven_bits && strncmp(from, "UTF-16", 6) == 0 && (!raw.len || memchr(raw.ptr, 0, raw.len) == NULL))
        seven_bits = 0;
    if (bad == raw.len && !seven_bits) {
        out->text = raw;
        return DT_OK;
    }
    if ((!from || strcmp(from, "UTF-8") == 0) && mostly_utf8(raw)) return repair(doc, raw, bad, out);
    int guessed = !from || strcmp(from, "UTF-8") == 0;
    if (guessed) from = guess(raw);
    if (out->shift) return repair(doc, raw, bad, out);
    if (convert(doc, raw, 0, from, out) == DT_OK) {
        if (guessed) /* pages without a name for it are everyday, texts are not */
            dti_diag(doc, doc->is_html ? DT_NOTE : DT_WARNING, "charset-guessed",
                     "the bytes are no UTF-8 and no encoding is named", bad, bad + 1);
        return DT_OK;
    }
    if (doc->arena.failed) return DT_FAILED;
    out->n_steps = 0;
    return repair(doc, raw, bad, out);
}

size_t dti_charset_raw_at(const dti_decoded *d, size_t at) {
    if (!d->n_steps) return at + d->shift;
    size_t lo = 0, hi = d->n_steps;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (d->steps[mid].at <= at) lo = mid + 1;
        else hi = mid;
    }
    if (!lo) return 0;
    /* a byte of raw may be three of text: not beyond where the next piece begins */
    size_t raw_at = d->steps[lo - 1].raw_at + (at - d->steps[lo - 1].at);
    size_t end = lo < d->n_steps ? d->steps[lo].raw_at : d->raw_bytes;
    return raw_at < end ? raw_at : end;
}
