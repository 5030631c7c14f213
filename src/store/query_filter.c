/* query_filter.c: makes the query of a filter, tells its events or counts them. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/store.h"

/* A value to bind: text or number. */
typedef struct bound {
    dt_slice text;
    int64_t number;
    double real;
    char kind; /* 't', 'n', 'r'; 'w': the sentences that hold the words of text */
} bound;

/* A query of events in the making: which tables name them, which conditions they meet. */
typedef struct sql_make {
    dti_buf from, where;
    dti_buf traits; /* conditions on event_kind k, " AND " before each */
    int64_t *pairs; /* whose events are asked for, when has_pairs */
    size_t n_pairs;
    int has_pairs;
    int sure; /* least hundredths of confidence; 0: any */
    bound bounds[192];
    size_t n;
    int first;
    int by_pair;    /* one pair's events: x is its range of event_pair */
    int need_event; /* a condition or the order asks for e, which by_pair alone does not read */
    int need_doc;   /* .. or for d */
    int few_words;  /* the words looked for stand in few sentences: those drive */
    int by_source;  /* .. or the documents of a publisher that has few */
    int by_type;    /* .. or, where only it and days are asked for, the type */
} sql_make;
/* With at most so many sentences the words drive, else the order does. */
#define FEW_SENTENCES 2000
/* The same of the documents of a publisher, whose events are read and sorted. */
#define FEW_DOCUMENTS 20000

static void condition(sql_make *m) {
    dti_buf_str(&m->where, m->first ? " WHERE " : " AND ");
    m->first = 0;
}

/* The same, on a column of e. */
static void event_condition(sql_make *m) {
    m->need_event = 1;
    condition(m);
}

static void bind_to(sql_make *m, dti_buf *out, bound b) {
    if (m->n < sizeof m->bounds / sizeof *m->bounds)
        m->bounds[m->n++] = b;
    else
        m->where.failed = 1;
    dti_buf_printf(out, "?%zu", m->n);
}

static void bind_text(sql_make *m, dt_slice s) {
    bind_to(m, &m->where, (bound){s, 0, 0, 't'});
}

static void bind_number(sql_make *m, int64_t v) {
    bind_to(m, &m->where, (bound){{0}, v, 0, 'n'});
}

static int given(const char *s) { return s && *s; }

/* column IN (list of a comma-separated text), added to out */
static void one_of(sql_make *m, dti_buf *out, const char *column, const char *list, int kind) {
    dti_buf_printf(out, "%s IN (", column);
    dt_slice rest = dti_str(list);
    int n = 0;
    while (rest.ptr) {
        dt_slice item = dti_slice_trim(dti_slice_cut(&rest, ','));
        if (!item.len || n >= 24) continue;
        if (n++) dti_buf_char(out, ',');
        if (kind == 't')
            bind_to(m, out, (bound){item, 0, 0, 't'});
        else
            bind_to(m, out,
                    (bound){{0}, kind == 'a' ? dti_aspect_of(item) : item.ptr[0] - '0', 0, 'n'});
    }
    dti_buf_char(out, ')');
}

/*
 * Where a condition on type, mode, CAMEO code, quad class or aspect goes: among a dyad's events
 * it is asked of the kind that stands beside each, and no event is read that does not fit.
 */
static dti_buf *trait(sql_make *m, const char **table) {
    if (m->has_pairs && !m->few_words) {
        dti_buf_str(&m->traits, " AND ");
        *table = "k";
        return &m->traits;
    }
    event_condition(m);
    *table = "e";
    return &m->where;
}

static void trait_of(sql_make *m, const char *column, const char *list, int kind) {
    const char *table;
    char name[24];
    if (!given(list)) return;
    dti_buf *out = trait(m, &table);
    /* + : SQLite takes ten events a type for granted, and would read all of a common one */
    snprintf(name, sizeof name, "%s%s.%s", m->by_type ? "" : "+", table, column);
    one_of(m, out, name, list, kind);
}

/* ORDER BY of the numbers; `day` and `id` are the columns that hold them. */
static void write_order(dti_buf *out, dt_order order, const char *day, const char *id) {
    switch (order) {
    case DT_BY_DATE: dti_buf_printf(out, " ORDER BY %s, %s", day, id); return;
    case DT_BY_CONFIDENCE: dti_buf_printf(out, " ORDER BY e.confidence DESC, %s", id); return;
    case DT_BY_SCORE: dti_buf_printf(out, " ORDER BY e.score, %s DESC, %s", day, id); return;
    case DT_BY_SCORE_DESC:
        dti_buf_printf(out, " ORDER BY e.score DESC, %s DESC, %s", day, id);
        return;
    case DT_BY_PUBLISHED_DESC:
        dti_buf_printf(out, " ORDER BY d.pub_day DESC, d.id DESC, %s DESC", id);
        return;
    case DT_BY_DATE_DESC: break;
    }
    dti_buf_printf(out, " ORDER BY %s DESC, %s DESC", day, id);
}

