/* events.c: turns proposals into events: actors, aspect, date, place, codes, confidence. */
#include "code/events.h"

#include <limits.h>
#include <stdio.h>

#include "base/date.h"
#include "base/slice.h"
#include "code/apart.h"
#include "code/contexts.h"
#include "code/judge_pairs.h"
#include "code/named_act.h"
#include "code/passage.h"
#include "code/phrase.h"
#include "code/place_target.h"
#include "code/sure.h"
#include "code/worth.h"

typedef struct sentence {
    dti_coding *c;
    dti_tree tree;
    const dt_options *options;
    uint32_t sent;
    dti_judging judging;
} sentence;

/* ------------------------------------------------------------------ actors */

static dt_actor actor_of(dti_coding *c, const dti_mention *m, const dti_ref *ref, int32_t day) {
    /* a pronoun is shown by the words that it stands for */
    for (int step = 0; step < 8 && m->kind == DTI_M_PRONOUN && m->antecedent != DTI_NONE;
         step++)
        m = &c->doc->mentions[m->antecedent];
    dt_actor a = {.start = m->start, .end = m->end};
    a.text = (dt_slice){c->doc->text.ptr + m->start, m->end - m->start};
    dti_take_article(c->doc, m, &a);
    if (ref) {
        a.name = ref->name;
        a.country = ref->country;
        a.sector = ref->sector;
        dti_ref then = *ref;
        if (day != INT32_MIN && ref->entity != DTI_NONE && ref->name.len &&
            (m->kind == DTI_M_NAME || m->kind == DTI_M_ROLE) &&
            dti_office_on_day(c->facts, ref->entity, day, &then)) {
            a.country = then.country;
            a.sector = then.sector;
        }
        a.code = dti_ref_code(&c->doc->arena, &then);
    }
    return a;
}

/* "his Chinese counterpart, Xi Jinping" read as two: the one that says less of the same state
 * goes. */
static size_t drop_vague(dt_actor *actors, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        int said = 0;
        for (size_t k = 0; k < n && dti_slice_is(actors[i].sector, "UNK"); k++)
            said |= k != i && !dti_slice_is(actors[k].sector, "UNK") &&
                    dti_slice_eq(actors[k].country, actors[i].country);
        if (!said) actors[kept++] = actors[i];
    }
    return kept;
}

static int build_side(sentence *s, const dti_side *side, int32_t day, const dt_actor **out,
                      size_t *n_out) {
    dti_coding *c = s->c;
    dt_doc *d = c->doc;
    dt_actor *actors = dti_arena_array(&d->arena, DTI_MAX_SLOT_ACTORS, sizeof *actors);
    if (!actors) return DT_FAILED;
    size_t n = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        const dti_mention *m = &d->mentions[side->mentions[i]];
        for (uint32_t r = 0;
             (r < m->n_refs || (r == 0 && !m->n_refs)) && n < DTI_MAX_SLOT_ACTORS; r++)
            actors[n++] = actor_of(c, m, m->n_refs ? &m->refs[r] : NULL, day);
    }
    n = drop_vague(actors, n);
    if (n == 1 && side->n == 1) dti_show_described(&s->tree, side, &actors[0]);
    if (n == 1 && side->phrase != DTI_NONE && d->mentions[side->mentions[0]].is_place_only) {
        uint32_t start, end;
        dti_phrase_range(&s->tree, side->phrase, &start, &end);
        actors[0].text = (dt_slice){d->text.ptr + start, end - start};
        actors[0].start = start;
        actors[0].end = end;
        actors[0].name = (dt_slice){"", 0};
    }
    if (n == 1 && side->is_people) {
        dti_ref people = {.entity = DTI_NONE, .country = actors[0].country};
        if (side->is_people == 1) people.sector = dti_frames_people(s->tree.frames);
        actors[0].name = (dt_slice){"", 0};
        actors[0].sector = people.sector;
        actors[0].code = dti_ref_code(&d->arena, &people);
    }
    if (n == 0 && side->phrase != DTI_NONE) {
        uint32_t start, end;
        dti_phrase_range(&s->tree, side->phrase, &start, &end);
        actors[n++] =
            (dt_actor){.text = {d->text.ptr + start, end - start}, .start = start, .end = end};
    }
    *out = actors;
    *n_out = n;
    return DT_OK;
}

