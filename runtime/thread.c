/* SPDX-License-Identifier: MIT */
/*
 * Whose a thread is, and who may do what. How it is run is the engine's affair: without
 * one there are no threads. Only the main loop and threads come here, which never
 * overlap, so nothing locks.
 */
#include "resource.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/status.h>
#include <helix/thread.h>
#include <helix/thread_engine.h>

static const struct hx_thread_engine *engine;
static struct hx_thread *running;

static bool run_one(void);
static bool is_never_pending(void);
static void give_back(struct hx_resource *resource);

static struct hx_loop_source source = {.run = run_one, .is_pending = is_never_pending};
static const struct hx_resource_kind kind = {
    .name = "thread",
    .give_back = give_back,
};

static bool run_one(void)
{
    return engine != NULL && engine->run_one();
}

/* Of what can run a round has run one, so that the loop does not wait then. */
static bool is_never_pending(void)
{
    return false;
}

static void give_back(struct hx_resource *resource)
{
    if (engine != NULL)
        engine->remove((struct hx_thread *)resource);
}

/* At the end of an interrupt. */
static void preempt(void)
{
    struct hx_thread *thread = hx_thread_self();

    /* An interrupt inside of another one leaves that to the outer one. */
    if (thread == NULL || hx_interrupt_active() ||
        !__atomic_load_n(&thread->preemptible, __ATOMIC_RELAXED))
        return;
    /* Preemptible again when it goes on, and not while it is on its way. */
    __atomic_store_n(&thread->preemptible, false, __ATOMIC_RELAXED);
    engine->leave(HX_THREAD_PREEMPTED);
    __atomic_store_n(&thread->preemptible, true, __ATOMIC_RELAXED);
}

void hx_thread_set_engine(const struct hx_thread_engine *new_engine)
{
    engine = new_engine;
    hx_interrupt_set_preempt(engine != NULL ? preempt : NULL);
}

void hx_thread_set_running(struct hx_thread *thread)
{
    __atomic_store_n(&running, thread, __ATOMIC_RELAXED);
}

struct hx_thread *hx_thread_self(void)
{
    return hx_port_cpu_id() == HX_LOOP_CPU ? __atomic_load_n(&running, __ATOMIC_RELAXED)
                                           : NULL;
}

bool hx_thread_is_alive(const struct hx_thread *thread)
{
    return hx_resource_is_taken(&thread->resource);
}

bool hx_thread_may_run(const struct hx_thread *thread)
{
    return hx_module_state_of(thread->resource.owner) == HX_STATE_RUNNING;
}

bool hx_thread_is_due(const struct hx_thread *thread, uint64_t now_ns)
{
    if (thread->joined != NULL)
        return !hx_thread_is_alive(thread->joined);
    return thread->due_ns <= now_ns;
}

void hx_thread_finish(struct hx_thread *thread)
{
    (void)hx_resource_drop(&thread->resource);
}

static hx_status check_new(const struct hx_context *ctx, const struct hx_thread *thread,
                           const char *name, const void *stack, size_t stack_size,
                           hx_thread_fn run)
{
    hx_status status = hx_resource_check(ctx, kind.name);

    if (status != HX_OK)
        return status;
    if (!hx_loop_is_here())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "thread made outside of the main loop");
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
    if (engine == NULL)
        return hx_fail(HX_ERR_UNSUPPORTED,
                       "nobody runs threads: '%s' should depend on \"threads\"",
                       ctx->module->info->name);
    return HX_OK;
}

hx_status hx_thread_create(const struct hx_context *ctx, struct hx_thread *thread,
                           const char *name, uint32_t priority, void *stack,
                           size_t stack_size, hx_thread_fn run, void *arg)
{
    hx_status status = check_new(ctx, thread, name, stack, stack_size, run);

    if (status != HX_OK)
        return status;
    hx_loop_add(&source);
    *thread = (struct hx_thread){
        .run = run,
        .arg = arg,
        .stack = stack,
        .stack_size = stack_size,
    };
    status = engine->add(thread, name, priority);
    if (status != HX_OK)
        return status;
    if (!hx_resource_take(&thread->resource, ctx, &kind)) {
        engine->remove(thread);
        return hx_resource_refuse(ctx, kind.name);
    }
    return HX_OK;
}

/* Is the caller the module's own thread, and none of its hooks between? */
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
    if (thread->preemptible)
        return hx_fail(HX_ERR_WRONG_CONTEXT, "a thread of '%s' has preemption on",
                       ctx->module->info->name);
    if (ctx->module->control->hook_depth > 0)
        return hx_fail(HX_ERR_WRONG_CONTEXT, "a hook of '%s' holds up its thread",
                       ctx->module->info->name);
    return HX_OK;
}

hx_status hx_thread_yield(const struct hx_context *ctx)
{
    hx_status status = check_own(ctx);

    if (status == HX_OK)
        engine->leave(HX_THREAD_YIELDS);
    return status;
}

hx_status hx_thread_sleep(const struct hx_context *ctx, uint64_t duration_ns)
{
    hx_status status = check_own(ctx);
    uint64_t now_ns = hx_port_time_ns();

    if (status != HX_OK)
        return status;
    running->joined = NULL;
    running->due_ns =
        duration_ns < UINT64_MAX - now_ns ? now_ns + duration_ns : UINT64_MAX;
    engine->leave(HX_THREAD_WAITS);
    return HX_OK;
}

hx_status hx_thread_join(const struct hx_context *ctx, const struct hx_thread *thread)
{
    hx_status status = check_own(ctx);

    if (status != HX_OK || !hx_thread_is_alive(thread))
        return status;
    if (thread->resource.owner != ctx->module)
        return hx_fail(HX_ERR_DENIED, "'%s' waits for a thread of '%s'",
                       ctx->module->info->name, thread->resource.owner->info->name);
    for (const struct hx_thread *t = thread; t != NULL; t = t->joined)
        if (t == running)
            return hx_fail(HX_ERR_CYCLE, "a thread of '%s' would wait for itself",
                           ctx->module->info->name);
    running->joined = thread;
    engine->leave(HX_THREAD_WAITS);
    running->joined = NULL;
    return HX_OK;
}

hx_status hx_thread_exit(const struct hx_context *ctx)
{
    hx_status status = check_own(ctx);

    if (status == HX_OK)
        engine->leave(HX_THREAD_EXITS);
    return status;
}

hx_status hx_thread_preempt_on(const struct hx_context *ctx)
{
    hx_status status = check_own(ctx);

    if (status == HX_OK)
        __atomic_store_n(&running->preemptible, true, __ATOMIC_RELEASE);
    return status;
}

void hx_thread_preempt_off(void)
{
    struct hx_thread *thread = hx_thread_self();

    if (thread != NULL)
        __atomic_store_n(&thread->preemptible, false, __ATOMIC_RELEASE);
}
