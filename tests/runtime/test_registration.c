/* SPDX-License-Identifier: MIT */
/* Registering: what comes of it, and every refusal but that of a cycle. */
#include "expect.h"
#include "fake_dynamic.h"
#include "fake_image.h"
#include "fake_port.h"

#include "../../runtime/rooms.h"

#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>

#include <stdio.h>

TestSuite(registration, .init = fake_image_init);

#define V(major, minor, patch) HX_VERSION(major, minor, patch)

static const struct hx_module *found[64];

static size_t list_all(void)
{
    return hx_registry_list_all(found, HX_COUNT_OF(found));
}

/* What comes of a registration. */

Test(registration, a_registered_module_is_found_by_everything)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    net->info.flags = HX_FLAG_DRIVER;
    fake_provides(net, "link");
    cr_assert_null(hx_registry_get_by_name("net"));
    cr_assert_eq(hx_registry_providers("link", found, 4), 0);
    cr_assert_eq(fake_register(net), HX_OK);

    cr_assert_eq(net->id, FAKE_MODULE_COUNT, "the first id behind the image's");
    cr_assert_eq(net->control.id, net->id);
    cr_assert_eq(hx_registry_get(net->id), &net->module);
    cr_assert_eq(hx_registry_get_by_name("net"), &net->module);
    cr_assert_null(hx_registry_get_by_name("link"), "a capability is no module");
    cr_assert_eq(hx_registry_providers("link", found, 4), 1);
    cr_assert_eq(found[0], &net->module);
    cr_assert_eq(hx_registry_providers("net", found, 4), 0);
    cr_assert_eq(hx_registry_find_target("net"), &net->module);
    cr_assert_eq(hx_registry_find_target("link"), &net->module);
    cr_assert_eq(list_all(), FAKE_MODULE_COUNT + 1);
    cr_assert_eq(found[FAKE_MODULE_COUNT], &net->module);
    cr_assert_eq(hx_registry_list_by_flag(HX_FLAG_DRIVER, found, 4), 1);
    cr_assert_eq(found[0], &net->module);
    cr_assert_eq(hx_registry_next(&fake_modules[SHELL]), &net->module);
    cr_assert_null(hx_registry_next(&net->module));
    cr_assert_eq(hx_module_state_of(&net->module), HX_STATE_REGISTERED);
    cr_assert_eq(hx_registry_count(), FAKE_MODULE_COUNT, "those of the image");
}

Test(registration, it_comes_up_as_any_other)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    fake_boot();
    fake_must_register(net);
    cr_assert_eq(hx_registry_list_running(found, 64), FAKE_MODULE_COUNT);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    cr_assert_eq(hx_registry_list_running(found, 64), FAKE_MODULE_COUNT + 1);
    cr_assert_eq(found[FAKE_MODULE_COUNT], &net->module);
}

Test(registration, the_id_need_not_be_asked_for)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    cr_assert_eq(hx_registry_register(&net->module, &net->room, NULL), HX_OK);
    cr_assert_eq(hx_registry_get(FAKE_MODULE_COUNT), &net->module);
}

Test(registration, ids_count_up_and_are_never_given_twice)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    for (uint32_t i = 0; i < 5; i++) {
        fake_must_register(net);
        cr_assert_eq(net->id, FAKE_MODULE_COUNT + i);
        cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
        cr_assert_null(hx_registry_get(net->id));
        cr_assert_eq(net->release_count, i + 1, "nobody is online");
        fake_clear(net);
    }
}

Test(registration, next_goes_on_from_one_that_has_left)
{
    struct fake_dynamic *modules[4];
    static const char *const names[] = {"a", "b", "c", "d"};

    for (size_t i = 0; i < 4; i++)
        fake_must_register(modules[i] = fake_new(names[i], V(1, 0, 0)));
    cr_assert_eq(hx_registry_unregister(modules[1]->id), HX_OK);
    cr_assert_eq(hx_registry_next(&modules[0]->module), &modules[2]->module);
    cr_assert_eq(hx_registry_next(&modules[1]->module), &modules[2]->module);
    cr_assert_eq(hx_registry_unregister(modules[3]->id), HX_OK);
    cr_assert_null(hx_registry_next(&modules[2]->module));
    cr_assert_eq(hx_registry_unregister(modules[0]->id), HX_OK);
    cr_assert_eq(hx_registry_next(&fake_modules[SHELL]), &modules[2]->module);
    fake_must_register(fake_new("e", V(1, 0, 0)));
    cr_assert_eq(hx_registry_next(&modules[3]->module)->info->name[0], 'e');
}

