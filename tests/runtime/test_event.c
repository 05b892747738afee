/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/request.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(event, .init = fake_image_init);

static const struct hx_event tick = {.kind = HX_EVENT_TICK};

static struct hx_event named(const char *name, const void *data, size_t size)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = name;
    event.custom.data = (struct hx_bytes){data, size};
    return event;
}

static hx_status publish_named(const char *name)
{
    struct hx_event event = named(name, NULL, 0);

    return hx_event_publish(&event);
}

static void subscribe_all(enum hx_event_kind kind)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_subscribe((enum fake_id)id, kind);
}

Test(event, reaches_exactly_its_subscribers_in_start_order)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(DELTA, HX_EVENT_TICK);
    fake_subscribe(BETA, HX_EVENT_SHUTDOWN);
    fake_boot();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_str_eq(fake_journal(), "event alpha, event delta");
}

Test(event, shutdown_goes_in_reverse)
{
    const struct hx_event shutdown = {.kind = HX_EVENT_SHUTDOWN};

    subscribe_all(HX_EVENT_SHUTDOWN);
    fake_boot();
    cr_assert_eq(hx_event_publish(&shutdown), HX_OK);
    cr_assert_str_eq(fake_journal(), "event shell, event epsilon, event delta, "
                                     "event gamma, event beta, event alpha");
}

Test(event, of_every_kind_without_a_listener_is_fine)
{
    fake_boot();
    for (unsigned kind = 0; kind < HX_EVENT_CUSTOM; kind++) {
        struct hx_event event = {.kind = (enum hx_event_kind)kind};

        cr_assert_eq(hx_event_publish(&event), HX_OK);
    }
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_eq(publish_named("unheard.of"), HX_OK);
    cr_assert_str_eq(fake_journal(), "");
}

Test(event, by_name_wins_over_any_custom)
{
    fake_subscribe_name(BETA, DISK_IDLE);
    fake_subscribe(ALPHA, HX_EVENT_CUSTOM);
    fake_boot();
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_str_eq(fake_journal(), "event beta");
    cr_assert_eq(publish_named("unheard.of"), HX_OK);
    cr_assert_str_eq(fake_journal(), "event alpha");
}

static const struct hx_event *seen;

static enum hx_event_response keep(const struct hx_event *event)
{
    seen = event;
    return HX_EVENT_IGNORED;
}

Test(event, the_handler_sees_the_publishers_event)
{
    struct hx_event event = named("disk.idle", "xyz", 3);

    fake_subscribe_name(BETA, DISK_IDLE);
    fake_scripts[BETA].event = keep;
    fake_boot();
    cr_assert_eq(hx_event_publish(&event), HX_OK);
    cr_assert_eq(seen, &event);
}

Test(event, only_running_modules_get_it)
{
    subscribe_all(HX_EVENT_TICK);
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_str_eq(fake_journal(), "");
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[DELTA]), HX_OK);
    fake_journal();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_str_eq(fake_journal(), "event alpha, event epsilon, event shell");
}

static enum hx_event_response fail_with_reason(const struct hx_event *event)
{
    (void)event;
    return hx_event_fail("disk %d is gone", 3);
}

static enum hx_event_response fail_without_reason(const struct hx_event *event)
{
    (void)event;
    return HX_EVENT_ERROR;
}

Test(event, an_error_is_logged_and_counted_and_the_others_run)
{
    subscribe_all(HX_EVENT_TICK);
    fake_scripts[BETA].event = fail_with_reason;
    fake_scripts[GAMMA].event = fail_without_reason;
    fake_boot();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_str_eq(fake_journal(), "event alpha, event beta, event gamma, "
                                     "event delta, event epsilon, event shell");
    cr_assert_str_eq(fake_console(), "[error] beta: event tick: disk 3 is gone\n"
                                     "[error] gamma: event tick: no reason given\n");
    cr_assert_eq(fake_controls[BETA].event_errors, 1);
    cr_assert_eq(fake_controls[GAMMA].event_errors, 1);
    cr_assert_eq(fake_controls[ALPHA].event_errors, 0);
}

/* Says why, and then finds that all is well after all. */
static enum hx_event_response recover(const struct hx_event *event)
{
    (void)event;
    (void)hx_event_fail("disk %d is slow", 3);
    return HX_EVENT_HANDLED;
}

