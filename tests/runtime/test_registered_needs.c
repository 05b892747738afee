/* SPDX-License-Identifier: MIT */
/* Modules of the image beside registered ones, while the kernel runs. */
#include "fake_dynamic.h"
#include "fake_health.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/work.h>

#include <criterion/criterion.h>

TestSuite(registered_needs, .init = fake_health_init);

static bool net_is_sick;

static void reset(void)
{
}

static hx_status init(const struct hx_context *ctx)
{
    (void)ctx;
    return HX_OK;
}

static hx_status start(void)
{
    return HX_OK;
}

static hx_status stop(void)
{
    fake_note("stop", "net");
    return HX_OK;
}

static bool is_healthy(void)
{
    return !net_is_sick;
}

static const struct hx_module_ops net_ops = {
    .reset = reset,
    .init = init,
    .start = start,
    .stop = stop,
    .is_healthy = is_healthy,
};

static bool released;

static void release(struct hx_registration *room)
{
    (void)room;
    released = true;
}

static struct fake_dynamic *new_net(void)
{
    struct fake_dynamic *net = fake_new("net", HX_VERSION(1, 0, 0));

    net->module.ops = &net_ops;
    net->room.release = release;
    return net;
}

static void do_nothing(void *arg)
{
    (void)arg;
}

Test(registered_needs, nothing_is_taken_once_another_cpu_has_unregistered_it)
{
    static struct hx_work work;
    struct fake_dynamic *net = new_net();

    fake_boot();
    hx_loop_step();
    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    fake_cpu = 1;
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_eq(hx_work_post(net->module.context, &work, do_nothing, NULL),
                 HX_ERR_NOT_RUNNING);
    fake_cpu = 0;
    hx_loop_step();
    cr_assert(released);
}

Test(registered_needs, what_it_holds_keeps_another_cpu_from_unregistering_it)
{
    static struct hx_work work;
    struct fake_dynamic *net = new_net();

    fake_boot();
    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_work_post(net->module.context, &work, do_nothing, NULL), HX_OK);
    fake_cpu = 1;
    cr_assert_eq(hx_registry_unregister(net->id), HX_ERR_BUSY);
    fake_cpu = 0;
    cr_assert(hx_work_cancel(&work));
    cr_assert_eq(hx_work_post(net->module.context, &work, do_nothing, NULL), HX_OK,
                 "a refusal changes nothing");
    cr_assert_eq(hx_registry_unregister(net->id), HX_OK);
    cr_assert_not(hx_work_cancel(&work), "given back");
}

static struct fake_dynamic *held;
static bool released_in_hook;

/* As another CPU would do it, between a look-up of the hook's and the end of it. */
static void unregister_elsewhere(void)
{
    held = new_net();
    fake_must_register(held);
    fake_cpu = 1;
    cr_assert_eq(hx_registry_unregister(held->id), HX_OK);
    fake_cpu = 0;
    released_in_hook = released;
}

Test(registered_needs, what_a_hook_looks_up_at_boot_stays)
{
    fake_scripts[BETA].in_start = unregister_elsewhere;
    fake_boot();
    cr_assert_not_null(held);
    cr_assert_not(released_in_hook);
    hx_loop_step();
    cr_assert(released);
}

/* Delta of the image requires "storage", which at last only net has. */
static struct fake_dynamic *boot_with_storage_of_net(void)
{
    struct fake_dynamic *net;

    fake_provide(BETA, STORAGE);
    fake_depend(DELTA, (struct hx_dependency){.name = "storage",
                                              .highest = UINT64_MAX,
                                              .capability = true});
    fake_boot();
    net = new_net();
    fake_provides(net, "storage");
    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&net->module), HX_ERR_BUSY);
    (void)fake_journal();
    return net;
}

Test(registered_needs, an_ill_one_stops_behind_its_users_in_the_image)
{
    const struct fake_dynamic *net = boot_with_storage_of_net();

    net_is_sick = true;
    cr_assert_str_eq(fake_run_until(100), "stop delta, stop net");
    cr_assert_eq(hx_module_state_of(&net->module), HX_STATE_ERROR);
    cr_assert_eq(hx_module_state_of(&fake_modules[DELTA]), HX_STATE_STOPPED);
}

Test(registered_needs, at_the_end_it_stops_behind_its_users_in_the_image)
{
    (void)boot_with_storage_of_net();
    cr_assert_eq(hx_boot_stop(), 0);
    cr_assert_str_eq(
        fake_journal(),
        "stop delta, stop net, stop shell, stop epsilon, stop gamma, stop alpha");
}
