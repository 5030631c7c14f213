/* judge_event.c: asks the judge about a proposal, makes a confidence and its reasons in words. */
#include "code/judge_event.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "code/judge_file.h"
#include "kb/kb.h"
#include "kb/ontology.h"

/* Without weights: how often a frame of the shipped tables has the right type for its pair. */
#define WITHOUT_JUDGE 0.9

void dti_judging_init(dti_judging *j, const dti_tree *t, const dti_proposal *proposals, size_t n) {
    j->judge = t->doc->kb ? t->doc->kb->judge : NULL;
    j->tree = t;
    j->proposals = proposals;
    j->n = n;
    j->n_idioms = 0;
    j->is_ready = 0;
    for (size_t i = 0; i < n; i++) j->filled[i] = DTI_NONE;
}

/* The first mention of a side, else the phrase that describes it. */
static dti_judge_actor actor_of(const dti_tree *t, const dti_side *side) {
    dti_judge_actor a = {t->first, 0, DTI_NONE};
    if (side->n) {
        const dti_mention *m = &t->doc->mentions[side->mentions[0]];
        if (m->first < t->first || m->first + m->n_toks > t->end) return a;
        a = dti_judge_actor_of(m);
    } else if (side->phrase != DTI_NONE) {
        a = (dti_judge_actor){side->phrase, 1, side->phrase};
    }
    return a;
}

void dti_judging_prepare(dti_judging *j) {
    for (size_t i = 0; i < j->n && !j->is_ready; i++)
        j->frames[i] = (dti_judge_frame){&j->proposals[i],
                                         dti_aspect_at(j->tree, &j->proposals[i]).effect};
    j->is_ready = 1;
}

void dti_reasons_in_words(const dti_verdict *v, char *out, size_t cap) {
    out[0] = 0;
    for (size_t i = 0, at = 0; i < DTI_JUDGE_REASONS && v->reasons[i].name[0]; i++) {
        char one[96];
        dti_feature_in_words(v->reasons[i].name, one, sizeof one);
        int k = snprintf(out + at, cap - at, "%s%s", i ? ", " : "", one);
        if (k < 0 || (size_t)k >= cap - at) {
            out[0] = 0;
            break;
        }
        at += (size_t)k;
    }
}

/*
 * Within one class of acts (penta) labels of one set quarrel with the rules of another: sanctions
 * are COERCE here, SANCTION there.  The frame's type goes only when the judge holds it for absurd.
 */
static int far_likelier(const dti_judging *j, const dti_verdict *v, uint32_t type) {
    const dti_image *image = j->tree->doc->kb->image;
    int same = dti_penta(image, dti_judge_type(j->judge, type)) ==
               dti_penta(image, dti_judge_type(j->judge, v->best));
    return !same || v->probability[type] <= j->judge->scale->within * v->probability[v->best];
}

/*
 * "convicted" is a SANCTION by PLOVER and a disapproval (116) by CAMEO, by which many labels went:
 * a judge that says ACCUSE agrees about the act and not about its name.
 */
static int agrees_by_cameo(const dti_judging *j, const dti_frame *f, uint32_t type) {
    const dti_table *t = dti_image_table(j->tree->doc->kb->image, "world/ontology/cameo");
    if (!t || f->cameo.len <= 2) return 0;
    dt_slice root = {f->cameo.ptr, 2}, name = dti_judge_type(j->judge, type);
    for (size_t row = 0; row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, dti_table_col(t, "code")), root))
            return dti_slice_eq(dti_table_cell(t, row, dti_table_col(t, "type")), name);
    return 0;
}

void dti_judge_event(dti_judging *j, const dti_proposal *p, dt_slice type, int may_overrule,
                     dti_opinion *out) {
    dti_verdict v;
    *out = (dti_opinion){.confidence = WITHOUT_JUDGE, .type = type};
    uint32_t number = j->judge ? dti_judge_type_of(j->judge, type) : DTI_JUDGE_TYPES;
    if (number == DTI_JUDGE_TYPES) return;
    dti_judging_prepare(j);
    dti_judge_actor source = actor_of(j->tree, &p->source), target = actor_of(j->tree, &p->target);
    dti_judge_pair(j->judge, j->tree, j->frames, j->n, &source, &target, NULL, &v);
    double best = dti_judge_confidence(j->judge, &v, v.best);
    if (v.best != number && may_overrule &&
        (!far_likelier(j, &v, number) || agrees_by_cameo(j, p->frame, v.best)))
        may_overrule = 0;
    if (may_overrule && v.best != number && best >= j->judge->scale->overrule) {
        number = v.best;
        out->type = dti_judge_type(j->judge, number);
        out->overrules = 1;
    }
    out->confidence = dti_judge_confidence(j->judge, &v, number);
    if (v.best == number) dti_reasons_in_words(&v, out->words, sizeof out->words);
}

/* Kinds of features by the beginning of their names, longest first where one begins another. */
static const struct {
    const char *begin, *words;
} kinds[] = {
    {"fb:id", "frame"},        {"fb:c", "frame of code"},     {"fb:", "frame of"},
    {"fbs:", "sides of the frame"}, {"fe:", "inner frame of"}, {"fin:", "source names"},
    {"nofr", "no frame here"}, {"f:", "frame of"},        {"rr:", "both at"},            {"rs:", "source at"},
    {"rt:", "target at"},      {"r:", "both at"},             {"rl1:", "word of"},
    {"rlx:", "word of"},       {"rl:", "word of"},            {"re1:", "turned word of"},
    {"rex:", "turned word of"}, {"re:", "turned"},            {"rp1:", "class"},
    {"rpx:", "class"},         {"pb:", "with"},               {"ps:", "with"},
    {"pt:", "with"},           {"bp:", "below"},              {"lca:", "way meets at"},
    {"way:", "way"},           {"upl:", "way by word of"},    {"dnl:", "way by word of"},
    {"up:", "way by"},         {"dn:", "way by"},             {"tp:", "target under"},
    {"si:", "source has"},     {"sh:", "source is"},          {"ti:", "target has"},
    {"th:", "target is"},      {"w:", "word"},                {"m:", "word between"},
    {"a:", "word after"},      {"b:", "word before"},         {"2:", "words"},
    {"3:", "words"},           {"ss:", "source in"},          {"ts:", "target in"},
    {"do:", "source does"},    {"be:", "clause of"},          {"ov:", "target under"},
};

void dti_feature_in_words(const char *name, char *out, size_t cap) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].begin);
        if (strncmp(name, kinds[i].begin, n) != 0) continue;
        if (name[n])
            snprintf(out, cap, "%s \"%s\"", kinds[i].words, name + n);
        else
            snprintf(out, cap, "%s", kinds[i].words);
        return;
    }
    snprintf(out, cap, "%s", name);
}
