/* intern.c: remembers which text has which row number while a store is written. */
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

/* Past this the memory is given up and begun again: names never seen twice must not fill it. */
#define MAX_ENTRIES ((size_t)1 << 20)

static size_t slot_of(const dti_intern *t, uint64_t key) {
    size_t i = (size_t)key & (t->cap - 1);
    while (t->keys[i] && t->keys[i] != key) i = (i + 1) & (t->cap - 1);
    return i;
}

int64_t dti_intern_find(const dti_intern *t, uint64_t key) {
    if (!t->cap) return 0;
    if (!key) key = 1;
    size_t i = slot_of(t, key);
    return t->keys[i] ? t->ids[i] : 0;
}

static void grow(dti_intern *t) {
    dti_intern old = *t;
    size_t cap = old.cap ? old.cap * 2 : 1024;
    t->keys = calloc(cap, sizeof *t->keys);
    t->ids = calloc(cap, sizeof *t->ids);
    if (!t->keys || !t->ids) {
        /* Only a memory of what the tables hold: without it the tables are asked. */
        free(t->keys);
        free(t->ids);
        *t = old;
        return;
    }
    t->cap = cap;
    for (size_t i = 0; i < old.cap; i++)
        if (old.keys[i]) {
            size_t j = slot_of(t, old.keys[i]);
            t->keys[j] = old.keys[i];
            t->ids[j] = old.ids[i];
        }
    free(old.keys);
    free(old.ids);
}

void dti_intern_add(dti_intern *t, uint64_t key, int64_t id) {
    if (!key) key = 1;
    if (t->n >= MAX_ENTRIES) dti_intern_clear(t);
    if (t->n * 2 >= t->cap) grow(t);
    if (t->n * 2 >= t->cap) return;
    size_t i = slot_of(t, key);
    if (!t->keys[i]) t->n++;
    t->keys[i] = key;
    t->ids[i] = id;
}

void dti_intern_clear(dti_intern *t) {
    if (t->cap) memset(t->keys, 0, t->cap * sizeof *t->keys);
    t->n = 0;
}

void dti_intern_release(dti_intern *t) {
    free(t->keys);
    free(t->ids);
    memset(t, 0, sizeof *t);
}
