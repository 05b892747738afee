/* SPDX-License-Identifier: MIT */
#include "expect.h"

#include <helix/compiler.h>
#include <helix/graph.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 16

static struct hx_graph_node nodes[ROOM];
static struct hx_graph_edge edges[ROOM];
static struct hx_graph graph;
static uint32_t out[ROOM];
static size_t count;

static void start(void)
{
    memset(nodes, 0xdd, sizeof(nodes));
    memset(edges, 0xdd, sizeof(edges));
    hx_graph_init(&graph, nodes, ROOM, edges, ROOM);
}

TestSuite(graph, .init = start);

static void add(uint32_t id)
{
    cr_assert_eq(hx_graph_add_module(&graph, id), HX_OK);
}

static void depend(uint32_t from, uint32_t to)
{
    cr_assert_eq(hx_graph_add_dependency(&graph, from, to), HX_OK);
}

#define EXPECT_ORDER(...)                                                          \
    do {                                                                           \
        static const uint32_t expected[] = {__VA_ARGS__};                          \
        cr_assert_eq(hx_graph_topological_sort(&graph, out, ROOM, &count), HX_OK); \
        cr_assert_eq(count, HX_COUNT_OF(expected));                                \
        cr_assert_arr_eq(out, expected, sizeof(expected));                         \
        cr_assert_eq(hx_graph_has_cycle(&graph, NULL, 0), 0);                      \
    } while (0)

#define EXPECT_CYCLE(text, ...)                                                     \
    do {                                                                            \
        static const uint32_t expected[] = {__VA_ARGS__};                           \
        cr_assert_eq(hx_graph_has_cycle(&graph, out, ROOM), HX_COUNT_OF(expected)); \
        cr_assert_arr_eq(out, expected, sizeof(expected));                          \
        EXPECT_FAIL(hx_graph_topological_sort(&graph, out, ROOM, &count),           \
                    HX_ERR_CIRCULAR, text);                                         \
    } while (0)

Test(graph, an_empty_one)
{
    count = 7;
    cr_assert_eq(hx_graph_topological_sort(&graph, NULL, 0, &count), HX_OK);
    cr_assert_eq(count, 0);
    cr_assert_eq(hx_graph_has_cycle(&graph, NULL, 0), 0);
}

Test(graph, without_any_room)
{
    hx_graph_init(&graph, NULL, 0, NULL, 0);
    EXPECT_FAIL(hx_graph_add_module(&graph, 1), HX_ERR_NO_SPACE,
                "module 1: the graph has room for 0");
    EXPECT_FAIL(hx_graph_add_dependency(&graph, 1, 2), HX_ERR_NOT_FOUND,
                "1 depends on 2: there is no module 1");
    cr_assert_eq(hx_graph_topological_sort(&graph, NULL, 0, &count), HX_OK);
}

Test(graph, by_depth_and_then_by_id)
{
    static const uint32_t ids[] = {40, 7, 2000000000, 3, 0, UINT32_MAX, 12};

    for (size_t i = 0; i < HX_COUNT_OF(ids); i++)
        add(ids[i]);
    depend(0, 40);
    depend(7, 0);
    depend(7, 40);
    depend(3, UINT32_MAX);
    EXPECT_ORDER(12, 40, 2000000000, UINT32_MAX, 0, 3, 7);
}

Test(graph, a_diamond)
{
    for (uint32_t id = 0; id < 4; id++)
        add(id);
    depend(0, 1);
    depend(0, 2);
    depend(1, 3);
    depend(2, 3);
    EXPECT_ORDER(3, 1, 2, 0);
}

Test(graph, the_answer_does_not_depend_on_the_order_of_adding)
{
    static const uint32_t pairs[][2] = {{5, 1}, {5, 3}, {4, 5}, {2, 1}, {4, 3}};

    for (unsigned turn = 0; turn < 5; turn++) {
        start();
        for (uint32_t i = 0; i < 5; i++)
            add(1 + (i * 2 + turn) % 5);
        for (uint32_t i = 0; i < 5; i++)
            depend(pairs[(i + turn) % 5][0], pairs[(i + turn) % 5][1]);
        EXPECT_ORDER(1, 3, 2, 5, 4);
    }
}

Test(graph, adding_twice_is_adding_once)
{
    struct hx_graph_edge two[2];

    hx_graph_init(&graph, nodes, 3, two, 2);
    for (unsigned turn = 0; turn < 3; turn++)
        for (uint32_t id = 1; id <= 3; id++)
            add(id);
    for (unsigned turn = 0; turn < 5; turn++)
        depend(3, 1);
    depend(2, 3);
    depend(3, 1);
    depend(2, 3);
    EXPECT_ORDER(1, 3, 2);
    EXPECT_FAIL(hx_graph_add_dependency(&graph, 1, 2), HX_ERR_NO_SPACE,
                "1 depends on 2: the graph has room for 2 dependencies");
    EXPECT_ORDER(1, 3, 2);
    EXPECT_FAIL(hx_graph_add_module(&graph, 4), HX_ERR_NO_SPACE,
                "module 4: the graph has room for 3");
}