static int coded(const dt_actor *actors, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (actors[i].country.len || actors[i].sector.len) return 1;
    return 0;
}

/* How sure the least sure of a side is; `nobody` where there is none. */
static float side_confidence(const dt_doc *d, const dti_side *side, float nobody) {
    float low = side->n ? 1.0f : nobody;
    for (uint32_t i = 0; i < side->n; i++)
        if (d->mentions[side->mentions[i]].confidence < low)
            low = d->mentions[side->mentions[i]].confidence;
    return low;
}

/* ------------------------------------------------------------------ time and place */

/* Does the word head a clause of its own, whose times and places are not those of the act above? */
static int heads_clause(const dti_tree *t, uint32_t w) {
    unsigned r = dti_at(t, w)->deprel;
    return r == DTI_R_ACL_RELCL || r == DTI_R_CCOMP || r == DTI_R_PARATAXIS ||
           (r == DTI_R_ADVCL && !(dti_at(t, w)->feats & (DTI_F_INF | DTI_F_GER)));
}

/* Steps up from a word to the trigger; UINT32_MAX when the trigger does not govern it. */
static uint32_t distance_up(const dti_tree *t, uint32_t w, uint32_t trigger) {
    uint32_t steps = 0;
    for (; w != DTI_NONE && steps < 32; steps++) {
        if (w == trigger) return steps;
        if (heads_clause(t, w)) break;
        w = dti_at(t, w)->head;
    }
    return UINT32_MAX;
}

static uint32_t attachment(const dti_tree *t, uint32_t first, uint32_t n,
                           const dti_proposal *p) {
    uint32_t best = UINT32_MAX;
    for (uint32_t w = first; w < first + n; w++) {
        uint32_t k = distance_up(t, w, p->trigger);
        if (k < best) best = k;
    }
    if (best != UINT32_MAX) return best;
    /* a verb of its own clause has its own times and places */
    unsigned r = dti_at(t, p->trigger)->deprel;
    if (p->frame->pos == 'v' && r != DTI_R_XCOMP && r != DTI_R_CONJ && r != DTI_R_ADVCL &&
        r != DTI_R_CCOMP && r != DTI_R_ACL)
        return UINT32_MAX;
    /* a nominal trigger shares the times and places of the verb it hangs on */
    uint32_t below = p->trigger, up = dti_at(t, below)->head;
    for (int step = 0; step < 3 && up != DTI_NONE; step++) {
        /* "was dismissed in 2011 and has been accused": a clause with a tense of its own has its
         * own day, unless one stands before them all */
        int own = dti_at(t, below)->deprel == DTI_R_CONJ && dti_at(t, below)->upos == DTI_VERB &&
                  (dti_child_by(t, below, DTI_R_AUX) != DTI_NONE ||
                   dti_child_by(t, below, DTI_R_AUX_PASS) != DTI_NONE ||
                   dti_child_by(t, below, DTI_R_NSUBJ) != DTI_NONE);
        for (uint32_t w = first; w < first + n && !(own && first > up); w++) {
            uint32_t k = distance_up(t, w, up);
            if (k <= 2) return 10 + (uint32_t)step * 4 + k;
        }
        below = up;
        up = dti_at(t, up)->head;
    }
    return UINT32_MAX;
}

static dt_slice date_of(sentence *s, const dti_proposal *p, int *told) {
    const dt_doc *d = s->c->doc;
    const dti_time *best = NULL;
    uint32_t best_distance = UINT32_MAX;
    for (size_t i = 0; i < d->n_times; i++) {
        const dti_time *k = &d->times[i];
        if (k->sent != s->sent || !k->date.len) continue;
        uint32_t a = attachment(&s->tree, k->first, k->n_toks, p);
        if (a == UINT32_MAX) continue;
        /* "the largest build-up since 2014": a measure, not the day */
        if ((k->is_since || k->names_noun) && a > 1) continue;
        if (a < best_distance) best = k, best_distance = a;
    }
    dt_slice apart = dti_date_apart(s->c, &s->tree, s->sent, p->trigger, best);
    *told = best != NULL || apart.len;
    if (apart.len) return apart;
    if (best) return best->date;
    dt_slice passage = dti_passage_date(s->c->passage, &s->tree, s->sent, p->trigger);
    if (passage.len) {
        *told = 1;
        return passage;
    }
    return dt_doc_published(d);
}

