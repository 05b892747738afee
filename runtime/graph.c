/* SPDX-License-Identifier: MIT */
/*
 * Kahn's algorithm (1962): modules that wait for nothing are taken out until none is
 * left; where some are, each of them waits for another of them, and going from each to
 * one of those ends on a cycle.
 *
 * The nodes are a hash table at the same time: `bucket` of the node at a place has
 * nothing to do with that node's own id.
 */
#include "joined.h"

#include <helix/fmt.h>
#include <helix/graph.h>

#define NONE UINT32_MAX

/* Bits of an id that are sorted at once. */
#define DIGIT_BITS 4
#define DIGIT_COUNT (1u << DIGIT_BITS)

void hx_graph_init(struct hx_graph *graph, struct hx_graph_node *nodes,
                   uint32_t node_capacity, struct hx_graph_edge *edges,
                   uint32_t edge_capacity)
{
    *graph = (struct hx_graph){
        .nodes = nodes,
        .edges = edges,
        .node_capacity = node_capacity,
        .edge_capacity = edge_capacity,
        .free_edge = edge_capacity > 0 ? 0 : NONE,
        .ascending = true,
    };
    for (uint32_t i = 0; i < node_capacity; i++)
        nodes[i].bucket = NONE;
    for (uint32_t i = 0; i < edge_capacity; i++)
        edges[i].next = i + 1 < edge_capacity ? i + 1 : NONE;
}

/* Not without any node. */
static uint32_t *bucket_of(const struct hx_graph *graph, uint32_t id)
{
    uint32_t mixed = id * UINT32_C(0x9e3779b1);

    return &graph->nodes[(uint64_t)mixed * graph->node_capacity >> 32].bucket;
}

static uint32_t find_in_bucket(const struct hx_graph *graph, uint32_t id)
{
    uint32_t at = graph->node_capacity > 0 ? *bucket_of(graph, id) : NONE;

    while (at != NONE && graph->nodes[at].id != id)
        at = graph->nodes[at].next_in_bucket;
    return at;
}

/* Ids that count up from 0, as those of an image do, are their nodes' places. */
static inline uint32_t find(const struct hx_graph *graph, uint32_t id)
{
    if (id < graph->node_count && graph->nodes[id].id == id)
        return id;
    return find_in_bucket(graph, id);
}

hx_status hx_graph_add_module(struct hx_graph *graph, uint32_t id)
{
    uint32_t at = graph->node_count;
    struct hx_graph_node *node;
    uint32_t *bucket;

    if (find(graph, id) != NONE)
        return HX_OK;
    if (at == graph->node_capacity)
        return hx_fail(HX_ERR_NO_SPACE, "module %u: the graph has room for %u",
                       (unsigned)id, (unsigned)graph->node_capacity);
    if (at > 0 && graph->nodes[at - 1].id > id)
        graph->ascending = false;
    bucket = bucket_of(graph, id);
    node = &graph->nodes[at];
    node->id = id;
    node->next_in_bucket = *bucket;
    node->first_user = NONE;
    node->dependency_count = 0;
    *bucket = at;
    graph->node_count++;
    return HX_OK;
}

/* Dependencies that were added more than once must not take the room of others. */
static void free_duplicates(struct hx_graph *graph)
{
    struct hx_graph_node *nodes = graph->nodes;

    for (uint32_t at = 0; at < graph->node_count; at++)
        nodes[at].link = NONE;
    for (uint32_t at = 0; at < graph->node_count; at++) {
        uint32_t *place = &nodes[at].first_user;

        while (*place != NONE) {
            struct hx_graph_edge *edge = &graph->edges[*place];
            uint32_t freed = *place;

            if (nodes[edge->user].link != at) {
                nodes[edge->user].link = at;
                place = &edge->next;
                continue;
            }
            nodes[edge->user].dependency_count--;
            *place = edge->next;
            edge->next = graph->free_edge;
            graph->free_edge = freed;
        }
    }
}

