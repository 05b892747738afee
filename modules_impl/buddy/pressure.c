/* SPDX-License-Identifier: MIT */
/*
 * How scarce memory is. Events are posted, because the operations may be called from
 * anywhere; what the listeners free changes the pressure again, on the main loop.
 */
#include "buddy.h"

static void tell(struct buddy *self, enum hx_memory_pressure pressure)
{
    struct hx_event event = {.kind = HX_EVENT_MEMORY_PRESSURE};

    if (pressure == self->pressure)
        return;
    event.memory_pressure.level = pressure;
    /* Where there is no room for it, the next call tries again. */
    if (hx_event_post(&event) == HX_OK)
        self->pressure = pressure;
}

/* A level begins at `from` percent and ends `relief` below, so that it does not flap.
 */
static bool is_reached(const struct buddy *self, uint32_t percent,
                       enum hx_memory_pressure level, uint32_t from)
{
    const uint32_t relief = self->config->relief_percent;

    return percent >= from || (self->pressure >= level && percent + relief >= from);
}

void buddy_tell_use(struct buddy *self)
{
    const uint64_t used = self->page_count - self->free_count;
    const uint32_t percent = (uint32_t)(used * 100u / self->page_count);
    enum hx_memory_pressure pressure = HX_MEMORY_NORMAL;

    if (is_reached(self, percent, HX_MEMORY_LOW, self->config->low_percent))
        pressure = HX_MEMORY_LOW;
    if (is_reached(self, percent, HX_MEMORY_CRITICAL, self->config->critical_percent))
        pressure = HX_MEMORY_CRITICAL;
    tell(self, pressure);
}

void buddy_tell_exhausted(struct buddy *self)
{
    tell(self, HX_MEMORY_CRITICAL);
}
