/* SPDX-License-Identifier: MIT */
/*
 * A few sectors of the volume. At most one of them is dirty, and it is written before
 * another one becomes so: this keeps the order of all writes.
 */
#include "fatfs_parts.h"

void fatfs_forget(struct fatfs *self)
{
    for (size_t i = 0; i < FATFS_SECTORS_CACHED; i++) {
        self->cache[i].used = 0;
        self->cache[i].dirty = false;
    }
}

static hx_status check_range(const struct fatfs *self, uint32_t sector, uint32_t count)
{
    uint32_t all = self->volume.sector_count;

    if (sector >= all || count > all - sector)
        return hx_fail(HX_ERR_CORRUPT, "sector %u is behind the end of the volume",
                       (unsigned)sector);
    return HX_OK;
}

static hx_status write_through(struct fatfs *self, uint32_t sector, const void *data,
                               uint32_t count)
{
    hx_status status = fatfs_mark(self);

    if (status != HX_OK)
        return status;
    return fatfs_disk_write(self, self->config->unit, self->volume.lba + sector, data,
                            (size_t)count * FATFS_SECTOR_SIZE);
}

/* A sector of the table goes to all its copies. */
static hx_status write_back(struct fatfs *self, struct fatfs_sector *slot)
{
    const struct fatfs_volume *volume = &self->volume;
    bool is_fat = slot->sector >= volume->fat_start &&
                  slot->sector - volume->fat_start < volume->fat_size;
    uint32_t copies = is_fat ? volume->fat_copies : 1;
    hx_status status = HX_OK;

    slot->dirty = false;
    for (uint32_t i = 0; status == HX_OK && i < copies; i++)
        status =
            write_through(self, slot->sector + i * volume->fat_size, slot->data, 1);
    /* Nobody knows what is on the disk now. */
    if (status != HX_OK)
        fatfs_forget(self);
    return status;
}

hx_status fatfs_flush(struct fatfs *self)
{
    for (size_t i = 0; i < FATFS_SECTORS_CACHED; i++) {
        if (self->cache[i].dirty)
            return write_back(self, &self->cache[i]);
    }
    return HX_OK;
}

/* The slot that holds the sector, else the one that was not used for longest. */
static struct fatfs_sector *choose_slot(struct fatfs *self, uint32_t sector)
{
    struct fatfs_sector *oldest = &self->cache[0];

    for (size_t i = 0; i < FATFS_SECTORS_CACHED; i++) {
        struct fatfs_sector *slot = &self->cache[i];

        if (slot->used != 0 && slot->sector == sector)
            return slot;
        if (slot->used < oldest->used)
            oldest = slot;
    }
    return oldest;
}

static void stamp(struct fatfs *self, struct fatfs_sector *slot)
{
    self->clock++;
    /* After 2^32 uses the order of the past is forgotten, not the sectors. */
    if (self->clock == 0) {
        for (size_t i = 0; i < FATFS_SECTORS_CACHED; i++)
            self->cache[i].used = self->cache[i].used != 0 ? 1u : 0u;
        self->clock = 2;
    }
    slot->used = self->clock;
}

static hx_status fetch(struct fatfs *self, uint32_t sector, struct fatfs_sector **found)
{
    struct fatfs_sector *slot = choose_slot(self, sector);
    hx_status status = check_range(self, sector, 1);

    if (status != HX_OK)
        return status;
    if (slot->used == 0 || slot->sector != sector) {
        if (slot->dirty)
            status = write_back(self, slot);
        if (status != HX_OK)
            return status;
        slot->used = 0;
        status = fatfs_disk_read(self, self->config->unit, self->volume.lba + sector,
                                 slot->data, FATFS_SECTOR_SIZE);
        if (status != HX_OK)
            return status;
        slot->sector = sector;
    }
    stamp(self, slot);
    *found = slot;
    return HX_OK;
}

hx_status fatfs_look(struct fatfs *self, uint32_t sector, const uint8_t **data)
{
    struct fatfs_sector *slot;
    hx_status status = fetch(self, sector, &slot);

    if (status == HX_OK)
        *data = slot->data;
    return status;
}

hx_status fatfs_change(struct fatfs *self, uint32_t sector, uint8_t **data)
{
    struct fatfs_sector *slot;
    hx_status status = fetch(self, sector, &slot);

    if (status == HX_OK && !slot->dirty)
        status = fatfs_flush(self);
    if (status != HX_OK)
        return status;
    slot->dirty = true;
    *data = slot->data;
    return HX_OK;
}

hx_status fatfs_read_sectors(struct fatfs *self, uint32_t sector, void *data,
                             uint32_t count)
{
    hx_status status = check_range(self, sector, count);

    if (status == HX_OK)
        status = fatfs_flush(self);
    if (status != HX_OK)
        return status;
    return fatfs_disk_read(self, self->config->unit, self->volume.lba + sector, data,
                           (size_t)count * FATFS_SECTOR_SIZE);
}

hx_status fatfs_write_sectors(struct fatfs *self, uint32_t sector, const void *data,
                              uint32_t count)
{
    hx_status status = check_range(self, sector, count);

    if (status == HX_OK)
        status = fatfs_flush(self);
    if (status != HX_OK)
        return status;
    for (size_t i = 0; i < FATFS_SECTORS_CACHED; i++) {
        struct fatfs_sector *slot = &self->cache[i];

        if (slot->sector >= sector && slot->sector - sector < count)
            slot->used = 0;
    }
    return write_through(self, sector, data, count);
}
