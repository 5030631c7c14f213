/* frames.h: the frame tables, made ready for matching. */
#ifndef DTI_FRAMES_H
#define DTI_FRAMES_H

#include "base/arena.h"
#include "kb/image.h"

/* Lexeme: a lemma that some table asks for, as a number; 0 is "none of them". */
typedef uint32_t dti_lexeme;

/* What a constraint or a slot looks at. */
typedef enum dti_slot_kind {
    DTI_SLOT_NONE, /* "-" */
    DTI_SLOT_SUBJ,
    DTI_SLOT_OBJ,
    DTI_SLOT_IOBJ,
    DTI_SLOT_XCOMP,
    DTI_SLOT_INF, /* those of XCOMP that are infinitives */
    DTI_SLOT_PRT,
    DTI_SLOT_COP,
    DTI_SLOT_CASE,
    DTI_SLOT_AMOD,
    DTI_SLOT_COMPOUND,
    DTI_SLOT_POSS,
    DTI_SLOT_NAT,
    DTI_SLOT_MARK,
    DTI_SLOT_ADVMOD,
    DTI_SLOT_PREP, /* with `prep` */
    DTI_SLOT_COMP,
    DTI_SLOT_COMP_OBJ,
    DTI_SLOT_COMP_AUX, /* auxiliaries of the clause below: "said Iran *should* stop" */
    DTI_SLOT_PEOPLE,   /* the people of the place where it happens: "thousands protested in *Baghdad*" */
    DTI_SLOT_PLACE,    /* the nearest place or state outside the trigger's own phrase */
    DTI_SLOT_REPLY, /* the verb that a contrasting clause answers: "accused …, while X insisted"
                     */
    DTI_SLOT_REPLY_SUBJ, /* its subject */
    DTI_SLOT_ANY,
    DTI_SLOT_AND,       /* joins its neighbours */
    DTI_SLOT_COMP_MARK, /* what opens the clause below */
    DTI_SLOT_OWN,   /* not a place to look: who is found must be the word of the slot itself */
    DTI_SLOT_KNOWN, /* not a place to look: without a known actor in the slots there is no event
                     */
    DTI_SLOT_PUBLIC, /* ... an actor of public affairs, who is the word of the slot itself */
    DTI_SLOT_MUST /* not a place to look: without a known actor in the slots there is no event
                   */
} dti_slot_kind;

typedef struct dti_slot {
    dti_slot_kind kind;
    dti_lexeme prep;
} dti_slot;

typedef struct dti_constraint {
    dti_slot slot;
    int negated;
    const dti_lexeme *lemmas; /* sorted; n 0: anything may stand there */
    uint32_t n_lemmas;
} dti_constraint;

/* How much must be known of a party. */
typedef enum dti_need {
    DTI_NEED_NOBODY,
    DTI_NEED_AGENT, /* if anything stands there it is somebody, not "a report" */
    DTI_NEED_NAMED, /* somebody coded or called by name */
    DTI_NEED_KNOWN, /* somebody coded */
    DTI_NEED_PUBLIC /* somebody coded who acts in public affairs */
} dti_need;

typedef struct dti_frame {
    dti_lexeme head;
    char pos; /* 'v', 'n', 'a' */
    const dti_constraint *constraints;
    uint32_t n_constraints;
    const dti_slot *source, *target; /* in order of preference */
    uint32_t n_source, n_target;
    dt_slice type, mode, cameo; /* type empty ("-"): words that look like an act and are none */
    int is_verbal;     /* quad class 1 or 3 of the manual */
    dti_need source_need, target_need, either_need; /* of the type */
    unsigned rules;    /* DTI_RULE_* of the type (kb/ontology.h) */
    int holds_clause;  /* what stands in a clause below is part of the act: "urged X to stop" */
    dt_slice id;    /* "meeting/between" */
    uint16_t table; /* number in the image */
    uint32_t row;
} dti_frame;

/* Where an act stands to a word of aspect: the column `scope` of en/aspect. */
typedef enum dti_scope {
    DTI_SCOPE_ANY,
    DTI_SCOPE_AUX,     /* the word is its auxiliary */
    DTI_SCOPE_INF,     /* the act is an infinitive below the word */
    DTI_SCOPE_COMP,    /* the act is in the clause below the word */
    DTI_SCOPE_OBJ,     /* the act is a noun below the word */
    DTI_SCOPE_MOD,     /* the word modifies the act */
    DTI_SCOPE_MARK,    /* the word opens the clause of the act */
    DTI_SCOPE_AUX_SAID /* its auxiliary, all under a verb of speech */
} dti_scope;

