/* SPDX-License-Identifier: MIT */
/*
 * Making, removing and moving entries. The entries of one name lie in one sector, if
 * they are 16 or fewer, so that a name appears and goes in one write; a longer name
 * (195 characters on) takes two, its short entry, without which it is nothing, last.
 * What others have laid across two sectors is removed short entry first.
 */
#include "fatfs_parts.h"

enum { SHORT_NUMBERS = 4096 };

/* Where a set of entries goes. */
struct run {
    uint32_t first;
    uint32_t count;
    uint32_t end; /* index of the folder's end mark; UINT32_MAX: not before the run */
};

/* A set to be written. */
struct set {
    const struct fatfs_name *name;
    const uint8_t *fields;
    uint8_t short_name[FATFS_SHORT_SIZE];
    uint32_t count; /* of entries */
};

static hx_status change_slot(struct fatfs *self, struct fatfs_walk *walk,
                             uint32_t index, uint8_t **raw)
{
    uint32_t sector;
    hx_status status =
        fatfs_folder_sector(self, walk, index / FATFS_SECTOR_ENTRIES, &sector);

    if (status == HX_OK)
        status = fatfs_change(self, sector, raw);
    if (status == HX_OK)
        *raw += (size_t)(index % FATFS_SECTOR_ENTRIES) * FATFS_ENTRY_SIZE;
    return status;
}

static hx_status look_at_slot(struct fatfs *self, struct fatfs_walk *walk,
                              uint32_t index, const uint8_t **raw)
{
    uint32_t sector;
    hx_status status =
        fatfs_folder_sector(self, walk, index / FATFS_SECTOR_ENTRIES, &sector);

    if (status == HX_OK)
        status = fatfs_look(self, sector, raw);
    if (status == HX_OK)
        *raw += (size_t)(index % FATFS_SECTOR_ENTRIES) * FATFS_ENTRY_SIZE;
    return status;
}

/* Finds room for run->count entries. Slots of `old` (or NULL) count as free, and then
 * only its sector is searched. HX_ERR_NOT_FOUND: there is none before the folder ends.
 */
static hx_status find_run(struct fatfs *self, struct fatfs_walk *walk,
                          const struct fatfs_entry *old, struct run *run)
{
    uint32_t from = 0;
    uint32_t length = 0;
    uint32_t index = 0;

    run->end = UINT32_MAX;
    if (old != NULL)
        index = old->index / FATFS_SECTOR_ENTRIES * FATFS_SECTOR_ENTRIES;
    for (;; index++) {
        const uint8_t *raw;
        hx_status status = look_at_slot(self, walk, index, &raw);

        if (status != HX_OK)
            return status;
        if (run->end == UINT32_MAX && raw[0] == FATFS_ENTRY_END)
            run->end = index;
        if (run->count <= FATFS_SECTOR_ENTRIES && index % FATFS_SECTOR_ENTRIES == 0)
            length = 0;
        if (run->end != UINT32_MAX || raw[0] == FATFS_ENTRY_FREE ||
            (old != NULL && index >= old->set_first && index <= old->index)) {
            if (length == 0)
                from = index;
            length++;
        } else {
            length = 0;
        }
        if (length == run->count) {
            run->first = from;
            return HX_OK;
        }
        if (old != NULL && (index + 1) % FATFS_SECTOR_ENTRIES == 0)
            return HX_ERR_NOT_FOUND;
    }
}

static hx_status make_run(struct fatfs *self, uint32_t folder, struct run *run)
{
    for (;;) {
        struct fatfs_walk walk = {.first = folder};
        hx_status status = find_run(self, &walk, NULL, run);

        if (status != HX_ERR_NOT_FOUND)
            return status;
        status = fatfs_folder_grow(self, folder);
        if (status != HX_OK)
            return status;
    }
}

static void fill_slot(const struct set *set, uint32_t number, uint8_t *raw)
{
    uint32_t parts = set->count - 1;

    if (number < parts) {
        fatfs_part_write(set->name, parts - number, parts,
                         fatfs_short_sum(set->short_name), raw);
        return;
    }
    memcpy(raw, set->fields, FATFS_ENTRY_SIZE);
    memcpy(raw, set->short_name, FATFS_SHORT_SIZE);
}

/* What is behind the end mark is nothing yet: so the new end is made first. Last the
 * slots between the old end and the run, if that is in the next sector, are made free,
 * which shows the run. */
static hx_status write_run(struct fatfs *self, struct fatfs_walk *walk,
                           const struct run *run, const struct set *set)
{
    uint32_t behind = run->first + run->count;
    uint8_t *raw;
    hx_status status = HX_OK;

    if (run->end != UINT32_MAX) {
        status = change_slot(self, walk, behind, &raw);
        if (status == HX_OK)
            raw[0] = FATFS_ENTRY_END;
        else if (status == HX_ERR_NOT_FOUND)
            status = HX_OK;
    }
    for (uint32_t i = 0; status == HX_OK && i < run->count; i++) {
        status = change_slot(self, walk, run->first + i, &raw);
        if (status == HX_OK)
            fill_slot(set, i, raw);
    }
    for (uint32_t i = run->end; status == HX_OK && i < run->first; i++) {
        status = change_slot(self, walk, i, &raw);
        if (status == HX_OK)
            raw[0] = FATFS_ENTRY_FREE;
    }
    return status;
}

