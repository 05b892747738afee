/* SPDX-License-Identifier: MIT */
/* A runtime with faults injected into it: what fails, what is called, what is told. */
#include "../../runtime/event_receiver.h"
#include "../../runtime/faults/faults.h"
#include "../../runtime/resource.h"
#include "fake_image.h"
#include "fake_port.h"

#include <helix/change.h>
#include <helix/health.h>
#include <helix/irq.h>
#include <helix/listener.h>
#include <helix/main.h>
#include <helix/request.h>
#include <helix/timer.h>
#include <helix/work.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(faults, .init = fake_image_init);

static bool is_well = true;

static bool is_healthy(void)
{
    fake_note("health", "beta");
    return is_well;
}

static uint64_t restart_times[2];
static struct hx_restart_record restart_record;
static struct hx_restart restart_policy = {
    .max = 2,
    .window_ms = 60000,
    .backoff_ms = 30,
    .record = &restart_record,
    .times_ns = restart_times,
};

static void watch_beta(void)
{
    fake_ops[BETA].is_healthy = is_healthy;
    fake_modules[BETA].restart = &restart_policy;
    fake_image.health = &hx_health_source;
    fake_image.health_ms = 20;
}

static int run(uint32_t module, enum hx_fault_hook hook, uint32_t part)
{
    fake_image.run_ms = 10000;
    fake_image.health_ms = 20;
    hx_fault_case = (struct hx_fault_case){
        .module = module,
        .hook = hook,
        .part = part,
        .patience_ms = 100,
    };
    return fake_machine_run(hx_main);
}

static void expect_line(const char *line)
{
    cr_assert_eq(fake_console_lines(line), 1, "'%s' in\n%s", line, fake_console());
}

static void expect_call(const char *call)
{
    const char *journal = fake_journal();

    cr_assert(strstr(journal, call) != NULL, "'%s' in %s", call, journal);
}

Test(faults, where_nothing_fails_everything_is_called_and_it_ends_by_itself)
{
    const char *journal;

    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(BETA, HX_EVENT_MEMORY_PRESSURE);
    fake_subscribe(GAMMA, HX_EVENT_CPU_HOTPLUG);
    fake_subscribe(DELTA, HX_EVENT_CUSTOM);
    fake_subscribe_name(EPSILON, DISK_IDLE);
    fake_subscribe_name(EPSILON, NET_UP);
    fake_ops[GAMMA].handle_request = NULL;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 0);
    expect_line("faults: fired=0 leaks=0");
    expect_line("helix: halt status=0");
    journal = fake_journal();
    cr_assert(strstr(journal, "start shell, event alpha, event beta, event beta, "
                              "event gamma, event delta, event epsilon, event epsilon, "
                              "request alpha, request beta, request delta") != NULL,
              "%s", journal);
    /* Sixty milliseconds without anything, with a tick each ten. */
    cr_assert_eq(fake_idle_count, 6);
}

Test(faults, init_fails_although_it_was_good)
{
    cr_assert_eq(run(BETA, HX_FAULT_INIT, 0), 1);
    expect_line("helix: init beta 1.2.3 failed: HX_ERR_INTERNAL: fault injection");
    expect_line("faults: fired=1 leaks=0");
    expect_call("init beta, ");
}

Test(faults, a_start_that_fails)
{
    cr_assert_eq(run(BETA, HX_FAULT_START, 0), 1);
    expect_line("helix: start beta 1.2.3 failed: HX_ERR_INTERNAL: fault injection");
}

Test(faults, a_stop_that_fails)
{
    cr_assert_eq(run(SHELL, HX_FAULT_STOP, 0), 1);
    expect_line("helix: stop shell 1.0.0 failed: HX_ERR_INTERNAL: fault injection");
    expect_line("faults: fired=1 leaks=0");
}

Test(faults, a_panic_is_accounted_for)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    cr_assert_eq(run(BETA, HX_FAULT_START, 0), 2);
    cr_assert(strstr(fake_console(),
                     "faults: fired=1 leaks=0\nhelix: panic essential module 'beta' "
                     "failed in start: HX_ERR_INTERNAL: fault injection\n") != NULL);
}

Test(faults, one_event_of_one_module_fails_once)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(BETA, HX_EVENT_TICK);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_TICK), 0);
    expect_line("[error] beta: event tick: fault injection");
    expect_line("faults: fired=1 leaks=0");
}

static struct hx_listener listener;

