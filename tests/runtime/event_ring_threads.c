/* SPDX-License-Identifier: MIT */
/*
 * The event ring between several threads that post and one loop that drains, for the
 * thread sanitizer. Every event arrives once and whole, and in its poster's order, or
 * is counted as lost. A plain program: a test framework's own threads and signals would
 * be in the sanitizer's way.
 */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#define POSTER_COUNT 4
#define EVENTS_EACH 20000

struct message {
    uint32_t poster;
    uint32_t number;
    uint32_t check; /* of the two above: a torn copy does not have it */
    uint32_t fill[13];
};

_Static_assert(sizeof(struct message) == HX_EVENT_DATA_MAX, "the largest copy");

static uint32_t next_number[POSTER_COUNT]; /* by the loop */
static uint32_t received_count;            /* by the loop */
static uint32_t mistake_count;             /* by the loop */
static uint32_t posted_count[POSTER_COUNT];
static unsigned posters_left = POSTER_COUNT;

static enum hx_event_response receive(const struct hx_event *event)
{
    struct message message;

    memcpy(&message, event->custom.data.data, sizeof(message));
    received_count++;
    if (message.poster >= POSTER_COUNT ||
        message.check != (message.poster ^ message.number * 31) ||
        message.fill[12] != message.number ||
        message.number < next_number[message.poster] ||
        strcmp(event->custom.name, "net.up") != 0)
        mistake_count++;
    else
        next_number[message.poster] = message.number + 1;
    return HX_EVENT_HANDLED;
}

static void *post(void *argument)
{
    uint32_t poster = *(const uint32_t *)argument;

    fake_cpu = poster + 1;
    for (uint32_t number = 0; number < EVENTS_EACH; number++) {
        struct message message = {poster, number, poster ^ number * 31, {0}};
        struct hx_event event = {.kind = HX_EVENT_CUSTOM};

        message.fill[12] = number;
        event.custom.name = "net.up";
        event.custom.data = (struct hx_bytes){&message, sizeof(message)};
        if (hx_event_post(&event) == HX_OK)
            posted_count[poster]++;
        else
            sched_yield();
    }
    __atomic_fetch_sub(&posters_left, 1, __ATOMIC_RELEASE);
    return NULL;
}

int main(void)
{
    pthread_t threads[POSTER_COUNT];
    uint32_t numbers[POSTER_COUNT];
    uint32_t posted = 0;

    fake_image_init();
    fake_subscribe_name(ALPHA, NET_UP);
    fake_scripts[ALPHA].event = receive;
    fake_boot();
    for (uint32_t i = 0; i < POSTER_COUNT; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, post, &numbers[i]) != 0) {
            fputs("cannot create a thread\n", stderr);
            return 2;
        }
    }
    while (__atomic_load_n(&posters_left, __ATOMIC_ACQUIRE) > 0 ||
           hx_event_is_pending()) {
        if (!hx_event_dispatch_pending())
            sched_yield();
        fake_console_clear();
    }
    for (uint32_t i = 0; i < POSTER_COUNT; i++) {
        pthread_join(threads[i], NULL);
        posted += posted_count[i];
    }
    printf("posted %u received %u lost %u mistakes %u\n", posted, received_count,
           hx_event_dropped_count(), mistake_count);
    if (mistake_count > 0 || received_count != posted ||
        posted + hx_event_dropped_count() != POSTER_COUNT * EVENTS_EACH)
        return 1;
    return 0;
}
