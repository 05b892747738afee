/* SPDX-License-Identifier: MIT */
#include "probe.h"

void probe_broken_write(volatile uint32_t *target, uint32_t value)
{
    *target = value;
}