static dt_place place_of(sentence *s, const dti_proposal *p) {
    const dt_doc *d = s->c->doc;
    dt_place out = {0};
    const dti_place *best = NULL;
    uint32_t best_distance = UINT32_MAX;
    for (size_t i = 0; i < d->n_places; i++) {
        const dti_place *k = &d->places[i];
        if (k->sent != s->sent || !k->is_location) continue;
        uint32_t a = attachment(&s->tree, k->first, k->n_toks, p);
        if (a < best_distance) best = k, best_distance = a;
    }
    if (!best)
        for (size_t i = 0; i < d->n_places; i++)
            if (d->places[i].sent == DTI_NONE) { /* the dateline's */
                best = &d->places[i];
                out.from_dateline = 1;
                break;
            }
    if (!best) return out;
    out.text = (dt_slice){d->text.ptr + best->start, best->end - best->start};
    out.name = best->name;
    out.country = best->country;
    out.lat = best->lat;
    out.lon = best->lon;
    out.has_coordinates = best->has_coordinates;
    return out;
}

/* ------------------------------------------------------------------ one event */

/* The field holds for background what lies a month back. */
static int history_days(const sentence *s) { return (int)dti_floor(s->c->facts->image, "history_days"); }

static int is_historical(const sentence *s, dt_slice date) {
    dti_date d;
    if (s->c->published_day == INT32_MIN || dti_date_read(date, &d) != DT_OK) return 0;
    return dti_date_last_day(&d) < s->c->published_day - history_days(s);
}

static int32_t middle_day(dt_slice date) {
    dti_date d;
    if (dti_date_read(date, &d) != DT_OK) return INT32_MIN;
    return dti_date_first_day(&d) + (dti_date_last_day(&d) - dti_date_first_day(&d)) / 2;
}

static int is_to_come(const sentence *s, dt_slice date) {
    dti_date d;
    if (s->c->published_day == INT32_MIN || dti_date_read(date, &d) != DT_OK) return 0;
    return dti_date_first_day(&d) > s->c->published_day;
}

/* "held talks the following day": told in the past, whatever day the words come to. */
static int is_past(const dti_tree *t, uint32_t w) {
    const dti_tok *k = dti_at(t, w);
    return k->upos == DTI_VERB && (k->feats & DTI_F_PAST) && (k->feats & DTI_F_FIN) && !dti_is_passive(t, w);
}

static dt_slice copy_text(dti_coding *c, const char *text) {
    size_t n = strlen(text);
    char *p = dti_arena_copy(&c->doc->arena, text, n);
    return p ? (dt_slice){p, n} : (dt_slice){"", 0};
}

