/* SPDX-License-Identifier: MIT */
#include "blocks.h"

enum { LARGEST_ALIGN = 4096, OPERATIONS = 20000 };

hx_status allocator_check_request_arguments(struct allocator_check *self,
                                            const struct hx_request *request,
                                            struct hx_response *response)
{
    static const struct {
        size_t size;
        size_t align;
    } bad[] = {{0, 1},
               {0, 4096},
               {16, 0},
               {16, 3},
               {16, SIZE_MAX},
               {SIZE_MAX, 1},
               {SIZE_MAX, 4096},
               {1, SIZE_MAX / 2 + 1},
               {SIZE_MAX - 15, 16}};
    const size_t before = allocator_check_memory_available(self);

    (void)request;
    for (size_t i = 0; i < HX_COUNT_OF(bad); i++)
        if (allocator_check_memory_alloc(self, bad[i].size, bad[i].align) != NULL)
            return hx_fail(HX_ERR_CORRUPT, "alloc(%zu, %zu) gives something",
                           bad[i].size, bad[i].align);
    if (allocator_check_memory_available(self) != before)
        return hx_fail(HX_ERR_CORRUPT, "calls that gave nothing cost something");
    return hx_respond_fmt(response, "%zu refused", HX_COUNT_OF(bad));
}

hx_status allocator_check_request_alignment(struct allocator_check *self,
                                            const struct hx_request *request,
                                            struct hx_response *response)
{
    static const size_t sizes[] = {1, 7, 16, 100, 2048, 2049, 5000};
    const size_t before = allocator_check_memory_available(self);
    struct check_block *block = self->blocks;
    unsigned given = 0;
    hx_status status = HX_OK;

    (void)request;
    for (size_t align = 1; align <= LARGEST_ALIGN && status == HX_OK; align *= 2) {
        for (size_t i = 0; i < HX_COUNT_OF(sizes) && status == HX_OK; i++) {
            status = check_take(self, block, sizes[i], align);
            given += block->start != NULL;
            if (status == HX_OK && block->start != NULL)
                status = check_give(self, block);
        }
    }
    if (status == HX_OK)
        status = check_available(self, before);
    return status == HX_OK ? hx_respond_fmt(response, "%u aligned", given) : status;
}

/* Holes of all sizes among live blocks, and new blocks in the holes. */
hx_status allocator_check_request_overlap(struct allocator_check *self,
                                          const struct hx_request *request,
                                          struct hx_response *response)
{
    const size_t before = allocator_check_memory_available(self);
    unsigned given = 0;
    hx_status status = HX_OK;

    (void)request;
    for (size_t i = 0; i < 96 && status == HX_OK; i++) {
        status = check_take(self, &self->blocks[i], 1 + i * 29 % 2500, 8);
        given += self->blocks[i].start != NULL;
    }
    for (size_t i = 0; i < 96 && status == HX_OK; i += 3)
        status = check_give(self, &self->blocks[i]);
    for (size_t i = 0; i < 96 && status == HX_OK; i += 3) {
        status = check_take(self, &self->blocks[i], 1 + i * 13 % 1200, 8);
        given += self->blocks[i].start != NULL;
    }
    if (status == HX_OK)
        status = check_give_all(self);
    if (status == HX_OK)
        status = check_available(self, before);
    return status == HX_OK ? hx_respond_fmt(response, "%u blocks", given) : status;
}

/*
 * Takes blocks until there are no more, each with the address of the one before, and
 * gives them back, last one first, which every allocator can take.
 */
static hx_status fill_and_empty(struct allocator_check *self, size_t size,
                                unsigned *count)
{
    void *last = NULL;
    void *block;

    *count = 0;
    while ((block = allocator_check_memory_alloc(self, size, sizeof(void *))) != NULL) {
        memcpy(block, &last, sizeof(last));
        last = block;
        ++*count;
    }
    while (last != NULL) {
        hx_status status;

        block = last;
        memcpy(&last, block, sizeof(last));
        status = allocator_check_memory_free(self, block, size);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

hx_status allocator_check_request_exhaustion(struct allocator_check *self,
                                             const struct hx_request *request,
                                             struct hx_response *response)
{
    static const size_t sizes[] = {4096, 1000, 24};
    const size_t before = allocator_check_memory_available(self);
    unsigned total = 0;

    (void)request;
    for (size_t i = 0; i < HX_COUNT_OF(sizes); i++) {
        unsigned first, second;
        hx_status status = fill_and_empty(self, sizes[i], &first);

        if (status == HX_OK)
            status = fill_and_empty(self, sizes[i], &second);
        if (status == HX_OK)
            status = check_available(self, before);
        if (status != HX_OK)
            return status;
        if (first == 0 || first != second || first * sizes[i] > before)
            return hx_fail(HX_ERR_CORRUPT, "%u blocks of %zu bytes, then %u", first,
                           sizes[i], second);
        total += first;
    }
    /* Nothing is left in pieces: half of the arena can be had as one block. */
    if (self->config->recovers) {
        const size_t half = before / 2;
        void *block = allocator_check_memory_alloc(self, half, 4096);

        if (block == NULL)
            return hx_fail(HX_ERR_CORRUPT, "no %zu bytes of %zu", half, before);
        if (allocator_check_memory_free(self, block, half) != HX_OK)
            return hx_fail(HX_ERR_CORRUPT, "%zu bytes cannot be freed", half);
    }
    return hx_respond_fmt(response, "%u blocks", total);
}

/* xorshift32 */
static uint32_t next_random(struct allocator_check *self)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 17;
    self->random ^= self->random << 5;
    return self->random;
}

static hx_status take_random(struct allocator_check *self, struct check_block *block)
{
    const uint32_t sizes = next_random(self) % 14u;
    const size_t size = 1u + next_random(self) % (UINT32_C(1) << sizes);
    const size_t align = (size_t)1 << next_random(self) % 8u;
    const bool by_page = next_random(self) % 32u == 0;

    return check_take(self, block, size, by_page ? 4096 : align);
}

hx_status allocator_check_request_random(struct allocator_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    const size_t before = allocator_check_memory_available(self);
    const uint8_t *digits = request->payload.data;
    unsigned taken = 0, refused = 0;
    hx_status status = HX_OK;

    self->random = 0;
    for (size_t i = 0; i < request->payload.size; i++)
        self->random = self->random * 10u + (digits[i] - (uint32_t)'0');
    if (self->random == 0)
        return hx_fail(HX_ERR_INVALID, "the seed is a number above 0");
    for (unsigned i = 0; i < OPERATIONS && status == HX_OK; i++) {
        struct check_block *block = &self->blocks[next_random(self) % CHECK_BLOCKS];

        if (block->start != NULL) {
            status = check_give(self, block);
            continue;
        }
        status = take_random(self, block);
        taken += block->start != NULL;
        refused += block->start == NULL;
    }
    if (status == HX_OK)
        status = check_give_all(self);
    if (status == HX_OK)
        status = check_available(self, before);
    return status == HX_OK
               ? hx_respond_fmt(response, "%u taken, %u refused", taken, refused)
               : status;
}
