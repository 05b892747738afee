/* SPDX-License-Identifier: MIT */
/* Cycles at registration: what refuses a module that would wait for itself. */
#include "expect.h"
#include "fake_dynamic.h"
#include "fake_image.h"

#include <stdio.h>

TestSuite(registration_cycle, .init = fake_image_init);

#define V(major, minor, patch) HX_VERSION(major, minor, patch)

Test(registration_cycle, fault_06_a_cycle_is_found_at_registration)
{
    struct fake_dynamic *a = fake_new("a", V(1, 0, 0));
    struct fake_dynamic *b = fake_new("b", V(1, 0, 0));

    fake_needs_optionally(a, "b");
    fake_must_register(a);
    fake_needs(b, "a");
    EXPECT_FAIL(fake_register(b), HX_ERR_CIRCULAR, "'b' -> 'a' -> 'b'");
    cr_assert_null(hx_registry_get_by_name("b"));
    b->info.dependency_count = 0;
    cr_assert_eq(fake_register(b), HX_OK, "a may wait for it");
}

/* "x" and "y" lead into the cycle, "dead" and "end" lead out of it. */
Test(registration_cycle, fault_04_the_detail_is_the_cycle_and_nothing_else)
{
    struct fake_dynamic *end = fake_new("end", V(1, 0, 0));
    struct fake_dynamic *dead = fake_new("dead", V(1, 0, 0));
    struct fake_dynamic *c = fake_new("c", V(1, 0, 0));
    struct fake_dynamic *b = fake_new("b", V(1, 0, 0));
    struct fake_dynamic *x = fake_new("x", V(1, 0, 0));
    struct fake_dynamic *y = fake_new("y", V(1, 0, 0));
    struct fake_dynamic *a = fake_new("a", V(1, 0, 0));

    fake_needs(dead, "end");
    fake_needs(c, "dead");
    fake_needs_optionally(c, "a");
    fake_needs(b, "end");
    fake_needs(b, "c");
    fake_needs(x, "b");
    fake_needs_optionally(y, "a");
    fake_needs(y, "x");
    fake_needs(a, "dead");
    fake_needs(a, "b");
    fake_needs(a, "c");
    fake_must_register(end);
    fake_must_register(dead);
    fake_must_register(c);
    fake_must_register(b);
    fake_must_register(x);
    fake_must_register(y);
    EXPECT_FAIL(fake_register(a), HX_ERR_CIRCULAR, "'a' -> 'b' -> 'c' -> 'a'");
    for (const struct hx_module *at = NULL; (at = hx_registry_next(at)) != NULL;)
        cr_assert_eq(at->control->visited, 0);
    cr_assert_eq(a->control.visited, 0);
}

Test(registration_cycle, whatever_the_edges_of_a_cycle_are)
{
    struct fake_dynamic *self = fake_new("self", V(1, 0, 0));
    struct fake_dynamic *a = fake_new("a", V(1, 0, 0));
    struct fake_dynamic *b = fake_new("b", V(1, 0, 0));
    struct fake_dynamic *c = fake_new("c", V(1, 0, 0));
    struct fake_dynamic *d = fake_new("d", V(1, 0, 0));

    fake_needs_optionally(self, "self");
    EXPECT_FAIL(fake_register(self), HX_ERR_CIRCULAR, "'self' -> 'self'");
    self->dependencies[0].name = "own";
    fake_provides(self, "own");
    EXPECT_FAIL(fake_register(self), HX_ERR_CIRCULAR, "'self' -> 'self'");

    /* Over capabilities, of which another provider would do. */
    fake_provide(GAMMA, STORAGE);
    fake_needs(a, "storage");
    fake_provides(a, "link");
    fake_must_register(a);
    fake_provides(b, "storage");
    fake_needs_optionally(b, "link");
    EXPECT_FAIL(fake_register(b), HX_ERR_CIRCULAR, "'b' -> 'a' -> 'b'");
    b->info.version = V(2, 0, 0);
    a->dependencies[0].highest = V(2, 65535, 65535);
    EXPECT_FAIL(fake_register(b), HX_ERR_CIRCULAR, "'b' -> 'a' -> 'b'");

    /* Over handles that are bound to nobody. */
    fake_uses(c, &fake_disk, NULL);
    fake_must_register(c);
    fake_implements(d, &fake_disk, V(1, 0, 0));
    fake_needs(d, "c");
    EXPECT_FAIL(fake_register(d), HX_ERR_CIRCULAR, "'d' -> 'c' -> 'd'");
    d->implementations[0].version = V(2, 0, 0);
    cr_assert_eq(fake_register(d), HX_OK, "c cannot use that one");
}

Test(registration_cycle, a_cycle_through_the_image)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    fake_require(DELTA, BETA);
    fake_depend(BETA, (struct hx_dependency){.name = "net",
                                             .lowest = V(1, 1, 0),
                                             .highest = HX_VERSION_MAX,
                                             .optional = true});
    fake_needs(net, "delta");
    cr_assert_eq(fake_register(net), HX_OK, "too old for beta");
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    fake_clear(net);
    net->info.version = V(1, 1, 0);
    EXPECT_FAIL(fake_register(net), HX_ERR_CIRCULAR,
                "'net' -> 'delta' -> 'beta' -> 'net'");
}

/* The search goes from great ids to small ones; here is one that leads up. */
Test(registration_cycle, a_cycle_that_goes_up_and_down)
{
    struct fake_dynamic *early = fake_new("early", V(1, 0, 0));
    struct fake_dynamic *middle = fake_new("middle", V(1, 0, 0));
    struct fake_dynamic *late = fake_new("late", V(1, 0, 0));
    struct fake_dynamic *last = fake_new("last", V(1, 0, 0));

    fake_needs_optionally(early, "late");
    fake_must_register(early);
    fake_needs_optionally(middle, "last");
    fake_must_register(middle);
    fake_needs(late, "middle");
    fake_must_register(late);
    fake_needs(last, "early");
    EXPECT_FAIL(fake_register(last), HX_ERR_CIRCULAR,
                "'last' -> 'early' -> 'late' -> 'middle' -> 'last'");
}

Test(registration_cycle, a_cycle_too_long_for_a_detail_is_cut)
{
    static char names[12][24];
    struct fake_dynamic *module = NULL;
    const char *detail;

    for (size_t i = 0; i < HX_COUNT_OF(names); i++) {
        snprintf(names[i], sizeof(names[i]), "module-with-a-name-%02zu", i);
        module = fake_new(names[i], V(1, 0, 0));
        if (i == 0)
            fake_needs_optionally(module, "module-with-a-name-11");
        else
            fake_needs(module, names[i - 1]);
        if (i + 1 < HX_COUNT_OF(names))
            fake_must_register(module);
    }
    cr_assert_eq(fake_register(module), HX_ERR_CIRCULAR);
    detail = hx_fail_detail(HX_ERR_CIRCULAR);
    cr_assert_str_eq(detail, "'module-with-a-name-11' -> 'module-with-a-name-10' -> "
                             "'module-with-a-name-09' -> 'module-with-a-name-08' -> "
                             "'module-with-a-name-07'...");
}
