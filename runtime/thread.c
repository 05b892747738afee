/* SPDX-License-Identifier: MIT */
/*
 * Whose a thread is, and who may do what. How it is run is the engine's affair: without
 * one there are no threads. All of it happens on the loop's CPU, on the main loop or in
 * a thread that has preemption off, so nothing locks.
 */
#include "thread.h"
#include "internal.h"
#include "preempt.h"
#include "remote.h"
#include "resource.h"

#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/thread.h>
#include <helix/thread_engine.h>

#define NS_PER_MS UINT64_C(1000000)

const struct hx_thread_engine *hx_thread_engine;
struct hx_thread *hx_thread_first;

static void give_back(struct hx_resource *resource);

/* Of what can run a round has run one, so the loop does not wait then. */
static struct hx_loop_source source = {
    .run = hx_thread_run_one,
    .is_pending = hx_thread_is_interrupted,
};
static const struct hx_resource_kind kind = {
    .name = "thread",
    .give_back = give_back,
};

static void link_thread(struct hx_thread *thread)
{
    thread->next = hx_thread_first;
    thread->link = &hx_thread_first;
    if (thread->next != NULL)
        thread->next->link = &thread->next;
    hx_thread_first = thread;
}

static void unlink_thread(struct hx_thread *thread)
{
    *thread->link = thread->next;
    if (thread->next != NULL)
        thread->next->link = thread->link;
}

static void link_last(struct hx_thread *thread)
{
    struct hx_thread **place = &hx_thread_first;

    while (*place != NULL)
        place = &(*place)->next;
    thread->next = NULL;
    thread->link = place;
    *place = thread;
}

static void forget(struct hx_thread *thread)
{
    unlink_thread(thread);
    hx_mutex_abandon(thread);
    hx_thread_wake(thread);
}

static void cut_off(struct hx_thread *thread)
{
    hx_remote_withdraw(thread);
    hx_thread_engine->remove(thread);
    forget(thread);
}

static void give_back(struct hx_resource *resource)
{
    cut_off((struct hx_thread *)resource);
}

bool hx_thread_is_alive(const struct hx_thread *thread)
{
    return hx_resource_is_taken(&thread->resource);
}

bool hx_thread_may_run(const struct hx_thread *thread)
{
    return thread->ending ||
           hx_module_state_of(thread->resource.owner) == HX_STATE_RUNNING;
}

bool hx_thread_should_end(void)
{
    const struct hx_thread *thread = hx_thread_self();

    return thread != NULL && __atomic_load_n(&thread->ending, __ATOMIC_RELAXED);
}

void hx_thread_begin(struct hx_thread *thread)
{
    thread->started = true;
    hx_preempt_on();
    thread->run(thread->arg);
    hx_preempt_off();
    hx_thread_engine->leave(HX_THREAD_EXITS);
}

void hx_thread_finish(struct hx_thread *thread)
{
    (void)hx_resource_drop(&thread->resource);
    forget(thread);
}

/* Asks those of `module` to end; those that have not begun are not begun. */
static void ask_to_end(const struct hx_module *module)
{
    struct hx_thread *next;

    for (struct hx_thread *thread = hx_thread_first; thread != NULL; thread = next) {
        next = thread->next;
        if (thread->resource.owner != module)
            continue;
        if (!thread->started) {
            (void)hx_resource_drop(&thread->resource);
            cut_off(thread);
            continue;
        }
        __atomic_store_n(&thread->ending, true, __ATOMIC_RELAXED);
        hx_thread_wake_one(thread);
    }
}

/* NULL is any module. */
static struct hx_thread *first_of(const struct hx_module *module)
{
    struct hx_thread *thread = hx_thread_first;

    while (thread != NULL && module != NULL && thread->resource.owner != module)
        thread = thread->next;
    return thread;
}

/* Of many it names one. */
static void cut_off_all(const struct hx_module *module)
{
    struct hx_thread *thread = first_of(module);
    unsigned more = 0;

    if (thread == NULL)
        return;
    for (const struct hx_thread *t = thread->next; t != NULL; t = t->next)
        more += module == NULL || t->resource.owner == module;
    hx_log_error("%s: thread '%s' and %u more have not ended, and are cut off",
                 thread->resource.owner->info->name, hx_thread_engine->name(thread),
                 more);
    for (; thread != NULL; thread = first_of(module)) {
        (void)hx_resource_drop(&thread->resource);
        cut_off(thread);
    }
}