/* Aspect effect of a lemma (en/aspect), or its kind of speech (en/speech). */
typedef struct dti_cue {
    dti_lexeme lexeme;
    char pos;
    dti_scope scope;
    dt_slice effect;
} dti_cue;

typedef struct dti_frames dti_frames;

/*
 * Compiles all tables under en/frames, en/classes*, en/aspect, en/speech.  Errors of single
 * rows go to report (may be NULL) with the table's name as path; those rows are left out and
 * counted in *n_errors.  NULL only when out of memory.
 */
dti_frames *dti_frames_open(const dti_image *image, dti_table_report *report, void *ctx,
                            size_t *n_errors, dt_error *err);
void dti_frames_close(dti_frames *frames);

/* Number of a lemma (lower case); 0 when no table asks for it. */
dti_lexeme dti_frames_lexeme(const dti_frames *frames, dt_slice lemma);
/* Frames headed by a lexeme with this part of speech, most specific first. */
const dti_frame *const *dti_frames_of(const dti_frames *frames, dti_lexeme head, char pos,
                                      size_t *n);
size_t dti_frames_count(const dti_frames *frames);
const dti_frame *dti_frames_at(const dti_frames *frames, size_t i);
/* Is the lexeme in the class "particle" of en/classes: "off", "up", never a mere preposition?
 */
int dti_frames_is_particle(const dti_frames *frames, dti_lexeme lexeme);
/* Does who has these codes act in public affairs (column public of world/sectors)? */
int dti_frames_is_public(const dti_frames *frames, dt_slice country, dt_slice sector);
/* The small words of grammar: the lemma of the class of that name in en/classes; 0 where it has none. */
typedef enum dti_prep {
    DTI_PREP_AGENT,   /* "by" */
    DTI_PREP_COMPANY, /* "with" */
    DTI_PREP_PAIR,    /* "between" */
    DTI_PREP_PART,    /* "of" */
    DTI_PREP_GOAL,    /* "to" */
    DTI_N_PREPS
} dti_prep;
dti_lexeme dti_frames_prep(const dti_frames *frames, dti_prep prep);
/* Sector of the people of a place (column people of world/sectors). */
dt_slice dti_frames_people(const dti_frames *frames);
/* Does who is of this sector belong to some state, named or not: an army, a party (column home)? */
int dti_frames_is_of_state(const dti_frames *frames, dt_slice sector);
/* What the classes of the same names in en/classes say of a lexeme, as bits. */
enum {
    DTI_TRAIT_NATURE = 1,  /* a force of nature */
    DTI_TRAIT_SPORT = 2,   /* a word of games */
    DTI_TRAIT_FICTION = 4, /* a work of art or memory */
    DTI_TRAIT_STORY = 8, /* a work that things happen in: "in the novel", not "in the museum" */
    DTI_TRAIT_INSIDE = 16,   /* the prepositions for that */
    DTI_TRAIT_ANYONE = 32,   /* "those who", "anyone", "whoever" */
    DTI_TRAIT_QUANTITY = 64, /* "hundreds of drones" are drones */
    DTI_TRAIT_UNDERGO = 128, /* whose subject does nothing itself: "saw 80 murders" */
    DTI_TRAIT_SITE = 256,    /* "the Argentine capital" is a place */
    DTI_TRAIT_BESIDE = 512,  /* opens a clause that no verb asks for: "avoided trial *by* threatening jurors" */
    DTI_TRAIT_BYGONE = 8192, /* tells of a plan that was changed: "*initially* scheduled for February" */
    DTI_TRAIT_GERUND = 4096, /* opens a gerund that a verb asks for: "accused *of* spying" */
    DTI_TRAIT_OWNING = 2048, /* prepositions of a part or an owner: "troops of", "talks between" */
    DTI_TRAIT_TOWARD = 32768, /* prepositions that lead to the other party: "slander against" */
    DTI_TRAIT_ASKING = 16384, /* opens a question: "who attacked them" */
    DTI_TRAIT_WARE = 65536,  /* goods: "Chilean pesos", "cocaine of the gang" stand for nobody */
    DTI_TRAIT_MOMENT = 1024  /* a short span: "two hours ago" is no history */
};
unsigned dti_frames_traits(const dti_frames *frames, dti_lexeme lexeme);
/* Effect of a cue ("future", "negated", ...) in a scope; empty when the lexeme is none. */
dt_slice dti_frames_cue(const dti_frames *frames, dti_lexeme lexeme, char pos, dti_scope scope);
/* Kind of a word of speech ("say", "deny"); empty when it is none. */
dt_slice dti_frames_speech(const dti_frames *frames, dti_lexeme lexeme, char pos);

#endif