static bool depends(const struct hx_graph *graph, uint32_t user, uint32_t at)
{
    uint32_t place = graph->nodes[at].first_user;

    while (place != NONE && graph->edges[place].user != user)
        place = graph->edges[place].next;
    return place != NONE;
}

static void add_edge(struct hx_graph *graph, uint32_t user, uint32_t at)
{
    uint32_t place = graph->free_edge;
    struct hx_graph_edge *edge = &graph->edges[place];

    graph->free_edge = edge->next;
    edge->user = user;
    edge->next = graph->nodes[at].first_user;
    graph->nodes[at].first_user = place;
    graph->nodes[user].dependency_count++;
}

static hx_status add_when_full(struct hx_graph *graph, uint32_t user, uint32_t at)
{
    if (depends(graph, user, at))
        return HX_OK;
    free_duplicates(graph);
    if (graph->free_edge == NONE)
        return hx_fail(HX_ERR_NO_SPACE,
                       "%u depends on %u: the graph has room for %u dependencies",
                       (unsigned)graph->nodes[user].id, (unsigned)graph->nodes[at].id,
                       (unsigned)graph->edge_capacity);
    add_edge(graph, user, at);
    return HX_OK;
}

hx_status hx_graph_add_dependency(struct hx_graph *graph, uint32_t from, uint32_t to)
{
    uint32_t user = find(graph, from);
    uint32_t at = find(graph, to);

    if (user == NONE || at == NONE)
        return hx_fail(HX_ERR_NOT_FOUND, "%u depends on %u: there is no module %u",
                       (unsigned)from, (unsigned)to,
                       (unsigned)(user == NONE ? from : to));
    if (graph->free_edge == NONE)
        return add_when_full(graph, user, at);
    add_edge(graph, user, at);
    return HX_OK;
}

/*
 * Finds the depth of all that is not on or above a cycle, and returns how many those
 * are; the others have something left to wait for. Nodes that wait for nothing are a
 * stack of links.
 */
static uint32_t find_depths(struct hx_graph *graph)
{
    struct hx_graph_node *nodes = graph->nodes;
    uint32_t ready = NONE;
    uint32_t found = 0;

    for (uint32_t at = 0; at < graph->node_count; at++) {
        nodes[at].depth = 0;
        nodes[at].left_count = nodes[at].dependency_count;
        if (nodes[at].left_count == 0) {
            nodes[at].link = ready;
            ready = at;
        }
    }
    while (ready != NONE) {
        const struct hx_graph_node *node = &nodes[ready];
        uint32_t depth = node->depth + 1;
        uint32_t place = node->first_user;

        ready = node->link;
        found++;
        for (; place != NONE; place = graph->edges[place].next) {
            struct hx_graph_node *user = &nodes[graph->edges[place].user];

            if (user->depth < depth)
                user->depth = depth;
            if (--user->left_count == 0) {
                user->link = ready;
                ready = graph->edges[place].user;
            }
        }
    }
    return found;
}

/* Links all nodes in the order of their ids; returns the first. */
static uint32_t link_by_id(struct hx_graph *graph)
{
    struct hx_graph_node *nodes = graph->nodes;
    uint32_t first = graph->node_count > 0 ? 0 : NONE;

    for (uint32_t at = 0; at < graph->node_count; at++)
        nodes[at].link = at + 1 < graph->node_count ? at + 1 : NONE;
    for (uint32_t shift = 0; shift < 32 && !graph->ascending; shift += DIGIT_BITS) {
        uint32_t heads[DIGIT_COUNT];
        uint32_t tails[DIGIT_COUNT];
        uint32_t *end = &first;

        for (uint32_t digit = 0; digit < DIGIT_COUNT; digit++)
            heads[digit] = NONE;
        for (uint32_t at = first; at != NONE; at = nodes[at].link) {
            uint32_t digit = nodes[at].id >> shift & (DIGIT_COUNT - 1);

            if (heads[digit] == NONE)
                heads[digit] = at;
            else
                nodes[tails[digit]].link = at;
            tails[digit] = at;
        }
        for (uint32_t digit = 0; digit < DIGIT_COUNT; digit++) {
            if (heads[digit] == NONE)
                continue;
            *end = heads[digit];
            end = &nodes[tails[digit]].link;
        }
        *end = NONE;
    }
    return first;
}

