/* SPDX-License-Identifier: MIT */
/* helix.filesystem, and the life of the module. Each operation takes its turn. */
#include "ramfs_parts.h"

#include <helix/mutex.h>

static hx_status enter(struct ramfs *self)
{
    hx_status status = hx_mutex_take(&self->mutex);

    if (status != HX_OK)
        return status;
    if (!self->mounted) {
        hx_mutex_give(&self->mutex);
        return hx_fail(HX_ERR_NOT_RUNNING, "there are no files: the module is stopped");
    }
    return HX_OK;
}

static hx_status leave(struct ramfs *self, hx_status status)
{
    hx_mutex_give(&self->mutex);
    return status;
}

static size_t openings_size(const struct ramfs *self)
{
    return self->config->open_max * sizeof(*self->openings);
}

static hx_status make_openings(struct ramfs *self)
{
    self->openings = ramfs_take(self, openings_size(self));
    if (self->openings == NULL)
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for %u open files",
                       (unsigned)self->config->open_max);
    memset(self->openings, 0, openings_size(self));
    return HX_OK;
}

static void give_all(struct ramfs *self)
{
    ramfs_tree_clear(self);
    ramfs_give(self, self->openings, openings_size(self));
    self->openings = NULL;
    self->mounted = false;
}

hx_status ramfs_start(struct ramfs *self)
{
    hx_status status = hx_mutex_take(&self->mutex);

    if (status != HX_OK)
        return status;
    self->root = (struct ramfs_node){.is_folder = true};
    status = make_openings(self);
    if (status == HX_OK)
        status = ramfs_load(self);
    if (status == HX_OK)
        self->mounted = true;
    else
        give_all(self);
    return leave(self, status);
}

hx_status ramfs_stop(struct ramfs *self)
{
    hx_status status = enter(self);

    if (status == HX_ERR_NOT_RUNNING)
        return HX_OK;
    if (status != HX_OK)
        return status;
    give_all(self);
    return leave(self, HX_OK);
}

hx_status ramfs_request_stats(struct ramfs *self, const struct hx_request *request,
                              struct hx_response *response)
{
    hx_status status = enter(self);

    (void)request;
    if (status != HX_OK)
        return status;
    status =
        hx_respond_fmt(response, "files: %u, folders: %u, bytes: %zu of %llu",
                       (unsigned)self->file_count, (unsigned)self->folder_count,
                       self->used, (unsigned long long)self->config->limit_kib * 1024u);
    return leave(self, status);
}

/* A number is the place in the table and how many files were opened before: so one that
 * was closed is known, also one from before the module was stopped. */
static hx_status find_opening(struct ramfs *self, uint32_t number,
                              struct ramfs_opening **opening)
{
    const uint32_t open_max = self->config->open_max;
    struct ramfs_opening *found = &self->openings[number % open_max];

    if (found->node == NULL || found->generation != number / open_max)
        return hx_fail(HX_ERR_INVALID, "%u is no open file", (unsigned)number);
    *opening = found;
    return HX_OK;
}

static hx_status find_node(struct ramfs *self, uint32_t number, bool is_folder,
                           struct ramfs_node **node)
{
    struct ramfs_opening *opening = NULL;
    hx_status status = find_opening(self, number, &opening);

    if (status != HX_OK)
        return status;
    if (opening->node->is_folder != is_folder)
        return hx_fail(HX_ERR_INVALID, is_folder ? "%u is no folder" : "%u is a folder",
                       (unsigned)number);
    *node = opening->node;
    return HX_OK;
}

static hx_status open_node(struct ramfs *self, struct ramfs_node *node,
                           uint32_t *number)
{
    const uint32_t open_max = self->config->open_max;

    for (uint32_t i = 0; i < open_max; i++) {
        struct ramfs_opening *opening = &self->openings[i];

        if (opening->node != NULL)
            continue;
        self->last_generation = (self->last_generation + 1) % (UINT32_MAX / open_max);
        opening->node = node;
        opening->generation = self->last_generation;
        *number = opening->generation * open_max + i;
        return HX_OK;
    }
    return hx_fail(HX_ERR_NO_SPACE, "%u files are open", (unsigned)open_max);
}