static enum hx_event_response hear(void *arg, const struct hx_event *event)
{
    (void)arg;
    (void)event;
    return HX_EVENT_HANDLED;
}

static void subscribe_alpha(void)
{
    cr_assert_eq(hx_event_subscribe(&fake_contexts[ALPHA], &listener, HX_EVENT_TICK,
                                    NULL, hear, NULL),
                 HX_OK);
}

Test(faults, an_event_fails_also_where_somebody_has_subscribed_beside_his_spec)
{
    fake_scripts[ALPHA].in_start = subscribe_alpha;
    fake_subscribe(BETA, HX_EVENT_TICK);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_TICK), 0);
    expect_line("[error] beta: event tick: fault injection");
    expect_line("faults: fired=1 leaks=0");
}

Test(faults, shutdown_comes_once_and_at_the_end)
{
    fake_subscribe(BETA, HX_EVENT_SHUTDOWN);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_SHUTDOWN), 0);
    expect_line("[error] beta: event shutdown: fault injection");
    expect_call("event beta, stop shell");
}

Test(faults, a_custom_event_is_meant_by_its_place_in_the_image)
{
    uint32_t index = hx_hash_find(&fake_image.events, "net.up");

    fake_subscribe_name(BETA, DISK_IDLE);
    fake_subscribe_name(BETA, NET_UP);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_KIND_COUNT + index), 0);
    expect_line("[error] beta: event net.up: fault injection");
}

Test(faults, any_other_custom_event_is_meant_by_its_kind)
{
    fake_subscribe(BETA, HX_EVENT_CUSTOM);
    fake_subscribe_name(BETA, NET_UP);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_CUSTOM), 0);
    expect_line("[error] beta: event faults.unlisted: fault injection");
}

static void publish_net_up(void)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = "net.up";
    cr_assert_eq(hx_event_publish(&event), HX_OK);
}

Test(faults, an_event_of_the_boot_does_not_fail)
{
    uint32_t index = hx_hash_find(&fake_image.events, "net.up");

    fake_scripts[SHELL].in_start = publish_net_up;
    fake_subscribe_name(BETA, NET_UP);
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_KIND_COUNT + index), 0);
    cr_assert(strstr(fake_console(),
                     "helix: ready modules=6 failed=0\n"
                     "[error] beta: event net.up: fault injection\n") != NULL);
}

static const char *const types[] = {"read", "write"};

static hx_status answer(const struct hx_request *request, struct hx_response *response)
{
    fake_note("asked for", request->type);
    return hx_respond(response, "yes", 3);
}

Test(faults, one_request_of_one_module_fails_once)
{
    fake_modules[BETA].request_types = types;
    fake_modules[BETA].request_type_count = HX_COUNT_OF(types);
    fake_scripts[BETA].request = answer;
    cr_assert_eq(run(BETA, HX_FAULT_REQUEST, 1), 0);
    expect_line("faults: request beta write: HX_ERR_INTERNAL: fault injection");
    expect_line("faults: fired=1 leaks=0");
    expect_call("asked for write, request alpha, request beta, asked for read, request "
                "beta, asked for write");
}

Test(faults, any_request_fails_of_a_module_that_looks_at_each)
{
    fake_scripts[GAMMA].request = answer;
    cr_assert_eq(run(GAMMA, HX_FAULT_REQUEST, 0), 0);
    expect_line(
        "faults: request gamma faults.unlisted: HX_ERR_INTERNAL: fault injection");
}

Test(faults, a_request_that_nobody_has_is_not_made)
{
    fake_modules[BETA].request_types = types;
    fake_modules[BETA].request_type_count = HX_COUNT_OF(types);
    cr_assert_eq(run(BETA, HX_FAULT_REQUEST, 2), 0);
    expect_line("faults: fired=0 leaks=0");
}

Test(faults, a_module_falls_ill_and_its_restart_is_waited_for)
{
    watch_beta();
    cr_assert_eq(run(BETA, HX_FAULT_HEALTH, 0), 0);
    expect_line("helix: unhealthy beta 1.2.3: HX_ERR_INTERNAL: fault injection");
    expect_line("helix: restart beta 1.2.3 in 30 ms, 1 of 2");
    cr_assert_eq(fake_console_lines("helix: start beta 1.2.3 ok"), 2);
    expect_line("faults: fired=1 leaks=0");
}

static bool ask_and_stand_still(void)
{
    static unsigned round;
    bool found = hx_health_source.run();

    if (++round == 2)
        fake_time_ns += 100000000;
    return found;
}

