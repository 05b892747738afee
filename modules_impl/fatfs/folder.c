/* SPDX-License-Identifier: MIT */
/*
 * Reading folders. A folder has at most 65536 entries, by the specification; this also
 * bounds the walk through a chain that runs in a circle.
 */
#include "fatfs_parts.h"

enum { LAST_PART = 0x40, PARTS_MAX = 20, DATE_1980_01_01 = 0x21 };

hx_status fatfs_folder_sector(struct fatfs *self, struct fatfs_walk *walk,
                              uint32_t index, uint32_t *sector)
{
    const struct fatfs_volume *volume = &self->volume;
    uint32_t last = index < FATFS_FOLDER_SECTORS_MAX ? index : FATFS_FOLDER_SECTORS_MAX;
    uint32_t cluster = last / volume->cluster_sectors;
    hx_status status;

    if (walk->first == 0) {
        if (index >= volume->root_sectors)
            return HX_ERR_NOT_FOUND;
        *sector = volume->root_start + index;
        return HX_OK;
    }
    /* One step at a time: the end of the chain is the end of the folder. */
    if (walk->cluster == 0 || cluster < walk->index)
        status = fatfs_walk_to(self, walk, 0);
    else
        status = HX_OK;
    while (status == HX_OK && walk->index < cluster) {
        uint32_t next;

        status = fatfs_next(self, walk->cluster, &next);
        if (status == HX_OK && next == 0)
            return HX_ERR_NOT_FOUND;
        if (status == HX_OK) {
            walk->cluster = next;
            walk->index++;
        }
    }
    if (status != HX_OK)
        return status;
    /* A folder that is full ends here, as any does; one with a cluster more does not.
     */
    if (last == FATFS_FOLDER_SECTORS_MAX)
        return hx_fail(HX_ERR_CORRUPT, "the folder at cluster %u has no end",
                       (unsigned)walk->first);
    *sector =
        fatfs_cluster_sector(self, walk->cluster) + index % volume->cluster_sectors;
    return HX_OK;
}

hx_status fatfs_entry_read(struct fatfs *self, const uint8_t *raw,
                           struct fatfs_entry *entry)
{
    uint32_t cluster = fatfs_get16(raw + 26);

    if (self->volume.bits == 32)
        cluster |= (uint32_t)fatfs_get16(raw + 20) << 16;
    entry->cluster = cluster;
    entry->is_folder = (raw[11] & FATFS_ATTR_FOLDER) != 0;
    entry->size = entry->is_folder ? 0 : fatfs_get32(raw + 28);
    memcpy(entry->short_name, raw, FATFS_SHORT_SIZE);
    if (entry->is_folder || entry->size > 0 || cluster != 0) {
        if (!fatfs_is_cluster(self, cluster))
            return hx_fail(HX_ERR_CORRUPT, "an entry is at cluster %u",
                           (unsigned)cluster);
    }
    return HX_OK;
}

/* A long name, while its parts come in: the last part first. */
struct gathering {
    uint32_t wanted; /* number of the next part; 0: the name is whole */
    uint32_t first;  /* index of its first entry */
    uint8_t sum;
    bool valid;
};

static void gather_part(struct gathering *gathering, const uint8_t *raw, uint32_t index,
                        struct fatfs_name *name)
{
    uint32_t part = raw[0] & 0x1fu;
    uint16_t units[FATFS_PART_UNITS];
    size_t start;

    if ((raw[0] & LAST_PART) != 0) {
        gathering->valid = true;
        gathering->wanted = part;
        gathering->first = index;
        gathering->sum = raw[13];
        name->length = 0;
    }
    if (!gathering->valid || part == 0 || part > PARTS_MAX ||
        part != gathering->wanted || raw[13] != gathering->sum) {
        gathering->valid = false;
        return;
    }
    gathering->wanted--;
    fatfs_part_read(raw, units);
    start = (size_t)(part - 1) * FATFS_PART_UNITS;
    for (size_t i = 0; i < FATFS_PART_UNITS; i++) {
        if (units[i] == 0 && (raw[0] & LAST_PART) != 0)
            break;
        if (start + i >= FATFS_NAME_UNITS) {
            gathering->valid = false;
            return;
        }
        name->units[start + i] = units[i];
        if ((raw[0] & LAST_PART) != 0)
            name->length = start + i + 1;
    }
}

static void name_entry(const struct gathering *gathering, const uint8_t *raw,
                       uint32_t index, struct fatfs_entry *entry)
{
    entry->index = index;
    if (gathering->valid && gathering->wanted == 0 && entry->name.length > 0 &&
        gathering->sum == fatfs_short_sum(raw)) {
        entry->set_first = gathering->first;
        return;
    }
    entry->set_first = index;
    fatfs_short_read(raw, &entry->name);
}

