/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other, from the bottom up. `struct ramfs`
 * and the structs of the state come from the spec. Everything is called with the mutex
 * held. What answers HX_ERR_NO_SPACE has changed nothing, and has nothing in use that
 * it has not given back.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/* A name, or one part of a path: not NUL-terminated. */
struct ramfs_name {
    const char *text;
    size_t size;
};

/* memory.c: what is taken of the allocator, counted against the limit. */

/* NULL: it does not fit under the limit, or there is no memory. */
void *ramfs_take(struct ramfs *self, size_t size);
/* `size` is what it was taken with; NULL is nothing to give. */
void ramfs_give(struct ramfs *self, void *block, size_t size);

/* names.c */

/* Takes the name that `text` begins with, and leaves it at the `/` or NUL behind that.
 * HX_ERR_INVALID: it is no name that a file may have. */
HX_MUST_CHECK hx_status ramfs_name_take(const char **text, struct ramfs_name *name);
uint32_t ramfs_name_hash(const struct ramfs_name *name);

/* tree.c: nodes and the folders that they are in. */

/* Returns the entry of that name, or NULL. */
struct ramfs_node *ramfs_tree_find(const struct ramfs_node *folder,
                                   const struct ramfs_name *name);
/* Makes an empty file or folder whose name is not in `folder` yet. HX_ERR_NO_SPACE. */
HX_MUST_CHECK hx_status ramfs_tree_add(struct ramfs *self, struct ramfs_node *folder,
                                       const struct ramfs_name *name, bool is_folder,
                                       struct ramfs_node **node);
/* Gives a node another name and folder, which has none of that name but the node
 * itself. It is the same entry for who lists the folder. HX_ERR_NO_SPACE. */
HX_MUST_CHECK hx_status ramfs_tree_move(struct ramfs *self, struct ramfs_node *node,
                                        struct ramfs_node *folder,
                                        const struct ramfs_name *name);
/* Takes out a file, or a folder without entries, and gives back all that it has. */
void ramfs_tree_remove(struct ramfs *self, struct ramfs_node *node);
/* All of them, but for the root. */
void ramfs_tree_clear(struct ramfs *self);
/* The first entry of `folder` whose serial is above `serial`, or NULL. */
struct ramfs_node *ramfs_tree_next(const struct ramfs_node *folder, uint64_t serial);

/* content.c: the bytes of files. */

/* Reads up to `size` bytes; returns how many there were. */
size_t ramfs_content_read(const struct ramfs *self, const struct ramfs_node *file,
                          uint64_t offset, void *data, size_t size);
/* All or nothing: HX_ERR_NO_SPACE. `size` is not 0. */
HX_MUST_CHECK hx_status ramfs_content_write(struct ramfs *self, struct ramfs_node *file,
                                            uint64_t offset, const void *data,
                                            size_t size);
/* What is new takes no memory; a size of 0 gives all of it back. */
void ramfs_content_resize(struct ramfs *self, struct ramfs_node *file, uint64_t size);

/* path.c */

bool ramfs_path_is_root(const char *path);
/* All of the path, so that a malformed one is told whatever exists: HX_ERR_INVALID. */
HX_MUST_CHECK hx_status ramfs_path_check(const char *path);
/* Finds what `path` names, also the root. HX_ERR_INVALID, HX_ERR_NOT_FOUND. */
HX_MUST_CHECK hx_status ramfs_path_find(struct ramfs *self, const char *path,
                                        struct ramfs_node **node);
/* Finds the folder of `path`'s last part, and that name; whether something has it is
 * not looked at. `avoid` (or NULL) is a folder that must not be on the way,
 * HX_ERR_INVALID. Not for the root, which has no last part. */
HX_MUST_CHECK hx_status ramfs_path_parent(struct ramfs *self, const char *path,
                                          const struct ramfs_node *avoid,
                                          struct ramfs_node **folder,
                                          struct ramfs_name *name);

/* changes.c: what helix.filesystem says of create, remove and rename. */

HX_MUST_CHECK hx_status ramfs_make(struct ramfs *self, const char *path,
                                   bool is_folder);
HX_MUST_CHECK hx_status ramfs_unmake(struct ramfs *self, const char *path);
HX_MUST_CHECK hx_status ramfs_move(struct ramfs *self, const char *from,
                                   const char *to);

/* initrd.c */

/* Makes all files and folders of the initrd, in an empty tree. HX_ERR_CORRUPT,
 * HX_ERR_NO_SPACE; what was made until then is there. */
HX_MUST_CHECK hx_status ramfs_load(struct ramfs *self);
