/* SPDX-License-Identifier: MIT */
/*
 * Contexts are those of the C library, which keep the signal mask, too. Whether a
 * context keeps interrupts off is on its own stack.
 */
#define _XOPEN_SOURCE 700

#include <helix/port.h>
#include <helix/port_context.h>

#include <ucontext.h>

struct context {
    ucontext_t registers;
    void (*entry)(void *arg);
    void *arg;
};

/* makecontext() passes numbers of type int alone. */
static void begin(unsigned high, unsigned low)
{
    const uintptr_t address = (uintptr_t)((uint64_t)high << 32 | low);
    const struct context *context = (const struct context *)address;

    hx_port_irq_restore(0);
    context->entry(context->arg);
}

void *hx_port_context_make(void *stack, size_t size, void (*entry)(void *arg),
                           void *arg)
{
    const uintptr_t top = (uintptr_t)stack + size - sizeof(struct context);
    struct context *context = (struct context *)(top & ~(uintptr_t)63);
    const uint64_t address = (uintptr_t)context;

    (void)getcontext(&context->registers);
    context->entry = entry;
    context->arg = arg;
    context->registers.uc_stack.ss_sp = stack;
    context->registers.uc_stack.ss_size = (uintptr_t)context - (uintptr_t)stack;
    context->registers.uc_link = NULL;
    makecontext(&context->registers, (void (*)(void))begin, 2,
                (unsigned)(address >> 32), (unsigned)address);
    return context;
}

void hx_port_context_switch(void **save, void *next)
{
    /* It lies on the stack that it describes, and is needed as long as that waits. */
    struct context own;
    const uintptr_t saved = hx_port_irq_save();

    *save = &own;
    (void)swapcontext(&own.registers, &((struct context *)next)->registers);
    hx_port_irq_restore(saved);
}
