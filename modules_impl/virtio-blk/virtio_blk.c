/* SPDX-License-Identifier: MIT */
/* The units as a whole, and the operations of helix.block_device. */
#include "virtio_blk.h"

#include <helix/irq.h>
#include <helix/mutex.h>

#define TYPE_BLOCK 2
#define NO_LINE UINT32_MAX

static void on_interrupt(void *arg)
{
    struct virtio_blk_unit *unit = arg;

    /* Who waits for a request looks for it by itself: it only has to be woken up. */
    if (virtio_blk_bus_acknowledge(unit->owner, unit->device) != 0)
        __atomic_add_fetch(&unit->interrupt_count, 1, __ATOMIC_RELAXED);
}

static void add_unit(struct virtio_blk *self, uint32_t device,
                     const struct hx_context *ctx)
{
    struct virtio_blk_unit *unit = &self->units[self->unit_count];
    const uint32_t line = virtio_blk_bus_line(self, device);
    hx_status status = HX_OK;

    unit->owner = self;
    unit->number = self->unit_count++;
    unit->device = device;
    if (line != NO_LINE)
        status = hx_irq_attach(ctx, line, on_interrupt, unit);
    if (status != HX_OK)
        hx_log_warn("virtio-blk: unit %u works without interrupts: %s",
                    (unsigned)unit->number, hx_fail_detail(status));
    status = virtio_blk_bring_up(unit);
    if (status != HX_OK)
        /* The others may work. */
        hx_log_warn("virtio-blk: unit %u cannot be used: %s: %s",
                    (unsigned)unit->number, hx_status_name(status),
                    hx_fail_detail(status));
    else
        hx_log_info("virtio-blk: unit %u has %llu blocks%s", (unsigned)unit->number,
                    (unsigned long long)unit->block_count,
                    unit->read_only ? ", read-only" : "");
}

hx_status virtio_blk_init(struct virtio_blk *self, const struct hx_context *ctx)
{
    uint32_t device;

    while (self->unit_count < VIRTIO_BLK_UNITS_MAX &&
           virtio_blk_bus_find(self, TYPE_BLOCK, self->unit_count, &device) == HX_OK)
        add_unit(self, device, ctx);
    if (virtio_blk_bus_find(self, TYPE_BLOCK, VIRTIO_BLK_UNITS_MAX, &device) == HX_OK)
        hx_log_warn("virtio-blk: disks from number %u on are left alone",
                    (unsigned)VIRTIO_BLK_UNITS_MAX);
    return HX_OK;
}

hx_status virtio_blk_start(struct virtio_blk *self)
{
    if (!self->stopped)
        return HX_OK;
    for (uint32_t i = 0; i < self->unit_count; i++) {
        hx_status status = virtio_blk_bring_up(&self->units[i]);

        if (status != HX_OK)
            hx_log_warn("virtio-blk: unit %u cannot be used: %s: %s", (unsigned)i,
                        hx_status_name(status), hx_fail_detail(status));
    }
    self->stopped = false;
    return HX_OK;
}

static hx_status stop_unit(struct virtio_blk_unit *unit)
{
    hx_status status = hx_mutex_take(&unit->mutex);
    hx_status down;

    if (status != HX_OK)
        return status;
    if (unit->up && unit->has_cache && !unit->read_only)
        status = virtio_blk_do(unit, VIRTIO_BLK_FLUSH, 0, NULL, 0);
    down = virtio_blk_take_down(unit);
    hx_mutex_give(&unit->mutex);
    return status != HX_OK ? status : down;
}

hx_status virtio_blk_stop(struct virtio_blk *self)
{
    hx_status result = HX_OK;

    for (uint32_t i = 0; i < self->unit_count; i++) {
        hx_status status = stop_unit(&self->units[i]);

        if (result == HX_OK)
            result = status;
    }
    self->stopped = true;
    return result;
}