/* NULL is any module. */
static bool can_run(const struct hx_thread *thread, const struct hx_module *module)
{
    return !thread->waiting && hx_thread_may_run(thread) &&
           (module == NULL || thread->resource.owner == module);
}

/* Of `module`, or of any for NULL, whom the scheduler may not choose. Each gets a turn.
 */
static bool run_in_turn(const struct hx_module *module)
{
    struct hx_thread *thread = hx_thread_first;

    while (thread != NULL && !can_run(thread, module))
        thread = thread->next;
    if (thread == NULL)
        return false;
    /* From the front of the list to its end: the next one is another. */
    unlink_thread(thread);
    link_last(thread);
    hx_thread_engine->run(thread);
    return true;
}

bool hx_thread_run_for_waiting(void)
{
    static bool in_turn = true;

    in_turn = !in_turn;
    if (in_turn && run_in_turn(NULL))
        return true;
    return hx_thread_run_one();
}

/* Before `stop`, and when a module has failed. */
static void end_threads(const struct hx_module *module)
{
    uint64_t limit_ns;

    ask_to_end(module);
    if (first_of(module) == NULL)
        return;
    limit_ns = hx_port_time_ns() + HX_THREAD_END_MS * NS_PER_MS;
    while (first_of(module) != NULL && hx_port_time_ns() < limit_ns) {
        const bool ran = hx_thread_run_for_waiting();

        if (!run_in_turn(module) && !ran)
            hx_port_pause();
    }
    cut_off_all(module);
}

static void preempted(void)
{
    hx_thread_engine->leave(HX_THREAD_PREEMPTED);
}

void hx_thread_set_engine(const struct hx_thread_engine *engine)
{
    if (!HX_HAS_THREADS)
        return;
    if (engine == NULL)
        cut_off_all(NULL);
    hx_thread_engine = engine;
    hx_preempt_by(engine != NULL ? preempted : NULL);
    hx_lifecycle_ends = engine != NULL ? end_threads : NULL;
}

static hx_status check_new(const struct hx_context *ctx, const struct hx_thread *thread,
                           const char *name, const void *stack, size_t stack_size,
                           hx_thread_fn run)
{
    hx_status status = hx_resource_check(ctx, kind.name);

    if (status != HX_OK)
        return status;
    if (!hx_loop_is_here() && (hx_thread_self() == NULL || hx_interrupt_active()))
        return hx_fail(HX_ERR_WRONG_CONTEXT,
                       "thread made outside of the main loop and of threads");
    if (hx_thread_should_end())
        return hx_fail(HX_ERR_NOT_RUNNING, "a thread that has to end makes another");
    /* Its threads have been asked to end already. */
    if (hx_module_state_of(ctx->module) == HX_STATE_STOPPING)
        return hx_resource_refuse(ctx, kind.name);
    if (thread == NULL || name == NULL || stack == NULL || run == NULL)
        return hx_fail(HX_ERR_INVALID,
                       "a thread of '%s' without memory, name, stack or function",
                       ctx->module->info->name);
    if (stack_size < HX_THREAD_STACK_MIN || (uintptr_t)stack % sizeof(uint64_t) != 0)
        return hx_fail(HX_ERR_INVALID,
                       "thread '%s': a stack is %d bytes or more, aligned to 8", name,
                       HX_THREAD_STACK_MIN);
    if (hx_thread_is_alive(thread))
        return hx_fail(HX_ERR_BUSY, "thread '%s' of '%s' has not ended", name,
                       thread->resource.owner->info->name);
    if (!HX_HAS_THREADS || hx_thread_engine == NULL)
        return hx_fail(HX_ERR_UNSUPPORTED,
                       "nobody runs threads: '%s' should depend on \"threads\"",
                       ctx->module->info->name);
    return HX_OK;
}

/* With preemption off. */
static hx_status add(const struct hx_context *ctx, struct hx_thread *thread,
                     const char *name, uint32_t priority)
{
    hx_status status = hx_thread_engine->add(thread, name, priority);

    if (status != HX_OK)
        return status;
    if (!hx_resource_take(&thread->resource, ctx, &kind)) {
        hx_thread_engine->remove(thread);
        return hx_resource_refuse(ctx, kind.name);
    }
    link_thread(thread);
    return HX_OK;
}

