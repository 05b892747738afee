/* SPDX-License-Identifier: MIT */
/* What Helix asks of a machine, <helix/port.h>, by the means of this kernel. */
#include "kernel.h"

#include <helix/interrupt.h>
#include <helix/main.h>
#include <helix/port.h>

#define FLAG_INTERRUPTS 0x200
#define SPARE_SIZE (256 * 1024)

const char hx_port_name[] = "cmake-kernel";

static _Alignas(4096) uint8_t spare[SPARE_SIZE];
static bool wake_due;

void hx_port_console_put(char byte)
{
    uart_write(byte);
}

int hx_port_console_get(void)
{
    return uart_read();
}

uint64_t hx_port_time_ns(void)
{
    return clock_ns();
}

static void tick(void)
{
    hx_interrupt_enter();
    hx_tick_interrupt();
    hx_interrupt_exit();
}

void hx_port_tick_start(uint32_t period_ms)
{
    timer_start(period_ms, tick);
}

uint32_t hx_port_cpu_id(void)
{
    return 0;
}

uintptr_t hx_port_irq_save(void)
{
    uintptr_t flags;

    __asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
    return flags & FLAG_INTERRUPTS;
}

void hx_port_irq_restore(uintptr_t saved)
{
    if (saved != 0)
        __asm__ volatile("sti" : : : "memory");
}

/* Interrupts go on only behind the instruction after sti: none falls in between. */
void hx_port_idle(void)
{
    if (!__atomic_load_n(&wake_due, __ATOMIC_ACQUIRE))
        __asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
    __atomic_store_n(&wake_due, false, __ATOMIC_RELAXED);
}

void hx_port_wake(void)
{
    __atomic_store_n(&wake_due, true, __ATOMIC_RELEASE);
}

void hx_port_pause(void)
{
    __asm__ volatile("pause");
}

/* No module of this kernel drives a device: all lines are the kernel's own. */
bool hx_port_irq_enable(uint32_t line)
{
    (void)line;
    return false;
}

void hx_port_irq_disable(uint32_t line)
{
    (void)line;
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    if (capacity > 0)
        ranges[0] = (struct hx_memory_range){(uintptr_t)spare, sizeof(spare)};
    return 1;
}

void hx_port_halt(int status)
{
    machine_stop(status);
}
