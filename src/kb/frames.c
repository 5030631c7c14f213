/* frames.c: reads the frame tables into structures that the matcher walks. */
#include "kb/frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/slice.h"
#include "kb/ontology.h"

#define MAX_CONSTRAINTS 8
#define MAX_SLOTS 16
#define MAX_LEMMAS 512
#define MAX_PARTICLES 32

typedef struct lexeme_entry {
    dt_slice lemma;
    dti_lexeme number;
} lexeme_entry;

typedef struct class_entry {
    dt_slice name;
    dti_lexeme lexeme;
} class_entry;

typedef struct cue_entry {
    dti_cue cue;
    int is_speech;
    uint32_t order;
} cue_entry;

struct dti_frames {
    dti_arena arena;
    const dti_image *image;
    lexeme_entry *slots; /* open addressing */
    size_t n_slots, n_lexemes;
    class_entry *classes;
    size_t n_classes, cap_classes;
    dti_lexeme particles[MAX_PARTICLES];
    size_t n_particles;
    dti_frame *frames;
    size_t n_frames, cap_frames;
    const dti_frame **sorted; /* by head, pos, then specificity */
    uint32_t *first_of;       /* (n_lexemes + 2) first place in sorted */
    cue_entry *cues;          /* by lexeme, then as in the table */
    size_t n_cues, cap_cues;
    uint32_t *first_cue; /* (n_lexemes + 2) first place in cues */
    const dti_table *sectors;
    int public_col, home_col;
    uint32_t *traits; /* (n_lexemes + 1) DTI_TRAIT_* */
    dti_lexeme preps[DTI_N_PREPS];
    /* for errors */
    dti_table_report *report;
    void *ctx;
    size_t n_errors;
    const dti_table *table;
    size_t row;
};

/* ------------------------------------------------------------------ lexemes */

static dti_lexeme find_lexeme(const dti_frames *f, dt_slice lemma, size_t *slot) {
    size_t i = (size_t)XXH3_64bits(lemma.ptr, lemma.len) & (f->n_slots - 1);
    while (f->slots[i].number) {
        if (dti_slice_eq(f->slots[i].lemma, lemma)) return f->slots[i].number;
        i = (i + 1) & (f->n_slots - 1);
    }
    if (slot) *slot = i;
    return 0;
}

dti_lexeme dti_frames_lexeme(const dti_frames *f, dt_slice lemma) {
    return f && lemma.len ? find_lexeme(f, lemma, NULL) : 0;
}

static dti_lexeme add_lexeme(dti_frames *f, dt_slice lemma) {
    size_t slot = 0;
    if (lemma.len == 0) return 0;
    dti_lexeme n = find_lexeme(f, lemma, &slot);
    if (n) return n;
    if (f->n_lexemes * 2 >= f->n_slots) return 0;
    f->slots[slot] = (lexeme_entry){lemma, (dti_lexeme)++f->n_lexemes};
    return (dti_lexeme)f->n_lexemes;
}

/* ------------------------------------------------------------------ rows */

static void complain(dti_frames *f, const char *what, dt_slice where) {
    char message[256], path[256];
    dt_slice name = dti_table_name(f->table);
    f->n_errors++;
    if (!f->report) return;
    snprintf(path, sizeof path, "data/%.*s.tsv", (int)name.len, name.ptr);
    snprintf(message, sizeof message, "%s \"%.*s\"", what, (int)where.len, where.ptr);
    f->report(f->ctx, path, dti_table_line(f->table, f->row), message);
}

