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

void ramfs_give(struct ramfs *self, void *block, size_t size)
{
    hx_status status;

    if (block == NULL)
        return;
    self->used -= size;
    status = ramfs_memory_free(self, block, size);
    if (status != HX_OK)
        hx_log_error("ramfs: %p is not taken back: %s", block, hx_fail_detail(status));
}
