/* SPDX-License-Identifier: MIT */
/*
 * The table, and the chains in it. A value is never followed before it is known to be a
 * cluster, and no loop takes more steps than there are clusters.
 *
 * An entry of FAT12 may lie across two sectors, and cannot be changed in one write. No
 * such cluster is ever allocated, about one in 341; those that others have allocated
 * are used as they are.
 */
#include "fatfs_parts.h"

bool fatfs_is_cluster(const struct fatfs *self, uint32_t cluster)
{
    return cluster >= FATFS_FIRST_CLUSTER && cluster <= self->volume.last_cluster;
}

uint32_t fatfs_cluster_sector(const struct fatfs *self, uint32_t cluster)
{
    return self->volume.data_start +
           (cluster - FATFS_FIRST_CLUSTER) * self->volume.cluster_sectors;
}

static uint32_t entry_offset(const struct fatfs *self, uint32_t cluster)
{
    if (self->volume.bits == 12)
        return cluster + cluster / 2;
    return cluster * (self->volume.bits / 8);
}

static bool is_split(const struct fatfs *self, uint32_t cluster)
{
    return self->volume.bits == 12 &&
           entry_offset(self, cluster) % FATFS_SECTOR_SIZE == FATFS_SECTOR_SIZE - 1;
}

static hx_status look_at_byte(struct fatfs *self, uint32_t offset, uint8_t *byte)
{
    const uint8_t *data;
    hx_status status =
        fatfs_look(self, self->volume.fat_start + offset / FATFS_SECTOR_SIZE, &data);

    if (status == HX_OK)
        *byte = data[offset % FATFS_SECTOR_SIZE];
    return status;
}

static hx_status get12(struct fatfs *self, uint32_t cluster, uint32_t *value)
{
    uint32_t offset = entry_offset(self, cluster);
    uint8_t bytes[2];
    hx_status status = look_at_byte(self, offset, &bytes[0]);

    if (status == HX_OK)
        status = look_at_byte(self, offset + 1, &bytes[1]);
    if (status != HX_OK)
        return status;
    *value = (cluster & 1u) != 0 ? (uint32_t)(fatfs_get16(bytes) >> 4)
                                 : fatfs_get16(bytes) & 0xfffu;
    return HX_OK;
}

static hx_status get(struct fatfs *self, uint32_t cluster, uint32_t *value)
{
    uint32_t offset = entry_offset(self, cluster);
    const uint8_t *data;
    hx_status status;

    if (self->volume.bits == 12)
        return get12(self, cluster, value);
    status =
        fatfs_look(self, self->volume.fat_start + offset / FATFS_SECTOR_SIZE, &data);
    if (status != HX_OK)
        return status;
    data += offset % FATFS_SECTOR_SIZE;
    *value =
        self->volume.bits == 16 ? fatfs_get16(data) : fatfs_get32(data) & 0x0fffffffu;
    return HX_OK;
}

static hx_status change_bits(struct fatfs *self, uint32_t offset, uint32_t mask,
                             uint32_t bits)
{
    uint8_t *data;
    hx_status status =
        fatfs_change(self, self->volume.fat_start + offset / FATFS_SECTOR_SIZE, &data);

    if (status != HX_OK)
        return status;
    data += offset % FATFS_SECTOR_SIZE;
    *data = (uint8_t)((*data & ~mask) | (bits & mask));
    return HX_OK;
}

static hx_status set(struct fatfs *self, uint32_t cluster, uint32_t value)
{
    uint32_t offset = entry_offset(self, cluster);
    bool odd = (cluster & 1u) != 0;
    uint8_t *data;
    hx_status status;

    if (self->volume.bits == 12) {
        status =
            change_bits(self, offset, odd ? 0xf0u : 0xffu, odd ? value << 4 : value);
        if (status != HX_OK)
            return status;
        return change_bits(self, offset + 1, odd ? 0xffu : 0x0fu,
                           odd ? value >> 4 : value >> 8);
    }
    status =
        fatfs_change(self, self->volume.fat_start + offset / FATFS_SECTOR_SIZE, &data);
    if (status != HX_OK)
        return status;
    data += offset % FATFS_SECTOR_SIZE;
    /* The top four bits of FAT32 belong to nobody and are kept. */
    if (self->volume.bits == 16)
        fatfs_put16(data, value);
    else
        fatfs_put32(data, (fatfs_get32(data) & 0xf0000000u) | (value & 0x0fffffffu));
    return HX_OK;
}

static uint32_t end_of_chain(const struct fatfs *self)
{
    return self->volume.bits == 32 ? 0x0fffffffu : (1u << self->volume.bits) - 1u;
}