/* Applies the coding rules; returns 0 when the act is no event at all. */
static int settle_type(sentence *s, const dti_view *view, int to_come, dt_event *e) {
    const dti_image *image = s->c->facts->image;
    dt_slice becomes, mode;
    if (view->effect == DTI_E_NOTHING) return 0;
    if (view->effect == DTI_E_NEGATED) {
        e->aspect = DT_ASPECT_NEGATED;
        if (view->refused && dti_aspect_rule(image, e->plover, dti_str("refused"), &becomes, &mode)) {
            e->plover = becomes;
            e->mode = mode;
            e->aspect = DT_ASPECT_ACTUAL;
            e->cameo = dti_cameo_of(image, becomes, mode);
        }
        return 1;
    }
    if (view->effect == DTI_E_WISH) {
        /* A wish is no act, but the table may say what a wish for this one is. */
        if (!dti_aspect_rule(image, e->plover, dti_str("wish"), &becomes, &mode)) return 0;
        e->plover = becomes;
        e->mode = mode;
        e->aspect = DT_ASPECT_FUTURE;
        e->cameo = dti_cameo_of(image, becomes, mode);
        return 1;
    }
    if (view->effect == DTI_E_HYPOTHETICAL)
        e->aspect = DT_ASPECT_HYPOTHETICAL;
    else if (view->effect == DTI_E_FUTURE || to_come)
        e->aspect = DT_ASPECT_FUTURE;
    else if (view->effect == DTI_E_HISTORICAL)
        e->aspect = DT_ASPECT_HISTORICAL;
    if (e->aspect == DT_ASPECT_HYPOTHETICAL || e->aspect == DT_ASPECT_FUTURE) {
        dt_slice name = dti_str(dt_aspect_name(e->aspect));
        if (dti_aspect_rule(image, e->plover, name, &becomes, &mode)) {
            e->plover = becomes;
            e->mode = mode;
            e->cameo = dti_cameo_of(image, becomes, mode);
        }
    }
    return 1;
}

static const dt_actor *speaker_of(sentence *s, const dti_view *view) {
    if (view->speaker == DTI_NONE) return NULL;
    dti_side side = {.n = 0, .phrase = DTI_NONE};
    dti_mentions_of_word(&s->tree, view->speaker, NULL, &side);
    const dt_actor *actors = NULL;
    size_t n = 0;
    if (!side.n || build_side(s, &side, INT32_MIN, &actors, &n) != DT_OK || !n) return NULL;
    return actors;
}

/* "*We* stand with Ukraine," said Sunak: the speaker's own side. */
static int is_first_person(const dti_tree *t, const dti_side *side) {
    uint32_t w = side->phrase;
    if (side->n == 1 && t->doc->mentions[side->mentions[0]].kind == DTI_M_PRONOUN &&
        !t->doc->mentions[side->mentions[0]].n_refs)
        w = t->doc->mentions[side->mentions[0]].head;
    return side->n <= 1 && w != DTI_NONE && w >= t->first && w < t->end &&
           (dti_at(t, w)->feats & DTI_F_P1);
}

/* "Two states signed an accord between the two countries", "agreed to reopen *their* embassies": several doers
 * are not also those whom the act is done to. */
static void drop_own(sentence *s, const dti_proposal *p, dt_event *e) {
    if (e->n_sources < 2 || !e->n_targets || dti_slice_eq(e->sources[0].country, e->sources[1].country)) return;
    uint32_t head = p->target.n ? s->c->doc->mentions[p->target.mentions[0]].head : DTI_NONE;
    uint32_t whose = head != DTI_NONE && head >= s->tree.first && head < s->tree.end
                         ? dti_child_by(&s->tree, head, DTI_R_NMOD_POSS)
                         : DTI_NONE;
    int own = whose != DTI_NONE && dti_at(&s->tree, whose)->upos == DTI_PRON && p->target.n == 1;
    for (size_t i = 0; i < e->n_targets; i++) {
        int shared = own && !e->targets[i].country.len;
        for (size_t k = 0; k < e->n_sources && !shared; k++)
            shared = e->targets[i].country.len && (!e->targets[i].sector.len || dti_slice_eq(e->targets[i].code, e->sources[k].code)) &&
                     dti_slice_eq(e->targets[i].country, e->sources[k].country);
        if (!shared) return;
    }
    e->n_targets = 0;
}

/*
 * "The United States and the Taliban signed a pact": the doers of a mutual act stand against
 * each other. Meetings keep all their parties in source, by the manual.  Mutual are frames that
 * look for the other party under "with" or "between" first.
 */
