/* SPDX-License-Identifier: MIT */
/*
 * Fault injection: one callback of one module fails, once, although it has worked.
 *
 * Only in an image that is compiled with HX_FAULT_INJECTION and linked with
 * runtime/faults/; in every other all of this is nothing. Each function stands behind
 * the call of a callback: it takes what that returned, and returns what the runtime
 * goes on with. On the main loop.
 *
 * The callback has run, so all that it took is there and must be given back as if it
 * had failed after its last step.
 */
#pragma once

#include <helix/descriptor.h>
#include <helix/image.h>

enum hx_fault_hook {
    HX_FAULT_INIT,
    HX_FAULT_START,
    HX_FAULT_STOP,
    HX_FAULT_EVENT,
    HX_FAULT_REQUEST,
    HX_FAULT_HEALTH,
};

/* What a reload does beside the hooks, each before it is done. */
enum hx_fault_step {
    HX_FAULT_PREPARE,
    HX_FAULT_PARK,
    HX_FAULT_SAVE,
    HX_FAULT_REPLACE,
    HX_FAULT_RESTORE,
    HX_FAULT_PUBLISH,
};

#ifdef HX_FAULT_INJECTION

/* For init, start and stop. */
hx_status hx_fault_hook(const struct hx_module *module, enum hx_fault_hook hook,
                        hx_status status);
enum hx_event_response hx_fault_event(const struct hx_module *module,
                                      const struct hx_event *event,
                                      enum hx_event_response response);
hx_status hx_fault_request(const struct hx_module *module,
                           const struct hx_request *request, hx_status status);
bool hx_fault_health(const struct hx_module *module, bool healthy);
hx_status hx_fault_reload(enum hx_fault_step step, hx_status status);

/* From when the kernel is ready: calls every callback, and then shuts down. */
void hx_fault_begin(void);

/* Before the last line of the log: what was injected, and what was not given back. */
void hx_fault_report(void);

/* How many there are in the runtime's own lists, whoever holds them. */
uint32_t hx_fault_count_timers(void);
uint32_t hx_fault_count_works(void);
uint32_t hx_fault_count_lines(void);
uint32_t hx_fault_count_changes(void);
uint32_t hx_fault_count_deferred(void);

#else

static inline hx_status hx_fault_hook(const struct hx_module *module,
                                      enum hx_fault_hook hook, hx_status status)
{
    (void)module;
    (void)hook;
    return status;
}

static inline enum hx_event_response hx_fault_event(const struct hx_module *module,
                                                    const struct hx_event *event,
                                                    enum hx_event_response response)
{
    (void)module;
    (void)event;
    return response;
}

static inline hx_status hx_fault_request(const struct hx_module *module,
                                         const struct hx_request *request,
                                         hx_status status)
{
    (void)module;
    (void)request;
    return status;
}

static inline bool hx_fault_health(const struct hx_module *module, bool healthy)
{
    (void)module;
    return healthy;
}

static inline hx_status hx_fault_reload(enum hx_fault_step step, hx_status status)
{
    (void)step;
    return status;
}

static inline void hx_fault_begin(void)
{
}

static inline void hx_fault_report(void)
{
}

#endif
