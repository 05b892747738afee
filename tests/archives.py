# SPDX-License-Identifier: MIT
"""Archives as no program would pack them: an initrd, entry by entry."""

from __future__ import annotations

FOLDER = 0o40755
LINK = 0o120777


def entry(
    name: bytes,
    data: bytes = b"",
    *,
    magic: bytes = b"070701",
    mode: int = 0o100644,
    links: int = 1,
    check: int = 0,
) -> bytes:
    """One file of the format that `cpio -H newc` writes; all have the inode number 1."""
    size = len(name) + 1
    fields = (1, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, size, check)
    header = magic + b"".join(b"%08X" % field for field in fields)
    named = header + name + b"\0"
    return named + b"\0" * (-len(named) % 4) + data + b"\0" * (-len(data) % 4)


END = entry(b"TRAILER!!!", mode=0)
