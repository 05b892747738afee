/* SPDX-License-Identifier: MIT */
/* A kernel with work of its own, which steps the modules in between. */
#include "kernel.h"

#include <helix/boot.h>
#include <helix/event.h>
#include <helix/image.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/request.h>
#include <helix/status.h>

#define JOB_PERIOD_NS 50000000
#define JOB_COUNT 4

void kernel_main(void);

static uint64_t next_job_ns;
static unsigned job_count;

static void ask_heartbeat(void)
{
    char text[16];
    const struct hx_request request = {.type = "beating"};
    struct hx_response response = {
        .payload = {.data = text, .capacity = sizeof(text)},
    };
    const hx_status status = hx_request_service(NULL, "heartbeat", &request, &response);

    if (status != HX_OK)
        hx_log_line("kernel: no answer: %s", hx_fail_detail(status));
    else
        hx_log_line("kernel: the heart beats: %.*s", (int)response.payload.size, text);
}

/* Returns whether there was anything to do. */
static bool do_own_work(void)
{
    if (clock_ns() < next_job_ns)
        return false;
    next_job_ns += JOB_PERIOD_NS;
    hx_log_line("kernel: job %u of %u", ++job_count, (unsigned)JOB_COUNT);
    if (job_count == JOB_COUNT) {
        ask_heartbeat();
        hx_shutdown();
    }
    return true;
}

static int run_modules(void)
{
    const struct hx_event shutdown = {.kind = HX_EVENT_SHUTDOWN};
    uint32_t failed_count;
    const hx_status status =
        hx_image_check(&hx_image, __helix_modules_start, __helix_modules_end);

    if (status != HX_OK)
        hx_panic("%s", hx_fail_detail(status));
    hx_boot_init();
    hx_boot_start();
    failed_count = hx_boot_failed_count();
    hx_port_tick_start(hx_image.tick_ms);

    next_job_ns = clock_ns();
    while (!hx_shutdown_requested()) {
        const bool found = do_own_work();

        if (!hx_loop_step() && !found)
            hx_loop_wait();
    }

    (void)hx_event_publish(&shutdown);
    failed_count += hx_boot_stop();
    return failed_count == 0 ? 0 : 1;
}

void kernel_main(void)
{
    int status;

    machine_start();
    hx_log_line("kernel: up");
    status = run_modules();
    hx_log_line("kernel: down, status %d", status);
    machine_stop(status);
}
