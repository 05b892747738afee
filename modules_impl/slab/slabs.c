/* SPDX-License-Identifier: MIT */
/*
 * Slabs: taking them from `pages`, finding them, giving them back.
 *
 * `free_size` counts the free objects of slabs in use, and all of an empty slab, which
 * can go back whole. So it is again what it was when all objects are.
 */
#include "slab.h"

static size_t first_offset(size_t size, size_t count)
{
    const size_t end = sizeof(struct slab_header) + count * sizeof(struct slab_entry);

    return (end + size - 1u) / size * size;
}

void slab_set_up_classes(struct slab *self)
{
    for (unsigned i = 0; i < SLAB_CLASSES; i++) {
        struct slab_class *class = &self->classes[i];
        const size_t size = (size_t)SLAB_SMALLEST << i;
        size_t count = SLAB_SIZE / size;

        while (first_offset(size, count) + count * size > SLAB_SIZE)
            count--;
        class->size = (uint16_t)size;
        class->count = (uint16_t)count;
        class->first = (uint16_t)first_offset(size, count);
    }
}

static size_t objects_size(const struct slab_class *class)
{
    return (size_t) class->count * class->size;
}

static size_t bucket_of(uintptr_t address)
{
    return address / SLAB_SIZE % SLAB_BUCKETS;
}

struct slab_header *slab_find(const struct slab *self, uintptr_t address)
{
    const uintptr_t start = address - address % SLAB_SIZE;
    struct slab_header *slab = self->buckets[bucket_of(start)];

    while (slab != NULL && (uintptr_t)slab != start)
        slab = slab->next_in_bucket;
    return slab;
}

struct slab_entry *slab_entry_of(struct slab_object object)
{
    return (struct slab_entry *)(object.slab + 1) + object.index;
}

uint8_t *slab_bytes_of(const struct slab *self, struct slab_object object)
{
    const struct slab_class *class = &self->classes[object.slab->class];

    return (uint8_t *)object.slab + class->first + (size_t)object.index * class->size;
}

static void link_partial(struct slab_class *class, struct slab_header *slab)
{
    slab->previous = NULL;
    slab->next = class->partial;
    if (slab->next != NULL)
        slab->next->previous = slab;
    class->partial = slab;
}

static void unlink_partial(struct slab_class *class, struct slab_header *slab)
{
    if (slab->previous != NULL)
        slab->previous->next = slab->next;
    else
        class->partial = slab->next;
    if (slab->next != NULL)
        slab->next->previous = slab->previous;
}

/* Of a new slab: nothing but the header is written before. */
static void set_up_slab(struct slab *self, struct slab_header *slab, uint16_t class)
{
    const uint16_t count = self->classes[class].count;
    const size_t bucket = bucket_of((uintptr_t)slab);

    *slab = (struct slab_header){
        .class = class,
        .next_in_bucket = self->buckets[bucket],
    };
    self->buckets[bucket] = slab;
    /* The last one's next is never used: a slab that is full is in no list. */
    for (uint16_t i = 0; i < count; i++)
        *slab_entry_of((struct slab_object){slab, i}) =
            (struct slab_entry){.other = (uint16_t)(i + 1u)};
    if (self->config->debug)
        slab_poison(slab_bytes_of(self, (struct slab_object){slab, 0}),
                    objects_size(&self->classes[class]));
}

static struct slab_header *open_slab(struct slab *self, uint16_t class)
{
    struct slab_header *slab = slab_pages_alloc(self, SLAB_SIZE, SLAB_SIZE);

    if (slab == NULL && slab_give_spares(self))
        slab = slab_pages_alloc(self, SLAB_SIZE, SLAB_SIZE);
    if (slab == NULL)
        return NULL;
    set_up_slab(self, slab, class);
    self->slabs++;
    return slab;
}

static void close_slab(struct slab *self, struct slab_header *slab)
{
    struct slab_header **link = &self->buckets[bucket_of((uintptr_t)slab)];
    hx_status status;

    while (*link != slab)
        link = &(*link)->next_in_bucket;
    *link = slab->next_in_bucket;
    self->slabs--;
    status = slab_pages_free(self, slab, SLAB_SIZE);
    /* Nobody can be told, and nobody else has it: it is lost. */
    if (status != HX_OK)
        hx_log_error("slab: %p is not taken back: %s", (void *)slab,
                     hx_fail_detail(status));
}

bool slab_take(struct slab *self, uint16_t class_index, struct slab_object *object)
{
    struct slab_class *class = &self->classes[class_index];
    struct slab_header *slab = class->partial;

    if (slab == NULL) {
        slab = class->spare;
        if (slab != NULL) {
            class->spare = NULL;
            self->free_size -= SLAB_SIZE;
        } else {
            slab = open_slab(self, class_index);
            if (slab == NULL)
                return false;
        }
        link_partial(class, slab);
        self->free_size += objects_size(class);
    }
    *object = (struct slab_object){slab, slab->free};
    slab->free = slab_entry_of(*object)->other;
    self->free_size -= class->size;
    if (++slab->used == class->count)
        unlink_partial(class, slab);
    return true;
}

void slab_give(struct slab *self, struct slab_object object)
{
    struct slab_header *slab = object.slab;
    struct slab_class *class = &self->classes[slab->class];

    if (slab->used == class->count)
        link_partial(class, slab);
    *slab_entry_of(object) = (struct slab_entry){.other = slab->free};
    slab->free = object.index;
    self->free_size += class->size;
    if (--slab->used > 0)
        return;
    unlink_partial(class, slab);
    self->free_size -= objects_size(class);
    if (class->spare != NULL) {
        close_slab(self, slab);
    } else {
        class->spare = slab;
        self->free_size += SLAB_SIZE;
    }
}

bool slab_give_spares(struct slab *self)
{
    bool any = false;

    for (unsigned i = 0; i < SLAB_CLASSES; i++) {
        struct slab_header *spare = self->classes[i].spare;

        if (spare == NULL)
            continue;
        self->classes[i].spare = NULL;
        self->free_size -= SLAB_SIZE;
        close_slab(self, spare);
        any = true;
    }
    return any;
}
