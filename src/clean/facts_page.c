/* facts_page.c: reads a page's metadata, makes title, author, day and language. */
#include "clean/facts_page.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/slice.h"
#include "clean/when.h"

#define MAX_TITLE_BYTES 512
#define MAX_LD_DEPTH 8

typedef struct finder {
    dt_doc *doc;
    const dti_page *page;
    const dti_clean_rules *rules;
    dti_page_facts *f;
    int date_rank; /* of the day found; smaller is better, 0: none */
    int title_rank, byline_rank;
    char zone[8]; /* "-08:00": of the first hour shown with one; "": none yet */
    int failed;
} finder;

static dt_slice keep(finder *x, dt_slice s) {
    char made[MAX_TITLE_BYTES];
    size_t n = dti_text_resolve(x->rules, s, made, sizeof made);
    char *p = n ? dti_arena_copy(&x->doc->arena, made, n) : NULL;
    if (n && !p) x->failed = 1;
    return (dt_slice){p, p ? n : 0};
}

static void offer_date(finder *x, int rank, dt_slice text, const char *from) {
    char day[32];
    if (x->date_rank && x->date_rank <= rank) return;
    int n = dti_when_read(x->rules, text, day);
    if (!n) return;
    x->f->published = keep(x, (dt_slice){day, (size_t)n});
    x->f->published_from = dti_str(from);
    x->date_rank = rank;
}

static void offer_title(finder *x, int rank, dt_slice text) {
    if (!text.len || (x->title_rank && x->title_rank <= rank)) return;
    dt_slice title = keep(x, text);
    if (!title.len) return;
    x->f->title = title;
    x->title_rank = rank;
}

/*
 * What of a line names its writers: "MIRA INVENTED 22 AUG 2020" and "oldsalt \xC2\xBB Fri Jun 04" go
 * on with a day, "Jane Doe reports on energy. Follow her ..." with a sentence: three small words in
 * a row stand in no name.
 */
static dt_slice name_alone(const dti_clean_rules *rules, dt_slice s) {
    static const char *const signs[] = {"\xC2\xBB", "\xC2\xB7", "|"};
    size_t digit = 0, from[3] = {0}, small = 0;
    while (digit < s.len && !(s.ptr[digit] >= '0' && s.ptr[digit] <= '9')) digit++;
    for (size_t i = 0; digit < s.len && i < sizeof signs / sizeof *signs; i++) {
        const char *at = memmem(s.ptr, digit, signs[i], strlen(signs[i]));
        if (at) digit = (size_t)(at - s.ptr);
    }
    s.len = digit;
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] == ' ') {
            at++;
            continue;
        }
        from[small % 3] = at;
        small = s.ptr[at] >= 'a' && s.ptr[at] <= 'z' ? small + 1 : 0;
        if (small == 3) {
            s.len = from[0];
            break;
        }
        while (at < s.len && s.ptr[at] != ' ') at++;
    }
    s = dti_slice_trim(s);
    for (;;) { /* "22 AUG" has lost its day */
        size_t at = s.len;
        while (at && s.ptr[at - 1] != ' ') at--;
        if (!at || !dti_when_is_month(rules, dti_slice(s.ptr + at, s.len - at))) return s;
        s = dti_slice_trim(dti_slice(s.ptr, at));
    }
}

/* "By Jane Doe" and "https://..." say less than "Jane Doe". */
static void offer_byline(finder *x, int rank, dt_slice text) {
    text = dti_slice_trim(text);
    if (!text.len || text.len > 200 || (x->byline_rank && x->byline_rank <= rank)) return;
    if (memmem(text.ptr, text.len, "://", 3) || text.ptr[0] == '@') return;
    dt_slice name = keep(x, text);
    dti_line_found line = dti_line_look(x->rules, name);
    if (line.kind == DTI_LINE_BYLINE && line.name.len) name = line.name;
    name = name_alone(x->rules, name);
    while (name.len && strchr(",;|/ ", name.ptr[name.len - 1])) name.len--;
    if (!name.len) return;
    dt_slice agency = dti_agency_of(x->rules, name);
    if (agency.len && !x->f->agency.len) x->f->agency = agency;
    if (agency.len) return;
    x->f->byline = name;
    x->byline_rank = rank;
}

/* ---------------------------------------------------------------- <meta> */

typedef enum fact { DATE, TITLE, AUTHOR, SITE, LANG } fact;

