/* SPDX-License-Identifier: MIT */
#include "fault_injection.h"
#include "internal.h"
#include "step.h"

#include <helix/boot.h>
#include <helix/event.h>
#include <helix/image.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/status.h>
#include <helix/string.h>

#define NS_PER_MS UINT64_C(1000000)

/* What hx_port_halt() is told. */
enum halt_status {
    HALT_GOOD = 0,
    HALT_MODULE_FAILED = 1,
    HALT_PANIC = 2,
};

static void verify_image(void);
static void run_until(uint64_t deadline_ns);
static void run_commands(void);
static void publish_shutdown(void);

void hx_main(void)
{
    uint32_t failed_count;
    enum halt_status status;

    hx_log_line("helix: boot profile=%s target=%s modules=%u", hx_image.profile,
                hx_port_name, (unsigned)hx_registry_count());
    verify_image();
    if (hx_image.security == NULL)
        hx_log_line("helix: security: no policy, everything is allowed");
    hx_boot_init();
    hx_boot_start();
    failed_count = hx_boot_failed_count();
    hx_log_line("helix: ready modules=%u failed=%u", (unsigned)hx_registry_count(),
                (unsigned)failed_count);

    hx_fault_begin();
    hx_port_tick_start(hx_image.tick_ms);
    run_until(hx_port_time_ns() + hx_image.run_ms * NS_PER_MS);
    run_commands();
    if (hx_image.interactive)
        run_until(UINT64_MAX);

    publish_shutdown();
    (void)hx_boot_stop();
    /* Those of the boot may have come up since; others may wait for a restart. */
    failed_count += hx_step_failure_count() + hx_boot_failed_count();
    status = failed_count > 0 ? HALT_MODULE_FAILED : HALT_GOOD;
    hx_fault_report();
    hx_log_line("helix: halt status=%d", (int)status);
    hx_port_halt((int)status);
}

static void verify_image(void)
{
    hx_status status =
        hx_image_check(&hx_image, __helix_modules_start, __helix_modules_end);

    if (status != HX_OK)
        hx_panic("%s", hx_fail_detail(status));
}

/*
 * Does one round at least, also when there is no time to run. Only the tick ends a wait
 * for sure, so what is left of the time and shorter than a tick is not slept through.
 */
static void run_until(uint64_t deadline_ns)
{
    for (;;) {
        bool found = hx_loop_step();
        uint64_t now_ns = hx_port_time_ns();

        if (hx_shutdown_requested() || now_ns >= deadline_ns)
            return;
        if (!found && deadline_ns - now_ns >= hx_image.tick_ms * NS_PER_MS)
            hx_loop_wait();
    }
}

/* The shell prints what comes of a command; here is said that there is no shell. */
static void run_command(const char *command)
{
    char answer[64];
    struct hx_request request = {
        .type = "run",
        .payload = {.data = command, .size = strlen(command)},
    };
    struct hx_response response = {
        .payload = {.data = answer, .capacity = sizeof(answer)},
    };
    hx_status status = hx_request_service(NULL, "shell", &request, &response);

    if (status != HX_OK)
        hx_log_error("boot command '%s': %s: %s", command, hx_status_name(status),
                     hx_fail_detail(status));
}

static void run_commands(void)
{
    for (uint32_t i = 0; i < hx_image.command_count && !hx_shutdown_requested(); i++) {
        run_command(hx_image.commands[i]);
        /* What it has asked for is done before the next one. */
        do
            hx_loop_step();
        while (hx_loop_is_awaited() && !hx_shutdown_requested());
    }
}

static void publish_shutdown(void)
{
    const struct hx_event event = {.kind = HX_EVENT_SHUTDOWN};
    hx_status status = hx_event_publish(&event);

    if (status != HX_OK)
        hx_log_error("shutdown: %s: %s", hx_status_name(status),
                     hx_fail_detail(status));
}

static bool shutdown_requested;

void hx_shutdown(void)
{
    __atomic_store_n(&shutdown_requested, true, __ATOMIC_RELEASE);
    hx_port_wake();
}

bool hx_shutdown_requested(void)
{
    return __atomic_load_n(&shutdown_requested, __ATOMIC_ACQUIRE);
}

void hx_panic(const char *format, ...)
{
    static bool panicking;
    va_list arguments;

    (void)hx_port_irq_save();
    /* A second panic can only come from printing the first. */
    if (!__atomic_exchange_n(&panicking, true, __ATOMIC_RELAXED)) {
        va_start(arguments, format);
        hx_log_list("helix: panic ", format, arguments);
        va_end(arguments);
    }
    hx_port_halt((int)HALT_PANIC);
}
