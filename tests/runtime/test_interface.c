/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/interface.h>
#include <helix/lifecycle.h>

#include <criterion/criterion.h>

TestSuite(interface, .init = fake_image_init);

static int call(struct hx_slot *slot)
{
    const struct fake_disk_ops *ops = slot->ops;

    return ops->unit();
}

Test(interface, find_and_list)
{
    const struct hx_interface *interfaces[4] = {NULL};

    cr_assert_eq(hx_interface_find("helix.disk"), &fake_disk);
    cr_assert_null(hx_interface_find("helix.disc"));
    cr_assert_eq(hx_interface_list(interfaces, 4), 2);
    cr_assert_eq(interfaces[0], &fake_disk);
    cr_assert_eq(interfaces[1], &fake_audio);
    interfaces[1] = NULL;
    cr_assert_eq(hx_interface_list(interfaces, 1), 2);
    cr_assert_null(interfaces[1]);
}

Test(interface, implementors_in_start_order_and_their_count)
{
    const struct hx_module *modules[4] = {NULL};

    cr_assert_eq(hx_interface_implementors("helix.disk", modules, 4), 2);
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_eq(modules[1], &fake_modules[GAMMA]);
    modules[1] = NULL;
    cr_assert_eq(hx_interface_implementors("helix.disk", modules, 1), 2);
    cr_assert_null(modules[1]);
    cr_assert_eq(hx_interface_implementors("helix.audio", modules, 4), 0);
    cr_assert_eq(hx_interface_implementors("unheard.of", modules, 4), 0);
}

Test(interface, how_a_module_implements_it)
{
    const struct hx_implementation *found =
        hx_interface_implementation(&fake_modules[GAMMA], &fake_disk);

    cr_assert_not_null(found);
    cr_assert_eq(found->version, HX_VERSION(1, 0, 0));
    cr_assert_eq(found->slot, &fake_slots[GAMMA]);
    cr_assert_null(hx_interface_implementation(&fake_modules[GAMMA], &fake_audio));
    cr_assert_null(hx_interface_implementation(&fake_modules[ALPHA], &fake_disk));
}

Test(interface, primary_is_the_first_running_implementor)
{
    cr_assert_null(hx_interface_primary("helix.disk"), "none is Running yet");
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[GAMMA]);
    cr_assert_eq(hx_interface_primary_slot(&fake_disk), &fake_slots[GAMMA]);
    cr_assert_eq(call(hx_interface_primary_slot(&fake_disk)), 2);
    cr_assert_null(hx_interface_primary("helix.audio"));
    cr_assert_null(hx_interface_primary("unheard.of"));
}

Test(interface, primary_follows_what_stops)
{
    fake_boot();
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[BETA]);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[GAMMA]);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
    cr_assert_null(hx_interface_primary("helix.disk"), "nobody who has gone is left");
}

Test(interface, the_profiles_choice_is_primary)
{
    struct hx_image_interface chosen = fake_image.interfaces[0];

    chosen.primary = &fake_modules[GAMMA];
    fake_image.interfaces = &chosen;
    fake_boot();
    cr_assert_eq(hx_interface_primary("helix.disk"), &fake_modules[GAMMA]);
}

/* BETA implements 1.1 of it, GAMMA 1.0. */
static size_t implementors_from(unsigned major, unsigned minor, unsigned patch,
                                const struct hx_module *modules[2])
{
    modules[0] = NULL;
    modules[1] = NULL;
    return hx_interface_implementors_from("helix.disk", HX_VERSION(major, minor, patch),
                                          modules, 2);
}

Test(interface, implementors_from_a_version_on)
{
    const struct hx_module *modules[2];

    cr_assert_eq(implementors_from(1, 0, 0, modules), 2);
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_eq(modules[1], &fake_modules[GAMMA]);
    cr_assert_eq(implementors_from(1, 0, 1, modules), 1, "all three numbers count");
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_null(modules[1]);
    cr_assert_eq(implementors_from(1, 1, 0, modules), 1);
    cr_assert_eq(implementors_from(1, 1, 1, modules), 0);
    cr_assert_eq(implementors_from(0, 0, 0, modules), 0, "another major number");
    cr_assert_eq(implementors_from(2, 0, 0, modules), 0);
    cr_assert_eq(hx_interface_implementors_from("unheard.of", 0, modules, 2), 0);
}

Test(interface, implementors_from_a_version_on_beyond_the_capacity)
{
    const struct hx_module *modules[2] = {NULL};

    cr_assert_eq(
        hx_interface_implementors_from("helix.disk", HX_VERSION(1, 0, 0), modules, 1),
        2);
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_null(modules[1]);
}

