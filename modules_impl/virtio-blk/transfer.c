/* SPDX-License-Identifier: MIT */
/* One request (section 5.2.6): header, data, and a byte in which the outcome is said.
 */
#include "virtio_blk.h"

#include <helix/port.h>
#include <helix/wait.h>

#define QUEUE 0

#define OUTCOME_OK 0
#define OUTCOME_ERROR 1
#define OUTCOME_UNSUPPORTED 2
#define OUTCOME_NONE 0xff /* nothing that a device says */

#define NS_PER_MS UINT64_C(1000000)

/* How often the bus is asked whether the device is in order. */
#define LOOK_NS (10 * NS_PER_MS)

static hx_status put(struct virtio_blk_unit *unit, void *data, size_t size)
{
    const struct helix_virtio_segment header = {
        .address = (uintptr_t)&unit->header,
        .size = sizeof(unit->header),
    };
    const struct helix_virtio_segment middle = {
        .address = (uintptr_t)data,
        .size = (uint32_t)size,
        .device_writes = unit->header.type == VIRTIO_BLK_READ,
    };
    const struct helix_virtio_segment outcome = {
        .address = (uintptr_t)&unit->outcome,
        .size = sizeof(unit->outcome),
        .device_writes = true,
    };
    struct helix_virtio_segment segments[3];
    size_t count = 0;

    segments[count++] = header;
    if (size > 0)
        segments[count++] = middle;
    segments[count++] = outcome;
    return virtio_blk_bus_put(unit->owner, unit->device, QUEUE, segments, count,
                              unit->request_count);
}

/*
 * The interrupt ends a sleep of hx_wait(), and nothing more: the request is looked for
 * in memory, which costs nothing. Telling the device again shows what became of it.
 */
static hx_status await(struct virtio_blk_unit *unit, uint32_t *written)
{
    const uint64_t limit_ns = unit->owner->config->timeout_ms * NS_PER_MS;
    const uint64_t start_ns = hx_port_time_ns();
    uint64_t look_ns = LOOK_NS;
    uint64_t token;

    while (!virtio_blk_bus_take(unit->owner, unit->device, QUEUE, &token, written)) {
        const uint64_t waited_ns = hx_port_time_ns() - start_ns;

        if (waited_ns >= look_ns) {
            hx_status status = virtio_blk_bus_notify(unit->owner, unit->device, QUEUE);

            if (status != HX_OK)
                return status;
            look_ns = waited_ns + LOOK_NS;
        }
        if (waited_ns >= limit_ns)
            return hx_fail(HX_ERR_TIMEOUT, "unit %u does not answer",
                           (unsigned)unit->number);
        hx_wait();
    }
    return HX_OK;
}

static hx_status judge(const struct virtio_blk_unit *unit, uint32_t written,
                       size_t size)
{
    const uint8_t outcome = *(const volatile uint8_t *)&unit->outcome;

    switch (outcome) {
    case OUTCOME_OK:
        if (unit->header.type == VIRTIO_BLK_READ && written < size)
            return hx_fail(HX_ERR_CORRUPT, "unit %u has read %u bytes of %zu",
                           (unsigned)unit->number, (unsigned)written, size);
        return HX_OK;
    case OUTCOME_ERROR:
        if (unit->header.type == VIRTIO_BLK_FLUSH)
            return hx_fail(HX_ERR_INTERNAL, "unit %u: input/output error of a flush",
                           (unsigned)unit->number);
        return hx_fail(HX_ERR_INTERNAL, "unit %u: input/output error at block %llu",
                       (unsigned)unit->number, (unsigned long long)unit->header.sector);
    case OUTCOME_UNSUPPORTED:
        return hx_fail(HX_ERR_UNSUPPORTED, "unit %u does not know the request %u",
                       (unsigned)unit->number, (unsigned)unit->header.type);
    default:
        return hx_fail(HX_ERR_CORRUPT, "unit %u says %u, which means nothing",
                       (unsigned)unit->number, (unsigned)outcome);
    }
}

/* The caller gets its memory back: the device must have stopped. */
static void recover(struct virtio_blk_unit *unit)
{
    hx_status status = virtio_blk_bring_up(unit);

    if (status != HX_OK)
        hx_log_error("virtio-blk: unit %u does not come up again: %s: %s",
                     (unsigned)unit->number, hx_status_name(status),
                     hx_fail_detail(status));
}

hx_status virtio_blk_do(struct virtio_blk_unit *unit, enum virtio_blk_type type,
                        uint64_t lba, void *data, size_t size)
{
    uint32_t written = 0;
    hx_status status;

    unit->header.type = type;
    unit->header.sector = lba;
    unit->outcome = OUTCOME_NONE;
    unit->request_count++;
    status = put(unit, data, size);
    if (status == HX_OK)
        status = virtio_blk_bus_notify(unit->owner, unit->device, QUEUE);
    if (status == HX_OK)
        status = await(unit, &written);
    if (status == HX_OK) {
        status = judge(unit, written, size);
        if (status != HX_OK)
            unit->failure_count++;
        return status;
    }
    unit->failure_count++;
    recover(unit);
    return hx_fail(status, "unit %u %s; it was reset", (unsigned)unit->number,
                   status == HX_ERR_TIMEOUT ? "does not answer" : "is broken");
}
