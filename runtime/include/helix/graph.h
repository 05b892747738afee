/* SPDX-License-Identifier: MIT */
/*
 * A graph of modules that depend on each other, by number: its order and its cycles.
 *
 * It knows nothing of the registry: for one that is already there helix/resolver.h is
 * the right question. Nothing here allocates, recurses or takes a lock, and all memory
 * is the caller's: a node for each module, and an edge for each dependency.
 *
 *     struct hx_graph_node nodes[3];
 *     struct hx_graph_edge edges[2];
 *     struct hx_graph graph;
 *     uint32_t order[3];
 *     size_t count;
 *
 *     hx_graph_init(&graph, nodes, 3, edges, 2);
 *     ...
 *     status = hx_graph_add_dependency(&graph, 7, 4);          7 needs 4
 *     ...
 *     status = hx_graph_topological_sort(&graph, order, 3, &count);
 *
 * The answers depend on what was added, and not on the order in which it was. Any
 * context, one call at a time.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

struct hx_graph_node {
    /* The graph's. */
    uint32_t id;
    uint32_t bucket; /* the first node whose id belongs at this place */
    uint32_t next_in_bucket;
    uint32_t first_user;
    uint32_t dependency_count;
    uint32_t left_count;
    uint32_t depth;
    uint32_t link;
};

struct hx_graph_edge {
    /* The graph's. */
    uint32_t user;
    uint32_t next;
};

struct hx_graph {
    /* The graph's. */
    struct hx_graph_node *nodes;
    struct hx_graph_edge *edges;
    uint32_t node_capacity;
    uint32_t node_count;
    uint32_t edge_capacity;
    uint32_t free_edge;
    bool ascending; /* the modules were added in the order of their ids */
};

/*
 * Makes `graph` empty. `nodes` and `edges` belong to it from now on; a capacity may be
 * 0, and is below UINT32_MAX. They are not cleared in advance.
 */
void hx_graph_init(struct hx_graph *graph, struct hx_graph_node *nodes,
                   uint32_t node_capacity, struct hx_graph_edge *edges,
                   uint32_t edge_capacity);

/* Adds a module; once is enough. Returns HX_OK, or HX_ERR_NO_SPACE: no node is left. */
HX_MUST_CHECK hx_status hx_graph_add_module(struct hx_graph *graph, uint32_t id);

/*
 * Notes that the module `from` depends on `to`; once is enough. One that depends on
 * itself is a cycle. Returns HX_OK, HX_ERR_NOT_FOUND (one of the two was not added, and
 * is named), or HX_ERR_NO_SPACE: no edge is left.
 */
HX_MUST_CHECK hx_status hx_graph_add_dependency(struct hx_graph *graph, uint32_t from,
                                                uint32_t to);

/*
 * Looks for a cycle: modules each of which depends on the next, and the last on the
 * first. It begins with the smallest of its ids and holds no module that is not on it.
 * Returns how many there are, 0 if there is no cycle, and fills up to `capacity`.
 */
size_t hx_graph_has_cycle(struct hx_graph *graph, uint32_t cycle[], size_t capacity);

/*
 * Orders the modules so that each stands behind all that it depends on: by depth, the
 * longest way down from it, then by id. Fills up to `capacity`; how many there are in
 * all goes to `count`. Returns HX_OK, or HX_ERR_CIRCULAR: the detail is the cycle that
 * hx_graph_has_cycle() finds, "1 -> 4 -> 1". Takes time for each module and each
 * dependency, and no more.
 */
HX_MUST_CHECK hx_status hx_graph_topological_sort(struct hx_graph *graph,
                                                  uint32_t order[], size_t capacity,
                                                  size_t *count);