static const struct {
    const char *name;
    dti_slot_kind kind;
} slot_names[] = {
    {"-", DTI_SLOT_NONE},
    {"subj", DTI_SLOT_SUBJ},
    {"obj", DTI_SLOT_OBJ},
    {"iobj", DTI_SLOT_IOBJ},
    {"xcomp", DTI_SLOT_XCOMP},
    {"ccomp", DTI_SLOT_XCOMP},
    {"prt", DTI_SLOT_PRT},
    {"cop", DTI_SLOT_COP},
    {"case", DTI_SLOT_CASE},
    {"amod", DTI_SLOT_AMOD},
    {"compound", DTI_SLOT_COMPOUND},
    {"poss", DTI_SLOT_POSS},
    {"nat", DTI_SLOT_NAT},
    {"mark", DTI_SLOT_MARK},
    {"advmod", DTI_SLOT_ADVMOD},
    {"comp", DTI_SLOT_COMP},
    {"comp.subj", DTI_SLOT_COMP},
    {"comp.obj", DTI_SLOT_COMP_OBJ},
    {"inf", DTI_SLOT_INF},
    {"any", DTI_SLOT_ANY},
    {"nmod", DTI_SLOT_ANY},
    {"obl", DTI_SLOT_ANY},
    {"comp.aux", DTI_SLOT_COMP_AUX},
    {"place", DTI_SLOT_PLACE},
    {"people", DTI_SLOT_PEOPLE},
    {"must", DTI_SLOT_MUST},
    {"own", DTI_SLOT_OWN},
    {"known", DTI_SLOT_KNOWN},
    {"public", DTI_SLOT_PUBLIC},
    {"comp.mark", DTI_SLOT_COMP_MARK},
    {"reply", DTI_SLOT_REPLY},
    {"reply.subj", DTI_SLOT_REPLY_SUBJ},
};

static dti_slot read_slot(dti_frames *f, dt_slice name) {
    for (size_t i = 0; i < sizeof slot_names / sizeof *slot_names; i++)
        if (dti_slice_is(name, slot_names[i].name)) return (dti_slot){slot_names[i].kind, 0};
    if (dti_slice_starts(name, "obl."))
        name.ptr += 4, name.len -= 4;
    else if (dti_slice_starts(name, "nmod."))
        name.ptr += 5, name.len -= 5;
    return (dti_slot){DTI_SLOT_PREP, add_lexeme(f, name)};
}

static int by_number(const void *a, const void *b) {
    dti_lexeme x = *(const dti_lexeme *)a, y = *(const dti_lexeme *)b;
    return (x > y) - (x < y);
}

static int read_lemmas(dti_frames *f, dt_slice list, dti_constraint *c) {
    dti_lexeme lemmas[MAX_LEMMAS];
    uint32_t n = 0;
    while (list.len) {
        dt_slice one = dti_slice_cut(&list, '|');
        if (one.len && one.ptr[0] == '@') {
            dt_slice name = {one.ptr + 1, one.len - 1};
            int any = 0;
            for (size_t i = 0; i < f->n_classes; i++)
                if (dti_slice_eq(f->classes[i].name, name) && n < MAX_LEMMAS)
                    lemmas[n++] = f->classes[i].lexeme, any = 1;
            if (!any) {
                complain(f, "no class of words is called", one);
                return 0;
            }
        } else if (one.len && n < MAX_LEMMAS) {
            dti_lexeme l = add_lexeme(f, one);
            if (!l) return 0;
            lemmas[n++] = l;
        }
    }
    qsort(lemmas, n, sizeof *lemmas, by_number);
    dti_lexeme *kept = dti_arena_array(&f->arena, n + 1, sizeof *kept);
    if (!kept) return 0;
    memcpy(kept, lemmas, n * sizeof *kept);
    c->lemmas = kept;
    c->n_lemmas = n;
    return 1;
}

static int read_constraint(dti_frames *f, dt_slice word, dti_constraint *c) {
    memset(c, 0, sizeof *c);
    if (word.len && word.ptr[0] == '!') c->negated = 1, word.ptr++, word.len--;
    dt_slice rest = word;
    dt_slice name = dti_slice_cut(&rest, '=');
    c->slot = read_slot(f, name);
    return rest.ptr ? read_lemmas(f, rest, c) : 1;
}

static uint32_t read_slots(dti_frames *f, dt_slice cell, const dti_slot **out) {
    dti_slot slots[MAX_SLOTS];
    uint32_t n = 0;
    while (cell.len) {
        dt_slice alternative = dti_slice_trim(dti_slice_cut(&cell, '|'));
        int joined = 0;
        while (alternative.len && n + 2 < MAX_SLOTS) {
            dt_slice one = dti_slice_trim(dti_slice_cut(&alternative, '&'));
            if (joined) slots[n++] = (dti_slot){DTI_SLOT_AND, 0};
            slots[n++] = read_slot(f, one);
            joined = 1;
        }
    }
    dti_slot *kept = dti_arena_array(&f->arena, n + 1, sizeof *kept);
    if (!kept) return 0;
    memcpy(kept, slots, n * sizeof *kept);
    *out = kept;
    return n;
}

