// SPDX-License-Identifier: MIT

/// Files in memory, at first those of the initrd.
///
/// A file of the initrd is read where it lies there; what is written to it goes into
/// blocks of its own, so that the others of its blocks still cost nothing. Memory is
/// taken from `memory` when it is needed, and given back as soon as it is not. Nothing
/// is kept: when the module starts again, there are the files of the initrd, as they
/// were.
///
/// The initrd is hostile input: with a damaged one the module does not start. Names are
/// compared byte by byte.
module ramfs {
    info {
        version:      1.0.0;
        description:  "Files in memory, at first those of the initrd";
        author:       "Helix";
        flags:        FILESYSTEM;
        provides:     "filesystem";
    }
    config {
        /// How much memory files, folders and their names take at most.
        uint32_t limit_kib = 16384 @range(1, 4194304);
        /// What a file grows by, in bytes.
        uint32_t block_size = 1024 @range(64, 65536);
        /// Files and folders that can be open at a time.
        uint32_t open_max = 16 @range(1, 1024);
    }
    types {
        /* A file or folder. */
        struct ramfs_node {
            struct ramfs_node *parent;     /* NULL: the root */
            struct ramfs_node *next;       /* in the same folder, as `previous` */
            struct ramfs_node *previous;
            char *name;                    /* NUL behind it */
            size_t name_size;
            uint32_t hash;                 /* of the name */
            bool is_folder;
            uint64_t serial;               /* in the order of making; entries keep it */
            /* Of a folder: its entries, in the order of `serial`. */
            struct ramfs_node *first;
            struct ramfs_node *last;
            /* Of a file. A block that is not there reads as `origin`, where that
             * reaches, else as zeros. What blocks have behind `size` is zero. */
            uint64_t size;
            struct hx_bytes origin;        /* in the initrd, up to `size` of it */
            uint8_t **blocks;
            size_t block_count;            /* the table has room for */
        };

        struct ramfs_opening {
            struct ramfs_node *node;       /* NULL: not in use */
            uint32_t generation;
        };
    }
    state {
        struct hx_mutex mutex;
        bool mounted = false;
        struct ramfs_node root;
        struct ramfs_opening *openings;
        uint32_t last_generation = 0;
        uint64_t last_serial = 0;
        /// Bytes in use, of `limit_kib`.
        size_t used = 0;
        uint32_t file_count = 0;
        uint32_t folder_count = 0;
    }
    uses {
        "helix.allocator" 1.0 as memory;
    }
    sources: "memory.c", "names.c", "tree.c", "content.c", "path.c", "changes.c",
             "initrd.c", "operations.c";
    impl {
        init  { (void)ctx; return HX_OK; }
        start;
        stop;
        request "stats";
    }
}

impl_interface(ramfs, "helix.filesystem", 1.0) {
    open;
    close;
    read;
    write;
    resize;
    stat = ramfs_describe;
    list;
    create;
    remove;
    rename;
    sync;
}