hx_status fatfs_next(struct fatfs *self, uint32_t cluster, uint32_t *next)
{
    uint32_t value;
    hx_status status;

    if (!fatfs_is_cluster(self, cluster))
        return hx_fail(HX_ERR_CORRUPT, "there is no cluster %u", (unsigned)cluster);
    status = get(self, cluster, &value);
    if (status != HX_OK)
        return status;
    /* The last eight values end a chain. */
    if (value >= end_of_chain(self) - 7)
        value = 0;
    else if (!fatfs_is_cluster(self, value) || value == cluster)
        return hx_fail(HX_ERR_CORRUPT, "behind cluster %u the FAT has %#x",
                       (unsigned)cluster, (unsigned)value);
    *next = value;
    return HX_OK;
}

hx_status fatfs_walk_to(struct fatfs *self, struct fatfs_walk *walk, uint32_t index)
{
    struct fatfs_walk at = *walk;

    if (at.cluster == 0 || index < at.index) {
        at.index = 0;
        at.cluster = at.first;
    }
    if (!fatfs_is_cluster(self, at.cluster) || index >= self->volume.last_cluster)
        return hx_fail(HX_ERR_CORRUPT, "cluster %u of a chain from %u", (unsigned)index,
                       (unsigned)at.first);
    while (at.index < index) {
        hx_status status = fatfs_next(self, at.cluster, &at.cluster);

        if (status != HX_OK)
            return status;
        at.index++;
        if (at.cluster == 0)
            return hx_fail(HX_ERR_CORRUPT, "the chain from %u ends after %u clusters",
                           (unsigned)at.first, (unsigned)at.index);
    }
    *walk = at;
    return HX_OK;
}

static hx_status find_free(struct fatfs *self, uint32_t *found)
{
    struct fatfs_volume *volume = &self->volume;
    uint32_t cluster = volume->next_free;

    for (uint32_t i = FATFS_FIRST_CLUSTER; i <= volume->last_cluster; i++) {
        uint32_t value;
        hx_status status = get(self, cluster, &value);

        if (status != HX_OK)
            return status;
        if (value == 0 && !is_split(self, cluster)) {
            volume->next_free = cluster;
            *found = cluster;
            return HX_OK;
        }
        cluster = cluster < volume->last_cluster ? cluster + 1 : FATFS_FIRST_CLUSTER;
    }
    return hx_fail(HX_ERR_NO_SPACE, "no cluster is free");
}

static hx_status take_cluster(struct fatfs *self, uint32_t *cluster)
{
    hx_status status = find_free(self, cluster);

    if (status == HX_OK)
        status = set(self, *cluster, end_of_chain(self));
    if (status == HX_OK && self->volume.free_count != UINT32_MAX &&
        self->volume.free_count > 0)
        self->volume.free_count--;
    return status;
}

hx_status fatfs_chain_make(struct fatfs *self, uint32_t count, uint32_t *first)
{
    uint32_t start = 0;
    uint32_t last = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t cluster = 0;
        hx_status status = take_cluster(self, &cluster);

        if (status == HX_OK && last != 0)
            status = set(self, last, cluster);
        if (status != HX_OK) {
            /* What cannot be given back is lost until a repair; the first error
             * is the one to tell. */
            if (status == HX_ERR_NO_SPACE && start != 0 &&
                fatfs_chain_free(self, start) == HX_OK)
                return hx_fail(HX_ERR_NO_SPACE, "%u clusters are not free",
                               (unsigned)count);
            return status;
        }
        if (start == 0)
            start = cluster;
        last = cluster;
    }
    *first = start;
    return HX_OK;
}

hx_status fatfs_chain_join(struct fatfs *self, uint32_t last, uint32_t first)
{
    return set(self, last, first);
}

hx_status fatfs_chain_cut(struct fatfs *self, uint32_t last)
{
    uint32_t rest;
    hx_status status = fatfs_next(self, last, &rest);

    if (status != HX_OK || rest == 0)
        return status;
    status = set(self, last, end_of_chain(self));
    if (status != HX_OK)
        return status;
    return fatfs_chain_free(self, rest);
}

/* A chain that runs into itself meets a cluster that is free by then. */
hx_status fatfs_chain_free(struct fatfs *self, uint32_t first)
{
    uint32_t cluster = first;

    while (cluster != 0) {
        uint32_t next;
        hx_status status = fatfs_next(self, cluster, &next);

        if (status == HX_OK)
            status = set(self, cluster, 0);
        if (status != HX_OK)
            return status;
        if (self->volume.free_count < self->volume.last_cluster - 1)
            self->volume.free_count++;
        if (cluster < self->volume.next_free)
            self->volume.next_free = cluster;
        cluster = next;
    }
    return HX_OK;
}
