/* repair.c: mends trees that the reading model gets wrong in a way that can be told from the
 * tree. */
#include "parse/repair.h"

#include "base/utf8.h"
#include "parse/relations.h"

static int is_nominal(const dti_tok *k) { return dti_is_noun(k) || k->upos == DTI_PRON; }

int dti_has_clause(const dt_doc *d, const dti_sent *s, uint32_t bare) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        unsigned r = d->toks[t].deprel;
        if (r == DTI_R_NSUBJ && bare != DTI_NONE && d->toks[t].head == bare) continue;
        if (r == DTI_R_NSUBJ || r == DTI_R_NSUBJ_PASS || r == DTI_R_AUX ||
            r == DTI_R_AUX_PASS || r == DTI_R_COP)
            return 1;
    }
    return 0;
}

static void hang(dt_doc *d, uint32_t t, uint32_t head, unsigned rel) {
    d->toks[t].head = head;
    d->toks[t].deprel = (uint16_t)rel;
}

/* "Ghana and Togo, which share a border, *signed* a treaty": the verb read as an aside of its
 * subject. */
static int repair_aside(dt_doc *d, const dti_sent *s, uint32_t root) {
    uint32_t end = s->first + s->n_toks, verb = DTI_NONE;
    for (uint32_t t = root + 1; t < end; t++) {
        if (d->toks[t].head == root &&
            (d->toks[t].deprel == DTI_R_COP || d->toks[t].deprel == DTI_R_NSUBJ))
            return 0;
        if (d->toks[t].head == root && d->toks[t].deprel == DTI_R_PARATAXIS &&
            d->toks[t].upos == DTI_VERB && (d->toks[t].feats & DTI_F_FIN) &&
            (d->toks[t].feats & DTI_F_PAST) && verb == DTI_NONE)
            verb = t;
    }
    if (verb == DTI_NONE || d->toks[root].upos == DTI_PRON) return 0;
    for (uint32_t t = s->first; t < end; t++)
        if (d->toks[t].head == verb &&
            (d->toks[t].deprel == DTI_R_NSUBJ || d->toks[t].deprel == DTI_R_NSUBJ_PASS))
            return 0;
    for (uint32_t t = verb + 1; t < end; t++)
        if (d->toks[t].head == root) d->toks[t].head = verb;
    hang(d, verb, DTI_NONE, DTI_R_ROOT);
    hang(d, root, verb, DTI_R_NSUBJ);
    return 1;
}

static int has(const dt_doc *d, const dti_sent *s, uint32_t head, unsigned rel) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
        if (d->toks[t].head == head && d->toks[t].deprel == rel) return 1;
    return 0;
}

/* "But *it* wants to cooperate": an expletive stands for a clause, and where there is none it
 * is the subject. */
static void repair_expletive(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        uint32_t v = d->toks[t].head;
        if (d->toks[t].deprel == DTI_R_EXPL && d->toks[t].upos == DTI_PRON && v != DTI_NONE &&
            t < v && d->toks[v].upos == DTI_VERB && has(d, s, v, DTI_R_XCOMP) &&
            !has(d, s, v, DTI_R_NSUBJ) && !has(d, s, v, DTI_R_NSUBJ_PASS) &&
            !has(d, s, v, DTI_R_CSUBJ) && !has(d, s, v, DTI_R_CCOMP))
            d->toks[t].deprel = DTI_R_NSUBJ;
    }
}

/* "In question: the *overflight* ...": what is announced is the head of what announces it. */
static uint32_t repair_announced(dt_doc *d, const dti_sent *s, uint32_t root) {
    uint32_t end = s->first + s->n_toks, said = DTI_NONE;
    for (uint32_t t = root + 1; t < end && said == DTI_NONE; t++)
        if (d->toks[t].head == root && d->toks[t].deprel == DTI_R_APPOS) said = t;
    if (said == DTI_NONE || !has(d, s, root, DTI_R_CASE)) return root;
    for (uint32_t t = root + 1; t < end; t++)
        if (d->toks[t].head == root && t > said) d->toks[t].head = said;
    hang(d, said, DTI_NONE, DTI_R_ROOT);
    hang(d, root, said, DTI_R_NMOD);
    return said;
}

/* "continued to *shell*": an infinitive with its mark is a clause. */
static void repair_infinitive(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first + 1; t < s->first + s->n_toks; t++)
        if (d->toks[t].deprel == DTI_R_OBL && d->toks[t].upos == DTI_VERB && has(d, s, t, DTI_R_MARK) &&
            !has(d, s, t, DTI_R_CASE))
            d->toks[t].deprel = DTI_R_XCOMP;
}

