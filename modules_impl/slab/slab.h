/* SPDX-License-Identifier: MIT */
/*
 * What the files of the slab allocator share. Nothing here locks: the operations are
 * @atomic, and no two overlap on a CPU.
 *
 * A slab is in the list of its class (objects in use, and room), its class's spare (no
 * object in use), or full and in none. It is in its bucket as long as it exists.
 */
#pragma once

#include <helix/types.h>

struct slab;
struct slab_class;
struct slab_header;

/* An object in its slab: `before` bytes, those asked for, and the rest. */
struct slab_object {
    struct slab_header *slab;
    uint16_t index;
};

/* slabs.c. All of them: what the classes look like, once. */
void slab_set_up_classes(struct slab *self);

/* Returns the slab that an address lies in, or NULL. Any address. */
struct slab_header *slab_find(const struct slab *self, uintptr_t address);

struct slab_entry *slab_entry_of(struct slab_object object);
uint8_t *slab_bytes_of(const struct slab *self, struct slab_object object);

/*
 * Takes a free object of a class. The caller fills in its entry. False: there is no
 * memory for another slab.
 */
bool slab_take(struct slab *self, uint16_t class, struct slab_object *object);

/* Gives an object back, and its slab to `pages` if there is an empty one already. */
void slab_give(struct slab *self, struct slab_object object);

/* Gives all empty slabs back. Returns whether there was one. */
bool slab_give_spares(struct slab *self);

/*
 * guard.c: what `debug` looks for. Of an object of `size` bytes, `asked` are the
 * caller's, behind `before`. What is wrong is logged and counted.
 */
enum { SLAB_ZONE = 16 };

void slab_poison(uint8_t *bytes, size_t size);
void slab_check_poison(struct slab *self, const uint8_t *bytes, size_t size);
void slab_seal(uint8_t *bytes, size_t before, size_t asked, size_t size);
void slab_check_seal(struct slab *self, const uint8_t *bytes, size_t before,
                     size_t asked, size_t size);
