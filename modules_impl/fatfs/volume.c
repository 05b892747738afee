/* SPDX-License-Identifier: MIT */
/*
 * Where the parts of the volume are, after Microsoft's FAT specification 1.03. Each
 * field of the boot sector is checked before it is used. The marks of use go past the
 * cache, which never holds the sectors that they are in.
 */
#include "fatfs_parts.h"

enum {
    BOOT_STATE_FAT16 = 0x25, /* bit 0: in use; as Linux and fsck.fat have it */
    BOOT_STATE_FAT32 = 0x41,
    STATE_DIRTY = 0x01,
    INFO_FREE_COUNT = 488,
    INFO_NEXT_FREE = 492,
};

static hx_status read_raw(struct fatfs *self, uint64_t lba, uint8_t *data)
{
    return fatfs_disk_read(self, self->config->unit, lba, data, FATFS_SECTOR_SIZE);
}

static bool is_signed(const uint8_t *data)
{
    return data[510] == 0x55 && data[511] == 0xaa;
}

/* The part of the disk that the volume is in. */
static hx_status find_partition(struct fatfs *self, uint64_t *lba, uint64_t *count)
{
    uint32_t number = self->config->partition;
    uint64_t all = fatfs_disk_block_count(self, self->config->unit);
    uint8_t data[FATFS_SECTOR_SIZE];
    const uint8_t *entry;
    hx_status status;

    if (all == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no disk of unit %u",
                       (unsigned)self->config->unit);
    *lba = 0;
    *count = all;
    if (number == 0)
        return HX_OK;
    status = read_raw(self, 0, data);
    if (status != HX_OK)
        return status;
    if (!is_signed(data))
        return hx_fail(HX_ERR_CORRUPT, "the disk has no MBR");
    entry = data + 446 + (size_t)(number - 1) * 16;
    *lba = fatfs_get32(entry + 8);
    *count = fatfs_get32(entry + 12);
    if (entry[4] == 0 || *count == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "the MBR has no partition %u",
                       (unsigned)number);
    if (*lba == 0 || *lba >= all || *count > all - *lba)
        return hx_fail(HX_ERR_CORRUPT, "partition %u is not within the disk",
                       (unsigned)number);
    return HX_OK;
}

/* The FAT's own size, which decides between FAT32 and the others, and the root. */
static hx_status read_fats(struct fatfs_volume *volume, const uint8_t *boot)
{
    uint32_t reserved = fatfs_get16(boot + 14);
    uint32_t fats = boot[16];
    bool is_fat32 = fatfs_get16(boot + 22) == 0;
    uint32_t size = is_fat32 ? fatfs_get32(boot + 36) : fatfs_get16(boot + 22);
    uint32_t root_entries = fatfs_get16(boot + 17);
    uint32_t flags = fatfs_get16(boot + 40);
    uint64_t root_start;

    if (reserved == 0)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: no reserved sectors");
    if (fats == 0 || fats > 2)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: %u FATs", (unsigned)fats);
    root_start = reserved + (uint64_t)fats * size;
    if (size == 0 || root_start >= volume->sector_count)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: a FAT of %u sectors",
                       (unsigned)size);
    if (is_fat32 != (root_entries == 0))
        return hx_fail(HX_ERR_CORRUPT, "boot sector: a root of %u entries",
                       (unsigned)root_entries);
    volume->bits = is_fat32 ? 32 : 0;
    volume->fat_start = reserved;
    volume->fat_size = size;
    volume->fat_copies = fats;
    volume->root_start = (uint32_t)root_start;
    volume->root_sectors =
        (root_entries + FATFS_SECTOR_ENTRIES - 1) / FATFS_SECTOR_ENTRIES;
    /* FAT32 without mirrors: one copy is in use. */
    if (is_fat32 && (flags & 0x80u) != 0) {
        if ((flags & 0xfu) >= fats)
            return hx_fail(HX_ERR_CORRUPT, "boot sector: FAT %u in use of %u",
                           (unsigned)(flags & 0xfu), (unsigned)fats);
        volume->fat_start += (flags & 0xfu) * size;
        volume->fat_copies = 1;
    }
    return HX_OK;
}

/* The clusters: how many decides between FAT12 and FAT16. */
static hx_status count_clusters(struct fatfs_volume *volume)
{
    uint64_t start = (uint64_t)volume->root_start + volume->root_sectors;
    uint64_t fat_entries;
    uint32_t count;

    if (start >= volume->sector_count)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: no room for data");
    volume->data_start = (uint32_t)start;
    count = (volume->sector_count - volume->data_start) / volume->cluster_sectors;
    if (volume->bits == 0)
        volume->bits = count < 4085 ? 12 : 16;
    if (count == 0 || (volume->bits == 16 && count >= 65525) || count > 0x0ffffff5u)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: %u clusters of FAT%u",
                       (unsigned)count, (unsigned)volume->bits);
    fat_entries = (uint64_t)volume->fat_size * FATFS_SECTOR_SIZE * 8u / volume->bits;
    if (fat_entries < (uint64_t)count + FATFS_FIRST_CLUSTER)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: the FAT is too small for %u",
                       (unsigned)count);
    volume->last_cluster = count + 1;
    volume->next_free = FATFS_FIRST_CLUSTER;
    volume->free_count = UINT32_MAX;
    return HX_OK;
}

