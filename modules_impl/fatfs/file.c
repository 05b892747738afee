/* SPDX-License-Identifier: MIT */
/*
 * The content of files. A file that grows gets a new chain, which is filled first, then
 * joined, then covered by the size in the entry; one that shrinks loses size first. A
 * cut in between leaves clusters that no size covers: the next write uses them again.
 */
#include "fatfs_parts.h"

/* What an entry says now; it is not kept, as another opening may change it. */
struct content {
    uint32_t cluster;
    uint32_t size;
};

static uint32_t cluster_size(const struct fatfs *self)
{
    return self->volume.cluster_sectors * FATFS_SECTOR_SIZE;
}

static uint32_t count_clusters(const struct fatfs *self, uint64_t size)
{
    return (uint32_t)((size + cluster_size(self) - 1) / cluster_size(self));
}

static hx_status read_content(struct fatfs *self, struct fatfs_file *file,
                              struct content *content)
{
    struct fatfs_entry entry;
    const uint8_t *data;
    hx_status status = fatfs_look(self, file->place.sector, &data);

    if (status == HX_OK)
        status = fatfs_entry_read(self, data + file->place.offset, &entry);
    if (status != HX_OK)
        return status;
    content->cluster = entry.cluster;
    content->size = entry.size;
    if (file->walk.first != entry.cluster)
        file->walk = (struct fatfs_walk){.first = entry.cluster};
    return HX_OK;
}

/* Where the next piece of a transfer is: within one cluster; whole sectors, or a part
 * of one. */
struct piece {
    uint32_t sector;
    uint32_t offset;
    uint32_t size;
};

static hx_status find_piece(struct fatfs *self, struct fatfs_walk *walk,
                            uint64_t offset, size_t size, struct piece *piece)
{
    uint32_t within = (uint32_t)(offset % cluster_size(self));
    uint32_t room = cluster_size(self) - within;
    hx_status status =
        fatfs_walk_to(self, walk, (uint32_t)(offset / cluster_size(self)));

    if (status != HX_OK)
        return status;
    piece->sector =
        fatfs_cluster_sector(self, walk->cluster) + within / FATFS_SECTOR_SIZE;
    piece->offset = within % FATFS_SECTOR_SIZE;
    if (piece->offset != 0 || size < FATFS_SECTOR_SIZE) {
        room = FATFS_SECTOR_SIZE - piece->offset;
        piece->size = size < room ? (uint32_t)size : room;
    } else {
        if (size < room)
            room = (uint32_t)(size - size % FATFS_SECTOR_SIZE);
        piece->size = room;
    }
    return HX_OK;
}

hx_status fatfs_content_read(struct fatfs *self, struct fatfs_file *file,
                             uint64_t offset, void *data, size_t size, size_t *done)
{
    uint8_t *to = data;
    struct content content;
    hx_status status = read_content(self, file, &content);

    *done = 0;
    if (status != HX_OK || offset >= content.size)
        return status;
    if (size > content.size - offset)
        size = (size_t)(content.size - offset);
    while (*done < size) {
        struct piece piece;
        const uint8_t *sector;

        status = find_piece(self, &file->walk, offset + *done, size - *done, &piece);
        if (status == HX_OK && piece.size >= FATFS_SECTOR_SIZE) {
            status = fatfs_read_sectors(self, piece.sector, to + *done,
                                        piece.size / FATFS_SECTOR_SIZE);
        } else if (status == HX_OK) {
            status = fatfs_look(self, piece.sector, &sector);
            if (status == HX_OK)
                memcpy(to + *done, sector + piece.offset, piece.size);
        }
        if (status != HX_OK)
            return status;
        *done += piece.size;
    }
    return HX_OK;
}

/* Writes one piece; `data` is NULL for zeros. */
static hx_status put_piece(struct fatfs *self, const struct piece *piece,
                           const uint8_t *data)
{
    uint32_t left = piece->size;
    uint32_t sector = piece->sector;

    if (data != NULL && piece->size >= FATFS_SECTOR_SIZE)
        return fatfs_write_sectors(self, sector, data, left / FATFS_SECTOR_SIZE);
    while (left > 0) {
        uint32_t size = left < FATFS_SECTOR_SIZE ? left : FATFS_SECTOR_SIZE;
        uint8_t *to;
        hx_status status = fatfs_change(self, sector, &to);

        if (status != HX_OK)
            return status;
        if (data != NULL)
            memcpy(to + piece->offset, data, size);
        else
            memset(to + piece->offset, 0, size);
        sector++;
        left -= size;
    }
    return HX_OK;
}

