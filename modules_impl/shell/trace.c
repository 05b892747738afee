/* SPDX-License-Identifier: MIT */
/* `trace`: what the life cycle did, and how long it took. */
#include "commands.h"
#include "output.h"

#include <helix/trace.h>

#define NS_PER_US UINT64_C(1000)

/* A time in microseconds; the nanoseconds are instructions on some machines. */
static void print_us(struct shell *self, uint64_t ns)
{
    shell_print(self, " %llu.%03u", (unsigned long long)(ns / NS_PER_US),
                (unsigned)(ns % NS_PER_US));
}

static void print_record(struct shell *self, const struct hx_trace_record *record)
{
    shell_print(self, "%s %s", hx_trace_phase_name((enum hx_trace_phase)record->phase),
                record->name);
    print_us(self, record->begin_ns);
    if (record->duration_ns == HX_TRACE_UNFINISHED) {
        shell_print(self, " - -\n");
        return;
    }
    print_us(self, record->duration_ns);
    shell_print(self, " %s\n", hx_status_name((hx_status)record->status));
}

hx_status shell_show_trace(struct shell *self, const struct shell_words *words)
{
    const struct hx_trace_record *record = NULL;
    const uint32_t lost_count = hx_trace_lost_count();

    (void)words;
    while ((record = hx_trace_next(record)) != NULL)
        print_record(self, record);
    if (lost_count > 0)
        shell_print(self, "and %u more\n", (unsigned)lost_count);
    return HX_OK;
}
