/* statements.c: the SQL that writing a store needs, in the order of dti_sql. */
#include "store/store.h"

const char *const dti_sql_text[DTI_N_SQL] = {
    [DTI_Q_FIND_DOC] = "SELECT d.id, d.content_hash, d.run, d.story, d.pub_day, d.source,"
                       " r.version, r.options, d.input_hash FROM document d"
                       " JOIN run r ON r.id=d.run WHERE d.doc_id=?1",
    [DTI_Q_SEEN] = "SELECT 1 FROM document d JOIN run r ON r.id=d.run WHERE d.input_hash=?1"
                   " AND r.version=?2 AND r.options=?3",
    [DTI_Q_ADD_RUN] = "INSERT INTO run(version, options, started) VALUES(?1,?2,?3)",
    [DTI_Q_ADD_SOURCE] = "INSERT INTO source(name) VALUES(?1)",
    [DTI_Q_FIND_SOURCE] = "SELECT id FROM source WHERE name=?1",
    [DTI_Q_ADD_DOC] =
        "INSERT INTO document(doc_id, content_hash, input_hash, url, title, source, lang,"
        " published, pub_day, run, n_events, n_shingles, sketch, text)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
    [DTI_Q_UPDATE_DOC] =
        "UPDATE document SET content_hash=?2, input_hash=?3, url=?4, title=?5, source=?6,"
        " lang=?7, published=?8, pub_day=?9, run=?10, n_events=?11, n_shingles=?12, sketch=?13,"
        " text=?14 WHERE doc_id=?1",
    [DTI_Q_TOUCH_DOC] = "UPDATE document SET input_hash=?2 WHERE doc_id=?1",
    [DTI_Q_DOC_EVENTS] = "SELECT id FROM event WHERE doc=?1 ORDER BY id",
    [DTI_Q_ADD_SENTENCE] =
        "INSERT INTO sentence(doc, number, start, end, text) VALUES(?1,?2,?3,?4,?5)",
    [DTI_Q_ADD_FTS] = "INSERT INTO sentence_text(rowid, text) SELECT id, text FROM sentence"
                      " WHERE id>?1 ORDER BY id",
    [DTI_Q_LAST_SENTENCE] = "SELECT max(id) FROM sentence",
    [DTI_Q_DOC_SENTENCES] = "SELECT id, text FROM sentence WHERE doc=?1",
    [DTI_Q_DROP_FTS] =
        "INSERT INTO sentence_text(sentence_text, rowid, text) VALUES('delete',?1,?2)",
    [DTI_Q_DROP_SENTENCES] = "DELETE FROM sentence WHERE doc=?1",
    [DTI_Q_ADD_EVENT] =
        "INSERT INTO event(event_id, doc, sentence, date, day, precision, aspect, plover, mode,"
        " cameo, quad, penta, score, goldstein, contexts, trigger, trigger_start, trigger_end,"
        " place, confidence, frame, reason, mentions, paired, happening, corrected)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,"
        "?22,?23,?24,?25,?26)",
    [DTI_Q_DROP_EVENTS] = "DELETE FROM event WHERE doc=?1",
    [DTI_Q_ADD_EVENT_ACTOR] =
        "INSERT INTO event_actor(event, role, ord, actor, text, start, end)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7)",
    [DTI_Q_DROP_EVENT_ACTORS] = "DELETE FROM event_actor WHERE event=?1",
    [DTI_Q_EVENT_UNITS] =
        "SELECT x.role, a.country, a.code, x.actor FROM event_actor x"
        " JOIN actor a ON a.id=x.actor WHERE x.event=?1 ORDER BY x.role, x.ord",
    [DTI_Q_FIND_ACTOR] =
        "SELECT id FROM actor WHERE code=?1 AND name=?2 AND country=?3 AND sector=?4",
    [DTI_Q_ADD_ACTOR] = "INSERT INTO actor(code, name, country, sector) VALUES(?1,?2,?3,?4)",
    [DTI_Q_COUNT_ACTOR] = "UPDATE actor SET n_events=n_events+?2 WHERE id=?1",
    [DTI_Q_FIND_FRAME] = "SELECT id FROM frame WHERE name=?1 AND origin=?2",
    [DTI_Q_ADD_FRAME] = "INSERT INTO frame(name, origin) VALUES(?1,?2)",
    [DTI_Q_FIND_PLACE] = "SELECT id FROM place WHERE text=?1 AND name=?2 AND country=?3"
                         " AND lat IS ?4 AND lon IS ?5 AND from_dateline=?6",
    [DTI_Q_ADD_PLACE] = "INSERT INTO place(text, name, country, lat, lon, from_dateline)"
                        " VALUES(?1,?2,?3,?4,?5,?6)",
    [DTI_Q_FIND_UNIT] = "SELECT id FROM unit WHERE name=?1",
    [DTI_Q_ADD_UNIT] = "INSERT INTO unit(name) VALUES(?1)",
    [DTI_Q_FIND_PAIR] = "SELECT id FROM pair WHERE a=?1 AND b=?2 AND kind=?3",
    [DTI_Q_ADD_PAIR] = "INSERT INTO pair(a, b, kind) VALUES(?1,?2,?3)",
    [DTI_Q_FIND_KIND] = "SELECT id FROM event_kind WHERE plover=?1 AND mode=?2 AND cameo=?3"
                        " AND quad=?4 AND aspect=?5",
    [DTI_Q_ADD_KIND] =
        "INSERT INTO event_kind(plover, mode, cameo, quad, aspect) VALUES(?1,?2,?3,?4,?5)",
    [DTI_Q_ADD_EVENT_PAIR] =
        "INSERT OR IGNORE INTO event_pair(pair, day, event, kind, sure)"
        " VALUES(?1,?2,?3,?4,?5)",
    [DTI_Q_DROP_EVENT_PAIR] = "DELETE FROM event_pair WHERE pair=?1 AND day=?2 AND event=?3",
    [DTI_Q_PAIR_DAY_EVENTS] =
        "SELECT e.happening, e.quad, e.goldstein, e.score, e.aspect, e.precision, e.confidence,"
        " e.paired, coalesce(d.story, -d.id), d.source, coalesce(d.pub_day, -2147483647),"
        " d.id FROM event_pair x JOIN event e ON e.id=x.event JOIN document d ON d.id=e.doc"
        " WHERE x.pair=?1 AND x.day=?2",
    [DTI_Q_SET_PAIR_DAY] =
        "INSERT OR REPLACE INTO pair_day(pair, day, n_events, n_happenings, n_stories,"
        " n_sources, q0, q1, q2, q3, q4, weight, goldstein, score, score_up, score_down,"
        " conflict, last_pub, told, tone, first_pub, settled, story,"
        " kind) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
        "?15,?16,?17,?18,?19,?20,?21,?22,?23,(SELECT kind FROM pair WHERE id=?1))",
    [DTI_Q_DROP_PAIR_DAY] = "DELETE FROM pair_day WHERE pair=?1 AND day=?2",
    [DTI_Q_OLD_PAIR_DAY] =
        "SELECT n_events, first_pub<settled FROM pair_day WHERE pair=?1 AND day=?2",
    [DTI_Q_SET_PAIR_THEN] =
        "INSERT OR REPLACE INTO pair_then(pair, day, events) VALUES(?1,?2,?3)",
    [DTI_Q_DROP_PAIR_THEN] = "DELETE FROM pair_then WHERE pair=?1 AND day=?2",
    [DTI_Q_PAIR_THEN] = "SELECT events FROM pair_then WHERE pair=?1 AND day=?2",
    [DTI_Q_SET_PAIR_TOTAL] =
        "UPDATE pair SET n_events=n_events+?2,"
        " first_day=(SELECT min(day) FROM pair_day WHERE pair=?1),"
        " last_day=(SELECT max(day) FROM pair_day WHERE pair=?1) WHERE id=?1",
    [DTI_Q_ADD_PAIR_NEWS] =
        "INSERT INTO pair_news(pair, pub_day, n_documents, n_conflict) VALUES(?1,?2,?3,?4)"
        " ON CONFLICT(pair, pub_day) DO UPDATE SET "
        "n_documents=n_documents+excluded.n_documents,"
        " n_conflict=n_conflict+excluded.n_conflict",
    [DTI_Q_ADD_NEWS_DAY] = "INSERT INTO news_day(pub_day, n_documents) VALUES(?1,?2)"
                           " ON CONFLICT(pub_day) DO UPDATE SET"
                           " n_documents=n_documents+excluded.n_documents",
    [DTI_Q_ADD_AHEAD] =
        "INSERT INTO ahead(doc, date, first_day, last_day, kind, country,"
        " sentence, start, end, evidence) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
    [DTI_Q_DROP_AHEAD] = "DELETE FROM ahead WHERE doc=?1",
    [DTI_Q_ADD_CHANGE] = "INSERT INTO change(run, doc_id, kind, event_id, place, before, after)"
                         " VALUES(?1,?2,?3,?4,?5,?6,?7)",
    [DTI_Q_DOC_OVERRIDES] =
        "SELECT event_id, trigger_start, trigger_end, original_plover, not_an_event, plover,"
        " mode, cameo, date, aspect, sources, targets, quad, penta, score, goldstein"
        " FROM override WHERE doc_id=?1 ORDER BY id",
    [DTI_Q_DROP_SHINGLES] = "DELETE FROM shingle WHERE key=?1 AND doc=?2",
    [DTI_Q_SHINGLE_DOCS] = "SELECT doc FROM shingle WHERE key=?1 ORDER BY doc DESC",
    [DTI_Q_DOC_SKETCH] = "SELECT sketch, n_shingles, pub_day FROM document WHERE id=?1",
    [DTI_Q_DOC_STORY] = "SELECT story FROM document WHERE id=?1",
    [DTI_Q_STORY_DOCS] =
        "SELECT id, doc_id, pub_day FROM document WHERE story=?1 ORDER BY doc_id",
    [DTI_Q_SET_STORY] = "UPDATE document SET story=?2 WHERE id=?1",
    [DTI_Q_MOVE_STORY] = "UPDATE document SET story=?2 WHERE story=?1",
    [DTI_Q_ADD_STORY] = "INSERT INTO story(story_id) VALUES(?1)",
    [DTI_Q_NAME_STORY] = "UPDATE story SET story_id=?2 WHERE id=?1",
    [DTI_Q_DROP_STORY] = "DELETE FROM story WHERE id=?1",
    [DTI_Q_STORY_NAME] = "SELECT story_id FROM story WHERE id=?1",
    [DTI_Q_STORY_PAIRS] =
        "SELECT DISTINCT e.id, e.day FROM event e JOIN document d ON d.id=e.doc"
        " WHERE d.story=?1 AND e.day IS NOT NULL AND e.corrected<2",
    [DTI_Q_DOC_SHINGLES] = "SELECT n_shingles FROM document WHERE id=?1",
    [DTI_Q_EVENT_ACTORS] =
        "SELECT x.role, x.text, x.start, x.end, a.name, a.code, a.country, a.sector"
        " FROM event_actor x JOIN actor a ON a.id=x.actor WHERE x.event=?1"
        " ORDER BY x.role, x.ord",
    [DTI_Q_ADD_STORY_THEN] = "INSERT INTO story_then(doc, last_day, story) VALUES(?1,?2,?3)",
    [DTI_Q_DROP_STORY_THEN] = "DELETE FROM story_then WHERE doc=?1",
    [DTI_Q_DOC_STORY_THEN] =
        "SELECT last_day, story FROM story_then WHERE doc=?1 ORDER BY last_day",
    [DTI_Q_HAS_STORY_THEN] = "SELECT EXISTS(SELECT 1 FROM story_then)",
    [DTI_Q_STORY_HAS_THEN] = "SELECT EXISTS(SELECT 1 FROM document d JOIN story_then t"
                             " ON t.doc=d.id WHERE d.story=?1)",
};
