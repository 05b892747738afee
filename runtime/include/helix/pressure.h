/* SPDX-License-Identifier: MIT */
/*
 * MemoryPressure, for allocators: an allocator says after each call how much is in use,
 * and the others are told when that means another level than the one they know.
 *
 *     static struct hx_pressure pressure;          beside the arena, and as lasting
 *
 *     void *my_arena_alloc(struct my_arena *self, size_t size, size_t align)
 *     {
 *         ...
 *         (void)hx_pressure_tell_use(self->context, &pressure, self->used, self->size,
 *                                    &(struct hx_pressure_limits){75, 90, 5});
 *         return block;
 *     }
 *
 * The event is published by the main loop, as a hook of the allocator's module, with
 * the level that holds then; where that is the one that was published last, it is not
 * published. So what goes up and down within one hook costs one event or none, however
 * often it crosses a level, and takes no room that posted events need.
 *
 * A module's `start` tells what is in use, too: what the loop had not published yet
 * when the module ended was given back (helix/resource.h).
 *
 * All functions: any context, any CPU, any thread; they never wait. What is in use is
 * the allocator's to know, and its state its own to protect.
 */
#pragma once

#include <helix/types.h>

/* In percent of what there is. A level begins at its limit and ends `relief` below. */
struct hx_pressure_limits {
    uint32_t low_percent;
    uint32_t critical_percent; /* not below low_percent */
    uint32_t relief_percent;   /* 0: the levels end where they begin */
};

/*
 * From now on memory is at `level`. `pressure` is all zero at first, which is Normal,
 * and belongs to the module of `ctx` for good; in memory that outlives a restart of the
 * module it remembers what the others were told before.
 *
 * Returns HX_OK, HX_ERR_INVALID (NULL, or no such level: nothing changes) or
 * HX_ERR_NOT_RUNNING (the module is not up: the next call that finds it up has the
 * level published).
 */
hx_status hx_pressure_tell(const struct hx_context *ctx, struct hx_pressure *pressure,
                           enum hx_memory_pressure level);

/*
 * The same with the level at which `used` of `size` is in use, in any unit. `limits` is
 * not kept. HX_ERR_INVALID also if `limits` is NULL, `size` 0 or `used` above it.
 */
hx_status hx_pressure_tell_use(const struct hx_context *ctx,
                               struct hx_pressure *pressure, size_t used, size_t size,
                               const struct hx_pressure_limits *limits);