static hx_status read_boot(struct fatfs_volume *volume, const uint8_t *boot,
                           uint64_t block_count)
{
    uint32_t sectors = fatfs_get16(boot + 19);
    uint32_t per_cluster = boot[13];
    hx_status status;

    if (!is_signed(boot) || (boot[0] != 0xeb && boot[0] != 0xe9))
        return hx_fail(HX_ERR_CORRUPT, "there is no boot sector of a FAT volume");
    if (fatfs_get16(boot + 11) != FATFS_SECTOR_SIZE)
        return hx_fail(HX_ERR_UNSUPPORTED, "sectors of %u bytes; 512 are supported",
                       (unsigned)fatfs_get16(boot + 11));
    if (per_cluster == 0 || (per_cluster & (per_cluster - 1u)) != 0)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: clusters of %u sectors",
                       (unsigned)per_cluster);
    if (sectors == 0)
        sectors = fatfs_get32(boot + 32);
    if (sectors == 0 || sectors > block_count)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: %u sectors, the disk has %llu",
                       (unsigned)sectors, (unsigned long long)block_count);
    volume->sector_count = sectors;
    volume->cluster_sectors = per_cluster;
    status = read_fats(volume, boot);
    if (status != HX_OK)
        return status;
    return count_clusters(volume);
}

/* What FAT32 has beside: the root's cluster, and FSInfo, whose numbers are hints. */
static hx_status read_fat32(struct fatfs *self, const uint8_t *boot,
                            struct fatfs_volume *volume)
{
    uint32_t info = fatfs_get16(boot + 48);
    uint8_t data[FATFS_SECTOR_SIZE];
    uint32_t free_count;
    uint32_t next;
    hx_status status;

    volume->root_cluster = fatfs_get32(boot + 44);
    if (fatfs_get16(boot + 42) != 0)
        return hx_fail(HX_ERR_UNSUPPORTED, "FAT32 of version %u",
                       (unsigned)fatfs_get16(boot + 42));
    if (volume->root_cluster < FATFS_FIRST_CLUSTER ||
        volume->root_cluster > volume->last_cluster)
        return hx_fail(HX_ERR_CORRUPT, "boot sector: the root is at cluster %u",
                       (unsigned)volume->root_cluster);
    if (info == 0 || info >= fatfs_get16(boot + 14))
        return HX_OK;
    status = read_raw(self, volume->lba + info, data);
    if (status != HX_OK)
        return status;
    if (!is_signed(data) || fatfs_get32(data) != 0x41615252u ||
        fatfs_get32(data + 484) != 0x61417272u)
        return HX_OK;
    volume->info_sector = info;
    free_count = fatfs_get32(data + INFO_FREE_COUNT);
    next = fatfs_get32(data + INFO_NEXT_FREE);
    if (!volume->was_dirty && free_count < volume->last_cluster)
        volume->free_count = free_count;
    if (next >= FATFS_FIRST_CLUSTER && next <= volume->last_cluster)
        volume->next_free = next;
    return HX_OK;
}

static size_t state_offset(const struct fatfs_volume *volume)
{
    return volume->bits == 32 ? BOOT_STATE_FAT32 : BOOT_STATE_FAT16;
}

hx_status fatfs_mount(struct fatfs *self)
{
    struct fatfs_volume volume = {0};
    uint8_t boot[FATFS_SECTOR_SIZE];
    uint64_t block_count = 0;
    hx_status status;

    self->volume.mounted = false;
    fatfs_forget(self);
    status = find_partition(self, &volume.lba, &block_count);
    if (status == HX_OK)
        status = read_raw(self, volume.lba, boot);
    if (status == HX_OK)
        status = read_boot(&volume, boot, block_count);
    if (status != HX_OK)
        return status;
    volume.was_dirty = (boot[state_offset(&volume)] & STATE_DIRTY) != 0;
    if (volume.bits == 32)
        status = read_fat32(self, boot, &volume);
    if (status != HX_OK)
        return status;
    volume.mounted = true;
    self->volume = volume;
    return HX_OK;
}

static hx_status write_info(struct fatfs *self, uint32_t free_count)
{
    const struct fatfs_volume *volume = &self->volume;
    uint8_t data[FATFS_SECTOR_SIZE];
    hx_status status;

    if (volume->info_sector == 0)
        return HX_OK;
    status = read_raw(self, volume->lba + volume->info_sector, data);
    if (status != HX_OK)
        return status;
    fatfs_put32(data + INFO_FREE_COUNT, free_count);
    fatfs_put32(data + INFO_NEXT_FREE, volume->next_free);
    return fatfs_disk_write(self, self->config->unit, volume->lba + volume->info_sector,
                            data, sizeof(data));
}

static hx_status write_state(struct fatfs *self, bool dirty)
{
    const struct fatfs_volume *volume = &self->volume;
    uint8_t data[FATFS_SECTOR_SIZE];
    uint8_t *state = data + state_offset(volume);
    hx_status status;

    if (volume->was_dirty)
        return HX_OK;
    status = read_raw(self, volume->lba, data);
    if (status != HX_OK)
        return status;
    *state = (uint8_t)(dirty ? *state | STATE_DIRTY : *state & ~STATE_DIRTY);
    return fatfs_disk_write(self, self->config->unit, volume->lba, data, sizeof(data));
}

hx_status fatfs_mark(struct fatfs *self)
{
    hx_status status;

    if (self->volume.marked)
        return HX_OK;
    status = write_state(self, true);
    if (status == HX_OK)
        status = write_info(self, UINT32_MAX);
    self->volume.marked = status == HX_OK;
    return status;
}

hx_status fatfs_unmark(struct fatfs *self)
{
    hx_status status;

    if (!self->volume.marked)
        return HX_OK;
    status = write_info(self, self->volume.free_count);
    if (status == HX_OK)
        status = write_state(self, false);
    if (status == HX_OK)
        self->volume.marked = false;
    return status;
}
