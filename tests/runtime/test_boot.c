/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/lifecycle.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(boot, .init = fake_image_init);

static void boot(void)
{
    hx_boot_init();
    hx_boot_start();
}

static void stop(void)
{
    hx_boot_stop();
}

#define LINES(line) fake_console_lines("helix: " line)

Test(boot, up_in_order_and_down_in_reverse)
{
    boot();
    cr_assert_eq(hx_boot_stop(), 0);
    cr_assert_str_eq(
        fake_journal(),
        "reset alpha, init alpha, reset beta, init beta, reset gamma, init gamma, "
        "reset delta, init delta, reset epsilon, init epsilon, reset shell, init shell, "
        "start alpha, start beta, start gamma, start delta, start epsilon, start shell, "
        "stop shell, stop epsilon, stop delta, stop gamma, stop beta, stop alpha");
    cr_assert_str_eq(fake_console(), "helix: init alpha 1.0.0 ok\n"
                                     "helix: init beta 1.2.3 ok\n"
                                     "helix: init gamma 2.0.0 ok\n"
                                     "helix: init delta 0.1.0 ok\n"
                                     "helix: init epsilon 3.1.4 ok\n"
                                     "helix: init shell 1.0.0 ok\n"
                                     "helix: start alpha 1.0.0 ok\n"
                                     "helix: start beta 1.2.3 ok\n"
                                     "helix: start gamma 2.0.0 ok\n"
                                     "helix: start delta 0.1.0 ok\n"
                                     "helix: start epsilon 3.1.4 ok\n"
                                     "helix: start shell 1.0.0 ok\n"
                                     "helix: stop shell 1.0.0 ok\n"
                                     "helix: stop epsilon 3.1.4 ok\n"
                                     "helix: stop delta 0.1.0 ok\n"
                                     "helix: stop gamma 2.0.0 ok\n"
                                     "helix: stop beta 1.2.3 ok\n"
                                     "helix: stop alpha 1.0.0 ok\n");
    cr_assert_eq(hx_boot_failed_count(), 0);
}

Test(boot, ids_are_positions)
{
    boot();
    for (uint32_t id = 0; id < FAKE_MODULE_COUNT; id++)
        cr_assert_eq(fake_controls[id].id, id);
}

Test(boot, a_failure_skips_dependents_of_dependents_and_nobody_else)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_scripts[BETA].detail = "no device";
    boot();
    cr_assert_eq(LINES("init beta 1.2.3 failed: HX_ERR_INIT: no device"), 1);
    cr_assert_eq(LINES("skip gamma 2.0.0: needs beta"), 1);
    cr_assert_eq(LINES("skip delta 0.1.0: needs gamma"), 1);
    cr_assert_str_eq(fake_journal(),
                     "reset alpha, init alpha, reset beta, init beta, "
                     "reset epsilon, init epsilon, reset shell, init shell, "
                     "start alpha, start epsilon, start shell");
    cr_assert_eq(hx_boot_failed_count(), 3);
    cr_assert_eq(fake_controls[BETA].state, HX_STATE_ERROR);
    cr_assert_eq(fake_controls[GAMMA].state, HX_STATE_REGISTERED);
    cr_assert_eq(fake_controls[GAMMA].status, HX_ERR_DEPENDENCY);
}

Test(boot, a_failure_without_a_reason_prints_its_text)
{
    fake_scripts[BETA].init = HX_ERR_BUSY;
    (void)hx_fail(HX_ERR_BUSY, "somebody else's");
    boot();
    cr_assert_eq(LINES("init beta 1.2.3 failed: HX_ERR_BUSY: in use"), 1);
}

Test(boot, a_failed_start_skips_what_was_loaded_already)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_scripts[BETA].start = HX_ERR_TIMEOUT;
    boot();
    cr_assert_eq(LINES("init gamma 2.0.0 ok"), 1);
    cr_assert_eq(LINES("start beta 1.2.3 failed: HX_ERR_TIMEOUT: deadline passed"), 1);
    cr_assert_eq(LINES("skip gamma 2.0.0: needs beta"), 1);
    cr_assert_eq(LINES("skip delta 0.1.0: needs gamma"), 1);
    cr_assert(strstr(fake_journal(), "start gamma") == NULL);
    cr_assert_eq(hx_boot_failed_count(), 3);
    cr_assert_eq(fake_controls[GAMMA].state, HX_STATE_LOADED);
    cr_assert_eq(fake_slots[GAMMA].ops, fake_disk.absent_ops, "nobody may call it");
}

