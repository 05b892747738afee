/* SPDX-License-Identifier: MIT */
/* From a path to an entry, part by part from the root. */
#include "fatfs_parts.h"

/* Takes the next part off `path`; the last one leaves it at its NUL. */
static hx_status take_part(const char **path, struct fatfs_name *name)
{
    const char *start = *path + 1;
    size_t size = 0;
    hx_status status;

    if (**path != '/')
        return hx_fail(HX_ERR_INVALID, "a path begins with /");
    while (start[size] != '\0' && start[size] != '/')
        size++;
    status = fatfs_name_parse(start, size, name);
    if (status == HX_OK)
        *path = start + size;
    return status;
}

static bool is_root(const char *path)
{
    return path[0] == '/' && path[1] == '\0';
}

hx_status fatfs_path_check(const char *path)
{
    struct fatfs_name name;

    if (is_root(path))
        return HX_OK;
    do {
        hx_status status = take_part(&path, &name);

        if (status != HX_OK)
            return status;
    } while (*path != '\0');
    return HX_OK;
}

static hx_status find_in(struct fatfs *self, uint32_t folder,
                         const struct fatfs_name *name, struct fatfs_entry *entry)
{
    hx_status status = fatfs_folder_find(self, folder, name, entry);

    if (status == HX_ERR_NOT_FOUND)
        return hx_fail(HX_ERR_NOT_FOUND, "a part of the path does not exist");
    return status;
}

hx_status fatfs_path_parent(struct fatfs *self, const char *path, uint32_t avoid,
                            uint32_t *folder, struct fatfs_name *name)
{
    uint32_t at = self->volume.root_cluster;
    hx_status status = fatfs_path_check(path);

    while (status == HX_OK) {
        struct fatfs_entry entry;

        status = take_part(&path, name);
        if (status != HX_OK || *path == '\0')
            break;
        status = find_in(self, at, name, &entry);
        if (status == HX_OK && !entry.is_folder)
            status = hx_fail(HX_ERR_NOT_FOUND, "a part of the path is a file");
        if (status == HX_OK && avoid != 0 && entry.cluster == avoid)
            status = hx_fail(HX_ERR_INVALID, "a folder cannot move into itself");
        at = entry.cluster;
    }
    if (status == HX_OK)
        *folder = at;
    return status;
}

hx_status fatfs_path_find(struct fatfs *self, const char *path,
                          struct fatfs_entry *entry)
{
    struct fatfs_name name;
    uint32_t folder = 0;
    hx_status status;

    if (is_root(path)) {
        memset(entry, 0, sizeof(*entry));
        entry->is_folder = true;
        entry->cluster = self->volume.root_cluster;
        return HX_OK;
    }
    status = fatfs_path_parent(self, path, 0, &folder, &name);
    if (status != HX_OK)
        return status;
    return find_in(self, folder, &name, entry);
}