Test(registration, providers_are_those_of_the_image_then_the_others)
{
    struct fake_dynamic *first = fake_new("first", V(1, 0, 0));
    struct fake_dynamic *second = fake_new("second", V(1, 0, 0));

    fake_provide(GAMMA, STORAGE);
    fake_provides(first, "storage");
    fake_provides(second, "storage");
    fake_must_register(first);
    fake_must_register(second);
    cr_assert_eq(hx_registry_providers("storage", found, 4), 3);
    cr_assert_eq(found[0], &fake_modules[GAMMA]);
    cr_assert_eq(found[1], &first->module);
    cr_assert_eq(found[2], &second->module);
    found[1] = NULL;
    cr_assert_eq(hx_registry_providers("storage", found, 1), 3);
    cr_assert_null(found[1]);
    cr_assert_eq(hx_lifecycle_init(&second->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&second->module), HX_OK);
    cr_assert_eq(hx_registry_find_target("storage"), &second->module,
                 "the only one that is Running");
}

/* Refusals: what the descriptor lacks. */

Test(registration, bad_arguments)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    EXPECT_FAIL(hx_registry_register(NULL, &net->room, NULL), HX_ERR_INVALID,
                "the descriptor is empty");
    EXPECT_FAIL(hx_registry_register(&net->module, NULL, NULL), HX_ERR_INVALID,
                "module registered without room");
    net->module.magic = 7;
    EXPECT_FAIL(fake_register(net), HX_ERR_ABI,
                "the descriptor has magic 0x00000007, not 0x48584d31");
    cr_assert_eq(list_all(), FAKE_MODULE_COUNT, "nothing has changed");
    cr_assert_null(net->room.module);
}

/* Whatever the registry or the resolver follow without a look. */
Test(registration, an_incomplete_descriptor)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic whole;
    const struct hx_module_ops whole_ops = *net->module.ops;
    struct hx_module_ops ops = whole_ops;
    struct hx_interface nameless = {.name = NULL};

    net->module.ops = &ops;
    fake_needs(net, "alpha");
    fake_provides(net, "link");
    fake_implements(net, &fake_audio, V(1, 0, 0));
    fake_uses(net, &fake_disk, NULL);
    whole = *net;
#define WITHOUT(part, text)                                                      \
    do {                                                                         \
        (part) = NULL;                                                           \
        EXPECT_FAIL(fake_register(net), HX_ERR_INVALID, "the descriptor " text); \
        *net = whole;                                                            \
    } while (0)
    WITHOUT(net->module.info, "is incomplete");
    WITHOUT(net->info.name, "is incomplete");
    WITHOUT(net->module.ops, "is incomplete");
    WITHOUT(net->module.context, "is incomplete");
    WITHOUT(net->module.control, "is incomplete");
    WITHOUT(net->context.module, "of 'net' is incomplete");
    WITHOUT(net->info.dependencies, "of 'net' is incomplete");
    WITHOUT(net->dependencies[0].name, "of 'net' is incomplete");
    WITHOUT(net->info.provides, "of 'net' is incomplete");
    WITHOUT(net->provides[0], "of 'net' is incomplete");
    WITHOUT(net->module.implementations, "of 'net' is incomplete");
    WITHOUT(net->implementations[0].interface, "of 'net' is incomplete");
    WITHOUT(net->implementations[0].ops, "of 'net' is incomplete");
    WITHOUT(net->implementations[0].slot, "of 'net' is incomplete");
    WITHOUT(net->module.bindings, "of 'net' is incomplete");
    WITHOUT(net->bindings[0].interface, "of 'net' is incomplete");
#undef WITHOUT
    net->implementations[0].interface = &nameless;
    EXPECT_FAIL(fake_register(net), HX_ERR_INVALID,
                "the descriptor of 'net' is incomplete");
    *net = whole;
    net->bindings[0].interface = &nameless;
    EXPECT_FAIL(fake_register(net), HX_ERR_INVALID,
                "the descriptor of 'net' is incomplete");
    *net = whole;
    net->info.name = "";
    EXPECT_FAIL(fake_register(net), HX_ERR_INVALID,
                "the descriptor of '' is incomplete");
    *net = whole;
    ops.init = NULL;
    EXPECT_FAIL(fake_register(net), HX_ERR_INVALID,
                "the descriptor of 'net' is incomplete");
    *net = whole;
    ops = whole_ops;
    cr_assert_eq(fake_register(net), HX_OK, "the whole one");
}

/* Refusals: names. */

