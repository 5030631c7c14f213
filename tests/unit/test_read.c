/* test_read.c: the reader: formats by content, JSONL, folders, ceilings, bad records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/slice.h"
#include "read/layers.h"
#include "read/read.h"

/* What a run over some bytes gave: texts and troubles, one a line. */
typedef struct trial {
    dti_buf got, bad;
    dti_read_counts counts;
} trial;

static void note_bad(void *user, const dti_origin *o, const char *what) {
    trial *t = user;
    dti_buf_printf(&t->bad, "%s|%s|%llu|%s\n", o->file, o->member, (unsigned long long)o->offset,
                   what);
}

static void drain(trial *t, dti_reader *r) {
    dti_record rec;
    dt_error err;
    int got;
    while ((got = dti_reader_next(r, &rec, &err)) == 1)
        dti_buf_printf(&t->got, "%s[%.*s] %.*s @%llu\n", rec.input.is_html ? "html " : "",
                       (int)rec.input.id.len, rec.input.id.ptr, (int)rec.input.body.len,
                       rec.input.body.ptr, (unsigned long long)rec.origin.offset);
    assert_int_equal(got, 0);
    t->counts = dti_reader_counts(r);
    dti_reader_free(r);
}

static dti_reader *reader_for(trial *t, size_t max) {
    memset(t, 0, sizeof *t);
    dti_read_options o = {.max_doc_bytes = max, .bad = note_bad, .user = t};
    return dti_reader_new(&o, NULL);
}

static void read_bytes(trial *t, const char *name, const char *ptr, size_t len, size_t max) {
    dti_reader *r = reader_for(t, max);
    assert_int_equal(dti_reader_add_bytes(r, name, dti_slice(ptr, len), NULL), 0);
    drain(t, r);
}

static void done(trial *t) {
    dti_buf_release(&t->got);
    dti_buf_release(&t->bad);
}

static const char *text(const dti_buf *b) { return b->len ? b->ptr : ""; }

static void format_is_told_by_content(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        dti_format format;
    } cases[] = {
        {"Blinken is in Beijing.", DTI_FORMAT_TEXT},
        {"{\"id\":1,\"text\":\"x\"}", DTI_FORMAT_JSONL},
        {"{curly} words open this text", DTI_FORMAT_TEXT},
        {"\xEF\xBB\xBF  <!DOCTYPE html><html>", DTI_FORMAT_HTML},
        {"<p>A piece of a page</p>", DTI_FORMAT_HTML},
        {"<?xml version=\"1.0\"?><!-- made by hand --><rss version=\"2.0\">", DTI_FORMAT_FEED},
        {"<?xml version='1.0'?><!DOCTYPE rdf:RDF [\n]><rdf:RDF xmlns='x'>", DTI_FORMAT_FEED},
        {"<feed xmlns=\"http://www.w3.org/2005/Atom\">", DTI_FORMAT_FEED},
        {"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", DTI_FORMAT_HTML},
        {"<?xml version='1.0'?><urlset></urlset>", DTI_FORMAT_UNKNOWN},
        {"WARC/1.0\r\nWARC-Type: response\r\n", DTI_FORMAT_WARC},
        {"%PDF-1.4", DTI_FORMAT_UNKNOWN},
        {"PK\x03\x04", DTI_FORMAT_ARCHIVE},
        {"", DTI_FORMAT_EMPTY},
        {"< 5 killed in clash", DTI_FORMAT_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *why;
        assert_int_equal(dti_detect(dti_str(cases[i].bytes), &why), cases[i].format);
    }
    const char *why;
    assert_int_equal(dti_detect(dti_slice("\xFF\xFE<\0h\0t\0m\0l\0>\0", 14), &why), DTI_FORMAT_HTML);
}

static void jsonl_gives_records_and_names_bad_lines(void **state) {
    (void)state;
    const char *in = "{\"id\":\"a\",\"text\":\"One.\"}\n"
                     "{\"id\":7,\"html\":\"<p>Two\"}\r\n\n"
                     "{\"id\":\"c\",\"text\":\n"
                     "{\"id\":\"d\",\"title\":\"no body\"}\n"
                     "[1]\n"
                     "{\"event_text\":\"Three.\",\"pub_date\":\"2023-06-18\"}";
    trial t;
    read_bytes(&t, "in.jsonl", in, strlen(in), 0);
    assert_string_equal(text(&t.got), "[a] One. @0\nhtml [7] <p>Two @25\n[] Three. @103\n");
    assert_int_equal(t.counts.records, 3);
    assert_int_equal(t.counts.bad, 3);
    assert_non_null(strstr(t.bad.ptr, "in.jsonl||52|no JSON at byte"));
    assert_non_null(strstr(t.bad.ptr, "|70|no \"text\""));
    done(&t);
}

