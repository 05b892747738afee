/* SPDX-License-Identifier: MIT */
/*
 * Making, removing and moving files and folders. All that can refuse one is looked at
 * before the first change.
 */
#include "fatfs_parts.h"

/* HX_OK: nothing has the name, or only what is at `except`. */
static hx_status check_new(struct fatfs *self, uint32_t folder,
                           const struct fatfs_name *name, struct fatfs_place except)
{
    struct fatfs_entry entry;
    hx_status status = fatfs_folder_find(self, folder, name, &entry);

    if (status == HX_ERR_NOT_FOUND)
        return HX_OK;
    if (status == HX_OK && !fatfs_is_same_place(entry.place, except))
        return hx_fail(HX_ERR_ALREADY_EXISTS, "something has this path");
    return status;
}

/* A folder's own first cluster, with the two entries that lead to it and its parent. */
static hx_status make_folder(struct fatfs *self, uint32_t parent, uint32_t *cluster)
{
    uint8_t *data;
    hx_status status = fatfs_chain_make(self, 1, cluster);

    if (status == HX_OK)
        status = fatfs_folder_clear(self, *cluster);
    if (status == HX_OK)
        status = fatfs_change(self, fatfs_cluster_sector(self, *cluster), &data);
    if (status != HX_OK)
        return status;
    /* The root is 0 here, also where it has a cluster. */
    if (parent == self->volume.root_cluster)
        parent = 0;
    fatfs_entry_write(data, FATFS_ATTR_FOLDER, *cluster, 0);
    memcpy(data, ".          ", FATFS_SHORT_SIZE);
    fatfs_entry_write(data + FATFS_ENTRY_SIZE, FATFS_ATTR_FOLDER, parent, 0);
    memcpy(data + FATFS_ENTRY_SIZE, "..         ", FATFS_SHORT_SIZE);
    return HX_OK;
}

hx_status fatfs_make(struct fatfs *self, const char *path, bool is_folder)
{
    uint8_t fields[FATFS_ENTRY_SIZE];
    struct fatfs_place place = {0};
    struct fatfs_name name;
    uint32_t folder = 0;
    uint32_t cluster = 0;
    hx_status status;

    if (path[0] == '/' && path[1] == '\0')
        return hx_fail(HX_ERR_ALREADY_EXISTS, "the root exists");
    status = fatfs_path_parent(self, path, 0, &folder, &name);
    if (status == HX_OK)
        status = check_new(self, folder, &name, place);
    if (status == HX_OK && is_folder)
        status = make_folder(self, folder, &cluster);
    if (status != HX_OK)
        return status;
    fatfs_entry_write(fields, is_folder ? FATFS_ATTR_FOLDER : FATFS_ATTR_ARCHIVE,
                      cluster, 0);
    status = fatfs_entry_add(self, folder, &name, fields, NULL, 0, &place);
    /* No room for the entry: nothing points to the cluster. */
    if (status == HX_ERR_NO_SPACE && is_folder &&
        fatfs_chain_free(self, cluster) == HX_OK)
        return hx_fail(HX_ERR_NO_SPACE, "the folder cannot have another entry");
    return status;
}

static bool is_open(const struct fatfs *self, struct fatfs_place place)
{
    for (size_t i = 0; i < FATFS_FILES_MAX; i++) {
        if (self->files[i].open && fatfs_is_same_place(self->files[i].place, place))
            return true;
    }
    return false;
}

hx_status fatfs_unmake(struct fatfs *self, const char *path)
{
    struct fatfs_entry entry;
    uint32_t folder = 0;
    struct fatfs_name name;
    bool empty = true;
    hx_status status = fatfs_path_find(self, path, &entry);

    if (status == HX_OK && entry.place.sector == 0)
        return hx_fail(HX_ERR_BUSY, "the root stays");
    if (status == HX_OK)
        status = fatfs_path_parent(self, path, 0, &folder, &name);
    if (status != HX_OK)
        return status;
    if (is_open(self, entry.place))
        return hx_fail(HX_ERR_BUSY, "it is open");
    if (entry.is_folder)
        status = fatfs_folder_is_empty(self, entry.cluster, &empty);
    if (status == HX_OK && !empty)
        return hx_fail(HX_ERR_BUSY, "the folder is not empty");
    if (status == HX_OK)
        status = fatfs_entry_remove(self, folder, &entry);
    if (status != HX_OK || entry.cluster == 0)
        return status;
    return fatfs_chain_free(self, entry.cluster);
}

/* After a move: the folder's `..`. */
static hx_status set_parent(struct fatfs *self, uint32_t folder, uint32_t parent)
{
    uint8_t *data;
    hx_status status = fatfs_change(self, fatfs_cluster_sector(self, folder), &data);

    if (status != HX_OK)
        return status;
    if (parent == self->volume.root_cluster)
        parent = 0;
    fatfs_put16(data + FATFS_ENTRY_SIZE + 20, parent >> 16);
    fatfs_put16(data + FATFS_ENTRY_SIZE + 26, parent);
    return HX_OK;
}

static void move_openings(struct fatfs *self, struct fatfs_place from,
                          struct fatfs_place to)
{
    for (size_t i = 0; i < FATFS_FILES_MAX; i++) {
        if (self->files[i].open && fatfs_is_same_place(self->files[i].place, from))
            self->files[i].place = to;
    }
}

hx_status fatfs_move(struct fatfs *self, const char *from, const char *to)
{
    uint8_t fields[FATFS_ENTRY_SIZE];
    struct fatfs_entry entry;
    struct fatfs_place place;
    struct fatfs_name name;
    uint32_t old_folder = 0;
    uint32_t new_folder = 0;
    const uint8_t *data;
    hx_status status = fatfs_path_check(to);

    if (status == HX_OK)
        status = fatfs_path_find(self, from, &entry);
    if (status == HX_OK && entry.place.sector == 0)
        return hx_fail(HX_ERR_INVALID, "the root stays");
    if (status == HX_OK && to[0] == '/' && to[1] == '\0')
        return hx_fail(HX_ERR_ALREADY_EXISTS, "the root exists");
    if (status == HX_OK)
        status = fatfs_path_parent(self, from, 0, &old_folder, &name);
    if (status == HX_OK)
        status = fatfs_path_parent(self, to, entry.is_folder ? entry.cluster : 0,
                                   &new_folder, &name);
    if (status == HX_OK)
        status = check_new(self, new_folder, &name, entry.place);
    if (status == HX_OK)
        status = fatfs_look(self, entry.place.sector, &data);
    if (status != HX_OK)
        return status;
    /* Dates and attributes go along; the case of a short name was the old one's. */
    memcpy(fields, data + entry.place.offset, sizeof(fields));
    fields[12] = 0;
    status =
        fatfs_entry_add(self, new_folder, &name, fields, &entry, old_folder, &place);
    if (status != HX_OK)
        return status;
    move_openings(self, entry.place, place);
    if (entry.is_folder && old_folder != new_folder)
        return set_parent(self, entry.cluster, new_folder);
    return HX_OK;
}