Test(registration, one_name_is_one_module)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *other = fake_new("net", V(2, 0, 0));
    struct fake_dynamic *alpha = fake_new("alpha", V(1, 0, 0));
    struct hx_registration room = {.release = NULL};

    fake_must_register(net);
    EXPECT_FAIL(fake_register(other), HX_ERR_ALREADY_EXISTS,
                "another module 'net' is registered");
    EXPECT_FAIL(fake_register(alpha), HX_ERR_ALREADY_EXISTS,
                "another module 'alpha' is registered");
    EXPECT_FAIL(hx_registry_register(&net->module, &room, NULL), HX_ERR_ALREADY_LOADED,
                "module 'net' is registered already");
    EXPECT_FAIL(hx_registry_register(&fake_modules[BETA], &room, NULL),
                HX_ERR_ALREADY_LOADED, "module 'beta' is registered already");
    cr_assert_eq(net->control.id, net->id, "the one that is registered is as it was");
}

Test(registration, one_string_is_a_module_or_a_capability)
{
    struct fake_dynamic *storage = fake_new("storage", V(1, 0, 0));
    struct fake_dynamic *clock = fake_new("clock", V(1, 0, 0));
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *link = fake_new("link", V(1, 0, 0));
    struct fake_dynamic *odd = fake_new("odd", V(1, 0, 0));

    fake_provide(GAMMA, STORAGE);
    EXPECT_FAIL(fake_register(storage), HX_ERR_ALREADY_EXISTS,
                "module 'storage': a capability of 'gamma' has that name");
    cr_assert_eq(fake_register(clock), HX_OK, "nobody provides that one");

    fake_provides(net, "alpha");
    EXPECT_FAIL(fake_register(net), HX_ERR_ALREADY_EXISTS,
                "module 'net': its capability 'alpha' has the name of a module");
    net->provides[0] = "clock";
    EXPECT_FAIL(fake_register(net), HX_ERR_ALREADY_EXISTS,
                "module 'net': its capability 'clock' has the name of a module");
    net->provides[0] = "link";
    fake_must_register(net);
    EXPECT_FAIL(fake_register(link), HX_ERR_ALREADY_EXISTS,
                "module 'link': a capability of 'net' has that name");

    fake_provides(odd, "odd");
    EXPECT_FAIL(fake_register(odd), HX_ERR_ALREADY_EXISTS,
                "module 'odd': its capability 'odd' has the name of a module");
}

/* Refusals: what is handed over. */

Test(registration, a_control_block_that_was_used)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    static char resource;

    net->control.state = HX_STATE_STOPPED;
    EXPECT_FAIL(fake_register(net), HX_ERR_WRONG_STATE,
                "module 'net' is Stopped: registering wants a cleared control block");
    fake_clear(net);
    net->control.taken = (struct hx_resource *)(void *)&resource;
    EXPECT_FAIL(fake_register(net), HX_ERR_WRONG_STATE,
                "module 'net' is Registered: registering wants a cleared control "
                "block");
    fake_clear(net);
    fake_must_register(net);
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    EXPECT_FAIL(fake_register(net), HX_ERR_WRONG_STATE,
                "module 'net' is Unloading: registering wants a cleared control block");
}

Test(registration, a_room_that_is_in_use)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *other = fake_new("other", V(1, 0, 0));

    fake_must_register(net);
    EXPECT_FAIL(hx_registry_register(&other->module, &net->room, NULL), HX_ERR_BUSY,
                "module 'other': the room is in use");
    hx_quiescent();
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    EXPECT_FAIL(hx_registry_register(&other->module, &net->room, NULL), HX_ERR_BUSY,
                "module 'other': the room is in use");
    hx_quiescent();
    cr_assert_eq(hx_registry_register(&other->module, &net->room, NULL), HX_OK);
    cr_assert_eq(hx_registry_get_by_name("other"), &other->module);
}

Test(registration, all_ids_have_been_given)
{
    struct fake_dynamic *last = fake_new("last", V(1, 0, 0));
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    hx_registration_count = UINT32_MAX - FAKE_MODULE_COUNT - 1;
    cr_assert_eq(fake_register(last), HX_OK);
    cr_assert_eq(last->id, UINT32_MAX - 1);
    cr_assert_eq(hx_registry_get(UINT32_MAX - 1), &last->module);
    EXPECT_FAIL(fake_register(net), HX_ERR_NO_SPACE,
                "module 'net': all ids have been given");
    cr_assert_null(hx_registry_next(&last->module));
}

Test(registration, not_in_an_interrupt)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));

    hx_interrupt_enter();
    EXPECT_FAIL(fake_register(net), HX_ERR_WRONG_CONTEXT,
                "module registered in an interrupt");
    EXPECT_FAIL(hx_registry_unregister(0), HX_ERR_WRONG_CONTEXT,
                "module unregistered in an interrupt");
    hx_interrupt_exit();
    cr_assert_eq(fake_register(net), HX_OK);
    cr_assert_eq(fake_irq_depth, 0, "interrupts are on again");
}

