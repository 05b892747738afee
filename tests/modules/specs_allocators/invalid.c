/* SPDX-License-Identifier: MIT */
/* What `free` must refuse, with nothing changed by it. */
#include "blocks.h"

static hx_status expect_refusal(struct allocator_check *self, void *block, size_t size,
                                unsigned *count)
{
    const size_t before = allocator_check_memory_available(self);

    if (allocator_check_memory_free(self, block, size) != HX_ERR_INVALID)
        return hx_fail(HX_ERR_CORRUPT, "free(%p, %zu) is not refused", block, size);
    if (allocator_check_memory_available(self) != before)
        return hx_fail(HX_ERR_CORRUPT, "free(%p, %zu) changes something", block, size);
    ++*count;
    return HX_OK;
}

/* No allocator can have blocks there. */
static hx_status refuse_foreign(struct allocator_check *self, unsigned *count)
{
    void *const foreign[] = {NULL,
                             (void *)1,
                             self,
                             &self->random,
                             (void *)(UINTPTR_MAX - 4095u),
                             (void *)UINTPTR_MAX};
    static const size_t sizes[] = {0, 1, 16, 4096, 16384, SIZE_MAX};
    hx_status status = HX_OK;

    for (size_t i = 0; i < HX_COUNT_OF(foreign); i++)
        for (size_t j = 0; j < HX_COUNT_OF(sizes) && status == HX_OK; j++)
            status = expect_refusal(self, foreign[i], sizes[j], count);
    return status;
}

/* Other places than where a block begins: in it, and where bookkeeping might be. */
static hx_status refuse_places(struct allocator_check *self,
                               const struct check_block *block, unsigned *count)
{
    const uintptr_t start = (uintptr_t)block->start;
    const uintptr_t places[] = {start + 1,           start + 8,
                                start + 16,          start - 1,
                                start - 16,          start - 4096,
                                start + 4096,        start + 16384,
                                start / 4096 * 4096, start / 16384 * 16384};
    hx_status status = HX_OK;

    for (size_t i = 0; i < HX_COUNT_OF(places) && status == HX_OK; i++)
        if (places[i] != start)
            status = expect_refusal(self, (void *)places[i], block->size, count);
    return status;
}

static hx_status refuse_sizes(struct allocator_check *self,
                              const struct check_block *block, unsigned *count)
{
    const size_t sizes[] = {0, block->size - 1, block->size + 1, 16384, SIZE_MAX};
    hx_status status = HX_OK;

    for (size_t i = 0; i < HX_COUNT_OF(sizes) && status == HX_OK; i++)
        status = expect_refusal(self, block->start, sizes[i], count);
    return status;
}

/* The last one is a second `free` of a block. */
static hx_status refuse_all(struct allocator_check *self, struct check_block *block,
                            unsigned *count)
{
    uint8_t *const start = block->start;
    hx_status status = refuse_places(self, block, count);

    if (status == HX_OK)
        status = refuse_sizes(self, block, count);
    if (status == HX_OK)
        status = check_give(self, block);
    return status == HX_OK ? expect_refusal(self, start, block->size, count) : status;
}

hx_status allocator_check_request_invalid(struct allocator_check *self,
                                          const struct hx_request *request,
                                          struct hx_response *response)
{
    static const size_t sizes[] = {1, 24, 2048, 3000, 4096, 20000};
    const size_t before = allocator_check_memory_available(self);
    unsigned count = 0;
    hx_status status = refuse_foreign(self, &count);

    (void)request;
    for (size_t i = 0; i < HX_COUNT_OF(sizes) && status == HX_OK; i++) {
        status = check_take(self, self->blocks, sizes[i], 1);
        if (status == HX_OK && self->blocks->start == NULL)
            status = hx_fail(HX_ERR_NO_SPACE, "no %zu bytes", sizes[i]);
        if (status == HX_OK && self->config->exact)
            status = refuse_all(self, self->blocks, &count);
        else if (status == HX_OK)
            status = check_give(self, self->blocks);
    }
    if (status == HX_OK)
        status = check_available(self, before);
    return status == HX_OK ? hx_respond_fmt(response, "%u refused", count) : status;
}
