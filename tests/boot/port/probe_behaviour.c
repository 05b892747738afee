/* SPDX-License-Identifier: MIT */
/* What helix/port.h promises, seen from the runtime's side. */
#include "probe.h"

#include <helix/compiler.h>
#include <helix/image.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/string.h>

#define NS_PER_MS UINT64_C(1000000)
#define PAGE_SIZE 4096
#define RANGE_MAX 32

void probe_spin_ms(uint64_t duration_ms)
{
    const uint64_t start = hx_port_time_ns();

    while (hx_port_time_ns() - start < duration_ms * NS_PER_MS) {
    }
}

void probe_idle_until(const volatile uint32_t *counter, uint32_t wanted)
{
    const uintptr_t saved = hx_port_irq_save();

    while (*counter < wanted)
        hx_port_idle();
    hx_port_irq_restore(saved);
}

static void idle_until(uint32_t ticks)
{
    probe_idle_until(&probe_tick_count, ticks);
}

static void halt_0(void)
{
    hx_port_halt(0);
}

static void halt_1(void)
{
    hx_port_halt(1);
}

static void halt_2(void)
{
    hx_port_halt(2);
}

static void halt_in_interrupt(void)
{
    probe_on_tick = halt_1;
    hx_port_tick_start(10);
    idle_until(UINT32_MAX);
}

static void hang(void)
{
    for (;;)
        probe_spin_ms(1000);
}

static void wait_typed(int byte)
{
    int typed;

    while ((typed = hx_port_console_get()) < 0) {
    }
    probe_require(typed == byte, "the bytes arrive complete and in order");
}

#define END_OF_TRANSMISSION 4

/* All byte values both ways, except those that a terminal would act upon. */
static void console(void)
{
    int end;

    for (int byte = ' '; byte <= 0xff; byte++)
        wait_typed(byte);
    end = hx_port_console_get();
    probe_require(end == -1 || end == END_OF_TRANSMISSION, "nothing more was typed");
    for (int byte = ' '; byte <= 0xff; byte++)
        hx_port_console_put((char)byte);
    hx_port_console_put('\n');
}

/* What a process says where a serial line would stay silent. */
static void console_end(void)
{
    wait_typed(END_OF_TRANSMISSION);
    probe_require(hx_port_console_get() == -1, "the end is passed on once");
}

/* A prompt has no newline, and must be seen before the answer is typed. */
static void console_prompt(void)
{
    hx_port_console_put('?');
    while (hx_port_console_get() < 0) {
    }
}

static void print_signs(void)
{
    hx_log_line("@@@@@@@@");
}

/* Bytes of an interrupt may come between others, and none gets lost. */
static void console_interrupt(void)
{
    uint32_t written = 0;

    probe_on_tick = print_signs;
    hx_port_tick_start(1);
    while (probe_tick_count < 500) {
        hx_port_console_put('#');
        (void)hx_port_console_get(); /* on host, writes out what is buffered */
        written++;
    }
    (void)hx_port_irq_save();
    hx_log_line("\n%u and %u", (unsigned)written, (unsigned)probe_tick_count * 8);
}

static void time_advances(void)
{
    const uint64_t start = hx_port_time_ns();
    uint64_t before = start;

    for (int i = 0; i < 100000; i++) {
        const uint64_t now = hx_port_time_ns();

        probe_require(now >= before, "time never goes back");
        before = now;
    }
    probe_require(before > start, "time passes");
    probe_require(start < 60 * 1000 * NS_PER_MS, "time starts with the boot");
}

/* The host process compares it with its own clock. */
static void time_second(void)
{
    hx_log_line("begin");
    probe_spin_ms(1000);
    hx_log_line("end");
}

static void ticks(void)
{
    const uint64_t start = hx_port_time_ns();
    uint64_t duration_ms;

    hx_port_tick_start(10);
    idle_until(30);
    duration_ms = (hx_port_time_ns() - start) / NS_PER_MS;
    hx_log_line("30 ticks of 10 ms took %u ms", (unsigned)duration_ms);
    probe_require(duration_ms >= 280, "ticks do not come too early");
    probe_require(duration_ms < 3000, "ticks do not come much too late");
}