static int day_of(const char *date, int last, int32_t *out, dt_error *err) {
    dti_date d;
    if (dti_date_read(dti_str(date), &d) != DT_OK)
        return dti_fail(err, "%s is no date; write YYYY-MM-DD, YYYY-MM or YYYY", date);
    *out = last ? dti_date_last_day(&d) : dti_date_first_day(&d);
    return DT_OK;
}

/* One of the two lists of a filter: units ("USA"), and codes with a role ("USAGOV", "CVL"). */
typedef struct side {
    const char *list;
    dti_buf units;  /* whose pairs hold its events, commas between */
    int has_role;   /* not all that stands in these pairs is meant */
    int is_unbound; /* "CVL": a role of no state stands in no pair with one */
} side;

/*
 * Events between states are kept by state: those of USAGOV stand among those of USA.  Between
 * two of one state they are kept by code; with_codes asks for these too.
 */
static int read_side(dt_store *s, const char *list, int with_codes, side *out, dt_error *err) {
    sqlite3_stmt *q =
        dti_borrow(s, "SELECT country FROM actor WHERE code=?1 ORDER BY country DESC LIMIT 1",
                   "cannot look for an actor", err);
    dt_slice rest = dti_str(list);
    out->list = list;
    if (!q) return DT_FAILED;
    while (rest.ptr) {
        dt_slice code = dti_slice_trim(dti_slice_cut(&rest, ','));
        sqlite3_reset(q);
        dti_bind_slice(q, 1, code);
        dt_slice home = sqlite3_step(q) == SQLITE_ROW ? dti_column_slice(q, 0) : code;
        int has_role = !dti_slice_eq(home, code);
        out->has_role |= has_role;
        out->is_unbound |= has_role && !home.len;
        dt_slice names[] = {has_role ? home : code, with_codes && has_role ? code : home};
        for (int i = 0; i < 2; i++) {
            dti_buf_slice(&out->units, names[i]);
            dti_buf_char(&out->units, ',');
        }
    }
    dti_give_back(s, q);
    return out->units.failed ? dti_fail(err, "out of memory") : DT_OK;
}

/* One of the list takes part in the event as what it is asked for; role: below this. */
static void where_side(sql_make *m, const side *who, int role) {
    condition(m);
    dti_buf_printf(&m->where,
                   "EXISTS (SELECT 1 FROM event_actor y WHERE y.event=%s AND y.role<%d"
                   " AND y.actor IN (SELECT id FROM actor WHERE ",
                   m->by_pair ? "x.event" : "e.id", role);
    for (int k = 0; k < 2; k++) {
        dt_slice rest = dti_str(who->list);
        int n = 0;
        dti_buf_str(&m->where, k ? " OR country IN (" : "code IN (");
        while (rest.ptr) {
            dt_slice one = dti_slice_trim(dti_slice_cut(&rest, ','));
            if (!one.len || n >= 16) continue;
            if (n++) dti_buf_char(&m->where, ',');
            bind_text(m, one);
        }
        dti_buf_char(&m->where, ')');
    }
    dti_buf_str(&m->where, "))");
}

/* The conditions on what stands beside the events of a pair; prefix: "x." or "". */
static void write_traits(sql_make *m, const char *prefix) {
    if (m->traits.len) {
        dti_buf_printf(&m->where, " AND %skind IN (SELECT k.id FROM event_kind k WHERE 1", prefix);
        dti_buf_slice(&m->where, (dt_slice){m->traits.ptr, m->traits.len});
        dti_buf_char(&m->where, ')');
    }
    if (m->sure) dti_buf_printf(&m->where, " AND %ssure>=%d", prefix, m->sure);
}

