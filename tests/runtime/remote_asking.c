/* SPDX-License-Identifier: MIT */
/*
 * Threads publish and ask, with a loop that runs, one that does not and one that is
 * late.
 */
#include "fake_image.h"
#include "remote_threads.h"

#include <helix/event.h>
#include <helix/loop.h>
#include <helix/request.h>

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned heard[THREAD_COUNT + 1]; /* by the loop */
static unsigned asked[THREAD_COUNT + 1]; /* by the loop */

static enum hx_event_response hear(const struct hx_event *event)
{
    unsigned thread;

    memcpy(&thread, event->custom.data.data, sizeof(thread));
    heard[thread]++;
    return HX_EVENT_HANDLED;
}

/* Doubles a number, or says why not. */
static hx_status answer(const struct hx_request *request, struct hx_response *response)
{
    unsigned numbers[2];

    memcpy(numbers, request->payload.data, sizeof(numbers));
    asked[numbers[0]]++;
    if (hx_request_is(request, "refuse"))
        return hx_fail(HX_ERR_DENIED, "number %u of thread %u", numbers[1], numbers[0]);
    numbers[1] *= 2;
    return hx_respond(response, &numbers[1], sizeof(numbers[1]));
}

static hx_status publish(unsigned thread)
{
    struct hx_event *event = borrow(sizeof(*event));
    unsigned *data = borrow(sizeof(*data));
    char *name = borrow(16);
    hx_status status;

    *data = thread;
    strcpy(name, "net.up");
    event->kind = HX_EVENT_CUSTOM;
    event->custom.name = name;
    event->custom.data = (struct hx_bytes){data, sizeof(*data)};
    status = hx_event_publish(event);
    memset(event, 0xff, sizeof(*event));
    free(name);
    free(data);
    free(event);
    return status;
}

static hx_status ask(unsigned thread, const char *type, unsigned number,
                     unsigned *doubled)
{
    struct hx_request *request = borrow(sizeof(*request));
    struct hx_response *response = borrow(sizeof(*response));
    unsigned *numbers = borrow(2 * sizeof(*numbers));
    unsigned *result = borrow(sizeof(*result));
    hx_status status;

    numbers[0] = thread;
    numbers[1] = number;
    request->type = type;
    request->payload = (struct hx_bytes){numbers, 2 * sizeof(*numbers)};
    response->payload = (struct hx_buffer){result, sizeof(*result), 0};
    status = hx_request_service(NULL, "alpha", request, response);
    CHECK(response->success == (status == HX_OK), thread, status);
    *doubled = *result;
    memset(request, 0xff, sizeof(*request));
    memset(response, 0xff, sizeof(*response));
    free(result);
    free(numbers);
    free(response);
    free(request);
    return status;
}

static void refused(unsigned thread, unsigned number)
{
    char expected[64];
    unsigned doubled;
    hx_status status = ask(thread, "refuse", number, &doubled);

    snprintf(expected, sizeof(expected), "number %u of thread %u", number, thread);
    CHECK(status == HX_ERR_DENIED, thread, status);
    CHECK(strcmp(hx_fail_detail(status), expected) == 0, thread, status);
}

static void ask_and_publish(unsigned thread)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned doubled = 0;
        hx_status status = publish(thread);

        CHECK(status == HX_OK, thread, status);
        status = ask(thread, "double", round, &doubled);
        CHECK(status == HX_OK && doubled == 2 * round, thread, status);
        refused(thread, round);
    }
}

static void expect_heard(unsigned thread, unsigned events, unsigned requests)
{
    if (heard[thread] == events && asked[thread] == requests)
        return;
    fprintf(stderr, "thread %u: heard %u of %u, asked %u of %u\n", thread,
            heard[thread], events, asked[thread], requests);
    abort();
}

static void check_all_heard(void)
{
    for (unsigned thread = 1; thread <= THREAD_COUNT; thread++)
        expect_heard(thread, ROUNDS, 2 * ROUNDS);
}

/* --- The deadline ------------------------------------------------------------- */

static void wait_in_vain(unsigned thread)
{
    unsigned doubled = 0;
    hx_status status = publish(thread);

    CHECK(status == HX_ERR_TIMEOUT, thread, status);
    status = ask(thread, "double", 21, &doubled);
    CHECK(status == HX_ERR_TIMEOUT && doubled == 0, thread, status);
    CHECK(strcmp(hx_fail_detail(status), "the main loop had no time within 1000 ms") ==
              0,
          thread, status);
}

static void check_none_heard(void)
{
    hx_loop_step();
    for (unsigned thread = 1; thread <= THREAD_COUNT; thread++)
        expect_heard(thread, 0, 0);
}

static unsigned in_time[THREAD_COUNT + 1][2];

/* Time flies: some are served and some are not, and the loop knows which. */
static void hurry(unsigned thread)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned doubled = 0;
        hx_status status = publish(thread);

        CHECK(status == HX_OK || status == HX_ERR_TIMEOUT, thread, status);
        in_time[thread][0] += status == HX_OK;
        status = ask(thread, "double", round, &doubled);
        CHECK(status == HX_OK || status == HX_ERR_TIMEOUT, thread, status);
        CHECK(doubled == (status == HX_OK ? 2 * round : 0), thread, status);
        in_time[thread][1] += status == HX_OK;
    }
}

static void check_those_in_time_heard(void)
{
    unsigned served = 0;

    for (unsigned thread = 1; thread <= THREAD_COUNT; thread++) {
        expect_heard(thread, in_time[thread][0], in_time[thread][1]);
        served += in_time[thread][0] + in_time[thread][1];
    }
    printf("in a hurry: %u of %u served\n", served, 2 * ROUNDS * THREAD_COUNT);
}

static void begin_phase(void)
{
    fake_scripts[BETA].event = hear;
    fake_scripts[ALPHA].request = answer;
    memset(heard, 0, sizeof(heard));
    memset(asked, 0, sizeof(asked));
}

/* Gives the loop, which looks at the clock seldom, less of it. */
static void be_late(void)
{
    for (unsigned i = 0; i < 4; i++)
        sched_yield();
}

const struct phase asking_phases[] = {
    {
        .name = "in vain",
        .time_step_ns = 1000000,
        .without_loop = true,
        .begin = begin_phase,
        .run = wait_in_vain,
        .check = check_none_heard,
    },
    {
        .name = "ask and publish",
        .begin = begin_phase,
        .run = ask_and_publish,
        .check = check_all_heard,
    },
    {
        .name = "hurry",
        .time_step_ns = 250000000,
        .begin = begin_phase,
        .run = hurry,
        .between = be_late,
        .check = check_those_in_time_heard,
    },
};
const size_t asking_phase_count = HX_COUNT_OF(asking_phases);
