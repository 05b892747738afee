/* SPDX-License-Identifier: MIT */
#include <helix/port_context.h>

#define FLAGS_INTERRUPTS_ON UINT64_C(0x202) /* bit 1 is always set */

/* What hx_port_context_switch() of switch.S pops. */
struct context {
    uint64_t r15, r14, r13, r12, rbx, rbp;
    uint64_t rflags;
    void (*rip)(void);
};

void x86_context_begin(void);

void *hx_port_context_make(void *stack, size_t size, void (*entry)(void *arg),
                           void *arg)
{
    /* x86_context_begin() calls, so the stack is aligned there. */
    const uintptr_t top = ((uintptr_t)stack + size) & ~(uintptr_t)15;
    struct context *context = (struct context *)(top - sizeof(*context));

    *context = (struct context){
        .r12 = (uint64_t)entry,
        .r13 = (uint64_t)arg,
        .rflags = FLAGS_INTERRUPTS_ON,
        .rip = x86_context_begin,
    };
    return context;
}