Test(faults, a_machine_that_stands_still_behind_a_look_at_the_clock_misses_nothing)
{
    static struct hx_loop_source source;

    watch_beta();
    source.run = ask_and_stand_still;
    source.is_pending = hx_health_source.is_pending;
    fake_image.health = &source;
    cr_assert_eq(run(BETA, HX_FAULT_HEALTH, 0), 0);
    cr_assert_eq(fake_console_lines("helix: start beta 1.2.3 ok"), 2);
    expect_line("faults: fired=1 leaks=0");
}

Test(faults, a_restart_that_is_too_far_away_is_not_waited_for)
{
    watch_beta();
    restart_policy.backoff_ms = 101;
    cr_assert_eq(run(BETA, HX_FAULT_HEALTH, 0), 1);
    expect_line("helix: restart beta 1.2.3 in 101 ms, 1 of 2");
    cr_assert_eq(fake_console_lines("helix: start beta 1.2.3 ok"), 1);
    expect_line("faults: fired=1 leaks=0");
}

Test(faults, a_module_that_is_ill_by_itself_is_no_injected_failure)
{
    watch_beta();
    is_well = false;
    cr_assert_eq(run(BETA, HX_FAULT_HEALTH, 0), 1);
    expect_line("helix: unhealthy beta 1.2.3: HX_ERR_INTERNAL: fault injection");
    cr_assert_eq(
        fake_console_lines(
            "helix: unhealthy beta 1.2.3: HX_ERR_INTERNAL: is_healthy said no"),
        2);
    expect_line("helix: gave up beta 1.2.3: 2 restarts within 60000 ms");
}

/* As if the walk had ended with the first failure. */
static enum hx_event_response end_walk(const struct hx_event *event)
{
    (void)event;
    fake_controls[GAMMA].state = HX_STATE_LOADED;
    return HX_EVENT_HANDLED;
}

Test(faults, a_listener_that_is_not_told_is_told_of)
{
    fake_subscribe(ALPHA, HX_EVENT_CPU_HOTPLUG);
    fake_subscribe(BETA, HX_EVENT_CPU_HOTPLUG);
    fake_subscribe(GAMMA, HX_EVENT_CPU_HOTPLUG);
    fake_scripts[BETA].event = end_walk;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 0);
    expect_line("faults: event cpu_hotplug: 2 of 3 were told");
}

static void forget_error(void)
{
    cr_assert_eq(fake_controls[BETA].event_errors, 1);
    fake_controls[BETA].event_errors = 0;
}

Test(faults, a_failed_handler_that_is_not_counted_is_told)
{
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_scripts[ALPHA].in_stop = forget_error;
    cr_assert_eq(run(BETA, HX_FAULT_EVENT, HX_EVENT_TICK), 0);
    expect_line("faults: beta 1.2.3 is Stopped, and the failure of its handler was not "
                "counted");
}

/* What a broken runtime would leave behind, put there by the last `stop`. */
static void expect_leak(void (*put)(void), const char *line)
{
    fake_scripts[ALPHA].in_stop = put;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 0);
    expect_line(line);
    cr_assert(strstr(fake_console(), "faults: fired=0 leaks=0") == NULL);
}

static const struct hx_resource_kind thing = {.name = "thing"};
static struct hx_resource resource = {.kind = &thing};

static void put_resource(void)
{
    fake_controls[BETA].taken = &resource;
}

Test(faults, a_stopped_module_that_holds_something_is_told)
{
    expect_leak(put_resource, "faults: beta 1.2.3 is Stopped, and holds: thing");
}

Test(faults, what_its_init_has_taken_may_stay)
{
    resource.lasting = true;
    fake_scripts[ALPHA].in_stop = put_resource;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 0);
    expect_line("faults: fired=0 leaks=0");
}

Test(faults, but_not_of_a_module_that_has_failed)
{
    resource.lasting = true;
    fake_scripts[BETA].stop = HX_ERR_INIT;
    fake_scripts[ALPHA].in_stop = put_resource;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 1);
    expect_line("faults: beta 1.2.3 is Error, and holds: thing");
    expect_line("faults: fired=0 leaks=1");
}

Test(faults, nor_of_one_that_never_came_up)
{
    resource.lasting = true;
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_controls[GAMMA].taken = &resource;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 1);
    expect_line("faults: gamma 2.0.0 is Registered, and holds: thing");
}

