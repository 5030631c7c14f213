/* feed.c: reads RSS 2.0, RSS 1.0 (RDF) and Atom, makes a record of each entry. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "read/layers.h"

#define NS_CONTENT "http://purl.org/rss/1.0/modules/content/"
#define NS_DC "http://purl.org/dc/elements/1.1/"

/* The texts of the entry given last lie in the buffers: they live until the next one is made. */
typedef struct feed {
    xmlDoc *doc;
    xmlNode *entry;      /* the next node to look at */
    dti_buf name, lang;  /* of the whole feed */
    dti_buf id, url, title, date;
    unsigned long line;  /* where the XML is broken; 0: nowhere */
    char why[160];
} feed;

static int is(const xmlNode *n, const char *name, const char *ns) {
    if (!n || n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, name) != 0) return 0;
    return !ns || (n->ns && n->ns->href && strcmp((const char *)n->ns->href, ns) == 0);
}

static xmlNode *child(const xmlNode *n, const char *name, const char *ns) {
    for (xmlNode *c = n ? n->children : NULL; c; c = c->next)
        if (is(c, name, ns)) return c;
    return NULL;
}

/* Appends the text of a node without blanks around it. */
static void add_text(dti_buf *b, const xmlNode *n) {
    if (!n) return;
    xmlChar *s = xmlNodeGetContent(n);
    if (!s) return;
    dti_buf_slice(b, dti_slice_trim(dti_str((const char *)s)));
    xmlFree(s);
}

static void add_attribute(dti_buf *b, const xmlNode *n, const char *name) {
    xmlChar *s = n ? xmlGetProp(n, (const xmlChar *)name) : NULL;
    if (!s) return;
    dti_buf_slice(b, dti_slice_trim(dti_str((const char *)s)));
    xmlFree(s);
}

/* "Wed, 21 Nov 2018 17:30:00 +0000" (RFC 822) -> "2018-11-21T17:30:00+00:00"; ISO dates stay. */
static void put_date(dti_buf *b, const xmlNode *n) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    dti_buf raw;
    int day, year, hour = 0, minute = 0, second = 0;
    char month[4] = "", zone[8] = "";
    dti_buf_init(&raw);
    add_text(&raw, n);
    if (!raw.len || raw.failed) goto done;
    const char *comma = strchr(raw.ptr, ',');
    const char *s = comma ? comma + 1 : raw.ptr;
    int got = sscanf(s, " %d %3s%*[a-z] %d", &day, month, &year);
    if (got < 3) got = sscanf(s, " %d %3s %d", &day, month, &year);
    const char *m = got == 3 && strlen(month) == 3 ? strstr(months, month) : NULL;
    if (!m || (m - months) % 3 || day < 1 || day > 31 || year < 0 || year > 9999) {
        if (raw.ptr[0] >= '0' && raw.ptr[0] <= '9' && raw.len >= 10 && raw.ptr[4] == '-')
            dti_buf_add(b, raw.ptr, raw.len);
        goto done;
    }
    if (year < 100) year += year < 70 ? 2000 : 1900; /* RFC 822 had two digits */
    dti_buf_printf(b, "%04d-%02d-%02d", year, (int)(m - months) / 3 + 1, day);
    const char *colon = strchr(s, ':');
    if (!colon || colon - s < 2) goto done;
    if (sscanf(colon - 2, "%2d:%2d:%2d %6s", &hour, &minute, &second, zone) < 3) {
        second = 0;
        if (sscanf(colon - 2, "%2d:%2d %6s", &hour, &minute, zone) < 2) goto done;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) goto done;
    dti_buf_printf(b, "T%02d:%02d:%02d", hour, minute, second);
    if (strlen(zone) == 5 && (zone[0] == '+' || zone[0] == '-'))
        dti_buf_printf(b, "%.3s:%s", zone, zone + 3);
    else if (strcmp(zone, "GMT") == 0 || strcmp(zone, "UT") == 0 || strcmp(zone, "Z") == 0)
        dti_buf_char(b, 'Z');
done:
    dti_buf_release(&raw);
}

/* The inside of a node as markup: Atom's xhtml. */
static void add_markup(dti_buf *b, xmlDoc *doc, const xmlNode *n) {
    xmlBuffer *x = xmlBufferCreate();
    if (!x) return;
    for (xmlNode *c = n->children; c; c = c->next) xmlNodeDump(x, doc, c, 0, 0);
    dti_buf_add(b, (const char *)xmlBufferContent(x), (size_t)xmlBufferLength(x));
    xmlBufferFree(x);
}

static void put_link(dti_buf *b, const xmlNode *entry) {
    for (xmlNode *c = entry->children; c; c = c->next) {
        if (!is(c, "link", NULL)) continue;
        dti_buf rel;
        dti_buf_init(&rel);
        add_attribute(&rel, c, "rel");
        int wanted = !rel.len || strcmp(rel.ptr, "alternate") == 0;
        dti_buf_release(&rel);
        if (!wanted) continue;
        add_text(b, c);
        if (!b->len) add_attribute(b, c, "href");
        if (b->len) return;
    }
}

