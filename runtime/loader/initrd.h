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
 * Puts the regular file `name` into `file`; a `./` or `/` before the archive's name
 * does not count. Of several the last one, as unpacking them would leave. The bytes are
 * the archive's, wherever they lie in it, aligned to 4.
 *
 * Returns HX_OK, HX_ERR_NOT_FOUND (also where there is no archive; the detail says
 * which), or HX_ERR_CORRUPT with the offset and field that is wrong.
 */
HX_MUST_CHECK hx_status hx_initrd_find(const char *name, struct hx_bytes *file);

/* The same in an archive of the caller's. */
HX_MUST_CHECK hx_status hx_initrd_find_in(struct hx_bytes archive, const char *name,
                                          struct hx_bytes *file);