/* A period that the PIT of a PC could not do. */
static void ticks_slow(void)
{
    const uint64_t start = hx_port_time_ns();

    hx_port_tick_start(500);
    idle_until(1);
    probe_require(hx_port_time_ns() - start >= 490 * NS_PER_MS, "not too early");
}

static void ticks_without_idle(void)
{
    hx_port_tick_start(10);
    while (probe_tick_count < 3) {
    }
}

static void irq(void)
{
    uintptr_t outer;
    uintptr_t inner;

    hx_port_tick_start(10);
    outer = hx_port_irq_save();
    inner = hx_port_irq_save();
    {
        const uint32_t before = probe_tick_count;

        probe_spin_ms(50);
        hx_port_irq_restore(inner);
        probe_spin_ms(50);
        probe_require(probe_tick_count == before, "no tick while kept off, nested");
        hx_port_irq_restore(outer);
        probe_spin_ms(5);
        probe_require(probe_tick_count > before, "the pending tick comes at once");
    }
}

/* The tick comes before idle is called: idle must see it and return. */
static void idle_pending(void)
{
    const uintptr_t saved = hx_port_irq_save();
    uint64_t start;

    hx_port_tick_start(1000);
    probe_spin_ms(1200);
    start = hx_port_time_ns();
    hx_port_idle();
    probe_require(hx_port_time_ns() - start < 500 * NS_PER_MS, "it was slept through");
    probe_require(probe_tick_count == 1, "the tick was served");
    probe_spin_ms(1200);
    probe_require(probe_tick_count == 1, "interrupts are off again after idle");
    hx_port_irq_restore(saved);
    probe_require(probe_tick_count == 2, "and on again in the end");
}

/* No timer runs yet: an idle that is not ended would never be. */
static void wake(void)
{
    const uintptr_t saved = hx_port_irq_save();

    hx_port_wake();
    hx_port_wake();
    hx_port_idle();
    hx_port_tick_start(10);
    hx_port_idle();
    probe_require(probe_tick_count == 1, "two wakes end one idle");
    hx_port_irq_restore(saved);
}

static void wake_in_interrupt(void)
{
    const uintptr_t saved = hx_port_irq_save();

    probe_on_tick = hx_port_wake;
    hx_port_tick_start(10);
    hx_port_idle();
    probe_require(probe_tick_count == 1, "a tick has ended it");
    hx_port_idle();
    probe_require(probe_tick_count == 2, "its wake was for the idle that it ended");
    hx_port_irq_restore(saved);
}

static void line_refused(void)
{
    probe_require(!hx_port_irq_enable(HX_IRQ_MAX), "there is no such line");
    probe_require(!hx_port_irq_enable(UINT32_MAX), "nor this one");
    hx_port_irq_disable(HX_IRQ_MAX);
    hx_port_irq_disable(UINT32_MAX);
    hx_port_pause();
}

static volatile bool was_active;
static volatile uintptr_t saved_in_tick;

static void look_around(void)
{
    was_active = hx_interrupt_active();
    saved_in_tick = hx_port_irq_save();
    hx_port_irq_restore(saved_in_tick);
}

static void interrupt_context(void)
{
    probe_require(!hx_interrupt_active(), "hx_main() is no interrupt");
    probe_on_tick = look_around;
    hx_port_tick_start(10);
    ticks_without_idle();
    probe_require(was_active, "a tick is an interrupt");
    probe_require(!hx_interrupt_active(), "and over when it has returned");
}

static void registers(void)
{
    probe_on_tick = probe_spoil_registers;
    hx_port_tick_start(5);
    for (int i = 0; i < 20; i++)
        probe_require(probe_keep_registers(&probe_tick_count), "registers are kept");
}