Test(event, a_reason_is_shown_for_its_own_handler_only)
{
    subscribe_all(HX_EVENT_TICK);
    fake_scripts[BETA].event = recover;
    fake_scripts[GAMMA].event = fail_without_reason;
    fake_boot();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_str_eq(fake_console(), "[error] gamma: event tick: no reason given\n");
    cr_assert_eq(fake_controls[BETA].event_errors, 0);
}

/* The same for events that waited. */
static enum hx_event_response recover_then_fail(const struct hx_event *event)
{
    if (strcmp(event->custom.name, "disk.idle") == 0) {
        (void)hx_event_fail("disk %d is slow", 3);
        return publish_named("net.up") == HX_OK ? HX_EVENT_HANDLED : HX_EVENT_ERROR;
    }
    return HX_EVENT_ERROR;
}

Test(event, a_reason_is_not_shown_for_an_event_that_waited)
{
    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe_name(ALPHA, NET_UP);
    fake_scripts[ALPHA].event = recover_then_fail;
    fake_boot();
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_str_eq(fake_console(), "[error] alpha: event net.up: no reason given\n");
}

Test(event, an_error_names_a_custom_event)
{
    fake_subscribe_name(BETA, DISK_IDLE);
    fake_scripts[BETA].event = fail_with_reason;
    fake_boot();
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_str_eq(fake_console(), "[error] beta: event disk.idle: disk 3 is gone\n");
}

Test(event, that_is_none_is_refused)
{
    struct hx_event event = {.kind = (enum hx_event_kind)5};

    subscribe_all(HX_EVENT_CUSTOM);
    fake_boot();
    cr_assert_eq(hx_event_publish(&event), HX_ERR_INVALID);
    cr_assert_eq(hx_event_post(&event), HX_ERR_INVALID);
    cr_assert_eq(hx_event_publish(NULL), HX_ERR_INVALID);
    cr_assert_eq(hx_event_post(NULL), HX_ERR_INVALID);
    event = named(NULL, NULL, 0);
    cr_assert_eq(hx_event_publish(&event), HX_ERR_INVALID);
    cr_assert_eq(hx_event_post(&event), HX_ERR_INVALID);
    event = named("x", NULL, 1);
    cr_assert_eq(hx_event_publish(&event), HX_ERR_INVALID);
    cr_assert_eq(hx_event_post(&event), HX_ERR_INVALID);
    cr_assert_str_eq(fake_journal(), "");
}

Test(event, is_not_published_in_an_interrupt)
{
    subscribe_all(HX_EVENT_TICK);
    fake_boot();
    hx_interrupt_enter();
    cr_assert_eq(hx_event_publish(&tick), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    cr_assert_str_eq(fake_journal(), "");
}

/* --- Events within events ------------------------------------------------------ */

static hx_status inner_status;
static char inner_detail[HX_FAIL_DETAIL_SIZE];

/* Publishes to others; then says that it is done. */
static enum hx_event_response publish_tick(const struct hx_event *event)
{
    (void)event;
    inner_status = hx_event_publish(&tick);
    strcpy(inner_detail, hx_fail_detail(inner_status));
    fake_note("end", "alpha");
    return HX_EVENT_HANDLED;
}

Test(event, a_subscriber_in_a_hook_gets_it_when_the_hook_has_returned)
{
    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_boot();
    /* Alpha's handler for both: the first one publishes a tick, the late one too. */
    fake_scripts[ALPHA].event = publish_tick;
    fake_scripts[BETA].event = NULL;
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert(strncmp(fake_journal(), "event alpha, event beta, end alpha, event alpha",
                      47) == 0);
}

/* A handler that publishes what it listens to must end, and not on the stack's end. */
Test(event, a_module_that_feeds_itself_ends_in_a_cycle)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].event = publish_tick;
    fake_boot();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_eq(inner_status, HX_ERR_CYCLE);
    cr_assert_str_eq(fake_journal(), "event alpha, end alpha, event alpha, end alpha, "
                                     "event alpha, end alpha, event alpha, end alpha, "
                                     "event alpha, end alpha, event alpha, end alpha, "
                                     "event alpha, end alpha, event alpha, end alpha");
    cr_assert_str_eq(inner_detail, "event 'tick': 8 publishes within each other");
    cr_assert_eq(hx_event_publish(&tick), HX_OK, "the depth was given back");
    cr_assert_eq(fake_controls[ALPHA].deferred, 0);
}

