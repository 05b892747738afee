/* SPDX-License-Identifier: MIT */
/*
 * What is done to a device as a whole: its initialization (OASIS VIRTIO 1.1, section
 * 3.1.1), its reset, its configuration and its interrupt.
 */
#include "registers.h"
#include "virtio_mmio.h"

#include <helix/port.h>
#include <helix/wait.h>

#define FEATURE_VERSION_1 (UINT64_C(1) << 32)
/* The features from 24 on are those of queues, and of what carries them (section 2.2):
 * they are this module's affair, and it has none of them. */
#define FEATURES_OF_DRIVERS ((UINT64_C(1) << 24) - 1)

#define RESET_LIMIT_NS UINT64_C(100000000)
#define CONFIG_TRIES 64

void virtio_mmio_break(struct virtio_mmio_device *device)
{
    __atomic_store_n(&device->broken, true, __ATOMIC_RELAXED);
}

bool virtio_mmio_is_broken(const struct virtio_mmio_device *device)
{
    return __atomic_load_n(&device->broken, __ATOMIC_RELAXED);
}

/* Section 2.1.2: the device has stopped when it says 0. */
hx_status virtio_mmio_stop_device(struct virtio_mmio_device *device)
{
    const uint64_t end_ns = hx_port_time_ns() + RESET_LIMIT_NS;

    device->stage = VIRTIO_MMIO_RESET;
    virtio_mmio_write(device, REGISTER_STATUS, 0);
    while (virtio_mmio_read(device, REGISTER_STATUS) != 0) {
        if (hx_port_time_ns() > end_ns)
            return hx_fail(HX_ERR_TIMEOUT, "a virtio device does not stop");
        hx_wait();
    }
    __atomic_store_n(&device->broken, false, __ATOMIC_RELAXED);
    memset(device->queues, 0, sizeof(device->queues));
    return HX_OK;
}

hx_status virtio_mmio_reset(struct virtio_mmio *self, uint32_t number)
{
    struct virtio_mmio_device *device;
    hx_status status = virtio_mmio_device_of(self, number, &device);

    return status == HX_OK ? virtio_mmio_stop_device(device) : status;
}

static uint64_t read_features(const struct virtio_mmio_device *device)
{
    uint64_t features;

    virtio_mmio_write(device, REGISTER_DEVICE_FEATURES_SELECT, 1);
    features = (uint64_t)virtio_mmio_read(device, REGISTER_DEVICE_FEATURES) << 32;
    virtio_mmio_write(device, REGISTER_DEVICE_FEATURES_SELECT, 0);
    return features | virtio_mmio_read(device, REGISTER_DEVICE_FEATURES);
}

static void write_features(const struct virtio_mmio_device *device, uint64_t features)
{
    virtio_mmio_write(device, REGISTER_DRIVER_FEATURES_SELECT, 1);
    virtio_mmio_write(device, REGISTER_DRIVER_FEATURES, (uint32_t)(features >> 32));
    virtio_mmio_write(device, REGISTER_DRIVER_FEATURES_SELECT, 0);
    virtio_mmio_write(device, REGISTER_DRIVER_FEATURES, (uint32_t)features);
}

hx_status virtio_mmio_begin(struct virtio_mmio *self, uint32_t number, uint64_t wanted,
                            uint64_t *accepted)
{
    struct virtio_mmio_device *device;
    uint64_t features;
    hx_status status = virtio_mmio_device_of(self, number, &device);

    if (status == HX_OK)
        status = virtio_mmio_stop_device(device);
    if (status != HX_OK)
        return status;
    virtio_mmio_add_status(device, STATUS_ACKNOWLEDGE);
    virtio_mmio_add_status(device, STATUS_DRIVER);
    features =
        read_features(device) & ((wanted & FEATURES_OF_DRIVERS) | FEATURE_VERSION_1);
    if ((features & FEATURE_VERSION_1) != 0) {
        write_features(device, features);
        virtio_mmio_add_status(device, STATUS_FEATURES_OK);
    }
    if ((virtio_mmio_read(device, REGISTER_STATUS) & STATUS_FEATURES_OK) == 0) {
        virtio_mmio_add_status(device, STATUS_FAILED);
        return hx_fail(HX_ERR_UNSUPPORTED,
                       "virtio device %u does not agree to the features 0x%llx",
                       (unsigned)number, (unsigned long long)features);
    }
    device->stage = VIRTIO_MMIO_BEGUN;
    *accepted = features;
    return HX_OK;
}

hx_status virtio_mmio_ready(struct virtio_mmio *self, uint32_t number)
{
    struct virtio_mmio_device *device;
    hx_status status = virtio_mmio_device_at(self, number, VIRTIO_MMIO_BEGUN, &device);

    if (status != HX_OK)
        return status;
    virtio_mmio_add_status(device, STATUS_DRIVER_OK);
    device->stage = VIRTIO_MMIO_READY;
    return HX_OK;
}

/* Section 2.4.1: the generation changes with the configuration. */
hx_status virtio_mmio_read_config(struct virtio_mmio *self, uint32_t number,
                                  uint32_t offset, void *data, size_t size)
{
    struct virtio_mmio_device *device;
    hx_status status = virtio_mmio_device_of(self, number, &device);

    if (status != HX_OK)
        return status;
    if (offset > device->config_size || size > device->config_size - offset)
        return hx_fail(HX_ERR_INVALID,
                       "virtio device %u: %zu bytes at %u of a configuration of %zu",
                       (unsigned)number, size, (unsigned)offset, device->config_size);
    for (unsigned i = 0; i < CONFIG_TRIES; i++) {
        const uint32_t before = virtio_mmio_read(device, REGISTER_CONFIG_GENERATION);

        virtio_mmio_copy_config(device, offset, data, size);
        if (virtio_mmio_read(device, REGISTER_CONFIG_GENERATION) == before)
            return HX_OK;
    }
    return hx_fail(HX_ERR_TIMEOUT,
                   "the configuration of virtio device %u does not stay the same",
                   (unsigned)number);
}

uint32_t virtio_mmio_acknowledge(struct virtio_mmio *self, uint32_t number)
{
    struct virtio_mmio_device *device;
    uint32_t reasons;

    if (number >= self->device_count ||
        self->devices[number].stage == VIRTIO_MMIO_ABSENT)
        return 0;
    device = &self->devices[number];
    reasons = virtio_mmio_read(device, REGISTER_INTERRUPT_STATUS);
    if (reasons != 0)
        virtio_mmio_write(device, REGISTER_INTERRUPT_ACKNOWLEDGE, reasons);
    /* Section 2.1.2: how a device says that only a reset helps. */
    if ((reasons & INTERRUPT_CONFIG) != 0 &&
        (virtio_mmio_read(device, REGISTER_STATUS) & STATUS_NEEDS_RESET) != 0)
        virtio_mmio_break(device);
    return reasons & (INTERRUPT_USED | INTERRUPT_CONFIG);
}
