/* SPDX-License-Identifier: MIT */
/* What must be up before a module, and what must go before one. */
#include "expect.h"
#include "fake_dynamic.h"
#include "fake_image.h"

#include <helix/resolver.h>

#include <stdio.h>
#include <string.h>

TestSuite(resolver, .init = fake_image_init);

#define V(major, minor, patch) HX_VERSION(major, minor, patch)
#define ROOM 48

static struct hx_resolver_node nodes[ROOM];
static const struct hx_resolver resolver = {nodes, ROOM};
static const struct hx_module *order[ROOM];
static size_t count;

/* The names in `order`, as "alpha beta". */
static const char *names(void)
{
    static char text[512];
    size_t size = 0;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
                                 i > 0 ? " " : "", order[i]->info->name);
    return text;
}

static hx_status resolve(const struct hx_module *module)
{
    hx_status status;

    count = 0;
    memset(nodes, 0xdd, sizeof(nodes));
    status = hx_resolver_resolve(&resolver, module, order, ROOM, &count);
    cr_assert_eq(hx_resolver_can_satisfy(&resolver, module), status == HX_OK);
    return status;
}

static hx_status unload_order(uint32_t id)
{
    count = 0;
    memset(nodes, 0xdd, sizeof(nodes));
    return hx_resolver_unload_order(&resolver, id, order, ROOM, &count);
}

#define EXPECT_ORDER(call, expected)                                           \
    do {                                                                       \
        hx_status order_status = (call);                                       \
        cr_assert_eq(order_status, HX_OK, "%s", hx_fail_detail(order_status)); \
        cr_assert_str_eq(names(), expected);                                   \
    } while (0)

Test(resolver, a_module_alone)
{
    fake_give_ids();
    EXPECT_ORDER(resolve(&fake_modules[GAMMA]), "gamma");
    EXPECT_ORDER(resolve(&fake_new("net", V(1, 0, 0))->module), "net");
}

Test(resolver, all_that_is_needed_in_start_order)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    fake_require(SHELL, EPSILON);
    fake_require(SHELL, ALPHA);
    fake_require(EPSILON, DELTA);
    fake_require(EPSILON, BETA);
    fake_require(DELTA, BETA);
    EXPECT_ORDER(resolve(&fake_modules[SHELL]), "alpha beta delta epsilon shell");
    fake_needs(net, "epsilon");
    EXPECT_ORDER(resolve(&net->module), "beta delta epsilon net");
    cr_assert_null(hx_registry_get_by_name("net"), "it is not registered by that");
}

Test(resolver, what_is_needed_comes_before_whatever_the_ids_are)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *trace = fake_new("trace", V(1, 0, 0));

    fake_require(DELTA, ALPHA);
    fake_depend(ALPHA, (struct hx_dependency){.name = "trace",
                                              .highest = HX_VERSION_MAX,
                                              .optional = true});
    fake_needs(net, "gamma");
    fake_must_register(net);
    fake_needs(trace, "net");
    fake_must_register(trace);
    fake_require(SHELL, DELTA);
    fake_require(SHELL, BETA);
    EXPECT_ORDER(resolve(&fake_modules[SHELL]),
                 "gamma net trace alpha beta delta shell");
}

Test(resolver, fault_03_a_missing_optional_dependency_is_left_out)
{
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_needs_optionally(user, "nobody");
    fake_needs_optionally(user, "beta");
    fake_needs_optionally(user, "gamma");
    user->dependencies[2].lowest = V(3, 0, 0);
    EXPECT_ORDER(resolve(&user->module), "beta user");
    cr_assert(hx_resolver_can_satisfy(&resolver, &user->module));
    user->dependencies[0].optional = false;
    EXPECT_FAIL(resolve(&user->module), HX_ERR_DEPENDENCY,
                "'user' needs 'nobody': no module or capability has that name");
    cr_assert_not(hx_resolver_can_satisfy(&resolver, &user->module));
}