/* What the names of <meta> stand for, the surest first; the order is the rank. */
static const struct {
    const char *name;
    fact fact;
} metas[] = {
    {"article:published_time", DATE},    {"og:article:published_time", DATE},
    {"datepublished", DATE},             {"og:published_time", DATE},
    {"article:published", DATE},         {"parsely-pub-date", DATE},
    {"sailthru.date", DATE},             {"cxenseparse:recs:publishtime", DATE},
    {"bt:pubdate", DATE},                {"pubdate", DATE},
    {"publishdate", DATE},               {"publish-date", DATE},
    {"publish_date", DATE},              {"published_time", DATE},
    {"publication_date", DATE},          {"article.published", DATE},
    {"article_date_original", DATE},     {"originalpublicationdate", DATE},
    {"rnews:datepublished", DATE},       {"dc.date.issued", DATE},
    {"dcterms.created", DATE},           {"dcterms.issued", DATE},
    {"dcterms.date", DATE},              {"dc.date", DATE},
    {"dc.date.created", DATE},           {"citation_publication_date", DATE}, {"citation_date", DATE},
    {"ptime", DATE},
    {"displaydate", DATE},               {"date", DATE},
    {"og:title", TITLE},                 {"twitter:title", TITLE},
    {"headline", TITLE},                 {"dc.title", TITLE},
    {"author", AUTHOR},                  {"article:author", AUTHOR},
    {"byl", AUTHOR},                     {"parsely-author", AUTHOR},
    {"sailthru.author", AUTHOR},         {"dc.creator", AUTHOR},
    {"og:site_name", SITE},              {"application-name", SITE},
    {"og:locale", LANG},                 {"content-language", LANG},
};

static void read_meta(finder *x, const dti_node *e) {
    dt_slice names[3], content = dti_attr(x->page, e, "content");
    names[0] = dti_attr(x->page, e, "property");
    names[1] = dti_attr(x->page, e, "name");
    names[2] = dti_attr(x->page, e, "itemprop");
    if (!content.len) return;
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
        for (int k = 0; k < 3; k++) {
            if (!names[k].len || !dti_slice_is_nocase(names[k], metas[i].name)) continue;
            int rank = 10 + (int)i;
            switch (metas[i].fact) {
            case DATE: offer_date(x, rank, content, k == 2 ? "itemprop" : "meta"); break;
            case TITLE: offer_title(x, rank, content); break;
            case AUTHOR: offer_byline(x, rank, content); break;
            case SITE:
                if (!x->f->site.len) x->f->site = keep(x, content);
                break;
            case LANG:
                if (!x->f->lang.len) x->f->lang = keep(x, content);
            }
        }
}

/* ---------------------------------------------------------------- JSON-LD */

static dt_slice text_of(const json_t *v) {
    return json_is_string(v) ? (dt_slice){json_string_value(v), json_string_length(v)}
                             : (dt_slice){NULL, 0};
}

static int is_story_type(const json_t *type) {
    static const char *const ends[] = {"Article", "Posting", "Report", "Review"};
    size_t n = json_is_array(type) ? json_array_size(type) : 1;
    for (size_t i = 0; i < n; i++) {
        dt_slice t = text_of(json_is_array(type) ? json_array_get(type, i) : type);
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
            if (dti_slice_ends(t, ends[k])) return 1;
    }
    return 0;
}

static dt_slice name_of(const json_t *who) {
    for (int depth = 0; depth < 3; depth++) {
        if (json_is_array(who)) who = json_array_get(who, 0);
        else if (json_is_object(who)) who = json_object_get(who, "name");
        else break;
    }
    return text_of(who);
}

static void read_story(finder *x, const json_t *o, int rank) {
    dt_slice body = text_of(json_object_get(o, "articleBody"));
    offer_date(x, rank, text_of(json_object_get(o, "datePublished")), "json-ld");
    if (rank == 1) offer_date(x, rank + 1, text_of(json_object_get(o, "dateCreated")), "json-ld");
    if (rank > 1) return;
    offer_title(x, rank, text_of(json_object_get(o, "headline")));
    offer_byline(x, rank, name_of(json_object_get(o, "author")));
    dt_slice lang = text_of(json_object_get(o, "inLanguage"));
    if (lang.len && !x->f->lang.len) x->f->lang = keep(x, lang);
    if (!x->f->site.len) {
        dt_slice site = name_of(json_object_get(o, "publisher"));
        if (site.len) x->f->site = keep(x, site);
    }
    if (body.len > x->f->body.len) {
        char *p = dti_arena_copy(&x->doc->arena, body.ptr, body.len);
        if (!p) x->failed = 1;
        else x->f->body = (dt_slice){p, body.len};
    }
}

