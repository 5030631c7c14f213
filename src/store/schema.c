/* schema.c: makes the tables of a store and brings older stores to the newest form. */
#include "base/error.h"
#include "store/store.h"

/*
 * One step for every schema version, never edited once released: step i brings user_version i
 * to i + 1.  docs/formats/store.md describes the result column by column.
 */
static const char *const STEPS[] = {
    /* 1: documents, events, actors, pairs */
    "CREATE TABLE run(id INTEGER PRIMARY KEY, version TEXT NOT NULL, options TEXT NOT NULL,"
    " started TEXT NOT NULL);"
    "CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE story(id INTEGER PRIMARY KEY, story_id TEXT NOT NULL);"
    "CREATE INDEX story_by_id ON story(story_id);"
    "CREATE TABLE document(id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE,"
    " content_hash INTEGER NOT NULL, input_hash INTEGER NOT NULL, url TEXT, title TEXT,"
    " source INTEGER NOT NULL REFERENCES source(id), lang TEXT, published TEXT, pub_day "
    "INTEGER,"
    " run INTEGER NOT NULL REFERENCES run(id), story INTEGER REFERENCES story(id),"
    " n_events INTEGER NOT NULL, n_shingles INTEGER NOT NULL, sketch BLOB, text TEXT);"
    "CREATE INDEX document_by_input ON document(input_hash);"
    "CREATE INDEX document_by_story ON document(story);"
    "CREATE INDEX document_by_day ON document(pub_day);"
    "CREATE TABLE shingle(key INTEGER NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY(key, doc))"
    " WITHOUT ROWID;"
    "CREATE TABLE sentence(id INTEGER PRIMARY KEY, doc INTEGER NOT NULL, number INTEGER NOT "
    "NULL,"
    " start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL);"
    "CREATE INDEX sentence_by_doc ON sentence(doc);"
    "CREATE VIRTUAL TABLE sentence_text USING fts5(text, content='sentence', "
    "content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2');"
    "CREATE TABLE actor(id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL,"
    " country TEXT NOT NULL, sector TEXT NOT NULL, n_events INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE(code, name, country, sector));"
    "CREATE TABLE frame(id INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL,"
    " UNIQUE(name, origin));"
    "CREATE TABLE place(id INTEGER PRIMARY KEY, text TEXT NOT NULL, name TEXT NOT NULL,"
    " country TEXT NOT NULL, lat REAL, lon REAL, from_dateline INTEGER NOT NULL,"
    " UNIQUE(text, name, country, lat, lon, from_dateline));"
    "CREATE TABLE event(id INTEGER PRIMARY KEY, event_id TEXT NOT NULL,"
    " doc INTEGER NOT NULL REFERENCES document(id), sentence INTEGER NOT NULL,"
    " date TEXT NOT NULL, day INTEGER, precision INTEGER NOT NULL, aspect INTEGER NOT NULL,"
    " plover TEXT NOT NULL, mode TEXT NOT NULL, cameo TEXT NOT NULL, quad INTEGER NOT NULL,"
    " penta INTEGER NOT NULL, score REAL NOT NULL, goldstein REAL NOT NULL,"
    " contexts TEXT NOT NULL, trigger TEXT NOT NULL, trigger_start INTEGER NOT NULL,"
    " trigger_end INTEGER NOT NULL, place INTEGER REFERENCES place(id),"
    " confidence REAL NOT NULL, frame INTEGER NOT NULL REFERENCES frame(id),"
    " reason TEXT NOT NULL, mentions INTEGER NOT NULL, paired INTEGER NOT NULL,"
    " happening INTEGER NOT NULL, corrected INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX event_by_id ON event(event_id);"
    "CREATE INDEX event_by_doc ON event(doc);"
    "CREATE INDEX event_by_day ON event(day);"
    "CREATE INDEX event_by_happening ON event(happening);"
    /* role: 0 source, 1 target, 2 speaker */
    "CREATE TABLE event_actor(event INTEGER NOT NULL, role INTEGER NOT NULL,"
    " ord INTEGER NOT NULL, actor INTEGER NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL,"
    " end INTEGER NOT NULL, PRIMARY KEY(event, role, ord)) WITHOUT ROWID;"
    "CREATE TABLE unit(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    /* kind: 0 a acts on b; 1 both ways, a.name < b.name; 2 a alone (b = 0) */
    "CREATE TABLE pair(id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, n_events INTEGER NOT NULL DEFAULT 0, first_day INTEGER,"
    " last_day INTEGER, UNIQUE(a, b, kind));"
    "CREATE INDEX pair_by_b ON pair(b);"
    "CREATE TABLE event_pair(pair INTEGER NOT NULL, day INTEGER NOT NULL,"
    " event INTEGER NOT NULL, PRIMARY KEY(pair, day, event)) WITHOUT ROWID;"
    "CREATE TABLE pair_day(pair INTEGER NOT NULL, day INTEGER NOT NULL,"
    " n_events INTEGER NOT NULL, n_happenings INTEGER NOT NULL, n_stories INTEGER NOT NULL,"
    " n_sources INTEGER NOT NULL, q0 INTEGER NOT NULL, q1 INTEGER NOT NULL, q2 INTEGER NOT "
    "NULL,"
    " q3 INTEGER NOT NULL, q4 INTEGER NOT NULL, weight REAL NOT NULL, goldstein REAL NOT NULL,"
    " score REAL NOT NULL, score_up REAL NOT NULL, score_down REAL NOT NULL,"
    " conflict REAL NOT NULL, last_pub INTEGER NOT NULL, PRIMARY KEY(pair, day)) WITHOUT ROWID;"
    "CREATE INDEX pair_day_by_day ON pair_day(day, pair, weight, score, n_events);"
    "CREATE TABLE pair_news(pair INTEGER NOT NULL, pub_day INTEGER NOT NULL,"
    " n_documents INTEGER NOT NULL, n_conflict INTEGER NOT NULL, PRIMARY KEY(pair, pub_day))"
    " WITHOUT ROWID;"
    "CREATE TABLE news_day(pub_day INTEGER PRIMARY KEY, n_documents INTEGER NOT NULL);"
    "CREATE TABLE ahead(id INTEGER PRIMARY KEY, doc INTEGER NOT NULL, date TEXT NOT NULL,"
    " first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, kind TEXT NOT NULL,"
    " country TEXT NOT NULL, sentence INTEGER NOT NULL, start INTEGER NOT NULL,"
    " end INTEGER NOT NULL, evidence TEXT NOT NULL);"
    "CREATE INDEX ahead_by_doc ON ahead(doc);"
    "CREATE INDEX ahead_by_country ON ahead(country, last_day);"
    "CREATE INDEX ahead_by_day ON ahead(last_day);"
    "CREATE TABLE change(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, doc_id TEXT NOT NULL,"
    " kind TEXT NOT NULL, event_id TEXT NOT NULL, place INTEGER NOT NULL, before TEXT,"
    " after TEXT);"
    "CREATE INDEX change_by_run ON change(run);"
    "CREATE VIEW dyad_day AS SELECT ua.name AS a, ub.name AS b,"
    " CASE p.kind WHEN 0 THEN 'directed' ELSE 'joint' END AS direction,"
    " date(d.day * 86400, 'unixepoch') AS date, d.n_events, d.n_happenings, d.n_stories,"
    " d.n_sources, d.q1 AS verbal_cooperation, d.q2 AS material_cooperation,"
    " d.q3 AS verbal_conflict, d.q4 AS material_conflict, d.weight,"
    " d.goldstein AS goldstein_sum, CASE WHEN d.weight > 0 THEN d.goldstein / d.weight END"
    " AS goldstein_mean, CASE WHEN d.weight > 0 THEN d.score / d.weight END AS score_mean"
    " FROM pair_day d JOIN pair p ON p.id = d.pair JOIN unit ua ON ua.id = p.a"
    " JOIN unit ub ON ub.id = p.b WHERE p.kind < 2;"
    "CREATE VIEW event_flat AS SELECT e.event_id, d.doc_id, st.story_id, d.url, d.title,"
    " s.name AS publisher, d.published, e.date,"
    " CASE e.aspect WHEN 0 THEN 'actual' WHEN 1 THEN 'historical' WHEN 2 THEN 'future'"
    " WHEN 3 THEN 'hypothetical' ELSE 'negated' END AS aspect,"
    " (SELECT group_concat(a.code, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 0) AS source,"
    " (SELECT group_concat(a.code, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 1) AS target,"
    " e.plover, e.mode, e.cameo, e.quad, e.penta, e.score, e.goldstein, e.contexts, e.trigger,"
    " p.name AS place, p.country AS place_country, p.lat, p.lon, e.confidence,"
    " f.name AS frame, t.text AS evidence, e.mentions, r.version"
    " FROM event e JOIN document d ON d.id = e.doc JOIN source s ON s.id = d.source"
    " JOIN run r ON r.id = d.run JOIN frame f ON f.id = e.frame"
    " JOIN sentence t ON t.id = e.sentence LEFT JOIN story st ON st.id = d.story"
    " LEFT JOIN place p ON p.id = e.place WHERE e.corrected < 2;",
    /* 2: an analyst's verdicts, kept apart from the events so that recoding leaves them */
    "CREATE TABLE override(id INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE,"
    " doc_id TEXT NOT NULL, trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,"
    " original_plover TEXT NOT NULL, not_an_event INTEGER NOT NULL, plover TEXT, mode TEXT,"
    " cameo TEXT, date TEXT, aspect TEXT, sources TEXT, targets TEXT, quad INTEGER,"
    " penta INTEGER, score REAL, goldstein REAL, note TEXT, analyst TEXT, made TEXT NOT NULL);"
    "CREATE INDEX override_by_doc ON override(doc_id);",
    /* 3: who told of a day; pair_day is made again by dti_rollup_all */
    "ALTER TABLE pair_day ADD COLUMN told BLOB;"
    "DROP INDEX pair_day_by_day;"
    "CREATE INDEX pair_day_by_day ON pair_day(day, pair, weight, score, n_events,"
    " n_happenings, n_stories, last_pub);",
    /* 4: the sum of tones, from which levels are made, also where ranking all dyads reads it */
    "ALTER TABLE pair_day ADD COLUMN tone REAL;"
    "DROP INDEX pair_day_by_day;"
    "CREATE INDEX pair_day_by_day ON pair_day(day, pair, weight, tone, n_events,"
    " n_happenings, n_stories, last_pub);",
    /* 5: what is remembered of fetched addresses */
    "CREATE TABLE fetch(url TEXT PRIMARY KEY, etag TEXT NOT NULL, last_modified TEXT NOT NULL,"
    " checked TEXT NOT NULL, status INTEGER NOT NULL, version TEXT NOT NULL,"
    " options TEXT NOT NULL) WITHOUT ROWID;",
    /* 6: the days of dyads alone for the ranking; event_flat says whose names, which codes */
    "ALTER TABLE pair_day ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;"
    "UPDATE pair_day SET kind = (SELECT p.kind FROM pair p WHERE p.id = pair);"
    "DROP INDEX pair_day_by_day;"
    "CREATE INDEX pair_day_by_day ON pair_day(day, pair, weight, tone, n_events,"
    " n_happenings, n_stories, last_pub) WHERE kind = 1;"
    "DROP VIEW event_flat;"
    "CREATE VIEW event_flat AS SELECT e.event_id, d.doc_id,"
    " coalesce(st.story_id, d.doc_id) AS story_id, d.url, d.title,"
    " s.name AS publisher, d.lang, d.published, e.date,"
    " CASE e.aspect WHEN 0 THEN 'actual' WHEN 1 THEN 'historical' WHEN 2 THEN 'future'"
    " WHEN 3 THEN 'hypothetical' ELSE 'negated' END AS aspect,"
    " (SELECT group_concat(a.code, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 0)"
    " AS source,"
    " (SELECT group_concat(a.code, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 1)"
    " AS target,"
    " (SELECT group_concat(CASE WHEN a.name <> '' THEN a.name ELSE x.text END, ';') FROM "
    "event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 0)"
    " AS source_name,"
    " (SELECT group_concat(CASE WHEN a.name <> '' THEN a.name ELSE x.text END, ';') FROM "
    "event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 1)"
    " AS target_name,"
    " (SELECT group_concat(a.country, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 0)"
    " AS source_country,"
    " (SELECT group_concat(a.country, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 1)"
    " AS target_country,"
    " (SELECT group_concat(a.code, ';') FROM event_actor x JOIN actor a ON a.id = x.actor"
    " WHERE x.event = e.id AND x.role = 2)"
    " AS speaker,"
    " e.plover, e.mode, e.cameo, e.quad, e.penta, e.score, e.goldstein, e.contexts, e.trigger,"
    " p.name AS place, p.country AS place_country, p.lat, p.lon, e.confidence,"
    " f.name AS frame, t.text AS evidence, e.mentions, e.happening, e.corrected, r.version,"
    " CASE WHEN instr(' ' || r.options, ' scores=') > 0 THEN substr(r.options || ' ',"
    " instr(' ' || r.options, ' scores=') + 7, instr(substr(r.options || ' ',"
    " instr(' ' || r.options, ' scores=') + 7), ' ') - 1) END"
    " AS scores,"
    " CASE WHEN instr(' ' || r.options, ' quads=') > 0 THEN substr(r.options || ' ',"
    " instr(' ' || r.options, ' quads=') + 6, instr(substr(r.options || ' ',"
    " instr(' ' || r.options, ' quads=') + 6), ' ') - 1) END"
    " AS quads"
    " FROM event e JOIN document d ON d.id = e.doc JOIN source s ON s.id = d.source"
    " JOIN run r ON r.id = d.run JOIN frame f ON f.id = e.frame"
    " JOIN sentence t ON t.id = e.sentence LEFT JOIN story st ON st.id = d.story"
    " LEFT JOIN place p ON p.id = e.place WHERE e.corrected < 2;",
    /* 7: what filters ask for, so that pages and their counts need not read every event */
    "DROP INDEX event_by_day;"
    "CREATE INDEX event_by_day ON event(day, id, plover, quad, aspect, corrected, confidence,"
    " place);"
    "CREATE INDEX event_retracted ON event(id) WHERE corrected = 2;"
    "CREATE INDEX document_by_run ON document(run, n_events);",
    /* 8: what was known of a day and of a story on earlier days; the days of a dyad lie
     * together for the ranking.  Made by dti_story_then_make_all and dti_rollup_all. */
    "CREATE TABLE story_then(doc INTEGER NOT NULL, last_day INTEGER NOT NULL,"
    " story INTEGER NOT NULL, PRIMARY KEY(doc, last_day)) WITHOUT ROWID;"
    "CREATE TABLE pair_then(pair INTEGER NOT NULL, day INTEGER NOT NULL, events BLOB NOT NULL,"
    " PRIMARY KEY(pair, day)) WITHOUT ROWID;"
    "ALTER TABLE pair_day ADD COLUMN first_pub INTEGER;"
    "ALTER TABLE pair_day ADD COLUMN settled INTEGER;"
    "DROP INDEX pair_day_by_day;"
    "CREATE INDEX pair_day_of_dyads ON pair_day(pair, day, weight, tone, n_events,"
    " n_happenings, n_stories, last_pub, first_pub, settled) WHERE kind = 1;"
    "CREATE INDEX pair_day_announced ON pair_day(pair, day) WHERE kind = 1 AND first_pub < "
    "day;",
    /* 9: words that many sentences hold are looked for along the days without reading events */
    "DROP INDEX event_by_day;"
    "CREATE INDEX event_by_day ON event(day, id, plover, quad, aspect, corrected, confidence,"
    " place, sentence);",
    /* 10: what one publisher told, what there is of one type, without passing over all else */
    "CREATE INDEX document_by_source ON document(source);"
    "CREATE INDEX event_by_type ON event(plover, day) WHERE corrected < 2;",
    /* 11: what filters ask of the events of a dyad stands beside them; whether several stories
     * tell of a dyad can be said over any span.  Happenings are numbered anew by
     * dti_happenings_renew where their place was not part of the number. */
    "CREATE TABLE event_kind(id INTEGER PRIMARY KEY, plover TEXT NOT NULL, mode TEXT NOT NULL,"
    " cameo TEXT NOT NULL, quad INTEGER NOT NULL, aspect INTEGER NOT NULL,"
    " UNIQUE(plover, mode, cameo, quad, aspect));"
    "INSERT INTO event_kind(plover, mode, cameo, quad, aspect)"
    " SELECT DISTINCT plover, mode, cameo, quad, aspect FROM event ORDER BY 1, 2, 3, 4, 5;"
    "CREATE TABLE event_pair_wide(pair INTEGER NOT NULL, day INTEGER NOT NULL,"
    " event INTEGER NOT NULL, kind INTEGER NOT NULL, sure INTEGER NOT NULL,"
    " PRIMARY KEY(pair, day, event)) WITHOUT ROWID;"
    "INSERT INTO event_pair_wide SELECT x.pair, x.day, x.event, k.id,"
    " CAST(e.confidence * 100 AS INTEGER) FROM event_pair x"
    " CROSS JOIN event e ON e.id = x.event CROSS JOIN event_kind k ON k.plover = e.plover"
    " AND k.mode = e.mode AND k.cameo = e.cameo AND k.quad = e.quad AND k.aspect = e.aspect"
    " ORDER BY x.pair, x.day, x.event;"
    "DROP TABLE event_pair;"
    "ALTER TABLE event_pair_wide RENAME TO event_pair;"
    "ALTER TABLE pair_day ADD COLUMN story INTEGER NOT NULL DEFAULT 0;"
    "UPDATE pair_day SET story = dti_first_story(told) WHERE n_stories = 1;"
    "DROP INDEX pair_day_of_dyads;"
    "CREATE INDEX pair_day_of_dyads ON pair_day(pair, day, weight, tone, n_events,"
    " n_happenings, last_pub, first_pub, settled, story) WHERE kind = 1;",
};

