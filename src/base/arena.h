/* arena.h: memory that lives and dies with one document. */
#ifndef DTI_ARENA_H
#define DTI_ARENA_H

#include <stddef.h>

typedef struct dti_arena_block dti_arena_block;

typedef struct dti_arena {
    dti_arena_block *head;
    size_t used_bytes;    /* handed out, all blocks */
    size_t ceiling_bytes; /* 0: DTI_MAX_ARENA_BYTES */
    int failed;           /* an allocation was refused */
} dti_arena;

void dti_arena_init(dti_arena *a, size_t ceiling_bytes);
void dti_arena_release(dti_arena *a);
/* Forgets what was handed out but keeps the largest block for the next document. */
void dti_arena_reset(dti_arena *a);

/* Zeroed memory aligned for any type.  NULL (and a->failed) past the ceiling or out of memory.
 */
void *dti_arena_alloc(dti_arena *a, size_t size_bytes);
/* n elements of size bytes each, checked for overflow. */
void *dti_arena_array(dti_arena *a, size_t n, size_t size_bytes);
/* Copy of len bytes, NUL-terminated. */
char *dti_arena_copy(dti_arena *a, const char *ptr, size_t len);

/*
 * Growing array in an arena: makes room for one more element and returns its address, or NULL.
 * *items, *n and *cap are the array's; old room is left to the arena.
 */
void *dti_arena_push(dti_arena *a, void *items, size_t *n, size_t *cap, size_t size_bytes);

#endif