static hx_status is_short_taken(struct fatfs *self, uint32_t folder,
                                const uint8_t *short_name, bool *taken)
{
    struct fatfs_walk walk = {.first = folder};

    *taken = false;
    for (uint32_t index = 0;; index++) {
        const uint8_t *raw;
        hx_status status = look_at_slot(self, &walk, index, &raw);

        if (status == HX_ERR_NOT_FOUND)
            return HX_OK;
        if (status != HX_OK)
            return status;
        if (raw[0] == FATFS_ENTRY_END)
            return HX_OK;
        if ((raw[11] & FATFS_ATTR_VOLUME) == 0 &&
            memcmp(raw, short_name, FATFS_SHORT_SIZE) == 0) {
            *taken = true;
            return HX_OK;
        }
    }
}

static hx_status choose_short(struct fatfs *self, uint32_t folder, struct set *set)
{
    const struct fatfs_name *name = set->name;

    set->count = 1;
    /* Nothing has the name, so nothing has it as its short one. */
    if (fatfs_short_exact(name, set->short_name))
        return HX_OK;
    set->count += (uint32_t)((name->length + FATFS_PART_UNITS - 1) / FATFS_PART_UNITS);
    for (uint32_t number = 1; number <= SHORT_NUMBERS; number++) {
        bool taken;
        hx_status status;

        fatfs_short_make(name, number, set->short_name);
        status = is_short_taken(self, folder, set->short_name, &taken);
        if (status != HX_OK || !taken)
            return status;
    }
    return hx_fail(HX_ERR_NO_SPACE, "the folder has no short name left for this one");
}

/* In one write: the old entry's slots are freed and the new ones filled in its sector.
 * HX_ERR_NOT_FOUND: there is no room, or the old one lies across two. */
static hx_status replace_in_place(struct fatfs *self, uint32_t folder,
                                  const struct fatfs_entry *old, const struct set *set,
                                  struct run *run)
{
    struct fatfs_walk walk = {.first = folder};
    hx_status status;

    run->count = set->count;
    if (set->count > FATFS_SECTOR_ENTRIES ||
        old->set_first / FATFS_SECTOR_ENTRIES != old->index / FATFS_SECTOR_ENTRIES)
        return HX_ERR_NOT_FOUND;
    status = find_run(self, &walk, old, run);
    /* A run that ends the sector would need a write in the next one for the new end. */
    if (status == HX_OK && run->end < run->first + run->count &&
        (run->first + run->count) % FATFS_SECTOR_ENTRIES == 0)
        return HX_ERR_NOT_FOUND;
    if (status == HX_OK)
        status = fatfs_entry_remove(self, folder, old);
    if (status == HX_OK)
        status = write_run(self, &walk, run, set);
    return status;
}

hx_status fatfs_entry_add(struct fatfs *self, uint32_t folder,
                          const struct fatfs_name *name, const uint8_t *fields,
                          const struct fatfs_entry *replaced, uint32_t replaced_folder,
                          struct fatfs_place *place)
{
    struct set set = {.name = name, .fields = fields};
    struct fatfs_walk walk = {.first = folder};
    struct run run = {0};
    uint32_t last;
    hx_status status = choose_short(self, folder, &set);

    if (status != HX_OK)
        return status;
    status = HX_ERR_NOT_FOUND;
    if (replaced != NULL && replaced_folder == folder)
        status = replace_in_place(self, folder, replaced, &set, &run);
    if (status == HX_ERR_NOT_FOUND) {
        run.count = set.count;
        status = make_run(self, folder, &run);
        if (status == HX_OK)
            status = write_run(self, &walk, &run, &set);
        if (status == HX_OK && replaced != NULL)
            status = fatfs_entry_remove(self, replaced_folder, replaced);
    }
    if (status != HX_OK)
        return status;
    last = run.first + run.count - 1;
    place->offset = last % FATFS_SECTOR_ENTRIES * FATFS_ENTRY_SIZE;
    return fatfs_folder_sector(self, &walk, last / FATFS_SECTOR_ENTRIES,
                               &place->sector);
}

hx_status fatfs_entry_remove(struct fatfs *self, uint32_t folder,
                             const struct fatfs_entry *entry)
{
    struct fatfs_walk walk = {.first = folder};

    for (uint32_t index = entry->index;; index--) {
        uint8_t *raw;
        hx_status status = change_slot(self, &walk, index, &raw);

        if (status != HX_OK)
            return status;
        raw[0] = FATFS_ENTRY_FREE;
        if (index == entry->set_first)
            return HX_OK;
    }
}

hx_status fatfs_entry_update(struct fatfs *self, struct fatfs_place place,
                             uint32_t cluster, uint32_t size)
{
    uint8_t *data;
    hx_status status = fatfs_change(self, place.sector, &data);

    if (status != HX_OK)
        return status;
    data += place.offset;
    fatfs_put16(data + 20, cluster >> 16);
    fatfs_put16(data + 26, cluster);
    fatfs_put32(data + 28, size);
    /* Changed, so a backup has to look at it. */
    data[11] |= FATFS_ATTR_ARCHIVE;
    return HX_OK;
}