static void part_parties(sentence *s, const dti_proposal *p, dt_event *e) {
    const dti_frame *f = p->frame;
    if (e->n_sources < 2 || coded(e->targets, e->n_targets) || f->n_target == 0) return;
    if (dti_type_rules(s->c->facts->image, e->plover) & DTI_RULE_TOGETHER) return;
    dti_lexeme with = dti_frames_prep(s->tree.frames, DTI_PREP_COMPANY);
    dti_lexeme between = dti_frames_prep(s->tree.frames, DTI_PREP_PAIR);
    int mutual = 0;
    if (f->target[0].kind == DTI_SLOT_PREP && f->target[0].prep == with) mutual = 1;
    for (uint32_t i = 0; i < f->n_source; i++)
        mutual |= f->source[i].kind == DTI_SLOT_PREP && f->source[i].prep == between;
    if (!mutual || dti_slice_eq(e->sources[0].code, e->sources[1].code)) return;
    e->targets = e->sources + 1;
    e->n_targets = e->n_sources - 1;
    e->n_sources = 1;
}

static dt_slice frame_origin(sentence *s, const dti_frame *f) {
    char text[256];
    if (!f->head) return dti_str("models/en.judge"); /* the judge's own proposal */
    const dti_table *table = dti_image_table_at(s->c->facts->image, f->table);
    dt_slice name = dti_table_name(table);
    snprintf(text, sizeof text, "data/%.*s.tsv:%u", (int)name.len, name.ptr,
             dti_table_line(table, f->row));
    return copy_text(s->c, text);
}

static int turn_down(sentence *s, const dti_proposal *p, const char *why) {
    dt_doc *d = s->c->doc;
    dti_turned_down *slot = dti_arena_push(&d->arena, &d->turned_down, &d->n_turned_down,
                                           &d->cap_turned_down, sizeof *slot);
    if (!slot) return DT_FAILED;
    *slot = (dti_turned_down){.sent = s->sent,
                              .trigger = p->trigger,
                              .type = p->frame->type,
                              .frame = p->frame->id,
                              .origin = frame_origin(s, p->frame),
                              .why = why};
    return DT_OK;
}

/* "frame condemn at "condemned" says ACCUSE, the judge REQUEST; judged by: …" */
static dt_slice reason_of(sentence *s, const dt_event *e, const dti_proposal *p, dt_slice said,
                          const dti_view *view, const dti_opinion *o, const char *note) {
    char text[640];
    const dt_doc *d = s->c->doc;
    dt_slice cue = {"", 0};
    if (view->cue != DTI_NONE) cue = dti_tok_text(d, &d->toks[view->cue]);
    int own = !p->frame->head;
    snprintf(text, sizeof text, "%s%.*s at \"%.*s\"%s%.*s%s%.*s%s%.*s%s%s%s%s%s",
             own ? "" : "frame ", own ? 9 : (int)e->frame.len, own ? "the judge" : e->frame.ptr,
             (int)e->trigger.len, e->trigger.ptr, o->overrules ? " says " : "",
             o->overrules ? (int)said.len : 0, said.ptr, o->overrules ? ", the judge " : "",
             o->overrules ? (int)e->plover.len : 0, e->plover.ptr, cue.len ? ", aspect by \"" : "",
             (int)cue.len, cue.ptr, cue.len ? "\"" : "", note[0] ? ", " : "", note,
             o->words[0] ? "; judged by: " : "", o->words);
    return copy_text(s->c, text);
}

/* Scores of the type and code in the tables that the options name. */
static void score_event(sentence *s, dt_event *e) {
    const dti_image *image = s->c->facts->image;
    const char *column = strcmp(s->options->scores, "goldstein-gdelt") == 0 ? "goldstein_gdelt"
                                                                            : "goldstein_icews";
    if (!e->cameo.len) e->cameo = dti_cameo_of(image, e->plover, e->mode);
    e->goldstein = dti_goldstein(image, e->cameo, column);
    e->score = strncmp(s->options->scores, "goldstein", 9) == 0
                   ? e->goldstein
                   : dti_plover_score(image, e->plover, e->mode);
    e->quad = dti_quad(image, s->options->quads, e->plover, e->cameo);
    e->penta = dti_penta(image, e->plover);
}

