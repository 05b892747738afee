/* SPDX-License-Identifier: MIT */
/*
 * The arena is one region, claimed once for the life of the kernel: a restarted module
 * starts with an empty arena in the same place. Nothing here locks, because the calls
 * are @atomic: no two overlap on a CPU, and there is one.
 */

/* Not in the state, which a restart resets: claimed RAM cannot be given back. */
static struct hx_memory_region claimed;

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

static enum hx_memory_pressure find_pressure(const struct bump_allocator *self)
{
    uint64_t percent = (uint64_t)self->used * 100u / self->size;

    if (percent >= self->config->critical_percent)
        return HX_MEMORY_CRITICAL;
    return percent >= self->config->low_percent ? HX_MEMORY_LOW : HX_MEMORY_NORMAL;
}

/* Posted, because the operations may be called from anywhere. */
static void tell_pressure(struct bump_allocator *self, enum hx_memory_pressure pressure)
{
    struct hx_event event = {.kind = HX_EVENT_MEMORY_PRESSURE};

    if (pressure == self->pressure)
        return;
    event.memory_pressure.level = pressure;
    /* Where there is no room for it, the next call tries again. */
    if (hx_event_post(&event) == HX_OK)
        self->pressure = pressure;
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
        tell_pressure(self, HX_MEMORY_CRITICAL);
        return NULL;
    }
    block = self->arena + self->used + padding;
    self->used += padding + size;
    if (self->used > self->most_used)
        self->most_used = self->used;
    self->allocations++;
    tell_pressure(self, find_pressure(self));
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
    tell_pressure(self, find_pressure(self));
    return HX_OK;
}