/* "Did Ukraine *attack* Russia?": an auxiliary hangs on a verb, and what stands between is its
 * subject. */
static void repair_question(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        uint32_t v = d->toks[t].head;
        if (d->toks[t].deprel != DTI_R_AUX || v == DTI_NONE || v < t ||
            has(d, s, v, DTI_R_COP) || has(d, s, v, DTI_R_NSUBJ) ||
            has(d, s, v, DTI_R_NSUBJ_PASS))
            continue;
        for (uint32_t k = v; k-- > t + 1;)
            if (d->toks[k].head == v && d->toks[k].deprel == DTI_R_COMPOUND &&
                is_nominal(&d->toks[k])) {
                d->toks[k].deprel = DTI_R_NSUBJ;
                d->toks[v].upos = DTI_VERB;
                break;
            }
    }
}

/* "Kim warned *Seoul* of more": of two subjects of an active verb, the one behind it is its
 * object. */
static void repair_second_subject(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first + 1; t < s->first + s->n_toks; t++) {
        uint32_t v = d->toks[t].head;
        if (d->toks[t].deprel != DTI_R_NSUBJ || v == DTI_NONE || v > t ||
            d->toks[v].upos != DTI_VERB || has(d, s, v, DTI_R_OBJ))
            continue;
        for (uint32_t k = s->first; k < v; k++)
            if (d->toks[k].head == v && d->toks[k].deprel == DTI_R_NSUBJ)
                d->toks[t].deprel = DTI_R_OBJ;
    }
}

/* "Tajik guards *fired* on Kyrgyz posts.": a participle that is the root of a whole sentence, with a subject and no
 * auxiliary, is a past tense; headlines leave the auxiliary out. */
static void repair_bare_passive(dt_doc *d, const dti_sent *s, uint32_t root) {
    dti_tok *k = &d->toks[root], *last = &d->toks[s->first + s->n_toks - 1];
    if (s->is_title || k->upos != DTI_VERB || !(k->feats & DTI_F_PASS) || last->upos != DTI_PUNCT ||
        has(d, s, root, DTI_R_AUX_PASS) || has(d, s, root, DTI_R_AUX) || has(d, s, root, DTI_R_OBL_AGENT))
        return;
    int found = 0;
    for (uint32_t t = s->first; t < root; t++)
        if (d->toks[t].head == root && d->toks[t].deprel == DTI_R_NSUBJ_PASS) {
            d->toks[t].deprel = DTI_R_NSUBJ;
            found = 1;
        }
    if (found) k->feats = (k->feats & ~(uint32_t)(DTI_F_PART | DTI_F_PASS)) | DTI_F_FIN | DTI_F_PAST;
}

/* "France *imposed* sanctions": what has a subject is no adjective. */
static uint32_t repair_adjective(dt_doc *d, const dti_sent *s, uint32_t root) {
    for (uint32_t v = s->first + 1; v < root; v++) {
        if (d->toks[v].head != root || d->toks[v].deprel != DTI_R_AMOD ||
            d->toks[v].upos != DTI_VERB || !has(d, s, v, DTI_R_NSUBJ))
            continue;
        for (uint32_t t = s->first; t < s->first + s->n_toks; t++)
            if (d->toks[t].head == root && (t < v || d->toks[t].deprel == DTI_R_PUNCT))
                d->toks[t].head = v;
        hang(d, v, DTI_NONE, DTI_R_ROOT);
        hang(d, root, v, DTI_R_OBJ);
        d->toks[v].feats =
            (d->toks[v].feats & ~(uint32_t)(DTI_F_PART | DTI_F_PASS)) | DTI_F_FIN | DTI_F_PAST;
        return v;
    }
    return root;
}

/* "met Wang *Yi*": a verb has one object, and a name of two words is one. */
static void repair_second_object(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first + 1; t < s->first + s->n_toks; t++) {
        dti_tok *k = &d->toks[t], *before = &d->toks[t - 1];
        if (k->deprel != DTI_R_OBJ || before->deprel != DTI_R_OBJ || k->head != before->head ||
            k->upos != DTI_PROPN || !dti_is_noun(before))
            continue;
        hang(d, t, t - 1, DTI_R_FLAT);
        before->upos = DTI_PROPN;
    }
}

/* "Burkina Faso, *Mali* and Niger left": names in a row, no closing comma, are a list and no
 * apposition. */