/* Refusals: needs. */

Test(registration, fault_01_a_dependency_without_a_version_takes_any)
{
    struct fake_dynamic *net = fake_new("net", V(7, 3, 1));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_must_register(net);
    fake_needs(user, "net");
    fake_needs(user, "epsilon");
    cr_assert_eq(fake_register(user), HX_OK);
}

Test(registration, versions_that_fit)
{
    static const struct {
        hx_version lowest;
        hx_version highest;
        const char *misfit; /* NULL: it fits; beta is 1.2.3 */
    } cases[] = {
        {V(1, 0, 0), V(1, 65535, 65535), NULL},
        {V(1, 2, 3), V(1, 2, 3), NULL},
        {V(0, 0, 0), V(1, 2, 3), NULL},
        {V(1, 2, 3), HX_VERSION_MAX, NULL},
        {V(1, 2, 4), V(1, 65535, 65535), "'beta' >= 1.2.4 < 2.0.0, found 1.2.3"},
        {V(2, 0, 0), V(2, 65535, 65535), "'beta' >= 2.0.0 < 3.0.0, found 1.2.3"},
        {V(0, 0, 0), V(1, 2, 2), "'beta' <= 1.2.2, found 1.2.3"},
        {V(0, 0, 0), V(0, 65535, 65535), "'beta' < 1.0.0, found 1.2.3"},
        {V(1, 1, 0), V(1, 1, 65535), "'beta' >= 1.1.0 < 1.2.0, found 1.2.3"},
        {V(1, 3, 0), HX_VERSION_MAX, "'beta' >= 1.3.0, found 1.2.3"},
        {V(1, 2, 0), V(1, 2, 0), "'beta' == 1.2.0, found 1.2.3"},
        {V(1, 0, 0), V(1, 2, 2), "'beta' >= 1.0.0 <= 1.2.2, found 1.2.3"},
    };
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));
    char expected[80];

    for (size_t i = 0; i < HX_COUNT_OF(cases); i++) {
        user->info.dependency_count = 0;
        fake_needs_version(user, "beta", cases[i].lowest, cases[i].highest);
        if (cases[i].misfit == NULL) {
            fake_must_register(user);
            cr_assert_eq(hx_registry_unregister(user->id), HX_OK);
            fake_clear(user);
            continue;
        }
        snprintf(expected, sizeof(expected), "'user' needs %s", cases[i].misfit);
        EXPECT_FAIL(fake_register(user), HX_ERR_VERSION, expected);
    }
}

Test(registration, a_dependency_that_is_missing)
{
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_needs(user, "alpha");
    fake_needs(user, "net");
    EXPECT_FAIL(fake_register(user), HX_ERR_DEPENDENCY,
                "'user' needs 'net': no module or capability has that name");
    user->dependencies[1].name = "clock";
    EXPECT_FAIL(fake_register(user), HX_ERR_DEPENDENCY,
                "'user' needs 'clock': no module or capability has that name");
    user->dependencies[1].optional = true;
    cr_assert_eq(fake_register(user), HX_OK);
}

Test(registration, fault_05_a_capability_meets_a_dependency)
{
    struct fake_dynamic *net = fake_new("net", V(1, 4, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));
    struct fake_dynamic *second = fake_new("second", V(1, 0, 0));

    fake_provides(net, "link");
    fake_must_register(net);
    fake_needs_version(user, "link", V(1, 4, 0), V(1, 65535, 65535));
    cr_assert_eq(fake_register(user), HX_OK);

    fake_provide(GAMMA, STORAGE);
    fake_needs(second, "storage");
    cr_assert_eq(fake_register(second), HX_OK);
}

