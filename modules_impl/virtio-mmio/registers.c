/* SPDX-License-Identifier: MIT */
#include "registers.h"

#include <helix/port_virtio.h>

uint32_t virtio_mmio_read(const struct virtio_mmio_device *device, uint32_t offset)
{
    return device->registers[offset / sizeof(uint32_t)];
}

void virtio_mmio_write(const struct virtio_mmio_device *device, uint32_t offset,
                       uint32_t value)
{
    device->registers[offset / sizeof(uint32_t)] = value;
}

void virtio_mmio_write_address(const struct virtio_mmio_device *device, uint32_t offset,
                               const volatile void *memory)
{
    const uint64_t address = hx_port_bus_address(memory);

    virtio_mmio_write(device, offset, (uint32_t)address);
    virtio_mmio_write(device, offset + sizeof(uint32_t), (uint32_t)(address >> 32));
}

void virtio_mmio_add_status(const struct virtio_mmio_device *device, uint32_t bits)
{
    virtio_mmio_write(device, REGISTER_STATUS,
                      virtio_mmio_read(device, REGISTER_STATUS) | bits);
}

void virtio_mmio_copy_config(const struct virtio_mmio_device *device, uint32_t offset,
                             void *data, size_t size)
{
    const volatile uint8_t *source =
        (const volatile uint8_t *)device->registers + REGISTER_CONFIG + offset;
    uint8_t *bytes = data;

    if (size == sizeof(uint16_t) && offset % size == 0) {
        const uint16_t value = *(const volatile uint16_t *)source;

        memcpy(data, &value, sizeof(value));
    } else if ((size == sizeof(uint32_t) || size == sizeof(uint64_t)) &&
               offset % sizeof(uint32_t) == 0) {
        for (size_t at = 0; at < size; at += sizeof(uint32_t)) {
            const uint32_t value = *(const volatile uint32_t *)(source + at);

            memcpy(bytes + at, &value, sizeof(value));
        }
    } else {
        for (size_t at = 0; at < size; at++)
            bytes[at] = source[at];
    }
}