static void a_long_line_is_skipped(void **state) {
    (void)state;
    size_t long_bytes = (size_t)1 << 20;
    dti_buf b;
    dti_buf_init(&b);
    dti_buf_str(&b, "{\"text\":\"first\"}\n{\"text\":\"");
    for (size_t i = 0; i < long_bytes; i++) dti_buf_char(&b, 'x');
    dti_buf_str(&b, "\"}\n{\"text\":\"last\"}\n");
    trial t;
    read_bytes(&t, "long", b.ptr, b.len, 100000);
    assert_string_equal(text(&t.got), "[] first @0\n[] last @1048605\n");
    assert_string_equal(text(&t.bad), "long||17|line longer than 100000 bytes\n");
    done(&t);
    dti_buf_release(&b);
}

static void text_over_the_ceiling_is_bad(void **state) {
    (void)state;
    trial t;
    read_bytes(&t, "big", "A text that is longer than ten bytes.", 37, 10);
    assert_int_equal(t.counts.records, 0);
    assert_int_equal(t.counts.bad, 1);
    done(&t);
}

static size_t gzip(const char *in, char *out, size_t cap) {
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (unsigned char *)(uintptr_t)in;
    z.avail_in = (unsigned)strlen(in);
    z.next_out = (unsigned char *)out;
    z.avail_out = (unsigned)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = cap - z.avail_out;
    deflateEnd(&z);
    return n;
}

static void gzip_members_follow_each_other(void **state) {
    (void)state;
    char b[1000];
    size_t n = gzip("{\"text\":\"One\"}\n", b, sizeof b);
    size_t m = gzip("{\"text\":\"Two\"}\n", b + n, sizeof b - n);
    trial t;
    read_bytes(&t, "x.gz", b, n + m, 0);
    assert_string_equal(text(&t.got), "[] One @0\n[] Two @15\n");
    assert_int_equal(t.counts.bad, 0);
    done(&t);
    read_bytes(&t, "cut.gz", b, n + m - 12, 0); /* cut in the middle of the second member */
    assert_non_null(strstr(text(&t.got), "[] One @0\n"));
    assert_non_null(strstr(text(&t.bad), "cut off"));
    done(&t);
}

static void put(const char *path, const char *what) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(what, f);
    fclose(f);
}

static void folders_are_read_in_order_of_bytes(void **state) {
    (void)state;
    char top[] = "/tmp/detente-test-XXXXXX", path[200];
    assert_non_null(mkdtemp(top));
    static const char *const names[] = {"b.txt", "a.txt", "B.txt", ".hidden", "sub/c.html"};
    snprintf(path, sizeof path, "%s/sub", top);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/%s", top, names[i]);
        put(path, i == 4 ? "<p>sub</p>" : names[i]);
    }
    snprintf(path, sizeof path, "%s/sub/loop", top);
    assert_int_equal(symlink("..", path), 0);
    trial t;
    dti_reader *r = reader_for(&t, 0);
    assert_int_equal(dti_reader_add(r, top, NULL), 0);
    drain(&t, r);
    assert_string_equal(text(&t.got), "[] B.txt @0\n[] a.txt @0\n[] b.txt @0\nhtml [] <p>sub</p> @0\n");
    assert_int_equal(t.counts.bad, 0);
    done(&t);
    unlink(path);
    for (size_t i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/%s", top, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/sub", top);
    rmdir(path);
    rmdir(top);
}

static void what_is_not_there_is_refused(void **state) {
    (void)state;
    trial t;
    dt_error err;
    dti_reader *r = reader_for(&t, 0);
    assert_int_equal(dti_reader_add(r, "/no/such/file", &err), DT_FAILED);
    assert_non_null(strstr(err.message, "/no/such/file"));
    assert_int_equal(dti_reader_add(r, "file:///etc/passwd", &err), DT_FAILED);
    assert_int_equal(dti_reader_add(r, "ftp://example.org/x", &err), DT_FAILED);
    drain(&t, r);
    done(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format_is_told_by_content),
        cmocka_unit_test(jsonl_gives_records_and_names_bad_lines),
        cmocka_unit_test(a_long_line_is_skipped),
        cmocka_unit_test(text_over_the_ceiling_is_bad),
        cmocka_unit_test(gzip_members_follow_each_other),
        cmocka_unit_test(folders_are_read_in_order_of_bytes),
        cmocka_unit_test(what_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