static void write_pairs(sql_make *m, int32_t first_day, int32_t last_day) {
    const int64_t *pairs = m->pairs;
    size_t n = m->n_pairs;
    condition(m);
    if (m->by_pair) {
        dti_buf_str(&m->where, "x.pair=");
        bind_number(m, n ? pairs[0] : 0);
        write_traits(m, "x.");
        return;
    }
    /* an event that stands in several of them is wanted once */
    dti_buf_str(&m->where, m->few_words ? "EXISTS (SELECT 1" : "e.id IN (SELECT event");
    dti_buf_str(&m->where, " FROM event_pair WHERE pair IN (");
    for (size_t i = 0; i < n; i++)
        dti_buf_printf(&m->where, "%s%lld", i ? "," : "", (long long)pairs[i]);
    dti_buf_str(&m->where, m->few_words ? ") AND day=e.day AND event=e.id" : ")");
    if (first_day != INT32_MIN) dti_buf_printf(&m->where, " AND day>=%d", first_day);
    if (last_day != INT32_MAX) dti_buf_printf(&m->where, " AND day<=%d", last_day);
    if (!m->few_words) write_traits(m, "");
    dti_buf_str(&m->where, ")");
}

/* The units that are asked for: the pairs they stand in, and who of them acts as what. */
static int where_parties(dt_store *s, const dt_filter *f, sql_make *m, dt_error *err) {
    int two = given(f->a) && given(f->b), rc = DT_FAILED;
    side a = {0}, b = {0};
    dti_buf_init(&a.units);
    dti_buf_init(&b.units);
    if (read_side(s, given(f->a) ? f->a : f->b, two, &a, err) != DT_OK ||
        (two && read_side(s, f->b, 1, &b, err) != DT_OK))
        goto done;
    /* with one of no state the other's events are looked through; two of none have a pair */
    const char *of = a.is_unbound && two && !b.is_unbound ? b.units.ptr : a.units.ptr;
    const char *with = two && a.is_unbound == b.is_unbound ? b.units.ptr : NULL;
    if (two || !a.is_unbound) {
        if (dti_pairs_of(s, of, with, f->directed, &m->pairs, &m->n_pairs, err) != DT_OK)
            goto done;
        m->has_pairs = 1;
        m->by_pair = m->n_pairs <= 1 && !m->few_words;
    }
    if (a.has_role || b.is_unbound) where_side(m, &a, two && f->directed ? 1 : 2);
    if (two && (b.has_role || a.is_unbound)) where_side(m, &b, 2);
    rc = DT_OK;
done:
    dti_buf_release(&a.units);
    dti_buf_release(&b.units);
    return rc;
}

/*
 * FROM and WHERE of a filter.  What drives is the pair when one is given: its events lie
 * together by day, so that a dyad among ten million events is one range of one index; rare
 * words when some are looked for; else the order.
 */
