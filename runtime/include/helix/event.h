/* SPDX-License-Identifier: MIT */
/*
 * Events: something happened, and every module that listens is told.
 *
 * Who listens to what is known when the image is built, so a publish walks exactly its
 * subscribers, in start order (Shutdown: in reverse), and calls those that are Running.
 * Who subscribes while the kernel runs (helix/listener.h) is told in the same order. A
 * handler that returns HX_EVENT_ERROR is logged and counted, and the others still
 * run.
 *
 * A module's hooks never run inside each other. If a subscriber's hook is on the stack
 * - typically because it publishes what it listens to - its event is copied and handed
 * over when that hook has returned; several keep their order. The copy has the limits
 * of hx_event_post().
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/*
 * How long a CPU or thread that is not the main loop's waits for the loop to begin with
 * what it asked for: to publish, or to answer a request.
 */
#define HX_REMOTE_DEADLINE_MS 1000

/* Limits of a copied event: bytes of the name (without NUL) and of the data. */
#define HX_EVENT_NAME_MAX 31
#define HX_EVENT_DATA_MAX 64

/* Events published from within events, each within the one before. */
#define HX_EVENT_DEPTH_MAX 8

/* Copied events that wait: for the loop, and for hooks to return. */
#define HX_EVENT_RING_SIZE 64
#define HX_EVENT_DEFERRED_MAX 16

/*
 * Tells all Running subscribers now, before it returns. The event, its name and data
 * stay the caller's; handlers see them for the time of the call. Called on another CPU
 * or thread than the main loop's, it has the loop publish it and waits.
 *
 * Returns HX_OK, also when nobody listens and when handlers failed, or
 *   HX_ERR_CYCLE          HX_EVENT_DEPTH_MAX publishes are under way already; an event
 *                         handed over late counts as inside the publish it came from
 *   HX_ERR_NO_SPACE       a subscriber had to wait for it and did not get it: too big
 *                         for a copy, or too many wait. The other subscribers got it
 *   HX_ERR_WRONG_CONTEXT  called from an interrupt: hx_event_post() is for those
 *   HX_ERR_TIMEOUT        on another CPU: the loop had no time for it within
 *                         HX_REMOTE_DEADLINE_MS, and it will not be published
 *   HX_ERR_INVALID        NULL, an unknown kind, a Custom event without a name, or
 *                         with a size of data but no memory
 */
hx_status hx_event_publish(const struct hx_event *event);

/*
 * Copies the event; the main loop publishes it soon. Never waits; any context,
 * any CPU, any thread, any signal handler. Events of one poster keep their order.
 *
 * Returns HX_OK, HX_ERR_NO_SPACE (name or data beyond the limits; or the ring is full,
 * which is also counted) or HX_ERR_INVALID (as above).
 */
hx_status hx_event_post(const struct hx_event *event);

/* For handlers: records why (as hx_fail() does) and returns HX_EVENT_ERROR. */
enum hx_event_response hx_event_fail(const char *format, ...) HX_PRINTF(1, 2);

/*
 * For the main loop: publishes what was posted before the call, in order, and reports
 * in one line of the log how many events found the ring full since the last time.
 * Returns whether there was anything to do. Not from a hook, nor from an interrupt.
 */
bool hx_event_dispatch_pending(void);

/* Is something posted that waits for the loop? Any context. */
bool hx_event_is_pending(void);

/* How many posted events found the ring full, since boot. Any context. */
uint32_t hx_event_dropped_count(void);

/*
 * Fills up to `capacity` names of the Custom events that somebody listens to by name,
 * in no particular order, and returns how many there are. On the main loop only.
 */
size_t hx_event_names(const char *names[], size_t capacity);

/*
 * Fills up to `capacity` of the modules that listen to a kind of event, in start order
 * and in whatever state, and returns how many there are; one that has subscribed beside
 * its spec is there once for each. `name` matters for HX_EVENT_CUSTOM only. On the main
 * loop only.
 */
size_t hx_event_subscribers(enum hx_event_kind kind, const char *name,
                            const struct hx_module *modules[], size_t capacity);

/* Returns "tick", "shutdown", "memory_pressure", "cpu_hotplug", "custom"; else "?". */
const char *hx_event_kind_name(enum hx_event_kind kind);
