/* SPDX-License-Identifier: MIT */
/* Unregistering: every refusal, and what is left behind, which is nothing. */
#include "expect.h"
#include "fake_dynamic.h"
#include "fake_image.h"
#include "fake_port.h"

#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/main.h>
#include <helix/timer.h>

#include <stdio.h>

TestSuite(unregistration, .init = fake_image_init);

#define V(major, minor, patch) HX_VERSION(major, minor, patch)

static const struct hx_module *found[64];

Test(unregistration, unregister_refuses_what_must_not_go)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    static char resource;

    EXPECT_FAIL(hx_registry_unregister(FAKE_MODULE_COUNT), HX_ERR_NOT_FOUND,
                "no module has the id 6");
    EXPECT_FAIL(hx_registry_unregister(UINT32_MAX), HX_ERR_NOT_FOUND,
                "no module has the id 4294967295");
    net->info.flags = HX_FLAG_ESSENTIAL;
    fake_must_register(net);
    EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_ESSENTIAL,
                "module 'net' is ESSENTIAL");
    net->info.flags = 0;
    net->control.taken = (struct hx_resource *)(void *)&resource;
    fake_cpu = 1;
    EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_BUSY,
                "module 'net' has not given back what it took");
    fake_cpu = 0;
    net->control.taken = NULL;
    cr_assert_eq(hx_registry_get_by_name("net"), &net->module, "it has stayed");
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_NOT_FOUND,
                "no module has the id 6");
}

static struct hx_timer timer;

static void never(void *arg)
{
    (void)arg;
}

Test(unregistration, on_the_main_loop_what_it_took_is_given_back)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_timer_start(&net->context, &timer, 1, 1, never, NULL), HX_OK);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_not(hx_timer_is_running(&timer));
    cr_assert_null(net->control.taken);
}

Test(unregistration, states_that_may_leave)
{
    static const bool may_leave[] = {
        [HX_STATE_REGISTERED] = true,
        [HX_STATE_LOADED] = true,
        [HX_STATE_STOPPED] = true,
        [HX_STATE_ERROR] = true,
    };
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    char expected[HX_FAIL_DETAIL_SIZE];

    for (unsigned state = HX_STATE_REGISTERED; state <= HX_STATE_ERROR; state++) {
        if (state == HX_STATE_UNLOADING)
            continue;
        fake_must_register(net);
        net->control.state = (uint8_t)state;
        if (!may_leave[state]) {
            snprintf(expected, sizeof(expected),
                     "module 'net' is %s, unregistering wants Registered, Loaded, "
                     "Stopped or Error",
                     hx_module_state_name((enum hx_module_state)state));
            EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_WRONG_STATE, expected);
            net->control.state = HX_STATE_REGISTERED;
        }
        cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
        cr_assert_eq(net->control.state, HX_STATE_UNLOADING);
        fake_clear(net);
    }
}

Test(unregistration, unregister_refuses_what_others_require)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *other = fake_new("other", V(1, 0, 0));
    struct fake_dynamic *users[4];

    fake_provides(net, "link");
    fake_implements(net, &fake_audio, V(1, 0, 0));
    fake_must_register(net);
    fake_needs(users[0] = fake_new("by-name", V(1, 0, 0)), "net");
    fake_needs(users[1] = fake_new("by-capability", V(1, 0, 0)), "link");
    fake_uses(users[2] = fake_new("by-interface", V(1, 0, 0)), &fake_audio, NULL);
    fake_uses(users[3] = fake_new("by-handle", V(1, 0, 0)), &fake_audio, &net->module);
    for (size_t i = 0; i < 4; i++)
        fake_must_register(users[i]);
    fake_needs_optionally(other, "net");
    fake_provides(other, "link");
    fake_implements(other, &fake_audio, V(1, 0, 0));

    EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_BUSY,
                "module 'net' is required by 'by-name', 'by-capability', "
                "'by-interface', 'by-handle'");
    fake_must_register(other);
    EXPECT_FAIL(hx_registry_unregister(net->id), HX_ERR_BUSY,
                "module 'net' is required by 'by-name', 'by-handle'");
    cr_assert_eq(hx_registry_unregister(users[0]->id), HX_OK);
    cr_assert_eq(hx_registry_unregister(users[3]->id), HX_OK);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK, "the others have another");
    EXPECT_FAIL(hx_registry_unregister(other->id), HX_ERR_BUSY,
                "module 'other' is required by 'by-capability', 'by-interface'");
}