static int make_where(dt_store *s, const dt_filter *f, sql_make *m, dt_error *err) {
    int32_t first_day = INT32_MIN, last_day = INT32_MAX;
    if (given(f->from) && day_of(f->from, 0, &first_day, err) != DT_OK) return DT_FAILED;
    if (given(f->to) && day_of(f->to, 1, &last_day, err) != DT_OK) return DT_FAILED;
    if ((given(f->a) || given(f->b)) && where_parties(s, f, m, err) != DT_OK) return DT_FAILED;
    const char *day_column = m->by_pair ? "x.day" : "e.day";
    if (first_day != INT32_MIN) {
        condition(m);
        dti_buf_printf(&m->where, "%s>=", day_column);
        bind_number(m, first_day);
    }
    if (last_day != INT32_MAX) {
        condition(m);
        dti_buf_printf(&m->where, "%s<=", day_column);
        bind_number(m, last_day);
    }
    trait_of(m, "plover", f->type, 't');
    trait_of(m, "mode", f->mode, 't');
    trait_of(m, "quad", f->quads, 'q');
    trait_of(m, "aspect", f->aspects, 'a');
    if (given(f->source)) {
        m->need_doc = 1;
        event_condition(m);
        one_of(m, &m->where, "d.source IN (SELECT id FROM source WHERE name", f->source, 't');
        dti_buf_char(&m->where, ')');
    }
    if (given(f->cameo)) {
        const char *table;
        dti_buf *out = trait(m, &table);
        dti_buf_printf(out, "substr(%s.cameo,1,%zu)=", table, strlen(f->cameo));
        bind_to(m, out, (bound){dti_str(f->cameo), 0, 0, 't'});
    }
    if (given(f->place)) {
        event_condition(m);
        dti_buf_str(&m->where, "e.place IN (SELECT id FROM place WHERE country=");
        bind_text(m, dti_str(f->place));
        dti_buf_str(&m->where, " OR instr(lower(name),lower(");
        bind_text(m, dti_str(f->place));
        dti_buf_str(&m->where, "))>0)");
    }
    if (given(f->as_of)) {
        int32_t day = 0;
        if (day_of(f->as_of, 1, &day, err) != DT_OK) return DT_FAILED;
        m->need_doc = 1;
        condition(m);
        dti_buf_str(&m->where, "(d.pub_day IS NULL OR d.pub_day<=");
        bind_number(m, day);
        dti_buf_str(&m->where, ")");
    }
    if (given(f->text)) {
        event_condition(m);
        dti_buf_str(&m->where, m->few_words ? "sentence_text MATCH " : "dti_is_among(");
        bind_text(m, dti_str(f->text));
        if (!m->few_words) {
            if (!m->where.failed) m->bounds[m->n - 1].kind = 'w';
            dti_buf_str(&m->where, ",e.sentence)");
        }
    }
    if (given(f->doc_id)) {
        event_condition(m);
        dti_buf_str(&m->where, "e.doc=(SELECT id FROM document WHERE doc_id=");
        bind_text(m, dti_str(f->doc_id));
        dti_buf_str(&m->where, ")");
    }
    if (given(f->story_id)) {
        event_condition(m);
        dti_buf_str(&m->where, "e.doc IN (SELECT d2.id FROM document d2 JOIN story s2"
                               " ON s2.id=d2.story WHERE s2.story_id=");
        bind_text(m, dti_str(f->story_id));
        dti_buf_str(&m->where, " UNION SELECT id FROM document WHERE doc_id=");
        bind_text(m, dti_str(f->story_id));
        dti_buf_str(&m->where, ")");
    }
    if (f->min_confidence > 0) {
        event_condition(m);
        dti_buf_str(&m->where, "e.confidence>=");
        bind_to(m, &m->where, (bound){{0}, 0, f->min_confidence, 'r'});
        /* x >= y says the same of their hundredths rounded down: most that do not fit fall here */
        m->sure = f->min_confidence < 1 ? (int)(f->min_confidence * 100) : 100;
    }
    if (!f->with_retracted && !m->by_pair) { /* what is retracted stands in no pair */
        condition(m);
        dti_buf_str(&m->where, "e.corrected<2");
    }
    if (m->has_pairs) write_pairs(m, first_day, last_day);
    if (f->order != DT_BY_DATE && f->order != DT_BY_DATE_DESC) m->need_event = 1;
    if (f->order == DT_BY_PUBLISHED_DESC) m->need_doc = 1;
    return DT_OK;
}

/* Words quoted one by one: what a person types need not be FTS5 syntax. */
static void quote_words(dti_buf *out, const char *text) {
    dt_slice rest = dti_str(text);
    while (rest.ptr) {
        dt_slice word = dti_slice_cut(&rest, ' ');
        if (!word.len) continue;
        if (out->len) dti_buf_char(out, ' ');
        dti_buf_char(out, '"');
        for (size_t i = 0; i < word.len; i++) {
            if (word.ptr[i] == '"') dti_buf_char(out, '"');
            dti_buf_char(out, word.ptr[i]);
        }
        dti_buf_char(out, '"');
    }
    if (!out->len) dti_buf_str(out, "\"\"");
}

/* Nothing asked but, perhaps, words. */
static int is_words_alone(const dt_filter *f) {
    return !given(f->a) && !given(f->b) && !given(f->type) && !given(f->mode) &&
           !given(f->cameo) && !given(f->quads) && !given(f->aspects) && !given(f->place) &&
           !given(f->from) && !given(f->to) && !given(f->as_of) && !given(f->source) && !given(f->doc_id) && !given(f->story_id) &&
           !(f->min_confidence > 0);
}

/* FROM of the numbers: the tables that conditions and order ask for, in the order of the loops.
 */
static void write_from(dti_buf *out, const sql_make *m, const dt_filter *f) {
    if (m->few_words)
        dti_buf_str(out, " FROM sentence_text CROSS JOIN sentence t ON t.id=sentence_text.rowid"
                         " CROSS JOIN event e ON e.doc=t.doc AND e.sentence=t.id");
    else if (m->by_pair)
        dti_buf_str(out, m->need_event || m->need_doc
                             ? " FROM event_pair x CROSS JOIN event e ON e.id=x.event"
                             : " FROM event_pair x");
    else if (m->by_type)
        dti_buf_str(out, " FROM event e INDEXED BY event_by_type");
    else if (m->by_source || (f->order == DT_BY_PUBLISHED_DESC && !given(f->doc_id) &&
                              !given(f->story_id) && !given(f->place)))
        /* written as a range: for = SQLite first reads all events into a Bloom filter */
        dti_buf_str(out, " FROM document d CROSS JOIN event e ON e.doc>=d.id AND e.doc<=d.id");
    else
        dti_buf_str(out, " FROM event e");
    if (m->need_doc && !strstr(out->ptr, "document d"))
        dti_buf_str(out, " CROSS JOIN document d ON d.id=e.doc");
}

