/* SPDX-License-Identifier: MIT */
/*
 * `level` is written by whoever allocates, `told` by the loop alone, and each reads
 * what the other writes after its own write: in whatever order the two meet, one of
 * them sees that they differ and posts the work.
 */
#include <helix/pressure.h>

#include <helix/event.h>
#include <helix/status.h>
#include <helix/work.h>

static enum hx_memory_pressure load(const enum hx_memory_pressure *place)
{
    return __atomic_load_n(place, __ATOMIC_SEQ_CST);
}

static void store(enum hx_memory_pressure *place, enum hx_memory_pressure level)
{
    __atomic_store_n(place, level, __ATOMIC_SEQ_CST);
}

static void publish(void *arg);

static hx_status post(struct hx_pressure *pressure)
{
    const struct hx_context *ctx =
        __atomic_load_n(&pressure->context, __ATOMIC_RELAXED);

    return hx_work_post(ctx, &pressure->work, publish, pressure);
}

static void publish(void *arg)
{
    struct hx_pressure *pressure = arg;
    const enum hx_memory_pressure level = load(&pressure->level);
    const struct hx_event event = {
        .kind = HX_EVENT_MEMORY_PRESSURE,
        .memory_pressure = {.level = level},
    };

    if (level == load(&pressure->told))
        return;
    store(&pressure->told, level);
    /* The module is up, or this would not run. */
    if (load(&pressure->level) != level)
        (void)post(pressure);
    /* Work begins with no hook on the stack, so there is room for all subscribers. */
    (void)hx_event_publish(&event);
}

hx_status hx_pressure_tell(const struct hx_context *ctx, struct hx_pressure *pressure,
                           enum hx_memory_pressure level)
{
    if (ctx == NULL || pressure == NULL || level > HX_MEMORY_CRITICAL)
        return hx_fail(HX_ERR_INVALID,
                       "memory pressure %u without a module, memory or name",
                       (unsigned)level);
    __atomic_store_n(&pressure->context, ctx, __ATOMIC_RELAXED);
    store(&pressure->level, level);
    return level == load(&pressure->told) ? HX_OK : post(pressure);
}

/* One that is held ends `relief` below where it begins, so that it does not flap. */
static bool is_reached(uint64_t percent, bool held, uint32_t limit, uint32_t relief)
{
    return percent >= limit || (held && percent + relief >= limit);
}

hx_status hx_pressure_tell_use(const struct hx_context *ctx,
                               struct hx_pressure *pressure, size_t used, size_t size,
                               const struct hx_pressure_limits *limits)
{
    enum hx_memory_pressure level = HX_MEMORY_NORMAL;
    enum hx_memory_pressure before;
    uint64_t percent;

    if (pressure == NULL || limits == NULL || used > size || size == 0)
        return hx_fail(HX_ERR_INVALID, "memory pressure with %zu of %zu in use", used,
                       size);
    /* Where the product has no room the quotient is precise enough. */
    percent = used <= UINT64_MAX / 100u ? (uint64_t)used * 100u / size
                                        : (uint64_t)used / (size / 100u);
    before = load(&pressure->level);
    if (is_reached(percent, before >= HX_MEMORY_LOW, limits->low_percent,
                   limits->relief_percent))
        level = HX_MEMORY_LOW;
    if (is_reached(percent, before == HX_MEMORY_CRITICAL, limits->critical_percent,
                   limits->relief_percent))
        level = HX_MEMORY_CRITICAL;
    return hx_pressure_tell(ctx, pressure, level);
}