Test(unregistration, a_module_of_the_image_leaves_for_good)
{
    struct fake_dynamic *gamma = fake_new("gamma", V(5, 0, 0));
    struct hx_registration room = {.release = NULL};

    fake_provide(GAMMA, STORAGE);
    fake_require(EPSILON, GAMMA);
    EXPECT_FAIL(hx_registry_unregister(GAMMA), HX_ERR_BUSY,
                "module 'gamma' is required by 'epsilon'");
    fake_infos[EPSILON].dependency_count = 0;
    cr_assert_eq(hx_registry_unregister(GAMMA), HX_OK);

    cr_assert_eq(fake_controls[GAMMA].state, HX_STATE_UNLOADING);
    cr_assert_null(hx_registry_get(GAMMA));
    cr_assert_null(hx_registry_get_by_name("gamma"));
    cr_assert_null(hx_registry_find_target("gamma"));
    cr_assert_null(hx_registry_find_target("storage"));
    cr_assert_eq(hx_registry_providers("storage", found, 4), 0);
    cr_assert_eq(hx_registry_list_all(found, 64), FAKE_MODULE_COUNT - 1);
    cr_assert_eq(found[GAMMA], &fake_modules[DELTA]);
    cr_assert_eq(hx_registry_next(&fake_modules[BETA]), &fake_modules[DELTA]);
    cr_assert_eq(hx_registry_next(&fake_modules[GAMMA]), &fake_modules[DELTA]);
    EXPECT_FAIL(hx_registry_unregister(GAMMA), HX_ERR_NOT_FOUND,
                "no module has the id 2");
    EXPECT_FAIL(hx_registry_register(&fake_modules[GAMMA], &room, NULL),
                HX_ERR_WRONG_STATE,
                "module 'gamma' is Unloading: registering wants a cleared control "
                "block");

    fake_must_register(gamma);
    cr_assert_eq(gamma->id, FAKE_MODULE_COUNT);
    cr_assert_eq(hx_registry_get_by_name("gamma"), &gamma->module);
    fake_require(EPSILON, GAMMA);
    EXPECT_FAIL(hx_registry_unregister(gamma->id), HX_ERR_BUSY,
                "module 'gamma' is required by 'epsilon'");
}

/* Interfaces: an entry leaves with its module. */
Test(unregistration, fault_09_implementors_come_and_go)
{
    /* As a module that was built apart has it. */
    static const struct hx_interface same_name = {
        .name = "helix.disk",
        .version = V(1, 2, 0),
        .absent_ops = "none",
    };
    struct fake_dynamic *disk = fake_new("disk", V(1, 0, 0));

    fake_boot();
    fake_implements(disk, &same_name, V(1, 2, 0));
    fake_must_register(disk);
    cr_assert_eq(hx_interface_implementors("helix.disk", found, 4), 3);
    cr_assert_eq(found[1], &fake_modules[GAMMA]);
    cr_assert_eq(found[2], &disk->module);
    cr_assert_eq(hx_interface_implementation(&disk->module, &fake_disk)->version,
                 V(1, 2, 0));

    cr_assert_eq(hx_lifecycle_init(&disk->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&disk->module), HX_OK);
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[BETA]);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
    cr_assert_eq(hx_interface_primary("helix.disk"), &disk->module);
    cr_assert_eq(hx_interface_primary_slot(&fake_disk), &disk->slots[0]);

    cr_assert_eq(hx_registry_unregister(BETA), HX_OK);
    cr_assert_eq(hx_interface_implementors("helix.disk", found, 4), 2);
    cr_assert_eq(found[0], &fake_modules[GAMMA]);
    cr_assert_eq(hx_lifecycle_stop(&disk->module), HX_OK);
    cr_assert_eq(hx_registry_unregister(disk->id), HX_OK);
    cr_assert_eq(hx_interface_implementors("helix.disk", found, 4), 1);
    cr_assert_null(hx_interface_primary("helix.disk"));
}

