/* SPDX-License-Identifier: MIT */
/*
 * The virtio transports of QEMU's microvm, as build/run starts it: 8 of them, the line
 * 16 + k for transport k (ioapic.h). Where another machine has nothing at these
 * addresses there is no device either: what is read there is no transport's first
 * register.
 *
 * QEMU gives devices the last transport first. Here it is the first, so that they are
 * found in the order of QEMU's command line.
 */
#include <helix/port_virtio.h>

#define TRANSPORT_BASE UINT64_C(0xfeb00000) /* boot.S maps it uncached */
#define TRANSPORT_SIZE 0x200
#define TRANSPORT_COUNT 8
#define LINE_FIRST 16

size_t hx_port_virtio(struct hx_virtio_window *windows, size_t capacity)
{
    for (size_t i = 0; i < TRANSPORT_COUNT && i < capacity; i++) {
        const size_t transport = TRANSPORT_COUNT - 1 - i;

        windows[i] = (struct hx_virtio_window){
            .start = TRANSPORT_BASE + transport * TRANSPORT_SIZE,
            .size = TRANSPORT_SIZE,
            .line = (uint32_t)(LINE_FIRST + transport),
        };
    }
    return TRANSPORT_COUNT;
}

/* The map is the identity, and nothing stands between devices and RAM. */
uint64_t hx_port_bus_address(const volatile void *memory)
{
    return (uintptr_t)memory;
}
