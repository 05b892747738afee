/* SPDX-License-Identifier: MIT */
/*
 * Files of the archive that the kernel was booted with (hx_port_initrd()): the "new
 * ASCII" format of cpio, as `cpio -H newc` writes it (cpio(5); magic 070701, and 070702
 * with its checksum). The archive is hostile: all of it is checked that is used.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/*
 * Puts the regular file `name` into `file`; a `./` or `/` before it does not count,
 * here and in the archive. Of several the last one, as unpacking them would leave; a
 * hard link has the bytes of its file. The bytes are the archive's, wherever they lie
 * in it, aligned to 4.
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
