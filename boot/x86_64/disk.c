/* SPDX-License-Identifier: MIT */
/* This port drives no disks: that is for modules such as virtio-blk. */
#include <helix/port_disk.h>

uint32_t hx_port_disk_count(void)
{
    return 0;
}

uint64_t hx_port_disk_size(uint32_t disk)
{
    (void)disk;
    return 0;
}

bool hx_port_disk_read(uint32_t disk, uint64_t block, void *data, size_t count)
{
    (void)disk;
    (void)block;
    (void)data;
    (void)count;
    return false;
}

bool hx_port_disk_write(uint32_t disk, uint64_t block, const void *data, size_t count)
{
    (void)disk;
    (void)block;
    (void)data;
    (void)count;
    return false;
}

bool hx_port_disk_flush(uint32_t disk)
{
    (void)disk;
    return false;
}