Test(graph, an_unknown_module)
{
    add(1);
    EXPECT_FAIL(hx_graph_add_dependency(&graph, 1, 9), HX_ERR_NOT_FOUND,
                "1 depends on 9: there is no module 9");
    EXPECT_FAIL(hx_graph_add_dependency(&graph, 9, 1), HX_ERR_NOT_FOUND,
                "9 depends on 1: there is no module 9");
    EXPECT_ORDER(1);
}

Test(graph, a_short_array_gets_the_first_ones)
{
    for (uint32_t id = 0; id < 5; id++)
        add(id);
    memset(out, 0xff, sizeof(out));
    cr_assert_eq(hx_graph_topological_sort(&graph, out, 2, &count), HX_OK);
    cr_assert_eq(count, 5);
    cr_assert_eq(out[1], 1);
    cr_assert_eq(out[2], UINT32_MAX);
    depend(1, 2);
    depend(2, 3);
    depend(3, 1);
    cr_assert_eq(hx_graph_has_cycle(&graph, out, 1), 3);
    cr_assert_eq(out[0], 1);
    cr_assert_eq(out[1], 1, "as it was");
}

Test(graph, a_module_that_depends_on_itself)
{
    add(5);
    add(6);
    depend(6, 6);
    EXPECT_CYCLE("6 -> 6", 6);
}

/* 1 and 2 lead into the cycle, 8 and 9 out of it. */
Test(graph, fault_04_a_cycle_has_no_lead_in)
{
    for (uint32_t id = 1; id <= 9; id++)
        add(id);
    depend(1, 2);
    depend(2, 7);
    depend(7, 4);
    depend(4, 6);
    depend(6, 7);
    depend(6, 8);
    depend(8, 9);
    EXPECT_CYCLE("4 -> 6 -> 7 -> 4", 4, 6, 7);
}

Test(graph, one_of_several_cycles)
{
    for (uint32_t id = 1; id <= 6; id++)
        add(id);
    depend(5, 6);
    depend(6, 5);
    depend(2, 3);
    depend(3, 2);
    EXPECT_CYCLE("2 -> 3 -> 2", 2, 3);
}

Test(graph, a_cycle_too_long_for_a_detail_is_cut)
{
    const char *detail;

    for (uint32_t i = 0; i < ROOM; i++)
        add(1000000000 + i);
    for (uint32_t i = 0; i < ROOM; i++)
        depend(1000000000 + i, 1000000000 + (i + 1) % ROOM);
    cr_assert_eq(hx_graph_topological_sort(&graph, out, ROOM, &count), HX_ERR_CIRCULAR);
    detail = hx_fail_detail(HX_ERR_CIRCULAR);
    cr_assert_lt(strlen(detail), HX_FAIL_DETAIL_SIZE);
    cr_assert_str_eq(detail + strlen(detail) - 13, "1000000010...");
    cr_assert_eq(hx_graph_has_cycle(&graph, out, ROOM), ROOM);
    cr_assert_eq(out[ROOM - 1], 1000000000 + ROOM - 1);
}

/* A stack that recursion would leave at once: 64 KiB for 100,000 modules. */

#define DEEP 100000

struct deep {
    struct hx_graph_node nodes[DEEP];
    struct hx_graph_edge edges[DEEP];
    uint32_t order[DEEP];
    size_t count;
    hx_status status;
    size_t cycle_count;
};

static void *sort_deep(void *argument)
{
    struct deep *deep = argument;
    struct hx_graph chain;

    hx_graph_init(&chain, deep->nodes, DEEP, deep->edges, DEEP);
    for (uint32_t id = 0; id < DEEP; id++)
        if (hx_graph_add_module(&chain, id) != HX_OK)
            abort();
    for (uint32_t id = 0; id + 1 < DEEP; id++)
        if (hx_graph_add_dependency(&chain, id, id + 1) != HX_OK)
            abort();
    deep->status = hx_graph_topological_sort(&chain, deep->order, DEEP, &deep->count);
    if (hx_graph_add_dependency(&chain, DEEP - 1, 0) != HX_OK)
        abort();
    deep->cycle_count = hx_graph_has_cycle(&chain, NULL, 0);
    return NULL;
}

Test(graph, fault_20_a_deep_chain_needs_no_stack)
{
    struct deep *deep = malloc(sizeof(*deep));
    pthread_attr_t attributes;
    pthread_t thread;

    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstacksize(&attributes, 65536), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, sort_deep, deep), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_assert_eq(deep->status, HX_OK);
    cr_assert_eq(deep->count, DEEP);
    for (uint32_t i = 0; i < DEEP; i++)
        cr_assert_eq(deep->order[i], DEEP - 1 - i);
    cr_assert_eq(deep->cycle_count, DEEP);
    free(deep);
}
