/* SPDX-License-Identifier: MIT */
/*
 * A file is a table of blocks. A block that nobody has written to is not there: it
 * reads as the file of the initrd that this one was, where that reaches, else as zeros.
 * So a write takes blocks for the bytes that it writes, and for no others.
 *
 * All that a change needs is taken before anything is changed.
 */
#include "ramfs_parts.h"

/* The blocks that are taken for a change are chained by their first bytes. */
struct spare {
    struct spare *next;
};

static uint64_t count_blocks(const struct ramfs *self, uint64_t size)
{
    const uint32_t block_size = self->config->block_size;

    return size / block_size + (size % block_size != 0);
}

static uint8_t *block_at(const struct ramfs_node *file, uint64_t index)
{
    return index < file->block_count ? file->blocks[index] : NULL;
}

/* What a block that is not there reads as, from `offset` of the file on. */
static void read_origin(const struct ramfs_node *file, uint64_t offset, uint8_t *data,
                        size_t size)
{
    size_t there = 0;

    if (offset < file->origin.size)
        there = file->origin.size - (size_t)offset;
    if (there > size)
        there = size;
    if (there > 0)
        memcpy(data, (const uint8_t *)file->origin.data + offset, there);
    memset(data + there, 0, size - there);
}

/* How much of `left` bytes lies in the block that `offset` is in. */
static size_t piece_size(const struct ramfs *self, uint64_t offset, size_t left)
{
    const size_t room =
        self->config->block_size - (size_t)(offset % self->config->block_size);

    return left < room ? left : room;
}

size_t ramfs_content_read(const struct ramfs *self, const struct ramfs_node *file,
                          uint64_t offset, void *data, size_t size)
{
    const uint32_t block_size = self->config->block_size;
    uint8_t *to = data;

    if (offset >= file->size)
        return 0;
    if (size > file->size - offset)
        size = (size_t)(file->size - offset);
    for (size_t done = 0; done < size;) {
        const uint64_t at = offset + done;
        const size_t piece = piece_size(self, at, size - done);
        const uint8_t *block = block_at(file, at / block_size);

        if (block != NULL)
            memcpy(to + done, block + at % block_size, piece);
        else
            read_origin(file, at, to + done, piece);
        done += piece;
    }
    return size;
}

static void give_spares(struct ramfs *self, struct spare *spares)
{
    while (spares != NULL) {
        struct spare *next = spares->next;

        ramfs_give(self, spares, self->config->block_size);
        spares = next;
    }
}

/* Takes a block for each one from `first` to `end` that is not there. False: there is
 * no room for all of them, and none is taken. */
static bool take_spares(struct ramfs *self, const struct ramfs_node *file,
                        uint64_t first, uint64_t end, struct spare **spares)
{
    *spares = NULL;
    for (uint64_t index = first; index < end; index++) {
        struct spare *spare;

        if (block_at(file, index) != NULL)
            continue;
        spare = ramfs_take(self, self->config->block_size);
        if (spare == NULL) {
            give_spares(self, *spares);
            return false;
        }
        spare->next = *spares;
        *spares = spare;
    }
    return true;
}

/* Gives the table room for another number of blocks; the blocks behind have gone. */
static bool set_table(struct ramfs *self, struct ramfs_node *file, uint64_t count)
{
    const size_t kept = count < file->block_count ? (size_t)count : file->block_count;
    uint8_t **table = NULL;

    if (count > SIZE_MAX / sizeof(*table))
        return false;
    if (count > 0) {
        table = ramfs_take(self, (size_t)count * sizeof(*table));
        if (table == NULL)
            return false;
        for (size_t i = 0; i < count; i++)
            table[i] = i < kept ? file->blocks[i] : NULL;
    }
    ramfs_give(self, file->blocks, file->block_count * sizeof(*table));
    file->blocks = table;
    file->block_count = (size_t)count;
    return true;
}

/* For a file that grows little by little: twice as much, where there is room for it. */
static bool grow_table(struct ramfs *self, struct ramfs_node *file, uint64_t count)
{
    if (count <= file->block_count)
        return true;
    if (count < 2 * (uint64_t)file->block_count &&
        set_table(self, file, 2 * (uint64_t)file->block_count))
        return true;
    return set_table(self, file, count);
}

static void install_spares(struct ramfs *self, struct ramfs_node *file, uint64_t first,
                           uint64_t end, struct spare *spares)
{
    const uint32_t block_size = self->config->block_size;

    for (uint64_t index = first; index < end; index++) {
        struct spare *spare = spares;

        if (file->blocks[index] != NULL)
            continue;
        spares = spare->next;
        file->blocks[index] = (uint8_t *)spare;
        read_origin(file, index * block_size, (uint8_t *)spare, block_size);
    }
}

hx_status ramfs_content_write(struct ramfs *self, struct ramfs_node *file,
                              uint64_t offset, const void *data, size_t size)
{
    const uint32_t block_size = self->config->block_size;
    const uint64_t end = offset + size;
    const uint64_t first = offset / block_size;
    const uint8_t *from = data;
    struct spare *spares;

    if (end < offset)
        return hx_fail(HX_ERR_NO_SPACE, "a file has at most 16 EiB - 1 bytes");
    if (!take_spares(self, file, first, count_blocks(self, end), &spares))
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for %zu bytes", size);
    if (!grow_table(self, file, count_blocks(self, end))) {
        give_spares(self, spares);
        return hx_fail(HX_ERR_NO_SPACE, "there is no room for a file of %llu bytes",
                       (unsigned long long)end);
    }
    install_spares(self, file, first, count_blocks(self, end), spares);
    for (size_t done = 0; done < size;) {
        const uint64_t at = offset + done;
        const size_t piece = piece_size(self, at, size - done);

        memcpy(file->blocks[at / block_size] + at % block_size, from + done, piece);
        done += piece;
    }
    if (end > file->size)
        file->size = end;
    return HX_OK;
}

/* What is cut off must not be there when the file grows again. */
static void shrink(struct ramfs *self, struct ramfs_node *file, uint64_t size)
{
    const uint32_t block_size = self->config->block_size;
    const uint64_t kept = count_blocks(self, size);
    uint8_t *last = size > 0 ? block_at(file, kept - 1) : NULL;

    for (size_t i = file->block_count; i > kept; i--) {
        ramfs_give(self, file->blocks[i - 1], block_size);
        file->blocks[i - 1] = NULL;
    }
    if (last != NULL && size % block_size != 0)
        memset(last + size % block_size, 0, block_size - (size_t)(size % block_size));
    if (file->origin.size > size)
        file->origin.size = (size_t)size;
    file->size = size;
    /* Where there is no room for a smaller table the larger one will do. */
    if (kept < file->block_count / 4 || kept == 0)
        (void)set_table(self, file, kept);
}

void ramfs_content_resize(struct ramfs *self, struct ramfs_node *file, uint64_t size)
{
    if (size < file->size)
        shrink(self, file, size);
    else
        file->size = size;
}