hx_status ramfs_open(struct ramfs *self, const char *path, uint32_t *file)
{
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = ramfs_path_find(self, path, &node);
    if (status == HX_OK)
        status = open_node(self, node, file);
    return leave(self, status);
}

hx_status ramfs_close(struct ramfs *self, uint32_t file)
{
    struct ramfs_opening *opening = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_opening(self, file, &opening);
    if (status == HX_OK)
        opening->node = NULL;
    return leave(self, status);
}

hx_status ramfs_read(struct ramfs *self, uint32_t file, uint64_t offset, void *data,
                     size_t size, size_t *done)
{
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    *done = 0;
    if (status != HX_OK)
        return status;
    status = find_node(self, file, false, &node);
    if (status == HX_OK)
        *done = ramfs_content_read(self, node, offset, data, size);
    return leave(self, status);
}

hx_status ramfs_write(struct ramfs *self, uint32_t file, uint64_t offset,
                      const void *data, size_t size, size_t *done)
{
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    *done = 0;
    if (status != HX_OK)
        return status;
    status = find_node(self, file, false, &node);
    /* Nothing to write makes no file longer. */
    if (status == HX_OK && size > 0)
        status = ramfs_content_write(self, node, offset, data, size);
    if (status == HX_OK)
        *done = size;
    return leave(self, status);
}

hx_status ramfs_resize(struct ramfs *self, uint32_t file, uint64_t size)
{
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_node(self, file, false, &node);
    if (status == HX_OK)
        ramfs_content_resize(self, node, size);
    return leave(self, status);
}

/* The root has no name. */
static void describe(const struct ramfs_node *node, struct helix_file_info *info)
{
    memset(info, 0, sizeof(*info));
    info->size = node->size;
    info->kind = node->is_folder ? HELIX_FILE_FOLDER : HELIX_FILE_REGULAR;
    if (node->name != NULL)
        memcpy(info->name, node->name, node->name_size);
}

hx_status ramfs_describe(struct ramfs *self, const char *path,
                         struct helix_file_info *info)
{
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = ramfs_path_find(self, path, &node);
    if (status == HX_OK)
        describe(node, info);
    return leave(self, status);
}

/* A position is the serial of the entry that was given last. */
hx_status ramfs_list(struct ramfs *self, uint32_t folder, uint64_t *position,
                     struct helix_file_info *entry)
{
    const struct ramfs_node *next;
    struct ramfs_node *node = NULL;
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    status = find_node(self, folder, true, &node);
    if (status != HX_OK)
        return leave(self, status);
    next = ramfs_tree_next(node, *position);
    if (next == NULL)
        return leave(self, HX_ERR_NOT_FOUND);
    describe(next, entry);
    *position = next->serial;
    return leave(self, HX_OK);
}

hx_status ramfs_create(struct ramfs *self, const char *path, enum helix_file_kind kind)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    if (kind != HELIX_FILE_REGULAR && kind != HELIX_FILE_FOLDER)
        status = hx_fail(HX_ERR_INVALID, "%d is no kind of file", (int)kind);
    else
        status = ramfs_make(self, path, kind == HELIX_FILE_FOLDER);
    return leave(self, status);
}

hx_status ramfs_remove(struct ramfs *self, const char *path)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, ramfs_unmake(self, path));
}

hx_status ramfs_rename(struct ramfs *self, const char *from, const char *to)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, ramfs_move(self, from, to));
}

/* There is nothing that a loss of power would leave. */
hx_status ramfs_sync(struct ramfs *self)
{
    hx_status status = enter(self);

    if (status != HX_OK)
        return status;
    return leave(self, HX_OK);
}
