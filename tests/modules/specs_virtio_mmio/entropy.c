/* SPDX-License-Identifier: MIT */
#include <helix/irq.h>
#include <helix/memory.h>
#include <helix/port.h>
#include <helix/wait.h>

#define TYPE_ENTROPY 4
#define QUEUE 0
#define LIMIT_NS UINT64_C(10000000000)

static void on_interrupt(void *arg)
{
    struct entropy *self = arg;

    if ((entropy_bus_acknowledge(self, self->device) & 1) != 0)
        __atomic_add_fetch(&self->interrupts, 1, __ATOMIC_RELAXED);
}

hx_status entropy_init(struct entropy *self, const struct hx_context *ctx)
{
    hx_status status = entropy_bus_find(self, TYPE_ENTROPY, 0, &self->device);

    if (status != HX_OK)
        return status;
    return hx_irq_attach(ctx, entropy_bus_line(self, self->device), on_interrupt, self);
}

/* The request `nth`, in three segments one behind the other. */
static hx_status put(struct entropy *self, uint32_t nth)
{
    const uint32_t third = ENTROPY_BYTES / 3;
    struct helix_virtio_segment segments[3];

    for (uint32_t i = 0; i < 3; i++)
        segments[i] = (struct helix_virtio_segment){
            .address = (uintptr_t)&self->bytes[nth][i * third],
            .size = third,
            .device_writes = true,
        };
    return entropy_bus_put(self, self->device, QUEUE, segments, 3, 1000 + nth);
}

/* Takes all requests; true if each came once, and its memory was written. */
static bool take_all(struct entropy *self, uint32_t count)
{
    const uint64_t end_ns = hx_port_time_ns() + LIMIT_NS;
    uint32_t seen = 0;

    for (uint32_t taken = 0; taken < count;) {
        uint64_t token;
        uint32_t written;
        uint32_t zeros = 0;

        if (hx_port_time_ns() > end_ns)
            return false;
        if (!entropy_bus_take(self, self->device, QUEUE, &token, &written)) {
            hx_wait();
            continue;
        }
        taken++;
        seen |= UINT32_C(1) << (token - 1000);
        for (uint32_t i = 0; i < written; i++)
            zeros += self->bytes[token - 1000][i] == 0;
        if (written == 0 || written > ENTROPY_BYTES || zeros > written / 8)
            return false;
    }
    return seen == (UINT32_C(1) << count) - 1;
}

static hx_status ask_once(struct entropy *self, uint32_t *count)
{
    uint64_t features;
    uint32_t size;
    hx_status status = entropy_bus_begin(self, self->device, 0, &features);

    memset(self->bytes, 0, sizeof(self->bytes));
    if (status == HX_OK)
        status = entropy_bus_add_queue(self, self->device, QUEUE, 17, &size);
    if (status == HX_OK)
        status = entropy_bus_ready(self, self->device);
    if (status != HX_OK)
        return status;
    *count = 0;
    while (status == HX_OK && *count < ENTROPY_REQUESTS) {
        status = put(self, *count);
        *count += status == HX_OK;
    }
    if (status != HX_ERR_BUSY)
        return hx_fail(HX_ERR_INTERNAL, "a queue of %u takes everything",
                       (unsigned)size);
    status = entropy_bus_notify(self, self->device, QUEUE);
    if (status == HX_OK && !take_all(self, *count))
        status = hx_fail(HX_ERR_TIMEOUT, "not all requests are done, or not rightly");
    return status;
}

hx_status entropy_request_ask(struct entropy *self, const struct hx_request *request,
                              struct hx_response *response)
{
    uint32_t count = 0;
    hx_status status = ask_once(self, &count);
    const size_t left = hx_memory_left();

    (void)request;
    for (unsigned i = 0; status == HX_OK && i < 20; i++)
        status = ask_once(self, &count);
    if (status == HX_OK)
        status = entropy_bus_reset(self, self->device);
    if (status != HX_OK)
        return status;
    return hx_respond_fmt(response, "%u at once, %s, %s", (unsigned)count,
                          hx_memory_left() == left ? "memory kept" : "memory lost",
                          __atomic_load_n(&self->interrupts, __ATOMIC_RELAXED) > 20
                              ? "interrupts"
                              : "silence");
}
