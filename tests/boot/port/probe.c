/* SPDX-License-Identifier: MIT */
/*
 * The runtime's place in the probe: hx_main() reads the name of a check from the
 * console, runs it and halts.
 */
#include "probe.h"

#include <helix/compiler.h>
#include <helix/event.h>
#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/string.h>

#include <stdarg.h>

#define NAME_SIZE 64
#define PANIC_SIZE 256

extern const char __helix_text_alpha_start[], __helix_text_alpha_end[];
extern const char __helix_text_empty_start[], __helix_text_empty_end[];
extern const char __helix_text_broken_start[], __helix_text_broken_end[];

/* Nothing is mapped at the first page on any target. */
#define UNREADABLE_MODULE ((const struct hx_module *)64)

static const struct hx_module empty_module = {
    .info = &(const struct hx_module_info){.name = "my-empty"},
};

static const struct hx_text_range text_ranges[] = {
    {__helix_text_alpha_start, __helix_text_alpha_end, &probe_alpha_module},
    {__helix_text_empty_start, __helix_text_empty_end, &empty_module},
    {__helix_text_broken_start, __helix_text_broken_end, UNREADABLE_MODULE},
};

const struct hx_image hx_image = {
    .profile = "probe",
    .text_ranges = text_ranges,
    .text_range_count = HX_COUNT_OF(text_ranges),
};

hx_text_owner_fn hx_text_owner_loaded;

/* All checks run on the main loop. */
bool hx_loop_is_here(void)
{
    return true;
}

void (*volatile probe_on_tick)(void);

volatile uint32_t probe_tick_count;

/* The end of hx_tick_interrupt(). */
hx_status hx_event_post(const struct hx_event *event)
{
    void (*const on_tick)(void) = probe_on_tick;

    if (event->kind == HX_EVENT_TICK)
        probe_tick_count = probe_tick_count + 1;
    if (on_tick != NULL)
        on_tick();
    return HX_OK;
}

void (*volatile probe_on_line)(uint32_t line);

volatile uint32_t probe_line_count;

void hx_irq_interrupt(uint32_t line)
{
    void (*const on_line)(uint32_t) = probe_on_line;

    probe_line_count = probe_line_count + 1;
    if (on_line != NULL)
        on_line(line);
}

void hx_panic(const char *format, ...)
{
    char text[PANIC_SIZE];
    va_list arguments;

    va_start(arguments, format);
    hx_format_list(text, sizeof(text), format, arguments);
    va_end(arguments);
    hx_log_line("helix: panic %s", text);
    hx_port_halt(2);
}

void probe_require(bool good, const char *what)
{
    if (good)
        return;
    hx_log_line("probe: not so: %s", what);
    hx_port_halt(1);
}

static void read_line(char *line, size_t capacity)
{
    size_t size = 0;
    int byte;

    while ((byte = hx_port_console_get()) != '\n') {
        if (byte >= 0 && size + 1 < capacity)
            line[size++] = (char)byte;
    }
    line[size] = '\0';
}

static void run_check(const struct probe_check *checks, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(checks[i].name, name) != 0)
            continue;
        checks[i].run();
        hx_log_line("probe: %s passed", name);
        hx_port_halt(0);
    }
}

void hx_main(void)
{
    char name[NAME_SIZE];

    hx_log_line("probe: ready on %s", hx_port_name);
    read_line(name, sizeof(name));
    run_check(probe_behaviour_checks, probe_behaviour_check_count, name);
    run_check(probe_fault_checks, probe_fault_check_count, name);
    run_check(probe_protect_checks, probe_protect_check_count, name);
#ifdef PROBE_IS_MACHINE
    run_check(probe_device_checks, probe_device_check_count, name);
#else
    run_check(probe_line_checks, probe_line_check_count, name);
    run_check(probe_thread_checks, probe_thread_check_count, name);
    run_check(probe_wake_checks, probe_wake_check_count, name);
#endif
    hx_log_line("probe: there is no check '%s'", name);
    hx_port_halt(1);
}