hx_status hx_thread_create(const struct hx_context *ctx, struct hx_thread *thread,
                           const char *name, uint32_t priority, void *stack,
                           size_t stack_size, hx_thread_fn run, void *arg)
{
    hx_status status;

    hx_preempt_off();
    status = check_new(ctx, thread, name, stack, stack_size, run);
    if (status == HX_OK) {
        hx_loop_add(&source);
        *thread = (struct hx_thread){
            .run = run,
            .arg = arg,
            .stack = stack,
            .stack_size = stack_size,
            .preempt_off = 1,
        };
        status = add(ctx, thread, name, priority);
    }
    hx_preempt_on();
    return status;
}

/* Is the caller the module's own thread, and in nobody else's operation? */
static hx_status check_own(const struct hx_context *ctx)
{
    const struct hx_thread *thread = hx_thread_self();

    if (ctx == NULL)
        return hx_fail(HX_ERR_INVALID, "a thread without the context of its module");
    if (thread == NULL || hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "this is no thread");
    if (thread->resource.owner != ctx->module)
        return hx_fail(HX_ERR_WRONG_CONTEXT, "'%s' holds up a thread of '%s'",
                       ctx->module->info->name, thread->resource.owner->info->name);
    if (thread->preempt_off > 0)
        return hx_fail(HX_ERR_WRONG_CONTEXT, "a thread of '%s' has preemption off",
                       ctx->module->info->name);
    return HX_OK;
}

static hx_status check_going_on(const struct hx_context *ctx)
{
    if (!hx_thread_should_end())
        return HX_OK;
    return hx_fail(HX_ERR_NOT_RUNNING, "'%s' stops, its threads end",
                   ctx->module->info->name);
}

static hx_status check_wait(const struct hx_context *ctx)
{
    hx_status status = check_own(ctx);

    return status == HX_OK ? check_going_on(ctx) : status;
}

hx_status hx_thread_yield(const struct hx_context *ctx)
{
    hx_status status = check_wait(ctx);

    if (status != HX_OK)
        return status;
    hx_thread_give_way();
    return check_going_on(ctx);
}

hx_status hx_thread_sleep(const struct hx_context *ctx, uint64_t duration_ns)
{
    hx_status status = check_wait(ctx);
    uint64_t now_ns = hx_port_time_ns();
    uint64_t due_ns =
        duration_ns < UINT64_MAX - now_ns ? now_ns + duration_ns : UINT64_MAX;

    /* It may have been asked to end between the two, or be woken for nothing. */
    while (status == HX_OK && hx_port_time_ns() < due_ns) {
        (void)hx_thread_wait(hx_thread_self(), NULL, NULL, due_ns);
        status = check_going_on(ctx);
    }
    return status;
}

static bool is_alive(const void *thread)
{
    return hx_thread_is_alive(thread);
}

hx_status hx_thread_join(const struct hx_context *ctx, const struct hx_thread *thread)
{
    struct hx_thread *self = hx_thread_self();
    hx_status status = check_wait(ctx);

    if (status == HX_OK && thread == NULL)
        status = hx_fail(HX_ERR_INVALID, "'%s' waits for no thread",
                         ctx->module->info->name);
    if (status != HX_OK)
        return status;
    hx_preempt_off();
    if (hx_thread_is_alive(thread) && thread->resource.owner != ctx->module)
        status = hx_fail(HX_ERR_DENIED, "'%s' waits for a thread of '%s'",
                         ctx->module->info->name, thread->resource.owner->info->name);
    for (const struct hx_thread *t = thread; t != NULL; t = t->joined)
        if (status == HX_OK && t == self)
            status = hx_fail(HX_ERR_CYCLE, "a thread of '%s' would wait for itself",
                             ctx->module->info->name);
    if (status == HX_OK)
        self->joined = thread;
    hx_preempt_on();
    while (status == HX_OK && hx_thread_wait(thread, is_alive, thread, UINT64_MAX))
        status = check_going_on(ctx);
    self->joined = NULL;
    return status;
}

hx_status hx_thread_exit(const struct hx_context *ctx)
{
    hx_status status = check_own(ctx);

    if (status != HX_OK)
        return status;
    hx_preempt_off();
    hx_thread_engine->leave(HX_THREAD_EXITS);
    return HX_OK;
}