/* How sure, and which type in the end; 0 when the judge holds the event for none. */
static int judge_event(sentence *s, const dti_proposal *p, const dti_judged *own, dt_event *e,
                       dti_opinion *o) {
    if (own) {
        *o = (dti_opinion){.confidence = own->confidence, .type = own->frame.type};
        memcpy(o->words, own->words, sizeof o->words);
        return 1;
    }
    /* the judge has learnt from acts between two; of one alone, or of what is not, it knows little */
    int both = p->source.n > 0 && p->target.n > 0 && e->aspect != DT_ASPECT_NEGATED;
    /* what a rule made of the type (a feared assault is a threat) stands */
    int as_framed = dti_slice_eq(e->plover, p->frame->type);
    dti_judge_event(&s->judging, p, e->plover, both && as_framed, o);
    if (o->overrules) {
        e->plover = o->type;
        e->mode = e->cameo = (dt_slice){"", 0};
    }
    return !both || !s->judging.judge || o->confidence >= dti_judge_floor(s->judging.judge);
}

/* own: NULL for an act that a frame proposes.  named: whose doers are its target, or NULL.  note:
 * what else was done to it, or "". */
static int make_event(sentence *s, const dti_proposal *p, const dti_judged *own,
                      const dt_event *named, const char *note) {
    dti_coding *c = s->c;
    dt_doc *d = c->doc;
    const dti_sent *sent = &d->sents[s->sent];
    dti_view view = dti_aspect_at(&s->tree, p);
    dti_opinion opinion;
    dt_event e = {.sentence = s->sent,
                  .plover = p->frame->type,
                  .mode = p->frame->mode,
                  .cameo = p->frame->cameo,
                  .frame = p->frame->id,
                  .mentions = 1};
    int told;
    e.date = date_of(s, p, &told);
    int32_t day = told && is_historical(s, e.date) ? middle_day(e.date) : INT32_MIN;
    if (build_side(s, &p->source, day, &e.sources, &e.n_sources) != DT_OK ||
        build_side(s, &p->target, day, &e.targets, &e.n_targets) != DT_OK)
        return DT_FAILED;
    if (named && !coded(e.targets, e.n_targets)) {
        e.targets = named->sources;
        e.n_targets = named->n_sources;
    }
    drop_own(s, p, &e);
    part_parties(s, p, &e);
    if (!coded(e.sources, e.n_sources) && !coded(e.targets, e.n_targets))
        return turn_down(s, p, "nobody who can be coded takes part");
    if (!settle_type(s, &view, told && is_to_come(s, e.date) && !is_past(&s->tree, p->trigger), &e))
        return turn_down(s, p, "wished for or feared: no act");
    if (own) { /* the judge's type is that of the act as it is told */
        e.plover = own->frame.type;
        e.mode = e.cameo = (dt_slice){"", 0};
    }
    if (e.aspect == DT_ASPECT_ACTUAL && told && is_historical(s, e.date))
        e.aspect = DT_ASPECT_HISTORICAL;
    const dti_tok *k = &d->toks[p->trigger];
    e.trigger = dti_tok_text(d, k);
    e.trigger_start = k->start;
    e.trigger_end = k->end;
    e.place = place_of(s, p);
    const char *no = dti_not_worth(&s->tree, p, &e);
    if (no) return turn_down(s, p, no);
    dt_slice said = e.plover;
    if (!judge_event(s, p, own, &e, &opinion))
        return turn_down(s, p, "the judge holds another type for far likelier");
    score_event(s, &e);
    e.speaker = speaker_of(s, &view);
    if (e.speaker && is_first_person(&s->tree, &p->source)) {
        e.sources = e.speaker;
        e.n_sources = 1;
    }
    float nobody = (float)dti_floor(c->facts->image, "nobody");
    float sides = side_confidence(d, &p->source, nobody) * side_confidence(d, &p->target, nobody);
    e.confidence = opinion.confidence * sides;
    no = dti_too_unsure(&s->tree, p, &e, c->loose_case);
    if (no) return turn_down(s, p, no);
    if (e.confidence < s->options->min_confidence)
        return turn_down(s, p, "less sure than --min-confidence");
    e.frame_origin = frame_origin(s, p->frame);
    const char *of_place;
    if (dti_target_from_place(c, &s->tree, p, &e, &of_place) != DT_OK) return DT_FAILED;
    e.reason = reason_of(s, &e, p, said, &view, &opinion, note[0] ? note : of_place);
    e.evidence = (dt_slice){d->text.ptr + sent->start, sent->end - sent->start};
    e.evidence_start = sent->start;
    e.evidence_end = sent->end;
    if (dti_contexts_of(s->c, s->sent, &e) != DT_OK) return DT_FAILED;
    dt_event *slot =
        dti_arena_push(&d->arena, &d->events, &d->n_events, &d->cap_events, sizeof *slot);
    if (!slot) return DT_FAILED;
    *slot = e;
    return DT_OK;
}

