/* SPDX-License-Identifier: MIT */
/*
 * The arena: one region, claimed once for the life of the kernel, the pages in front
 * and a frame for each behind them. A restarted module starts with an empty arena in
 * the same place.
 */
#include "buddy.h"

/* Not in the state, which a restart resets: claimed RAM cannot be given back. */
static struct hx_memory_region claimed;

/* What a page costs, with what is known of it. */
#define PAGE_COST (BUDDY_PAGE_SIZE + sizeof(struct buddy_frame))

/* Numbers of pages have 32 bits, and one of them is BUDDY_NONE. */
#define PAGES_MAX ((size_t)1 << 31)

static hx_status claim_pages(size_t count)
{
    if (count == 0 || count > PAGES_MAX || count > SIZE_MAX / PAGE_COST)
        return hx_fail(HX_ERR_INVALID, "no arena can have %zu pages", count);
    return hx_memory_claim(count * PAGE_COST, BUDDY_PAGE_SIZE, &claimed);
}

/* RAM may be in pieces: takes what one of them has, to a sixteenth. */
static hx_status claim_share(uint32_t percent)
{
    const size_t left = hx_memory_left();
    size_t count = (left / 100u * percent + left % 100u * percent / 100u) / PAGE_COST;

    if (count > PAGES_MAX)
        count = PAGES_MAX;
    while (count > 0) {
        hx_status status = claim_pages(count);

        if (status != HX_ERR_NO_SPACE)
            return status;
        count -= count / 16u + 1u;
    }
    return hx_fail(HX_ERR_NO_SPACE, "%u percent of %zu bytes left are no page",
                   (unsigned)percent, left);
}

static hx_status claim_arena(const struct buddy_config *config)
{
    if (config->arena_kib == 0)
        return claim_share(config->share_percent);
    if (config->arena_kib % (BUDDY_PAGE_SIZE / 1024u) != 0)
        return hx_fail(HX_ERR_INVALID, "arena_kib = %u is no multiple of 4",
                       (unsigned)config->arena_kib);
    return claim_pages(config->arena_kib / (BUDDY_PAGE_SIZE / 1024u));
}

/* The largest block that can begin at a page and ends within the arena. */
static unsigned find_order(const struct buddy *self, uint32_t page)
{
    const uintptr_t number = self->first_page + page;
    const size_t left = self->page_count - page;
    unsigned order = 0;

    while (order + 1u < BUDDY_ORDERS && (number >> order & 1u) == 0 &&
           left >> (order + 1u) != 0)
        order++;
    return order;
}

static hx_status check_levels(const struct buddy_config *config)
{
    if (config->relief_percent < config->low_percent &&
        config->low_percent <= config->critical_percent)
        return HX_OK;
    return hx_fail(HX_ERR_INVALID,
                   "relief_percent %u, low_percent %u, critical_percent %u: the first "
                   "must be below the second, and that not above the third",
                   (unsigned)config->relief_percent, (unsigned)config->low_percent,
                   (unsigned)config->critical_percent);
}

/* Into the largest blocks that true addresses allow. */
static void cut_arena(struct buddy *self)
{
    memset(self->frames, 0, self->page_count * sizeof(self->frames[0]));
    for (unsigned order = 0; order < BUDDY_ORDERS; order++)
        self->heads[order] = BUDDY_NONE;
    for (uint32_t page = 0; page < self->page_count;) {
        const unsigned order = find_order(self, page);

        buddy_add_free(self, page, order);
        page += UINT32_C(1) << order;
    }
}

hx_status buddy_init(struct buddy *self, const struct hx_context *ctx)
{
    hx_status status = check_levels(self->config);

    (void)ctx;
    if (status != HX_OK)
        return status;
    if (claimed.start == NULL) {
        status = claim_arena(self->config);
        if (status != HX_OK)
            return status;
    }
    self->arena = claimed.start;
    self->page_count = (uint32_t)(claimed.size / PAGE_COST);
    self->free_count = self->page_count;
    self->first_page = (uintptr_t)self->arena / BUDDY_PAGE_SIZE;
    self->frames =
        (struct buddy_frame *)(self->arena + self->page_count * BUDDY_PAGE_SIZE);
    cut_arena(self);
    if (self->config->debug)
        buddy_poison(self->arena, self->page_count * BUDDY_PAGE_SIZE);
    return HX_OK;
}

hx_status buddy_start(struct buddy *self)
{
    buddy_tell_use(self);
    return HX_OK;
}
