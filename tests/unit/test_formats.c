/* test_formats.c: feeds, WARC and archives: what they hold comes out, what is broken is told. */
#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/slice.h"
#include "read/read.h"

/* What came out, a record a line, then what was bad. */
static dti_buf got;

static void note_bad(void *user, const dti_origin *o, const char *what) {
    (void)user;
    dti_buf_printf(&got, "BAD %s@%llu %s\n", o->member, (unsigned long long)o->offset, what);
}

#define S(x) (int)(x).len, (x).ptr ? (x).ptr : ""

static void read_all(const char *ptr, size_t len, size_t max) {
    dti_read_options options = {.bad = note_bad, .max_doc_bytes = max};
    dti_reader *r = dti_reader_new(&options, NULL);
    dti_record rec;
    int more;
    dti_buf_clear(&got);
    assert_int_equal(dti_reader_add_bytes(r, "in", dti_slice(ptr, len), NULL), DT_OK);
    while ((more = dti_reader_next(r, &rec, NULL)) == 1)
        dti_buf_printf(&got, "%s%s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s\n", rec.origin.member,
                       rec.input.is_html ? "<>" : "", S(rec.input.id), S(rec.input.url),
                       S(rec.input.title), S(rec.input.published), S(rec.charset),
                       S(rec.input.body));
    assert_int_equal(more, 0);
    dti_reader_free(r);
}

static void expect(const char *in, const char *out) {
    read_all(in, strlen(in), 0);
    assert_string_equal(got.len ? got.ptr : "", out);
}

#define RSS(items)                                                                             \
    "<?xml version=\"1.0\"?><rss version=\"2.0\" "                                             \
    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "                              \
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Wire</title>" items         \
    "</channel></rss>"

static void rss_gives_the_full_text_else_the_teaser(void **state) {
    (void)state;
    expect(RSS("<item><title>One &amp; all</title><link>http://a.example/1</link><guid>g1</guid>"
               "<pubDate>Wed, 21 Nov 2018 17:30:00 +0100</pubDate><description>teaser</description>"
               "<content:encoded><![CDATA[<p>The text.</p>]]></content:encoded></item>"
               "<item><title>Two</title><link>http://a.example/2</link>"
               "<pubDate>3 Jan 99 08:00 GMT</pubDate><description>Only &lt;b&gt;this&lt;/b&gt;.</description></item>"
               "<item><title>Three</title><dc:date>2020-02-03T04:05:06Z</dc:date><description>Plain.</description></item>"),
           "<>|g1|http://a.example/1|One & all|2018-11-21T17:30:00+01:00||<p>The text.</p>\n"
           "<>|http://a.example/2|http://a.example/2|Two|1999-01-03T08:00:00Z||Only <b>this</b>.\n"
           "|||Three|2020-02-03T04:05:06Z||Plain.\n");
}

static void atom_and_rdf_are_feeds_too(void **state) {
    (void)state;
    expect("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A</title><entry><id>i1</id><title>T</title>"
           "<link rel=\"self\" href=\"http://no.example\"/><link href=\"http://a.example/x\"/>"
           "<updated>2021-01-02T03:04:05+02:00</updated><content type=\"xhtml\"><div><p>In.</p></div></content>"
           "</entry></feed>",
           "<>|i1|http://a.example/x|T|2021-01-02T03:04:05+02:00||<div><p>In.</p></div>\n");
    expect("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
           "<channel><title>R</title></channel><item><title>T</title><link>http://a.example/y</link>"
           "<description>Words.</description></item></rdf:RDF>",
           "|http://a.example/y|http://a.example/y|T|||Words.\n");
}

static void a_broken_feed_gives_what_can_be_read(void **state) {
    (void)state;
    read_all(RSS("<item><title>T</title><description>Words.</description></item><item><title>U"), 213, 0);
    assert_non_null(strstr(got.ptr, "|Words.\n"));
    assert_non_null(strstr(got.ptr, "BAD @0 the feed is broken in line 1"));
    expect(RSS("<item><title>nothing</title></item><item><description>x</description></item>"),
           "BAD @0 the entry in line 1 has no text\n||||||x\n");
    expect("<?xml version=\"1.0\"?><rss><nothing/></rss>", "BAD @0 no feed: the XML is of another kind\n");
    /* entities that grow without end are refused by the XML library; nothing is fetched */
    read_all("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><rss><channel>"
             "<item><description>a&f;b</description></item></channel></rss>", 150, 0);
    assert_null(got.len ? strstr(got.ptr, "/etc") : NULL);
}

/* ------------------------------------------------------------------ WARC */

static void add_record(dti_buf *w, const char *type, const char *content_type, const char *payload,
                       size_t len) {
    dti_buf_printf(w,
                   "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://p.example/%s\r\n"
                   "content-type: %s\r\nContent-Length: %zu\r\n\r\n",
                   type, type, content_type, len);
    dti_buf_add(w, payload, len);
    dti_buf_str(w, "\r\n\r\n");
}

static void add(dti_buf *w, const char *type, const char *content_type, const char *payload) {
    add_record(w, type, content_type, payload, strlen(payload));
}

#define HTTP "application/http; msgtype=response"
#define OK200 "HTTP/1.1 200 OK\r\n"