int dt_store_schema_version(void) { return (int)(sizeof STEPS / sizeof *STEPS); }

/* dti_first_story(told): the first story of a pair_day.told; 0 without one. */
static void first_story(sqlite3_context *ctx, int n, sqlite3_value **args) {
    (void)n;
    const unsigned char *p = sqlite3_value_blob(args[0]);
    size_t len = p ? (size_t)sqlite3_value_bytes(args[0]) : 0;
    uint64_t v = len ? dti_read_varint(&p, p + len) : 0;
    sqlite3_result_int64(ctx, (int64_t)(v >> 1) ^ -(int64_t)(v & 1));
}

int dti_schema_steps(sqlite3 *db, int to_version, int *from_version, dt_error *err) {
    sqlite3_stmt *s = NULL;
    *from_version = 0;
    if (sqlite3_create_function(db, "dti_first_story", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                NULL, first_story, NULL, NULL) != SQLITE_OK)
        goto fail;
    /* Read under the lock: another process may have migrated meanwhile. */
    if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        *from_version = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    for (int v = *from_version; v < to_version; v++)
        if (sqlite3_exec(db, STEPS[v], NULL, NULL, NULL) != SQLITE_OK) goto fail;
    char sql[120];
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d; PRAGMA application_id=%d",
             *from_version > to_version ? *from_version : to_version, DTI_APPLICATION_ID);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK) return DT_OK;
fail:
    return dti_fail(err, "the store cannot be brought to schema %d: %s", to_version,
                    sqlite3_errmsg(db));
}

int dti_schema_migrate(sqlite3 *db, int to_version, dt_error *err) {
    int from;
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return dti_fail(err, "the store cannot be brought to a newer form: %s",
                        sqlite3_errmsg(db));
    if (dti_schema_steps(db, to_version, &from, err) == DT_OK) {
        if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) return DT_OK;
        dti_fail(err, "the store cannot be brought to schema %d: %s", to_version,
                 sqlite3_errmsg(db));
    }
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return DT_FAILED;
}
