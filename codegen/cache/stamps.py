# SPDX-License-Identifier: MIT
"""What tells that a file or a folder is as it was.

Inputs are told by their content, however they came by it: an editor may keep a size, and
a checkout a date. Of a folder it is the names of what could be an input, not those that
an editor leaves there for a while; unless all of its files are packed. Outputs are only ever written by the generator, so
size, time and number of the file are enough, and ten times as fast.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

# What inputs are called; everything else in a folder may come and go.
_INPUTS = (".mod", ".c", ".h", ".S", ".py", ".j2", ".in", ".toml", ".ld")
_NO_INPUT = "__pycache__"
_DIGEST_SIZE = 16
_PACKED = "packed "

OutputStamp = tuple[int, int, int]


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()


def stamp_file(path: str) -> str:
    """Return a text that is another one when the file has another content. Raises
    OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        size = 1 << 16
        data = os.read(handle, size)
        if len(data) == size:
            parts = [data]
            while data := os.read(handle, size):
                parts.append(data)
            data = b"".join(parts)
    finally:
        os.close(handle)
    return digest(data)


def stamp_folder(path: str, *, packed: bool = False) -> str:
    """The same for what is in a folder by name. In one whose files are `packed` each
    name counts. Raises OSError."""
    lines = []
    with os.scandir(path) as entries:
        for entry in entries:
            folder = entry.is_dir(follow_symlinks=False)
            if folder and entry.name == _NO_INPUT:
                continue
            if entry.is_symlink():
                lines.append(f"{entry.name}\0link\0{os.readlink(entry.path)}")
            elif folder:
                lines.append(f"{entry.name}\0folder")
            elif packed or entry.name.endswith(_INPUTS):
                lines.append(entry.name)
    stamp = digest("\n".join(sorted(lines)).encode("utf-8", "surrogateescape"))
    return _PACKED + stamp if packed else stamp


def stamp_folder_again(path: str, known: str) -> str:
    """As the stamp was made that is known."""
    return stamp_folder(path, packed=known.startswith(_PACKED))


def stamp_output(path: str) -> OutputStamp:
    """Raises OSError for a file that is not there, or is none."""
    found = os.stat(path, follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"'{path}' is not a regular file")
    return found.st_size, found.st_mtime_ns, found.st_ino


def changed_since(paths: Iterable[Path | str], start_ns: int) -> bool:
    """Whether one of the files has been written since then: what was read of it and
    what is stamped may be two versions."""
    for path in paths:
        found = os.stat(path)
        if max(found.st_ctime_ns, found.st_mtime_ns) >= start_ns:
            return True
    return False
