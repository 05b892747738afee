/* SPDX-License-Identifier: MIT */
/* Events that interrupts, other CPUs and handlers leave for the main loop. */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/loop.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(event_posted, .init = fake_image_init);

static const struct hx_event tick = {.kind = HX_EVENT_TICK};

static struct hx_event named(const char *name, const void *data, size_t size)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = name;
    event.custom.data = (struct hx_bytes){data, size};
    return event;
}

static char late[256];

static enum hx_event_response note_data(const struct hx_event *event)
{
    size_t size = strlen(late);

    snprintf(late + size, sizeof(late) - size, "%s=%.*s;", event->custom.name,
             (int)event->custom.data.size, (const char *)event->custom.data.data);
    return HX_EVENT_HANDLED;
}

static hx_status post_named(const char *name, const char *data)
{
    struct hx_event event = named(name, data, strlen(data));

    return hx_event_post(&event);
}

/* The crate that came before delivered the last one first. */
Test(event_posted, posted_events_are_copies_and_come_in_order)
{
    char name[] = "disk.idle";
    char data[] = "one";

    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe_name(ALPHA, NET_UP);
    fake_scripts[ALPHA].event = note_data;
    fake_boot();
    cr_assert_not(hx_event_is_pending());
    hx_interrupt_enter();
    cr_assert_eq(post_named(name, data), HX_OK);
    hx_interrupt_exit();
    memset(name, 'X', sizeof(name) - 1);
    memset(data, 'X', sizeof(data) - 1);
    cr_assert_eq(post_named("net.up", "two"), HX_OK);
    cr_assert_eq(post_named("disk.idle", ""), HX_OK);
    cr_assert(hx_event_is_pending());
    cr_assert_str_eq(fake_journal(), "");
    cr_assert(hx_event_dispatch_pending());
    cr_assert_str_eq(late, "disk.idle=one;net.up=two;disk.idle=;");
    cr_assert_not(hx_event_is_pending());
    cr_assert_not(hx_event_dispatch_pending());
}

Test(event_posted, a_posted_event_has_the_limits_of_a_copy)
{
    char name[40];
    char data[80] = {0};
    struct hx_event event = named(name, data, HX_EVENT_DATA_MAX);

    memset(name, 'n', sizeof(name));
    name[HX_EVENT_NAME_MAX] = '\0';
    cr_assert_eq(hx_event_post(&event), HX_OK);
    event.custom.data.size++;
    cr_assert_eq(hx_event_post(&event), HX_ERR_NO_SPACE);
    event.custom.data.size = 0;
    name[HX_EVENT_NAME_MAX] = 'n';
    name[HX_EVENT_NAME_MAX + 1] = '\0';
    cr_assert_eq(hx_event_post(&event), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_event_dropped_count(), 0, "those were not lost in the ring");
}

Test(event_posted, a_full_ring_is_counted_and_reported_once)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_boot();
    for (unsigned round = 1; round <= 40; round++) {
        for (unsigned i = 0; i < HX_EVENT_RING_SIZE; i++)
            cr_assert_eq(hx_event_post(&tick), HX_OK);
        cr_assert_eq(hx_event_post(&tick), HX_ERR_NO_SPACE);
        cr_assert_eq(hx_event_post(&tick), HX_ERR_NO_SPACE);
        cr_assert_eq(hx_event_dropped_count(), 2 * round);
        fake_console_clear();
        cr_assert(hx_event_dispatch_pending());
        cr_assert_str_eq(fake_console(),
                         "[warn] 2 posted events were lost: 64 waited already\n");
        cr_assert_not(hx_event_dispatch_pending());
        cr_assert_eq(fake_console_lines("[warn] 2 posted events were lost: "
                                        "64 waited already"),
                     1);
        fake_journal();
    }
}

static enum hx_event_response post_again(const struct hx_event *event)
{
    cr_assert_eq(hx_event_post(event), HX_OK);
    return HX_EVENT_HANDLED;
}

Test(event_posted, a_handler_that_posts_does_not_hold_up_the_loop)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].event = post_again;
    fake_boot();
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    for (unsigned turn = 0; turn < 200; turn++) {
        cr_assert(hx_event_dispatch_pending());
        cr_assert_str_eq(fake_journal(), "event alpha");
    }
    cr_assert_eq(hx_event_dropped_count(), 0);
}
