/* SPDX-License-Identifier: MIT */
#include "order.h"
#include "joined.h"

#define NONE HX_ORDER_NONE

size_t hx_resolver_node_count(void)
{
    struct hx_walk walk;

    hx_walk_begin(&walk, NULL, 0, HX_WALK_IDS, NULL);
    return hx_image.module_count + hx_walk_collect(&walk, NULL, 0) + 1;
}

static uint32_t find_registered(const struct hx_order *order,
                                const struct hx_module *module)
{
    uint32_t id = module->control->id;
    uint32_t first = order->image_count;
    uint32_t end = order->newcomer != NULL ? order->count - 1 : order->count;

    /* A newcomer has no id. */
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;

        if (order->nodes[middle].module->control->id < id)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* Returns the node of the image's module that `name` means, or NONE. */
static uint32_t find_in_image(const struct hx_order *order, const char *name)
{
    uint32_t at = hx_order_find_address(order, name);

    if (at != NONE)
        return at;
    at = hx_hash_find(&hx_image.names, name);
    return at < order->image_count && order->nodes[at].module != NULL ? at : NONE;
}

/* Returns the node of a module that a walk gave; NONE for one that came meanwhile. */
static uint32_t find_node(const struct hx_order *order, const struct hx_module *module)
{
    uint32_t at = module->control->id;

    if (module == order->newcomer)
        return order->count - 1;
    if (at >= order->image_count)
        at = find_registered(order, module);
    return at < order->count && order->nodes[at].module == module ? at : NONE;
}

static hx_status fail_for_room(const struct hx_resolver *resolver)
{
    return hx_fail(HX_ERR_NO_SPACE, "room for %zu nodes, of %zu", resolver->node_count,
                   hx_resolver_node_count());
}

static hx_status add_node(struct hx_order *order, const struct hx_resolver *resolver,
                          const struct hx_module *module)
{
    if (order->count >= resolver->node_count)
        return fail_for_room(resolver);
    order->nodes[order->count++] = (struct hx_resolver_node){
        .module = module,
        .bucket = NONE,
        .mark = HX_ORDER_UNSEEN,
    };
    return HX_OK;
}

static void add_image(struct hx_order *order)
{
    struct hx_resolver_node *nodes = order->nodes;

    for (uint32_t at = 0; at < order->image_count; at++) {
        const struct hx_module *module = __helix_modules_start[at];

        nodes[at].name = module->info->name;
        nodes[at].module =
            hx_module_state_of(module) != HX_STATE_UNLOADING ? module : NULL;
        nodes[at].bucket = NONE;
        nodes[at].mark = HX_ORDER_UNSEEN;
    }
    for (uint32_t at = 0; at < order->image_count; at++) {
        uint32_t *bucket = &nodes[hx_order_bucket_of(order, nodes[at].name)].bucket;

        if (nodes[at].module == NULL)
            continue;
        nodes[at].next_in_bucket = *bucket;
        *bucket = at;
    }
}

hx_status hx_order_begin(struct hx_order *order, const struct hx_resolver *resolver,
                         const struct hx_module *module, uint32_t *root)
{
    const struct hx_module *registered;
    struct hx_walk walk;

    if (resolver->node_count < hx_image.module_count)
        return fail_for_room(resolver);
    order->nodes = resolver->nodes;
    order->image_count = hx_image.module_count;
    order->count = order->image_count;
    add_image(order);

    hx_walk_begin(&walk, NULL, 0, HX_WALK_IDS, NULL);
    while ((registered = hx_walk_next(&walk)) != NULL) {
        hx_status status = add_node(order, resolver, registered);

        if (status != HX_OK)
            return status;
    }
    *root = find_node(order, module);
    if (*root != NONE)
        return HX_OK;
    order->newcomer = module;
    *root = order->count;
    return add_node(order, resolver, module);
}

void hx_order_walk_begin(struct hx_order_walk *walk, const struct hx_order *order,
                         const struct hx_need *need)
{
    uint32_t at = NONE;

    if (need->binding == NULL)
        at = find_in_image(order, need->entry->name);
    walk->order = order;
    walk->is_one = at != NONE;
    if (!walk->is_one)
        hx_server_walk_begin(&walk->servers, need, order->newcomer);
    else
        walk->one = hx_need_fits(need, order->nodes[at].module) ? at : NONE;
}

uint32_t hx_order_walk_next(struct hx_order_walk *walk)
{
    const struct hx_module *server;
    uint32_t at = walk->one;

    if (walk->is_one) {
        walk->one = NONE;
        return at;
    }
    do {
        server = hx_server_walk_next_fit(&walk->servers);
        at = server != NULL ? find_node(walk->order, server) : NONE;
    } while (server != NULL && at == NONE);
    return at;
}

/* Puts a node of the answer into its place. */
static void give_place(struct hx_order *order, uint32_t at)
{
    size_t place = order->placed_count++;

    if (order->users_first)
        place = order->reached_count - 1 - place;
    if (place < order->capacity)
        order->modules[place] = order->nodes[at].module;
    order->nodes[at].mark = HX_ORDER_PLACED;
}

/*
 * Returns a node of the answer that is not placed yet and that the one at `at` needs,
 * or NONE. The node remembers up to where there is none.
 */
static uint32_t find_unplaced(const struct hx_order *order, uint32_t at)
{
    struct hx_resolver_node *node = &order->nodes[at];
    struct hx_need need = {.user = node->module, .next = node->need};

    while (hx_need_next(&need)) {
        struct hx_order_walk walk;
        uint32_t target;

        node->need = need.next - 1;
        hx_order_walk_begin(&walk, order, &need);
        while ((target = hx_order_walk_next(&walk)) != NONE)
            if (order->nodes[target].mark == HX_ORDER_REACHED ||
                order->nodes[target].mark == HX_ORDER_OPEN)
                return target;
    }
    return NONE;
}

/* The way down from `first` to `last` has come back to `first`; links lead upwards. */
static hx_status fail_with_cycle(const struct hx_order *order, uint32_t first,
                                 uint32_t last)
{
    struct hx_resolver_node *nodes = order->nodes;
    struct hx_joined cycle = {.size = 0};
    uint32_t below = first;

    for (uint32_t at = last; at != first;) {
        uint32_t above = nodes[at].link;

        nodes[at].link = below;
        below = at;
        at = above;
    }
    hx_joined_add(&cycle, " -> ", "'%s'", nodes[first].module->info->name);
    for (uint32_t at = below; at != first; at = nodes[at].link)
        hx_joined_add(&cycle, " -> ", "'%s'", nodes[at].module->info->name);
    hx_joined_add(&cycle, " -> ", "'%s'", nodes[first].module->info->name);
    return hx_fail(HX_ERR_CIRCULAR, "%s", cycle.text);
}

static void open_node(struct hx_order *order, uint32_t at, uint32_t above)
{
    order->nodes[at].mark = HX_ORDER_OPEN;
    order->nodes[at].link = above;
    order->nodes[at].need = 0;
}

/* Places what the node at `top` needs, and then that one. */
static hx_status place_from(struct hx_order *order, uint32_t top)
{
    uint32_t at = top;

    open_node(order, top, NONE);
    while (at != NONE) {
        uint32_t target = find_unplaced(order, at);

        if (target == NONE) {
            give_place(order, at);
            at = order->nodes[at].link;
        } else if (order->nodes[target].mark == HX_ORDER_OPEN) {
            return fail_with_cycle(order, target, at);
        } else {
            open_node(order, target, at);
            at = target;
        }
    }
    return HX_OK;
}

hx_status hx_order_place_all(struct hx_order *order)
{
    for (uint32_t at = 0; at < order->count; at++) {
        hx_status status = HX_OK;

        if (order->nodes[at].mark != HX_ORDER_REACHED)
            continue;
        if (order->upward)
            status = place_from(order, at);
        else
            give_place(order, at);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

hx_status hx_order_check_cycle(struct hx_order *order, uint32_t root)
{
    size_t capacity = order->capacity;
    hx_status status;

    order->capacity = 0;
    status = place_from(order, root);
    order->capacity = capacity;
    order->placed_count = 0;
    for (uint32_t at = 0; at < order->count; at++)
        if (order->nodes[at].mark == HX_ORDER_PLACED)
            order->nodes[at].mark = HX_ORDER_REACHED;
    return status;
}
