/* SPDX-License-Identifier: MIT */
/* From a path to a node, part by part from the root. */
#include "ramfs_parts.h"

bool ramfs_path_is_root(const char *path)
{
    return path[0] == '/' && path[1] == '\0';
}

hx_status ramfs_path_check(const char *path)
{
    struct ramfs_name name;

    if (ramfs_path_is_root(path))
        return HX_OK;
    if (*path != '/')
        return hx_fail(HX_ERR_INVALID, "a path begins with /");
    while (*path == '/') {
        hx_status status;

        path++;
        status = ramfs_name_take(&path, &name);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

static hx_status find_in(struct ramfs_node *folder, const struct ramfs_name *name,
                         struct ramfs_node **node)
{
    struct ramfs_node *found = ramfs_tree_find(folder, name);

    if (found == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "a part of the path does not exist");
    *node = found;
    return HX_OK;
}

hx_status ramfs_path_parent(struct ramfs *self, const char *path,
                            const struct ramfs_node *avoid, struct ramfs_node **folder,
                            struct ramfs_name *name)
{
    struct ramfs_node *at = &self->root;
    hx_status status = ramfs_path_check(path);

    while (status == HX_OK) {
        path++;
        status = ramfs_name_take(&path, name);
        if (status != HX_OK || *path == '\0')
            break;
        status = find_in(at, name, &at);
        if (status == HX_OK && !at->is_folder)
            status = hx_fail(HX_ERR_NOT_FOUND, "a part of the path is a file");
        if (status == HX_OK && at == avoid)
            status = hx_fail(HX_ERR_INVALID, "a folder cannot move into itself");
    }
    if (status == HX_OK)
        *folder = at;
    return status;
}

hx_status ramfs_path_find(struct ramfs *self, const char *path,
                          struct ramfs_node **node)
{
    struct ramfs_node *folder = NULL;
    struct ramfs_name name;
    hx_status status;

    if (ramfs_path_is_root(path)) {
        *node = &self->root;
        return HX_OK;
    }
    status = ramfs_path_parent(self, path, NULL, &folder, &name);
    if (status != HX_OK)
        return status;
    return find_in(folder, &name, node);
}