static const struct hx_module *primary_from(unsigned major, unsigned minor)
{
    return hx_interface_primary_from("helix.disk", HX_VERSION(major, minor, 0));
}

Test(interface, primary_from_a_version_on)
{
    cr_assert_null(primary_from(1, 0), "none is Running yet");
    fake_boot();
    cr_assert_eq(primary_from(1, 0), &fake_modules[BETA]);
    cr_assert_eq(primary_from(1, 1), &fake_modules[BETA]);
    cr_assert_null(primary_from(1, 2));
    cr_assert_null(primary_from(2, 0));
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(primary_from(1, 0), &fake_modules[GAMMA]);
    cr_assert_null(primary_from(1, 1), "the one that is left is too old");
    cr_assert_null(hx_interface_primary_from("unheard.of", 0));
}

Test(interface, the_profiles_choice_is_primary_where_its_version_fits)
{
    struct hx_image_interface chosen = fake_image.interfaces[0];

    chosen.primary = &fake_modules[GAMMA];
    fake_image.interfaces = &chosen;
    cr_assert_eq(primary_from(1, 0), &fake_modules[GAMMA], "in whatever state");
    cr_assert_null(primary_from(1, 1));
    fake_boot();
    cr_assert_eq(primary_from(1, 0), &fake_modules[GAMMA]);
    cr_assert_eq(primary_from(1, 1), &fake_modules[BETA]);
}

Test(interface, names_of_what_a_module_implements)
{
    cr_assert_str_eq(hx_interface_name(&fake_modules[BETA], 0), "helix.disk");
    cr_assert_null(hx_interface_name(&fake_modules[BETA], 1));
    cr_assert_null(hx_interface_name(&fake_modules[ALPHA], 0));
}

Test(interface, versions_of_what_a_module_implements)
{
    hx_version version = 7;

    cr_assert_eq(hx_interface_version(&fake_modules[BETA], "helix.disk", &version),
                 HX_OK);
    cr_assert_eq(version, HX_VERSION(1, 1, 0));
    cr_assert_eq(hx_interface_version(&fake_modules[GAMMA], "helix.disk", &version),
                 HX_OK);
    cr_assert_eq(version, HX_VERSION(1, 0, 0), "older than the interface");

    cr_assert_eq(hx_interface_version(&fake_modules[BETA], "helix.disc", &version),
                 HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND), "no interface 'helix.disc'");
    cr_assert_eq(hx_interface_version(&fake_modules[BETA], "helix.audio", &version),
                 HX_ERR_UNSUPPORTED);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_UNSUPPORTED),
                     "'beta' does not implement helix.audio");
    cr_assert_eq(version, HX_VERSION(1, 0, 0));
}

Test(interface, without_a_primary_calls_meet_the_absent_ones)
{
    cr_assert_eq(hx_interface_primary_slot(&fake_audio), fake_audio.absent);
    cr_assert_eq(call(hx_interface_primary_slot(&fake_disk)), (int)HX_ERR_NOT_FOUND);
}

static int called_in_hook;

static void call_own_slot(void)
{
    called_in_hook = call(&fake_slots[BETA]);
}

Test(interface, a_slot_is_open_from_the_end_of_init_to_the_end_of_stop)
{
    const struct hx_module *beta = &fake_modules[BETA];
    const int absent = (int)HX_ERR_NOT_FOUND;

    fake_scripts[BETA].in_init = call_own_slot;
    fake_scripts[BETA].in_start = call_own_slot;
    fake_scripts[BETA].in_stop = call_own_slot;
    cr_assert_eq(call(&fake_slots[BETA]), absent);
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(called_in_hook, absent);
    cr_assert_eq(call(&fake_slots[BETA]), 1);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(called_in_hook, 1);
    cr_assert_eq(call(&fake_slots[BETA]), 1);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_eq(called_in_hook, 1);
    cr_assert_eq(call(&fake_slots[BETA]), absent);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(call(&fake_slots[BETA]), 1);
}

Test(interface, a_slot_is_closed_by_a_failure_of_any_hook)
{
    const struct hx_module *beta = &fake_modules[BETA];
    const int absent = (int)HX_ERR_NOT_FOUND;

    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_INIT);
    cr_assert_eq(call(&fake_slots[BETA]), absent);

    fake_scripts[BETA].init = HX_OK;
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_start(beta), HX_ERR_INIT);
    cr_assert_eq(call(&fake_slots[BETA]), absent);

    fake_scripts[BETA].start = HX_OK;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_TIMEOUT);
    cr_assert_eq(call(&fake_slots[BETA]), absent);
}
