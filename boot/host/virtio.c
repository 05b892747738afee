/* SPDX-License-Identifier: MIT */
/* A process has no virtio devices; so nobody asks for addresses of a bus either. */
#include <helix/port_virtio.h>

size_t hx_port_virtio(struct hx_virtio_window *windows, size_t capacity)
{
    (void)windows;
    (void)capacity;
    return 0;
}

uint64_t hx_port_bus_address(const volatile void *memory)
{
    return (uintptr_t)memory;
}
