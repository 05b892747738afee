/* SPDX-License-Identifier: MIT */
/* A device comes up, and goes down (section 5.2.5). */
#include "virtio_blk.h"

#define FEATURE_SIZE_MAX (UINT64_C(1) << 1)
#define FEATURE_SEGMENTS_MAX (UINT64_C(1) << 2)
#define FEATURE_READ_ONLY (UINT64_C(1) << 5)
#define FEATURE_BLOCK_SIZE (UINT64_C(1) << 6)
#define FEATURE_FLUSH (UINT64_C(1) << 9)

/* Where the device's configuration has what. */
#define CONFIG_CAPACITY 0
#define CONFIG_SIZE_MAX 8
#define CONFIG_SEGMENTS_MAX 12
#define CONFIG_BLOCK_SIZE 20

#define PAGE_SIZE 4096u
#define QUEUE_SIZE 64
#define PIECE_SIZE_MAX 65536u

/* A request also has a header and an outcome, an entry each. */
#define ENTRIES_BESIDE_DATA 2u

static hx_status read_u32(struct virtio_blk_unit *unit, uint32_t offset,
                          uint32_t *value)
{
    return virtio_blk_bus_read_config(unit->owner, unit->device, offset, value,
                                      sizeof(*value));
}

/* A piece of n pages touches n + 1 of them, each perhaps an entry of its own. */
static void limit_by_entries(struct virtio_blk_unit *unit, uint32_t entries)
{
    const size_t most = entries > 1 ? (size_t)(entries - 1) * PAGE_SIZE : 0;

    if (unit->piece_size > most)
        unit->piece_size = most;
}

static hx_status read_limits(struct virtio_blk_unit *unit, uint64_t features)
{
    uint32_t value = VIRTIO_BLK_BLOCK_SIZE;
    hx_status status = HX_OK;

    unit->piece_size = PIECE_SIZE_MAX;
    if ((features & FEATURE_BLOCK_SIZE) != 0)
        status = read_u32(unit, CONFIG_BLOCK_SIZE, &value);
    if (status == HX_OK && value > VIRTIO_BLK_BLOCK_SIZE)
        return hx_fail(HX_ERR_UNSUPPORTED, "its blocks have %u bytes, not %u",
                       (unsigned)value, (unsigned)VIRTIO_BLK_BLOCK_SIZE);
    if (status == HX_OK && (features & FEATURE_SIZE_MAX) != 0) {
        status = read_u32(unit, CONFIG_SIZE_MAX, &value);
        value -= value % VIRTIO_BLK_BLOCK_SIZE;
        if (status == HX_OK && unit->piece_size > value)
            unit->piece_size = value;
    }
    if (status == HX_OK && (features & FEATURE_SEGMENTS_MAX) != 0) {
        status = read_u32(unit, CONFIG_SEGMENTS_MAX, &value);
        if (status == HX_OK)
            limit_by_entries(unit, value);
    }
    return status;
}

static hx_status read_config(struct virtio_blk_unit *unit, uint64_t features)
{
    uint64_t capacity;
    hx_status status = virtio_blk_bus_read_config(
        unit->owner, unit->device, CONFIG_CAPACITY, &capacity, sizeof(capacity));

    if (status == HX_OK)
        status = read_limits(unit, features);
    if (status != HX_OK)
        return status;
    unit->read_only = (features & FEATURE_READ_ONLY) != 0;
    unit->has_cache = (features & FEATURE_FLUSH) != 0;
    unit->block_count = capacity;
    return HX_OK;
}

static hx_status add_queue(struct virtio_blk_unit *unit)
{
    uint32_t entries;
    hx_status status =
        virtio_blk_bus_add_queue(unit->owner, unit->device, 0, QUEUE_SIZE, &entries);

    if (status != HX_OK)
        return status;
    limit_by_entries(unit,
                     entries > ENTRIES_BESIDE_DATA ? entries - ENTRIES_BESIDE_DATA : 0);
    if (unit->piece_size < VIRTIO_BLK_BLOCK_SIZE)
        return hx_fail(HX_ERR_UNSUPPORTED, "its requests are too small for a block");
    return HX_OK;
}

hx_status virtio_blk_bring_up(struct virtio_blk_unit *unit)
{
    const uint64_t wanted = FEATURE_SIZE_MAX | FEATURE_SEGMENTS_MAX |
                            FEATURE_READ_ONLY | FEATURE_BLOCK_SIZE | FEATURE_FLUSH;
    uint64_t features = 0;
    hx_status status =
        virtio_blk_bus_begin(unit->owner, unit->device, wanted, &features);

    unit->up = false;
    unit->block_count = 0;
    if (status == HX_OK)
        status = read_config(unit, features);
    if (status == HX_OK)
        status = add_queue(unit);
    if (status == HX_OK)
        status = virtio_blk_bus_ready(unit->owner, unit->device);
    if (status != HX_OK)
        unit->block_count = 0;
    unit->up = status == HX_OK;
    return status;
}

hx_status virtio_blk_take_down(struct virtio_blk_unit *unit)
{
    unit->up = false;
    return virtio_blk_bus_reset(unit->owner, unit->device);
}