/*
 * How many sentences hold the words, counted no further than most; words that do not parse as a
 * query are put in quotes first, in *quoted, which then holds what to look for.
 */
static int count_words(dt_store *s, const char **text, int64_t most, dti_buf *quoted) {
    int n = dti_sentences_count(s, *text, most);
    if (n >= 0) return n;
    quote_words(quoted, *text);
    *text = quoted->ptr;
    return dti_sentences_count(s, *text, most);
}

/* Of the publishers, counted no further than most. */
static int64_t count_documents(dt_store *s, const char *sources, int64_t most) {
    int64_t n = 0;
    dt_slice rest = dti_str(sources);
    sqlite3_stmt *q = dti_borrow(
        s,
        "SELECT count(*) FROM (SELECT 1 FROM document"
        " WHERE source=(SELECT id FROM source WHERE name=?1) LIMIT ?2)",
        "cannot count documents", NULL);
    while (q && rest.ptr && n < most) {
        sqlite3_reset(q);
        dti_bind_slice(q, 1, dti_slice_trim(dti_slice_cut(&rest, ',')));
        sqlite3_bind_int64(q, 2, most - n);
        if (sqlite3_step(q) == SQLITE_ROW) n += sqlite3_column_int64(q, 0);
    }
    dti_give_back(s, q);
    return n;
}

/* One type is asked for, between days perhaps, and nothing else. */
static int is_type_alone(const dt_filter *f) {
    dt_filter rest = *f;
    rest.type = rest.from = rest.to = NULL;
    return given(f->type) && !strchr(f->type, ',') && !given(f->text) && !f->with_retracted &&
           is_words_alone(&rest) && (f->order == DT_BY_DATE || f->order == DT_BY_DATE_DESC);
}

