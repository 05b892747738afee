/* SPDX-License-Identifier: MIT */
#include "fake_port.h"

#include <helix/interrupt.h>

#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSOLE_SIZE 65536

/* A test that sleeps this often waits for something that never comes. */
#define IDLE_MAX 100000

const char hx_port_name[] = "fake";

uint64_t fake_time_ns;
uint64_t fake_time_step_ns;
_Thread_local uint32_t fake_cpu;
struct hx_memory_range fake_ranges[32];
size_t fake_range_count;
uint32_t fake_tick_ms;
unsigned fake_idle_count;
_Thread_local unsigned fake_irq_depth;
unsigned fake_wake_count;
uint32_t fake_irq_enabled;
uint32_t fake_irq_refused;
void (*fake_late_interrupt)(void);

static char console[CONSOLE_SIZE];
static size_t console_size;
static jmp_buf *machine_end;
static bool wake_due;

const char *fake_console(void)
{
    return console;
}

void fake_console_clear(void)
{
    console_size = 0;
    console[0] = '\0';
}

unsigned fake_console_lines(const char *line)
{
    size_t size = strlen(line);
    unsigned count = 0;

    for (const char *at = console; *at != '\0';) {
        const char *end = strchr(at, '\n');

        if (end == NULL)
            break;
        if ((size_t)(end - at) == size && memcmp(at, line, size) == 0)
            count++;
        at = end + 1;
    }
    return count;
}

void hx_port_console_put(char byte)
{
    if (console_size + 1 >= CONSOLE_SIZE) {
        fputs("fake_port: the console is full\n", stderr);
        abort();
    }
    console[console_size++] = byte;
    console[console_size] = '\0';
}

int hx_port_console_get(void)
{
    return -1;
}

uint64_t hx_port_time_ns(void)
{
    return __atomic_add_fetch(&fake_time_ns, fake_time_step_ns, __ATOMIC_RELAXED);
}

void hx_port_tick_start(uint32_t period_ms)
{
    fake_tick_ms = period_ms;
}

uint32_t hx_port_cpu_id(void)
{
    return fake_cpu;
}

uintptr_t hx_port_irq_save(void)
{
    if (fake_late_interrupt != NULL) {
        hx_interrupt_enter();
        fake_late_interrupt();
        hx_interrupt_exit();
    }
    return fake_irq_depth++;
}

void hx_port_irq_restore(uintptr_t saved)
{
    fake_irq_depth = (unsigned)saved;
}

void hx_port_idle(void)
{
    if (fake_irq_depth == 0 || fake_tick_ms == 0 || fake_idle_count >= IDLE_MAX) {
        fputs("fake_port: slept with interrupts on, without ticks, or for ever\n",
              stderr);
        abort();
    }
    if (__atomic_exchange_n(&wake_due, false, __ATOMIC_ACQUIRE))
        return;
    fake_idle_count++;
    fake_time_ns += fake_tick_ms * UINT64_C(1000000);
    hx_interrupt_enter();
    hx_tick_interrupt();
    hx_interrupt_exit();
    __atomic_store_n(&wake_due, false, __ATOMIC_RELAXED);
}

void hx_port_wake(void)
{
    __atomic_fetch_add(&fake_wake_count, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&wake_due, true, __ATOMIC_RELEASE);
}

void hx_port_pause(void)
{
    (void)sched_yield();
}

bool hx_port_irq_enable(uint32_t line)
{
    if (line >= HX_IRQ_MAX || (fake_irq_refused >> line & 1) != 0)
        return false;
    __atomic_fetch_or(&fake_irq_enabled, UINT32_C(1) << line, __ATOMIC_RELAXED);
    return true;
}

void hx_port_irq_disable(uint32_t line)
{
    if (line < HX_IRQ_MAX)
        __atomic_fetch_and(&fake_irq_enabled, ~(UINT32_C(1) << line), __ATOMIC_RELAXED);
}

void fake_irq_raise(uint32_t line)
{
    if ((__atomic_load_n(&fake_irq_enabled, __ATOMIC_RELAXED) >> line & 1) == 0)
        return;
    hx_interrupt_enter();
    hx_irq_interrupt(line);
    hx_interrupt_exit();
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    for (size_t i = 0; i < fake_range_count && i < capacity; i++)
        ranges[i] = fake_ranges[i];
    return fake_range_count;
}

void hx_port_halt(int status)
{
    if (machine_end == NULL) {
        fprintf(stderr, "fake_port: unexpected halt %d\n%s", status, console);
        abort();
    }
    longjmp(*machine_end, status + 1);
}

int fake_machine_run(void (*body)(void))
{
    jmp_buf end;
    int halted;

    machine_end = &end;
    halted = setjmp(end);
    if (halted == 0)
        body();
    machine_end = NULL;
    return halted - 1;
}