Test(resolver, fault_05_a_capability_is_met_by_any_and_waits_for_all)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *old = fake_new("old", V(0, 9, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_provide(BETA, STORAGE);
    fake_provide(EPSILON, STORAGE);
    fake_provides(net, "storage");
    fake_provides(old, "storage");
    fake_must_register(net);
    fake_must_register(old);
    fake_needs(user, "storage");
    user->dependencies[0].lowest = V(1, 0, 0);
    EXPECT_ORDER(resolve(&user->module), "beta epsilon net user");
    user->dependencies[0].lowest = V(3, 0, 0);
    EXPECT_ORDER(resolve(&user->module), "epsilon user");
    user->dependencies[0].lowest = V(4, 0, 0);
    EXPECT_FAIL(resolve(&user->module), HX_ERR_VERSION,
                "'user' needs 'storage' >= 4.0.0, found 1.2.3 of 'beta'");
}

Test(resolver, handles)
{
    struct fake_dynamic *disk = fake_new("disk", V(1, 0, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_bind(DELTA, (struct hx_binding){.interface = &fake_disk,
                                         .provider = &fake_modules[GAMMA]});
    fake_uses(user, &fake_disk, NULL);
    fake_needs(user, "delta");
    EXPECT_ORDER(resolve(&user->module), "beta gamma delta user");
    fake_implements(disk, &fake_disk, V(1, 5, 0));
    fake_must_register(disk);
    user->bindings[0].lowest = V(1, 1, 0);
    EXPECT_ORDER(resolve(&user->module), "beta gamma delta disk user");
    user->bindings[0].lowest = V(1, 5, 0);
    EXPECT_ORDER(resolve(&user->module), "gamma delta disk user");
    user->bindings[0].provider = &fake_modules[BETA];
    EXPECT_ORDER(resolve(&user->module), "beta gamma delta user");
    user->bindings[0].provider = NULL;
    user->bindings[0].optional = true;
    EXPECT_ORDER(resolve(&user->module), "gamma delta user");
}

Test(resolver, refusals_are_those_of_a_registration)
{
    struct fake_dynamic *a = fake_new("a", V(1, 0, 0));
    struct fake_dynamic *b = fake_new("b", V(1, 0, 0));

    EXPECT_FAIL(resolve(NULL), HX_ERR_INVALID, "the descriptor is empty");
    a->module.magic = 1;
    EXPECT_FAIL(resolve(&a->module), HX_ERR_ABI,
                "the descriptor has magic 0x00000001, not 0x48584d31");
    a->module.magic = HX_DESCRIPTOR_MAGIC;
    fake_needs(a, NULL);
    EXPECT_FAIL(resolve(&a->module), HX_ERR_INVALID,
                "the descriptor of 'a' is incomplete");
    a->dependencies[0].name = "b";
    EXPECT_FAIL(resolve(&a->module), HX_ERR_DEPENDENCY,
                "'a' needs 'b': no module or capability has that name");
    a->dependencies[0].optional = true;
    fake_must_register(a);
    fake_needs(b, "a");
    EXPECT_FAIL(resolve(&b->module), HX_ERR_CIRCULAR, "'b' -> 'a' -> 'b'");
    fake_needs(b, "alpha");
    b->dependencies[1].lowest = V(1, 0, 1);
    EXPECT_FAIL(resolve(&b->module), HX_ERR_VERSION,
                "'b' needs 'alpha' >= 1.0.1, found 1.0.0");
}

/* Of an image that no generator has made. */
Test(resolver, fault_04_a_cycle_below_the_module_has_no_lead_in)
{
    fake_give_ids();
    fake_require(SHELL, EPSILON);
    fake_require(EPSILON, BETA);
    fake_require(BETA, DELTA);
    fake_require(DELTA, GAMMA);
    fake_require(GAMMA, BETA);
    fake_require(GAMMA, ALPHA);
    EXPECT_FAIL(resolve(&fake_modules[SHELL]), HX_ERR_CIRCULAR,
                "'beta' -> 'delta' -> 'gamma' -> 'beta'");
    EXPECT_FAIL(unload_order(BETA), HX_ERR_CIRCULAR,
                "'beta' -> 'delta' -> 'gamma' -> 'beta'");
}

Test(resolver, something_below_lacks_something)
{
    fake_give_ids();
    fake_require(SHELL, EPSILON);
    fake_depend(EPSILON,
                (struct hx_dependency){.name = "lost", .highest = HX_VERSION_MAX});
    EXPECT_FAIL(resolve(&fake_modules[SHELL]), HX_ERR_DEPENDENCY,
                "'epsilon' needs 'lost': no module or capability has that name");
}

Test(resolver, results_beyond_the_capacity_are_counted)
{
    fake_give_ids();
    fake_require(SHELL, EPSILON);
    fake_require(EPSILON, BETA);
    order[1] = NULL;
    cr_assert_eq(hx_resolver_resolve(&resolver, &fake_modules[SHELL], order, 1, &count),
                 HX_OK);
    cr_assert_eq(count, 3);
    cr_assert_eq(order[0], &fake_modules[BETA]);
    cr_assert_null(order[1]);
    cr_assert_eq(hx_resolver_unload_order(&resolver, BETA, order, 1, &count), HX_OK);
    cr_assert_eq(count, 3);
    cr_assert_eq(order[0], &fake_modules[SHELL]);
    cr_assert_null(order[1]);
}

Test(resolver, too_few_nodes)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *other = fake_new("other", V(1, 0, 0));
    struct hx_resolver small = {nodes, 0};

    cr_assert_eq(hx_resolver_node_count(), FAKE_MODULE_COUNT + 1);
    fake_must_register(net);
    cr_assert_eq(hx_resolver_node_count(), FAKE_MODULE_COUNT + 2);
    count = 7;
    for (; small.node_count < FAKE_MODULE_COUNT + 2; small.node_count++) {
        char expected[64];

        snprintf(expected, sizeof(expected), "room for %zu nodes, of %u",
                 small.node_count, FAKE_MODULE_COUNT + 2);
        EXPECT_FAIL(hx_resolver_resolve(&small, &other->module, order, ROOM, &count),
                    HX_ERR_NO_SPACE, expected);
        cr_assert_not(hx_resolver_can_satisfy(&small, &other->module));
        if (small.node_count <= FAKE_MODULE_COUNT)
            EXPECT_FAIL(hx_resolver_unload_order(&small, net->id, order, ROOM, &count),
                        HX_ERR_NO_SPACE, expected);
    }
    cr_assert_eq(count, 7, "left alone on failure");
    cr_assert_eq(hx_resolver_resolve(&small, &other->module, order, ROOM, &count),
                 HX_OK);
    cr_assert_eq(count, 1);
}

/* Unloading. */

Test(resolver, fault_02_unload_order_lists_dependents_first)
{
    fake_give_ids();
    fake_require(BETA, ALPHA);
    fake_require(GAMMA, ALPHA);
    fake_require(DELTA, BETA);
    fake_require(DELTA, GAMMA);
    fake_require(EPSILON, DELTA);
    EXPECT_ORDER(unload_order(ALPHA), "epsilon delta gamma beta alpha");
    EXPECT_ORDER(unload_order(GAMMA), "epsilon delta gamma");
    EXPECT_ORDER(unload_order(SHELL), "shell");
}

Test(resolver, fault_02_an_essential_module_is_not_unloaded)
{
    fake_give_ids();
    fake_require(BETA, ALPHA);
    fake_require(DELTA, BETA);
    fake_infos[DELTA].flags = HX_FLAG_ESSENTIAL;
    EXPECT_FAIL(unload_order(ALPHA), HX_ERR_ESSENTIAL,
                "module 'alpha' is required by 'delta', which is ESSENTIAL");
    EXPECT_FAIL(unload_order(DELTA), HX_ERR_ESSENTIAL, "module 'delta' is ESSENTIAL");
    EXPECT_ORDER(unload_order(GAMMA), "gamma");
}

Test(resolver, who_is_served_by_others_or_does_without_stays)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));
    struct fake_dynamic *fan = fake_new("fan", V(1, 0, 0));

    fake_provide(BETA, STORAGE);
    fake_provides(net, "storage");
    fake_must_register(net);
    fake_needs(user, "storage");
    fake_must_register(user);
    fake_needs_optionally(fan, "net");
    fake_must_register(fan);
    EXPECT_ORDER(unload_order(net->id), "net");
    EXPECT_ORDER(unload_order(BETA), "beta");
    /* Now net goes with beta, and with both the last who provides it. */
    fake_needs(net, "beta");
    EXPECT_ORDER(unload_order(BETA), "user net beta");
}

