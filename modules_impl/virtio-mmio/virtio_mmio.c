/* SPDX-License-Identifier: MIT */
/* Which devices there are. A device's number is that of its transport in the port. */
#include "virtio_mmio.h"
#include "registers.h"

#include <helix/port_virtio.h>

static bool is_driven(const struct virtio_mmio_device *device, uint32_t number)
{
    const uint32_t version = virtio_mmio_read(device, REGISTER_VERSION);

    if (virtio_mmio_read(device, REGISTER_MAGIC) != MAGIC ||
        virtio_mmio_read(device, REGISTER_DEVICE_TYPE) == 0)
        return false;
    if (version == VERSION_MODERN)
        return true;
    hx_log_warn("virtio device %u of version %u is left alone%s", (unsigned)number,
                (unsigned)version,
                version == VERSION_LEGACY
                    ? ": QEMU wants -global virtio-mmio.force-legacy=false"
                    : "");
    return false;
}

static void look_at(struct virtio_mmio_device *device, uint32_t number,
                    const struct hx_virtio_window *window)
{
    device->stage = VIRTIO_MMIO_ABSENT;
    if (window->size <= REGISTER_CONFIG)
        return;
    device->registers = (volatile uint32_t *)window->start;
    device->config_size = window->size - REGISTER_CONFIG;
    device->line = window->line;
    if (!is_driven(device, number))
        return;
    device->type = virtio_mmio_read(device, REGISTER_DEVICE_TYPE);
    device->stage = VIRTIO_MMIO_RESET;
    /* It may still do what it was told before this module was restarted. */
    if (virtio_mmio_stop_device(device) != HX_OK)
        hx_log_warn("virtio device %u does not stop", (unsigned)number);
    hx_log_debug("virtio device %u is of type %u", (unsigned)number,
                 (unsigned)device->type);
}

hx_status virtio_mmio_init(struct virtio_mmio *self, const struct hx_context *ctx)
{
    struct hx_virtio_window windows[VIRTIO_MMIO_DEVICES_MAX];
    size_t count = hx_port_virtio(windows, VIRTIO_MMIO_DEVICES_MAX);

    (void)ctx;
    if (count > VIRTIO_MMIO_DEVICES_MAX) {
        hx_log_warn("%u of %zu virtio transports are looked at",
                    (unsigned)VIRTIO_MMIO_DEVICES_MAX, count);
        count = VIRTIO_MMIO_DEVICES_MAX;
    }
    self->device_count = (uint32_t)count;
    for (uint32_t i = 0; i < self->device_count; i++)
        look_at(&self->devices[i], i, &windows[i]);
    return HX_OK;
}

hx_status virtio_mmio_find(struct virtio_mmio *self, uint32_t type, uint32_t nth,
                           uint32_t *device)
{
    uint32_t before = 0;

    for (uint32_t i = 0; i < self->device_count; i++) {
        if (self->devices[i].stage == VIRTIO_MMIO_ABSENT ||
            self->devices[i].type != type)
            continue;
        if (before++ == nth) {
            *device = i;
            return HX_OK;
        }
    }
    return hx_fail(HX_ERR_NOT_FOUND, "%u virtio devices of type %u, none is number %u",
                   (unsigned)before, (unsigned)type, (unsigned)nth);
}

hx_status virtio_mmio_device_of(struct virtio_mmio *self, uint32_t number,
                                struct virtio_mmio_device **device)
{
    if (number >= self->device_count ||
        self->devices[number].stage == VIRTIO_MMIO_ABSENT)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no virtio device %u",
                       (unsigned)number);
    *device = &self->devices[number];
    return HX_OK;
}

hx_status virtio_mmio_device_at(struct virtio_mmio *self, uint32_t number,
                                enum virtio_mmio_stage stage,
                                struct virtio_mmio_device **device)
{
    hx_status status = virtio_mmio_device_of(self, number, device);

    if (status != HX_OK)
        return status;
    if ((*device)->stage != stage)
        return hx_fail(
            HX_ERR_WRONG_STATE, "virtio device %u: not between %s", (unsigned)number,
            stage == VIRTIO_MMIO_BEGUN ? "begin and ready" : "ready and reset");
    if (virtio_mmio_is_broken(*device))
        return hx_fail(HX_ERR_CORRUPT, "virtio device %u is broken", (unsigned)number);
    return HX_OK;
}

uint32_t virtio_mmio_line(struct virtio_mmio *self, uint32_t number)
{
    if (number >= self->device_count ||
        self->devices[number].stage == VIRTIO_MMIO_ABSENT)
        return UINT32_MAX;
    return self->devices[number].line;
}
