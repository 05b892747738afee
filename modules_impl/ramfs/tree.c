/* SPDX-License-Identifier: MIT */
/*
 * A folder's entries are a list in the order of their serials. A serial is given once
 * and kept when the entry gets another name or folder: so who lists a folder, and asks
 * for what is above the last one, meets nothing twice.
 */
#include "ramfs_parts.h"

struct ramfs_node *ramfs_tree_find(const struct ramfs_node *folder,
                                   const struct ramfs_name *name)
{
    const uint32_t hash = ramfs_name_hash(name);
    struct ramfs_node *node = folder->first;

    while (node != NULL && (node->hash != hash || node->name_size != name->size ||
                            memcmp(node->name, name->text, name->size) != 0))
        node = node->next;
    return node;
}

static void attach(struct ramfs_node *folder, struct ramfs_node *node)
{
    struct ramfs_node *before = folder->last;

    while (before != NULL && before->serial > node->serial)
        before = before->previous;
    node->parent = folder;
    node->previous = before;
    node->next = before != NULL ? before->next : folder->first;
    if (node->next != NULL)
        node->next->previous = node;
    else
        folder->last = node;
    if (before != NULL)
        before->next = node;
    else
        folder->first = node;
}

static void detach(struct ramfs_node *node)
{
    struct ramfs_node *folder = node->parent;

    if (node->next != NULL)
        node->next->previous = node->previous;
    else
        folder->last = node->previous;
    if (node->previous != NULL)
        node->previous->next = node->next;
    else
        folder->first = node->next;
}

/* False: there is no room, and the node has the name that it had. */
static bool set_name(struct ramfs *self, struct ramfs_node *node,
                     const struct ramfs_name *name)
{
    char *copy = ramfs_take(self, name->size + 1);

    if (copy == NULL)
        return false;
    memcpy(copy, name->text, name->size);
    copy[name->size] = '\0';
    ramfs_give(self, node->name, node->name_size + 1);
    node->name = copy;
    node->name_size = name->size;
    node->hash = ramfs_name_hash(name);
    return true;
}

static uint32_t *counter_of(struct ramfs *self, bool is_folder)
{
    return is_folder ? &self->folder_count : &self->file_count;
}

hx_status ramfs_tree_add(struct ramfs *self, struct ramfs_node *folder,
                         const struct ramfs_name *name, bool is_folder,
                         struct ramfs_node **node)
{
    struct ramfs_node *made = ramfs_take(self, sizeof(*made));

    if (made == NULL)
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for another entry");
    *made = (struct ramfs_node){.is_folder = is_folder};
    if (!set_name(self, made, name)) {
        ramfs_give(self, made, sizeof(*made));
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for another name");
    }
    made->serial = ++self->last_serial;
    attach(folder, made);
    *counter_of(self, is_folder) += 1;
    *node = made;
    return HX_OK;
}

hx_status ramfs_tree_move(struct ramfs *self, struct ramfs_node *node,
                          struct ramfs_node *folder, const struct ramfs_name *name)
{
    if (!set_name(self, node, name))
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for another name");
    detach(node);
    attach(folder, node);
    return HX_OK;
}

void ramfs_tree_remove(struct ramfs *self, struct ramfs_node *node)
{
    detach(node);
    *counter_of(self, node->is_folder) -= 1;
    if (!node->is_folder)
        ramfs_content_resize(self, node, 0);
    ramfs_give(self, node->name, node->name_size + 1);
    ramfs_give(self, node, sizeof(*node));
}

/* The archive decides how deep folders are: from one without entries to the next,
 * without a call for each of them. */
void ramfs_tree_clear(struct ramfs *self)
{
    struct ramfs_node *at = &self->root;

    for (;;) {
        struct ramfs_node *parent = at->parent;

        if (at->last != NULL) {
            at = at->last;
        } else if (parent != NULL) {
            ramfs_tree_remove(self, at);
            at = parent;
        } else {
            return;
        }
    }
}

struct ramfs_node *ramfs_tree_next(const struct ramfs_node *folder, uint64_t serial)
{
    struct ramfs_node *node = folder->first;

    while (node != NULL && node->serial <= serial)
        node = node->next;
    return node;
}
