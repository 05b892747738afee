/* SPDX-License-Identifier: MIT */
/*
 * Modules mostly need such that stand before them. Where all do, their order is that of
 * the nodes, and there is no cycle; so only where one does not is the way down taken
 * that finds both.
 */
#include "newcomer.h"
#include "order.h"

#include <helix/status.h>

#define NONE HX_ORDER_NONE

/* The node at `user` needs the one at `at`, which comes into the queue behind `*tail`.
 */
static void reach(struct hx_order *order, uint32_t user, uint32_t at, uint32_t *tail)
{
    struct hx_resolver_node *node = &order->nodes[at];

    if (at >= user)
        order->upward = true;
    if (node->mark != HX_ORDER_UNSEEN)
        return;
    node->mark = HX_ORDER_REACHED;
    node->link = NONE;
    order->nodes[*tail].link = at;
    *tail = at;
    order->reached_count++;
}

/* The usual case: `entry` names a module of the image, by its own string, which fits.
 */
static bool reach_in_image(struct hx_order *order, uint32_t user,
                           const struct hx_dependency *entry, uint32_t *tail)
{
    uint32_t at = hx_order_find_address(order, entry->name);

    if (at == NONE ||
        !hx_dependency_fits(entry, order->nodes[at].module->info->version))
        return false;
    reach(order, user, at, tail);
    return true;
}

/* Reaches those who serve a need of the node at `user`. */
static hx_status reach_servers(struct hx_order *order, uint32_t user,
                               const struct hx_need *need, uint32_t *tail)
{
    struct hx_order_walk walk;
    uint32_t first;

    hx_order_walk_begin(&walk, order, need);
    first = hx_order_walk_next(&walk);
    if (first == NONE)
        return hx_need_check(need, order->newcomer);
    for (uint32_t at = first; at != NONE; at = hx_order_walk_next(&walk))
        reach(order, user, at, tail);
    return HX_OK;
}

static hx_status reach_all(struct hx_order *order, uint32_t root)
{
    uint32_t tail = root;

    order->nodes[root].mark = HX_ORDER_REACHED;
    order->nodes[root].link = NONE;
    order->reached_count = 1;
    for (uint32_t at = root; at != NONE; at = order->nodes[at].link) {
        struct hx_need need = {.user = order->nodes[at].module};

        while (hx_need_next(&need)) {
            hx_status status;

            if (need.binding == NULL && reach_in_image(order, at, need.entry, &tail))
                continue;
            status = reach_servers(order, at, &need, &tail);
            if (status != HX_OK)
                return status;
        }
    }
    return HX_OK;
}

hx_status hx_resolver_resolve(const struct hx_resolver *resolver,
                              const struct hx_module *module,
                              const struct hx_module *order[], size_t capacity,
                              size_t *count)
{
    struct hx_order answer = {.modules = order, .capacity = capacity};
    hx_status status = hx_newcomer_check_descriptor(module);
    uint32_t root = NONE;

    if (status == HX_OK)
        status = hx_order_begin(&answer, resolver, module, &root);
    if (status == HX_OK)
        status = reach_all(&answer, root);
    if (status == HX_OK && answer.upward)
        status = hx_order_check_cycle(&answer, root);
    if (status == HX_OK)
        status = hx_order_place_all(&answer);
    if (status == HX_OK)
        *count = answer.placed_count;
    return status;
}

bool hx_resolver_can_satisfy(const struct hx_resolver *resolver,
                             const struct hx_module *module)
{
    size_t count;

    return hx_resolver_resolve(resolver, module, NULL, 0, &count) == HX_OK;
}

/* Is something that `user` requires served by modules of the answer alone? */
static bool lacks(const struct hx_order *order, const struct hx_module *user)
{
    struct hx_need need = {.user = user};

    while (hx_need_next(&need)) {
        struct hx_order_walk walk;
        uint32_t at;

        if (need.entry->optional)
            continue;
        hx_order_walk_begin(&walk, order, &need);
        at = hx_order_walk_next(&walk);
        if (at == NONE)
            continue;
        while (at != NONE && order->nodes[at].mark == HX_ORDER_REACHED)
            at = hx_order_walk_next(&walk);
        if (at == NONE)
            return true;
    }
    return false;
}

/* Whoever lacks something when others have gone goes, too. */
static void reach_users(struct hx_order *order, uint32_t root)
{
    size_t before;

    order->nodes[root].mark = HX_ORDER_REACHED;
    order->reached_count = 1;
    do {
        before = order->reached_count;
        for (uint32_t at = 0; at < order->count; at++) {
            struct hx_resolver_node *node = &order->nodes[at];

            if (node->module == NULL || node->mark == HX_ORDER_REACHED ||
                !lacks(order, node->module))
                continue;
            node->mark = HX_ORDER_REACHED;
            order->reached_count++;
        }
    } while (order->reached_count > before);
}

static hx_status check_essential(const struct hx_order *order, uint32_t root)
{
    const char *name = order->nodes[root].module->info->name;

    for (uint32_t at = 0; at < order->count; at++) {
        const struct hx_resolver_node *node = &order->nodes[at];

        if (node->mark != HX_ORDER_REACHED ||
            (node->module->info->flags & HX_FLAG_ESSENTIAL) == 0)
            continue;
        if (at == root)
            return hx_fail(HX_ERR_ESSENTIAL, "module '%s' is ESSENTIAL", name);
        return hx_fail(HX_ERR_ESSENTIAL,
                       "module '%s' is required by '%s', which is ESSENTIAL", name,
                       node->module->info->name);
    }
    return HX_OK;
}

hx_status hx_resolver_unload_order(const struct hx_resolver *resolver, uint32_t id,
                                   const struct hx_module *order[], size_t capacity,
                                   size_t *count)
{
    struct hx_order answer = {
        .modules = order,
        .capacity = capacity,
        .upward = true,
        .users_first = true,
    };
    const struct hx_module *module = hx_registry_get(id);
    uint32_t root = NONE;
    hx_status status;

    if (module == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no module has the id %u", (unsigned)id);
    status = hx_order_begin(&answer, resolver, module, &root);
    if (status != HX_OK)
        return status;
    reach_users(&answer, root);
    status = check_essential(&answer, root);
    if (status == HX_OK)
        status = hx_order_place_all(&answer);
    if (status == HX_OK)
        *count = answer.placed_count;
    return status;
}
