/* SPDX-License-Identifier: MIT */
/* What must not be done, done: each of these ends in a report, or the test fails. */
#include "probe.h"

#include <helix/compiler.h>
#include <helix/log.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/string.h>

static uint32_t some_data[4] = {0xc3c3c3c3, 0xc3c3c3c3, 0xc3c3c3c3, 0xc3c3c3c3};
static const uint32_t some_constant = 1;

/* Above the map of every machine and the program of every process. */
static volatile uint32_t *volatile unmapped = (volatile uint32_t *)0x100000000000;

static void read_null(void)
{
    (void)probe_alpha_read((const volatile uint32_t *)8);
}

static void write_null(void)
{
    probe_alpha_write(NULL, 1);
}

static void call_null(void)
{
    probe_alpha_call(NULL);
}

static void write_unmapped(void)
{
    probe_alpha_write(unmapped, 1);
}

static void read_non_canonical(void)
{
    (void)probe_alpha_read((const volatile uint32_t *)UINT64_C(0x8000000000000000));
}

static void write_text(void)
{
    probe_alpha_write((volatile uint32_t *)(uintptr_t)hx_main, 1);
}

static void write_constant(void)
{
    probe_alpha_write((volatile uint32_t *)(uintptr_t)&some_constant, 2);
}

static void write_module_section(void)
{
    extern char __helix_modules_start[];

    probe_alpha_write((volatile uint32_t *)(uintptr_t)__helix_modules_start, 2);
}

static void execute_data(void)
{
    probe_alpha_call((void (*)(void))(uintptr_t)some_data);
}

static void execute_constant(void)
{
    probe_alpha_call((void (*)(void))(uintptr_t)&some_constant);
}

static void execute_stack(void)
{
    volatile uint32_t code[4] = {0xc3c3c3c3};

    probe_alpha_call((void (*)(void))(uintptr_t)code);
}

static void execute_free_memory(void)
{
    struct hx_memory_range range = {0};

    (void)hx_port_memory(&range, 1);
    *(volatile uint32_t *)range.start = 0xc3c3c3c3;
    probe_alpha_call((void (*)(void))range.start);
}

static void divide(void)
{
    /* By hand: a compiler may make anything of a division by zero. */
    __asm__ volatile("xorl %%ecx, %%ecx\n\tdivl %%ecx" : : : "eax", "ecx", "edx", "cc");
}

static void bad_instruction(void)
{
    __asm__ volatile("ud2");
}

static uint32_t sink;

/* No compiler shall see that it never ends. */
static uint32_t recurse(uint32_t depth)
{
    volatile uint32_t frame[64];

    if (depth == UINT32_MAX)
        return 0;
    frame[depth % 64] = depth;
    return recurse(depth + 1) + frame[depth % 64];
}

static void overflow_stack(void)
{
    sink = recurse(sink);
}

static void fault_in_interrupt(void)
{
    probe_on_tick = write_null;
    hx_port_tick_start(10);
    for (;;) {
    }
}

static void overflow_in_interrupt(void)
{
    probe_on_tick = overflow_stack;
    hx_port_tick_start(10);
    for (;;) {
    }
}

/* The report of this one faults itself. */
static void fault_in_report(void)
{
    probe_broken_write(NULL, 1);
}

static void fault_within_line(void)
{
    hx_log_write("half a line", strlen("half a line"));
    write_null();
}

#ifdef PROBE_IS_MACHINE
/* Without handlers the CPU gives up. */
static void triple_fault(void)
{
    static const char no_table[10];

    __asm__ volatile("lidt %0\n\tud2" : : "m"(no_table));
}

/* The stack pointer is of no use for the handler. */
static void lose_stack(void)
{
    __asm__ volatile("xorl %%esp, %%esp\n\tpushq $1" : : : "memory");
}
#endif

#ifdef PROBE_HAS_BALLAST
extern void ballast_function(void);
extern uint32_t ballast_constant;
extern uint32_t ballast_data;
extern uint32_t ballast_bss;

static void use_ballast(void)
{
    ballast_function();
    probe_alpha_write(&ballast_data, ballast_constant);
    probe_alpha_write(&ballast_bss, ballast_constant);
    probe_require(ballast_data + ballast_bss == 2, "data can be written");
}

static void write_ballast_text(void)
{
    probe_alpha_write((volatile uint32_t *)(uintptr_t)ballast_function, 1);
}

static void write_ballast_constant(void)
{
    probe_alpha_write(&ballast_constant, 2);
}

static void execute_ballast_data(void)
{
    probe_alpha_call((void (*)(void))(uintptr_t)&ballast_data);
}
#endif

const struct probe_check probe_fault_checks[] = {
    {"read-null", read_null},
    {"write-null", write_null},
    {"call-null", call_null},
    {"write-unmapped", write_unmapped},
    {"read-non-canonical", read_non_canonical},
    {"write-text", write_text},
    {"write-constant", write_constant},
    {"write-module-section", write_module_section},
    {"execute-data", execute_data},
    {"execute-constant", execute_constant},
    {"execute-stack", execute_stack},
    {"execute-free-memory", execute_free_memory},
    {"divide", divide},
    {"bad-instruction", bad_instruction},
    {"overflow-stack", overflow_stack},
    {"fault-in-interrupt", fault_in_interrupt},
    {"overflow-in-interrupt", overflow_in_interrupt},
    {"fault-in-report", fault_in_report},
    {"fault-within-line", fault_within_line},
#ifdef PROBE_IS_MACHINE
    {"triple-fault", triple_fault},
    {"lose-stack", lose_stack},
#endif
#ifdef PROBE_HAS_BALLAST
    {"use-ballast", use_ballast},
    {"write-ballast-text", write_ballast_text},
    {"write-ballast-constant", write_ballast_constant},
    {"execute-ballast-data", execute_ballast_data},
#endif
};

const size_t probe_fault_check_count = HX_COUNT_OF(probe_fault_checks);
