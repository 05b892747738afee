/* SPDX-License-Identifier: MIT */
/*
 * The arena is one region, claimed once for the life of the kernel: a restarted module
 * starts with an empty arena in the same place. Nothing here locks, because the calls
 * are @atomic: no two overlap on a CPU, and there is one.
 */

/*
 * Not in the state, which a restart resets: claimed RAM cannot be given back, and what
 * the others were told still holds.
 */
static struct hx_memory_region claimed;
static struct hx_pressure pressure;

/* A cache line on all machines, so that blocks do not share one with a stranger. */
enum { ARENA_ALIGNMENT = 64 };

hx_status bump_allocator_init(struct bump_allocator *self, const struct hx_context *ctx)
{
    (void)ctx;
    if (claimed.start == NULL) {
        size_t size = (size_t)self->config->arena_kib * 1024u;
        hx_status status = hx_memory_claim(size, ARENA_ALIGNMENT, &claimed);

        if (status != HX_OK)
            return status;
    }
    self->arena = claimed.start;
    self->size = claimed.size;
    return HX_OK;
}

static void tell_use(const struct bump_allocator *self)
{
    const struct hx_pressure_limits limits = {
        .low_percent = self->config->low_percent,
        .critical_percent = self->config->critical_percent,
    };

    /* Refused before init and after stop alone; start tells it again. */
    (void)hx_pressure_tell_use(self->context, &pressure, self->used, self->size,
                               &limits);
}

hx_status bump_allocator_start(struct bump_allocator *self)
{
    tell_use(self);
    return HX_OK;
}

void *bump_allocator_alloc(struct bump_allocator *self, size_t size, size_t align)
{
    size_t left = self->size - self->used;
    size_t padding;
    void *block;

    if (size == 0 || align == 0 || (align & (align - 1u)) != 0)
        return NULL;
    padding = (size_t)(-((uintptr_t)self->arena + self->used) & (align - 1u));
    if (padding > left || size > left - padding) {
        self->failures++;
        (void)hx_pressure_tell(self->context, &pressure, HX_MEMORY_CRITICAL);
        return NULL;
    }
    block = self->arena + self->used + padding;
    self->used += padding + size;
    if (self->used > self->most_used)
        self->most_used = self->used;
    self->allocations++;
    tell_use(self);
    return block;
}

hx_status bump_allocator_free(struct bump_allocator *self, void *block, size_t size)
{
    uintptr_t address = (uintptr_t)block;
    uintptr_t start = (uintptr_t)self->arena;
    size_t offset = address - start;

    if (address < start || offset >= self->used || size == 0 ||
        size > self->used - offset)
        return hx_fail(HX_ERR_INVALID, "%zu bytes at %p are no block of the arena",
                       size, block);
    /* What lies before the last block stays in use; see the spec. */
    if (size == self->used - offset)
        self->used = offset;
    tell_use(self);
    return HX_OK;
}