static dt_slice frame_id(dti_frames *f, dt_slice trigger) {
    /* "hold:v obj=talk|meeting" -> "hold/talk"; "accuse:v" -> "accuse" */
    char id[96];
    dt_slice rest = trigger, head = dti_slice_cut(&rest, ' ');
    dt_slice lemma = dti_slice_cut(&head, ':');
    size_t n = (size_t)snprintf(id, sizeof id, "%.*s", (int)lemma.len, lemma.ptr);
    if (rest.len) {
        dt_slice c = dti_slice_cut(&rest, ' '), value = c;
        dt_slice name = dti_slice_cut(&value, '=');
        dt_slice show = value.len ? dti_slice_cut(&value, '|') : name;
        n += (size_t)snprintf(id + n, n < sizeof id ? sizeof id - n : 0, "/%.*s", (int)show.len,
                              show.ptr);
    }
    if (n >= sizeof id) n = sizeof id - 1;
    return (dt_slice){dti_arena_copy(&f->arena, id, n), n};
}

static dti_need need_of(dt_slice cell) {
    return dti_slice_is(cell, "public")  ? DTI_NEED_PUBLIC
           : dti_slice_is(cell, "known") ? DTI_NEED_KNOWN
           : dti_slice_is(cell, "named") ? DTI_NEED_NAMED
           : dti_slice_is(cell, "agent") ? DTI_NEED_AGENT
                                         : DTI_NEED_NOBODY;
}

/* What world/ontology/types says of the frame's type. */
static void read_type(dti_frames *f, dti_frame *frame) {
    const dti_table *t = dti_image_table(f->image, "world/ontology/types");
    if (!t) return;
    int type = dti_table_col(t, "type"), quad = dti_table_col(t, "quad");
    int clause = dti_table_col(t, "clause");
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        if (!dti_slice_eq(dti_table_cell(t, row, type), frame->type)) continue;
        dt_slice q = dti_table_cell(t, row, quad);
        frame->is_verbal = dti_slice_is(q, "1") || dti_slice_is(q, "3");
        frame->rules = dti_type_rules(f->image, frame->type);
        frame->holds_clause = dti_slice_is(dti_table_cell(t, row, clause), "part");
        frame->source_need = need_of(dti_table_cell(t, row, dti_table_col(t, "source")));
        frame->target_need = need_of(dti_table_cell(t, row, dti_table_col(t, "target")));
        frame->either_need = need_of(dti_table_cell(t, row, dti_table_col(t, "either")));
    }
}

static int read_row(dti_frames *f, uint16_t number, const int cols[6]) {
    const dti_table *t = f->table;
    dt_slice trigger = dti_table_cell(t, f->row, cols[0]), rest = trigger;
    dt_slice head = dti_slice_cut(&rest, ' '), pos = head;
    dt_slice lemma = dti_slice_cut(&pos, ':');
    if (!lemma.len || pos.len != 1 || !strchr("vna", pos.ptr[0])) {
        complain(f, "the trigger's head should be lemma:v, lemma:n or lemma:a, not", head);
        return 1;
    }
    dti_constraint cons[MAX_CONSTRAINTS];
    uint32_t n = 0;
    while (rest.len) {
        dt_slice word = dti_slice_cut(&rest, ' ');
        if (!word.len) continue;
        if (n == MAX_CONSTRAINTS || !read_constraint(f, word, &cons[n])) {
            complain(f, "cannot use the constraint", word);
            return 1;
        }
        n++;
    }
    dti_frame *frame =
        dti_arena_push(&f->arena, &f->frames, &f->n_frames, &f->cap_frames, sizeof *frame);
    dti_constraint *kept = dti_arena_array(&f->arena, n + 1, sizeof *kept);
    if (!frame || !kept) return 0;
    memcpy(kept, cons, n * sizeof *kept);
    *frame = (dti_frame){.head = add_lexeme(f, lemma),
                         .pos = pos.ptr[0],
                         .constraints = kept,
                         .n_constraints = n,
                         .table = number,
                         .row = (uint32_t)f->row};
    frame->type = dti_table_cell(t, f->row, cols[1]);
    if (dti_slice_is(frame->type, "-")) frame->type = (dt_slice){"", 0};
    frame->mode = dti_table_cell(t, f->row, cols[2]);
    frame->cameo = dti_table_cell(t, f->row, cols[3]);
    frame->n_source = read_slots(f, dti_table_cell(t, f->row, cols[4]), &frame->source);
    frame->n_target = read_slots(f, dti_table_cell(t, f->row, cols[5]), &frame->target);
    if (!frame->n_source) frame->n_source = read_slots(f, dti_str("subj"), &frame->source);
    if (!frame->n_target)
        frame->n_target =
            read_slots(f, dti_str("obj|iobj|to|with|against|on|of|any"), &frame->target);
    frame->id = frame_id(f, trigger);
    read_type(f, frame);
    return 1;
}