static void repair_list(dt_doc *d, const dti_sent *s) {
    uint32_t end = s->first + s->n_toks;
    for (uint32_t t = s->first + 1; t < end; t++) {
        uint32_t first = d->toks[t].head, last = DTI_NONE;
        if (d->toks[t].deprel != DTI_R_APPOS || first == DTI_NONE || first > t ||
            d->toks[t].upos != DTI_PROPN || d->toks[first].upos != DTI_PROPN ||
            has(d, s, t, DTI_R_DET))
            continue;
        for (uint32_t k = t + 1; k < end; k++)
            if (d->toks[k].head == t && d->toks[k].deprel == DTI_R_CONJ &&
                d->toks[k].upos == DTI_PROPN)
                last = k;
        if (last == DTI_NONE || last + 1 >= end || !has(d, s, last, DTI_R_CC) ||
            d->toks[last + 1].upos == DTI_PUNCT)
            continue;
        d->toks[t].deprel = DTI_R_CONJ;
        d->toks[last].head = first;
    }
}

/* "Iran, *Oman* sign a pact", "Iran, *Oman* to sign": what an apposition lacks is its closing comma; in a
 * headline a comma stands for "and". */
static void repair_pair(dt_doc *d, const dti_sent *s) {
    uint32_t end = s->first + s->n_toks;
    for (uint32_t t = s->first + 2; t < end; t++) {
        uint32_t first = d->toks[t].head, last = t;
        if (d->toks[t].deprel != DTI_R_APPOS || d->toks[t].upos != DTI_PROPN || first == DTI_NONE ||
            first > t || d->toks[first].upos != DTI_PROPN || has(d, s, t, DTI_R_DET) ||
            has(d, s, first, DTI_R_CASE) || has(d, s, t, DTI_R_CONJ))
            continue;
        if (d->toks[first].deprel != DTI_R_NSUBJ && d->toks[first].head != DTI_NONE) continue;
        uint32_t comma = t - 1;
        while (comma > first && d->toks[comma].head == t && d->toks[comma].upos != DTI_PUNCT) comma--;
        if (comma <= first || d->text.ptr[d->toks[comma].start] != ',') continue;
        while (last + 1 < end && d->toks[last + 1].head == t) last++;
        if (last + 1 >= end || (d->toks[last + 1].upos != DTI_VERB && d->toks[last + 1].upos != DTI_AUX &&
                                d->toks[last + 1].deprel != DTI_R_MARK))
            continue;
        d->toks[t].deprel = DTI_R_CONJ;
    }
}

/* "freed *at least* 19 monks": the preposition is the number's, and what is counted the object. */
static void repair_counted(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first + 3; t < s->first + s->n_toks; t++) {
        uint32_t v = d->toks[t].head, least = t - 2;
        if (d->toks[t].deprel != DTI_R_OBL || v == DTI_NONE || v + 4 != t || d->toks[v].upos != DTI_VERB ||
            d->toks[t - 1].upos != DTI_NUM || d->toks[t - 1].head != t || d->toks[least].head != t - 1 ||
            d->toks[least - 1].head != least || d->toks[least - 1].deprel != DTI_R_CASE ||
            has(d, s, t, DTI_R_CASE) || has(d, s, v, DTI_R_OBJ) || has(d, s, v, DTI_R_AUX_PASS))
            continue;
        d->toks[t].deprel = DTI_R_OBJ;
    }
}

/* "talks *with* council president Donald Tusk": the preposition of a name stands before its title, and was hung on that. */
static void repair_title_case(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first; t < s->first + s->n_toks; t++) {
        uint32_t title = d->toks[t].head;
        if (d->toks[t].deprel != DTI_R_CASE || title == DTI_NONE || title < t ||
            d->toks[title].deprel != DTI_R_NMOD_DESC)
            continue;
        uint32_t name = d->toks[title].head;
        if (name != DTI_NONE && name > title && !has(d, s, name, DTI_R_CASE)) d->toks[t].head = name;
    }
}

/* "US *to send* tanks to Ukraine": a name with an infinitive and no other verb is a headline.
 */
static int repair_headline(dt_doc *d, const dti_sent *s, uint32_t root) {
    uint32_t end = s->first + s->n_toks, verb = DTI_NONE;
    if (d->toks[root].upos == DTI_NOUN) return 0;
    for (uint32_t t = root + 1; t < end && verb == DTI_NONE; t++)
        if (d->toks[t].head == root && d->toks[t].deprel == DTI_R_ACL &&
            d->toks[t].upos == DTI_VERB && has(d, s, t, DTI_R_MARK))
            verb = t;
    if (verb == DTI_NONE || (d->toks[verb].feats & (DTI_F_GER | DTI_F_PART))) return 0;
    for (uint32_t t = s->first; t < end; t++)
        if (d->toks[t].head == root && (t > verb || d->toks[t].deprel == DTI_R_PUNCT))
            d->toks[t].head = verb;
    hang(d, verb, DTI_NONE, DTI_R_ROOT);
    hang(d, root, verb, DTI_R_NSUBJ);
    return 1;
}

