/* SPDX-License-Identifier: MIT */
#include "threads_engine.h"
#include "fake_image.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/thread_engine.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <ucontext.h>

#define STACK_SIZE ((size_t)128 * 1024) /* sanitizers need more than we do */

struct seat {
    struct hx_thread *thread; /* NULL: free */
    bool can_run;
    ucontext_t context;
    char name[32];
};

struct hx_thread fake_threads[FAKE_THREADS_MAX];
unsigned fake_switches;
unsigned fake_interrupts_back;

static _Alignas(16) uint8_t stacks[FAKE_THREADS_MAX][STACK_SIZE];
static struct seat seats[FAKE_THREADS_MAX];
static ucontext_t loop;
static unsigned turn; /* whose is next */
static enum hx_thread_leave reason;

static struct seat *seat_of(const struct hx_thread *thread)
{
    return &seats[thread->task];
}

static void begin(int n)
{
    hx_thread_begin(seats[n].thread);
}

static void make_context(ucontext_t *context, int n)
{
    cr_assert_eq(getcontext(context), 0);
    context->uc_stack.ss_sp = seats[n].thread->stack;
    context->uc_stack.ss_size = seats[n].thread->stack_size;
    makecontext(context, (void (*)(void))begin, 1, n);
}

static uint32_t free_seat(void)
{
    uint32_t n = 0;

    while (n < FAKE_THREADS_MAX && seats[n].thread != NULL)
        n++;
    return n;
}

static hx_status add(struct hx_thread *thread, const char *name, uint32_t priority)
{
    uint32_t n = free_seat();

    if (priority > 7)
        return hx_fail(HX_ERR_INVALID, "a priority is 0 to 7");
    if (n == FAKE_THREADS_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "all seats are taken");
    thread->task = n;
    seats[n].thread = thread;
    seats[n].can_run = true;
    (void)snprintf(seats[n].name, sizeof(seats[n].name), "%s", name);
    make_context(&seats[n].context, (int)n);
    return HX_OK;
}

static const char *name_of(const struct hx_thread *thread)
{
    return seat_of(thread)->name;
}

static void forget(struct hx_thread *thread)
{
    seat_of(thread)->thread = NULL;
}

static void leave(enum hx_thread_leave why)
{
    reason = why;
    cr_assert_eq(swapcontext(&seat_of(hx_thread_self())->context, &loop), 0);
    while (fake_interrupts_back > 0) {
        fake_interrupts_back--;
        fake_interrupt();
    }
}

static void wake(struct hx_thread *thread)
{
    cr_assert_not(seat_of(thread)->can_run, "woken twice");
    seat_of(thread)->can_run = true;
}

static void run(struct hx_thread *thread)
{
    struct seat *seat = seat_of(thread);

    fake_switches++;
    hx_thread_set_running(thread);
    cr_assert_eq(swapcontext(&loop, &seat->context), 0);
    hx_thread_set_running(NULL);
    if (reason == HX_THREAD_WAITS)
        seat->can_run = false;
    if (reason == HX_THREAD_EXITS) {
        seat->thread = NULL;
        hx_thread_finish(thread);
    }
}

static bool run_one(void)
{
    for (unsigned i = 0; i < FAKE_THREADS_MAX; i++) {
        struct seat *seat = &seats[turn++ % FAKE_THREADS_MAX];

        if (seat->thread == NULL || !seat->can_run || !hx_thread_may_run(seat->thread))
            continue;
        run(seat->thread);
        return true;
    }
    return false;
}

void fake_engine_boot(void)
{
    static const struct hx_thread_engine engine = {
        .add = add,
        .name = name_of,
        .remove = forget,
        .leave = leave,
        .wake = wake,
        .run_one = run_one,
        .run = run,
    };

    fake_boot();
    hx_thread_set_engine(&engine);
}

void fake_thread(unsigned n, const struct hx_context *ctx, hx_thread_fn run_it,
                 void *arg)
{
    char name[32];
    hx_status status;

    (void)snprintf(name, sizeof(name), "t%u", n);
    status = hx_thread_create(ctx, &fake_threads[n], name, n, stacks[n], STACK_SIZE,
                              run_it, arg);
    cr_assert_eq(status, HX_OK, "%s", hx_fail_detail(status));
}

void fake_rounds(void)
{
    unsigned left = 1000;

    while (hx_loop_step() && left > 0)
        left--;
    cr_assert_gt(left, 0, "the loop comes to no end");
}

void fake_interrupt(void)
{
    hx_interrupt_enter();
    hx_interrupt_exit();
    hx_interrupt_preempt();
}

void fake_spin(void)
{
    unsigned before = fake_switches;

    while (fake_switches == before)
        fake_interrupt();
}