Test(registration, a_capability_has_its_providers_version)
{
    struct fake_dynamic *net = fake_new("net", V(1, 4, 0));
    struct fake_dynamic *newer = fake_new("newer", V(1, 6, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_provides(net, "link");
    fake_provides(newer, "link");
    fake_must_register(net);
    fake_needs_version(user, "link", V(1, 5, 0), V(1, 65535, 65535));
    EXPECT_FAIL(fake_register(user), HX_ERR_VERSION,
                "'user' needs 'link' >= 1.5.0 < 2.0.0, found 1.4.0 of 'net'");
    fake_must_register(newer);
    cr_assert_eq(fake_register(user), HX_OK, "any provider will do");
}

Test(registration, a_handle_that_is_bound_to_nobody_takes_any_implementor)
{
    struct fake_dynamic *disk = fake_new("disk", V(9, 9, 9));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));
    struct fake_dynamic *audio_user = fake_new("audio-user", V(1, 0, 0));
    struct fake_dynamic *audio = fake_new("audio", V(1, 0, 0));

    fake_uses(user, &fake_disk, NULL);
    user->bindings[0].lowest = V(1, 2, 0);
    EXPECT_FAIL(fake_register(user), HX_ERR_VERSION,
                "'user' needs 'helix.disk' >= 1.2.0 < 2.0.0, found 1.1.0 of 'beta'");
    fake_implements(disk, &fake_disk, V(1, 2, 0));
    fake_must_register(disk);
    cr_assert_eq(fake_register(user), HX_OK, "the interface's version counts");

    fake_uses(audio_user, &fake_audio, NULL);
    fake_implements(audio_user, &fake_audio, V(1, 0, 0));
    EXPECT_FAIL(fake_register(audio_user), HX_ERR_DEPENDENCY,
                "'audio-user' needs 'helix.audio': no other module implements it");
    audio_user->bindings[0].optional = true;
    cr_assert_eq(fake_register(audio_user), HX_OK, "it does without");
    cr_assert_eq(hx_registry_unregister(audio_user->id), HX_OK);
    fake_clear(audio_user);
    audio_user->bindings[0].optional = false;
    fake_implements(audio, &fake_audio, V(1, 0, 0));
    fake_must_register(audio);
    cr_assert_eq(fake_register(audio_user), HX_OK);
}

Test(registration, a_handle_that_is_bound_takes_its_provider)
{
    struct fake_dynamic *disk = fake_new("disk", V(1, 0, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_implements(disk, &fake_disk, V(1, 0, 0));
    fake_uses(user, &fake_disk, &disk->module);
    EXPECT_FAIL(fake_register(user), HX_ERR_DEPENDENCY,
                "'user' needs 'helix.disk' of 'disk', which is not registered");
    user->bindings[0].optional = true;
    cr_assert_eq(fake_register(user), HX_OK);
    cr_assert_eq(hx_registry_unregister(user->id), HX_OK);
    fake_clear(user);
    user->bindings[0].optional = false;
    fake_must_register(disk);
    cr_assert_eq(fake_register(user), HX_OK);
}

/* What does not fit and is optional. */

Test(registration, an_optional_misfit_counts_as_absent_and_is_told)
{
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *fitting = fake_new("fitting", V(2, 0, 0));

    fake_needs_optionally(user, "beta");
    user->dependencies[0].lowest = V(2, 0, 0);
    fake_needs_optionally(user, "unheard-of");
    fake_must_register(user);
    cr_assert_str_eq(fake_console(), "[warn] 'user' takes 'beta' >= 2.0.0, found "
                                     "1.2.3: left out\n");

    /* It is the newcomer who does not fit. */
    fake_console_clear();
    fake_needs_optionally(user, "net");
    fake_needs_optionally(user, "link");
    user->dependencies[2].lowest = V(2, 0, 0);
    user->dependencies[3].lowest = V(2, 0, 0);
    fake_depend(ALPHA, (struct hx_dependency){.name = "net", .optional = true});
    fake_provides(net, "link");
    fake_must_register(net);
    cr_assert_str_eq(fake_console(), "[warn] 'alpha' takes 'net' == 0.0.0, found "
                                     "1.0.0: left out, and 2 more like it\n");

    /* A second provider that fits: nothing is left out. */
    fake_console_clear();
    fake_provides(fitting, "link");
    fake_must_register(fitting);
    cr_assert_str_eq(fake_console(), "");
}

/* Dependencies at run time: what is registered counts. */

Test(registration, what_is_registered_can_be_started_and_required)
{
    struct fake_dynamic *net = fake_new("net", V(1, 0, 0));
    struct fake_dynamic *user = fake_new("user", V(1, 0, 0));

    fake_boot();
    fake_provides(net, "link");
    fake_implements(net, &fake_audio, V(1, 0, 0));
    fake_needs(user, "link");
    fake_needs(user, "gamma");
    fake_uses(user, &fake_audio, NULL);
    fake_must_register(net);
    fake_must_register(user);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_init(&user->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&user->module), HX_OK);
    EXPECT_FAIL(hx_lifecycle_stop(&net->module), HX_ERR_BUSY,
                "module 'net' is required by 'user'");
    EXPECT_FAIL(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_ERR_BUSY,
                "module 'gamma' is required by 'user'");
    cr_assert_eq(hx_lifecycle_stop(&user->module), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&net->module), HX_OK);
}