static unsigned late_count;
static char late[256];

/* Publishes a, b, c from its own hook, from memory that does not live on. */
static enum hx_event_response publish_several(const struct hx_event *event)
{
    if (strcmp(event->custom.name, "disk.idle") == 0) {
        for (char letter = 'a'; letter <= 'c'; letter++) {
            char name[] = "net.up";
            char data[1] = {letter};
            struct hx_event inner = named(name, data, 1);

            cr_assert_eq(hx_event_publish(&inner), HX_OK);
            name[0] = data[0] = 'X';
        }
        cr_assert_eq(late_count, 0);
        return HX_EVENT_HANDLED;
    }
    cr_assert_str_eq(event->custom.name, "net.up");
    cr_assert_eq(event->custom.data.size, 1);
    late[late_count++] = *(const char *)event->custom.data.data;
    return HX_EVENT_HANDLED;
}

Test(event, late_events_are_copies_and_keep_their_order)
{
    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe_name(ALPHA, NET_UP);
    fake_scripts[ALPHA].event = publish_several;
    fake_boot();
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_str_eq(late, "abc");
}

static size_t inner_name_size;
static size_t inner_data_size;

static hx_status publish_sized(const struct hx_request *request,
                               struct hx_response *response)
{
    char name[64];
    char data[128] = {0};
    struct hx_event event = named(name, data, inner_data_size);

    (void)request;
    (void)response;
    memset(name, 'n', sizeof(name));
    name[inner_name_size] = '\0';
    inner_status = hx_event_publish(&event);
    return HX_OK;
}

static void ask_alpha(void)
{
    struct hx_response response = {.success = false};

    cr_assert_eq(
        hx_request_service(NULL, "alpha", &(struct hx_request){.type = "x"}, &response),
        HX_OK);
}

Test(event, a_late_event_has_the_limits_of_a_copy)
{
    fake_subscribe(ALPHA, HX_EVENT_CUSTOM);
    fake_subscribe(BETA, HX_EVENT_CUSTOM);
    fake_scripts[ALPHA].request = publish_sized;
    fake_boot();
    inner_name_size = HX_EVENT_NAME_MAX;
    inner_data_size = HX_EVENT_DATA_MAX;
    ask_alpha();
    cr_assert_eq(inner_status, HX_OK);
    cr_assert_str_eq(fake_journal(), "request alpha, event beta, event alpha");

    inner_name_size++;
    ask_alpha();
    cr_assert_eq(inner_status, HX_ERR_NO_SPACE);
    cr_assert_str_eq(fake_journal(), "request alpha, event beta", "others get it");

    inner_name_size--;
    inner_data_size++;
    ask_alpha();
    cr_assert_eq(inner_status, HX_ERR_NO_SPACE);
    cr_assert_str_eq(fake_journal(), "request alpha, event beta");
}

static hx_status publish_too_many(const struct hx_request *request,
                                  struct hx_response *response)
{
    (void)request;
    (void)response;
    for (unsigned i = 0; i < HX_EVENT_DEFERRED_MAX; i++)
        cr_assert_eq(hx_event_publish(&tick), HX_OK);
    inner_status = hx_event_publish(&tick);
    return HX_OK;
}

Test(event, more_late_events_than_there_is_room_for)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].request = publish_too_many;
    fake_boot();
    for (unsigned round = 0; round < 20; round++) {
        unsigned count = 0;

        ask_alpha();
        cr_assert_eq(inner_status, HX_ERR_NO_SPACE);
        for (const char *at = fake_journal(); (at = strstr(at, "event")) != NULL; at++)
            count++;
        cr_assert_eq(count, HX_EVENT_DEFERRED_MAX, "round %u", round);
    }
}

static hx_status publish_and_fail(const struct hx_request *request,
                                  struct hx_response *response)
{
    (void)request;
    (void)response;
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    return hx_fail(HX_ERR_DENIED, "the hook's own");
}

Test(event, what_runs_late_leaves_the_hooks_detail_alone)
{
    struct hx_response response = {.success = false};

    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].request = publish_and_fail;
    fake_scripts[ALPHA].event = fail_with_reason;
    fake_boot();
    cr_assert_eq(
        hx_request_service(NULL, "alpha", &(struct hx_request){.type = "x"}, &response),
        HX_ERR_DENIED);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_DENIED), "the hook's own");
    cr_assert_str_eq(fake_console(), "[error] alpha: event tick: disk 3 is gone\n");
}