/* Links each node that waits to the one of smallest id for which it does. */
static void link_to_waited_for(struct hx_graph *graph)
{
    struct hx_graph_node *nodes = graph->nodes;

    for (uint32_t at = 0; at < graph->node_count; at++)
        nodes[at].link = NONE;
    for (uint32_t at = 0; at < graph->node_count; at++) {
        uint32_t place = nodes[at].left_count > 0 ? nodes[at].first_user : NONE;

        for (; place != NONE; place = graph->edges[place].next) {
            uint32_t *link = &nodes[graph->edges[place].user].link;

            if (*link == NONE || nodes[at].id < nodes[*link].id)
                *link = at;
        }
    }
}

/* Returns the smaller by id; either may be NONE. */
static uint32_t smaller(const struct hx_graph *graph, uint32_t left, uint32_t right)
{
    if (left == NONE || right == NONE)
        return left == NONE ? right : left;
    return graph->nodes[right].id < graph->nodes[left].id ? right : left;
}

/* Returns the first node of a cycle, along which links lead; NONE if there is none. */
static uint32_t find_cycle(struct hx_graph *graph)
{
    struct hx_graph_node *nodes = graph->nodes;
    uint32_t first = NONE;
    uint32_t at = NONE;

    if (find_depths(graph) == graph->node_count)
        return NONE;
    link_to_waited_for(graph);
    for (uint32_t i = 0; i < graph->node_count; i++)
        if (nodes[i].left_count > 0)
            at = smaller(graph, at, i);
    /* Whoever has nothing left was met: the second one met again is on the cycle. */
    while (nodes[at].left_count > 0) {
        nodes[at].left_count = 0;
        at = nodes[at].link;
    }
    for (uint32_t end = at; first == NONE || at != end; at = nodes[at].link)
        first = smaller(graph, first, at);
    return first;
}

size_t hx_graph_has_cycle(struct hx_graph *graph, uint32_t cycle[], size_t capacity)
{
    uint32_t first = find_cycle(graph);
    uint32_t at = first;
    size_t count = 0;

    while (at != NONE) {
        if (count < capacity)
            cycle[count] = graph->nodes[at].id;
        count++;
        at = graph->nodes[at].link;
        if (at == first)
            break;
    }
    return count;
}

static hx_status fail_with_cycle(struct hx_graph *graph)
{
    uint32_t first = find_cycle(graph);
    struct hx_joined cycle = {.size = 0};
    uint32_t at = first;

    do {
        hx_joined_add(&cycle, " -> ", "%u", (unsigned)graph->nodes[at].id);
        at = graph->nodes[at].link;
    } while (at != first);
    hx_joined_add(&cycle, " -> ", "%u", (unsigned)graph->nodes[first].id);
    return hx_fail(HX_ERR_CIRCULAR, "%s", cycle.text);
}

hx_status hx_graph_topological_sort(struct hx_graph *graph, uint32_t order[],
                                    size_t capacity, size_t *count)
{
    struct hx_graph_node *nodes = graph->nodes;
    uint32_t start = 0;

    if (find_depths(graph) < graph->node_count)
        return fail_with_cycle(graph);
    /* From here on left_count is, by depth, how many there are, then the next place. */
    for (uint32_t at = 0; at < graph->node_count; at++)
        nodes[nodes[at].depth].left_count++;
    for (uint32_t depth = 0; depth < graph->node_count; depth++) {
        uint32_t size = nodes[depth].left_count;

        nodes[depth].left_count = start;
        start += size;
    }
    for (uint32_t at = link_by_id(graph); at != NONE; at = nodes[at].link) {
        uint32_t place = nodes[nodes[at].depth].left_count++;

        if (place < capacity)
            order[place] = nodes[at].id;
    }
    *count = graph->node_count;
    return HX_OK;
}