static void warc_gives_pages_and_nothing_else(void **state) {
    (void)state;
    dti_buf w;
    dti_buf_init(&w);
    add(&w, "warcinfo", "application/warc-fields", "software: x\r\n");
    add(&w, "request", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n");
    add(&w, "response", HTTP, OK200 "Content-Type: text/html; charset=\"latin1\"\r\n\r\n<p>One</p>");
    add(&w, "response", HTTP, "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<p>gone</p>");
    add(&w, "response", HTTP, OK200 "Content-Type: image/png\r\n\r\n\x89PNG");
    add(&w, "response", HTTP,
        OK200 "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
              "4\r\n<p>T\r\n6;x=y\r\nwo</p>\r\n0\r\n\r\n");
    add(&w, "conversion", "text/plain", "Three");
    read_all(w.ptr, w.len, 0);
    assert_string_equal(got.ptr, "<>||http://p.example/response|||latin1|<p>One</p>\n"
                                 "<>||http://p.example/response||||<p>Two</p>\n"
                                 "||http://p.example/conversion||||Three\n");
    /* cut anywhere: no crash, and never more than what was there */
    size_t whole = got.len;
    for (size_t n = 0; n < w.len; n += 3) {
        read_all(w.ptr, n, 0);
        assert_true(got.len < whole + 200);
    }
    dti_buf_release(&w);
}

static void warc_in_gz_and_pages_in_gz(void **state) {
    (void)state;
    dti_buf w;
    unsigned char packed[512], all[4096];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t) "<p>Packed</p>", .avail_in = 13,
                  .next_out = packed, .avail_out = sizeof packed};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n_packed = sizeof packed - z.avail_out;
    deflateEnd(&z);
    dti_buf page;
    dti_buf_init(&page);
    dti_buf_str(&page, OK200 "Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n");
    dti_buf_add(&page, (char *)packed, n_packed);
    dti_buf_init(&w);
    add_record(&w, "response", HTTP, page.ptr, page.len);
    page.ptr[page.len - 12] ^= 0x55; /* the same, damaged */
    add_record(&w, "response", HTTP, page.ptr, page.len);
    add(&w, "response", HTTP, OK200 "Content-Type: text/html\r\n\r\n<p>After</p>");
    /* the whole as one gz member */
    z_stream g = {.next_in = (unsigned char *)w.ptr, .avail_in = (unsigned)w.len,
                  .next_out = all, .avail_out = sizeof all};
    assert_int_equal(deflateInit2(&g, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&g, Z_FINISH), Z_STREAM_END);
    size_t n_all = sizeof all - g.avail_out;
    deflateEnd(&g);
    read_all((char *)all, n_all, 0);
    assert_non_null(strstr(got.ptr, "|<p>Packed</p>\n"));
    assert_non_null(strstr(got.ptr, "http://p.example/response: its gzip is damaged or too large\n"));
    assert_non_null(strstr(got.ptr, "|<p>After</p>\n"));
    dti_buf_release(&w);
    dti_buf_release(&page);
}

static void a_lie_about_the_length_is_told(void **state) {
    (void)state;
    dti_buf w;
    dti_buf_init(&w);
    dti_buf_str(&w, "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: " HTTP
                    "\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>");
    read_all(w.ptr, w.len, 0);
    assert_non_null(strstr(got.ptr, "BAD @0 a WARC record of 99999999999 bytes: larger than"));
    assert_non_null(strstr(got.ptr, "cut off"));
    dti_buf_release(&w);
}

/* ------------------------------------------------------------------ archives */

static size_t pack(char *out, size_t cap, int zip) {
    struct archive *a = archive_write_new();
    size_t used = 0;
    if (zip)
        archive_write_set_format_zip(a);
    else
        archive_write_set_format_pax_restricted(a);
    if (!zip) archive_write_add_filter_xz(a);
    assert_int_equal(archive_write_open_memory(a, out, cap, &used), ARCHIVE_OK);
    const char *names[] = {"d/a.txt", "d/b.jsonl", "../evil.txt"};
    const char *texts[] = {"First text.", "{\"id\":\"j\",\"text\":\"From JSON.\"}\n", "Only read."};
    for (size_t i = 0; i < 3; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, names[i]);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, (la_int64_t)strlen(texts[i]));
        archive_write_header(a, e);
        archive_write_data(a, texts[i], strlen(texts[i]));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return used;
}

static void what_lies_in_an_archive_is_read_in_its_order(void **state) {
    (void)state;
    static char bytes[1 << 16];
    for (int zip = 0; zip < 2; zip++) {
        size_t n = pack(bytes, sizeof bytes, zip);
        read_all(bytes, n, 0);
        assert_string_equal(got.ptr, "d/a.txt|||||" "|First text.\n"
                                     "d/b.jsonl|j|||" "||From JSON.\n"
                                     "../evil.txt||||" "||Only read.\n");
        for (size_t cut = 0; cut < n; cut += 7) read_all(bytes, cut, 0);
        for (size_t i = 0; i < n; i += 5) { /* damaged anywhere: told or read, no crash */
            bytes[i] = (char)(bytes[i] ^ 0x5A);
            read_all(bytes, n, 0);
            bytes[i] = (char)(bytes[i] ^ 0x5A);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rss_gives_the_full_text_else_the_teaser),
        cmocka_unit_test(atom_and_rdf_are_feeds_too),
        cmocka_unit_test(a_broken_feed_gives_what_can_be_read),
        cmocka_unit_test(warc_gives_pages_and_nothing_else),
        cmocka_unit_test(warc_in_gz_and_pages_in_gz),
        cmocka_unit_test(a_lie_about_the_length_is_told),
        cmocka_unit_test(what_lies_in_an_archive_is_read_in_its_order),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    dti_buf_release(&got);
    return rc;
}