static void probe_page(uintptr_t page)
{
    volatile uint64_t *word = (volatile uint64_t *)page;

    for (size_t i = 0; i < PAGE_SIZE / sizeof(*word); i++)
        word[i] = page + i;
    for (size_t i = 0; i < PAGE_SIZE / sizeof(*word); i++)
        probe_require(word[i] == page + i, "RAM remembers");
}

static bool contains(const struct hx_memory_range *range, const void *object)
{
    return (uintptr_t)object - range->start < range->size;
}

static void memory(void)
{
    static char in_bss;
    struct hx_memory_range ranges[RANGE_MAX];
    struct hx_memory_range again[RANGE_MAX];
    const size_t count = hx_port_memory(ranges, RANGE_MAX);
    uintptr_t end = 0;

    probe_require(count > 0 && count <= RANGE_MAX, "there is RAM");
    for (size_t i = 0; i < count; i++) {
        const struct hx_memory_range *range = &ranges[i];

        hx_log_line("ram 0x%llx + 0x%llx", (unsigned long long)range->start,
                    (unsigned long long)range->size);
        probe_require(range->size > 0, "no range is empty");
        probe_require((range->start | range->size) % PAGE_SIZE == 0, "page-aligned");
        probe_require(i == 0 || range->start > end, "ascending, and apart");
        probe_require(!contains(range, &hx_image), "constants are not free");
        probe_require(!contains(range, &in_bss), "variables are not free");
        probe_require(!contains(range, &end), "the stack is not free");
        probe_require(!contains(range, (const void *)(uintptr_t)hx_main),
                      "code is not free");
        end = range->start + range->size;
        probe_page(range->start);
        probe_page(end - PAGE_SIZE);
    }

    probe_require(hx_port_memory(again, RANGE_MAX) == count, "the same count again");
    for (size_t i = 0; i < count; i++)
        probe_require(again[i].start == ranges[i].start &&
                          again[i].size == ranges[i].size,
                      "the same ranges again");
    again[0].size = 1;
    probe_require(hx_port_memory(again, 0) == count, "the count without ranges");
    probe_require(again[0].size == 1, "no range without room");
}

static void cpu(void)
{
    probe_require(hx_port_cpu_id() == 0, "the CPU that boots is number 0");
}

/* Entries as the generator writes them, but not in the order of their keys. */
static const struct hx_module section_modules[3];

#define ENTRY(key, index)                   \
    HX_SECTION_ENTRY(".helix.modules." key) \
    static const struct hx_module *const entry_##index = &section_modules[index]

ENTRY("00010.apple", 2);
ENTRY("00002.zebra", 1);
ENTRY("00002.apple", 0);

static void module_section(void)
{
    const struct hx_module *const *entry = __helix_modules_start;

    probe_require(__helix_modules_end - __helix_modules_start == 3, "all are there");
    for (size_t i = 0; i < 3; i++)
        probe_require(entry[i] == &section_modules[i], "sorted by key");
}

const struct probe_check probe_behaviour_checks[] = {
    {"halt-0", halt_0},
    {"halt-1", halt_1},
    {"halt-2", halt_2},
    {"halt-in-interrupt", halt_in_interrupt},
    {"hang", hang},
    {"console", console},
    {"console-end", console_end},
    {"console-interrupt", console_interrupt},
    {"console-prompt", console_prompt},
    {"time", time_advances},
    {"time-second", time_second},
    {"ticks", ticks},
    {"ticks-slow", ticks_slow},
    {"ticks-without-idle", ticks_without_idle},
    {"irq", irq},
    {"idle-pending", idle_pending},
    {"wake", wake},
    {"wake-in-interrupt", wake_in_interrupt},
    {"line-refused", line_refused},
    {"interrupt-context", interrupt_context},
    {"registers", registers},
    {"memory", memory},
    {"cpu", cpu},
    {"module-section", module_section},
};

const size_t probe_behaviour_check_count = HX_COUNT_OF(probe_behaviour_checks);