int dti_frames_is_public(const dti_frames *f, dt_slice country, dt_slice sector) {
    if (!sector.len) return country.len > 0;
    const dti_table *t = f->sectors;
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++) {
        if (!dti_slice_eq(dti_table_cell(t, row, 0), sector)) continue;
        dt_slice is = dti_table_cell(t, row, f->public_col);
        return dti_slice_is(is, "yes") || (dti_slice_is(is, "state") && country.len);
    }
    return 0;
}

dt_slice dti_frames_people(const dti_frames *f) {
    const dti_table *t = f->sectors;
    int people = t ? dti_table_col(t, "people") : -1;
    for (size_t row = 0; people >= 0 && row < dti_table_n_rows(t); row++)
        if (dti_slice_is(dti_table_cell(t, row, people), "yes")) return dti_table_cell(t, row, dti_table_col(t, "code"));
    return (dt_slice){"", 0};
}

int dti_frames_is_of_state(const dti_frames *f, dt_slice sector) {
    const dti_table *t = f->sectors;
    for (size_t row = 0; t && row < dti_table_n_rows(t); row++)
        if (dti_slice_eq(dti_table_cell(t, row, 0), sector))
            return dti_slice_is(dti_table_cell(t, row, f->home_col), "yes");
    return 0;
}

static int weight(const dti_frame *f) {
    int w = 0;
    for (uint32_t i = 0; i < f->n_constraints; i++)
        w += f->constraints[i].negated ? 1 : f->constraints[i].n_lemmas ? 4 : 2;
    return w;
}

