/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <helix/port.h>

#define COUNT 1024u

static uint64_t instructions(void)
{
    uint32_t low;
    uint32_t high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/* The compiler takes neither a loop apart nor two turns together. */
static inline void keep(uint32_t number)
{
    __asm__ volatile("" : : "r"(number) : "memory");
}

static void run_empty(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        keep(i);
}

static void run_direct(struct bench *self, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        keep(bench_direct_next(self, i));
}

static void run_c_call(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        keep(peer_next(i));
}

static void run_slot(struct bench *self, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        keep(bench_slot_next(self, i));
}

static void run_c_pointer(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        keep(peer_ops->next(i));
}

static const struct hx_event ping = {
    .kind = HX_EVENT_CUSTOM,
    .custom = {.name = "bench.ping"},
};

static void run_publish(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        keep((uint32_t)hx_event_publish(&ping));
}

static void run_c_publish(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t n = 0; n < PEER_LISTENER_COUNT; n++)
            keep((uint32_t)peer_listeners[n](&ping));
}

static void run_by_name(struct bench *self, uint32_t count)
{
    (void)self;
    for (uint32_t i = 0; i < count; i++)
        keep(hx_registry_get_by_name("bench-answer") != NULL);
}

static void run_request(struct bench *self, uint32_t count)
{
    const struct hx_request request = {.type = "nothing"};
    struct hx_response response = {.payload = {.data = NULL}};

    for (uint32_t i = 0; i < count; i++)
        keep((uint32_t)hx_request_service(self->context, "bench-answer", &request,
                                          &response));
}

static const struct bench_row rows[] = {
    {"direct", run_direct},   {"c-call", run_c_call},
    {"slot", run_slot},       {"c-pointer", run_c_pointer},
    {"publish", run_publish}, {"c-publish", run_c_publish},
    {"by-name", run_by_name}, {"request", run_request},
};

/* What `COUNT` times cost. */
static uint64_t measure(struct bench *self, bench_run_fn run)
{
    const uintptr_t saved = hx_port_irq_save();
    const uint64_t first = instructions();
    uint64_t second;
    uint64_t third;

    run(self, COUNT);
    second = instructions();
    run(self, 2u * COUNT);
    third = instructions();
    hx_port_irq_restore(saved);
    return third - second - (second - first);
}

static void print(struct bench *self, const struct bench_row *row, uint64_t empty)
{
    hx_log_info("row %s %llu", row->name,
                (unsigned long long)(measure(self, row->run) - empty));
}

hx_status bench_request_rows(struct bench *self, const struct hx_request *request,
                             struct hx_response *response)
{
    const uint64_t empty = measure(self, run_empty);

    (void)request;
    for (size_t i = 0; i < HX_COUNT_OF(rows); i++)
        print(self, &rows[i], empty);
    for (size_t i = 0; i < bench_lookup_row_count; i++)
        print(self, &bench_lookup_rows[i], empty);
    return hx_respond(response, NULL, 0);
}
