/* SPDX-License-Identifier: MIT */
#include "probe.h"

const struct hx_module probe_alpha_module = {
    .magic = HX_DESCRIPTOR_MAGIC,
    .info = &(const struct hx_module_info){.name = "my-alpha"},
};

void probe_alpha_write(volatile uint32_t *target, uint32_t value)
{
    *target = value;
}

uint32_t probe_alpha_read(const volatile uint32_t *source)
{
    return *source;
}

void probe_alpha_call(void (*function)(void))
{
    function();
    /* Not a tail call: the return address shall be on the stack. */
    __asm__ volatile("");
}
