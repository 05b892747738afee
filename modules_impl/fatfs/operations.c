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

        if (file->open && fatfs_is_same_place(file->place, place))
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

hx_status fatfs_create(struct fatfs *self, const char *path, enum helix_file_kind kind)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    if (kind != HELIX_FILE_REGULAR && kind != HELIX_FILE_FOLDER)
        status = hx_fail(HX_ERR_INVALID, "%d is no kind of file", (int)kind);
    else
        status = fatfs_make(self, path, kind == HELIX_FILE_FOLDER);
    return leave(self, status);
}

hx_status fatfs_remove(struct fatfs *self, const char *path)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, fatfs_unmake(self, path));
}

hx_status fatfs_rename(struct fatfs *self, const char *from, const char *to)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, fatfs_move(self, from, to));
}

hx_status fatfs_sync(struct fatfs *self)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, sync_volume(self));
}
