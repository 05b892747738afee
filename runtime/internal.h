/* SPDX-License-Identifier: MIT */
/*
 * What the runtime's files share and modules may not use.
 *
 * Every call of a module's hook stands between hx_hook_enter() and hx_hook_leave(), so
 * that the module's other callers see it on the stack and events for it wait.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>
#include <helix/status.h>

#include <stdarg.h>

/* What hx_event_fail() records with: no hook returns it as a status. */
#define HX_FAIL_EVENT 1

void hx_fail_list(int32_t status, const char *format, va_list arguments)
    HX_PRINTF(2, 0);

/* Prints one line: `prefix` and the text. */
void hx_log_list(const char *prefix, const char *format, va_list arguments)
    HX_PRINTF(2, 0);

/* How many details were recorded so far, by all contexts. */
extern uint32_t hx_fail_serial;

static inline uint32_t hx_fail_mark(void)
{
    return __atomic_load_n(&hx_fail_serial, __ATOMIC_RELAXED);
}

/* This context's record. */
struct hx_fail_record *hx_fail_record(void);

/* Was the record made after hx_fail_mark() was `serial`? */
static inline bool hx_fail_is_since(const struct hx_fail_record *record,
                                    uint32_t serial)
{
    return (int32_t)(record->serial - serial) > 0;
}

/*
 * `status` is what a hook returned that began when hx_fail_mark() was `serial`. If it
 * failed without leaving a detail, the status's text becomes the detail.
 */
hx_status hx_fail_settle(uint32_t serial, hx_status status);

/* Hands a module, none of whose hooks is on the stack, the events that waited for it.
 */
void hx_event_deliver_deferred(const struct hx_module *module);

static inline void hx_hook_enter(const struct hx_module *module)
{
    module->control->hook_depth = 1;
}

static inline void hx_hook_leave(const struct hx_module *module)
{
    module->control->hook_depth = 0;
    if (module->control->deferred > 0)
        hx_event_deliver_deferred(module);
}

/*
 * Returns the name of the first thing that `module` requires and that is not up, or
 * NULL. Up is Loaded or Running; only Running where `running`.
 */
const char *hx_dependency_unmet(const struct hx_module *module, bool running);

/* What others may look at while it changes. */
static inline void hx_module_set_state(const struct hx_module *module,
                                       enum hx_module_state state)
{
    __atomic_store_n(&module->control->state, (uint8_t)state, __ATOMIC_RELEASE);
}

static inline bool hx_module_is_running(const struct hx_module *module)
{
    return __atomic_load_n(&module->control->state, __ATOMIC_ACQUIRE) ==
           HX_STATE_RUNNING;
}

/* Is it Running, and none of its hooks on the stack? On the main loop; in one look. */
static inline bool hx_module_is_idle(const struct hx_module *module)
{
    typedef uint16_t __attribute__((may_alias)) both;
    const union {
        uint8_t bytes[2];
        uint16_t whole;
    } idle = {.bytes = {HX_STATE_RUNNING, 0}};

    _Static_assert(offsetof(struct hx_control, hook_depth) ==
                           offsetof(struct hx_control, state) + 1 &&
                       offsetof(struct hx_control, state) % 2 == 0,
                   "they are looked at together");
    return __atomic_load_n((const both *)(const void *)&module->control->state,
                           __ATOMIC_ACQUIRE) == idle.whole;
}

/*
 * Moves a module from one state to another, unless it is in the first one no longer:
 * the loop runs hooks while other CPUs unregister.
 */
static inline bool hx_module_move(const struct hx_module *module,
                                  enum hx_module_state from, enum hx_module_state to)
{
    uint8_t expected = (uint8_t)from;

    return __atomic_compare_exchange_n(&module->control->state, &expected, (uint8_t)to,
                                       false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/*
 * Does `provider`, and nobody else who is in one of `states` (a bit for each), have
 * something that `user` requires?
 */
bool hx_dependency_requires_in(uint32_t states, const struct hx_module *user,
                               const struct hx_module *provider);

/* Would `user` lack something that it requires and has, if `provider` stopped? */
static inline bool hx_dependency_requires(const struct hx_module *user,
                                          const struct hx_module *provider)
{
    return hx_dependency_requires_in(UINT32_C(1) << HX_STATE_RUNNING, user, provider);
}

/*
 * Would it, if all that are marked `stopped_along` stopped with `provider`? On the main
 * loop.
 */
bool hx_dependency_stops_along(const struct hx_module *user,
                               const struct hx_module *provider);

/*
 * Checks a descriptor as far as the runtime follows it without a look. Returns HX_OK,
 * HX_ERR_ABI or HX_ERR_INVALID; the detail is a predicate: "is incomplete".
 */
HX_MUST_CHECK hx_status hx_descriptor_check(const struct hx_module *module);

/*
 * Does `module` require something that nobody has who is marked `hopeful`? On the main
 * loop.
 */
bool hx_dependency_is_hopeless(const struct hx_module *module);

/*
 * The Running module that stops before `module` can: one that requires it, or what
 * requires that, and that no Running one requires; or `module`. All that the image has
 * stand behind what they require, so without registered modules it is `module`, for
 * those who begin with the last. On the main loop.
 */
const struct hx_module *hx_dependency_last_user(const struct hx_module *module);

/*
 * Called before each `start`, where not NULL: an image in which nobody registers
 * modules does without what it does.
 */
extern void (*hx_lifecycle_starts)(const struct hx_module *module);

/*
 * Called before each `stop`, and when a module has failed, where not NULL: ends the
 * module's threads.
 */
extern void (*hx_lifecycle_ends)(const struct hx_module *module);

/* What hx_lifecycle_stop() would refuse, without stopping. */
hx_status hx_lifecycle_check_stop(const struct hx_module *module);

/*
 * Finds how `module` implements the interface `name`: HX_OK, HX_ERR_NOT_FOUND if the
 * image has no such interface, HX_ERR_UNSUPPORTED if the module does not implement it.
 */
HX_MUST_CHECK hx_status
hx_interface_look_up(const struct hx_module *module, const char *name,
                     const struct hx_implementation **implementation);

/* hx_lifecycle_stop() for those who know that no Running module requires this one. */
hx_status hx_lifecycle_stop_last(const struct hx_module *module);

/*
 * The same for a module that is up and has failed, because of `why`: whatever `stop`
 * returns, it is in Error afterwards. Returns what `stop` returned.
 */
hx_status hx_lifecycle_stop_failed(const struct hx_module *module, hx_status why);