static int64_t count_retracted(dt_store *s) {
    sqlite3_stmt *q = NULL;
    int64_t n = INT64_MAX / 2;
    if (sqlite3_prepare_v2(s->db, "SELECT count(*) FROM event INDEXED BY event_retracted WHERE corrected=2",
                           -1, &q, NULL) ==
            SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

/* All events of one pair, which are counted in its row; who writes has some not counted yet. */
static int is_pair_alone(const dt_store *s, const sql_make *m) {
    return !s->writing && m->by_pair && m->n == 1 && !m->need_event && !m->need_doc && !m->sure;
}

typedef int use_fn(dt_store *s, sqlite3_stmt *q, void *ctx, dt_error *err);

/* ceiling: of what is counted; 0: no counting, SIZE_MAX: none. */
static int run_filter(dt_store *s, const dt_filter *filter, size_t ceiling, use_fn *use,
                      void *ctx, dt_error *err) {
    int counting = ceiling > 0;
    dt_filter f = *filter;
    sql_make m = {.first = 1};
    dti_buf sql, words;
    dti_buf_init(&m.where);
    dti_buf_init(&m.from);
    dti_buf_init(&m.traits);
    dti_buf_init(&sql);
    dti_buf_init(&words);
    sqlite3_stmt *q = NULL;
    int rc = DT_FAILED;
    int many = 0; /* more than are counted */
    if (given(f.text)) {
        int is_bounded = counting && ceiling < SIZE_MAX && is_words_alone(&f);
        int64_t most = FEW_SENTENCES;
        if (is_bounded) most = (int64_t)ceiling + count_retracted(s);
        int n = count_words(s, &f.text, most + 1, &words);
        m.few_words = n <= FEW_SENTENCES || is_bounded;
        /* a sentence is kept for its events: each has one that is not retracted, save these */
        many = is_bounded && n > most;
    }
    if (counting) f.order = DT_BY_DATE;
    /* counting needs no order: all of a publisher's lie together */
    m.by_source = given(f.source) && !m.few_words &&
                  (counting || count_documents(s, f.source, FEW_DOCUMENTS + 1) <= FEW_DOCUMENTS);
    m.by_type = is_type_alone(&f);
    if (make_where(s, &f, &m, err) != DT_OK) goto done;
    write_from(&m.from, &m, &f);
    const char *day = m.by_pair ? "x.day" : "e.day", *id = m.by_pair ? "x.event" : "e.id";
    if (many) {
        m.n = 0;
        dti_buf_printf(&sql, "SELECT %zu", ceiling);
    } else if (ceiling == SIZE_MAX && !given(f.text) && is_words_alone(&f)) {
        m.n = 0;
        dti_buf_str(&sql, "SELECT coalesce(sum(n_events),0)");
        if (!f.with_retracted)
            dti_buf_str(&sql, "-(SELECT count(*) FROM event WHERE corrected=2)");
        dti_buf_str(&sql, " FROM document");
    } else if (counting && is_pair_alone(s, &m)) {
        dti_buf_printf(&sql, "SELECT coalesce((SELECT min(n_events,%lld) FROM pair WHERE id=?1),0)",
                       ceiling < SIZE_MAX ? (long long)ceiling : INT64_MAX);
    } else if (counting) {
        dti_buf_str(&sql, "SELECT count(*) FROM (SELECT 1");
        dti_buf_slice(&sql, (dt_slice){m.from.ptr, m.from.len});
        dti_buf_slice(&sql, (dt_slice){m.where.ptr, m.where.len});
        dti_buf_printf(&sql, " LIMIT %lld)", ceiling < SIZE_MAX ? (long long)ceiling : -1LL);
    } else {
        /* First the numbers, by few tables, then all of those on the page. */
        dti_buf_str(&sql, "SELECT");
        dti_buf_str(&sql, dti_event_columns);
        dti_buf_printf(&sql, " FROM (SELECT %s AS n", id);
        dti_buf_slice(&sql, (dt_slice){m.from.ptr, m.from.len});
        dti_buf_slice(&sql, (dt_slice){m.where.ptr, m.where.len});
        write_order(&sql, f.order, day, id);
        dti_buf_printf(&sql, " LIMIT %lld OFFSET %lld) k CROSS JOIN event e ON e.id=k.n",
                       f.limit ? (long long)f.limit : -1LL, (long long)f.offset);
        dti_buf_str(&sql, dti_event_joins);
        /* The order of a page is said again; without one the loop over k keeps it. */
        if (f.limit) write_order(&sql, f.order, "e.day", "e.id");
    }
    if (m.where.failed || m.traits.failed || sql.failed) {
        dti_fail(err, "the filter is too long");
        goto done;
    }
    if (!(q = dti_borrow(s, sql.ptr, "cannot look for events", err))) goto done;
    for (size_t i = 0; i < m.n; i++) {
        const bound *b = &m.bounds[i];
        if (b->kind == 't')
            dti_bind_slice(q, (int)i + 1, b->text);
        else if (b->kind == 'n')
            sqlite3_bind_int64(q, (int)i + 1, b->number);
        else if (b->kind == 'w') {
            if (dti_sentences_bind(s, q, (int)i + 1, b->text, err) != DT_OK) goto done;
        } else
            sqlite3_bind_double(q, (int)i + 1, b->real);
    }
    rc = use(s, q, ctx, err);
done:
    dti_give_back(s, q);
    dti_buf_release(&m.where);
    dti_buf_release(&m.from);
    dti_buf_release(&m.traits);
    free(m.pairs);
    dti_buf_release(&sql);
    dti_buf_release(&words);
    return rc;
}

typedef struct each {
    dt_event_fn *fn;
    void *ctx;
} each;

static int use_events(dt_store *s, sqlite3_stmt *q, void *ctx, dt_error *err) {
    each *e = ctx;
    return dti_each_event(s, q, e->fn, e->ctx, err);
}

static int use_count(dt_store *s, sqlite3_stmt *q, void *ctx, dt_error *err) {
    if (sqlite3_step(q) != SQLITE_ROW) return dti_store_fail(s, "cannot count events", err);
    *(size_t *)ctx = (size_t)sqlite3_column_int64(q, 0);
    return DT_OK;
}

int dt_store_events(dt_store *s, const dt_filter *f, dt_event_fn *fn, void *ctx,
                    dt_error *err) {
    each e = {fn, ctx};
    return run_filter(s, f, 0, use_events, &e, err);
}

int dt_store_count(dt_store *s, const dt_filter *f, size_t *out, dt_error *err) {
    return run_filter(s, f, SIZE_MAX, use_count, out, err);
}

int dti_count_events(dt_store *s, const dt_filter *f, size_t ceiling, size_t *out,
                     dt_error *err) {
    return run_filter(s, f, ceiling, use_count, out, err);
}
