/* SPDX-License-Identifier: MIT */
/*
 * What a machine with virtio devices gives beside helix/port.h: for the module
 * virtio-mmio, and needed only by kernels that have it.
 */
#pragma once

#include <helix/types.h>

/* The registers of a virtio-mmio transport (OASIS VIRTIO 1.1, section 4.2.2). */
struct hx_virtio_window {
    uintptr_t start; /* where they are mapped, uncached */
    size_t size;     /* in bytes */
    uint32_t line;   /* for hx_irq_attach(); UINT32_MAX: none */
};

/*
 * Fills up to `capacity` of the machine's transports, with or without a device behind,
 * and returns how many there are in all. The answer never changes.
 */
size_t hx_port_virtio(struct hx_virtio_window *windows, size_t capacity);

/*
 * Returns the address by which a device reaches `memory`, which is the kernel's, and
 * whatever else of it is in the same page of 4 KiB. Any context.
 */
uint64_t hx_port_bus_address(const volatile void *memory);
