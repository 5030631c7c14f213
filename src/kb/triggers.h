/* triggers.h: the words of the frames that let a sentence through the gate. */
#ifndef DTI_TRIGGERS_H
#define DTI_TRIGGERS_H

#include "kb/inflect.h"
#include "kb/phrases.h"

/*
 * Calls add for every form that the gate looks for, in the order of the tables:
 *   DTI_PH_TRIGGER  the head of a frame that asks for no other word
 *   DTI_PH_HALF     a head all of whose frames do ("hold:v obj=talk|meeting"); row: its number
 *   DTI_PH_MATE     a word that one of them asks for; row: the number of that head
 * Numbers lie below DTI_GATE_HEADS.  add returns DT_OK to go on.  DT_FAILED: out of memory, or
 * what add said.
 */
#define DTI_GATE_HEADS 2048
typedef int dti_trigger_add(void *ctx, dt_slice form, dti_phrase_hit hit);
DT_CHECK int dti_triggers_each(const dti_image *tables, const dti_inflect *inflect,
                               dti_arena *arena, dti_trigger_add *add, void *ctx);

#endif