Test(unregistration, an_interface_that_the_image_lacks)
{
    static const struct hx_interface foreign = {.name = "foreign", .version = 1};
    struct fake_dynamic *module = fake_new("module", V(1, 0, 0));

    fake_implements(module, &foreign, 1);
    fake_must_register(module);
    cr_assert_eq(hx_interface_implementors("foreign", found, 4), 1);
    cr_assert_eq(found[0], &module->module);
    cr_assert_null(hx_interface_primary("foreign"));
    cr_assert_null(hx_interface_find("foreign"), "it is not the image's");
}

Test(unregistration, the_profiles_choice_may_have_left)
{
    struct hx_image_interface chosen = fake_image.interfaces[0];

    chosen.primary = &fake_modules[GAMMA];
    fake_image.interfaces = &chosen;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[GAMMA]);
    cr_assert_eq(hx_registry_unregister(GAMMA), HX_OK);
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[BETA]);
}

Test(unregistration, interfaces_are_closed_when_a_loaded_module_leaves)
{
    struct fake_dynamic *disk = fake_new("disk", V(1, 0, 0));

    fake_implements(disk, &fake_disk, V(1, 0, 0));
    fake_must_register(disk);
    cr_assert_eq(hx_lifecycle_init(&disk->module), HX_OK);
    cr_assert_neq(disk->slots[0].ops, fake_disk.absent_ops);
    cr_assert_eq(hx_registry_unregister(disk->id), HX_OK);
    cr_assert_eq(disk->slots[0].ops, fake_disk.absent_ops);
    cr_assert_eq(hx_lifecycle_init(&disk->module), HX_ERR_WRONG_STATE);
}

/* Release. */

Test(unregistration, the_memory_is_the_callers_again_when_all_were_quiescent)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    hx_quiescent();
    fake_must_register(net);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_eq(net->release_count, 0, "this CPU may hold it");
    cr_assert_eq(net->room.module, &net->module);
    fake_cpu = 1;
    hx_quiescent();
    cr_assert_eq(net->release_count, 0, "the other one was never waited for");
    fake_cpu = 0;
    hx_quiescent();
    cr_assert_eq(net->release_count, 1);
    cr_assert_null(net->room.module);
    cr_assert_null(net->room.next);
    cr_assert_not_null(net->room.release, "as it was handed over");
}

Test(unregistration, without_a_release_nothing_is_called)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    net->room.release = NULL;
    fake_must_register(net);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_null(net->room.module, "it may be used again");
}

static struct fake_dynamic *next_one;

static void register_next(struct hx_registration *room)
{
    (void)room;
    fake_must_register(next_one);
}

Test(unregistration, release_may_register)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    next_one = fake_new("next-one", V(1, 0, 0));
    net->room.release = register_next;
    fake_must_register(net);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_eq(hx_registry_get_by_name("next-one"), &next_one->module);
}

static unsigned tick_count;
static unsigned released_at_once;

static enum hx_event_response come_and_go(const struct hx_event *event)
{
    (void)event;
    if (++tick_count == 3) {
        fake_must_register(next_one);
        cr_assert_eq(hx_registry_unregister(next_one->id), HX_OK);
        released_at_once = next_one->release_count;
    }
    return HX_EVENT_HANDLED;
}

Test(unregistration, the_main_loop_is_quiescent_once_a_round)
{
    next_one = fake_new("next-one", V(1, 0, 0));
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].event = come_and_go;
    fake_image.run_ms = 100;
    cr_assert_eq(fake_machine_run(hx_main), 0);
    cr_assert_gt(tick_count, 3);
    cr_assert_eq(released_at_once, 0, "the handler may still use it");
    cr_assert_eq(next_one->release_count, 1);
}
