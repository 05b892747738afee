/* SPDX-License-Identifier: MIT */
/*
 * Disks that the port drives itself, beside helix/port.h: for the module port-disk, and
 * needed only by kernels that have it. So a Linux process has files for disks, and a
 * kernel that embeds Helix shows it the disks that it has drivers for.
 *
 * Disks are numbered from 0. A block has 512 bytes; the caller has checked that disk
 * and blocks exist. The functions wait for the device. They are not called from an
 * interrupt, and one at a time. False: the device has failed.
 */
#pragma once

#include <helix/types.h>

/* How many disks there are. The answer never changes. */
uint32_t hx_port_disk_count(void);

/* The number of blocks of a disk. */
uint64_t hx_port_disk_size(uint32_t disk);

bool hx_port_disk_read(uint32_t disk, uint64_t block, void *data, size_t count);
bool hx_port_disk_write(uint32_t disk, uint64_t block, const void *data, size_t count);

/* Returns once all that was written would survive a loss of power. */
bool hx_port_disk_flush(uint32_t disk);