/* Is the trigger part of another proposal: its light object, or in the clause that it swallows?
 */
static int is_eaten(const dti_tree *t, const dti_proposal *all, size_t n, size_t i) {
    for (size_t k = 0; k < n; k++) {
        if (k == i) continue;
        if (all[k].light == all[i].trigger) return 1;
        /* "talks collapsed" is no meeting; "a strike killed two" tells of the strike and its
         * dead
         */
        if (all[k].oblique == all[i].trigger && all[k].frame->pos == 'v' &&
            (dti_at(t, all[i].trigger)->deprel != DTI_R_NSUBJ ||
             !dti_slice_eq(all[k].frame->type, all[i].frame->type)))
            return 1;
        if (all[k].below == DTI_NONE) continue;
        uint32_t b = all[k].below;
        if (b == all[i].trigger || all[i].light == b) return 1;
        /* "agreed to hold talks": the object noun of the swallowed verb goes with it */
        const dti_tok *w = dti_at(t, all[i].trigger);
        if ((w->deprel == DTI_R_OBJ || w->deprel == DTI_R_CONJ || w->deprel == DTI_R_XCOMP) &&
            w->head == b)
            return 1;
    }
    return 0;
}

int dti_code_sentence(dti_coding *c, const dti_tree *tree, const dt_options *options,
                      uint32_t sent) {
    dti_proposal proposals[DTI_MAX_SENT_EVENTS];
    sentence s = {.c = c, .tree = *tree, .options = options, .sent = sent};
    int dropped;
    dti_passage_move(c->passage, c, &s.tree, sent, history_days(&s));
    if (c->is_sport || dti_is_sport(&s.tree)) return DT_OK;
    size_t n_idioms;
    size_t n = dti_match_frames(&s.tree, proposals, DTI_MAX_SENT_EVENTS, &n_idioms, &dropped);
    for (size_t i = n; i < n + n_idioms; i++)
        if (turn_down(&s, &proposals[i], "a row says that these words are no act") != DT_OK)
            return DT_FAILED;
    dti_judging_init(&s.judging, &s.tree, proposals, n);
    s.judging.n_idioms = n_idioms;
    if (dropped)
        dti_diag(c->doc, DT_WARNING, "too-many-events",
                 "a sentence holds more triggers than are looked at", c->doc->sents[sent].start,
                 c->doc->sents[sent].end);
    for (size_t i = 0; i < n; i++) {
        if (is_eaten(&s.tree, proposals, n + n_idioms, i)) {
            if (turn_down(&s, &proposals[i], "part of another act of the sentence") != DT_OK)
                return DT_FAILED;
            continue;
        }
        /* the judge goes on seeing what the frame said */
        dti_proposal whole = proposals[i];
        char note[64] = "";
        const dt_event *named = dti_named_act(c, &s.tree, sent, &whole);
        if (!named)
            s.judging.filled[i] = dti_judge_fill(&s.judging, &whole, note, sizeof note);
        if (make_event(&s, &whole, NULL, named, note) != DT_OK) return DT_FAILED;
    }
    dti_judged own[DTI_MAX_JUDGED];
    size_t n_own = dti_judge_propose(&s.judging, own);
    for (size_t i = 0; i < n_own; i++)
        if (make_event(&s, &own[i].p, &own[i], NULL, "") != DT_OK) return DT_FAILED;
    return DT_OK;
}