/* Beta listens to what alpha publishes and the other way round. */
static enum hx_event_response ping(const struct hx_event *event)
{
    (void)event;
    inner_status = publish_named("net.up");
    return HX_EVENT_HANDLED;
}

static enum hx_event_response pong(const struct hx_event *event)
{
    hx_status status = publish_named("disk.idle");

    (void)event;
    if (inner_status == HX_OK)
        inner_status = status;
    return HX_EVENT_HANDLED;
}

Test(event, two_modules_that_feed_each_other_end_in_a_cycle)
{
    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe_name(BETA, NET_UP);
    fake_scripts[ALPHA].event = ping;
    fake_scripts[BETA].event = pong;
    fake_boot();
    cr_assert_eq(publish_named("disk.idle"), HX_OK);
    cr_assert_str_eq(fake_journal(),
                     "event alpha, event beta, event alpha, event beta, "
                     "event alpha, event beta, event alpha, event beta");
}

static void publish_in_hook(void)
{
    inner_status = hx_event_publish(&tick);
}

Test(event, a_module_that_is_not_running_yet_is_no_subscriber)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].in_start = publish_in_hook;
    fake_scripts[ALPHA].in_stop = publish_in_hook;
    cr_assert_eq(hx_lifecycle_init(&fake_modules[ALPHA]), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[ALPHA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[ALPHA]), HX_OK);
    cr_assert_eq(inner_status, HX_OK);
    cr_assert_str_eq(fake_journal(),
                     "reset alpha, init alpha, start alpha, stop alpha");
}

static hx_status publish_and_break(const struct hx_request *request,
                                   struct hx_response *response)
{
    (void)request;
    (void)response;
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    return hx_lifecycle_transition(&fake_modules[ALPHA], HX_STATE_ERROR);
}

Test(event, a_late_event_for_a_module_that_failed_meanwhile_is_dropped)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].request = publish_and_break;
    fake_boot();
    ask_alpha();
    cr_assert_str_eq(fake_journal(), "request alpha");
    cr_assert_eq(fake_controls[ALPHA].deferred, 0);
}

/* --- Who listens ---------------------------------------------------------------- */

Test(event, lists)
{
    const struct hx_module *modules[4] = {NULL};
    const char *names[4] = {NULL};

    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(GAMMA, HX_EVENT_TICK);
    fake_subscribe(DELTA, HX_EVENT_CUSTOM);
    fake_subscribe_name(BETA, NET_UP);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_TICK, NULL, modules, 4), 2);
    cr_assert_eq(modules[0], &fake_modules[ALPHA]);
    cr_assert_eq(modules[1], &fake_modules[GAMMA]);
    modules[1] = NULL;
    cr_assert_eq(hx_event_subscribers(HX_EVENT_TICK, NULL, modules, 1), 2);
    cr_assert_null(modules[1]);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, "net.up", modules, 4), 1);
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, "unheard.of", modules, 4), 1);
    cr_assert_eq(modules[0], &fake_modules[DELTA]);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, NULL, modules, 4), 0);
    cr_assert_eq(hx_event_subscribers((enum hx_event_kind)9, NULL, modules, 4), 0);

    cr_assert_eq(hx_event_names(names, 4), 2);
    cr_assert((strcmp(names[0], "disk.idle") == 0 && strcmp(names[1], "net.up") == 0) ||
              (strcmp(names[1], "disk.idle") == 0 && strcmp(names[0], "net.up") == 0));
    cr_assert_eq(hx_event_names(NULL, 0), 2);
}

Test(event, names_of_kinds)
{
    cr_assert_str_eq(hx_event_kind_name(HX_EVENT_TICK), "tick");
    cr_assert_str_eq(hx_event_kind_name(HX_EVENT_SHUTDOWN), "shutdown");
    cr_assert_str_eq(hx_event_kind_name(HX_EVENT_MEMORY_PRESSURE), "memory_pressure");
    cr_assert_str_eq(hx_event_kind_name(HX_EVENT_CPU_HOTPLUG), "cpu_hotplug");
    cr_assert_str_eq(hx_event_kind_name(HX_EVENT_CUSTOM), "custom");
    cr_assert_str_eq(hx_event_kind_name((enum hx_event_kind)5), "?");
}
