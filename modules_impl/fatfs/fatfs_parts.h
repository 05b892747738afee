/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other, from the bottom up. `struct fatfs`
 * and the structs of the state come from the spec. Everything is called with the mutex
 * held.
 *
 * The rule that the order of writes rests on: changes reach the disk in the order in
 * which they are made, and changes of one sector that follow each other directly reach
 * it in one write. So each operation only has to make its changes in a safe order.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

enum {
    FATFS_ENTRY_SIZE = 32,
    FATFS_SECTOR_ENTRIES = FATFS_SECTOR_SIZE / FATFS_ENTRY_SIZE,
    FATFS_FOLDER_SECTORS_MAX = 65536 / FATFS_SECTOR_ENTRIES,
    FATFS_SHORT_SIZE = 11,
    FATFS_NAME_UNITS = 255,
    FATFS_PART_UNITS = 13, /* of a name, in one entry of a long name */
    FATFS_SET_MAX = 21,    /* entries of one name, the short one included */
    FATFS_FIRST_CLUSTER = 2,
};

enum {
    FATFS_ATTR_VOLUME = 0x08,
    FATFS_ATTR_FOLDER = 0x10,
    FATFS_ATTR_ARCHIVE = 0x20,
    FATFS_ATTR_LONG = 0x0f,
    FATFS_ATTR_MASK = 0x3f,
    FATFS_ENTRY_END = 0x00,
    FATFS_ENTRY_FREE = 0xe5,
};

/* A name in UTF-16. */
struct fatfs_name {
    size_t length;
    uint16_t units[FATFS_NAME_UNITS];
};

/* An entry of a folder, as it was read. */
struct fatfs_entry {
    struct fatfs_place place;
    uint32_t index;     /* of its short entry in the folder */
    uint32_t set_first; /* index of the first entry of its long name; else `index` */
    uint32_t cluster;   /* 0: no content */
    uint32_t size;
    bool is_folder;
    uint8_t short_name[FATFS_SHORT_SIZE];
    struct fatfs_name name;
};

static inline uint16_t fatfs_get16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t fatfs_get32(const uint8_t *at)
{
    return (uint32_t)fatfs_get16(at) | (uint32_t)fatfs_get16(at + 2) << 16;
}

static inline void fatfs_put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

static inline void fatfs_put32(uint8_t *at, uint32_t value)
{
    fatfs_put16(at, value);
    fatfs_put16(at + 2, value >> 16);
}

static inline bool fatfs_is_same_place(struct fatfs_place one, struct fatfs_place other)
{
    return one.sector == other.sector && one.offset == other.offset;
}

/* cache.c: sectors. `data` is good until the next call of any of these. */

/* Gives a sector to look at. */
HX_MUST_CHECK hx_status fatfs_look(struct fatfs *self, uint32_t sector,
                                   const uint8_t **data);
/* Gives a sector to be changed at once; it is written before any later change is. */
HX_MUST_CHECK hx_status fatfs_change(struct fatfs *self, uint32_t sector,
                                     uint8_t **data);
/* Writes what is not written yet. */
HX_MUST_CHECK hx_status fatfs_flush(struct fatfs *self);
/* Whole sectors from and to the caller's memory, in order with the changes. */
HX_MUST_CHECK hx_status fatfs_read_sectors(struct fatfs *self, uint32_t sector,
                                           void *data, uint32_t count);
HX_MUST_CHECK hx_status fatfs_write_sectors(struct fatfs *self, uint32_t sector,
                                            const void *data, uint32_t count);
/* Forgets all sectors, written or not. */
void fatfs_forget(struct fatfs *self);

/* volume.c: mounting, and the marks of a volume in use. */

/* HX_ERR_CORRUPT with the field's name: the medium holds no FAT volume that is whole;
 * HX_ERR_UNSUPPORTED: its sectors are not of 512 bytes. */
HX_MUST_CHECK hx_status fatfs_mount(struct fatfs *self);
/* Before the first write since mounting or syncing: says on the disk that the volume is
 * in use and the count of free clusters is not known. */
HX_MUST_CHECK hx_status fatfs_mark(struct fatfs *self);
/* Takes that back, once all is written. */
HX_MUST_CHECK hx_status fatfs_unmark(struct fatfs *self);

/* fat.c: the table and the chains. */

bool fatfs_is_cluster(const struct fatfs *self, uint32_t cluster);
uint32_t fatfs_cluster_sector(const struct fatfs *self, uint32_t cluster);
/* The cluster behind `cluster`; 0: it is the last one. */
HX_MUST_CHECK hx_status fatfs_next(struct fatfs *self, uint32_t cluster,
                                   uint32_t *next);
/* Goes to the cluster of number `index`. HX_ERR_CORRUPT: the chain is shorter. */
HX_MUST_CHECK hx_status fatfs_walk_to(struct fatfs *self, struct fatfs_walk *walk,
                                      uint32_t index);
/* Makes a chain that belongs to nobody yet. HX_ERR_NO_SPACE: nothing has been taken. */
HX_MUST_CHECK hx_status fatfs_chain_make(struct fatfs *self, uint32_t count,
                                         uint32_t *first);
/* Appends a chain behind a last cluster. */
HX_MUST_CHECK hx_status fatfs_chain_join(struct fatfs *self, uint32_t last,
                                         uint32_t first);
/* Ends a chain at `last`, and frees what is behind. */
HX_MUST_CHECK hx_status fatfs_chain_cut(struct fatfs *self, uint32_t last);
/* Frees a chain that nothing points to any more. */
HX_MUST_CHECK hx_status fatfs_chain_free(struct fatfs *self, uint32_t first);

/* names.c: long names and short ones. */

