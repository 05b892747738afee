/* SPDX-License-Identifier: MIT */
/*
 * Making, removing and moving files and folders. All that can refuse one is looked at
 * before the first change.
 */
#include "ramfs_parts.h"

hx_status ramfs_make(struct ramfs *self, const char *path, bool is_folder)
{
    struct ramfs_node *folder = NULL;
    struct ramfs_node *node;
    struct ramfs_name name;
    hx_status status;

    if (ramfs_path_is_root(path))
        return hx_fail(HX_ERR_ALREADY_EXISTS, "the root exists");
    status = ramfs_path_parent(self, path, NULL, &folder, &name);
    if (status != HX_OK)
        return status;
    if (ramfs_tree_find(folder, &name) != NULL)
        return hx_fail(HX_ERR_ALREADY_EXISTS, "something has this path");
    return ramfs_tree_add(self, folder, &name, is_folder, &node);
}

static bool is_open(const struct ramfs *self, const struct ramfs_node *node)
{
    for (uint32_t i = 0; i < self->config->open_max; i++) {
        if (self->openings[i].node == node)
            return true;
    }
    return false;
}

hx_status ramfs_unmake(struct ramfs *self, const char *path)
{
    struct ramfs_node *node = NULL;
    hx_status status = ramfs_path_find(self, path, &node);

    if (status != HX_OK)
        return status;
    if (node == &self->root)
        return hx_fail(HX_ERR_BUSY, "the root stays");
    if (is_open(self, node))
        return hx_fail(HX_ERR_BUSY, "it is open");
    if (node->first != NULL)
        return hx_fail(HX_ERR_BUSY, "the folder is not empty");
    ramfs_tree_remove(self, node);
    return HX_OK;
}

hx_status ramfs_move(struct ramfs *self, const char *from, const char *to)
{
    struct ramfs_node *folder = NULL;
    struct ramfs_node *node = NULL;
    const struct ramfs_node *other;
    struct ramfs_name name;
    hx_status status = ramfs_path_check(to);

    if (status == HX_OK)
        status = ramfs_path_find(self, from, &node);
    if (status != HX_OK)
        return status;
    if (node == &self->root)
        return hx_fail(HX_ERR_INVALID, "the root stays");
    if (ramfs_path_is_root(to))
        return hx_fail(HX_ERR_ALREADY_EXISTS, "the root exists");
    status = ramfs_path_parent(self, to, node, &folder, &name);
    if (status != HX_OK)
        return status;
    other = ramfs_tree_find(folder, &name);
    if (other == node)
        return HX_OK;
    if (other != NULL)
        return hx_fail(HX_ERR_ALREADY_EXISTS, "something has this path");
    return ramfs_tree_move(self, node, folder, &name);
}
