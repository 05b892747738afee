/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other. `struct virtio_blk` comes from the
 * spec. Whoever calls these functions holds the unit's mutex, or is the only one who
 * knows of the unit yet.
 */
#pragma once

/* Requests to a device (section 5.2.6). */
enum virtio_blk_type {
    VIRTIO_BLK_READ = 0,
    VIRTIO_BLK_WRITE = 1,
    VIRTIO_BLK_FLUSH = 4,
};

/*
 * Finds out what the device is, sets up its queue, and starts it. It may be called
 * again. On failure the unit is down.
 */
hx_status virtio_blk_bring_up(struct virtio_blk_unit *unit);

/* Stops the device: it touches no memory any more. */
hx_status virtio_blk_take_down(struct virtio_blk_unit *unit);

/*
 * Has the device do one request of at most `piece_size` bytes, and waits for it. On
 * failure the memory is nobody's but the caller's again.
 */
hx_status virtio_blk_do(struct virtio_blk_unit *unit, enum virtio_blk_type type,
                        uint64_t lba, void *data, size_t size);
