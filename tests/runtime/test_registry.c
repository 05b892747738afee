/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/registry.h>

#include <criterion/criterion.h>

TestSuite(registry, .init = fake_image_init);

static const struct hx_module *found[FAKE_MODULE_COUNT + 1];

Test(registry, an_id_is_the_position_in_start_order)
{
    cr_assert_eq(hx_registry_count(), FAKE_MODULE_COUNT);
    for (uint32_t id = 0; id < FAKE_MODULE_COUNT; id++)
        cr_assert_eq(hx_registry_get(id), &fake_modules[id]);
    cr_assert_null(hx_registry_get(FAKE_MODULE_COUNT));
    cr_assert_null(hx_registry_get(UINT32_MAX));
}

Test(registry, a_static_module_costs_32_bytes_of_ram_at_most)
{
    cr_assert_leq(sizeof(struct hx_control) + sizeof(struct hx_slot), 32);
}

Test(registry, by_name)
{
    cr_assert_eq(hx_registry_get_by_name("gamma"), &fake_modules[GAMMA]);
    cr_assert_null(hx_registry_get_by_name("gamm"));
    cr_assert_null(hx_registry_get_by_name(""));
    cr_assert_null(hx_registry_get_by_name("storage"), "a capability is no module");
}

Test(registry, providers_in_start_order_and_their_count)
{
    fake_provide(BETA, STORAGE);
    fake_provide(DELTA, STORAGE);
    cr_assert_eq(hx_registry_providers("storage", found, HX_COUNT_OF(found)), 2);
    cr_assert_eq(found[0], &fake_modules[BETA]);
    cr_assert_eq(found[1], &fake_modules[DELTA]);
    cr_assert_null(found[2]);

    found[1] = NULL;
    cr_assert_eq(hx_registry_providers("storage", found, 1), 2);
    cr_assert_null(found[1], "beyond the capacity");
    cr_assert_eq(hx_registry_providers("storage", NULL, 0), 2);
    cr_assert_eq(hx_registry_providers("clock", found, 4), 0);
    cr_assert_eq(hx_registry_providers("alpha", found, 4), 0);
    cr_assert_eq(hx_registry_providers("unheard-of", found, 4), 0);
}

Test(registry, list_all)
{
    cr_assert_eq(hx_registry_list_all(found, HX_COUNT_OF(found)), FAKE_MODULE_COUNT);
    for (uint32_t id = 0; id < FAKE_MODULE_COUNT; id++)
        cr_assert_eq(found[id], &fake_modules[id]);
}

Test(registry, list_by_flag_wants_all_flags)
{
    fake_infos[ALPHA].flags = HX_FLAG_DRIVER;
    fake_infos[GAMMA].flags = HX_FLAG_DRIVER | HX_FLAG_DEPRECATED;
    cr_assert_eq(hx_registry_list_by_flag(HX_FLAG_DRIVER, found, 4), 2);
    cr_assert_eq(found[0], &fake_modules[ALPHA]);
    cr_assert_eq(found[1], &fake_modules[GAMMA]);
    cr_assert_eq(
        hx_registry_list_by_flag(HX_FLAG_DRIVER | HX_FLAG_DEPRECATED, found, 4), 1);
    cr_assert_eq(found[0], &fake_modules[GAMMA]);
    cr_assert_eq(hx_registry_list_by_flag(HX_FLAG_SECURITY, found, 4), 0);
}

Test(registry, list_running)
{
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_registry_list_running(found, 4), 0);
    fake_boot();
    cr_assert_eq(hx_registry_list_running(found, HX_COUNT_OF(found)),
                 FAKE_MODULE_COUNT - 1);
    cr_assert_eq(found[0], &fake_modules[ALPHA]);
    cr_assert_eq(found[1], &fake_modules[GAMMA]);
}

Test(registry, a_target_is_a_module_or_a_capabilitys_first_running_provider)
{
    fake_provide(BETA, STORAGE);
    fake_provide(GAMMA, STORAGE);
    cr_assert_eq(hx_registry_find_target("storage"), &fake_modules[BETA],
                 "none is Running: the first");
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(hx_registry_find_target("storage"), &fake_modules[GAMMA]);
    cr_assert_eq(hx_registry_find_target("beta"), &fake_modules[BETA]);
    cr_assert_null(hx_registry_find_target("clock"), "nobody provides it");
    cr_assert_null(hx_registry_find_target("unheard-of"));
}

Test(registry, names_of_states)
{
    static const char *const names[] = {"Registered",   "Loading",   "Loaded",
                                        "Initializing", "Running",   "Stopping",
                                        "Stopped",      "Unloading", "Error"};

    for (unsigned i = 0; i < HX_COUNT_OF(names); i++)
        cr_assert_str_eq(hx_module_state_name((enum hx_module_state)i), names[i]);
    cr_assert_str_eq(hx_module_state_name((enum hx_module_state)9), "?");
    cr_assert_eq(hx_module_state_of(&fake_modules[ALPHA]), HX_STATE_REGISTERED);
}

Test(registry, names_of_flags)
{
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_ESSENTIAL), "ESSENTIAL");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_HOT_RELOADABLE), "HOT_RELOADABLE");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_USERSPACE), "USERSPACE");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_DRIVER), "DRIVER");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_FILESYSTEM), "FILESYSTEM");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_SCHEDULER), "SCHEDULER");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_ALLOCATOR), "ALLOCATOR");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_SECURITY), "SECURITY");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_EXPERIMENTAL), "EXPERIMENTAL");
    cr_assert_str_eq(hx_module_flag_name(HX_FLAG_DEPRECATED), "DEPRECATED");
    cr_assert_null(hx_module_flag_name(0));
    cr_assert_null(hx_module_flag_name(1u << 10));
    cr_assert_null(hx_module_flag_name(HX_FLAG_DRIVER | HX_FLAG_USERSPACE));
}
