/* SPDX-License-Identifier: MIT */
/*
 * What modules hold of the runtime: timers, work, interrupt lines, subscriptions. Each
 * is in the list of its owner, struct hx_control.taken, so that all of it is given back
 * when the owner ends, whatever it is and whoever forgot it.
 *
 * What is taken in `init` lasts as long as the instance: it stays while the module is
 * Stopped, silent, and goes when the module fails or leaves. What is taken later goes
 * with the next `stop`.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

struct hx_lock;

/* What to do with one kind of resource. Each runs on the main loop. */
struct hx_resource_kind {
    const char *name; /* "timer" */
    /* What whoever stops it elsewhere holds, so that nobody sees it half given back;
     * it is taken before that of the lists. NULL: that is on the main loop only. */
    struct hx_lock *lock;
    /* Ends its use, under the lock; it has left its owner's list already. */
    void (*give_back)(struct hx_resource *resource);
    /* Keeps it from calling its owner, and lets it again. Both NULL: nothing to do;
     * else it is taken and dropped on the main loop only. */
    void (*silence)(struct hx_resource *resource);
    void (*revive)(struct hx_resource *resource);
};

/* What becomes of what a module takes now: struct hx_control.taking. */
enum hx_resource_taking {
    HX_TAKING_REFUSED, /* it is not up */
    HX_TAKING_LASTING,
    HX_TAKING_PASSING,
};

/*
 * Is somebody there who may take something? HX_ERR_INVALID without a context,
 * HX_ERR_NOT_RUNNING for a module that is not being brought up, up, or being stopped.
 * `name` is that of the kind. Any context.
 */
HX_MUST_CHECK hx_status hx_resource_check(const struct hx_context *ctx,
                                          const char *name);

/*
 * Notes that the module behind `ctx` holds `resource`, which is not in use. Returns
 * false if the module has ended since hx_resource_check(), which cannot be on the main
 * loop; hx_resource_refuse() is then what to return. Any context, any CPU.
 */
bool hx_resource_take(struct hx_resource *resource, const struct hx_context *ctx,
                      const struct hx_resource_kind *kind);

/* HX_ERR_NOT_RUNNING, with its detail. */
hx_status hx_resource_refuse(const struct hx_context *ctx, const char *name);

/* Notes that nobody holds it any more. Returns false if nobody did. Any context. */
bool hx_resource_drop(struct hx_resource *resource);

/* Is it in use? Any context. */
static inline bool hx_resource_is_taken(const struct hx_resource *resource)
{
    return __atomic_load_n(&resource->link, __ATOMIC_ACQUIRE) != NULL;
}

/*
 * For the life cycle. From the first of these on the module may take what lasts; from
 * the second on what goes with the next stop, and what has stayed speaks again.
 */
void hx_resource_begin_instance(const struct hx_module *module);
void hx_resource_begin_run(const struct hx_module *module);

/* Nothing may be taken any more; what does not last ends, what stays is silenced. */
void hx_resource_end_run(const struct hx_module *module);

/* Nothing may be taken any more; all ends. */
void hx_resource_end_all(const struct hx_module *module);

/* Does it hold anything? Any context. */
bool hx_resource_is_holder(const struct hx_module *module);

/*
 * Moves a module from `present` to Unloading, and from then on nothing may be taken.
 * Returns false, and does neither, if it is in another state by now, or if it holds
 * something and this is not the main loop, where that is given back. Any context.
 */
HX_MUST_CHECK bool hx_resource_move_out(const struct hx_module *module,
                                        enum hx_module_state present);