/* The fullest text of an entry goes into r->body; 0: none.  *is_html, *is_summary are set. */
static int put_body(dti_reader *r, feed *f, const xmlNode *e, int *is_html, int *is_summary) {
    xmlNode *n = child(e, "encoded", NS_CONTENT);
    *is_html = 1;
    *is_summary = 0;
    if (!n) n = child(e, "content", NULL);
    if (!n) {
        *is_summary = 1;
        n = child(e, "description", NULL);
        if (!n) n = child(e, "summary", NULL);
    }
    if (!n) return 0;
    xmlChar *type = xmlGetProp(n, (const xmlChar *)"type");
    if (type && strcmp((const char *)type, "xhtml") == 0)
        add_markup(&r->body, f->doc, n);
    else
        add_text(&r->body, n);
    if (type && strcmp((const char *)type, "text") == 0) *is_html = 0;
    if (!type && r->body.len && !memchr(r->body.ptr, '<', r->body.len)) *is_html = 0;
    xmlFree(type);
    return r->body.len > 0;
}

/* The node after this one that is an entry: RSS 1.0 has them beside the channel, the others in it. */
static xmlNode *next_entry(xmlNode *n) {
    while (n && !is(n, "item", NULL) && !is(n, "entry", NULL)) n = n->next;
    return n;
}

static void close_feed(dti_layer *l) {
    feed *f = l->state;
    if (!f) return;
    dti_buf *all[] = {&f->name, &f->lang, &f->id, &f->url, &f->title, &f->date};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) dti_buf_release(all[i]);
    xmlFreeDoc(f->doc);
    free(f);
}

static dt_slice whole(const dti_buf *b) { return dti_slice(b->ptr, b->len); }

/* Reads the whole feed; 0: it was bad and that was told. */
static int open_feed(dti_reader *r, dti_layer *l, feed *f) {
    if (!dti_read_body(r, l->source, "feed")) return 0;
    if (r->body.failed) return DT_FAILED;
    xmlParserCtxt *x = xmlNewParserCtxt();
    if (!x) return DT_FAILED;
    /* no network, no entities from elsewhere; libxml2's own limits on depth and growth stay on */
    f->doc = xmlCtxtReadMemory(x, r->body.ptr, (int)r->body.len, NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR |
                                   XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    const xmlError *why = xmlCtxtGetLastError(x);
    if (!x->wellFormed) {
        f->line = why && why->line > 0 ? (unsigned long)why->line : 1;
        snprintf(f->why, sizeof f->why, "%s", why && why->message ? why->message : "broken XML");
        f->why[strcspn(f->why, "\n")] = 0;
    }
    xmlFreeParserCtxt(x);
    xmlNode *root = f->doc ? xmlDocGetRootElement(f->doc) : NULL;
    xmlNode *channel = is(root, "rss", NULL) || is(root, "RDF", NULL) ? child(root, "channel", NULL) : root;
    if (!channel || (channel == root && !is(root, "feed", NULL))) {
        dti_read_bad(r, 0, "no feed: %s", f->line ? f->why : "the XML is of another kind");
        return 0;
    }
    add_text(&f->name, child(channel, "title", NULL));
    add_text(&f->lang, child(channel, "language", NULL));
    if (!f->lang.len) add_attribute(&f->lang, root, "lang");
    f->entry = next_entry(is(root, "RDF", NULL) ? root->children : channel->children);
    return 1;
}

static int next(dti_reader *r, dti_layer *l, dti_record *record) {
    feed *f = l->state;
    if (!f) {
        if (!(f = calloc(1, sizeof *f))) return DT_FAILED;
        l->state = f;
        int opened = open_feed(r, l, f);
        if (opened == DT_FAILED) return DT_FAILED;
        if (!opened) return DTI_STEP_END;
    }
    xmlNode *e = f->entry;
    if (!e) {
        if (f->line) dti_read_bad(r, 0, "the feed is broken in line %lu: %s", f->line, f->why);
        return DTI_STEP_END;
    }
    f->entry = next_entry(e->next);
    dti_buf *own[] = {&f->id, &f->url, &f->title, &f->date, &r->body};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) dti_buf_clear(own[i]);
    static const char *const days[] = {"pubDate", "published", "issued", "updated", "modified"};
    for (size_t i = 0; i < sizeof days / sizeof *days && !f->date.len; i++)
        put_date(&f->date, child(e, days[i], NULL));
    if (!f->date.len) put_date(&f->date, child(e, "date", NS_DC));
    put_link(&f->url, e);
    add_text(&f->title, child(e, "title", NULL));
    add_text(&f->id, child(e, "guid", NULL));
    if (!f->id.len) add_text(&f->id, child(e, "id", NULL));
    if (!f->id.len) dti_buf_slice(&f->id, whole(&f->url));
    int is_html, is_summary;
    if (!put_body(r, f, e, &is_html, &is_summary)) {
        dti_read_bad(r, 0, "the entry in line %ld has no text", xmlGetLineNo(e));
        return DTI_STEP_AGAIN;
    }
    if (r->body.failed || f->id.failed || f->title.failed) return DT_FAILED;
    dti_read_record(r, record, 0);
    record->is_summary = is_summary;
    record->input.id = whole(&f->id);
    record->input.url = whole(&f->url);
    record->input.title = whole(&f->title);
    record->input.source = whole(&f->name);
    record->input.lang = whole(&f->lang);
    record->input.published = whole(&f->date);
    record->input.is_html = is_html;
    return DTI_STEP_RECORD;
}

int dti_push_feed(dti_reader *r, dti_source *source) {
    return dti_layer_push(r, next, close_feed, NULL, source);
}
