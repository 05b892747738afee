/* SPDX-License-Identifier: MIT */
#include "buddy.h"

/* Not in the state, which a restart resets: what the others were told still holds. */
static struct hx_pressure pressure;

void buddy_tell_use(struct buddy *self)
{
    const struct hx_pressure_limits limits = {
        .low_percent = self->config->low_percent,
        .critical_percent = self->config->critical_percent,
        .relief_percent = self->config->relief_percent,
    };

    /* Refused before init and after stop alone; start tells it again. */
    (void)hx_pressure_tell_use(self->context, &pressure,
                               self->page_count - self->free_count, self->page_count,
                               &limits);
}

void buddy_tell_exhausted(struct buddy *self)
{
    (void)hx_pressure_tell(self->context, &pressure, HX_MEMORY_CRITICAL);
}
