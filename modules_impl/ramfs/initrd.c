/* SPDX-License-Identifier: MIT */
/*
 * What the archive holds becomes nodes; its bytes stay where they are. The archive is
 * read and checked by hx_initrd_next(), which gives each name once; what names say of
 * folders is checked here. Folders on the way to a file need no entry of their own.
 */
#include "ramfs_parts.h"

#include <helix/initrd.h>

static hx_status report_name(const char *name)
{
    char detail[HX_FAIL_DETAIL_SIZE];

    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(HX_ERR_INVALID));
    return hx_fail(HX_ERR_CORRUPT, "initrd, file '%s': %s", name, detail);
}

static hx_status report_clash(const char *name, const struct ramfs_name *part)
{
    return hx_fail(HX_ERR_CORRUPT, "initrd, file '%s': '%.*s' is a file and a folder",
                   name, (int)part->size, part->text);
}

/* Finds the entry of `folder`, or makes it. */
static hx_status find_or_make(struct ramfs *self, struct ramfs_node *folder,
                              const struct ramfs_name *part, bool is_folder,
                              const char *name, struct ramfs_node **node)
{
    struct ramfs_node *found = ramfs_tree_find(folder, part);

    if (found == NULL)
        return ramfs_tree_add(self, folder, part, is_folder, node);
    /* No name comes twice: this is a folder that was on the way to another one. */
    if (!found->is_folder || !is_folder)
        return report_clash(name, part);
    *node = found;
    return HX_OK;
}

static hx_status load_entry(struct ramfs *self, const struct hx_initrd_entry *entry)
{
    struct ramfs_node *at = &self->root;
    const char *rest = entry->name;

    for (;;) {
        struct ramfs_name part;
        bool is_last;
        hx_status status = ramfs_name_take(&rest, &part);

        if (status != HX_OK)
            return report_name(entry->name);
        is_last = *rest == '\0';
        status = find_or_make(self, at, &part, !is_last || entry->is_folder,
                              entry->name, &at);
        if (status != HX_OK)
            return status;
        if (is_last)
            break;
        rest++;
    }
    if (!entry->is_folder) {
        at->origin = entry->data;
        at->size = entry->data.size;
    }
    return HX_OK;
}

hx_status ramfs_load(struct ramfs *self)
{
    struct hx_initrd_entry entry;
    size_t position = 0;
    hx_status status;

    while ((status = hx_initrd_next(&position, &entry)) == HX_OK) {
        status = load_entry(self, &entry);
        if (status != HX_OK)
            return status;
    }
    return status == HX_ERR_NOT_FOUND ? HX_OK : status;
}