static void open_slot(void)
{
    static const struct fake_disk_ops ops;

    fake_slots[BETA].ops = &ops;
}

Test(faults, an_interface_that_is_open_is_told)
{
    expect_leak(open_slot,
                "faults: beta 1.2.3 is Stopped, and can be called through: helix.disk");
}

static void put_hook(void)
{
    fake_controls[BETA].hook_depth = 1;
}

Test(faults, a_hook_that_has_not_returned_is_told)
{
    expect_leak(put_hook,
                "faults: beta 1.2.3 is Stopped, and a hook of it is on the stack");
}

static void put_deferred(void)
{
    fake_controls[BETA].deferred = 1;
}

Test(faults, an_event_that_waits_for_a_hook_is_told)
{
    expect_leak(
        put_deferred,
        "faults: beta 1.2.3 is Stopped, and events wait for a hook of it to return");
}

static void lose(struct hx_resource *lost)
{
    cr_assert_eq(fake_controls[ALPHA].taken, lost);
    fake_controls[ALPHA].taken = NULL;
}

static void never(void *arg)
{
    (void)arg;
}

static struct hx_timer timer;
static struct hx_work work;
static struct hx_change change;

static void start_timer_of_gamma(void)
{
    cr_assert_eq(hx_timer_start(&fake_contexts[GAMMA], &timer, 0, 0, never, NULL),
                 HX_OK);
}

Test(faults, one_that_was_skipped_behind_its_init_keeps_what_lasts)
{
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_scripts[GAMMA].in_init = start_timer_of_gamma;
    cr_assert_eq(run(HX_FAULT_NOBODY, HX_FAULT_INIT, 0), 1);
    expect_line("helix: skip gamma 2.0.0: needs beta");
    expect_line("faults: fired=0 leaks=0");
}

static void lose_timer(void)
{
    cr_assert_eq(hx_timer_start(&fake_contexts[ALPHA], &timer, 0, 0, never, NULL),
                 HX_OK);
    lose(&timer.resource);
}

static void lose_work(void)
{
    cr_assert_eq(hx_work_post(&fake_contexts[ALPHA], &work, never, NULL), HX_OK);
    lose(&work.resource);
}

static void lose_line(void)
{
    cr_assert_eq(hx_irq_attach(&fake_contexts[ALPHA], 3, never, NULL), HX_OK);
    fake_controls[ALPHA].taken = NULL;
}

static void lose_change(void)
{
    cr_assert_eq(hx_change_submit(&fake_contexts[ALPHA], &change, HX_CHANGE_STOP,
                                  "beta", NULL, NULL),
                 HX_OK);
    lose(&change.resource);
}

static void lose_listener(void)
{
    subscribe_alpha();
    lose(&listener.resource);
}

Test(faults, a_timer_whose_owner_has_lost_it_is_told)
{
    expect_leak(lose_timer, "faults: timer: 1 with the runtime, 0 held by modules");
}

Test(faults, work_whose_owner_has_lost_it_is_told)
{
    expect_leak(lose_work, "faults: work: 1 with the runtime, 0 held by modules");
}

Test(faults, a_line_whose_owner_has_lost_it_is_told)
{
    expect_leak(lose_line, "faults: irq: 1 with the runtime, 0 held by modules");
}

Test(faults, a_change_whose_owner_has_lost_it_is_told)
{
    expect_leak(lose_change, "faults: change: 1 with the runtime, 0 held by modules");
}

Test(faults, a_subscription_whose_owner_has_lost_it_is_told)
{
    expect_leak(lose_listener,
                "faults: subscription: 1 with the runtime, 0 held by modules");
}

static void put_publish(void)
{
    hx_event_depth = 1;
}

Test(faults, a_publish_that_has_not_returned_is_told)
{
    expect_leak(put_publish,
                "faults: publish under way: 1 with the runtime, 0 held by modules");
}

static void defer_event(void)
{
    const struct hx_event event = {.kind = HX_EVENT_TICK};
    const struct event_receiver receiver = {&fake_modules[BETA],
                                            fake_ops[BETA].handle_event, NULL};

    cr_assert_eq(hx_event_defer(&receiver, &event), HX_OK);
    fake_controls[BETA].deferred = 0;
}

Test(faults, a_deferred_event_that_nobody_waits_for_is_told)
{
    expect_leak(defer_event,
                "faults: deferred event: 1 with the runtime, 0 held by modules");
}