Test(boot, a_skipped_module_that_comes_up_later_counts_no_more)
{
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].start = HX_ERR_TIMEOUT;
    boot();
    cr_assert_eq(hx_boot_failed_count(), 2);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[GAMMA]), HX_OK);
    cr_assert_eq(hx_boot_failed_count(), 1);
    cr_assert_eq(fake_controls[GAMMA].status, HX_OK);
    cr_assert_neq(fake_slots[GAMMA].ops, fake_disk.absent_ops);
}

Test(boot, a_failure_in_start_is_one_line_only)
{
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("skip gamma 2.0.0: needs beta"), 1);
    cr_assert(strstr(fake_console(), "start beta") == NULL);
}

Test(boot, only_running_modules_are_stopped)
{
    fake_require(DELTA, GAMMA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    boot();
    fake_journal();
    cr_assert_eq(hx_boot_stop(), 0);
    cr_assert_str_eq(fake_journal(), "stop shell, stop epsilon, stop alpha");
}

Test(boot, one_failure_to_stop_does_not_keep_the_others)
{
    fake_scripts[EPSILON].stop = HX_ERR_TIMEOUT;
    fake_scripts[EPSILON].detail = "stuck";
    fake_scripts[BETA].stop = HX_ERR_BUSY;
    boot();
    fake_journal();
    cr_assert_eq(hx_boot_stop(), 2);
    cr_assert_str_eq(fake_journal(), "stop shell, stop epsilon, stop delta, "
                                     "stop gamma, stop beta, stop alpha");
    cr_assert_eq(LINES("stop epsilon 3.1.4 failed: HX_ERR_TIMEOUT: stuck"), 1);
}

/* --- Dependencies -------------------------------------------------------------- */

Test(boot, an_optional_dependency_that_fails_or_is_absent_hurts_nobody)
{
    fake_depend(GAMMA, (struct hx_dependency){.name = "beta",
                                              .highest = HX_VERSION_MAX,
                                              .optional = true});
    fake_depend(GAMMA, (struct hx_dependency){.name = "unheard-of",
                                              .highest = HX_VERSION_MAX,
                                              .optional = true});
    fake_bind(GAMMA, (struct hx_binding){.interface = &fake_audio, .optional = true});
    fake_scripts[BETA].init = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("start gamma 2.0.0 ok"), 1);
    cr_assert_eq(hx_boot_failed_count(), 1);
}

Test(boot, a_required_dependency_that_is_not_in_the_image)
{
    fake_depend(
        GAMMA, (struct hx_dependency){.name = "unheard-of", .highest = HX_VERSION_MAX});
    boot();
    cr_assert_eq(LINES("skip gamma 2.0.0: needs unheard-of"), 1);
}

/* The crate that came before refused every dependency at 1.0.0 or more. */
Test(boot, versions_fit_from_lowest_to_highest)
{
    static const struct {
        hx_version lowest;
        hx_version highest;
        bool fits; /* beta is 1.2.3 */
    } cases[] = {
        {0, HX_VERSION_MAX, true},
        {HX_VERSION(1, 0, 0), HX_VERSION(1, 65535, 65535), true},
        {HX_VERSION(1, 2, 3), HX_VERSION(1, 2, 3), true},
        {HX_VERSION(1, 2, 4), HX_VERSION_MAX, false},
        {0, HX_VERSION(1, 2, 2), false},
        {HX_VERSION(2, 0, 0), HX_VERSION_MAX, false},
        {0, HX_VERSION(0, 65535, 65535), false},
        {HX_VERSION(1, 0, 10), HX_VERSION(1, 10, 0), true},
    };

    for (size_t i = 0; i < HX_COUNT_OF(cases); i++) {
        memset(fake_controls, 0, sizeof(fake_controls));
        fake_infos[GAMMA].dependency_count = 0;
        fake_depend(GAMMA, (struct hx_dependency){.name = "beta",
                                                  .lowest = cases[i].lowest,
                                                  .highest = cases[i].highest});
        boot();
        cr_assert_eq(fake_controls[GAMMA].state == HX_STATE_RUNNING, cases[i].fits,
                     "case %zu", i);
    }
}

static void need_storage(hx_version lowest)
{
    fake_provide(ALPHA, STORAGE); /* 1.0.0 */
    fake_provide(BETA, STORAGE);  /* 1.2.3 */
    fake_depend(GAMMA, (struct hx_dependency){.name = "storage",
                                              .lowest = lowest,
                                              .highest = HX_VERSION_MAX,
                                              .capability = true});
}

Test(boot, a_capability_is_met_by_any_provider)
{
    need_storage(0);
    fake_scripts[ALPHA].init = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("start gamma 2.0.0 ok"), 1);
}