/* One uses another optionally, and both must go. */
Test(resolver, those_that_go_leave_in_reverse_start_order)
{
    struct fake_dynamic *late = fake_new("late", V(1, 0, 0));
    struct fake_dynamic *early = fake_new("early", V(1, 0, 0));

    fake_needs(early, "alpha");
    fake_needs_optionally(early, "late");
    fake_must_register(early);
    fake_needs(late, "alpha");
    fake_must_register(late);
    EXPECT_ORDER(unload_order(ALPHA), "early late alpha");
}

Test(resolver, unloading_what_is_not_there)
{
    fake_give_ids();
    EXPECT_FAIL(unload_order(FAKE_MODULE_COUNT), HX_ERR_NOT_FOUND,
                "no module has the id 6");
    cr_assert_eq(hx_registry_unregister(GAMMA), HX_OK);
    EXPECT_FAIL(unload_order(GAMMA), HX_ERR_NOT_FOUND, "no module has the id 2");
    EXPECT_ORDER(unload_order(DELTA), "delta");
}

Test(resolver, one_of_the_image_that_has_left_is_a_newcomer)
{
    fake_give_ids();
    fake_require(GAMMA, ALPHA);
    cr_assert_eq(hx_registry_unregister(GAMMA), HX_OK);
    EXPECT_ORDER(resolve(&fake_modules[GAMMA]), "alpha gamma");
}
