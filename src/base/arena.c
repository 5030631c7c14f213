/* arena.c: hands out zeroed memory from blocks, frees it all at once. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define FIRST_BLOCK_BYTES ((size_t)64 << 10)
#define ALIGN 16

struct dti_arena_block {
    dti_arena_block *next;
    size_t size, used; /* of the bytes after this header */
    size_t pad;
};

void dti_arena_init(dti_arena *a, size_t ceiling_bytes) {
    memset(a, 0, sizeof *a);
    a->ceiling_bytes = ceiling_bytes ? ceiling_bytes : DTI_MAX_ARENA_BYTES;
}

void dti_arena_release(dti_arena *a) {
    dti_arena_block *b = a->head;
    while (b) {
        dti_arena_block *next = b->next;
        free(b);
        b = next;
    }
    dti_arena_init(a, a->ceiling_bytes);
}

void dti_arena_reset(dti_arena *a) {
    dti_arena_block *keep = a->head; /* blocks double, so the newest is the largest */
    if (!keep) return;
    dti_arena_block *b = keep->next;
    while (b) {
        dti_arena_block *next = b->next;
        free(b);
        b = next;
    }
    keep->next = NULL;
    keep->used = 0;
    a->used_bytes = 0;
    a->failed = 0;
}

void *dti_arena_alloc(dti_arena *a, size_t size_bytes) {
    if (size_bytes > SIZE_MAX - ALIGN) goto refuse;
    size_t need = (size_bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (need == 0) need = ALIGN;
    if (a->used_bytes + need > a->ceiling_bytes) goto refuse;
    dti_arena_block *b = a->head;
    if (!b || b->size - b->used < need) {
        size_t size = b ? b->size * 2 : FIRST_BLOCK_BYTES;
        if (size > (size_t)64 << 20) size = (size_t)64 << 20;
        if (size < need) size = need;
        dti_arena_block *fresh = malloc(sizeof *fresh + size);
        if (!fresh) goto refuse;
        fresh->next = b;
        fresh->size = size;
        fresh->used = 0;
        a->head = b = fresh;
    }
    void *p = (char *)(b + 1) + b->used;
    b->used += need;
    a->used_bytes += need;
    return memset(p, 0, need);
refuse:
    a->failed = 1;
    return NULL;
}

void *dti_arena_array(dti_arena *a, size_t n, size_t size_bytes) {
    if (size_bytes && n > SIZE_MAX / size_bytes) {
        a->failed = 1;
        return NULL;
    }
    return dti_arena_alloc(a, n * size_bytes);
}

char *dti_arena_copy(dti_arena *a, const char *ptr, size_t len) {
    char *p = dti_arena_alloc(a, len + 1);
    if (p && len) memcpy(p, ptr, len);
    return p;
}

void *dti_arena_push(dti_arena *a, void *items, size_t *n, size_t *cap, size_t size_bytes) {
    void **array = items;
    if (*n == *cap) {
        size_t grown = *cap ? *cap * 2 : 8;
        void *fresh = dti_arena_array(a, grown, size_bytes);
        if (!fresh) return NULL;
        if (*n) memcpy(fresh, *array, *n * size_bytes);
        *array = fresh;
        *cap = grown;
    }
    return (char *)*array + (*n)++ * size_bytes;
}
