/* SPDX-License-Identifier: MIT */
/* The operations: which class a request falls into, and what `free` believes. */
#include "slab.h"

hx_status slab_init(struct slab *self, const struct hx_context *ctx)
{
    (void)ctx;
    slab_set_up_classes(self);
    return HX_OK;
}

static uint16_t class_for(size_t size)
{
    uint16_t class = 0;

    while ((size_t)SLAB_SMALLEST << class < size)
        class ++;
    return class;
}

static size_t larger_of(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void *pass_through(struct slab *self, size_t size, size_t align)
{
    void *block = slab_pages_alloc(self, size, align);

    if (block == NULL && slab_give_spares(self))
        block = slab_pages_alloc(self, size, align);
    if (block == NULL)
        self->failures++;
    return block;
}

void *slab_alloc(struct slab *self, size_t size, size_t align)
{
    const bool debug = self->config->debug;
    struct slab_object object;
    size_t before = 0;
    size_t needed;
    uint8_t *bytes;

    if (size == 0 || align == 0 || (align & (align - 1u)) != 0)
        return NULL;
    needed = larger_of(size, align);
    if (needed > SLAB_LARGEST)
        return pass_through(self, size, align);
    if (debug) {
        before = larger_of(align, SLAB_ZONE);
        needed = before + size + SLAB_ZONE;
    }
    if (!slab_take(self, class_for(needed), &object)) {
        self->failures++;
        return NULL;
    }
    *slab_entry_of(object) = (struct slab_entry){(uint16_t)size, (uint16_t)before};
    self->objects++;
    bytes = slab_bytes_of(self, object);
    if (debug) {
        const size_t whole = self->classes[object.slab->class].size;

        slab_check_poison(self, bytes, whole);
        slab_seal(bytes, before, size, whole);
    }
    return bytes + before;
}

/* Which object in use begins exactly there? */
static bool find_object(const struct slab *self, const void *block,
                        struct slab_object *object)
{
    struct slab_header *slab = object->slab;
    const struct slab_class *class = &self->classes[slab->class];
    const size_t offset = (size_t)((uintptr_t)block - (uintptr_t)slab);
    const struct slab_entry *entry;
    size_t index;

    if (offset < class->first)
        return false;
    index = (offset - class->first) / class->size;
    if (index >= class->count)
        return false;
    object->index = (uint16_t)index;
    entry = slab_entry_of(*object);
    return entry->asked != 0 && (offset - class->first) % class->size == entry->other;
}

hx_status slab_free(struct slab *self, void *block, size_t size)
{
    struct slab_object object = {slab_find(self, (uintptr_t)block), 0};
    const struct slab_entry *entry;

    if (object.slab == NULL)
        return slab_pages_free(self, block, size);
    if (!find_object(self, block, &object))
        return hx_fail(HX_ERR_INVALID, "no object in use begins at %p", block);
    entry = slab_entry_of(object);
    if (entry->asked != size)
        return hx_fail(HX_ERR_INVALID, "the object at %p has %u bytes, not %zu", block,
                       (unsigned)entry->asked, size);
    if (self->config->debug) {
        uint8_t *bytes = slab_bytes_of(self, object);
        const size_t whole = self->classes[object.slab->class].size;

        slab_check_seal(self, bytes, entry->other, size, whole);
        slab_poison(bytes, whole);
    }
    self->objects--;
    slab_give(self, object);
    return HX_OK;
}

size_t slab_available(struct slab *self)
{
    return slab_pages_available(self) + self->free_size;
}
