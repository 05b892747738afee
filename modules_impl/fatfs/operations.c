/* SPDX-License-Identifier: MIT */
/*
 * helix.filesystem, and the life of the module. Each operation takes its turn, and has
 * written all its changes when it returns.
 */
#include "fatfs_parts.h"

#include <helix/mutex.h>

static hx_status enter(struct fatfs *self)
{
    hx_status status = hx_mutex_take(&self->mutex);

    if (status != HX_OK)
        return status;
    if (!self->volume.mounted) {
        hx_mutex_give(&self->mutex);
        return hx_fail(HX_ERR_NOT_RUNNING, "no volume is mounted");
    }
    return HX_OK;
}

/* The first error counts; what an operation had changed before it is written, too. */
static hx_status leave(struct fatfs *self, hx_status status)
{
    hx_status flushed = fatfs_flush(self);

    hx_mutex_give(&self->mutex);
    return status != HX_OK ? status : flushed;
}

static hx_status flush_disk(struct fatfs *self)
{
    hx_status status = fatfs_flush(self);

    if (status != HX_OK)
        return status;
    return fatfs_disk_flush(self, self->config->unit);
}

/* The mark of use goes once everything else is safe. */
static hx_status sync_volume(struct fatfs *self)
{
    hx_status status = flush_disk(self);

    if (status != HX_OK || !self->volume.marked)
        return status;
    status = fatfs_unmark(self);
    if (status != HX_OK)
        return status;
    return flush_disk(self);
}

hx_status fatfs_start(struct fatfs *self)
{
    for (size_t i = 0; i < FATFS_FILES_MAX; i++)
        self->files[i].open = false;
    return fatfs_mount(self);
}

hx_status fatfs_stop(struct fatfs *self)
{
    hx_status status = enter(self);

    if (status == HX_ERR_NOT_RUNNING)
        return HX_OK;
    if (status != HX_OK)
        return status;
    status = sync_volume(self);
    self->volume.mounted = false;
    hx_mutex_give(&self->mutex);
    return status;
}

hx_status fatfs_request_volume(struct fatfs *self, const struct hx_request *request,
                               struct hx_response *response)
{
    const struct fatfs_volume *volume = &self->volume;

    (void)request;
    if (!volume->mounted)
        return hx_fail(HX_ERR_NOT_RUNNING, "no volume is mounted");
    return hx_respond_fmt(response, "FAT%u, %u clusters of %u bytes",
                          (unsigned)volume->bits, (unsigned)(volume->last_cluster - 1),
                          (unsigned)(volume->cluster_sectors * FATFS_SECTOR_SIZE));
}

/* A number is the slot and how often it was used before: one from before is known. */
static hx_status find_file(struct fatfs *self, uint32_t number,
                           struct fatfs_file **file)
{
    struct fatfs_file *slot = &self->files[number % FATFS_FILES_MAX];

    if (!slot->open || slot->generation != number / FATFS_FILES_MAX)
        return hx_fail(HX_ERR_INVALID, "%u is no open file", (unsigned)number);
    *file = slot;
    return HX_OK;
}

static hx_status find_regular(struct fatfs *self, uint32_t number,
                              struct fatfs_file **file)
{
    hx_status status = find_file(self, number, file);

    if (status == HX_OK && (*file)->is_folder)
        return hx_fail(HX_ERR_INVALID, "%u is a folder", (unsigned)number);
    return status;
}

static bool is_same_place(struct fatfs_place one, struct fatfs_place other)
{
    return one.sector == other.sector && one.offset == other.offset;
}

static bool is_open(const struct fatfs *self, struct fatfs_place place)
{
    for (size_t i = 0; i < FATFS_FILES_MAX; i++) {
        if (self->files[i].open && is_same_place(self->files[i].place, place))
            return true;
    }
    return false;
}

static hx_status open_file(struct fatfs *self, const char *path, uint32_t *number)
{
    struct fatfs_entry entry;
    hx_status status = fatfs_path_find(self, path, &entry);

    if (status != HX_OK)
        return status;
    for (uint32_t i = 0; i < FATFS_FILES_MAX; i++) {
        struct fatfs_file *file = &self->files[i];

        if (file->open)
            continue;
        file->open = true;
        file->generation = (file->generation + 1) % (UINT32_MAX / FATFS_FILES_MAX);
        file->is_folder = entry.is_folder;
        file->place = entry.place;
        file->walk = (struct fatfs_walk){.first = entry.cluster};
        *number = file->generation * FATFS_FILES_MAX + i;
        return HX_OK;
    }
    return hx_fail(HX_ERR_NO_SPACE, "%d files are open", FATFS_FILES_MAX);
}

hx_status fatfs_open(struct fatfs *self, const char *path, uint32_t *file)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, open_file(self, path, file));
}

hx_status fatfs_close(struct fatfs *self, uint32_t file)
{
    struct fatfs_file *found = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_file(self, file, &found);
    if (status == HX_OK) {
        found->open = false;
        status = flush_disk(self);
    }
    return leave(self, status);
}

