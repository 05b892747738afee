/* SPDX-License-Identifier: MIT */
/*
 * Files of the archive that the kernel was booted with (hx_port_initrd()): the "new
 * ASCII" format of cpio, as `cpio -H newc` writes it (cpio(5); magic 070701, and 070702
 * with its checksum). The archive is hostile: all of it is checked that is used.
 *
 * What it holds is what unpacking it would leave. So of several entries with one name
 * the last one counts, whatever it is; a hard link has the bytes of its file, which
 * cpio writes once. A `./` or `/` before a name does not count.
 *
 * Nothing is copied: bytes and names are the archive's, good until the machine halts,
 * and not to be written to. Bytes lie at a multiple of 4. Nothing is kept either, so
 * each call reads the archive anew; any context, any number of callers at a time.
 *
 * A kernel in which nothing calls these functions does not need hx_port_initrd().
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/* A regular file, or a folder of size 0. */
struct hx_initrd_entry {
    const char *name; /* as it is there, but for `./` and `/` before it */
    bool is_folder;
    struct hx_bytes data;
};

/*
 * Puts the bytes of the regular file `name` into `file`.
 *
 * Returns HX_OK, HX_ERR_NOT_FOUND (also where there is no archive, or the last of that
 * name is a directory or the like; the detail says which), or HX_ERR_CORRUPT with the
 * offset of the entry and the field that is wrong.
 */
HX_MUST_CHECK hx_status hx_initrd_find(const char *name, struct hx_bytes *file);

/*
 * The same in an archive of the caller's: of one that is at `data`, and ends with the
 * entry TRAILER!!!; what is behind that is not looked at.
 */
HX_MUST_CHECK hx_status hx_initrd_find_in(struct hx_bytes archive, const char *name,
                                          struct hx_bytes *file);

/*
 * Gives the regular files and folders one by one, in the order of the archive, each
 * name once. `position` is 0 for the first, and is moved on. What is left out: the root
 * itself, links that are symbolic, devices and the like. What is not checked: whether a
 * name has parts like `..`, whether the folders on its way are there, or are folders.
 *
 * Looks at all that is behind the entry, so a walk takes time with the square of the
 * number of entries: for archives of up to some thousands.
 *
 * Returns HX_OK; HX_ERR_NOT_FOUND, alone, behind the last one, or where there is no
 * archive; HX_ERR_CORRUPT as hx_initrd_find(); HX_ERR_INVALID for a position that no
 * call has given. After a failure `position` and `entry` are as they were.
 */
HX_MUST_CHECK hx_status hx_initrd_next(size_t *position, struct hx_initrd_entry *entry);

/* The same in an archive of the caller's. */
HX_MUST_CHECK hx_status hx_initrd_next_in(struct hx_bytes archive, size_t *position,
                                          struct hx_initrd_entry *entry);
