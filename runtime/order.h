/* SPDX-License-Identifier: MIT */
/*
 * The modules of the registry as nodes in the caller's memory, and the order of those
 * that belong to an answer of helix/resolver.h.
 *
 * A node stands for each module: those of the image at their ids, then the registered
 * ones in the order of theirs, then the one in question where it is not registered.
 */
#pragma once

#include "need.h"

#include <helix/resolver.h>

#define HX_ORDER_NONE UINT32_MAX

enum hx_order_mark {
    HX_ORDER_UNSEEN,
    HX_ORDER_REACHED, /* belongs to the answer */
    HX_ORDER_OPEN,    /* on the way down */
    HX_ORDER_PLACED,
};

struct hx_order {
    struct hx_resolver_node *nodes;
    uint32_t image_count;
    uint32_t count;
    const struct hx_module *newcomer; /* of the last node, if it is not registered */
    /* By the caller. */
    const struct hx_module **modules;
    size_t capacity;
    size_t reached_count;
    bool upward;      /* a module may need such that stand behind it */
    bool users_first; /* each module stands before what it needs */
    /* How many of those that were reached have their place. */
    size_t placed_count;
};

/*
 * Makes a node of each module that is registered now, and of `module`, whose place goes
 * to `root`. Returns HX_OK, or HX_ERR_NO_SPACE.
 */
HX_MUST_CHECK hx_status hx_order_begin(struct hx_order *order,
                                       const struct hx_resolver *resolver,
                                       const struct hx_module *module, uint32_t *root);

/* Spreads the addresses of names over the nodes of the image. */
static inline uint32_t hx_order_bucket_of(const struct hx_order *order,
                                          const char *name)
{
    uint32_t mixed = (uint32_t)((uintptr_t)name * UINT32_C(0x9e3779b1));

    return (uint32_t)((uint64_t)mixed * order->image_count >> 32);
}

/*
 * Returns the node of the image's module whose name stands at this very address, or
 * HX_ORDER_NONE. In an image all mentions of a name mostly are one string, which the
 * linker has merged.
 */
static inline uint32_t hx_order_find_address(const struct hx_order *order,
                                             const char *name)
{
    uint32_t at = order->nodes[hx_order_bucket_of(order, name)].bucket;

    while (at != HX_ORDER_NONE && order->nodes[at].name != name)
        at = order->nodes[at].next_in_bucket;
    return at;
}

/* Over the nodes of those who serve a need at a version that fits. */
struct hx_order_walk {
    const struct hx_order *order;
    bool is_one; /* the name is that of a module of the image: at `one`, if it fits */
    uint32_t one;
    struct hx_server_walk servers;
};
void hx_order_walk_begin(struct hx_order_walk *walk, const struct hx_order *order,
                         const struct hx_need *need);

/* Returns the next one, or HX_ORDER_NONE behind the last. */
uint32_t hx_order_walk_next(struct hx_order_walk *walk);

/*
 * Puts all that was reached into `modules`, in the order of the nodes, except that what
 * a module needs comes before it. Returns HX_OK, or HX_ERR_CIRCULAR.
 */
HX_MUST_CHECK hx_status hx_order_place_all(struct hx_order *order);

/*
 * Returns HX_ERR_CIRCULAR, with the cycle, if the node at `root` or one below it waits
 * for itself, else HX_OK. Nothing has its place then.
 */
HX_MUST_CHECK hx_status hx_order_check_cycle(struct hx_order *order, uint32_t root);