Test(boot, a_capability_is_met_by_a_provider_that_started)
{
    need_storage(0);
    fake_scripts[ALPHA].init = HX_ERR_INIT;
    fake_scripts[BETA].start = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("init gamma 2.0.0 ok"), 1);
    cr_assert_eq(LINES("skip gamma 2.0.0: needs storage"), 1);
}

Test(boot, a_capability_is_met_by_its_providers_version)
{
    need_storage(HX_VERSION(1, 1, 0));
    fake_scripts[BETA].init = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("skip gamma 2.0.0: needs storage"), 1, "alpha is 1.0.0");
}

Test(boot, a_capability_that_nobody_provides)
{
    fake_depend(GAMMA, (struct hx_dependency){.name = "clock",
                                              .highest = HX_VERSION_MAX,
                                              .capability = true});
    boot();
    cr_assert_eq(LINES("skip gamma 2.0.0: needs clock"), 1);
}

Test(boot, a_used_interface_needs_its_provider)
{
    fake_bind(DELTA, (struct hx_binding){.interface = &fake_disk,
                                         .provider = &fake_modules[GAMMA]});
    fake_bind(EPSILON, (struct hx_binding){.interface = &fake_audio});
    fake_scripts[GAMMA].init = HX_ERR_INIT;
    boot();
    cr_assert_eq(LINES("skip delta 0.1.0: needs gamma"), 1);
    cr_assert_eq(LINES("skip epsilon 3.1.4: needs helix.audio"), 1);
}

/* --- ESSENTIAL ----------------------------------------------------------------- */

#define PANIC "panic essential module 'beta' failed in "

Test(boot, an_essential_module_that_fails_in_init_is_a_panic)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_scripts[BETA].detail = "no device";
    cr_assert_eq(fake_machine_run(boot), 2);
    cr_assert_eq(LINES("init beta 1.2.3 failed: HX_ERR_INIT: no device"), 1);
    cr_assert_eq(LINES(PANIC "init: HX_ERR_INIT: no device"), 1);
    cr_assert_str_eq(fake_journal(), "reset alpha, init alpha, reset beta, init beta");
}

Test(boot, an_essential_module_that_fails_in_start_is_a_panic)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL | HX_FLAG_DRIVER;
    fake_scripts[BETA].start = HX_ERR_BUSY;
    cr_assert_eq(fake_machine_run(boot), 2);
    cr_assert_eq(LINES(PANIC "start: HX_ERR_BUSY: in use"), 1);
}

Test(boot, an_essential_module_that_is_skipped_is_a_panic)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_require(BETA, ALPHA);
    fake_scripts[ALPHA].init = HX_ERR_INIT;
    cr_assert_eq(fake_machine_run(boot), 2);
    cr_assert_eq(LINES("skip beta 1.2.3: needs alpha"), 1);
    cr_assert_eq(LINES(PANIC "init: HX_ERR_DEPENDENCY: needs alpha"), 1);
}

Test(boot, an_essential_module_that_is_skipped_in_start_is_a_panic)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_require(BETA, ALPHA);
    fake_scripts[ALPHA].start = HX_ERR_INIT;
    cr_assert_eq(fake_machine_run(boot), 2);
    cr_assert_eq(LINES(PANIC "start: HX_ERR_DEPENDENCY: needs alpha"), 1);
}

Test(boot, an_essential_module_that_fails_to_stop_is_a_panic_after_the_others)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    fake_scripts[BETA].detail = "stuck";
    fake_scripts[ALPHA].stop = HX_ERR_TIMEOUT;
    fake_scripts[ALPHA].detail = "stuck as well";
    boot();
    fake_journal();
    cr_assert_eq(fake_machine_run(stop), 2);
    cr_assert_eq(LINES(PANIC "stop: HX_ERR_TIMEOUT: stuck"), 1);
    cr_assert_str_eq(fake_journal(), "stop shell, stop epsilon, stop delta, "
                                     "stop gamma, stop beta, stop alpha");
}

Test(boot, of_two_essential_modules_that_fail_to_stop_the_first_is_named)
{
    fake_infos[ALPHA].flags = HX_FLAG_ESSENTIAL;
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_scripts[ALPHA].stop = HX_ERR_BUSY;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    boot();
    cr_assert_eq(fake_machine_run(stop), 2);
    cr_assert_eq(LINES(PANIC "stop: HX_ERR_TIMEOUT: deadline passed"), 1);
    cr_assert_eq(LINES("stop alpha 1.0.0 failed: HX_ERR_BUSY: in use"), 1);
}