hx_status fatfs_folder_next(struct fatfs *self, struct fatfs_walk *walk,
                            uint32_t *position, struct fatfs_entry *entry)
{
    struct gathering gathering = {0};

    for (uint32_t index = *position;; index++) {
        uint32_t sector;
        const uint8_t *raw;
        hx_status status =
            fatfs_folder_sector(self, walk, index / FATFS_SECTOR_ENTRIES, &sector);

        if (status == HX_OK)
            status = fatfs_look(self, sector, &raw);
        if (status != HX_OK)
            return status;
        raw += (size_t)(index % FATFS_SECTOR_ENTRIES) * FATFS_ENTRY_SIZE;
        if (raw[0] == FATFS_ENTRY_END)
            return HX_ERR_NOT_FOUND;
        if (raw[0] == FATFS_ENTRY_FREE) {
            gathering.valid = false;
        } else if ((raw[11] & FATFS_ATTR_MASK) == FATFS_ATTR_LONG) {
            gather_part(&gathering, raw, index, &entry->name);
        } else if ((raw[11] & FATFS_ATTR_VOLUME) != 0 || raw[0] == '.') {
            /* A label, or one of the two entries that each folder begins with. */
            gathering.valid = false;
        } else {
            name_entry(&gathering, raw, index, entry);
            entry->place.sector = sector;
            entry->place.offset = index % FATFS_SECTOR_ENTRIES * FATFS_ENTRY_SIZE;
            *position = index + 1;
            return fatfs_entry_read(self, raw, entry);
        }
    }
}

hx_status fatfs_folder_find(struct fatfs *self, uint32_t folder,
                            const struct fatfs_name *name, struct fatfs_entry *entry)
{
    struct fatfs_walk walk = {.first = folder};
    uint32_t position = 0;

    for (;;) {
        uint32_t before = position;
        hx_status status = fatfs_folder_next(self, &walk, &position, entry);
        struct fatfs_name short_name;
        uint8_t raw[FATFS_ENTRY_SIZE] = {0};

        /* A damaged entry harms no other one. */
        if (status != HX_OK && (status != HX_ERR_CORRUPT || position == before))
            return status;
        memcpy(raw, entry->short_name, FATFS_SHORT_SIZE);
        fatfs_short_read(raw, &short_name);
        if (fatfs_name_equal(&entry->name, name) || fatfs_name_equal(&short_name, name))
            return status;
    }
}

hx_status fatfs_folder_is_empty(struct fatfs *self, uint32_t folder, bool *empty)
{
    struct fatfs_walk walk = {.first = folder};
    struct fatfs_entry entry;
    uint32_t position = 0;
    hx_status status = fatfs_folder_next(self, &walk, &position, &entry);

    if (status != HX_OK && status != HX_ERR_NOT_FOUND)
        return status;
    *empty = status == HX_ERR_NOT_FOUND;
    return HX_OK;
}

hx_status fatfs_folder_clear(struct fatfs *self, uint32_t cluster)
{
    uint32_t start = fatfs_cluster_sector(self, cluster);

    for (uint32_t i = 0; i < self->volume.cluster_sectors; i++) {
        uint8_t *data;
        hx_status status = fatfs_change(self, start + i, &data);

        if (status != HX_OK)
            return status;
        memset(data, 0, FATFS_SECTOR_SIZE);
    }
    return HX_OK;
}

/* The last cluster of a folder. */
static hx_status find_last(struct fatfs *self, uint32_t folder, uint32_t *last,
                           uint32_t *count)
{
    uint32_t next = folder;

    *count = 0;
    while (next != 0) {
        hx_status status;

        *last = next;
        *count += 1;
        if (*count > FATFS_FOLDER_SECTORS_MAX)
            return hx_fail(HX_ERR_CORRUPT, "the folder at cluster %u has no end",
                           (unsigned)folder);
        status = fatfs_next(self, *last, &next);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

hx_status fatfs_folder_grow(struct fatfs *self, uint32_t folder)
{
    uint32_t last = 0;
    uint32_t count;
    uint32_t cluster;
    hx_status status;

    if (folder == 0)
        return hx_fail(HX_ERR_NO_SPACE, "the root folder is full");
    status = find_last(self, folder, &last, &count);
    if (status != HX_OK)
        return status;
    if ((count + 1) * self->volume.cluster_sectors > FATFS_FOLDER_SECTORS_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "a folder has at most 65536 entries");
    status = fatfs_chain_make(self, 1, &cluster);
    if (status == HX_OK)
        status = fatfs_folder_clear(self, cluster);
    if (status == HX_OK)
        status = fatfs_chain_join(self, last, cluster);
    return status;
}

void fatfs_entry_write(uint8_t *entry, uint8_t attr, uint32_t cluster, uint32_t size)
{
    memset(entry, 0, FATFS_ENTRY_SIZE);
    entry[11] = attr;
    fatfs_put16(entry + 16, DATE_1980_01_01);
    fatfs_put16(entry + 18, DATE_1980_01_01);
    fatfs_put16(entry + 20, cluster >> 16);
    fatfs_put16(entry + 24, DATE_1980_01_01);
    fatfs_put16(entry + 26, cluster);
    fatfs_put32(entry + 28, size);
}
