/* SPDX-License-Identifier: MIT */
#include "ramfs_parts.h"

/* More than any pointer or integer of a node needs. */
enum { ALIGNMENT = 16 };

void *ramfs_take(struct ramfs *self, size_t size)
{
    const uint64_t limit = (uint64_t)self->config->limit_kib * 1024u;
    void *block;

    if (size > limit - self->used)
        return NULL;
    block = ramfs_memory_alloc(self, size, ALIGNMENT);
    if (block != NULL)
        self->used += size;
    return block;
}

/* An allocator that takes nothing back is told of once; the count says the rest. */
void ramfs_give(struct ramfs *self, void *block, size_t size)
{
    hx_status status;

    if (block == NULL)
        return;
    self->used -= size;
    status = ramfs_memory_free(self, block, size);
    if (status == HX_OK)
        return;
    if (self->lost == 0)
        hx_log_warn("ramfs: memory is not taken back: %s", hx_fail_detail(status));
    self->lost += size;
}