static int by_head(const void *pa, const void *pb) {
    const dti_frame *a = *(const dti_frame *const *)pa, *b = *(const dti_frame *const *)pb;
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    if (a->pos != b->pos) return a->pos < b->pos ? -1 : 1;
    int wa = weight(a), wb = weight(b);
    if (wa != wb) return wb - wa;
    if (a->table != b->table) return a->table < b->table ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* ------------------------------------------------------------------ opening */

static int read_classes(dti_frames *f) {
    for (size_t i = 0; i < dti_image_n_tables(f->image); i++) {
        const dti_table *t = dti_image_table_at(f->image, i);
        if (!dti_slice_starts(dti_table_name(t), "en/classes")) continue;
        int cls = dti_table_col(t, "class"), lem = dti_table_col(t, "lemma");
        for (size_t row = 0; row < dti_table_n_rows(t); row++) {
            dt_slice list = dti_table_cell(t, row, lem);
            while (list.len) {
                dt_slice one = dti_slice_trim(dti_slice_cut(&list, '|'));
                class_entry *e = dti_arena_push(&f->arena, &f->classes, &f->n_classes,
                                                &f->cap_classes, sizeof *e);
                if (!e) return 0;
                *e = (class_entry){dti_table_cell(t, row, cls), add_lexeme(f, one)};
                if (dti_slice_is(e->name, "particle") && f->n_particles < MAX_PARTICLES)
                    f->particles[f->n_particles++] = e->lexeme;
            }
        }
    }
    return 1;
}

static dti_scope scope_of(dt_slice name) {
    static const struct {
        const char *name;
        dti_scope scope;
    } scopes[] = {{"aux", DTI_SCOPE_AUX},   {"comp", DTI_SCOPE_COMP}, {"inf", DTI_SCOPE_INF},
                  {"obj", DTI_SCOPE_OBJ},   {"mod", DTI_SCOPE_MOD},
                  {"mark", DTI_SCOPE_MARK}, {"aux.said", DTI_SCOPE_AUX_SAID}};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (dti_slice_is(name, scopes[i].name)) return scopes[i].scope;
    return DTI_SCOPE_ANY;
}

static int read_cues(dti_frames *f, const char *name, const char *value_col, int is_speech) {
    const dti_table *t = dti_image_table(f->image, name);
    if (!t) return 1;
    int lem = dti_table_col(t, "lemma"), val = dti_table_col(t, value_col);
    int scope = dti_table_col(t, "scope");
    for (size_t row = 0; row < dti_table_n_rows(t); row++) {
        dt_slice pos = dti_table_cell(t, row, lem);
        dt_slice lemma = dti_slice_cut(&pos, ':');
        cue_entry *e = dti_arena_push(&f->arena, &f->cues, &f->n_cues, &f->cap_cues, sizeof *e);
        if (!e) return 0;
        *e = (cue_entry){{.lexeme = add_lexeme(f, lemma),
                          .pos = pos.len ? pos.ptr[0] : 0,
                          .effect = dti_table_cell(t, row, val)},
                         is_speech,
                         (uint32_t)f->n_cues};
        if (scope >= 0) e->cue.scope = scope_of(dti_table_cell(t, row, scope));
    }
    return 1;
}

static int read_frames(dti_frames *f) {
    static const char *const names[6] = {"trigger", "type",   "mode",
                                         "cameo",   "source", "target"};
    for (size_t i = 0; i < dti_image_n_tables(f->image); i++) {
        f->table = dti_image_table_at(f->image, i);
        if (!dti_slice_starts(dti_table_name(f->table), "en/frames/")) continue;
        int cols[6];
        for (int k = 0; k < 6; k++) cols[k] = dti_table_col(f->table, names[k]);
        for (f->row = 0; f->row < dti_table_n_rows(f->table); f->row++)
            if (!read_row(f, (uint16_t)i, cols)) return 0;
    }
    return 1;
}

static int by_lexeme(const void *pa, const void *pb) {
    const cue_entry *a = pa, *b = pb;
    if (a->cue.lexeme != b->cue.lexeme) return a->cue.lexeme < b->cue.lexeme ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static int index_cues(dti_frames *f) {
    f->first_cue = calloc(f->n_lexemes + 2, sizeof *f->first_cue);
    if (!f->first_cue) return 0;
    if (f->n_cues) qsort(f->cues, f->n_cues, sizeof *f->cues, by_lexeme);
    size_t at = 0;
    for (size_t l = 0; l <= f->n_lexemes + 1; l++) {
        while (at < f->n_cues && f->cues[at].cue.lexeme < l) at++;
        f->first_cue[l] = (uint32_t)at;
    }
    return 1;
}

static int index_frames(dti_frames *f) {
    f->sorted = calloc(f->n_frames + 1, sizeof *f->sorted);
    f->first_of = calloc(f->n_lexemes + 2, sizeof *f->first_of);
    if (!f->sorted || !f->first_of) return 0;
    for (size_t i = 0; i < f->n_frames; i++) f->sorted[i] = &f->frames[i];
    qsort(f->sorted, f->n_frames, sizeof *f->sorted, by_head);
    size_t at = 0;
    for (size_t l = 0; l <= f->n_lexemes + 1; l++) {
        while (at < f->n_frames && f->sorted[at]->head < l) at++;
        f->first_of[l] = (uint32_t)at;
    }
    return 1;
}

static int index_traits(dti_frames *f) {
    static const struct {
        const char *class;
        uint32_t trait;
    } traits[] = {{"nature", DTI_TRAIT_NATURE},   {"sport", DTI_TRAIT_SPORT},
                  {"fiction", DTI_TRAIT_FICTION}, {"undergo_v", DTI_TRAIT_UNDERGO},
                  {"story", DTI_TRAIT_STORY},     {"inside", DTI_TRAIT_INSIDE},
                  {"anyone", DTI_TRAIT_ANYONE},   {"quantity", DTI_TRAIT_QUANTITY},
                  {"site", DTI_TRAIT_SITE},       {"beside", DTI_TRAIT_BESIDE},
                  {"moment", DTI_TRAIT_MOMENT},   {"owning", DTI_TRAIT_OWNING},
                  {"toward", DTI_TRAIT_TOWARD},   {"ware", DTI_TRAIT_WARE},
                  {"asking", DTI_TRAIT_ASKING},   {"gerund_mark", DTI_TRAIT_GERUND},
                  {"bygone", DTI_TRAIT_BYGONE}};
    static const char *const preps[DTI_N_PREPS] = {"agent", "company", "pair", "part", "goal"};
    f->traits = calloc(f->n_lexemes + 2, sizeof *f->traits);
    if (!f->traits) return 0;
    for (size_t i = 0; i < f->n_classes; i++)
        for (size_t k = 0; k < DTI_N_PREPS; k++)
            if (!f->preps[k] && dti_slice_is(f->classes[i].name, preps[k])) f->preps[k] = f->classes[i].lexeme;
    for (size_t i = 0; i < f->n_classes; i++)
        for (size_t k = 0; k < sizeof traits / sizeof *traits; k++)
            if (dti_slice_is(f->classes[i].name, traits[k].class))
                f->traits[f->classes[i].lexeme] |= traits[k].trait;
    return 1;
}

dti_frames *dti_frames_open(const dti_image *image, dti_table_report *report, void *ctx,
                            size_t *n_errors, dt_error *err) {
    dti_frames *f = calloc(1, sizeof *f);
    if (!f) goto failed;
    dti_arena_init(&f->arena, 0);
    f->image = image;
    f->sectors = dti_image_table(image, "world/sectors");
    f->public_col = f->sectors ? dti_table_col(f->sectors, "public") : -1;
    f->home_col = f->sectors ? dti_table_col(f->sectors, "home") : -1;
    f->report = report;
    f->ctx = ctx;
    f->n_slots = 1 << 16;
    f->slots = calloc(f->n_slots, sizeof *f->slots);
    if (!f->slots || !read_classes(f) || !read_cues(f, "en/aspect", "effect", 0) ||
        !read_cues(f, "en/speech", "kind", 1) || !read_frames(f) || !index_frames(f) ||
        !index_cues(f) || !index_traits(f))
        goto failed;
    if (n_errors) *n_errors = f->n_errors;
    return f;
failed:
    dti_frames_close(f);
    dti_fail(err, "out of memory while reading the frames");
    return NULL;
}

void dti_frames_close(dti_frames *f) {
    if (!f) return;
    dti_arena_release(&f->arena);
    free(f->slots);
    free(f->sorted);
    free(f->first_of);
    free(f->first_cue);
    free(f->traits);
    free(f);
}

const dti_frame *const *dti_frames_of(const dti_frames *f, dti_lexeme head, char pos,
                                      size_t *n) {
    *n = 0;
    if (!head || head > f->n_lexemes) return NULL;
    uint32_t from = f->first_of[head], to = f->first_of[head + 1];
    while (from < to && f->sorted[from]->pos != pos) from++;
    uint32_t end = from;
    while (end < to && f->sorted[end]->pos == pos) end++;
    *n = end - from;
    return (const dti_frame *const *)f->sorted + from;
}

size_t dti_frames_count(const dti_frames *f) { return f->n_frames; }
const dti_frame *dti_frames_at(const dti_frames *f, size_t i) {
    return i < f->n_frames ? &f->frames[i] : NULL;
}

int dti_frames_is_particle(const dti_frames *f, dti_lexeme lexeme) {
    for (size_t i = 0; lexeme && i < f->n_particles; i++)
        if (f->particles[i] == lexeme) return 1;
    return 0;
}

dti_lexeme dti_frames_prep(const dti_frames *f, dti_prep prep) { return f->preps[prep]; }

unsigned dti_frames_traits(const dti_frames *f, dti_lexeme lexeme) {
    return lexeme && lexeme <= f->n_lexemes ? f->traits[lexeme] : 0;
}

static dt_slice cue_of(const dti_frames *f, dti_lexeme lexeme, char pos, dti_scope scope,
                       int is_speech) {
    if (!lexeme || lexeme > f->n_lexemes) return (dt_slice){"", 0};
    for (size_t i = f->first_cue[lexeme]; i < f->first_cue[lexeme + 1]; i++) {
        const dti_cue *c = &f->cues[i].cue;
        if (f->cues[i].is_speech == is_speech && (!pos || !c->pos || c->pos == pos) &&
            (!scope || !c->scope || c->scope == scope))
            return c->effect;
    }
    return (dt_slice){"", 0};
}

dt_slice dti_frames_cue(const dti_frames *f, dti_lexeme lexeme, char pos, dti_scope scope) {
    return cue_of(f, lexeme, pos, scope, 0);
}
dt_slice dti_frames_speech(const dti_frames *f, dti_lexeme lexeme, char pos) {
    return cue_of(f, lexeme, pos, DTI_SCOPE_ANY, 1);
}
