/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other. `struct virtio_mmio` comes from the
 * spec. Nothing here locks: a device has one driver, and a queue one caller at a time.
 */
#pragma once

/* The device of that number; HX_ERR_NOT_FOUND if there is none. */
hx_status virtio_mmio_device_of(struct virtio_mmio *self, uint32_t number,
                                struct virtio_mmio_device **device);

/*
 * The same of a device that works. HX_ERR_WRONG_STATE: it is not at `stage`;
 * HX_ERR_CORRUPT: it is broken.
 */
hx_status virtio_mmio_device_at(struct virtio_mmio *self, uint32_t number,
                                enum virtio_mmio_stage stage,
                                struct virtio_mmio_device **device);

/*
 * Stops the device and forgets its queues. HX_ERR_TIMEOUT: it has not stopped in time,
 * and may go on with what it was told to do.
 */
hx_status virtio_mmio_stop_device(struct virtio_mmio_device *device);

/* Nothing is believed of the device any more. Any context. */
void virtio_mmio_break(struct virtio_mmio_device *device);
bool virtio_mmio_is_broken(const struct virtio_mmio_device *device);