static void read_ld(finder *x, const json_t *v, int depth) {
    if (depth > MAX_LD_DEPTH) return;
    if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v) && i < 64; i++)
            read_ld(x, json_array_get(v, i), depth + 1);
        return;
    }
    if (!json_is_object(v)) return;
    if (is_story_type(json_object_get(v, "@type"))) read_story(x, v, 1);
    else if (json_object_get(v, "datePublished")) read_story(x, v, 60); /* a page, a video */
    read_ld(x, json_object_get(v, "@graph"), depth + 1);
    read_ld(x, json_object_get(v, "mainEntity"), depth + 1);
    read_ld(x, json_object_get(v, "mainEntityOfPage"), depth + 1);
}

static void read_script(finder *x, uint32_t number) {
    const dti_node *e = &x->page->nodes[number];
    dt_slice type = dti_attr(x->page, e, "type");
    if (!type.len || !memmem(type.ptr, type.len, "ld+json", 7) || e->end == number + 1) return;
    const dti_node *inner = &x->page->nodes[number + 1];
    dt_slice s = {x->page->text.ptr + inner->from, inner->to - inner->from};
    while (s.len && s.ptr[0] != '{' && s.ptr[0] != '[') s.ptr++, s.len--;
    if (!s.len) return;
    /* raw line ends inside strings are the commonest fault */
    char *copy = malloc(s.len);
    if (!copy) return;
    for (size_t i = 0; i < s.len; i++) copy[i] = (unsigned char)s.ptr[i] < ' ' ? ' ' : s.ptr[i];
    json_error_t error;
    json_t *v = json_loadb(copy, s.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);
    if (v) read_ld(x, v, 0);
    else {
        static const char key[] = "\"datePublished\"";
        const char *at = memmem(copy, s.len, key, sizeof key - 1);
        if (at) {
            dt_slice rest = {at + sizeof key - 1, s.len - (size_t)(at - copy) - (sizeof key - 1)};
            if (rest.len > 60) rest.len = 60;
            offer_date(x, 5, rest, "json-ld");
        }
    }
    json_decref(v);
    free(copy);
}

/* ---------------------------------------------------------------- elements */

/* The text of a small element, its own tags taken out. */
static dt_slice inner_text(finder *x, uint32_t number) {
    char made[MAX_TITLE_BYTES];
    size_t n = 0;
    for (uint32_t i = number + 1; i < x->page->nodes[number].end && n + 8 < sizeof made; i++) {
        const dti_node *e = &x->page->nodes[i];
        if (e->tag != DTI_TAG_text) {
            if ((dti_tag_flags((dti_tag)e->tag) & DTI_TAG_SILENT)) i = e->end - 1;
            continue;
        }
        dt_slice s = {x->page->text.ptr + e->from, e->to - e->from};
        int space = n && s.len && (unsigned char)s.ptr[0] <= ' ';
        if (space || (n && i > number + 2 && made[n - 1] != ' ')) made[n++] = ' ';
        n += dti_text_resolve(x->rules, s, made + n, sizeof made - n);
        if (s.len && (unsigned char)s.ptr[s.len - 1] <= ' ' && n && n < sizeof made) made[n++] = ' ';
    }
    return keep(x, (dt_slice){made, n});
}

/*
 * "10:01 pm PST, Tuesday, November 19, 2019" beside a stamp of 2019-11-20T05:57:50Z: the hour that
 * the page shows tells the clock its paper goes by, and so the paper's own day.
 */
static void note_zone(finder *x, dt_slice shown) {
    char day[32];
    if (x->zone[0] || dti_when_read(x->rules, shown, day) != 25) return;
    memcpy(x->zone, day + 19, 7);
}

static int is_utc(dt_slice stamp) { return stamp.len == 20 && stamp.ptr[19] == 'Z'; }