static int has_subject(const dt_doc *d, const dti_sent *s, uint32_t verb) {
    return has(d, s, verb, DTI_R_NSUBJ) || has(d, s, verb, DTI_R_NSUBJ_PASS);
}

/* "Canberra *eyes* sanctions": a noun with a subject and an object is a verb. */
static void repair_noun(dt_doc *d, const dti_sent *s) {
    for (uint32_t t = s->first + 1; t < s->first + s->n_toks; t++)
        if (dti_is_noun(&d->toks[t]) && d->toks[t - 1].head == t && d->toks[t - 1].deprel == DTI_R_NSUBJ &&
            has(d, s, t, DTI_R_OBJ) && !has(d, s, t, DTI_R_COP)) {
            d->toks[t].upos = DTI_VERB;
            d->toks[t].feats = DTI_F_PRES | DTI_F_FIN | DTI_F_P3 | DTI_F_SING;
        }
}

static int is_capital(const dt_doc *d, uint32_t t) {
    uint32_t cp;
    dti_utf8_next(d->text.ptr + d->toks[t].start, d->toks[t].end - d->toks[t].start, &cp);
    return dti_cp_is_upper(cp);
}

/* "Human Rights *Watch* published a report": a verb with a capital between capitals, and another verb
 * right behind it that has none, is the last word of a name. */
static uint32_t repair_named_verb(dt_doc *d, const dti_sent *s, uint32_t root) {
    uint32_t end = s->first + s->n_toks, verb = root + 1;
    if (d->toks[root].upos != DTI_VERB || root == s->first || verb >= end) return root;
    while (verb + 1 < end && d->toks[verb].upos == DTI_ADV) verb++;
    if (!is_capital(d, root) || !is_capital(d, root - 1) || is_capital(d, verb) ||
        d->toks[root - 1].head != root || d->toks[root - 1].deprel != DTI_R_NSUBJ ||
        d->toks[verb].upos != DTI_VERB || d->toks[verb].head != root ||
        (d->toks[verb].feats & (DTI_F_GER | DTI_F_INF)) || has_subject(d, s, verb) ||
        has(d, s, root, DTI_R_OBJ))
        return root;
    for (uint32_t t = s->first; t < end; t++)
        if (d->toks[t].head == root) {
            if (t > root) d->toks[t].head = verb;
            if (d->toks[t].deprel == DTI_R_NSUBJ) d->toks[t].deprel = DTI_R_COMPOUND;
        }
    d->toks[root].upos = DTI_PROPN;
    d->toks[root].feats = DTI_F_SING;
    hang(d, verb, DTI_NONE, DTI_R_ROOT);
    hang(d, root, verb, DTI_R_NSUBJ);
    if (has(d, s, verb, DTI_R_OBJ)) d->toks[verb].feats = DTI_F_FIN | DTI_F_PAST;
    return verb;
}

/*
 * "A raid by Chad on Bosso *hit* a market", "The jailing of a priest by Minsk *drew* protests": a finite
 * verb read as part of the last phrase of its subject, as its noun or before its noun.
 */
