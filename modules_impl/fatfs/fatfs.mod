// SPDX-License-Identifier: MIT

/// FAT12, FAT16 and FAT32 with long names, for reading and writing.
///
/// Writes reach the disk one sector at a time and in the order that the power may fail
/// in: what an entry points to is there before the entry, and what is freed is cut off
/// before it is free. See README.md for what is left to a repair after a loss of power.
///
/// The medium is hostile input: a damaged one is HX_ERR_CORRUPT. Names are compared
/// without regard to the case of ASCII letters. There is no clock: what is made here
/// dates from 1980-01-01.
module fatfs {
    info {
        version:      1.0.0;
        description:  "FAT12, FAT16 and FAT32 filesystem";
        author:       "Helix";
        flags:        FILESYSTEM;
        provides:     "filesystem";
    }
    config {
        /// The unit of the disk.
        uint32_t unit = 0;
        /// 0: the whole disk; else an entry of the MBR.
        uint32_t partition = 0 @range(0, 4);
    }
    types {
        enum {
            FATFS_SECTOR_SIZE = 512,
            FATFS_SECTORS_CACHED = 6,
            /* Files and folders that can be open at a time. */
            FATFS_FILES_MAX = 16,
        };

        /* What was checked at mounting. Sectors count from the start of the volume. */
        struct fatfs_volume {
            bool mounted;
            uint64_t lba;             /* of the volume, on the disk */
            uint32_t sector_count;
            uint32_t bits;            /* of a FAT entry: 12, 16 or 32 */
            uint32_t cluster_sectors;
            uint32_t last_cluster;    /* clusters are 2 to this one */
            uint32_t fat_start;       /* the first copy that is in use */
            uint32_t fat_size;        /* sectors of one copy */
            uint32_t fat_copies;      /* that are written */
            uint32_t root_start;      /* FAT12 and FAT16: sectors of the root */
            uint32_t root_sectors;
            uint32_t root_cluster;    /* FAT32; else 0 */
            uint32_t data_start;
            uint32_t info_sector;     /* FAT32 FSInfo; 0: there is none */
            uint32_t free_count;      /* UINT32_MAX: not known */
            uint32_t next_free;       /* where the search for a free cluster begins */
            bool was_dirty;           /* it was left so by others, and stays so */
            bool marked;              /* dirty on the disk, by us */
        };

        struct fatfs_sector {
            uint32_t sector;
            uint32_t used;            /* the cache's clock at its last use; 0: empty */
            bool dirty;               /* never more than one of them */
            uint8_t data[FATFS_SECTOR_SIZE];
        };

        /* Where a short entry is; the root, which has none, is at sector 0. */
        struct fatfs_place {
            uint32_t sector;
            uint32_t offset;
        };

        /* A cluster of a chain, remembered: cluster 0 is none. */
        struct fatfs_walk {
            uint32_t first;
            uint32_t index;
            uint32_t cluster;
        };

        struct fatfs_file {
            bool open;
            bool is_folder;
            uint32_t generation;
            struct fatfs_place place;
            struct fatfs_walk walk;
        };
    }
    state {
        struct hx_mutex mutex;
        struct fatfs_volume volume;
        struct fatfs_sector cache[FATFS_SECTORS_CACHED];
        uint32_t clock = 0;
        struct fatfs_file files[FATFS_FILES_MAX];
    }
    uses {
        "helix.block_device" 1.1 as disk;
    }
    sources: "cache.c", "volume.c", "fat.c", "names.c", "folder.c", "entries.c",
             "path.c", "file.c", "changes.c", "operations.c";
    impl {
        init  { (void)ctx; return HX_OK; }
        start;
        stop;
        request "volume";
    }
}

impl_interface(fatfs, "helix.filesystem", 1.0) {
    open;
    close;
    read;
    write;
    resize;
    stat = fatfs_describe;
    list;
    create;
    remove;
    rename;
    sync;
}
