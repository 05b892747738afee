/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/interface.h>
#include <helix/lifecycle.h>

#include <criterion/criterion.h>

TestSuite(interface, .init = fake_image_init);

static int call(const struct hx_slot *slot)
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