static int repair_verb_in_phrase(dt_doc *d, const dti_sent *s, uint32_t root) {
    uint32_t end = s->first + s->n_toks;
    if (has(d, s, root, DTI_R_COP) || has_subject(d, s, root)) return 0;
    for (uint32_t v = root + 3; v < end; v++) {
        const dti_tok *k = &d->toks[v];
        if (k->upos != DTI_VERB || !(k->feats & DTI_F_FIN) || has_subject(d, s, v) ||
            has(d, s, v, DTI_R_AUX) || has(d, s, v, DTI_R_MARK))
            continue;
        uint32_t object = k->deprel == DTI_R_COMPOUND && k->head > v ? k->head : DTI_NONE;
        uint32_t head = object == DTI_NONE ? v : object, prep = DTI_NONE;
        if (d->toks[head].deprel != DTI_R_NMOD && d->toks[head].deprel != DTI_R_OBL) continue;
        for (uint32_t t = root + 1; t < v; t++)
            if (d->toks[t].head == head && d->toks[t].deprel == DTI_R_CASE) prep = t;
        uint32_t noun = v - 1;
        if (prep == DTI_NONE || noun <= prep) continue;
        while (d->toks[noun].head != DTI_NONE && d->toks[noun].head > prep && d->toks[noun].head < v)
            noun = d->toks[noun].head;
        if (!is_nominal(&d->toks[noun]) || (d->toks[noun].head != v && d->toks[noun].head != head))
            continue;
        hang(d, noun, d->toks[head].head, d->toks[head].deprel);
        for (uint32_t t = root + 1; t < end; t++) {
            if (t == noun || t == v) continue;
            if (t < v && (d->toks[t].head == v || d->toks[t].head == head)) d->toks[t].head = noun;
            if (t > v && d->toks[t].head == root) d->toks[t].head = v;
        }
        for (uint32_t t = s->first; t < root; t++)
            if (d->toks[t].head == root && d->toks[t].deprel == DTI_R_PUNCT) d->toks[t].head = v;
        hang(d, v, DTI_NONE, DTI_R_ROOT);
        hang(d, root, v, DTI_R_NSUBJ);
        if (object != DTI_NONE) hang(d, object, v, DTI_R_OBJ);
        return 1;
    }
    return 0;
}

int dti_repair_tree(dt_doc *d, uint32_t sent) {
    const dti_sent *s = &d->sents[sent];
    uint32_t end = s->first + s->n_toks, root = DTI_NONE;
    for (uint32_t t = s->first; t < end; t++)
        if (d->toks[t].head == DTI_NONE) root = t;
    repair_infinitive(d, s);
    repair_expletive(d, s);
    repair_question(d, s);
    repair_second_subject(d, s);
    repair_second_object(d, s);
    repair_noun(d, s);
    repair_list(d, s);
    repair_pair(d, s);
    repair_title_case(d, s);
    repair_counted(d, s);
    if (root != DTI_NONE) root = repair_named_verb(d, s, root);
    if (root != DTI_NONE) repair_bare_passive(d, s, root);
    if (root == DTI_NONE || !is_nominal(&d->toks[root])) return 0;
    root = repair_announced(d, s, root);
    root = repair_adjective(d, s, root);
    if (!is_nominal(&d->toks[root])) return 1;
    if (repair_aside(d, s, root)) return 1;
    if (repair_verb_in_phrase(d, s, root)) return 1;
    if (dti_has_clause(d, s, root)) return 0;
    if (repair_headline(d, s, root)) return 1;
    for (uint32_t v = s->first + 1; v + 1 < end; v++) {
        const dti_tok *k = &d->toks[v];
        if (k->upos != DTI_VERB || k->deprel != DTI_R_AMOD || (k->feats & DTI_F_GER) ||
            k->head == DTI_NONE)
            continue;
        uint32_t object = k->head, subject = DTI_NONE;
        if (object <= v || !is_nominal(&d->toks[object])) continue;
        if (object == root) {
            /* the nearest noun on the left that hangs on the object */
            for (uint32_t t = v; t-- > s->first;)
                if ((d->toks[t].head == object || d->toks[t].head == v) &&
                    is_nominal(&d->toks[t]) && d->toks[t].deprel != DTI_R_OBL &&
                    d->toks[t].deprel != DTI_R_NMOD_POSS) {
                    subject = t;
                    break;
                }
        } else if (d->toks[object].head == root && root < v) {
            subject = root; /* "men intimidated officials": the object as apposition */
        }
        if (subject == DTI_NONE) continue;
        hang(d, v, DTI_NONE, DTI_R_ROOT);
        d->toks[v].feats =
            (d->toks[v].feats & ~(uint32_t)(DTI_F_PART | DTI_F_PASS)) | DTI_F_FIN | DTI_F_PAST;
        for (uint32_t t = s->first; t < end; t++) {
            if (t == v || t == subject || d->toks[t].head != object) continue;
            /* what stood left of the verb belongs to the subject, phrases behind the object to
             * the verb */
            if (t < v)
                hang(d, t, d->toks[t].deprel == DTI_R_OBL ? v : subject, d->toks[t].deprel);
            else if (t > object && d->toks[t].deprel == DTI_R_PUNCT)
                hang(d, t, v, DTI_R_PUNCT);
        }
        if (subject == root)
            for (uint32_t t = s->first; t < end; t++)
                if (d->toks[t].head == root && t > v && t != object) d->toks[t].head = v;
        hang(d, subject, v, DTI_R_NSUBJ);
        hang(d, object, v, DTI_R_OBJ);
        return 1;
    }
    return 0;
}
