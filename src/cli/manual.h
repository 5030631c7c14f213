/* manual.h: what is printed from the rows of all commands, on standard output. */
#ifndef DTI_MANUAL_H
#define DTI_MANUAL_H

/* detente.1, in roff's man macros: `detente help --man`. */
void dti_print_man(void);
/* Completion for bash: `detente help --completion`. */
void dti_print_completion(void);

#endif
