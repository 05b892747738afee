/* SPDX-License-Identifier: MIT */
/*
 * The registers of a transport (OASIS VIRTIO 1.1, section 4.2.2), each of 32 bits and
 * little endian, as all our machines are. They are given by their offset in bytes.
 */
#pragma once

enum {
    REGISTER_MAGIC = 0x000,
    REGISTER_VERSION = 0x004,
    REGISTER_DEVICE_TYPE = 0x008,
    REGISTER_DEVICE_FEATURES = 0x010,
    REGISTER_DEVICE_FEATURES_SELECT = 0x014,
    REGISTER_DRIVER_FEATURES = 0x020,
    REGISTER_DRIVER_FEATURES_SELECT = 0x024,
    REGISTER_QUEUE_SELECT = 0x030,
    REGISTER_QUEUE_SIZE_MAX = 0x034,
    REGISTER_QUEUE_SIZE = 0x038,
    REGISTER_QUEUE_READY = 0x044,
    REGISTER_QUEUE_NOTIFY = 0x050,
    REGISTER_INTERRUPT_STATUS = 0x060,
    REGISTER_INTERRUPT_ACKNOWLEDGE = 0x064,
    REGISTER_STATUS = 0x070,
    REGISTER_QUEUE_DESCRIPTORS = 0x080, /* the high half of an address is behind */
    REGISTER_QUEUE_DRIVER = 0x090,
    REGISTER_QUEUE_DEVICE = 0x0a0,
    REGISTER_CONFIG_GENERATION = 0x0fc,
    REGISTER_CONFIG = 0x100,
};

#define MAGIC UINT32_C(0x74726976)
#define VERSION_LEGACY 1
#define VERSION_MODERN 2

/* Bits of the status, section 2.1. */
enum {
    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
    STATUS_NEEDS_RESET = 64,
    STATUS_FAILED = 128,
};

enum {
    INTERRUPT_USED = 1,
    INTERRUPT_CONFIG = 2,
};

uint32_t virtio_mmio_read(const struct virtio_mmio_device *device, uint32_t offset);
void virtio_mmio_write(const struct virtio_mmio_device *device, uint32_t offset,
                       uint32_t value);

/* Writes the bus address of `memory` into a pair of registers. */
void virtio_mmio_write_address(const struct virtio_mmio_device *device, uint32_t offset,
                               const volatile void *memory);

/* Sets bits of the status; those that are set stay so. */
void virtio_mmio_add_status(const struct virtio_mmio_device *device, uint32_t bits);

/*
 * Copies a part of the device's own configuration, without a look at its generation. A
 * field of 2, 4 or 8 bytes is read in accesses that the standard wants for it, anything
 * else byte by byte (section 4.2.2.2).
 */
void virtio_mmio_copy_config(const struct virtio_mmio_device *device, uint32_t offset,
                             void *data, size_t size);