/* HX_ERR_INVALID: no name that a file may have, or not UTF-8. */
HX_MUST_CHECK hx_status fatfs_name_parse(const char *text, size_t size,
                                         struct fatfs_name *name);
bool fatfs_name_equal(const struct fatfs_name *one, const struct fatfs_name *other);
/* As UTF-8 into 256 bytes; false: it does not fit, or is no UTF-16. */
bool fatfs_name_print(const struct fatfs_name *name, char *text);
/* What a short entry's name reads as. */
void fatfs_short_read(const uint8_t *entry, struct fatfs_name *name);
/* Whether `name` is a short name as it stands, and needs no long one. */
bool fatfs_short_exact(const struct fatfs_name *name, uint8_t *short_name);
/* The short name of number `number`, from 1, for a long one. */
void fatfs_short_make(const struct fatfs_name *name, uint32_t number,
                      uint8_t *short_name);
uint8_t fatfs_short_sum(const uint8_t *short_name);
/* Part `part`, from 1, of a long name, into an entry, and back. */
void fatfs_part_write(const struct fatfs_name *name, uint32_t part, uint32_t part_count,
                      uint8_t sum, uint8_t *entry);
void fatfs_part_read(const uint8_t *entry, uint16_t *units);

/* folder.c: the sectors of a folder, and what its entries say. */

/* The sector of number `index`. HX_ERR_NOT_FOUND: the folder ends before it. A folder
 * at cluster 0 is the root of a FAT12 or FAT16 volume. */
HX_MUST_CHECK hx_status fatfs_folder_sector(struct fatfs *self, struct fatfs_walk *walk,
                                            uint32_t index, uint32_t *sector);
/* The first file or folder at or behind `*position`, which is moved behind it.
 * HX_ERR_NOT_FOUND: there is no further one. */
HX_MUST_CHECK hx_status fatfs_folder_next(struct fatfs *self, struct fatfs_walk *walk,
                                          uint32_t *position,
                                          struct fatfs_entry *entry);
/* The entry with this name, long or short. */
HX_MUST_CHECK hx_status fatfs_folder_find(struct fatfs *self, uint32_t folder,
                                          const struct fatfs_name *name,
                                          struct fatfs_entry *entry);
HX_MUST_CHECK hx_status fatfs_folder_is_empty(struct fatfs *self, uint32_t folder,
                                              bool *empty);
/* Writes zeros over a cluster, but for the first two entries of a new folder. */
HX_MUST_CHECK hx_status fatfs_folder_clear(struct fatfs *self, uint32_t cluster);
HX_MUST_CHECK hx_status fatfs_folder_grow(struct fatfs *self, uint32_t folder);
/* Fills a short entry: no name, the fixed date. */
void fatfs_entry_write(uint8_t *entry, uint8_t attr, uint32_t cluster, uint32_t size);
HX_MUST_CHECK hx_status fatfs_entry_read(struct fatfs *self, const uint8_t *raw,
                                         struct fatfs_entry *entry);

/* entries.c: entries made, removed and moved. */

/* Adds an entry: `fields` is a short entry but for its name. `replaced` (or NULL) is
 * an entry that goes; in the same write, if it is in this folder and there is room in
 * its sector; else after the new one is there. */
HX_MUST_CHECK hx_status fatfs_entry_add(struct fatfs *self, uint32_t folder,
                                        const struct fatfs_name *name,
                                        const uint8_t *fields,
                                        const struct fatfs_entry *replaced,
                                        uint32_t replaced_folder,
                                        struct fatfs_place *place);
/* Removes the entry and its long name. */
HX_MUST_CHECK hx_status fatfs_entry_remove(struct fatfs *self, uint32_t folder,
                                           const struct fatfs_entry *entry);
/* Sets content and size of the entry at `place`, in one write. */
HX_MUST_CHECK hx_status fatfs_entry_update(struct fatfs *self, struct fatfs_place place,
                                           uint32_t cluster, uint32_t size);

/* path.c */

/* All of the path, so that a malformed one is told whatever exists: HX_ERR_INVALID. */
HX_MUST_CHECK hx_status fatfs_path_check(const char *path);
/* Finds what `path` names. The root is a folder at place {0, 0}, without a name. */
HX_MUST_CHECK hx_status fatfs_path_find(struct fatfs *self, const char *path,
                                        struct fatfs_entry *entry);
/* Finds the folder of `path`'s last part, and that name; whether something has it is
 * not looked at. `avoid` (or 0) is the cluster of a folder that must not be on the way,
 * HX_ERR_INVALID. */
HX_MUST_CHECK hx_status fatfs_path_parent(struct fatfs *self, const char *path,
                                          uint32_t avoid, uint32_t *folder,
                                          struct fatfs_name *name);

/* file.c: the content of files. `walk` is where the last access was. */

HX_MUST_CHECK hx_status fatfs_content_read(struct fatfs *self, struct fatfs_file *file,
                                           uint64_t offset, void *data, size_t size,
                                           size_t *done);
/* Writes, after making the file longer with zeros; `size` may be 0. All or nothing. */
HX_MUST_CHECK hx_status fatfs_content_write(struct fatfs *self, struct fatfs_file *file,
                                            uint64_t offset, const void *data,
                                            size_t size);
HX_MUST_CHECK hx_status fatfs_content_resize(struct fatfs *self,
                                             struct fatfs_file *file, uint64_t size);

/* changes.c: what helix.filesystem says of create, remove and rename. */

HX_MUST_CHECK hx_status fatfs_make(struct fatfs *self, const char *path,
                                   bool is_folder);
HX_MUST_CHECK hx_status fatfs_unmake(struct fatfs *self, const char *path);
HX_MUST_CHECK hx_status fatfs_move(struct fatfs *self, const char *from,
                                   const char *to);