hx_status fatfs_read(struct fatfs *self, uint32_t file, uint64_t offset, void *data,
                     size_t size, size_t *done)
{
    struct fatfs_file *found = NULL;
    hx_status status = enter(self);

    *done = 0;
    if (status != HX_OK)
        return status;
    status = find_regular(self, file, &found);
    if (status == HX_OK)
        status = fatfs_content_read(self, found, offset, data, size, done);
    return leave(self, status);
}

hx_status fatfs_write(struct fatfs *self, uint32_t file, uint64_t offset,
                      const void *data, size_t size, size_t *done)
{
    struct fatfs_file *found = NULL;
    hx_status status = enter(self);

    *done = 0;
    if (status != HX_OK)
        return status;
    status = find_regular(self, file, &found);
    /* Nothing to write makes no file longer. */
    if (status == HX_OK && size > 0)
        status = fatfs_content_write(self, found, offset, data, size);
    status = leave(self, status);
    if (status == HX_OK)
        *done = size;
    return status;
}

/* Other openings of a file forget where they were in a chain that has been cut. */
static void forget_walks(struct fatfs *self, struct fatfs_place place)
{
    for (size_t i = 0; i < FATFS_FILES_MAX; i++) {
        struct fatfs_file *file = &self->files[i];

        if (file->open && is_same_place(file->place, place))
            file->walk = (struct fatfs_walk){.first = file->walk.first};
    }
}

hx_status fatfs_resize(struct fatfs *self, uint32_t file, uint64_t size)
{
    struct fatfs_file *found = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_regular(self, file, &found);
    if (status == HX_OK) {
        status = fatfs_content_resize(self, found, size);
        forget_walks(self, found->place);
    }
    return leave(self, status);
}

/* A name that does not fit, or is none, gives way to the short one. */
static void describe(const struct fatfs_entry *entry, struct helix_file_info *info)
{
    memset(info, 0, sizeof(*info));
    info->size = entry->size;
    info->kind = entry->is_folder ? HELIX_FILE_FOLDER : HELIX_FILE_REGULAR;
    if (!fatfs_name_print(&entry->name, info->name)) {
        uint8_t raw[FATFS_ENTRY_SIZE] = {0};
        struct fatfs_name name;

        memcpy(raw, entry->short_name, FATFS_SHORT_SIZE);
        fatfs_short_read(raw, &name);
        if (!fatfs_name_print(&name, info->name))
            info->name[0] = '\0';
    }
}

hx_status fatfs_describe(struct fatfs *self, const char *path,
                         struct helix_file_info *info)
{
    struct fatfs_entry entry;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = fatfs_path_find(self, path, &entry);
    if (status == HX_OK) {
        describe(&entry, info);
        /* The root's path has no last part. */
        if (entry.place.sector == 0)
            info->name[0] = '\0';
    }
    return leave(self, status);
}

hx_status fatfs_list(struct fatfs *self, uint32_t folder, uint64_t *position,
                     struct helix_file_info *entry)
{
    struct fatfs_file *found = NULL;
    struct fatfs_entry next;
    uint32_t at = *position < UINT32_MAX ? (uint32_t)*position : UINT32_MAX;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_file(self, folder, &found);
    if (status == HX_OK && !found->is_folder)
        status = hx_fail(HX_ERR_INVALID, "%u is no folder", (unsigned)folder);
    if (status == HX_OK)
        status = fatfs_folder_next(self, &found->walk, &at, &next);
    if (status == HX_OK)
        describe(&next, entry);
    /* Also past a damaged entry, so that the others can be seen. */
    *position = at;
    return leave(self, status);
}

/* HX_OK: nothing has the name, or only what is at `except`. */
static hx_status check_new(struct fatfs *self, uint32_t folder,
                           const struct fatfs_name *name, struct fatfs_place except)
{
    struct fatfs_entry entry;
    hx_status status = fatfs_folder_find(self, folder, name, &entry);

    if (status == HX_ERR_NOT_FOUND)
        return HX_OK;
    if (status == HX_OK && !is_same_place(entry.place, except))
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

static hx_status create_entry(struct fatfs *self, const char *path, bool is_folder)
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

hx_status fatfs_create(struct fatfs *self, const char *path, enum helix_file_kind kind)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    if (kind != HELIX_FILE_REGULAR && kind != HELIX_FILE_FOLDER)
        status = hx_fail(HX_ERR_INVALID, "%d is no kind of file", (int)kind);
    else
        status = create_entry(self, path, kind == HELIX_FILE_FOLDER);
    return leave(self, status);
}

static hx_status remove_entry(struct fatfs *self, const char *path)
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

hx_status fatfs_remove(struct fatfs *self, const char *path)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, remove_entry(self, path));
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
        if (self->files[i].open && is_same_place(self->files[i].place, from))
            self->files[i].place = to;
    }
}

static hx_status rename_entry(struct fatfs *self, const char *from, const char *to)
{
    uint8_t fields[FATFS_ENTRY_SIZE];
    struct fatfs_entry entry;
    struct fatfs_place place;
    struct fatfs_name name;
    uint32_t old_folder = 0;
    uint32_t new_folder = 0;
    const uint8_t *data;
    hx_status status = fatfs_path_find(self, from, &entry);

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

hx_status fatfs_rename(struct fatfs *self, const char *from, const char *to)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, rename_entry(self, from, to));
}

hx_status fatfs_sync(struct fatfs *self)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, sync_volume(self));
}