hx_status virtio_blk_request_stats(struct virtio_blk *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    uint64_t requests = 0;
    uint64_t failures = 0;
    uint64_t interrupts = 0;

    (void)request;
    for (uint32_t i = 0; i < self->unit_count; i++) {
        struct virtio_blk_unit *unit = &self->units[i];

        requests += unit->request_count;
        failures += unit->failure_count;
        interrupts += __atomic_load_n(&unit->interrupt_count, __ATOMIC_RELAXED);
    }
    return hx_respond_fmt(response,
                          "units: %u, requests: %llu, failures: %llu, "
                          "interrupts: %llu",
                          (unsigned)self->unit_count, (unsigned long long)requests,
                          (unsigned long long)failures, (unsigned long long)interrupts);
}

/* Takes the unit's mutex, and only then returns HX_OK. */
static hx_status begin(struct virtio_blk *self, uint32_t number, uint64_t lba,
                       size_t size, struct virtio_blk_unit **unit)
{
    const uint64_t count = size / VIRTIO_BLK_BLOCK_SIZE;
    hx_status status;

    if (number >= self->unit_count)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no unit %u", (unsigned)number);
    *unit = &self->units[number];
    if (size % VIRTIO_BLK_BLOCK_SIZE != 0)
        return hx_fail(HX_ERR_INVALID, "%zu bytes are not whole blocks", size);
    status = hx_mutex_take(&(*unit)->mutex);
    if (status != HX_OK)
        return status;
    if (!(*unit)->up)
        status = hx_fail(HX_ERR_NOT_RUNNING, "unit %u is not up", (unsigned)number);
    else if (lba > (*unit)->block_count || count > (*unit)->block_count - lba)
        status = hx_fail(HX_ERR_INVALID, "%llu blocks at %llu, unit %u has %llu",
                         (unsigned long long)count, (unsigned long long)lba,
                         (unsigned)number, (unsigned long long)(*unit)->block_count);
    if (status != HX_OK)
        hx_mutex_give(&(*unit)->mutex);
    return status;
}

static hx_status transfer(struct virtio_blk_unit *unit, enum virtio_blk_type type,
                          uint64_t lba, uint8_t *data, size_t size)
{
    hx_status status = HX_OK;

    while (status == HX_OK && size > 0) {
        const size_t piece = size < unit->piece_size ? size : unit->piece_size;

        status = virtio_blk_do(unit, type, lba, data, piece);
        lba += piece / VIRTIO_BLK_BLOCK_SIZE;
        data += piece;
        size -= piece;
    }
    return status;
}

hx_status virtio_blk_read(struct virtio_blk *self, uint32_t number, uint64_t lba,
                          void *data, size_t size)
{
    struct virtio_blk_unit *unit = NULL;
    hx_status status = begin(self, number, lba, size, &unit);

    if (status != HX_OK)
        return status;
    status = transfer(unit, VIRTIO_BLK_READ, lba, data, size);
    hx_mutex_give(&unit->mutex);
    return status;
}

hx_status virtio_blk_write(struct virtio_blk *self, uint32_t number, uint64_t lba,
                           const void *data, size_t size)
{
    struct virtio_blk_unit *unit = NULL;
    hx_status status = begin(self, number, lba, size, &unit);

    if (status != HX_OK)
        return status;
    if (unit->read_only)
        status = hx_fail(HX_ERR_UNSUPPORTED, "unit %u is read-only", (unsigned)number);
    else
        /* The device only reads it. */
        status =
            transfer(unit, VIRTIO_BLK_WRITE, lba, (uint8_t *)(uintptr_t)data, size);
    hx_mutex_give(&unit->mutex);
    return status;
}

hx_status virtio_blk_flush(struct virtio_blk *self, uint32_t number)
{
    struct virtio_blk_unit *unit = NULL;
    hx_status status = begin(self, number, 0, 0, &unit);

    if (status != HX_OK)
        return status;
    /* Section 5.2.6.2: without the feature what is written is there to stay. */
    if (unit->has_cache && !unit->read_only)
        status = virtio_blk_do(unit, VIRTIO_BLK_FLUSH, 0, NULL, 0);
    hx_mutex_give(&unit->mutex);
    return status;
}