/* What is written: zeros from `start`, data from `offset` to `end`. */
struct change {
    uint64_t start;
    uint64_t offset;
    uint64_t end;
    const uint8_t *data;
};

/* Writes the part of `change` that lies from `from` to `to`, into a chain whose first
 * cluster is at `base` of the file. */
static hx_status put_part(struct fatfs *self, struct fatfs_walk *walk, uint64_t base,
                          const struct change *change, uint64_t from, uint64_t to)
{
    uint64_t at = from > change->start ? from : change->start;
    uint64_t end = to < change->end ? to : change->end;

    while (at < end) {
        bool is_gap = at < change->offset;
        uint64_t stop = is_gap && change->offset < end ? change->offset : end;
        struct piece piece;
        hx_status status =
            find_piece(self, walk, at - base, (size_t)(stop - at), &piece);

        if (status == HX_OK)
            status = put_piece(self, &piece,
                               is_gap ? NULL : change->data + (at - change->offset));
        if (status != HX_OK)
            return status;
        at += piece.size;
    }
    return HX_OK;
}

/* How many clusters a file has, at most `wanted`; more than its size covers after a
 * loss of power. The walk ends at the last one of them. */
static hx_status count_present(struct fatfs *self, struct fatfs_walk *walk,
                               uint32_t covered, uint32_t wanted, uint32_t *present)
{
    *present = 0;
    if (walk->first == 0)
        return HX_OK;
    *present = covered > 0 ? covered : 1;
    if (*present > wanted)
        *present = wanted;
    for (;;) {
        uint32_t next;
        hx_status status = fatfs_walk_to(self, walk, *present - 1);

        if (status == HX_OK && *present < wanted)
            status = fatfs_next(self, walk->cluster, &next);
        if (status != HX_OK || *present == wanted || next == 0)
            return status;
        *present += 1;
    }
}

hx_status fatfs_content_write(struct fatfs *self, struct fatfs_file *file,
                              uint64_t offset, const void *data, size_t size)
{
    struct change change = {.offset = offset, .end = offset + size, .data = data};
    struct fatfs_walk added = {0};
    struct content content;
    uint32_t wanted;
    uint32_t present;
    uint64_t border;
    hx_status status = read_content(self, file, &content);

    if (status != HX_OK)
        return status;
    if (change.end < offset || change.end > UINT32_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "a file has at most 4 GiB - 1 bytes");
    if (change.end == 0)
        return HX_OK;
    change.start = offset > content.size ? content.size : offset;
    wanted =
        count_clusters(self, change.end > content.size ? change.end : content.size);
    status = count_present(self, &file->walk, count_clusters(self, content.size),
                           wanted, &present);
    if (status == HX_OK && wanted > present)
        status = fatfs_chain_make(self, wanted - present, &added.first);
    if (status != HX_OK)
        return status;

    border = (uint64_t)present * cluster_size(self);
    status = put_part(self, &added, border, &change, border, UINT64_MAX);
    if (status == HX_OK)
        status = put_part(self, &file->walk, 0, &change, 0, border);
    if (status == HX_OK && added.first != 0 && present > 0) {
        status = fatfs_walk_to(self, &file->walk, present - 1);
        if (status == HX_OK)
            status = fatfs_chain_join(self, file->walk.cluster, added.first);
    }
    if (status != HX_OK || change.end <= content.size)
        return status;
    return fatfs_entry_update(self, file->place,
                              present > 0 ? content.cluster : added.first,
                              (uint32_t)change.end);
}

static hx_status shrink(struct fatfs *self, struct fatfs_file *file,
                        const struct content *content, uint32_t size)
{
    uint32_t kept = count_clusters(self, size);
    hx_status status = HX_OK;

    /* Before anything changes: the chain has to be long enough. */
    if (kept > 0)
        status = fatfs_walk_to(self, &file->walk, kept - 1);
    if (status == HX_OK)
        status = fatfs_entry_update(self, file->place, kept > 0 ? content->cluster : 0,
                                    size);
    if (status != HX_OK)
        return status;
    if (kept > 0)
        return fatfs_chain_cut(self, file->walk.cluster);
    file->walk = (struct fatfs_walk){0};
    return fatfs_chain_free(self, content->cluster);
}

hx_status fatfs_content_resize(struct fatfs *self, struct fatfs_file *file,
                               uint64_t size)
{
    struct content content;
    hx_status status = read_content(self, file, &content);

    if (status != HX_OK)
        return status;
    if (size > content.size)
        return fatfs_content_write(self, file, size, NULL, 0);
    if (size == content.size)
        return HX_OK;
    return shrink(self, file, &content, (uint32_t)size);
}