static void read_element(finder *x, uint32_t number) {
    const dti_node *e = &x->page->nodes[number];
    int zone_wanted = !x->zone[0] && is_utc(x->f->published);
    if (e->to <= e->from ||
        (x->date_rank && x->date_rank <= 80 && x->byline_rank && !zone_wanted))
        return;
    dt_slice prop = dti_attr(x->page, e, "itemprop");
    if (prop.len && dti_slice_is_nocase(prop, "datepublished")) {
        dt_slice when = dti_attr(x->page, e, "datetime");
        if (!when.len) when = dti_attr(x->page, e, "content");
        if (!when.len) when = inner_text(x, number);
        offer_date(x, 50, when, "itemprop");
        if (e->end - number < 12) note_zone(x, inner_text(x, number));
    } else if (prop.len && dti_slice_is_nocase(prop, "author") && e->end - number < 12)
        offer_byline(x, 50, inner_text(x, number));
    if (e->tag == DTI_TAG_time) {
        dt_slice when = dti_attr(x->page, e, "datetime");
        offer_date(x, 80, when.len ? when : inner_text(x, number), "time");
        if (e->end - number < 12) note_zone(x, inner_text(x, number));
        return;
    }
    if (e->end - number > 12) return; /* only small elements are a name or a day */
    unsigned hints = 0;
    dt_slice name, value;
    size_t at = 0;
    while (dti_attr_next(x->page, e, &at, &name, &value))
        if (dti_slice_is_nocase(name, "class") || dti_slice_is_nocase(name, "id"))
            hints |= dti_hints_of(x->rules, value);
        else if (dti_slice_is_nocase(name, "rel") && dti_slice_is_nocase(value, "author"))
            hints |= DTI_HINT_BYLINE;
    if ((hints & DTI_HINT_DATE) && (zone_wanted || !x->date_rank || x->date_rank > 90)) {
        dt_slice shown = inner_text(x, number);
        offer_date(x, 90, shown, "text");
        note_zone(x, shown);
    }
    /* the lines of an author's box: "REUTERS 19 NOV 2019", or the day on one of its own */
    if ((hints & DTI_HINT_BYLINE) && (!x->byline_rank || x->byline_rank > 90 || !x->date_rank)) {
        dt_slice who = inner_text(x, number);
        if (who.len >= 5 && who.len < 80) {
            offer_date(x, 95, who, "text");
            offer_byline(x, 90, who);
        }
    }
}

/* Words of a that stand in b too, as a share of a's. */
static double shared_words(dt_slice a, dt_slice b) {
    size_t n = 0, both = 0;
    while (a.len) {
        dt_slice w = dti_slice_cut(&a, ' ');
        if (w.len < 3) continue;
        n++;
        both += memmem(b.ptr, b.len, w.ptr, w.len) != NULL;
    }
    return n ? (double)both / (double)n : 0;
}

/* "Headline - Site" and "Headline | Site | Section": what stands before the sign. */
static dt_slice without_site(dt_slice title) {
    static const char *const signs[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xBB ", " :: "};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *at = title.len > 3 ? memmem(title.ptr, title.len, signs[i], strlen(signs[i])) : NULL;
        size_t head = at ? (size_t)(at - title.ptr) : 0;
        if (at && head * 2 >= title.len) return (dt_slice){title.ptr, head};
    }
    return title;
}

/* An evening in Los Angeles is the next day in UTC: then the address has the paper's own day. */
static int is_day_before(const char *day, dt_slice stamp) {
    dti_date a, b;
    return dti_slice_ends(stamp, "Z") && dti_date_read(dti_str(day), &a) == DT_OK &&
           dti_date_read(stamp, &b) == DT_OK &&
           dti_date_last_day(&a) + 1 == dti_date_last_day(&b);
}

int dti_page_facts_read(dt_doc *doc, const dti_page *page, const dti_clean_rules *rules,
                        dti_page_facts *out) {
    memset(out, 0, sizeof *out);
    finder x = {.doc = doc, .page = page, .rules = rules, .f = out};
    dt_slice h1 = {NULL, 0}, title = {NULL, 0};
    int n_h1 = 0;
    for (uint32_t i = 0; i < page->n && !x.failed; i++) {
        const dti_node *e = &page->nodes[i];
        switch (e->tag) {
        case DTI_TAG_text: break;
        case DTI_TAG_meta: read_meta(&x, e); break;
        case DTI_TAG_script: read_script(&x, i); break;
        case DTI_TAG_title:
            if (!title.len) title = inner_text(&x, i);
            break;
        case DTI_TAG_h1:
            if (n_h1++ == 0) h1 = inner_text(&x, i);
            break;
        default: read_element(&x, i);
        }
    }
    char day[32];
    int n = x.zone[0] ? dti_when_in_zone(out->published, dti_str(x.zone), day) : 0;
    if (n) out->published = keep(&x, (dt_slice){day, (size_t)n});
    n = dti_when_in_url(doc->url, day);
    if (n && (!x.date_rank || x.date_rank >= 60 || is_day_before(day, out->published))) {
        out->published = keep(&x, (dt_slice){day, (size_t)n});
        out->published_from = dti_str("url");
    }
    dt_slice known = out->title.len ? out->title : title;
    if (h1.len && (!known.len || shared_words(h1, known) >= 0.5)) out->title = h1;
    else if (!out->title.len) out->title = without_site(title);
    else out->title = without_site(out->title);
    dt_slice lang = dti_attr(page, &page->nodes[0], "lang");
    if (lang.len) out->lang = keep(&x, lang);
    return x.failed ? DT_FAILED : DT_OK;
}
